package syntax_test

import (
	"testing"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// TestOnce wants what a stage makes of an anchored list to be made once for all its aliases, to come from
// each alias all the same, and not to be changed in place by the next stage.
func TestOnce(t *testing.T) {
	docs, list := syntax.Parse(source.NewFile("f", "x: &a [b, c]\ny: *a\nz: {<<: {w: *a}}\nv: *a\n"), syntax.Limits{})
	tree, more := syntax.Resolve(docs[0], syntax.Limits{})
	if len(list)+len(more) > 0 {
		t.Fatal(list, more)
	}
	if tree.Get("x").Repeated() || !tree.Get("y").Repeated() || !tree.Get("z").Get("w").Repeated() {
		t.Error("what stands for an alias is repeated, and nothing else is")
	}
	b := syntax.Builder{Sole: true}
	made := 0
	stage := func(once *syntax.Once[string], n *syntax.Node, to string) *syntax.Node {
		out, note := once.Of(&b, n, to, func() (*syntax.Node, bool) {
			made++
			c := b.Change(n, syntax.LongForm)
			c.Set(0, b.Scalar(to, syntax.String, n.Items()[0], syntax.LongForm))
			return c.Node(), true
		})
		if !note {
			t.Error("the note is lost")
		}
		return out
	}
	var first, second syntax.Once[string]
	y, v := stage(&first, tree.Get("y"), "d"), stage(&first, tree.Get("v"), "d")
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	if y.Prev != tree.Get("y") || v.Prev != tree.Get("v") || v.How != syntax.LongForm {
		t.Error("each comes from its own alias")
	}
	if stage(&first, v, "e"); made != 2 {
		t.Error("something else of the same contents is made anew")
	}
	stage(&second, y, "f")
	if got := v.Items()[0].Value(); got != "d" {
		t.Errorf("the next stage has changed it to %s", got)
	}
	same, _ := first.Of(&b, tree.Get("y"), "same", func() (*syntax.Node, bool) { return tree.Get("y"), false })
	other, _ := first.Of(&b, tree.Get("v"), "same", nil)
	if same != tree.Get("y") || other != tree.Get("v") {
		t.Error("what a stage leaves alone stays the node that it was")
	}
}
