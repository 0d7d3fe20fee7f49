package screen

import (
	"strings"
	"testing"
)

// TestOf: what is printed, painted over, erased, and what is no sequence of ours.
func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		"one\ntwo\n":                        "one\ntwo",
		"one\ntwo\n\n":                      "one\ntwo",
		"one\n\ntwo":                        "one\n\ntwo",
		"one two\rsix":                      "six two",
		"one\ntwo\n\x1b[2A\x1b[2Ksix\n":     "six\ntwo",
		"one\ntwo\n\x1b[Asix":               "one\nsix",
		"one two\r\x1b[K":                   "",
		"\x1b[1;7md\x1b[0m Detach\x1b[?25l": "d Detach",
		"\x1b[5Jx":                          "\x1b[5Jx",
		"見る\r\x1b[2K見":                      "見",
	} {
		if got := strings.Join(Of(text), "\n"); got != want {
			t.Errorf("%q shows as %q, want %q", text, got, want)
		}
	}
}
