package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/internal/enginenames"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// resource is a network or volume of the project, as a file has it.
type resource struct {
	section string
	*syntax.Pair
}

// refuseResource reports what an engine refuses about the value that keys lead to from a resource, and, if inKey is set, about its key.
func (p *Pass) refuseResource(x resource, inKey bool, r refusal, keys ...syntax.Step) {
	path := append(syntax.Path{key(x.section), key(x.Name())}, keys...)
	if p.Full(RefusedValue) || p.broken(path.String()) {
		return
	}
	last := len(keys) - 1
	at := firstSpan(spanOf(x.Value.At(keys)), spanOf(x.Value.At(keys[:last])), x.Span())
	if inKey {
		at = firstSpan(pairOf(x.Value.At(keys[:last]), keys[last].Name).Span(), at)
	}
	p.refuseAt(at, path, r)
}

// refusedNetworks looks at networks that are to be made.
func (p *Pass) refusedNetworks() {
	entries := p.Tree.Get("networks").Pairs()
	for i := range entries {
		x := resource{"networks", &entries[i]}
		n := p.Project.Networks[x.Name()]
		if n == nil || n.External {
			continue
		}
		switch n.Driver {
		case "host", "none", "null":
			mode := strings.Replace(n.Driver, "null", "none", 1)
			p.refuseResource(x, false, refusal{
				what: "engines make no network with the driver %s", about: []any{n.Driver},
				help: "leave the network out, and write network_mode: " + mode + " in the services",
			}, key("driver"))
		}
		if r, ok := p.slip("driver of networks", n.Driver, enginenames.NetworkDrivers); ok {
			p.refuseResource(x, false, r, key("driver"))
		}
		if !givesAddresses(n) {
			continue
		}
		for j, pool := range n.IPAM.Config {
			if pool != nil {
				p.refusedPool(x, pool, syntax.Path{key("ipam"), key("config"), at(j)})
			}
		}
	}
}

// refusedVolumes looks at volumes that are to be made by the driver that engines have themselves.
func (p *Pass) refusedVolumes() {
	entries := p.Tree.Get("volumes").Pairs()
	for i := range entries {
		x := resource{"volumes", &entries[i]}
		v := p.Project.Volumes[x.Name()]
		if v == nil || v.External {
			continue
		}
		if r, ok := p.slip("driver of volumes", v.Driver, []string{"local"}); ok {
			p.refuseResource(x, false, r, key("driver"))
		}
		if v.Driver == "" || v.Driver == "local" {
			p.refusedVolume(x, v)
		}
	}
}

func (p *Pass) refusedVolume(x resource, v *model.Volume) {
	if v.Name != p.Project.Name+"_"+x.Name() && !isEngineName(v.Name) && !p.broken(syntax.Below("volumes", x.Name())) {
		p.refuseResource(x, false, refusal{
			what: "%q is not the name of a volume", about: []any{v.Name}, help: engineNames,
		}, key("name"))
	}
	inOrder(v.DriverOpts, x.Value, "driver_opts", func(name, _ string) {
		if !slices.Contains(enginenames.LocalVolumeOptions, name) {
			known := enginenames.LocalVolumeOptions
			p.refuseResource(x, true, p.unknown("option of the volume driver local:", name, "it has "+strings.Join(known, ", "), known), key("driver_opts"), key(name))
		}
	})
	_, typed := v.DriverOpts["type"]
	_, placed := v.DriverOpts["device"]
	_, mounted := v.DriverOpts["o"]
	const help = "it takes what mount does, such as type: none, o: bind, device: /srv/data"
	switch {
	case (typed || mounted) && !placed:
		p.refuseResource(x, false, refusal{what: "the volume driver local needs the option device", help: help}, key("driver_opts"))
	case (placed || mounted) && !typed:
		p.refuseResource(x, false, refusal{what: "the volume driver local needs the option type", help: help}, key("driver_opts"))
	}
}

// engineNames is how names of volumes and containers are written.
const engineNames = "write two characters or more: letters, digits, and behind the first one _, . and -"

// isEngineName reports whether a volume or container can have a name.
func isEngineName(name string) bool {
	return len(name) > 1 && all(name, small|capital|digit|underscore|dot|dash) && imageChar(name[0])&(small|capital|digit) != 0
}
