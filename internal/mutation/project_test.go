package mutation

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// project is a valid project that can be given mistakes.
type project struct {
	load  material.Load
	dir   string // that relative paths begin in
	texts []*text
	// model is the project as a tree, without anything that nobody wrote.
	model    *syntax.Node
	enabled  []string // services
	warnings map[string]bool
}

// text is a Compose file that the project names.
type text struct {
	*source.File
	root *syntax.Node
}

// service is a service as one file has it, in lines that can be edited.
type service struct {
	text *text
	name string
	pair syntax.Pair
}

// load loads a project, with other texts for some files. It comes with the findings on the way.
func load(t testing.TB, from material.Load, texts map[string]string, without loader.Stages) *loader.Result {
	t.Helper()
	o := host.Options{WorkDir: from.Dir, Files: from.Files, Profiles: from.Profiles, EnvFiles: from.EnvFiles, Environ: from.Environ}
	l, err := o.Loader()
	if err != nil {
		t.Fatal(err)
	}
	l.FS = source.Overlay(source.Map(texts, l.FS.Style()), l.FS)
	l.Without = without
	result, err := l.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// open is a project of the corpus; nil if it has no service that can be edited.
func open(t testing.TB, from material.Load) *project {
	t.Helper()
	result := load(t, from, nil, 0)
	for _, d := range result.Diagnostics.Errors() {
		t.Errorf("%s is valid, but: %v", from.ID, d)
	}
	p := &project{load: from, dir: result.Project.WorkingDir, enabled: result.Project.ServiceNames(), warnings: map[string]bool{}}
	for _, d := range result.Diagnostics {
		p.warnings[d.Code()+d.Message] = true
	}
	p.model = load(t, from, nil, loader.Normalization|loader.Defaults|loader.EnvResolution).Tree
	for _, f := range result.Files {
		if !slices.Contains(result.Project.ComposeFiles, f.Name()) || strings.Contains(f.Text(), "\r") {
			continue
		}
		docs, _ := syntax.Parse(f, syntax.Limits{})
		if len(docs) == 1 && docs[0].Root.Kind == syntax.Mapping && docs[0].Root.Style == syntax.Block {
			p.texts = append(p.texts, &text{f, docs[0].Root})
		}
	}
	if len(p.services()) == 0 {
		return nil
	}
	return p
}

// services are the enabled services that can be edited, in all files, and that no other extends:
// what is added to one of those may be wrong for the others.
func (p *project) services() []service {
	return slices.DeleteFunc(p.allServices(), service.extended)
}

// extended reports whether another service of the file extends this one.
func (s service) extended() bool {
	return slices.ContainsFunc(s.text.root.Get("services").Pairs(), func(pair syntax.Pair) bool {
		extends := pair.Value.Get("extends")
		return extends.IsString() && extends.Value() == s.name ||
			extends.Get("service") != nil && extends.Get("service").Value() == s.name
	})
}

func (p *project) allServices() (out []service) {
	for _, t := range p.texts {
		for _, pair := range t.root.Get("services").Pairs() {
			if slices.Contains(p.enabled, pair.Name()) && pair.Span().Text() == pair.Name() && t.editable(pair.Value) {
				out = append(out, service{t, pair.Name(), pair})
			}
		}
	}
	return out
}

// hasAny reports whether a service has one of some attributes, in this file or in all.
func (p *project) hasAny(s service, names []string) bool {
	whole := p.model.Get("services").Get(s.name)
	return slices.ContainsFunc(names, func(name string) bool {
		return whole.Get(name) != nil || slices.ContainsFunc(p.texts, func(t *text) bool {
			return t.root.Get("services").Get(s.name).Get(name) != nil
		})
	})
}

// filled is a text with names in it; it is not ok if there are none.
func (p *project) filled(text string, s service, rng *rand.Rand) (string, bool) {
	text = strings.ReplaceAll(text, "{self}", s.name)
	if !strings.Contains(text, "{other}") {
		return text, true
	}
	var others []string
	for _, other := range p.enabled {
		// One that has no dependencies closes no cycle.
		n := p.model.Get("services").Get(other)
		if other != s.name && !slices.ContainsFunc([]string{"depends_on", "links", "network_mode", "volumes_from", "ipc", "pid"}, func(a string) bool { return n.Get(a) != nil }) {
			others = append(others, other)
		}
	}
	if len(others) == 0 {
		return "", false
	}
	return strings.ReplaceAll(text, "{other}", others[rng.IntN(len(others))]), true
}

// added is the spot where entries are added to a service, before one that it has.
func (s service) added(text string, rng *rand.Rand, touches ...string) spot {
	pairs := s.pair.Value.Pairs()
	before := pairs[rng.IntN(len(pairs))]
	start, blank := s.text.line(int(before.Span().Start))
	if strings.HasSuffix(text, ":\n") {
		touches = append(touches, before.Name()) // which would be its value if it stood deeper
	}
	return s.spot(edit{start, start, indented(text, len(blank))}, touches...)
}

func (s service) spot(e edit, attributes ...string) spot {
	out := spot{text: s.text, edits: []edit{e}}
	for _, a := range attributes {
		out.touches = append(out.touches, s.name+"."+a)
	}
	return out
}

// relative is the name of a file as the project's files write it.
func (p *project) relative(t *text) string {
	name, err := filepath.Rel(p.dir, t.Name())
	if err != nil {
		return t.Name()
	}
	return filepath.ToSlash(name)
}

// line is the start of the line of an offset, and what stands between.
func (t *text) line(offset int) (start int, before string) {
	start = strings.LastIndexByte(t.Text()[:offset], '\n') + 1
	return start, t.Text()[start:offset]
}

// ownLine reports whether an entry begins its line.
func (t *text) ownLine(pair syntax.Pair) bool {
	_, blank := t.line(int(pair.Span().Start))
	return strings.Trim(blank, " ") == ""
}

// editable reports whether n is a mapping of which each entry begins a line.
func (t *text) editable(n *syntax.Node) bool {
	return n != nil && n.Kind == syntax.Mapping && n.Style == syntax.Block && n.Len() > 0 &&
		!slices.ContainsFunc(n.Pairs(), func(pair syntax.Pair) bool { return !t.ownLine(pair) })
}

// wholeLine is the line of an entry with a plain or quoted scalar; it is not ok if that is not
// all that the line has.
func (t *text) wholeLine(pair syntax.Pair) (line edit, ok bool) {
	v := pair.Value
	if v.Kind != syntax.Scalar || v.Span().Start == v.Span().End || v.Anchor() != "" || v.Tag() != "" || strings.Contains(v.Span().Text(), "\n") || !t.ownLine(pair) {
		return edit{}, false
	}
	start, _ := t.line(int(pair.Span().Start))
	end := int(v.Span().End)
	rest := t.Text()[end:]
	i := strings.IndexByte(rest, '\n')
	if i < 0 || strings.TrimSpace(rest[:i]) != "" {
		return edit{}, false
	}
	return edit{start, end + i + 1, ""}, true
}

// atTop adds top-level attributes before the first one.
func (t *text) atTop(text string) edit {
	start, _ := t.line(int(t.root.Pairs()[0].Span().Start))
	return edit{start, start, text}
}
