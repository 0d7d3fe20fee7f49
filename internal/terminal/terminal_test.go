package terminal_test

import (
	"testing"

	"github.com/composekit/composekit/internal/terminal"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		text, want string
		columns    int
	}{
		{"plain", "plain", 5},
		{"a\tb\r\nc", "a b  c", 6},
		{"\x1b[2K\x07\x7f", "␛[2K␇␡", 6},
		{"\u0085\u009b1m\u2028", "\uFFFD\uFFFD1m\uFFFD", 5},
		{"user\u202etxt.exe\u2066", "user\uFFFDtxt.exe\uFFFD", 13},
		{"图像 ✅", "图像 ✅", 7},
		{"e\u0301", "e\u0301", 1},
		{"\xff", "\uFFFD", 1},
	} {
		got := terminal.Line(c.text)
		columns := 0
		for _, r := range got {
			columns += terminal.Columns(r)
		}
		if got != c.want || columns != c.columns {
			t.Errorf("%q shows as %q in %d columns, want %q in %d", c.text, got, columns, c.want, c.columns)
		}
	}
}

func TestUnstyled(t *testing.T) {
	for text, want := range map[string]string{
		"plain\ttext\r\n":                  "plain\ttext\r\n",
		"\x1b[91merr\n\x1b[0m\x1b[31;1mno": "err\nno",
		"\x1b[?25l\x1b[2Kx\x07\x7f\x00":    "x",
		"a\x1bb\x1b[1":                     "ab[1",
		"\x1b[1é\x1b":                      "[1é",
	} {
		if got := terminal.Unstyled(text); got != want {
			t.Errorf("%q is %q without styles, want %q", text, got, want)
		}
	}
}
