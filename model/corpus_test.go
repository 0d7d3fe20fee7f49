package model_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// parse reads the one document of a text.
func parse(t testing.TB, name, text string) *syntax.Node {
	t.Helper()
	docs, list := syntax.Parse(source.NewFile(name, text), syntax.Limits{})
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	if len(docs) == 0 {
		return nil
	}
	tree, list := syntax.Resolve(docs[0], syntax.Limits{})
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return tree
}

// decode reads a project from the canonical text of one.
func decode(t testing.TB, name, text string) *model.Project {
	t.Helper()
	p, list := model.Decode(parse(t, name, text))
	for _, d := range list {
		t.Errorf("%s (%s)", d, d.Path)
	}
	return p
}

// rereads reports whether yaml/v4 writes a text again as it is. It does not for some block
// scalars that begin with a line break and white space: they are written without saying how far
// they are indented.
func rereads(t *testing.T, text string) bool {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		return false
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(&n); err != nil {
		t.Fatal(err)
	}
	return out.String() == text
}

// TestCorpusComesBackAsItWas decodes what docker compose config prints of real projects and
// encodes it again.
func TestCorpusComesBackAsItWas(t *testing.T) {
	material.Files(t, "corpus/.want", material.IsYAML, func(name, text string) {
		want := strings.ReplaceAll(text, "$$", "$")
		base := filepath.Base(name)
		if !rereads(t, want) {
			t.Logf("%s is left out: its text does not read as the values that it was made of", base)
			return
		}
		got, err := model.EncodeYAML(decode(t, base, want))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", base, diff)
		}
	})
}

// TestCorpusIsReadAsTheReferenceReadsIt compares with compose-go for a part of the corpus.
func TestCorpusIsReadAsTheReferenceReadsIt(t *testing.T) {
	const step = 12
	turn := 0
	material.Files(t, "corpus/.want", material.IsYAML, func(name, text string) {
		if turn++; turn%step != 1 && !material.Exhaustive() {
			return
		}
		if strings.Contains(text, "\n      ssh:\n") || !rereads(t, text) {
			return // what the reference prints of it is not what it reads
		}
		t.Run(filepath.Base(name), func(t *testing.T) { compare(t, filepath.Base(name), text) })
	})
}
