package syntax

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

// A breakage damages one line of a good file the way people do while they type. It returns
// the lines that take the place of the line, of which the first broken one is given by its
// index; ok is false if the line is not of the right kind.
type breakage struct {
	name string
	do   func(line string, rng *rand.Rand) (lines []string, broken []int, ok bool)
}

var (
	keyLine    = regexp.MustCompile(`^( *)((?:- )*)([A-Za-z_][\w.-]*):(| +[^ ].*)$`)
	valueLine  = regexp.MustCompile(`^( *(?:- )*[A-Za-z_][\w.-]*:) +([^ \[{&*|>!"'#][^#]*)$`)
	quotedLine = regexp.MustCompile(`^( *(?:- )*(?:[A-Za-z_][\w.-]*: +)?)("[^"\\]*"|'[^']*')$`)
	flowLine   = regexp.MustCompile(`^( *(?:- )*(?:[A-Za-z_][\w.-]*: +)?)([\[{][^\[\]{}]*[\]}])$`)
	itemLine   = regexp.MustCompile(`^( *)- +([^ ].*)$`)
	doubleLine = regexp.MustCompile(`^( *(?:- )*(?:[A-Za-z_][\w.-]*: +)?")([^"\\]*"[^"]*)$`)
	indentLine = regexp.MustCompile(`^( +)([^ #].*)$`)
)

func one(line string) ([]string, []int, bool) { return []string{line}, []int{0}, true }

// onMatch is a breakage of the lines that an expression matches.
func onMatch(name string, re *regexp.Regexp, do func(m []string, rng *rand.Rand) string) breakage {
	return breakage{name, func(line string, rng *rand.Rand) ([]string, []int, bool) {
		m := re.FindStringSubmatch(line)
		if m == nil {
			return nil, nil, false
		}
		broken := do(m, rng)
		if broken == "" || broken == line {
			return nil, nil, false
		}
		return one(broken)
	}}
}

var breakages = []breakage{
	{"half-typed key", func(line string, rng *rand.Rand) ([]string, []int, bool) {
		m := keyLine.FindStringSubmatch(line)
		if m == nil || m[2] != "" {
			return nil, nil, false
		}
		return []string{m[1] + "imag", line}, []int{0}, true
	}},
	onMatch("key without colon", keyLine, func(m []string, _ *rand.Rand) string {
		if m[2] != "" || m[4] != "" {
			return ""
		}
		return m[1] + m[3]
	}),
	onMatch("unclosed quote", quotedLine, func(m []string, _ *rand.Rand) string { return m[1] + m[2][:len(m[2])-1] }),
	onMatch("unclosed bracket", flowLine, func(m []string, _ *rand.Rand) string { return m[1] + m[2][:len(m[2])-1] }),
	onMatch("tab indent", indentLine, func(m []string, _ *rand.Rand) string {
		if len(m[1])%2 != 0 {
			return ""
		}
		return strings.Repeat("\t", len(m[1])/2) + m[2]
	}),
	onMatch("one deeper", keyLine, func(m []string, _ *rand.Rand) string { return " " + m[0] }),
	onMatch("one shallower", keyLine, func(m []string, _ *rand.Rand) string { return strings.TrimPrefix(m[0], " ") }),
	onMatch("two colons", valueLine, func(m []string, _ *rand.Rand) string { return m[1] + " " + m[2] + ": c" }),
	onMatch("stray dash", keyLine, func(m []string, _ *rand.Rand) string {
		if m[2] != "" {
			return ""
		}
		return m[1] + "- " + m[3] + ":" + m[4]
	}),
	onMatch("reserved character", valueLine, func(m []string, rng *rand.Rand) string {
		return m[1] + " " + string("@`%"[rng.IntN(3)]) + m[2]
	}),
	{"conflict marker", func(line string, rng *rand.Rand) ([]string, []int, bool) {
		if strings.TrimSpace(line) == "" {
			return nil, nil, false
		}
		return []string{[]string{"<<<<<<< HEAD", "=======", ">>>>>>> main"}[rng.IntN(3)], line}, []int{0}, true
	}},
	onMatch("no space after colon", valueLine, func(m []string, _ *rand.Rand) string { return m[1] + m[2] }),
	onMatch("missing dash", itemLine, func(m []string, rng *rand.Rand) string { return m[1] + m[2] }),
	onMatch("stray bracket", valueLine, func(m []string, rng *rand.Rand) string {
		return m[1] + " " + string("}]"[rng.IntN(2)])
	}),
	onMatch("two colons in a row", keyLine, func(m []string, _ *rand.Rand) string {
		return m[1] + m[2] + m[3] + ": :" + m[4]
	}),
	onMatch("unfinished variable", flowLine, func(m []string, _ *rand.Rand) string {
		return m[1] + m[2][:1] + "${TAG" + m[2][1:]
	}),
	onMatch("bad escape", doubleLine, func(m []string, _ *rand.Rand) string { return m[1] + `\q` + m[2] }),
	onMatch("unknown alias", valueLine, func(m []string, _ *rand.Rand) string { return m[1] + " *nowhere" }),
	onMatch("anchor without name", valueLine, func(m []string, _ *rand.Rand) string { return m[1] + " & " + m[2] }),
	onMatch("text after a flow value", flowLine, func(m []string, _ *rand.Rand) string { return m[0] + " more" }),
	onMatch("text after a quote", quotedLine, func(m []string, _ *rand.Rand) string { return m[0] + "more" }),
}

