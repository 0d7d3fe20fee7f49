package explain_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// loaded unpacks the files of a case and loads the project, with the variables of the file
// environ in its environment and the option -f for each line of the file files.
func loaded(t *testing.T, a *txtar.Archive) (*loader.Result, string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "project")
	options := host.Options{WorkDir: dir, ProjectName: "shop", Environ: []string{"HOME=/home/me"}}
	for _, f := range a.Files {
		switch {
		case f.Name == "environ":
			options.Environ = append(options.Environ, strings.Fields(string(f.Data))...)
		case f.Name == "files":
			options.Files = strings.Fields(string(f.Data))
		case strings.HasPrefix(f.Name, "want "):
		default:
			name := filepath.Join(dir, filepath.FromSlash(f.Name))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	l, err := options.Loader()
	if err != nil || len(l.Found) > 0 {
		t.Fatal(err, l)
	}
	result, err := l.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return result, dir
}

// TestStories runs the cases of testdata: the files of a project, and for each "want PATH" the
// story of the value there. A case whose name begins with "broken" has mistakes, others none.
func TestStories(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		result, dir := loaded(t, a)
		if broken := strings.HasPrefix(t.Name(), "TestStories/broken"); broken != result.Diagnostics.HasErrors() {
			t.Errorf("broken: %v, but findings are %v", broken, result.Diagnostics)
		}
		tested := 0
		relative := regexp.MustCompile(`resolved to \S+`)
		for i := range a.Files {
			path, found := strings.CutPrefix(a.Files[i].Name, "want ")
			if !found {
				continue
			}
			tested++
			got := strings.NewReplacer("<dir>/", "", "<dir>", ".").Replace(golden.Below(told(t, result, path), dir, "<dir>"))
			got = relative.ReplaceAllStringFunc(got, filepath.ToSlash)
			if want := string(a.Files[i].Data); got != want {
				t.Errorf("%s:\ngot\n%swant\n%s", path, got, want)
				a.Files[i].Data = []byte(got)
			}
		}
		if tested == 0 {
			t.Error("the case asks for no story")
		}
	})
}

func told(t *testing.T, result *loader.Result, path string) string {
	t.Helper()
	story, err := explain.Value(result, path)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	if err := explain.Render(&b, story, explain.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every value of a project has a story, whose path leads back to it, and which begins
// somewhere: in a file, with a default, or with what implies it.
func TestEveryValueHasAStory(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		result, _ := loaded(t, a)
		walk(t, name, result)
	}
}

// walk asks for the story of every value of a project.
func walk(t *testing.T, name string, result *loader.Result) {
	t.Helper()
	var visit func(path string)
	visit = func(path string) {
		story, err := explain.Value(result, path)
		switch {
		case err != nil:
			t.Errorf("%s: %s: %v", name, path, err)
		case story.Path != path:
			t.Errorf("%s: %s: the story is of %s", name, path, story.Path)
		case len(story.Steps) == 0 && len(story.Parts) == 0:
			t.Errorf("%s: %s has no story", name, path)
		}
		for _, part := range story.Parts {
			if len(part.Path) <= len(path) {
				t.Fatalf("%s: %s is a part of %s", name, part.Path, path)
			}
			visit(part.Path)
		}
	}
	for _, p := range result.Tree.Pairs() {
		visit(p.Name())
	}
}

// Files are read once for all entries of a container, not for each of them.
func TestManyEntriesAreExplainedInTime(t *testing.T) {
	const many = 5_000
	var compose, env strings.Builder
	compose.WriteString("services:\n  web:\n    image: nginx\n    env_file: web.env\n    environment:\n")
	for i := range many {
		fmt.Fprintf(&compose, "      A%d: x\n", i)
		fmt.Fprintf(&env, "B%d=${A%d}\n", i, i)
	}
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": compose.String(), "/p/web.env": env.String()}, source.Unix)}
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	story, err := explain.Value(result, "services.web.environment")
	if took := time.Since(began); err != nil || len(story.Parts) != 2*many || took > 10*time.Second {
		t.Errorf("%d parts in %v, %v", len(story.Parts), took, err)
	}
}

// The same of one in forty files of the corpus, whatever is wrong with them.
func TestEveryValueOfTheCorpusHasAStory(t *testing.T) {
	turn := 0
	material.Files(t, "corpus", material.IsYAML, func(path, _ string) {
		if turn++; turn%40 != 1 {
			return
		}
		l := loader.Loader{FS: host.FS(), Env: source.Vars{}}
		result, err := l.Load(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		walk(t, path, result)
	})
}

// FuzzValue asserts that any path of any project has a story or a proper error.
func FuzzValue(f *testing.F) {
	f.Add("services: {web: {image: 'x:${A:-1}', ports: ['80:80'], environment: [A, B=1]}}", "services.web.ports[0].target")
	f.Add("x: &a {b: c}\nservices: {a: {<<: *a, image: *a, extends: b}, b: {image: y}}", `services["a"].image`)
	f.Add("services:\n  web:\n    im", "services.web.im")
	f.Add("a: [", "a[0][")
	f.Add("services: {web: {image: x, command: !reset a, ports: !override ['80']}, web-b: {labels: {a.b: !reset null}}}", "services.w*b*.*")
	f.Add("services: {web: {image: 'x:${A:-$B}$A', environment: [A, $A], build: {args: {C: }}}}\nsecrets: {s: {environment: A}}", "${A}")
	f.Add("#", "$A")
	f.Add("services: {web: {image: '$A${B-\\x41}'}}", "$*")
	f.Fuzz(func(t *testing.T, text, path string) {
		l := loader.Loader{
			FS:     source.Map(map[string]string{"/p/compose.yaml": text, "/p/b.yaml": text}, source.Unix),
			Env:    source.Vars{"A": "1"},
			Limits: loader.Limits{Depth: 5, Files: 20},
		}
		l.Limits.Syntax.Expansion = 10_000
		result, err := l.Load(context.Background(), "/p/compose.yaml", "/p/b.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if paths, err := explain.Paths(result, path); err == nil {
			for _, p := range paths {
				if _, err := explain.Value(result, p); err != nil {
					t.Errorf("%s stands for %s: %v", path, p, err)
				}
			}
		}
		story, err := explain.Value(result, path)
		if err != nil {
			return
		}
		var b strings.Builder
		if err := explain.Render(&b, story, explain.Options{}); err != nil || b.Len() == 0 {
			t.Errorf("%v: %q", err, b.String())
		}
		again, err := explain.Value(result, story.Path)
		if err != nil || again.Value != story.Value {
			t.Errorf("%s leads to %q, %v; not to %q", story.Path, again.Value, err, story.Value)
		}
	})
}
