package language_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// TestRewritesCorpus writes values of the corpus otherwise, one at a time: the project stays as it is.
func TestRewritesCorpus(t *testing.T) {
	const most = 15 // values of a file
	count := map[string]int{}
	for _, p := range material.Sample(material.Corpus(t)) {
		if !p.Accepted {
			continue
		}
		load := func(fs source.FS) (*loader.Result, []byte) {
			l, err := host.Options{FS: fs, WorkDir: p.Dir, Files: p.Files, Profiles: p.Profiles, EnvFiles: p.EnvFiles, Environ: p.Environ}.Loader()
			if err != nil {
				t.Fatal(err)
			}
			result, err := l.Load(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if result.Diagnostics.HasErrors() {
				return result, nil
			}
			yaml, err := model.EncodeYAML(result.Project)
			if err != nil {
				t.Fatal(err)
			}
			return result, yaml
		}
		result, before := load(host.FS())
		if before == nil {
			continue
		}
		v := language.New(result)
		for _, f := range v.Files() {
			for _, r := range rewritesOf(v, f, most) {
				count[r.Title]++
				text, err := syntax.Apply(f.Text(), r.Edits)
				if err != nil {
					t.Fatal(err)
				}
				again, after := load(source.Overlay(source.Map(map[string]string{f.Name(): text}, host.FS().Style()), host.FS()))
				if !bytes.Equal(before, after) {
					t.Errorf("%s: %s at %v: the project is another one: %v\n%s", p.ID, r.Title, r.Edits[0].Span, again.Diagnostics.Err(), firstDifference(before, after))
					break
				}
			}
		}
	}
	t.Log(count)
	if len(count) < 2 {
		t.Error("nothing is written otherwise")
	}
}

// rewritesOf are those of some values of a file.
func rewritesOf(v *language.View, f *source.File, most int) (out []language.Rewrite) {
	docs, _ := syntax.Parse(f, syntax.Limits{})
	var values []*syntax.Node
	for _, doc := range docs {
		for _, n := range doc.Root.All() {
			if n.Span().Valid() {
				values = append(values, n)
			}
		}
	}
	var known []source.Span
	for i := 0; i < len(values); i += 1 + len(values)/most {
		for _, r := range v.Rewrites(f, int(values[i].Span().Start)) {
			if at := r.Edits[0].Span; !slices.Contains(known, at) {
				known = append(known, at)
				out = append(out, r)
			}
		}
	}
	return out
}

// firstDifference are the lines from which on two texts differ.
func firstDifference(a, b []byte) string {
	x, y := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(x), len(y)) {
		if !bytes.Equal(x[i], y[i]) {
			return "- " + string(x[i]) + "\n+ " + string(y[i])
		}
	}
	return "one is longer"
}
