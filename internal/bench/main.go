// Command bench loads the same projects with composekit and with compose-go, side by side in
// one process and on one core, and prints how they compare.
//
//	go run ./internal/bench corpus    [-rounds 3] [-match text] [-cpuprofile file] [-memprofile file]
//	go run ./internal/bench generated [-rounds 3] [-match text]
//	go run ./internal/bench stages    [-rounds 3] [-services 1000]
//
// The corpus is real projects; generated ones are realistic projects of growing size, and some
// that are large in one way; stages is what each stage takes of a load. The services of a
// generated project are what its allocations and bytes are divided by, and exponent tells how
// time grows with their number: 1 is in proportion.
//
// Neither side has a cache: each load reads its files and parses them. A time is what the
// process had of the processor, waiting left out, in the best round, since other work on the
// machine only ever adds to it; the two sides take turns within a round. The first figure that
// counts is the ratio.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/sirupsen/logrus"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("what to measure? corpus, generated or stages")
	}
	flags := flag.NewFlagSet("bench "+args[0], flag.ContinueOnError)
	rounds := flags.Int("rounds", 3, "how often each project is loaded by each side")
	services := flags.Int("services", 1_000, "size of the project that is taken apart")
	match := flags.String("match", "", "only projects whose id has this text")
	profile := flags.String("cpuprofile", "", "load with composekit alone, and write a profile of it to this file")
	memory := flags.String("memprofile", "", "the same, with a profile of what is allocated")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	logrus.SetLevel(logrus.PanicLevel) // printing warnings is not what is measured
	switch args[0] {
	case "corpus":
		if *profile != "" || *memory != "" {
			return profiled(*profile, *memory, *rounds, *match)
		}
		return corpus(*rounds, *match)
	case "generated":
		return generated(*rounds, *match)
	case "stages":
		return shares(*rounds, *services)
	}
	return fmt.Errorf("%s is nothing that can be measured", args[0])
}

// cost is what some loads took.
type cost struct {
	time   time.Duration
	allocs uint64
	bytes  uint64
}

func (c *cost) add(d cost) {
	c.time += d.time
	c.allocs += d.allocs
	c.bytes += d.bytes
}

// timed runs f and tells how much of the processor's time it took. What others left behind is
// collected before.
func timed(f func() error) (time.Duration, error) {
	runtime.GC()
	start := clock()
	err := f()
	return clock() - start, err
}

// counted runs f and tells what it allocated.
func counted(f func() error) cost {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_ = f()
	runtime.ReadMemStats(&after)
	return cost{0, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc}
}

// measured runs rivals in turn and tells what each one took, and how it ended.
func measured(rounds int, rivals ...func() error) (costs []cost, errs []error) {
	costs, errs = make([]cost, len(rivals)), make([]error, len(rivals))
	for _, f := range rivals {
		_ = f() // what is made once only does not count
	}
	for i, f := range rivals {
		costs[i] = counted(f)
		costs[i].time = math.MaxInt64
	}
	for range rounds {
		for i, f := range rivals {
			var took time.Duration
			took, errs[i] = timed(f)
			costs[i].time = min(costs[i].time, took)
		}
	}
	return costs, errs
}

func corpus(rounds int, match string) error {
	loads, err := corpusLoads(match)
	if err != nil {
		return err
	}
	var ours, theirs cost
	var refused int
	for _, l := range loads {
		// The reference looks for the files of COMPOSE_FILE in the current directory.
		if err := os.Chdir(l.flags.WorkDir); err != nil {
			return err
		}
		costs, errs := measured(rounds, l.composekit, l.composeGo)
		if (errs[0] != nil) != (errs[1] != nil) {
			fmt.Printf("verdicts differ, left out: %s (composekit: %v; compose-go: %v)\n", l.id, short(errs[0]), short(errs[1]))
			continue
		}
		if errs[0] != nil {
			refused++ // the reference stops at the first fault
			continue
		}
		ours.add(costs[0])
		theirs.add(costs[1])
	}
	runtime.GC()
	debug.FreeOSMemory()
	n := len(loads) - refused
	fmt.Printf("%d accepted projects of the corpus (%d refused left out), %d rounds, %s, one core\n", n, refused, rounds, runtime.Version())
	fmt.Printf("%-12s %12s %14s %14s\n", "", "time", "allocations", "bytes")
	row := func(name string, c cost) {
		fmt.Printf("%-12s %12s %14d %14d\n", name, c.time.Round(time.Microsecond), c.allocs, c.bytes)
	}
	row("composekit", ours)
	row("compose-go", theirs)
	fmt.Printf("%-12s %12.1f %14.1f %14.1f\n", "ratio", float64(theirs.time)/float64(ours.time),
		float64(theirs.allocs)/float64(ours.allocs), float64(theirs.bytes)/float64(ours.bytes))
	return nil
}

// profiled loads the corpus over and over with composekit, and writes profiles to the files
// that have a name.
func profiled(cpu, memory string, rounds int, match string) error {
	loads, err := corpusLoads(match)
	if err != nil {
		return err
	}
	if memory != "" {
		runtime.MemProfileRate = 512
	}
	if cpu != "" {
		f, err := os.Create(cpu)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
	}
	var took time.Duration
	for range rounds {
		for _, l := range loads {
			once, _ := timed(l.composekit)
			took += once
		}
	}
	pprof.StopCPUProfile()
	fmt.Printf("%d loads: %v\n", rounds*len(loads), took)
	if memory == "" {
		return nil
	}
	f, err := os.Create(memory)
	if err != nil {
		return err
	}
	defer f.Close()
	return pprof.Lookup("allocs").WriteTo(f, 0)
}

func short(err error) string {
	if err == nil {
		return "accepted"
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
