package diag

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/source"
)

// Change is what fixes make of a file. Nothing is written: that is the caller's, who knows whether the file's name is
// one of a disk, of an archive, or of the standard input.
type Change struct {
	File *source.File
	// Edits in order of place. No two overlap.
	Edits []Edit
}

// Changes are the edits of the fixes of a list, by file in the order of the findings; those of
// List.SafelyFixable need nobody's consent. Of a
// finding with several fixes, which are alternatives, the first is taken. A fix that overlaps
// one taken before is left out as a whole; it may fit once the others have been carried out and
// the file has been looked at again.
func Changes(list List) []Change {
	var out []Change
	for i := range list {
		if fixes := list[i].Fixes; len(fixes) > 0 && fits(out, fixes[0].Edits) {
			for _, e := range fixes[0].Edits {
				out = withEdit(out, e)
			}
		}
	}
	for i := range out {
		slices.SortStableFunc(out[i].Edits, func(a, b Edit) int {
			if a.Span.Start != b.Span.Start {
				return int(a.Span.Start) - int(b.Span.Start)
			}
			return int(a.Span.End) - int(b.Span.End)
		})
	}
	return out
}

// fits reports whether edits overlap neither each other nor those taken, and are somewhere.
func fits(taken []Change, edits []Edit) bool {
	for i, e := range edits {
		if !e.Span.Valid() {
			return false
		}
		if slices.ContainsFunc(edits[:i], func(o Edit) bool { return o.Span.File == e.Span.File && overlap(o, e) }) {
			return false
		}
		for _, c := range taken {
			if c.File.Name() != e.Span.File.Name() {
				continue
			}
			if c.File.Text() != e.Span.File.Text() || slices.ContainsFunc(c.Edits, func(o Edit) bool { return overlap(o, e) }) {
				return false
			}
		}
	}
	return len(edits) > 0
}

// overlap reports whether two edits of one file are about the same text. Two insertions at one place
// are, since their order would matter, and one before a text that is removed, since it would stand before what follows; one beside
// a replaced text is not.
func overlap(a, b Edit) bool {
	x, y := a.Span, b.Span
	if x.Start == y.Start && (x.End == y.End || x.End > x.Start && a.New == "" || y.End > y.Start && b.New == "") {
		return true
	}
	return x.Start < y.End && y.Start < x.End
}

func withEdit(to []Change, e Edit) []Change {
	i := slices.IndexFunc(to, func(c Change) bool { return c.File.Name() == e.Span.File.Name() })
	if i < 0 {
		return append(to, Change{e.Span.File, []Edit{e}})
	}
	to[i].Edits = append(to[i].Edits, e)
	return to
}

// Text is the file's text with the edits carried out.
func (c Change) Text() string {
	var b strings.Builder
	text, at := c.File.Text(), 0
	for _, e := range c.Edits {
		b.WriteString(text[at:e.Span.Start])
		b.WriteString(e.New)
		at = int(e.Span.End)
	}
	b.WriteString(text[at:])
	return b.String()
}
