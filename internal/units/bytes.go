package units

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Bytes reads a size in bytes: a whole number, which may be negative, or a number from zero
// up with a unit: b, k, m, g, t or p, in either case, alone or as in kb and kib. Units are
// powers of 1024. One space may stand before the unit; what is left of a byte is cut off.
//
// The reference lets sizes beyond 64 bits run over; here they are TooLarge.
func Bytes(s string) (int64, Fault) {
	if n, ok := integer(s); ok {
		return n, Fault{}
	}
	// Most sizes are a whole number and a unit, and a float holds the number exactly.
	if n, i, ok := digits(s, 0); ok && i > 0 && n < 1<<53 {
		if factor, ok := byteUnit(s[i:]); ok && float64(n)*factor < 1<<63 {
			return int64(float64(n) * factor), Fault{}
		}
	}
	end := strings.LastIndexAny(s, "0123456789. ") + 1
	if end == 0 {
		return 0, Fault{0, len(s), NoNumber}
	}
	number, unit := s[:end], s[end:]
	if s[end-1] == ' ' {
		number = s[:end-1]
	}
	n, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), math.IsNaN(n): // out of range it is infinite
		return 0, Fault{0, len(number), NoNumber}
	case n < 0:
		return 0, Fault{0, len(number), Negative}
	}
	factor, ok := byteUnit(unit)
	if !ok {
		return 0, Fault{end, len(s), UnknownUnit}
	}
	n *= factor
	if n >= 1<<63 {
		return 0, Fault{0, len(s), TooLarge}
	}
	return int64(n), Fault{}
}

// integer reads a whole number of decimal digits with an optional sign.
func integer(s string) (n int64, ok bool) {
	digits := s
	if s != "" && (s[0] == '-' || s[0] == '+') {
		digits = s[1:]
	}
	if digits == "" || skipDigits(digits, 0) != len(digits) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// byteUnit is the number of bytes in a unit; the empty unit is one.
func byteUnit(s string) (factor float64, ok bool) {
	if s == "" {
		return 1, true
	}
	var power int
	switch lower(s[0]) {
	case 'b':
		return 1, len(s) == 1
	case 'k':
		power = 1
	case 'm':
		power = 2
	case 'g':
		power = 3
	case 't':
		power = 4
	case 'p':
		power = 5
	default:
		return 0, false
	}
	switch len(s) {
	case 1:
		ok = true
	case 2:
		ok = lower(s[1]) == 'b'
	case 3:
		ok = lower(s[1]) == 'i' && lower(s[2]) == 'b'
	}
	return float64(int64(1) << (10 * power)), ok
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
