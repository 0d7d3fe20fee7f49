package validate

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
)

// NoHealthcheck is a service whose health nobody asks for.
var NoHealthcheck = &diag.Def{Code: "no-healthcheck", Severity: diag.Warning, Title: "a service without a health check"}

// Healthchecks asks for a health check. One that an image has is not known here.
var Healthchecks = &Rule{
	Name:      "healthchecks",
	Doc:       "Without a health check a container that hangs passes for one that works, and others cannot wait for it.",
	Reference: "https://docs.docker.com/reference/compose-file/services/#healthcheck",
	Codes:     []*diag.Def{NoHealthcheck},
	Check:     checkHealthchecks,
}

func checkHealthchecks(p *Pass) {
	for s := range p.Services() {
		if s.Provider != nil || s.Healthcheck != nil || p.completes(s.Name) {
			continue
		}
		p.Report(NoHealthcheck.At(s.pair.Span(), "nothing tells whether %s works", s.Name).
			Helped("add a healthcheck, unless its image has one").About(s.Path()))
	}
}

// completes reports whether a service is one that runs to its end: another one waits for that.
func (p *Pass) completes(name string) bool {
	for _, s := range p.Project.Services {
		if s.DependsOn[name].Condition == model.ServiceCompletedSuccessfully {
			return true
		}
	}
	return false
}
