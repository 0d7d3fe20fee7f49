package syntax

import (
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
)

// Classes of bytes, as the scanners of plain scalars need them.
const (
	ends     = 1 << iota // may end a plain scalar anywhere: line breaks, ':', '#'
	endsFlow             // may end a plain scalar in a flow collection: the above and , [ ] { }
	blank                // space, tab
	lineEnd              // \n, \r
	flowMark             // , [ ] { }
	opens                // cannot begin a plain scalar
	mayMean              // as the first of a plain scalar: that may be more than a string
	marks                // as the first of a line: that may be a marker, of a document or conflict
)

var class = func() (t [256]uint8) {
	for _, c := range "\n\r" {
		t[c] |= ends | endsFlow | lineEnd
	}
	for _, c := range ":#" {
		t[c] |= ends | endsFlow
	}
	for _, c := range ",[]{}" {
		t[c] |= endsFlow | flowMark
	}
	for _, c := range " \t" {
		t[c] |= blank
	}
	for _, c := range "-?:,[]{}#&*!|>'\"%@`" {
		t[c] |= opens
	}
	for c, hint := range hints {
		if hint != 0 || c == '<' { // as in <<
			t[c] |= mayMean
		}
	}
	for _, c := range "-.<=>|" {
		t[c] |= marks
	}
	return t
}()

// checkBytes reports bytes that are not UTF-8, characters that YAML does not allow, and those that others take for line breaks.
// Eight bytes are looked at together; the eight that hold anything but printable ASCII and
// \n are looked at again one by one.
func (p *parser) checkBytes() {
	text := p.text
	i := 0
	for ; i+8 <= len(text); i += 8 {
		w := word(text[i : i+8])
		// The high bit of each byte says so. Nothing is carried over if all are ASCII, which w says itself.
		printable := w + each*(0x80-' ')
		notNewline := w ^ each*'\n' + each*0x7f
		isDelete := w + each*(0x80-0x7f)
		if (^printable&notNewline|isDelete|w)&highBits != 0 {
			i = p.checkSlowly(i, i+8) - 8
		}
	}
	p.checkSlowly(i, len(text))
}

// mostUnreadable is in how many places of a file characters are reported that cannot be: where there are more it is no text, or
// none in UTF-8.
const mostUnreadable = 20

// checkSlowly looks at the characters that begin from byte i up to byte end, and returns
// where the last one ends: at the end of the text, if no more are reported.
func (p *parser) checkSlowly(i, end int) int {
	text := p.text
	for i < end {
		from, d := i, diag.Diagnostic{}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isControl(text[i]):
			for i++; i < len(text) && isControl(text[i]); i++ {
			}
			if i-from == 1 {
				d = BadCharacter.At(p.span(from, i), "the control character U+%04X is not allowed", r).
					Helped("remove it, or write it as \\x%02X in double quotes", r)
			} else {
				d = BadCharacter.At(p.span(from, i), "these %d control characters are not allowed", i-from).
					Helped("remove them, or write them as escapes in double quotes")
			}
		case r == utf8.RuneError && size == 1:
			for i++; i < len(text) && text[i] >= utf8.RuneSelf; i++ {
				if _, size := utf8.DecodeRuneInString(text[i:]); size > 1 {
					break
				}
			}
			d = BadUTF8.At(p.span(from, i), "these bytes are not UTF-8").Helped("save the file as UTF-8")
		case r >= utf8.RuneSelf && r < 0xA0 && r != 0x85, r == 0xFFFE, r == 0xFFFF:
			i += size
			d = BadCharacter.At(p.span(from, i), "the character U+%04X is not allowed", r).
				Helped("remove it, or write it as an escape in double quotes")
		case isSeparator(r):
			i += size
			if !p.found.Full(diag.Warning) {
				p.add(LineSeparator.At(p.span(from, i), "the character U+%04X ends a line for docker compose, but not by YAML 1.2", r).
					Helped(`write a space or a line break; in double quotes, \u%04X stands for it`, r).
					Fixed("write a space", diag.Edit{Span: p.span(from, i), New: " "}))
			}
			continue
		default:
			i += size
			continue
		}
		p.unreadable++
		if p.unreadable == mostUnreadable {
			d.Help = "save the file as text in UTF-8; there may be more such places"
		}
		p.add(d)
		if p.unreadable == mostUnreadable || p.found.Full(diag.Error) {
			return len(text)
		}
	}
	return i
}

// isSeparator reports whether a character ends a line by YAML 1.1: next line, line separator, paragraph separator.
func isSeparator(r rune) bool { return r == 0x85 || r == 0x2028 || r == 0x2029 }

// isControl reports whether a byte is a control character that YAML does not allow.
func isControl(c byte) bool { return c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f }

// isBreak and isSpace tell of byte i whether it is a line break, or one or a space or tab;
// the end of the text counts as a line break.
func (p *parser) isBreak(i int) bool {
	return i >= len(p.text) || class[p.text[i]]&lineEnd != 0
}

func (p *parser) isSpace(i int) bool {
	return i >= len(p.text) || class[p.text[i]]&(blank|lineEnd) != 0
}

// isFlowMark tells of byte i whether it is one of , [ ] { }.
func (p *parser) isFlowMark(i int) bool {
	return i < len(p.text) && class[p.text[i]]&flowMark != 0
}

// lineEnd is the end of the line that byte i is in, before its line break.
func (p *parser) lineEnd(i int) int { return p.until(i, '\n', '\n') }

// afterBreak is the start of the line after the line break at byte i.
func (p *parser) afterBreak(i int) int {
	if i+1 < len(p.text) && p.text[i] == '\r' && p.text[i+1] == '\n' {
		return i + 2
	}
	return min(i+1, len(p.text))
}

func (p *parser) skipBlanks(i int) int {
	for i < len(p.text) && class[p.text[i]]&blank != 0 {
		i++
	}
	return i
}

func (p *parser) skipSpaces(i int) int {
	s := p.text
	for ; i+8 <= len(s); i += 8 {
		if others := word(s[i:i+8]) ^ each*' '; others != 0 {
			return i + firstIn(others)
		}
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

// trimBlanks is end moved back over spaces and tabs, not before start.
func (p *parser) trimBlanks(start, end int) int {
	for end > start && class[p.text[end-1]]&blank != 0 {
		end--
	}
	return end
}

// isMarker tells whether the line that starts at byte i is a document marker --- or ...
func (p *parser) isMarker(i int) bool {
	if i+3 > len(p.text) {
		return false
	}
	s := p.text[i : i+3]
	return (s == "---" || s == "...") && p.isSpace(i+3)
}

// isConflict tells whether the line that starts at byte i is a conflict marker.
func (p *parser) isConflict(i int) bool {
	if i+7 > len(p.text) {
		return false
	}
	switch p.text[i : i+7] {
	case "<<<<<<<", ">>>>>>>", "|||||||":
		return i+7 == len(p.text) || p.text[i+7] == ' ' || p.isBreak(i+7)
	case "=======":
		return p.isBreak(p.skipBlanks(i + 7))
	}
	return false
}
