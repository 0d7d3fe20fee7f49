// Package diag owns findings: what kinds there are, where each one lies, and how it is shown
// to people. It knows nothing of YAML or Compose.
//
// A finding is a value, a Diagnostic. A stage of the pipeline returns its best result and
// the List of what it found; it never prints and never stops at the first.
package diag

import (
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/source"
)

// Severity tells how bad a finding is.
type Severity uint8

const (
	Error   Severity = iota // docker compose refuses the project
	Warning                 // accepted, and most likely not what was meant
	Note                    // worth knowing
)

// String is "error", "warning" or "note".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "note"
}

// Def defines one kind of finding. Every Diagnostic points at its Def; a Def is a
// package-level variable that is never changed, so kinds are told apart by comparing pointers:
// d.Def == loader.FileNotFound. Each package has its own, and lists them as Defs. Why they matter,
// with examples, is in docs/diagnostics.md.
type Def struct {
	// Code names the kind for people and tools: lower case words with hyphens, such as
	// "unknown-attribute". Codes are stable once released.
	Code     string
	Severity Severity
	// Title is the kind in a few words, without a final stop.
	Title string
}

// At makes a Diagnostic of this kind at a span. The message is formatted as by fmt.Sprintf, with
// arguments that are texts or errors as Shorten has them; it is one sentence without a final stop.
func (d *Def) At(span source.Span, format string, args ...any) Diagnostic {
	return Diagnostic{Def: d, Span: span, Message: sprintf(format, args)}
}

// Label is another place that has to do with a finding.
type Label struct {
	Span source.Span
	Text string // "first defined here"
}

// Edit replaces the text of a span. A span of no width inserts.
type Edit struct {
	Span source.Span
	New  string
}

// Fix is a way to mend a finding: a verb phrase and the edits that carry it out.
type Fix struct {
	Title string // "replace imge by image"
	Edits []Edit
	// Safe is set if there is no doubt: the text says then what it said or tried to say before. Other
	// fixes guess what was meant, and a person should look at the outcome.
	Safe bool
}

// Diagnostic is one finding.
type Diagnostic struct {
	Def     *Def
	Span    source.Span // the tightest part of the text that is wrong
	Message string      // what is wrong
	Help    string      // what to do, if Message does not say; may be empty
	Path    string      // the attribute, as in "services.web.ports[0]"; may be empty
	Labels  []Label
	Fixes   []Fix
	Facts   []Fact
}

// Fact is a value that a message speaks of, as it is, for programs that have words of their own:
// the service and the network of "the network front is not defined". The names of facts are
// those of the Compose Specification; which ones a finding has depends on its kind.
type Fact struct{ Name, Value string }

// Severity is the severity of the diagnostic's kind.
func (d Diagnostic) Severity() Severity {
	if d.Def == nil {
		return Error
	}
	return d.Def.Severity
}

// Code is the code of the diagnostic's kind.
func (d Diagnostic) Code() string {
	if d.Def == nil {
		return ""
	}
	return d.Def.Code
}

// MostLabels is how many labels Labelled gives a finding: nobody looks at more places.
const MostLabels = 20

// Labelled returns d with one more label, whose text is formatted as the message is; a span that is
// nowhere adds none, nor does one beyond MostLabels.
func (d Diagnostic) Labelled(span source.Span, format string, args ...any) Diagnostic {
	if !span.Valid() || len(d.Labels) >= MostLabels {
		return d
	}
	d.Labels = append(slices.Clip(d.Labels), Label{span, sprintf(format, args)})
	return d
}

// Helped returns d with a help text, which is formatted as the message is.
func (d Diagnostic) Helped(format string, args ...any) Diagnostic {
	d.Help = sprintf(format, args)
	return d
}

// Fixed returns d with one more fix, which is a guess. The lines of its edits end as those of their files do.
func (d Diagnostic) Fixed(title string, edits ...Edit) Diagnostic {
	d.Fixes = append(slices.Clip(d.Fixes), Fix{Title: Shorten(title), Edits: WithLineEnds(edits)})
	return d
}

