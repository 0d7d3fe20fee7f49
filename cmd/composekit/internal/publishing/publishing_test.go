package publishing

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// elsewhere is where files are that stay where they are.
type elsewhere struct{}

func (elsewhere) Accept(ref string) bool { return strings.HasPrefix(ref, "oci://") }

func (elsewhere) Load(context.Context, string) (string, error) { return "/elsewhere/compose.yaml", nil }

// TestCollect: each case has files of the directory /project, or absolute ones, of which compose.yaml and over.yaml are
// the project. What is published is wanted, with the names of files instead of those that are made of them, and with env
// files, and what a person is asked about.
func TestCollect(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		files, names := map[string]string{}, []string{"/project/none.env"}
		var main []string
		var want *txtar.File
		for i, f := range a.Files {
			if f.Name == "want" {
				want = &a.Files[i]
				continue
			}
			name := f.Name
			if !strings.HasPrefix(name, "/") {
				name = "/project/" + name
			}
			files[name] = string(f.Data)
			names = append(names, name)
			if f.Name == "compose.yaml" || f.Name == "over.yaml" {
				main = append(main, name)
			}
		}
		l := &loader.Loader{
			FS: source.Map(files, source.Unix), Files: main, Env: source.Vars{"BASE": "bases/base.yaml", "KEY": "v"}, Name: "shop", Home: "/home/me",
			Profiles: []string{"*"}, Resolvers: []loader.Resolver{elsewhere{}},
		}
		result, err := l.Load(context.Background())
		if err != nil || result.Diagnostics.HasErrors() {
			t.Fatal(err, result.Diagnostics)
		}
		parts, err := Collect(l, result, true)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, f := range parts.Files {
			fmt.Fprintf(&out, "%s %s\n%s", map[docker.FileKind]string{docker.ComposeFile: "file", docker.ExtendedFile: "extended", docker.EnvFile: "env"}[f.Kind], f.Name, indented(f.Text))
		}
		for _, owner := range parts.EnvFiles {
			fmt.Fprintf(&out, "has env files: %s\n", owner)
		}
		for _, list := range []struct {
			title  string
			places []Place
		}{{"literal", parts.Literals}, {"content", parts.Contents}, {"secret", parts.Secrets}} {
			for _, p := range list.places {
				fmt.Fprintf(&out, "%s: %s:%d: %s\n", list.title, p.Span.File.Name(), p.Span.Pos(source.Runes).Line, p.What)
			}
		}
		got := out.String()
		for _, name := range names {
			for _, extension := range []string{ofCompose, ofEnv} {
				got = strings.ReplaceAll(got, published(name, extension), "<"+name+">"+extension)
			}
		}
		if want == nil {
			a.Files = append(a.Files, txtar.File{Name: "want"})
			want = &a.Files[len(a.Files)-1]
		}
		if got != string(want.Data) {
			t.Errorf("got\n%s", got)
			want.Data = []byte(got)
		}
		// Without env files it is the same but for them.
		bare, err := Collect(l, result, false)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range parts.Files {
			if f.Kind != docker.EnvFile && string(bare.Files[i].Text) != string(f.Text) {
				t.Errorf("without env files %s is\n%s", f.Name, bare.Files[i].Text)
			}
			if f.Kind == docker.EnvFile && i < len(bare.Files) {
				t.Errorf("env files are published without being asked for: %s", bare.Files[i].Name)
			}
		}
	})
}

func indented(text []byte) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(string(text), "\n"), "\n", "\n    ") + "\n"
}
