package yamlwrite

import (
	"strings"

	"github.com/composekit/composekit/syntax"
)

// isString reports whether s, written plain, is read as a string: by YAML 1.2, and by YAML
// 1.1 where that takes more words for booleans and has numbers of base 60.
func isString(s string) bool {
	if s == "" || classes[s[0]]&hintFirst == 0 {
		return s != ""
	}
	return syntax.PlainType(s) == syntax.String && !isLegacyWord(s) && !isBase60(s)
}

// isLegacyWord reports whether s is the merge key, or a boolean of YAML 1.1 only.
func isLegacyWord(s string) bool {
	switch s {
	case "<<",
		"y", "Y", "yes", "Yes", "YES", "on", "On", "ON",
		"n", "N", "no", "No", "NO", "off", "Off", "OFF":
		return true
	}
	return false
}

// isBase60 reports whether s is a number of base 60 as YAML 1.1 has them: 22:30, -1:00.5.
func isBase60(s string) bool {
	if strings.IndexByte(s, ':') < 0 {
		return false
	}
	if s[0] == '+' || s[0] == '-' {
		s = s[1:]
	}
	if skipDigits(s) == 0 {
		return false
	}
	s = s[skipNumerals(s):]
	groups := 0
	for ; strings.HasPrefix(s, ":"); groups++ {
		n := skipDigits(s[1:])
		if n < 1 || n > 2 || n == 2 && s[1] > '5' {
			return false
		}
		s = s[1+n:]
	}
	if groups == 0 {
		return false
	}
	return s == "" || s[0] == '.' && 1+skipNumerals(s[1:]) == len(s)
}

// skipNumerals counts the digits and underscores that s begins with.
func skipNumerals(s string) int {
	i := 0
	for i < len(s) && ('0' <= s[i] && s[i] <= '9' || s[i] == '_') {
		i++
	}
	return i
}

func skipDigits(s string) int {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i
}