// SafelyFixed is Fixed with a fix that is safe.
func (d Diagnostic) SafelyFixed(title string, edits ...Edit) Diagnostic {
	d = d.Fixed(title, edits...)
	d.Fixes[len(d.Fixes)-1].Safe = true
	return d
}

// WithLineEnds returns edits whose lines end as those of the files do that they change.
func WithLineEnds(edits []Edit) []Edit {
	cloned := false
	for i, e := range edits {
		if !strings.Contains(e.New, "\n") || e.Span.File == nil || e.Span.File.LineEnd() == "\n" {
			continue
		}
		if !cloned {
			edits, cloned = slices.Clone(edits), true
		}
		edits[i].New = strings.ReplaceAll(strings.ReplaceAll(e.New, "\r\n", "\n"), "\n", "\r\n")
	}
	return edits
}

// About returns d with the path of the attribute that it is about.
func (d Diagnostic) About(path string) Diagnostic {
	d.Path = path
	return d
}

// With returns d with one more fact.
func (d Diagnostic) With(name, value string) Diagnostic {
	d.Facts = append(slices.Clip(d.Facts), Fact{name, value})
	return d
}

// Fact is the value of the fact of a name, "" if there is none.
func (d Diagnostic) Fact(name string) string {
	for _, f := range d.Facts {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// place is where a finding is shown by who shows each in a file: its span, or the beginning of the file that its fact "file" names.
func (d *Diagnostic) place() source.Span {
	if name := d.Fact("file"); !d.Span.Valid() && name != "" {
		return source.NewFile(name, "").Span(0, 0)
	}
	return d.Span
}

// String is the diagnostic on one line: "compose.yaml:3:5: error: message [code]".
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.Span.Valid() {
		b.WriteString(d.Span.String())
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%s: %s [%s]", d.Severity(), d.Message, d.Code())
	return b.String()
}

// List is a list of findings. It is not itself an error: see Err.
type List []Diagnostic

// Add appends findings.
func (l *List) Add(d ...Diagnostic) { *l = append(*l, d...) }

// HasErrors reports whether some finding is an Error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity() == Error })
}

// Errors returns the findings that are errors, in order.
func (l List) Errors() List {
	var out List
	for _, d := range l {
		if d.Severity() == Error {
			out = append(out, d)
		}
	}
	return out
}

// SafelyFixable is the list with no fixes but safe ones; Changes has what they come to.
func (l List) SafelyFixable() List {
	out := slices.Clone(l)
	for i := range out {
		out[i].Fixes = slices.DeleteFunc(slices.Clone(out[i].Fixes), func(f Fix) bool { return !f.Safe })
	}
	return out
}

// Err is nil if the list holds no error; otherwise it is an *Errors of the whole list.
func (l List) Err() error {
	if !l.HasErrors() {
		return nil
	}
	return &Errors{List: l}
}

// Sort orders findings by file name, place, severity and code, so that the same input gives
// the same order on every run. Findings without a place come last. Equal findings stay in order.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		switch {
		case a.Span.Valid() != b.Span.Valid():
			if a.Span.Valid() {
				return -1
			}
			return 1
		case a.Span.Valid() && a.Span.File != b.Span.File && a.Span.File.Name() != b.Span.File.Name():
			return strings.Compare(a.Span.File.Name(), b.Span.File.Name())
		case a.Span.Start != b.Span.Start:
			return int(a.Span.Start) - int(b.Span.Start)
		case a.Span.End != b.Span.End:
			return int(a.Span.End) - int(b.Span.End)
		case a.Severity() != b.Severity():
			return int(a.Severity()) - int(b.Severity())
		case a.Code() != b.Code():
			return strings.Compare(a.Code(), b.Code())
		}
		return strings.Compare(a.Message, b.Message)
	})
}

// Errors is a List as a Go error. Its text has one finding per line.
type Errors struct{ List List }

// Error implements error.
func (e *Errors) Error() string {
	var b strings.Builder
	for i, d := range e.List.Errors() {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(d.String())
	}
	return b.String()
}
