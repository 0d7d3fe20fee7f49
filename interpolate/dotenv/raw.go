package dotenv

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// raw reads a file of the raw format.
func (p *parser) raw() {
	if strings.HasPrefix(p.src, byteOrderMark) {
		p.pos = len(byteOrderMark)
	}
	for p.pos < len(p.src) {
		start := p.pos
		p.skipLine()
		end := p.pos
		p.pos++
		if end > start && p.src[end-1] == '\r' {
			end--
		}
		p.rawLine(start, end)
	}
}

// rawLine reads the line from start to end.
func (p *parser) rawLine(start, end int) {
	line := p.src[start:end]
	if !utf8.ValidString(line) {
		p.report(NotText, start, end, "save the file as UTF-8", "the line is not valid UTF-8")
		return
	}
	line = strings.TrimLeftFunc(line, unicode.IsSpace)
	start = end - len(line)
	if line == "" || line[0] == '#' {
		return
	}
	name, value, valued := strings.Cut(line, "=")
	nameEnd := start + len(name)
	switch i := strings.IndexAny(name, " \t"); {
	case name == "":
		p.report(NoName, start, start+1, "write NAME=value", "the name before = is missing")
	case i >= 0:
		p.report(InvalidName, start+i, start+i+1, "write NAME=value without spaces around the =",
			"the name of a variable cannot have a space")
	case valued:
		p.set(Var{Name: name, Value: value, NameSpan: p.file.Span(start, nameEnd), ValueSpan: p.file.Span(nameEnd+1, end)})
	default:
		p.inherit(start, name)
	}
}
