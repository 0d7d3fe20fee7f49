package syntax

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
)

// text is a scalar as the scanners read it.
type text struct {
	value      string
	start, end int
	style      Style
	lines      bool // it goes over several lines
	loose      bool // some of which are not indented, but it is in quotes that are closed
	broken     bool // a fault was reported about it
}

// plain reads the first line of the plain scalar at pos.
func (p *parser) plain(flow bool) text {
	start := p.pos
	end := p.trimBlanks(start, p.plainEnd(start, flow))
	p.pos, p.last = end, end
	return text{value: p.text[start:end], start: start, end: end}
}

// plainEnd is where the part on one line of a plain scalar that begins at byte i ends,
// blanks at its end included.
func (p *parser) plainEnd(i int, flow bool) int {
	if flow {
		return p.plainEndFlow(i)
	}
	return p.plainEndBlock(i)
}

func (p *parser) plainEndBlock(i int) int {
	s := p.text
	for first := i; ; i++ {
		i = p.until(i, ':', '#')
		switch {
		case p.isBreak(i), s[i] == ':' && p.isSpace(i+1), s[i] == '#' && p.afterBlank(i, first):
			return i
		}
	}
}

func (p *parser) plainEndFlow(i int) int {
	for first := i; ; i++ {
		i = p.plainStop(i, first)
		if i >= len(p.text) || p.text[i] != '{' || i == first || p.text[i-1] != '$' {
			return i
		}
		i = p.unquotedVariable(i)
	}
}

// plainStop is where the part on one line of a plain scalar in a flow collection ends, of which bytes from first up to i are known.
func (p *parser) plainStop(i, first int) int {
	s := p.text
	for ; ; i++ {
		for i < len(s) && class[s[i]]&endsFlow == 0 {
			i++
		}
		switch {
		case p.isBreak(i):
			return i
		case s[i] == ':' && !p.endsFlowKey(i+1), s[i] == '#' && !p.afterBlank(i, first):
		default:
			return i
		}
	}
}

// afterBlank reports whether a blank is before byte i, in what begins at byte first.
func (p *parser) afterBlank(i, first int) bool { return i > first && class[p.text[i-1]]&blank != 0 }

// unquotedVariable reports the variable whose brace is at byte i, as in ${TAG}: not YAML in a flow
// collection without quotes, but what is meant is clear. It returns the last byte that belongs to it.
func (p *parser) unquotedVariable(i int) int {
	j := p.variableEnd(i)
	if j == 0 {
		p.add(UnclosedBracket.At(p.span(i-1, i+1), "the brace of this variable is not closed").
			Helped("close it with }, and put the value in quotes"))
		return i
	}
	p.add(UnexpectedText.At(p.span(i-1, j), "a variable in braces inside [ ] or { } needs quotes").
		Helped("put the value in quotes"))
	return j - 1
}

// variableEnd is the end of the variable whose brace is at byte i, 0 if it does not end on
// its line, or not soon.
func (p *parser) variableEnd(i int) int {
	const longest = 256
	for j := i + 1; j < i+longest && !p.isBreak(j); j++ {
		if p.text[j] == '}' {
			return j + 1
		}
	}
	return 0
}

// plainRest goes on with a plain scalar on the lines that follow. Lines must be indented
// more than n. In block context a line that looks like an entry ends it: what is meant
// there is a key, and the fault is reported where that line is read.
func (p *parser) plainRest(t *text, n int, flow bool) {
	next := p.skipBlanks(p.pos)
	if !p.isBreak(next) || next >= len(p.text) {
		return
	}
	buf := p.buf[:0]
	for {
		i, breaks := next, 0
		var line int
		for i < len(p.text) && class[p.text[i]]&lineEnd != 0 {
			i = p.afterBreak(i)
			line = i
			i = p.skipBlanks(i)
			breaks++
		}
		if i >= len(p.text) || p.text[i] == '#' || !p.continues(line, i, n) {
			break
		}
		if flow && (p.isFlowMark(i) || p.text[i] == ':' && (p.isSpace(i+1) || p.isFlowMark(i+1)) || p.text[i] == '?' && p.isSpace(i+1)) {
			break
		}
		end := p.plainEnd(i, flow)
		if !flow && end < len(p.text) && p.text[end] == ':' {
			break
		}
		if !flow && p.isDash(i) {
			p.swallowedItem(t.start, line, i)
		}
		if !t.lines {
			t.lines = true
			buf = append(buf, t.value...)
		}
		buf = appendBreaks(buf, breaks)
		next, p.line = end, line
		end = p.trimBlanks(i, end)
		buf = append(buf, p.text[i:end]...)
		t.end, p.last, p.pos = end, end, end
		if !p.isBreak(next) {
			break
		}
	}
	if t.lines {
		t.value = p.long.Keep(buf)
	}
	p.buf = buf
}

