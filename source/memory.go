package source

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Map is an FS of the given texts by path. A path above one of them is a directory. The map is
// copied: an FS does not see what becomes of it later.
func Map(files map[string]string, style PathStyle) FS {
	clean := make(map[string]string, len(files))
	for name, text := range files {
		clean[style.Clean(name)] = text
	}
	return memory{clean, slices.Sorted(maps.Keys(clean)), style}
}

type memory struct {
	files map[string]string
	names []string // of files, in order
	style PathStyle
}

// ReadFile implements FS.
func (m memory) ReadFile(name string) ([]byte, error) {
	text, err := m.ReadText(name)
	if err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// ReadText implements TextReader.
func (m memory) ReadText(name string) (string, error) {
	clean := m.style.Clean(name)
	if text, ok := m.files[clean]; ok {
		return text, nil
	}
	err := fs.ErrNotExist
	if m.isDir(clean) {
		err = ErrDirectory
	}
	return "", &fs.PathError{Op: "read", Path: name, Err: err}
}

// isDir reports whether a file lies in the directory dir.
func (m memory) isDir(dir string) bool {
	switch {
	case dir == ".":
		return slices.ContainsFunc(m.names, func(name string) bool { return m.style.Inside(dir, name) })
	case strings.ContainsAny(dir[len(dir)-1:], `/\`):
		return m.begins(dir) // a root
	}
	return m.begins(dir+"/") || m.begins(dir+`\`)
}

// begins reports whether the name of a file begins with a text that none ends with.
func (m memory) begins(text string) bool {
	i, _ := slices.BinarySearch(m.names, text)
	return i < len(m.names) && strings.HasPrefix(m.names[i], text)
}

// Style implements FS.
func (m memory) Style() PathStyle { return m.style }

// Overlay is an FS that answers from top, and from base where top has no such file: unsaved
// texts of an editor over those on disk. Paths have the style of base.
func Overlay(top, base FS) FS { return overlay{top, base} }

type overlay struct{ top, base FS }

// ReadFile implements FS.
func (o overlay) ReadFile(name string) ([]byte, error) {
	text, err := o.ReadText(name)
	if err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// ReadText implements TextReader.
func (o overlay) ReadText(name string) (string, error) {
	text, err := ReadText(o.top, name)
	if err == nil {
		return text, nil
	}
	below, errBelow := ReadText(o.base, name)
	if errors.Is(errBelow, fs.ErrNotExist) && !errors.Is(err, fs.ErrNotExist) {
		return "", err // what top says is more to the point than "does not exist"
	}
	return below, errBelow
}

// Find implements Finder.
func (o overlay) Find(name string) Kind {
	if kind := Find(o.top, name); kind == Regular {
		return kind
	}
	return Find(o.base, name)
}

// Style implements FS.
func (o overlay) Style() PathStyle { return o.base.Style() }

// ResolveLink implements Linker.
func (o overlay) ResolveLink(name string) (string, error) { return ResolveLink(o.base, name) }

// IsLink implements Linker.
func (o overlay) IsLink(name string) bool { return IsLink(o.base, name) }
