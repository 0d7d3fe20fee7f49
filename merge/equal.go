package merge

import (
	"hash/maphash"
	"math/bits"

	"github.com/composekit/composekit/syntax"
)

// Equal reports whether two nodes are the same value: the same kind, the same type of scalar,
// equal values and items; mappings in any order. The text 0x50 and the text 80 are the same
// integer, and neither is the string "80". Nil is equal to nil only.
func Equal(a, b *syntax.Node) bool {
	switch {
	case a == b:
		return true
	case a == nil || b == nil || a.Kind != b.Kind || a.Type != b.Type || a.Len() != b.Len():
		return false
	case a.Kind == syntax.Scalar:
		return a.Type == syntax.Null || a.Value() == b.Value() || a.Type != syntax.String && a.Text() == b.Text()
	}
	for i, item := range a.Items() {
		if !Equal(item, b.Items()[i]) {
			return false
		}
	}
	for i, p := range a.Pairs() {
		q := b.Pairs()[i] // as a rule both have the same order
		if q.Name() != p.Name() || q.Key() != nil || p.Key() != nil {
			j := b.Find(p.Name())
			if j < 0 {
				return false
			}
			q = b.Pairs()[j]
		}
		if !Equal(p.Value, q.Value) {
			return false
		}
	}
	return true
}

// hashes makes hashes of nodes, which are equal for equal nodes. It knows those of the items of long sequences,
// so that what aliases have in common is looked at once.
type hashes struct {
	seed  maphash.Seed // another each time, so that no file can be made of items that collide
	known map[items]uint64
}

func newHashes() hashes { return hashes{maphash.MakeSeed(), map[items]uint64{}} }

type items struct {
	first **syntax.Node
	len   int
}

func (x hashes) of(n *syntax.Node) uint64 {
	all := n.Items()
	if len(all) < hashFrom {
		return x.anew(n)
	}
	key := items{&all[0], len(all)}
	h, ok := x.known[key]
	if !ok {
		h = x.anew(n)
		x.known[key] = h
	}
	return h
}

func (x hashes) anew(n *syntax.Node) uint64 {
	h := uint64(n.Kind)<<8 | uint64(n.Type)
	if n.Kind == syntax.Scalar && n.Type != syntax.Null {
		text := n.Value()
		if n.Type != syntax.String {
			text = n.Text()
		}
		return mix(h, maphash.String(x.seed, text))
	}
	for _, item := range n.Items() {
		h = mix(h, x.of(item))
	}
	for _, p := range n.Pairs() { // a sum: the order does not count
		h += mix(maphash.String(x.seed, p.Name()), x.of(p.Value))
	}
	return h
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xD1B54A32D192ED03)
	return hi ^ lo
}

const (
	hashFrom = 32 // items from which on a list is searched by hash
	fewNew   = 4  // items that are soon compared with each of a list, however long
)

// appendNew is left with those items of right appended that it does not hold; left itself if
// it holds them all.
func (m *Merger) appendNew(left, right []*syntax.Node) []*syntax.Node {
	var out []*syntax.Node
	have := left
	var seen itemSet
	byHash := len(left)+len(right) > hashFrom && len(right) > fewNew
	if byHash {
		seen = itemSet{hashes: newHashes(), last: make(map[uint64]int32, len(left)+len(right))}
		for i, item := range left {
			seen.add(seen.of(item), i)
		}
	}
	for _, item := range right {
		if byHash {
			h := seen.of(item)
			if seen.holds(h, have, item) {
				continue
			}
			seen.add(h, len(have))
		} else if holds(have, item) {
			continue
		}
		if out == nil {
			out = append(m.Build.Items(len(left)+len(right)), left...)
		}
		out = append(out, item)
		have = out
	}
	return have
}

// itemSet finds items of a list by their hash.
type itemSet struct {
	hashes
	last   map[uint64]int32 // the position of the last item with a hash, plus one
	before []int32          // of each item, the position of the one before with the same hash, plus one
}

// add adds the item at a position, which is the one after those before.
func (s *itemSet) add(hash uint64, at int) {
	s.before = append(s.before, s.last[hash])
	s.last[hash] = int32(at) + 1
}

func (s *itemSet) holds(hash uint64, items []*syntax.Node, item *syntax.Node) bool {
	for at := s.last[hash]; at > 0; at = s.before[at-1] {
		if Equal(items[at-1], item) {
			return true
		}
	}
	return false
}

func holds(items []*syntax.Node, item *syntax.Node) bool {
	for _, other := range items {
		if Equal(other, item) {
			return true
		}
	}
	return false
}
