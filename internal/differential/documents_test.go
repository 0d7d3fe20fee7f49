package differential

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const deviationsCommand = "go test ./internal/differential -run TestDeviationsAreDocumented -update"

// TestDeviationsAreDocumented makes docs/deviations.md of the table of deviations, their cases,
// and the table of known bugs.
func TestDeviationsAreDocumented(t *testing.T) {
	about := map[string]*deviation{}
	for i := range deviations {
		for _, id := range deviations[i].bugs {
			about[id] = &deviations[i]
		}
	}
	for _, b := range bugs {
		if (about[b.id] == nil) == (b.here == "") {
			t.Errorf("the bug %s needs a deviation that is about it, or what we do instead; not both", b.id)
		}
	}
	name := filepath.Join(root, "docs", "deviations.md")
	want := deviationsText(t, about)
	have, _ := os.ReadFile(name)
	if string(have) == want {
		return
	}
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("docs/deviations.md does not say what the tables say; it is written anew by: %s", deviationsCommand)
}

func deviationsText(t *testing.T, about map[string]*deviation) string {
	var b strings.Builder
	b.WriteString("# Deviations\n\n" +
		"<!-- Made of internal/differential/deviations_test.go and bugs_test.go: " + deviationsCommand + " -->\n\n" +
		"composekit loads projects as docker compose does. Where it does not, that was chosen: what compose-go v2.16.2\n" +
		"does there is what a person who writes Compose files would call wrong. Each kind of difference has cases that\n" +
		"hold the files, what composekit makes of them and what compose-go does; a test runs them against both.\n" +
		"Messages are not compared: only that a project is refused, and for the same reason.\n\n")
	for _, d := range deviations {
		fmt.Fprintf(&b, "## %s\n\n%s %s\n\nCases: ", d.name, d.title, d.reason)
		var cases []string
		for _, name := range deviationCases(t) {
			if kindOf(name).name == d.name {
				cases = append(cases, fmt.Sprintf("[%s](../testdata/deviations/%s.txtar)", name, name))
			}
		}
		b.WriteString(strings.Join(cases, ", ") + "\n\n")
	}
	b.WriteString("## Known bugs of compose-go\n\n| | What it does | Here |\n|---|---|---|\n")
	for _, bug := range bugs {
		here := bug.here
		if d := about[bug.id]; d != nil {
			here = fmt.Sprintf("Deviation [%s](#%s)", d.name, d.name)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", bug.id, bug.title, here)
	}
	return b.String()
}

const compatibilityCommand = "COMPOSEKIT_EXHAUSTIVE=1 go test ./internal/differential -update"

// results are the tallies of a run, by what was compared.
var results struct {
	sync.Mutex
	by map[string]*tally
}

// The rows of docs/compatibility.md.
const (
	corpusRow    = "Projects of public repositories"
	seedRow      = "Projects that composekit was first asked for"
	fixedRow     = "Generated projects, of a fixed seed"
	freshRow     = "Generated projects, of new seeds"
	attributeRow = "Cases of attributes, in every place that has them"
)

// someOf marks a tally that is not of all that there is, and so is none for the document.
const someOf = ", some"

var compatibilityRows = []string{corpusRow, seedRow, attributeRow, fixedRow, freshRow}

// kindRow is the row that says how many projects of another row deviate in each kind.
func kindRow(row string) string { return "Kinds: " + row }

// otherSections is what begins the sections of the document that other tests write.
const otherSections = "\n## "

// checkCompatibility compares docs/compatibility.md with what the tests have counted in this
// run; asked to, it writes all that is not the same. What has not been run is taken as it is, and a row that the document
// has not got yet is left to whoever writes it anew.
func checkCompatibility() error {
	name := filepath.Join(root, "docs", "compatibility.md")
	text, _ := os.ReadFile(name)
	have, others, _ := strings.Cut(string(text), otherSections)
	if others != "" {
		others = otherSections + others
	}
	rows := map[string]string{}
	drifted := false
	for _, row := range compatibilityRows {
		old := rowIn(have, row)
		rows[row] = old
		rows[kindRow(row)] = rowIn(have, kindRow(row))
		if c := results.by[row]; c != nil && (old != "" || *update) {
			rows[row], rows[kindRow(row)] = c.row(), c.kinds()
			drifted = drifted || !alike(row, old, rows[row]) ||
				*update && (rows[row] != old || rows[kindRow(row)] != rowIn(have, kindRow(row)))
		}
	}
	if want := compatibilityText(rows); !drifted && blankNumbers(want) == blankNumbers(have) {
		return nil
	} else if *update {
		if err := os.WriteFile(name, []byte(want+others), 0o644); err != nil {
			return err
		}
	}
	return fmt.Errorf("docs/compatibility.md does not say what the tests have counted; it is written anew by: %s", compatibilityCommand)
}

func compatibilityText(rows map[string]string) string {
	var b strings.Builder
	b.WriteString("# Compatibility\n\n" +
		"<!-- Counted by: " + compatibilityCommand + " -->\n\n" +
		"The same projects are loaded with composekit and with compose-go v2.16.2, set up as docker compose sets it up.\n" +
		"Compared are whether a project is accepted; if it is refused by both, the reason; else the project itself\n" +
		"(types.Project, by go-cmp), and what is printed of it as YAML and as JSON, byte by byte.\n\n" +
		"| | compared | of these refused by both | agree in everything | deviate as chosen | differ |\n|---|---:|---:|---:|---:|---:|\n")
	for _, row := range compatibilityRows {
		if rows[row] != "" { // not counted in full yet
			fmt.Fprintf(&b, "| %s |%s\n", row, rows[row])
		}
	}
	b.WriteString("\nThose that deviate, by the kinds of deviation in them:\n\n| |")
	for _, d := range deviations {
		fmt.Fprintf(&b, " %s |", d.name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(deviations)) + "\n")
	for _, row := range compatibilityRows {
		if rows[kindRow(row)] != "" {
			fmt.Fprintf(&b, "| %s |%s\n", kindRow(row), rows[kindRow(row)])
		}
	}
	fmt.Fprintf(&b, "\nBesides, every project in the testdata of our packages is compared in the same way.\n\n"+
		"The %d kinds of deviation are in [deviations.md](deviations.md). A project that deviates is compared all the same: the\n"+
		"deviation is taken out of both sides, and the rest must be equal. Only where one side refuses the project because of\n"+
		"it is there nothing more to compare.\n\n"+
		"Generated projects have overriding files, extended services, includes, several documents, variables, tags, anchors,\n"+
		"merge keys, env files and profiles; about half have faults. Those of the fixed seed have every attribute in every form\n"+
		"that the table knows, in projects that are accepted, or an exhaustive run fails. The row of new seeds is that of one run.\n"+
		"An exhaustive run compares 2,000 of another seed, too, and .ci/run some thousand of one that each change has of its own; it fails if one\n"+
		"differs, and prints the seed and the project, cut down to what matters.\n\n"+
		"Real projects are compared again with changes in their text, as slips of the keyboard make them: a line that is missing or\n"+
		"elsewhere, a byte too many, the value of another project; some with other variables, flags and env files. A run compares 1,000\n"+
		"that are always the same. All real projects, some changed and some generated ones are compared once more with stages of the load\n"+
		"left out, as options of docker compose config have it; without interpolation it is the model that is compared, and its variables.\n\n"+
		"Besides, every attribute is given two values of all kinds, in files that override or include each other and in services\n"+
		"that extend each other; a run compares one pair in %d, an exhaustive one all.\n\n"+
		"Every attribute of the official schema has a case for its short form, its long form, a merge and a fault\n"+
		"in testdata/attr; the test fails if one is missing.\n\n"+
		"compose-go is built with go.yaml.in/yaml v4.0.0-rc.4 here, as its go.mod asks for, and what composekit prints looks as it prints it.\n"+
		"docker compose is built with later ones: rc.6 up to 5.7.0, v4.0.0 from 5.7.1 on. They read the same but for some tabs, comments right\n"+
		"behind a quote, keys in braces that are not indented, and << as a value: with v4.0.0, projects of public repositories, our own and\n"+
		"generated ones differ in nothing but how they are printed (2026-11-28). Both break lines that are longer than 80 columns; v4.0.0 writes more\n"+
		"texts as literals, rc.6 chooses other quotes.\n", len(deviations), someOfPairs)
	return b.String()
}

// kinds counts the projects with each kind of deviation.
func (c *tally) kinds() string {
	var b strings.Builder
	for _, d := range deviations {
		fmt.Fprintf(&b, " %d |", c.deviated[d.name])
	}
	return b.String()
}

func (c *tally) row() string {
	deviating := c.all - c.agreed - c.unstable - c.different
	return fmt.Sprintf(" %d | %d | %d | %d | %d |", c.all, c.both, c.agreed+c.unstable, deviating, c.different)
}

// rowIn is what a text has in a row.
func rowIn(text, row string) string {
	for line := range strings.Lines(text) {
		if rest, found := strings.CutPrefix(line, "| "+row+" |"); found {
			return strings.TrimRight(rest, "\n")
		}
	}
	return ""
}

var number = regexp.MustCompile(`[0-9]+`)

func blankNumbers(text string) string { return number.ReplaceAllString(text, "0") }

// alike reports whether two rows count the same. The reference does not give the same reason in
// each run, and crashes now and then, so that a few projects may be counted otherwise. New seeds
// give other projects, of which none may differ.
func alike(row, a, b string) bool {
	x, y := number.FindAllString(a, -1), number.FindAllString(b, -1)
	const columns = 5
	switch {
	case len(x) != columns || len(y) != columns:
		return false
	case row == freshRow:
		return x[columns-1] == y[columns-1]
	}
	return slices.EqualFunc(x, y, func(a, b string) bool {
		m, _ := strconv.Atoi(a)
		n, _ := strconv.Atoi(b)
		return max(m-n, n-m) <= max(5, m/10)
	}) && x[0] == y[0] && x[columns-1] == y[columns-1]
}
