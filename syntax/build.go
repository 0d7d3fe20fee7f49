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
	mores      slab[more]
	pairs      slab[Pair]
	items      slab[*Node]
	origins    slab[origin]
	odd        slab[oddOrigin]

	file  *origin // of what was read from the file that was last asked for
	files map[*source.File]*origin
	texts *[64]*origin // of short texts, by what they look like
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

// Expect foresees what the stages of a load make of a document: figures of real projects.
func (b *Builder) Expect(d *Document) {
	b.nodes.expect(d.made.nodes)
	b.containers.expect(d.made.containers * 5 / 4)
	b.mores.expect(d.made.containers / 4)
	b.origins.expect(d.made.nodes / 5)
	b.pairs.expect(d.made.pairs * 7 / 4)
	b.items.expect(d.made.items / 2)
	if b.file == nil && d.Root != nil && d.Root.isBare() && d.Root.flags&own == 0 {
		b.file = d.Root.of
	}
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

// read is the origin of what was read from a file.
func (b *Builder) read(f *source.File) *origin {
	switch {
	case f == nil:
		return nil
	case b.file == nil:
		b.file = &origin{text: f.Text(), file: f}
	case b.file.file != f:
		b.change(f)
	}
	return b.file
}

// change makes f the file that was last asked for.
func (b *Builder) change(f *source.File) {
	if b.files == nil {
		b.files = map[*source.File]*origin{}
	}
	b.files[b.file.file] = b.file
	if b.file = b.files[f]; b.file == nil {
		b.file = &origin{text: f.Text(), file: f}
	}
}

// own is the origin of a text that is not what stands at its place in the file. Short ones are
// mostly what others are too.
func (b *Builder) own(text string, f *source.File) *origin {
	const short = 24
	if n := len(text); n > 0 && n <= short {
		if b.texts == nil {
			b.texts = new([64]*origin)
		}
		last := uint(n - 1)
		known := &b.texts[(last+3*uint(text[0])+5*uint(text[last/2])+7*uint(text[last]))%uint(len(b.texts))]
		if o := *known; o == nil || o.file != f || o.text != text {
			*known = b.newOrigin(text, f)
		}
		return *known
	}
	return b.newOrigin(text, f)
}

func (b *Builder) newOrigin(text string, f *source.File) *origin {
	o := b.origins.one()
	o.text, o.file = text, f
	return o
}

// setValue gives a scalar that has its place its value.
func (b *Builder) setValue(n *Node, value string) {
	n.flags &^= ofValue
	o := n.of
	if o == nil {
		if value != "" {
			n.of, n.flags = b.own(value, nil), n.flags|own
		}
		return
	}
	text := o.text[n.start:n.end]
	switch len(text) - len(value) {
	case 0:
		if text == value {
			n.flags |= asWritten
			return
		}
	case 1:
		if text[1:] == value {
			n.flags |= asWritten | lead
			return
		}
	case 2:
		if text[1:len(text)-1] == value {
			n.flags |= asWritten | lead | trim
			return
		}
	}
	n.flags |= own
	if o.x == nil {
		n.of = b.own(value, o.file)
		return
	}
	n.of = b.newOrigin(value, o.file)
	n.of.x = o.x
}

// place is where a node made of prev stands: where prev does, until told otherwise.
func (b *Builder) place(n, prev *Node) {
	if prev.of == nil {
		return
	}
	n.start, n.end, n.of = prev.start, prev.end, prev.of
	if prev.flags&own != 0 || prev.of.x != nil {
		n.of = b.read(prev.of.file)
	}
}

// Scalar makes a scalar that came from prev, and stands where prev stands. Prev may be nil:
// the scalar then stands nowhere.
func (b *Builder) Scalar(value string, typ Type, prev *Node, how How) *Node {
	n := b.scalar(typ, prev, how)
	if prev != nil {
		b.place(n, prev)
	}
	b.setValue(n, value)
	return n
}

// ScalarAt makes a scalar that came from prev and stands at span.
func (b *Builder) ScalarAt(span source.Span, value string, typ Type, prev *Node, how How) *Node {
	n := b.scalar(typ, prev, how)
	n.start, n.end, n.of = span.Start, span.End, b.read(span.File)
	b.setValue(n, value)
	return n
}

// scalar makes a scalar without place and value.
func (b *Builder) scalar(typ Type, prev *Node, how How) *Node {
	n := b.node()
	n.Type, n.How, n.Prev = typ, how, prev
	if prev != nil && prev.Kind == Scalar {
		n.Style = prev.Style
	}
	return n
}

// Pair makes an entry whose key stands at span, which may be nowhere.
func (b *Builder) Pair(name string, span source.Span, value *Node) Pair {
	p := Pair{start: span.Start, end: span.End, of: b.read(span.File), Value: value}
	b.nameKey(&p, span.Text(), name)
	return p
}

// nameKey gives an entry that has its place, where its file says written, its name.
func (b *Builder) nameKey(p *Pair, written, name string) {
	switch {
	case p.of != nil && written == name:
	case p.of != nil && len(written) == len(name)+2 && written[1:len(written)-1] == name:
		p.start = ^p.start
	default:
		p.end, p.of = ^p.end, b.own(name, p.of.where())
	}
}

// oddKey is p with a node as its key.
func (b *Builder) oddKey(p *Pair, name string, key *Node) Pair {
	start, end := p.place()
	o := b.odd.one()
	o.text, o.file, o.x, o.target = name, p.of.file, &o.extra, key
	return Pair{start, ^end, &o.origin, p.Value}
}

// PairAt makes an entry whose key nobody wrote: it stands where the node at does, which may be nil.
func (b *Builder) PairAt(at *Node, name string, value *Node) Pair {
	p := Pair{Value: value}
	if at != nil {
		p.start, p.end, p.of = at.start, at.end, at.of
	}
	p.end, p.of = ^p.end, b.own(name, p.of.where())
	return p
}

// Renamed is p with another name, in the same place.
func (b *Builder) Renamed(p Pair, name string) Pair { return b.Pair(name, p.Span(), p.Value) }

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
	n.c.more.Store(b.more(items))
	return n
}

