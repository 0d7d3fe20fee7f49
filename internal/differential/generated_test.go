package differential

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/internal/generate"
	"github.com/composekit/composekit/internal/material"
)

// seedVariable has the seed of the projects that are fresh in each run, freshVariable how many
// they are, where that is not as usual.
const (
	seedVariable  = "COMPOSEKIT_SEED"
	freshVariable = "COMPOSEKIT_FRESH"
)

const fixedSeed = 1

// counts are how many projects are made of the fixed seed and of a fresh one.
func counts() (fixed, fresh int) {
	switch {
	case material.Exhaustive():
		return 10_000, 2_000
	case testing.Short():
		return 150, 50
	}
	return 1_000, 200
}

// TestGenerated compares projects that are made up, valid and slightly invalid ones: those of a
// fixed seed, which have all that the table knows, and those of a seed that nobody has seen. What
// a new seed finds is a finding, though the change at hand may not have brought it about.
func TestGenerated(t *testing.T) {
	fixed, fresh := counts()
	seed := numberFrom(t, seedVariable, uint64(time.Now().UnixNano()))
	fresh = int(numberFrom(t, freshVariable, uint64(fresh)))
	t.Run("fixed", func(t *testing.T) { compareGenerated(t, fixedRow, fixedSeed, fixed) })
	t.Run("fresh", func(t *testing.T) {
		if !material.Exhaustive() && os.Getenv(seedVariable) == "" && os.Getenv(freshVariable) == "" {
			t.Skip("a new seed may find a new difference: set COMPOSEKIT_EXHAUSTIVE=1 to look for one")
		}
		t.Logf("to repeat: %s=%d %s=%d go test ./internal/differential -run TestGenerated/fresh", seedVariable, seed, freshVariable, fresh)
		compareGenerated(t, freshRow, seed, fresh)
	})
}

// numberFrom is the number that a variable holds, or another if it is not set.
func numberFrom(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func compareGenerated(t *testing.T, row string, seed uint64, n int) {
	dir := t.TempDir()
	counted := tally{what: row}
	var covered coverage
	if !material.Exhaustive() {
		counted.what += someOf
	}
	parallel(n, func(i int) {
		below := filepath.Join(dir, strconv.Itoa(i), "project")
		s := generated(rand.New(rand.NewPCG(seed, uint64(i)))).sample(t, fmt.Sprintf("%d/%d", seed, i), below)
		covered.add(s, counted.look(s).refusedByBoth > 0)
		os.RemoveAll(filepath.Dir(below))
	})
	counted.report(t)
	covered.report(t, row == fixedRow && material.Exhaustive())
}

// generated is a project that is made up.
func generated(r *rand.Rand) archive {
	made := generate.Files(r, generate.Options{
		Services: 1 + r.IntN(4), Jobs: r.IntN(6) == 0, Density: pick(r, 0.03, 0.1, 0.2),
		Faults:    pick(r, 0, 0, 0.003, 0.01),
		Overrides: r.IntN(3), Extends: r.IntN(2) == 0, Include: r.IntN(3) == 0,
		Variables: pick(r, 0, 0.1), Tags: pick(r, 0, 0, 0.05), Anchors: pick(r, 0, 0, 0.05), Odd: pick(r, 0, 0, 0.03),
		EnvFiles: r.IntN(3) == 0, Links: r.IntN(3) == 0,
	})
	var a archive
	a.Archive = &txtar.Archive{}
	var flags, environ strings.Builder
	for _, name := range made.Names() {
		flags.WriteString("-f " + name + "\n")
	}
	for _, name := range made.Profiles {
		flags.WriteString("--profile " + name + "\n")
	}
	for name, value := range made.Env {
		environ.WriteString(name + "=" + value + "\n")
	}
	a.set("flags", flags.String())
	a.set("environ", environ.String())
	for _, f := range append(made.Load, made.Beside...) {
		a.set(f.Name, f.Text)
	}
	return a
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }
