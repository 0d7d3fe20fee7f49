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

// TestTurning: what turns the direction is found where nothing turns it back, and a text in Arabic or Hebrew may be marked.
func TestTurning(t *testing.T) {
	for _, c := range []struct {
		line     string
		at, size int
		name     string
	}{
		{line: ""},
		{line: "a: \u05d0\u05d1 \u200fb"},
		{line: "a: \u2067\u05d0\u2069 # \u202b\u05d0\u202c"},
		{line: "a: \u2067\u202b\u05d0\u202c\u2069"},
		{line: "a\u202e", at: 1, size: 3, name: "U+202E (right-to-left override)"},
		{line: "a\u202db\u202c", at: 1, size: 3, name: "U+202D (left-to-right override)"},
		{line: "\u2067a", size: 3, name: "U+2067 (right-to-left isolate)"},
		{line: "\u2066a\u2069\u2068", at: 7, size: 3, name: "U+2068 (first strong isolate)"},
		{line: "\u202ba\u2069\u202e", size: 3, name: "U+202B (right-to-left embedding)"},
		{line: "\u202aa\u202c\u202c\u2066", at: 10, size: 3, name: "U+2066 (left-to-right isolate)"},
	} {
		if at, size, name := Turning(c.line); at != c.at || size != c.size || name != c.name {
			t.Errorf("%q is turned by %d bytes at %d, %s; want %d at %d, %s", c.line, size, at, name, c.size, c.at, c.name)
		}
	}
}
