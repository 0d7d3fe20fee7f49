// Package terminal owns how characters show on a terminal: how wide they are, and what is shown of those that would do
// something else than show.
package terminal

import (
	"strings"
	"unicode"
)

// Columns is the number of columns that a terminal gives a character: 0 for what combines
// with the character before it, 2 for wide ones.
func Columns(c rune) int {
	switch {
	case c < 0x300:
		return 1
	case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, c):
		return 2
	}
	return 1
}

// Visible is what is shown for a character: a picture for control characters, so that no
// text can move the cursor; U+FFFD for those that change the direction of writing, so that no
// text can look like another; otherwise c itself.
func Visible(c rune) rune {
	switch {
	case c >= 0x20 && c < 0x7F:
		return c
	case c < 0x20:
		return 0x2400 + c
	case c == 0x7F:
		return 0x2421
	case c >= 0x80 && c < 0xA0, c == 0x2028, c == 0x2029, unicode.Is(unicode.Bidi_Control, c):
		return unicode.ReplacementChar
	}
	return c
}

// Line is a text as it can stand in a line: tabs and breaks are spaces, and the rest is Visible.
func Line(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '\t' || c == '\n' || c == '\r' {
			return ' '
		}
		return Visible(c)
	}, s)
}

// Unstyled is a text without what would colour it, move the cursor, or do something else than show. Tabs and ends of
// lines stay.
func Unstyled(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == 0x1B:
			i += sequence(s[i+1:])
		case c >= 0x20 && c != 0x7F, c == '\t', c == '\n', c == '\r':
			b.WriteByte(c)
		}
	}
	return b.String()
}

// sequence is the length of the control sequence that s goes on with after ESC; 0 if it is none.
func sequence(s string) int {
	if s == "" || s[0] != '[' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
			return i + 1
		case (c < '0' || c > '9') && c != ';' && c != '?':
			return 0
		}
	}
	return 0
}

// wide are the characters of East Asian width W and F in Unicode 16, and with them the
// emoji that are pictures by default. Where only unassigned characters lie between two ranges they are one.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115F, 1}, {0x231A, 0x231B, 1}, {0x2329, 0x232A, 1}, {0x23E9, 0x23EC, 1},
		{0x23F0, 0x23F3, 3}, {0x25FD, 0x25FE, 1}, {0x2614, 0x2615, 1}, {0x2630, 0x2637, 1},
		{0x2648, 0x2653, 1}, {0x267F, 0x2693, 20}, {0x26A1, 0x26AA, 9}, {0x26AB, 0x26BD, 18},
		{0x26BE, 0x26C4, 6}, {0x26C5, 0x26CE, 9}, {0x26D4, 0x26EA, 22}, {0x26F2, 0x26F3, 1},
		{0x26F5, 0x26FA, 5}, {0x26FD, 0x2705, 8}, {0x270A, 0x270B, 1}, {0x2728, 0x274C, 36},
		{0x274E, 0x2753, 5}, {0x2754, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1},
		{0x27B0, 0x27BF, 15}, {0x2B1B, 0x2B1C, 1}, {0x2B50, 0x2B55, 5}, {0x2E80, 0x303E, 1},
		{0x3041, 0x4DBF, 1}, {0x4E00, 0xA4CF, 1}, {0xA960, 0xA97F, 1}, {0xAC00, 0xD7A3, 1},
		{0xF900, 0xFAFF, 1}, {0xFE10, 0xFE19, 1}, {0xFE30, 0xFE6F, 1}, {0xFF01, 0xFF60, 1},
		{0xFFE0, 0xFFE6, 1},
	},
	R32: []unicode.Range32{
		{0x16FE0, 0x18CFF, 1}, {0x1AFF0, 0x1B2FF, 1}, {0x1D300, 0x1D376, 1}, {0x1F004, 0x1F0CF, 0xCB},
		{0x1F18E, 0x1F18E, 1}, {0x1F191, 0x1F19A, 1}, {0x1F200, 0x1F320, 1}, {0x1F32D, 0x1F335, 1},
		{0x1F337, 0x1F37C, 1}, {0x1F37E, 0x1F393, 1}, {0x1F3A0, 0x1F3CA, 1}, {0x1F3CF, 0x1F3D3, 1},
		{0x1F3E0, 0x1F3F0, 1}, {0x1F3F4, 0x1F3F4, 1}, {0x1F3F8, 0x1F43E, 1}, {0x1F440, 0x1F440, 1},
		{0x1F442, 0x1F4FC, 1}, {0x1F4FF, 0x1F53D, 1}, {0x1F54B, 0x1F54E, 1}, {0x1F550, 0x1F567, 1},
		{0x1F57A, 0x1F57A, 1}, {0x1F595, 0x1F596, 1}, {0x1F5A4, 0x1F5A4, 1}, {0x1F5FB, 0x1F64F, 1},
		{0x1F680, 0x1F6C5, 1}, {0x1F6CC, 0x1F6CC, 1}, {0x1F6D0, 0x1F6D2, 1}, {0x1F6D5, 0x1F6D7, 1},
		{0x1F6DC, 0x1F6DF, 1}, {0x1F6EB, 0x1F6EC, 1}, {0x1F6F4, 0x1F6FC, 1}, {0x1F7E0, 0x1F7EB, 1},
		{0x1F7F0, 0x1F7F0, 1}, {0x1F90C, 0x1F93A, 1}, {0x1F93C, 0x1F945, 1}, {0x1F947, 0x1F9FF, 1},
		{0x1FA70, 0x1FAFF, 1}, {0x20000, 0x3FFFD, 1},
	},
}
