package model_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// bind reads a canonical project with compose-go; that it panics counts as an error.
func bind(text string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	var tree map[string]any
	if err := yaml.Unmarshal([]byte(text), &tree); err != nil {
		return fmt.Errorf("the case is not YAML: %w", err)
	}
	details := types.ConfigDetails{WorkingDir: "/project"}
	options := loader.ToOptions(&details, []func(*loader.Options){func(o *loader.Options) {
		o.SkipConsistencyCheck = true
		o.SkipResolveEnvironment = true
		o.SkipResolveLabels = true
	}})
	_, err = loader.ModelToProject(tree, options, details)
	return err
}

// TestValues compares the findings for each value with the comments beside it, and the verdict
// with compose-go's.
func TestValues(t *testing.T) {
	text, err := os.ReadFile("testdata/values.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i, doc := range strings.Split(string(text), "\n---\n") {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			tree := parse(t, "compose.yaml", doc)
			_, list := model.Decode(tree)
			if diff := cmp.Diff(wanted(doc), found(list)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, doc)
			}
			for _, d := range list {
				path, err := syntax.ParsePath(d.Path)
				if err != nil || d.Path == "" {
					t.Fatalf("%s is about %q: %v", d, d.Path, err)
				}
				if n := tree.At(path); n == nil || n.Span().Pos(0).Line != d.Span.Pos(0).Line {
					t.Errorf("%s is not about %s", d, d.Path)
				}
			}
			wantErr := list.HasErrors()
			switch {
			case strings.Contains(doc, "# reference accepts"):
				wantErr = false
			case strings.Contains(doc, "# reference refuses"):
				wantErr = true
			}
			if err := bind(doc); (err != nil) != wantErr {
				t.Errorf("the reference says %v\n%s", err, doc)
			}
		})
	}
}

// wanted reads the comments "want CODE TEXT" as line, code and text.
func wanted(doc string) []string {
	var out []string
	for i, line := range strings.Split(doc, "\n") {
		for _, want := range strings.Split(line, "# want ")[1:] {
			code, text, _ := strings.Cut(strings.TrimSuffix(want, " "), " ")
			out = append(out, fmt.Sprintf("%d %s %s", i+1, code, strings.TrimSpace(text)))
		}
	}
	slices.Sort(out)
	return out
}

func found(list diag.List) []string {
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("%d %s %s", d.Span.Pos(0).Line, d.Code(), strings.TrimSpace(d.Span.Text())))
	}
	slices.Sort(out)
	return out
}

// TestSharedValueIsFoundWrongWhereverItIsUsed has one wrong value that stands for two.
func TestSharedValueIsFoundWrongWhereverItIsUsed(t *testing.T) {
	_, list := model.Decode(parse(t, "compose.yaml", `
x-common: &common {privileged: perhaps}
services:
  a: {image: a, post_start: [*common]}
  b: &b {tty: 3}
  my.c: *b
`))
	var got []string
	for _, d := range list {
		got = append(got, d.Path)
	}
	want := []string{"services.a.post_start[0].privileged", "services.b.tty", `services["my.c"].tty`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

// TestDeviations decodes projects that the reference does not get right, and encodes them again.
func TestDeviations(t *testing.T) {
	names, err := filepath.Glob("testdata/deviation/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases in testdata/deviation")
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(string(text), "\n") // a comment comes first
		got, _ := model.EncodeYAML(decode(t, name, string(text)))
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
