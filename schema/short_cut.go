package schema

import (
	"strings"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// cut finds where the parts of a short form were written.
//
// A text that was written as it is read has exact places. One with variables has exact places
// before the first and after the last of them; what lies between stands for all of it. Others,
// such as those with escapes, are left to syntax.Locate.
type cut struct {
	n          *syntax.Node
	span       source.Span // the text without its quotes
	head, tail int         // bytes of the value at its start and end that were written as they are read
	exact      bool
	known      bool
}

func cutOf(n *syntax.Node) cut {
	k := cut{n: n}
	text := n.Span().Text()
	k.span = n.Span()
	if len(text) >= 2 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		k.span = n.Span().Sub(1, len(text)-1)
		text = text[1 : len(text)-1]
	}
	if text == n.Value() {
		k.exact, k.known = true, true
		return k
	}
	for p := n.Prev; p != nil && p.Span() == n.Span(); p = p.Prev {
		if p.Kind == syntax.Scalar && p.Value() == text {
			k.fromTemplate(text)
			break
		}
	}
	return k
}

// fromTemplate compares the value with the text that its variables were written in.
func (k *cut) fromTemplate(text string) {
	first := strings.IndexByte(text, '$')
	if first < 0 {
		return
	}
	last := endOfVariable(text, strings.LastIndexByte(text, '$'))
	if i := strings.LastIndexByte(text, '}'); i >= last {
		last = i + 1
	}
	k.head, k.tail = first, len(text)-last
	k.known = k.head+k.tail <= len(k.n.Value()) &&
		strings.HasPrefix(k.n.Value(), text[:first]) && strings.HasSuffix(k.n.Value(), text[last:])
}

// endOfVariable is the offset after the variable whose $ is at i, braces left aside.
func endOfVariable(text string, i int) int {
	for i++; i < len(text); i++ {
		c := text[i]
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
	}
	return i
}

// at is where the bytes from..to of the value were written.
func (k *cut) at(from, to int) source.Span {
	size := len(k.n.Value())
	switch {
	case k.exact:
		return k.span.Sub(from, to)
	case !k.known:
		return syntax.Locate(k.n, from, to)
	}
	width := int(k.span.End - k.span.Start)
	start, end := k.head, width-k.tail
	switch {
	case from >= size-k.tail && from > k.head:
		start = width - (size - from)
	case from <= k.head:
		start = from
	}
	switch {
	case to <= k.head && to < size-k.tail:
		end = to
	case to >= size-k.tail:
		end = width - (size - to)
	}
	return k.span.Sub(start, max(start, end))
}

// scalar makes a scalar that stands where the bytes from..to of the value were written.
func (k *cut) scalar(c *Context, from, to int, value string, typ syntax.Type) *syntax.Node {
	s := c.Build.ScalarAt(k.at(from, to), value, typ, k.n, syntax.LongForm)
	if s.Span() != k.n.Span() {
		s.Style = syntax.Plain
	}
	return s
}

// text makes a scalar of the bytes from..to of the value.
func (k *cut) text(c *Context, from, to int) *syntax.Node {
	return k.scalar(c, from, to, k.n.Value()[from:to], syntax.String)
}

// implied makes a scalar that nobody wrote, in or beside n.
func implied(c *Context, n *syntax.Node, value string, typ syntax.Type) *syntax.Node {
	s := c.Build.Scalar(value, typ, n, syntax.Defaulted)
	s.Style = syntax.Plain
	return s
}

// count is how many of some conditions hold: of parts of a short form that are there.
func count(conditions ...bool) (n int) {
	for _, holds := range conditions {
		if holds {
			n++
		}
	}
	return n
}

// with is the mapping n with more entries.
func with(c *Context, n *syntax.Node, how syntax.How, more ...syntax.Pair) *syntax.Node {
	out := c.Build.Change(n, how)
	for _, p := range more {
		out.Add(p)
	}
	return out.Node()
}

// wrap makes a mapping with one attribute of a string.
func wrap(c *Context, n *syntax.Node, name string) *syntax.Node {
	if !n.IsString() {
		c.reportDate(n)
		return n
	}
	pairs := append(c.Build.Pairs(1), c.Build.PairAt(n, name, c.Build.Derive(n, n, syntax.LongForm)))
	return c.Build.Mapping(pairs, n, syntax.LongForm)
}

// keyed collects the entries of a mapping made from a list: of two with the same name the last
// counts, at the place of the first.
type keyed struct {
	pairs []syntax.Pair
	at    map[string]int
}

const indexFrom = 16 // entries from which on names are looked up in a map

func (k *keyed) set(p syntax.Pair) {
	if i, ok := k.find(p.Name()); ok {
		k.pairs[i] = p
		return
	}
	if k.at != nil {
		k.at[p.Name()] = len(k.pairs)
	}
	k.pairs = append(k.pairs, p)
	if k.at == nil && len(k.pairs) == indexFrom {
		k.at = make(map[string]int, max(2*indexFrom, cap(k.pairs)))
		for i, q := range k.pairs {
			k.at[q.Name()] = i
		}
	}
}

func (k *keyed) find(name string) (int, bool) {
	if k.at != nil {
		i, ok := k.at[name]
		return i, ok
	}
	for i := range k.pairs {
		if k.pairs[i].Name() == name {
			return i, true
		}
	}
	return 0, false
}
