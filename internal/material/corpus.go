package material

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Load is one project of the corpus, as a person would have docker compose load it.
type Load struct {
	ID       string
	Dir      string   // the current directory, absolute
	Files    []string // -f, relative to Dir; none leaves them to be found
	Profiles []string // --profile
	EnvFiles []string // --env-file, relative to Dir
	Environ  []string // all variables
	Accepted bool     // by compose-go
}

// Corpus are the projects of the corpus, in the order of its index. They are for reading only.
func Corpus(t testing.TB) []Load {
	t.Helper()
	return corpusIn(t, Shared(t, "corpus"))
}

// CopiedCorpus are the projects of a copy of the corpus, for tests that run what can write files.
func CopiedCorpus(t testing.TB) []Load {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(Shared(t, "corpus"))); err != nil {
		t.Fatal(err)
	}
	return corpusIn(t, dir)
}

func corpusIn(t testing.TB, root string) []Load {
	t.Helper()
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var all []Load
	for _, row := range strings.Split(strings.TrimSpace(string(index)), "\n")[1:] {
		field := strings.Split(row, "\t")
		l := Load{ID: field[0], Dir: filepath.Join(root, field[1]), Accepted: field[5] == "accepted"}
		l.Environ = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home/corpus", "PWD=" + l.Dir}
		if field[2] != "-" {
			l.Files = strings.Split(field[2], "|")
		}
		if field[3] != "-" {
			l.flags(t, strings.Fields(field[3]))
		}
		all = append(all, l)
	}
	return all
}

func (l *Load) flags(t testing.TB, args []string) {
	t.Helper()
	for ; len(args) > 1; args = args[2:] {
		switch args[0] {
		case "--profile":
			l.Profiles = append(l.Profiles, args[1])
		case "--env-file":
			l.EnvFiles = append(l.EnvFiles, args[1])
		default:
			t.Fatalf("%s: unknown flag %s", l.ID, args[0])
		}
	}
}
