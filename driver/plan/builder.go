package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// builder makes a plan. Its parts add steps; what the steps come after is given by their IDs,
// and IDs of steps that turn out not to be needed are left out.
type builder struct {
	in       Input
	project  *model.Project
	observed *observed
	images   images
	builders map[string]*model.Service // the services that build images, by image
	lowering *lowering

	steps    []Step
	index    map[string]int
	risks    map[RiskKind][]Risk
	rollouts []Rollout
	skipped  []Skipped
	warnings []string

	services map[string]*service // what is decided of each service
	networks map[string]*network // by key
	volumes  map[string]*volume  // by key
	stops    map[string]string   // the last step that stops a container, by the container's ID
	removals map[string]string   // the step that removes a container, by its ID

	rollout  string // the service whose rollout is being planned
	parallel int    // how many of its containers are replaced at a time
}

func newBuilder(in Input) *builder {
	b := &builder{
		in: in, project: in.Project, observed: observe(in.Project, in.State), images: imagesOf(&in, in.Project), builders: in.buildersOf(),
		index: map[string]int{}, risks: map[RiskKind][]Risk{},
		services: map[string]*service{}, networks: map[string]*network{}, volumes: map[string]*volume{},
		stops: map[string]string{}, removals: map[string]string{},
	}
	b.lowering = &lowering{in: &b.in, project: in.Project, images: b.images, containers: b.containerNames, reference: b.reference}
	return b
}

// add adds a step, unless one with the ID is there already: then what it comes after is added
// to that one.
func (b *builder) add(s Step, after ...string) string {
	if i, there := b.index[s.ID]; there {
		b.steps[i].After = append(b.steps[i].After, after...)
		return s.ID
	}
	s.After = append(s.After, after...)
	s.Rollout = b.rollout
	b.index[s.ID] = len(b.steps)
	b.steps = append(b.steps, s)
	return s.ID
}

func (b *builder) has(id string) bool {
	_, there := b.index[id]
	return there
}

func (b *builder) warn(format string, args ...any) {
	if w := fmt.Sprintf(format, args...); !slices.Contains(b.warnings, w) {
		b.warnings = append(b.warnings, w)
	}
}

// risk notes what a step loses. Steps that lose the same share one risk.
func (b *builder) risk(kind RiskKind, step, text string) {
	of := b.risks[kind]
	for i := range of {
		if of[i].Text == text {
			of[i].Steps = append(of[i].Steps, step)
			return
		}
	}
	b.risks[kind] = append(of, Risk{Kind: kind, Steps: []string{step}, Text: text})
}

