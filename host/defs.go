package host

import "github.com/composekit/composekit/diag"

// Defs are the kinds of finding of this package.
func Defs() []*diag.Def {
	return []*diag.Def{
		SeveralFiles, InvalidVariable, IgnoredVariable, EnvFileSkipped,
	}
}
