package syntax_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
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

// Edits are carried out in the text that they are made for, or not at all.
func TestEditsOfAnotherText(t *testing.T) {
	f := source.NewFile("compose.yaml", "a: 1\n")
	g := source.NewFile("other.yaml", "b: 20\n")
	same := source.NewFile("copy.yaml", "a: 1\n")
	for _, c := range []struct {
		edits     []diag.Edit
		want, err string
	}{
		{[]diag.Edit{{Span: f.Span(3, 4), New: "2"}}, "a: 2\n", ""},
		{[]diag.Edit{{Span: same.Span(3, 4), New: "2"}}, "a: 2\n", ""},
		{[]diag.Edit{{New: "2"}}, "", `an edit is nowhere: "2"`},
		{[]diag.Edit{{Span: f.Span(3, 4), New: "2"}, {Span: g.Span(3, 4), New: "3"}}, "", "the edit at other.yaml:1:4 is one of another text"},
		{[]diag.Edit{{Span: source.Span{File: f, Start: 3, End: 9}}}, "", "edit of bytes 3 to 9 in a text of 5 bytes"},
		{[]diag.Edit{{Span: f.Span(3, 4), New: "2"}, {Span: f.Span(2, 5), New: "3"}}, "", "edits overlap at byte 3"},
	} {
		got, err := syntax.Apply(f.Text(), c.edits)
		if got != c.want || err != nil && err.Error() != c.err || err == nil && c.err != "" {
			t.Errorf("%v: got %q, %v", c.edits, got, err)
		}
	}
}
