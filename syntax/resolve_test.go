package syntax

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

// plainValue is a resolved tree as the reference decodes it.
func plainValue(n *Node) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Sequence:
		out := []any{}
		for _, item := range n.Items() {
			out = append(out, plainValue(item))
		}
		return out
	case Mapping:
		out := map[any]any{}
		for _, p := range n.Pairs() {
			key := "string " + p.Name()
			if p.Key() != nil {
				key = fmt.Sprint(plainValue(p.Key()))
			}
			out[key] = plainValue(p.Value)
		}
		return out
	}
	return describeScalar(n)
}

func referenceValue(v any) any {
	switch v := v.(type) {
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, referenceValue(e))
		}
		return out
	case map[string]any:
		out := map[any]any{}
		for k, e := range v {
			out[describeValue(k)] = referenceValue(e)
		}
		return out
	case map[any]any:
		out := map[any]any{}
		for k, e := range v {
			out[fmt.Sprint(referenceValue(k))] = referenceValue(e)
		}
		return out
	}
	return describeValue(v)
}

var resolvable = []string{
	"a: &x 1\nb: *x\n",
	"a: &x {k: v}\nb: *x\nc: [*x, *x]\n",
	"a: &x {k: v, l: w}\nb:\n  <<: *x\n  k: own\n",
	"a: &x {k: v, l: w}\nb:\n  k: own\n  <<: *x\n",
	"a: &x {k: 1, l: 1}\nb: &y {k: 2, m: 2}\nc:\n  <<: [*x, *y]\n  n: 3\n",
	"a: &x {k: 1}\nb: &y\n  <<: *x\n  l: 2\nc:\n  <<: *y\n  m: 3\n",
	"a:\n  <<: {k: 1}\n  l: 2\n",
	"a:\n  <<: [{k: 1}, {k: 2, l: 3}]\n",
	"a: &x {k: 1}\nb:\n  \"<<\": *x\n",
	"a: &x {k: 1}\nb:\n  '<<': *x\n  !!merge <<: *x\n",
	"a: &x {k: 1}\nb:\n  !!str <<: *x\n",
	"a: &x {k: 1}\nb:\n  !!merge foo: *x\n",
	"a: <<\nb: [<<]\n",
	"a: &x 1\nb:\n  <<: *x\n",
	"a:\n  <<: text\n",
	"a:\n  <<:\n",
	"a:\n  <<: [1]\n",
	"a:\n  <<: [[{k: 1}]]\n",
	"a:\n  <<: []\n",
	"a: &x {k: 1}\nb:\n  <<: *x\n  <<: *x\n",
	"a: &x {k: 1}\nb: &x {k: 2}\nc: *x\n",
	"a: &x [1, 2]\nb: {<<: {l: *x}}\n",
	"a: &a {b: *a}\n",
	"a: &a [*a]\n",
	"a: *b\nb: &b 1\n",
	"a: &k key\n*k : v\n",
	"a: &x !!str 1\nb: *x\n",
	"a: &x\nb: *x\n",
	"&x a: 1\nb: *x\n",
	"a: &x {k: {deep: [1, 2]}}\nb:\n  <<: *x\n  k: {other: 1}\n",
	"1: a\n2: b\n",
}

// TestResolve resolves aliases and merge keys as yaml/v4 does, and reports what it refuses.
func TestResolve(t *testing.T) {
	for _, text := range resolvable {
		sameMeaning(t, "case", text)
	}
}

// TestResolveCorpus is TestResolve on every file of the corpus that has aliases.
func TestResolveCorpus(t *testing.T) {
	n := 0
	corpus(t, func(path, text string) {
		if strings.Contains(text, "*") && strings.Contains(text, "&") && len(text) < 200_000 {
			if docs, found := Parse(source.NewFile(path, text), Limits{}); len(docs) == 1 && !found.HasErrors() {
				n++
				sameMeaning(t, path, text)
			}
		}
	})
	if n < 20 && !testing.Short() {
		t.Errorf("only %d files with aliases", n)
	}
	t.Logf("%d files", n)
}

func sameMeaning(t *testing.T, name, text string) {
	t.Helper()
	want, err := decodeReference(text)
	f := source.NewFile(name, text)
	docs, found := Parse(f, Limits{})
	checkTrees(t, docs)
	root, more := Resolve(docs[0], Limits{})
	found = append(found, more...)
	checkFindings(t, f, found)
	if (err != nil) != found.HasErrors() {
		t.Errorf("%s\n%s\nfindings %v, the reference says %v", name, text, found, err)
		return
	}
	if err != nil {
		return
	}
	if got, want := fmt.Sprint(plainValue(root)), fmt.Sprint(referenceValue(want)); got != want {
		t.Errorf("%s\n%s\ngot  %s\nwant %s", name, text, got, want)
	}
}

