// Package golden owns how tests go through cases that are txtar archives, and how what these want, and files that a
// test makes, are written anew.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write anew what the cases want; the run fails all the same if something changed")

// Cases runs a test for each archive whose path matches a pattern, named as the file is. That there are none fails.
//
// A test that gets something else than a case wants reports it with t.Error, and puts what it got in the archive in its place:
// with the option -update the archive is written then.
func Cases(t *testing.T, pattern string, run func(t *testing.T, a *txtar.Archive)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases are called %s: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before := txtar.Format(a)
			defer func() { // for a test that failed in a bubble of its own does not come back
				after := txtar.Format(a)
				if !*update || bytes.Equal(before, after) {
					return
				}
				if err := os.WriteFile(file, after, 0o666); err != nil {
					t.Error(err)
				}
			}()
			run(t, a)
		})
	}
}

// Below replaces a directory in a text by a name that is the same wherever the test runs. Paths in the directory have
// slashes then, also where the system writes them otherwise; a path ends before white space, a quote, a comma or a closing bracket.
func Below(text, dir, as string) string {
	if filepath.Separator == '/' {
		return strings.ReplaceAll(text, dir, as)
	}
	path := regexp.MustCompile(regexp.QuoteMeta(dir) + `[^\s"',)\]]*`)
	return path.ReplaceAllStringFunc(text, func(path string) string { return as + filepath.ToSlash(path[len(dir):]) })
}

// File wants a file of the tested package to be as the test makes it; command is what a person runs to write it
// anew, which is the test with the option -update.
func File(t *testing.T, name string, want []byte, command string) {
	t.Helper()
	have, _ := os.ReadFile(name)
	if bytes.Equal(have, want) {
		return
	}
	if *update {
		if err := os.WriteFile(name, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("%s is not as it should be; it is written anew by: %s", name, command)
}
