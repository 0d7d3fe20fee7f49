package validate

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// refusedAddresses looks for texts that are no addresses, and for addresses that a network does not have.
func (p *Pass) refusedAddresses(s Service) {
	for i, text := range s.DNS {
		if _, err := netip.ParseAddr(text); err != nil {
			help := "write an IP address"
			if strings.Contains(text, ",") {
				help = "write each of several addresses as an item of a list"
			}
			p.refuse(s, refusal{what: "%q is not the address of a name server", about: []any{text}, help: help}, key("dns"), at(i))
		}
	}
	p.refusedMAC(s, s.MACAddress, key("mac_address"))
	if len(s.ExtraHosts) > 0 {
		p.refusedHosts(s)
	}
	if len(s.Networks) > 0 {
		p.refusedEndpoints(s)
	}
}

// refusedHosts looks for addresses of further hosts that are none.
func (p *Pass) refusedHosts(s Service) {
	inOrder(s.ExtraHosts, s.Node(), "extra_hosts", func(host string, addresses []string) {
		for _, address := range addresses {
			bare := address
			if len(address) > 1 && address[0] == '[' && address[len(address)-1] == ']' {
				bare = address[1 : len(address)-1]
			}
			if _, err := netip.ParseAddr(bare); err != nil && address != "host-gateway" {
				help := "write an IP address, or host-gateway"
				if p.Project.Services[address] != nil {
					help = "leave it out: services that share a network reach each other by their names"
				}
				p.refuse(s, refusal{what: "%q is not the IP address of a host", about: []any{address}, help: help}, key("extra_hosts"), key(host))
			}
		}
	})
}

// refusedEndpoints looks at how a service is to be known in its networks.
func (p *Pass) refusedEndpoints(s Service) {
	inOrder(s.Networks, s.Node(), "networks", func(name string, n *model.ServiceNetwork) {
		in := []syntax.Step{key("networks"), key(name)}
		if network := p.Project.Networks[name]; network != nil && network.External && slices.Contains(ofEngine[:], network.Name) {
			p.refuse(s, refusal{what: "the engine's own network %s has no names of services", about: []any{network.Name}, help: "write network_mode: " + network.Name + " in place of networks"}, in...)
		}
		if n == nil {
			return
		}
		p.refusedMAC(s, n.MACAddress, append(in, key("mac_address"))...)
		p.refusedAddress(s, name, n.IPv4Address, true, append(in, key("ipv4_address")))
		p.refusedAddress(s, name, n.IPv6Address, false, append(in, key("ipv6_address")))
		for i, text := range n.LinkLocalIPs {
			if _, err := netip.ParseAddr(text); err != nil && text != "" {
				p.refuse(s, refusal{what: "%q is not an IP address", about: []any{text}, help: "write a link-local address, such as 169.254.1.5"}, append(in, key("link_local_ips"), at(i))...)
			}
		}
	})
}

// ofEngine are the networks that engines have by themselves.
var ofEngine = [...]string{"bridge", "host", "none"}

func (p *Pass) refusedMAC(s Service, text string, keys ...syntax.Step) {
	if text != "" && !isMAC(text) {
		p.refuse(s, refusal{what: "%q is not a MAC address", about: []any{text}, help: "write six bytes, such as 02:42:ac:11:65:43"}, keys...)
	}
}

// isMAC reports whether a text is a hardware address of 6, 8 or 20 bytes, with : or - between bytes or . between pairs of them.
func isMAC(text string) bool {
	separator, digits := byte(':'), 2
	switch {
	case len(text) > 4 && text[4] == '.':
		separator, digits = '.', 4
	case len(text) > 2 && text[2] == '-':
		separator = '-'
	}
	groups := 0
	for group := range strings.SplitSeq(text, string(separator)) {
		if len(group) != digits || !all(strings.ToLower(group), hexadecimal) {
			return false
		}
		groups++
	}
	bytes := groups * digits / 2
	return bytes == 6 || bytes == 8 || bytes == 20
}

