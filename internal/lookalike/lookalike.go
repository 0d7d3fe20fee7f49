// Package lookalike owns characters that look like some of YAML's, or like nothing at all, and are others: word processors, web
// pages and input methods write them where people mean YAML's; and those that have a line shown in another order.
package lookalike

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// ASCII reports whether there are no such characters in a text, nor any others that are not ASCII.
func ASCII(text string) bool {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		s := text[i : i+8]
		if (s[0]|s[1]|s[2]|s[3]|s[4]|s[5]|s[6]|s[7])&0x80 != 0 {
			return false
		}
	}
	for ; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Space is what a character is called that looks like a space or is not to be seen, and is no space to YAML; "" if it is none.
func Space(r rune) string {
	switch {
	case r == '\u00a0':
		return "U+00A0 (no-break space)"
	case r == '\u202f':
		return "U+202F (narrow no-break space)"
	case r == '\u3000':
		return "U+3000 (ideographic space)"
	case '\u2000' <= r && r <= '\u200a' || r == '\u205f':
		return fmt.Sprintf("U+%04X (typographic space)", r)
	}
	return unseen(r)
}

// unseen is what a character is called that takes no room; "" if it does. Those that join letters or keep them apart are not
// among them: texts have them on purpose.
func unseen(r rune) string {
	switch r {
	case '\u00ad':
		return "U+00AD (soft hyphen)"
	case '\u200b':
		return "U+200B (zero width space)"
	case '\u2060':
		return "U+2060 (word joiner)"
	case '\ufeff':
		return "U+FEFF (zero width no-break space)"
	}
	return ""
}

// Leading is how many bytes of spaces there are at the beginning of a text if one of them is none to YAML, and what the first
// of those is called.
func Leading(text string) (size int, name string) {
	for i, r := range text {
		called := Space(r)
		if called == "" && r != ' ' && r != '\t' {
			return given(i, name)
		}
		if name == "" {
			name = called
		}
	}
	return given(len(text), name)
}

// Trailing is the same for the end of a text.
func Trailing(text string) (size int, name string) {
	for end := len(text); end > 0; {
		r, n := utf8.DecodeLastRuneInString(text[:end])
		called := Space(r)
		if called == "" && r != ' ' && r != '\t' {
			return given(len(text)-end, name)
		}
		if called != "" {
			name = called
		}
		end -= n
	}
	return given(len(text), name)
}

func given(size int, name string) (int, string) {
	if name == "" {
		return 0, ""
	}
	return size, name
}

// Unseen finds the first character of a text that takes no room.
func Unseen(text string) (at, size int, name string) {
	for i, r := range text {
		if r >= utf8.RuneSelf {
			if name := unseen(r); name != "" {
				return i, utf8.RuneLen(r), name
			}
		}
	}
	return 0, 0, ""
}

// Turning finds the first character of a line that has what follows shown in another order than it is read, and what it is
// called: one that overrides the direction of writing, or begins a part with a direction of its own which the line does not end.
// The size is 0 if there is none. Marks, and parts that end, are as texts in Arabic or Hebrew have them.
func Turning(line string) (at, size int, name string) {
	at = len(line)
	var begun []int // parts, by where
	var ends []rune // what ends them
	for i, r := range line {
		switch r {
		case '\u202d', '\u202e': // left-to-right and right-to-left override
			at = min(at, i)
		case '\u202a', '\u202b': // embeddings
			begun, ends = append(begun, i), append(ends, '\u202c')
		case '\u2066', '\u2067', '\u2068': // isolates
			begun, ends = append(begun, i), append(ends, '\u2069')
		case '\u202c', '\u2069':
			if n := len(ends); n > 0 && ends[n-1] == r {
				begun, ends = begun[:n-1], ends[:n-1]
			}
		}
	}
	if len(begun) > 0 {
		at = min(at, begun[0])
	}
	if at == len(line) {
		return 0, 0, ""
	}
	r, size := utf8.DecodeRuneInString(line[at:])
	return at, size, turning[r]
}

var turning = map[rune]string{
	'\u202a': "U+202A (left-to-right embedding)", '\u202b': "U+202B (right-to-left embedding)",
	'\u202d': "U+202D (left-to-right override)", '\u202e': "U+202E (right-to-left override)",
	'\u2066': "U+2066 (left-to-right isolate)", '\u2067': "U+2067 (right-to-left isolate)", '\u2068': "U+2068 (first strong isolate)",
}

// Colon is the first colon in a text, of YAML's or one that looks so. The size is 0 if there is none.
func Colon(text string) (at, size int) {
	for i, r := range text {
		switch r {
		case ':', '\uff1a', '\ufe55':
			return i, utf8.RuneLen(r)
		}
	}
	return 0, 0
}

// Dash is what stands at the beginning of a text for a dash, as word processors write it; "" is none.
func Dash(text string) string {
	for _, dash := range [...]string{"\u2013", "\u2014", "\u2022", "\u2212", "\u2010", "\u2011"} {
		if strings.HasPrefix(text, dash) {
			return dash
		}
	}
	return ""
}
