package syntax

import "github.com/composekit/composekit/source"

// Builder makes nodes for the stages after parsing. It takes memory in slabs, so that a
// stage makes few allocations. The zero Builder is ready; it must not be used concurrently.
type Builder struct {
	nodes      slab[Node]
	containers slab[container]
	extras     slab[extra]
	pairs      slab[Pair]
	items      slab[*Node]
}

func (b *Builder) node() *Node           { return b.nodes.one() }
func (b *Builder) container() *container { return b.containers.one() }

// KeepPairs returns a copy of pairs in the Builder's memory, for a caller that collects
// pairs in a slice which it uses again.
func (b *Builder) KeepPairs(pairs []Pair) []Pair { return b.pairs.keep(pairs) }

// KeepItems is KeepPairs for the items of a sequence.
func (b *Builder) KeepItems(items []*Node) []*Node { return b.items.keep(items) }

// Scalar makes a scalar that came from prev, and stands where prev stands. Prev may be nil:
// the scalar then stands nowhere.
func (b *Builder) Scalar(value string, typ Type, prev *Node, how How) *Node {
	n := b.node()
	*n = Node{Kind: Scalar, Type: typ, Value: value, Prev: prev, How: how}
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
	n := b.node()
	*n = Node{Kind: Mapping, Style: Block, Prev: prev, How: how, c: b.container()}
	n.c.pairs = pairs
	if prev != nil {
		n.Span = prev.Span
		if prev.Kind != Scalar {
			n.Style = prev.Style
		}
	}
	return n
}

// Sequence makes a sequence of items that came from prev and stands where prev stands. It
// keeps the slice.
func (b *Builder) Sequence(items []*Node, prev *Node, how How) *Node {
	n := b.node()
	*n = Node{Kind: Sequence, Style: Block, Prev: prev, How: how, c: b.container()}
	n.c.items = items
	if prev != nil {
		n.Span = prev.Span
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
	d.Prev, d.How = prev, how
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

func (b *Builder) setBase(n, base *Node) {
	x := b.extras.one()
	if n.x != nil {
		*x = *n.x
	}
	x.base = base
	n.x = x
}

// At returns n standing at another place: n itself is not changed.
func (b *Builder) At(n *Node, span source.Span) *Node {
	d := b.node()
	*d = *n
	d.Span = span
	return d
}

// Retag gives fresh, a node just made with this builder, the tag and anchor of n.
func (b *Builder) Retag(fresh, n *Node) *Node {
	if n.x != nil {
		fresh.x = &extra{tag: n.x.tag, anchor: n.x.anchor, tagSpan: n.x.tagSpan, anchorSpan: n.x.anchorSpan}
	}
	return fresh
}
