package differential

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
)

func corpus(t testing.TB) (out []sample) {
	root := material.Shared(t, "corpus")
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(index)), "\n")[1:] {
		field := strings.Split(line, "\t")
		dir := filepath.Join(root, field[1])
		options := host.Options{WorkDir: dir, Environ: []string{
			"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + home, "PWD=" + dir,
		}}
		if field[2] != "-" {
			options.Files = strings.Split(field[2], "|")
		}
		if field[3] != "-" {
			if err := addFlags(&options, strings.Fields(field[3])); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, sample{name: field[0], options: options})
	}
	return out
}

// TestCorpus compares real projects.
func TestCorpus(t *testing.T) {
	samples := material.Sample(corpus(t))
	counted := tally{what: corpusRow}
	if testing.Short() {
		counted.what += someOf
	}
	parallel(len(samples), func(i int) { counted.look(samples[i]) })
	counted.report(t)
}
