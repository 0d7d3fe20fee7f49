package lookalike

import (
	"strings"
	"testing"
)

// TestSpaces: spaces that are none to YAML are found at the ends of texts, together with the spaces beside them.
func TestSpaces(t *testing.T) {
	for _, c := range []struct {
		text               string
		leading, trailing  int
		first, last        string
		unseenAt, unseenOf int
	}{
		{text: ""},
		{text: "  a b  "},
		{text: "\u00a0a", leading: 2, first: "U+00A0 (no-break space)"},
		{text: "  \u3000 a", leading: 6, first: "U+3000 (ideographic space)"},
		{text: "a \u00a0\t", trailing: 4, last: "U+00A0 (no-break space)"},
		{text: "a\u2009\u00a0", trailing: 5, last: "U+2009 (typographic space)"},
		{text: "a\u00a0b"},
		{text: "a\u200bb", unseenAt: 1, unseenOf: 3},
		{text: "a\u200db"},
		{text: "\u00a0", leading: 2, trailing: 2, first: "U+00A0 (no-break space)", last: "U+00A0 (no-break space)"},
		{text: "\ufeffa", leading: 3, first: "U+FEFF (zero width no-break space)", unseenOf: 3},
		{text: "\xa0a\xff"},
	} {
		if size, name := Leading(c.text); size != c.leading || name != c.first {
			t.Errorf("%q begins with %d bytes, %s; want %d, %s", c.text, size, name, c.leading, c.first)
		}
		if size, name := Trailing(c.text); size != c.trailing || name != c.last {
			t.Errorf("%q ends with %d bytes, %s; want %d, %s", c.text, size, name, c.trailing, c.last)
		}
		if at, size, _ := Unseen(c.text); at != c.unseenAt || size != c.unseenOf {
			t.Errorf("in %q %d bytes at %d are not seen; want %d at %d", c.text, size, at, c.unseenOf, c.unseenAt)
		}
	}
}

func TestSigns(t *testing.T) {
	for text, want := range map[string]int{"a:b": 1, "a：b：": 3, "﹕": 3, "a": 0, "": 0} {
		if _, size := Colon(text); size != want {
			t.Errorf("the colon of %q has %d bytes, want %d", text, size, want)
		}
	}
	for text, want := range map[string]string{"– a": "–", "—": "—", "-": "", "": "", "•a": "•", "a –": ""} {
		if got := Dash(text); got != want {
			t.Errorf("%q begins with the dash %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{"": true, "a": true, "12345678": true, "1234567é": false, "123456789é": false, "é23456789": false, strings.Repeat("a", 15): true} {
		if got := ASCII(text); got != want {
			t.Errorf("%q is ASCII: %t", text, got)
		}
	}
}
