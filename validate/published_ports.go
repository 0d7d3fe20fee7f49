package validate

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// PortTaken is a port of the host that something else publishes.
var PortTaken = &diag.Def{Code: "port-published-twice", Severity: diag.Warning, Title: "a port of the host published twice"}

// PublishedPorts looks for services that want the same port of the host.
var PublishedPorts = &Rule{
	Name:  "published-ports",
	Doc:   "Of two containers that publish the same port of the same address only the first can start.",
	Codes: []*diag.Def{PortTaken},
	Check: func(p *Pass) {
		all := p.publications()
		first := 0 // of those with the number at hand
		for i := range all {
			if all[i].port.Published != all[first].port.Published {
				first = i
			}
			for j := first; j < i; j++ {
				if all[i].collides(&all[j]) {
					p.reportTaken(all[j], all[i])
					break
				}
			}
		}
	},
}

// publication is one port that a service publishes.
type publication struct {
	service *model.Service
	item    int
	port    *model.Port
}

// publications are the ports of services, also of disabled ones, that are published under a
// number, ordered by that. Of a range the engine takes what is free.
func (p *Pass) publications() []publication {
	all := make([]publication, 0, len(p.Project.Services))
	for _, services := range [...]map[string]*model.Service{p.Project.Services, p.Project.DisabledServices} {
		for _, s := range services {
			if runsNothing(s) || p.Broken != nil && p.Broken(syntax.Below("services", s.Name), "ports") {
				continue
			}
			for i := range s.Ports {
				if port := &s.Ports[i]; port.Published != "" && port.Published != "0" && !strings.Contains(port.Published, "-") {
					all = append(all, publication{s, i, port})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b publication) int {
		if c := strings.Compare(a.port.Published, b.port.Published); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(a.service.Name, b.service.Name), cmp.Compare(a.item, b.item))
	})
	return all
}

// runsNothing reports whether a service is scaled to no container at all.
func runsNothing(s *model.Service) bool {
	switch {
	case s.Scale != nil:
		return *s.Scale == 0
	case s.Deploy != nil && s.Deploy.Replicas != nil:
		return *s.Deploy.Replicas == 0
	}
	return false
}

func (a *publication) collides(b *publication) bool {
	return strings.EqualFold(protocol(a.port), protocol(b.port)) && sameAddress(a.port.HostIP, b.port.HostIP) && together(a.service, b.service)
}

func protocol(port *model.Port) string { return cmp.Or(port.Protocol, "tcp") }

// sameAddress reports whether two addresses of the host have one in common.
func sameAddress(a, b string) bool {
	if a == b || a == "" || b == "" {
		return true
	}
	x, err := netip.ParseAddr(strings.Trim(a, "[]"))
	y, errY := netip.ParseAddr(strings.Trim(b, "[]"))
	if err != nil || errY != nil || x.Is4() != y.Is4() {
		return false
	}
	return x == y || x.IsUnspecified() || y.IsUnspecified()
}

// together reports whether two services are meant to run at the same time: one of them always
// is, or a profile enables both.
func together(a, b *model.Service) bool {
	return len(a.Profiles) == 0 || len(b.Profiles) == 0 || slices.ContainsFunc(a.Profiles, func(profile string) bool {
		return slices.Contains(b.Profiles, profile)
	})
}

func (p *Pass) reportTaken(first, second publication) {
	if p.Full(PortTaken) {
		return
	}
	at, before := p.portSpan(second), p.portSpan(first)
	d := PortTaken.At(at, "the port %s of the host is published by %s already", second.port.Published, first.service.Name)
	if first.service == second.service {
		d = PortTaken.At(at, "the port %s of the host is published twice", second.port.Published)
	}
	if at == before { // inherited, or of one anchor
		d.Span = firstSpan(p.serviceNamed(second.service.Name).pair.Span, at)
	}
	p.Report(d.Labelled(before, "first published here").Helped("publish one of them under another port").
		About(syntax.Below("services", second.service.Name) + ".ports[" + strconv.Itoa(second.item) + "]"))
}

// portSpan is the place of the number that a port is published under, of the whole port if the
// number cannot be told apart.
func (p *Pass) portSpan(x publication) source.Span {
	service := pairOf(p.Tree.Get("services"), x.service.Name)
	n := item(service.Value.Get("ports"), x.item)
	return firstSpan(spanOf(n.Get("published")), spanOf(n), service.Span)
}
