package mutation

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/internal/mending"
	"github.com/composekit/composekit/source"
)

const (
	projects    = 200  // that get mistakes
	most        = 5    // mistakes of one project
	exactly     = 0.95 // of the mistakes are to be reported at just their place
	noise       = 0.02 // of the findings may belong to no mistake
	leastOfKind = 1    // mistakes of each kind
)

// mistake is a mistake that was made.
type mistake struct {
	*kind
	file       string
	start, end int // what a person would underline
}

// TestMistakesAreFound gives valid projects mistakes, and wants each to be reported at its place
// and nothing else. COMPOSEKIT_MUTATION_SEEDS is how many times, 1 by default.
func TestMistakesAreFound(t *testing.T) {
	seeds := material.Tries(1)
	if s, err := strconv.Atoi(os.Getenv("COMPOSEKIT_MUTATION_SEEDS")); err == nil {
		seeds = s
	}
	all := valid(t)
	for seed := range uint64(seeds) {
		made := tally{by: map[*kind]*count{}}
		rng := rand.New(rand.NewPCG(seed, 4))
		order := rng.Perm(len(all))
		for _, i := range order[:min(projects, len(order))] {
			made.try(t, all[i], rng)
		}
		made.report(t, seed)
	}
}

// valid are the projects of the corpus that are accepted and can be given mistakes. They are
// loaded once for all tests.
func valid(t *testing.T) []*project {
	t.Helper()
	if opened == nil {
		opened = openAll(t)
	}
	return opened
}

var opened []*project

