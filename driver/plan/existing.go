package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// The verbs of this file act on containers that exist, and make none.

// chosen are the services that a verb is for: those that are named, with what policy adds. A
// project that was rebuilt from labels cannot tell a wrong name from one whose containers are
// gone: such names are passed over there.
func chosen(in Input, policy model.DependencyPolicy) (map[string]bool, error) {
	names := in.Options.Services
	if in.rebuilt {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return in.Project.Services[name] == nil })
		if len(names) == 0 && len(in.Options.Services) > 0 {
			return map[string]bool{}, nil
		}
	}
	selected, err := in.Project.Select(names, policy)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, name := range selected {
		out[name] = true
	}
	return out, nil
}

// planStart starts containers that exist, those of dependencies first. A service that has none is passed over, unless the
// project has none at all, or somebody waits for more than its start.
func planStart(in Input) (*Plan, error) {
	if err := in.withoutSchedules(); err != nil {
		return nil, err
	}
	if in.rebuilt && len(in.Project.Services) == 0 {
		return nil, fmt.Errorf("project %s has no container to start", in.Name)
	}
	p, err := in.Project.WithSelectedServices(in.Options.Services, in.Options.dependencies())
	if err != nil {
		return nil, err
	}
	in.Project = p
	in.Options.Rerun = RerunAlways
	order, err := inOrder(in.Project)
	if err != nil {
		return nil, err
	}
	b := newBuilder(in)
	none := len(b.observed.services) == 0 && len(b.observed.orphans) == 0
	for _, name := range order {
		m := in.Project.Services[name]
		s := &service{Service: m}
		b.services[name] = s
		for _, c := range b.observed.services[name] {
			s.replicas = append(s.replicas, &replica{id: b.thing(c), service: name, number: c.Number(), name: c.Name, old: c})
		}
		if len(s.replicas) > 0 || scale(m) == 0 || m.Provider != nil {
			continue
		}
		if in.Options.Wait || none {
			return nil, fmt.Errorf("service %s has no container to start", name)
		}
		for _, dependent := range in.Project.Dependents(name) {
			if d := in.Project.Services[dependent].DependsOn[name]; d.Required && d.Condition != model.ServiceStarted {
				return nil, fmt.Errorf("service %s has no container to start, and service %s waits for it%s",
					name, dependent, b.in.at("services", dependent, "depends_on", name))
			}
		}
		b.warn("service %s has no container to start", name)
	}
	for _, name := range order {
		s := b.services[name]
		b.toStart(s)
		if err := b.planStart(s); err != nil {
			return nil, err
		}
	}
	if in.Options.Wait {
		b.planWait(order)
	}
	return b.plan()
}

// descent plans the end of services' containers, each after those that depend on it: end gives
// the last steps for one of them. Where a service has nothing to end, what depends on it counts.
func (b *builder) descent(of map[string]bool, end func(m *model.Service, after []string) []string) error {
	order, err := inOrder(b.project)
	if err != nil {
		return err
	}
	slices.Reverse(order)
	ended := map[string][]string{}
	for _, name := range order {
		var after []string
		for _, dependent := range b.project.Dependents(name) {
			after = append(after, ended[dependent]...)
		}
		ended[name] = after
		if of[name] {
			if last := end(b.project.Services[name], after); len(last) > 0 {
				ended[name] = last
			}
		}
	}
	return nil
}

var askedFor = Reason{Code: ReasonForced, Text: "it was asked for"}

// stopServices stops the containers of services, in reverse order of their dependencies.
func (b *builder) stopServices(of map[string]bool) error {
	return b.descent(of, func(m *model.Service, after []string) []string {
		var last []string
		for _, c := range b.observed.services[m.Name] {
			if runs(c) {
				last = append(last, b.stop(c, askedFor, nil, after...)...)
			}
		}
		if m.Provider != nil {
			last = []string{b.callProvider(m, ProviderStop, askedFor, append(after, last...)...)}
		}
		return last
	})
}

