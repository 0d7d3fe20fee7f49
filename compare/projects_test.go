package compare_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/compare"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// TestProjects compares the projects in the folders before and after of each archive: want.txt has a line for each difference.
func TestProjects(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		changes, err := compare.Projects(load(t, a, "/before"), load(t, a, "/after"))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, c := range changes {
			fmt.Fprintf(&got, "%s: %s -> %s\n", c.Path, side(c.Before), side(c.After))
		}
		last := &a.Files[len(a.Files)-1]
		if last.Name != "want.txt" || string(last.Data) != got.String() {
			t.Errorf("the differences are\n%s", got.String())
		}
		last.Data = []byte(got.String())
	})
}

func load(t *testing.T, a *txtar.Archive, dir string) *loader.Result {
	t.Helper()
	files := map[string]string{}
	for _, f := range a.Files {
		files["/"+f.Name] = string(f.Data)
	}
	result, err := composekit.Load(t.Context(), source.Map(files, source.Unix), source.Vars{"TAG": "2", "COMPOSE_PROJECT_NAME": "shop"}, dir+"/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := result.Diagnostics.Err(); err != nil {
		t.Fatal(err)
	}
	return result
}

func side(s compare.Side) string {
	if s.Node == nil {
		return "nothing"
	}
	return s.Told(nil)
}

// What one of two projects does not have can be told, too.
func TestNothingIsTold(t *testing.T) {
	if got := (compare.Side{}).Told(nil); got != "nothing" {
		t.Errorf("a side without a value is told as %q", got)
	}
}
