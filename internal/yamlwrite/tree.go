package yamlwrite

import (
	"slices"

	"github.com/composekit/composekit/syntax"
)

// Tree writes a tree whose aliases and merge keys are resolved, the way that docker compose
// config --no-interpolate prints what it has read: mappings in the order of Compare, each scalar
// as what it means (0x10 is 16, 1_000.0 is 1000, a date has a time). Of duplicate keys the
// last counts. A nil node is null.
func Tree(w *Writer, n *syntax.Node) {
	switch {
	case n == nil:
		w.Null()
	case n.Kind == syntax.Mapping:
		w.mapping(n.Pairs())
	case n.Kind == syntax.Sequence:
		w.BeginSeq()
		for _, item := range n.Items() {
			Tree(w, item)
		}
		w.EndSeq()
	case n.Kind == syntax.Alias:
		w.String("*" + n.Value())
	default:
		w.typed(n)
	}
}

// mapping writes entries in order. Their positions are sorted in a part of w.keys that is
// given back afterwards, for nested mappings to take theirs behind it.
func (w *Writer) mapping(pairs []syntax.Pair) {
	start := len(w.keys)
	for i := range pairs {
		w.keys = append(w.keys, int32(i))
	}
	end := len(w.keys)
	slices.SortStableFunc(w.keys[start:end], func(i, j int32) int {
		return Compare(pairs[i].Name(), pairs[j].Name())
	})
	w.BeginMap()
	for k := start; k < end; k++ {
		pair := &pairs[w.keys[k]]
		if k+1 < end && pairs[w.keys[k+1]].Name() == pair.Name() {
			continue
		}
		w.Key(pair.Name())
		Tree(w, pair.Value)
	}
	w.EndMap()
	w.keys = w.keys[:start]
}

// typed writes a scalar by its type. A text that is not of its node's type stays a string.
func (w *Writer) typed(n *syntax.Node) {
	if n.IsNull() {
		w.Null()
	} else if v, ok := n.Bool(); ok {
		w.Bool(v)
	} else if t, ok := n.Time(); ok {
		w.Time(t)
	} else if !w.number(n) {
		w.String(n.Text())
	}
}

// number writes a number and reports whether n is one.
func (w *Writer) number(n *syntax.Node) bool {
	if n.Type == syntax.Int {
		if v, ok := n.Int(); ok {
			w.Int(v)
			return true
		}
		if v, ok := n.Uint(); ok {
			w.Uint(v)
			return true
		}
	}
	v, ok := n.Float()
	if ok {
		w.Float64(v)
	}
	return ok
}
