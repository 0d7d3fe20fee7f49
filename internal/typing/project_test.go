package typing

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// project is a project of the corpus, one file of which is being typed.
type project struct {
	id     string
	loader *loader.Loader
	files  source.FS
	name   string // of the file that is typed
	text   string // of it, when it is complete
	docs   []*syntax.Document
}

// projects are those whose files are typed: each Compose file that a valid project names, once.
func projects(t *testing.T) []*project {
	t.Helper()
	var out []*project
	seen := map[string]bool{}
	for _, from := range material.Corpus(t) {
		if !from.Accepted {
			continue
		}
		o := host.Options{WorkDir: from.Dir, Files: from.Files, Profiles: from.Profiles, EnvFiles: from.EnvFiles, Environ: from.Environ}
		l, err := o.Loader()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range l.Files {
			if !source.Unix.IsAbs(name) {
				name = source.Unix.Join(from.Dir, name)
			}
			if seen[name] {
				continue
			}
			seen[name] = true
			text, err := os.ReadFile(filepath.FromSlash(name))
			if err != nil {
				continue // it is on standard input, or elsewhere
			}
			loader := *l
			loader.Cache = nil
			p := &project{id: from.ID, loader: &loader, files: l.FS, name: name, text: string(text)}
			p.docs, _ = syntax.Parse(source.NewFile(name, p.text), syntax.Limits{})
			out = append(out, p)
		}
	}
	return out
}

// state is what a load makes of the project with the file as it is at one letter.
type state struct {
	*loader.Result
	file *source.File
	view *language.View
}

// with loads the project with a text for the file that is typed.
func (p *project) with(t *testing.T, text string) state {
	t.Helper()
	p.loader.FS = source.Overlay(source.Map(map[string]string{p.name: text}, p.files.Style()), p.files)
	result, err := p.loader.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s := state{Result: result, file: result.File(p.name), view: language.New(result)}
	if s.file == nil {
		t.Fatalf("%s: %s was not read", p.id, p.name)
	}
	return s
}

// knows reports whether a project has a name of a kind, so that it can be proposed.
func (s state) knows(kind, name string, env source.Env) bool {
	if kind == "" {
		return true
	}
	if kind == "variables" {
		if _, set := env.Lookup(name); set {
			return true
		}
	}
	for _, f := range s.Files {
		if kind != "variables" && !s.Whole(f) && !strings.HasPrefix(kind, "uses of ") && kind != "services" {
			continue
		}
		for _, doc := range s.Documents(f) {
			if section, ok := strings.CutPrefix(kind, "uses of "); ok {
				if usesResource(doc.Root, section, name) {
					return true
				}
			} else if kind == "variables" {
				if usesVariable(f.Text(), name) {
					return true
				}
			} else if doc.Root.Get(kind).Get(name) != nil {
				return true
			}
		}
	}
	return false
}

// usesResource reports whether a service of a document uses a network, volume, secret or config.
func usesResource(root *syntax.Node, section, name string) bool {
	return slices.ContainsFunc(root.Get("services").Pairs(), func(service syntax.Pair) bool {
		uses := service.Value.Get(section)
		return section == "networks" && uses.Get(name) != nil || slices.ContainsFunc(uses.Items(), func(item *syntax.Node) bool {
			if source := item.Get("source"); source != nil {
				item = source
			}
			before, _, colon := strings.Cut(item.Value(), ":")
			return before == name && (colon || section != "volumes" || item.IsString())
		})
	})
}

// usesVariable reports whether a text has a variable of a name.
func usesVariable(text, name string) bool {
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "$")
		if !ok {
			return false
		}
		rest = after
		if more, ok := strings.CutPrefix(strings.TrimPrefix(rest, "{"), name); ok {
			if i := strings.IndexFunc(more, func(r rune) bool { return r != '_' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') }); i == 0 || more == "" {
				return true
			}
		}
	}
}

// sample are some of a list, as many as asked for and evenly spread.
func sample[T any](all []T, most int) []T {
	if len(all) <= most {
		return all
	}
	out := make([]T, most)
	for i := range out {
		out[i] = all[i*len(all)/most]
	}
	return slices.Clip(out)
}
