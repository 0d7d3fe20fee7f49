package syntax

// Repeated reports whether what a collection contains stands in its tree several times, because
// aliases or merge keys stand for it, or others inherit it. A stage that makes it anew each time takes as much time and
// memory as few characters ask for; see Once.
func (n *Node) Repeated() bool { return n != nil && n.flags&repeated != 0 }

// AddedTo reports whether a sequence came of merging items into one that is repeated: those of that one stand in
// the tree several times, too, though the sequence does not. A stage makes them once; see Once.
func (n *Node) AddedTo() bool { return n != nil && n.flags&added != 0 }

// Repeat is Derive for a value whose contents are going to stand in the tree in other places, too.
func (b *Builder) Repeat(n, prev *Node, how How) *Node {
	d := b.Derive(n, prev, how)
	d.flags &^= repeated
	if n.Kind != Scalar {
		d.flags |= repeated
	}
	return d
}

// Weight is what a node counts, without what it contains, for limits on what stands in a tree several times: one, and
// one more for every 64 bytes of a text, because stages read texts again, too.
func (n *Node) Weight() int {
	if n == nil || n.Kind != Scalar {
		return 1
	}
	return 1 + len(n.Value())/64
}

// Contents is what a collection contains: it is equal for nodes that share it.
type Contents struct{ c *container }

// Contents is what n contains.
func (n *Node) Contents() Contents { return Contents{n.c} }

// Once keeps what a stage has made of contents that stand in a tree several times, so that it makes
// that once, whatever the number of aliases. K tells apart what the stage makes of the same contents:
// the type that they have in one place, for example. The zero Once is ready.
type Once[K comparable] struct {
	made  map[occasion[K]]*outcome[K]
	last  *outcome[K]  // what was told last
	block []outcome[K] // memory for the next ones
}

type occasion[K comparable] struct {
	of     Contents
	scalar *Node // instead of contents
	as     K
}

type outcome[K comparable] struct {
	from, to *Node
	as       K
	note     bool
	// next is what was asked for after this. As a rule it is again: what lists have in common is in the same order.
	next *outcome[K]
}

// Of is what stage makes of n, whose contents are repeated, or has made of them for another node, or of a
// scalar that is itself in several places. The note is the stage's to use: it is told with the outcome
// each time. What is made is not going to be changed in place, for it is part of the tree in several places.
func (o *Once[K]) Of(b *Builder, n *Node, as K, stage func() (to *Node, note bool)) (*Node, bool) {
	before := o.last
	if before != nil {
		if next := before.next; next != nil && next.from == n && next.as == as {
			o.last = next
			return next.to, next.note
		}
	}
	at := occasion[K]{of: n.Contents(), as: as}
	if n.Kind == Scalar {
		at.scalar = n
	}
	got := o.made[at]
	if got == nil {
		to, note := o.first(b, n, stage)
		got = o.add(outcome[K]{from: n, to: to, as: as, note: note})
		o.made[at] = got
	}
	if o.last = got; before != nil {
		before.next = got
	}
	if n == got.from {
		return got.to, got.note
	}
	return b.rebased(got.to, got.from, n), got.note
}

const mostOutcomes = 256 // in a block

func (o *Once[K]) add(x outcome[K]) *outcome[K] {
	if o.made == nil {
		o.made = map[occasion[K]]*outcome[K]{}
	}
	if len(o.block) == cap(o.block) {
		o.block = make([]outcome[K], 0, min(max(2*cap(o.block), 1), mostOutcomes))
	}
	o.block = append(o.block, x)
	return &o.block[len(o.block)-1]
}

// first is what stage makes of n for all who are going to ask for it.
func (o *Once[K]) first(b *Builder, n *Node, stage func() (*Node, bool)) (*Node, bool) {
	sole := b.Sole
	b.Sole = false
	to, note := stage()
	b.Sole = sole
	if to != n && to.Kind != Scalar && !to.Repeated() {
		to = b.Derive(to, to.Prev, to.How)
		to.flags |= repeated
	}
	return to, note
}

// rebased is n, which was made of from in some steps, as if it had been made of another node with the same contents.
func (b *Builder) rebased(n, from, to *Node) *Node {
	if n == from {
		return to
	}
	if n.Prev == nil {
		return n
	}
	return b.Derive(n, b.rebased(n.Prev, from, to), n.How)
}
