package merge

import (
	"slices"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// build takes a string for a context, then merges by key.
func (m *Merger) build(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	left, ok := m.asBuild(base)
	right, fits := m.asBuild(over)
	if !ok || !fits {
		return m.cannot(base, over)
	}
	return m.mappings(left, right, t)
}

func (m *Merger) asBuild(n *syntax.Node) (*syntax.Node, bool) {
	switch {
	case n.Kind == syntax.Mapping:
		return n, true
	case n.IsNull():
		return m.Build.Mapping(nil, n, syntax.LongForm), true
	case n.IsString():
		context := m.Build.PairAt(n, "context", m.Build.Derive(n, n, syntax.LongForm))
		return m.Build.Mapping(append(m.Build.Pairs(1), context), n, syntax.LongForm), true
	}
	return nil, false
}

// logging merges the options of one driver; those of another replace them.
func (m *Merger) logging(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	if base.Kind != syntax.Mapping || over.Kind != syntax.Mapping {
		return m.cannot(base, over)
	}
	was, is := base.Get("driver"), over.Get("driver")
	if was == nil || is == nil || Equal(was, is) {
		return m.mappings(base, over, t)
	}
	return m.replace(base, over)
}

// mostPools is how many pairs of address pools are compared in one merge: for lists of them, each is
// compared with each, and with what has come of those before.
const mostPools = 10_000

// mostPoolEntries is how many entries the pools have that are merged with each other in one merge, for each time that one is: what one
// took over, it has again the next time.
const mostPoolEntries = 100_000

// addressPools merges address pools of the same subnet. Pools of the base that the override does not
// name are left out; those that only the override has come as they are, the first time, and
// with what the following pools of the base say besides: so docker compose has it. An empty list
// overrides nothing; docker compose makes null of it, and refuses that.
func (m *Merger) addressPools(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	if base.Kind != syntax.Sequence || over.Kind != syntax.Sequence {
		return m.cannot(base, over)
	}
	if base.Len() == 0 || over.Len() == 0 {
		return m.appended(base, over, base.Items(), over.Items())
	}
	tooMany := func() *syntax.Node {
		m.report(base, over, inOneFile,
			"%d address pools cannot override %d: they are too many to compare each with each", over.Len(), base.Len())
		return base
	}
	if m.pools += base.Len() * over.Len(); m.pools > mostPools {
		return tooMany()
	}
	var out pools
	var before, after shared // each its own: a file that overrides itself has its pools twice
	overs := make([]*pool, over.Len())
	for i, is := range over.Items() {
		overs[i] = &pool{is, after.addresses(is)}
	}
	same := map[*syntax.Node]*pool{} // one that an earlier merge put into several places changes in all of them
	for _, item := range base.Items() {
		was := same[item]
		if was == nil {
			was = &pool{item, before.addresses(item)}
			same[item] = was
		}
		for _, is := range overs {
			if item.Kind != syntax.Mapping || is.n.Kind != syntax.Mapping {
				m.noPool(item, is.n)
				continue
			}
			if !sameSubnet(was.n, is.n) && out.find(is.n) < 0 {
				out = append(out, is)
				continue
			}
			if m.poolEntries += was.size() + is.size(); m.poolEntries > mostPoolEntries {
				return tooMany()
			}
			m.intoPool(was, is, t.Elem)
			if i := out.find(was.n); i >= 0 {
				out[i] = was
			} else {
				out = append(out, was)
			}
		}
	}
	items := m.Build.Items(len(out))
	for _, p := range out {
		items = append(items, p.whole(m.Build))
	}
	if slices.Equal(items, base.Items()) {
		return base
	}
	return m.Build.MergedSequence(items, over, base)
}

// noPool reports that one of two items is no address pool.
func (m *Merger) noPool(base, over *syntax.Node) {
	m.cannot(base, over)
	wrong := over
	if base.Kind != syntax.Mapping {
		wrong = base
	}
	d := &m.list[len(m.list)-1]
	*d = d.With("item", kind(wrong))
}

// auxAddresses is the attribute of a pool whose mapping several pools may come to share.
const auxAddresses = "aux_addresses"

// pool is an address pool under change: the result has it, and it is still being merged.
type pool struct {
	n   *syntax.Node
	aux *addresses // nil if it has none
}

// addresses are the auxiliary addresses of a pool. One that has none takes those of the pool that is merged into it, and not a copy:
// what is merged into them later is in both.
type addresses struct{ n *syntax.Node }

// shared are the addresses of the pools of one side of a merge, by where they stand.
type shared map[*syntax.Node]*addresses

func (s *shared) addresses(pool *syntax.Node) *addresses {
	n := pool.Get(auxAddresses)
	if n == nil || n.Kind != syntax.Mapping {
		return nil
	}
	if *s == nil {
		*s = shared{}
	}
	if (*s)[n] == nil {
		(*s)[n] = &addresses{n}
	}
	return (*s)[n]
}

// size is how many entries a pool has, its addresses included.
func (p *pool) size() int {
	size := p.n.Len()
	if p.aux != nil {
		size += p.aux.n.Len()
	}
	return size
}

// intoPool merges a pool into another.
func (m *Merger) intoPool(was, is *pool, t *schema.Type) {
	old, new := was.n.Get(auxAddresses), is.n.Get(auxAddresses)
	was.n = m.mappings(was.n, is.n, t)
	switch {
	case is.aux == nil:
	case was.aux == nil:
		was.aux = is.aux
	case was.aux == is.aux:
	case was.aux.n == old && is.aux.n == new:
		was.aux.n = was.n.Get(auxAddresses)
	default:
		was.aux.n = m.mappings(was.aux.n, is.aux.n, t.Child(auxAddresses))
	}
}

// whole is the pool with the addresses that it has in the end.
func (p *pool) whole(b *syntax.Builder) *syntax.Node {
	if i := p.n.Find(auxAddresses); i >= 0 && p.aux != nil {
		out := b.Change(p.n, syntax.Normalised)
		out.Set(i, p.aux.n)
		p.n = out.Node()
	}
	return p.n
}

type pools []*pool

// find is the index of the first pool of the subnet of n, -1 if there is none.
func (p pools) find(n *syntax.Node) int {
	return slices.IndexFunc(p, func(o *pool) bool { return sameSubnet(o.n, n) })
}

// sameSubnet reports whether two pools are the same; two without a subnet are.
func sameSubnet(a, b *syntax.Node) bool {
	x, y := a.Get("subnet"), b.Get("subnet")
	return x.IsNull() && y.IsNull() || x != nil && y != nil && Equal(x, y)
}
