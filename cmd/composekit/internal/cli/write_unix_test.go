//go:build unix

package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSavePlaces: an archive goes where its name leads, and what stands there stays what it is.
func TestSavePlaces(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(in("file"), []byte("before"), 0o644))
	must(os.WriteFile(in("target"), []byte("before"), 0o644))
	must(os.Symlink("target", in("link")))
	must(os.Symlink("nowhere", in("dangling")))
	must(os.Mkdir(in("folder"), 0o755))
	must(syscall.Mkfifo(in("pipe"), 0o600))
	reader, err := os.OpenFile(in("pipe"), os.O_RDWR, 0) // so that writing does not wait
	must(err)
	defer reader.Close()
	for _, c := range []struct {
		name, read string // the file that has the archive then; none if there is an error
		kind       fs.FileMode
		fails      string
	}{
		{name: "new", read: "new"},
		{name: "file", read: "file"},
		{name: "link", read: "target", kind: fs.ModeSymlink},
		{name: "dangling", kind: fs.ModeSymlink, fails: "no such file"},
		{name: "folder", kind: fs.ModeDir, fails: "is a directory"},
		{name: "none/new", fails: in("none/new") + ": no such file"},
		{name: "pipe", kind: fs.ModeNamedPipe},
	} {
		a := &app{}
		err := a.save(strings.NewReader("archive"), in(c.name))
		if c.fails == "" && err != nil || c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.fails)
		}
		if c.read != "" {
			if text, err := os.ReadFile(in(c.read)); string(text) != "archive" {
				t.Errorf("%s: %s has %q, %v", c.name, c.read, text, err)
			}
		}
		if info, err := os.Lstat(in(c.name)); err == nil && info.Mode().Type() != c.kind {
			t.Errorf("%s: it is %v now, want %v", c.name, info.Mode().Type(), c.kind)
		}
	}
	piped := make([]byte, 20)
	if n, err := reader.Read(piped); string(piped[:n]) != "archive" {
		t.Errorf("the pipe has %q, %v", piped[:n], err)
	}
	if left, _ := filepath.Glob(in(".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestReplaceFileLeavesAlone: what is no file, and what may not be written, is not replaced by one.
func TestReplaceFileLeavesAlone(t *testing.T) {
	dir := t.TempDir()
	pipe, locked := filepath.Join(dir, "pipe"), filepath.Join(dir, "locked")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(locked, []byte("before"), 0o400); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{pipe, locked, dir} {
		if name == locked && os.Getuid() == 0 {
			continue // who may write everything
		}
		if err := replaceFile(name, "after"); err == nil {
			t.Errorf("%s was replaced", name)
		}
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Errorf("the pipe is %v, %v", info, err)
	}
}

// TestReplaceFileKeepsItsOwner: root gives a file that it mends back to whose it was.
func TestReplaceFileKeepsItsOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may give files away")
	}
	name := filepath.Join(t.TempDir(), "compose.yaml")
	if err := os.WriteFile(name, []byte("before"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(name, 1234, 2345); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(name, "after"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != 1234 || owner.Gid != 2345 || info.Mode().Perm() != 0o640 {
		t.Errorf("it belongs to %d:%d and has %v", owner.Uid, owner.Gid, info.Mode())
	}
}
