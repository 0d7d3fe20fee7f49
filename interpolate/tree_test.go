package interpolate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/interpolation"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// parse reads one document without aliases left.
func parse(tb testing.TB, text string) *syntax.Node {
	tb.Helper()
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if list.HasErrors() || len(docs) == 0 {
		return nil
	}
	root, list := syntax.Resolve(docs[0], syntax.Limits{})
	if list.HasErrors() {
		return nil
	}
	return root
}

// compareWritten checks that what is told by the text alone to have no variables has none.
func compareWritten(t *testing.T, root *syntax.Node) {
	t.Helper()
	if root.How != syntax.Written {
		return // it has aliases
	}
	var b syntax.Builder
	walked, all := Tree(&b, root, schema.Compose(), Options{Env: testEnv})
	tree, list := Tree(&b, root, schema.Compose(), Options{Env: testEnv, Written: true})
	if diff := cmp.Diff(dump(walked)+findings(all), dump(tree)+findings(list)); diff != "" {
		t.Errorf("walked whole (-), and only where the text may have variables (+):\n%s", diff)
	}
}

// TestTree runs testdata/tree/*.txtar: compose.yaml, the tree after interpolation as
// path = type value, and the findings, each with the characters it marks and its fixes.
func TestTree(t *testing.T) {
	files, err := filepath.Glob("testdata/tree/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(text)
			root := parse(t, string(a.Files[0].Data))
			if root == nil {
				t.Fatal("not YAML")
			}
			compareWritten(t, root)
			var b syntax.Builder
			tree, list := Tree(&b, root, schema.Compose(), Options{Env: testEnv})
			got := txtar.Archive{Comment: a.Comment, Files: []txtar.File{a.Files[0],
				{Name: "tree", Data: []byte(dump(tree))}, {Name: "findings", Data: []byte(findings(list))}}}
			if diff := cmp.Diff(string(text), string(txtar.Format(&got))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
				if os.Getenv("UPDATE") != "" {
					if err := os.WriteFile(name, txtar.Format(&got), 0o644); err != nil {
						t.Error(err)
					}
				}
			}
			checkProvenance(t, tree)
		})
	}
}

// dump lists the scalars of a tree that are not as they were written.
func dump(root *syntax.Node) string {
	var b strings.Builder
	for path, n := range root.All() {
		if n.Kind == syntax.Scalar && n.How != syntax.Written {
			types := map[syntax.Type]string{syntax.Null: "null", syntax.Bool: "bool", syntax.Int: "int", syntax.Float: "float", syntax.String: "string"}
			fmt.Fprintf(&b, "%s = %s %q\n", path, types[n.Type], n.Value())
		}
	}
	return b.String()
}

func findings(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s (%s)\n\tmarks %q\n\thelp: %s\n", d, d.Path, d.Span.Text(), d.Help)
		for _, fix := range d.Fixes {
			for _, e := range fix.Edits {
				fmt.Fprintf(&b, "\tfix: %s: %q becomes %q\n", fix.Title, e.Span.Text(), e.New)
			}
		}
	}
	return b.String()
}

// checkProvenance fails t unless each new node knows what it came from and where that stands.
func checkProvenance(t *testing.T, root *syntax.Node) {
	t.Helper()
	for path, n := range root.All() {
		switch {
		case n.How != syntax.Interpolated && n.How != syntax.Cast:
		case n.Prev == nil || n.Span() != n.Prev.Span() || n.Kind != n.Prev.Kind:
			t.Errorf("%s: %+v does not stand where it came from", path, n)
		case n.How == syntax.Interpolated && n.Kind == syntax.Scalar && !strings.Contains(n.Prev.Value(), "$"):
			t.Errorf("%s: interpolated from %q", path, n.Prev.Value())
		}
	}
}

