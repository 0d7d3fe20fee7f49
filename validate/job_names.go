package validate

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// ServiceAndJob is a name that a service and a job have.
var ServiceAndJob = &diag.Def{Code: "service-and-job", Title: "a service and a job of the same name"}

// JobNames forbids a job to be called like a service.
var JobNames = &Rule{
	Name:  "job-names",
	Doc:   "A name stands for one service or one job, enabled or not.",
	Codes: []*diag.Def{ServiceAndJob},
	Check: checkJobNames,
}

func checkJobNames(p *Pass) {
	for _, name := range slices.Concat(p.Project.JobNames(), p.Project.DisabledJobNames()) {
		if p.Project.Services[name] == nil && p.Project.DisabledServices[name] == nil {
			continue
		}
		p.Report(ServiceAndJob.At(pairOf(p.Tree.Get("jobs"), name).Span(), "%s is a job and a service", name).
			Labelled(pairOf(p.Tree.Get("services"), name).Span(), "the service is here").
			Helped("give one of them another name").About(syntax.Below("jobs", name)).With("job", name))
	}
}
