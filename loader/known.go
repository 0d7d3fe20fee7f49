package loader

import (
	"slices"
	"sort"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
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
