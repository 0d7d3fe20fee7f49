package syntax

import (
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const coreTags = "tag:yaml.org,2002:"

// binaryTag is the core tag of text that stands for bytes, in base64.
const binaryTag = "binary"

// hints tells of the first byte of a plain scalar which types it may have besides String:
// a word such as true, or a number or time.
var hints = func() (t [256]byte) {
	for _, c := range "tTfFnN~" {
		t[c] = hintWord
	}
	for _, c := range "+-.0123456789" {
		t[c] = hintNumber
	}
	return t
}()

const (
	hintWord   = 1
	hintNumber = 2
)

// PlainType is the type of a scalar that is written without quotes and without a tag. Quotes
// are needed for a string whose PlainType is another.
func PlainType(s string) Type {
	if s == "" {
		return Null
	}
	switch hints[s[0]] {
	case hintWord:
		return resolveWord(s)
	case hintNumber:
		if isTime(s) {
			return Timestamp
		}
		return resolveNumber(s)
	}
	return String
}

func resolveWord(s string) Type {
	switch s {
	case "~", "null", "Null", "NULL":
		return Null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool
	}
	return String
}

// resolveNumber tells apart Int, Float and String; s is not empty.
func resolveNumber(s string) Type {
	switch s {
	case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "-0", "-0.0":
		return Float
	}
	if s[0] == '.' {
		if len(s) > 1 && s[1] >= '0' && s[1] <= '9' {
			if _, err := strconv.ParseFloat(s, 64); err == nil {
				return Float
			}
		}
		return String
	}
	if !mayBeNumber(s) {
		return String
	}
	s = withoutUnderscores(s)
	if len(s) <= 17 && isInteger(s) {
		return Int
	}
	if _, _, ok := parseInteger(s); ok {
		return Int
	}
	if _, ok := parseDecimal(s); ok {
		return Float
	}
	return String
}

// mayBeNumber passes over most of what begins with a digit or sign and is no number, such
// as versions, ports and durations, before the costly tries.
func mayBeNumber(s string) bool {
	if len(s) == 1 {
		return s[0] >= '0' && s[0] <= '9'
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
		case c == '+' || c == '-' || c == '.' || c == '_' || c == 'x' || c == 'X' || c == 'o' || c == 'O':
		default:
			return false
		}
	}
	return true
}

func withoutUnderscores(s string) string {
	if strings.IndexByte(s, '_') < 0 {
		return s
	}
	return strings.ReplaceAll(s, "_", "")
}

// parseInteger reads an integer in Go's syntax, which has YAML's 0x and 0o, and 0b and
// plain 0 for octal as in YAML 1.1. Numbers beyond int64 come back as large.
func parseInteger(s string) (v int64, large uint64, ok bool) {
	if len(s) <= 18 && isCanonical(s) {
		for i := range len(s) {
			v = v*10 + int64(s[i]-'0')
		}
		return v, 0, true
	}
	if !isInteger(s) {
		return 0, 0, false
	}
	if v, err := strconv.ParseInt(s, 0, 64); err == nil {
		return v, 0, true
	}
	if u, err := strconv.ParseUint(s, 0, 64); err == nil {
		return 0, u, true
	}
	return 0, 0, false
}

// isInteger tells whether s has the form of an integer, of whatever size.
func isInteger(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	base := byte(10)
	if len(s) > 1 && s[0] == '0' {
		base, s = 8, s[1:]
		switch s[0] {
		case 'x', 'X':
			base, s = 16, s[1:]
		case 'o', 'O':
			s = s[1:]
		case 'b', 'B':
			base, s = 2, s[1:]
		}
	}
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			if d = s[i] | 0x20 - 'a' + 10; d < 10 || d > 15 {
				return false
			}
		}
		if d >= base {
			return false
		}
	}
	return s != ""
}

// parseDecimal reads a float of digits, fraction and exponent: no hexadecimal, no names.
func parseDecimal(s string) (float64, bool) {
	i := 0
	digits := func() bool {
		n := countDigits(s[i:])
		i += n
		return n > 0
	}
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	whole := digits()
	if i < len(s) && s[i] == '.' {
		i++
		if !digits() && !whole {
			return 0, false
		}
	} else if !whole {
		return 0, false
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			return 0, false
		}
	}
	if i != len(s) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

func isTime(s string) bool {
	if !startsDate(s) {
		return false
	}
	_, ok := parseTime(s)
	return ok
}

// startsDate tells whether s has the look of a date, be it one or not, before its end, a
// space or a T. It spares versions and names the costly attempt to read a time.
func startsDate(s string) bool {
	if len(s) < len("2006-1-2") || s[4] != '-' || countDigits(s) != 4 {
		return false
	}
	s = s[5:]
	month := countDigits(s)
	if month < 1 || month > 2 || month == len(s) || s[month] != '-' {
		return false
	}
	s = s[month+1:]
	day := countDigits(s)
	return day >= 1 && day <= 2 && (day == len(s) || s[day] == ' ' || s[day]|0x20 == 't')
}

