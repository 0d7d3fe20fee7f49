package main

import (
	"fmt"
	"time"

	"github.com/composekit/composekit/internal/bench/ours"
	"github.com/composekit/composekit/internal/bench/theirs"
	"github.com/composekit/composekit/model"
)

// bench is one run of the benchmark.
type bench struct {
	table
	quick  bool
	passes int    // how many there have been, this one included
	rounds int    // batches of each rival in a pass
	dir    string // for generated projects
	small  string // the directory of one of them, of 30 lines

	before        map[string][]cost // what passes have measured, by what was measured
	launched      launches
	ours, nothing []time.Duration // what processes took
	hundredMB     time.Duration
}

// load measures ours and the reference's on a generated project.
func (b *bench) load(s shape) (ours, theirs cost, err error) {
	l, err := s.write(b.dir)
	if err != nil {
		return ours, theirs, err
	}
	costs, err := b.inTurn("load", s, l.composekit, l.composeGo)
	if err != nil {
		return ours, theirs, err
	}
	return costs[0], costs[1], nil
}

// inTurn measures rivals, of which none may fail.
func (b *bench) inTurn(what string, s shape, rivals ...func() error) ([]cost, error) {
	what = fmt.Sprintf("%s: %s, %d", what, s.name, s.size)
	costs := b.best(what, rivals...)
	for _, c := range costs {
		if c.err != nil {
			return nil, fmt.Errorf("%s: %w", what, c.err)
		}
	}
	return costs, nil
}

// grows measures ours on a project in several sizes, in turn, and tells how its time grows from each to the next.
func (b *bench) grows(sizes ...shape) error {
	var rivals []func() error
	for _, s := range sizes {
		l, err := s.write(b.dir)
		if err != nil {
			return err
		}
		rivals = append(rivals, l.composekit)
	}
	var costs []cost
	for range 3 { // the larger a project, the fewer batches in which nothing else goes on
		var err error
		if costs, err = b.inTurn("growth", sizes[0], rivals...); err != nil {
			return err
		}
	}
	for i, s := range sizes[1:] {
		b.growth("growth, "+s.name, sizes[i].size, s.size, costs[i].time, costs[i+1].time)
	}
	return nil
}

// realistic measures projects of growing size.
func (b *bench) realistic() error {
	sizes := []struct {
		services int
		least    float64
	}{{1, 100}, {10, 180}, {100, 130}, {1_000, 130}}
	for _, s := range sizes {
		ours, theirs, err := b.load(services(s.services))
		if err != nil {
			return err
		}
		b.atLeast(s.least, fmt.Sprintf("load, %d services", s.services), theirs.time, ours.time)
		if s.services == 1_000 {
			b.atMost(50, "", "allocations a service, 1,000 services", float64(ours.allocs)/1_000, fmt.Sprintf("%d allocations", ours.allocs))
			b.atMost(15, "KB", "bytes a service, 1,000 services", float64(ours.bytes)/1e6, fmt.Sprintf("%.1f MB", float64(ours.bytes)/1e6))
		}
	}
	if err := b.grows(services(100), services(1_000), services(10_000)); err != nil {
		return err
	}
	if b.quick {
		return nil
	}
	ours, theirs, err := b.load(parts(10_000))
	if err != nil {
		return err
	}
	b.atLeast(130, "load, 10,000 services in 10 included files", theirs.time, ours.time)
	return nil
}

// grown is a kind of project in two sizes.
type grown struct {
	make         func(n int) shape
	small, large int
}

// allShapes are projects that are large in one way.
func allShapes() []grown {
	return []grown{
		{overrides, 10, 40},
		{chains, 500, 2_000},
		{longChain, 50, 200},
		{includes, 100, 400},
		{diamonds, 100, 400},
		{func(n int) shape { return ladder(n, 4) }, 12, 48},
		{func(n int) shape { return ladder(n, 1) }, 800, 3_200},
		{sharedEnv, 25_000, 100_000},
		{anchors, 300, 1_200},
	}
}

// shapes measures how the time grows.
func (b *bench) shapes() error {
	for _, s := range allShapes() {
		if err := b.grows(s.make(s.small), s.make(s.large)); err != nil {
			return err
		}
	}
	return nil
}

// hard measures what the reference is known to be bad at.
func (b *bench) hard() error {
	list := []shape{ladder(22, 2), ladder(3_200, 1)}
	if b.quick {
		list = []shape{ladder(16, 2), ladder(800, 1)}
	}
	for _, s := range list {
		ours, theirs, err := b.load(s)
		if err != nil {
			return err
		}
		b.atLeast(1_000, fmt.Sprintf("load, %d %s", s.size, s.name), theirs.time, ours.time)
	}
	return b.selection()
}

// selection takes one of 1,000 services of a loaded project.
func (b *bench) selection() error {
	l, err := services(1_000).write(b.dir)
	if err != nil {
		return err
	}
	result, err := ours.Load(l.flags)
	if err != nil {
		return err
	}
	reference, err := theirs.Load(l.flags)
	if err != nil {
		return err
	}
	const name = "app502"
	small, err := services(250).write(b.dir)
	if err != nil {
		return err
	}
	quarter, err := ours.Load(small.flags)
	if err != nil {
		return err
	}
	costs := b.best("selection",
		func() error {
			_, err := result.Project.WithSelectedServices([]string{name}, model.IncludeDependencies)
			return err
		},
		func() error { _, err := reference.WithSelectedServices([]string{name}); return err },
		func() error {
			_, err := quarter.Project.WithSelectedServices([]string{"app102"}, model.IncludeDependencies)
			return err
		})
	for _, c := range costs {
		if c.err != nil {
			return c.err
		}
	}
	b.atLeast(1_000, "selecting one of 1,000 services", costs[1].time, costs[0].time)
	b.growth("growth, selecting one service", 250, 1_000, costs[2].time, costs[0].time)
	return nil
}

// together compares a base with ten files that override it with the eleven loaded alone.
func (b *bench) together() error {
	s := overrides(10)
	all, theirs, err := b.load(s)
	if err != nil {
		return err
	}
	l, err := s.write(b.dir)
	if err != nil {
		return err
	}
	whole := l.composekit
	each := func() error {
		for _, name := range s.names {
			l.flags.Files = []string{name}
			if err := l.composekit(); err != nil {
				return err
			}
		}
		return nil
	}
	costs, err := b.inTurn("together", s, whole, each)
	if err != nil {
		return err
	}
	b.atMost(1.1, "×", "a base and 10 overrides, of the eleven loaded alone", float64(costs[0].time)/float64(costs[1].time), rounded(costs[0].time)+" against "+rounded(costs[1].time))
	b.atLeast(100, "load, a base and 10 overrides", theirs.time, all.time)
	return nil
}
