package interpolate

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/syntax"
)

// Files as people write them become what compose-go makes of them, and each variable in them
// is found where it is written.
func TestCorpusAgreesWithComposeGo(t *testing.T) {
	files, scalars := 0, 0
	material.Files(t, "corpus", material.IsYAML, func(name, text string) {
		root := parse(t, text)
		if root == nil || hasTags(root) {
			return
		}
		files++
		t.Run(filepath.Base(filepath.Dir(name)), func(t *testing.T) {
			compareTree(t, root)
			compareWritten(t, root)
		})
		var p syntax.Places
		for _, n := range root.All() {
			if !n.IsString() || !strings.Contains(n.Value(), "$") {
				continue
			}
			scalars++
			if !p.Of(n).Exact() {
				t.Errorf("%s: %q is not found in %q", n.Span(), n.Value(), n.Span().Text())
			}
		}
	})
	if !testing.Short() && (files < 500 || scalars < 5000) {
		t.Errorf("only %d files with %d scalars that have variables", files, scalars)
	}
}
