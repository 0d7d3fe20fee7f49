package syntax

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Decode is the content of a file as the text that Parse takes, which is UTF-8. YAML may also be
// in UTF-16, as some programs of Windows write it, if it begins with a byte order mark. Any other
// content is returned as it is, also one that turns out not to be UTF-16: Parse reports that.
// YAML 1.2.2, section 5.2.
func Decode(content string) string {
	if len(content) < 2 || len(content)%2 != 0 {
		return content
	}
	high, low := 0, 1
	switch content[:2] {
	case "\xFE\xFF":
	case "\xFF\xFE":
		high, low = 1, 0
	default:
		return content
	}
	unit := func(i int) rune { return rune(content[i+high])<<8 | rune(content[i+low]) }
	var text strings.Builder
	text.Grow(len(content)/2 + utf8.UTFMax)
	for i := 0; i < len(content); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			if i+2 == len(content) {
				return content
			}
			if r = utf16.DecodeRune(r, unit(i+2)); r == utf8.RuneError {
				return content
			}
			i += 2
		}
		text.WriteRune(r)
	}
	return text.String()
}
