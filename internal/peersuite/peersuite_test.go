package peersuite

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata anew; new entries of apart.tsv may have ? for a reason, which fails")

// packages are the packages of compose-go whose tests are run.
var packages = []string{"loader", "loader/tests", "cli", "override", "dotenv", "template", "format"}

// The reasons in testdata/apart.tsv begin with one of these words.
const (
	internal  = "internal:"            // the test does not compile: it uses what follows
	suite     = internal + " the test" // which is about nothing but compose-go's files
	deviation = "deviation:"           // the reason follows
)

// TestPeer runs compose-go's tests with our code. Each that does not pass is in
// testdata/apart.tsv with its reason; and each that is there does not pass.
func TestPeer(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the tests of another module")
	}
	m := newModule(t, peer, peerVersion(t), temporary)
	m.names("loader", "loader")
	for _, dir := range packages {
		switch dir {
		case "loader/tests": // comes with the loader
		case "cli":
			m.copyPackage(dir, true) // a tool that moves over by changing one import
		default:
			m.copyPackage(dir, false)
			m.standIn(dir)
		}
	}
	for _, dir := range packages {
		m.makeCompile(dir)
	}
	results := m.run(".", packages...)

	listed := apart(t)
	found := map[string]string{}
	for name, fault := range m.removed {
		if _, test, _ := strings.Cut(name, "."); !strings.HasPrefix(test, "Test") {
			continue
		}
		found[name] = internal + " " + fault
		if strings.HasPrefix(listed[name], found[name]) { // and it says more
			found[name] = listed[name]
		}
	}
	for _, id := range failures(results) {
		found[id] = reason(listed[id])
	}
	compare(t, found, listed, results)
	if *update {
		writeApart(t, found)
	}
	summarise(t, results, found)
}

// failures are the tests that fail and have no parts that do: those say more.
func failures(results map[string]*outcome) []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(results)) {
		if results[id].Action == "fail" {
			if n := len(out); n > 0 && strings.HasPrefix(id, out[n-1]+"/") {
				out = out[:n-1]
			}
			out = append(out, id)
		}
	}
	return out
}

// reason is the reason that is listed for a test that fails, ? if it is none.
func reason(listed string) string {
	if strings.HasPrefix(listed, deviation) || strings.HasPrefix(listed, suite) {
		return listed
	}
	return "?"
}

func compare(t *testing.T, found, listed map[string]string, results map[string]*outcome) {
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if why := found[id]; why == "?" || why != listed[id] {
			output := ""
			if o := results[id]; o != nil {
				output = o.output
			}
			t.Errorf("%s: %s, listed as %q\n%s", id, why, listed[id], output)
		}
	}
	for id, why := range listed {
		if found[id] == "" {
			t.Errorf("%s (%s) passes, or is no more: take it out of testdata/apart.tsv", id, why)
		}
	}
}

// tally counts the tests of a package.
type tally struct{ pass, deviation, skip, internal int }

func (n tally) through() int { return n.pass + n.deviation }

func (n *tally) add(other tally) {
	n.pass += other.pass
	n.deviation += other.deviation
	n.skip += other.skip
	n.internal += other.internal
}

// least is the share of the tests that go through the bridge that must pass.
const least = 0.98

// summarise counts what became of the tests, and holds their section of the document to it.
func summarise(t *testing.T, results map[string]*outcome, found map[string]string) {
	counts := map[string]*tally{}
	var total tally
	for _, dir := range packages {
		counts[dir] = new(tally)
	}
	for id, o := range results {
		if !strings.Contains(o.Test, "/") {
			dir, _, _ := strings.Cut(id, ".")
			counts[dir].count(id, o, found)
		}
	}
	for id, why := range found {
		if dir, _, _ := strings.Cut(id, "."); strings.HasPrefix(why, internal) {
			counts[dir].internal++
		}
	}
	var rows strings.Builder
	row := func(name string, n tally) {
		fmt.Fprintf(&rows, "| %s | %d | %d | %d | %d | %d |\n", name, n.through(), n.pass, n.deviation, n.internal, n.skip)
	}
	for _, dir := range packages {
		row(dir, *counts[dir])
		total.add(*counts[dir])
	}
	row("all", total)
	t.Logf("compose-go's tests: go through, pass, deviate, cannot go through, skip:\n%s", rows.String())
	if share := float64(total.pass) / float64(total.through()); share < least {
		t.Errorf("only %.1f %% of compose-go's tests pass", 100*share)
	}
	keep(t, document, section(string(readDocument(t)), rows.String()))
}

// count adds a test that was run. One that fails deviates: else it would not be listed.
func (n *tally) count(id string, o *outcome, found map[string]string) {
	switch {
	case strings.HasPrefix(found[id], internal): // those are counted by what is found
	case o.Action == "skip":
		n.skip++
	case o.Action == "pass":
		n.pass++
	default:
		n.deviation++
	}
}

// document has a section with the counts; the rest of it is none of ours.
var document = filepath.Join(root, "docs", "compatibility.md")

func readDocument(t *testing.T) []byte {
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const heading = "## Tests of compose-go\n"

// section is the document with its section made anew.
func section(text, rows string) string {
	before, old, _ := strings.Cut(text, "\n"+heading)
	_, after, found := strings.Cut(old, "\n## ")
	if found {
		after = "\n## " + after
	}
	return before + "\n" + heading + `
<!-- Counted by: go test ./internal/peersuite -update -->

compose-go's own tests are run with composekit behind the functions that they call: the loader's through the bridge,
package model/composego, also by way of compose-go's package cli; those of dotenv, template, format and override through
small files with the names of those packages. Texts of errors are compared as the tests have them.

| package | go through | pass | deviate | cannot go through | skip |
|---|---:|---:|---:|---:|---:|
` + rows + `
Tests that cannot go through use what compose-go keeps to itself. Each of them, and each that deviates, is in
[apart.tsv](../internal/peersuite/testdata/apart.tsv) with its reason; a test that is there without need fails the run.
` + after
}

// keep holds a file to a text, or writes it.
func keep(t *testing.T, name, text string) {
	if *update {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if kept, err := os.ReadFile(name); err != nil || string(kept) != text {
		t.Errorf("%s is not what came out (%v): run go test -update", name, err)
	}
}

// apart reads the tests that are known not to pass, and why.
func apart(t *testing.T) map[string]string {
	text, err := os.ReadFile(filepath.Join("testdata", "apart.tsv"))
	if err != nil && !*update {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if id, why, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			out[id] = why
		}
	}
	return out
}

func writeApart(t *testing.T, found map[string]string) {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(found)) {
		b.WriteString(id + "\t" + found[id] + "\n")
	}
	keep(t, filepath.Join("testdata", "apart.tsv"), b.String())
}
