package validate_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// TestDefine carries out the fix that defines what a service uses.
func TestDefine(t *testing.T) {
	a, err := txtar.ParseFile("testdata/define.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(a.Files); i += 2 {
		text, want := strings.TrimSuffix(string(a.Files[i].Data), "<end>\n"), string(a.Files[i+1].Data)
		l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix), Rules: validate.Default()}
		result, err := l.Load(t.Context(), "/p/compose.yaml")
		if err != nil {
			t.Fatal(err)
		}
		got := text
		for _, d := range result.Diagnostics {
			for _, fix := range d.Fixes {
				if strings.HasPrefix(fix.Title, "define ") {
					if got, err = syntax.Apply(got, fix.Edits); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		if !result.Diagnostics.HasErrors() || got != want {
			t.Errorf("%s: of %v comes\n%s", a.Files[i].Name, result.Diagnostics, got)
		}
	}
}
