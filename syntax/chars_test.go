package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

// TestUnreadable wants a finding for each place with characters that cannot be, and for no more than people read.
func TestUnreadable(t *testing.T) {
	latin := ""
	for i := range mostUnreadable {
		latin += fmt.Sprintf("1:%d these bytes are not UTF-8; ", 4+2*i)
	}
	for _, c := range []struct{ text, want string }{
		{"a: b\x01c\n", "1:5 the control character U+0001 is not allowed"},
		{"a: b\x01\x02\x00c\x7f\n", "1:5 these 3 control characters are not allowed; 1:9 the control character U+007F is not allowed"},
		{"a: gr\xfc\xdfe\n", "1:6 these bytes are not UTF-8"},
		{"a: \u0081\n", "1:4 the character U+0081 is not allowed"},
		{"a: \t\u00a0é\n", ""},
		{"a: b\u0085c\n", "1:5 the character U+0085 ends a line for docker compose, but not by YAML 1.2"},
		{"a: " + strings.Repeat("\xfc ", 60), latin + "save the file as text in UTF-8; there may be more such places"},
	} {
		_, found := Parse(source.NewFile("a.yaml", c.text), Limits{})
		var got []string
		for _, d := range found {
			at := d.Span.Pos(source.Runes)
			got = append(got, fmt.Sprintf("%d:%d %s", at.Line, at.Column, d.Message))
		}
		if n := len(found); n == mostUnreadable {
			got = append(got, found[n-1].Help)
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.text, text, c.want)
		}
	}
}
