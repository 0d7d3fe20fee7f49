package yamlwrite

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// isString reports whether s, written plain, is read as a string: by YAML 1.2, and by YAML
// 1.1 where that takes more words for booleans and has numbers of base 60.
func isString(s string) bool {
	if s == "" {
		return false
	}
	switch c := s[0]; {
	case classes[c]&hintFirst == 0:
		return true
	case c == '.':
		return !isSpecialFloat(s) && !isFraction(s)
	case c == '+' || c == '-' || '0' <= c && c <= '9':
		return !isSpecialFloat(s) && !isNumber(s) && !isBase60(s) && !isTimestamp(s)
	}
	return !isWord(s)
}

// isWord reports whether s is a null, a boolean or the merge key.
func isWord(s string) bool {
	switch s {
	case "~", "null", "Null", "NULL", "<<",
		"true", "True", "TRUE", "false", "False", "FALSE",
		"y", "Y", "yes", "Yes", "YES", "on", "On", "ON",
		"n", "N", "no", "No", "NO", "off", "Off", "OFF":
		return true
	}
	return false
}

func isSpecialFloat(s string) bool {
	_, ok := specialFloat(s)
	return ok
}

// specialFloat is the value of .inf and .nan.
func specialFloat(s string) (f float64, ok bool) {
	switch s {
	case ".nan", ".NaN", ".NAN":
		return math.NaN(), true
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		return math.Inf(1), true
	case "-.inf", "-.Inf", "-.INF":
		return math.Inf(-1), true
	}
	return 0, false
}

// isFraction reports whether s, which begins with a point, is a number.
func isFraction(s string) bool {
	for i := 1; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && strings.IndexByte("_eE+-", c) < 0 {
			return false
		}
	}
	return fitsFloat(s)
}

func fitsFloat(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// isNumber reports whether s, which begins with a sign or digit, is an integer or a float.
// Underscores do not count.
func isNumber(s string) bool {
	for i := 1; i < len(s); i++ {
		if !numeral[s[i]] {
			return false
		}
	}
	if strings.IndexByte(s, '_') >= 0 {
		s = strings.ReplaceAll(s, "_", "")
	}
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" {
		return false
	}
	if len(digits) > 2 && digits[0] == '0' && digits[1] > '9' {
		if base := prefixBase(digits[1]); base != 0 {
			return fitsInt(s[:len(s)-len(digits)], digits[2:], base)
		}
	}
	return isDecimal(digits) && (len(s) <= 300 && strings.IndexAny(s, "eE") < 0 || fitsFloat(s))
}

// numeral holds the bytes that a number may have after its first.
var numeral = func() (t [256]bool) {
	for _, c := range "0123456789abcdefABCDEFxXoO+-._" {
		t[c] = true
	}
	return t
}()

func prefixBase(c byte) uint64 {
	switch c {
	case 'x', 'X':
		return 16
	case 'o', 'O':
		return 8
	case 'b', 'B':
		return 2
	}
	return 0
}

// fitsInt reports whether digits of a base are an integer of 64 bits, without a sign also of
// 64 bits unsigned.
func fitsInt(sign, digits string, base uint64) bool {
	var n uint64
	for i := 0; i < len(digits); i++ {
		d := digitValue(digits[i])
		if d >= base || n > (1<<64-1)/base {
			return false
		}
		n = n*base + d
	}
	switch sign {
	case "-":
		return n <= 1<<63
	case "+":
		return n < 1<<63
	}
	return true
}

func digitValue(c byte) uint64 {
	switch {
	case '0' <= c && c <= '9':
		return uint64(c - '0')
	case 'a' <= c && c <= 'f':
		return uint64(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return uint64(c-'A') + 10
	}
	return 255
}

// isDecimal reports whether s is digits with an optional fraction and an optional exponent.
func isDecimal(s string) bool {
	whole := skipDigits(s)
	rest := s[whole:]
	if strings.HasPrefix(rest, ".") {
		fraction := skipDigits(rest[1:])
		if whole == 0 && fraction == 0 {
			return false
		}
		rest = rest[1+fraction:]
	} else if whole == 0 {
		return false
	}
	if rest == "" {
		return true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	return rest != "" && skipDigits(rest) == len(rest)
}

func skipDigits(s string) int {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i
}

// isBase60 reports whether s is a number of base 60 as YAML 1.1 has them: 22:30, -1:00.5.
func isBase60(s string) bool {
	if strings.IndexByte(s, ':') < 0 {
		return false
	}
	if s[0] == '+' || s[0] == '-' {
		s = s[1:]
	}
	if skipDigits(s) == 0 {
		return false
	}
	s = s[skipNumerals(s):]
	groups := 0
	for ; strings.HasPrefix(s, ":"); groups++ {
		n := skipDigits(s[1:])
		if n < 1 || n > 2 || n == 2 && s[1] > '5' {
			return false
		}
		s = s[1+n:]
	}
	if groups == 0 {
		return false
	}
	return s == "" || s[0] == '.' && 1+skipNumerals(s[1:]) == len(s)
}

// skipNumerals counts the digits and underscores that s begins with.
func skipNumerals(s string) int {
	i := 0
	for i < len(s) && ('0' <= s[i] && s[i] <= '9' || s[i] == '_') {
		i++
	}
	return i
}

// isTimestamp reports whether s is a date, or a date and time, of YAML 1.1.
func isTimestamp(s string) bool {
	if !startsDate(s) {
		return false
	}
	_, ok := ParseTimestamp(s)
	return ok
}

// startsDate reports whether s has the look of a date, be it one or not, before its end, a
// space or a T. It spares most versions and names the attempt to read a time.
func startsDate(s string) bool {
	if skipDigits(s) != 4 || len(s) < len("2006-1-2") || s[4] != '-' {
		return false
	}
	s = s[5:]
	month := skipDigits(s)
	if month < 1 || month > 2 || month == len(s) || s[month] != '-' {
		return false
	}
	s = s[month+1:]
	day := skipDigits(s)
	return day >= 1 && day <= 2 && (day == len(s) || s[day] == ' ' || s[day]|0x20 == 't')
}

// ParseTimestamp reads a timestamp in one of the forms that Compose takes: a date (2001-1-2),
// a date and time with a zone after T or t (2001-01-02T15:04:05.5Z), and one without a zone
// after a space.
func ParseTimestamp(s string) (time.Time, bool) {
	if skipDigits(s) != 4 {
		return time.Time{}, false
	}
	for _, layout := range [...]string{
		"2006-1-2T15:4:5.999999999Z07:00",
		"2006-1-2t15:4:5.999999999Z07:00",
		"2006-1-2 15:4:5.999999999",
		"2006-1-2",
	} {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
