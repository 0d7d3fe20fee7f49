package compare

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/syntax"
)

// Difference is one place at which two trees differ.
type Difference struct {
	// Path leads to the value in the tree after, or if it has none, to that in the tree before.
	Path syntax.Path
	// Was leads to the value in the tree before: to another position than Path where items of lists have moved. It is
	// nil if there is none.
	Was syntax.Path
	// Before and After are the two values; nil where there is none.
	Before, After *syntax.Node
}

// Trees are the differences of two trees by what they mean, each as deep down as it can be told: the order of mappings,
// the style of scalars, comments and places do not count, and 1.0 is 1. Of items that were put into a list or taken out of it
// the others are no differences. Either tree may be nil. Aliases must have been resolved.
func Trees(before, after *syntax.Node) []Difference {
	return trees(before, after, meanings{})
}

// meanings are what texts count as on both sides; nil is as they are.
type meanings struct{ before, after func(string) string }

// trees are the differences of two trees whose texts are read in two ways.
func trees(before, after *syntax.Node, m meanings) []Difference {
	w := walker{meanings: m}
	w.values(syntax.Path{}, syntax.Path{}, before, after)
	return w.found
}

// walker goes through two trees at once, and collects where they differ.
type walker struct {
	meanings
	found []Difference
}

// values compares what stands at a path in the tree before and at one in the tree after.
func (w *walker) values(was, path syntax.Path, before, after *syntax.Node) {
	switch {
	case before == nil && after == nil:
	case before == nil:
		w.found = append(w.found, Difference{Path: path, After: after})
	case after == nil:
		w.found = append(w.found, Difference{Path: was, Was: was, Before: before})
	case before.Kind == syntax.Mapping && after.Kind == syntax.Mapping:
		w.mappings(was, path, before, after)
	case before.Kind == syntax.Sequence && after.Kind == syntax.Sequence:
		w.sequences(was, path, before.Items(), after.Items())
	case meaning(before, w.before) != meaning(after, w.after):
		w.found = append(w.found, Difference{Path: path, Was: was, Before: before, After: after})
	}
}

// mappings compares the entries of two mappings, by name. Of duplicate keys the last counts.
func (w *walker) mappings(was, path syntax.Path, before, after *syntax.Node) {
	old, now := entries(before), entries(after)
	all := maps.Clone(old)
	maps.Copy(all, now)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		step := syntax.Step{Name: name}
		w.values(below(was, step), below(path, step), old[name], now[name])
	}
}

func entries(n *syntax.Node) map[string]*syntax.Node {
	out := make(map[string]*syntax.Node, n.Len())
	for _, p := range n.Pairs() {
		out[keyText(p)] = p.Value
	}
	return out
}

// sequences compares the items of two lists: those that are the same, in order, are no differences, whatever their positions; of what
// stands between these, the first here is compared with the first there, and so on.
func (w *walker) sequences(was, path syntax.Path, before, after []*syntax.Node) {
	i, j := 0, 0
	upTo := func(m, n int) {
		for ; i < m || j < n; i, j = min(i+1, m), min(j+1, n) {
			var old, now *syntax.Node
			if i < m {
				old = before[i]
			}
			if j < n {
				now = after[j]
			}
			w.values(below(was, syntax.Step{Index: i, Item: true}), below(path, syntax.Step{Index: j, Item: true}), old, now)
		}
	}
	for _, same := range common(texts(before, w.meanings.before), texts(after, w.meanings.after)) {
		upTo(same[0], same[1])
		i, j = i+1, j+1
	}
	upTo(len(before), len(after))
}

func texts(items []*syntax.Node, text func(string) string) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = meaning(item, text)
	}
	return out
}

// mostCompared is how many pairs of items common looks at; where there are more, it takes only those at both ends.
const mostCompared = 1 << 22

// common are the positions in two lists of a longest series of items that both have in the same order.
func common(a, b []string) (out [][2]int) {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		out = append(out, [2]int{start, start})
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	x, y := a[start:len(a)-end], b[start:len(b)-end]
	if len(x)*len(y) <= mostCompared {
		// longest[i][j] is how long it is from x[i] and y[j] on.
		longest := make([][]int32, len(x)+1)
		for i := range longest {
			longest[i] = make([]int32, len(y)+1)
		}
		for i, item := range slices.Backward(x) {
			for j, other := range slices.Backward(y) {
				if longest[i][j] = max(longest[i+1][j], longest[i][j+1]); item == other {
					longest[i][j] = longest[i+1][j+1] + 1
				}
			}
		}
		for i, j := 0, 0; i < len(x) && j < len(y); {
			switch {
			case x[i] == y[j]:
				out = append(out, [2]int{start + i, start + j})
				i, j = i+1, j+1
			case longest[i+1][j] >= longest[i][j+1]:
				i++
			default:
				j++
			}
		}
	}
	for k := end; k > 0; k-- {
		out = append(out, [2]int{len(a) - k, len(b) - k})
	}
	return out
}

func below(path syntax.Path, step syntax.Step) syntax.Path {
	return append(path[:len(path):len(path)], step)
}

// meaning is a text that two values have in common if and only if they mean the same.
func meaning(n *syntax.Node, text func(string) string) string {
	var b strings.Builder
	write(&b, n, text)
	return b.String()
}

func write(b *strings.Builder, n *syntax.Node, text func(string) string) {
	switch n.Kind {
	case syntax.Mapping:
		b.WriteByte('{')
		all := entries(n)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			b.WriteString(strconv.Quote(name) + ":")
			write(b, all[name], text)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case syntax.Sequence:
		b.WriteByte('[')
		for _, item := range n.Items() {
			write(b, item, text)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	default:
		kind, value := scalar(n)
		if kind == "string" && text != nil {
			value = text(value)
		}
		b.WriteString(kind + strconv.Quote(value))
	}
}

// scalar is what a scalar means; two that mean the same are equal.
func scalar(n *syntax.Node) (kind, value string) {
	switch n.Type {
	case syntax.Null:
		return "null", ""
	case syntax.Bool:
		return "boolean", n.Text()
	case syntax.Int, syntax.Float:
		if v, ok := n.Int(); ok {
			return "number", strconv.FormatInt(v, 10) // 1.0 is 1
		}
		return "number", n.Text()
	case syntax.Timestamp:
		return "time", n.Text()
	}
	return "string", n.Text()
}

// keyText is what a key is called in differences. Keys that are collections have no name; no project
// has such keys, but another tree may.
func keyText(p syntax.Pair) string {
	if p.Key() == nil || p.Key().Kind == syntax.Scalar {
		return p.Name()
	}
	var b strings.Builder
	flow(&b, p.Key(), math.MaxInt)
	return b.String()
}