// swallowedItem warns of a line of a plain scalar that looks like an item of a list.
func (p *parser) swallowedItem(start, line, dash int) {
	if p.found.Full(SwallowedItem.Severity) {
		return
	}
	d := SwallowedItem.At(p.span(dash, dash+1), "this begins no item of a list: the line goes on with the text above").
		Labelled(p.span(start, start), "the text begins here").
		Helped("indent it like the items above, or put the whole text in quotes")
	if last := len(p.cols) - 1; last >= 0 && p.cols[last].sequence && p.cols[last].col < dash-line {
		d = d.Fixed("indent it like the items above", diag.Edit{Span: p.span(line, dash), New: spaces(p.cols[last].col)})
	}
	p.add(d)
}

// continues tells whether a line that starts at byte line, its first character at byte i,
// may go on with a flow scalar inside a collection of column n.
func (p *parser) continues(line, i, n int) bool {
	if i == line && p.isMarker(i) {
		return false
	}
	return n < 0 || p.skipSpaces(line)-line > n || p.outermost.end != 0 && p.isLoose(n)
}

// appendBreaks adds what line breaks between the lines of a flow scalar fold to.
func appendBreaks(buf []byte, breaks int) []byte {
	if breaks == 1 {
		return append(buf, ' ')
	}
	for ; breaks > 1; breaks-- {
		buf = append(buf, '\n')
	}
	return buf
}

// quoted reads the quoted scalar at pos, inside a collection of column n.
func (p *parser) quoted(n int, flow bool) text {
	start, quote := p.pos, p.text[p.pos]
	t := text{start: start, style: DoubleQuoted}
	if quote == '\'' {
		t.style = SingleQuoted
	}
	i := start + 1
scan:
	for ; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == quote:
			if quote == '\'' && i+1 < len(p.text) && p.text[i+1] == '\'' {
				break scan
			}
			t.value, t.end = p.text[start+1:i], i+1
			p.pos, p.last = t.end, t.end
			return t
		case c == '\\' && quote == '"', c == '\n', c == '\r':
			break scan
		}
	}
	end, closed := p.quoteEnd(start, n, flow)
	p.unquote(&t, end, n, closed)
	if closed {
		if end++; t.loose {
			p.loose(start, end, n, "quotes")
		}
	} else {
		t.broken = true
		p.unclosedQuote(start, end, flow)
	}
	t.end = end
	p.pos, p.last = end, end
	return t
}

func (p *parser) unclosedQuote(start, end int, flow bool) {
	quote := p.text[start : start+1]
	closes := end
	if colon := p.colonOfKey(start, end); !flow && colon > 0 {
		closes = colon
	}
	p.add(UnclosedQuote.At(p.span(start, end), "the quote %s is not closed", quote).
		Helped("close it with %s, on the same line or further down with every line indented", quote).
		Fixed("close the quote", diag.Edit{Span: p.span(closes, closes), New: quote}))
}

// colonOfKey is where the colon is behind a word that begins a line with the quote before it, which makes it a key; 0 if there
// is none.
func (p *parser) colonOfKey(quote, end int) int {
	line := strings.LastIndexByte(p.text[:quote], '\n') + 1
	word, rest, found := strings.Cut(p.text[quote+1:end], ":")
	if !found || word == "" || strings.ContainsAny(word, " \t\r\n") || strings.Trim(p.text[line:quote], " ") != "" || rest != "" && !strings.ContainsAny(rest[:1], " \t\r\n") {
		return 0
	}
	return quote + 1 + len(word)
}

