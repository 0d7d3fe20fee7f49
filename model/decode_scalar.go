package model

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// text reads a string. Integers are taken as their decimal text, unless they are beyond 64 bits:
// those are no integers to docker compose.
func text[T ~string](d *decoder, n *syntax.Node, to *T) {
	switch {
	case n.IsString():
		*to = T(n.Text())
	case n.IsNull():
	case d.tooLarge(n):
	case n.Kind == syntax.Scalar && n.Type == syntax.Int:
		*to = T(n.Text())
	default:
		d.unexpected(n, "a string")
	}
}

// boolean reads a boolean. Text is taken in the spellings of YAML 1.1 too.
func boolean[T ~bool](d *decoder, n *syntax.Node, to *T) {
	switch {
	case n.Kind == syntax.Scalar && n.Type == syntax.Bool:
		*to = T(isTrue(n))
	case n.IsNull():
	case n.IsString():
		value, legacy, ok := schema.ParseBoolean(n.Value())
		switch {
		case !ok:
			d.fail(n, schema.Meant(InvalidBoolean.At(n.Span(), "%q is neither true nor false", n.Value()).Helped("write one of them"), n, schema.MeantBoolean(n.Value())))
		case legacy:
			d.fail(n, schema.LegacyBooleanAt(n, value))
		}
		*to = T(value)
	default:
		d.unexpected(n, "true or false")
	}
}

func (d *decoder) booleanPtr(n *syntax.Node, to **bool) {
	if !n.IsNull() {
		*to = one(d, &d.booleans)
		boolean(d, n, *to)
	}
}

// integer reads an integer; what a number has behind the point is cut off.
func integer[T ~int | ~int64](d *decoder, n *syntax.Node, to *T) {
	v, ok := d.number(n)
	if ok {
		*to = T(v)
	}
}

func (d *decoder) integerPtr(n *syntax.Node, to **int) {
	if !n.IsNull() {
		*to = one(d, &d.integers)
		integer(d, n, *to)
	}
}

// number reads an integer of 64 bits from a number or decimal text.
func (d *decoder) number(n *syntax.Node) (int64, bool) {
	if n.IsNull() {
		return 0, false
	}
	if n.IsString() {
		v, err := strconv.ParseInt(n.Value(), 10, 64)
		if err != nil {
			d.badNumber(n, err, "write a whole number in decimal digits", "")
		}
		return v, err == nil
	}
	return d.plainNumber(n)
}

// plainNumber reads an integer of 64 bits from a number.
func (d *decoder) plainNumber(n *syntax.Node) (int64, bool) {
	if n.Kind == syntax.Scalar {
		switch n.Type {
		case syntax.Int:
			if v, ok := n.Int(); ok {
				return v, true
			}
			d.outOfRange(n, math.MinInt64, math.MaxInt64)
			return 0, false
		case syntax.Float:
			f := floatOf(n)
			if f >= math.MinInt64 && f < math.MaxInt64 {
				return int64(f), true
			}
			d.outOfRange(n, math.MinInt64, math.MaxInt64)
			return 0, false
		}
	}
	d.unexpected(n, "an integer")
	return 0, false
}

// badNumber reports a text that is none, with what to write, or with the number that it was meant to be.
func (d *decoder) badNumber(n *syntax.Node, err error, help, meant string) {
	if errors.Is(err, strconv.ErrRange) {
		d.fail(n, InvalidNumber.At(n.Span(), "%s is too large", n.Value()))
		return
	}
	d.fail(n, schema.Meant(InvalidNumber.At(n.Span(), "%q is not a number", n.Value()).Helped("%s", help), n, meant))
}

// tooLarge reports an integer that 64 bits cannot hold.
func (d *decoder) tooLarge(n *syntax.Node) bool {
	if n.Kind != syntax.Scalar || n.Type != syntax.Int {
		return false
	}
	if _, ok := n.Int(); ok {
		return false
	}
	d.outOfRange(n, math.MinInt64, math.MaxInt64)
	return true
}

func (d *decoder) outOfRange(n *syntax.Node, least int64, most uint64) {
	d.fail(n, InvalidNumber.At(n.Span(), "%s is out of range: the number must lie between %d and %d", n.Value(), least, most))
}

// unsigned reads an integer from zero up. Text is not taken: attributes of this kind that may
// be written as text are cast before.
func unsigned[T ~uint16 | ~uint32 | ~uint64](d *decoder, n *syntax.Node, to *T) {
	most := uint64(^T(0))
	switch {
	case n.IsNull():
		return
	case n.Kind == syntax.Scalar && n.Type == syntax.Int:
		if v, ok := n.Uint(); ok && v <= most {
			*to = T(v)
			return
		}
		d.outOfRange(n, 0, most)
	case n.Kind == syntax.Scalar && n.Type == syntax.Float:
		if f := floatOf(n); f >= 0 && f < float64(most)+1 {
			*to = T(f)
			return
		}
		d.outOfRange(n, 0, most)
	default:
		d.unexpected(n, "an integer")
	}
}

func (d *decoder) unsigned32Ptr(n *syntax.Node, to **uint32) {
	if !n.IsNull() {
		*to = one(d, &d.unsigned32s)
		unsigned(d, n, *to)
	}
}

