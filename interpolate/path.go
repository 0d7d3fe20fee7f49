package interpolate

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// setPaths gives each finding the path of the scalar that it is about. The way to a scalar is
// looked for only now, so that trees without findings need not keep track of it. Findings are
// in the order of the tree, so one walk meets their scalars one after the other.
func setPaths(list diag.List, about []*syntax.Node, root *syntax.Node) {
	f := finder{list: list, about: about}
	f.find(root)
}

type finder struct {
	list  diag.List // the findings whose scalar was not met yet
	about []*syntax.Node
	way   syntax.Path // to the node at hand
}

func (f *finder) find(n *syntax.Node) {
	if len(f.about) == 0 {
		return
	}
	if n.Kind == syntax.Scalar {
		if f.about[0] == n {
			for path := f.way.Bounded(); len(f.about) > 0 && f.about[0] == n; {
				f.list[0].Path = path
				f.list, f.about = f.list[1:], f.about[1:]
			}
		}
		return
	}
	f.way = append(f.way, syntax.Step{})
	last := len(f.way) - 1
	for _, p := range n.Pairs() {
		f.way[last] = syntax.Step{Name: p.Name()}
		f.find(p.Value)
	}
	for i, item := range n.Items() {
		f.way[last] = syntax.Step{Index: i, Item: true}
		f.find(item)
	}
	f.way = f.way[:last]
}
