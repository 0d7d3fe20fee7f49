package composego

import (
	"fmt"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/schema"
)

// Warnings, which compose-go logs.

var warningWordings = map[*diag.Def]func(f fault) string{
	interpolate.UnsetVariable: func(f fault) string {
		return fmt.Sprintf("The %q variable is not set. Defaulting to a blank string.", f.Fact("variable"))
	},
	schema.LegacyBoolean: func(f fault) string {
		return fmt.Sprintf("%q for boolean is not supported by YAML 1.2, please use `%s`", f.Fact("value"), f.Fact("boolean"))
	},
	schema.ExternalName: func(f fault) string {
		return f.resource() + ": external.name is deprecated. Please set name and external: true"
	},
	ours.ObsoleteVersion: func(f fault) string {
		return f.Span.File.Name() + ": the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion"
	},
	ours.NoHome: func(fault) string { return "cannot expand '~', because the environment lacks HOME" },
}

// warning is what compose-go logs of a finding. Findings that it does not have are told with
// their place.
func warning(f fault) string {
	switch w := warningWordings[f.Def]; {
	case w != nil:
		return w(f)
	case f.Span.Valid():
		return f.Span.String() + ": " + f.Message
	}
	return f.Message
}
