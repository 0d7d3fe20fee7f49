// Package units owns the two kinds of text that Compose files write quantities in: sizes in
// bytes ("64m", "1.5gb") and lengths of time ("1m30s", "2d"). It says which part of a text is
// wrong, and knows nothing of files and diagnostics.
package units

// Fault is what is wrong with a text, and where. The zero Fault is none.
type Fault struct {
	// Start and End bound the part of the text that is wrong, in bytes. A part of no width is
	// where something is missing.
	Start, End int
	Reason     Reason
}

// Reason is the kind of a Fault.
type Reason uint8

const (
	None        Reason = iota
	NoNumber           // a number was expected
	Negative           // a size with a unit cannot be below zero
	MissingUnit        // a number of a length of time has no unit
	UnknownUnit        // the letters are no unit
	TooLarge           // the value does not fit into 64 bits
)

// OK reports whether there is no fault.
func (f Fault) OK() bool { return f.Reason == None }

// Of is the part of the text that is wrong.
func (f Fault) Of(text string) string { return text[f.Start:f.End] }

// String says what is wrong with the part, to follow its quotation in a message.
func (r Reason) String() string {
	switch r {
	case NoNumber:
		return "is not a number"
	case Negative:
		return "is below zero"
	case MissingUnit:
		return "has no unit"
	case UnknownUnit:
		return "is not a unit"
	case TooLarge:
		return "is too large"
	}
	return "is fine"
}

// What people may write, as help for a Fault.
const (
	BytesHelp    = "write a whole number of bytes, or a number with one of the units b, k, m, g, t, p, such as 64m or 1.5gb"
	DurationHelp = "write numbers with units from ns, us, ms, s, m, h, d, w, such as 1m30s or 1.5h"
)
