package yamlwrite

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSimpleKey is the length in bytes up to which a key is written without "?".
const maxSimpleKey = 128

// What a byte of ASCII means to a plain scalar in block context.
const (
	unsafeByte uint8 = 1 << iota // needs a closer look wherever it stands
	badFirst                     // may not begin a plain scalar, or only sometimes
	hintFirst                    // may begin something that is not a string
)

// classes holds the meaning of each byte.
var classes = func() (t [256]uint8) {
	for c := range t {
		if c < ' ' || c >= 0x7F {
			t[c] = unsafeByte
		}
	}
	for _, c := range ":# " {
		t[c] |= unsafeByte
	}
	for _, c := range "#,[]{}&*!|>'\"%@`?: " {
		t[c] |= badFirst
	}
	for _, c := range "+-.0123456789yYnNtTfFoO~<" {
		t[c] |= hintFirst
	}
	return t
}()

// look is what a first look at a string tells.
type look uint8

const (
	hard   look = iota // it needs the closer look of analyse
	plain              // it can stand as it is
	quoted             // it can stand as it is in double quotes, without which it would be read as something else than a string
)

// lookAt tells of most strings how they are written. Of some that are rare it answers hard, though they could be written as
// they are.
func lookAt(s string) look {
	if s == "" {
		return hard
	}
	first := classes[s[0]]
	if first&^hintFirst != 0 {
		return hard
	}
	for i := 1; i < len(s); i++ {
		if classes[s[i]]&unsafeByte == 0 {
			continue
		}
		switch s[i] {
		case ':':
			if blankOrEnd(s, i+1) {
				return hard
			}
		case '#':
			if s[i-1] == ' ' {
				return hard
			}
		case ' ':
			if i == len(s)-1 {
				return hard
			}
		default:
			return hard
		}
	}
	switch {
	case first == 0:
		return plain
	case startsMarker(s):
		return hard
	case isString(s):
		return plain
	}
	return quoted // what is none has no character that is escaped
}

// startsMarker reports whether s starts like the end of a document, or is what an item of a
// sequence starts with.
func startsMarker(s string) bool {
	return strings.HasPrefix(s, "---") || strings.HasPrefix(s, "...") || s[0] == '-' && blankOrEnd(s, 1)
}

func blankOrEnd(s string, i int) bool {
	return i >= len(s) || s[i] == ' ' || s[i] == '\t'
}

type style uint8

const (
	plainStyle style = iota
	singleQuoted
	doubleQuoted
	literal
)

// traits is what the style of a scalar depends on.
type traits struct {
	breaks     bool // has a line break of any kind
	notPlain   bool
	notSingle  bool
	notLiteral bool
}

// analyse looks at each character of valid UTF-8.
func analyse(s string) traits {
	if s == "" {
		return traits{notLiteral: true}
	}
	var t traits
	first := classes[s[0]]
	if first&badFirst != 0 && ((s[0] != '?' && s[0] != ':') || blankOrEnd(s, 1)) || startsMarker(s) {
		t.notPlain = true
	}
	var afterSpace, afterBreak bool
	afterBlank := true
	for i, width := 0, 1; i < len(s); i += width {
		c := s[i]
		width = 1
		if c >= utf8.RuneSelf {
			_, width = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case c == ':' && i > 0 && blankOrEnd(s, i+1), c == '#' && afterBlank:
			t.notPlain = true
		case c == '\t':
			t.notPlain, t.notSingle = true, true
		case !printable(s[i:]):
			t.special()
		}
		space, lineBreak := c == ' ', isBreak(s[i:])
		end := i == 0 || i+width == len(s)
		switch {
		case space:
			t.notPlain = t.notPlain || end || afterBreak
			t.notSingle = t.notSingle || afterBreak
			t.notLiteral = t.notLiteral || i+width == len(s)
		case lineBreak:
			t.breaks, t.notPlain = true, true
			if afterSpace {
				t.special()
			}
		}
		afterSpace, afterBreak = space, lineBreak
		afterBlank = space || lineBreak || c == '\t' || c == 0
	}
	return t
}

// special notes something that only double quotes can hold.
func (t *traits) special() { t.notPlain, t.notSingle, t.notLiteral = true, true, true }

// printable reports whether the first character of valid UTF-8 needs no escape. Characters
// beyond the basic multilingual plane count as not printable, as do those that YAML 1.1 takes
// for line breaks and YAML 1.2 does not: where they stand as they are, readers disagree.
func printable(s string) bool {
	switch c := s[0]; {
	case c == '\n':
		return true
	case isBreak(s):
		return false
	case c < utf8.RuneSelf:
		return c >= ' ' && c < 0x7F
	case c == 0xC2:
		return s[1] >= 0xA0
	case c < 0xEF:
		return true
	case c == 0xEF:
		return !strings.HasPrefix(s, "\uFEFF") && !strings.HasPrefix(s, "\uFFFE") && !strings.HasPrefix(s, "\uFFFF")
	}
	return false
}

// isBreak reports whether the first character is a line break as YAML 1.1 has them.
func isBreak(s string) bool {
	switch s[0] {
	case '\n', '\r':
		return true
	case 0xC2:
		return s[1] == 0x85
	case 0xE2:
		return s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9)
	}
	return false
}

// scalar is a string on its way to the text.
type scalar struct {
	text   string
	binary bool // text is the base64 of what is no UTF-8
	traits traits
	style  style
}

const binaryTag = "!!binary"

