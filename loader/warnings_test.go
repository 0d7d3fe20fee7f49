package loader_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/validate"
)

// TestWarningsAreRare loads the projects of the corpus that docker compose accepts: people run
// them, so a rule of validate.Warnings that finds something in many of them is wrong about
// what people mean.
func TestWarningsAreRare(t *testing.T) {
	root := material.Shared(t, "corpus")
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[*diag.Def]int{} // projects
	all := 0
	for line := range strings.Lines(string(index)) {
		field := strings.Split(line, "\t")
		if field[5] != "accepted" || field[3] != "-" {
			continue
		}
		all++
		options := host.Options{WorkDir: filepath.Join(root, field[1]), Environ: []string{"HOME=/home/corpus"}}
		if field[2] != "-" {
			options.Files = strings.Split(field[2], "|")
		}
		l, err := options.Loader()
		if err != nil {
			t.Fatal(err)
		}
		l.Rules = validate.Warnings()
		result, err := l.Load(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var seen []*diag.Def
		for _, d := range result.Diagnostics {
			if !slices.Contains(seen, d.Def) {
				seen = append(seen, d.Def)
				found[d.Def]++
			}
		}
	}
	for _, r := range validate.Warnings() {
		for _, d := range r.Codes {
			t.Logf("%4d of %d projects: %s", found[d], all, d.Code)
			if most := all / 12; found[d] > most {
				t.Errorf("%s is found in %d of %d projects, more than %d", d.Code, found[d], all, most)
			}
		}
	}
}
