package source

import (
	"io/fs"
	"path"
	"strings"
)

// Mount is an FS of the files of an io/fs file system, such as those of a program (embed.FS), an archive (zip.Reader) or a
// directory that nothing leads out of (os.Root), as if they lay in a directory: "/shop". Paths are those of Unix.
func Mount(dir string, files fs.FS) FS { return mount{path.Clean(dir), files} }

type mount struct {
	dir   string
	files fs.FS
}

// ReadFile implements FS.
func (m mount) ReadFile(name string) ([]byte, error) {
	below, ok := m.below(path.Clean(name))
	if !ok {
		err := fs.ErrNotExist
		if Unix.Inside(path.Clean(name), m.dir) {
			err = ErrDirectory
		}
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	text, err := fs.ReadFile(m.files, below)
	if err != nil {
		if info, _ := fs.Stat(m.files, below); info != nil && info.IsDir() {
			err = &fs.PathError{Op: "read", Path: name, Err: ErrDirectory}
		}
		return nil, err
	}
	return text, nil
}

// below is what io/fs calls a clean name; not ok if that is outside.
func (m mount) below(name string) (string, bool) {
	switch {
	case name == m.dir:
		return ".", true
	case m.dir == ".":
		return name, fs.ValidPath(name)
	}
	rest, ok := strings.CutPrefix(name, strings.TrimSuffix(m.dir, "/")+"/")
	return rest, ok && fs.ValidPath(rest)
}

// Style implements FS.
func (mount) Style() PathStyle { return Unix }
