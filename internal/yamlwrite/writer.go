// Package yamlwrite owns the YAML text that composekit prints: it lays values out, and picks
// the style of each scalar, byte for byte as docker compose config does (go.yaml.in/yaml/v4's
// Encoder with an indent of two). It knows nothing of Compose.
//
// A Writer is told what comes next, in order: a key, a scalar, the start of a mapping. It
// builds no tree, so the caller brings map keys into order first (see SortKeys).
package yamlwrite

import (
	"math"
	"strconv"
	"time"
)

// Writer appends one YAML document to a buffer. The zero Writer is ready. A Writer must not
// be used concurrently.
//
// Within a mapping each value follows a call of Key; within a sequence values follow each
// other. Every Begin has its End. A Writer does not check this: calls out of order give text
// that is not the YAML that was meant.
type Writer struct {
	buf   []byte
	open  []collection // the collections that have begun and not ended, outermost first
	at    place
	fresh bool // the innermost collection has no entry yet
	keys  []int32
}

type collection uint8

const (
	mapping collection = iota
	sequence
)

// place says where the text ends, as far as it decides how the next entry begins.
type place uint8

const (
	lineStart place = iota // nothing stands on the line
	indicator              // just after "-", "?" or ":" that a first entry may follow on the same line
	inLine                 // after a simple key or a scalar
)

const step = 2 // columns by which a level is indented

// Reset makes w a new document that is appended to buf, which may be nil.
func (w *Writer) Reset(buf []byte) {
	*w = Writer{buf: buf, open: w.open[:0], keys: w.keys[:0]}
}

// Bytes is the text so far, its last line ended. It stays valid until the next call on w.
func (w *Writer) Bytes() []byte {
	if w.at == inLine {
		w.newLine()
	}
	return w.buf
}

// Key writes the key of the next entry of a mapping.
func (w *Writer) Key(name string) {
	w.entry()
	if len(name) > maxSimpleKey || !w.quick(name) {
		w.hardKey(name)
		return
	}
	w.buf = append(w.buf, ':')
	w.at = inLine
}

// Name writes a key that is known to be plain, as the name of an attribute is: a letter, and letters, digits and underscores, and no
// word that YAML takes for another value.
func (w *Writer) Name(name string) {
	w.entry()
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, ':')
	w.at = inLine
}

// String writes a string, quoted where it would otherwise be read as something else.
func (w *Writer) String(s string) {
	w.lead()
	if !w.quick(s) {
		w.hardString(s)
	}
}

// quick writes a string if a first look tells how.
func (w *Writer) quick(s string) bool {
	switch lookAt(s) {
	case plain:
		w.buf = append(w.buf, s...)
		return true
	case quoted:
		w.buf = append(w.buf, '"')
		w.buf = append(w.buf, s...)
		w.buf = append(w.buf, '"')
		return true
	}
	return false
}

// Int writes an integer.
func (w *Writer) Int(n int64) {
	w.lead()
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

// Uint writes an integer that may be too large for Int.
func (w *Writer) Uint(n uint64) {
	w.lead()
	w.buf = strconv.AppendUint(w.buf, n, 10)
}

// Float64 writes a number as short as it can be for its 64 bits: 0.5, 1e+06, .inf.
func (w *Writer) Float64(f float64) { w.float(f, 64) }

// Float32 writes a number as short as it can be for its 32 bits.
func (w *Writer) Float32(f float32) { w.float(float64(f), 32) }

func (w *Writer) float(f float64, bits int) {
	w.lead()
	switch {
	case math.IsNaN(f):
		w.buf = append(w.buf, ".nan"...)
	case math.IsInf(f, 1):
		w.buf = append(w.buf, ".inf"...)
	case math.IsInf(f, -1):
		w.buf = append(w.buf, "-.inf"...)
	default:
		w.buf = strconv.AppendFloat(w.buf, f, 'g', -1, bits)
	}
}

// Bool writes true or false.
func (w *Writer) Bool(b bool) {
	w.lead()
	w.buf = strconv.AppendBool(w.buf, b)
}

// Null writes null.
func (w *Writer) Null() {
	w.lead()
	w.buf = append(w.buf, "null"...)
}

// Time writes a timestamp, with as many digits of a second as it has.
func (w *Writer) Time(t time.Time) {
	w.lead()
	w.buf = t.AppendFormat(w.buf, time.RFC3339Nano)
}

// BeginMap begins a mapping in block style. One that ends without an entry is written {}.
func (w *Writer) BeginMap() { w.begin(mapping) }

// EndMap ends the innermost collection, which is a mapping.
func (w *Writer) EndMap() { w.end("{}") }

// BeginSeq begins a sequence in block style. One that ends without an item is written [].
func (w *Writer) BeginSeq() { w.begin(sequence) }

// EndSeq ends the innermost collection, which is a sequence.
func (w *Writer) EndSeq() { w.end("[]") }

// EmptyMap writes {}.
func (w *Writer) EmptyMap() {
	w.lead()
	w.buf = append(w.buf, "{}"...)
}

// EmptySeq writes [].
func (w *Writer) EmptySeq() {
	w.lead()
	w.buf = append(w.buf, "[]"...)
}

func (w *Writer) begin(c collection) {
	w.item()
	w.open = append(w.open, c)
	w.fresh = true
}

func (w *Writer) end(empty string) {
	if len(w.open) == 0 {
		return
	}
	w.open = w.open[:len(w.open)-1]
	if w.fresh {
		w.fresh = false
		w.space()
		w.buf = append(w.buf, empty...)
		w.at = inLine
	}
}

// lead writes what stands before a scalar.
func (w *Writer) lead() {
	w.item()
	w.space()
	w.at = inLine
}

// item writes the dash of an item, if the innermost collection is a sequence.
func (w *Writer) item() {
	if n := len(w.open); n > 0 && w.open[n-1] == sequence {
		w.entry()
		w.buf = append(w.buf, '-')
		w.at = indicator
	}
}

// space separates a value from the indicator or key before it.
func (w *Writer) space() {
	if w.at != lineStart {
		w.buf = append(w.buf, ' ')
	}
}

// entry goes to where the next entry of the innermost collection begins. The first entry of
// a collection follows an indicator on its line, where it is two columns further to the
// right, as on a line of its own.
func (w *Writer) entry() {
	w.fresh = false
	switch w.at {
	case indicator:
		w.buf = append(w.buf, ' ')
		return
	case inLine:
		w.newLine()
	}
	w.spaces(step * (len(w.open) - 1))
}

func (w *Writer) newLine() {
	w.buf = append(w.buf, '\n')
	w.at = lineStart
}

func (w *Writer) spaces(n int) {
	const blank = "                                "
	for n > len(blank) {
		w.buf = append(w.buf, blank...)
		n -= len(blank)
	}
	if n > 0 {
		w.buf = append(w.buf, blank[:n]...)
	}
}
