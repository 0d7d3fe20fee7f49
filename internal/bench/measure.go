package main

import (
	"math"
	"runtime"
	"time"

	"github.com/composekit/composekit/internal/material"
)

// cost is what one run took, the mean of a batch.
type cost struct {
	time   time.Duration
	allocs uint64
	bytes  uint64
	err    error // of the first run
}

// A batch takes at least batchTime of the processor, so that the clock is fine enough, and has
// at least leastRuns, unless a run takes longer than slow. What takes longer than once is run
// a single time, since noise is small against it. Before a batch come runs that do not count, for
// warmTime and again, up to warmings times, while the system gives the process memory: for each page that may take as
// long as a service, and it takes pages back as soon as they have not been used for a while.
const (
	batchTime = 5 * time.Millisecond
	leastRuns = 4
	warmTime  = 2 * batchTime
	warmings  = 10
	slow      = 100 * time.Millisecond
	once      = 5 * time.Second
)

// measured runs rivals in turn, in batches, and tells what one run of each took in its best
// batch. What others left behind is collected before a batch, and runs that do not count get
// memory back that the system took meanwhile, and the collector used to the rival. What is
// collected during a batch counts for it, on all sides.
func measured(rounds int, rivals ...func() error) []cost {
	costs := make([]cost, len(rivals))
	sizes := make([]int, len(rivals))
	for i, f := range rivals {
		costs[i] = first(f)
		sizes[i] = min(max(int(2*batchTime/max(costs[i].time, 1)), 1), 1_000)
		if costs[i].time < slow {
			sizes[i] = max(sizes[i], leastRuns)
		}
		if costs[i].time < once {
			costs[i].time = math.MaxInt64
		} else {
			sizes[i] = 0
		}
	}
	for range rounds {
		for i, f := range rivals {
			if sizes[i] == 0 {
				continue
			}
			took, size := batch(f, sizes[i])
			costs[i].time = min(costs[i].time, took/time.Duration(size))
		}
	}
	return costs
}

// best is the same measured once more, of which the best of all passes so far counts: what else a machine does lasts
// for seconds or minutes, which batches that follow each other all suffer from, and passes do not.
func (b *bench) best(what string, rivals ...func() error) []cost {
	costs := measured(b.rounds, rivals...)
	for i, c := range b.before[what] {
		costs[i].time = min(costs[i].time, c.time)
	}
	b.before[what] = costs
	return costs
}

// first runs f, which may make what is made once only, and once more to see what it allocates.
func first(f func() error) cost {
	var c cost
	runtime.GC()
	start := material.ProcessorTime()
	c.err = f()
	c.time = material.ProcessorTime() - start
	if c.time >= once {
		return c
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start = material.ProcessorTime()
	_ = f()
	c.time = material.ProcessorTime() - start
	runtime.ReadMemStats(&after)
	c.allocs, c.bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	return c
}

// batch runs f until it has been run often enough: size times, or more if that was guessed too low.
func batch(f func() error, size int) (time.Duration, int) {
	runtime.GC()
	for range warmings {
		start, pages := material.ProcessorTime(), material.PageFaults()
		took := time.Duration(0)
		for took < warmTime {
			_ = f()
			took = material.ProcessorTime() - start
		}
		if material.PageFaults()-pages <= took.Milliseconds() {
			break
		}
	}
	start := material.ProcessorTime()
	for done := 0; ; {
		for range size {
			_ = f()
		}
		done += size
		if took := material.ProcessorTime() - start; took >= batchTime || done > 100*size {
			return took, done
		}
	}
}
