package source

import (
	"errors"
	"io/fs"
)

// FS is the file system as the library sees it. It is not io/fs: Compose needs absolute
// paths, "..", and Windows paths; Mount makes one of the other. One load calls it from one goroutine; an FS that several
// loads share has to bear concurrent calls, as those of this package and of package host do.
type FS interface {
	// ReadFile returns the content of the named file. An error for a file that does not
	// exist matches fs.ErrNotExist (io/fs) with errors.Is; a directory is an error too.
	ReadFile(name string) ([]byte, error)
	// Style says how paths are joined and which are absolute.
	Style() PathStyle
}

// TextReader is an optional ability of an FS: it gives the content of a file as a string, which
// saves a copy. It must agree with ReadFile.
type TextReader interface {
	// ReadText returns the content of the named file, with the errors of ReadFile.
	ReadText(name string) (string, error)
}

// ReadText returns the content of the named file of an FS, by the shorter way if there is one.
func ReadText(fsys FS, name string) (string, error) {
	if t, ok := fsys.(TextReader); ok {
		return t.ReadText(name)
	}
	text, err := fsys.ReadFile(name)
	return string(text), err
}

// Kind is what there is by a name.
type Kind uint8

const (
	Unknown   Kind = iota // it cannot be told
	Nothing               // there is nothing
	Regular               // a file that can be read, or something else that is no directory
	Directory             // a directory
)

// Finder is an optional ability of an FS: it tells what there is by a name without reading it.
type Finder interface {
	// Find tells what there is, symbolic links followed. It must agree with ReadFile.
	Find(name string) Kind
}

// Find tells what an FS has by a name. One that is no Finder is asked for the content.
func Find(fsys FS, name string) Kind {
	if f, ok := fsys.(Finder); ok {
		return f.Find(name)
	}
	switch _, err := ReadText(fsys, name); {
	case err == nil:
		return Regular
	case errors.Is(err, ErrDirectory):
		return Directory
	case errors.Is(err, fs.ErrNotExist):
		return Nothing
	}
	return Unknown
}

// Linker is an optional ability of an FS: it knows symbolic links.
type Linker interface {
	// ResolveLink returns name with the first of its elements that is a symbolic link
	// replaced by what it points to; a name without links, or one that does not exist,
	// comes back as it is.
	ResolveLink(name string) (string, error)
	// IsLink reports whether the last element of name is a symbolic link. It is not if name
	// does not exist.
	IsLink(name string) bool
}

// ResolveLink returns the name with the first of its elements that is a symbolic link replaced by what it points to. In an FS
// that is no Linker, names have no links.
func ResolveLink(fsys FS, name string) (string, error) {
	if l, ok := fsys.(Linker); ok {
		return l.ResolveLink(name)
	}
	return name, nil
}

// IsLink reports whether the last element of a name is a symbolic link in an FS; in one that is no Linker, none is.
func IsLink(fsys FS, name string) bool {
	l, ok := fsys.(Linker)
	return ok && l.IsLink(name)
}

// ErrDirectory is matched by errors of FS.ReadFile for a name that is a directory.
var ErrDirectory = errors.New("is a directory")
