package validate

import (
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// refusedGrants looks for secrets and configs that a service cannot be given, which docker compose finds out when it
// makes the container. It mounts those that are files, writes others into the container, and knows no external ones.
func (p *Pass) refusedGrants(s Service) {
	for i := range s.Secrets {
		if c := p.Project.Secrets[s.Secrets[i].Source]; c != nil {
			p.refusedGrant(s, "secret", i, &s.Secrets[i], c.External, c.Environment != "" || c.Content != "")
		}
	}
	for i := range s.Configs {
		if c := p.Project.Configs[s.Configs[i].Source]; c != nil {
			p.refusedGrant(s, "config", i, &s.Configs[i], c.External, c.Environment != "" || c.Content != "")
		}
	}
}

// refusedGrant looks at the grant of a secret or config, which is what, that is external or is to be written into the container.
func (p *Pass) refusedGrant(s Service, what string, i int, r *model.FileReference, external, written bool) {
	path := []syntax.Step{key(what + "s"), at(i), key("source")}
	switch {
	case external:
		p.refuse(s, refusal{
			what: "the %s %s is external, of which only Swarm has any", about: []any{what, r.Source},
			help: "take it from a file or a variable: set file or environment instead of external",
		}, path...)
	case written && s.ReadOnly:
		p.refuse(s, refusal{
			what: "the %s %s cannot be written into a container that is read-only", about: []any{what, r.Source},
			help: "take it from a file, which is mounted, or leave out read_only: true",
		}, path...)
	}
}
