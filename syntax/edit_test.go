package syntax_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Any text in Go's quotes is the same text in YAML's.
func TestQuotesOfGo(t *testing.T) {
	var b strings.Builder
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if utf8.ValidRune(r) && (r < 0x3000 || r%997 == 0 || r > utf8.MaxRune-100) {
			b.WriteRune(r)
		}
	}
	docs, list := syntax.Parse(source.NewFile("compose.yaml", strconv.Quote(b.String())), syntax.Limits{})
	if len(list) > 0 {
		t.Fatal(list)
	}
	if got := docs[0].Root.Value(); got != b.String() {
		t.Errorf("it is read as %.200q", got)
	}
}
