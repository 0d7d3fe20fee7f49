package typing

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
)

// Of how much of the corpus each letter is tried.
const (
	files = 60 // of the corpus
	sites = 20 // of a file
)

// tally counts what was seen.
type tally struct {
	states    int
	proposed  map[string]*rate // by kind of word
	noise     map[string]int   // findings that the unfinished line brings about elsewhere, by code
	absent    map[string]int   // findings about what is not there yet, by code
	disturbed map[string]int   // answers about other places, by question
	seen      []string
}

type rate struct{ of, hit int }

func (c *tally) rate(kind string) *rate {
	if c.proposed[kind] == nil {
		c.proposed[kind] = &rate{}
	}
	return c.proposed[kind]
}

func (c *tally) say(format string, args ...any) {
	c.seen = append(c.seen, fmt.Sprintf(format, args...))
}

// TestTyping types words of the corpus anew. With COMPOSEKIT_EXHAUSTIVE set it does so with all of them,
// without with a sample. COMPOSEKIT_TYPING_LOG names a file for all that is not as it should be.
func TestTyping(t *testing.T) {
	all, most := projects(t), 1<<30
	if !material.Exhaustive() {
		all, most = sample(all, material.Tries(files)), sites
	}
	c := tally{proposed: map[string]*rate{}, noise: map[string]int{}, absent: map[string]int{}, disturbed: map[string]int{}}
	for _, p := range all {
		c.project(t, p, most)
	}
	c.report(t)
}

func (c *tally) project(t *testing.T, p *project, most int) {
	t.Helper()
	complete := p.findings(p.with(t, p.text), p.text, len(p.text), -1)
	for _, s := range sample(sitesOf(p), most) {
		c.site(t, p, s, p.text[s.end:], complete)
		if !s.renamed {
			c.site(t, p, s, "", complete)
		}
	}
}

// site types a word where only a part of the file stands below.
func (c *tally) site(t *testing.T, p *project, s site, below string, complete map[string]diag.Diagnostic) {
	t.Helper()
	text := p.text[:s.start] + below
	before := p.with(t, text)
	known := s.kind != "" && before.knows(s.section, strings.TrimPrefix(s.word, s.before), p.loader.Env)
	stands := answersOf(before, s.start, len(below))
	missing := p.findings(before, text, s.start, len(below))
	for code, n := range count(missing, complete) {
		c.absent[code] += n
	}
	maps.Copy(missing, complete)
	if below == "" { // more is not there when the line is finished
		maps.Copy(missing, p.findings(p.with(t, p.text[:s.end]), p.text[:s.end], s.end, 0))
	}
	closings := []string{""}
	if s.after != "" {
		closings = append(closings, s.after)
	}
	for _, typed := range s.letters() {
		for _, closing := range closings {
			c.states++
			text, offset := p.text[:s.start]+typed+closing+below, s.start+len(typed)
			now := p.with(t, text)
			where := fmt.Sprintf("%s:%d: %q", p.name, now.file.Position(s.start, source.Runes).Line, typed+closing)
			if below == "" {
				where += ", at the end"
			}
			if !s.renamed {
				c.disturbances(p, s, now, text, offset, len(below), missing, stands, where)
			}
			if !known || !strings.HasPrefix(typed, s.before) || !strings.HasPrefix(s.word, typed) || s.begun && typed == s.before {
				continue
			}
			r := c.rate(s.kind)
			if r.of++; now.proposes(s, typed) {
				r.hit++
			} else {
				c.say("missed %s %q (%s): %s", s.kind, s.word, s.path, where)
			}
		}
	}
}

// disturbances counts what the line that is typed brings about elsewhere.
func (c *tally) disturbances(p *project, s site, now state, text string, offset, rest int, missing map[string]diag.Diagnostic, before answers, where string) {
	for key, d := range p.findings(now, text, offset, rest) {
		if _, known := missing[key]; !known {
			c.noise[d.Code()]++
			c.say("noise %s %v: %s", d.Code(), d, where)
		}
	}
	c.stability(now, s, before, offset, rest, where)
}

// letters are what of a word has been typed at some moments.
func (s site) letters() []string {
	var out []string
	if s.before == "" {
		out = append(out, "")
	}
	rest := strings.TrimPrefix(s.word, s.before)
	for _, n := range []int{0, 1, len(rest) / 2, len(rest) - 1, len(rest)} {
		if n >= 0 && n < len(rest)+1 {
			out = append(out, s.before+rest[:n])
		}
	}
	if s.key && !s.renamed {
		out = append(out, s.word+":")
	}
	out = slices.DeleteFunc(out, func(typed string) bool { return strings.HasSuffix(typed, " ") })
	return slices.Compact(out)
}

