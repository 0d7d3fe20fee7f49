package sim

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
)

type network struct {
	id    string
	spec  driver.NetworkSpec
	fixed bool // one that every engine has
}

type volume struct {
	spec      driver.VolumeSpec
	anonymous bool
}

// attachment is a container's place on a network. Its network is found by name until the
// container has started once, and by ID from then on.
type attachment struct {
	name      string
	networkID string
	endpoint  driver.Endpoint
	address   string
}

func (c *container) sortedAttachments() []*attachment {
	return slices.SortedFunc(maps.Values(c.attachments), func(a, b *attachment) int { return cmp.Compare(a.name, b.name) })
}

func (e *Engine) networkOf(a *attachment) *network {
	if a.networkID != "" {
		return e.networks[a.networkID]
	}
	return e.networkNamed(a.name)
}

func (e *Engine) networkNamed(name string) *network {
	for _, n := range e.networks {
		if n.spec.Name == name {
			return n
		}
	}
	return nil
}

func (e *Engine) giveAddress(a *attachment) {
	if a.address = a.endpoint.IPv4; a.address == "" {
		e.nextHost++
		a.address = fmt.Sprintf("172.18.%d.%d", e.nextHost/250, 2+e.nextHost%250)
	}
}

func (e *Engine) createNetwork(op *driver.CreateNetwork) (driver.Result, error) {
	s := op.Spec
	if n := e.networkNamed(s.Name); n != nil {
		for _, key := range []string{driver.LabelProject, driver.LabelNetwork} {
			if n.spec.Labels[key] != s.Labels[key] {
				return driver.Result{}, fmt.Errorf("network %s exists and is another's: %w", s.Name, driver.ErrConflict)
			}
		}
		return driver.Result{ID: n.id, Unchanged: true}, nil
	}
	s.Driver = cmp.Or(s.Driver, "bridge")
	n := &network{id: e.newID("network", s.Name), spec: s}
	e.networks[n.id] = n
	e.emitNetwork(n, driver.ActionCreate, nil)
	e.touch()
	return driver.Result{ID: n.id}, nil
}

func (e *Engine) removeNetwork(op *driver.RemoveNetwork) (driver.Result, error) {
	n := e.networks[op.ID]
	if op.ID == "" {
		n = e.networkNamed(op.Network)
	}
	if n == nil {
		return driver.Result{Unchanged: true}, nil
	}
	if n.fixed {
		return driver.Result{}, fmt.Errorf("network %s is the engine's own: %w", n.spec.Name, driver.ErrDenied)
	}
	for _, c := range e.sortedContainers() {
		for _, a := range c.attachments {
			if c.proc != nil && a.networkID == n.id {
				return driver.Result{}, fmt.Errorf("network %s is in use by container %s: %w", n.spec.Name, c.name, driver.ErrConflict)
			}
		}
	}
	delete(e.networks, n.id)
	e.emitNetwork(n, driver.ActionDestroy, nil)
	e.touch()
	return driver.Result{ID: n.id}, nil
}

func (e *Engine) connect(op *driver.ConnectNetwork) (driver.Result, error) {
	c, err := e.find(op.Container)
	if err != nil {
		return driver.Result{}, err
	}
	n := e.networkNamed(op.Network)
	if n == nil && c.proc != nil {
		return driver.Result{}, fmt.Errorf("there is no network %s: %w", op.Network, driver.ErrNotFound)
	}
	if n == nil { // the engine looks for it when the container is started
		n = &network{}
	}
	if a := c.attachments[op.Network]; a != nil {
		for _, alias := range op.Endpoint.Aliases {
			if !slices.Contains(a.endpoint.Aliases, alias) {
				return driver.Result{}, fmt.Errorf("container %s is on network %s in another way: %w", c.name, op.Network, driver.ErrConflict)
			}
		}
		return driver.Result{ID: n.id, Unchanged: true}, nil
	}
	if op.Network != "none" && c.attachments["none"] != nil || op.Network != "host" && c.attachments["host"] != nil {
		return driver.Result{}, fmt.Errorf("container %s is on the network %s, and cannot be on others: %w", c.name, c.spec.NetworkMode, driver.ErrInvalid)
	}
	a := &attachment{name: op.Network, networkID: n.id, endpoint: op.Endpoint}
	c.attachments[op.Network] = a
	if c.proc != nil {
		e.giveAddress(a)
		e.emitNetwork(n, driver.ActionConnect, c)
	}
	e.touch()
	return driver.Result{ID: n.id}, nil
}

func (e *Engine) disconnect(op *driver.DisconnectNetwork) (driver.Result, error) {
	c, err := e.find(op.Container)
	if err != nil {
		return driver.Result{Unchanged: true}, nil
	}
	n, name := e.networks[op.ID], op.Network
	if op.ID == "" {
		n = e.networkNamed(op.Network)
	}
	if n != nil {
		name = n.spec.Name
	}
	// A container that does not run can be taken off a network that does not exist.
	if c.attachments[name] == nil || n == nil && (op.ID != "" || c.proc != nil) {
		return driver.Result{Unchanged: true}, nil
	}
	delete(c.attachments, name)
	if c.proc != nil {
		e.emitNetwork(n, driver.ActionDisconnect, c)
	}
	e.touch()
	return driver.Result{}, nil
}

