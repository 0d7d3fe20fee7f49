package interpolate

import "github.com/composekit/composekit/diag"

// The kinds of finding of this package.
var (
	// InvalidInterpolation is a ${ that begins no variable.
	InvalidInterpolation = &diag.Def{Code: "invalid-interpolation", Title: "a variable is not well formed"}
	// RequiredVariable is a ${NAME:?message} whose variable has no value.
	RequiredVariable = &diag.Def{Code: "required-variable", Title: "a required variable has no value"}
	// UnsetVariable is a variable that is not set and has no default.
	UnsetVariable = &diag.Def{Code: "unset-variable", Severity: diag.Warning, Title: "a variable is not set"}
	// TooMuch is a text that goes beyond the limits.
	TooMuch = &diag.Def{Code: "interpolation-limit", Title: "variables make too much text or nest too deep"}
	// CastFailed is a text that cannot be read as the number or boolean that its attribute asks for.
	CastFailed = &diag.Def{Code: "cast-failed", Title: "a text is not the number or boolean asked for"}
)

// Defs are the kinds of finding of this package.
func Defs() []*diag.Def {
	return []*diag.Def{
		InvalidInterpolation, RequiredVariable, UnsetVariable, TooMuch, CastFailed,
	}
}