func openAll(t *testing.T) (out []*project) {
	t.Helper()
	for _, l := range material.Sample(material.Corpus(t)) {
		if !l.Accepted {
			continue
		}
		if p := open(t, l); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// tally counts what became of mistakes.
type tally struct {
	by       map[*kind]*count
	findings int
	fixes    int // that were carried out
	noise    []string
	missed   []string
	warnings []string
}

type count struct{ made, found, exact int }

func (c *tally) of(k *kind) *count {
	if c.by[k] == nil {
		c.by[k] = &count{}
	}
	return c.by[k]
}

// try gives a project one to five mistakes, those of rare kinds first.
func (c *tally) try(t *testing.T, p *project, rng *rand.Rand) {
	var drawn []*kind
	for _, i := range rng.Perm(len(kinds)) {
		drawn = append(drawn, &kinds[i])
	}
	slices.SortStableFunc(drawn, func(a, b *kind) int { return cmp.Compare(c.of(a).made, c.of(b).made) })
	var spots []spot
	var of []*kind
	for want := 1 + rng.IntN(most); len(spots) < want && len(drawn) > 0; drawn = drawn[1:] {
		k := drawn[0]
		if found := k.site(p, k, rng); len(found) > 0 {
			if s := found[rng.IntN(len(found))]; compatible(s, k, spots, of) {
				if k.text != "" && len(s.edits) > 0 && !strings.Contains(fmt.Sprint(s.edits), "«") {
					t.Fatalf("%s: nothing is underlined", k.name)
				}
				spots, of = append(spots, s), append(of, k)
			}
		}
	}
	texts, mistakes := apply(spots, of)
	c.judge(t, p, texts, mistakes)
}

// compatible reports whether a mistake can be made beside others: they have to do with different
// attributes, it is no matter of opinion whether each is one, and what is no YAML is not
// next to something else that is none, nor a line that may belong to something else next to any.
func compatible(s spot, k *kind, spots []spot, of []*kind) bool {
	for i, other := range spots {
		switch {
		case slices.ContainsFunc(s.touches, func(a string) bool { return slices.Contains(other.touches, a) }),
			hides(s, of[i]), hides(other, k),
			s.text == other.text && overlap(s.edits, other.edits),
			needsAll(k, s, of[i], other), needsAll(of[i], other, k, s),
			s.text == other.text && adjacent(s, other) && (k.isYAML() && of[i].isYAML() || k.moves() || of[i].moves()):
			return false
		}
	}
	return true
}

// needsAll reports whether a is a mistake only if all of its service can be read, which b prevents.
func needsAll(a *kind, at spot, b *kind, other spot) bool {
	service, _, _ := strings.Cut(at.touches[0], ".")
	return a.code == "no-image" && b.isYAML() && slices.ContainsFunc(other.touches, func(touched string) bool {
		return strings.HasPrefix(touched, service+".")
	})
}

// moves reports whether the mistake makes it a guess what a line is part of.
func (k *kind) moves() bool { return k.code == "yaml-bad-indent" || k.code == "yaml-tab-indent" }

func (k *kind) isYAML() bool { return strings.HasPrefix(k.code, "yaml-") }

// hides reports whether it cannot be known of a mistake of kind k that it is one, with another one
// that was made at a spot: what is not defined here may be defined where it cannot be read.
func hides(s spot, k *kind) bool {
	section := map[string]string{
		"no-image": "services", "unknown-context-service": "services", "undefined-dependency": "services",
		"undefined-network": "networks", "undefined-volume": "volumes", "undefined-secret": "secrets",
		"undefined-config": "configs", "undefined-model": "models",
	}[k.code]
	return section != "" && (slices.Contains(s.hides, section) || slices.Contains(s.hides, "*"))
}

// adjacent reports whether the last edits of two spots are on the same line or on neighbouring ones.
func adjacent(a, b spot) bool {
	line := func(s spot) int {
		return strings.Count(s.text.Text()[:s.edits[len(s.edits)-1].start], "\n")
	}
	d := line(a) - line(b)
	return -1 <= d && d <= 1
}

func overlap(a, b []edit) bool {
	for _, x := range a {
		for _, y := range b {
			if x.start < y.end && y.start < x.end || x.start == y.start && x.start == x.end && y.start == y.end && x.new == y.new {
				return true
			}
		}
	}
	return false
}

// apply makes mistakes: it returns the texts with them, by file, and where they are.
func apply(spots []spot, of []*kind) (map[string]string, []mistake) {
	type numbered struct {
		edit
		mistake int
	}
	byText := map[*text][]numbered{}
	for i, s := range spots {
		for _, e := range s.edits {
			byText[s.text] = append(byText[s.text], numbered{e, i})
		}
	}
	texts, mistakes := map[string]string{}, make([]mistake, len(spots))
	for t, edits := range byText {
		slices.SortStableFunc(edits, func(a, b numbered) int {
			return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
		})
		var out strings.Builder
		at := 0
		for _, e := range edits {
			out.WriteString(t.Text()[at:e.start])
			at = e.end
			before, rest, marked := strings.Cut(e.new, "«")
			within, after, _ := strings.Cut(rest, "»")
			out.WriteString(before)
			if marked {
				mistakes[e.mistake] = mistake{of[e.mistake], t.Name(), out.Len(), out.Len() + len(within)}
			}
			out.WriteString(within + after)
		}
		out.WriteString(t.Text()[at:])
		texts[t.Name()] = out.String()
	}
	return texts, mistakes
}

// judge loads a project with mistakes, and counts what is found of them.
func (c *tally) judge(t *testing.T, p *project, texts map[string]string, mistakes []mistake) {
	list := load(t, p.load, texts, 0).Diagnostics
	if again := load(t, p.load, texts, 0).Diagnostics; fmt.Sprint(again) != fmt.Sprint(list) {
		t.Errorf("%s: other findings on the second run:\n%v\n%v", p.load.ID, list, again)
	}
	faults, fixes := mending.Faults(list, func(name, text string) diag.List {
		with := maps.Clone(texts)
		with[name] = text
		return load(t, p.load, with, 0).Diagnostics
	})
	c.fixes += fixes
	for _, fault := range faults {
		t.Error(fault)
	}
	left := list.Errors()
	c.findings += len(left)
	line := func(m mistake) int {
		return source.NewFile(m.file, texts[m.file]).Position(m.start, source.Runes).Line
	}
	take := func(m mistake, matches func(d diag.Diagnostic) bool) bool {
		i := slices.IndexFunc(left, func(d diag.Diagnostic) bool {
			return d.Code() == m.code && d.Span.Valid() && d.Span.File.Name() == m.file && matches(d)
		})
		if i >= 0 {
			left = slices.Delete(left, i, i+1)
		}
		return i >= 0
	}
	var open []mistake
	for _, m := range mistakes {
		c.of(m.kind).made++
		if take(m, func(d diag.Diagnostic) bool { return int(d.Span.Start) == m.start && int(d.Span.End) == m.end }) {
			c.of(m.kind).found++
			c.of(m.kind).exact++
		} else {
			open = append(open, m)
		}
	}
	var with []string
	for _, m := range mistakes {
		with = append(with, m.name)
	}
	where := p.load.ID + " with " + strings.Join(with, ", ")
	for _, m := range open {
		near := ""
		for _, d := range left {
			if d.Span.Valid() && d.Span.Pos(source.Runes).Line == line(m) {
				near += fmt.Sprintf(" [%s %q]", d.Code(), d.Span.Text())
			}
		}
		what := fmt.Sprintf("%s: %q at line %d, found%s: %s", m.name, texts[m.file][m.start:m.end], line(m), cmp.Or(near, " nothing"), where)
		if take(m, func(d diag.Diagnostic) bool { return d.Span.Pos(source.Runes).Line == line(m) }) {
			c.of(m.kind).found++
			what = "not exact: " + what
		}
		c.missed = append(c.missed, what)
	}
	for _, d := range left {
		c.noise = append(c.noise, fmt.Sprintf("%v %q: %s", d, d.Span.Text(), where))
	}
	for _, d := range list {
		if d.Severity() != diag.Error && !p.warnings[d.Code()+d.Message] {
			c.warnings = append(c.warnings, fmt.Sprintf("%v: %s", d, where))
		}
	}
}

// report prints the figures of each kind, and fails the test for what is not as it should be.
func (c *tally) report(t *testing.T, seed uint64) {
	var total count
	for i := range kinds {
		n := c.of(&kinds[i])
		t.Logf("%-42s made %3d, on its line %3d, at its place %3d", kinds[i].name, n.made, n.found, n.exact)
		total.made, total.found, total.exact = total.made+n.made, total.found+n.found, total.exact+n.exact
		if n.made < leastOfKind && !testing.Short() {
			t.Errorf("%s: made %d times", kinds[i].name, n.made)
		}
	}
	t.Logf("seed %d: %d kinds, %d mistakes, %d on their line, %d at their place; %d findings, %d noise, %d new warnings; %d fixes",
		seed, len(kinds), total.made, total.found, total.exact, c.findings, len(c.noise), len(c.warnings), c.fixes)
	for _, m := range c.missed {
		t.Log(m)
	}
	for _, m := range c.noise {
		t.Log("noise: " + m)
	}
	for _, m := range c.warnings {
		t.Log("warning: " + m)
	}
	if total.found < total.made {
		t.Errorf("seed %d: %d of %d mistakes are not reported on their line", seed, total.made-total.found, total.made)
	}
	if float64(total.exact) < exactly*float64(total.made) {
		t.Errorf("seed %d: only %d of %d mistakes are reported at their place", seed, total.exact, total.made)
	}
	if float64(len(c.noise)) > noise*float64(c.findings) {
		t.Errorf("seed %d: %d of %d findings belong to no mistake", seed, len(c.noise), c.findings)
	}
}
