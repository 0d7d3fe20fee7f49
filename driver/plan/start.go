package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// starting reports whether the verb starts what it makes.
func (b *builder) starting() bool {
	switch b.in.Options.Verb {
	case Up, Scale, Run:
		return !b.in.Options.NoStart
	case Start:
		return true
	}
	return false
}

// toStart decides which of a service's containers are started.
func (b *builder) toStart(s *service) {
	for _, r := range s.replicas {
		r.starts = r.old == nil || r.change.any() || b.stops[r.old.ID] != "" || b.startsOld(s, r.old)
	}
}

// startsOld reports whether a container that is kept is to be started.
func (b *builder) startsOld(s *service, c *driver.Container) bool {
	switch c.Status {
	case driver.StatusRunning, driver.StatusRestarting:
		return false
	case driver.StatusExited:
		if c.ExitCode == 0 && !b.project.HasJob(s.Name) { // a job that another depends on is run each time
			switch b.in.Options.Rerun {
			case RerunNever:
				return false
			case RerunOthers:
				return !b.mustComplete(s.Name)
			}
		}
	}
	return true
}

// mustComplete reports whether a service waits that the named one completes.
func (b *builder) mustComplete(name string) bool {
	for _, m := range b.project.Services {
		if m.DependsOn[name].Condition == model.ServiceCompletedSuccessfully {
			return true
		}
	}
	return false
}

// planStart starts a service's containers, as soon as what it depends on is ready. Where all run already, that is waited for all
// the same: who runs up learns that something is not as others need it.
func (b *builder) planStart(s *service) error {
	var starting []*replica
	for _, r := range s.replicas {
		if r.starts {
			starting = append(starting, r)
		}
	}
	restarting := b.restarting(s)
	if len(starting) == 0 && len(restarting) == 0 {
		return b.checkDependencies(s)
	}
	ready, err := b.awaitDependencies(s)
	if err != nil {
		return err
	}
	if len(starting) == len(s.replicas) {
		if ready, err = b.preStart(s, starting[0], ready, false); err != nil {
			return err
		}
	}
	for i, r := range starting {
		if err := b.startReplica(s, r, ready); err != nil {
			return err
		}
		if start, starts := b.index[r.thing()+"/start"]; starts && i > 0 && sharesPorts(s.Service) {
			b.steps[start].Settled = starting[i-1].started
		}
	}
	for _, r := range restarting {
		b.restartReplica(s, r, ready)
	}
	return nil
}

// sharesPorts reports whether replicas share out ports of the host. They start in order, for each to get the same ones every
// time: of a range, or of a single port that only the first one gets.
func sharesPorts(s *model.Service) bool {
	return slices.ContainsFunc(s.Ports, func(p model.Port) bool { return p.Published != "" && p.Published != "0" })
}

// startReplica starts a container that is there under its name, and removes the one that it
// replaced.
func (b *builder) startReplica(s *service, r *replica, ready []string) error {
	when := r.change.conditions()
	c := driver.Ref{Name: r.name}
	reason := r.reason
	if r.old != nil && !r.change.any() {
		c = driver.Ref{ID: r.old.ID, Name: r.name}
		reason = Reason{Code: ReasonStatus, Text: "it is " + string(r.old.Status)}
		if b.stops[r.old.ID] != "" {
			reason = Reason{Code: ReasonNetwork, Text: "it was stopped for a network"}
		}
	} else if reason.Code == ReasonConfig {
		reason.Changes = nil // its creation tells
	}
	if r.old != nil && len(when) > 0 && (b.startsOld(s, r.old) || b.surelyStopped(r.old)) {
		when = nil // it is started whether it is replaced or not
	}
	after := append(slices.Clone(ready), r.present...)
	if r.old != nil && !r.change.always {
		if id := b.stops[r.old.ID]; id != "" {
			after = append(after, id)
		}
	}
	after, err := b.preStart(s, r, after, true)
	if err != nil {
		return err
	}
	if after, err = b.start(s, r, c, reason, when, r.present, after); err != nil {
		return err
	}
	r.started = after
	if r.old != nil && r.change.any() && !r.cleared && b.rollout == "" {
		b.discard(r, r.present, after)
	}
	return nil
}

