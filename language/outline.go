package language

import (
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Entry is a part of a file, as an outline shows it.
type Entry struct {
	Name string
	// Span is all of it, and Key the key alone.
	Span, Key source.Span
	Kind      Kind // of what the entry names; empty for other keys
	Entries   []Entry
}

// Outline is what a Compose file consists of: its sections, what they name, and the attributes
// of that.
func (v *View) Outline(f *source.File) []Entry {
	file := v.file(f)
	if file == nil {
		return nil
	}
	var out []Entry
	for _, doc := range file.docs {
		out = append(out, entries(doc.Root, "", 3)...)
	}
	return out
}

func entries(n *syntax.Node, section Kind, depth int) []Entry {
	if n == nil || depth == 0 {
		return nil
	}
	var out []Entry
	for _, p := range n.Pairs() {
		e := Entry{Name: p.Name(), Span: p.Span(), Key: p.Span(), Kind: section}
		e.Span.End = max(p.Span().End, p.Value.Span().End)
		var below Kind
		for _, s := range sections {
			if depth == 3 && s == p.Name() {
				below = Kind(s)
			}
		}
		e.Entries = entries(p.Value, below, depth-1)
		out = append(out, e)
	}
	return out
}
