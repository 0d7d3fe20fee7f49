package fetched_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/composekit/composekit/internal/fetched"
)

func TestDir(t *testing.T) {
	below := filepath.Join(t.TempDir(), "new", "cache")
	failure := errors.New("no route to the host")
	times := 0
	fill := func(dir string) error {
		times++
		if err := os.WriteFile(filepath.Join(dir, "file"), []byte("text"), 0o600); err != nil {
			return err
		}
		if times == 1 {
			return failure
		}
		return nil
	}
	if _, err := fetched.Dir(below, "a", fill); !errors.Is(err, failure) {
		t.Errorf("got %v, want the function's error", err)
	}
	if left, err := os.ReadDir(below); err != nil || len(left) > 0 {
		t.Errorf("a failure leaves %v behind (%v)", left, err)
	}
	for range 2 { // the second time it is there
		dir, err := fetched.Dir(below, "a", fill)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, "file")); err != nil || string(text) != "text" {
			t.Errorf("got %q and %v", text, err)
		}
	}
	if times != 2 {
		t.Errorf("fetched %d times, want 2", times)
	}
	if left, err := os.ReadDir(below); err != nil || len(left) != 1 {
		t.Errorf("got %v and %v, want the directory alone", left, err)
	}
}

// What somebody else has fetched at the same time is as good.
func TestDirAtOnce(t *testing.T) {
	below := t.TempDir()
	dir, err := fetched.Dir(below, "a", func(string) error {
		_, err := fetched.Dir(below, "a", func(dir string) error { return os.WriteFile(filepath.Join(dir, "file"), nil, 0o600) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err != nil {
		t.Error(err)
	}
}
