package dotenv

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
)

// value reads the value at the parser's place and goes behind it. From and to are where it
// stands, quotes included.
func (p *parser) value() (value string, from, to int) {
	p.skipBlanks()
	if rest := p.src[p.pos:]; rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		return p.quoted(rest[0])
	}
	from = p.pos
	p.skipLine()
	text := p.src[from:p.pos]
	text, _, _ = strings.Cut(text, " #")
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	to = from + len(text)
	if !hasVariable(text) {
		return text, from, to
	}
	return p.expand(text, func(i, j int) source.Span { return p.file.Span(from+i, from+j) }), from, to
}

// quoted reads a value in quotes.
func (p *parser) quoted(quote byte) (value string, from, to int) {
	from = p.pos
	text, length := unquote(p.src[from:], quote, nil)
	if length < 0 {
		p.skipLine()
		to = from + len(strings.TrimRightFunc(p.src[from:p.pos], unicode.IsSpace))
		p.reportIn(from, Unterminated, from, to, "close the quote; inside the value write it with a backslash before it",
			"the value that begins with %c is not closed", quote)
		return p.src[from+1 : to], from, to
	}
	to = from + length
	p.pos, p.quoteEnd = to, to
	if quote == '\'' || !hasVariable(text) {
		return text, from, to
	}
	var at []int32 // made at the first finding, if there is one
	return p.expand(text, func(i, j int) source.Span {
		if at == nil {
			unquote(p.src[from:], quote, &at)
		}
		return p.file.Span(from+int(at[i]), from+int(at[j]))
	}), from, to
}

// hasVariable reports whether there may be a variable in a value.
func hasVariable(text string) bool { return strings.IndexByte(text, '$') >= 0 }

// expand replaces the variables of a value.
func (p *parser) expand(text string, place func(from, to int) source.Span) string {
	got := interpolate.Expand(text, p, p.room)
	for _, f := range got.Faults {
		if p.diags.Full(diag.Error) {
			break
		}
		p.diags.Add(f.Diagnostic(place).With("template", text))
	}
	for d := range interpolate.Findings(got.Unset, text, place) {
		if p.diags.Full(diag.Warning) {
			break
		}
		p.diags.Add(d)
	}
	p.room = p.room.Less(got.Output)
	return got.Value
}

// unquote reads a quoted value at the start of s. It returns the value and the length of what
// it read, -1 if there is no closing quote. If at is not nil, it is set to where each byte of
// the value comes from, and where the last one ends.
func unquote(s string, quote byte, at *[]int32) (value string, length int) {
	if i := strings.IndexByte(s[1:], quote); i >= 0 && at == nil {
		if plain := s[1 : 1+i]; strings.IndexByte(plain, '\\') < 0 {
			return plain, i + 2
		}
	}
	u := unquoter{src: s, at: at}
	for i := 1; i < len(s); {
		switch {
		case s[i] == quote:
			u.mark(i)
			return string(u.out), i + 1
		case s[i] == '\\' && i+1 < len(s):
			i = u.backslash(i, quote)
		default:
			u.put(s[i:i+1], i)
			i++
		}
	}
	return "", -1
}

type unquoter struct {
	src string
	out []byte
	at  *[]int32
}

func (u *unquoter) mark(i int) {
	if u.at != nil {
		*u.at = append(*u.at, int32(i))
	}
}

// put adds text that comes from what begins at i.
func (u *unquoter) put(text string, i int) {
	for range len(text) {
		u.mark(i)
	}
	u.out = append(u.out, text...)
}

// keep adds the source from i up to j as it is.
func (u *unquoter) keep(i, j int) {
	for ; i < j; i++ {
		u.put(u.src[i:i+1], i)
	}
}

// backslash reads an escape at i and returns where it ends. In single quotes only the quote
// can be escaped; an escape that there is not is kept as it stands.
func (u *unquoter) backslash(i int, quote byte) int {
	c := u.src[i+1]
	switch {
	case c == quote:
		u.put(u.src[i+1:i+2], i)
	case quote == '\'':
		u.keep(i, i+2)
	case c == '0':
		return u.octal(i)
	case c == '$':
		// A dollar sign that begins no variable, as expanding has it.
		u.put("$", i)
		u.put("$", i+1)
	case escapes[c] != 0:
		u.put(string(rune(escapes[c])), i)
	default:
		u.keep(i, i+2)
	}
	return i + 2
}

var escapes = [256]byte{'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\', '"': '"'}

// octal reads \0 and up to three octal digits. Only three digits up to 377 make a character;
// with anything else just the 0 is dropped.
func (u *unquoter) octal(i int) int {
	end := i + len(`\0`)
	for end < len(u.src) && end < i+len(`\0123`) && '0' <= u.src[end] && u.src[end] <= '9' {
		end++
	}
	digits := u.src[i+len(`\0`) : end]
	if c, err := strconv.ParseUint(digits, 8, 8); err == nil && len(digits) == 3 {
		u.put(string(rune(c)), i)
		return end
	}
	u.put(`\`, i)
	u.keep(i+len(`\0`), end)
	return end
}
