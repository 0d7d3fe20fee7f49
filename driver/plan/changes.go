package plan

import (
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// at is where an attribute of the project was written, as " (FILE:LINE:COLUMN)"; "" if that is
// not known.
func (b *builder) at(path ...string) string {
	if place := place(b.in.Tree, path...); place != "" {
		return " (" + place + ")"
	}
	return ""
}

// place is where the value at a path was written, or what is nearest to it above.
func place(tree *syntax.Node, path ...string) string {
	n := tree
	for _, name := range path {
		next := n.Get(name)
		if next == nil {
			break
		}
		n = next
	}
	if n == tree || !n.Span.Valid() {
		return ""
	}
	return n.Span.String()
}

func (b *builder) changes(m *model.Service, c *driver.Container) ([]Change, error) { return nil, nil }

func (b *builder) networkChanges(key string, n *network) []Change { return nil }

func (b *builder) volumeChanges(key string, v *volume) []Change { return nil }
