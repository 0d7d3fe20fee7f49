package merge

import "github.com/composekit/composekit/diag"

// The kinds of finding of this package.
var (
	CannotOverride = &diag.Def{Code: "cannot-override", Title: "a value that does not fit the one that it overrides"}
	ResetNothing   = &diag.Def{Code: "reset-nothing", Severity: diag.Warning, Title: "a !reset without effect"}
)

// Defs are the kinds of finding of this package.
func Defs() []*diag.Def {
	return []*diag.Def{
		CannotOverride, ResetNothing,
	}
}
