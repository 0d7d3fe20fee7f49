package validate_test

import (
	"context"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

// TestPacks applies each opt-in pack to the project of testdata that is called as it is.
func TestPacks(t *testing.T) {
	golden.Cases(t, "testdata/packs/*.txtar", func(t *testing.T, x *txtar.Archive) {
		texts, want := map[string]string{}, &txtar.File{}
		for i, f := range x.Files {
			if f.Name == "want" {
				want = &x.Files[i]
			} else {
				texts["/p/"+f.Name] = string(f.Data)
			}
		}
		fsys := source.Map(texts, source.Unix)
		l := loader.Loader{FS: fsys, Env: source.Vars{"VALUE": "v", "PASS": "p"}, Home: "/home/me"}
		if l.Rules = validate.Pack(path.Base(t.Name()), fsys); l.Rules == nil {
			t.Fatal("there is no such pack")
		}
		result, err := l.Load(context.Background(), "/p/compose.yaml")
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, d := range result.Diagnostics {
			got.WriteString(strings.TrimPrefix(d.String(), "/p/compose.yaml:") + " at " + d.Span.Text() + "\n")
		}
		if got.String() != string(want.Data) {
			t.Errorf("got\n%swant\n%s", got.String(), want.Data)
			want.Data = []byte(got.String())
		}
	})
}

// Each rule of a pack has reasons that anybody can read.
func TestPacksHaveReferences(t *testing.T) {
	for _, r := range append(validate.Security(), validate.Reliability()...) {
		if u, err := url.Parse(r.Reference); err != nil || u.Scheme != "https" || u.Host == "" {
			t.Errorf("%s: the reference %q is no address", r.Name, r.Reference)
		}
	}
}

// Only what docker compose refuses is an error.
func TestWarningsAndPacksAreNoErrors(t *testing.T) {
	for _, r := range slices.Concat(validate.Warnings(), validate.Security(), validate.Reliability(), validate.Files(nil)) {
		for _, d := range r.Codes {
			if d.Severity == 0 {
				t.Errorf("%s: %s is an error", r.Name, d.Code)
			}
		}
	}
}
