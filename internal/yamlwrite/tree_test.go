package yamlwrite

import (
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"go.yaml.in/yaml/v4"
)

// read is the tree of a text; ok is false if the text has a fault.
func read(t testing.TB, text string) (root *syntax.Node, ok bool) {
	t.Helper()
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if list.HasErrors() || len(docs) == 0 {
		return nil, false
	}
	root, list = syntax.Resolve(docs[0], syntax.Limits{})
	return root, !list.HasErrors()
}

func printedTree(root *syntax.Node) string {
	var w Writer
	Tree(&w, root)
	return string(w.Bytes())
}

// printed reads a text and prints it with Tree; ok is false if the text has a fault.
func printed(t testing.TB, text string) (out string, ok bool) {
	t.Helper()
	root, ok := read(t, text)
	if !ok {
		return "", false
	}
	return printedTree(root), true
}

func TestTree(t *testing.T) {
	for _, text := range []string{
		"services:\n  web:\n    image: nginx\n    ports: [80, '80', 0x50, 0o20, 010, 1_000]\n",
		"b: 1\na: 2\na10: 3\na9: 4\n",
		"floats: [1.0, 1.50, 1e3, 1_0.5, .5, .inf, -.Inf, .nan, 0.1, 123456789012345678901234567890, -0.0]\n",
		"booleans: [true, True, FALSE]\nwords: [yes, no, on, off, y, n]\nnulls: [null, ~, Null]\n",
		"dates: [2001-01-01, 2001-1-1, 2001-12-14t21:59:43.10-05:00, 2001-12-14 21:59:43.10, '2001-01-01']\n",
		"big: [18446744073709551615, -9223372036854775808, 9223372036854775808]\n",
		"empty: {}\nnone: []\nnothing:\ntext: ''\n",
		"a: &a {x: 1, y: [2, {z: 3}]}\nb: *a\nc:\n  <<: *a\n  x: 4\n",
		"script: |\n  set -e\n  run\nfolded: >-\n  a\n  b\n\n  c\n",
		"- a\n- - b\n  - c: d\n    e: f\n",
		"just text\n",
		"'80': a\nyes: b\nnull: c\n? |\n  x\n  y\n: d\n",
	} {
		want := reference(t, stringKeys(yamlNode(t, text)))
		got, ok := printed(t, text)
		if !ok {
			t.Errorf("%q has faults", text)
		} else if got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// stringKeys turns keys of other types into the texts that they were written as, as far as
// the cases of this file need it.
func stringKeys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = stringKeys(v[k])
		}
	case map[any]any:
		m := map[string]any{}
		for k, x := range v {
			s, ok := k.(string)
			if !ok {
				s = "null"
			}
			m[s] = stringKeys(x)
		}
		return m
	case []any:
		for i := range v {
			v[i] = stringKeys(v[i])
		}
	}
	return v
}

func TestTreeOfDuplicateKeysAndNil(t *testing.T) {
	var b syntax.Builder
	var w Writer
	Tree(&w, b.Mapping([]syntax.Pair{
		b.PairAt(nil, "a", b.Scalar("1", syntax.Int, nil, syntax.Written)),
		b.PairAt(nil, "b", nil),
		b.PairAt(nil, "a", b.Scalar("x", syntax.Int, nil, syntax.Written)),
	}, nil, syntax.Written))
	if got, want := string(w.Bytes()), "a: x\nb: null\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTreeOnRealFiles prints the Compose files of the corpus as the reference does.
func TestTreeOnRealFiles(t *testing.T) {
	files := 0
	material.Files(t, "corpus", material.IsYAML, func(path, text string) {
		var v map[string]any
		if yaml.Unmarshal([]byte(text), &v) != nil || v == nil {
			return
		}
		got, ok := printed(t, text)
		if !ok {
			return
		}
		files++
		if want := reference(t, v); got != want {
			t.Errorf("%s: %s", path, firstDifference(got, want))
		}
	})
	t.Logf("%d files compared", files)
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return "got line " + g[i] + "; want " + strings.Join(w[min(i, len(w)-1):min(i+1, len(w))], "")
		}
	}
	return "shorter than wanted"
}

func TestTreeAllocates(t *testing.T) {
	text := "services:\n  web:\n    image: nginx\n    ports: [80, '80', 0x50]\n    labels: {b: 1, a: 2.5}\n"
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	var w Writer
	buf := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() {
		w.Reset(buf)
		Tree(&w, docs[0].Root)
	}); n != 0 {
		t.Errorf("%v allocations a tree, want none", n)
	}
}

// FuzzTree reads a text and prints it. It must print what the reference prints of the same
// values, and the reference must read the same values from it.
func FuzzTree(f *testing.F) {
	for _, s := range []string{"a: 1\n", "- [x, {y: 'z'}]\n", "a: \"b\\Lc\"\nd: |\n e\n \u2028 f\n", "a: &a {b: 2001-01-01}\nc: {<<: *a, d: 0x1F}\n", "t: |\n a\n\n  b\n", "f: 1_0.5e3\nn: ~\n", "? |\n  x\n: y\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		root, ok := read(t, text)
		if !ok {
			return
		}
		v := value(root)
		if !deeplyOrdered(v) {
			return
		}
		checkText(t, printedTree(root), reference(t, v))
	})
}

// value is a tree as the reference's values.
func value(n *syntax.Node) any {
	switch {
	case n.IsNull():
		return nil
	case n.Kind == syntax.Mapping:
		m := map[string]any{}
		for _, p := range n.Pairs() {
			m[p.Name()] = value(p.Value)
		}
		return m
	case n.Kind == syntax.Sequence:
		list := []any{}
		for _, item := range n.Items() {
			list = append(list, value(item))
		}
		return list
	}
	if v, ok := n.Bool(); ok {
		return v
	}
	if v, ok := n.Time(); ok {
		return v
	}
	if v, ok := n.Uint(); ok {
		return v
	}
	if v, ok := n.Int(); ok && n.Type == syntax.Int {
		return v
	}
	if v, ok := n.Float(); ok {
		return v
	}
	return n.Text()
}

// deeplyOrdered reports whether the reference has one order for the keys of all mappings in v
// and all keys are strings.
func deeplyOrdered(v any) bool {
	switch v := v.(type) {
	case map[any]any:
		return false
	case map[string]any:
		for _, x := range v {
			if !deeplyOrdered(x) {
				return false
			}
		}
		return ordered(v)
	case []any:
		for _, x := range v {
			if !deeplyOrdered(x) {
				return false
			}
		}
	}
	return true
}
