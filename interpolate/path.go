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
	way   []step // to the node at hand
}

// step is one step down: a key of a mapping, or, unless it is negative, an index of a sequence.
type step struct {
	key   string
	index int
}

func (f *finder) find(n *syntax.Node) {
	if len(f.about) == 0 {
		return
	}
	if n.Kind == syntax.Scalar {
		if f.about[0] == n {
			for path := f.path(); len(f.about) > 0 && f.about[0] == n; {
				f.list[0].Path = path
				f.list, f.about = f.list[1:], f.about[1:]
			}
		}
		return
	}
	f.way = append(f.way, step{})
	last := len(f.way) - 1
	for _, p := range n.Pairs() {
		f.way[last] = step{key: p.Name(), index: -1}
		f.find(p.Value)
	}
	for i, item := range n.Items() {
		f.way[last] = step{index: i}
		f.find(item)
	}
	f.way = f.way[:last]
}

// path is the way as people write it: services.web.ports[0].
func (f *finder) path() string {
	var room [128]byte
	b := room[:0]
	for _, s := range f.way {
		if s.index >= 0 {
			b = syntax.AppendIndex(b, s.index)
		} else {
			b = syntax.AppendKey(b, s.key)
		}
	}
	return string(b)
}
