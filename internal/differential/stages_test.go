package differential

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
)

// stagesVariable has how many projects there are in a run from whose load stages are left out.
const stagesVariable = "COMPOSEKIT_STAGES"

// TestWithoutStages compares what becomes of projects when stages are left out, as options of docker compose config
// have it: of real ones, of these with changes in their text, and of ones that are made up.
func TestWithoutStages(t *testing.T) {
	n := int(numberFrom(t, stagesVariable, uint64(material.Tries(400))))
	seed := numberFrom(t, seedVariable, fixedSeed)
	real := material.Sample(corpus(t))
	all := mutable(t)
	dir := t.TempDir()
	counted := tally{what: "projects without stages"}
	parallel(len(real)+n, func(i int) {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		left := someStages(r)
		if i < len(real) {
			s := real[i]
			s.without = stagesNamed(t, left)
			s.name += " without " + left
			counted.look(s)
			return
		}
		a := generated(r)
		if i%2 == 0 {
			a = mutated(r, all)
		}
		if text := string(txtar.Format(a.Archive)); strings.Contains(text, "!reset") || strings.Contains(text, "!override") {
			// Without variables the reference leaves lists as they are, of which tags take no entries away.
			left = strings.ReplaceAll(left, "interpolation", "normalization")
		}
		a.set("without", left+"\n")
		below := filepath.Join(dir, strconv.Itoa(i), "project")
		counted.look(a.sample(t, fmt.Sprintf("%d/%d without %s", seed, i, left), below))
		os.RemoveAll(filepath.Dir(below))
	})
	counted.report(t)
}

// someStages are the names of one stage or a few.
func someStages(r *rand.Rand) string {
	names := slices.Sorted(maps.Keys(stages))
	left := pick(r, names...)
	for r.IntN(3) == 0 {
		left += " " + pick(r, names...)
	}
	return left
}

// stages are those that docker compose config can leave out, by name.
var stages = map[string]loader.Stages{
	"interpolation": loader.Interpolation, "normalization": loader.Normalization, "path-resolution": loader.PathResolution,
	"consistency": loader.Consistency, "env-resolution": loader.EnvResolution,
}

// stagesNamed are the stages of some names.
func stagesNamed(t testing.TB, names string) (out loader.Stages) {
	t.Helper()
	for name := range strings.FieldsSeq(names) {
		stage, ok := stages[name]
		if !ok {
			t.Fatalf("no stage %s", name)
		}
		out |= stage
	}
	return out
}
