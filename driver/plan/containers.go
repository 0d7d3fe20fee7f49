package plan

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// thing is what a container is called in IDs of steps: its service and number, unless another
// container has a better claim to that.
func (b *builder) thing(c *driver.Container) string {
	m := b.project.Services[c.Service()]
	if m == nil {
		m = b.project.DisabledServices[c.Service()]
	}
	if m == nil || c.OneOff() || isLeftover(c.Name) || !slices.Contains(b.observed.services[m.Name], c) {
		return "container:" + c.Name
	}
	for _, other := range b.observed.services[m.Name] {
		if other != c && other.Number() == c.Number() && c.Name != containerName(b.project, m, c.Number()) {
			return "container:" + c.Name
		}
	}
	return thing(c.Service(), c.Number())
}

func (r *replica) spec(b *builder) *model.Service { return b.services[r.service].Service }

// stop stops a container that runs, after its pre_stop hooks; the last step is the first of
// those returned. A container that another part stops already is stopped once.
func (b *builder) stop(c *driver.Container, reason Reason, when []LateChange, after ...string) []string {
	if id := b.stops[c.ID]; id != "" {
		return []string{id}
	}
	if !runs(c) {
		return after
	}
	if m := b.project.Services[c.Service()]; m != nil && c.Status == driver.StatusRunning && !c.OneOff() {
		after = b.hooks(b.thing(c), c.Name, "pre_stop", m, m.PreStop, ref(c), when, after)
	}
	id := b.add(Step{
		ID: b.thing(c) + "/stop", Op: &driver.StopContainer{Container: ref(c), Timeout: b.in.Options.Timeout},
		Service: c.Service(), Group: "Container " + c.Name, Reason: reason, When: when,
		Undo: &driver.StartContainer{Container: ref(c)},
	}, after...)
	b.stops[c.ID] = id
	return []string{id}
}

// remove removes a container that does not run, or that after has stopped.
func (b *builder) remove(c *driver.Container, reason Reason, volumes bool, after ...string) string {
	if id := b.removals[c.ID]; id != "" {
		return id
	}
	id := b.add(Step{
		ID: b.thing(c) + "/remove", Op: &driver.RemoveContainer{Container: ref(c), Force: true, Volumes: volumes},
		Service: c.Service(), Group: "Container " + c.Name, Reason: reason,
	}, after...)
	b.removals[c.ID] = id
	return id
}

// hooks run commands in a container, which people see by the name given, one after the other; the result is the step after which all
// have run.
func (b *builder) hooks(thing, container, kind string, m *model.Service, hooks []model.Hook, c driver.Ref, when []LateChange, after []string) []string {
	for i, h := range hooks {
		id := b.add(Step{
			ID:      thing + "/" + kind + "-" + strconv.Itoa(i+1),
			Op:      HookCommand(c, h),
			Service: m.Name, Group: "Container " + container, When: when,
			Reason: Reason{Code: ReasonHook, Text: kind + " of service " + m.Name},
		}, after...)
		after = []string{id}
	}
	return after
}

// HookCommand is what a hook does in a container.
func HookCommand(c driver.Ref, h model.Hook) *driver.ExecContainer {
	return &driver.ExecContainer{
		Container: c, Command: h.Command, User: h.User, Privileged: h.Privileged,
		WorkingDir: h.WorkingDir, Env: environment(nil, h.Environment),
	}
}

// freed is the step after which a name is free, if a container has it that is removed.
func (b *builder) freed(name string) []string {
	if c := b.observed.byName[name]; c != nil {
		if id := b.removals[c.ID]; id != "" {
			return []string{id}
		}
	}
	return nil
}

// planSurplus removes the containers that a service has too many. Those that a provider takes the place of stay until
// it has, unless they are in the way of what comes before that.
func (b *builder) planSurplus(s *service) {
	for _, c := range s.surplus {
		if s.Provider == nil || b.inTheWay(c.Container) {
			b.remove(c.Container, c.reason, false, b.stop(c.Container, c.reason, nil)...)
		}
	}
}

