package syntax

import (
	"hash/maphash"

	"github.com/composekit/composekit/diag"
)

// keySet finds duplicate keys. It is a hash table whose memory is used for one mapping after
// another, and one text after another: an entry counts only if it carries the number of the
// present round.
type keySet struct {
	seed  maphash.Seed
	slots []keySlot
	round uint32
}

type keySlot struct {
	round uint32
	index int32
}

// checkKeys reports keys that were defined before in the same mapping.
func (p *parser) checkKeys(pairs []Pair) {
	if len(pairs) < 2 || !p.mayRepeat(pairs) {
		return
	}
	s := &p.seen
	s.begin(len(pairs))
	mask := uint64(len(s.slots) - 1)
	for i := range pairs {
		if pairs[i].complex() {
			continue
		}
		at := maphash.String(s.seed, pairs[i].Name()) & mask
		for s.slots[at].round == s.round && pairs[s.slots[at].index].Name() != pairs[i].Name() {
			at = (at + 1) & mask
		}
		if s.slots[at].round == s.round {
			p.duplicateKey(&pairs[i], &pairs[s.slots[at].index])
			continue
		}
		s.slots[at] = keySlot{s.round, int32(i)}
	}
}

// mayRepeat reports whether two keys may be the same. Of most mappings, the lengths of the keys and some
// of their letters say that they are not.
func (p *parser) mayRepeat(pairs []Pair) bool {
	const few = 24
	if len(pairs) > few {
		return true
	}
	const bits = 9
	var seen [1 << bits / 64]uint64
	text := p.text
	for i := range pairs {
		start, end := pairs[i].start, pairs[i].end
		if start|end < 0 || start == end {
			return true
		}
		h := uint32(end-start) | uint32(text[start])<<8 | uint32(text[end-1])<<16 | uint32(text[(start+end)>>1])<<24
		h = h * 0x9E3779B1 >> (32 - bits)
		if seen[h/64]>>(h%64)&1 != 0 {
			return true
		}
		seen[h/64] |= 1 << (h % 64)
	}
	return false
}

// begin makes room for n keys.
func (s *keySet) begin(n int) {
	if len(s.slots) == 0 {
		s.seed = maphash.MakeSeed()
	}
	size := 64
	for size < n+n/2 {
		size *= 2
	}
	if size > len(s.slots) {
		s.slots, s.round = make([]keySlot, size), 0
	}
	if s.round++; s.round == 0 { // all numbers have been used
		clear(s.slots)
		s.round = 1
	}
}

func (p *parser) duplicateKey(again, first *Pair) {
	if p.found.Full(diag.Error) {
		return // a mapping may have very many
	}
	help := "rename or remove one of them"
	if again.isMerge() {
		help = "merge several mappings by a list, as in <<: [*a, *b]"
	}
	p.add(DuplicateKey.At(again.Span(), "the key %q is defined twice", again.Name()).
		Helped("%s", help).Labelled(first.Span(), "first defined here").With("key", again.Name()))
}
