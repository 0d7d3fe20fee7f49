package composego

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// unworded are kinds of finding that no case has in compose-go's words, with the reason.
var unworded = map[*diag.Def]string{
	syntax.TabIndent:       "the YAML library has several texts for it",
	syntax.TooManyRef:      "the limits of aliases are others: see compose-go's own tests",
	syntax.TooLarge:        "see compose-go's own tests",
	schema.DuplicateItem:   "told by the schema",
	ours.NoFile:            "said before anything is loaded",
	ours.NoProjectName:     "said before anything is loaded",
	ours.RemoteUnavailable: "has the words of the caller's loader: see TestErrorsMatch",
	ours.UnknownService:    "depends on options: see TestSelectionIsRefusedInTheSameWords",
	ours.FileUnreadable:    "has the words of the operating system",
	model.InvalidBoolean:   "cast before",
	model.UnexpectedKind:   "told by the schema",
	dotenv.NoName:          "needs a file that ends without a line break, which an archive cannot have",
	interpolate.TooMuch:    "compose-go has no such limit",
}

// ownWords are kinds of error that have composekit's words, with the reason.
var ownWords = map[*diag.Def]string{
	ours.FileLimit:          "compose-go has no such limit",
	ours.NestingLimit:       "compose-go has no such limit",
	interpolate.TooMuch:     "compose-go has no such limit",
	ours.BrokenLink:         "the words of the operating system are part of compose-go's",
	ours.InvalidProjectName: "the bridge says so before anything is loaded",
	dotenv.NotText:          "compose-go does not know the format raw",
	model.InvalidExtension:  "said to those who decode extensions, after the load",
	ours.JobNotManual:       "compose-go runs no jobs",
}

// TestEveryErrorHasWords holds the tables to the kinds of finding that there are.
func TestEveryErrorHasWords(t *testing.T) {
	rules := validate.Default()
	all := slices.Concat(syntax.Defs(), interpolate.Defs(), schema.Defs(), merge.Defs(), model.Defs(), ours.Defs(), dotenv.Defs())
	for _, rule := range rules {
		all = append(all, rule.Codes...)
	}
	for _, def := range all {
		if def.Severity != diag.Error {
			if wordings()[def] != nil {
				t.Errorf("%s has words and is no error", def.Code)
			}
			continue
		}
		known := wordings()[def] != nil || shapes[def]
		if known == (ownWords[def] != "") {
			t.Errorf("%s: has words of compose-go's: %t, excused: %q", def.Code, known, ownWords[def])
		}
	}
}

// shapes are the kinds of error in whose place the official schema is asked.
var shapes = map[*diag.Def]bool{
	schema.UnknownAttribute: true, schema.WrongKind: true, schema.MissingAttribute: true, schema.NotAllowedValue: true,
	schema.OutOfRange: true, schema.UnfinishedItem: true, schema.DuplicateItem: true, schema.BadName: true, schema.OfficialSchema: true,
}

// wordingCases are the projects of testdata/wording.txtar, each in a directory of its own.
func wordingCases(t *testing.T) (dirs []string) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "wording.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(root, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
		if filepath.Base(name) == "compose.yaml" {
			dirs = append(dirs, filepath.Dir(name))
		}
	}
	return dirs
}

// TestErrorsHaveTheSameWords has both loaders refuse projects, and compares the texts.
func TestErrorsHaveTheSameWords(t *testing.T) {
	seen := map[*diag.Def]bool{}
	for _, dir := range wordingCases(t) {
		details := func() types.ConfigDetails {
			return types.ConfigDetails{WorkingDir: dir, ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(dir, "compose.yaml")}}}
		}
		_, want := loader.LoadWithContext(context.Background(), details(), named)
		_, got := LoadWithContext(context.Background(), details(), named)
		if want == nil || got == nil {
			t.Errorf("%s is accepted: compose-go: %v, ours: %v", filepath.Base(dir), want, got)
			continue
		}
		if !sameWords(filepath.Base(dir), got.Error(), want.Error()) {
			t.Errorf("%s\ngot  %s\nwant %s", filepath.Base(dir), got, want)
		}
		var list *diag.Errors
		if errors.As(got, &list) {
			for _, d := range list.List.Errors() {
				seen[d.Def] = true
			}
		}
	}
	for def := range wordings() {
		// Of YAML itself most texts are ours.
		if !seen[def] && unworded[def] == "" && !slices.Contains(syntax.Defs(), def) {
			t.Errorf("no case has %s", def.Code)
		}
	}
	for def, reason := range unworded {
		if seen[def] && !strings.HasPrefix(reason, "told") && def != ours.FileUnreadable {
			t.Errorf("%s is not worded (%s), and a case has it", def.Code, reason)
		}
	}
}

// TestUnreadFilesAreToldInTheSameWords: without a name of the project, files are read for one first.
func TestUnreadFilesAreToldInTheSameWords(t *testing.T) {
	dir := t.TempDir()
	broken, absent := filepath.Join(dir, "broken.yaml"), filepath.Join(dir, "absent.yaml")
	if err := os.WriteFile(broken, []byte("name: shop\nservices: {web: {imag: a}}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, files := range [][]string{{absent}, {broken, absent}, {dir}} {
		for name, options := range map[string][]func(*Options){
			"none": nil, "insisted on": {named}, "suggested": {func(o *Options) { o.SetProjectName("test", false) }},
		} {
			details := func() types.ConfigDetails {
				return types.ConfigDetails{WorkingDir: dir, ConfigFiles: types.ToConfigFiles(files)}
			}
			_, want := loader.LoadWithContext(context.Background(), details(), options...)
			_, got := LoadWithContext(context.Background(), details(), options...)
			if want == nil || got == nil || got.Error() != want.Error() || errors.Is(got, fs.ErrNotExist) != errors.Is(want, fs.ErrNotExist) {
				t.Errorf("%s, name %s: got %v, want %v", files, name, got, want)
			}
			var own *Error
			if !errors.As(got, &own) || !own.Diagnostics.HasErrors() {
				t.Errorf("%s, name %s: findings are lost: %v", files, name, got)
			}
		}
	}
}

// sameWords passes over capitals in what is said of ports: they depend on the version of the
// package that reads them for compose-go.
func sameWords(name, got, want string) bool {
	if strings.HasPrefix(name, "port-") {
		return strings.EqualFold(got, want)
	}
	return got == want
}

// TestSelectionIsRefusedInTheSameWords selects services that are not there.
func TestSelectionIsRefusedInTheSameWords(t *testing.T) {
	for _, service := range []string{"b", "off*"} {
		text := "services: {web: {image: a}, off: {image: a, profiles: [p]}}"
		options := []func(*Options){named, WithSelectedServices([]string{service})}
		_, want := loader.LoadWithContext(context.Background(), fromText(text), options...)
		_, got := LoadWithContext(context.Background(), fromText(text), options...)
		if (got == nil) != (want == nil) || got != nil && got.Error() != want.Error() {
			t.Errorf("%s: got %v, want %v", service, got, want)
		}
	}
}