// newScalar decides how to write s, be it a value or a key that has lines of its own.
func newScalar(s string) scalar {
	sc := scalar{text: s}
	if !utf8.ValidString(s) {
		sc.text, sc.binary = base64Lines(s), true
	}
	sc.traits = analyse(sc.text)
	switch {
	case strings.IndexByte(sc.text, '\n') >= 0:
		sc.style = doubleQuoted
		if !sc.traits.notLiteral && hasInk(sc.text) {
			sc.style = literal
		}
	case !sc.binary && !isString(sc.text):
		sc.style = doubleQuoted
	case sc.traits.notPlain && sc.traits.notSingle:
		sc.style = doubleQuoted
	case sc.traits.notPlain:
		sc.style = singleQuoted
	}
	return sc
}

// hasInk reports whether s has a character that is not white space.
func hasInk(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) }) >= 0
}

// simpleKey reports whether the scalar can be a key on one line with its value.
func (sc *scalar) simpleKey() bool {
	n := len(sc.text)
	if sc.binary {
		n += len(binaryTag)
	}
	return !sc.traits.breaks && n <= maxSimpleKey
}

// hardKey writes a key that lookAt does not tell how to write, or that is long.
func (w *Writer) hardKey(name string) {
	sc := newScalar(name)
	if sc.simpleKey() {
		w.scalar(&sc)
		w.buf = append(w.buf, ':')
		w.at = inLine
		return
	}
	w.buf = append(w.buf, '?', ' ')
	w.at = inLine
	w.scalar(&sc)
	w.entry()
	w.buf = append(w.buf, ':')
	w.at = indicator
}

// hardString writes a string that lookAt does not tell how to write.
func (w *Writer) hardString(s string) {
	sc := newScalar(s)
	w.scalar(&sc)
}

func (w *Writer) scalar(sc *scalar) {
	if sc.binary {
		w.buf = append(w.buf, binaryTag...)
		w.buf = append(w.buf, ' ')
	}
	switch sc.style {
	case plainStyle:
		w.buf = append(w.buf, sc.text...)
	case singleQuoted:
		w.singleQuoted(sc.text)
	case doubleQuoted:
		w.doubleQuoted(sc.text)
	case literal:
		w.literal(sc.text)
	}
}

// within is the indentation of further lines of a scalar.
func (w *Writer) within() int { return max(step, step*len(w.open)) }

// singleQuoted writes s, which has no line breaks, in single quotes.
func (w *Writer) singleQuoted(s string) {
	w.buf = append(w.buf, '\'')
	for i := range len(s) {
		if s[i] == '\'' {
			w.buf = append(w.buf, '\'')
		}
		w.buf = append(w.buf, s[i])
	}
	w.buf = append(w.buf, '\'')
}

// doubleQuoted writes s in double quotes. If s begins with a byte order mark, the reference
// escapes all of it.
func (w *Writer) doubleQuoted(s string) {
	w.buf = append(w.buf, '"')
	all := strings.HasPrefix(s, "\uFEFF")
	for i, width := 0, 1; i < len(s); i += width {
		r := rune(s[i])
		width = 1
		if r >= utf8.RuneSelf {
			r, width = utf8.DecodeRuneInString(s[i:])
		}
		if all || r == '"' || r == '\\' || r == '\n' || !printable(s[i:]) {
			w.escape(r)
			continue
		}
		w.buf = append(w.buf, s[i:i+width]...)
	}
	w.buf = append(w.buf, '"')
}

// escapes are the characters with an escape of one letter, each followed by that letter.
const escapes = "\x000\aa\bb\tt\nn\vv\ff\rr\x1be\"\"\\\\\u0085N\u00A0_\u2028L\u2029P"

func (w *Writer) escape(r rune) {
	if short, ok := shortEscape(r); ok {
		w.buf = append(w.buf, '\\', short)
		return
	}
	kind, digits := byte('U'), 8
	switch {
	case r <= 0xFF:
		kind, digits = 'x', 2
	case r <= 0xFFFF:
		kind, digits = 'u', 4
	}
	w.buf = append(w.buf, '\\', kind)
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		w.buf = append(w.buf, "0123456789ABCDEF"[r>>shift&0xF])
	}
}

func shortEscape(r rune) (letter byte, ok bool) {
	wanted := true // every second character is one to escape
	found := false
	for _, c := range escapes {
		if found {
			return byte(c), true
		}
		found = wanted && c == r
		wanted = !wanted
	}
	return 0, false
}

// literal writes s as a block scalar with all its line breaks. Readers take the indentation of
// the first line that is not empty for that of all, unless they are told.
func (w *Writer) literal(s string) {
	w.buf = append(w.buf, '|')
	if first := strings.TrimLeft(s, "\n"); first != "" && (first[0] == ' ' || first[0] == '\t') {
		w.buf = append(w.buf, '0'+step)
	}
	switch {
	case !strings.HasSuffix(s, "\n"):
		w.buf = append(w.buf, '-')
	case s == "\n", strings.HasSuffix(s, "\n\n"):
		w.buf = append(w.buf, '+')
	}
	w.newLine()
	for i := range len(s) {
		if s[i] == '\n' {
			w.buf = append(w.buf, '\n')
			w.at = lineStart
			continue
		}
		if w.at == lineStart {
			w.spaces(w.within())
			w.at = inLine
		}
		w.buf = append(w.buf, s[i])
	}
}

// base64Lines is the base64 of s in lines of 70 characters; text that fits on one line has
// no line break.
func base64Lines(s string) string {
	const line = 70
	enc := base64.StdEncoding.EncodeToString([]byte(s))
	if len(enc) < line {
		return enc
	}
	var b strings.Builder
	for len(enc) > line {
		b.WriteString(enc[:line])
		b.WriteByte('\n')
		enc = enc[line:]
	}
	b.WriteString(enc)
	b.WriteByte('\n')
	return b.String()
}
