package host

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestAllocationsOfOptions holds what a call costs that says nothing but a file: each tool makes one for each project.
func TestAllocationsOfOptions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "compose.yaml")
	if err := os.WriteFile(file, []byte("services: {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	environ := make([]string, 100)
	for i := range environ {
		environ[i] = fmt.Sprintf("VARIABLE_%d=%d", i, i)
	}
	o := Options{Files: []string{file}, Environ: environ}
	const most = 16
	if n := testing.AllocsPerRun(100, func() { _, _ = o.Loader() }); n > most {
		t.Errorf("%v allocations for a loader, want at most %d", n, most)
	}
}
