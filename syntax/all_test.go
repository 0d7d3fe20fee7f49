package syntax_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

func TestAll(t *testing.T) {
	docs, list := syntax.Parse(source.NewFile("compose.yaml", "a: {b: [x, {c: y}], my.key: z}\nb: &d []\ne: *d\n[f]: g\n"), syntax.Limits{})
	if len(list) > 0 {
		t.Fatal(list)
	}
	var got, paths []string
	var kept []syntax.Path
	for path, n := range docs[0].Root.All() {
		got = append(got, fmt.Sprintf("%s %s", path, n.Value()))
		kept, paths = append(kept, slices.Clone(path)), append(paths, path.String())
		if n != docs[0].Root.At(path) && path.String() != `[""]` { // a key that is no text has no path
			t.Errorf("%s leads elsewhere", path)
		}
	}
	want := []string{" ", "a ", "a.b ", "a.b[0] x", "a.b[1] ", "a.b[1].c y", `a["my.key"] z`, "b ", "e d", `[""] g`}
	if !slices.Equal(got, want) {
		t.Errorf("all are %q, want %q", got, want)
	}
	for i, path := range kept {
		if path.String() != paths[i] {
			t.Errorf("%s was kept, and is %s now", paths[i], path)
		}
	}
	seen := 0
	for path := range docs[0].Root.All() {
		if seen++; path.String() == "a.b[1].c" {
			break
		}
	}
	if seen != 6 {
		t.Errorf("%d were seen, want 6", seen)
	}
	for range (*syntax.Node)(nil).All() {
		t.Error("nil has something in it")
	}
}
