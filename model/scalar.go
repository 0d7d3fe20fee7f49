package model

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/syntax"
)

func isTrue(s string) bool { return strings.EqualFold(s, "true") }

func intOf(n *syntax.Node) (int64, bool) {
	v, err := strconv.ParseInt(strings.ReplaceAll(n.Value, "_", ""), 0, 64)
	return v, err == nil
}

func uintOf(n *syntax.Node) (uint64, bool) {
	v, err := strconv.ParseUint(strings.TrimPrefix(strings.ReplaceAll(n.Value, "_", ""), "+"), 0, 64)
	return v, err == nil
}

func floatOf(n *syntax.Node) float64 {
	f, _ := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
	if n.Type == syntax.Int {
		i, _ := intOf(n)
		f = float64(i)
	}
	return f
}

// scalarText is the value of a scalar as Go prints it.
func scalarText(n *syntax.Node) string {
	switch n.Type {
	case syntax.Null:
		return "<nil>"
	case syntax.Bool:
		return strconv.FormatBool(isTrue(n.Value))
	case syntax.Int:
		if v, ok := intOf(n); ok {
			if s := strconv.FormatInt(v, 10); s != n.Value {
				return s
			}
			return n.Value
		}
		if v, ok := uintOf(n); ok {
			return strconv.FormatUint(v, 10)
		}
	case syntax.Float:
		return fmt.Sprint(floatOf(n))
	case syntax.Timestamp:
		if t, ok := yamlwrite.ParseTimestamp(n.Value); ok {
			return t.String()
		}
	}
	return n.Value
}
