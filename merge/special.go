package merge

import (
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// build takes a string for a context, then merges by key.
func (m *merger) build(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	left, ok := m.asBuild(base)
	right, fits := m.asBuild(over)
	if !ok || !fits {
		return m.cannot(base, over)
	}
	return m.mappings(left, right, t)
}

func (m *merger) asBuild(n *syntax.Node) (*syntax.Node, bool) {
	switch {
	case n.Kind == syntax.Mapping:
		return n, true
	case n.IsNull():
		return m.b.Mapping(nil, n, syntax.LongForm), true
	case n.IsString():
		context := syntax.Pair{Name: "context", Span: n.Span, Value: m.b.Derive(n, n, syntax.LongForm)}
		return m.b.Mapping(append(m.newPairs(1), context), n, syntax.LongForm), true
	}
	return nil, false
}

// logging merges the options of one driver; those of another replace them.
func (m *merger) logging(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	if base.Kind != syntax.Mapping || over.Kind != syntax.Mapping {
		return m.cannot(base, over)
	}
	was, is := base.Get("driver"), over.Get("driver")
	if was == nil || is == nil || Equal(was, is) {
		return m.mappings(base, over, t)
	}
	return m.replace(base, over)
}

// pools merges address pools of the same subnet; others follow.
func (m *merger) pools(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	if base.Kind != syntax.Sequence || over.Kind != syntax.Sequence {
		return m.cannot(base, over)
	}
	items := base.Items()
	changed := false
	for _, pool := range over.Items() {
		i := poolOf(items, pool)
		if i >= 0 {
			merged := m.mappings(items[i], pool, t.Elem)
			if merged == items[i] {
				continue
			}
			pool = merged
		}
		if !changed {
			items = append(m.newItems(len(items)+over.Len()), items...)
			changed = true
		}
		if i >= 0 {
			items[i] = pool
		} else {
			items = append(items, pool)
		}
	}
	if !changed {
		return base
	}
	return m.b.MergedSequence(items, over, base)
}

// poolOf finds the pool with the subnet of the given one; two without subnet are the same.
func poolOf(items []*syntax.Node, pool *syntax.Node) int {
	if pool.Kind != syntax.Mapping {
		return -1
	}
	subnet := pool.Get("subnet")
	for i, item := range items {
		if item.Kind != syntax.Mapping {
			continue
		}
		other := item.Get("subnet")
		if subnet.IsNull() && other.IsNull() || subnet != nil && other != nil && Equal(subnet, other) {
			return i
		}
	}
	return -1
}
