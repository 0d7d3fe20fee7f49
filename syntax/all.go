package syntax

import "iter"

// All yields n and all values inside it, each with the path that leads from n to it: what holds a value before the
// value, entries and items in order. It does not go from an alias to what that stands for, nor into keys. The path is
// changed on the way on: clone it to keep it.
func (n *Node) All() iter.Seq2[Path, *Node] {
	return func(yield func(Path, *Node) bool) {
		if n != nil {
			visit(nil, n, yield)
		}
	}
}

// visit goes through n, to which a path leads, and returns the path with its memory for others, and whether to go on.
func visit(path Path, n *Node, yield func(Path, *Node) bool) (_ Path, more bool) {
	if !yield(path, n) {
		return path, false
	}
	depth := len(path)
	for _, p := range n.Pairs() {
		if path, more = visit(append(path[:depth], Step{Name: p.Name()}), p.Value, yield); !more {
			return path, false
		}
	}
	for i, item := range n.Items() {
		if path, more = visit(append(path[:depth], Step{Index: i, Item: true}), item, yield); !more {
			return path, false
		}
	}
	return path, true
}
