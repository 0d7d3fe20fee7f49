package schema

import "github.com/composekit/composekit/diag"

// The kinds of finding about short forms and the identity of list items.
var (
	BadPort          = &diag.Def{Code: "bad-port", Title: "a port that cannot be read"}
	BadVolume        = &diag.Def{Code: "bad-volume", Title: "a volume that cannot be read"}
	UnknownMountFlag = &diag.Def{Code: "unknown-volume-option", Severity: diag.Warning, Title: "a volume option without effect"}
	BadDevice        = &diag.Def{Code: "bad-device", Title: "a device that cannot be read"}
	BadKeyValue      = &diag.Def{Code: "bad-key-value", Title: "an entry that is not KEY=VALUE"}
	BadSSH           = &diag.Def{Code: "bad-ssh", Title: "an SSH key without a path"}
	BadExpose        = &diag.Def{Code: "bad-expose", Title: "an exposed port that cannot be read"}
	MissingTarget    = &diag.Def{Code: "missing-target", Title: "a mount or port without a target"}
	ExternalConflict = &diag.Def{Code: "external-name-conflict", Title: "two names for one external resource"}
	ExternalName     = &diag.Def{Code: "deprecated-external-name", Severity: diag.Warning, Title: "a name inside external"}
)
