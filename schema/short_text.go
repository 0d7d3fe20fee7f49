package schema

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/syntax"
)

// goText is the text of a scalar's value, whatever notation it was written in.
func goText(n *syntax.Node) string {
	if n == nil || n.Kind != syntax.Scalar || n.Type != syntax.Int || isDecimal(n.Value) {
		return scalarText(n)
	}
	text := strings.ReplaceAll(n.Value, "_", "")
	if i, err := strconv.ParseInt(text, 0, 64); err == nil {
		return strconv.FormatInt(i, 10)
	}
	return n.Value
}

func scalarText(n *syntax.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Type == syntax.Bool:
		return strings.ToLower(n.Value)
	}
	return n.Value
}

// isDecimal tells whether an integer is written as it is printed.
func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s == "0" || s != "" && s[0] >= '1' && s[0] <= '9' && !strings.Contains(s, "_")
}
