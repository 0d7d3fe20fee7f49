package language

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Fold is a part of a file that can be folded into its first line.
type Fold struct {
	// Span begins in the line that stays, and ends in the last one that does not.
	Span source.Span
	// Comment is set where the lines are comments.
	Comment bool
}

// Folds are the parts of a Compose file that can be folded, in order of place: values of several lines,
// items of several lines, and comments that follow each other.
func (v *View) Folds(f *source.File) []Fold {
	file := v.file(f)
	if file == nil {
		return nil
	}
	var out []Fold
	add := func(from, to source.Span, comment bool) {
		whole := f.Span(int(from.Start), textEnd(f.Text(), int(max(from.End, to.End))))
		if strings.ContainsAny(whole.Text(), "\r\n") {
			out = append(out, Fold{whole, comment})
		}
	}
	var walk func(n *syntax.Node)
	walk = func(n *syntax.Node) {
		for _, p := range n.Pairs() {
			add(p.Span(), p.Value.Span(), false)
			walk(p.Value)
		}
		for _, item := range n.Items() {
			add(item.Span(), item.Span(), false)
			walk(item)
		}
	}
	for _, doc := range file.docs {
		if doc.Root != nil {
			walk(doc.Root)
		}
		for first := 0; first < len(doc.Comments); {
			last := first
			for last+1 < len(doc.Comments) && follow(doc.Comments[last].Span, doc.Comments[last+1].Span) {
				last++
			}
			if strings.Trim(doc.Comments[first].Span.Before(), " \t") == "" {
				add(doc.Comments[first].Span, doc.Comments[last].Span, true)
			}
			first = last + 1
		}
	}
	slices.SortStableFunc(out, func(a, b Fold) int { return int(a.Span.Start) - int(b.Span.Start) })
	// Of what begins in one line only the outermost can be folded: an item, and not its first attribute.
	line := func(fold Fold) int { return fold.Span.Pos(source.Bytes).Line }
	return slices.CompactFunc(out, func(a, b Fold) bool { return line(a) == line(b) })
}

// textEnd is an end without the line breaks and blanks before it.
func textEnd(text string, end int) int { return len(strings.TrimRight(text[:end], " \t\r\n")) }

// follow reports whether a comment stands in the line after another one, with nothing else in it.
func follow(a, b source.Span) bool {
	between := a.File.Text()[a.End:b.Start]
	return strings.Trim(between, " \t\r\n") == "" && strings.Count(between, "\n") == 1
}

// Selections are the parts of a Compose file around an offset, from the word that stands there outwards: its
// value, the attribute with its value, all attributes of that, and so on. Each holds those before it.
func (v *View) Selections(f *source.File, offset int) []source.Span {
	file := v.file(f)
	if file == nil || offset < 0 || offset > f.Len() {
		return nil
	}
	text := f.Text()
	start := wordStart(text, offset)
	end := len(text) - len(strings.TrimLeftFunc(text[offset:], isWordRune))
	parts := []source.Span{f.Span(start, end)}
	way, onKey := file.wayTo(offset)
	for i := len(way) - 1; i >= 0; i-- {
		s := way[i]
		value := s.node.Span()
		if onKey && i == len(way)-1 {
			value = s.pair.Span()
		}
		parts = append(parts, value)
		if s.node.Kind == syntax.Scalar && s.node.IsString() && value == s.node.Span() && len(s.node.Value()) > 0 {
			parts = append(parts, syntax.Locate(s.node, 0, len(s.node.Value()))) // without its quotes
		}
		if s.pair != nil {
			whole := s.pair.Span()
			whole.End = max(whole.End, s.node.Span().End)
			parts = append(parts, whole)
		}
		parts = append(parts, s.parent.Span())
	}
	parts = append(parts, f.Span(0, f.Len()))
	for i := range parts {
		if p := &parts[i]; p.End > p.Start && i < len(parts)-1 {
			p.End = max(p.Start, int32(textEnd(text, int(p.End))))
		}
	}
	slices.SortStableFunc(parts, func(a, b source.Span) int { return int(a.End-a.Start) - int(b.End-b.Start) })
	var out []source.Span
	for _, p := range parts {
		within := func(outer source.Span) bool { return p.Start >= outer.Start && p.End <= outer.End }
		holds := len(out) == 0 || p.Start <= out[len(out)-1].Start && p.End >= out[len(out)-1].End && p != out[len(out)-1]
		if p.Valid() && p.Start < p.End && touches(p, offset) && holds && within(f.Span(0, f.Len())) {
			out = append(out, p)
		}
	}
	return out
}
