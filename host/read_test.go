package host_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/source"
)

// The short way of reading gives what package os reads, whatever the file.
func TestReadTextAgreesWithPackageOS(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for name, text := range map[string]string{"empty": "", "one": "x", "large": strings.Repeat("0123456789abcdef", 1<<14)} {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if runtime.GOOS == "linux" {
		names = append(names, "/proc/self/limits", "/dev/null") // a file whose size is said to be 0, and a device
	}
	const shorter = "/sys/kernel/mm/transparent_hugepage/enabled" // than its size is said to be
	if _, err := os.Stat(shorter); err == nil {
		names = append(names, shorter)
	}
	for _, name := range names {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := source.ReadText(host.FS(), name); err != nil || got != string(want) {
			t.Errorf("%s: got %d bytes and %v, want %d", name, len(got), err, len(want))
		}
		if got, err := host.FS().ReadFile(name); err != nil || string(got) != string(want) {
			t.Errorf("%s as bytes: got %d of them and %v, want %d", name, len(got), err, len(want))
		}
	}
	for name, want := range map[string]error{dir: source.ErrDirectory, filepath.Join(dir, "none"): fs.ErrNotExist, filepath.Join(names[0], "x"): nil} {
		_, err := source.ReadText(host.FS(), name)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
}
