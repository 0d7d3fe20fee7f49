package composetest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const defaultDirectory = "testdata"

// Main runs the tests of a package for its TestMain, and returns the status to exit with:
//
//	func TestMain(m *testing.M) { os.Exit(composetest.Main(m)) }
//
// It adds the flag -update, unless the package has one. When all tests have run and passed, it
// looks for goldens in the given folders and below that no test has compared with, and fails if
// there are any. Default: testdata. It does not look for them if flags such as -run or -short
// leave out tests.
func Main(m *testing.M, dirs ...string) int {
	defineUpdate()
	return process.main(m.Run, os.Stderr, dirs)
}

func (s *session) main(run func() int, out io.Writer, dirs []string) int {
	folders, err := orphanFolders(dirs)
	if err != nil {
		fmt.Fprintf(out, "composetest: %v\n", err)
		return 1
	}
	status := run()
	if status != 0 || s.partial() != "" {
		return status
	}
	orphans, err := s.orphans(folders)
	if err != nil {
		fmt.Fprintf(out, "composetest: %v\n", err)
		return 1
	}
	if len(orphans) > 0 {
		fmt.Fprintf(out, "FAIL: %s\n", orphanMessage(orphans))
		return 1
	}
	return 0
}

// NoOrphans fails the test if goldens lie in the given folders or below that no test of this
// process has compared with so far; a folder may also be an archive. Default: testdata. Call it
// when the tests that compare are done: after their t.Run, or in a Cleanup if they are parallel.
// For whole packages, [Main] does that. It does nothing if flags such as -run or -short leave out
// tests, or if the test has failed already.
func NoOrphans(t testing.TB, dirs ...string) {
	t.Helper()
	process.noOrphans(t, dirs)
}

func (s *session) noOrphans(t testing.TB, dirs []string) {
	t.Helper()
	folders, err := orphanFolders(dirs)
	if err != nil {
		t.Fatalf("composetest: %v", err)
	}
	if reason := s.partial(); reason != "" {
		t.Logf("orphaned goldens are not looked for: %s leaves out tests", reason)
		return
	}
	if t.Failed() {
		return
	}
	orphans, err := s.orphans(folders)
	if err != nil {
		t.Fatalf("composetest: %v", err)
	}
	if len(orphans) > 0 {
		t.Errorf("%s", orphanMessage(orphans))
	}
}

func orphanMessage(names []string) string {
	return "no test has compared with these goldens; compare with them, or delete them:\n\t" + strings.Join(names, "\n\t")
}

// orphanFolder is a folder or archive to look for orphans in.
type orphanFolder struct{ name, path string }

// orphanFolders are the folders of the given names. The default one may be missing.
func orphanFolders(names []string) ([]orphanFolder, error) {
	byDefault := len(names) == 0
	if byDefault {
		names = []string{defaultDirectory}
	}
	var out []orphanFolder
	for _, name := range names {
		path, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(path); err != nil {
			if byDefault && errors.Is(err, fs.ErrNotExist) {
				continue
			}
			return nil, err
		}
		out = append(out, orphanFolder{name, path})
	}
	return out, nil
}

// orphans are the goldens that nobody has compared with.
func (s *session) orphans(folders []orphanFolder) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, folder := range folders {
		err := filepath.WalkDir(folder.path, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			rel, err := filepath.Rel(folder.path, path)
			if err != nil {
				return err
			}
			name := shown(filepath.Join(folder.name, rel))
			if isGolden(path) && !s.compared[path] {
				out = append(out, name)
			}
			if filepath.Ext(path) == ".txtar" {
				inside, err := s.orphansIn(name, path)
				out = append(out, inside...)
				return err
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// orphansIn are the goldens of an archive that nobody has compared with.
func (s *session) orphansIn(name, path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	a, err := parseArchive(name, text)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range a.files {
		if isGolden(f.Name) && !s.compared[sectionID(path, f.Name)] {
			out = append(out, f.Name+" in "+name)
		}
	}
	return out, nil
}
