package dotenv

import (
	"slices"

	"github.com/composekit/composekit/source"
)

// Set is what env files set, as an environment that knows where. The zero Set has no variables.
type Set struct {
	source.Vars
	All []Var // of all files, in order, those too that others override
}

// Trace implements source.Tracer.
func (s Set) Trace(name string) (source.Origin, bool) {
	if _, set := s.Vars[name]; !set {
		return source.Origin{}, false
	}
	for _, v := range slices.Backward(s.All) {
		if v.Name == name {
			return source.Origin{Span: v.NameSpan}, true
		}
	}
	return source.Origin{}, true
}
