package language

import (
	"slices"
	"sort"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Format are edits that indent the collections of a YAML file by one width, take white space from the ends of its lines, and
// end its last line. Items of a list that stand below their key's first letter stay there. What is within a line stays as
// it is, and so do texts of several lines, but that they move with their key.
//
// A file that is no YAML has none, and the findings say why. There are none either if what is read, or its comments, would
// be anything else: the text is read again to see that.
func Format(f *source.File, width int) ([]diag.Edit, diag.List) {
	docs, findings := syntax.Parse(f, syntax.Limits{})
	if findings.Err() != nil || width < 1 {
		return nil, findings
	}
	edits := newLayout(f, docs, width).edits()
	text, err := syntax.Apply(f.Text(), edits)
	if err != nil {
		return nil, findings
	}
	again, faults := syntax.Parse(source.NewFile(f.Name(), text), syntax.Limits{})
	if faults.Err() != nil || !slices.EqualFunc(docs, again, sameDocument) {
		return nil, findings
	}
	return edits, findings
}

// Format are the edits of the function Format for a Compose file of the load.
func (v *View) Format(f *source.File, width int) []diag.Edit {
	if v.file(f) == nil {
		return nil
	}
	edits, _ := Format(f, width)
	return edits
}

func sameDocument(a, b *syntax.Document) bool {
	return sameNode(a.Root, b.Root) && slices.EqualFunc(a.Comments, b.Comments, func(a, b syntax.Comment) bool {
		return strings.TrimRight(a.Span.Text(), " \t") == strings.TrimRight(b.Span.Text(), " \t")
	})
}

func sameNode(a, b *syntax.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Type == b.Type && a.Style == b.Style && a.Value() == b.Value() && a.Tag() == b.Tag() && a.Anchor() == b.Anchor() &&
		slices.EqualFunc(a.Pairs(), b.Pairs(), func(a, b syntax.Pair) bool {
			return a.Name() == b.Name() && sameNode(a.Key(), b.Key()) && sameNode(a.Value, b.Value)
		}) && slices.EqualFunc(a.Items(), b.Items(), sameNode)
}

// layout is how the lines of a file are to be indented.
type layout struct {
	file  *source.File
	width int
	lines []line
}

type line struct {
	span    source.Span
	indent  int // blanks that it begins with
	to      int // what indent is to be; -1 as long as nothing says so
	comment bool
	text    bool // its end belongs to a text of several lines
}

func newLayout(f *source.File, docs []*syntax.Document, width int) *layout {
	l := &layout{file: f, width: width, lines: make([]line, f.LineCount())}
	for i := range l.lines {
		span := f.LineSpan(i + 1)
		l.lines[i] = line{span: span, indent: len(span.Text()) - len(strings.TrimLeft(span.Text(), " ")), to: -1}
	}
	for _, doc := range docs {
		for _, marker := range []source.Span{doc.Start, doc.End} {
			if marker.Valid() {
				l.at(marker.Start).to = 0
			}
		}
		for _, c := range doc.Comments {
			if strings.Trim(c.Span.Before(), " ") == "" {
				l.at(c.Span.Start).comment = true
			}
		}
		if doc.Root != nil {
			l.node(doc.Root, nil, -1, 0)
		}
	}
	l.follow()
	return l
}

func (l *layout) at(offset int32) *line {
	return &l.lines[l.file.Position(int(offset), source.Bytes).Line-1]
}

// node says where the lines of a block collection are to begin, which is in a collection whose lines begin in a
// column, and are to begin in another.
func (l *layout) node(n, in *syntax.Node, was, to int) {
	if n.Kind == syntax.Scalar || n.Style == syntax.Flow {
		if s := n.Span(); s.End > s.Start {
			first, last := l.file.Position(int(s.Start), source.Bytes).Line, l.file.Position(int(s.End)-1, source.Bytes).Line
			for i := first; i <= last && last > first && n.Kind == syntax.Scalar; i++ {
				l.lines[i-1].text = true
			}
		}
		return
	}
	if n.Style != syntax.Block || n.Len() == 0 {
		return
	}
	start := n.Span().Start
	first := l.at(start)
	column := int(start - first.span.Start)
	switch {
	case column != first.indent: // behind a dash
		to = column + max(first.to, 0) - first.indent
		if first.to < 0 {
			to = column
		}
	case in == nil:
		to = 0
	case n.Kind == syntax.Sequence && in.Kind == syntax.Mapping && column == was:
	default:
		to += l.width
	}
	for _, p := range n.Pairs() {
		if key := l.at(p.Span().Start); int(p.Span().Start-key.span.Start) == key.indent {
			key.to = to
		}
		l.node(p.Value, n, column, to)
	}
	if n.Kind == syntax.Sequence {
		l.dashes(n, column, to)
	}
	for _, item := range n.Items() {
		l.node(item, n, column, to)
	}
}

// dashes says where the dashes of a sequence are to be.
func (l *layout) dashes(n *syntax.Node, column, to int) {
	first := l.file.Position(int(n.Span().Start), source.Bytes).Line
	for _, item := range n.Items() {
		last := l.file.Position(int(item.Span().Start), source.Bytes).Line
		for i := first; i <= last; i++ {
			if at := &l.lines[i-1]; at.indent == column && strings.HasPrefix(at.span.Text()[column:], "-") {
				at.to = to
			}
		}
		first = last + 1
	}
}

// follow moves all other lines with those that they belong to: a comment with the line below if it begins in the same
// column, or else with the collection above whose lines do, and everything else with the line above.
func (l *layout) follow() {
	below := -1
	for i := len(l.lines) - 1; i >= 0; i-- {
		switch at := &l.lines[i]; {
		case !at.comment && at.to >= 0:
			below = i
		case at.comment && below >= 0 && l.lines[below].indent == at.indent:
			at.to = l.lines[below].to
		}
	}
	moved := 0
	var open []*line // the last one of each collection that has not ended, outermost first
	for i := range l.lines {
		at := &l.lines[i]
		n := sort.Search(len(open), func(i int) bool { return open[i].indent >= at.indent })
		switch {
		case at.to >= 0 && at.comment:
		case at.to >= 0:
			moved = at.to - at.indent
			open = append(open[:n], at)
		case at.comment && n < len(open) && open[n].indent == at.indent:
			at.to = open[n].to
		default:
			at.to = max(0, at.indent+moved)
		}
	}
}

func (l *layout) edits() []diag.Edit {
	var out []diag.Edit
	for _, at := range l.lines {
		text := at.span.Text()
		end := len(strings.TrimRight(text, " \t"))
		if at.text {
			end = len(text)
		}
		if end > 0 && at.to != at.indent && at.indent < len(text) {
			out = append(out, diag.Edit{Span: at.span.Sub(0, at.indent), New: strings.Repeat(" ", at.to)})
		}
		if end < len(text) {
			out = append(out, diag.Edit{Span: at.span.Sub(end, len(text))})
		}
	}
	if last := l.lines[len(l.lines)-1]; strings.TrimSpace(last.span.Text()) != "" && !last.text {
		ending := "\n"
		if strings.Contains(l.file.Text(), "\r\n") {
			ending = "\r\n"
		}
		out = append(out, diag.Edit{Span: l.file.Span(l.file.Len(), l.file.Len()), New: ending})
	}
	return out
}
