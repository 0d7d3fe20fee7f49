package diag

import (
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/source"
)

// mostAlso is how many lines are named where a finding is, too.
const mostAlso = 20

// repeated are findings of a list that say just the same of other places of one file, and have no other fix or label, if they have one. first
// are those before them, which stand for them; also are the lines that the others are in, by the index of the first.
func repeated(list List) (first []int, also map[int][]int) {
	type same struct {
		severity            Severity
		file                *source.File
		code, message, help string
		fix                 sameFix
		label               Label
	}
	seen := map[same]int{}
	also = map[int][]int{}
	for i := range list {
		d := &list[i]
		if !d.Span.Valid() || len(d.Labels) > 1 || len(d.Fixes) > 1 {
			first = append(first, i)
			continue
		}
		id := same{d.Severity(), d.Span.File, d.Code(), d.Message, d.Help, fixOf(d), labelOf(d)}
		at, again := seen[id]
		if !again {
			seen[id] = i
			first = append(first, i)
			continue
		}
		if d.Span == list[at].Span {
			continue
		}
		also[at] = append(also[at], d.Span.Pos(source.Bytes).Line)
	}
	return first, also
}

// sameFix is what tells fixes apart: two that begin with the same edit and have as many are one.
type sameFix struct {
	title string
	first Edit
	edits int
}

// fixOf is the only fix of a finding; the zero one if it has none.
func fixOf(d *Diagnostic) (f sameFix) {
	if len(d.Fixes) == 1 {
		f.title, f.edits = d.Fixes[0].Title, len(d.Fixes[0].Edits)
		if f.edits > 0 {
			f.first = d.Fixes[0].Edits[0]
		}
	}
	return f
}

// labelOf is the only label of a finding; the zero one if it has none.
func labelOf(d *Diagnostic) (l Label) {
	if len(d.Labels) == 1 {
		l = d.Labels[0]
	}
	return l
}

// listOfLines names lines, in their order and each once: "line 5", "lines 5, 7 and 9".
func listOfLines(lines []int) string {
	slices.Sort(lines)
	lines = slices.Compact(lines)
	var text []string
	for _, n := range lines[:min(len(lines), mostAlso)] {
		text = append(text, fmt.Sprint(n))
	}
	last := len(text) - 1
	switch {
	case len(lines) > mostAlso:
		return fmt.Sprintf("lines %s and %d more", strings.Join(text, ", "), len(lines)-mostAlso)
	case last == 0:
		return "line " + text[0]
	}
	return "lines " + strings.Join(text[:last], ", ") + " and " + text[last]
}
