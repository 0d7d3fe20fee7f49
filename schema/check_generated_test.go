package schema_test

import (
	"math/rand/v2"
	"testing"

	compose "github.com/compose-spec/compose-go/v2/schema"
	"github.com/composekit/composekit/internal/generate"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/schema/official"
	"github.com/composekit/composekit/source"
	"go.yaml.in/yaml/v4"
)

// reference is the verdict of compose-go; read is false if it cannot read the text at all.
func reference(text string) (err error, read bool) {
	var tree map[string]any
	if yaml.Unmarshal([]byte(text), &tree) != nil {
		return nil, false
	}
	return compose.Validate(tree), true
}

func TestGeneratedFilesGetTheVerdictOfTheOfficialSchema(t *testing.T) {
	cases := material.Tries(4000)
	accepted, refused := 0, 0
	for seed := range uint64(cases) {
		r := rand.New(rand.NewPCG(seed, 1))
		o := generate.Options{Shapes: true, Jobs: true, Density: 0.15}
		if seed%4 > 0 {
			o.Faults = 0.02 / float64(seed%4)
		}
		text := generate.Project(r, o)
		for _, tree := range trees(source.NewFile("compose.yaml", text)) {
			ours, theirs := schema.Check(tree, schema.Compose()), official.Check(tree)
			if ours.HasErrors() != theirs.HasErrors() {
				t.Fatalf("seed %d: we say\n%v\nthe official schema says\n%v\nof\n%s", seed, ours.Err(), theirs.Err(), text)
			}
			if err, read := reference(text); read && (err != nil) != ours.HasErrors() {
				t.Fatalf("seed %d: we say\n%v\ncompose-go says\n%v\nof\n%s", seed, ours.Err(), err, text)
			}
			if ours.HasErrors() {
				refused++
			} else {
				accepted++
			}
			if o.Faults == 0 && ours.HasErrors() {
				t.Fatalf("seed %d: refused without a fault:\n%v\nof\n%s", seed, ours.Err(), text)
			}
		}
	}
	t.Logf("%d accepted, %d refused", accepted, refused)
	if accepted < cases/5 || refused < cases/5 {
		t.Errorf("%d accepted and %d refused of %d: the generator is lopsided", accepted, refused, cases)
	}
}
