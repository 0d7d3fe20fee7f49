package differential

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
)

// sample is a project to compare, by a command line.
type sample struct {
	name    string
	options host.Options
	// without are the stages that are left out. Without interpolation there is no project, only the model that
	// config --no-interpolate prints.
	without loader.Stages
	// text is all that was written for it, to look at when it differs.
	text string
}

// source is the text of the sample's files.
func (s sample) source() string {
	if s.text != "" {
		return s.text
	}
	var b strings.Builder
	for _, name := range absolute(s.options.WorkDir, s.options.Files...) {
		text, _ := os.ReadFile(name)
		b.Write(text)
	}
	return b.String()
}

// rewritten changes the files of a sample that was written for a test, and returns what changes them back; nil if there was
// nothing to change.
func (s sample) rewritten(change func(string) string) (undo func()) {
	if s.text == "" || change(s.text) == s.text {
		return nil
	}
	before := map[string][]byte{}
	err := filepath.WalkDir(s.options.WorkDir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if now := change(string(text)); err == nil && now != string(text) {
			before[path] = text
			err = os.WriteFile(path, []byte(now), 0o644)
		}
		return err
	})
	if err != nil {
		panic(err)
	}
	if len(before) == 0 {
		return nil
	}
	return func() {
		for path, text := range before {
			if err := os.WriteFile(path, text, 0o644); err != nil {
				panic(err)
			}
		}
	}
}

// archive is a project in one text: files, and in files named flags, environ and without a command
// line, one flag, variable or stage that is left out a line. <dir> in all of them is the directory of the project, and
// <end> at the end of a file says that there is no line break.
type archive struct{ *txtar.Archive }

// notes are the files of an archive that say something about it, rather than belong to it.
var notes = map[string]bool{
	"flags": true, "environ": true, "without": true, "stdin": true, "deviation": true,
	"want.yaml": true, "want.txt": true, "ours.yaml": true, "theirs.yaml": true, "ours.json": true, "theirs.json": true,
}

func readArchive(t testing.TB, name string) archive {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return archive{a}
}

// get is the text of a file, and whether there is one.
func (a archive) get(name string) (string, bool) {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// set puts text under a name, at the end if the name is new.
func (a archive) set(name, text string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = []byte(text)
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
}

// sample is the project of an archive that was made for a test, written to a directory.
func (a archive) sample(t testing.TB, name, dir string) sample {
	t.Helper()
	s := sample{name: name, options: a.unpack(t, dir), text: string(txtar.Format(a.Archive))}
	without, _ := a.get("without")
	s.without = stagesNamed(t, without)
	return s
}

// unpack writes the files to a directory and returns the command line for them.
func (a archive) unpack(t testing.TB, dir string) host.Options {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if notes[f.Name] {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(f.Data), "<dir>", dir)
		if err := os.WriteFile(path, []byte(strings.TrimSuffix(text, "<end>\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	options := host.Options{WorkDir: dir, Environ: []string{"HOME=" + home}}
	environ, _ := a.get("environ")
	for line := range strings.Lines(environ) {
		options.Environ = append(options.Environ, strings.ReplaceAll(strings.TrimRight(line, "\n"), "<dir>", dir))
	}
	flags, _ := a.get("flags")
	if err := addFlags(&options, strings.Fields(flags)); err != nil {
		t.Fatal(err)
	}
	return options
}
