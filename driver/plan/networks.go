package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
)

// network is what is decided of a network.
type network struct {
	*model.Network
	have *driver.Network  // that is used, or replaced; nil if none exists
	dups []driver.Network // others of the same name, which an interrupted or concurrent run left
	anew bool             // it is made, or made anew
}

// resolveNetworks finds which networks the project has.
func (b *builder) resolveNetworks() error {
	for _, key := range b.project.NetworkNames() {
		n := &network{Network: b.project.Networks[key]}
		b.networks[key] = n
		if n.External {
			if err := b.externalNetwork(key, n); err != nil {
				return err
			}
			continue
		}
		b.resolveNetwork(key, n)
		hash := ""
		if n.have != nil && n.have.Labels[driver.LabelProject] == b.project.Name {
			hash = n.have.Labels[driver.LabelConfigHash]
		}
		n.anew = n.have == nil || hash != "" && hash != confighash.Network(n.Network)
	}
	return nil
}

func (b *builder) externalNetwork(key string, n *network) error {
	var found []driver.Network
	for _, have := range b.observed.state.Networks {
		if have.Name == n.Name || have.ID == n.Name {
			found = append(found, have)
		}
	}
	switch len(found) {
	case 0:
		return fmt.Errorf("network %s is external, but the engine has none of the name %s%s", key, n.Name, b.in.at("networks", key))
	case 1:
		n.have = &found[0]
		return nil
	}
	return fmt.Errorf("network %s is external, but the engine has %d of the name %s: give the ID of one as its name%s", key, len(found), n.Name, b.in.at("networks", key))
}

// resolveNetwork chooses which of the networks that exist is meant: of those with the project's
// label for the key the one of the right name, of those the one with most containers; else one of
// the name.
func (b *builder) resolveNetwork(key string, n *network) {
	var labelled, named []driver.Network
	for _, have := range b.observed.state.Networks {
		if have.Labels[driver.LabelProject] == b.project.Name && have.Labels[driver.LabelNetwork] == key {
			labelled = append(labelled, have)
		} else if have.Name == n.Name {
			named = append(named, have)
		}
	}
	if len(labelled) == 0 {
		if len(named) == 0 {
			return
		}
		n.have = &named[0]
		switch owner := named[0].Labels[driver.LabelProject]; owner {
		case b.project.Name:
		case "":
			b.warn("network %s exists, but was not made for a project: to use it say external: true%s", n.Name, b.in.at("networks", key))
		default:
			b.warn("network %s exists, but was made for project %s: to use it say external: true%s", n.Name, owner, b.in.at("networks", key))
		}
		return
	}
	attached := func(id string) int {
		count := 0
		for _, c := range b.observed.state.Containers {
			if b.attachment(&c, id) != nil {
				count++
			}
		}
		return count
	}
	slices.SortFunc(labelled, func(x, y driver.Network) int {
		return cmp.Or(compareBool(x.Name != n.Name, y.Name != n.Name), strings.Compare(x.Name, y.Name), cmp.Compare(attached(y.ID), attached(x.ID)), strings.Compare(x.ID, y.ID))
	})
	n.have = &labelled[0]
	for _, other := range labelled[1:] {
		if other.Name == n.have.Name {
			n.dups = append(n.dups, other)
		} else {
			b.warn("network %s has the project's label for %s, but the project uses %s: remove it if nothing needs it", other.Name, key, n.have.Name)
		}
	}
}

// attachment is how a container is attached to a network; nil if it is not.
func (b *builder) attachment(c *driver.Container, id string) *driver.Attachment {
	for i := range c.Networks {
		if a := &c.Networks[i]; a.ID == id || a.ID == "" && id == a.Name {
			return a
		}
	}
	return nil
}

// missingNetwork is the name of a network that a container of a service should be on, and is
// not; "" for none. One that does not run can lack it too: an interrupted run took it off, or the
// network was removed, and then it could not even be started.
func (b *builder) missingNetwork(m *model.Service, c *driver.Container) string {
	if m.NetworkMode != "" {
		return ""
	}
	for _, key := range networksByPriority(m) {
		n := b.networks[key]
		if n == nil || n.have != nil && n.have.Scope == "swarm" {
			continue
		}
		// A container that was never started has no ID yet, and will find the network by name.
		on := slices.ContainsFunc(c.Networks, func(a driver.Attachment) bool {
			return n.have != nil && a.ID == n.have.ID || a.Name == n.Name && a.ID == ""
		})
		if !on {
			return n.Name
		}
	}
	return ""
}

