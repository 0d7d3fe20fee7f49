package schema

import (
	"time"

	"github.com/composekit/composekit/syntax"
)

func isNumber(n *syntax.Node) bool {
	return n.Kind == syntax.Scalar && (n.Type == syntax.Int || n.Type == syntax.Float)
}

// StringOf is the text that a string or timestamp counts as.
func StringOf(n *syntax.Node) string {
	if n.Type == syntax.Timestamp {
		return timestampText(n.Value())
	}
	return n.Text()
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
