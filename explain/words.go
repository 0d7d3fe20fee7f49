package explain

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// briefLength is the number of bytes up to which a mapping or list is shown whole.
const briefLength = 60

// brief is a value on one line.
func brief(n *syntax.Node) string {
	if n == nil {
		return "null"
	}
	switch n.Kind {
	case syntax.Mapping, syntax.Sequence:
		if text := flow(n, 0); len(text) <= briefLength {
			return text
		}
		return counted(n)
	case syntax.Alias:
		return "*" + n.Value()
	}
	return scalar(n)
}

func scalar(n *syntax.Node) string {
	if n.IsNull() {
		return "null"
	}
	return shown(n.Value())
}

// shown is a text, in quotes if one would not see what it is.
func shown(text string) string {
	if text == "" || strings.ContainsAny(text, "\r\n\t\x1b") || strings.TrimSpace(text) != text {
		return strconv.Quote(text)
	}
	return text
}

func counted(n *syntax.Node) string {
	switch {
	case n.Kind == syntax.Mapping && n.Len() == 1:
		return "a mapping of 1 entry"
	case n.Kind == syntax.Mapping:
		return fmt.Sprintf("a mapping of %d entries", n.Len())
	case n.Len() == 1:
		return "a list of 1 item"
	}
	return fmt.Sprintf("a list of %d items", n.Len())
}

// flow is a value in one line as YAML has it; of a long one only the beginning.
func flow(n *syntax.Node, length int) string {
	if n.Kind == syntax.Scalar || n.Kind == syntax.Alias {
		return brief(n)
	}
	var parts []string
	for _, p := range n.Pairs() {
		if length > briefLength {
			break
		}
		parts = append(parts, p.Name()+": "+flow(p.Value, length))
		length += len(parts[len(parts)-1])
	}
	for _, item := range n.Items() {
		if length > briefLength {
			break
		}
		parts = append(parts, flow(item, length))
		length += len(parts[len(parts)-1])
	}
	text := strings.Join(parts, ", ")
	if n.Kind == syntax.Mapping {
		return "{" + text + "}"
	}
	return "[" + text + "]"
}

// Options say how stories are shown.
type Options struct {
	// Name gives the name that a file is shown under. Nil shows File.Name.
	Name func(*source.File) string
}

// Render writes a story for people: the value, then the steps from the first to the last,
// then one line for each part. The error, if any, is w's.
func Render(w io.Writer, s Story, opt Options) error {
	r := renderer{opt: opt}
	r.head(&s)
	for _, step := range s.Steps {
		r.line("  " + r.sentence(&step))
		for _, v := range step.Variables {
			r.line("    " + r.variable(&v))
		}
	}
	for _, d := range s.Findings {
		r.line(fmt.Sprintf("  %s at %s: %s [%s]", d.Severity(), r.place(d.Span), oneLine(d.Message), d.Code()))
	}
	r.parts(&s)
	_, err := io.WriteString(w, r.out.String())
	return err
}

type renderer struct {
	opt Options
	out strings.Builder
}

func (r *renderer) line(text string) { r.out.WriteString(terminal.Line(text) + "\n") }

func (r *renderer) head(s *Story) {
	switch {
	case s.Set:
		r.line(s.Path + " = " + oneLine(s.Value))
	case len(s.Steps) > 0 && isLeftOut(s.Steps[len(s.Steps)-1].What):
		r.line(s.Path + " is not in the project")
	default:
		r.line(s.Path + " is not set")
	}
}

// isLeftOut reports whether a step is the end of a value that is written and not in the project.
func isLeftOut(w What) bool { return w == CarriedOut || w == PassedOver }

// place is where a span begins.
func (r *renderer) place(s source.Span) string {
	if !s.Valid() {
		return "an unknown place"
	}
	return fmt.Sprintf("%s:%d:%d", r.file(s.File), s.Pos(source.Runes).Line, s.Pos(source.Runes).Column)
}

func (r *renderer) file(f *source.File) string {
	if r.opt.Name != nil {
		return r.opt.Name(f)
	}
	return f.Name()
}

// named is the name that a step speaks of.
func (r *renderer) named(s *Step) string {
	if s.file != nil {
		return r.file(s.file)
	}
	return s.Name
}

