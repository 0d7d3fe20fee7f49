package validate_test

import (
	"context"
	"flag"
	"net/url"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

var update = flag.Bool("update", false, "write what is found to testdata; the run fails all the same if it changed")

// TestPacks applies the opt-in packs to the projects of testdata.
func TestPacks(t *testing.T) {
	for name, rules := range map[string][]*validate.Rule{"security": validate.Security(), "reliability": validate.Reliability()} {
		path := "testdata/" + name + ".txtar"
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a := txtar.Parse(data)
		l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": string(a.Files[0].Data)}, source.Unix), Env: source.Vars{"VALUE": "v", "PASS": "p"}, Rules: rules}
		result, err := l.Load(context.Background(), "/p/compose.yaml")
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, d := range result.Diagnostics {
			got.WriteString(strings.TrimPrefix(d.String(), "/p/compose.yaml:") + " at " + d.Span.Text() + "\n")
		}
		want := ""
		if len(a.Files) > 1 {
			want = string(a.Files[1].Data)
		}
		if got.String() == want {
			continue
		}
		t.Errorf("%s: got\n%s", path, got.String())
		if *update {
			a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got.String())})
			if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
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
	for _, r := range append(append(validate.Warnings(), validate.Security()...), validate.Reliability()...) {
		for _, d := range r.Codes {
			if d.Severity == 0 {
				t.Errorf("%s: %s is an error", r.Name, d.Code)
			}
		}
	}
}
