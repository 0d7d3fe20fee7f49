package interpolate

import "strings"

// reader finds the variables in one stretch of text: a whole scalar, or the default, alternate
// or message inside a reference. The reach of a reference with an operator is peculiar and
// users depend on it:
//
//   - it ends on its own line: without a } before the next line break it is malformed;
//   - it ends at the } that balances its {, where the character just after any { is not
//     looked at (so that {} inside leaves the braces unbalanced);
//   - if nothing balances, it ends at the last } of the line.
type reader struct {
	text string
	pos  int

	lineEnd   int // end of the line that lastBrace was looked up for; -1 before the first
	lastBrace int // last } of that line, -1 if there is none

	finalBrace int // last } of the text, only looked up to explain a fault; before that notLookedUp
}

const notLookedUp = -2

func newReader(text string) reader {
	return reader{text: text, lineEnd: -1, lastBrace: -1, finalBrace: notLookedUp}
}

type tokenKind uint8

const (
	escape    tokenKind = iota // $$
	reference                  // $NAME, ${NAME}, ${NAME:-default}
	malformed                  // ${ that begins no reference
)

// token is something that a dollar sign begins. Offsets count from the start of the reader's text.
type token struct {
	kind     tokenKind
	from, to int
	name     string
	// op is the operator without its colon: one of - + ? or 0 for none.
	op    byte
	colon bool
	// arg is where the text after the operator lies, without the closing brace.
	argFrom, argTo int
}

// takesValue reports whether a variable's own value counts as present to the operator.
func (t *token) takesValue(value string, set bool) bool {
	return set && (value != "" || !t.colon)
}

// next is the next token; what lies before it is literal text. ok is false if only literal
// text is left.
func (r *reader) next() (t token, ok bool) {
	for {
		i := strings.IndexByte(r.text[r.pos:], '$')
		if i < 0 {
			return token{}, false
		}
		i += r.pos
		t = token{from: i, to: i + 1}
		switch rest := r.text[i+1:]; {
		case rest == "":
		case rest[0] == '$':
			t.kind, t.to = escape, i+2
		case rest[0] == '{':
			r.braced(&t)
		default:
			if n := nameLen(rest); n > 0 {
				t.kind, t.name, t.to = reference, rest[:n], i+1+n
			}
		}
		r.pos = t.to
		if t.to > i+1 {
			return t, true
		}
		// A dollar sign that begins nothing is literal.
	}
}

// braced reads what follows ${.
func (r *reader) braced(t *token) {
	start := t.from + len("${")
	t.kind, t.to = malformed, start
	end := start + nameLen(r.text[start:])
	t.name = r.text[start:end]
	if t.name == "" {
		return
	}
	if strings.HasPrefix(r.text[end:], "}") {
		t.kind, t.to = reference, end+1
		return
	}
	op, colon, width := operator(r.text[end:])
	if op == 0 {
		return
	}
	last := r.lastBraceFrom(end + width)
	if last < 0 {
		return
	}
	closing := balanced(r.text[:last+1], t.from+1)
	if closing < 0 {
		closing = last
	}
	t.kind, t.to = reference, closing+1
	t.op, t.colon = op, colon
	t.argFrom, t.argTo = end+width, closing
}

// lastBraceFrom is the last } between from and the end of its line, -1 if there is none. The
// line is looked at once, however many references it has.
func (r *reader) lastBraceFrom(from int) int {
	if from > r.lineEnd {
		r.lineEnd, r.lastBrace = len(r.text), -1
		if i := strings.IndexByte(r.text[from:], '\n'); i >= 0 {
			r.lineEnd = from + i
		}
		if i := strings.LastIndexByte(r.text[from:r.lineEnd], '}'); i >= 0 {
			r.lastBrace = from + i
		}
	}
	if r.lastBrace < from {
		return -1
	}
	return r.lastBrace
}

// balanced is the position of the } that balances the { at open, -1 if there is none.
func balanced(s string, open int) int {
	depth := 0
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
			i++
		case '}':
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

// operator reads an operator at the start of s; op is 0 if there is none.
func operator(s string) (op byte, colon bool, width int) {
	colon = strings.HasPrefix(s, ":")
	if colon {
		width = 1
	}
	if len(s) > width {
		switch c := s[width]; c {
		case '-', '+', '?':
			return c, colon, width + 1
		}
	}
	return 0, false, 0
}

// nameLen is the length of the variable name at the start of s, 0 if there is none: a letter
// or underscore, then letters, digits and underscores.
func nameLen(s string) int {
	i := 0
	for i < len(s) {
		c := s[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z', c == '_':
			i++
		case '0' <= c && c <= '9':
			if i == 0 {
				return 0
			}
			i++
		case c >= 0x80:
			n := foldedLetter(s[i:])
			if n == 0 {
				return i
			}
			i += n
		default:
			return i
		}
	}
	return i
}

// foldedLetter is the length of a letter outside ASCII that is an ASCII letter when case is
// ignored: the long s and the Kelvin sign. Compose matches names ignoring case, so it takes them.
func foldedLetter(s string) int {
	for _, letter := range [...]string{"\u017f", "\u212a"} {
		if strings.HasPrefix(s, letter) {
			return len(letter)
		}
	}
	return 0
}
