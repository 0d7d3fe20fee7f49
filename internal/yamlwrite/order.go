package yamlwrite

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Compare tells for package slices which of two keys is written before the other in a mapping that has no order of
// its own: numbers within keys count by their value (a2 before a10), and what is no letter stands before letters, after
// digits the other way round. Keys that this does not tell apart, since their bytes are not UTF-8, are in the order of
// their bytes.
func Compare(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] && a[i] < utf8.RuneSelf {
		i++
	}
	digits, nonZero := false, false // about the run of digits that both keys have just had
	for k := i - 1; k >= 0 && isDigit(rune(a[k])); k-- {
		digits = true
		nonZero = nonZero || a[k] != '0'
	}
	j := i
	for i < len(a) && j < len(b) {
		ra, na := decode(a[i:])
		rb, nb := decode(b[j:])
		if ra != rb {
			return compareFrom(a[i:], b[j:], ra, rb, digits, nonZero)
		}
		if digits = isDigit(ra); !digits {
			nonZero = false
		} else if ra != '0' {
			nonZero = true
		}
		i, j = i+na, j+nb
	}
	switch {
	case j < len(b):
		return -1
	case i < len(a):
		return 1
	}
	return strings.Compare(a, b)
}

// compareFrom decides from the first characters that differ.
func compareFrom(a, b string, ra, rb rune, digits, nonZero bool) int {
	switch la, lb := isLetter(ra), isLetter(rb); {
	case la && lb:
		return cmp.Compare(ra, rb)
	case la && digits, lb && !digits:
		return -1
	case la || lb:
		return 1
	}
	var start int64
	if nonZero && (ra == '0' || rb == '0') {
		start = 1
	}
	va, ca := number(a, start)
	vb, cb := number(b, start)
	switch {
	case va != vb:
		return cmp.Compare(va, vb)
	case ca != cb:
		return cmp.Compare(ca, cb)
	}
	return cmp.Compare(ra, rb)
}

// number reads the digits that s begins with, after n, and counts them. Numbers that do not
// fit wrap around, as they do in the reference.
func number(s string, n int64) (value int64, count int) {
	for i := 0; i < len(s); count++ {
		if c := s[i] - '0'; c <= 9 {
			n, i = n*10+int64(c), i+1
			continue
		}
		r, size := decode(s[i:])
		if !isDigit(r) {
			break
		}
		n, i = n*10+int64(r-'0'), i+size
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

// SortKeys brings keys into the order of Compare. There are keys of which each is before the next in a circle, with
// digits that are not ASCII or too many for a number; so that their order does not depend on that in which they come,
// as maps give it, they are ordered by their bytes before.
func SortKeys(keys []string) {
	slices.Sort(keys)
	for i := 1; i < len(keys); i++ {
		if Compare(keys[i-1], keys[i]) > 0 { // which is rare
			slices.SortFunc(keys, Compare)
			return
		}
	}
}
