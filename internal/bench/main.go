// Command bench loads the same projects with composekit and with compose-go, side by side in
// one process and on one core, and prints how they compare.
//
//	go run ./internal/bench corpus [-rounds 3] [-match text] [-cpuprofile file]
//
// Neither side has a cache: each load reads its files and parses them. Times are the sums of
// each project's best round, since other work on the machine only ever adds to them; the two
// sides take turns within a round. The first figure that counts is the ratio.
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
		return fmt.Errorf("what to measure? corpus")
	}
	flags := flag.NewFlagSet("bench "+args[0], flag.ContinueOnError)
	rounds := flags.Int("rounds", 3, "how often each project is loaded by each side")
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

// timed runs f and tells how long it took. What others left behind is collected before.
func timed(f func() error) (time.Duration, error) {
	runtime.GC()
	start := time.Now()
	err := f()
	return time.Since(start), err
}

// counted runs f and tells what it allocated.
func counted(f func() error) cost {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_ = f()
	runtime.ReadMemStats(&after)
	return cost{0, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc}
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
		a, b := counted(l.composekit), counted(l.composeGo)
		a.time, b.time = math.MaxInt64, math.MaxInt64
		var errA, errB error
		for range rounds {
			var took time.Duration
			took, errA = timed(l.composekit)
			a.time = min(a.time, took)
			took, errB = timed(l.composeGo)
			b.time = min(b.time, took)
		}
		if (errA != nil) != (errB != nil) {
			fmt.Printf("verdicts differ, left out: %s (composekit: %v; compose-go: %v)\n", l.id, short(errA), short(errB))
			continue
		}
		if errA != nil {
			refused++ // the reference stops at the first fault
			continue
		}
		ours.add(a)
		theirs.add(b)
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
	start := time.Now()
	for range rounds {
		for _, l := range loads {
			_ = l.composekit()
		}
	}
	took := time.Since(start)
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
