package validate

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of FixedAddresses.
var (
	SharedAddress = &diag.Def{Code: "shared-address", Severity: diag.Warning, Title: "an address in a network that two containers have"}
	SharedSubnet  = &diag.Def{Code: "shared-subnet", Severity: diag.Warning, Title: "a subnet that two networks have"}
)

// FixedAddresses looks for addresses and subnets that are given twice.
var FixedAddresses = &Rule{
	Name:  "fixed-addresses",
	Doc:   "An address in a network is that of one container, and an address is in one network of an engine.",
	Codes: []*diag.Def{SharedAddress, SharedSubnet},
	Check: checkFixedAddresses,
}

// fixedAddress is an address that a service asks for.
type fixedAddress struct {
	service   *model.Service
	network   string
	address   netip.Addr
	attribute string
}

func checkFixedAddresses(p *Pass) {
	known := false // what addresses there are
	for _, n := range p.Project.Networks {
		known = known || n != nil && (n.External || len(n.IPAM.Config) > 0)
	}
	if !known {
		return
	}
	p.sharedSubnets()
	var fixed []fixedAddress
	for _, services := range [...]map[string]*model.Service{p.Project.Services, p.Project.DisabledServices} {
		for _, s := range services {
			if runsNothing(s) {
				continue
			}
			for network, n := range s.Networks {
				if n == nil {
					continue
				}
				if a, err := netip.ParseAddr(n.IPv4Address); err == nil {
					fixed = append(fixed, fixedAddress{s, network, a, "ipv4_address"})
				}
				if a, err := netip.ParseAddr(n.IPv6Address); err == nil {
					fixed = append(fixed, fixedAddress{s, network, a, "ipv6_address"})
				}
			}
		}
	}
	slices.SortFunc(fixed, func(a, b fixedAddress) int {
		return cmp.Or(strings.Compare(a.network, b.network), a.address.Compare(b.address), strings.Compare(a.service.Name, b.service.Name))
	})
	same := noRivals // by position, the last one first
	for i, f := range fixed {
		if f.service.Replicas() > 1 {
			p.reportReplicated(f)
		}
		if i > 0 && (fixed[i-1].network != f.network || fixed[i-1].address != f.address) {
			same = noRivals
		}
		if before := same.of(f.service); before != noOne {
			p.reportSharedAddress(fixed[-before], f)
		}
		same.add(f.service, -int32(i))
	}
}

func (f fixedAddress) path() string {
	return syntax.Below("services", f.service.Name, "networks", f.network, f.attribute)
}

func (p *Pass) placeOf(f fixedAddress) source.Span {
	return p.serviceNamed(f.service.Name).Span("networks", f.network, f.attribute)
}

func (p *Pass) reportReplicated(f fixedAddress) {
	if p.Full(SharedAddress) {
		return
	}
	p.Report(SharedAddress.At(p.placeOf(f), "%d containers cannot all have the address %s", f.service.Replicas(), f.address).
		Helped("remove %s: then each container gets an address of its own", f.attribute).About(f.path()))
}

func (p *Pass) reportSharedAddress(first, second fixedAddress) {
	if p.Full(SharedAddress) {
		return
	}
	p.Report(SharedAddress.At(p.placeOf(second), "the address %s is that of %s already", second.address, first.service.Name).
		Labelled(p.placeOf(first), "%s has it here", first.service.Name).
		Helped("give one of them another address, or remove %s", second.attribute).About(second.path()))
}

// pool is a subnet of a network, and where it stands.
type pool struct {
	prefix  netip.Prefix
	network *syntax.Pair
	item    int
}

func (x pool) node() *syntax.Node {
	return item(x.network.Value.Get("ipam").Get("config"), x.item).Get("subnet")
}

// sharedSubnets looks for subnets of networks that have addresses in common.
func (p *Pass) sharedSubnets() {
	var pools []pool
	entries := p.Tree.Get("networks").Pairs()
	for i := range entries {
		n := p.Project.Networks[entries[i].Name()]
		if n == nil || !givesAddresses(n) || n.Driver != "" && n.Driver != "bridge" {
			continue
		}
		for j, x := range n.IPAM.Config {
			if x == nil {
				continue
			}
			if prefix, err := netip.ParsePrefix(x.Subnet); err == nil {
				pools = append(pools, pool{prefix.Masked(), &entries[i], j})
			}
		}
	}
	if len(pools) < 2 {
		return
	}
	used := map[string]bool{} // others are not made
	for s := range p.Services() {
		for name := range s.Networks {
			used[name] = true
		}
	}
	pools = slices.DeleteFunc(pools, func(x pool) bool { return !used[x.network.Name()] })
	// Two subnets have nothing in common, or one is a part of the other: then the wider one comes first.
	slices.SortStableFunc(pools, func(a, b pool) int {
		return cmp.Or(a.prefix.Addr().Compare(b.prefix.Addr()), cmp.Compare(a.prefix.Bits(), b.prefix.Bits()))
	})
	around := 0
	for i := 1; i < len(pools) && !p.Full(SharedSubnet); i++ {
		first, second := pools[around], pools[i]
		if !first.prefix.Overlaps(second.prefix) {
			around = i
			continue
		}
		if spanOf(second.node()).Start < spanOf(first.node()).Start && spanOf(second.node()).File == spanOf(first.node()).File {
			first, second = second, first
		}
		p.Report(SharedSubnet.At(firstSpan(spanOf(second.node()), second.network.Span()), "the subnet %s has addresses in common with that of the network %s", second.prefix, first.network.Name()).
			Labelled(firstSpan(spanOf(first.node()), first.network.Span()), "%s is here", first.prefix).
			Helped("give one of them another subnet").
			About(syntax.Path{key("networks"), key(second.network.Name()), key("ipam"), key("config"), at(second.item), key("subnet")}.String()))
	}
}