// discard removes the container that a replica replaced, once nothing can call for it: after some steps, and when others are
// over.
func (b *builder) discard(r *replica, after, settled []string) {
	text := "what replaces it has been started"
	if len(settled) > 0 {
		text = "what replaces it has its name"
	}
	id := b.remove(r.old, Reason{Code: ReasonReplaced, Text: text}, false, after...)
	b.steps[b.index[id]].Settled = settled
	b.conditional(id, r.change.conditions())
	if op, ok := b.steps[b.index[id]].Op.(*driver.RemoveContainer); ok && r.hasName() {
		op.Container.Name = formerName(r.old, r.name)
	}
}

// start writes files into a container that made has made, starts it and runs its post_start
// hooks.
func (b *builder) start(s *service, r *replica, c driver.Ref, reason Reason, when []LateChange, made, after []string) ([]string, error) {
	if r.old != nil && r.old.Status == driver.StatusPaused && !r.change.any() && b.stops[r.old.ID] == "" {
		return []string{b.add(Step{
			ID: r.thing() + "/unpause", Op: &driver.UnpauseContainer{Container: c},
			Service: s.Name, Group: "Container " + r.name, Reason: reason,
			Undo: &driver.PauseContainer{Container: c},
		}, after...)}, nil
	}
	files, err := b.lowering.files(s.Service)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", s.Name, err)
	}
	if len(files) > 0 {
		// Copied before it waits for anything: only the start itself must wait.
		after = append(after, b.add(Step{
			ID: r.thing() + "/copy", Op: &driver.CopyInto{Container: c, Files: files},
			Service: s.Name, Group: "Container " + r.name, When: when,
			Reason: Reason{Code: ReasonHook, Text: "secrets and configs that are no files of the host"},
		}, made...))
	}
	id := b.add(Step{
		ID: r.thing() + "/start", Op: &driver.StartContainer{Container: c},
		Service: s.Name, Group: "Container " + r.name, Reason: reason, When: when,
		Undo: &driver.StopContainer{Container: c, Timeout: b.in.Options.Timeout},
	}, after...)
	return b.hooks(r.thing(), r.name, "post_start", s.Service, s.PostStart, c, when, []string{id}), nil
}

// restarting are a service's containers that run on, but must be restarted because something
// that they depend on is made anew (depends_on.restart).
func (b *builder) restarting(s *service) []*replica {
	if !b.dependencyChange(s).any() {
		return nil
	}
	var out []*replica
	for _, r := range s.replicas {
		if !r.starts || len(r.change.conditions()) > 0 && !b.startsOld(s, r.old) {
			if b.surelyStopped(r.old) {
				continue // it is started anyway
			}
			if r.old.Status == driver.StatusRunning || r.old.Status == driver.StatusRestarting {
				out = append(out, r)
			}
		}
	}
	return out
}

// surelyStopped reports whether a container is stopped on no condition.
func (b *builder) surelyStopped(c *driver.Container) bool {
	stop, stopped := b.index[b.stops[c.ID]]
	return stopped && len(b.steps[stop].When) == 0
}

// dependencyChange is whether something is replaced that a service must be restarted for.
func (b *builder) dependencyChange(s *service) change {
	var c change
	for name, d := range s.DependsOn {
		if dependency := b.services[name]; d.Restart && dependency != nil {
			c.join(dependency.changed)
		}
	}
	slices.SortFunc(c.when, func(x, y LateChange) int {
		return cmp.Or(strings.Compare(x.Image, y.Image), strings.Compare(x.Container, y.Container), strings.Compare(x.From, y.From))
	})
	return c
}

