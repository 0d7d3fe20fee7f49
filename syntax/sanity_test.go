package syntax

import (
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// checkTrees fails the test where a tree says something about places that the text does not:
// the text at a scalar's span re-reads to its value, what is inside a collection lies inside
// its span, and comes in order.
func checkTrees(t testing.TB, docs []*Document) {
	t.Helper()
	for _, d := range docs {
		c := checker{t: t, d: d}
		if d.Root != nil {
			c.node(d.Root, -1)
		}
		for i, m := range d.Comments {
			if !strings.HasPrefix(m.Span.Text(), "#") || strings.ContainsAny(m.Span.Text(), "\r\n") {
				t.Errorf("comment %d is %q", i, m.Span.Text())
			}
			if i > 0 && m.Span.Start < d.Comments[i-1].Span.End {
				t.Errorf("comment %d begins before the one before it ends", i)
			}
		}
	}
}

// checkFindings fails the test where a finding lacks what it should have.
func checkFindings(t testing.TB, f *source.File, found diag.List) {
	t.Helper()
	for _, d := range found {
		if d.Def == diag.TooMany {
			continue // it is about all of them
		}
		if d.Span.File != f || d.Span.Start < 0 || d.Span.End < d.Span.Start || int(d.Span.End) > f.Len() {
			t.Errorf("finding out of bounds: %v %d-%d", d, d.Span.Start, d.Span.End)
		}
		if d.Message == "" || d.Help == "" {
			t.Errorf("finding without message or help: %v", d)
		}
		for _, fix := range d.Fixes {
			if _, err := Apply(f.Text(), fix.Edits); err != nil {
				t.Errorf("%v: fix %q: %v", d, fix.Title, err)
			}
		}
	}
}

type checker struct {
	t testing.TB
	d *Document
}

func (c *checker) inside(outer, inner source.Span, what string) {
	if !outer.Contains(inner) {
		c.t.Errorf("%s: %s at %d-%d is not inside %d-%d", inner, what, inner.Start, inner.End, outer.Start, outer.End)
	}
}

// node checks n, which stands in a block collection of column col.
func (c *checker) node(n *Node, col int) {
	c.inside(c.d.File.Span(0, c.d.File.Len()), n.Span(), "node")
	for _, s := range []source.Span{n.AnchorSpan(), n.TagSpan()} {
		if s.Valid() && s.End > n.Span().Start {
			c.t.Errorf("%s: anchor or tag is not before its node", s)
		}
	}
	switch n.Kind {
	case Scalar:
		c.scalar(n, col)
	case Alias:
		if text := n.Span().Text(); text != "*"+n.Value() {
			c.t.Errorf("%s: alias %q at %q", n.Span(), n.Value(), text)
		}
	case Sequence:
		if text := n.Span().Text(); (n.Style == Block) != strings.HasPrefix(text, "-") {
			c.t.Errorf("%s: a sequence of style %d begins with %.5q", n.Span(), n.Style, text)
		}
		last := n.Span().Start
		for _, item := range n.Items() {
			s := startWithProps(item)
			if s.Start < last {
				c.t.Errorf("%s: item begins before the one before it ends", s)
			}
			c.inside(n.Span(), item.Span(), "item")
			last = item.Span().End
			c.node(item, c.column(n, col))
		}
	case Mapping:
		last := n.Span().Start
		for _, p := range n.Pairs() {
			if p.Span().Start < last {
				c.t.Errorf("%s: key begins before the entry before it ends", p.Span())
			}
			c.inside(n.Span(), p.Span(), "key")
			if p.Key() != nil {
				if !c.d.Keyed {
					c.t.Errorf("%s: a key that is more than a string, in a document that says it has none", p.Span())
				}
				c.node(p.Key(), c.column(n, col))
			}
			if startWithProps(p.Value).Start < p.Span().End {
				c.t.Errorf("%s: value begins before its key ends", p.Value.Span())
			}
			c.inside(n.Span(), p.Value.Span(), "value")
			last = p.Value.Span().End
			c.node(p.Value, c.column(n, col))
		}
	}
}

// column is the column of what n contains, as far as block scalars depend on it.
func (c *checker) column(n *Node, col int) int {
	if n.Style == Flow {
		return col
	}
	text := c.d.File.Text()
	line := int(n.Span().Start)
	for line > 0 && text[line-1] != '\n' && text[line-1] != '\r' {
		line--
	}
	return int(n.Span().Start) - line
}

// scalar reads the text at the span again. It stands alone there, so that only its own text
// can give the value.
func (c *checker) scalar(n *Node, col int) {
	text := n.Span().Text()
	if n.Style == Plain && text == n.Value() {
		return
	}
	f := source.NewFile("", c.d.File.Text()[:n.Span().End])
	p := &parser{f: f, text: f.Text(), maxDepth: 10, maxNodes: noLimit}
	p.pos = int(n.Span().Start)
	p.line = p.lineOf(p.pos, len(p.text)+1)
	var t stringRead
	switch n.Style {
	case Plain:
		x := p.plain(false)
		p.plainRest(&x, -1, false)
		t = stringRead{x.value, p.pos}
		f := source.NewFile("", f.Text()+",") // a marker is none in the middle of a line
		if y := (&parser{f: f, text: f.Text(), maxNodes: noLimit, pos: int(n.Span().Start)}); t.value != n.Value() {
			x := y.plain(true)
			y.plainRest(&x, -1, true)
			t = stringRead{x.value, y.pos}
		}
	case SingleQuoted, DoubleQuoted:
		x := p.quoted(-1, false)
		t = stringRead{x.value, p.pos}
	default:
		for try := col; try >= -1; try-- {
			q := &parser{f: f, text: f.Text(), maxNodes: noLimit, pos: int(n.Span().Start)}
			x := q.blockScalar(try)
			t = stringRead{x.value, x.end}
			if t.value == n.Value() {
				break
			}
		}
	}
	if t.value != n.Value() {
		c.t.Errorf("%s: the text %q re-reads to %q, the value is %q", n.Span(), text, t.value, n.Value())
	}
}

type stringRead struct {
	value string
	end   int
}
