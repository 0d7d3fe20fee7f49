package composetest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// drive is where Windows paths of a fixture begin.
const drive = "C:"

// absolute is the path of a file of the project, given from the project directory dir.
func absolute(style source.PathStyle, dir, name string) string {
	if style.IsAbs(name) {
		return style.Clean(name)
	}
	return style.Join(dir, name)
}

// defaultDir is the project directory of fixtures that have no place in a larger folder.
func defaultDir(style source.PathStyle) string { return rooted(style, "project") }

// rooted is the path of what has the name rel, with slashes, below the root.
func rooted(style source.PathStyle, rel string) string {
	if style == source.Windows {
		return style.Join(drive+`\`, rel)
	}
	return style.Join("/", rel)
}

// unrooted is the opposite of rooted; not ok for a path on another drive or a share.
func unrooted(style source.PathStyle, name string) (rel string, ok bool) {
	name = style.Clean(name)
	if style == source.Windows {
		if !strings.EqualFold(source.WindowsVolume(name), drive) {
			return "", false
		}
		name = strings.ReplaceAll(name[len(drive):], `\`, "/")
	}
	return strings.TrimPrefix(name, "/"), true
}

// folder is an FS of a folder of this machine, which lies at the path dir; other paths are
// those of the folder root.
type folder struct {
	path, dir string // where the project's folder is, here and to the project
	root      string
	style     source.PathStyle
}

// newFolder is an FS in which the folder at a path is the project directory.
func newFolder(name string, s settings) (folder, error) {
	f := folder{path: name, root: s.root, style: s.style, dir: defaultDir(s.style)}
	if s.root == "" {
		f.root = filepath.Join(name, "..")
		return f, nil
	}
	rel, err := relative(s.root, name)
	if err != nil || !filepath.IsLocal(rel) {
		return f, fmt.Errorf("%s is not in its root %s", name, s.root)
	}
	f.dir = rooted(s.style, filepath.ToSlash(rel))
	return f, nil
}

// locate is where a file of the project is on this machine.
func (f folder) locate(name string) (string, bool) {
	if rel, ok := f.style.Rel(f.dir, name); ok {
		local := filepath.FromSlash(strings.ReplaceAll(rel, `\`, "/"))
		if filepath.IsLocal(local) {
			return filepath.Join(f.path, local), true
		}
	}
	rel, ok := unrooted(f.style, name)
	return filepath.Join(f.root, filepath.FromSlash(rel)), ok
}

// outside adds to the finding of a file that is missing that it is there on this machine, but where the project cannot see it.
func (f folder) outside(d diag.Diagnostic) diag.Diagnostic {
	if d.Def != loader.FileNotFound || !d.Span.Valid() {
		return d
	}
	name := filepath.FromSlash(strings.Trim(d.Span.Text(), `"'`))
	for _, dir := range [...]string{filepath.Dir(d.Span.File.Name()), f.path} {
		here := filepath.Join(dir, name)
		if _, err := os.Stat(here); err != nil || filepath.IsAbs(name) {
			continue
		}
		if rel, err := relative(f.root, here); err != nil || !filepath.IsLocal(rel) {
			d.Help = fmt.Sprintf("%s is there, but the project sees nothing outside of %s: name a folder further up with composetest.Root", shown(here), shown(f.root))
			return d
		}
	}
	return d
}

// relative is the path of a file seen from a folder; both may be relative.
func relative(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}

// ReadFile implements source.FS.
func (f folder) ReadFile(name string) ([]byte, error) {
	here, ok := f.locate(name)
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	text, err := host.FS().ReadFile(here)
	var detail *fs.PathError
	if errors.As(err, &detail) {
		// The path on this machine must not get into messages.
		err = &fs.PathError{Op: "read", Path: name, Err: detail.Err}
	}
	return text, err
}

// Style implements source.FS.
func (f folder) Style() source.PathStyle { return f.style }

// shown is a path of this machine as messages have it.
func shown(name string) string { return filepath.ToSlash(filepath.Clean(name)) }

// archive is a txtar archive whose files know where they stand in it.
type archive struct {
	file  *source.File // the whole text
	files []txtar.File
	start []int // offset of each file's text
}

// parseArchive reads an archive. A name that it has twice is an error.
func parseArchive(name string, text []byte) (*archive, error) {
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(bytes.Clone(text), '\n')
	}
	parsed := txtar.Parse(text)
	a := &archive{file: source.NewFile(name, string(text)), files: parsed.Files}
	seen := map[string]bool{}
	at := len(parsed.Comment)
	for _, f := range parsed.Files {
		if seen[f.Name] {
			return nil, fmt.Errorf("%s: two files are called %s", name, f.Name)
		}
		seen[f.Name] = true
		at += bytes.IndexByte(text[at:], '\n') + 1 // the line with the name
		a.start = append(a.start, at)
		at += len(f.Data)
	}
	return a, nil
}

// section is the number of the file with a name, -1 if there is none.
func (a *archive) section(name string) int {
	for i, f := range a.files {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// text is the text of a file.
func (a *archive) text(i int) string { return string(a.files[i].Data) }

// place is a span of a file as a span of the archive.
func (a *archive) place(i int, s source.Span) source.Span {
	return a.file.Span(a.start[i]+int(s.Start), a.start[i]+int(s.End))
}

// isGolden reports whether a file is a golden, by its name.
func isGolden(name string) bool {
	name = path.Base(filepath.ToSlash(name))
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json":
		return strings.HasPrefix(name, "want")
	}
	return false
}
