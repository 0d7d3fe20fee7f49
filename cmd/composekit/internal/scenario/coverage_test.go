package scenario

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the columns of scenarios.md anew that follow from the scripts; the run fails all the same if one changed")

// root is the repository, from this package.
const root = "../../../.."

// row is a line of a table of scenarios.md or defects.md.
type row []string

// tests are those that a row names. One that begins with "none:" says why it names none.
func (r row) tests() []string {
	if strings.HasPrefix(r[1], "none: ") {
		return nil
	}
	return strings.Fields(r[1])
}

// rows are the lines of a page's tables with so many columns, by their first column.
func rows(t *testing.T, page string, columns int) (out []row) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Scenario ") || strings.HasPrefix(line, "| Defect ") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != columns {
			t.Fatalf("%s: not %d columns: %s", page, columns, line)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[0] == "" || cells[1] == "" || seen[cells[0]] {
			t.Errorf("%s: a row without a name or a test, or one that is there twice: %s", page, line)
		}
		seen[cells[0]] = true
		out = append(out, cells)
	}
	return out
}

// exists fails unless there is a test: a script of this package, or PACKAGE.TEST or PACKAGE.TEST/CASE, of which CASE
// is a file of test data.
func exists(t *testing.T, name string) {
	t.Helper()
	dir, test, ok := strings.Cut(name, ".")
	if !ok {
		if _, err := os.Stat(scriptFile(name)); err != nil {
			t.Errorf("there is no script %s", name)
		}
		return
	}
	dir = filepath.Join(root, filepath.FromSlash(dir))
	test, data, _ := strings.Cut(test, "/")
	if data != "" {
		found, _ := filepath.Glob(filepath.Join(dir, "testdata", data+".txtar"))
		deeper, _ := filepath.Glob(filepath.Join(dir, "testdata", "*", data+".txtar"))
		if len(found)+len(deeper) == 0 {
			t.Errorf("%s: there are no test data %s", name, data)
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*_test.go"))
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), "\nfunc "+test+"(t *testing.T) {") {
			return
		}
	}
	t.Errorf("there is no test %s", name)
}

func scriptFile(name string) string { return filepath.Join("testdata", name+".txtar") }

// TestCoverage holds scenarios.md to the scripts: the tests that it names exist, it names all scripts, and says of each
// where it runs.
func TestCoverage(t *testing.T) {
	const page = "scenarios.md"
	named := map[string]bool{}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	written := string(text)
	for _, r := range rows(t, page, 4) {
		var scripts []string
		for _, name := range r.tests() {
			exists(t, name)
			if !strings.Contains(name, ".") {
				named[name] = true
				scripts = append(scripts, name)
			}
		}
		want := fmt.Sprintf("| %s | %s | %s | %s |\n", r[0], r[1], where(t, scripts, false), where(t, scripts, true))
		have := fmt.Sprintf("| %s |\n", strings.Join(r, " | "))
		if want != have {
			t.Errorf("%s says\n\t%sand the scripts\n\t%sgo test ./internal/scenario -run Coverage -update writes it", page, have, want)
			written = strings.Replace(written, have, want, 1)
		}
	}
	if *update {
		if err := os.WriteFile(page, []byte(written), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range scripts() {
		if name := strings.TrimSuffix(filepath.Base(file), ".txtar"); !named[name] {
			t.Errorf("%s does not name the script %s", page, name)
		}
	}
}

// skipping is a line that keeps a script from a place.
var skipping = regexp.MustCompile(`(?m)^(?:\[(.*)\] )?skip '(.*)'$`)

// where says where scripts run: on any engine, or on one that has what they take; on the simulator, or why not.
func where(t *testing.T, scripts []string, onSimulator bool) string {
	t.Helper()
	var not []string
	for _, name := range scripts {
		text, err := os.ReadFile(scriptFile(name))
		if err != nil {
			continue // that is reported already
		}
		for _, m := range skipping.FindAllStringSubmatch(string(text), -1) {
			if m[1] == "" {
				t.Errorf("the script %s runs nowhere: say in the table why, and leave it out", name)
			}
			if reason := m[2]; onSimulator == (m[1] == simulator) && !slices.Contains(not, reason) {
				not = append(not, reason)
			}
		}
	}
	switch {
	case len(scripts) == 0:
		return "–"
	case len(not) == 0:
		return "yes"
	}
	return strings.Join(not, "; ")
}

// TestDefects: the tests that defects.md names exist.
func TestDefects(t *testing.T) {
	for _, r := range rows(t, "defects.md", 2) {
		if len(r.tests()) == 0 {
			t.Errorf("no test shows that we do better: %s", r[0])
		}
		for _, name := range r.tests() {
			exists(t, name)
		}
	}
}

// lifecycle is a section of the shared facts about docker compose.
func lifecycle(t *testing.T, from, to string) string {
	t.Helper()
	shared := os.Getenv("COMPOSEKIT_SHARED")
	if shared == "" {
		shared = filepath.Join(root, "..", "shared")
	}
	text, err := os.ReadFile(filepath.Join(shared, "LIFECYCLE.md"))
	if err != nil {
		t.Skipf("no facts about docker compose: %v; set COMPOSEKIT_SHARED", err)
	}
	_, section, found := strings.Cut(string(text), from)
	section, _, ends := strings.Cut(section, to)
	if !found || !ends {
		t.Fatalf("there is no section from %q to %q", from, to)
	}
	return section
}

// TestEveryScenarioIsNamed: each scenario that is known to apply has a row. The facts shorten names: those of
// rows begin or end with them, or hold them where several stand with slashes between them.
func TestEveryScenarioIsNamed(t *testing.T) {
	section := lifecycle(t, "### 4.2", "### 4.3")
	_, section, _ = strings.Cut(section, "* **")
	section = regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(section, "")
	var names []string
	for _, r := range rows(t, "scenarios.md", 4) {
		names = append(names, r[0])
	}
	checked := 0
	for _, word := range regexp.MustCompile(`(?:…|\b)[A-Z][A-Za-z]+\*?(?:/[A-Za-z]+)*`).FindAllString(section, -1) {
		first, others, _ := strings.Cut(word, "/")
		for i, name := range append([]string{first}, strings.FieldsFunc(others, func(r rune) bool { return r == '/' })...) {
			part := strings.Trim(name, "…*")
			matches := func(row string) bool { return strings.HasPrefix(row, part) || strings.HasSuffix(row, part) }
			if i > 0 {
				matches = func(row string) bool { return strings.Contains(row, part) }
			}
			checked++
			if !slices.ContainsFunc(names, matches) {
				t.Errorf("no row for %s", name)
			}
		}
	}
	if checked < 120 {
		t.Errorf("only %d scenarios were found among the facts", checked)
	}
}

// TestEveryDefectIsNamed: each defect that is known has a row, which begins with the same words.
func TestEveryDefectIsNamed(t *testing.T) {
	known := 0
	have := rows(t, "defects.md", 2)
	for line := range strings.Lines(lifecycle(t, "### 3.3", "Measured (")) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Weakness") {
			continue
		}
		if known++; known > len(have) {
			t.Errorf("no row for %s", line)
		}
	}
	if known < 15 || known < len(have) {
		t.Errorf("%d defects are among the facts, and %d rows in the table", known, len(have))
	}
}