func planStop(in Input) (*Plan, error) {
	of, err := chosen(in, model.IgnoreDependencies)
	if err != nil {
		return nil, err
	}
	b := newBuilder(in)
	if err := b.stopServices(of); err != nil {
		return nil, err
	}
	return b.plan()
}

// planDown removes what a project has. Networks and volumes stay that neither the services that are meant use, nor what they depend
// on, unless all are asked for: what is in the volume of another service or profile would be lost.
//
// What depends on the services that are meant goes too if only the containers tell of it, as with docker compose.
func planDown(in Input) (*Plan, error) {
	policy := model.IgnoreDependencies
	if in.rebuilt {
		policy = model.IncludeDependents
	}
	of, err := chosen(in, policy)
	if err != nil {
		return nil, err
	}
	if !in.rebuilt && !in.Options.AllResources {
		meant, err := in.Project.WithSelectedServices(in.Options.Services, model.IncludeDependencies)
		if err != nil {
			return nil, err
		}
		meant = meant.WithoutUnnecessaryResources()
		fewer := *in.Project
		fewer.Networks, fewer.Volumes = meant.Networks, meant.Volumes
		in.Project = &fewer
	}
	b := newBuilder(in)
	if len(in.Options.Services) > 0 && len(of) == 0 {
		b.warn("project %s has no containers of %s", in.Project.Name, strings.Join(in.Options.Services, ", "))
		return b.plan()
	}
	b.downContainers(of)
	if err := b.descent(of, b.downService); err != nil {
		return nil, err
	}
	b.downNetworks()
	if in.Options.Volumes {
		b.downVolumes()
	}
	if err := b.downImages(of); err != nil {
		return nil, err
	}
	return b.plan()
}

// downService stops and removes a service's containers. What comes after waits for the stops
// alone.
func (b *builder) downService(m *model.Service, after []string) []string {
	var last []string
	for _, c := range b.observed.services[m.Name] {
		stopped := b.stop(c, askedFor, nil, after...)
		b.remove(c, askedFor, b.in.Options.Volumes, stopped...)
		if runs(c) {
			last = append(last, stopped...)
		}
	}
	if m.Provider != nil {
		last = []string{b.callProvider(m, ProviderDown, askedFor, append(after, last...)...)}
	}
	return last
}

// downContainers removes the containers of hooks, and what no service has.
func (b *builder) downContainers(of map[string]bool) {
	for _, c := range b.observed.hooks {
		if of[c.Service()] {
			b.remove(c, Reason{Code: ReasonHook, Text: "a hook made it"}, false, b.stop(c, askedFor, nil)...)
		}
	}
	if !b.in.Options.RemoveOrphans {
		return
	}
	for _, c := range b.observed.orphans {
		b.removeOrphan(c, b.in.Options.Volumes)
	}
	for _, c := range b.observed.oneOffs {
		b.removeOrphan(c, b.in.Options.Volumes)
	}
}

// downNetworks removes the project's networks. One that something else uses stays, also if that does not run, for without
// the network it could not be started. What run has made and has ended is not started again.
func (b *builder) downNetworks() {
	for _, have := range b.observed.state.Networks {
		key := have.Labels[driver.LabelNetwork]
		n := b.project.Networks[key]
		if have.Labels[driver.LabelProject] != b.project.Name || n == nil || n.External || n.Name != have.Name {
			continue
		}
		var after []string
		var users []string
		for i := range b.observed.state.Containers {
			c := &b.observed.state.Containers[i]
			id := b.removals[c.ID]
			switch {
			case b.attachment(c, have.ID) == nil:
			case id != "":
				after = append(after, id)
			case runs(c) || !c.OneOff():
				users = append(users, c.Name)
			}
		}
		if len(users) > 0 {
			if len(b.in.Options.Services) == 0 {
				b.warn("network %s is left alone, for it is used by %s", have.Name, strings.Join(users, ", "))
			}
			continue
		}
		id := networkStep(key, "remove")
		if b.has(id) {
			id += "-" + have.ID[:min(idLength, len(have.ID))]
		}
		b.add(Step{
			ID: id, Op: &driver.RemoveNetwork{Network: have.Name, ID: have.ID},
			Group: "Network " + have.Name, Reason: askedFor, Optional: true,
		}, after...)
	}
}