// inTheWay reports whether a container keeps a network or a volume from being made anew.
func (b *builder) inTheWay(c *driver.Container) bool {
	for _, n := range b.networks {
		if n.anew && n.have != nil && b.attachment(c, n.have.ID) != nil {
			return true
		}
	}
	for _, m := range c.Mounts {
		for _, v := range b.volumes {
			if v.lost && m.Type == "volume" && m.Name == v.Name {
				return true
			}
		}
	}
	return false
}

// creation adds the steps that make a replica's container under a name, with all that it needs.
// The result are the steps after which it is ready to be started.
func (b *builder) creation(r *replica, name string, inherit *driver.Container, after ...string) ([]string, error) {
	m := r.spec(b)
	if b.in.Options.RenewAnonVolumes {
		inherit = nil
	}
	c, err := b.lowering.container(m, r.number, inherit, nil)
	if err != nil {
		return nil, err
	}
	after = append(after, b.needs(m)...)
	after = append(after, b.freed(name)...)
	when := r.change.conditions()
	id := b.add(Step{
		ID: creationStep(r.thing()), Op: &driver.CreateContainer{Name: name, Spec: c.Spec, Hashed: c.Hashed},
		Service: m.Name, Group: "Container " + r.name, Reason: r.reason, When: when,
		Undo: &driver.RemoveContainer{Container: driver.Ref{Name: name}, Force: true},
	}, after...)
	made := []string{id}
	for _, connection := range c.Connect {
		made = []string{b.add(Step{
			ID:      r.thing() + "/attach:" + connection.Network,
			Op:      &driver.ConnectNetwork{Network: connection.Network, Container: driver.Ref{Name: name}, Endpoint: connection.Endpoint},
			Service: m.Name, Group: "Container " + r.name, When: when,
			Reason: Reason{Code: ReasonNetwork, Text: "the engine takes one network when a container is made"},
		}, made...)}
	}
	return made, nil
}

// needs are the steps after which a service's container can be made.
func (b *builder) needs(m *model.Service) []string {
	out := append(b.networkSteps(m), volumeSteps(m)...)
	out = append(out, b.imageSteps(b.project.ImageName(m))...)
	out = append(out, b.providerSteps(m)...)
	out = append(out, modelSteps(m)...)
	for _, v := range m.Volumes {
		if v.Type == "image" {
			out = append(out, b.imageSteps(b.lowering.mountedImage(v))...)
		}
	}
	for _, name := range parents(m) {
		if p := b.parent(name); p != nil {
			out = append(out, p.present...)
		}
	}
	for _, link := range m.Links {
		if s := b.services[linkTarget(link)]; s != nil {
			for _, r := range s.replicas {
				out = append(out, r.present...)
			}
		}
	}
	return out
}

// thing is what a replica is called in IDs of steps.
func (r *replica) thing() string {
	if r.id != "" {
		return r.id
	}
	return thing(r.service, r.number)
}

// thing is what a service's container with a number is called in IDs of steps.
func thing(service string, number int) string { return service + "-" + strconv.Itoa(number) }

// creationStep is the ID of the step that makes a container.
func creationStep(thing string) string { return thing + "/create" }

// planReplica makes, replaces or keeps a container, without starting it.
func (b *builder) planReplica(r *replica) error {
	switch {
	case r.old == nil || r.cleared:
		made, err := b.creation(r, r.name, nil)
		r.present = made
		return err
	case r.change.any():
		return b.replace(r)
	case r.name != r.old.Name:
		r.present = append(r.present, b.rename(r, "rename", r.old.Name, ref(r.old), leftName, nil))
	}
	return nil
}

var leftName = Reason{Code: ReasonLeftover, Text: "an interrupted run has left it under this name"}

