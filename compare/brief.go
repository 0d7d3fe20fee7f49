package compare

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/syntax"
)

const briefLength = 80 // runes of a value in a message

// Brief is a value on one line, as YAML, for messages: of a long one the beginning, and an ellipsis. Characters that would not
// show as themselves are replaced by ones that can be seen. Of no node it is "nothing".
func Brief(n *syntax.Node) string {
	if n == nil {
		return "nothing"
	}
	var b strings.Builder
	flow(&b, n, 4*briefLength) // the rest will not be shown
	text := terminal.Line(b.String())
	if utf8.RuneCountInString(text) > briefLength {
		text = string([]rune(text)[:briefLength-1]) + "…"
	}
	return text
}

// flow writes a value on one line, and stops when there are so many bytes.
func flow(b *strings.Builder, n *syntax.Node, most int) {
	if b.Len() > most {
		return
	}
	switch n.Kind {
	case syntax.Mapping:
		b.WriteByte('{')
		for i, p := range n.Pairs() {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(keyText(p) + ": ")
			flow(b, p.Value, most)
		}
		b.WriteByte('}')
	case syntax.Sequence:
		b.WriteByte('[')
		for i, item := range n.Items() {
			if i > 0 {
				b.WriteString(", ")
			}
			flow(b, item, most)
		}
		b.WriteByte(']')
	default:
		var w yamlwrite.Writer
		yamlwrite.Tree(&w, n)
		text := strings.TrimSuffix(string(w.Bytes()), "\n")
		if strings.Contains(text, "\n") {
			text = strconv.Quote(n.Value())
		}
		b.WriteString(text)
	}
}
