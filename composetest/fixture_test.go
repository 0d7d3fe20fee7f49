package composetest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// write puts texts into a folder.
func write(t *testing.T, dir string, texts map[string]string) {
	t.Helper()
	for name, text := range texts {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var shop = map[string]string{
	"shops/north/compose.yaml":          "services:\n  web:\n    image: nginx:$TAG\n    volumes: [./data:/data, ../common:/common]\n    env_file: ../common/web.env\n",
	"shops/north/compose.override.yaml": "services:\n  web:\n    init: true\n",
	"shops/north/.env":                  "TAG=7\n",
	"shops/common/web.env":              "A=1\n",
}

// A folder's project has the same paths wherever the folder lies.
func TestDirDoesNotShowWhereItLies(t *testing.T) {
	for range 2 {
		dir := t.TempDir()
		write(t, dir, shop)
		said := record(t, func(r testing.TB) {
			p := newSession(false).dir(r, filepath.Join(dir, "shops", "north"), nil).Project()
			web := p.Services["web"]
			if p.Name != "project" || p.WorkingDir != "/project" || web.Image != "nginx:7" || web.Init == nil {
				t.Errorf("got the project %+v", p)
			}
			if web.Volumes[0].Source != "/project/data" || web.Volumes[1].Source != "/common" {
				t.Errorf("got volumes from %s and %s", web.Volumes[0].Source, web.Volumes[1].Source)
			}
			if a := web.Environment["A"]; a == nil || *a != "1" {
				t.Errorf("got the environment %v", web.Environment)
			}
		})
		silent(t, said)
	}
}

func TestRootKeepsTheWayUp(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, shop)
	silent(t, record(t, func(r testing.TB) {
		p := newSession(false).dir(r, filepath.Join(dir, "shops", "north"), []Option{Root(dir), ProjectName("n")}).Project()
		if p.Name != "n" || p.WorkingDir != "/shops/north" || p.Services["web"].Volumes[1].Source != "/shops/common" {
			t.Errorf("got the project %+v", p)
		}
	}))
	says(t, record(t, func(r testing.TB) {
		newSession(false).dir(r, dir, []Option{Root(filepath.Join(dir, "shops"))})
	}), "is not in its root")
	says(t, record(t, func(r testing.TB) { newSession(false).dir(r, filepath.Join(dir, "none"), nil) }), "there is no folder")
}

// Windows paths look the same on every machine.
func TestWindowsPaths(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, shop)
	texts := map[string]string{}
	for name, text := range shop {
		texts[strings.TrimPrefix(strings.Replace(name, "shops/common", "../common", 1), "shops/north/")] = text
	}
	for name, fixture := range map[string]func(t testing.TB) *Fixture{
		"folder": func(t testing.TB) *Fixture {
			return newSession(false).dir(t, filepath.Join(dir, "shops", "north"), []Option{PathStyle(source.Windows)})
		},
		"map": func(t testing.TB) *Fixture {
			return newSession(false).files(t, texts, []Option{PathStyle(source.Windows)})
		},
	} {
		silent(t, record(t, func(r testing.TB) {
			f := fixture(r)
			// Decoding makes Unix paths of Windows ones only where it is asked to.
			web := f.Load().Tree.Get("services").Get("web")
			if got := web.Get("volumes").Items()[0].Get("source").Value(); got != `C:\project\data` {
				t.Errorf("%s: got a volume from %s", name, got)
			}
			if _, err := f.fs.ReadFile(`D:\project\compose.yaml`); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: of another drive there is %v", name, err)
			}
			if got := f.Project().WorkingDir; got != `C:\project` {
				t.Errorf("%s: got the project directory %s", name, got)
			}
		}))
	}
}

func TestOptions(t *testing.T) {
	files := map[string]string{
		"a.yaml":  "services:\n  web: {image: \"nginx:${A}${B}\"}\n  debug: {image: x, profiles: [debug]}\n",
		"b.yaml":  "services:\n  db: {image: $HOME}\n",
		"c/.env":  "ignored",
		"want.md": "",
	}
	silent(t, record(t, func(r testing.TB) {
		changed := false
		p := newSession(false).files(r, files, []Option{
			ComposeFiles("a.yaml", "/project/b.yaml"), Env{"A": "1"}, Env{"B": "2", "HOME": "h"}, Profiles("debug"), Services("web", "debug"),
			Loader(func(l *loader.Loader) { changed = l.FS != nil }),
		}).Project()
		if len(p.Services) != 2 || p.Services["web"].Image != "nginx:12" || p.Services["debug"] == nil || !changed {
			t.Errorf("got the project %+v, the loader changed: %v", p, changed)
		}
	}))
	silent(t, record(t, func(r testing.TB) {
		p := newSession(false).files(r, files, []Option{ComposeFiles("a.yaml"), Env{"A": "", "B": ""}, Profiles("debug")}).Project()
		if len(p.Services) != 2 {
			t.Errorf("got the project %+v", p)
		}
	}))
}

