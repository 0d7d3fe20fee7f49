package composetest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// expectation is one regular expression of a comment # want.
type expectation struct {
	line    int
	pattern *regexp.Regexp
	text    string      // as written
	span    source.Span // of the text
}

// WantDiagnostics holds the findings about the project to the expectations in its files: every
// finding, warnings and notes too, must match one regular expression of a comment # want on the
// line that it begins on, and every expression one finding. Comments are looked for in all files
// of an archive or map, and in those files of a folder that the project reads.
//
// Elsewhere are the expectations for findings without a place, such as a file that does not exist.
func (f *Fixture) WantDiagnostics(elsewhere ...string) {
	f.t.Helper()
	f.checked = true
	result := f.Load()
	found := map[place][]diag.Diagnostic{}
	for _, d := range result.Diagnostics {
		at := placeOf(d.Span)
		found[at] = append(found[at], d)
	}
	wanted, files := map[place][]expectation{}, f.files()
	for _, file := range files {
		list, faults := expectations(file)
		for _, fault := range faults {
			f.t.Errorf("%s: %s", f.place(fault.span), fault.text)
		}
		for _, e := range list {
			at := place{file.Name(), e.line}
			wanted[at] = append(wanted[at], e)
		}
	}
	for _, text := range elsewhere {
		pattern, err := regexp.Compile(text)
		if err != nil {
			f.t.Errorf("WantDiagnostics: %v", err)
			continue
		}
		wanted[place{}] = append(wanted[place{}], expectation{pattern: pattern, text: strconv.Quote(text)})
	}
	for _, at := range places(found, wanted) {
		f.match(at, found[at], wanted[at])
	}
}

// place is a line of a file; the zero place is none.
type place struct {
	file string
	line int
}

func placeOf(s source.Span) place {
	if !s.Valid() {
		return place{}
	}
	return place{s.File.Name(), s.Pos(source.Runes).Line}
}

