package source

import (
	"errors"
	"io/fs"
	"slices"
)

// ErrOutside is matched by errors of an FS made by Within for a name that leads out of it.
var ErrOutside = errors.New("is outside of the directories that may be read")

// Within is an FS with those files of base that lie in one of the directories, for Compose files
// that somebody else wrote: whatever they include, extend or read as env file, nothing else is
// read. A name that leads elsewhere is refused with ErrOutside, whether it does so by itself, by
// ".." in it or by a symbolic link, which base then has to know as a Linker.
//
// Names and directories must be written alike, absolute or relative to the same directory; without
// directories nothing can be read. Links are followed before a file is read: who can change
// them meanwhile can get around this.
func Within(base FS, dirs ...string) FS {
	w := within{base: base}
	for _, dir := range dirs {
		dir = base.Style().Clean(dir)
		w.dirs = append(w.dirs, dir)
		if real, err := w.followed(dir); err == nil && real != dir {
			w.dirs = append(w.dirs, real)
		}
	}
	return w
}

type within struct {
	base FS
	dirs []string // clean
}

// ReadFile implements FS.
func (w within) ReadFile(name string) ([]byte, error) {
	name, err := w.inside("read", name)
	if err != nil {
		return nil, err
	}
	return w.base.ReadFile(name)
}

// ReadText implements TextReader.
func (w within) ReadText(name string) (string, error) {
	name, err := w.inside("read", name)
	if err != nil {
		return "", err
	}
	return ReadText(w.base, name)
}

// Style implements FS.
func (w within) Style() PathStyle { return w.base.Style() }

// ResolveLink implements Linker; a link that leads out of the directories is an error.
func (w within) ResolveLink(name string) (string, error) {
	if _, err := w.inside("resolve", name); err != nil {
		return "", err
	}
	return ResolveLink(w.base, name)
}

// IsLink implements Linker; nothing is known of what is, or leads, out of the directories.
func (w within) IsLink(name string) bool {
	_, err := w.inside("resolve", name)
	return err == nil && IsLink(w.base, name)
}

// inside is the clean form of a name that leads into one of the directories.
func (w within) inside(op, name string) (string, error) {
	clean := w.base.Style().Clean(name)
	if !w.holds(clean) {
		return "", &fs.PathError{Op: op, Path: name, Err: ErrOutside}
	}
	real, err := w.followed(clean)
	if err != nil {
		return "", &fs.PathError{Op: op, Path: name, Err: err}
	}
	if !w.holds(real) {
		return "", &fs.PathError{Op: op, Path: name, Err: ErrOutside}
	}
	return clean, nil
}

func (w within) holds(clean string) bool {
	return slices.ContainsFunc(w.dirs, func(dir string) bool { return w.base.Style().Inside(dir, clean) })
}

// followed is a name with all symbolic links in it replaced.
func (w within) followed(name string) (string, error) {
	const most = 100
	for range most {
		next, err := ResolveLink(w.base, name)
		if err != nil || next == name {
			return name, err
		}
		name = w.base.Style().Clean(next)
	}
	return "", errors.New("too many symbolic links")
}