// planNetworks makes networks that are missing, and makes those anew whose configuration has
// changed: containers that stay are taken off and put on again as they are to be.
func (b *builder) planNetworks() error {
	for _, key := range b.project.NetworkNames() {
		n := b.networks[key]
		if n.External {
			continue
		}
		duplicates := b.planDuplicates(key, n)
		switch {
		case n.have == nil:
			b.createNetwork(key, n, Reason{Code: ReasonMissing, Text: "the network does not exist"})
		case n.anew:
			if err := b.replaceNetwork(key, n); err != nil {
				return err
			}
		}
		if n.anew {
			b.add(Step{ID: networkStep(key, "create")}, duplicates...)
		}
	}
	return nil
}

func networkStep(key, verb string) string { return "network:" + key + "/" + verb }

// networkSteps are the steps after which a container can be made on a service's networks.
func (b *builder) networkSteps(m *model.Service) []string {
	if m.NetworkMode != "" {
		return nil
	}
	var out []string
	for _, key := range networksByPriority(m) {
		out = append(out, networkStep(key, "create"))
		if n := b.networks[key]; n != nil {
			for _, dup := range n.dups {
				out = append(out, duplicateStep(key, dup))
			}
		}
	}
	return out
}

func (b *builder) createNetwork(key string, n *network, reason Reason, after ...string) string {
	return b.add(Step{
		ID: networkStep(key, "create"), Op: &driver.CreateNetwork{Spec: LowerNetwork(b.in, key)},
		Group: "Network " + n.Name, Reason: reason, Undo: &driver.RemoveNetwork{Network: n.Name},
	}, after...)
}

func duplicateStep(key string, dup driver.Network) string {
	return networkStep(key, "remove-"+dup.ID[:min(idLength, len(dup.ID))])
}

// planDuplicates removes networks of the same name but one: an engine cannot tell which is meant.
func (b *builder) planDuplicates(key string, n *network) []string {
	var out []string
	for _, dup := range n.dups {
		reason := Reason{Code: ReasonLeftover, Text: "there are several networks of the name"}
		var after []string
		for i := range b.observed.state.Containers {
			c := &b.observed.state.Containers[i]
			if b.attachment(c, dup.ID) != nil {
				id := b.add(Step{
					ID:      b.thing(c) + "/disconnect:" + dup.ID[:min(idLength, len(dup.ID))],
					Op:      &driver.DisconnectNetwork{Network: dup.Name, ID: dup.ID, Container: ref(c), Force: true},
					Service: c.Service(), Group: "Container " + c.Name, Reason: reason,
				})
				after = append(after, id)
				if r := b.replicaOf(c); r != nil {
					r.present = append(r.present, id)
				}
			}
		}
		out = append(out, b.add(Step{
			ID: duplicateStep(key, dup), Op: &driver.RemoveNetwork{Network: dup.Name, ID: dup.ID},
			Group: "Network " + dup.Name, Reason: reason,
		}, after...))
	}
	return out
}

