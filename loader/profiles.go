package loader

import (
	"errors"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// choose is the project with only the selected services enabled, and what they depend on.
// 15-profiles.md#auto-starting-profiles-and-dependency-resolution
func (r *run) choose(p *model.Project) *model.Project {
	if len(r.Services) == 0 {
		return p
	}
	p = p.WithServicesEnabled(r.Services...)
	chosen, err := p.WithSelectedServices(r.Services, model.IncludeDependencies)
	if err == nil {
		return chosen
	}
	for _, e := range unjoin(err) {
		var unknown *model.UnknownError
		if errors.As(e, &unknown) && unknown.NeededBy != "" && r.diags.HasErrors() {
			continue // the dependency has been reported where it is written
		}
		d := UnknownService.At(source.Span{}, "%v", e)
		if unknown != nil {
			d = d.With("service", unknown.Name)
			if unknown.Near != "" {
				d = d.Helped("did you mean %s?", unknown.Near).With("meant", unknown.Near)
			}
		}
		r.report(d)
	}
	return p
}

func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
