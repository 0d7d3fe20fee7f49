package validate_test

import (
	"slices"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// FuzzIgnore: whatever comments say, errors stay, what is left out was no error, and all that is
// said about comments stands in one.
func FuzzIgnore(f *testing.F) {
	for _, text := range []string{
		"a: b # composekit:ignore unused-anchor because\n", "# composekit:ignore\na: b\n", "# composekit:ignore unused-anchor,x,,y\n\n# composekit:ignore x\na: &b c\n",
		"#composekit:ignore\tx y", "a: &b c # composekit:ignorex\n--- # composekit:ignore unused-anchor\n&d e\n", "# composekit:ignore a a a\r\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := source.NewFile("compose.yaml", text)
		docs, _ := syntax.Parse(file, syntax.Limits{})
		var before diag.List
		for at := 0; at < len(text); at += 1 + len(text)/20 {
			before.Add(validate.UnusedAnchor.At(file.Span(at, at+1), "a"), validate.ExternalConflict.At(file.Span(at, at+1), "b"))
		}
		after := validate.Ignore(slices.Clone(before), validate.Ignoring{Documents: docs, Applied: validate.Warnings(), Complete: true})
		errors := 0
		for _, d := range after {
			switch d.Def {
			case validate.ExternalConflict:
				errors++
			case validate.UnusedIgnore, validate.IgnoreWithoutReason:
				inside := slices.ContainsFunc(docs, func(doc *syntax.Document) bool {
					return slices.ContainsFunc(doc.Comments, func(c syntax.Comment) bool { return c.Span.Contains(d.Span) })
				})
				if !inside {
					t.Errorf("%v stands in no comment", d)
				}
			}
		}
		if errors != len(before)/2 {
			t.Errorf("%d errors of %d are left", errors, len(before)/2)
		}
	})
}
