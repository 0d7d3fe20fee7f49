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
)

// stagesVariable has how many projects there are in a run from whose load stages are left out.
const stagesVariable = "COMPOSEKIT_STAGES"

// TestWithoutStages compares what becomes of projects, made up and real ones with changes in their text, when stages
// are left out, as options of docker compose config have it.
func TestWithoutStages(t *testing.T) {
	n := int(numberFrom(t, stagesVariable, uint64(material.Tries(600))))
	seed := numberFrom(t, seedVariable, fixedSeed)
	all := mutable(t)
	dir := t.TempDir()
	counted := tally{what: "projects without stages"}
	names := slices.Sorted(maps.Keys(stages))
	parallel(n, func(i int) {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		var a archive
		if i%2 == 0 {
			a = generated(r)
		} else {
			a = mutated(r, all)
		}
		left := pick(r, names...) + "\n"
		for r.IntN(3) == 0 {
			left += pick(r, names...) + "\n"
		}
		if text := string(txtar.Format(a.Archive)); strings.Contains(text, "!reset") || strings.Contains(text, "!override") {
			// Without variables the reference leaves lists as they are, of which tags take no entries away.
			left = strings.ReplaceAll(left, "interpolation", "normalization")
		}
		a.set("without", left)
		below := filepath.Join(dir, strconv.Itoa(i), "project")
		counted.look(a.sample(t, fmt.Sprintf("%d/%d without %s", seed, i, strings.Fields(left)), below))
		os.RemoveAll(filepath.Dir(below))
	})
	counted.report(t)
}
