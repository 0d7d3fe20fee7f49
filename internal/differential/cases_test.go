package differential

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
)

// ownCases are the archives of our packages' testdata, whatever they test, that hold a project.
// Those in testdata at the root have tests of their own.
func ownCases(t testing.TB) (out []sample) {
	dir := t.TempDir()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == ".git" || path == filepath.Join(root, "testdata")):
			return filepath.SkipDir
		case filepath.Ext(path) != ".txtar" || !strings.Contains(path, string(filepath.Separator)+"testdata"+string(filepath.Separator)):
			return nil
		}
		a := readArchive(t, path)
		if !a.isProject() {
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		out = append(out, a.sample(t, name, filepath.Join(dir, strings.ReplaceAll(name, "/", "_"), "project")))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// isProject reports whether the archive has files that docker compose would load. The standard
// input is no file: the reference reads that of the process.
func (a archive) isProject() bool {
	if _, ok := a.get("stdin"); ok {
		return false
	}
	flags, _ := a.get("flags")
	return strings.Contains(flags, "-f ") || slices.ContainsFunc(host.DefaultFiles[:], func(name string) bool {
		_, ok := a.get(name)
		return ok
	})
}

// TestOwnCases compares the projects of all packages' cases.
func TestOwnCases(t *testing.T) {
	counted := tally{what: "own cases"}
	for _, s := range ownCases(t) {
		counted.look(s)
	}
	counted.report(t)
}

// TestSeedProjects compares the projects that composekit was first asked for.
func TestSeedProjects(t *testing.T) {
	counted := tally{what: seedRow}
	for _, s := range seedProjects(t) {
		counted.look(s)
	}
	counted.report(t)
}

func seedProjects(t testing.TB) (out []sample) {
	dirs, err := filepath.Glob(filepath.Join(material.Shared(t, "seed-projects"), "*", ""))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no projects: %v", err)
	}
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		files, err := filepath.Glob(filepath.Join(dir, "docker-compose[0-9].yml"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, sample{
			name: filepath.Base(dir), options: host.Options{WorkDir: dir, Files: files, Environ: []string{"HOME=" + home}},
		})
	}
	return out
}
