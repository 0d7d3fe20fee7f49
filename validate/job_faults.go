package validate

import (
	"maps"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// JobFault is a fault of a job that docker compose does not look for.
var JobFault = &diag.Def{Code: "job-fault", Severity: diag.Warning, Title: "a job with what a service would be refused for"}

// JobFaults holds jobs to the rules of Default, as the services that they are run as.
var JobFaults = &Rule{
	Name:  "job-faults",
	Doc:   "What is wrong with a job, and would be with a service, shows only when the job is run.",
	Codes: []*diag.Def{JobFault},
	Check: checkJobFaults,
}

func checkJobFaults(p *Pass) {
	if p.Tree.Get("jobs").Len() == 0 || p.unsure("jobs") {
		return
	}
	q := p.ofJobs()
	if len(q.all) == 0 {
		return
	}
	for _, rule := range refused {
		q.Apply(rule)
	}
	if len(q.Diagnostics.List) == 0 {
		return
	}
	known := map[sameFault]bool{} // of dependencies, or of what a service and a job have in common
	for _, d := range p.Diagnostics.List {
		known[sameFault{d.Span, d.Message}] = true
	}
	for _, d := range q.Diagnostics.Close() {
		switch name, isJob := jobIn(d.Path); {
		case d.Def == diag.TooMany:
			p.Report(d)
		case isJob && !known[sameFault{d.Span, d.Message}]:
			d.Def = JobFault
			for i := range d.Facts {
				if d.Facts[i].Name == "service" {
					d.Facts[i].Name = "job"
				}
			}
			p.Report(d.Labelled(pairOf(q.jobs, name).Span(), "docker compose looks at a job only when it is run"))
		}
	}
}

// sameFault is what findings of one fault have in common.
type sameFault struct {
	at      source.Span
	message string
}

// jobIn is the job that a path leads to or into.
func jobIn(path string) (name string, ok bool) {
	steps, err := syntax.ParsePath(path)
	if err != nil || len(steps) < 2 || steps[0].Name != "jobs" {
		return "", false
	}
	return steps[1].Name, true
}

// ofJobs is a pass over the jobs of the project in place of its services. What is known to be wrong with some of them is left out.
func (p *Pass) ofJobs() *Pass {
	project := *p.Project
	q := &Pass{
		Project: &project, Tree: p.Tree, Documents: p.Documents, Named: p.Named, Broken: p.Broken, Unsure: p.Unsure,
		jobs: p.Tree.Get("jobs"),
	}
	q.Diagnostics.Limit = p.Diagnostics.Limit
	pairs := q.jobs.Pairs()
	project.Services, project.Jobs, project.DisabledJobs = maps.Clone(p.Project.Services), nil, nil
	if project.Services == nil {
		project.Services = map[string]*model.Service{}
	}
	for i := range pairs {
		name := pairs[i].Name()
		path := syntax.Below("jobs", name)
		j := p.Project.Jobs[name]
		if j == nil || q.jobs.Find(name) != i || p.Project.HasService(name) {
			continue
		}
		s := j.AsService()
		project.Services[name] = s
		if !p.broken(path) && !p.unsure(path) {
			q.byName = append(q.byName, int32(len(q.all)))
			q.all = append(q.all, Service{s, &pairs[i], &path})
		}
	}
	q.written = len(q.all)
	q.sort()
	return q
}

// member is the place of one of those that are looked at, or of a service.
func (p *Pass) member(name string) Service {
	section := "services"
	if p.jobs.Find(name) >= 0 && p.Tree.Get(section).Find(name) < 0 {
		section = "jobs"
	}
	path := syntax.Below(section, name)
	return Service{pair: pairOf(p.Tree.Get(section), name), path: &path}
}

// kind is what those are that are looked at.
func (p *Pass) kind() string {
	if p.jobs != nil {
		return "job"
	}
	return "service"
}