// downVolumes removes the project's volumes and what is in them.
func (b *builder) downVolumes() {
	for _, have := range b.observed.state.Volumes {
		key := have.Labels[driver.LabelVolume]
		v := b.project.Volumes[key]
		if v == nil {
			for _, other := range b.project.VolumeNames() {
				if b.project.Volumes[other].Name == have.Name {
					key, v = other, b.project.Volumes[other]
				}
			}
		}
		if v == nil || v.External || v.Name != have.Name {
			continue
		}
		if owner := have.Labels[driver.LabelProject]; owner != b.project.Name {
			if owner == "" {
				b.warn("volume %s is left alone, for no project made it", have.Name)
			} else {
				b.warn("volume %s is left alone, for it is of project %s", have.Name, owner)
			}
			continue
		}
		var after []string
		for i := range b.observed.state.Containers {
			c := &b.observed.state.Containers[i]
			if slices.ContainsFunc(c.Mounts, func(m driver.MountPoint) bool { return m.Type == "volume" && m.Name == have.Name }) {
				after = append(after, b.removals[c.ID])
			}
		}
		id := b.add(Step{
			ID: volumeStep(key, "remove"), Op: &driver.RemoveVolume{Volume: have.Name, Force: true},
			Group: "Volume " + have.Name, Reason: askedFor, Optional: true,
		}, after...)
		b.risk(RiskDataLoss, id, "what is in the volume "+have.Name+" is lost")
	}
}

