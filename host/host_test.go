package host

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFS(t *testing.T) {
	dir := t.TempDir()
	name := write(t, dir, "a", "text")
	if text, err := FS().ReadFile(name); err != nil || string(text) != "text" {
		t.Errorf("got %q and %v", text, err)
	}
	if _, err := FS().ReadFile(dir); !errors.Is(err, source.ErrDirectory) {
		t.Errorf("a directory: got %v", err)
	}
	if _, err := FS().ReadFile(name + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such file: got %v", err)
	}
	if !FS().Style().IsAbs(name) {
		t.Errorf("%s is not absolute", name)
	}
}

func TestLinks(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "real/src/a", "")
	for link, target := range map[string]string{"link": "real", "broken": "none"} {
		if err := os.Symlink(filepath.Join(dir, target), filepath.Join(dir, link)); err != nil {
			t.Skipf("this machine makes no symbolic links: %v", err)
		}
	}
	if _, err := os.Readlink(filepath.Join(dir, "link")); err != nil {
		t.Skipf("this machine says that it makes symbolic links, and makes none: %v", err)
	}
	links := FS().(source.Linker)
	for name, want := range map[string]string{"link/src": "real/src", "link": "real", "real/src": "real/src", "none/x": "none/x"} {
		got, err := links.ResolveLink(filepath.Join(dir, name))
		if err != nil || got != filepath.Join(dir, want) {
			t.Errorf("%s: got %s and %v, want %s", name, got, err, want)
		}
	}
	for name, want := range map[string]bool{"link": true, "broken": true, "link/src": false, "real": false, "none": false} {
		if got := links.IsLink(filepath.Join(dir, name)); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	if got, err := links.ResolveLink(filepath.Join(dir, "broken", "x")); err == nil {
		t.Errorf("a link that leads nowhere: got %s", got)
	}
}

func TestEnviron(t *testing.T) {
	list := []string{"A=1", "B=x=y", "C", "A=2", "Path=p", "PATH=q", "EMPTY="}
	for _, row := range []struct {
		fold        bool
		name, value string
		set         bool
	}{
		{false, "A", "2", true}, {false, "B", "x=y", true}, {false, "C", "", false}, {false, "EMPTY", "", true},
		{false, "a", "", false}, {true, "a", "2", true}, {true, "Path", "p", true}, {true, "path", "q", true},
	} {
		if value, set := environ(list, row.fold).Lookup(row.name); value != row.value || set != row.set {
			t.Errorf("%s, case folded %v: got %q, %v", row.name, row.fold, value, set)
		}
	}
	t.Setenv("COMPOSEKIT_TEST", "here")
	if value, set := Env().Lookup("COMPOSEKIT_TEST"); value != "here" || !set {
		t.Errorf("a variable of the process: got %q, %v", value, set)
	}
}

// FuzzOptions takes any variables of the process: each is found as the last entry of its name
// says, and a command without flags finds its files or says why not.
func FuzzOptions(f *testing.F) {
	for _, list := range []string{
		"A=1\nA=2\nB\nEMPTY=", "Path=p\nPATH=q\n=x", "COMPOSE_FILE=a.yaml:compose.yaml:", "COMPOSE_FILE=a.yaml;-\nCOMPOSE_PATH_SEPARATOR=;",
		"COMPOSE_PROFILES=a, ,b\nCOMPOSE_PROJECT_NAME=B c", "COMPOSE_ENV_FILES=a.env, .env\nHOME=", "COMPOSE_DISABLE_ENV_FILE=maybe", "COMPOSE_CONVERT_WINDOWS_PATHS=2\nPWD=x",
	} {
		f.Add(list)
	}
	dir := f.TempDir()
	for name, text := range map[string]string{"compose.yaml": "services: {web: {image: '$A'}}", "a.yaml": "", "a.env": "A=$B", ".env": "COMPOSE_PROFILES=$A"} {
		write(f, dir, name, text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "/\\\x00") {
			return // no files but ours
		}
		list := strings.Split(text, "\n")
		last := map[string]string{}
		for _, entry := range list {
			if name, value, ok := strings.Cut(entry, "="); ok {
				last[name] = value
			}
		}
		for name, want := range last {
			for _, fold := range []bool{false, true} {
				if value, set := environ(list, fold).Lookup(name); value != want || !set {
					t.Errorf("%q, case folded %v: got %q, %v, want %q", name, fold, value, set, want)
				}
			}
			if _, set := environ(list, true).Lookup(strings.ToUpper(name)); !set {
				t.Errorf("%q is not found in upper case", name)
			}
		}
		l, err := Options{WorkDir: dir, Environ: list}.Loader()
		if err != nil || len(l.Files) == 0 && len(l.Found) == 0 {
			t.Errorf("loader %+v, error %v", l, err)
		}
	})
}