func TestTreeSharesWhatDoesNotChange(t *testing.T) {
	root := parse(t, "services:\n  a: {image: x, cpu_count: 3, environment: {K: v}}\n  b: {image: $A}\nx-y: [1, a$, {b: c}]\n")
	var b syntax.Builder
	tree, list := Tree(&b, root, schema.Compose(), Options{Env: testEnv})
	if len(list) > 0 || tree == root {
		t.Fatalf("findings %v, same tree: %v", list, tree == root)
	}
	if tree.Get("services").Get("a") != root.Get("services").Get("a") || tree.Get("x-y") != root.Get("x-y") {
		t.Error("values without variables are not shared")
	}
	if got := root.Get("services").Get("b").Get("image").Value(); got != "$A" {
		t.Errorf("the tree as written has become %q", got)
	}
	if again, _ := Tree(&b, tree, schema.Compose(), Options{Env: testEnv}); again != tree {
		t.Error("a tree without variables is not returned as it is")
	}
}

func TestTreeKeepsTags(t *testing.T) {
	root := parse(t, "a: !override [$A]\nb: !override {k: $A}\nc: !override $A\nd: !reset {k: $A}\ne: !reset [$A]\nf: !reset $A\n")
	var b syntax.Builder
	tree, _ := Tree(&b, root, nil, Options{Env: testEnv})
	for _, name := range []string{"a", "b", "c"} {
		if n := tree.Get(name); n.Tag() != "!override" || n == root.Get(name) {
			t.Errorf("%s: tag %q", name, n.Tag())
		}
	}
	for _, name := range []string{"d", "e", "f"} {
		if tree.Get(name) != root.Get(name) {
			t.Errorf("%s is reset, and yet interpolated", name)
		}
	}
}

func TestCastLeavesVariables(t *testing.T) {
	root := parse(t, `services: {a: {tty: "true", init: $A, image: $A, cpu_count: "x"}}`)
	var b syntax.Builder
	tree, list := Cast(&b, root, schema.Compose())
	if got, want := dump(tree), "services.a.tty = bool \"true\"\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if len(list) != 1 || list[0].Def != CastFailed {
		t.Errorf("findings %v", list)
	}
}

func TestTreeLimitsTheWholeTree(t *testing.T) {
	root := parse(t, strings.Repeat("- $BIG\n", 100))
	var b syntax.Builder
	_, list := Tree(&b, root, nil, Options{Env: source.Vars{"BIG": strings.Repeat("x", 100)}, Limits: Limits{Output: 1000}})
	if len(list) != 1 || list[0].Def != TooMuch || list[0].Path != "[10]" {
		t.Errorf("findings %v", list)
	}
	if tree, list := Tree(&b, nil, nil, Options{}); tree != nil || list != nil {
		t.Error("no tree gives something")
	}
}

// plain is a tree as Go values, all scalars as strings.
func plain(n *syntax.Node) any {
	switch n.Kind {
	case syntax.Mapping:
		m := map[string]any{}
		for _, p := range n.Pairs() {
			m[p.Name()] = plain(p.Value)
		}
		return m
	case syntax.Sequence:
		list := []any{}
		for _, item := range n.Items() {
			list = append(list, plain(item))
		}
		return list
	}
	if n.Type != syntax.String {
		return n
	}
	return n.Value()
}

// compareTree fails t unless Tree and compose-go make the same of a tree.
func compareTree(t *testing.T, root *syntax.Node) {
	t.Helper()
	before, ok := plain(root).(map[string]any)
	if !ok {
		return
	}
	var b syntax.Builder
	tree, list := Tree(&b, root, nil, Options{Env: testEnv})
	checkProvenance(t, tree)
	want, err := interpolation.Interpolate(before, interpolation.Options{LookupValue: testEnv.Lookup})
	if (err != nil) != list.HasErrors() {
		t.Fatalf("findings %v, compose-go: %v", list, err)
	}
	same := cmp.Comparer(func(a, b *syntax.Node) bool { return a == b })
	if diff := cmp.Diff(any(want), plain(tree), same); err == nil && diff != "" {
		t.Errorf("differs from compose-go (-want +got):\n%s", diff)
	}
}
