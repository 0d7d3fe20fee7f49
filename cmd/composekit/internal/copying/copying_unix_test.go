//go:build unix

package copying

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestHere: links of this machine are followed, one after the other, to what is there or is not yet.
func TestHere(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "d", "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "f"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{
		"to-f": "f", "to-to-f": "to-f", "to-d": "d", "to-sub": "d/sub", "to-pipe": "pipe", "d/sub/up": "../../f", "dangling": "d/nowhere",
		"absolute": filepath.Join(dir, "f"), "circle": "circle",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]Destination{
		"f":        {Path: "f", Exists: true},
		"none":     {Path: "none"},
		"d":        {Path: "d", Exists: true, Dir: true},
		"pipe":     {Path: "pipe", Exists: true, Special: true},
		"to-f":     {Path: "f", Exists: true},
		"to-to-f":  {Path: "f", Exists: true},
		"to-d":     {Path: "d", Exists: true, Dir: true},
		"to-pipe":  {Path: "pipe", Exists: true, Special: true},
		"dangling": {Path: "d/nowhere"},
		"absolute": {Path: "f", Exists: true},
		// The directory of a link may be a link itself.
		"to-sub/up": {Path: "f", Exists: true},
	} {
		got, err := Here(filepath.Join(dir, name))
		if got.Path = strings.TrimPrefix(got.Path, dir+"/"); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
	if got, err := Here(os.DevNull); err != nil || !got.Special {
		t.Errorf("%s: %+v, %v", os.DevNull, got, err)
	}
	if _, err := Here(filepath.Join(dir, "circle")); err == nil {
		t.Error("a link to itself leads somewhere")
	}
}