// What happens to a default .env file that may not be read.
func TestForbiddenEnvFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "compose.yaml", "services: {web: {image: x}}")
	name := write(t, dir, ".env", "A=1")
	if err := os.Chmod(name, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(name); err == nil {
		t.Skip("this user may read everything")
	}
	l, err := Options{WorkDir: dir, Environ: []string{}}.Loader()
	if err != nil || l.Found.HasErrors() || len(l.Found) != 1 || l.Found[0].Def != EnvFileSkipped {
		t.Errorf("got %+v and %v", l, err)
	}
}

// A default .env file that is there, or may be, and cannot be read for another reason is no file that
// may be passed over.
func TestUnreadableEnvFile(t *testing.T) {
	file := write(t, t.TempDir(), "compose.yaml", "services: {web: {image: x}}")
	if _, err := os.ReadFile(filepath.Join(file, ".env")); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Skipf("for this system nothing is below a file: %v", err)
	}
	l, err := Options{Files: []string{file}, ProjectDirectory: file, Environ: []string{}}.Loader()
	if err != nil || len(l.Found) != 1 || l.Found[0].Def != loader.FileUnreadable {
		t.Errorf("got %+v and %v", l, err)
	}
}

// What is no regular file cannot be a Compose file that COMPOSE_FILE names; a flag may name it.
func TestDeviceAsComposeFile(t *testing.T) {
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Skipf("this system has no device %s: %v", os.DevNull, err)
	}
	l, err := Options{Environ: []string{"COMPOSE_FILE=" + os.DevNull}, WorkDir: t.TempDir()}.Loader()
	if err != nil || len(l.Found) != 1 || l.Found[0].Def != loader.FileUnreadable || len(l.Files) > 0 {
		t.Errorf("by the variable: got %+v and %v", l, err)
	}
	l, err = Options{Environ: []string{}, Files: []string{os.DevNull}, WorkDir: t.TempDir()}.Loader()
	if err != nil || len(l.Found) > 0 || len(l.Files) != 1 {
		t.Errorf("by a flag: got %+v and %v", l, err)
	}
}

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before, called := Clock{}.Now(), 0
		stop := Clock{}.AfterFunc(time.Second, func() { called++ })
		never := Clock{}.AfterFunc(2*time.Second, func() { called += 10 })
		time.Sleep(time.Second)
		synctest.Wait()
		if passed := (Clock{}).Now().Sub(before); called != 1 || passed != time.Second {
			t.Errorf("called %d times after %v", called, passed)
		}
		if stop() || !never() {
			t.Error("only what was not called yet can be stopped")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if called != 1 {
			t.Error("what was stopped was called")
		}
	})
}

// Only names that start there need a current directory.
func TestWithoutCurrentDirectory(t *testing.T) {
	file := write(t, t.TempDir(), "compose.yaml", "services: {web: {image: x}}")
	gone := t.TempDir()
	t.Chdir(gone)
	if err := os.Remove(gone); err != nil {
		t.Skipf("this system keeps a current directory: %v", err)
	}
	if l, err := (Options{Files: []string{file}}).Loader(); err != nil || len(l.Files) != 1 || l.Files[0] != file {
		t.Errorf("an absolute name: got %v and %v", l, err)
	}
	for _, o := range []Options{{}, {Files: []string{"compose.yaml"}}, {Files: []string{file}, EnvFiles: []string{".env"}}} {
		if l, err := o.Loader(); err == nil {
			t.Errorf("%q and %q: got %v and no error", o.Files, o.EnvFiles, l)
		}
	}
}

