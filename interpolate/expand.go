// Package interpolate owns variables: the grammar of ${NAME} in text, putting values in their
// place throughout a tree, and turning the resulting text into the numbers and booleans that
// the attribute table asks for. It knows nothing of files or projects.
//
// The grammar is that of the Compose Specification's page "Interpolation" (12-interpolation.md).
// Offsets are kept all the way, so that a fault inside a long text is marked at its exact characters.
package interpolate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// Limits bound what variables may make of a text. A zero field means its default; a negative
// one means no limit.
type Limits struct {
	// Depth is how deep defaults, alternates and messages may nest; default 100. With any limit
	// there is also one on the bytes that are read again for it, which is that of Output.
	Depth int
	// Output is how many bytes of text one call may produce in total; default 10,000,000.
	Output int
	// Findings is how many findings there may be of one text, and of one tree; one more is the
	// sign that there are others.
	Findings diag.Limit
}

const (
	defaultDepth  = 100
	defaultOutput = 10_000_000
	unlimited     = int(^uint(0) >> 1)
)

func limit(value, byDefault int) int {
	switch {
	case value == 0:
		return byDefault
	case value < 0:
		return unlimited
	}
	return value
}

// Less is l after used bytes of the output that it allows have been produced.
func (l Limits) Less(used int) Limits {
	if left := limit(l.Output, defaultOutput); left != unlimited {
		l.Output = max(left-used, 1)
	}
	return l
}

// Result is a text with its variables replaced.
type Result struct {
	// Value is the text; of a text with faults it is what could be made of it.
	Value string
	// Faults are the reasons for which the text is refused, in order of place.
	Faults []Fault
	// Unset are the places where a variable that is not set became the empty string.
	Unset []Unset
	// Output is how many bytes of text were produced, those of messages included.
	Output int
}

// Unset is the place of a variable that is not set and has no default.
type Unset struct {
	Name     string
	From, To int // bytes of the text; of ${NAME} with its braces
}

// Expand replaces the variables of s. A nil env has no variable set.
//
// A variable is written $NAME or ${NAME}; $$ is a dollar sign. With an operator it reads
// ${NAME:-default}, ${NAME:+alternate} or ${NAME:?message}; without the colon a variable
// that is set to the empty string counts as present. Defaults, alternates and messages may
// hold variables themselves, which are looked at only if they are used.
func Expand(s string, env source.Env, limits Limits) Result {
	return expand(s, env, limits, nil)
}

func expand(s string, env source.Env, limits Limits, pieces *[]Piece) Result {
	if strings.IndexByte(s, '$') < 0 {
		if pieces != nil && s != "" {
			*pieces = append(*pieces, Piece{Text: s})
		}
		return Result{Value: s}
	}
	x := newExpander(env, limits)
	x.pieces = pieces
	all := x.room
	x.text(s, 0, 0)
	return Result{Value: x.take(), Faults: x.faults, Unset: x.unset, Output: all - x.room}
}

// Piece is a part of what a text comes to.
type Piece struct {
	Text string
	// At is where it is written in the text; of the value of a variable, where the variable is.
	At int
	// Given is set of the value of a variable.
	Given bool
}

// Pieces is Expand with what the value consists of, in order.
func Pieces(s string, env source.Env, limits Limits) ([]Piece, Result) {
	var pieces []Piece
	r := expand(s, env, limits, &pieces)
	return pieces, r
}

// expander makes text out of text with variables. It can be used again after take and reset.
type expander struct {
	env   source.Env
	depth int // greatest depth allowed
	room  int // bytes that may still be produced
	inner int // bytes inside of other texts that may still be read
	full  bool
	limit diag.Limit

	// piece is the text so far as long as it is a single piece, so that the common cases need
	// no copy; after that out holds it.
	piece string
	out   []byte
	// pieces, unless it is nil, gets what the text consists of, those of messages not.
	pieces *[]Piece

	faults []Fault
	unset  []Unset
}

func newExpander(env source.Env, limits Limits) expander {
	x := expander{env: env, depth: limit(limits.Depth, defaultDepth), room: limit(limits.Output, defaultOutput), limit: limits.Findings}
	if x.inner = x.room; x.depth == unlimited {
		x.inner = unlimited
	}
	return x
}

