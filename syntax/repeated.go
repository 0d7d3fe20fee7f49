package syntax

// Repeated reports whether what a collection contains stands in its tree several times, because
// aliases or merge keys stand for it, or others inherit it. A stage that makes it anew each time takes as much time and
// memory as few characters ask for; see Once.
func (n *Node) Repeated() bool { return n != nil && n.flags&repeated != 0 }

// Repeat is Derive for a value whose contents are going to stand in the tree in other places, too.
func (b *Builder) Repeat(n, prev *Node, how How) *Node {
	d := b.Derive(n, prev, how)
	d.flags &^= repeated
	if n.Kind != Scalar {
		d.flags |= repeated
	}
	return d
}

// Contents is what a collection contains: it is equal for nodes that share it.
type Contents struct{ c *container }

// Contents is what n contains.
func (n *Node) Contents() Contents { return Contents{n.c} }

// Once keeps what a stage has made of contents that stand in a tree several times, so that it makes
// that once, whatever the number of aliases. K tells apart what the stage makes of the same contents:
// the type that they have in one place, for example. The zero Once is ready.
type Once[K comparable] struct{ made map[occasion[K]]outcome }

type occasion[K comparable] struct {
	of     Contents
	scalar *Node // instead of contents
	as     K
}

type outcome struct {
	from, to *Node
	note     bool
}

// Of is what stage makes of n, whose contents are repeated, or has made of them for another node, or of a
// scalar that is itself in several places. The note is the stage's to use: it is told with the outcome
// each time. What is made is not going to be changed in place, for it is part of the tree in several places.
func (o *Once[K]) Of(b *Builder, n *Node, as K, stage func() (to *Node, note bool)) (*Node, bool) {
	at := occasion[K]{of: n.Contents(), as: as}
	if n.Kind == Scalar {
		at.scalar = n
	}
	if got, ok := o.made[at]; ok {
		if n == got.from {
			return got.to, got.note
		}
		return b.rebased(got.to, got.from, n), got.note
	}
	sole := b.Sole
	b.Sole = false
	to, note := stage()
	b.Sole = sole
	if to != n && to.Kind != Scalar && !to.Repeated() {
		to = b.Derive(to, to.Prev, to.How)
		to.flags |= repeated
	}
	if o.made == nil {
		o.made = map[occasion[K]]outcome{}
	}
	o.made[at] = outcome{n, to, note}
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
