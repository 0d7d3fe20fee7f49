package merge

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Extend merges a service over the one that it extends, and drops its extends attribute. T is
// the type of the service, path the keys that lead to it. Attributes that come from base alone are
// marked as inherited (syntax.Extended). Base may be in canonical form or not.
func Extend(b *syntax.Builder, base, over *syntax.Node, t *schema.Type, path ...string) (*syntax.Node, diag.List) {
	base, over = without(b, base, "extends"), without(b, over, "extends")
	if base == nil || base.Kind != syntax.Mapping {
		return over, nil
	}
	inherited := make([]syntax.Pair, base.Len())
	for i, p := range base.Pairs() {
		p.Value = b.Repeat(p.Value, p.Value, syntax.Extended)
		inherited[i] = p
	}
	from := b.Mapping(inherited, base, syntax.Extended)
	m := merger{b: b, path: path}
	if merged := m.value(from, over, t); merged != from {
		return merged, m.list
	}
	// The service says nothing of its own; it still stands where it was written.
	return b.MergedMapping(inherited, over, base), m.list
}

// without is the mapping n without an entry; n itself if it has none of that name.
func without(b *syntax.Builder, n *syntax.Node, name string) *syntax.Node {
	i := n.Find(name)
	if i < 0 {
		return n
	}
	pairs := make([]syntax.Pair, 0, n.Len()-1)
	pairs = append(append(pairs, n.Pairs()[:i]...), n.Pairs()[i+1:]...)
	return b.Mapping(pairs, n, syntax.Normalised)
}
