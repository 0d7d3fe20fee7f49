package interpolate

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/syntax"
)

// corpus calls visit with each file of the shared corpus whose name has one of the endings.
func corpus(t *testing.T, visit func(name, text string), endings ...string) {
	t.Helper()
	dir := os.Getenv("COMPOSEKIT_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	dir = filepath.Join(dir, "corpus")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v: set COMPOSEKIT_SHARED to the directory of shared test data", err)
		}
		t.Skipf("%v: set COMPOSEKIT_SHARED to the directory of shared test data", err)
	}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, ending := range endings {
			if strings.HasSuffix(name, ending) {
				text, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				visit(name, string(text))
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Files as people write them become what compose-go makes of them, and each variable in them
// is found where it is written.
func TestCorpusAgreesWithComposeGo(t *testing.T) {
	files, scalars := 0, 0
	corpus(t, func(name, text string) {
		root := parse(t, text)
		if root == nil || hasTags(root) {
			return
		}
		files++
		t.Run(filepath.Base(filepath.Dir(name)), func(t *testing.T) { compareTree(t, root) })
		var p places
		walk(root, "", func(_ string, n *syntax.Node) {
			if !n.IsString() || !strings.Contains(n.Value, "$") {
				return
			}
			scalars++
			if !p.of(n).exact {
				t.Errorf("%s: %q is not found in %q", n.Span, n.Value, n.Span.Text())
			}
		})
	}, ".yaml", ".yml")
	if files < 500 || scalars < 5000 {
		t.Errorf("only %d files with %d scalars that have variables", files, scalars)
	}
}
