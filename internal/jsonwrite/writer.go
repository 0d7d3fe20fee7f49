// Package jsonwrite owns the JSON text that composekit prints: byte for byte what
// encoding/json makes of the same values, indented by two spaces or compact. It knows nothing
// of Compose.
//
// A Writer is told what comes next, in order: a key, a scalar, the start of an object. It
// builds no tree and uses no reflection, so the caller brings keys into order first;
// encoding/json has those of maps in the order of their bytes.
package jsonwrite

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// Writer appends one JSON value to a buffer. The zero Writer is ready and indents. A Writer
// must not be used concurrently.
//
// Within an object each value follows a call of Key; within an array values follow each other.
// Every Begin has its End. A Writer does not check this.
type Writer struct {
	// Compact leaves out all white space, as json.Marshal does.
	Compact bool

	buf   []byte
	depth int
	more  bool // the innermost object or array has an entry
	keyed bool // a key has been written, its value has not
}

// Reset makes w a new value that is appended to buf, which may be nil. Compact stays.
func (w *Writer) Reset(buf []byte) { *w = Writer{Compact: w.Compact, buf: buf} }

// Bytes is the text so far. No line break ends it. It stays valid until the next call on w.
func (w *Writer) Bytes() []byte { return w.buf }

// Key writes the key of the next entry of an object.
func (w *Writer) Key(name string) {
	w.entry()
	w.quote(name)
	w.buf = append(w.buf, ':')
	if !w.Compact {
		w.buf = append(w.buf, ' ')
	}
	w.keyed = true
}

// Name writes a key that is known to need no escapes, as the name of an attribute is.
func (w *Writer) Name(name string) {
	w.entry()
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, '"', ':')
	if !w.Compact {
		w.buf = append(w.buf, ' ')
	}
	w.keyed = true
}

// String writes a string. What is special to HTML is escaped (\u003c); bytes that are no UTF-8
// are written \ufffd.
func (w *Writer) String(s string) {
	w.value()
	w.quote(s)
}

// Int writes an integer.
func (w *Writer) Int(n int64) {
	w.value()
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

// Uint writes an integer that may be too large for Int.
func (w *Writer) Uint(n uint64) {
	w.value()
	w.buf = strconv.AppendUint(w.buf, n, 10)
}

// Float64 writes a number as short as it can be for its 64 bits. JSON has no infinity and no
// NaN, and encoding/json refuses them; they are written null.
func (w *Writer) Float64(f float64) { w.float(f, 64) }

// Float32 writes a number as short as it can be for its 32 bits; otherwise it is as Float64.
func (w *Writer) Float32(f float32) { w.float(float64(f), 32) }

func (w *Writer) float(f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.Null()
		return
	}
	w.value()
	format := byte('f')
	if far(math.Abs(f), bits) {
		format = 'e'
	}
	w.buf = strconv.AppendFloat(w.buf, f, format, -1, bits)
	if n := len(w.buf); format == 'e' && n >= 4 && w.buf[n-4] == 'e' && w.buf[n-3] == '-' && w.buf[n-2] == '0' {
		w.buf = append(w.buf[:n-2], w.buf[n-1]) // e-09 is written e-9
	}
}

// far reports whether a number is so small or so large that it is written with an exponent.
func far(f float64, bits int) bool {
	if bits == 32 {
		return f != 0 && (float32(f) < 1e-6 || float32(f) >= 1e21)
	}
	return f != 0 && (f < 1e-6 || f >= 1e21)
}

// Bool writes true or false.
func (w *Writer) Bool(b bool) {
	w.value()
	w.buf = strconv.AppendBool(w.buf, b)
}

// Null writes null.
func (w *Writer) Null() {
	w.value()
	w.buf = append(w.buf, "null"...)
}

// BeginMap begins an object.
func (w *Writer) BeginMap() { w.begin('{') }

// EndMap ends the innermost object.
func (w *Writer) EndMap() { w.end('}') }

// BeginSeq begins an array.
func (w *Writer) BeginSeq() { w.begin('[') }

// EndSeq ends the innermost array.
func (w *Writer) EndSeq() { w.end(']') }

// EmptyMap writes {}.
func (w *Writer) EmptyMap() {
	w.value()
	w.buf = append(w.buf, "{}"...)
}

// EmptySeq writes [].
func (w *Writer) EmptySeq() {
	w.value()
	w.buf = append(w.buf, "[]"...)
}

func (w *Writer) begin(c byte) {
	w.value()
	w.buf = append(w.buf, c)
	w.depth++
	w.more = false
}

func (w *Writer) end(c byte) {
	w.depth--
	if w.more {
		w.newLine()
	}
	w.buf = append(w.buf, c)
	w.more = true
}

// value goes to where the next value stands: after its key, or as an entry of an array.
func (w *Writer) value() {
	if !w.keyed && w.depth > 0 {
		w.entry()
	}
	w.keyed = false
}

func (w *Writer) entry() {
	if w.more {
		w.buf = append(w.buf, ',')
	}
	w.more = true
	w.newLine()
}

func (w *Writer) newLine() {
	if w.Compact {
		return
	}
	w.buf = append(w.buf, '\n')
	for range w.depth {
		w.buf = append(w.buf, ' ', ' ')
	}
}

// safe holds the bytes of ASCII that need no escape.
var safe = func() (t [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return t
}()

func (w *Writer) quote(s string) {
	w.buf = append(w.buf, '"')
	done := 0
	for i := 0; i < len(s); {
		if safe[s[i]] {
			i++
			continue
		}
		r, width := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, width = utf8.DecodeRuneInString(s[i:])
			if r != '\u2028' && r != '\u2029' && (r != utf8.RuneError || width > 1) {
				i += width
				continue
			}
		}
		w.buf = append(w.buf, s[done:i]...)
		w.escape(r)
		i += width
		done = i
	}
	w.buf = append(w.buf, s[done:]...)
	w.buf = append(w.buf, '"')
}

func (w *Writer) escape(r rune) {
	short := byte(0)
	switch r {
	case '"', '\\':
		short = byte(r)
	case '\b':
		short = 'b'
	case '\f':
		short = 'f'
	case '\n':
		short = 'n'
	case '\r':
		short = 'r'
	case '\t':
		short = 't'
	}
	if short != 0 {
		w.buf = append(w.buf, '\\', short)
		return
	}
	w.buf = append(w.buf, '\\', 'u')
	for shift := 12; shift >= 0; shift -= 4 {
		w.buf = append(w.buf, "0123456789abcdef"[r>>shift&0xF])
	}
}