func TestStandardInput(t *testing.T) {
	dir := t.TempDir()
	options := Options{Files: []string{"-"}, WorkDir: dir, Environ: []string{}}
	l, err := options.Loader()
	if err != nil {
		t.Fatal(err)
	}
	result, err := l.Load(context.Background())
	if err != nil || !result.Diagnostics.HasErrors() {
		t.Errorf("without a standard input: got %v and %v", result, err)
	}
	options.Stdin = strings.NewReader("services: {web: {image: x, build: .}}")
	l, err = options.Loader()
	if err != nil {
		t.Fatal(err)
	}
	result, err = l.Load(context.Background())
	if err != nil || result.Diagnostics.HasErrors() {
		t.Fatalf("got %v and %v", result.Diagnostics, err)
	}
	if got := result.Project.Services["web"].Build.Context; got != dir {
		t.Errorf("a path of the standard input: got %s, want %s", got, dir)
	}
}

// TestOtherFiles: whatever has the files, in whatever style of paths, docker compose's ways of finding them are the same.
func TestOtherFiles(t *testing.T) {
	unsaved := t.TempDir()
	write(t, unsaved, "compose.yaml", "services: {old: {image: x}}")
	for name, c := range map[string]struct {
		options        Options
		files, problem string
		services       string
	}{
		"default files and their variables": {
			Options{FS: source.Map(map[string]string{"/p/compose.yml": "services: {a: {image: '$V'}}", "/p/compose.override.yml": "services: {b: {image: x}}", "/p/.env": "V=1"}, source.Unix), WorkDir: "/p/deep/down"},
			"/p/.env /p/compose.yml /p/compose.override.yml", "", "a b",
		},
		"a variable names files, on Windows": {
			Options{FS: source.Map(map[string]string{`C:\p\one.yaml`: "services: {a: {image: x}}", `C:\p\q\two.yaml`: "services: {b: {image: x}}"}, source.Windows), WorkDir: `C:\p`, Environ: []string{`compose_file=one.yaml;q\two.yaml;c:\p\none.yaml`}},
			`C:\p\one.yaml C:\p\q\two.yaml`, "file-not-found", "a b",
		},
		"several with default names": {
			Options{FS: source.Map(map[string]string{"/p/compose.yaml": "services: {a: {image: x}}", "/p/docker-compose.yml": ""}, source.Unix), WorkDir: "/p"},
			"/p/compose.yaml", "several-compose-files", "a",
		},
		"an editor's texts over those on disk": {
			Options{FS: source.Overlay(source.Map(map[string]string{filepath.Join(unsaved, "compose.yaml"): "services: {new: {image: '$V'}}", filepath.Join(unsaved, ".env"): "V=1"}, FS().Style()), FS()), WorkDir: unsaved},
			filepath.Join(unsaved, ".env") + " " + filepath.Join(unsaved, "compose.yaml"), "", "new",
		},
		"an env file that is one of a service, too": {
			Options{FS: source.Map(map[string]string{"/p/compose.yaml": "services: {a: {image: x, env_file: .env}}", "/p/.env": "V=1"}, source.Unix), WorkDir: "/p"},
			"/p/compose.yaml /p/.env", "", "a",
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := c.options.Loader()
			if err != nil {
				t.Fatal(err)
			}
			result, err := l.Load(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			var files []string
			for _, f := range result.Files {
				files = append(files, f.Name())
			}
			if got := strings.Join(files, " "); got != c.files {
				t.Errorf("the files are %s, want %s", got, c.files)
			}
			if got := strings.Join(result.Project.ServiceNames(), " "); got != c.services {
				t.Errorf("the services are %s, want %s", got, c.services)
			}
			problem := ""
			for _, d := range result.Diagnostics {
				problem = d.Code()
			}
			if problem != c.problem {
				t.Errorf("it finds %q, want %q: %v", problem, c.problem, result.Diagnostics)
			}
		})
	}
}

// TestFind: what there is by a name is told without reading it.
func TestFind(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]source.Kind{"": source.Directory, "file": source.Regular, "nothing": source.Nothing} {
		if got := source.Find(FS(), filepath.Join(dir, name)); got != want {
			t.Errorf("%q is %d, want %d", name, got, want)
		}
	}
}
