package composetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/compare"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// report writes differences for people.
type report struct {
	golden      string
	goldenPlace func(source.Span) source.Span
	want        *syntax.Node
	// written is where the value at a path, from the part compared, was written.
	written func(syntax.Path) string
	at      syntax.Path // of the part compared
}

const mostShown = 40 // differences; who has more has compared with the wrong golden

func (r report) text(list []compare.Difference) string {
	var b strings.Builder
	differences := "differences"
	if len(list) == 1 {
		differences = "difference"
	}
	fmt.Fprintf(&b, "%d %s between the project and %s:", len(list), differences, r.golden)
	for i, d := range list {
		if i == mostShown {
			fmt.Fprintf(&b, "\n\tand %d more", len(list)-i)
			break
		}
		b.WriteString("\n\t" + r.line(d))
	}
	return b.String()
}

func (r report) line(d compare.Difference) string {
	path := slices.Concat(r.at, d.Path).String()
	if path == "" {
		path = "the whole"
	}
	switch {
	case d.Before == nil:
		return fmt.Sprintf("%s: got %s (%s), want nothing (%s)", path, compare.Brief(d.After), r.written(d.Path), r.nearest(d.Path))
	case d.After == nil:
		return fmt.Sprintf("%s: got nothing (%s), want %s (%s)", path, r.written(d.Path), compare.Brief(d.Before), r.goldenPlace(d.Before.Span()))
	}
	return fmt.Sprintf("%s: got %s (%s), want %s (%s)", path, compare.Brief(d.After), r.written(d.Path), compare.Brief(d.Before), r.goldenPlace(d.Before.Span()))
}

// nearest is the place in the golden of what would contain the value at a path.
func (r report) nearest(path syntax.Path) string {
	for n := len(path) - 1; n > 0; n-- {
		if node := r.want.At(path[:n]); node != nil {
			return fmt.Sprintf("%s is at %s", slices.Concat(r.at, path[:n]), r.goldenPlace(node.Span()))
		}
	}
	if r.want == nil {
		return "the golden is empty"
	}
	return "the golden is at " + r.goldenPlace(r.want.Span()).String()
}
