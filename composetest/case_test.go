package composetest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestCases runs the archives of testdata/case. The comment of each says what a test does, one
// call on a line, after a line of dashes; the file of the same name that ends in .txt is what
// the test says, and is missing if that is nothing:
//
//	env NAME VALUE, profiles NAME…, compose-files NAME…    options of the fixture
//	golden NAME
//	golden-at PATH NAME
//	want-diagnostics [EXPECTATION…]
//	project
//	skip
func TestCases(t *testing.T) {
	names, err := filepath.Glob("testdata/case/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	expected, err := filepath.Glob("testdata/case/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range expected {
		if !slices.Contains(names, name+"ar") {
			t.Errorf("%s belongs to no case", name)
		}
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			got := record(t, func(r testing.TB) { runCase(t, r, name) })
			got = strings.ReplaceAll(got, howToUpdate(), "UPDATE")
			expected := strings.TrimSuffix(name, "ar") // .txt
			want, err := os.ReadFile(expected)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Error(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
				if updateAsked() {
					if err := os.WriteFile(expected, []byte(got), 0o666); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
}

func runCase(t *testing.T, r testing.TB, name string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, script, _ := strings.Cut(string(archive.Comment), "\n----\n")
	var options []Option
	var fixture *Fixture
	for line := range strings.Lines(script) {
		words := strings.Fields(line)
		word, args := words[0], words[1:]
		switch word {
		case "env":
			options = append(options, Env{args[0]: args[1]})
			continue
		case "profiles":
			options = append(options, Profiles(args...))
			continue
		case "compose-files":
			options = append(options, ComposeFiles(args...))
			continue
		}
		if fixture == nil {
			fixture = newSession(false).archive(r, name, options)
		}
		switch word {
		case "golden":
			fixture.Golden(args[0])
		case "golden-at":
			fixture.GoldenAt(args[0], args[1])
		case "want-diagnostics":
			fixture.WantDiagnostics(args...)
		case "project":
			r.Logf("services: %d", len(fixture.Project().Services))
		case "skip":
			r.(*recorder).skipped = true
			fixture.Load()
		default:
			t.Fatalf("a case has no line %q", line)
		}
	}
}
