package loader

import (
	"errors"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// choose is the project with only the selected services enabled, and what they depend on, and its tree.
// 15-profiles.md#auto-starting-profiles-and-dependency-resolution
func (r *run) choose(p *model.Project, tree *syntax.Node) (*model.Project, *syntax.Node) {
	names := r.Services
	if r.Run != "" {
		if names = []string{r.Run}; !p.HasService(r.Run) && p.HasJob(r.Run) {
			return r.chooseJob(p, tree)
		}
	}
	if len(names) == 0 {
		return p, tree
	}
	p = p.WithServicesEnabled(names...)
	chosen, err := p.WithSelectedServices(names, model.IncludeDependencies)
	if err != nil {
		r.reportSelection(p, tree, err)
		return p, tree
	}
	return chosen, tree
}

// chooseJob is choose for a job that is to be run.
func (r *run) chooseJob(p *model.Project, tree *syntax.Node) (*model.Project, *syntax.Node) {
	chosen, err := p.WithJobAsService(r.Run, model.IncludeDependencies)
	if err != nil {
		r.reportSelection(p, tree, err)
		return p, tree
	}
	services, jobs := tree.Get("services"), tree.Get("jobs")
	if services == nil {
		services = r.build.Mapping(nil, jobs, syntax.Normalised)
	}
	for _, job := range jobs.Pairs() {
		if name := job.Name(); chosen.Services[name] != nil && !p.HasService(name) {
			services = r.with(services, name, job.Value)
		}
	}
	return chosen, r.with(tree, "services", services)
}

// reportSelection reports what is wrong with a selection.
func (r *run) reportSelection(p *model.Project, tree *syntax.Node, err error) {
	for _, e := range unjoin(err) {
		var unknown *model.UnknownError
		var notManual *model.NotManualError
		switch {
		case errors.As(e, &notManual):
			manual := tree.Get("jobs").Get(notManual.Name).Get("triggers").Get("manual")
			r.report(JobNotManual.At(spanOf(manual), "%v", e).Helped("take manual: false away if it may be run out of turn").
				About(syntax.Below("jobs", notManual.Name, "triggers", "manual")).With("job", notManual.Name))
		case !errors.As(e, &unknown):
			r.report(UnknownService.At(source.Span{}, "%v", e))
		case unknown.NeededBy != "" && r.diags.HasErrors():
			// The dependency has been reported where it is written.
		default:
			r.report(unknownService(p, unknown))
		}
	}
}

func unknownService(p *model.Project, unknown *model.UnknownError) diag.Diagnostic {
	d := UnknownService.At(source.Span{}, "%v", unknown).With("service", unknown.Name)
	switch {
	case unknown.Kind == "service" && p.HasJob(unknown.Name):
		return d.Helped("it is a job: jobs are not selected, but run by hand").With("job", unknown.Name)
	case unknown.Near != "":
		return d.Helped("did you mean %s?", unknown.Near).With("meant", unknown.Near)
	}
	return d
}

func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
