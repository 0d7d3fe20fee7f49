package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/bench/ours"
	"github.com/composekit/composekit/internal/bench/theirs"
	"github.com/composekit/composekit/internal/material/commandline"
)

// load is one project to be loaded by both sides.
type load struct {
	id    string
	flags host.Options
}

func corpusLoads(match string) ([]load, error) {
	shared := os.Getenv("COMPOSEKIT_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	root, err := filepath.Abs(filepath.Join(shared, "corpus"))
	if err != nil {
		return nil, err
	}
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		return nil, fmt.Errorf("the corpus is not there (COMPOSEKIT_SHARED names its parent folder): %w", err)
	}
	var loads []load
	for i, line := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		field := strings.Split(line, "\t")
		if i == 0 || !strings.Contains(field[0], match) {
			continue
		}
		dir := filepath.Join(root, field[1])
		o := host.Options{
			WorkDir: dir,
			Environ: []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home/corpus", "PWD=" + dir},
		}
		if field[2] != "-" {
			o.Files = strings.Split(field[2], "|")
		}
		if err := flags(&o, field[3]); err != nil {
			return nil, fmt.Errorf("%s: %w", field[0], err)
		}
		loads = append(loads, load{id: field[0], flags: o})
	}
	return loads, nil
}

// flags reads the arguments of a row of the index.
func flags(o *host.Options, args string) error {
	if args == "-" {
		return nil
	}
	words := strings.Fields(args)
	for len(words) > 1 {
		if !commandline.Set(o, words[0], words[1]) {
			return fmt.Errorf("unknown flag %s", words[0])
		}
		words = words[2:]
	}
	if len(words) > 0 {
		return fmt.Errorf("flag without value: %s", words[0])
	}
	return nil
}

// composekit loads the project with ours.
func (l load) composekit() error {
	_, err := ours.Load(l.flags)
	return err
}

// composeGo loads the project with the reference.
func (l load) composeGo() error {
	_, err := theirs.Load(l.flags)
	return err
}

// corpus compares the two on the projects that both accept, one of every so many.
func (b *bench) corpus(every int) error {
	loads, err := corpusLoads("")
	if err != nil {
		return err
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	defer func() { _ = os.Chdir(here) }()
	var ours, theirs time.Duration
	var ratios []float64
	for i, l := range loads {
		if i%every != 0 {
			continue
		}
		// The reference looks for the files of COMPOSE_FILE in the current directory.
		if err := os.Chdir(l.flags.WorkDir); err != nil {
			return err
		}
		if l.composekit() != nil || l.composeGo() != nil {
			continue // the reference stops at the first fault, and does not do the same work
		}
		costs := b.best("corpus: "+l.id, l.composekit, l.composeGo)
		ours += costs[0].time
		theirs += costs[1].time
		ratios = append(ratios, float64(costs[1].time)/float64(costs[0].time))
	}
	slices.Sort(ratios)
	n := len(ratios)
	b.add(row{what: "load, the corpus as a whole", got: float64(theirs) / float64(ours), least: 100, unit: "×",
		detail: fmt.Sprintf("%s against %s for %d projects; by project %.0f to %.0f, the middle one %.0f", rounded(ours), rounded(theirs), n, ratios[0], ratios[n-1], ratios[n/2])})
	return nil
}