// downImages removes images of services: with local those that were built for them, those that have lost their names to
// later ones included, with all those too that they name. What was built for services that are gone goes with orphans.
func (b *builder) downImages(of map[string]bool) error {
	mode := b.in.Options.RemoveImages
	switch mode {
	case "":
		return nil
	case "local", "all":
	default:
		return fmt.Errorf("images to remove are local or all, not %q", mode)
	}
	wanted := map[string]bool{}
	for reference, image := range b.observed.state.Images {
		name, tagged := image.Name()
		if image.Labels[driver.LabelProject] == b.project.Name && (tagged || reference == name) {
			service := image.Labels[driver.LabelService]
			if of[service] || b.in.Options.RemoveOrphans && !b.project.HasService(service) {
				wanted[reference] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		m := b.project.Services[name]
		image := b.project.ImageName(m)
		if _, there := b.observed.state.Images[image]; there && (mode == "all" || m.Image == "") {
			wanted[image] = true
		}
	}
	after := slices.Sorted(maps.Values(b.removals))
	for _, reference := range slices.Sorted(maps.Keys(wanted)) {
		short := reference
		image := b.observed.state.Images[reference]
		if name, tagged := image.Name(); !tagged && reference == name {
			short = name[:min(len("sha256:")+idLength, len(name))]
		}
		b.add(Step{
			ID: imageStep(short, "remove"), Op: &driver.RemoveImage{Image: reference},
			Group: "Image " + inFull(short), Reason: askedFor, Optional: true,
		}, after...)
	}
	return nil
}

// planRestart restarts services, and after them those that want to be restarted with them.
func planRestart(in Input) (*Plan, error) {
	for _, name := range in.Options.Services { // of a project that was rebuilt, too
		if _, err := in.Project.Service(name); err != nil {
			return nil, err
		}
	}
	if in.Options.NoDeps {
		p, err := in.Project.WithSelectedServices(in.Options.Services, model.IgnoreDependencies)
		if err != nil {
			return nil, err
		}
		in.Project = p
	}
	q := *in.Project
	q.Services = maps.Clone(q.Services)
	for name, m := range q.Services {
		t := *m
		t.DependsOn = maps.Clone(t.DependsOn)
		maps.DeleteFunc(t.DependsOn, func(_ string, d model.Dependency) bool { return !d.Restart })
		q.Services[name] = &t
	}
	in.Project = &q
	of, err := chosen(in, model.IncludeDependents)
	if err != nil {
		return nil, err
	}
	order, err := inOrder(in.Project)
	if err != nil {
		return nil, err
	}
	b := newBuilder(in)
	for _, name := range order {
		s := &service{Service: in.Project.Services[name]}
		b.services[name] = s
		for _, c := range b.observed.services[name] {
			s.replicas = append(s.replicas, &replica{id: b.thing(c), service: name, number: c.Number(), name: c.Name, old: c})
		}
		if !of[name] {
			continue
		}
		ready, err := b.awaitDependencies(s)
		if err != nil {
			return nil, err
		}
		for _, r := range s.replicas {
			m := s.Service
			if r.old.Status != driver.StatusRunning {
				t := *m
				t.PreStop = nil // nothing to run them in
				m = &t
			}
			r.started = b.restart(m, b.thing(r.old), ref(r.old), nil, askedFor, ready)
		}
	}
	return b.plan()
}

// each adds a step for each container of the chosen services that has one of the statuses.
// One-off containers are among them if wanted.
func each(in Input, oneOffs bool, verb string, op func(*driver.Container) driver.Op, undo func(*driver.Container) driver.Op, statuses ...driver.Status) (*Plan, error) {
	of, err := chosen(in, model.IgnoreDependencies)
	if err != nil {
		return nil, err
	}
	b := newBuilder(in)
	for _, c := range b.containersOf(of, oneOffs) {
		if slices.Contains(statuses, c.Status) {
			s := Step{
				ID: b.thing(c) + "/" + verb, Op: op(c), Service: c.Service(), Group: "Container " + c.Name, Reason: askedFor,
			}
			if undo != nil {
				s.Undo = undo(c)
			}
			b.add(s)
		}
	}
	return b.plan()
}

// containersOf are the containers of services, by service and number, then one-off ones.
func (b *builder) containersOf(of map[string]bool, oneOffs bool) []*driver.Container {
	var out []*driver.Container
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, b.observed.services[name]...)
	}
	if oneOffs {
		for _, c := range b.observed.oneOffs {
			if of[c.Service()] {
				out = append(out, c)
			}
		}
	}
	return out
}

func planPause(in Input) (*Plan, error) {
	pause := func(c *driver.Container) driver.Op { return &driver.PauseContainer{Container: ref(c)} }
	unpause := func(c *driver.Container) driver.Op { return &driver.UnpauseContainer{Container: ref(c)} }
	p, err := each(in, false, "pause", pause, unpause, driver.StatusRunning)
	if err != nil {
		return nil, err
	}
	return p, in.refuseIdle(p, driver.StatusPaused, "is already paused")
}

func planUnpause(in Input) (*Plan, error) {
	pause := func(c *driver.Container) driver.Op { return &driver.PauseContainer{Container: ref(c)} }
	unpause := func(c *driver.Container) driver.Op { return &driver.UnpauseContainer{Container: ref(c)} }
	p, err := each(in, false, "unpause", unpause, pause, driver.StatusPaused)
	if err != nil {
		return nil, err
	}
	return p, in.refuseIdle(p, driver.StatusRunning, "is not paused")
}

// refuseIdle is an error if a plan has nothing to do because the chosen containers are what they were to be made:
// those of the status. Where none of them runs there is nothing to do either, but that is no error.
func (in *Input) refuseIdle(p *Plan, status driver.Status, text string) error {
	if len(p.Steps) > 0 {
		return nil
	}
	of, err := chosen(*in, model.IgnoreDependencies)
	if err != nil {
		return err
	}
	for _, c := range newBuilder(*in).containersOf(of, false) {
		if c.Status == status {
			return fmt.Errorf("container %s %s", c.Name, text)
		}
	}
	return nil
}

