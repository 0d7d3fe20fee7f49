package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// observed is a state as a project sees it.
type observed struct {
	state    *driver.State
	services map[string][]*driver.Container // those of services of the project, enabled or not
	oneOffs  []*driver.Container            // made by run
	hooks    []*driver.Container            // made by hooks
	orphans  []*driver.Container            // of no service of the project
	going    []*driver.Container            // under removal already
	byName   map[string]*driver.Container   // all, other projects' included
}

// observe sorts a state's containers. Those without a hash are invisible, as they are to docker
// compose, unless a hook made them.
func observe(p *model.Project, have *driver.State) *observed {
	o := &observed{state: have, services: map[string][]*driver.Container{}, byName: map[string]*driver.Container{}}
	for i := range have.Containers {
		c := &have.Containers[i]
		o.byName[c.Name] = c
		known := p.Services[c.Service()] != nil || p.DisabledServices[c.Service()] != nil
		switch {
		case c.Labels[driver.LabelProject] != p.Name:
		case c.Status == driver.StatusRemoving:
			o.going = append(o.going, c)
		case c.Hash() == "":
			if c.Labels[driver.LabelHook] != "" || c.Service() != "" && c.Labels[driver.LabelVersion] != "" && c.Labels[driver.LabelOneOff] == "" {
				o.hooks = append(o.hooks, c)
			}
		case c.OneOff():
			o.oneOffs = append(o.oneOffs, c)
		case known:
			o.services[c.Service()] = append(o.services[c.Service()], c)
		default:
			o.orphans = append(o.orphans, c)
		}
	}
	for _, list := range o.services {
		slices.SortStableFunc(list, func(a, b *driver.Container) int {
			return cmp.Or(cmp.Compare(a.Number(), b.Number()), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
		})
	}
	return o
}

// leftBehind are the containers that removing orphans removes: those of no service, and one-off
// ones that have ended.
func (o *observed) leftBehind() []*driver.Container {
	out := slices.Clone(o.orphans)
	for _, c := range o.oneOffs {
		if c.Status == driver.StatusExited || c.Status == driver.StatusDead {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *driver.Container) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// runs reports whether a container has a process: to make it end, it must be stopped.
func runs(c *driver.Container) bool {
	switch c.Status {
	case driver.StatusRunning, driver.StatusPaused, driver.StatusRestarting:
		return true
	}
	return false
}

// isLeftover reports whether a name is one that containers have only while they are replaced:
// twelve hexadecimal digits and "_" before another name.
func isLeftover(name string) bool {
	prefix, _, ok := strings.Cut(name, "_")
	return ok && len(prefix) == idLength && strings.Trim(prefix, "0123456789abcdef") == ""
}

const idLength = 12 // of the short form of container IDs

func shortID(c *driver.Container) string { return c.ID[:min(idLength, len(c.ID))] }

// temporaryName is what the container that replaces another is called while that has the name.
func temporaryName(old *driver.Container, name string) string { return shortID(old) + "_" + name }

// formerName is what a container is called that has been replaced, until it is removed.
func formerName(old *driver.Container, name string) string { return temporaryName(old, name) + "_old" }
