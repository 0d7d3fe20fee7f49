package languageserver

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/host"
)

// entriesOf lists a directory, as a language.Lister does; of a very large one not everything.
func entriesOf(dir string) []string {
	const most = 10_000
	if rest, ok := strings.CutPrefix(dir, "~"); ok {
		home := host.Home()
		if home == "" {
			return nil
		}
		dir = filepath.Join(home, rest)
	}
	d, err := os.Open(dir)
	if err != nil {
		return nil // it need not exist
	}
	defer d.Close()
	entries, _ := d.ReadDir(most) // what could be read, that is
	names := make([]string, len(entries))
	for i, e := range entries {
		isDir := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			at, err := os.Stat(filepath.Join(dir, e.Name()))
			isDir = err == nil && at.IsDir()
		}
		if names[i] = e.Name(); isDir {
			names[i] += "/"
		}
	}
	return names
}

// composeFilesIn are the files in a directory and below that are Compose files by their names, in order of their paths: of very many not all.
// Directories whose name begins with a dot, and those of packages, have none that anybody searches.
func composeFilesIn(dir string) (paths []string) {
	const mostFiles, mostEntries = 200, 50_000
	entries := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		name := filepath.Base(path)
		switch entries++; {
		case entries > mostEntries || len(paths) == mostFiles:
			return filepath.SkipAll
		case err != nil:
			return nil // what cannot be read has none
		case e.IsDir() && path != dir && (name[0] == '.' || name == "node_modules" || name == "vendor"):
			return filepath.SkipDir
		case !e.IsDir() && isComposeFile(name):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		return nil // it need not exist
	}
	return paths
}

// isComposeFile reports whether a file is a Compose file by its name: compose.yaml, docker-compose.prod.yml.
func isComposeFile(name string) bool {
	ext := filepath.Ext(name)
	return (ext == ".yaml" || ext == ".yml") && (strings.HasPrefix(name, "compose.") || strings.HasPrefix(name, "docker-compose."))
}

// watching asks an editor to tell of changes, by others than itself, of files that projects have by their names: Compose files, those of
// variables and labels, and Dockerfiles, which may be missing.
func watching() registrations {
	var out watchOptions
	for _, pattern := range []string{"**/*.{yaml,yml}", "**/{*.env,.env*}", "**/*.{label,labels}", "**/{Dockerfile*,*.Dockerfile}"} {
		out.Watchers = append(out.Watchers, watcher{pattern})
	}
	return registrations{[]registration{{"files", "workspace/didChangeWatchedFiles", out}}}
}