func planKill(in Input) (*Plan, error) {
	of, err := chosen(in, model.IgnoreDependencies)
	if err != nil {
		return nil, err
	}
	b := newBuilder(in)
	containers := b.containersOf(of, true)
	if in.Options.RemoveOrphans {
		containers = append(containers, b.observed.orphans...)
	}
	for _, c := range containers {
		if runs(c) {
			b.add(Step{
				ID: b.thing(c) + "/kill", Op: &driver.KillContainer{Container: ref(c), Signal: in.Options.Signal},
				Service: c.Service(), Group: "Container " + c.Name, Reason: askedFor,
			})
		}
	}
	return b.plan()
}

// planRemove removes containers that do not run, or with StopFirst all. Those that run has made stay.
func planRemove(in Input) (*Plan, error) {
	of, err := chosen(in, model.IgnoreDependencies)
	if err != nil {
		return nil, err
	}
	b := newBuilder(in)
	if in.Options.StopFirst {
		if err := b.stopServices(of); err != nil {
			return nil, err
		}
	}
	for _, c := range b.containersOf(of, false) {
		stop := b.stops[c.ID]
		if stop == "" && runs(c) {
			continue
		}
		id := b.remove(c, askedFor, in.Options.Volumes, stop)
		if in.Options.Volumes {
			b.risk(RiskDataLoss, id, "volumes without a name that the containers have are lost")
		}
	}
	return b.plan()
}

// FromState is the project that the labels of containers, networks and volumes tell of: enough
// to stop, start and remove what there is. See Input. A nil state is that of nothing.
func FromState(name string, have *driver.State) *model.Project {
	p := &model.Project{
		Name: name, Services: map[string]*model.Service{},
		Networks: map[string]*model.Network{}, Volumes: map[string]*model.Volume{},
	}
	if have == nil {
		return p
	}
	for i := range have.Containers {
		c := &have.Containers[i]
		if c.Labels[driver.LabelProject] != name || c.Hash() == "" || c.OneOff() || c.Service() == "" {
			continue
		}
		if p.WorkingDir == "" {
			p.WorkingDir = c.Labels[driver.LabelWorkingDir]
		}
		s := p.Services[c.Service()]
		if s == nil {
			s = &model.Service{Name: c.Service(), Scale: new(int)}
			s.Image = c.Image
			s.DependsOn = dependenciesOf(c.Labels[driver.LabelDependsOn])
			p.Services[s.Name] = s
		}
		*s.Scale++
	}
	for _, n := range have.Networks {
		if key := n.Labels[driver.LabelNetwork]; n.Labels[driver.LabelProject] == name && key != "" {
			p.Networks[key] = &model.Network{Name: n.Name, Driver: n.Driver}
		}
	}
	for _, v := range have.Volumes {
		if key := v.Labels[driver.LabelVolume]; v.Labels[driver.LabelProject] == name && key != "" {
			p.Volumes[key] = &model.Volume{Name: v.Name, Driver: v.Driver}
		}
	}
	return p
}

// dependenciesOf reads the label that tells of dependencies, NAME[:CONDITION[:RESTART]] joined by
// commas. None is required: its containers may be gone.
func dependenciesOf(label string) map[string]model.Dependency {
	if label == "" {
		return nil
	}
	out := map[string]model.Dependency{}
	for _, entry := range strings.Split(label, ",") {
		parts := strings.Split(entry, ":")
		d := model.Dependency{Condition: model.ServiceStarted, Restart: true}
		if len(parts) > 1 {
			d.Condition = parts[1]
		}
		if len(parts) > 2 {
			d.Restart = parts[2] == "true"
		}
		out[parts[0]] = d
	}
	return out
}