// countDigits counts the digits that s begins with.
func countDigits(s string) int {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

// parseTime reads YAML's timestamps as far as Compose's reader knows them.
func parseTime(s string) (time.Time, bool) {
	if countDigits(s) != 4 {
		return time.Time{}, false
	}
	for _, layout := range [...]string{
		"2006-1-2T15:4:5.999999999Z07:00",
		"2006-1-2t15:4:5.999999999Z07:00",
		"2006-1-2 15:4:5.999999999",
		"2006-1-2",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// resolveTagged tells the type of a scalar with a tag of YAML's own (name is what follows
// tag:yaml.org,2002:), and whether the value fits it.
func resolveTagged(name, value string, style Style) (Type, bool) {
	plain := PlainType(value)
	switch name {
	case "null":
		return Null, plain == Null
	case "bool":
		return Bool, plain == Bool
	case "int":
		if plain == Timestamp {
			plain = resolveNumber(value)
		}
		return Int, plain == Int
	case "float":
		if plain == Timestamp {
			plain = resolveNumber(value)
		}
		if plain == Int {
			_, large, _ := parseInteger(withoutUnderscores(value))
			return Float, large == 0
		}
		return Float, plain == Float
	case "timestamp":
		return Timestamp, plain == Timestamp
	case binaryTag:
		_, err := base64.StdEncoding.DecodeString(value)
		return String, err == nil
	}
	return String, true
}

// encoded is what a scalar with the tag !!binary stands for, and whether n is one.
func (n *Node) encoded() (string, bool) {
	if n.coreTag() != binaryTag {
		return "", false
	}
	b, err := base64.StdEncoding.DecodeString(n.Value())
	return string(b), err == nil
}

// coreTag is the name of a tag of YAML's own, as in "str" of "!!str"; "" for other tags. None is longer
// than "timestamp".
func (n *Node) coreTag() string {
	x := n.props()
	if len(x.prefix)+len(x.suffix) > len(coreTags)+len("timestamp") {
		return ""
	}
	name, ok := strings.CutPrefix(n.TagURI(), coreTags)
	if !ok {
		return ""
	}
	return name
}

// Int is the value of an integer, or of a float that is a whole number; false for others
// and beyond 64 bits.
func (n *Node) Int() (int64, bool) {
	if n == nil || n.Kind != Scalar {
		return 0, false
	}
	switch n.Type {
	case Int:
		v, large, ok := parseInteger(withoutUnderscores(n.Value()))
		return v, ok && large == 0
	case Float:
		f, ok := n.Float()
		if !ok || f != math.Trunc(f) || f < -1<<63 || f >= 1<<63 {
			return 0, false
		}
		return int64(f), true
	}
	return 0, false
}

// Uint is the value of an integer from zero up, which may be too large for Int; false for
// others and beyond 64 bits.
func (n *Node) Uint() (uint64, bool) {
	if n == nil || n.Kind != Scalar || n.Type != Int {
		return 0, false
	}
	v, large, ok := parseInteger(withoutUnderscores(n.Value()))
	if large > 0 {
		return large, ok
	}
	return uint64(v), ok && v >= 0
}

// Time is the value of a timestamp, in UTC where it names no zone; false for others.
func (n *Node) Time() (time.Time, bool) {
	if n == nil || n.Kind != Scalar || n.Type != Timestamp {
		return time.Time{}, false
	}
	return parseTime(n.Value())
}

// Float is the value of an integer or float; false for others.
func (n *Node) Float() (float64, bool) {
	if n == nil || n.Kind != Scalar {
		return 0, false
	}
	switch n.Type {
	case Int:
		v, large, ok := parseInteger(withoutUnderscores(n.Value()))
		if large > 0 {
			return float64(large), ok
		}
		return float64(v), ok
	case Float:
		return parseFloat(n.Value(), n.coreTag() == "float")
	}
	return 0, false
}

// parseFloat reads the text of a float; tagged says that it may be written as an integer of
// another base.
func parseFloat(s string, tagged bool) (float64, bool) {
	switch strings.TrimLeft(s, "+-") {
	case ".nan", ".NaN", ".NAN":
		return math.NaN(), true
	case ".inf", ".Inf", ".INF":
		if s[0] == '-' {
			return math.Inf(-1), true
		}
		return math.Inf(1), true
	}
	s = withoutUnderscores(s)
	if tagged && s != "-0" {
		if v, _, ok := parseInteger(s); ok {
			return float64(v), true
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// Bool is the value of a boolean; the second result is false for others.
func (n *Node) Bool() (value, ok bool) {
	if n == nil || n.Kind != Scalar || n.Type != Bool {
		return false, false
	}
	switch n.Value() {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	return false, false
}

// Text is a scalar's value as Go's fmt prints it (%v): 010 is "8", 1e3 is "1000", 1.50 is
// "1.5", 2001-01-01 is "2001-01-01 00:00:00 +0000 UTC". Null, and what is no scalar, is "".
func (n *Node) Text() string {
	if n != nil && n.Type == String && n.isBare() {
		return n.Value() // as most are
	}
	return n.printed()
}

func (n *Node) printed() string {
	if n == nil || n.Kind != Scalar {
		return ""
	}
	switch n.Type {
	case Null:
		return ""
	case Bool:
		if v, ok := n.Bool(); ok {
			return strconv.FormatBool(v)
		}
	case Int:
		return integerText(n.Value())
	case Float:
		if f, ok := n.Float(); ok {
			return fmt.Sprint(f)
		}
	case Timestamp:
		if t, ok := n.Time(); ok {
			return t.String()
		}
	case String:
		if bytes, ok := n.encoded(); ok {
			return bytes
		}
	}
	return n.Value()
}

func integerText(s string) string {
	if isCanonical(s) {
		return s
	}
	v, large, ok := parseInteger(withoutUnderscores(s))
	switch {
	case !ok:
		return s
	case large > 0:
		return strconv.FormatUint(large, 10)
	}
	return strconv.FormatInt(v, 10)
}

// isCanonical reports whether s is a decimal number as Go prints it.
func isCanonical(s string) bool {
	if s == "" || len(s) > 1 && s[0] == '0' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
