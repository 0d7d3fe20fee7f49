package source

import (
	"errors"
	"io/fs"
	"testing"
)

func TestMapAndOverlay(t *testing.T) {
	disk := Map(map[string]string{"/p/compose.yaml": "disk", "/p/./sub/.env": "A=1"}, Unix)
	editor := Map(map[string]string{"/p/compose.yaml": "unsaved"}, Unix)
	fsys := Overlay(editor, disk)
	for name, want := range map[string]string{
		"/p/compose.yaml": "unsaved", "/p/sub/../sub/.env": "A=1",
	} {
		if got, err := fsys.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: got %q and %v, want %q", name, got, err, want)
		}
	}
	if _, err := fsys.ReadFile("/p/sub"); !errors.Is(err, ErrDirectory) {
		t.Errorf("a directory: got %v", err)
	}
	if _, err := fsys.ReadFile("/p/su"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such file: got %v", err)
	}
	if _, err := Overlay(Map(map[string]string{"/new/x": ""}, Unix), disk).ReadFile("/new"); !errors.Is(err, ErrDirectory) {
		t.Errorf("a directory of unsaved files: got %v", err)
	}
	if got, err := fsys.(Linker).ResolveLink("/p/x"); got != "/p/x" || err != nil {
		t.Errorf("a disk without links: got %q and %v", got, err)
	}
	if fsys.(Linker).IsLink("/p/x") {
		t.Error("a disk without links has one")
	}
}

// A path above a file is a directory.
func TestMapDirectories(t *testing.T) {
	for _, row := range []struct {
		style       PathStyle
		files       []string
		directories []string
		none        []string
	}{
		{Unix, []string{"/a/b.d/c", "/a/b"}, []string{"/", "/a", "/a/", "/a/b.d"}, []string{".", "/a/b.", "/a/b.d/c/d", "/a/c"}},
		{Unix, []string{"a/b", "../c/d"}, []string{".", "", "a", "./a", "..", "../c"}, []string{"/", "/a", "c", "../a"}},
		{Unix, []string{"../c"}, []string{".."}, []string{"."}},
		{Unix, []string{".env"}, []string{"."}, []string{".e", ".."}},
		{Windows, []string{`C:\a\b`, `\\server\share\c`}, []string{`C:\`, `C:\a`, `C:/a`, `\\server\share`}, []string{`.`, `D:\`, `C:\a\c`, `\\server\other`}},
	} {
		files := map[string]string{}
		for _, name := range row.files {
			files[name] = ""
		}
		fsys := Map(files, row.style)
		for _, name := range row.directories {
			if _, err := fsys.ReadFile(name); !errors.Is(err, ErrDirectory) {
				t.Errorf("%q is a directory above one of %q: got %v", name, row.files, err)
			}
		}
		for _, name := range row.none {
			if _, err := fsys.ReadFile(name); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%q is none of %q, nor above one: got %v", name, row.files, err)
			}
		}
	}
}

// TestFind: what there is by a name is told as reading tells it.
func TestFind(t *testing.T) {
	base := Map(map[string]string{"/a/b": "1", "/c": "2"}, Unix)
	over := Overlay(Map(map[string]string{"/a/new": "3"}, Unix), base)
	for name, want := range map[string][2]Kind{
		"/a/b":     {Regular, Regular},
		"/a":       {Directory, Directory},
		"/a/new":   {Nothing, Regular},
		"/nothing": {Nothing, Nothing},
		"/c/d":     {Nothing, Nothing},
	} {
		if got := Find(base, name); got != want[0] {
			t.Errorf("%s is %d, want %d", name, got, want[0])
		}
		if got := Find(over, name); got != want[1] {
			t.Errorf("%s is %d with what lies over it, want %d", name, got, want[1])
		}
	}
	if got := Find(Within(base, "/a"), "/c"); got != Unknown {
		t.Errorf("what is outside is %d, want unknown", got)
	}
}