// refusedAddress looks at the fixed address of a service in a network.
func (p *Pass) refusedAddress(s Service, network, text string, v4 bool, keys []syntax.Step) {
	if text == "" {
		return
	}
	kind, example := "IPv6", "fd00::5"
	if v4 {
		kind, example = "IPv4", "172.16.238.10"
	}
	address, err := netip.ParseAddr(text)
	if err != nil || address.Unmap().Is4() != v4 || address.Zone() != "" {
		p.refuse(s, refusal{what: "%q is not an %s address", about: []any{text, kind}, help: "write one such as " + example}, keys...)
		return
	}
	n := p.Project.Networks[network]
	if n == nil || !givesAddresses(n) || p.broken(syntax.Below("networks", network)) {
		return
	}
	var subnets []string
	for _, pool := range n.IPAM.Config {
		if pool == nil {
			continue
		}
		subnet, err := netip.ParsePrefix(pool.Subnet)
		switch {
		case pool.Subnet == "" || err == nil && subnet.Addr().Is4() != v4:
		case err != nil, subnet.Contains(address.Unmap()): // one that cannot be read may be meant to have it
			return
		default:
			subnets = append(subnets, pool.Subnet)
		}
	}
	if subnets == nil {
		p.refuse(s, refusal{
			what: "the network %s has no %s subnet of its own, without which addresses in it cannot be fixed", about: []any{network, kind},
			help: "give it one: ipam: {config: [{subnet: …}]}",
		}, keys...)
		return
	}
	p.refuse(s, refusal{what: "%s is not in the network %s", about: []any{text, network}, help: "write an address in " + strings.Join(subnets, " or ")}, keys...)
}

// givesAddresses reports whether an engine gives out a network's addresses itself, and so holds them to what is written.
func givesAddresses(n *model.Network) bool {
	return !n.External && (n.IPAM.Driver == "" || n.IPAM.Driver == "default")
}

// refusedPool looks at one pool of addresses of a network, to which a path leads.
func (p *Pass) refusedPool(network resource, pool *model.IPAMPool, path syntax.Path) {
	refuse := func(r refusal, steps ...syntax.Step) {
		p.refuseResource(network, false, r, append(path[:len(path):len(path)], steps...)...)
	}
	subnet, err := netip.ParsePrefix(pool.Subnet)
	switch {
	case pool.Subnet == "" && pool.Gateway != "":
		refuse(refusal{what: "a gateway needs the subnet that it is in", help: "set subnet, too"}, key("gateway"))
		return
	case pool.Subnet == "":
		return
	case err != nil:
		refuse(refusal{what: "%q is not a subnet", about: []any{pool.Subnet}, help: "write its address and the length of its prefix, such as 172.28.0.0/16"}, key("subnet"))
		return
	case subnet != subnet.Masked():
		refuse(refusal{
			what: "%s is an address in a subnet, not the subnet", about: []any{pool.Subnet}, help: "write " + subnet.Masked().String(),
			text: pool.Subnet, meant: subnet.Masked().String(),
		}, key("subnet"))
	}
	if r := pool.IPRange; r != "" {
		switch within, err := netip.ParsePrefix(r); {
		case err != nil:
			refuse(refusal{what: "%q is not a range of addresses", about: []any{r}, help: "write its first address and the length of its prefix, such as 172.28.5.0/24"}, key("ip_range"))
		case within != within.Masked():
			refuse(refusal{
				what: "%s is an address in a range, not the range", about: []any{r}, help: "write " + within.Masked().String(),
				text: r, meant: within.Masked().String(),
			}, key("ip_range"))
		case !subnet.Overlaps(within) || within.Bits() < subnet.Bits():
			refuse(refusal{what: "%s is not in the subnet %s", about: []any{r, subnet.Masked()}, help: "write a part of the subnet"}, key("ip_range"))
		}
	}
	inSubnet := func(text string, steps ...syntax.Step) {
		if address, err := netip.ParseAddr(text); err != nil {
			refuse(refusal{what: "%q is not an IP address", about: []any{text}, help: "write an address in " + subnet.Masked().String()}, steps...)
		} else if !subnet.Contains(address) {
			refuse(refusal{what: "%s is not in the subnet %s", about: []any{text, subnet.Masked()}, help: "write an address in it"}, steps...)
		}
	}
	if pool.Gateway != "" {
		inSubnet(pool.Gateway, key("gateway"))
	}
	inOrder(pool.AuxiliaryAddresses, network.Value.At(path), "aux_addresses", func(name, address string) {
		inSubnet(address, key("aux_addresses"), key(name))
	})
}