// standing is where a scalar stands: its path, and its line and column.
type standing map[string]source.Position

func standings(docs []*Document) standing {
	s := standing{}
	for i, d := range docs {
		if d.Root != nil {
			s.add(fmt.Sprint(i), d.Root)
		}
	}
	return s
}

func (s standing) add(path string, n *Node) {
	switch n.Kind {
	case Scalar, Alias:
		if !isLeftOut(n) {
			s[path] = n.Span().Pos(source.Runes)
		}
	case Sequence:
		for i, item := range n.Items() {
			s.add(fmt.Sprintf("%s[%d]", path, i), item)
		}
	case Mapping:
		for _, p := range n.Pairs() {
			s.add(path+"."+p.Name(), p.Value)
		}
	}
}

// tally counts what a way of breaking does.
type tally struct {
	files, scalars, kept, first, errors int
	misses                              []string
}

func (c *tally) percent() (kept, first float64) {
	return 100 * float64(c.kept) / float64(max(c.scalars, 1)), 100 * float64(c.first) / float64(max(c.files, 1))
}

// breakFile breaks count lines of a text, each in one of the given ways. It returns the new
// text, the new number of each old line (0 if broken), and the new lines that are broken.
func breakFile(text string, ways []breakage, count int, rng *rand.Rand) (broken string, moved []int, at map[int]bool, ok bool) {
	lines := strings.Split(text, "\n")
	chosen := map[int][]string{}
	marks := map[int][]int{}
	for range count {
		way := ways[rng.IntN(len(ways))]
		for range 60 {
			i := rng.IntN(len(lines))
			if chosen[i] != nil {
				continue
			}
			if out, b, ok := way.do(lines[i], rng); ok {
				chosen[i], marks[i] = out, b
				break
			}
		}
	}
	if len(chosen) != count {
		return "", nil, nil, false
	}
	moved = make([]int, len(lines)+1)
	at = map[int]bool{}
	var out []string
	for i, line := range lines {
		repl, isBroken := chosen[i]
		if !isBroken {
			out = append(out, line)
			moved[i+1] = len(out)
			continue
		}
		for j, l := range repl {
			out = append(out, l)
			if l == line {
				moved[i+1] = len(out)
			}
			for _, b := range marks[i] {
				if b == j {
					at[len(out)] = true
				}
			}
		}
	}
	return strings.Join(out, "\n"), moved, at, true
}

// inText reports the lines that are inside of scalars of several lines: what is changed
// there changes text, not structure.
func inText(docs []*Document) map[int]bool {
	lines := map[int]bool{}
	var walk func(n *Node)
	walk = func(n *Node) {
		if n.Kind == Scalar && n.Span().End > n.Span().Start {
			from, to := n.Span().Pos(source.Runes).Line, n.Span().EndPos(source.Runes).Line
			for i := from + 1; i <= to; i++ {
				lines[i] = true
			}
		}
		for _, item := range n.Items() {
			walk(item)
		}
		for _, p := range n.Pairs() {
			walk(p.Value)
		}
	}
	for _, d := range docs {
		if d.Root != nil {
			walk(d.Root)
		}
	}
	return lines
}

func goodFiles(t *testing.T) []string {
	var texts []string
	corpus(t, func(path, text string) {
		n := strings.Count(text, "\n")
		if n < 8 || n > 300 || strings.Contains(text, "\r") || !strings.Contains(text, "services:") || strings.Contains(path, ".want") {
			return
		}
		docs, found := Parse(source.NewFile(path, text), Limits{})
		if len(found) == 0 && len(docs) == 1 {
			texts = append(texts, text)
		}
	})
	sort.Strings(texts)
	return texts
}

