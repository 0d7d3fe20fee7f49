package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestReplaceFileKeepsPermissionsAndLinks(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "compose.yaml"), filepath.Join(dir, "link.yaml")
	if err := os.WriteFile(name, []byte("before"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(name, link); err != nil {
		t.Skipf("this machine makes no symbolic links: %v", err)
	}
	if err := replaceFile(link, "after"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "after" {
		t.Errorf("got %q and %v", text, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("the file is %v, %v", info, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if err := replaceFile(filepath.Join(dir, "none"), ""); err == nil {
		t.Error("a file that does not exist was replaced")
	}
}
