package syntax

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// header is what | or > and the indicators after them say.
type header struct {
	folded bool
	keep   bool // +
	strip  bool // -
	indent int  // 0 if not given
	end    int  // end of the indicators
}

// blockHeader reads the header at pos, and goes on to the end of its line.
func (p *parser) blockHeader() header {
	h := header{folded: p.text[p.pos] == '>'}
	i := p.pos + 1
	for ; !p.isSpace(i); i++ {
		switch c := p.text[i]; {
		case c == '+' && !h.keep && !h.strip:
			h.keep = true
			continue
		case c == '-' && !h.keep && !h.strip:
			h.strip = true
			continue
		case c >= '1' && c <= '9' && h.indent == 0:
			h.indent = int(c - '0')
			continue
		}
		break
	}
	h.end = i
	j := p.skipBlanks(i)
	switch {
	case p.isBreak(j):
	case p.text[j] == '#' && j > i:
		j = p.comment(j)
	default:
		end := p.lineEnd(j)
		p.add(BadBlockHeader.At(p.span(j, p.trimBlanks(j, end)), "the text of a block scalar begins on the next line").
			Helped("after %c only +, - and a digit from 1 to 9 may stand; move the text down, or put the value in quotes", p.text[p.pos]))
		j = end
	}
	p.pos = j
	return h
}

// blockScalar reads the literal or folded scalar at pos, inside a collection of column n.
func (p *parser) blockScalar(n int) text {
	t := text{start: p.pos, style: Literal, lines: true}
	h := p.blockHeader()
	if h.folded {
		t.style = Folded
	}
	t.end, p.last = h.end, h.end
	if p.pos >= len(p.text) {
		return t
	}
	first := p.afterBreak(p.pos)
	indent := h.indent
	if indent > 0 {
		indent += max(n, 0)
	} else {
		indent = p.blockIndent(first, n)
	}
	c := content{p: p, h: h, n: n, indent: indent, buf: p.buf[:0]}
	c.read(first)
	p.buf = c.buf
	if c.single >= 0 && !h.folded {
		t.value = p.text[c.single : c.single+len(c.buf)]
	} else {
		t.value = p.long.Keep(c.buf)
	}
	if c.end > 0 {
		t.end = c.end
		p.pos, p.line = c.last, c.line
		p.last = t.end
	}
	return t
}

// blockIndent finds the indentation of a block scalar by its first line that is not empty.
func (p *parser) blockIndent(line, n int) int {
	most, mostLine := 0, line
	for line < len(p.text) {
		i := p.skipSpaces(line)
		if !p.isBreak(i) {
			indent := i - line
			if p.text[i] == '\t' && indent <= n && p.isBreak(p.skipBlanks(i)) {
				line = p.afterBreak(p.skipBlanks(i)) // an empty line, see tabbedText
				continue
			}
			if p.text[i] == '\t' && indent <= n && p.isText(p.skipBlanks(i)) {
				return max(n, 0) + p.step()
			}
			if indent <= n || i == line && p.isMarker(i) {
				break
			}
			if most > indent {
				p.add(BadIndent.At(p.span(mostLine, mostLine+most), "this empty line has more spaces than the first line of the text").
					Helped("remove the spaces").Fixed("remove the spaces", diag.Edit{Span: p.span(mostLine, mostLine+most)}))
			}
			return indent
		}
		if i-line > most {
			most, mostLine = i-line, line
		}
		if i >= len(p.text) {
			break
		}
		line = p.afterBreak(i)
	}
	return max(most, n+1, 0)
}

// content reads the lines of a block scalar.
type content struct {
	p      *parser
	h      header
	n      int
	indent int
	buf    []byte

	single int // where the only line of content begins; -1 if there are more or none
	lines  int
	end    int // end of the value in the text
	last   int // end of the last line that belongs to the scalar, before its break
	line   int // start of that line
}

func (c *content) read(line int) {
	p := c.p
	c.single = -1
	empty := 0         // empty lines not yet added
	pending := false   // a line break not yet added
	spaced := false    // the line before begins with a blank
	clipEnd := 0       // end of the last line of content, with its break
	contentEnd := 0    // and without
	pure := true       // the value so far is a part of the text
	lastBreak := false // the last line of content has a line break
	for line < len(p.text) {
		i := p.skipSpaces(line)
		if i-line > c.indent {
			i = line + c.indent
		}
		tabbed := i-line < c.indent && i < len(p.text) && p.text[i] == '\t'
		if tabbed {
			if i = p.tabbedText(line, i, c); i < 0 {
				break
			}
			pure = false
		}
		if p.isBreak(i) {
			if i >= len(p.text) {
				if i > line {
					empty++ // spaces at the end of the text
					c.last, c.line, line = i, line, i
				}
				break
			}
			empty++
			c.last, c.line = i, line
			line = p.afterBreak(i)
			continue
		}
		if i-line < c.indent && !tabbed {
			if p.isConflictIn(line, c) {
				line = p.pastConflict(line)
				pure = false
				continue
			}
			if !p.underIndented(line, i, c) {
				break
			}
			pure = false
		} else if c.indent == 0 && p.isMarker(line) {
			break
		}
		lead := class[p.text[i]]&blank != 0
		if pending {
			if c.h.folded && !lead && !spaced {
				if empty == 0 {
					c.buf = append(c.buf, ' ')
				}
			} else {
				c.buf = append(c.buf, '\n')
			}
		}
		if c.lines == 0 && empty == 0 && pure {
			c.single = i
		} else {
			c.single = -1
		}
		for ; empty > 0; empty-- {
			c.buf = append(c.buf, '\n')
		}
		end := p.lineEnd(i)
		c.buf = append(c.buf, p.text[i:end]...)
		c.lines++
		spaced, pending = lead, true
		c.last, c.line, contentEnd = end, line, end
		lastBreak = end < len(p.text)
		if !lastBreak && p.skipBlanks(i) == end {
			lastBreak, c.single = true, -1 // a last line of spaces counts as a whole one
		}
		line = p.afterBreak(end)
		clipEnd = line
	}
	c.finish(empty, contentEnd, clipEnd, lastBreak, line)
}

