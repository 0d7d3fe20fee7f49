// Command bench loads the same projects with composekit and with compose-go, side by side in
// one process and on one core, and prints how they compare, against targets.
//
//	go run ./internal/bench [-quick] [-only text] [-write docs/performance.md]
//	go run ./internal/bench -profile file [-services 1000] [-only text] [-memory]
//
// The groups are: the corpus, which is real projects; realistic projects of growing size, and
// what one such load takes against reading the same bytes as YAML or JSON; projects that are
// large in one way, which tell how time grows; what the reference is bad at; an edit and a
// load with a cache; and processes, which tell how a program starts and how much memory it has.
// With -quick the sizes are smaller and the corpus is sampled, which takes about a minute.
//
// Except for the edit neither side has a cache: each load reads its files and parses them. A
// time is what the process had of the processor, waiting left out. A project is loaded in
// batches that the two sides run in turn, and all is measured in several passes, minutes apart. The best batch of each
// side counts, since other work on the machine only ever adds. Both sides have Go's collector as it is by default; it is run
// before each batch, and so are some loads, outside of the time, so that nobody pays for what others
// left behind, or for memory that the system took back meanwhile; what the collector does during
// a batch is part of that batch's time. What a first load costs is among the processes.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/composekit/composekit/internal/material"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	runtime.GOMAXPROCS(1)
	logrus.SetLevel(logrus.PanicLevel) // printing warnings is not what is measured
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "smaller sizes and a sample of the corpus")
	only := flags.String("only", "", "only the groups whose name has this text: "+strings.Join(names(), ", "))
	passes := flags.Int("passes", 0, "how often all is measured; default 3, or once if quick")
	rounds := flags.Int("rounds", 3, "how many batches each side runs of each project in a pass")
	write := flags.String("write", "", "write the report to this file too")
	profile := flags.String("profile", "", "load one project over and over with composekit alone, and write a profile to this file: a realistic one, the shape whose name has the text of -only, the corpus, or with corpus:text what of it has the text in its name")
	size := flags.Int("services", 1_000, "size of the project that is profiled and taken apart")
	memory := flags.Bool("memory", false, "profile what is allocated, not the time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *profile != "" {
		shape := services(*size)
		for _, s := range allShapes() {
			if big := s.make(s.large); *only != "" && strings.Contains(big.name, *only) {
				shape = big
			}
		}
		return profiled(*profile, *memory, func(dir string) ([]load, error) {
			if match, ok := strings.CutPrefix(*only, "corpus"); ok {
				return corpusLoads(strings.TrimPrefix(match, ":"))
			}
			l, err := shape.write(dir)
			return []load{l}, err
		})
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	usual := 3
	if *quick {
		usual = 1
	}
	b := &bench{table: table{progress: os.Stderr}, quick: *quick, rounds: *rounds, dir: dir, before: map[string][]cost{}}
	var report bytes.Buffer
	for pass := range cmp.Or(*passes, usual) {
		b.passes = pass + 1
		report.Reset()
		if err := b.report(&report, *only, *size); err != nil {
			return err
		}
		if *write == "" {
			continue
		}
		if err := os.WriteFile(*write, append([]byte(preamble), report.Bytes()...), 0o644); err != nil {
			return err
		}
	}
	_, err = os.Stdout.Write(report.Bytes())
	return err
}

// preamble is how the page of results begins.
const preamble = `# Performance

How long composekit takes against compose-go v2.16.2, which docker compose is built of, and against
targets. This page is written by one command, which also says how it measures:

` + "```sh\ngo run ./internal/bench -write docs/performance.md\n```\n\n"

type group struct {
	name string
	run  func(b *bench) error
}

func groups() []group {
	return []group{
		{"realistic", (*bench).realistic},
		{"relative", (*bench).relative},
		{"together", (*bench).together},
		{"reload", (*bench).reload},
		{"processes", (*bench).processes},
		{"shapes", (*bench).shapes},
		{"hard", (*bench).hard},
		{"corpus", func(b *bench) error {
			if b.quick {
				return b.corpus(10)
			}
			return b.corpus(1)
		}},
	}
}

func names() []string {
	var out []string
	for _, g := range groups() {
		out = append(out, g.name)
	}
	return out
}

// report is one pass: it runs the groups and writes their figures, and the stages of a load.
func (b *bench) report(w io.Writer, only string, size int) error {
	b.rows = nil
	for _, g := range groups() {
		if !strings.Contains(g.name, only) {
			continue
		}
		if err := g.run(b); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
	}
	fmt.Fprintf(w, "%s, %s, %s/%s, %s, one core, best of %d batches in %d passes. %s\n\n", time.Now().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, processor(), b.rounds*b.passes, b.passes, prices())
	b.print(w)
	fmt.Fprint(w, "\n## Stages\n\n")
	if err := b.shares(w, size); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return b.shares(w, 10)
}

// processor is the processor's name, where the system tells it.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "an unknown processor"
}

// profiled loads projects for some seconds, those among them that are valid, and writes a
// profile of that to the file.
func profiled(file string, ofMemory bool, projects func(dir string) ([]load, error)) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	all, err := projects(dir)
	if err != nil {
		return err
	}
	var valid []load
	for _, l := range all {
		if err = l.composekit(); err == nil {
			valid = append(valid, l)
		}
	}
	if len(valid) == 0 {
		return fmt.Errorf("no project is valid: %w", err)
	}
	if ofMemory {
		runtime.MemProfileRate = 512
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if !ofMemory {
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	loads, start := uint64(0), material.ProcessorTime()
	for material.ProcessorTime()-start < 4*time.Second {
		for _, l := range valid {
			if err := l.composekit(); err != nil {
				return err
			}
			loads++
		}
	}
	each := (material.ProcessorTime() - start) / time.Duration(loads)
	runtime.ReadMemStats(&after)
	fmt.Printf("%d loads of %v each, with %d allocations of %d bytes\n", loads, each,
		(after.Mallocs-before.Mallocs)/loads, (after.TotalAlloc-before.TotalAlloc)/loads)
	if ofMemory {
		return pprof.Lookup("allocs").WriteTo(f, 0)
	}
	return nil
}