// restoreName gives the container that a replica has its name, if it has another and it is not sure that the container
// is replaced.
func (b *builder) restoreName(r *replica) {
	if r.old.Name != r.name && !r.change.always && len(r.renamed) == 0 {
		r.renamed = []string{b.rename(r, "restore", r.old.Name, ref(r.old), leftName, nil)}
		r.present = append(r.present, r.renamed...)
	}
}

// hasName reports whether the container that a replica has bears its name when it is replaced.
func (r *replica) hasName() bool { return r.old.Name == r.name || len(r.renamed) > 0 }

// rename gives a replica's container its name.
func (b *builder) rename(r *replica, verb, from string, c driver.Ref, reason Reason, when []LateChange, after ...string) string {
	return b.add(Step{
		ID: r.thing() + "/" + verb, Op: &driver.RenameContainer{Container: c, Name: r.name},
		Service: r.service, Group: "Container " + r.name, Reason: reason, When: when,
		Undo: &driver.RenameContainer{Container: driver.Ref{ID: c.ID, Name: r.name}, Name: from},
	}, append(after, b.freed(r.name)...)...)
}

// replace makes a new container under a temporary name, then stops the old one and gives the new
// one its name. Where it is started afterwards, the old one is kept under another name until
// that has been done: see planStart.
func (b *builder) replace(r *replica, gate ...string) error {
	b.restoreName(r)
	old, when := r.old, r.change.conditions()
	temporary := temporaryName(old, r.name)
	made, err := b.creation(r, temporary, old, gate...)
	if err != nil {
		return err
	}
	cause := Reason{Code: ReasonReplaced, Text: "it is replaced"}
	stopAfter := append(slices.Clone(made), gate...)
	if p := r.parents(b); len(p) > 0 {
		// Its namespaces go with the container that they are those of: waiting would only take
		// longer.
		stopAfter = append(append(p, b.providerSteps(r.spec(b))...), gate...)
	}
	stopped := b.stop(old, cause, when, stopAfter...)
	if runs(old) && !b.othersServe(r) {
		b.risk(RiskDowntime, stopped[0], fmt.Sprintf("service %s is down while its containers are replaced", r.service))
	}
	free := slices.Concat(made, stopped, r.renamed)
	if !b.starting() {
		remove := b.remove(old, cause, false, free...)
		b.conditional(remove, when)
		free = []string{remove}
	} else if r.hasName() {
		free = []string{b.retire(r, when, free...)}
	}
	r.present = append(r.present, b.rename(r, "rename", temporary, driver.Ref{Name: temporary}, cause, when, free...))
	return nil
}

// othersServe reports whether other containers of a replica's service run while it is replaced.
func (b *builder) othersServe(r *replica) bool {
	if b.rollout != "" && b.parallel < len(b.services[r.service].replicas) {
		return true
	}
	for _, other := range b.services[r.service].replicas {
		if other.old != nil && other.old.Status == driver.StatusRunning && !other.change.any() {
			return true
		}
	}
	return false
}

// retire takes the name of the container that is replaced.
func (b *builder) retire(r *replica, when []LateChange, after ...string) string {
	former := formerName(r.old, r.name)
	return b.add(Step{
		ID: r.thing() + "/retire", Op: &driver.RenameContainer{Container: ref(r.old), Name: former},
		Service: r.service, Group: "Container " + r.name, When: when,
		Reason: Reason{Code: ReasonReplaced, Text: "it is kept until what replaces it has been started"},
		Undo:   &driver.RenameContainer{Container: driver.Ref{ID: r.old.ID, Name: former}, Name: r.name},
	}, slices.Concat(after, r.present, b.freed(former))...)
}

// conditional puts conditions on a step.
func (b *builder) conditional(id string, when []LateChange) { b.steps[b.index[id]].When = when }

// parents are the steps that make the containers whose namespaces a replica uses.
func (r *replica) parents(b *builder) []string {
	var out []string
	for _, name := range parents(r.spec(b)) {
		if p := b.parent(name); p != nil && p.change.any() {
			out = append(out, creationStep(p.thing()))
		}
	}
	return out
}