// finish adds the line breaks at the end that the chomping indicator asks for.
func (c *content) finish(empty, contentEnd, clipEnd int, lastBreak bool, line int) {
	p := c.p
	crlf := clipEnd-contentEnd == 2
	c.end = contentEnd
	switch {
	case c.h.strip:
	case c.h.keep:
		if c.lines > 0 && lastBreak {
			c.buf = append(c.buf, '\n')
			c.end = clipEnd
		}
		for ; empty > 0; empty-- {
			c.buf = append(c.buf, '\n')
			c.end = min(line, len(p.text))
			c.single = -1
		}
	case c.lines > 0 && lastBreak:
		c.buf = append(c.buf, '\n')
		c.end = clipEnd
	}
	if crlf || c.lines > 0 && c.end == clipEnd && p.text[clipEnd-1] == '\r' {
		if !c.h.strip {
			c.single = -1
		}
	}
}

// underIndented decides on a line with less indentation than the text of the block scalar,
// but more than what is around it: whether it still belongs to the text, as a fault.
func (p *parser) underIndented(line, i int, c *content) bool {
	if i-line <= c.n || c.n < 0 && i == line || p.text[i] == '#' || c.lines == 0 {
		return false
	}
	if p.shape(i) != shapeText {
		return false
	}
	p.add(BadIndent.At(p.span(line, i), "this line is indented less than the first line of the block scalar").
		Helped("indent it by %d spaces", c.indent).
		Fixed("indent it like the first line", diag.Edit{Span: p.span(line, i), New: spaces(c.indent)}))
	return true
}

// tabbedText is where the text of a line begins that has a tab at byte i, before the column of the block scalar's text; at
// the line's end if it is empty. It is negative if the scalar ends before the line. Docker compose refuses such a tab
// also before a comment.
func (p *parser) tabbedText(line, i int, c *content) int {
	j, col := p.skipBlanks(i), c.indent
	switch {
	case p.isBreak(j):
		col = 0
	case p.text[j] == '#' && !c.goesOn(j):
		p.tabAt(i)
		return -1
	case !p.isText(j):
		return -1
	}
	p.addTab(p.span(i, j), diag.Edit{Span: p.span(line, j), New: spaces(col)})
	return j
}

func (p *parser) isText(i int) bool { return p.text[i] == '#' || p.shape(i) == shapeText }

// isConflictIn tells whether a conflict marker at byte line stands inside the block scalar:
// its text goes on afterwards.
func (p *parser) isConflictIn(line int, c *content) bool {
	if c.n < 0 || c.lines == 0 || !p.isConflict(line) {
		return false
	}
	return c.goesOn(line)
}

// goesOn tells whether the line after that of byte i is indented like the text.
func (c *content) goesOn(i int) bool {
	next := c.p.afterBreak(c.p.lineEnd(i))
	text := c.p.skipSpaces(next)
	return text-next >= c.indent && !c.p.isBreak(text)
}

func (p *parser) pastConflict(line int) int {
	return p.afterBreak(p.conflict(line))
}

// tabAt reports the tab at byte i as indentation.
func (p *parser) tabAt(i int) {
	end := i
	for end < len(p.text) && p.text[end] == '\t' {
		end++
	}
	p.addTab(p.span(i, end), diag.Edit{Span: p.span(i, end), New: spaces((end - i) * p.step())})
}

func (p *parser) addTab(at source.Span, fix diag.Edit) {
	p.add(TabIndent.At(at, "a tab cannot indent a line").Helped("use spaces").Fixed("replace by spaces", fix))
}

// tabSpan is the blank space before the token, from its first tab.
func (p *parser) tabSpan() source.Span {
	i := p.skipSpaces(p.line)
	return p.span(i, p.pos)
}

func spaces(n int) string {
	const many = "                                "
	if n <= len(many) {
		return many[:max(n, 0)]
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = ' '
	}
	return string(b)
}
