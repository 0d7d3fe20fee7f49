package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
)

// networks attaches a container to its networks.
func (l *lowering) networks(c *Container, s *model.Service, number int, once *RunOptions) error {
	spec := &c.Spec
	spec.DNS, spec.DNSOptions, spec.DNSSearch = s.DNS, s.DNSOpts, s.DNSSearch
	spec.ExtraHosts = extraHosts(s.ExtraHosts)
	spec.NetworkDisabled = s.NetworkMode == "disabled"
	spec.Links = l.links(s, number)
	if len(s.ExternalLinks) > 0 && !l.in.Info.Caps.Links {
		return fmt.Errorf("external_links: this engine has no links%s", l.in.at("services", s.Name, "external_links"))
	}
	if s.NetworkMode != "" {
		return nil // references has set it
	}
	if len(l.project.Networks) == 0 {
		spec.NetworkMode = "none"
		return nil
	}
	keys := networksByPriority(s)
	for i, key := range keys {
		network := l.project.Networks[key]
		if network == nil {
			return fmt.Errorf("networks: there is no network %s%s", key, l.in.at("services", s.Name, "networks", key))
		}
		endpoint, err := l.endpoint(c.Name, s, key, once)
		if err != nil {
			return err
		}
		endpoint.Links = spec.Links
		if i == 0 {
			spec.NetworkMode = network.Name
			if endpoint.MAC != "" && s.MACAddress != "" && endpoint.MAC != s.MACAddress {
				return fmt.Errorf("mac_address must be the same as that of network %s%s", key, l.in.at("services", s.Name, "mac_address"))
			}
			endpoint.MAC = cmp.Or(endpoint.MAC, s.MACAddress)
		}
		if i == 0 || l.in.Info.Caps.Endpoints {
			if spec.Networks == nil {
				spec.Networks = map[string]driver.Endpoint{}
			}
			spec.Networks[network.Name] = endpoint
		} else {
			c.Connect = append(c.Connect, Connection{network.Name, endpoint})
		}
	}
	return nil
}

// networksByPriority are the keys of a service's networks, the one of highest priority first.
func networksByPriority(s *model.Service) []string {
	if len(s.Networks) == 0 {
		return []string{"default"}
	}
	priority := func(key string) int {
		if n := s.Networks[key]; n != nil {
			return n.Priority
		}
		return 0
	}
	return slices.SortedFunc(maps.Keys(s.Networks), func(a, b string) int {
		return cmp.Or(cmp.Compare(priority(b), priority(a)), strings.Compare(a, b))
	})
}

func (l *lowering) endpoint(container string, s *model.Service, key string, once *RunOptions) (driver.Endpoint, error) {
	e := driver.Endpoint{Aliases: []string{container}}
	n := s.Networks[key]
	if once == nil || once.UseAliases {
		if n == nil || n.UseServiceNameAlias == nil || *n.UseServiceNameAlias {
			e.Aliases = append(e.Aliases, s.Name)
		}
		if n != nil {
			e.Aliases = append(e.Aliases, n.Aliases...)
		}
		if !l.in.Info.Caps.Links {
			e.Aliases = append(e.Aliases, l.linkedAs(s.Name)...)
		}
	}
	if n == nil {
		return e, nil
	}
	if n.InterfaceName != "" && !l.in.Info.Caps.InterfaceNames {
		return e, fmt.Errorf("networks.%s: interface_name needs an engine that can name interfaces (Docker Engine 28.1 or later)%s", key, l.in.at("services", s.Name, "networks", key, "interface_name"))
	}
	e.IPv4, e.IPv6 = n.IPv4Address, n.IPv6Address
	for _, ip := range n.LinkLocalIPs {
		if ip != "" {
			e.LinkLocal = append(e.LinkLocal, ip)
		}
	}
	e.MAC, e.DriverOpts, e.GwPriority, e.InterfaceName = n.MACAddress, n.DriverOpts, n.GatewayPriority, n.InterfaceName
	return e, nil
}

// linkedAs are the names that links of other services have for one, sorted. On an engine without
// links all on its networks know it by them.
func (l *lowering) linkedAs(service string) []string {
	names := map[string]bool{}
	for _, s := range l.project.Services {
		for _, link := range s.Links {
			if target, alias, ok := strings.Cut(link, ":"); ok && target == service && alias != service {
				names[alias] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// links are the other containers that a container knows under further names. Among them are two with the number of the
// container itself, which is -1 for one-off ones, as docker compose has it.
func (l *lowering) links(s *model.Service, number int) []string {
	if !l.in.Info.Caps.Links {
		return nil // see linkedAs
	}
	var out []string
	for _, link := range s.Links {
		target, alias, ok := strings.Cut(link, ":")
		if !ok {
			alias = target
		}
		for _, container := range l.containers(target) {
			n := target + "-" + strconv.Itoa(cmp.Or(number, -1))
			out = append(out, container+":"+alias, container+":"+n, container+":"+l.project.Name+"-"+n)
		}
	}
	for _, link := range s.ExternalLinks {
		container, alias, ok := strings.Cut(link, ":")
		if !ok {
			alias = container
		}
		out = append(out, container+":"+alias)
	}
	return out
}

func extraHosts(hosts model.HostsList) []string {
	var out []string
	for _, host := range slices.Sorted(maps.Keys(hosts)) {
		for _, address := range hosts[host] {
			out = append(out, host+":"+address)
		}
	}
	return out
}

// LowerNetwork gives what the network with a key is created with; nothing, if the project has none of that key.
func LowerNetwork(in Input, key string) driver.NetworkSpec {
	if in.Project == nil || in.Project.Networks[key] == nil {
		return driver.NetworkSpec{}
	}
	n := in.Project.Networks[key]
	spec := driver.NetworkSpec{
		Name: n.Name, Driver: n.Driver, Options: n.DriverOpts,
		Internal: n.Internal, Attachable: n.Attachable, EnableIPv4: n.EnableIPv4, EnableIPv6: n.EnableIPv6,
		IPAMDriver: n.IPAM.Driver, IPAMOptions: n.IPAM.Options,
		Labels: resourceLabels(in, n.Labels, driver.LabelNetwork, key, confighash.Network(n)),
	}
	for _, pool := range n.IPAM.Config {
		spec.Pools = append(spec.Pools, driver.Pool{
			Subnet: pool.Subnet, Range: pool.IPRange, Gateway: pool.Gateway, Auxiliary: pool.AuxiliaryAddresses,
		})
	}
	return spec
}

// LowerVolume gives what the volume with a key is created with; nothing, if the project has none of that key.
func LowerVolume(in Input, key string) driver.VolumeSpec {
	if in.Project == nil || in.Project.Volumes[key] == nil {
		return driver.VolumeSpec{}
	}
	v := in.Project.Volumes[key]
	return driver.VolumeSpec{
		Name: v.Name, Driver: v.Driver, Options: v.DriverOpts,
		Labels: resourceLabels(in, v.Labels, driver.LabelVolume, key, confighash.Volume(v)),
	}
}

// resourceLabels are the labels of a network or volume.
func resourceLabels(in Input, own model.Labels, label, key, hash string) driver.Labels {
	labels := driver.Labels{}
	maps.Copy(labels, own)
	labels[label] = key
	labels[driver.LabelProject] = in.Project.Name
	labels[driver.LabelVersion] = in.Version
	labels[driver.LabelConfigHash] = hash
	return labels
}

// linkTarget is the service that a link is to.
func linkTarget(link string) string {
	target, _, _ := strings.Cut(link, ":")
	return target
}
