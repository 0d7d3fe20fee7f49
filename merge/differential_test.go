package merge

import (
	"context"
	"fmt"
	"math/rand"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/internal/material/plain"
	"github.com/google/go-cmp/cmp"
)

// Every pair of values of every attribute, as an override and as two services.
func TestEveryPairOfValuesAgreesWithReference(t *testing.T) {
	for attribute, values := range vocabulary {
		t.Run(attribute, func(t *testing.T) {
			for _, a := range material.Sample(values) {
				for _, b := range values {
					agree(t, service(attribute, a), service(attribute, b))
				}
			}
		})
	}
	for section, values := range resources {
		t.Run(section, func(t *testing.T) {
			for _, a := range material.Sample(values) {
				for _, b := range values {
					agree(t, fmt.Sprintf("%s:\n  r: %s\n", section, a), fmt.Sprintf("%s:\n  r: %s\n", section, b))
				}
			}
		})
	}
}

func service(attribute, value string) string {
	return fmt.Sprintf("services:\n  web:\n    %s: %s\n", attribute, value)
}

func TestRandomDocumentsAgreeWithReference(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	names := attributes()
	slices.Sort(names)
	for range material.Tries(2000) {
		docs := make([]string, 1+r.Intn(3))
		for i := range docs {
			docs[i] = document(r, names)
		}
		agree(t, docs...)
	}
}

// loadReference is the model that the reference loads from files, without what other packages do.
func loadReference(docs ...string) (any, error) {
	details := types.ConfigDetails{WorkingDir: "/"}
	for i, doc := range docs {
		details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: fmt.Sprint(i), Content: []byte(doc)})
	}
	model, err := loader.LoadModelWithContext(context.Background(), details, func(o *loader.Options) {
		o.SkipValidation, o.SkipNormalization, o.SkipConsistencyCheck, o.ResolvePaths = true, true, true, false
		o.SetProjectName("p", true)
	})
	delete(model, "name")
	return plain.Basic(model), err
}

var attributeLine = regexp.MustCompile(`(?m)^(    [a-z_]+:) ([[{].*)$`)

func TestRandomResetsAgreeWithReference(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	names := attributes()
	slices.Sort(names)
	tried := 0
	for range material.Tries(800) {
		docs := []string{document(r, names), document(r, names), document(r, names)}
		for i := range docs {
			docs[i] = attributeLine.ReplaceAllStringFunc(docs[i], func(line string) string {
				key, value, _ := strings.Cut(line, ": ")
				return key + ": " + []string{"", "", "!reset ", "!override "}[r.Intn(4)] + value
			})
		}
		want, err := loadReference(docs...)
		if err != nil && strings.Contains(err.Error(), "invalid type") {
			continue
		}
		model, list := stages(t, docs...)
		if (err != nil) != list.HasErrors() {
			t.Fatalf("the reference says %v, we say %v\n%s", err, list, strings.Join(docs, "\n---\n"))
		}
		if err != nil {
			continue
		}
		tried++
		if d := cmp.Diff(want, plain.Tree(t, model)); d != "" {
			t.Fatalf("(- reference, + ours)\n%s\n%s", d, strings.Join(docs, "\n---\n"))
		}
	}
	if tried < material.Tries(400) {
		t.Errorf("only %d projects were compared", tried)
	}
}
