package peersuite

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/apart.tsv anew; new entries have ? for a reason, which fails")

// packages are the packages of compose-go whose tests are run.
var packages = []string{"loader", "loader/tests", "cli"}

// The reasons in testdata/apart.tsv begin with one of these words.
const (
	internal  = "internal:"  // the test does not compile: it uses what follows
	wording   = "wording"    // what compose-go refuses is refused, or warned of, in words of our own
	deviation = "deviation:" // the reason follows
)

// TestPeer runs compose-go's tests with our loader. Each that does not pass is in
// testdata/apart.tsv with its reason; and each that is there does not pass.
func TestPeer(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the tests of another module")
	}
	m := newModule(t)
	m.copyPackage("loader", false)
	m.names("loader", "loader")
	m.copyPackage("cli", true) // a tool that moves over by changing one import
	for _, dir := range packages {
		m.makeCompile(dir)
	}
	results := m.run(packages...)

	listed := apart(t)
	found := map[string]string{}
	for name, fault := range m.removed {
		if test := name[strings.LastIndexByte(name, '.')+1:]; strings.HasPrefix(test, "Test") {
			found[name] = internal + " " + fault
		}
	}
	count := map[string]int{}
	for id, o := range results {
		if !strings.Contains(o.Test, "/") {
			count[o.Action]++
		}
		if o.Action == "fail" && !slices.ContainsFunc(slices.Collect(maps.Keys(results)), failedBelow(results, id)) {
			found[id] = reason(o, listed[id])
		}
	}
	t.Logf("%d tests pass, %d fail, %d are skipped, %d are internal to compose-go", count["pass"], count["fail"], count["skip"], len(m.removed))
	const least = 290
	if count["pass"] < least {
		t.Errorf("only %d tests of compose-go pass", count["pass"])
	}
	compare(t, found, listed, results)
	if *update {
		writeApart(t, found)
	}
}

// failedBelow tells the tests below another one that failed too: they say more.
func failedBelow(results map[string]*outcome, id string) func(string) bool {
	return func(other string) bool { return strings.HasPrefix(other, id+"/") && results[other].Action == "fail" }
}

// refusal is what is said of an error whose text is another.
var refusal = regexp.MustCompile(`(expected error .* got "|does not contain "|strings\.\w+\(err\.Error\(\)|msg=\\")`)

func reason(o *outcome, listed string) string {
	switch {
	case strings.HasPrefix(listed, deviation):
		return listed
	case refusal.MatchString(o.output):
		return wording
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
	if err := os.WriteFile(filepath.Join("testdata", "apart.tsv"), []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}
