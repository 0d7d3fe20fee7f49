package composetest

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/source"
)

// store keeps goldens.
type store interface {
	// read is a golden's text, and where spans of it are on this machine. Nil without an error
	// is a golden that is not there.
	read(name string) (*golden, error)
	// write puts a text in a golden's place.
	write(name, text string) error
	// id is the golden's name in the session.
	id(name string) string
	// shown is the golden's name in messages.
	shown(name string) string
}

// golden is a golden that was read.
type golden struct {
	*source.File
	place func(source.Span) source.Span
}

func itself(s source.Span) source.Span { return s }

// folderStore keeps goldens in a folder.
type folderStore struct {
	dir  string // as the test names it
	path string // absolute
}

func (d folderStore) read(name string) (*golden, error) {
	text, err := os.ReadFile(filepath.Join(d.path, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &golden{source.NewFile(d.shown(name), string(text)), itself}, nil
}

func (d folderStore) write(name, text string) error {
	file := filepath.Join(d.path, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o666)
}

func (d folderStore) id(name string) string    { return filepath.Join(d.path, name) }
func (d folderStore) shown(name string) string { return shown(filepath.Join(d.dir, name)) }

// archiveStore keeps goldens in the archive of the project.
type archiveStore struct {
	s       *session
	path    string // absolute
	archive *archive
}

func (a archiveStore) read(name string) (*golden, error) {
	i := a.archive.section(name)
	if i < 0 {
		return nil, nil
	}
	return &golden{
		source.NewFile(name, a.archive.text(i)),
		func(s source.Span) source.Span { return a.archive.place(i, s) },
	}, nil
}

// write changes what is in the archive now: another test may have rewritten another golden.
func (a archiveStore) write(name, text string) error {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	archive, err := txtar.ParseFile(a.path)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	if i < 0 {
		i = len(archive.Files)
		archive.Files = append(archive.Files, txtar.File{Name: name})
	}
	archive.Files[i].Data = []byte(text)
	return os.WriteFile(a.path, txtar.Format(archive), 0o666)
}

func (a archiveStore) id(name string) string { return sectionID(a.path, name) }

func (a archiveStore) shown(name string) string { return name + " in " + a.archive.file.Name() }

// sectionID is the name in the session of a golden in an archive.
func sectionID(archive, name string) string { return archive + "\x00" + path.Clean(name) }

// mapStore has goldens among the texts of the project, and others in a folder.
type mapStore struct {
	texts map[string]string
	folderStore
}

var errInTest = errors.New("it stands in the test, where only you can change it")

func (m mapStore) read(name string) (*golden, error) {
	if text, ok := m.texts[name]; ok {
		return &golden{source.NewFile(name, text), itself}, nil
	}
	return m.folderStore.read(name)
}

func (m mapStore) write(name, text string) error {
	if _, ok := m.texts[name]; ok {
		return errInTest
	}
	return m.folderStore.write(name, text)
}

func (m mapStore) shown(name string) string {
	if _, ok := m.texts[name]; ok {
		return name
	}
	return m.folderStore.shown(name)
}
