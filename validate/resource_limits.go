package validate

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
)

// DifferentLimits is a limit that is given twice and differently.
var DifferentLimits = &diag.Def{Code: "different-limits", Title: "a limit that differs from the one under deploy"}

// ResourceLimits demands that limits of a service agree with those under deploy.resources.
var ResourceLimits = &Rule{
	Name:  "resource-limits",
	Doc:   "A limit of the service must equal that under deploy.resources, where there are limits at all.",
	Codes: []*diag.Def{DifferentLimits},
	Check: checkResourceLimits,
}

func checkResourceLimits(p *Pass) {
	for s := range p.Services() {
		if s.Deploy == nil || p.brokenAt(s, "deploy") {
			continue
		}
		limits, reservations := s.Deploy.Resources.Limits, s.Deploy.Resources.Reservations
		if limits != nil {
			p.agree(s, "cpus", s.CPUs != 0 && limits.CPUs != model.CPUs(s.CPUs), "limits", "cpus")
			p.agree(s, "mem_limit", s.MemLimit != 0 && limits.Memory != s.MemLimit, "limits", "memory")
			p.agree(s, "pids_limit", s.PidsLimit != 0 && limits.Pids != s.PidsLimit, "limits", "pids")
		}
		if reservations != nil {
			p.agree(s, "mem_reservation", s.MemReservation != 0 && reservations.Memory != s.MemReservation, "reservations", "memory")
		}
	}
}

func (p *Pass) agree(s Service, attribute string, differ bool, kind, name string) {
	if !differ || p.brokenAt(s, attribute) {
		return
	}
	path := "deploy.resources." + kind + "." + name
	d := DifferentLimits.At(s.Span(attribute), "%s and %s differ", attribute, path)
	if s.Node("deploy", "resources", kind, name) != nil {
		d = d.Labelled(s.Span("deploy", "resources", kind, name), "%s is here", path)
	} else {
		d = d.Labelled(s.Key("deploy", "resources", kind), "%s is not set here", name)
	}
	p.Report(d.Helped("say it once, under deploy.resources").About(s.Path()+"."+attribute).
		With("service", s.Name).With("attribute", attribute).With("limit", path))
}