func (b *Builder) more(items []*Node) *more {
	m := b.mores.one()
	m.items = items
	return m
}

// collection makes an empty collection. Fields are set one by one, as the memory is new: for a
// whole node the collector would look at what was there before.
func (b *Builder) collection(kind Kind, prev *Node, how How) *Node {
	n := b.node()
	n.Kind, n.Style, n.How, n.owner = kind, Block, how, b.owner()
	n.c = b.container()
	if prev != nil {
		n.Prev = prev
		b.place(n, prev)
		if prev.Kind != Scalar {
			n.Style = prev.Style
		}
		if prev.Kind == kind {
			n.flags |= prev.flags & added
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
	if base != nil && base.flags&(repeated|added) != 0 {
		d.flags |= added
	}
	return d
}

func (b *Builder) setBase(n, base *Node) { b.setExtra(n).base = base }

// setExtra gives n an extra of its own, for the caller to change.
func (b *Builder) setExtra(n *Node) *extra {
	o := b.odd.one()
	if n.of != nil {
		o.origin = *n.of
	}
	if o.x != nil {
		o.extra = *o.x
	}
	o.x, n.of = &o.extra, &o.origin
	return o.x
}

// At returns n standing at another place: n itself is not changed.
func (b *Builder) At(n *Node, span source.Span) *Node {
	d := b.node()
	*d = *n
	d.owner = 0
	d.start, d.end, d.of = span.Start, span.End, b.read(span.File)
	if !n.isBare() {
		*b.setExtra(d) = *n.of.x
	}
	if n.Kind == Scalar || n.Kind == Alias {
		b.setValue(d, n.Value())
	}
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
	if p := n.props(); p != noExtra.properties {
		b.setExtra(fresh).properties = &properties{tag: p.tag, anchor: p.anchor, tagSpan: p.tagSpan, anchorSpan: p.anchorSpan}
	}
	return fresh
}
