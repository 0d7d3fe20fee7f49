package syntax

import (
	"hash/maphash"
	"strings"

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
			p.duplicateKey(pairs, i, int(s.slots[at].index))
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

// duplicateKey reports the key of an entry that is the same as that of one before.
func (p *parser) duplicateKey(pairs []Pair, again, first int) {
	if p.found.Full(diag.Error) {
		return // a mapping may have very many
	}
	key := &pairs[again]
	d := DuplicateKey.At(key.Span(), "the key %q is defined twice", key.Name()).
		Helped("rename or remove one of them").Labelled(pairs[first].Span(), "first defined here").With("key", key.Name())
	if key.isMerge() {
		d = d.Helped("merge several mappings by a list, as in <<: [*a, *b]")
		if edits := inOneMerge(pairs, again, first); edits != nil {
			d = d.Fixed("merge them by a list", edits...)
		}
	}
	p.add(d)
}

// inOneMerge are the edits that merge by one list what the merge keys of a mapping have an alias for each, of which one is the first and one
// the second. They are nil if there are more, and of what does not stand on lines of its own.
func inOneMerge(pairs []Pair, second, first int) []diag.Edit {
	one, two := &pairs[first], &pairs[second]
	for i := first + 1; i < len(pairs); i++ {
		if i != second && pairs[i].isMerge() {
			return nil
		}
	}
	end := two.Value.Span()
	line := end.Lines()
	if one.Value.Kind != Alias || two.Value.Kind != Alias || strings.Trim(two.Span().Before(), " ") != "" ||
		strings.TrimSpace(line.Text()[end.End-line.Start:]) != "" || two.Span().Lines().Start != line.Start {
		return nil
	}
	return []diag.Edit{
		{Span: one.Value.Span(), New: "[" + one.Value.Span().Text() + ", " + two.Value.Span().Text() + "]"},
		{Span: line},
	}
}
