// Package typo owns the guess at what a misspelt or half typed word was meant to be.
package typo

import (
	"bytes"
	"iter"
	"strings"
)

// longest is the number of bytes beyond which a word is too long to be a slip of the fingers.
const longest = 64

// Nearest returns the candidate that word is most likely a misspelling of, "" if none is
// near. Case, hyphens and underscores count for little; of two that are as near, the first wins.
func Nearest(word string, candidates iter.Seq[string]) string {
	if len(word) > longest {
		return ""
	}
	s := &search{word: word}
	s.plain = fold(&s.room[0], word)
	s.nearest = slips(len(s.plain)) + 1
	candidates(s.see)
	return s.best
}

// search is the search for the candidate that is nearest to a word, in one piece of memory.
type search struct {
	word, best string
	plain      []byte // the word, folded
	nearest    int    // how far best is away, or what is too far
	room       [2][longest]byte
}

// see looks at a candidate, and reports whether others may be better.
func (s *search) see(c string) bool {
	if c == s.word || c == "" || len(c) > longest {
		return true
	}
	if len(c)+s.nearest < len(s.plain) {
		return true // folding makes it no longer
	}
	d := distance(s.plain, fold(&s.room[1], c), s.nearest)
	if d < s.nearest {
		s.best, s.nearest = c, d
	}
	return d > 0
}

// shortest is the number of bytes from which on a word can be told for the beginning of another.
const shortest = 2

// Begun returns the candidates that word is the beginning of, as while somebody types. Case, hyphens and
// underscores count for nothing.
func Begun(word string, candidates iter.Seq[string]) []string {
	if len(word) > longest {
		return nil
	}
	var room [2][longest]byte
	plain := fold(&room[0], word)
	if len(plain) < shortest {
		return nil
	}
	var out []string
	for c := range candidates {
		if c != word && len(c) <= longest && bytes.HasPrefix(fold(&room[1], c), plain) {
			out = append(out, c)
		}
	}
	return out
}

// slips is how many a word of n bytes may have: one in three, and three.
func slips(n int) int { return min(n/3, 3) }

// fold is s with the letters of ASCII in lower case and without what joins words. It is never
// longer than s.
func fold(room *[longest]byte, s string) []byte {
	b := room[:0]
	for i := range len(s) {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			b = append(b, c|0x20)
		case strings.IndexByte(joints, c) < 0:
			b = append(b, c)
		}
	}
	return b
}

const joints = "-_ "

// distance is the least number of bytes inserted, left out, replaced or swapped with their
// neighbour that turns a into b, or at least limit if there are that many.
func distance(a, b []byte, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	var rows [3][longest + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d = 1 + min(d, last[j], row[j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least >= limit {
			return limit
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
