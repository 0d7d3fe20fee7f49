package model

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// MissingDependency is a required dependency of an enabled service on one that is not enabled.
type MissingDependency struct {
	Service    string
	Dependency string
	// Disabled is the dependency where it is there but disabled; nil if there is none.
	Disabled *Service
}

// Error says that the dependency is unknown, or which profiles would enable it.
func (m *MissingDependency) Error() string {
	if m.Disabled == nil {
		return "service " + strconv.Quote(m.Service) + " depends on unknown service " + strconv.Quote(m.Dependency)
	}
	return "service " + strconv.Quote(m.Dependency) + " is required by " + strconv.Quote(m.Service) +
		" but is disabled. Can be enabled by profiles [" + strings.Join(m.Disabled.Profiles, " ") + "]"
}

// MissingDependencies are the required dependencies of enabled services on services that are
// not enabled, sorted by service and dependency.
func (p *Project) MissingDependencies() []*MissingDependency {
	var out []*MissingDependency
	for name, s := range p.Services {
		for dependency, d := range s.DependsOn {
			if d.Required && p.Services[dependency] == nil {
				out = append(out, &MissingDependency{name, dependency, p.DisabledServices[dependency]})
			}
		}
	}
	slices.SortFunc(out, func(a, b *MissingDependency) int {
		if c := strings.Compare(a.Service, b.Service); c != 0 {
			return c
		}
		return strings.Compare(a.Dependency, b.Dependency)
	})
	return out
}

// CycleError is a cycle of dependencies: each service depends on the next, the last one on
// the first.
type CycleError struct{ Services []string }

// Error is "dependency cycle detected: a -> b -> a".
func (e *CycleError) Error() string {
	return "dependency cycle detected: " + strings.Join(e.Services, " -> ") + " -> " + e.Services[0]
}

// Cycles finds cycles of dependencies among the enabled services: one for each group of
// services that all depend on each other. They come in the order in which a walk finds them
// that starts at the services by name and follows dependencies by name, and each begins where
// that walk enters it.
func (p *Project) Cycles() []*CycleError {
	for _, s := range p.Services {
		for name := range s.DependsOn {
			// What nothing follows upon is in no cycle.
			if next := p.Services[name]; next != nil && len(next.DependsOn) > 0 {
				return p.graph().cycles()
			}
		}
	}
	return nil
}