// unquote sets the value of the quoted scalar t from the text up to byte end.
func (p *parser) unquote(t *text, end, n int, closed bool) {
	s := p.text
	buf := p.buf[:0]
	fixed := 0 // blanks before here are not to be trimmed
	i := t.start + 1
	for i < end {
		c := s[i]
		switch {
		case c == '\'' && t.style == SingleQuoted:
			buf = append(buf, '\'')
			i += 2
		case c == '\\' && t.style == DoubleQuoted && !p.isBreak(i+1):
			buf, i = p.escape(buf, i, end, t)
			fixed = len(buf)
		case c == '\\' && t.style == DoubleQuoted || class[c]&lineEnd != 0:
			escaped := class[c]&lineEnd == 0
			if escaped {
				i++
			} else {
				for len(buf) > fixed && class[buf[len(buf)-1]]&blank != 0 {
					buf = buf[:len(buf)-1]
				}
			}
			var indented bool
			i, indented = p.foldQuoted(&buf, i, end, n, escaped, closed)
			t.lines, t.loose = true, t.loose || !indented
			fixed = len(buf)
		default:
			buf = append(buf, c)
			i++
		}
	}
	if t.value = s[t.start+1 : min(max(end, t.start+1), len(s))]; string(buf) != t.value {
		t.value = p.long.Keep(buf)
	}
	p.buf = buf
}

// foldQuoted passes over the line breaks from byte i of a quoted scalar and the blanks
// around them, and adds what they fold to. Where the line after them is not indented it tells so, or reports it if the
// scalar is not closed.
func (p *parser) foldQuoted(buf *[]byte, i, end, n int, escaped, closed bool) (next int, indented bool) {
	breaks := 0
	line := i
	for i < end && class[p.text[i]]&lineEnd != 0 {
		i = p.afterBreak(i)
		line = i
		i = p.skipBlanks(i)
		breaks++
	}
	p.line = line
	indented = i >= len(p.text) || p.continues(line, i, n)
	if !indented && !closed && !p.found.Full(diag.Error) {
		if spaces := p.skipSpaces(line); spaces < i {
			p.tabAt(spaces)
		} else {
			p.add(BadIndent.At(p.span(line, max(i, line+1)), "this line of a quoted value is not indented").
				Helped("indent it by more than %d spaces", max(n, 0)))
		}
	}
	if escaped {
		for ; breaks > 1; breaks-- {
			*buf = append(*buf, '\n')
		}
	} else {
		*buf = appendBreaks(*buf, breaks)
	}
	return min(i, max(end, line)), indented
}