func (b *builder) restartReplica(s *service, r *replica, ready []string) {
	c := ref(r.old)
	if r.change.any() {
		c = driver.Ref{Name: r.name}
	}
	cause := b.dependencyChange(s)
	r.started = append(r.started, b.restart(s.Service, r.thing(), c, cause.conditions(),
		Reason{Code: ReasonDependency, Text: "something that it depends on is made anew (depends_on.restart)"},
		append(append(slices.Clone(ready), r.present...), r.started...))...)
}

// restart restarts a container between its hooks.
func (b *builder) restart(m *model.Service, thing string, c driver.Ref, when []LateChange, reason Reason, after []string) []string {
	after = b.hooks(thing+"/restart", c.Name, "pre_stop", m, m.PreStop, c, when, after)
	id := b.add(Step{
		ID: thing + "/restart", Op: &driver.RestartContainer{Container: c, Timeout: b.in.Options.Timeout},
		Service: m.Name, Group: "Container " + c.Name, When: when, Reason: reason,
	}, after...)
	return b.hooks(thing+"/restart", c.Name, "post_start", m, m.PostStart, c, when, []string{id})
}

// awaitDependencies are the steps after which a service's containers can be started.
func (b *builder) awaitDependencies(s *service) ([]string, error) {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(s.DependsOn)) {
		dependency := b.services[name]
		if dependency == nil || len(dependency.replicas) == 0 {
			continue
		}
		steps, err := b.await(s, dependency, s.DependsOn[name])
		if err != nil {
			return nil, err
		}
		out = append(out, steps...)
	}
	return slices.Concat(out, b.providerSteps(s.Service), modelSteps(s.Service)), nil
}

// checkDependencies waits for the conditions of a service that has nothing to start.
func (b *builder) checkDependencies(s *service) error {
	if len(s.replicas) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(s.DependsOn)) {
		dependency, d := b.services[name], s.DependsOn[name]
		if dependency == nil || len(dependency.replicas) == 0 || d.Condition == model.ServiceStarted {
			continue
		}
		if _, err := b.await(s, dependency, d); err != nil {
			return err
		}
	}
	return nil
}

// await are the steps after which a dependency is as a service wants it. What is so already
// needs none.
func (b *builder) await(s, dependency *service, d model.Dependency) ([]string, error) {
	condition := ConditionElapsed // nothing but what comes before
	switch d.Condition {
	case model.ServiceHealthy:
		why := ""
		if !b.in.Info.Caps.HealthChecks {
			why = "this engine runs no health checks"
		} else if !b.hasHealthcheck(dependency.Service) {
			why = fmt.Sprintf("neither %s nor its image has a healthcheck", dependency.Name)
		}
		if why != "" && d.Required {
			return nil, fmt.Errorf("service %s waits until %s is healthy, but %s%s", s.Name, dependency.Name, why, b.in.at("services", s.Name, "depends_on", dependency.Name))
		} else if why != "" {
			b.warn("service %s does not wait until %s is healthy, for %s", s.Name, dependency.Name, why)
			return nil, nil
		}
		condition = ConditionHealthy
	case model.ServiceCompletedSuccessfully:
		condition = ConditionCompleted
	default:
		if d.Required {
			return dependency.started(), nil
		}
	}
	if dependency.meets(condition) {
		return nil, nil
	}
	if condition == ConditionElapsed && len(dependency.started()) == 0 {
		return nil, nil
	}
	id := dependency.Name + "/" + conditionName(condition)
	if !d.Required {
		id += "-if-possible"
	}
	wait := &Wait{Condition: condition}
	if condition != ConditionElapsed {
		wait.Timeout = b.in.Options.WaitTimeout
	}
	for _, r := range dependency.replicas {
		wait.Containers = append(wait.Containers, r.ref())
	}
	return []string{b.add(Step{
		ID: id, Wait: wait, Service: dependency.Name, Optional: !d.Required,
		Group:  "Container " + dependency.replicas[0].name,
		Reason: Reason{Code: ReasonCondition, Text: "services that depend on " + dependency.Name + " wait for it"},
	}, dependency.started()...)}, nil
}

