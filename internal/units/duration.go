package units

import "math"

// Duration reads a length of time in nanoseconds: an optional sign and numbers, each with a
// unit, such as "1m30s", "1.5h" or "2d". Units are ns, us (also µs), ms, s, m, h, d (24 hours)
// and w (seven days), and may come in any order. "0" needs no unit.
func Duration(s string) (int64, Fault) {
	i := 0
	negative := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		i = 1
	}
	if s[i:] == "0" {
		return 0, Fault{}
	}
	if i == len(s) {
		return 0, Fault{0, len(s), NoNumber}
	}
	var total int64
	for i < len(s) {
		n, end, fault := part(s, i)
		if !fault.OK() {
			return 0, fault
		}
		if n > math.MaxInt64-total {
			return 0, Fault{0, len(s), TooLarge}
		}
		total += n
		i = end
	}
	if negative {
		total = -total
	}
	return total, Fault{}
}

// part reads a number and its unit from s at start, and says where they end.
func part(s string, start int) (n int64, end int, fault Fault) {
	whole, i, ok := digits(s, start)
	wholeDigits := i - start
	if !ok {
		return 0, 0, Fault{start, skipDigits(s, i), TooLarge}
	}
	f := fraction{scale: 1}
	fractionDigits := 0
	if i < len(s) && s[i] == '.' {
		from := i + 1
		f, i = readFraction(s, from)
		fractionDigits = i - from
	}
	if wholeDigits+fractionDigits == 0 {
		return 0, 0, Fault{start, unitEnd(s, max(i, start+1)), NoNumber}
	}
	end = unitEnd(s, i)
	if end == i {
		return 0, 0, Fault{start, i, MissingUnit}
	}
	unit := timeUnit(s[i:end])
	if unit == 0 {
		return 0, 0, Fault{i, end, UnknownUnit}
	}
	if whole > math.MaxInt64/unit {
		return 0, 0, Fault{start, end, TooLarge}
	}
	n = whole * unit
	if f.value > 0 {
		n += int64(float64(f.value) * (float64(unit) / f.scale))
	}
	if n < 0 {
		return 0, 0, Fault{start, end, TooLarge}
	}
	return n, end, Fault{}
}

// digits reads decimal digits from s at start. If their value does not fit, ok is false, and
// n is the value of those before end.
func digits(s string, start int) (n int64, end int, ok bool) {
	for end = start; end < len(s) && isDigit(s[end]); end++ {
		d := int64(s[end] - '0')
		if n > (math.MaxInt64-d)/10 {
			return n, end, false
		}
		n = n*10 + d
	}
	return n, end, true
}

// fraction is the digits after a point, as value/scale.
type fraction struct {
	value int64
	scale float64
}

// readFraction reads digits from s at start. Those that do not fit are passed over.
func readFraction(s string, start int) (f fraction, end int) {
	f.scale = 1
	f.value, end, _ = digits(s, start)
	for range end - start {
		f.scale *= 10
	}
	return f, skipDigits(s, end)
}

func skipDigits(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// unitEnd is where a unit that starts at i ends: before the next number.
func unitEnd(s string, i int) int {
	for i < len(s) && s[i] != '.' && !isDigit(s[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// timeUnit is the number of nanoseconds in a unit, 0 if there is no such unit.
func timeUnit(s string) int64 {
	const second = 1_000_000_000
	switch s {
	case "ns":
		return 1
	case "us", "µs", "μs": // U+00B5 and U+03BC
		return 1000
	case "ms":
		return 1_000_000
	case "s":
		return second
	case "m":
		return 60 * second
	case "h":
		return 3600 * second
	case "d":
		return 24 * 3600 * second
	case "w":
		return 7 * 24 * 3600 * second
	}
	return 0
}