// replaceNetwork makes a network anew. What is attached to it comes off first.
func (b *builder) replaceNetwork(key string, n *network) error {
	reason := Reason{Code: ReasonConfig, Text: "its configuration has changed", Changes: b.networkChanges(key, n)}
	cause := Reason{Code: ReasonNetwork, Text: "the network " + n.have.Name + " is made anew"}
	renamed := n.have.Name != n.Name
	if renamed {
		reason.Text = "its name has changed"
	}
	var off []string
	type attached struct {
		c        *driver.Container
		endpoint driver.Endpoint
		off      string
	}
	var stay []attached
	for i := range b.observed.state.Containers {
		c := &b.observed.state.Containers[i]
		a := b.attachment(c, n.have.ID)
		if a == nil || c.Labels[driver.LabelProject] != b.project.Name {
			continue
		}
		if id := b.removals[c.ID]; id != "" {
			off = append(off, id)
			continue
		}
		r := b.replicaOf(c)
		var after []string
		if r != nil && runs(c) {
			after = b.stop(c, cause, nil)
			b.risk(RiskDowntime, after[0], "containers are stopped while the network "+n.have.Name+" is made anew")
		}
		id := b.add(Step{
			ID: b.thing(c) + "/disconnect:" + key, Op: &driver.DisconnectNetwork{Network: n.have.Name, ID: n.have.ID, Container: ref(c), Force: true},
			Service: c.Service(), Group: "Container " + c.Name, Reason: cause,
			Undo: &driver.ConnectNetwork{Network: n.have.Name, Container: ref(c), Endpoint: a.Endpoint},
		}, after...)
		off = append(off, id)
		endpoint := a.Endpoint
		if r != nil {
			if r.change.always {
				continue
			}
			if _, wanted := r.spec(b).Networks[key]; !wanted && key != "default" {
				continue
			}
			var err error
			if endpoint, err = b.lowering.endpoint(r.name, b.services[c.Service()].Service, key, nil); err != nil {
				return err
			}
			endpoint.Links = b.lowering.links(b.services[c.Service()].Service, r.number)
			if networksByPriority(r.spec(b))[0] == key {
				endpoint.MAC = cmp.Or(endpoint.MAC, r.spec(b).MACAddress)
			}
		}
		stay = append(stay, attached{c, endpoint, id})
	}
	var undo driver.Op
	if n.have.Spec != nil {
		undo = &driver.CreateNetwork{Spec: *n.have.Spec}
	}
	remove := b.add(Step{
		ID: networkStep(key, "remove"), Op: &driver.RemoveNetwork{Network: n.have.Name, ID: n.have.ID},
		Group: "Network " + n.have.Name, Reason: reason, Optional: renamed, Undo: undo,
	}, off...)
	var create string
	if renamed {
		create = b.createNetwork(key, n, reason)
	} else {
		create = b.createNetwork(key, n, reason, remove)
	}
	for _, s := range stay {
		id := b.add(Step{
			ID: b.thing(s.c) + "/connect:" + key, Op: &driver.ConnectNetwork{Network: n.Name, Container: ref(s.c), Endpoint: s.endpoint},
			Service: s.c.Service(), Group: "Container " + s.c.Name, Reason: cause,
			Undo: &driver.DisconnectNetwork{Network: n.Name, Container: ref(s.c), Force: true},
		}, create, s.off)
		if r := b.replicaOf(s.c); r != nil {
			r.present = append(r.present, id)
		}
	}
	return nil
}

// replicaOf is what is decided of a container; nil if it is none of the project's, or surplus.
func (b *builder) replicaOf(c *driver.Container) *replica {
	if s := b.services[c.Service()]; s != nil && !c.OneOff() {
		for _, r := range s.replicas {
			if r.old == c {
				return r
			}
		}
	}
	return nil
}

// volume is what is decided of a volume.
type volume struct {
	*model.Volume
	have *driver.Volume // nil if none exists
	anew bool           // it is made, or made anew
	lost bool           // it is made anew, and what is in it is lost
}

// resolveVolumes finds which volumes the project has.
func (b *builder) resolveVolumes() error {
	for _, key := range b.project.VolumeNames() {
		v := &volume{Volume: b.project.Volumes[key]}
		b.volumes[key] = v
		var labelled []*driver.Volume
		for i := range b.observed.state.Volumes {
			have := &b.observed.state.Volumes[i]
			if have.Name == v.Name {
				v.have = have
			} else if have.Labels[driver.LabelProject] == b.project.Name && have.Labels[driver.LabelVolume] == key {
				labelled = append(labelled, have)
			}
		}
		if v.External {
			if v.have == nil {
				return fmt.Errorf("volume %s is external, but the engine has none of the name %s%s", key, v.Name, b.in.at("volumes", key))
			}
			continue
		}
		for _, other := range labelled {
			b.warn("volume %s has the project's label for %s, but the project uses %s: remove it if nothing needs it", other.Name, key, v.Name)
		}
		if v.have == nil {
			v.anew = true
			continue
		}
		switch owner := v.have.Labels[driver.LabelProject]; {
		case owner == "":
			b.warn("volume %s exists, but was not made for a project: to use it say external: true%s", v.Name, b.in.at("volumes", key))
		case owner != b.project.Name:
			b.warn("volume %s exists, but was made for project %s: to use it say external: true%s", v.Name, owner, b.in.at("volumes", key))
		default:
			hash := v.have.Labels[driver.LabelConfigHash]
			if hash == "" || hash == confighash.Volume(v.Volume) {
				continue
			}
			holders := b.holders(v.Name)
			switch {
			case b.in.Options.RecreateVolumes && len(holders) > 0:
				b.warn("volume %s has another configuration than %s%s: it is left as it is, for it is used by %s", v.Name, "volumes."+key, b.in.at("volumes", key), strings.Join(holders, ", "))
			case b.in.Options.RecreateVolumes:
				v.lost, v.anew = true, true
			default:
				b.warn("volume %s has another configuration than %s%s: it is left as it is, for what is in it would be lost", v.Name, "volumes."+key, b.in.at("volumes", key))
			}
		}
	}
	return nil
}

