package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/source"
)

// Locate is where bytes from..to of a scalar's value were written: "b" of the value of "a\tb"
// stands at the b. Where that cannot be told (a value that was not written, or came about
// after reading; line breaks at the end of a block scalar), it is the whole scalar: of a value with variables, ask for its Origin.
// Where from equals to, it is the place of no width before that byte, or after the last one: an edit inserts there. The
// empty value has no such places.
func Locate(n *Node, from, to int) source.Span {
	var p Places
	return p.Of(n).Span(from, to)
}

// Places is Locate for a caller with many questions: it remembers the scalar asked about last,
// and its memory serves for the next one. The zero Places is ready; it must not be used
// concurrently.
type Places struct {
	node  *Node
	exact bool
	// first is where the first byte of the value was written, if all are written as they are one
	// after the other, as mostly; else -1.
	first int32
	// starts has, for each byte of the value, the offset in the file of the text that gave
	// it; ends has where that text ends.
	starts, ends []int32
	value        []byte // kept for its memory
}

// Of makes p know the places of a scalar, and returns p.
func (p *Places) Of(n *Node) *Places {
	if p.node == n {
		return p
	}
	p.node = n
	if p.first = n.firstWritten(); p.first >= 0 {
		p.exact = true
		return p
	}
	if cap(p.starts) < len(n.Value()) {
		size := 2*len(n.Value()) + 32
		p.value, p.starts, p.ends = make([]byte, 0, size), make([]int32, 0, size), make([]int32, 0, size)
	}
	t := trace{value: p.value[:0], starts: p.starts[:0], ends: p.ends[:0], base: n.Span().Start}
	p.exact = n.Span().Valid() && n.Kind == Scalar && t.scalar(n)
	p.value, p.starts, p.ends = t.value, t.starts, t.ends
	return p
}

// Exact reports whether each byte of the value has a place of its own.
func (p *Places) Exact() bool { return p.exact }

// Span is where bytes from..to of the value were written, as Locate has it.
func (p *Places) Span(from, to int) source.Span {
	whole := p.node.Span()
	if !p.exact || from < 0 || from > to || to > len(p.node.Value()) || p.node.Value() == "" {
		return whole
	}
	if p.first >= 0 {
		return source.Span{File: whole.File, Start: p.first + int32(from), End: p.first + int32(to)}
	}
	if last := len(p.ends) - 1; from == to && from == last+1 {
		return source.Span{File: whole.File, Start: p.ends[last], End: p.ends[last]}
	}
	// Line breaks at the end of a block scalar may have no place of their own.
	if from >= len(p.starts) {
		return whole
	}
	start, end := p.starts[from], p.starts[from]
	if to > from {
		end = p.ends[min(to, len(p.ends))-1]
	}
	return source.Span{File: whole.File, Start: start, End: max(start, end)}
}

// trace reads the text of a scalar again, and notes where each byte of the value comes from.
type trace struct {
	value        []byte
	starts, ends []int32
	base         int32
}

// scalar reports whether the text of n gives its value.
func (t *trace) scalar(n *Node) bool {
	text := n.Span().Text()
	switch n.Style {
	case Plain:
		t.flow(text, 0, len(text), Plain)
	case SingleQuoted, DoubleQuoted:
		if len(text) < 2 || text[0] != text[len(text)-1] {
			return false
		}
		t.flow(text, 1, len(text)-1, n.Style)
	case Literal, Folded:
		return t.block(text, n)
	}
	return string(t.value) == n.Value()
}

// put notes that text[from:to] of the scalar gives value.
func (t *trace) put(value string, from, to int) {
	for i := 0; i < len(value); i++ {
		t.value = append(t.value, value[i])
		t.starts = append(t.starts, t.base+int32(from))
		t.ends = append(t.ends, t.base+int32(to))
	}
}

// copy notes that text[from:to] stands for itself.
func (t *trace) copy(text string, from, to int) {
	for i := from; i < to; i++ {
		t.put(text[i:i+1], i, i+1)
	}
}

// flow reads a plain or quoted scalar, text[i:end].
func (t *trace) flow(text string, i, end int, style Style) {
	for i < end {
		c := text[i]
		switch {
		case isBlank(c) || isBreak(c):
			i = t.space(text, i, end)
		case c == '\'' && style == SingleQuoted && i+1 < end && text[i+1] == '\'':
			t.put("'", i, i+2)
			i += 2
		case c == '\\' && style == DoubleQuoted:
			i = t.escape(text, i, end)
		default:
			t.copy(text, i, i+1)
			i++
		}
	}
}

// space reads blanks and line breaks: without a break they stand for themselves, one break is
// a space, and of several the first is nothing.
func (t *trace) space(text string, i, end int) int {
	start, breaks, first := i, 0, 0
	from := i
	for i < end && (isBlank(text[i]) || isBreak(text[i])) {
		if !isBreak(text[i]) {
			i++
			continue
		}
		width := breakLen(text[i:end])
		if breaks++; breaks > 1 {
			t.put("\n", i, i+width)
		} else {
			first = i
		}
		i += width
		from = i
	}
	switch breaks {
	case 0:
		t.copy(text, start, i)
	case 1:
		t.put(" ", first, from)
	}
	return i
}

