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
	rounds int
	dir    string // for generated projects
	small  string // the directory of one of them, of 30 lines
}

// theirsToo says how a series is compared with the reference.
type theirsToo bool

const (
	alone     theirsToo = false
	alongside theirsToo = true
)

// load measures ours, and on request the reference's, on a generated project.
func (b *bench) load(s shape, with theirsToo) (ours, theirs cost, err error) {
	l, err := s.write(b.dir)
	if err != nil {
		return ours, theirs, err
	}
	rivals := []func() error{l.composekit}
	if with {
		rivals = append(rivals, l.composeGo)
	}
	costs := measured(b.rounds, rivals...)
	for _, c := range costs {
		if c.err != nil {
			return ours, theirs, fmt.Errorf("%s, %d: %w", s.name, s.size, c.err)
		}
	}
	if with {
		theirs = costs[1]
	}
	return costs[0], theirs, nil
}

// realistic measures projects of growing size.
func (b *bench) realistic() error {
	sizes := []struct {
		services int
		least    float64
	}{{1, 100}, {10, 180}, {100, 130}, {1_000, 130}, {10_000, 0}}
	var last time.Duration
	for i, s := range sizes {
		with := theirsToo(s.least > 0)
		ours, theirs, err := b.load(services(s.services), with)
		if err != nil {
			return err
		}
		if with {
			b.atLeast(s.least, fmt.Sprintf("load, %d services", s.services), theirs.time, ours.time)
		}
		if s.services == 1_000 {
			b.atMost(50, "", "allocations a service, 1,000 services", float64(ours.allocs)/1_000, fmt.Sprintf("%d allocations", ours.allocs))
			b.atMost(15, "KB", "bytes a service, 1,000 services", float64(ours.bytes)/1e6, fmt.Sprintf("%.1f MB", float64(ours.bytes)/1e6))
		}
		if s.services > 100 {
			b.growth("growth, services", sizes[i-1].services, s.services, last, ours.time)
		}
		last = ours.time
	}
	if b.quick {
		return nil
	}
	ours, theirs, err := b.load(parts(10_000), alongside)
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
		before, _, err := b.load(s.make(s.small), alone)
		if err != nil {
			return err
		}
		shape := s.make(s.large)
		after, _, err := b.load(shape, alone)
		if err != nil {
			return err
		}
		b.growth("growth, "+shape.name, s.small, s.large, before.time, after.time)
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
		ours, theirs, err := b.load(s, alongside)
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
	costs := measured(b.rounds,
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
	all, theirs, err := b.load(s, alongside)
	if err != nil {
		return err
	}
	l, err := s.write(b.dir)
	if err != nil {
		return err
	}
	var each []func() error
	for _, name := range s.names {
		l.flags.Files = []string{name}
		each = append(each, l.composekit)
	}
	var sum time.Duration
	for _, c := range measured(b.rounds, each...) {
		sum += c.time
	}
	b.atMost(1.1, "×", "a base and 10 overrides, of the eleven loaded alone", float64(all.time)/float64(sum), rounded(all.time)+" against "+rounded(sum))
	b.atLeast(100, "load, a base and 10 overrides", theirs.time, all.time)
	return nil
}
