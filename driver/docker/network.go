package docker

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/moby/moby/api/types/network"
)

// sameNetwork are the labels by which a network that exists is the one that was asked for.
var sameNetwork = []string{driver.LabelProject, driver.LabelNetwork}

// createNetwork makes a network unless there is one. Engines before API 1.44 let two networks
// have the same name, so that of two callers at once each may make one. All look afterwards, and
// agree on one of them.
func (d *Driver) createNetwork(ctx context.Context, op *driver.CreateNetwork) (driver.Result, error) {
	if found, err := d.networksNamed(ctx, op.Spec.Name); err != nil {
		return driver.Result{}, err
	} else if len(found) > 0 {
		return takeNetwork(found[0], &op.Spec)
	}
	request, err := toNetwork(&op.Spec)
	if err != nil {
		return driver.Result{}, err
	}
	made, err := d.api.CreateNetwork(ctx, request)
	if err := d.fail(err); err != nil {
		// An engine that allows a name once tells the second caller so.
		if found, lookErr := d.networksNamed(ctx, op.Spec.Name); lookErr == nil && len(found) > 0 {
			return takeNetwork(found[0], &op.Spec)
		}
		return driver.Result{}, err
	}
	out := driver.Result{ID: made.ID}
	if made.Warning != "" {
		out.Warnings = []string{made.Warning}
	}
	kept, err := d.agree(ctx, op.Spec.Name, op.Spec.Labels, made.ID)
	if err != nil || kept.ID == made.ID {
		return out, err
	}
	return takeNetwork(kept, &op.Spec)
}

// yield is how long the first of several networks is kept while the others are expected to go.
const yield = 300 * time.Millisecond

// agree waits until there is one network of a name and returns it. Several callers at once may each have made
// one: made is the caller's own, "" if he has none. Who sees an older one than his own gives his up. The
// order of age is not that of appearance: where a younger one stays, somebody has taken it before there
// was anything else to be seen, and the older one goes. Whoever made what is left after a while is not
// there any more to give it up: then the oldest one stays that containers are on, or of those on
// which nothing is. Any number of callers may tidy up so at once, since the engine removes no network
// that is in use. What cannot be removed stays: that is for the next plan to heal.
func (d *Driver) agree(ctx context.Context, name string, labels driver.Labels, made string) (network.Network, error) {
	remove := func(id string) error {
		_, err := d.removeNetwork(ctx, &driver.RemoveNetwork{Network: name, ID: id})
		return err
	}
	mine := made != ""
	for begun := time.Now(); ; {
		same, err := d.networksNamed(ctx, name)
		if err != nil {
			return network.Network{}, err
		}
		same = slices.DeleteFunc(same, func(n network.Network) bool {
			return n.ID != made && !sameLabels(n.Labels, labels, sameNetwork)
		})
		switch waited := time.Since(begun); {
		case len(same) == 0:
			return network.Network{}, conflict("network %s has been removed by somebody else", name)
		case len(same) == 1:
			return same[0], nil
		case mine && (same[0].ID != made || waited > yield):
			mine = false
			_ = remove(made) // one that cannot be removed is in use already, and stays
			continue
		case waited > patience:
			for i := len(same) - 1; i >= 0 && len(same) > 1; i-- {
				if remove(same[i].ID) == nil {
					same = slices.Delete(same, i, i+1)
				}
			}
			return same[0], nil
		}
		if err := pause(ctx); err != nil {
			return network.Network{}, err
		}
	}
}

// takeNetwork is the result of finding a network of the name that was asked for.
func takeNetwork(found network.Network, spec *driver.NetworkSpec) (driver.Result, error) {
	if !sameLabels(found.Labels, spec.Labels, sameNetwork) {
		return driver.Result{}, conflict("the name %s is taken by a network%s", spec.Name, owner(found.Labels))
	}
	return driver.Result{ID: found.ID, Unchanged: true}, nil
}