// holders are the containers with a volume that stay whatever becomes of the services that the plan is for, so that the
// volume cannot be removed.
func (b *builder) holders(volume string) []string {
	var names []string
	for i := range b.observed.state.Containers {
		c := &b.observed.state.Containers[i]
		if c.Labels[driver.LabelProject] == b.project.Name {
			ours := b.project.Services[c.Service()] != nil && !c.OneOff()
			if ours || b.in.Options.RemoveOrphans && !b.project.HasService(c.Service()) {
				continue
			}
		}
		if slices.ContainsFunc(c.Mounts, func(m driver.MountPoint) bool { return m.Type == "volume" && m.Name == volume }) {
			names = append(names, c.Name)
		}
	}
	slices.Sort(names)
	return names
}

// missingVolume is the name of a volume that a container of a service should have, and has not;
// "" for none.
func (b *builder) missingVolume(m *model.Service, c *driver.Container) string {
	for _, mount := range m.Volumes {
		if mount.Type != "volume" || mount.Source == "" {
			continue
		}
		v := b.volumes[mount.Source]
		if v == nil {
			continue
		}
		if !slices.ContainsFunc(c.Mounts, func(p driver.MountPoint) bool { return p.Type == "volume" && p.Name == v.Name }) {
			return v.Name
		}
	}
	return ""
}

// clearVolumes marks the containers that must be gone before volumes can be made anew: those
// that have one of them, also by volumes_from.
func (b *builder) clearVolumes(order []string) {
	users := map[string]bool{}
	for _, name := range order {
		m := b.project.Services[name]
		for _, mount := range m.Volumes {
			if v := b.volumes[mount.Source]; mount.Type == "volume" && v != nil && v.lost {
				users[name] = true
			}
		}
		for _, from := range m.VolumesFrom {
			source, _, _ := strings.Cut(from, ":")
			users[name] = users[name] || users[source]
		}
		s := b.services[name]
		if !users[name] || s == nil {
			continue
		}
		for _, r := range s.replicas {
			if r.old != nil {
				r.cleared, r.change = true, change{always: true}
				r.name = containerName(b.project, m, r.number)
				r.reason = Reason{Code: ReasonVolume, Text: "a volume that it has is made anew"}
				s.changed.always = true
			}
		}
	}
}

func volumeStep(key, verb string) string { return "volume:" + key + "/" + verb }

// planVolumes makes volumes that are missing, and those anew for which that was asked.
func (b *builder) planVolumes() {
	for _, key := range b.project.VolumeNames() {
		v := b.volumes[key]
		if v.External || !v.anew {
			continue
		}
		step := Step{
			ID: volumeStep(key, "create"), Op: &driver.CreateVolume{Spec: LowerVolume(b.in, key)},
			Group: "Volume " + v.Name, Reason: Reason{Code: ReasonMissing, Text: "the volume does not exist"},
			Undo: &driver.RemoveVolume{Volume: v.Name},
		}
		if !v.lost {
			b.add(step)
			continue
		}
		var after []string
		for i := range b.observed.state.Containers {
			c := &b.observed.state.Containers[i]
			if r := b.replicaOf(c); r != nil && r.cleared {
				after = append(after, b.remove(c, r.reason, false, b.stop(c, r.reason, nil)...))
			} else if slices.ContainsFunc(c.Mounts, func(m driver.MountPoint) bool { return m.Type == "volume" && m.Name == v.Name }) {
				after = append(after, b.removals[c.ID])
			}
		}
		step.Reason = Reason{Code: ReasonConfig, Text: "its configuration has changed", Changes: b.volumeChanges(key, v)}
		remove := b.add(Step{
			ID: volumeStep(key, "remove"), Op: &driver.RemoveVolume{Volume: v.Name},
			Group: "Volume " + v.Name, Reason: step.Reason,
		}, after...)
		b.risk(RiskDataLoss, remove, "what is in the volume "+v.Name+" is lost")
		b.add(step, remove)
	}
}

// volumeSteps are the steps after which a container can be made with a service's volumes.
func volumeSteps(m *model.Service) []string {
	var out []string
	for _, mount := range m.Volumes {
		if mount.Type == "volume" && mount.Source != "" {
			out = append(out, volumeStep(mount.Source, "create"))
		}
	}
	return out
}
