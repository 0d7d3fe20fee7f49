package syntax

import (
	"math"

	"github.com/composekit/composekit/source"
)

// Builder makes nodes for the stages after parsing. It takes memory in slabs, so that a
// stage makes few allocations. The zero Builder is ready; it must not be used concurrently.
type Builder struct {
	// Sole says that a collection made with this Builder is part of one tree only, which each
	// stage makes anew out of what the stage before gave it. A Change then happens in place
	// instead of in a copy of what the Builder itself has made. Nodes of others, such as those
	// that were read from a text, are never changed. See Share for where it is not so.
	Sole bool

	shared uint16 // how often Share was called

	nodes      slab[Node]
	containers slab[container]
	extras     slab[extra]
	pairs      slab[Pair]
	items      slab[*Node]
}

func (b *Builder) node() *Node           { return b.nodes.one() }
func (b *Builder) container() *container { return b.containers.one() }

// Share says that what was made so far may be part of several trees from now on, or is to be
// kept as it was before a stage: it is no longer changed in place.
func (b *Builder) Share() {
	if b.shared++; b.shared == math.MaxUint16 {
		b.Sole = false
	}
}

// owner is the mark of collections that may be changed in place, 0 if none may.
func (b *Builder) owner() uint16 {
	if !b.Sole {
		return 0
	}
	return b.shared + 1
}

// owns reports whether a collection may be changed in place.
func (b *Builder) owns(n *Node) bool { return n != nil && n.owner != 0 && n.owner == b.owner() }

// Expect foresees what stages usually make of a document.
func (b *Builder) Expect(d *Document) {
	b.nodes.expect(d.made.nodes)
	b.containers.expect(d.made.containers)
	b.pairs.expect(d.made.pairs + d.made.pairs/2)
	b.items.expect(d.made.items / 2)
}

// made is how much memory was taken for nodes so far.
func (b *Builder) made() made {
	return made{b.nodes.taken(), b.containers.taken(), b.pairs.taken(), b.items.taken()}
}

// Pairs returns an empty slice with room for n entries, in the Builder's memory.
func (b *Builder) Pairs(n int) []Pair { return b.pairs.take(n)[:0] }

// Items returns an empty slice with room for n items, in the Builder's memory.
func (b *Builder) Items(n int) []*Node { return b.items.take(n)[:0] }

// KeepPairs returns a copy of pairs in the Builder's memory, for a caller that collects
// pairs in a slice which it uses again.
func (b *Builder) KeepPairs(pairs []Pair) []Pair { return b.pairs.keep(pairs) }

// KeepItems is KeepPairs for the items of a sequence.
func (b *Builder) KeepItems(items []*Node) []*Node { return b.items.keep(items) }

// Scalar makes a scalar that came from prev, and stands where prev stands. Prev may be nil:
// the scalar then stands nowhere.
func (b *Builder) Scalar(value string, typ Type, prev *Node, how How) *Node {
	n := b.node()
	n.Type, n.How, n.Value, n.Prev = typ, how, value, prev
	if prev != nil {
		n.Span = prev.Span
		if prev.Kind == Scalar {
			n.Style = prev.Style
		}
	}
	return n
}

// Mapping makes a mapping of pairs that came from prev and stands where prev stands. It
// keeps the slice.
func (b *Builder) Mapping(pairs []Pair, prev *Node, how How) *Node {
	n := b.collection(Mapping, prev, how)
	n.c.pairs = pairs
	return n
}

// Sequence makes a sequence of items that came from prev and stands where prev stands. It
// keeps the slice.
func (b *Builder) Sequence(items []*Node, prev *Node, how How) *Node {
	n := b.collection(Sequence, prev, how)
	n.c.items = items
	return n
}

// collection makes an empty collection. Fields are set one by one, as the memory is new: for a
// whole node the collector would look at what was there before.
func (b *Builder) collection(kind Kind, prev *Node, how How) *Node {
	n := b.node()
	n.Kind, n.Style, n.How, n.owner = kind, Block, how, b.owner()
	n.c = b.container()
	if prev != nil {
		n.Prev, n.Span = prev, prev.Span
		if prev.Kind != Scalar {
			n.Style = prev.Style
		}
	}
	return n
}

// Derive makes a copy of n, sharing what it contains, that came from prev.
func (b *Builder) Derive(n, prev *Node, how How) *Node {
	d := b.node()
	*d = *n
	d.Prev, d.How, d.owner = prev, how, 0
	return d
}

// Override makes a copy of n that records what it replaced: its Prev is n, its Base is base.
func (b *Builder) Override(n, base *Node) *Node {
	d := b.Derive(n, n, Overrode)
	b.setBase(d, base)
	return d
}

// MergedMapping makes the mapping that comes of merging over into base. It stands where over stands.
func (b *Builder) MergedMapping(pairs []Pair, over, base *Node) *Node {
	d := b.Mapping(pairs, over, Overrode)
	b.setBase(d, base)
	return d
}

// MergedSequence makes the sequence that comes of merging over into base. It stands where over stands.
func (b *Builder) MergedSequence(items []*Node, over, base *Node) *Node {
	d := b.Sequence(items, over, Overrode)
	b.setBase(d, base)
	return d
}

func (b *Builder) setBase(n, base *Node) { b.setExtra(n).base = base }

// setExtra gives n an extra of its own, for the caller to change.
func (b *Builder) setExtra(n *Node) *extra {
	x := b.extras.one()
	if n.x != nil {
		*x = *n.x
	}
	n.x = x
	return x
}

// At returns n standing at another place: n itself is not changed.
func (b *Builder) At(n *Node, span source.Span) *Node {
	d := b.node()
	*d = *n
	d.Span, d.owner = span, 0
	return d
}

// WithMark returns n with bits of Mark set: a copy, unless n may be changed in place.
func (b *Builder) WithMark(n *Node, mark uint8) *Node {
	if !b.owns(n) {
		n = b.Derive(n, n.Prev, n.How)
	}
	n.Mark |= mark
	return n
}

// Retag gives fresh, a node just made with this builder, the tag and anchor of n.
func (b *Builder) Retag(fresh, n *Node) *Node {
	if n.x != nil {
		fresh.x = &extra{properties: &properties{tag: n.Tag(), anchor: n.Anchor(), tagSpan: n.TagSpan(), anchorSpan: n.AnchorSpan()}}
	}
	return fresh
}
