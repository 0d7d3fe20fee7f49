package syntax

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// ErrOverlap is the error of edits that change the same text.
var ErrOverlap = errors.New("edits overlap")

// Apply returns the text with the edits carried out, in whatever order they are given; all
// other bytes stay as they are. Several insertions at one place are carried out in the order
// given. The error is ErrOverlap, or that an edit is nowhere, or in a file of another text: edits of
// several files are carried out file by file, as diag.Changes has them.
//
// An edit's new text is YAML: strconv.Quote writes any text as a scalar in double quotes.
func Apply(text string, edits []diag.Edit) (string, error) {
	if len(edits) == 0 {
		return text, nil
	}
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b diag.Edit) int {
		if a.Span.Start != b.Span.Start {
			return int(a.Span.Start) - int(b.Span.Start)
		}
		return int(a.Span.End) - int(b.Span.End)
	})
	var out strings.Builder
	done := 0
	var in *source.File // whose text is known to be this one
	for _, e := range sorted {
		start, end := int(e.Span.Start), int(e.Span.End)
		switch {
		case !e.Span.Valid():
			return "", fmt.Errorf("an edit is nowhere: %q", e.New)
		case e.Span.File != in && e.Span.File.Text() != text:
			return "", fmt.Errorf("the edit at %s is one of another text", e.Span)
		}
		in = e.Span.File
		if start < 0 || end < start || end > len(text) {
			return "", fmt.Errorf("edit of bytes %d to %d in a text of %d bytes", start, end, len(text))
		}
		if start < done {
			return "", fmt.Errorf("%w at byte %d", ErrOverlap, start)
		}
		out.WriteString(text[done:start])
		out.WriteString(e.New)
		done = end
	}
	out.WriteString(text[done:])
	return out.String(), nil
}
