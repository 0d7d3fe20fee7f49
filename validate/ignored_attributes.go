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
	Check: checkIgnoredAttributes,
}

func checkIgnoredAttributes(p *Pass) {
	var found [len(ignoredOfDeploy)]diag.Diagnostic // the first service that has each, with labels for the others
	for _, s := range p.inTree() {
		if s.Service != nil && s.Deploy == nil {
			continue
		}
		if deploy := s.Node("deploy"); deploy.Len() > 0 {
			for i, attribute := range ignoredOfDeploy {
				p.checkIgnored(&found[i], s.Path, deploy, attribute)
			}
		}
	}
	for i := range found {
		if found[i].Def != nil {
			p.Report(found[i])
		}
	}
}

// ignoredOfDeploy are the attributes below deploy that are passed over, by the keys that lead to them.
var ignoredOfDeploy = [...][]string{
	{"endpoint_mode"}, {"labels"}, {"mode"}, {"placement"},
	{"resources", "reservations", "cpus"}, {"resources", "reservations", "generic_resources"},
	{"restart_policy", "delay"}, {"restart_policy", "window"},
	{"rollback_config"}, {"update_config"},
}

// checkIgnored makes, or adds to, the finding about an attribute of the service at a path.
func (p *Pass) checkIgnored(d *diag.Diagnostic, path string, deploy *syntax.Node, keys []string) {
	last := len(keys) - 1
	for _, key := range keys[:last] {
		deploy = deploy.Get(key)
	}
	at := deploy.Find(keys[last])
	if at < 0 {
		return
	}
	found := deploy.Pairs()[at]
	switch attribute := "deploy." + strings.Join(keys, "."); {
	case !found.Span().Valid() || found.Value.IsNull():
	case d.Def == nil:
		*d = IgnoredAttribute.At(found.Span(), "docker compose passes over %s", attribute).
			Helped("it only matters on a cluster, such as Swarm").About(path + "." + attribute)
	default:
		*d = d.Labelled(found.Span(), "and here")
	}
}