func parseOne(t *testing.T, text string) *Document {
	t.Helper()
	docs, found := Parse(source.NewFile("compose.yaml", text), Limits{})
	if len(docs) != 1 || found.HasErrors() {
		t.Fatalf("%d documents, %v", len(docs), found)
	}
	return docs[0]
}

// TestResolveOrigin follows where resolved nodes come from.
func TestResolveOrigin(t *testing.T) {
	d := parseOne(t, "x: &x\n  image: app\n  ports: !override [80]\nservices:\n  web:\n    before: 1\n    <<: *x\n    after: 2\n  same: *x\n  plain: {a: b}\n")
	root, found := Resolve(d, Limits{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	web := root.Get("services").Get("web")
	var names []string
	for _, p := range web.Pairs() {
		names = append(names, p.Name())
	}
	if want := []string{"before", "image", "ports", "after"}; !slices.Equal(names, want) {
		t.Errorf("entries are %v, want %v: merged ones stand where << stood", names, want)
	}
	image := web.Get("image")
	if image.How != MergedKey || image.Prev == nil || image.Prev.Kind != Alias || image.Span().Pos(source.Runes).Line != 2 {
		t.Errorf("image: how %d, prev %v, span %v", image.How, image.Prev, image.Span())
	}
	if got := web.Get("ports").Tag(); got != "!override" {
		t.Errorf("the tag of a merged value is %q", got)
	}
	same := root.Get("services").Get("same")
	if same.How != Aliased || same.Prev.Span().Text() != "*x" || same.Get("image") != root.Get("x").Get("image") {
		t.Errorf("alias: how %d, prev %v: what it contains is to be shared", same.How, same.Prev)
	}
	if d.Root.At(mustPath(t, "services.plain")) != root.At(mustPath(t, "services.plain")) {
		t.Error("a value without aliases was copied")
	}
	if alias := d.Root.At(mustPath(t, "services.same")); alias.Kind != Alias || alias.Target() != d.Root.Get("x") {
		t.Error("resolving changed the document")
	}
}

// TestResolveMergeOfList merges an alias of a list of mappings, which compose accepts.
func TestResolveMergeOfList(t *testing.T) {
	d := parseOne(t, "x: &x [{a: 1, b: 1}, {a: 2, c: 2}]\nweb:\n  <<: *x\n")
	root, found := Resolve(d, Limits{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	if got, want := fmt.Sprint(plainValue(root.Get("web"))), "map[string a:int 1 string b:int 1 string c:int 2]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestExpansion bounds what aliases stand for, whatever they contain.
func TestExpansion(t *testing.T) {
	var laughs, merges strings.Builder
	laughs.WriteString("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	merges.WriteString("a0: &a0 {k: v}\n")
	for i := 1; i < 40; i++ {
		ref := fmt.Sprintf("*a%d", i-1)
		fmt.Fprintf(&laughs, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(ref+", ", 9), ", "))
		fmt.Fprintf(&merges, "a%d: &a%d {x: {<<: %s}, y: {<<: %s}, z: {<<: [%s, %s]}}\n", i, i, ref, ref, ref, ref)
	}
	texts := "a: &a \"" + strings.Repeat("text", 16_000) + "\"\nb: [" + strings.Repeat("*a, ", 200) + "]\n"
	for name, text := range map[string]string{"lists": laughs.String(), "merges": merges.String(), "texts": texts} {
		t.Run(name, func(t *testing.T) {
			d := parseOne(t, text)
			root, found := Resolve(d, Limits{Expansion: 100_000}) // which would not end without the limit
			if len(found) != 1 || found[0].Def != TooManyRef {
				t.Errorf("findings %v, want one of %s", found, TooManyRef.Code)
			}
			if n := expandedSize(root); n > 110_000 {
				t.Errorf("the resolved tree has %d nodes", n)
			}
		})
	}
}

// TestRecursiveAnchor reports an alias inside of its own anchor with both places.
func TestRecursiveAnchor(t *testing.T) {
	d := parseOne(t, "web: &web\n  image: app\n  same: *web\n")
	_, found := Resolve(d, Limits{})
	if len(found) != 1 || found[0].Def != RecursiveAnchor || found[0].Span.Text() != "*web" ||
		len(found[0].Labels) != 1 || found[0].Labels[0].Span.Text() != "&web" {
		t.Errorf("findings %+v", found)
	}
}

func mustPath(t *testing.T, s string) Path {
	t.Helper()
	p, err := ParsePath(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
