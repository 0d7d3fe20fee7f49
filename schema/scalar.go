package schema

import (
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/syntax"
)

func isNumber(n *syntax.Node) bool {
	return n.Kind == syntax.Scalar && (n.Type == syntax.Int || n.Type == syntax.Float)
}

// numberOf is the value of a number, with the precision of a float64; ok is false if n is none.
func numberOf(n *syntax.Node) (x float64, ok bool) {
	if !isNumber(n) {
		return 0, false
	}
	text := n.Value
	if n.Type == syntax.Int {
		if i, ok := smallInt(text); ok {
			return float64(i), true
		}
	}
	text = strings.ReplaceAll(text, "_", "")
	if n.Type == syntax.Int {
		if i, err := strconv.ParseInt(text, 0, 64); err == nil {
			return float64(i), true
		}
		if u, err := strconv.ParseUint(text, 0, 64); err == nil {
			return float64(u), true
		}
	}
	switch strings.ToLower(strings.TrimLeft(text, "+-")) {
	case ".inf":
		text = strings.Replace(text, ".", "", 1)
	case ".nan":
		text = "nan"
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil || x != 0
}

// smallInt reads what nearly all integers are: a few decimal digits.
func smallInt(s string) (int64, bool) {
	if s == "" || len(s) > 15 || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	var x int64
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		x = 10*x + int64(c-'0')
	}
	return x, true
}

// timestampText is a timestamp as JSON has it, or the text itself if it cannot be read.
func timestampText(s string) string {
	for _, layout := range []string{
		"2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00",
		"2006-1-2 15:4:5.999999999", "2006-1-2",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.RFC3339Nano)
		}
	}
	return s
}
