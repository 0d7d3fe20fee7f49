package merge

import (
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Defaults adds the attributes that default to something as soon as the value that holds them
// exists (schema.Type.Fill): the context of a build, the protocol of a port. It is called once,
// on the canonical tree that comes of all files. T is the type of n.
func Defaults(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	switch {
	case n == nil || n.Kind == syntax.Scalar || !t.Holds(schema.HasFill):
		return n
	case t.Fill != nil:
		return t.Fill(c, n)
	case n.Kind == syntax.Sequence && t.Elem != nil:
		return defaultItems(c, n, t.Elem)
	case n.Kind == syntax.Mapping && (len(t.Attrs()) > 0 || t.Values != nil):
		return eachValue(c, n, t, schema.HasFill, Defaults)
	}
	return n
}

func defaultItems(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	out := c.Build.Change(n, syntax.Normalised)
	for i, item := range n.Items() {
		out.Set(i, Defaults(c, item, t))
	}
	return out.Node()
}
