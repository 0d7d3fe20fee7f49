//go:build unix

package copying

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
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

// TestAttributes: what is copied keeps its permissions, whatever the umask, and its time, and pipes stay pipes.
func TestAttributes(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	when := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	modes := map[string]fs.FileMode{
		"d": fs.ModeDir | 0o777, "d/closed": fs.ModeDir | 0o555, "d/tmp": fs.ModeDir | fs.ModeSticky | 0o777,
		"d/program": fs.ModeSetuid | 0o755, "d/group": fs.ModeSetgid | 0o755, "d/closed/file": 0o604, "d/pipe": fs.ModeNamedPipe | 0o622,
	}
	if runtime.GOOS != "linux" {
		delete(modes, "d/pipe")
	}
	names := slices.Sorted(maps.Keys(modes))
	for _, name := range names {
		file := filepath.Join(from, name)
		var err error
		switch mode := modes[name]; mode.Type() {
		case fs.ModeDir:
			err = os.Mkdir(file, 0o700)
		case fs.ModeNamedPipe:
			err = syscall.Mkfifo(file, 0o600)
		default:
			err = os.WriteFile(file, []byte("text"), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Backward(names) {
		file := filepath.Join(from, name)
		if err := errors.Join(os.Chmod(file, modes[name]), os.Chtimes(file, time.Time{}, when)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, dir := range []string{from, to} {
			_ = os.Chmod(filepath.Join(dir, "d", "closed"), 0o700) // or it could not be removed
		}
	})
	_, packed, err := Pack(filepath.Join(from, "d"), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := Unpack(packed, to); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		info, err := os.Stat(filepath.Join(to, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode() != modes[name] || !info.ModTime().Equal(when) {
			t.Errorf("%s has the mode %s and the time %s, want %s and %s", name, info.Mode(), info.ModTime().UTC(), modes[name], when)
		}
	}
}
