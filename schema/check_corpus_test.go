package schema_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// shared finds a directory of the material that lies beside the checkout.
func shared(t testing.TB, name string) string {
	root := os.Getenv("COMPOSEKIT_SHARED")
	if root == "" {
		root = "../../shared"
	}
	dir := filepath.Join(root, name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing", dir)
		}
		t.Skipf("%s is missing: the test needs it", dir)
	}
	return dir
}

func trees(f *source.File) []*syntax.Node {
	docs, list := syntax.Parse(f, syntax.Limits{})
	if list.HasErrors() {
		return nil
	}
	var out []*syntax.Node
	for _, d := range docs {
		root, list := syntax.Resolve(d, syntax.Limits{})
		if root != nil && !list.HasErrors() && root.Kind == syntax.Mapping {
			out = append(out, root)
		}
	}
	return out
}

func TestEveryFileOfTheCorpusGetsTheVerdictOfTheOfficialSchema(t *testing.T) {
	seen, refused := 0, 0
	err := filepath.WalkDir(shared(t, "corpus"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".yml") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, tree := range trees(source.NewFile(filepath.Base(name), string(text))) {
			seen++
			ours, theirs := schema.Check(tree, schema.Compose()), schema.CheckOfficial(tree)
			if theirs.HasErrors() {
				refused++
			}
			if ours.HasErrors() != theirs.HasErrors() {
				t.Errorf("%s: we say\n%v\nthe official schema says\n%v", name, ours.Err(), theirs.Err())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents, %d refused", seen, refused)
	if seen == 0 {
		t.Error("the corpus holds no document")
	}
}