// sentence is a step in words.
func (r *renderer) sentence(s *Step) string {
	text := oneLine(s.Text)
	switch s.What {
	case Written:
		return "written at " + r.place(s.Span) + " as " + text
	case Overridden:
		return "overridden at " + r.place(s.Span) + " by " + text
	case Merged:
		return "merged with " + text + " at " + r.place(s.Span)
	case Interpolated:
		return "interpolated to " + text
	case Cast:
		return "read as " + text
	case Aliased:
		return "used at " + r.place(s.Other) + " through " + nameOr("*", s.Name, "an alias")
	case MergeKey:
		return "brought in at " + r.place(s.Other) + " by the merge key << with " + nameOr("*", s.Name, "a mapping")
	case LongForm:
		return "taken as " + text
	case Extended:
		if s.Name == "" {
			return "inherited from " + r.place(s.Span)
		}
		return "inherited from the service " + s.Name + " by extends at " + r.place(s.Other)
	case Included:
		return r.included(s)
	case PathResolved:
		return "the relative path resolved to " + text
	case FromVariable:
		return "given its value by a variable: " + text
	case FromFile:
		return "set to " + strconv.Quote(s.Text) + " at " + r.place(s.Span)
	case Normalised:
		return "normalised to " + text
	case Implied:
		return "implied by " + text + " at " + r.place(s.Span)
	case Removed:
		return "taken away by !reset at " + r.place(s.Span)
	case Defined:
		switch {
		case s.Span.Valid():
			return "set at " + r.place(s.Span)
		case s.Name != "":
			return "set by " + s.Name
		}
		return "set in the environment"
	case Used:
		return "used at " + r.place(s.Span) + " by " + s.Name + ": " + text
	case CarriedOut:
		return "carried out: the project has what it brings in"
	case Decided:
		return "decided by " + s.Name + " at " + r.place(s.Span) + ": " + text
	case PassedOver:
		return "passed over: Compose does not look at it"
	}
	if s.Section != "" {
		return "the default, " + text + " (specification: " + s.Section + ")"
	}
	return "the default, " + text
}

func (r *renderer) included(s *Step) string {
	switch {
	case s.Other.Valid():
		return "included at " + r.place(s.Other)
	case s.Name != "":
		return "included from " + r.named(s)
	}
	return "included"
}

func nameOr(sign, name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return sign + name
}

// Words are what Render says of a variable: its value, where that comes from, and its default.
func (v Variable) Words(opt Options) string { return (&renderer{opt: opt}).variable(&v) }

// variable is a variable in words.
func (r *renderer) variable(v *Variable) string {
	switch {
	case !v.Set && v.UsedDefault:
		return v.Name + " is not set; its default is " + oneLine(v.Default)
	case !v.Set:
		return v.Name + " is not set"
	}
	text := v.Name + " is " + strconv.Quote(v.Value)
	if v.Value == "" {
		text = v.Name + " is empty"
	}
	switch {
	case v.Origin.Span.Valid():
		text += ", set at " + r.place(v.Origin.Span)
	case v.Origin.From != "":
		text += ", from " + v.Origin.From
	default:
		text += ", from the environment"
	}
	if v.UsedDefault {
		text += "; its default is " + oneLine(v.Default)
	}
	return text
}

// parts writes one line for each part: its name, its value, where that comes from.
func (r *renderer) parts(s *Story) {
	names := make([]string, len(s.Parts))
	width, widest := 0, 0
	const mostName, mostValue = 24, 60
	for i := range s.Parts {
		names[i] = strings.TrimPrefix(strings.TrimPrefix(s.Parts[i].Path, s.Path), ".")
		width = max(width, min(len(names[i]), mostName))
		widest = max(widest, min(len(oneLine(s.Parts[i].Value)), mostValue))
	}
	for i := range s.Parts {
		line := fmt.Sprintf("  %-*s  %-*s", width, names[i], widest, oneLine(s.Parts[i].Value))
		if from := r.summary(&s.Parts[i]); from != "" {
			line += "  # " + from
		}
		r.line(strings.TrimRight(line, " "))
	}
}

// summary says in a few words where a value comes from: the last place, and what followed.
func (r *renderer) summary(s *Story) string {
	place, more := "", ""
	for i := range s.Steps {
		step := &s.Steps[i]
		switch step.What {
		case Written, FromFile:
			place, more = r.place(step.Span), ""
		case Overridden:
			place, more = "overridden at "+r.place(step.Span), ""
		case Merged:
			more += ", merged with " + r.place(step.Span)
		case Interpolated:
			more += ", interpolated"
		case Aliased, MergeKey:
			more += ", used at " + r.place(step.Other)
		case Extended:
			more += ", inherited"
			if step.Name != "" {
				more += " from " + step.Name
			}
		case Included:
			more += ", included"
		case FromVariable:
			more += ", from a variable"
		case Implied:
			place = "implied at " + r.place(step.Span)
		case Default:
			place = "default"
		}
	}
	return strings.TrimPrefix(place+more, ", ")
}

// oneLine is text without line breaks and other characters that would not show as themselves.
func oneLine(s string) string {
	if strings.ContainsFunc(s, func(c rune) bool { return terminal.Visible(c) != c }) {
		return strconv.Quote(s)
	}
	return s
}