func (d *decoder) unsigned64Ptr(n *syntax.Node, to **uint64) {
	if !n.IsNull() {
		*to = one(d, &d.unsigned64s)
		unsigned(d, n, *to)
	}
}

// float reads a number of 32 bits.
func (d *decoder) float(n *syntax.Node, to *float32) {
	d.floatBits(n, to, 32)
}

// cpus reads a number of processors: as float, but text may be as precise as 64 bits allow
// before it is rounded.
func (d *decoder) cpus(n *syntax.Node, to *CPUs) {
	if !d.tooLarge(n) {
		d.floatBits(n, (*float32)(to), 64)
	}
}

func (d *decoder) floatBits(n *syntax.Node, to *float32, bits int) {
	switch {
	case n.IsNull():
	case n.IsString():
		f, err := strconv.ParseFloat(n.Value(), bits)
		if err != nil {
			d.badNumber(n, err, "write a decimal number, such as 0.5", units.MeantCPUs(n.Value()))
			return
		}
		*to = float32(f)
	case n.Kind == syntax.Scalar && (n.Type == syntax.Int || n.Type == syntax.Float):
		*to = float32(floatOf(n))
	default:
		d.unexpected(n, "a number")
	}
}

// duration reads a length of time.
func (d *decoder) duration(n *syntax.Node, to *Duration) {
	switch {
	case n.IsNull():
		return
	case n.Kind != syntax.Scalar:
		d.unexpected(n, "a duration")
		return
	}
	s := n.Text()
	v, fault := units.Duration(s)
	if !fault.OK() {
		d.fault(n, s, fault, InvalidDuration, units.DurationHelp, units.MeantDuration)
		return
	}
	*to = Duration(v)
}

func (d *decoder) durationPtr(n *syntax.Node, to **Duration) {
	if !n.IsNull() {
		*to = one(d, &d.durations)
		d.duration(n, *to)
	}
}

// bytes reads a number of bytes. What a number has behind the point is cut off.
func (d *decoder) bytes(n *syntax.Node, to *Bytes) {
	switch {
	case n.IsNull():
	case n.IsString():
		v, fault := units.Bytes(n.Value())
		if !fault.OK() {
			d.fault(n, n.Value(), fault, InvalidSize, units.BytesHelp, units.MeantBytes)
			return
		}
		*to = Bytes(v)
	case n.Kind == syntax.Scalar && (n.Type == syntax.Int || n.Type == syntax.Float):
		v, _ := d.plainNumber(n)
		*to = Bytes(v)
	default:
		d.unexpected(n, "a number of bytes")
	}
}

// fault reports what is wrong with a quantity, at the part that is. Meant tells what a text was probably meant to be.
func (d *decoder) fault(n *syntax.Node, text string, f units.Fault, def *diag.Def, help string, meant func(string) string) {
	what := f.Of(text)
	switch {
	case text == "":
		d.fail(n, def.At(n.Span(), "the text is empty").Helped("%s", help))
	case what == "":
		d.fail(n, def.At(n.Span(), "%q lacks a number or a unit", text).Helped("%s", help))
	default:
		bare := strings.TrimLeft(what, " ")
		if bare == "" {
			bare = what
		}
		found := def.At(syntax.Locate(n, f.End-len(bare), f.End), "%q %s", bare, f.Reason).Helped("%s", help)
		d.fail(n, schema.Meant(found, n, meant(text)))
	}
}

// fileModePtr reads permissions: a number, or octal text.
func (d *decoder) fileModePtr(n *syntax.Node, to **FileMode) {
	switch {
	case n.IsNull():
	case n.IsString():
		v, err := strconv.ParseInt(n.Value(), 8, 64)
		if err != nil {
			d.notOctal(n)
			return
		}
		*to = one(d, &d.fileModes)
		**to = FileMode(v)
	case n.Kind == syntax.Scalar && n.Type == syntax.Int:
		v, _ := d.plainNumber(n)
		*to = one(d, &d.fileModes)
		**to = FileMode(v)
	case n.Type == syntax.Float && strings.Trim(n.Value(), "0123456789") == "": // 0999
		d.notOctal(n)
	default:
		d.unexpected(n, "permissions in octal digits")
	}
}

func (d *decoder) notOctal(n *syntax.Node) {
	d.fail(n, InvalidFileMode.At(n.Span(), "%q is not an octal number", n.Value()).
		Helped("write the permissions in octal digits, such as 0440"))
}

// deviceCount reads a number of devices; "all" is -1.
func (d *decoder) deviceCount(n *syntax.Node, to *DeviceCount) {
	switch {
	case n.IsNull():
	case n.IsString():
		if strings.EqualFold(n.Value(), "all") {
			*to = -1
			return
		}
		v, err := strconv.ParseInt(n.Value(), 10, 64)
		if err != nil {
			d.fail(n, InvalidDeviceCount.At(n.Span(), "%q is neither a number nor all", n.Value()))
			return
		}
		*to = DeviceCount(v)
	case n.Kind == syntax.Scalar && n.Type == syntax.Int:
		v, _ := d.plainNumber(n)
		*to = DeviceCount(v)
	default:
		d.unexpected(n, "a number of devices or all")
	}
}