// networksNamed are the networks that have a name, the oldest first.
func (d *Driver) networksNamed(ctx context.Context, name string) ([]network.Network, error) {
	list, err := d.api.ListNetworks(ctx, engine.Filters{"name": {name}})
	if err != nil {
		return nil, d.fail(err)
	}
	// The filter is for a part of the name.
	out := slices.DeleteFunc(list, func(n network.Network) bool { return n.Name != name })
	slices.SortFunc(out, func(a, b network.Network) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// settle runs a request that names a network, again if several callers at once have made the network more than once,
// after they have agreed on one.
func (d *Driver) settle(ctx context.Context, request func() error) error {
	for deadline := time.Now().Add(patience); ; {
		err := request()
		if err == nil || time.Now().After(deadline) {
			return err
		}
		before, _, ambiguous := strings.Cut(err.Error(), " is ambiguous")
		name := before[strings.LastIndexByte(before, ' ')+1:] // network NAME is ambiguous
		if !ambiguous {
			return err
		}
		if found, err := d.networksNamed(ctx, name); err == nil && len(found) > 0 && found[0].Labels[driver.LabelProject] != "" {
			_, _ = d.agree(ctx, name, found[0].Labels, "") // if they have not, the request says so again
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
}

func toNetwork(s *driver.NetworkSpec) (network.CreateRequest, error) {
	out := network.CreateRequest{
		Name: s.Name, Driver: s.Driver, Options: s.Options, Internal: s.Internal, Attachable: s.Attachable,
		EnableIPv4: s.EnableIPv4, EnableIPv6: s.EnableIPv6, Labels: s.Labels,
	}
	if s.IPAMDriver == "" && s.IPAMOptions == nil && len(s.Pools) == 0 {
		return out, nil
	}
	out.IPAM = &network.IPAM{Driver: s.IPAMDriver, Options: s.IPAMOptions}
	for _, pool := range s.Pools {
		c := network.IPAMConfig{}
		var err error
		if c.Subnet, err = toPrefix("subnet", pool.Subnet); err != nil {
			return out, err
		}
		if c.IPRange, err = toPrefix("ip_range", pool.Range); err != nil {
			return out, err
		}
		if c.Gateway, err = toAddress("gateway", pool.Gateway); err != nil {
			return out, err
		}
		for host, text := range pool.Auxiliary {
			address, err := toAddress("aux_addresses", text)
			if err != nil {
				return out, err
			}
			if c.AuxAddress == nil {
				c.AuxAddress = map[string]netip.Addr{}
			}
			c.AuxAddress[host] = address
		}
		out.IPAM.Config = append(out.IPAM.Config, c)
	}
	return out, nil
}

func toPrefix(what, text string) (netip.Prefix, error) {
	if text == "" {
		return netip.Prefix{}, nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return prefix, invalid("%s: %w", what, err)
	}
	return prefix, nil
}

// networkTarget is by what the engine is told which network is meant: the ID where it is known. But to
// Podman containers are on networks by name, of which there is one each: by its ID it removes a network
// that is in use, and does not find a container's.
func (d *Driver) networkTarget(ctx context.Context, id, name string) (string, error) {
	podman, err := d.podman(ctx)
	if err != nil {
		return "", err
	}
	if podman && name != "" {
		return name, nil
	}
	return cmp.Or(id, name), nil
}

func (d *Driver) removeNetwork(ctx context.Context, op *driver.RemoveNetwork) (driver.Result, error) {
	target, err := d.networkTarget(ctx, op.ID, op.Network)
	if err != nil {
		return driver.Result{}, err
	}
	err = d.fail(d.api.RemoveNetwork(ctx, target))
	if errors.Is(err, driver.ErrNotFound) {
		return driver.Result{Unchanged: true}, nil
	}
	if errors.Is(err, driver.ErrDenied) {
		// Which is what the engine says of a network that has endpoints, and of its own ones.
		return driver.Result{}, conflict("%w", err)
	}
	return driver.Result{}, err
}

func (d *Driver) connectNetwork(ctx context.Context, op *driver.ConnectNetwork) (driver.Result, error) {
	in, err := d.inspect(ctx, op.Container)
	if err != nil {
		return driver.Result{}, err
	}
	if now := in.NetworkSettings.Networks[op.Network]; now != nil {
		if !asAsked(endpointOf(now, in.ID), op.Endpoint) {
			return driver.Result{}, conflict("container %s is on network %s in another way", op.Container.Name, op.Network)
		}
		return driver.Result{Unchanged: true}, nil
	}
	settings, err := toEndpoint(op.Endpoint)
	if err != nil {
		return driver.Result{}, err
	}
	return driver.Result{}, d.settle(ctx, func() error {
		return d.api.ConnectNetwork(ctx, op.Network, network.ConnectRequest{Container: in.ID, EndpointConfig: settings})
	})
}

// asAsked reports whether an endpoint is at least what was asked for.
func asAsked(have, want driver.Endpoint) bool {
	for _, alias := range want.Aliases {
		if !slices.Contains(have.Aliases, alias) {
			return false
		}
	}
	return (want.IPv4 == "" || want.IPv4 == have.IPv4) && (want.IPv6 == "" || want.IPv6 == have.IPv6)
}

func (d *Driver) disconnectNetwork(ctx context.Context, op *driver.DisconnectNetwork) (driver.Result, error) {
	target, err := d.networkTarget(ctx, op.ID, op.Network)
	if err != nil {
		return driver.Result{}, err
	}
	err = d.fail(d.api.DisconnectNetwork(ctx, target, network.DisconnectRequest{
		Container: op.Container.Target(), Force: op.Force,
	}))
	if errors.Is(err, driver.ErrNotFound) {
		return driver.Result{Unchanged: true}, nil
	}
	return driver.Result{}, err
}
