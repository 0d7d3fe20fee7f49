package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// targets are what a command is given that is about the files of several projects.
type targets struct {
	*app
	stdin []byte            // once it has been read
	texts map[string]string // of files, by name, as drafts have them and as they were when they were read first
	files source.FS         // those that projects are loaded from; nil are those of this machine
}

// loader is the loader of one of the projects.
func (t *targets) loader(o host.Options) (*loader.Loader, error) {
	if t.stdin != nil {
		o.Stdin = bytes.NewReader(t.stdin)
	}
	o.FS = t.files
	return o.Loader()
}

// open has projects loaded from the texts that there are by now, and from this machine.
func (t *targets) open() {
	if len(t.texts) > 0 {
		t.files = source.Overlay(source.Map(t.texts, host.FS().Style()), host.FS())
	}
}

// draft gives a file, or the standard input, another text for the next loads.
func (t *targets) draft(name, text string) {
	if name == "-" {
		t.stdin = []byte(text)
		return
	}
	if t.texts == nil {
		t.texts = map[string]string{}
	}
	t.texts[name] = text
}

// keep has files read once: there may be pipes among them, and all loads are to be of the same texts.
func (t *targets) keep(files []*source.File) {
	for _, f := range files {
		if _, known := t.texts[f.Name()]; !known && f.Name() != "-" {
			t.draft(f.Name(), f.Text())
		}
	}
}

// asWritten are the stages without which a project is loaded by who looks at its Compose files as they are.
const asWritten = loader.Consistency | loader.EnvResolution | loader.LabelResolution

// projects are the projects that arguments name: each file is one; below a folder, each directory
// with a default Compose file. Without arguments it is the one that the global options mean.
func (t *targets) projects(args []string) ([]host.Options, error) {
	o, err := t.hostOptions()
	switch {
	case err != nil:
		return nil, err
	case len(args) > 0 && len(o.Files) > 0:
		return nil, errors.New("name files with -f, which makes one project of them, or as arguments, each a project; not both")
	case len(args) == 0:
		return []host.Options{o}, t.keepStdin(o.Files)
	}
	if o, err = byArguments(o); err != nil {
		return nil, err
	}
	var out []host.Options
	for _, name := range args {
		info, err := os.Stat(name)
		if err == nil && info.IsDir() {
			dirs, err := projectDirs(name)
			if err != nil {
				return nil, err
			}
			if len(dirs) == 0 {
				return nil, fmt.Errorf("%s has no Compose file, nor has a folder below it; one that is not called %s goes by its own name",
					name, strings.Join(host.DefaultFiles[:], ", "))
			}
			for _, dir := range dirs {
				one := o
				one.WorkDir = dir
				out = append(out, one)
			}
			continue
		}
		one := o // a file that cannot be read is a finding
		one.Files = []string{name}
		if err := t.keepStdin(one.Files); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// byArguments are the options for projects that arguments name, which say what files they have. The env files that are named
// are the same for all of them.
func byArguments(o host.Options) (host.Options, error) {
	var err error
	o.EnvFiles, err = absolute(o.EnvFiles)
	o.Environ = slices.DeleteFunc(slices.Clone(o.Environ), func(v string) bool { return strings.HasPrefix(v, "COMPOSE_FILE=") })
	return o, err
}

// keepStdin reads the standard input if it is one of the files: projects are loaded more than
// once.
func (t *targets) keepStdin(files []string) error {
	if !slices.Contains(files, "-") || t.stdin != nil {
		return nil
	}
	text, err := io.ReadAll(t.In)
	t.stdin = append([]byte{}, text...)
	return err
}

func absolute(names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		abs, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		out = append(out, abs)
	}
	return out, nil
}

// projectDirs are the directories with a default Compose file, from a folder downwards. Hidden
// directories and installed packages are passed over.
func projectDirs(folder string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if name := entry.Name(); path != folder && (strings.HasPrefix(name, ".") || name == "node_modules") {
				return filepath.SkipDir
			}
		case slices.Contains(host.DefaultFiles[:], entry.Name()):
			if dir := filepath.Dir(path); len(out) == 0 || out[len(out)-1] != dir {
				out = append(out, dir)
			}
		}
		return nil
	})
	slices.Sort(out)
	return slices.Compact(out), err
}
