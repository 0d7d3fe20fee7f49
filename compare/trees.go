package compare

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

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

// trees are the differences of two trees whose texts are read in two ways.
func trees(before, after *syntax.Node, m meanings) []Difference {
	r := reporter{before: before, after: after, meanings: m}
	whole := cmp.Comparer(func(a, b scalar) bool { return a == b }) // not field by field
	cmp.Equal(meaning(after, m.after), meaning(before, m.before), whole, cmp.Reporter(&r))
	return r.paired()
}

// meanings are what texts count as on both sides; nil is as they are.
type meanings struct{ before, after func(string) string }

// scalar is what a scalar means; two that mean the same are equal.
type scalar struct{ Type, Value string }

// meaning is a tree as values that package cmp compares: map[string]any, []any and scalar. Of
// duplicate keys the last counts.
func meaning(n *syntax.Node, text func(string) string) any {
	switch {
	case n == nil:
		return nil
	case n.Kind == syntax.Mapping:
		m := make(map[string]any, n.Len())
		for _, p := range n.Pairs() {
			m[keyText(p)] = meaning(p.Value, text)
		}
		return m
	case n.Kind == syntax.Sequence:
		list := make([]any, n.Len())
		for i, item := range n.Items() {
			list[i] = meaning(item, text)
		}
		return list
	}
	s := scalarMeaning(n)
	if s.Type == "string" && text != nil {
		s.Value = text(s.Value)
	}
	return s
}

// keyText is what a key is called in differences. Keys that are collections have no name; no project
// has such keys, but a golden may.
func keyText(p syntax.Pair) string {
	if p.Key() == nil || p.Key().Kind == syntax.Scalar {
		return p.Name()
	}
	var b strings.Builder
	flow(&b, p.Key(), math.MaxInt)
	return b.String()
}

// nodeAt is the node at a path of names as keyText gives them.
func nodeAt(n *syntax.Node, path syntax.Path) *syntax.Node {
	for _, step := range path {
		next := n.At(syntax.Path{step})
		if next == nil && !step.Item {
			for _, p := range n.Pairs() {
				if p.Key() != nil && keyText(p) == step.Name {
					next = p.Value
				}
			}
		}
		n = next
	}
	return n
}

func scalarMeaning(n *syntax.Node) scalar {
	switch n.Type {
	case syntax.Null:
		return scalar{Type: "null"}
	case syntax.Bool:
		return scalar{"boolean", n.Text()}
	case syntax.Int, syntax.Float:
		if v, ok := n.Int(); ok {
			return scalar{"number", strconv.FormatInt(v, 10)} // 1.0 is 1
		}
		return scalar{"number", n.Text()}
	case syntax.Timestamp:
		return scalar{"time", n.Text()}
	}
	return scalar{"string", n.Text()}
}

// reporter collects what package cmp finds.
type reporter struct {
	before, after *syntax.Node
	meanings      meanings
	path          cmp.Path
	found         []Difference
}

// PushStep is called by package cmp on the way down.
func (r *reporter) PushStep(step cmp.PathStep) { r.path = append(r.path, step) }

// PopStep is called by package cmp on the way up.
func (r *reporter) PopStep() { r.path = r.path[:len(r.path)-1] }

// Report is called by package cmp for each leaf.
func (r *reporter) Report(result cmp.Result) {
	if result.Equal() {
		return
	}
	var d Difference
	after, before := r.paths()
	if after != nil {
		d.Path, d.After = after, nodeAt(r.after, after)
	}
	if before != nil {
		d.Was, d.Before = before, nodeAt(r.before, before)
		if after == nil {
			d.Path = before
		}
	}
	r.found = append(r.found, d)
}

// paths are the paths of the value at hand in both trees, nil in the one that lacks it. Items
// of sequences may have different positions in the two.
func (r *reporter) paths() (after, before syntax.Path) {
	after, before = syntax.Path{}, syntax.Path{}
	add := func(path *syntax.Path, step syntax.Step, there bool) {
		if !there {
			*path = nil
		} else if *path != nil {
			*path = append(*path, step)
		}
	}
	for _, step := range r.path {
		inAfter, inBefore := step.Values()
		switch step := step.(type) {
		case cmp.MapIndex:
			s := syntax.Step{Name: step.Key().String()}
			add(&after, s, inAfter.IsValid())
			add(&before, s, inBefore.IsValid())
		case cmp.SliceIndex:
			i, j := step.SplitKeys()
			add(&after, syntax.Step{Index: i, Item: true}, i >= 0)
			add(&before, syntax.Step{Index: j, Item: true}, j >= 0)
		}
	}
	return after, before
}

// paired are the differences, in which an item that is missing and one that is too many at the
// same place are one that differs.
func (r *reporter) paired() []Difference {
	var out []Difference
	at := map[string]int{} // positions in out of the one-sided ones
	for _, d := range r.found {
		if d.After != nil && d.Before != nil {
			out = append(out, d)
			continue
		}
		key := d.Path.String()
		i, ok := at[key]
		if !ok || (out[i].After == nil) == (d.After == nil) {
			at[key] = len(out)
			out = append(out, d)
			continue
		}
		if d.After == nil {
			d.After = out[i].After
		} else {
			d.Was, d.Before = out[i].Was, out[i].Before
		}
		out[i] = d
	}
	return slices.Concat(r.expand(out)...)
}

// expand looks into pairs of collections of the same kind, so that only what is different in
// them is shown.
func (r *reporter) expand(list []Difference) [][]Difference {
	out := make([][]Difference, len(list))
	for i, d := range list {
		out[i] = list[i : i+1]
		if d.After == nil || d.Before == nil || d.After.Kind != d.Before.Kind || d.After.Kind == syntax.Scalar {
			continue
		}
		inside := trees(d.Before, d.After, r.meanings)
		for j := range inside {
			inside[j].Path = slices.Concat(d.Path, inside[j].Path)
			if inside[j].Was != nil {
				inside[j].Was = slices.Concat(d.Was, inside[j].Was)
			}
		}
		out[i] = inside
	}
	return out
}
