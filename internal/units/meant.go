package units

import (
	"strconv"
	"strings"
)

// words are what people write for units of time.
var words = map[string]string{
	"": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
	"min": "m", "mins": "m", "minute": "m", "minutes": "m",
	"hr": "h", "hrs": "h", "hour": "h", "hours": "h",
	"day": "d", "days": "d", "week": "w", "weeks": "w",
	"msec": "ms", "millis": "ms", "millisecond": "ms", "milliseconds": "ms",
}

// longest is how many bytes of a text are looked at for what it was meant to be.
const longest = 32

// MeantDuration is the length of time that a text which is none was probably meant to be: 5s for "5 seconds", 30s for
// "30". It is "" if that cannot be told.
func MeantDuration(s string) string {
	if len(s) > longest {
		return ""
	}
	s = withPoints(s)
	bare := strings.ToLower(strings.ReplaceAll(s, " ", ""))
	var b strings.Builder
	for i := 0; i < len(bare); {
		number := i
		for i < len(bare) && (isDigit(bare[i]) || bare[i] == '.') {
			i++
		}
		end := unitEnd(bare, i)
		unit := bare[i:end]
		if word := words[unit]; word != "" && (unit != "" || number == 0) {
			unit = word
		}
		if end == number || i-number > 1 && !strings.Contains(s, bare[number:i]) {
			return "" // or digits of two numbers
		}
		b.WriteString(bare[number:i] + unit)
		i = end
	}
	if _, fault := Duration(b.String()); !fault.OK() {
		return ""
	}
	return b.String()
}

// MeantBytes is the size that a text which is none was probably meant to be: 1g for "1Gi". It is "" if that cannot be
// told.
func MeantBytes(s string) string {
	if len(s) > longest {
		return ""
	}
	bare, ok := strings.CutSuffix(strings.ToLower(strings.ReplaceAll(withPoints(s), " ", "")), "i")
	if !ok {
		bare = strings.TrimSuffix(strings.TrimSuffix(bare, "s"), "yte")
	}
	if _, fault := Bytes(bare); !fault.OK() || bare == s {
		return ""
	}
	return bare
}

// MeantNumber is the number that a text which is none was probably meant to be: 0.5 for "0,5". It is "" if that cannot be told.
func MeantNumber(s string) string {
	if len(s) > longest {
		return ""
	}
	point := withPoints(s)
	if _, err := strconv.ParseFloat(point, 64); err != nil || point == s {
		return ""
	}
	return point
}

// MeantCPUs is the number of CPUs that a text which is none was probably meant to be: 0.5 for "500m", "50%" and "0,5". It is "" if that
// cannot be told.
func MeantCPUs(s string) string {
	for _, part := range [...]struct {
		suffix string
		of     float64
	}{{"m", 1000}, {"%", 100}} {
		number, ok := strings.CutSuffix(s, part.suffix)
		number = withPoints(strings.TrimRight(number, " "))
		if !ok || len(s) > longest || strings.Trim(number, "0123456789.") != "" {
			continue
		}
		if n, err := strconv.ParseFloat(number, 64); err == nil {
			return strconv.FormatFloat(n/part.of, 'f', -1, 64)
		}
	}
	return MeantNumber(s)
}

// MeantMicroseconds is the number of microseconds that a length of time with its unit is, 400000 for "400ms", also of one that was
// probably meant: "400 msec". It is "" if the text is no such, or no whole number of them.
func MeantMicroseconds(s string) string {
	if s == "" || isDigit(s[len(s)-1]) || s[len(s)-1] == '.' {
		return ""
	}
	n, fault := Duration(s)
	if !fault.OK() {
		n, fault = Duration(MeantDuration(s))
	}
	const microsecond = 1000
	if !fault.OK() || n%microsecond != 0 {
		return ""
	}
	return strconv.FormatInt(n/microsecond, 10)
}

// withPoints is a text with points for the commas between digits. One with a comma that may stand between thousands stays as it is.
func withPoints(s string) string {
	i := strings.IndexByte(s, ',')
	if i <= 0 || !isDigit(s[i-1]) {
		return s
	}
	whole := i
	for whole > 0 && isDigit(s[whole-1]) {
		whole--
	}
	const thousand = 3
	if end := skipDigits(s, i+1); end == i+1 || end-i-1 == thousand && s[whole:i] != "0" {
		return s
	}
	return s[:i] + "." + s[i+1:]
}
