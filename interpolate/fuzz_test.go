package interpolate

import (
	"testing"
	"unicode/utf8"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// FuzzExpand: whatever the text, Expand agrees with compose-go on verdict and value, and
// everything it reports lies within the text.
func FuzzExpand(f *testing.F) {
	for _, c := range expandCases(f) {
		f.Add(c.Text)
	}
	for _, s := range []string{"${ſ}$K", "${A:-\r}", "${U:-{{}}${A}", "\xff${A-\xff}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 10_000 {
			return // compose-go takes too long
		}
		compareExpand(t, s)
		for _, u := range Uses(s) {
			if u.From < 0 || u.To > len(s) || s[u.From] != '$' {
				t.Errorf("%q: use %+v", s, u)
			}
		}
		checkOffsets(t, s, Expand(s, nil, Limits{Depth: 1, Output: 10}))
	})
}

// FuzzTree: whatever the YAML, Tree agrees with compose-go, and all that it reports lies in the file.
func FuzzTree(f *testing.F) {
	for _, s := range []string{
		"a: $A\nb: ['${B:-x}', \"${U\"]\n", "a: &x {k: $A}\nb: *x\n", "services: {a: {tty: 'yes', cpus: ${N}}}\n",
		"a: |\n  x ${A}\n  ${\n", "a: >-\n  x ${A}\n\n  ${U:?no}\n", "a: !reset $A\n", "- ${A}\n- {b: 'it''s ${'}\n",
		"services: {a: {labels: {b: \"\\x24{A}\", c: \"\\u0024A\"}, command: [\"\\x24A\"]}}\n", "a: {b: {c: \"$\\\n  A\"}}\n",
		"services:\n  a:\n    scale: ${U}\n    ports: [{target: x}]\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 10_000 || !utf8.ValidString(s) {
			return
		}
		root := parse(t, s)
		if root == nil {
			return
		}
		if !hasTags(root) && !hasNamelessKeys(root) {
			compareTree(t, root)
		}
		compareWritten(t, root)
		var b syntax.Builder
		tree, list := Tree(&b, root, schema.Compose(), Options{Env: testEnv})
		for _, d := range list {
			if !d.Span.Valid() || d.Message == "" || d.Help == "" {
				t.Errorf("%+v", d)
			}
		}
		if again, _ := Cast(&b, tree, schema.Compose()); !list.HasErrors() && again != tree {
			t.Error("casting again changes the tree")
		}
		Variables(root)
	})
}

func hasTags(root *syntax.Node) bool {
	for _, n := range root.All() {
		if n.Tag() != "" {
			return true
		}
	}
	return false
}

// hasNamelessKeys reports whether a mapping has collections as keys, which plain values cannot have.
func hasNamelessKeys(root *syntax.Node) bool {
	for _, n := range root.All() {
		for _, p := range n.Pairs() {
			if p.Key() != nil && p.Key().Kind != syntax.Scalar {
				return true
			}
		}
	}
	return false
}