// conditionName is what a condition is called in IDs of steps.
func conditionName(c Condition) string {
	if c == ConditionElapsed {
		return "started"
	}
	return string(c)
}

// started are the steps after which all containers of a service have been started.
func (s *service) started() []string {
	var out []string
	for _, r := range s.replicas {
		if r.starts || len(r.started) > 0 {
			out = append(out, r.started...)
		} else {
			out = append(out, r.present...)
		}
	}
	return out
}

// meets reports whether a service's containers are as a condition wants them, and stay so.
func (s *service) meets(c Condition) bool {
	if c == ConditionElapsed {
		return false
	}
	ended := false
	for _, r := range s.replicas {
		if r.starts || len(r.started) > 0 || r.old == nil {
			return false
		}
		switch c {
		case ConditionHealthy:
			if r.old.Status != driver.StatusRunning || r.old.Health != driver.HealthHealthy {
				return false
			}
		case ConditionSettled:
			up := r.old.Status == driver.StatusRunning && (r.old.Health == driver.HealthHealthy || r.old.Health == driver.HealthNone)
			if !up && !(r.old.Status == driver.StatusExited && r.old.ExitCode == 0) {
				return false
			}
		case ConditionCompleted:
			ended = ended || r.old.Status == driver.StatusExited && r.old.ExitCode == 0
		}
	}
	return c != ConditionCompleted || ended
}

// ref names a replica's container once it is there.
func (r *replica) ref() driver.Ref {
	if r.old != nil && !r.change.any() {
		return driver.Ref{ID: r.old.ID, Name: r.name}
	}
	return driver.Ref{Name: r.name}
}

// hasHealthcheck reports whether a service's containers have a health check. Of an image that is
// not there yet that is not known, and supposed.
func (b *builder) hasHealthcheck(m *model.Service) bool {
	if h := m.Healthcheck; h != nil && (h.Disable || len(h.Test) > 0) {
		return !h.Disable && h.Test[0] != "NONE"
	}
	reference := b.project.ImageName(m)
	image, there := b.images.all[reference]
	if !there || b.images.changing[reference] {
		return true
	}
	h := image.Config.Healthcheck
	return h != nil && len(h.Test) > 0 && h.Test[0] != "NONE"
}

// firstLook is how long containers must run at least for those who wait until all are up: docker compose looks at them after
// that time first, so that one which ends at once is noticed. Those that the engine starts again may end before they are up.
const firstLook = 500 * time.Millisecond

// planWait waits until services are up (--wait).
func (b *builder) planWait(order []string) {
	for _, name := range order {
		s := b.services[name]
		if len(s.replicas) == 0 {
			continue
		}
		condition := ConditionSettled
		if b.mustComplete(name) {
			condition = ConditionCompleted
		}
		if s.meets(condition) {
			continue
		}
		wait := &Wait{Condition: condition, Timeout: b.in.Options.WaitTimeout}
		if name := restartPolicy(s.Service).Name; condition == ConditionSettled && (name == "" || name == "no") {
			wait.Monitor = firstLook
		}
		for _, r := range s.replicas {
			wait.Containers = append(wait.Containers, r.ref())
		}
		b.add(Step{
			ID: name + "/" + conditionName(condition), Wait: wait, Service: name,
			Group:  "Container " + s.replicas[0].name,
			Reason: Reason{Code: ReasonCondition, Text: "it was asked to wait until all are up"},
		}, s.started()...)
	}
}

