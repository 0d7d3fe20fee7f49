package sim

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver"
)

// Observe takes a snapshot.
func (e *Engine) Observe(ctx context.Context, sel driver.Selector) (*driver.State, error) {
	if err := e.ready(ctx); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	out := &driver.State{}
	for _, c := range e.sortedContainers() {
		if selects(sel, c.spec.Labels, sel.Containers, c.name) {
			out.Containers = append(out.Containers, e.observed(c, sel))
		}
	}
	for _, n := range e.networks {
		if selects(sel, n.spec.Labels, sel.Networks, n.spec.Name) {
			network := driver.Network{ID: n.id, Name: n.spec.Name, Driver: n.spec.Driver, Scope: "local", Labels: maps.Clone(n.spec.Labels)}
			if spec := n.spec; sel.Specs {
				network.Spec = &spec
			}
			out.Networks = append(out.Networks, network)
		}
	}
	slices.SortFunc(out.Networks, func(a, b driver.Network) int { return cmp.Compare(a.Name, b.Name) })
	for _, name := range slices.Sorted(maps.Keys(e.volumes)) {
		if v := e.volumes[name]; selects(sel, v.spec.Labels, sel.Volumes, name) {
			out.Volumes = append(out.Volumes, driver.Volume{Name: name, Driver: v.spec.Driver, Mountpoint: mountpoint(name), Labels: maps.Clone(v.spec.Labels)})
		}
	}
	for _, ref := range sel.Images {
		if i, err := e.image(ref); err == nil {
			if out.Images == nil {
				out.Images = map[string]driver.Image{}
			}
			out.Images[ref] = e.observedImage(i)
		}
	}
	if sel.ProjectImages && sel.Project != "" {
		out.AddImages(e.imagesWith(driver.Labels{driver.LabelProject: sel.Project}))
	}
	return out, nil
}

// selects reports whether a selector means what has these labels and this name.
func selects(sel driver.Selector, labels driver.Labels, names []string, name string) bool {
	project, ok := labels[driver.LabelProject]
	return ok && (sel.AllProjects || sel.Project != "" && project == sel.Project) || slices.Contains(names, name)
}

func (e *Engine) observed(c *container, sel driver.Selector) driver.Container {
	out := driver.Container{
		ID: c.id, Name: c.name, Labels: maps.Clone(c.spec.Labels), Status: c.status, Health: c.health,
		Created: c.created, Started: c.started, Finished: c.finished, StatusText: statusText(c),
		Image: c.imageRef, ImageID: c.image.id, Command: strings.Join(slices.Concat(c.spec.Entrypoint, c.spec.Command), " "),
		Mounts: slices.Clone(c.mounts), Ports: c.ports(),
	}
	if c.status == driver.StatusExited {
		out.ExitCode = c.exitCode
	}
	for _, a := range c.sortedAttachments() {
		at := driver.Attachment{ID: a.networkID, Name: a.name, Endpoint: a.endpoint}
		if c.proc != nil {
			at.IPAddress = a.address
		}
		out.Networks = append(out.Networks, at)
	}
	if sel.Specs {
		spec := c.spec
		spec.Labels = maps.Clone(spec.Labels)
		out.Spec = &spec
	}
	if sel.Sizes {
		out.SizeRw, out.SizeRootFs = 1<<10, 1<<20
	}
	return out
}

// ports are those that a container publishes now, then those that it only exposes.
func (c *container) ports() []driver.PortPoint {
	out := slices.Clone(c.published)
	if c.proc == nil {
		return nil
	}
	for _, port := range c.spec.Exposed {
		number, protocol, _ := strings.Cut(port, "/")
		target, _ := strconv.ParseUint(number, 10, 16)
		p := driver.PortPoint{Target: uint16(target), Protocol: cmp.Or(protocol, "tcp")}
		if !slices.ContainsFunc(out, func(q driver.PortPoint) bool { return q.Target == p.Target && q.Protocol == p.Protocol }) {
			out = append(out, p)
		}
	}
	return out
}

func statusText(c *container) string {
	switch c.status {
	case driver.StatusRunning:
		switch c.health {
		case driver.HealthNone:
			return "Up"
		case driver.HealthStarting:
			return "Up (health: starting)"
		}
		return "Up (" + string(c.health) + ")"
	case driver.StatusPaused:
		return "Up (Paused)"
	case driver.StatusExited:
		return fmt.Sprintf("Exited (%d)", c.exitCode)
	case driver.StatusRestarting:
		return fmt.Sprintf("Restarting (%d)", c.exitCode)
	}
	return strings.ToUpper(string(c.status[:1])) + string(c.status[1:])
}
