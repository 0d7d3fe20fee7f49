package source_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

// linked is an FS with symbolic links, by the names that they have.
type linked struct {
	source.FS
	links map[string]string
}

func (l linked) ResolveLink(name string) (string, error) {
	for link, target := range l.links {
		if rest, ok := strings.CutPrefix(name, link); ok && (rest == "" || rest[0] == '/') {
			return target + rest, nil
		}
	}
	return name, nil
}

func (l linked) IsLink(name string) bool { return l.links[name] != "" }

func (l linked) ReadFile(name string) ([]byte, error) {
	for range 10 {
		name, _ = l.ResolveLink(name)
	}
	return l.FS.ReadFile(name)
}

// TestWithin wants what lies in the directories to be read, and nothing else.
func TestWithin(t *testing.T) {
	files := source.Map(map[string]string{"/p/a": "a", "/p/d/b": "b", "/etc/secret": "s", "/pp/c": "c", "/more/e": "e", "/real/f": "f"}, source.Unix)
	disk := linked{files, map[string]string{
		"/p/in": "/p/d", "/p/out": "/etc", "/p/file": "/etc/secret", "/p/round": "/p/round2", "/p/round2": "/p/round", "/alias": "/real",
	}}
	w := source.Within(disk, "/p/", "/more", "/alias")
	for _, c := range []struct {
		name string
		want error // nil if the file can be read
	}{
		{"/p/a", nil},
		{"/p/d/../a", nil},
		{"/p/in/b", nil},
		{"/more/e", nil},
		{"/alias/f", nil},
		{"/real/f", nil},
		{"/p/none", fs.ErrNotExist},
		{"/p", source.ErrDirectory},
		{"/p/../etc/secret", source.ErrOutside},
		{"/etc/secret", source.ErrOutside},
		{"/pp/c", source.ErrOutside},
		{"/p/out/secret", source.ErrOutside},
		{"/p/file", source.ErrOutside},
		{"../etc/secret", source.ErrOutside},
		{"etc", source.ErrOutside},
	} {
		text, err := source.ReadText(w, c.name)
		if c.want == nil && (err != nil || text == "") || !errors.Is(err, c.want) {
			t.Errorf("%s: %q, %v; want %v", c.name, text, err, c.want)
		}
		if _, again := w.ReadFile(c.name); (again == nil) != (err == nil) {
			t.Errorf("%s: ReadFile says %v, ReadText %v", c.name, again, err)
		}
	}
	if _, err := w.ReadFile("/p/round"); err == nil || !strings.Contains(err.Error(), "too many symbolic links") {
		t.Errorf("a link to itself: %v", err)
	}
	if got, err := w.(source.Linker).ResolveLink("/p/in/b"); got != "/p/d/b" || err != nil {
		t.Errorf("a link inside: %s, %v", got, err)
	}
	if _, err := w.(source.Linker).ResolveLink("/p/out/secret"); !errors.Is(err, source.ErrOutside) {
		t.Errorf("a link to the outside: %v", err)
	}
	for name, want := range map[string]bool{"/p/in": true, "/p/a": false, "/p/out": false, "/etc": false} {
		if got := w.(source.Linker).IsLink(name); got != want {
			t.Errorf("%s: is a link: %v, want %v", name, got, want)
		}
	}
	if _, err := source.Within(files).ReadFile("/p/a"); !errors.Is(err, source.ErrOutside) {
		t.Errorf("without directories: %v", err)
	}
	windows := source.Within(source.Map(map[string]string{`C:\p\a`: "a", `C:\q`: "q", `D:\p\a`: "d"}, source.Windows), `C:\p`)
	for name, want := range map[string]error{`C:\p\a`: nil, `c:/p/a`: nil, `C:\p\..\q`: source.ErrOutside, `D:\p\a`: source.ErrOutside, `\q`: source.ErrOutside} {
		if _, err := windows.ReadFile(name); !errors.Is(err, want) && !errors.Is(err, fs.ErrNotExist) || want != nil && err == nil {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	relative := source.Within(source.Map(map[string]string{"a": "a", "../b": "b"}, source.Unix), ".")
	if _, err := relative.ReadFile("a"); err != nil {
		t.Error(err)
	}
	if _, err := relative.ReadFile("../b"); !errors.Is(err, source.ErrOutside) {
		t.Errorf("above a relative directory: %v", err)
	}
}
