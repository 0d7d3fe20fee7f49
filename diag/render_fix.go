package diag

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/source"
)

// previewLines is the number of lines up to which the outcome of a fix is shown.
const previewLines = 6

// previewsOf shows the outcome of each fix, with at most so many bytes of the lines around it; nil
// where it is better left out.
func previewsOf(d *Diagnostic, reach int) []*block {
	out := make([]*block, len(d.Fixes))
	for i, f := range d.Fixes {
		out[i] = preview(f.Edits, reach)
	}
	return out
}

// preview is an excerpt of the text as it is after the edits: the lines that they touch, with
// what they write marked. It is nil if there is nothing to mark, or too much, or the edits
// lie in several files or overlap.
func preview(edits []Edit, reach int) *block {
	if len(edits) == 0 || !edits[0].Span.Valid() {
		return nil
	}
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return int(a.Span.Start) - int(b.Span.Start) })
	file := edits[0].Span.File
	first := edits[0].Span.Pos(source.Bytes).Line
	line := file.LineSpan(first)
	b := &block{add: first - 1}
	at := int(stretch{int(edits[0].Span.Start), 0}.around(reach).of(line).Start)
	b.before = at > int(line.Start)
	var text strings.Builder
	var written [][2]int // where the new texts stand
	for _, e := range edits {
		if e.Span.File != file || int(e.Span.Start) < at {
			return nil
		}
		text.WriteString(file.Text()[at:e.Span.Start])
		if e.New != "" {
			written = append(written, [2]int{text.Len(), text.Len() + len(e.New)})
		}
		text.WriteString(e.New)
		at = int(e.Span.End)
	}
	if len(written) == 0 {
		return nil
	}
	line = file.LineSpan(file.Position(at, source.Bytes).Line)
	// An edit may end within a line break of two characters.
	end := max(at, int(stretch{0, at}.around(reach).of(line).End))
	b.after = end < int(line.End)
	text.WriteString(file.Text()[at:end])

	b.file = source.NewFile(file.Name(), text.String())
	if b.file.LineCount() > previewLines {
		return nil
	}
	for _, w := range written {
		b.marks = append(b.marks, mark{span: trimmed(b.file.Span(w[0], w[1])), sign: '~'})
	}
	return b
}

// trimmed is s without white space around it.
func trimmed(s source.Span) source.Span {
	text := s.Text()
	from := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	return s.Sub(from, len(strings.TrimRight(text, " \t\r\n")))
}