// escape adds the character that the escape at byte i stands for, and returns its end.
func (p *parser) escape(buf []byte, i, end int, t *text) ([]byte, int) {
	c := p.text[i+1]
	digits := 0
	switch c {
	case '0':
		return append(buf, 0), i + 2
	case 'a':
		return append(buf, '\a'), i + 2
	case 'b':
		return append(buf, '\b'), i + 2
	case 't', '\t':
		return append(buf, '\t'), i + 2
	case 'n':
		return append(buf, '\n'), i + 2
	case 'v':
		return append(buf, '\v'), i + 2
	case 'f':
		return append(buf, '\f'), i + 2
	case 'r':
		return append(buf, '\r'), i + 2
	case 'e':
		return append(buf, 0x1b), i + 2
	case ' ', '"', '/', '\\':
		return append(buf, c), i + 2
	case 'N':
		return append(buf, "\u0085"...), i + 2
	case '_':
		return append(buf, "\u00a0"...), i + 2
	case 'L':
		return append(buf, "\u2028"...), i + 2
	case 'P':
		return append(buf, "\u2029"...), i + 2
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	}
	if digits > 0 && i+2+digits <= end {
		if v, ok := hex(p.text[i+2 : i+2+digits]); ok && v <= utf8.MaxRune && utf8.ValidRune(rune(v)) {
			return utf8.AppendRune(buf, rune(v)), i + 2 + digits
		}
	}
	t.broken = true
	if r := surrogates(p.text[i:end]); r != utf8.RuneError {
		to := i + len(`\ud83d\ude00`)
		if p.found.Full(diag.Error) {
			return utf8.AppendRune(buf, r), to
		}
		name := fmt.Sprintf(`\U%08X`, r)
		p.add(BadEscape.At(p.span(i, to), "%s is one character in two halves, as JSON has it and YAML has not", p.text[i:to]).
			Helped("write %s, or the character itself", name).SafelyFixed("write "+name, diag.Edit{Span: p.span(i, to), New: name}).
			With("means", string(r)))
		return utf8.AppendRune(buf, r), to
	}
	_, size := utf8.DecodeRuneInString(p.text[i+1:])
	to := i + 1 + size
	if p.found.Full(diag.Error) {
		return append(buf, p.text[i:to]...), to
	}
	d := BadEscape.At(p.span(i, to), "%s is not an escape that YAML knows", p.text[i:to])
	if digits > 0 {
		d = BadEscape.At(p.span(i, to), "%s needs %d hexadecimal digits of a character", p.text[i:to], digits)
	}
	p.add(d.Helped("write \\\\ for a backslash, or use single quotes").
		Fixed("double the backslash", diag.Edit{Span: p.span(i, i), New: `\`}))
	return append(buf, p.text[i:to]...), to
}

// surrogates is the character that a text begins with in two escapes, \ud83d\ude00; else utf8.RuneError.
func surrogates(text string) rune {
	if len(text) < len(`\ud83d\ude00`) || text[1] != 'u' || text[6] != '\\' || text[7] != 'u' {
		return utf8.RuneError
	}
	high, _ := hex(text[2:6])
	low, _ := hex(text[8:12])
	return utf16.DecodeRune(rune(high), rune(low))
}

// hex reads a hexadecimal number of at most eight digits.
func hex(s string) (v uint32, ok bool) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		v = v<<4 | uint32(c)
	}
	return v, true
}

// quoteEnd finds the closing quote of the quoted scalar at byte start, in a collection of
// column n. If there is none that fits, it finds where the text ends that is meant.
func (p *parser) quoteEnd(start, n int, flow bool) (end int, closed bool) {
	s := p.text
	quote := s[start]
	cut := 0 // the end of the last line before one that looks like an entry, or like a comment further out
	for i := start + 1; i < len(s); {
		c := s[i]
		switch {
		case c == '\\' && quote == '"':
			i++
			if i < len(s) && class[s[i]]&lineEnd == 0 {
				i++
			}
		case c == quote && quote == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i += 2
		case c == quote:
			if cut > 0 && !p.endsWell(i+1, flow) {
				return p.cutQuote(start, cut, flow), false
			}
			return i, true
		case class[c]&lineEnd != 0:
			end := i
			line := i
			for i < len(s) && class[s[i]]&lineEnd != 0 {
				line = p.afterBreak(i)
				i = p.skipBlanks(line)
			}
			if i >= len(s) {
				break
			}
			marker := line == i && p.isMarker(i)
			if cut == 0 && (marker || p.shape(i) != shapeText || s[i] == '#' && p.skipSpaces(line)-line <= n) {
				cut = end
			}
			if marker {
				return p.cutQuote(start, cut, flow), false
			}
		default:
			i++
		}
	}
	if cut == 0 {
		cut = len(s)
		for cut > start+1 && class[s[cut-1]]&(lineEnd|blank) != 0 {
			cut--
		}
	}
	return p.cutQuote(start, cut, flow), false
}

// endsWell tells whether what follows the closing quote before byte i may follow one.
func (p *parser) endsWell(i int, flow bool) bool {
	j := p.skipBlanks(i)
	if p.isBreak(j) || p.text[j] == '#' && j > i {
		return true
	}
	if p.text[j] == ':' {
		return flow || p.isSpace(j+1)
	}
	return flow && (p.text[j] == ',' || p.text[j] == ']' || p.text[j] == '}')
}

// cutQuote is end moved back over blanks, and in a flow collection over closing brackets
// at the end of the line.
func (p *parser) cutQuote(start, end int, flow bool) int {
	end = p.trimBlanks(start+1, end)
	if flow {
		for end > start+1 && (p.text[end-1] == ']' || p.text[end-1] == '}') {
			end = p.trimBlanks(start+1, end-1)
		}
	}
	return end
}
