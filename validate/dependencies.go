package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of Dependencies.
var (
	UndefinedDependency = &diag.Def{Code: "undefined-dependency", Title: "a dependency that does not exist"}
	DisabledDependency  = &diag.Def{Code: "disabled-dependency", Title: "a required dependency that no active profile enables"}
	JobDependency       = &diag.Def{Code: "job-dependency", Title: "a service that depends on a job"}
)

// Dependencies demands that what services and jobs depend on exists and is enabled.
var Dependencies = &Rule{
	Name:  "dependencies",
	Doc:   "What a service depends on must be an enabled service; an optional dependency may be disabled.",
	Codes: []*diag.Def{UndefinedDependency, DisabledDependency, JobDependency},
	Check: checkDependencies,
}

func checkDependencies(p *Pass) {
	p.noChains = true
	for s := range p.Services() {
		wrong := false
		for name := range s.DependsOn {
			target := p.Project.Services[name]
			wrong = wrong || target == nil
			if target != nil && len(target.DependsOn) > 0 {
				p.noChains = false
			}
		}
		if !wrong {
			continue
		}
		inOrder(s.DependsOn, s.pair.Value, "depends_on", func(name string, dependency model.Dependency) {
			if p.Project.Services[name] == nil {
				p.checkDependency(s, name, dependency, false)
			}
		})
	}
	for _, name := range p.Project.JobNames() {
		j := p.Project.Jobs[name]
		path := syntax.Below("jobs", name)
		asService := Service{&model.Service{Name: name}, pairOf(p.Tree.Get("jobs"), name), &path}
		if p.broken(path) {
			continue
		}
		inOrder(j.DependsOn, asService.pair.Value, "depends_on", func(name string, dependency model.Dependency) {
			if p.Project.Services[name] == nil && p.Project.Jobs[name] == nil {
				p.checkDependency(asService, name, dependency, true)
			}
		})
	}
}

// checkDependency reports a dependency of a service or job on what is not there or not enabled.
func (p *Pass) checkDependency(s Service, name string, dependency model.Dependency, ofJob bool) {
	if p.Full(UndefinedDependency) {
		return
	}
	at, path := narrowed(s.Key("depends_on", name), name), syntax.Below(s.Path()+".depends_on", name)
	disabled := p.Project.DisabledServices[name]
	report := func(d diag.Diagnostic) {
		of := "service"
		if ofJob {
			of = "job"
		}
		p.Report(d.About(path).With(of, s.Name).With("depends_on", name))
	}
	switch {
	case disabled != nil && !dependency.Required:
	case pairOf(p.Tree.Get("services"), name).Value != nil && disabled == nil: // it is there, but misshapen
	case disabled != nil:
		report(DisabledDependency.At(at, "%s depends on %s, which is disabled", s.Name, name).
			Labelled(pairOf(p.Tree.Get("services"), name).Span(), "%s has the profiles %s", name, strings.Join(disabled.Profiles, ", ")).
			Helped("activate one of its profiles, or write required: false"))
	case p.Project.Jobs[name] != nil:
		report(JobDependency.At(at, "a service cannot depend on a job, as %s does on %s", s.Name, name).
			Helped("define %s under services:, or remove it here", name))
	case name == "":
		report(UndefinedDependency.At(at, "%s depends on a service without a name", s.Name).Helped("name one of the services"))
	case !p.mayName("services", name):
		d := suggest(p, UndefinedDependency.At(at, "%s depends on %s, which does not exist", s.Name, name), name, p.Project.Services)
		if d.Help == "" {
			d = d.Helped("define %s under services:, or remove it here", name)
		}
		report(d)
	}
}
