package merge

import (
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Defaults adds the attributes that default to something as soon as the value that holds them
// exists (schema.Type.Fill): the context of a build, the protocol of a port. It is called once,
// on the canonical tree that comes of all files. T is the type of n.
func Defaults(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	d := stage{c: c, part: schema.HasFill}
	return d.value(n, t)
}

func (s *stage) filled(n *syntax.Node, t *schema.Type) *syntax.Node {
	switch {
	case t.Fill != nil:
		return t.Fill(s.c, n)
	case n.Kind == syntax.Sequence && t.Elem != nil:
		return s.items(n, t.Elem)
	case n.Kind == syntax.Mapping && (len(t.Attrs()) > 0 || t.Values != nil):
		return s.values(n, t)
	}
	return n
}

func (s *stage) items(n *syntax.Node, t *schema.Type) *syntax.Node {
	out := s.c.Build.Change(n, syntax.Normalised)
	for i, item := range n.Items() {
		var to *syntax.Node
		if n.AddedTo() && item.Kind != syntax.Scalar && t.Holds(s.part) {
			to = s.shared(item, t)
		} else {
			to = s.value(item, t)
		}
		out.Set(i, to)
	}
	return out.Node()
}
