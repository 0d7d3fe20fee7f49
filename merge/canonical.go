package merge

import (
	"slices"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Canonical turns short forms into long ones, parents before children, leaves out empty items
// where the table says so, and makes lists unique again: two short forms may turn out to be
// one item. T is the type of n, and n is what Unique returned.
//
// What is canonical carries the mark schema.MarkCanonical, and is not looked at again: a call
// for a tree that is canonical returns it and allocates nothing. A node that came from a file
// is never changed, so the mark is set on copies: of the root, its sections and their entries
// (services.web); of the attributes of those too, if c.MoreFollows; and, where t is not the type
// of a whole file, of n. Merging shares what it leaves alone, with its marks. What would not pass
// a check in its long form has no mark, nor has what holds it: items of a list that have become
// equal though no key makes them one, and items that are no names for a mapping. The check of
// the next document is to find them, as docker compose does.
func Canonical(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	levels := 1
	if t == schema.Compose() {
		levels = 3
		if c.MoreFollows {
			levels = 4
		}
	}
	w := canonical{c: c}
	return w.node(n, t, levels, false)
}

type canonical struct {
	c      *schema.Context
	faulty int // number of values that would not pass a check
	once   syntax.Once[canonicalUse]
	uniq   unique
}

// canonicalUse is what makes a difference to how a value is made canonical.
type canonicalUse struct {
	t      *schema.Type
	levels int
	inList bool
}

// node makes n canonical. The nodes of as many levels as given are marked.
func (w *canonical) node(n *syntax.Node, t *schema.Type, levels int, inList bool) *syntax.Node {
	if n == nil || t == nil || levels <= 0 && !t.Holds(schema.HasLong) || n.Mark&schema.MarkCanonical != 0 {
		return n
	}
	if !n.Repeated() {
		return w.made(n, t, levels, inList)
	}
	faulty := w.faulty
	out, bad := w.once.Of(w.c.Build, n, canonicalUse{t, max(levels, 0), inList}, func() (*syntax.Node, bool) {
		return w.made(n, t, levels, inList), faulty < w.faulty
	})
	if bad && faulty == w.faulty {
		w.faulty++
	}
	return out
}

func (w *canonical) made(n *syntax.Node, t *schema.Type, levels int, inList bool) *syntax.Node {
	out, faulty := n, w.faulty
	if t.Long != nil {
		out = t.Long(w.c, n)
		if out.Kind == syntax.Mapping && !t.NamesAllowed(out) {
			w.faulty++
		}
	}
	if out.Kind == syntax.Mapping && t.Accept&schema.Map == 0 || out.Kind == syntax.Sequence && t.Accept&schema.List == 0 {
		w.faulty++ // no check has seen it, if it is of a service in another file that others extend
	}
	switch {
	case out.Kind == syntax.Mapping && (len(t.Attrs()) > 0 || t.Values != nil):
		out = w.values(out, t, levels-1, inList)
	case out.Kind == syntax.Mapping && t.OmitEmpty: // no check has seen it if only for services that extend it
		out = w.withoutEmpty(out)
	case out.Kind == syntax.Sequence:
		out = w.items(out, t)
		if t.Key != nil && !inList && out != n && out.Len() > 1 { // what was written in long form, Unique has seen
			out = w.uniq.of(w.c, out, t)
		}
	}
	if levels > 0 && out.Kind != syntax.Scalar && faulty == w.faulty {
		return w.c.Build.WithMark(out, schema.MarkCanonical)
	}
	return out
}

func (w *canonical) values(n *syntax.Node, t *schema.Type, levels int, inList bool) *syntax.Node {
	out := w.c.Build.Change(n, syntax.LongForm)
	pairs := n.Pairs()
	for i := range pairs {
		if pairs[i].Value.Mark&schema.MarkCanonical != 0 {
			continue
		}
		var child *schema.Type
		if levels > 0 {
			child = t.Child(pairs[i].Name())
		} else {
			child = t.ChildHolding(schema.HasLong, pairs[i].Name())
		}
		if child != nil {
			out.Set(i, w.node(pairs[i].Value, child, levels, inList))
		}
	}
	return out.Node()
}

func (w *canonical) items(n *syntax.Node, t *schema.Type) *syntax.Node {
	elem := t.Item()
	if elem == nil {
		return n
	}
	var items []*syntax.Node
	added := n.AddedTo()
	for i, item := range n.Items() {
		var to *syntax.Node
		if added && item.Kind == syntax.Scalar && elem.Long != nil {
			to, _ = w.once.Of(w.c.Build, item, canonicalUse{t: elem, inList: true}, func() (*syntax.Node, bool) {
				return w.made(item, elem, 0, true), false
			})
		} else {
			to = w.node(item, elem, 0, true)
		}
		drop := t.OmitEmpty && isEmpty(to)
		if (to != item || drop) && items == nil {
			items = append(w.c.Build.Items(n.Len()), n.Items()[:i]...)
		}
		if items != nil && !drop {
			items = append(items, to)
		}
	}
	out := n
	if items != nil {
		out = w.c.Build.Sequence(items, n, syntax.LongForm)
	}
	if t.Unique && t.Key == nil && (t.Long != nil || elem.Long != nil) && schema.HaveDuplicates(out.Items()) {
		w.faulty++
	}
	return out
}

// withoutEmpty is a mapping without the entries whose values are empty.
func (w *canonical) withoutEmpty(n *syntax.Node) *syntax.Node {
	pairs := slices.DeleteFunc(slices.Clone(n.Pairs()), func(p syntax.Pair) bool { return isEmpty(p.Value) })
	if len(pairs) == n.Len() {
		return n
	}
	return w.c.Build.Mapping(pairs, n, syntax.LongForm)
}

func isEmpty(n *syntax.Node) bool { return n.IsNull() || n.IsString() && n.Value() == "" }
