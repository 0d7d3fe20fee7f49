package loader

import (
	"slices"
	"sort"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// faults are the errors found so far, to be asked whether a place or an attribute is among
// them: what is wrong is said once, by the stage that knew it best.
type faults struct {
	spans map[*source.File][]source.Span // in order
	paths map[string]bool                // of what is wrong
	above map[string]bool                // those, and all attributes that they are part of
}

func faultsOf(list diag.List) *faults {
	f := &faults{map[*source.File][]source.Span{}, map[string]bool{}, map[string]bool{}}
	for _, d := range list {
		if d.Severity() != diag.Error {
			continue
		}
		if d.Span.Valid() {
			f.spans[d.Span.File] = append(f.spans[d.Span.File], d.Span)
		}
		if d.Path != "" && !f.paths[d.Path] {
			f.paths[d.Path] = true
			f.addAbove(d.Path)
		}
	}
	for _, spans := range f.spans {
		slices.SortFunc(spans, func(a, b source.Span) int { return int(a.Start) - int(b.Start) })
	}
	return f
}

func (f *faults) addAbove(path string) {
	if strings.Contains(path, `"`) { // keys with dots or brackets in them
		steps, err := syntax.ParsePath(path)
		if err != nil {
			return
		}
		var whole []byte
		ends := make([]int, 0, len(steps)) // of the paths above, which it begins with
		for _, s := range steps {
			if s.Item {
				whole = syntax.AppendIndex(whole, s.Index)
			} else {
				whole = syntax.AppendKey(whole, s.Name)
			}
			ends = append(ends, len(whole))
		}
		path = string(whole)
		for i := len(ends) - 1; i >= 0 && !f.above[path[:ends[i]]]; i-- {
			f.above[path[:ends[i]]] = true
		}
		return
	}
	for path != "" && !f.above[path] {
		f.above[path] = true
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// cover reports whether a finding of a later stage is about the same value, or a part of it.
func (f *faults) cover(d diag.Diagnostic) bool {
	if d.Path != "" && f.paths[d.Path] {
		return true
	}
	return f.touch(d.Span)
}

// touch reports whether something is wrong with what stands at a place, or with a part of it.
func (f *faults) touch(at source.Span) bool {
	spans := f.spans[at.File]
	i := sort.Search(len(spans), func(i int) bool { return spans[i].Start >= at.Start })
	return i < len(spans) && spans[i].Start <= at.End || i > 0 && spans[i-1].End >= at.End
}

// mostBegun is how many keys without a colon are taken for the beginnings of others: nobody types more at once.
const mostBegun = 16

// unsure tells of the attributes of the project which may say more than could be read: because
// a file is missing, the text is damaged there, or the attribute's name is misspelt.
func (r *run) unsure() func(path string) bool {
	missing := r.missing
	paths := map[string]bool{}
	var begun []string // keys without a colon: more letters may be to come
	for _, d := range r.diags.List {
		if d.Severity() != diag.Error || d.Path == "" && !isYAML(d.Def) {
			continue
		}
		paths[d.Path] = true
		if i := strings.Index(d.Path, ".<<"); i >= 0 {
			paths[d.Path[:i]] = true // into which something was to be merged
		}
		if d.Def == syntax.MissingColon && len(begun) < mostBegun {
			begun = append(begun, d.Path)
		}
		if d.Def == syntax.BadIndent || d.Def == syntax.TabIndent { // the line may belong further out
			if outer := d.Path[:max(strings.LastIndexAny(d.Path, ".["), 0)]; strings.Contains(outer, ".") {
				paths[outer] = true
			}
		}
		for _, fact := range d.Facts {
			if fact.Name == "defines" {
				paths[fact.Value] = true
			}
			if in, ok := strings.CutSuffix(d.Path, d.Span.Text()); ok && fact.Name == "meant" {
				meant := in + fact.Value
				paths[meant] = true
				missing = missing || meant == "include"
			}
		}
	}
	for path := range r.unfinished {
		paths[path] = true
	}
	return func(path string) bool {
		if path == "" {
			return missing || r.damaged
		}
		return paths[path] || paths[""] || missing && !strings.Contains(path, ".") ||
			slices.ContainsFunc(begun, func(key string) bool { return strings.HasPrefix(path, key) })
	}
}

// paths is what is kept of the paths of findings, for its memory, and because findings about one
// value come one after another and its path may be long.
type paths struct {
	way  syntax.Path // to a place
	read struct {    // the one that was taken apart last
		text  string
		steps syntax.Path
		err   error
	}
	written struct { // the one that was put together last
		steps syntax.Path
		text  string
	}
}

// to is the way to a place in a document, until it is called again, and the node that it leads to.
func (p *paths) to(root *syntax.Node, at source.Span) (syntax.Path, *syntax.Node) {
	way, n := pathTo(p.way[:0], root, at)
	p.way = way
	return way, n
}

// steps is a path taken apart, until it is called again.
func (p *paths) steps(text string) (syntax.Path, error) {
	if r := &p.read; text != r.text || text == "" {
		r.steps, r.err = syntax.AppendPath(r.steps[:0], text)
		r.text = text
	}
	return p.read.steps, p.read.err
}

// bounded is a path as findings keep it: none if it is too long.
func (p *paths) bounded(text string) string {
	if len(text) > syntax.LongestPath {
		return ""
	}
	return text
}

// text is a path put together, as findings keep it. One that is too long is not even put together.
func (p *paths) text(steps syntax.Path) string {
	if w := &p.written; !slices.Equal(steps, w.steps) {
		w.steps, w.text = append(w.steps[:0], steps...), steps.Bounded()
	}
	return p.written.text
}

// addPaths gives findings that have none the path of the attribute that they stand in.
func (r *run) addPaths() {
	for i := range r.diags.List {
		d := &r.diags.List[i]
		if d.Path != "" || !d.Span.Valid() {
			continue
		}
		if doc := r.documentAt(d.Span); doc != nil {
			path, _ := r.paths.to(doc.Root, d.Span)
			d.Path = r.paths.text(path)
		}
	}
}

// documentAt is the document of a Compose file that a place lies in; nil if it lies in none.
func (r *run) documentAt(at source.Span) *document {
	if !at.Valid() {
		return nil
	}
	f := r.files[at.File.Name()]
	if f == nil || f.File != at.File {
		return nil
	}
	i := sort.Search(len(f.docs), func(i int) bool { return f.docs[i].Span.Start > at.Start }) - 1
	if i < 0 || f.docs[i].Root == nil || !f.docs[i].Root.Span().Contains(at) {
		return nil
	}
	return &f.docs[i]
}
