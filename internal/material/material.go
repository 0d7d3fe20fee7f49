// Package material owns what tests go through besides their own cases: the shared material,
// which is too large for the repository (thousands of real Compose files, the YAML test
// suite), and how many of the cases that they make up.
//
// The variable COMPOSEKIT_SHARED names the directory of the shared material; unset, it is the
// directory shared beside the repository. With COMPOSEKIT_EXHAUSTIVE set tests go through all
// that they can, with -short through a sample: a tenth, and where programs take many times as long
// as usual a fortieth.
package material

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Shared is the absolute path of a file or directory of the shared material. A test that asks
// for what is missing is skipped; where CI is set, it fails.
func Shared(t testing.TB, elem ...string) string {
	t.Helper()
	path, err := find(t, elem)
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("shared material is missing, set COMPOSEKIT_SHARED: %v", err)
	default:
		t.Skipf("shared material is missing, set COMPOSEKIT_SHARED: %v", err)
	}
	return path
}

// Present reports whether the shared material has a file or directory, for tests that can do
// without it. Where CI is set it is always true.
func Present(t testing.TB, elem ...string) bool {
	t.Helper()
	_, err := find(t, elem)
	return err == nil || os.Getenv("CI") != ""
}

func find(t testing.TB, elem []string) (path string, err error) {
	t.Helper()
	root := os.Getenv("COMPOSEKIT_SHARED")
	if root == "" {
		root = filepath.Join(repository(t), "..", "shared")
	}
	path, err = filepath.Abs(filepath.Join(append([]string{root}, elem...)...))
	if err != nil {
		return "", err
	}
	// Programs that ask where they are see no links: neither should what is compared with them.
	return filepath.EvalSymlinks(path)
}

// repository is the top of the checkout: the nearest directory upwards with a go.work.
func repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.work")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			t.Fatalf("%s is in no checkout of the repository", dir)
		}
	}
}

// Files calls visit with the files below a directory of the shared material whose base name
// satisfies match, in order of their names; with -short with a sample of them. A directory
// without any fails the test.
func Files(t testing.TB, dir string, match func(name string) bool, visit func(path, text string)) {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(Shared(t, dir), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && match(d.Name()) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatalf("no file of %s is of interest", dir)
	}
	for _, path := range Sample(paths) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		visit(path, string(text))
	}
}

// part is one in how many of their cases tests go through.
func part() int {
	switch {
	case !testing.Short():
		return 1
	case slow:
		return 40
	}
	return 10
}

// Every is one in how many cases a test tries that is content with every n-th from day to day:
// with -short one of more, and each if all is to be gone through.
func Every(n int) int {
	if Exhaustive() {
		return 1
	}
	return n * part()
}

// Sample is all of a list, or with -short some of it: the first, and others at equal distances.
func Sample[T any](all []T) []T {
	var some []T
	for i := 0; i < len(all); i += part() {
		some = append(some, all[i])
	}
	return some
}

// IsYAML reports whether a file of that name is YAML. It is for Files.
func IsYAML(name string) bool {
	ext := filepath.Ext(name)
	return ext == ".yaml" || ext == ".yml"
}

// Tries is how many cases a test makes up that is content with n from day to day: fewer with
// -short, ten times as many if all is to be gone through.
func Tries(n int) int {
	if Exhaustive() {
		return 10 * n
	}
	return max(1, n/part())
}

// Exhaustive reports whether tests are to go through all that they can, however long it takes.
func Exhaustive() bool { return os.Getenv("COMPOSEKIT_EXHAUSTIVE") != "" }

// CountsMemory skips a test that counts what is allocated, where the race detector is on: under it
// other code is run, which takes more. The same tests run without it.
func CountsMemory(t testing.TB) {
	t.Helper()
	if race {
		t.Skip("memory is counted without the race detector")
	}
}
