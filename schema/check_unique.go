package schema

import (
	"hash/maphash"

	"github.com/composekit/composekit/syntax"
)

const (
	few = 8 // items up to which each is compared with every other
	// small is the size of the table for so many items that it takes no memory of its own.
	small = 64
)

// unique reports each item that is equal to an earlier one.
func (c *checker) unique(items []*syntax.Node) {
	eachDuplicate(items, func(i, first int) { c.duplicate(items, i, first) })
}

// HaveDuplicates reports whether two items are equal, as a list with Unique may have none.
func HaveDuplicates(items []*syntax.Node) (have bool) {
	eachDuplicate(items, func(int, int) { have = true })
	return have
}

// eachDuplicate calls found for each item that is equal to an earlier one.
func eachDuplicate(items []*syntax.Node, found func(i, first int)) {
	if len(items) > few {
		eachOfMany(items, found)
		return
	}
	for i := 1; i < len(items); i++ {
		for j := range i {
			if same(items[i], items[j]) {
				found(i, j)
				break
			}
		}
	}
}

// eachOfMany does the same in a time that grows with the number of items only. Items are found
// again by their hash: an open table of positions, at most half full.
func eachOfMany(items []*syntax.Node, found func(i, first int)) {
	var room [small]int32
	table := room[:] // of positions + 1
	if 2*len(items) > small {
		size := small
		for size < 2*len(items) {
			size *= 2
		}
		table = make([]int32, size)
	}
	size, seed := len(table), maphash.MakeSeed()
	for i, item := range items {
		at := int(hashOf(seed, item)) & (size - 1)
		for table[at] != 0 && !same(items[table[at]-1], item) {
			at = (at + 1) & (size - 1)
		}
		if table[at] != 0 {
			found(i, int(table[at]-1))
			continue
		}
		table[at] = int32(i + 1)
	}
}

// hashOf is equal for equal values.
func hashOf(seed maphash.Seed, n *syntax.Node) uint64 {
	switch n.Kind {
	case syntax.Sequence:
		h := uint64(n.Len())
		for _, item := range n.Items() {
			h = maphash.Comparable(seed, [2]uint64{h, hashOf(seed, item)})
		}
		return h
	case syntax.Mapping:
		h := uint64(n.Len())
		for i := range n.Pairs() {
			p := &n.Pairs()[i] // in any order
			h += maphash.Comparable(seed, [2]uint64{maphash.String(seed, p.Name()), hashOf(seed, p.Value)})
		}
		return h
	}
	switch n.Type {
	case syntax.Int, syntax.Float:
		if x, ok := n.Float(); ok {
			return maphash.Comparable(seed, x)
		}
	case syntax.Null, syntax.Bool:
		return uint64(n.Type)
	}
	return maphash.String(seed, StringOf(n))
}

// same reports whether two values are equal as JSON has it: 1 and 1.0 are, "1" is another
// matter, and the order of a mapping's entries does not count.
func same(a, b *syntax.Node) bool {
	if a == b {
		return true
	}
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case syntax.Sequence:
		return sameItems(a.Items(), b.Items())
	case syntax.Mapping:
		return samePairs(a, b)
	}
	return sameScalar(a, b)
}

func sameItems(a, b []*syntax.Node) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}

func samePairs(a, b *syntax.Node) bool {
	if a.Len() != b.Len() {
		return false
	}
	for _, p := range a.Pairs() {
		other := b.Get(p.Name())
		if other == nil || !same(p.Value, other) {
			return false
		}
	}
	return true
}

func sameScalar(a, b *syntax.Node) bool {
	switch {
	case a.Type == syntax.String && b.Type == syntax.String: // as a rule
		return a.Value() == b.Value()
	case isNumber(a) && isNumber(b):
		x, okX := a.Float()
		y, okY := b.Float()
		return okX && okY && x == y
	case isNumber(a) || isNumber(b):
		return false
	case a.Type == syntax.Null || b.Type == syntax.Null:
		return a.Type == b.Type
	case a.Type == syntax.Bool || b.Type == syntax.Bool:
		x, okX := a.Bool()
		y, okY := b.Bool()
		return okX && okY && x == y
	}
	return StringOf(a) == StringOf(b)
}
