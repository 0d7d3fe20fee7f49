package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of Networking.
var (
	NetworkModeAndNetworks = &diag.Def{Code: "network-mode-and-networks", Title: "both network_mode and networks"}
	UnknownNetworkService  = &diag.Def{Code: "unknown-network-service", Title: "the network of a service that is not there"}
)

// Networking forbids network_mode beside networks, and the network of an unknown service.
var Networking = &Rule{
	Name:  "networking",
	Doc:   "A service has either a network_mode or networks, and the service whose network it shares must exist.",
	Codes: []*diag.Def{NetworkModeAndNetworks, UnknownNetworkService},
	Check: checkNetworking,
}

// reset says of two attributes that exclude each other, and stand in two files that the caller named, that the one before can be taken away
// where the other one is.
func (p *Pass) reset(d diag.Diagnostic, one, other source.Span) diag.Diagnostic {
	named := p.Documents[:min(p.Named, len(p.Documents))]
	in := func(at source.Span) int {
		return slices.IndexFunc(named, func(doc *syntax.Document) bool { return at.Valid() && spanOf(doc.Root).File == at.File })
	}
	earlier, later := one, other
	switch first, second := in(one), in(other); {
	case first < 0 || second < 0 || one.File == other.File:
		return d
	case first > second:
		earlier, later = other, one
	}
	entry := earlier.Text() + ": !reset null"
	d = d.Helped("remove one of them, or take the one before away by %s", entry)
	if indent := later.Before(); strings.Trim(indent, " ") == "" {
		d = d.Fixed("take "+earlier.Text()+" away", diag.Edit{Span: later.Sub(0, 0), New: entry + "\n" + indent})
	}
	return d
}

func checkNetworking(p *Pass) {
	for s := range p.Services() {
		if s.NetworkMode == "" || p.brokenAt(s, "network_mode", "networks") {
			continue
		}
		if len(s.Networks) > 0 {
			d := NetworkModeAndNetworks.At(s.Key("networks"), "networks and network_mode exclude each other").
				Labelled(s.Key("network_mode"), "network_mode is here").
				Helped("remove one of them").About(s.Path()+".networks").With("service", s.Name)
			p.Report(p.reset(d, s.Key("networks"), s.Key("network_mode")))
		}
		target, shared := strings.CutPrefix(s.NetworkMode, "service:")
		if !shared || p.Project.Services[target] != nil || p.mayName("services", target) || s.DependsOn[target].Required {
			continue // what it depends on is looked at elsewhere
		}
		p.Report(suggest(p, UnknownNetworkService.At(narrowed(s.Span("network_mode"), target), "the service %s, whose network is to be shared, is not there", target), target, p.Project.Services).
			About(s.Path()+".network_mode").With("service", s.Name).With("target", target))
	}
}
