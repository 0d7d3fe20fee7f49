package compare_test

import (
	"slices"
	"testing"

	"github.com/composekit/composekit/compare"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// tree is the tree of the first document of a text; nil if that cannot be resolved.
func tree(t testing.TB, text string) *syntax.Node {
	t.Helper()
	docs, found := syntax.Parse(source.NewFile("x.yaml", text), syntax.Limits{})
	if len(found) > 0 || len(docs) != 1 {
		return nil
	}
	n, _ := syntax.Resolve(docs[0], syntax.Limits{})
	return n
}

// Differences are PATH: AFTER | BEFORE.
func TestTrees(t *testing.T) {
	for _, row := range []struct {
		after, before string
		differ        []string
	}{
		{"{a: 1, b: [x, 2.0, 1e7]}", "b: [\"x\", 2, 10000000]\na: 0x1", nil},
		{"a: &x {b: 1}\nc: *x", "{a: {b: 1}, c: {b: 1}}", nil},
		{"{a: true}", "{a: \"true\"}", []string{`a: true | "true"`}},
		{"{a: 1}", "{a: \"1\"}", []string{`a: 1 | "1"`}},
		{"{a: 1.5}", "{a: 2.5}", []string{`a: 1.5 | 2.5`}},
		{"{a: null}", "{a: \"\"}", []string{`a: null | ""`}},
		{"{a: null}", "{}", []string{"a: null | nothing"}},
		{"{a: x\u202ey}", "{a: \"\\e[2J\"}", []string{"a: x\ufffdy | \"\\e[2J\""}}, // shown as it is read, and moving no cursor
		{"{}", "{a: ~}", []string{"a: nothing | null"}},
		{"{a: {}}", "{a: []}", []string{"a: {} | []"}},
		{"{a: [1, 2]}", "{a: {b: 1}}", []string{"a: [1, 2] | {b: 1}"}},
		{"[a, b, c]", "[b, c]", []string{"[0]: a | nothing"}},
		{"[b, c]", "[a, b, c]", []string{"[0]: nothing | a"}},
		{"[{a: 1, b: 2, c: 3}, 4]", "[{a: 1, b: 0, c: 3}, 4]", []string{"[0].b: 2 | 0"}},
		{"[{a: 1, b: 2}]", "[{a: 0, b: 0}]", []string{"[0].a: 1 | 0", "[0].b: 2 | 0"}},
		{"[{}]", "[{a: 0}]", []string{"[0].a: nothing | 0"}},
		{"[{a: 0}]", "[{}]", []string{"[0].a: 0 | nothing"}},
		{"[{a: 1, b: 2, c: 3}, {}]", "[{}, {a: 4}]", []string{"[0]: {a: 1, b: 2, c: 3} | nothing", "[1]: nothing | {a: 4}"}},
		{"[{a: 1, b: 2, c: 3}]", "[{}]", []string{"[0].a: 1 | nothing", "[0].b: 2 | nothing", "[0].c: 3 | nothing"}},
		{"[[1, 2], [3]]", "[[1, 9], [3]]", []string{"[0][1]: 2 | 9"}},
		{"{a.b: 1, c: {d: 1}}", "{a.b: 2, c: {d: 2}}", []string{`["a.b"]: 1 | 2`, "c.d: 1 | 2"}},
		{"{[a, b]: 1, c: 2}", "{c: 2, [a, b]: 1}", nil},
		{"{[a, b]: 1, {c: d}: 2}", "{[a, b]: 3}", []string{`["[a, b]"]: 1 | 3`, `{c: d}: 2 | nothing`}},
		{"x", "[x]", []string{": x | [x]"}},
		{"2001-01-01", "\"2001-01-01\"", []string{`: 2001-01-01T00:00:00Z | "2001-01-01"`}},
		{"2001-01-01", "2001-01-01 00:00:00 +0000 UTC", []string{": 2001-01-01T00:00:00Z | 2001-01-01 00:00:00 +0000 UTC"}},
	} {
		side := func(n *syntax.Node) string {
			if n == nil {
				return "nothing"
			}
			return compare.Brief(n)
		}
		var got []string
		for _, d := range compare.Trees(tree(t, row.before), tree(t, row.after)) {
			got = append(got, d.Path.String()+": "+side(d.After)+" | "+side(d.Before))
		}
		if !slices.Equal(got, row.differ) {
			t.Errorf("%s and %s differ in %q, want %q", row.after, row.before, got, row.differ)
		}
	}
}

// FuzzTrees asserts that a tree has no differences from itself, and as many from another
// one as that has from it.
func FuzzTrees(f *testing.F) {
	f.Add("{a: 1, b: [x, {c: 2.0}]}", "b: [\"x\", 2]\na: 0x1")
	f.Add("[a, [b, c], {d: .nan}]", "[a, [c], {d: null}, e]")
	f.Add("a: 1\na: 2", "a: 2")
	f.Add("{a,[:{c: 2.0}]}", "b: [\"x\", 2]\na: 0x1")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := tree(t, a), tree(t, b)
		if list := compare.Trees(x, x); len(list) > 0 {
			t.Errorf("%q differs from itself at %q", a, list[0].Path)
		}
		there, back := compare.Trees(x, y), compare.Trees(y, x)
		if (len(there) == 0) != (len(back) == 0) {
			t.Errorf("%d differences one way, %d the other", len(there), len(back))
		}
		for _, d := range there {
			if d.After == nil && d.Before == nil && x != nil && y != nil {
				t.Errorf("the difference at %q has neither side", d.Path)
			}
			if d.After != nil {
				compare.Brief(d.After)
			}
		}
	})
}