// Of the default names the first counts, and the first of those for an override.
func TestDefaultFiles(t *testing.T) {
	silent(t, record(t, func(r testing.TB) {
		p := newSession(false).files(r, map[string]string{
			"compose.yaml": "services: {a: {image: a}}", "docker-compose.yml": "services: {b: {image: b}}",
			"compose.override.yml": "services: {c: {image: c}}", "docker-compose.override.yml": "services: {d: {image: d}}",
		}, nil).Project()
		if len(p.Services) != 2 || p.Services["a"] == nil || p.Services["c"] == nil {
			t.Errorf("got the services %v", p.Services)
		}
	}))
}

// Findings about the .env file are held to expectations like others. A folder of that name is none.
func TestEnvFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"compose.yaml": "services: {web: {image: \"nginx:$TAG\"}}", ".env": "TAG=7\n=x\n# want@-1 \"env-file-\"\n"})
	silent(t, record(t, func(r testing.TB) {
		f := newSession(false).dir(r, dir, nil)
		f.WantDiagnostics()
		if image := f.Project().Services["web"].Image; image != "nginx:7" {
			t.Errorf("got the image %s", image)
		}
	}))
	write(t, dir, map[string]string{".env": "TAG=7\n=x\n"})
	says(t, record(t, func(r testing.TB) { newSession(false).dir(r, dir, nil).WantDiagnostics() }), "[env-file-unnamed-value]", ".env:2:1")

	dir = t.TempDir()
	write(t, dir, map[string]string{"compose.yaml": "services: {}", ".env/file": "", "broken/compose.yaml": "services: {}"})
	silent(t, record(t, func(r testing.TB) { newSession(false).dir(r, dir, nil).WantDiagnostics() }))

	if err := os.Symlink(".env", filepath.Join(dir, "broken", ".env")); err != nil {
		t.Skip(err)
	}
	says(t, record(t, func(r testing.TB) { newSession(false).dir(r, filepath.Join(dir, "broken"), nil).WantDiagnostics() }), "/project/.env")
}

// The variables that say which project is meant do so as they do for docker compose, and options go before them.
func TestVariablesThatSayWhichProject(t *testing.T) {
	texts := map[string]string{
		"compose.yaml": "services: {main: {image: a}}",
		"one.yaml":     "services: {one: {image: \"a:$TAG\"}}",
		"two.yaml":     "services: {two: {image: a, profiles: [p]}, three: {image: a, profiles: [q]}}",
		".env":         "COMPOSE_FILE=one.yaml:two.yaml\nCOMPOSE_PROFILES=p\nCOMPOSE_PROJECT_NAME=shop\nTAG=0\n",
		"a.env":        "COMPOSE_FILE=one.yaml;two.yaml\nCOMPOSE_PATH_SEPARATOR=;\nTAG=1\n",
		"b.env":        "TAG=2\n",
	}
	for _, c := range []struct {
		options []Option
		want    string
	}{
		{nil, "shop: one=a:0 two=a"},
		{[]Option{Profiles("q")}, "shop: one=a:0 three=a"},
		{[]Option{Profiles()}, "shop: one=a:0"},
		{[]Option{ComposeFiles("compose.yaml")}, "shop: main=a"},
		{[]Option{EnvFiles("a.env", "b.env")}, "project: one=a:2"},
		{[]Option{EnvFiles("b.env")}, "project: main=a"},
		{[]Option{Env{"COMPOSE_ENV_FILES": "b.env,a.env", "COMPOSE_PROFILES": "q"}}, "project: one=a:1 three=a"},
		{[]Option{Env{"COMPOSE_ENV_FILES": "b.env"}, EnvFiles("a.env")}, "project: one=a:1"},
		{[]Option{Env{"COMPOSE_FILE": "compose.yaml"}}, "shop: main=a"},
		{[]Option{Env{"COMPOSE_FILE": "one.yaml;two.yaml"}, PathStyle(source.Windows)}, "shop: one=a:0 two=a"},
	} {
		silent(t, record(t, func(r testing.TB) {
			p := newSession(false).files(r, texts, c.options).Project()
			got := p.Name + ":"
			for _, name := range p.ServiceNames() {
				got += " " + name + "=" + p.Services[name].Image
			}
			if got != c.want {
				t.Errorf("with %v: got %s, want %s", c.options, got, c.want)
			}
		}))
	}
	says(t, record(t, func(r testing.TB) { newSession(false).files(r, texts, []Option{EnvFiles("none.env")}).Project() }),
		"[file-not-found]: /project/none.env does not exist")
	texts["a.env"] += "=x\n"
	says(t, record(t, func(r testing.TB) { newSession(false).files(r, texts, []Option{EnvFiles("a.env")}).WantDiagnostics() }),
		"[env-file-unnamed-value]", "a.env:4:1")
}