// escape reads an escape of a double-quoted scalar.
func (t *trace) escape(text string, i, end int) int {
	if i+1 >= end {
		return end
	}
	c := text[i+1]
	if isBreak(c) {
		i += 1 + breakLen(text[i+1:end])
		for i < end && isBlank(text[i]) {
			i++
		}
		for i < end && isBreak(text[i]) { // empty lines after it are line breaks
			width := breakLen(text[i:end])
			t.put("\n", i, i+width)
			i += width
			for i < end && isBlank(text[i]) {
				i++
			}
		}
		return i
	}
	switch c {
	case 'x':
		return t.codePoint(text, i, min(end, i+4))
	case 'u':
		return t.codePoint(text, i, min(end, i+6))
	case 'U':
		return t.codePoint(text, i, min(end, i+10))
	}
	if value := escapes[c]; value != "" {
		t.put(value, i, i+2)
	}
	return i + 2
}

// codePoint reads \x41, é or \U0001F600, which ends at end.
func (t *trace) codePoint(text string, i, end int) int {
	var r rune
	for _, c := range []byte(text[i+2 : end]) {
		r = r<<4 | rune(hexDigit(c))
	}
	t.put(string(utf8.AppendRune(nil, r)), i, end)
	return end
}

func hexDigit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

var escapes = [256]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r",
	'e': "\x1b", ' ': " ", '"': `"`, '/': "/", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

// block reads a literal or folded scalar, whose text begins with its header. How deep its
// lines are indented may depend on text outside, so the depth that gives the value is looked for.
func (t *trace) block(text string, n *Node) bool {
	head := strings.IndexAny(text, "\r\n")
	if head < 0 {
		return false
	}
	body := head + breakLen(text[head:])
	least, most := indents(text[body:])
	if strings.ContainsAny(withoutComment(text[:head]), "123456789") {
		least = 0
	}
	want := strings.TrimRight(n.Value(), "\n")
	for indent := most; indent >= least; indent-- {
		t.value, t.starts, t.ends = t.value[:0], t.starts[:0], t.ends[:0]
		if n.Style == Literal {
			t.literal(text, body, indent)
		} else {
			t.folded(text, body, indent)
		}
		if strings.TrimRight(string(t.value), "\n") == want {
			return true
		}
	}
	return false
}

// withoutComment is the header of a block scalar without its comment.
func withoutComment(line string) string {
	line, _, _ = strings.Cut(line, "#")
	return line
}

// indents are the least depth a block scalar can have if its first line that is not empty
// settles it, which is also the greatest.
func indents(body string) (least, most int) {
	for len(body) > 0 {
		n := 0
		for n < len(body) && body[n] == ' ' {
			n++
		}
		if n < len(body) && !isBreak(body[n]) {
			return n, n
		}
		i := strings.IndexAny(body, "\r\n")
		if i < 0 {
			break
		}
		body = body[i+breakLen(body[i:]):]
	}
	return 0, 0
}

// blockLine finds the line at i: its content without the indentation is text[from:to], and the
// next line begins at next. It is empty if only spaces of the indentation are there.
func blockLine(text string, i, indent int) (from, to, next int) {
	from = i
	for from < len(text) && from < i+indent && text[from] == ' ' {
		from++
	}
	to = len(text)
	if j := strings.IndexAny(text[from:], "\r\n"); j >= 0 {
		to = from + j
	}
	return from, to, to + breakLen(text[to:])
}

func (t *trace) literal(text string, i, indent int) {
	for i < len(text) {
		from, to, next := blockLine(text, i, indent)
		t.copy(text, from, to)
		if next > to {
			t.put("\n", to, next)
		}
		i = next
	}
}

// folded reads a folded scalar: a single break between two lines of text is a space, and of
// several the first is nothing, but next to lines that begin with a blank all breaks count.
func (t *trace) folded(text string, i, indent int) {
	type lineBreak struct{ from, to int }
	var breaks []lineBreak // since the last line of text
	begun, spaced := false, false
	for i < len(text) {
		from, to, next := blockLine(text, i, indent)
		i = next
		if from == to {
			breaks = append(breaks, lineBreak{to, next})
			continue
		}
		blank := isBlank(text[from])
		switch {
		case !begun || spaced || blank:
		case len(breaks) == 1:
			t.put(" ", breaks[0].from, breaks[0].to)
			breaks = nil
		default:
			breaks = breaks[1:]
		}
		for _, b := range breaks {
			t.put("\n", b.from, b.to)
		}
		t.copy(text, from, to)
		breaks = append(breaks[:0], lineBreak{to, next})
		begun, spaced = true, blank
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isBreak(c byte) bool { return c == '\n' || c == '\r' }

// breakLen is the length of the line break at the start of s, 0 if there is none.
func breakLen(s string) int {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return 2
	case s != "" && isBreak(s[0]):
		return 1
	}
	return 0
}