// places are all places of findings and expectations, in order.
func places(found map[place][]diag.Diagnostic, wanted map[place][]expectation) []place {
	var out []place
	for at := range found {
		out = append(out, at)
	}
	for at := range wanted {
		if found[at] == nil {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, func(a, b place) int {
		if a.file != b.file {
			return strings.Compare(a.file, b.file)
		}
		return a.line - b.line
	})
	return out
}

// match reports the findings of a line that nobody expects, and the expectations that no
// finding meets.
func (f *Fixture) match(at place, found []diag.Diagnostic, wanted []expectation) {
	f.t.Helper()
	texts := make([]string, len(found))
	for i, d := range found {
		texts[i] = d.Code() + ": " + d.Message
	}
	partner := pair(len(wanted), len(found), func(e, d int) bool { return wanted[e].pattern.MatchString(texts[d]) })
	for d, e := range partner {
		if e >= 0 {
			continue
		}
		f.t.Errorf("a finding that no expectation matches:\n%s%s", f.render(found[d:d+1]), expect(at, texts[d]))
	}
	for e, w := range wanted {
		if slices.Contains(partner, e) {
			continue
		}
		if at == (place{}) {
			f.t.Errorf("no finding without a place matches %s", w.text)
			continue
		}
		f.t.Errorf("%s: no finding on line %d matches %s", f.place(w.span), f.lineOnDisk(w), w.text)
	}
}

// lineOnDisk is the line that an expectation is about, counted as messages count.
func (f *Fixture) lineOnDisk(e expectation) int {
	own := e.span.Pos(source.Runes).Line
	return f.place(e.span).Pos(source.Runes).Line + e.line - own
}

func expect(at place, text string) string {
	quoted := strconv.Quote(regexp.QuoteMeta(text))
	if at == (place{}) {
		return "to expect it, call WantDiagnostics(" + quoted + ")"
	}
	return "to expect it, write on that line: # want " + quoted
}

// pair finds partners for as many of the findings as can be: an expectation may match several,
// but is good for one. The result is the expectation of each finding, -1 if it has none.
func pair(expectations, findings int, matches func(e, d int) bool) []int {
	partner := slices.Repeat([]int{-1}, findings)
	var settle func(e int, tried []bool) bool
	settle = func(e int, tried []bool) bool {
		for d := range findings {
			if tried[d] || !matches(e, d) {
				continue
			}
			tried[d] = true
			if partner[d] < 0 || settle(partner[d], tried) {
				partner[d] = e
				return true
			}
		}
		return false
	}
	for e := range expectations {
		settle(e, make([]bool, findings))
	}
	return partner
}

// files are the files in which expectations are looked for.
func (f *Fixture) files() []*source.File {
	out := slices.Clone(f.result.Files)
	for _, name := range f.names {
		if text, err := f.fs.ReadFile(name); err == nil {
			out = append(out, source.NewFile(name, string(text)))
		}
	}
	slices.SortStableFunc(out, func(a, b *source.File) int { return strings.Compare(a.Name(), b.Name()) })
	return slices.CompactFunc(out, func(a, b *source.File) bool { return a.Name() == b.Name() })
}

// fault is something in a comment that is no expectation and looks like one.
type fault struct {
	span source.Span
	text string
}

// wantComment is a comment with expectations at the end of a line; the groups are the distance
// to the line that they are about, and the expressions.
var wantComment = regexp.MustCompile(`(?:^|\s)#\s*want(@[+-][0-9]+)?\s+(["` + "`" + `].*)$`)

// expectations are the expectations in the comments of a file, and those that cannot be read.
func expectations(file *source.File) (list []expectation, faults []fault) {
	if !strings.Contains(file.Text(), "want") {
		return nil, nil
	}
	for line := 1; line <= file.LineCount(); line++ {
		whole := file.LineSpan(line)
		groups := wantComment.FindStringSubmatchIndex(whole.Text())
		if groups == nil {
			continue
		}
		about := line
		if groups[2] >= 0 {
			distance, err := strconv.Atoi(whole.Text()[groups[2]+1 : groups[3]])
			if err != nil {
				faults = append(faults, fault{whole, "the distance of an expectation: " + err.Error()})
				continue
			}
			about += distance
		}
		rest := whole.Sub(groups[4], groups[5])
		for rest.Text() != "" {
			e, n, err := readExpectation(rest)
			if err != nil {
				faults = append(faults, fault{rest, err.Error()})
				break
			}
			e.line = about
			list = append(list, e)
			after := strings.TrimLeft(rest.Text()[n:], " \t")
			rest = rest.Sub(len(rest.Text())-len(after), len(rest.Text()))
		}
	}
	return list, faults
}

// readExpectation reads the expression that a span begins with, and its length.
func readExpectation(span source.Span) (e expectation, n int, err error) {
	quoted, err := strconv.QuotedPrefix(span.Text())
	if err != nil || quoted[0] == '\'' {
		return e, 0, fmt.Errorf("an expectation is a Go string in double or back quotes, not %s", span.Text())
	}
	text, _ := strconv.Unquote(quoted) // QuotedPrefix has read it
	pattern, err := regexp.Compile(text)
	if err != nil {
		return e, 0, fmt.Errorf("the expectation %s: %w", quoted, err)
	}
	return expectation{pattern: pattern, text: quoted, span: span.Sub(0, len(quoted))}, len(quoted), nil
}

// nothingForgotten fails a test that has expectations in its files and holds no finding to them.
func (f *Fixture) nothingForgotten() {
	if f.checked || f.t.Failed() || f.t.Skipped() {
		return
	}
	for _, file := range f.files() {
		if list, _ := expectations(file); len(list) > 0 {
			f.t.Errorf("%s: the test does not look at the expectation %s: call WantDiagnostics", f.place(list[0].span), list[0].text)
			return
		}
	}
}