// A file that the project cannot see, but that is there, is told to be; and where the project's directory is.
func TestFilesOutsideOfTheRoot(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"base.yaml":             "services: {web: {image: x}}",
		"shops/north/a.yaml":    "services: {web: {extends: {file: ../../base.yaml, service: web}}}",
		"shops/north/b.yaml":    "services: {web: {image: x, env_file: ../none.env}}",
		"shops/north/c/d.yaml":  "services: {web: {extends: {file: \"../../../base.yaml\", service: web}}}",
		"shops/north/none.yaml": "include: [c/d.yaml]",
	})
	north := filepath.Join(dir, "shops", "north")
	for file, want := range map[string][]string{
		"a.yaml":     {"/base.yaml does not exist", shown(filepath.Join(dir, "base.yaml")) + " is there, but the project sees nothing outside of " + shown(filepath.Join(dir, "shops")) + ": name a folder further up with composetest.Root"},
		"b.yaml":     {"/none.env does not exist", "create it"},
		"none.yaml":  {"/base.yaml does not exist", shown(filepath.Join(dir, "base.yaml")) + " is there"},
		"other.yaml": {"/project/other.yaml does not exist", "/project is " + shown(north)},
	} {
		says(t, record(t, func(r testing.TB) { newSession(false).dir(r, north, []Option{ComposeFiles(file)}).Project() }), want...)
	}
	silent(t, record(t, func(r testing.TB) {
		newSession(false).dir(r, north, []Option{ComposeFiles("a.yaml"), Root(dir)}).Project()
	}))
}

// What is wrong with a file that a folder's project reads does not tell where the folder lies.
func TestErrorsDoNotShowWhereItLies(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"compose.yaml": "services: {web: {image: x, env_file: [none.env, more]}}", "more/x": ""})
	said := record(t, func(r testing.TB) { newSession(false).dir(r, dir, nil).WantDiagnostics() })
	said = strings.ReplaceAll(said, shown(filepath.Join(dir, "compose.yaml")), "")
	says(t, said, "/project/none.env", "/project/more")
	if strings.Contains(said, dir) || strings.Contains(said, shown(dir)) {
		t.Errorf("the test said:\n%s", said)
	}
}

// A place in a file that only a changed loader knows stays as it is.
func TestFilesOfAnotherFileSystem(t *testing.T) {
	other := Loader(func(l *loader.Loader) {
		l.FS = source.Map(map[string]string{"/project/compose.yaml": "service: {}\n"}, source.Unix)
	})
	dir := t.TempDir()
	write(t, dir, map[string]string{"compose.yaml": "", "x.txtar": "-- compose.yaml --\n"})
	for _, f := range []func(t testing.TB) *Fixture{
		func(t testing.TB) *Fixture { return newSession(false).files(t, nil, []Option{other}) },
		func(t testing.TB) *Fixture { return newSession(false).dir(t, dir, []Option{other}) },
		func(t testing.TB) *Fixture {
			return newSession(false).archive(t, filepath.Join(dir, "x.txtar"), []Option{other})
		},
	} {
		says(t, record(t, func(r testing.TB) { f(r).WantDiagnostics() }), "compose.yaml:1:1")
	}
}

func TestMissingArchive(t *testing.T) {
	says(t, record(t, func(r testing.TB) { newSession(false).archive(r, "testdata/none.txtar", nil) }), "none.txtar")
}

// FuzzFixture asserts that every file of an archive stands where the archive says, and that the
// expectations in any text stand where they say.
func FuzzFixture(f *testing.F) {
	f.Add("a: b # want \"x\" `y`\n\n#want@-2 \"z\"  \r\n")
	f.Add("# want \"\\xff\" '\n")
	f.Add("about\n-- a --\nx: 1\n\n-- b --\n-- c --\nno line break")
	f.Add("-- a --\r\nx\r\n--  b  --\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		list, _ := expectations(source.NewFile("x", text))
		for _, e := range list {
			if e.span.Text() != e.text {
				t.Errorf("%q stands at %q", e.text, e.span.Text())
			}
		}
		a, err := parseArchive("x.txtar", []byte(text))
		if err != nil {
			return
		}
		for i := range a.files {
			file := source.NewFile("x", a.text(i))
			if got := a.place(i, file.Span(0, file.Len())).Text(); got != a.text(i) {
				t.Errorf("file %d is %q, and %q stands where it should", i, a.text(i), got)
			}
		}
	})
}
