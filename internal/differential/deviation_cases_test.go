package differential

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// deviationCases are the archives of testdata/deviations, by name.
func deviationCases(t testing.TB) (names []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "testdata", "deviations", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases of deviations: %v", err)
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(filepath.Base(name), ".txtar")
	}
	return names
}

// kindOf is the kind of deviation that a case is of: cases are called after it.
func kindOf(name string) *deviation {
	for i := range deviations {
		if rest, found := strings.CutPrefix(name, deviations[i].name); found && (rest == "" || rest[0] == '-') {
			return &deviations[i]
		}
	}
	return nil
}

// TestDeviations runs the cases of the deviations on both sides: each must differ from the
// reference in the way that its kind is recognised by, and what both sides make of it is in
// the case. A deviation that the reference no longer shows fails.
func TestDeviations(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range deviationCases(t) {
		t.Run(name, func(t *testing.T) {
			kind := kindOf(name)
			if kind == nil {
				t.Fatalf("the case is called after no kind of deviation")
			}
			seen[kind.name] = true
			checkDeviation(t, filepath.Join(root, "testdata", "deviations", name+".txtar"), kind)
		})
	}
	for _, kind := range deviations {
		if !seen[kind.name] {
			t.Errorf("the deviation %s has no case in testdata/deviations", kind.name)
		}
	}
	if len(deviations) >= 10 {
		t.Errorf("%d kinds of deviation are too many", len(deviations))
	}
}

func checkDeviation(t *testing.T, path string, kind *deviation) {
	a := readArchive(t, path)
	dir := filepath.Join(t.TempDir(), "project")
	s := a.sample(t, kind.name, dir)
	ours, theirs := ours(s), theirs(s)
	found := compare(ours, theirs)
	if len(found) == 0 {
		t.Error("the reference agrees: this is no deviation any more")
	}
	kinds, rest := explained(s, ours, theirs)
	if !slices.Equal(kinds, []string{kind.name}) {
		t.Errorf("the differences are recognised as the deviations %q, not as %s", kinds, kind.name)
	}
	for _, d := range rest {
		t.Errorf("%s\nis no deviation", d)
	}
	here := strings.NewReplacer(dir, "/project")
	extension := ".yaml"
	if !slices.ContainsFunc(found, func(d difference) bool { return d.aspect != json }) {
		extension = ".json"
	}
	expect(t, a, "ours"+extension, here.Replace(shown(ours, extension)))
	expect(t, a, "theirs"+extension, here.Replace(shown(theirs, extension)))
	if *update {
		if err := os.WriteFile(path, txtar.Format(a.Archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shown is what a case has of an outcome.
func shown(o outcome, extension string) string {
	switch {
	case o.refusal != nil:
		return "refused: " + o.message() + "\n"
	case extension == ".json":
		return strings.TrimRight(o.json, "\n") + "\n"
	}
	return o.yaml
}

func expect(t *testing.T, a archive, name, got string) {
	t.Helper()
	want, _ := a.get(name)
	if got == want {
		return
	}
	t.Errorf("%s:\ngot:\n%s\nwant:\n%s\nit is written anew by: go test ./internal/differential -run TestDeviations -update", name, got, want)
	if *update {
		a.set(name, got)
	}
}
