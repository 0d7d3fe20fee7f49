package yamlwrite

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Less reports whether the key a is written before the key b in a mapping that has no order
// of its own: numbers within keys count by their value (a2 before a10), and what is no letter
// stands before letters, after digits the other way round.
func Less(a, b string) bool {
	i, j := 0, 0
	digits, nonZero := false, false // about the run of digits that both keys have just had
	for i < len(a) && j < len(b) {
		ra, na := decode(a[i:])
		rb, nb := decode(b[j:])
		if ra != rb {
			return lessFrom(a[i:], b[j:], ra, rb, digits, nonZero)
		}
		if digits = isDigit(ra); !digits {
			nonZero = false
		} else if ra != '0' {
			nonZero = true
		}
		i, j = i+na, j+nb
	}
	return i == len(a) && j < len(b)
}

// lessFrom decides from the first characters that differ.
func lessFrom(a, b string, ra, rb rune, digits, nonZero bool) bool {
	la, lb := isLetter(ra), isLetter(rb)
	switch {
	case la && lb:
		return ra < rb
	case la || lb:
		if digits {
			return la
		}
		return lb
	}
	var start int64
	if nonZero && (ra == '0' || rb == '0') {
		start = 1
	}
	va, ca := number(a, start)
	vb, cb := number(b, start)
	switch {
	case va != vb:
		return va < vb
	case ca != cb:
		return ca < cb
	}
	return ra < rb
}

// number reads the digits that s begins with, after n, and counts them. Numbers that do not
// fit wrap around, as they do in the reference.
func number(s string, n int64) (value int64, count int) {
	for s != "" {
		r, size := decode(s)
		if !isDigit(r) {
			break
		}
		n = n*10 + int64(r-'0')
		count++
		s = s[size:]
	}
	return n, count
}

func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

func isDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9'
	}
	return unicode.IsDigit(r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r)
}

// SortKeys brings keys into the order of Compare. There are keys of which each is before the next in a circle; so that
// their order does not depend on that in which they come, as maps give it, they are ordered by their bytes before.
func SortKeys(keys []string) {
	slices.Sort(keys)
	for i := 1; i < len(keys); i++ {
		if !Less(keys[i-1], keys[i]) { // which is rare
			slices.SortFunc(keys, Compare)
			return
		}
	}
}

// Compare is the order of Less for package slices. Keys that Less does not tell apart, since their
// bytes are not UTF-8, are in the order of their bytes.
func Compare(a, b string) int {
	switch {
	case a == b:
		return 0
	case Less(a, b):
		return -1
	case Less(b, a):
		return 1
	}
	return strings.Compare(a, b)
}
