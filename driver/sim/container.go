package sim

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
)

// container is a container of the engine. proc is nil unless it runs or is paused.
type container struct {
	id, name  string
	spec      driver.ContainerSpec // with what the image contributed
	imageRef  string
	image     *image
	status    driver.Status
	health    driver.Health
	exitCode  int
	created   time.Time
	started   time.Time
	finished  time.Time
	proc      *process
	starts    int
	restarts  int // by its policy
	backOff   time.Duration
	byHand    bool // it was last ended by somebody's will
	lost      bool // it ran when the engine crashed
	published []driver.PortPoint
	mounts    []driver.MountPoint
	files     map[string]driver.File
	log       []driver.LogLine

	attachments map[string]*attachment // by name of the network
	stopBackOff func() bool
}

// find is the container that is meant. By name it may also be an ID, as engines have it.
func (e *Engine) find(ref driver.Ref) (*container, error) {
	target := ref.Target()
	if c, ok := e.containers[target]; ok {
		return c, nil
	}
	if ref.ID == "" {
		if c := e.named(target); c != nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("there is no container %s: %w", target, driver.ErrNotFound)
}

func (e *Engine) named(name string) *container {
	for _, c := range e.containers {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (e *Engine) sortedContainers() []*container {
	return slices.SortedFunc(maps.Values(e.containers), func(a, b *container) int { return cmp.Compare(a.name, b.name) })
}

// identity are the labels by which a container of a name is the one that was asked for.
var identity = []string{driver.LabelProject, driver.LabelService, driver.LabelNumber, driver.LabelConfigHash}

func (e *Engine) create(op *driver.CreateContainer) (driver.Result, error) {
	if c := e.named(op.Name); c != nil {
		for _, key := range identity {
			if c.spec.Labels[key] != op.Spec.Labels[key] {
				return driver.Result{}, fmt.Errorf("the container name %q is in use by container %s: %w", op.Name, c.id[:12], driver.ErrConflict)
			}
		}
		return driver.Result{ID: c.id, Unchanged: true}, nil
	}
	i, err := e.image(op.Spec.Image)
	if err != nil {
		return driver.Result{}, err
	}
	c := &container{
		name: op.Name, spec: withDefaults(op.Spec, &i.config), imageRef: op.Spec.Image, image: i,
		status: driver.StatusCreated, created: e.config.Clock.Now(),
		files: map[string]driver.File{}, attachments: map[string]*attachment{},
	}
	if len(op.Spec.Networks) > 1 && !e.caps().Endpoints {
		return driver.Result{}, fmt.Errorf("container %s: several networks at creation: %w", op.Name, driver.ErrInvalid)
	}
	for name, endpoint := range op.Spec.Networks {
		c.attachments[name] = &attachment{name: name, endpoint: endpoint}
	}
	if m := op.Spec.NetworkMode; len(c.attachments) == 0 && !op.Spec.NetworkDisabled && !strings.Contains(m, ":") {
		name := m
		if m == "" || m == "default" {
			name = "bridge"
		}
		c.attachments[name] = &attachment{name: name}
	}
	if err := e.mount(c); err != nil {
		return driver.Result{}, err
	}
	c.id = e.newID("container", op.Name)
	if checks(c.spec.Healthcheck) && e.caps().HealthChecks {
		c.health = driver.HealthStarting
	}
	e.containers[c.id] = c
	e.emitContainer(c, driver.ActionCreate, nil)
	e.touch()
	return driver.Result{ID: c.id}, nil
}

// withDefaults is a spec with what the image says where the spec says nothing.
func withDefaults(s driver.ContainerSpec, i *driver.ImageConfig) driver.ContainerSpec {
	if len(s.Entrypoint) == 0 {
		if len(s.Command) == 0 {
			s.Command = i.Command
		}
		if s.Entrypoint == nil {
			s.Entrypoint = i.Entrypoint
		}
	}
	env := slices.Clone(s.Env)
	for _, v := range i.Env {
		key, _, _ := strings.Cut(v, "=")
		if !slices.ContainsFunc(s.Env, func(own string) bool { k, _, _ := strings.Cut(own, "="); return k == key }) {
			env = append(env, v)
		}
	}
	s.Env = env
	labels := maps.Clone(i.Labels)
	if labels == nil {
		labels = driver.Labels{}
	}
	maps.Copy(labels, s.Labels)
	s.Labels = labels
	s.WorkingDir = cmp.Or(s.WorkingDir, i.WorkingDir)
	s.User = cmp.Or(s.User, i.User)
	s.StopSignal = cmp.Or(s.StopSignal, i.StopSignal, "SIGTERM")
	s.Exposed = union(s.Exposed, i.Exposed)
	s.Volumes = union(s.Volumes, i.Volumes)
	s.Healthcheck = checkWithDefaults(s.Healthcheck, i.Healthcheck)
	return s
}

func checkWithDefaults(own, image *driver.Healthcheck) *driver.Healthcheck {
	if own == nil || image == nil {
		return cmp.Or(own, image)
	}
	h := *own
	if len(h.Test) == 0 {
		h.Test = image.Test
	}
	h.Interval = cmp.Or(h.Interval, image.Interval)
	h.Timeout = cmp.Or(h.Timeout, image.Timeout)
	h.StartPeriod = cmp.Or(h.StartPeriod, image.StartPeriod)
	h.StartInterval = cmp.Or(h.StartInterval, image.StartInterval)
	h.Retries = cmp.Or(h.Retries, image.Retries)
	return &h
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

func (e *Engine) remove(op *driver.RemoveContainer) (driver.Result, error) {
	c, err := e.find(op.Container)
	if err != nil {
		return driver.Result{Unchanged: true}, nil
	}
	if c.proc != nil || c.status == driver.StatusRestarting {
		if !op.Force {
			return driver.Result{}, fmt.Errorf("container %s is %s: stop it first, or force the removal: %w", c.name, c.status, driver.ErrConflict)
		}
		c.byHand = true
		if c.proc != nil {
			c.proc.byHand = true
			e.signal(c, signals["KILL"])
		}
	}
	if _, ok := e.containers[c.id]; ok { // it may have removed itself as it ended
		e.destroy(c, op.Volumes)
	}
	return driver.Result{ID: c.id}, nil
}

// destroy takes a container away, and its volumes without a name if asked to.
func (e *Engine) destroy(c *container, volumes bool) {
	e.halt(c)
	delete(e.containers, c.id)
	e.emitContainer(c, driver.ActionDestroy, nil)
	for _, m := range c.mounts {
		if v := e.volumes[m.Name]; v != nil && v.anonymous && volumes && !e.volumeInUse(m.Name) {
			e.destroyVolume(v)
		}
	}
	e.touch()
}

func (e *Engine) rename(c *container, name string) (unchanged bool, err error) {
	if c.name == name {
		return true, nil
	}
	if other := e.named(name); other != nil {
		return false, fmt.Errorf("the container name %q is in use by container %s: %w", name, other.id[:12], driver.ErrConflict)
	}
	old := c.name
	c.name = name
	e.emitContainer(c, driver.ActionRename, func(ev *driver.Event) {
		ev.Attributes = map[string]string{"oldName": "/" + old}
	})
	return false, nil
}

func (e *Engine) update(c *container, op *driver.UpdateContainer) {
	c.spec.Resources = op.Resources
	if op.Restart != (driver.RestartPolicy{}) {
		c.spec.Restart = op.Restart
	}
	e.emitContainer(c, driver.ActionUpdate, nil)
}

// publish finds the ports of the host that a container that starts is reached by.
func (e *Engine) publish(c *container) error {
	taken := map[string]string{}
	for _, other := range e.containers {
		for _, p := range other.published {
			taken[portKey(p.HostIP, p.Published, p.Protocol)] = other.name
		}
	}
	var out []driver.PortPoint
	for _, port := range slices.Sorted(maps.Keys(c.spec.Ports)) {
		number, protocol, _ := strings.Cut(port, "/")
		target, err := strconv.ParseUint(number, 10, 16)
		if err != nil {
			return fmt.Errorf("port %q: %w", port, driver.ErrInvalid)
		}
		for _, b := range c.spec.Ports[port] {
			p := driver.PortPoint{HostIP: cmp.Or(b.HostIP, "0.0.0.0"), Target: uint16(target), Protocol: cmp.Or(protocol, "tcp")}
			if err := e.choosePort(&p, b.Port, taken); err != nil {
				return fmt.Errorf("container %s: %w", c.name, err)
			}
			taken[portKey(p.HostIP, p.Published, p.Protocol)] = c.name
			out = append(out, p)
		}
	}
	c.published = out
	return nil
}

func portKey(ip string, port uint16, protocol string) string {
	return ip + ":" + strconv.Itoa(int(port)) + "/" + protocol
}

// choosePort takes the first free port of a range, or of those that nobody asked for.
func (e *Engine) choosePort(p *driver.PortPoint, wanted string, taken map[string]string) error {
	if wanted == "" {
		for taken[portKey(p.HostIP, e.nextPort, p.Protocol)] != "" {
			e.nextPort++
		}
		p.Published = e.nextPort
		e.nextPort++
		return nil
	}
	from, to, isRange := strings.Cut(wanted, "-")
	if !isRange {
		to = from
	}
	first, err1 := strconv.ParseUint(from, 10, 16)
	last, err2 := strconv.ParseUint(to, 10, 16)
	if err1 != nil || err2 != nil {
		return fmt.Errorf("published port %q: %w", wanted, driver.ErrInvalid)
	}
	for n := first; n <= last; n++ {
		if taken[portKey(p.HostIP, uint16(n), p.Protocol)] == "" {
			p.Published = uint16(n)
			return nil
		}
	}
	return fmt.Errorf("port %s:%s is already allocated: %w", p.HostIP, wanted, driver.ErrConflict)
}
