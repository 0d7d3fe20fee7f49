package schema

import "github.com/composekit/composekit/diag"

// The kinds of finding about the structure of a Compose file.
var (
	UnknownAttribute = &diag.Def{Code: "unknown-attribute", Title: "an attribute that Compose does not know"}
	WrongKind        = &diag.Def{Code: "wrong-kind", Title: "a value of the wrong kind"}
	MissingAttribute = &diag.Def{Code: "missing-attribute", Title: "a required attribute that is not set"}
	NotAllowedValue  = &diag.Def{Code: "not-allowed-value", Title: "a value that is not among those allowed"}
	OutOfRange       = &diag.Def{Code: "out-of-range", Title: "a number that is too small or too large"}
	UnfinishedItem   = &diag.Def{Code: "unfinished-item", Title: "a short form that ends in its colon"}
	DuplicateItem    = &diag.Def{Code: "duplicate-item", Title: "an item that a list holds twice"}
	// OfficialSchema is what package schema/official finds; it stands here so that programs that
	// explain findings need not link the validator.
	OfficialSchema = &diag.Def{Code: "official-schema", Title: "refused by the official schema"}
	BadName        = &diag.Def{Code: "bad-name", Title: "a name with characters that it may not have"}
)

// Defs are the kinds of finding of this package.
func Defs() []*diag.Def {
	return []*diag.Def{
		UnknownAttribute, WrongKind, MissingAttribute, NotAllowedValue, OutOfRange, UnfinishedItem, DuplicateItem, BadName,
		OfficialSchema, BadPort, BadVolume, UnknownMountFlag, BadDevice, BadKeyValue, BadSSH, BadExpose,
		MissingTarget, ExternalConflict, ExternalName, LegacyBoolean,
	}
}
