package schema_test

import (
	"path/filepath"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/schema/official"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

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
	material.Files(t, "corpus", material.IsYAML, func(name, text string) {
		for _, tree := range trees(source.NewFile(filepath.Base(name), text)) {
			seen++
			ours, theirs := schema.Check(tree, schema.Compose()), official.Check(tree)
			if theirs.HasErrors() {
				refused++
			}
			if ours.HasErrors() != theirs.HasErrors() {
				t.Errorf("%s: we say\n%v\nthe official schema says\n%v", name, ours.Err(), theirs.Err())
			}
		}
	})
	t.Logf("%d documents, %d refused", seen, refused)
	if seen == 0 {
		t.Error("the corpus holds no document")
	}
}