func (e *Engine) createVolume(op *driver.CreateVolume) (driver.Result, error) {
	s := op.Spec
	s.Driver = cmp.Or(s.Driver, "local")
	if v := e.volumes[s.Name]; v != nil {
		if v.spec.Driver != s.Driver {
			return driver.Result{}, fmt.Errorf("volume %s exists with the driver %s: %w", s.Name, v.spec.Driver, driver.ErrConflict)
		}
		return driver.Result{ID: s.Name, Unchanged: true}, nil
	}
	e.addVolume(s, false)
	return driver.Result{ID: s.Name}, nil
}

func (e *Engine) addVolume(s driver.VolumeSpec, anonymous bool) {
	e.volumes[s.Name] = &volume{spec: s, anonymous: anonymous}
	e.emitVolume(e.volumes[s.Name], driver.ActionCreate)
	e.touch()
}

func (e *Engine) removeVolume(op *driver.RemoveVolume) (driver.Result, error) {
	v := e.volumes[op.Volume]
	if v == nil {
		return driver.Result{Unchanged: true}, nil
	}
	if e.volumeInUse(op.Volume) {
		return driver.Result{}, fmt.Errorf("volume %s is in use: %w", op.Volume, driver.ErrConflict)
	}
	e.destroyVolume(v)
	return driver.Result{ID: op.Volume}, nil
}

func (e *Engine) destroyVolume(v *volume) {
	delete(e.volumes, v.spec.Name)
	e.emitVolume(v, driver.ActionDestroy)
	e.touch()
}

// volumeInUse reports whether a container, running or not, has the volume.
func (e *Engine) volumeInUse(name string) bool {
	for _, c := range e.containers {
		if slices.ContainsFunc(c.mounts, func(m driver.MountPoint) bool { return m.Name == name }) {
			return true
		}
	}
	return false
}

// mount works out what is mounted in a container, and makes the volumes that do not exist yet.
func (e *Engine) mount(c *container) error {
	points := map[string]driver.MountPoint{}
	for _, from := range c.spec.VolumesFrom {
		name, mode, _ := strings.Cut(from, ":")
		other, err := e.find(driver.Ref{Name: name})
		if err != nil {
			return err
		}
		for _, m := range other.mounts {
			m.ReadOnly = m.ReadOnly || mode == "ro"
			points[m.Target] = m
		}
	}
	for _, bind := range c.spec.Binds {
		parts := strings.SplitN(bind, ":", 3)
		if len(parts) < 2 {
			return fmt.Errorf("bind %q: %w", bind, driver.ErrInvalid)
		}
		m := driver.MountPoint{Type: "bind", Source: parts[0], Target: parts[1]}
		m.ReadOnly = len(parts) == 3 && slices.Contains(strings.Split(parts[2], ","), "ro")
		if !strings.HasPrefix(parts[0], "/") {
			m = e.volumePoint(m, driver.VolumeSpec{Name: parts[0]})
		}
		points[m.Target] = m
	}
	for _, s := range c.spec.Mounts {
		m := driver.MountPoint{Type: s.Type, Source: s.Source, Target: s.Target, ReadOnly: s.ReadOnly}
		switch {
		case s.Type == "bind" && s.Source == "":
			return fmt.Errorf("mount config for type \"bind\": field Source must not be empty: %w", driver.ErrInvalid)
		case s.Type == "volume":
			m = e.volumePoint(m, driver.VolumeSpec{Name: s.Source, Driver: s.Driver, Options: s.DriverOptions, Labels: s.Labels})
		}
		points[m.Target] = m
	}
	for _, target := range c.spec.Volumes {
		if _, ok := points[target]; !ok {
			points[target] = e.volumePoint(driver.MountPoint{Target: target}, driver.VolumeSpec{})
		}
	}
	for _, target := range slices.Sorted(maps.Keys(points)) {
		c.mounts = append(c.mounts, points[target])
	}
	return nil
}

// volumePoint is the mount of a volume, which is made if there is none; one without a name gets one.
func (e *Engine) volumePoint(m driver.MountPoint, s driver.VolumeSpec) driver.MountPoint {
	anonymous := s.Name == ""
	if anonymous {
		s.Name = e.newID("volume", "")
	}
	s.Driver = cmp.Or(s.Driver, "local")
	if e.volumes[s.Name] == nil {
		e.addVolume(s, anonymous)
	}
	m.Type, m.Name, m.Source = "volume", s.Name, mountpoint(s.Name)
	return m
}

func mountpoint(volume string) string { return "/var/lib/docker/volumes/" + volume + "/_data" }
