package merge

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Extend merges a service over the one that it extends, and drops its extends attribute. T is
// the type of the service, path the keys that lead to it. Attributes that come from base alone are
// marked as inherited (syntax.Extended). Base may be in canonical form or not.
func (m *Merger) Extend(base, over *syntax.Node, t *schema.Type, path ...string) (*syntax.Node, diag.List) {
	b := m.Build
	base, over = without(b, base, "extends"), without(b, over, "extends")
	if base == nil || base.Kind != syntax.Mapping {
		return over, nil
	}
	inherited := b.Pairs(base.Len())
	for _, p := range base.Pairs() {
		p.Value = b.Repeat(p.Value, p.Value, syntax.Extended)
		inherited = append(inherited, p)
	}
	from := b.Mapping(inherited, base, syntax.Extended)
	merged, list := m.Merge(from, over, t, path...)
	if merged == from { // the service says nothing of its own, and still stands where it was written
		merged = b.MergedMapping(inherited, over, base)
	}
	return merged, list
}

// without is the mapping n without an entry; n itself if it has none of that name.
func without(b *syntax.Builder, n *syntax.Node, name string) *syntax.Node {
	i := n.Find(name)
	if i < 0 {
		return n
	}
	pairs := append(b.Pairs(n.Len()-1), n.Pairs()[:i]...)
	pairs = append(pairs, n.Pairs()[i+1:]...)
	return b.Mapping(pairs, n, syntax.Normalised)
}