// preStart runs a service's pre_start hooks, each in a container of its own with the volumes of
// one of the service's: those that run for each of them, or those that run once. The result are
// the steps after which all have completed.
func (b *builder) preStart(s *service, r *replica, after []string, each bool) ([]string, error) {
	for i, h := range s.PreStart {
		if h.PerReplica != each {
			continue
		}
		index := strconv.Itoa(i)
		thing := s.Name + "/pre_start-" + index
		name := b.project.Joined(s.Name, "pre_start", index)
		if each {
			thing = r.thing() + "/per_replica-" + index
			name = b.project.Joined(r.thing(), "pre_start", index)
		}
		lowered, err := b.hook(s, r, h, name)
		if err != nil {
			return nil, err
		}
		lowered.Spec.Labels[driver.LabelHookIndex] = index
		c := driver.Ref{Name: name}
		reason := Reason{Code: ReasonHook, Text: "pre_start of service " + s.Name}
		when := r.change.conditions()
		add := func(verb string, op driver.Op, wait *Wait, undo driver.Op, after ...string) []string {
			return []string{b.add(Step{
				ID: thing + "/" + verb, Op: op, Wait: wait, Service: s.Name, Group: "Container " + name,
				Reason: reason, When: when, Undo: undo,
			}, after...)}
		}
		after = append(after, r.present...)
		after = append(after, b.imageSteps(lowered.Spec.Image)...)
		for _, old := range b.observed.hooks {
			if old.Name == name {
				after = append(after, b.remove(old, Reason{Code: ReasonLeftover, Text: "a hook that failed has left it"}, false))
			}
		}
		after = add("create", &driver.CreateContainer{Name: name, Spec: lowered.Spec}, nil, &driver.RemoveContainer{Container: c, Force: true}, after...)
		for _, n := range lowered.Connect {
			after = add("connect:"+n.Network, &driver.ConnectNetwork{Network: n.Network, Container: c, Endpoint: n.Endpoint}, nil, nil, after...)
		}
		if len(lowered.Files) > 0 {
			after = add("copy", &driver.CopyInto{Container: c, Files: lowered.Files}, nil, nil, after...)
		}
		after = add("start", &driver.StartContainer{Container: c}, nil, nil, after...)
		after = add("completed", nil, &Wait{Containers: []driver.Ref{c}, Condition: ConditionCompleted}, nil, after...)
		add("remove", &driver.RemoveContainer{Container: c, Force: true}, nil, nil, after...)
	}
	return after, nil
}

// hook lowers a pre_start hook of a service. What it inherits of the service it has been given when the project was
// loaded, but for mounts: it has those of one of the service's containers besides its own.
func (b *builder) hook(s *service, r *replica, h model.PreStartHook, name string) (Container, error) {
	m := &model.Service{Name: s.Name, ContainerSpec: h.ContainerSpec, WorkloadSpec: model.WorkloadSpec{DependsOn: s.DependsOn}}
	m.Image = cmp.Or(h.Image, b.project.ImageName(s.Service))
	c, err := b.lowering.container(m, 0, nil, &RunOptions{})
	if err != nil {
		return Container{}, fmt.Errorf("pre_start: %w", err)
	}
	c.Name, c.Hashed = name, "" // without a hash it is invisible to whoever counts the service's containers
	// Addresses and names are those of the service's containers.
	for network, e := range c.Spec.Networks {
		e.Aliases, e.Links, e.IPv4, e.IPv6, e.MAC = []string{name}, nil, "", "", ""
		c.Spec.Networks[network] = e
	}
	for i := range c.Connect {
		e := &c.Connect[i].Endpoint
		e.Aliases, e.Links, e.IPv4, e.IPv6, e.MAC = []string{name}, nil, "", "", ""
	}
	c.Spec.Links = nil
	id := containerID(r.name)
	if r.old != nil && !r.change.any() {
		id = r.old.ID
	}
	c.Spec.VolumesFrom = append(slices.Clip(c.Spec.VolumesFrom), id)
	c.Spec.Labels = driver.Labels{}
	maps.Copy(c.Spec.Labels, m.Labels)
	maps.Copy(c.Spec.Labels, driver.Labels{
		driver.LabelProject: b.project.Name, driver.LabelService: s.Name, driver.LabelVersion: b.in.Version, driver.LabelHook: "pre_start",
	})
	return c, nil
}