// text adds s with its variables replaced. It stands at offset base of the whole text.
func (x *expander) text(s string, base, depth int) {
	r := newReader(s)
	done := 0
	for {
		t, ok := r.next()
		if !ok {
			break
		}
		x.add(s[done:t.from], base+done)
		done = t.to
		switch t.kind {
		case escape:
			x.add("$", base+t.from)
		case malformed:
			if x.tells(len(x.faults)) {
				x.faults = append(x.faults, r.explain(t).shifted(base))
			}
		case reference:
			x.reference(s, &t, base, depth)
		}
	}
	x.add(s[done:], base+done)
}

// reference adds the value of a reference.
func (x *expander) reference(s string, t *token, base, depth int) {
	value, set := x.lookup(t.name)
	present := t.takesValue(value, set)
	switch {
	case t.op == 0 && !set:
		if x.tells(len(x.unset)) {
			x.unset = append(x.unset, Unset{Name: t.name, From: base + t.from, To: base + t.to})
		}
	case t.op == '?' && !present:
		x.missing(s, t, base, depth)
	case t.op == '+' && present, t.op == '-' && !present:
		x.nested(s, t, base, depth)
	default:
		x.put(Piece{value, base + t.from, true})
	}
}

// tells reports whether something is still to be told of a text that n are known of.
func (x *expander) tells(n int) bool { return x.limit.Allows(n - 1) }

func (x *expander) lookup(name string) (string, bool) {
	if x.env == nil {
		return "", false
	}
	value, set := x.env.Lookup(name)
	if !set {
		return "", false
	}
	return value, true
}

// nested adds the text after the operator.
func (x *expander) nested(s string, t *token, base, depth int) {
	arg := s[t.argFrom:t.argTo]
	if strings.IndexByte(arg, '$') < 0 {
		x.add(arg, base+t.argFrom)
		return
	}
	if depth >= x.depth || len(arg) > x.inner {
		if x.tells(len(x.faults)) {
			x.faults = append(x.faults, Fault{Kind: TooDeep, Name: t.name, At: base + t.from, From: base + t.from, To: base + t.argFrom})
		}
		return
	}
	x.inner -= len(arg)
	x.text(arg, base+t.argFrom, depth+1)
}

// missing reports a required variable that has no value, with the message of the file's author.
func (x *expander) missing(s string, t *token, base, depth int) {
	if !x.tells(len(x.faults)) {
		return
	}
	piece, out, pieces := x.piece, x.out, x.pieces
	x.piece, x.out, x.pieces = "", nil, nil
	place := len(x.faults)
	x.faults = append(x.faults, Fault{Kind: Missing, Name: t.name, At: base + t.from, From: base + t.from, To: base + t.to})
	x.nested(s, t, base, depth)
	x.faults[place].Text = x.take()
	x.piece, x.out, x.pieces = piece, out, pieces
}

// add adds text that is written at offset at of the whole text.
func (x *expander) add(text string, at int) { x.put(Piece{text, at, false}) }

func (x *expander) put(p Piece) {
	text := p.Text
	if text == "" {
		return
	}
	if len(text) > x.room {
		if !x.full {
			x.full = true
			x.faults = append(x.faults, Fault{Kind: TooLong, At: p.At, From: p.At, To: p.At + 1})
		}
		return
	}
	x.room -= len(text)
	if x.pieces != nil {
		*x.pieces = append(*x.pieces, p)
	}
	if x.piece == "" && len(x.out) == 0 {
		x.piece = text
		return
	}
	if x.out == nil {
		x.out = make([]byte, 0, 128) // for one text after the other
	}
	if x.piece != "" {
		x.out = append(x.out, x.piece...)
		x.piece = ""
	}
	x.out = append(x.out, text...)
}

// take returns the text and starts a new one.
func (x *expander) take() string {
	text := x.piece
	if len(x.out) > 0 {
		text = string(x.out)
	}
	x.piece, x.out = "", x.out[:0]
	return text
}