// measure breaks each text and compares the trees.
func measure(texts []string, ways []breakage, count, rounds int, rng *rand.Rand) *tally {
	c := &tally{}
	for range rounds {
		for _, text := range texts {
			measureOne(c, text, ways, count, rng)
		}
	}
	return c
}

func measureOne(c *tally, text string, ways []breakage, count int, rng *rand.Rand) {
	broken, moved, at, ok := breakFile(text, ways, count, rng)
	if !ok {
		return
	}
	goodDocs, _ := Parse(source.NewFile("good.yaml", text), Limits{})
	for i := range inText(goodDocs) {
		if moved[i] == 0 || at[moved[i]] || at[moved[i]-1] {
			return // text of several lines, not structure
		}
	}
	docs, found := Parse(source.NewFile("broken.yaml", broken), Limits{})
	errors := found.Errors()
	if len(errors) == 0 {
		if _, err := referenceDocuments(broken); err == nil {
			return // still good
		}
	}
	c.files++
	c.errors += len(errors)
	if len(errors) > 0 && at[errors[0].Span.Pos(source.Runes).Line] {
		c.first++
	} else if len(c.misses) < 6 {
		c.misses = append(c.misses, fmt.Sprintf("first error: %v, broken %v\n%s", errors, at, numbered(broken)))
	}
	before, after := standings(goodDocs), standings(docs)
	lost := ""
	for path, pos := range before {
		line := moved[pos.Line]
		if line == 0 || at[line] {
			continue
		}
		c.scalars++
		if after[path] == (source.Position{Line: line, Column: pos.Column}) {
			c.kept++
		} else if lost == "" {
			lost = fmt.Sprintf("lost %s at %d:%d, now %v, broken %v, errors %v\n", path, line, pos.Column, after[path], at, errors)
		}
	}
	if lost != "" && len(c.misses) < 12 {
		c.misses = append(c.misses, lost+numbered(broken))
	}
}

func numbered(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		fmt.Fprintf(&b, "%3d|%s\n", i+1, line)
	}
	return b.String()
}

// TestRecovery breaks good Compose files, one line and three lines at a time. What was not
// touched must stay where it is in the tree, and the first error must lie on the broken line.
func TestRecovery(t *testing.T) {
	texts := goodFiles(t)
	least := 500
	if testing.Short() {
		least = 20
	}
	if len(texts) < least {
		t.Fatalf("only %d good files", len(texts))
	}
	show := os.Getenv("COMPOSEKIT_SHOW")
	all := &tally{}
	for i, way := range breakages {
		c := measure(texts, []breakage{way}, 1, 2, rand.New(rand.NewPCG(1, uint64(i))))
		kept, first := c.percent()
		t.Logf("%-24s %5d files: %6.2f%% of %7d scalars kept, %6.2f%% first errors on the line, %.2f errors each", way.name, c.files, kept, c.scalars, first, float64(c.errors)/float64(max(c.files, 1)))
		if c.files == 0 {
			t.Errorf("%s: no file was broken", way.name)
		}
		if show == way.name {
			for _, m := range c.misses {
				t.Log(m)
			}
		}
		all.files, all.scalars, all.kept, all.first = all.files+c.files, all.scalars+c.scalars, all.kept+c.kept, all.first+c.first
	}
	kept, first := all.percent()
	t.Logf("one break: %.2f%% of %d scalars kept, %.2f%% of first errors on the line", kept, all.scalars, first)
	if kept < 99 || first < 90 {
		t.Errorf("one break: %.2f%% kept, want 99%%; %.2f%% first errors on the line, want 90%%", kept, first)
	}
	rounds := 6
	if testing.Short() {
		rounds = 40 // few files take more breaks to tell as much
	}
	c := measure(texts, breakages, 3, rounds, rand.New(rand.NewPCG(2, 2)))
	kept, first = c.percent()
	t.Logf("three breaks: %.2f%% of %d scalars kept, %.2f%% of first errors on a broken line", kept, c.scalars, first)
	if kept < 97 || first < 90 {
		t.Errorf("three breaks: %.2f%% kept, want 97%%; %.2f%% first errors on the line, want 90%%", kept, first)
	}
	if show == "three" {
		for _, m := range c.misses {
			t.Log(m)
		}
	}
}
