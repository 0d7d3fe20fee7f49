package loader

import (
	"slices"
	"sort"
	"strconv"
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
		if d.Path != "" {
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
	spans := f.spans[d.Span.File]
	i := sort.Search(len(spans), func(i int) bool { return spans[i].Start >= d.Span.Start })
	return i < len(spans) && spans[i].Start <= d.Span.End || i > 0 && spans[i-1].End >= d.Span.End
}

// addPaths gives findings that have none the path of the attribute that they stand in.
func (r *run) addPaths() {
	for i := range r.diags {
		d := &r.diags[i]
		if d.Path != "" || !d.Span.Valid() {
			continue
		}
		f := r.files[d.Span.File.Name()]
		if f == nil || f.File != d.Span.File {
			continue
		}
		for _, doc := range f.docs {
			if doc.Root != nil && doc.Root.Span.Contains(d.Span) {
				d.Path = pathTo(doc.Root, d.Span)
			}
		}
	}
}

// pathTo is the path, below n, of the smallest value that a place lies in.
func pathTo(n *syntax.Node, at source.Span) string {
	var path []byte
	for {
		if pairs := n.Pairs(); len(pairs) > 0 {
			i := sort.Search(len(pairs), func(i int) bool { return pairs[i].Span.Start > at.Start }) - 1
			if i < 0 || !pairs[i].Span.Contains(at) && !pairs[i].Value.Span.Contains(at) {
				return string(path)
			}
			if len(path) > 0 {
				path = append(path, '.')
			}
			path = append(path, pairs[i].Name...)
			n = pairs[i].Value
			continue
		}
		items := n.Items()
		i := sort.Search(len(items), func(i int) bool { return items[i].Span.Start > at.Start }) - 1
		if i < 0 || !items[i].Span.Contains(at) {
			return string(path)
		}
		path = append(strconv.AppendInt(append(path, '['), int64(i), 10), ']')
		n = items[i]
	}
}