// proposes reports whether a word is among what is proposed behind what is typed of it, as an editor
// shows it.
func (s state) proposes(at site, typed string) bool {
	offset := at.start + len(typed)
	for _, k := range s.view.Complete(s.file, offset) {
		edit := k.Edit
		if int(edit.Span.Start) < at.start || int(edit.Span.End) != offset || !strings.HasPrefix(strings.ToLower(k.Label), strings.ToLower(edit.Span.Text())) {
			continue
		}
		got := s.file.Text()[at.start:edit.Span.Start] + edit.New
		if at.key && !at.renamed {
			got = strings.TrimRight(got, ": ")
		}
		if got == at.word || at.kind == "usual value" && strings.EqualFold(got, at.word) {
			return true
		}
	}
	return false
}

// findings are those of a state, outside of the line of an offset, by their kind and place. There
// are rest bytes of the complete file behind the offset.
func (p *project) findings(s state, text string, offset, rest int) map[string]diag.Diagnostic {
	out := map[string]diag.Diagnostic{}
	typed := source.NewFile("", text).Position(offset, source.Runes).Line
	for _, d := range s.Diagnostics {
		if !d.Span.Valid() || d.Severity() == diag.Note {
			continue
		}
		at := int(d.Span.Start)
		if d.Span.File == s.file {
			if rest >= 0 && d.Span.Pos(source.Runes).Line == typed {
				continue
			}
			if rest < 0 { // of the complete file: it can be either
				out[fmt.Sprint(d.Code(), at)] = d
				out[fmt.Sprint(d.Code(), at-len(text))] = d
				continue
			}
			if slices.ContainsFunc(d.Labels, func(l diag.Label) bool { return l.Span.File == s.file && l.Span.Pos(source.Runes).Line == typed }) {
				continue // it is about the line, at the first use of an anchor
			}
			if at >= offset {
				at -= len(text)
			}
		}
		out[fmt.Sprint(d.Code(), at)] = d
	}
	return out
}

// count are how many of some findings are not among others, by code.
func count(some, others map[string]diag.Diagnostic) map[string]int {
	out := map[string]int{}
	for key, d := range some {
		if _, known := others[key]; !known {
			out[d.Code()]++
		}
	}
	return out
}

// least is the share of words that must be proposed, and most the shares of letters at which something
// elsewhere may be disturbed. The corpus is fixed: nothing in these figures is left to chance.
const (
	least         = 0.9995
	mostNoise     = 0.0005
	mostDisturbed = 0.0002
)

func (c *tally) report(t *testing.T) {
	t.Helper()
	var all rate
	for _, kind := range slices.Sorted(maps.Keys(c.proposed)) {
		r := c.proposed[kind]
		t.Logf("%-30s proposed %6d of %6d", kind, r.hit, r.of)
		all.of, all.hit = all.of+r.of, all.hit+r.hit
		if float64(r.hit) < 0.95*float64(r.of) {
			t.Errorf("%s: only %d of %d are proposed", kind, r.hit, r.of)
		}
	}
	t.Logf("%d letters; words proposed: %d of %d; findings brought about elsewhere: %v; findings about what is not there yet: %v; answers disturbed: %v",
		c.states, all.hit, all.of, c.noise, c.absent, c.disturbed)
	if float64(all.hit) < least*float64(all.of) {
		t.Errorf("only %d of %d words are proposed", all.hit, all.of)
	}
	if n := sum(c.noise); float64(n) > mostNoise*float64(c.states) {
		t.Errorf("%d findings are brought about elsewhere: %v", n, c.noise)
	}
	if n := sum(c.disturbed); float64(n) > mostDisturbed*float64(c.states) {
		t.Errorf("%d answers about other places are disturbed: %v", n, c.disturbed)
	}
	const shown = 60
	if t.Failed() || material.Exhaustive() {
		for _, what := range c.seen[:min(len(c.seen), shown)] {
			t.Log(what)
		}
	}
	if name := os.Getenv("COMPOSEKIT_TYPING_LOG"); name != "" {
		if err := os.WriteFile(name, []byte(strings.Join(c.seen, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func sum(counts map[string]int) (n int) {
	for _, of := range counts {
		n += of
	}
	return n
}
