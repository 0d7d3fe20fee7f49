package syntax

import "math/bits"

// Eight bytes of a text are looked at together, as a word of which the first is the lowest byte.

const (
	each     = 0x0101010101010101 // times a byte: a word of that byte alone
	highBits = 0x80 * each
)

func word(s string) uint64 {
	_ = s[7] // so that the compiler sees that there are eight
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// zeros has the high bit of each byte that is zero in w, of those up to the first such byte: what is
// above it may be wrong, and so may the other bits.
func zeros(w uint64) uint64 { return (w - each) &^ w }

// firstIn is which of the eight bytes the lowest bit of w is in.
func firstIn(w uint64) int { return bits.TrailingZeros64(w) / 8 }

// until is the first byte from byte i on that is a or b, or ends the line.
func (p *parser) until(i int, a, b byte) int {
	s := p.text
	for as, bs := each*uint64(a), each*uint64(b); i+8 <= len(s); i += 8 {
		w := word(s[i : i+8])
		if found := (zeros(w^as) | zeros(w^bs) | zeros(w^each*'\n') | zeros(w^each*'\r')) & highBits; found != 0 {
			return i + firstIn(found)
		}
	}
	for i < len(s) && s[i] != a && s[i] != b && class[s[i]]&lineEnd == 0 {
		i++
	}
	return i
}
