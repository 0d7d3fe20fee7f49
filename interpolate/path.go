package interpolate

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// setPaths gives each finding the path of the scalar that it is about. The way to a scalar is
// looked for only now, so that trees without findings need not keep track of it. A scalar
// that is in the tree more than once has the path of its first place.
func setPaths(list diag.List, about []*syntax.Node, root *syntax.Node) {
	f := finder{wanted: make(map[*syntax.Node]bool, len(about)), paths: make(map[*syntax.Node]string, len(about))}
	for _, n := range about {
		f.wanted[n] = true
	}
	f.find(root)
	for i, n := range about {
		list[i].Path = f.paths[n]
	}
}

type finder struct {
	wanted map[*syntax.Node]bool // the scalars not found yet
	paths  map[*syntax.Node]string
	way    []step // to the node at hand
}

// step is one step down: a key of a mapping, or, unless it is negative, an index of a sequence.
type step struct {
	key   string
	index int
}

func (f *finder) find(n *syntax.Node) {
	if len(f.wanted) == 0 {
		return
	}
	if n.Kind == syntax.Scalar {
		if f.wanted[n] {
			f.paths[n] = f.path()
			delete(f.wanted, n)
		}
		return
	}
	f.way = append(f.way, step{})
	last := len(f.way) - 1
	for _, p := range n.Pairs() {
		f.way[last] = step{key: p.Name, index: -1}
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
	var b strings.Builder
	for _, s := range f.way {
		switch {
		case s.index >= 0:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case b.Len() > 0:
			b.WriteString("." + s.key)
		default:
			b.WriteString(s.key)
		}
	}
	return b.String()
}