// plan is what has been built: steps in an order in which each comes after all that it needs,
// and edges without those that others imply.
func (b *builder) plan() (*Plan, error) {
	p := &Plan{
		Project: b.project.Name, Verb: b.in.Options.Verb, Base: b.in.base,
		Rollouts: b.rollouts, Warnings: b.warnings,
	}
	for _, s := range b.skipped {
		if !slices.ContainsFunc(b.steps, func(step Step) bool { return step.Group == s.Subject }) { // for another service
			p.Skipped = append(p.Skipped, s)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(b.risks)) {
		p.Risks = append(p.Risks, b.risks[kind]...)
	}
	var err error
	p.Steps, err = b.ordered()
	return p, err
}

// ordered are the steps in topological order: of those that could come next, the one that was
// added first.
func (b *builder) ordered() ([]Step, error) {
	n := len(b.steps)
	after := make([][]int, n)
	waiting := make([]int, n)
	next := make([][]int, n)
	for i := range b.steps {
		for _, id := range slices.Concat(b.steps[i].After, b.steps[i].Settled) {
			if j, there := b.index[id]; there && j != i {
				after[i] = append(after[i], j)
			}
		}
		slices.Sort(after[i])
		after[i] = slices.Compact(after[i])
		waiting[i] = len(after[i])
		for _, j := range after[i] {
			next[j] = append(next[j], i)
		}
	}
	var order, ready []int
	for i := range n {
		if waiting[i] == 0 {
			ready = append(ready, i)
		}
	}
	for len(ready) > 0 {
		i := ready[0]
		ready = ready[1:]
		order = append(order, i)
		for _, j := range next[i] {
			if waiting[j]--; waiting[j] == 0 {
				at, _ := slices.BinarySearch(ready, j)
				ready = slices.Insert(ready, at, j)
			}
		}
	}
	if len(order) < n {
		// Dependencies have no cycles, so this is a defect of the planner; to do nothing is safe.
		var stuck []string
		for i := range n {
			if waiting[i] > 0 {
				stuck = append(stuck, b.steps[i].ID)
			}
		}
		return nil, fmt.Errorf("no order of steps could be found: %s wait for each other", strings.Join(stuck, ", "))
	}
	return b.reduced(order, after), nil
}

// reduced leaves out edges that others imply. Those through optional steps imply nothing, for
// what comes after an optional step does not depend on what comes before it; nor do those to steps that need only be over.
func (b *builder) reduced(order []int, after [][]int) []Step {
	words := (len(b.steps) + 63) / 64
	before := make([][]uint64, len(b.steps)) // all that a step implies, itself included
	place := make([]int, len(b.steps))
	for at, i := range order {
		place[i] = at
	}
	out := make([]Step, 0, len(order))
	for _, i := range order {
		set := make([]uint64, words)
		var ids, settled []string
		edges := slices.SortedFunc(slices.Values(after[i]), func(x, y int) int { return cmp.Compare(place[y], place[x]) })
		for _, j := range edges {
			if set[j/64]&(1<<(j%64)) != 0 {
				continue
			}
			if slices.Contains(b.steps[i].Settled, b.steps[j].ID) {
				settled = append(settled, b.steps[j].ID)
				continue
			}
			ids = append(ids, b.steps[j].ID)
			if b.steps[j].Optional {
				set[j/64] |= 1 << (j % 64)
				continue
			}
			for w, bits := range before[j] {
				set[w] |= bits
			}
		}
		slices.Reverse(ids)
		slices.Reverse(settled)
		set[i/64] |= 1 << (i % 64)
		before[i] = set
		s := b.steps[i]
		s.After, s.Settled = ids, settled
		out = append(out, s)
	}
	return out
}

// containerNames are the names of a service's containers as they will be, by number. A service that
// the plan leaves alone has those that there are.
func (b *builder) containerNames(name string) []string {
	var names []string
	s := b.services[name]
	if s == nil {
		for _, c := range b.observed.services[name] {
			names = append(names, c.Name)
		}
		return names
	}
	for _, r := range s.replicas {
		names = append(names, r.name)
	}
	return names
}

// reference is the container that stands for a service in references: the first by name. A service
// that the plan leaves alone has those that there are.
func (b *builder) reference(name string) (string, error) {
	r := b.parent(name)
	switch {
	case b.services[name] == nil && len(b.observed.services[name]) > 0:
		first := func(x, y *driver.Container) int { return cmp.Compare(x.Name, y.Name) }
		return slices.MinFunc(b.observed.services[name], first).ID, nil
	case r == nil:
		return "", fmt.Errorf("service %s has no container", name)
	case r.old != nil && !r.change.any():
		return r.old.ID, nil
	}
	return containerID(r.name), nil
}

// parent is the replica that stands for a service in references.
func (b *builder) parent(name string) *replica {
	s := b.services[name]
	if s == nil || len(s.replicas) == 0 {
		return nil
	}
	return slices.MinFunc(s.replicas, func(x, y *replica) int { return cmp.Compare(x.name, y.name) })
}

// ref names a container that exists.
func ref(c *driver.Container) driver.Ref { return driver.Ref{ID: c.ID, Name: c.Name} }
