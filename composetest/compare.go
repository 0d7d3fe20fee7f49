package composetest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// difference is one place at which two trees differ. A side without a value is nil; its path
// then leads to where it would be.
type difference struct {
	path      syntax.Path
	got, want *syntax.Node
}

// compareTrees are the differences of two trees by what they mean.
func compareTrees(got, want *syntax.Node) []difference {
	r := reporter{got: got, want: want}
	whole := cmp.Comparer(func(a, b scalar) bool { return a == b }) // not field by field
	cmp.Equal(meaning(got), meaning(want), whole, cmp.Reporter(&r))
	return r.paired()
}

// scalar is what a scalar means; two that mean the same are equal.
type scalar struct{ Type, Value string }

// meaning is a tree as values that package cmp compares: map[string]any, []any and scalar. Of
// duplicate keys the last counts.
func meaning(n *syntax.Node) any {
	switch {
	case n == nil:
		return nil
	case n.Kind == syntax.Mapping:
		m := make(map[string]any, n.Len())
		for _, p := range n.Pairs() {
			m[keyText(p)] = meaning(p.Value)
		}
		return m
	case n.Kind == syntax.Sequence:
		list := make([]any, n.Len())
		for i, item := range n.Items() {
			list[i] = meaning(item)
		}
		return list
	}
	return scalarMeaning(n)
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
	got, want *syntax.Node
	path      cmp.Path
	found     []difference
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
	d := difference{}
	gotPath, wantPath := r.paths()
	if gotPath != nil {
		d.path, d.got = gotPath, nodeAt(r.got, gotPath)
	}
	if wantPath != nil {
		d.want = nodeAt(r.want, wantPath)
		if gotPath == nil {
			d.path = wantPath
		}
	}
	r.found = append(r.found, d)
}

// paths are the paths of the value at hand in both trees, nil in the one that lacks it. Items
// of sequences may have different positions in the two.
func (r *reporter) paths() (got, want syntax.Path) {
	got, want = syntax.Path{}, syntax.Path{}
	add := func(path *syntax.Path, step syntax.Step, there bool) {
		if !there {
			*path = nil
		} else if *path != nil {
			*path = append(*path, step)
		}
	}
	for _, step := range r.path {
		inGot, inWant := step.Values()
		switch step := step.(type) {
		case cmp.MapIndex:
			s := syntax.Step{Name: step.Key().String()}
			add(&got, s, inGot.IsValid())
			add(&want, s, inWant.IsValid())
		case cmp.SliceIndex:
			i, j := step.SplitKeys()
			add(&got, syntax.Step{Index: i, Item: true}, i >= 0)
			add(&want, syntax.Step{Index: j, Item: true}, j >= 0)
		}
	}
	return got, want
}

// paired are the differences, in which an item that is missing and one that is too many at the
// same place are one that differs.
func (r *reporter) paired() []difference {
	var out []difference
	at := map[string]int{} // positions in out of the one-sided ones
	for _, d := range r.found {
		if d.got != nil && d.want != nil {
			out = append(out, d)
			continue
		}
		key := d.path.String()
		i, ok := at[key]
		if !ok || (out[i].got == nil) == (d.got == nil) {
			at[key] = len(out)
			out = append(out, d)
			continue
		}
		if d.got == nil {
			d.got = out[i].got
		} else {
			d.want = out[i].want
		}
		out[i] = d
	}
	return slices.Concat(expand(out)...)
}

// expand looks into pairs of collections of the same kind, so that only what is different in
// them is shown.
func expand(list []difference) [][]difference {
	out := make([][]difference, len(list))
	for i, d := range list {
		out[i] = list[i : i+1]
		if d.got == nil || d.want == nil || d.got.Kind != d.want.Kind || d.got.Kind == syntax.Scalar {
			continue
		}
		inside := compareTrees(d.got, d.want)
		for j := range inside {
			inside[j].path = slices.Concat(d.path, inside[j].path)
		}
		out[i] = inside
	}
	return out
}

// report writes differences for people.
type report struct {
	golden      string
	goldenPlace func(source.Span) source.Span
	want        *syntax.Node
	// written is where the value at a path, from the part compared, was written.
	written func(syntax.Path) string
	at      syntax.Path // of the part compared
}

const mostShown = 40 // differences; who has more has compared with the wrong golden

func (r report) text(list []difference) string {
	var b strings.Builder
	differences := "differences"
	if len(list) == 1 {
		differences = "difference"
	}
	fmt.Fprintf(&b, "%d %s between the project and %s:", len(list), differences, r.golden)
	for i, d := range list {
		if i == mostShown {
			fmt.Fprintf(&b, "\n\tand %d more", len(list)-i)
			break
		}
		b.WriteString("\n\t" + r.line(d))
	}
	return b.String()
}

func (r report) line(d difference) string {
	path := slices.Concat(r.at, d.path).String()
	if path == "" {
		path = "the whole"
	}
	switch {
	case d.want == nil:
		return fmt.Sprintf("%s: got %s (%s), want nothing (%s)", path, brief(d.got), r.written(d.path), r.nearest(d.path))
	case d.got == nil:
		return fmt.Sprintf("%s: got nothing (%s), want %s (%s)", path, r.written(d.path), brief(d.want), r.goldenPlace(d.want.Span()))
	}
	return fmt.Sprintf("%s: got %s (%s), want %s (%s)", path, brief(d.got), r.written(d.path), brief(d.want), r.goldenPlace(d.want.Span()))
}

// nearest is the place in the golden of what would contain the value at a path.
func (r report) nearest(path syntax.Path) string {
	for n := len(path) - 1; n > 0; n-- {
		if node := r.want.At(path[:n]); node != nil {
			return fmt.Sprintf("%s is at %s", slices.Concat(r.at, path[:n]), r.goldenPlace(node.Span()))
		}
	}
	if r.want == nil {
		return "the golden is empty"
	}
	return "the golden is at " + r.goldenPlace(r.want.Span()).String()
}

const briefLength = 80 // runes of a value in a message

// brief is a value on one line, as YAML.
func brief(n *syntax.Node) string {
	var b strings.Builder
	flow(&b, n, 4*briefLength) // the rest will not be shown
	text := b.String()
	if utf8.RuneCountInString(text) > briefLength {
		text = string([]rune(text)[:briefLength-1]) + "…"
	}
	return text
}

// flow writes a value on one line, and stops when there are so many bytes.
func flow(b *strings.Builder, n *syntax.Node, most int) {
	if b.Len() > most {
		return
	}
	switch n.Kind {
	case syntax.Mapping:
		b.WriteByte('{')
		for i, p := range n.Pairs() {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(keyText(p) + ": ")
			flow(b, p.Value, most)
		}
		b.WriteByte('}')
	case syntax.Sequence:
		b.WriteByte('[')
		for i, item := range n.Items() {
			if i > 0 {
				b.WriteString(", ")
			}
			flow(b, item, most)
		}
		b.WriteByte(']')
	default:
		var w yamlwrite.Writer
		yamlwrite.Tree(&w, n)
		text := strings.TrimSuffix(string(w.Bytes()), "\n")
		if strings.Contains(text, "\n") {
			text = strconv.Quote(n.Value())
		}
		b.WriteString(text)
	}
}
