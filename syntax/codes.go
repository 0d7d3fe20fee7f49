package syntax

import "github.com/composekit/composekit/diag"

// The kinds of findings of this package. A text with any of those that are errors is not
// YAML, or is YAML that Compose refuses.
var (
	BadCharacter  = &diag.Def{Code: "yaml-bad-character", Title: "a character that YAML does not allow"}
	BadUTF8       = &diag.Def{Code: "yaml-bad-utf8", Title: "bytes that are not UTF-8"}
	LineSeparator = &diag.Def{Code: "yaml-line-separator", Severity: diag.Warning, Title: "a character that older YAML takes for a line break"}
	TabIndent     = &diag.Def{Code: "yaml-tab-indent", Title: "a tab used for indentation"}
	BadIndent     = &diag.Def{Code: "yaml-bad-indent", Title: "indentation that fits no neighbour"}
	LooseIndent   = &diag.Def{Code: "yaml-loose-indent", Severity: diag.Warning, Title: "lines inside quotes or brackets that are not indented"}

	UnclosedQuote   = &diag.Def{Code: "yaml-unclosed-quote", Title: "a quote that is not closed"}
	UnclosedBracket = &diag.Def{Code: "yaml-unclosed-bracket", Title: "a bracket or brace that is not closed"}
	StrayBracket    = &diag.Def{Code: "yaml-stray-bracket", Title: "a bracket or brace that was not opened"}
	StrayDash       = &diag.Def{Code: "yaml-stray-dash", Title: "a dash among the entries of a mapping"}
	MissingDash     = &diag.Def{Code: "yaml-missing-dash", Title: "an item of a sequence without its dash"}
	SwallowedItem   = &diag.Def{Code: "yaml-swallowed-item", Severity: diag.Warning, Title: "a line with a dash that goes on with the text above"}
	MissingColon    = &diag.Def{Code: "yaml-missing-colon", Title: "a key without its colon"}
	MissingSpace    = &diag.Def{Code: "yaml-missing-space", Title: "a colon without a space after it"}
	MissingComma    = &diag.Def{Code: "yaml-missing-comma", Title: "a comma missing in a flow collection"}
	StrayComma      = &diag.Def{Code: "yaml-stray-comma", Title: "a comma with nothing before it"}
	DuplicateColon  = &diag.Def{Code: "yaml-duplicate-colon", Title: "a colon written twice"}
	ColonInKey      = &diag.Def{Code: "yaml-colon-in-key", Severity: diag.Warning, Title: "a key that ends in a colon"}
	TightColon      = &diag.Def{Code: "yaml-tight-colon", Severity: diag.Warning, Title: "a colon right before a bracket or brace"}
	NestedValue     = &diag.Def{Code: "yaml-nested-value", Title: "a mapping or sequence begun on the line of its key"}
	MultilineKey    = &diag.Def{Code: "yaml-multiline-key", Title: "a key of several lines"}

	ReservedIndicator = &diag.Def{Code: "yaml-reserved-indicator", Title: "a character that cannot begin a value"}
	BadEscape         = &diag.Def{Code: "yaml-bad-escape", Title: "an escape that YAML does not know"}
	BadBlockHeader    = &diag.Def{Code: "yaml-bad-block-header", Title: "text after | or > that is no indicator"}
	UnexpectedText    = &diag.Def{Code: "yaml-unexpected-text", Title: "text after the end of a value"}
	ConflictMarker    = &diag.Def{Code: "yaml-conflict-marker", Title: "a conflict marker of a version control system"}
	BadDirective      = &diag.Def{Code: "yaml-bad-directive", Title: "a directive that cannot be read"}
	OddDirective      = &diag.Def{Code: "yaml-odd-directive", Severity: diag.Warning, Title: "a directive that docker compose refuses"}

	DuplicateKey    = &diag.Def{Code: "yaml-duplicate-key", Title: "a key defined twice in one mapping"}
	BadTag          = &diag.Def{Code: "yaml-bad-tag", Title: "a tag that does not fit its value"}
	BadAnchor       = &diag.Def{Code: "yaml-bad-anchor", Title: "an anchor or alias without a name, or out of place"}
	OddAnchor       = &diag.Def{Code: "yaml-odd-anchor", Severity: diag.Warning, Title: "an anchor whose name docker compose reads otherwise"}
	UnknownAnchor   = &diag.Def{Code: "yaml-unknown-anchor", Title: "an alias of an anchor that is not defined before it"}
	RecursiveAnchor = &diag.Def{Code: "yaml-recursive-anchor", Title: "an alias inside the value that it stands for"}
	BadMerge        = &diag.Def{Code: "yaml-bad-merge", Title: "a merge key whose value is no mapping"}

	TooDeep    = &diag.Def{Code: "yaml-too-deep", Title: "collections nested too deep"}
	TooLarge   = &diag.Def{Code: "yaml-too-large", Title: "too many nodes or documents, or a key too long"}
	TooManyRef = &diag.Def{Code: "yaml-alias-expansion", Title: "aliases that stand for too much"}
)

// Defs are the kinds of findings that this package reports.
func Defs() []*diag.Def {
	return []*diag.Def{
		BadCharacter, BadUTF8, LineSeparator, TabIndent, BadIndent, LooseIndent,
		UnclosedQuote, UnclosedBracket, StrayBracket, StrayDash, MissingDash, SwallowedItem, MissingColon, MissingSpace,
		MissingComma, StrayComma, DuplicateColon, ColonInKey, TightColon, NestedValue, MultilineKey,
		ReservedIndicator, BadEscape, BadBlockHeader, UnexpectedText, ConflictMarker, BadDirective, OddDirective,
		DuplicateKey, BadTag, BadAnchor, OddAnchor, UnknownAnchor, RecursiveAnchor, BadMerge,
		TooDeep, TooLarge, TooManyRef,
	}
}
