package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// An entry is found by its key however large the mapping and however often it is looked for, the last
// of several with one key, and also after entries were set or added, in a copy or in place.
func TestFind(t *testing.T) {
	for _, entries := range []int{1, 31, 32, 100} {
		for looked := range 3 {
			for _, sole := range []bool{false, true} {
				name := fmt.Sprintf("%d entries, looked up %d times, sole: %v", entries, looked, sole)
				var text strings.Builder
				for i := range entries {
					fmt.Fprintf(&text, "k%d: %d\n", i, i)
				}
				text.WriteString("? [k0]\n: x\nk0: again\n\"quo\\u0074ed\": q\n")
				docs, _ := syntax.Parse(source.NewFile("f", text.String()), syntax.Limits{})
				b := syntax.Builder{Sole: sole}
				n := docs[0].Root
				has := map[string]string{"k0": "again", "quoted": "q"}
				for round := range 2 { // the first copies the mapping, the second may change it in place
					for range looked {
						wantEntries(t, name, n, has, "", "k", "[k0]", "other")
					}
					value, added := fmt.Sprint("set in ", round), fmt.Sprint("added in ", round)
					c := b.Change(n, syntax.LongForm)
					c.Put(added, b.Scalar(added, syntax.String, nil, syntax.LongForm))
					c.Put("k0", b.Scalar(value, syntax.String, nil, syntax.LongForm))
					n, has["k0"], has[added] = c.Node(), value, added
				}
				wantEntries(t, name, n, has, "", "k", "[k0]", "other")
				wantEntries(t, name, docs[0].Root, map[string]string{"k0": "again", "quoted": "q"}, "added in 0", "added in 1")
			}
		}
	}
}

// wantEntries looks for what n has, and for what it has not.
func wantEntries(t *testing.T, name string, n *syntax.Node, has map[string]string, hasNot ...string) {
	t.Helper()
	for key, value := range has {
		if got := n.Get(key); got == nil || got.Value() != value {
			t.Errorf("%s: %s is %v, not %q", name, key, got, value)
		}
	}
	for _, key := range hasNot {
		if i := n.Find(key); i >= 0 {
			t.Errorf("%s: %q is found as entry %d", name, key, i)
		}
	}
}
