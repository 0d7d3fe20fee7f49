package language_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// formatted is a text as it is formatted, and whether there was anything to do.
func formatted(t *testing.T, text string, width int) (string, bool) {
	t.Helper()
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix)}
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	edits := language.New(result).Format(result.Files[0], width)
	out, err := syntax.Apply(result.Files[0].Text(), edits)
	if err != nil {
		t.Fatal(err)
	}
	return out, len(edits) > 0
}

// TestFormatLastLine: a file ends with a line break, of the kind that it has.
func TestFormatLastLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"name: a":                   "name: a\n",
		"name: a\n":                 "name: a\n",
		"name: a  \r\nservices: {}": "name: a\r\nservices: {}\r\n",
	} {
		if got, _ := formatted(t, text, 2); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestFormatCorpus formats the files of the corpus: once is enough, nothing but white space changes, and each can be
// indented by another width. That the tree and the comments stay is what Format sees to.
func TestFormatCorpus(t *testing.T) {
	seen, changed := map[string]bool{}, 0
	for _, p := range material.Sample(material.Corpus(t)) {
		if !p.Accepted {
			continue
		}
		for _, name := range p.Files {
			if !filepath.IsAbs(name) {
				name = filepath.Join(p.Dir, filepath.FromSlash(name))
			}
			data, err := os.ReadFile(name)
			if err != nil || seen[string(data)] {
				continue
			}
			text := string(data)
			seen[text] = true
			once, did := formatted(t, text, 2)
			if did {
				changed++
			}
			if words(once) != words(text) {
				t.Errorf("%s: more than white space has changed", name)
			}
			twice, again := formatted(t, once, 2)
			if again {
				t.Errorf("%s: formatted again it is\n%s\nand not\n%s", name, twice, once)
			}
			if wide, _ := formatted(t, once, 4); wide == once && strings.Contains(once, "\n  ") {
				t.Errorf("%s cannot be made wide", name)
			}
		}
	}
	t.Logf("%d files, %d changed", len(seen), changed)
}

func words(text string) string { return strings.Join(strings.Fields(text), " ") }
