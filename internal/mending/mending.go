// Package mending owns the check that fixes do what they say: each takes its finding away and
// touches nothing but the place of it and of others that the same fix mends; elsewhere it may add what breaks nothing, and indent
// lines less where that breaks nothing. Tests hold to
// it whatever findings they come by.
package mending

import (
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Faults are what is wrong with the fixes of findings, and how many fixes there are. Again finds
// the findings anew with another text for one file.
func Faults(list diag.List, again func(name, text string) diag.List) (faults []string, fixes int) {
	for _, d := range list {
		for _, fix := range d.Fixes {
			fixes++
			if fault := faultOf(list, d, fix, again); fault != "" {
				faults = append(faults, fmt.Sprintf("%v: the fix %q %s", d, fix.Title, fault))
			}
		}
	}
	return faults, fixes
}

func faultOf(list diag.List, d diag.Diagnostic, fix diag.Fix, again func(name, text string) diag.List) string {
	if fix.Title == "" || len(fix.Edits) == 0 {
		return "says or does nothing"
	}
	file, harmless := fix.Edits[0].Span.File, fix.Safe
	for _, e := range fix.Edits {
		switch adds := e.Span.Start == e.Span.End || isIndent(e); {
		case e.Span.File != file, !adds && !about(list, d, fix, e.Span):
			return fmt.Sprintf("changes %v, which the finding is not about", e.Span)
		case !about(list, d, fix, e.Span):
			harmless = true
		}
	}
	text, err := syntax.Apply(file.Text(), fix.Edits)
	if err != nil || text == file.Text() {
		return fmt.Sprintf("changes nothing: %v", err)
	}
	after := again(file.Name(), text)
	if count(after, d) >= count(list, d) {
		return "leaves it:\n" + text
	}
	if !harmless {
		return ""
	}
	for _, other := range after.Errors() {
		if count(after, other) > count(list, other) {
			return fmt.Sprintf("gives: %v\n%s", other, text)
		}
	}
	return ""
}

// isIndent reports whether an edit takes away nothing but white space that a line begins with.
func isIndent(e diag.Edit) bool {
	return strings.Trim(e.Span.Before()+e.Span.Text()+e.New, " ") == ""
}

// about reports whether a place is on the lines that a finding is about, or another of its kind that the same fix mends.
func about(list diag.List, d diag.Diagnostic, fix diag.Fix, at source.Span) bool {
	return beside(d, at) || slices.ContainsFunc(list, func(other diag.Diagnostic) bool {
		return other.Def == d.Def && beside(other, at) && slices.ContainsFunc(other.Fixes, func(x diag.Fix) bool {
			return x.Title == fix.Title && slices.Equal(x.Edits, fix.Edits)
		})
	})
}

// beside reports whether a place is on the lines that a finding is about.
func beside(d diag.Diagnostic, at source.Span) bool {
	places := []source.Span{d.Span}
	for _, l := range d.Labels {
		places = append(places, l.Span)
	}
	return slices.ContainsFunc(places, func(place source.Span) bool { return place.Lines().Contains(at) })
}

// count counts the findings that say what d says.
func count(list diag.List, d diag.Diagnostic) (n int) {
	for _, other := range list {
		if other.Def == d.Def && other.Message == d.Message {
			n++
		}
	}
	return n
}
