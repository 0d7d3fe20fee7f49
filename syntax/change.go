package syntax

import "maps"

// Change replaces values of a mapping or sequence. The collection is copied when the first of
// them differs, so that what a stage leaves alone is shared; see Builder.Sole for when not even
// that copy is made.
type Change struct {
	b    *Builder
	how  How
	from *Node
	to   *Node // nil as long as nothing differs

	indexed  bool // the index of to is its own
	expected int  // entries that are going to be added
}

// Change begins to change n, which may be nil. How says how the result comes from n.
func (b *Builder) Change(n *Node, how How) Change { return Change{b: b, how: how, from: n} }

// Set gives the i-th entry of a mapping, or item of a sequence, a value. Nothing changes if it is
// the one that is there.
func (c *Change) Set(i int, value *Node) {
	if *c.Node().place(i) != value {
		c.begin(0)
		*c.to.place(i) = value
	}
}

// place is where the value of the i-th entry of a mapping, or the i-th item of a sequence, is.
func (n *Node) place(i int) **Node {
	if n.Kind == Sequence {
		return &n.c.more.Load().items[i]
	}
	return &n.c.pairs[i].Value
}

// Put sets the entry of a mapping with the name, or adds one that stands where its value does.
func (c *Change) Put(name string, value *Node) { c.PutAt(c.Node().Find(name), name, value) }

// PutAt is Put where it is known which entry has the name: the i-th, or none if i is negative.
func (c *Change) PutAt(i int, name string, value *Node) {
	if i >= 0 {
		c.Set(i, value)
		return
	}
	c.Add(c.b.PairAt(value, name, value))
}

// Expect says how many entries are going to be added.
func (c *Change) Expect(entries int) { c.expected = entries }

// Add adds an entry to a mapping that has none of its name.
func (c *Change) Add(p Pair) {
	const room = 2 // for what may follow
	c.begin(room)
	of := c.to.c
	if len(of.pairs) == cap(of.pairs) {
		of.pairs = append(c.b.Pairs(len(of.pairs)+max(len(of.pairs)/2+room, c.expected)), of.pairs...)
	}
	c.expected--
	of.pairs = append(of.pairs, p)
	if m := of.more.Load(); m != nil && m != lookedUp {
		if !c.indexed {
			m, c.indexed = &more{index: maps.Clone(m.index)}, true
			of.more.Store(m)
		}
		if !p.complex() {
			m.index[p.Name()] = int32(len(of.pairs) - 1)
		}
	}
}

// begin makes the collection one that may be changed, with room for more entries if it is copied.
func (c *Change) begin(room int) {
	switch {
	case c.to != nil:
	case c.b.owns(c.from):
		c.to = c.from
	case c.from != nil && c.from.Kind == Sequence:
		items := c.from.Items()
		c.to = c.b.Sequence(append(c.b.Items(len(items)), items...), c.from, c.how)
	default:
		pairs := c.from.Pairs()
		c.to = c.b.Mapping(append(c.b.Pairs(len(pairs)+max(room, c.expected)), pairs...), c.from, c.how)
		if len(pairs) >= indexFrom {
			c.to.c.more.Store(c.from.c.more.Load())
		}
	}
}

// Node is the collection as it is now; the one that was given if nothing has changed.
func (c *Change) Node() *Node {
	if c.to == nil {
		return c.from
	}
	return c.to
}
