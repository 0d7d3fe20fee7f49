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
	if got, err := fsys.(Linker).ResolveLink("/p/x"); got != "/p/x" || err != nil {
		t.Errorf("a disk without links: got %q and %v", got, err)
	}
	if fsys.(Linker).IsLink("/p/x") {
		t.Error("a disk without links has one")
	}
}
