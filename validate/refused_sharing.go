package validate

import (
	"strings"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// sharedNetwork is whose network a service is in, a service or container, and the name of that; "" if it has a network of its own.
func sharedNetwork(s *model.Service) (kind, name string) {
	kind, name, _ = strings.Cut(s.NetworkMode, ":")
	if kind != "service" && kind != "container" {
		return "", ""
	}
	return kind, name
}

// refusedSharing looks for what a container cannot have for itself in a network, or under a name, that is another's.
func (p *Pass) refusedSharing(s Service) {
	if s.NetworkMode == "" && s.UTS == "" {
		return
	}
	linked := len(s.Links) > 0
	if kind, name := sharedNetwork(s.Service); kind != "" {
		for _, x := range [...]struct {
			attribute string
			set       bool
		}{
			{"dns", len(s.DNS) > 0}, {"expose", len(s.Expose) > 0}, {"extra_hosts", len(s.ExtraHosts) > 0},
			{"hostname", s.Hostname != ""}, {"links", linked}, {"ports", len(s.Ports) > 0},
		} {
			if x.set {
				p.refuseAttribute(s, x.attribute, "the network of another", "set it for the "+kind+" "+name+", whose network it is, or leave it out")
			}
		}
	}
	if linked && s.NetworkMode == "host" {
		p.refuseAttribute(s, "links", "the host's network", "leave it out: the ports of the others are reached at localhost, as far as they are published")
	}
	if s.Hostname != "" && s.UTS == "host" {
		p.refuseAttribute(s, "hostname", "the host's UTS namespace", "leave it out, or uts: host")
	}
}

// refuseAttribute reports an attribute that a container cannot have in what it shares.
func (p *Pass) refuseAttribute(s Service, attribute, in, help string) {
	if p.Full(RefusedValue) || p.brokenAt(s, attribute) {
		return
	}
	path, _ := syntax.ParsePath(s.Path())
	p.refuseAt(s.Key(attribute), append(path, key(attribute)), refusal{
		what: "%s cannot be set for a container in %s", about: []any{attribute, in}, help: help,
	})
}