// DependencyOrder is the names of the enabled services in the order in which they start:
// those of a layer depend on earlier layers only, and stand as early as they can. Each layer
// is sorted. Reversed it is the order to stop in. The error joins the *MissingDependency and
// *CycleError values that leave no order.
func (p *Project) DependencyOrder() ([][]string, error) {
	var errs []error
	for _, m := range p.MissingDependencies() {
		errs = append(errs, m)
	}
	g := p.graph()
	layers := g.layers()
	if layers == nil && len(g.names) > 0 {
		for _, c := range g.cycles() {
			errs = append(errs, c)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return layers, nil
}

// graph is the dependencies among enabled services. Services are numbered by the order of
// their names, so that numbers in order are names in order.
type graph struct {
	names []string
	start []int32 // edges of service i are edges[start[i]:start[i+1]]
	edges []int32 // the services that it depends on, in order
}

func (p *Project) graph() *graph {
	g := &graph{names: p.ServiceNames()}
	number := make(map[string]int32, len(g.names))
	count := 0
	for i, name := range g.names {
		number[name] = int32(i)
		count += len(p.Services[name].DependsOn)
	}
	g.start = make([]int32, 1, len(g.names)+1)
	g.edges = make([]int32, 0, count)
	for _, name := range g.names {
		from := len(g.edges)
		for dependency := range p.Services[name].DependsOn {
			if i, ok := number[dependency]; ok {
				g.edges = append(g.edges, i)
			}
		}
		slices.Sort(g.edges[from:])
		g.start = append(g.start, int32(len(g.edges)))
	}
	return g
}

func (g *graph) dependencies(i int32) []int32 { return g.edges[g.start[i]:g.start[i+1]] }

// layers is nil if there is a cycle.
func (g *graph) layers() [][]string {
	n := len(g.names)
	waiting := make([]int32, n) // dependencies that have no layer yet
	start := make([]int32, n+2) // as graph.start, of the edges turned round
	for i := range n {
		waiting[i] = g.start[i+1] - g.start[i]
	}
	for _, e := range g.edges {
		start[e+2]++
	}
	for i := range n {
		start[i+2] += start[i+1]
	}
	dependents := make([]int32, len(g.edges))
	for i := range n {
		for _, e := range g.dependencies(int32(i)) {
			dependents[start[e+1]] = int32(i)
			start[e+1]++
		}
	}
	var layers [][]string
	placed := 0
	for ready := g.leaves(waiting); len(ready) > 0; {
		layer := make([]string, len(ready))
		var next []int32
		for k, i := range ready {
			layer[k] = g.names[i]
			for _, d := range dependents[start[i]:start[i+1]] {
				if waiting[d]--; waiting[d] == 0 {
					next = append(next, d)
				}
			}
		}
		placed += len(ready)
		layers = append(layers, layer)
		slices.Sort(next)
		ready = next
	}
	if placed < n {
		return nil
	}
	return layers
}

func (g *graph) leaves(waiting []int32) []int32 {
	var out []int32
	for i, n := range waiting {
		if n == 0 {
			out = append(out, int32(i))
		}
	}
	return out
}

// cycles finds the strongly connected components by Tarjan's algorithm, without recursion,
// and for each the first edge back to a service that the walk is still in.
func (g *graph) cycles() []*CycleError {
	n := len(g.names)
	w := &cycleWalk{
		graph: g, index: make([]int32, n), low: make([]int32, n), parent: make([]int32, n),
		group: make([]int32, n), next: make([]int32, n), inside: make([]bool, n),
	}
	for i := range n {
		if w.index[i] == 0 {
			w.walk(int32(i))
		}
	}
	var out []*CycleError
	reported := make(map[int32]bool)
	for _, b := range w.back {
		if group := w.group[b.from]; !reported[group] {
			reported[group] = true
			out = append(out, &CycleError{w.path(b)})
		}
	}
	return out
}

// backEdge is a dependency on a service that the walk is still in.
type backEdge struct{ from, to int32 }

type cycleWalk struct {
	*graph
	count  int32
	index  []int32 // order of entering, from 1; 0 is not entered
	low    []int32
	parent []int32
	group  []int32 // component, from 1; 0 is none yet
	next   []int32 // dependencies that have been followed
	inside []bool  // entered and not left
	stack  []int32 // entered and without a component
	groups int32
	back   []backEdge
}

// walk enters a service and everything that can be reached from it.
func (w *cycleWalk) walk(root int32) {
	w.parent[root] = -1
	for at := w.enter(root); at >= 0; {
		dependencies := w.dependencies(at)
		if int(w.next[at]) == len(dependencies) {
			at = w.leave(at)
			continue
		}
		to := dependencies[w.next[at]]
		w.next[at]++
		switch {
		case w.index[to] == 0:
			w.parent[to] = at
			at = w.enter(to)
		case w.group[to] == 0:
			w.low[at] = min(w.low[at], w.index[to])
			if w.inside[to] {
				w.back = append(w.back, backEdge{at, to})
			}
		}
	}
}

func (w *cycleWalk) enter(i int32) int32 {
	w.count++
	w.index[i], w.low[i], w.inside[i] = w.count, w.count, true
	w.stack = append(w.stack, i)
	return i
}

// leave finishes a service, and its component if it was the first of it, and returns where
// the walk came from.
func (w *cycleWalk) leave(i int32) int32 {
	w.inside[i] = false
	if w.low[i] == w.index[i] {
		w.groups++
		for w.group[i] == 0 {
			last := len(w.stack) - 1
			w.group[w.stack[last]] = w.groups
			w.stack = w.stack[:last]
		}
	}
	parent := w.parent[i]
	if parent >= 0 {
		w.low[parent] = min(w.low[parent], w.low[i])
	}
	return parent
}

// path is the names from where a back edge leads to where it starts.
func (w *cycleWalk) path(b backEdge) []string {
	names := []string{w.names[b.from]}
	for i := b.from; i != b.to; {
		i = w.parent[i]
		names = append(names, w.names[i])
	}
	slices.Reverse(names)
	return names
}
