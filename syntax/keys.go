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

const fewKeys = 8 // up to here, comparing each with each is faster

// checkKeys reports keys that were defined before in the same mapping.
func (p *parser) checkKeys(pairs []Pair) {
	if len(pairs) > fewKeys {
		p.checkManyKeys(pairs)
		return
	}
	for i := 1; i < len(pairs); i++ {
		for j := range i {
			if len(pairs[i].Name()) == len(pairs[j].Name()) && pairs[i].Name() == pairs[j].Name() &&
				!pairs[i].complex() && !pairs[j].complex() {
				p.duplicateKey(&pairs[i], &pairs[j])
				break
			}
		}
	}
}

func (p *parser) checkManyKeys(pairs []Pair) {
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

// begin makes room for n keys.
func (s *keySet) begin(n int) {
	if len(s.slots) == 0 {
		s.seed = maphash.MakeSeed()
	}
	size := 64
	for size < 2*n {
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
	p.add(DuplicateKey.At(again.Span(), "the key %q is defined twice", again.Name()).
		Helped("rename or remove one of them").Labelled(first.Span(), "first defined here").With("key", again.Name()))
}
