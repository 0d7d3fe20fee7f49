package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// IgnoredAttribute is an attribute that docker compose accepts and passes over.
var IgnoredAttribute = &diag.Def{Code: "ignored-attribute", Severity: diag.Note, Title: "an attribute that docker compose passes over"}

// IgnoredAttributes looks for attributes that only other platforms, such as Swarm, heed. Each is
// reported once in a project, for who writes one of them often has such a platform in mind.
var IgnoredAttributes = &Rule{
	Name:  "ignored-attributes",
	Doc:   "docker compose runs a project on one engine, so what only matters on a cluster has no effect there.",
	Codes: []*diag.Def{IgnoredAttribute},
	Check: func(p *Pass) {
		for _, attribute := range [...]string{
			"deploy.endpoint_mode", "deploy.labels", "deploy.mode", "deploy.placement",
			"deploy.resources.reservations.cpus", "deploy.resources.reservations.generic_resources",
			"deploy.restart_policy.delay", "deploy.restart_policy.window",
			"deploy.rollback_config", "deploy.update_config",
		} {
			p.checkIgnored(attribute)
		}
	},
}

// checkIgnored reports the first service that has an attribute, and labels the others.
func (p *Pass) checkIgnored(attribute string) {
	var d diag.Diagnostic
	for _, service := range p.Tree.Get("services").Pairs() {
		found := pairBelow(service.Value.Get("deploy"), attribute[len("deploy."):])
		if !found.Span.Valid() || found.Value.IsNull() {
			continue
		}
		if d.Def == nil {
			d = IgnoredAttribute.At(found.Span, "docker compose passes over %s", attribute).
				Helped("it only matters on a cluster, such as Swarm").About(syntax.Below("services", service.Name) + "." + attribute)
			continue
		}
		d = d.Labelled(found.Span, "and here")
	}
	if d.Def != nil {
		p.Report(d)
	}
}

// pairBelow is the entry at a path of keys joined by dots.
func pairBelow(n *syntax.Node, path string) syntax.Pair {
	for {
		key, rest, more := strings.Cut(path, ".")
		if n == nil || !more {
			return pairOf(n, key)
		}
		n, path = n.Get(key), rest
	}
}
