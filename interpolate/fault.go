package interpolate

import (
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// FaultKind says what is wrong with a reference.
type FaultKind uint8

const (
	NoName      FaultKind = iota + 1 // ${}
	BadName                          // ${1A}, ${ A}
	BadOperator                      // ${A:=x}, ${A/x/y}, ${A }
	NestedName                       // ${A${B}}
	Unclosed                         // ${A, ${A:-x
	LineBreak                        // ${A:-x with the } on another line
	Missing                          // ${A:?message} without a value
	TooDeep                          // beyond Limits.Depth
	TooLong                          // beyond Limits.Output
)

// Fault is one reason for which a text is refused.
type Fault struct {
	Kind FaultKind
	// Name is the variable, as far as its name could be read.
	Name string
	// Text is, of a Missing one, the message of the file's author; may be empty. Of a
	// BadName or BadOperator it is what was found instead.
	Text string
	// At is the offset of the dollar sign that the reference begins with.
	At int
	// From and To are the bytes that are wrong.
	From, To int
	// Close is, of an Unclosed one with a name, where the } may stand: at the end of its line.
	Close int
}

func (f Fault) shifted(by int) Fault {
	f.At += by
	f.From += by
	f.To += by
	f.Close += by
	return f
}

// explain tells what is wrong with a malformed token.
func (r *reader) explain(t token) Fault {
	start := t.from + len("${")
	end := start + len(t.name)
	rest := r.text[end:]
	f := Fault{Name: t.name, At: t.from, From: end, To: end}
	op, _, width := operator(rest)
	switch {
	case rest == "":
		f.Kind, f.From = Unclosed, t.from
	case t.name == "" && rest[0] == '}':
		f.Kind, f.From, f.To = NoName, t.from, end+1
	case t.name == "" && op != 0:
		f.Kind, f.From, f.To = NoName, t.from, end+width
	case op != 0:
		f.Kind, f.From, f.To = Unclosed, t.from, end+width
		if r.closedLater(end) {
			f.Kind = LineBreak
		}
	case strings.HasPrefix(rest, "${"):
		f.Kind, f.To = NestedName, end+len("${")
	case t.name == "":
		f.Kind, f.To = BadName, end+wrongName(rest)
	case rest[0] == '\n' || rest[0] == '\r':
		f.Kind, f.From = Unclosed, t.from
	default:
		f.Kind, f.To = BadOperator, end+wrongOperator(rest)
	}
	f.Text = r.text[f.From:f.To]
	if f.Close = end; op != 0 && f.Kind == Unclosed {
		f.Close = r.lineEnd
	}
	return f
}

// closedLater reports whether a } stands on some line after that of from.
func (r *reader) closedLater(from int) bool {
	r.lastBraceFrom(from)
	if r.finalBrace == notLookedUp {
		r.finalBrace = strings.LastIndexByte(r.text, '}')
	}
	return r.finalBrace > r.lineEnd
}

// wrongName is the length of what stands where a name should; s is not empty.
func wrongName(s string) int {
	if i := strings.IndexFunc(s, func(c rune) bool { return c != ' ' && c != '\t' }); i > 0 {
		return i
	}
	const most = 64
	n := strings.IndexAny(s[:min(len(s), most)], "}:-+?$ \t\r\n")
	if n < 0 {
		n = min(len(s), most)
		for n > 1 && n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(s)
	}
	return n
}

// wrongOperator is the length of what stands where an operator or } should; s is not empty.
func wrongOperator(s string) int {
	if strings.HasPrefix(s, ":=") {
		return len(":=")
	}
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// Diagnostic is the fault as a finding. Place tells where bytes of the text stand in the file.
func (f Fault) Diagnostic(place func(from, to int) source.Span) diag.Diagnostic {
	at := place(f.From, f.To)
	switch f.Kind {
	case Missing:
		return f.missing(at)
	case TooDeep:
		return TooMuch.At(at, "the default of %s is nested too deep", f.Name).
			Helped("move inner defaults into variables of their own")
	case TooLong:
		return TooMuch.At(at, "the text is too long once its variables are replaced").
			Helped("look for a variable whose value is very long or is used very often")
	}
	d := InvalidInterpolation.At(at, "%s", f.message()).Helped("%s", f.help())
	if f.Kind == BadOperator && f.Text == ":=" && at.Text() == ":=" {
		d = d.Fixed("use :- for a default", diag.Edit{Span: at, New: ":-"})
	}
	if f.Kind == BadOperator && f.Text == ":" && at.Text() == ":" {
		d = d.Fixed("use :- for a default", diag.Edit{Span: at, New: ":-"})
	}
	if f.Kind == Unclosed && f.Name != "" {
		if whole := place(f.At, f.Close); strings.HasPrefix(whole.Text(), "$") {
			d = d.Fixed("close it with }", diag.Edit{Span: whole.File.Span(int(whole.End), int(whole.End)), New: "}"})
		}
	}
	if dollar := place(f.At, f.At+1); dollar.Text() == "$" {
		d = d.Fixed("write $$ for a literal dollar sign", diag.Edit{Span: dollar.Sub(0, 0), New: "$"})
	}
	return d
}

func (f Fault) missing(at source.Span) diag.Diagnostic {
	return f.required(at).With("variable", f.Name).With("message", f.Text)
}

func (f Fault) required(at source.Span) diag.Diagnostic {
	if f.Text == "" {
		return RequiredVariable.At(at, "the required variable %s is missing a value", f.Name).
			Helped("set %s in the environment or in an env file", f.Name)
	}
	return RequiredVariable.At(at, "the required variable %s is missing a value: %s", f.Name, shortened(f.Text)).
		Helped("set %s in the environment or in an env file", f.Name)
}

func (f Fault) message() string {
	switch f.Kind {
	case NoName:
		return "the name of a variable is missing after ${"
	case BadName:
		if strings.Trim(f.Text, " \t") == "" {
			return "the name of the variable must follow ${ without a space"
		}
		return quoted(f.Text) + " is not the name of a variable"
	case NestedName:
		return "the name of a variable cannot contain a variable"
	case Unclosed:
		return "the } of " + f.opening() + " is missing"
	case LineBreak:
		return "the } of " + f.opening() + " must stand on the same line"
	}
	switch f.Text {
	case ":":
		return "the : after " + f.Name + " must be followed by -, + or ?"
	case " ", "\t":
		return "a space cannot follow the name " + f.Name + " inside ${ }"
	}
	return quoted(f.Text) + " is not an operator for variables"
}

func (f Fault) opening() string {
	if f.Name == "" {
		return "${"
	}
	return "${" + f.Name
}

func (f Fault) help() string {
	switch f.Kind {
	case NoName, BadName:
		return "a name is letters, digits and underscores and does not begin with a digit; write $$ for a literal dollar sign"
	case NestedName:
		return "variables may be nested only after an operator, as in ${A:-${B}}"
	case BadOperator:
		if f.Text == ":=" {
			return "Compose cannot assign variables; :- gives a default"
		}
		return "the operators are :- - :+ + :? and ?; write $$ for a literal dollar sign"
	}
	return "add the }, or write $$ for a literal dollar sign"
}

// shortened is text for a message: on one line, and not too long.
func shortened(text string) string {
	return strings.Join(strings.Fields(diag.Shorten(text)), " ")
}

func quoted(text string) string { return `"` + shortened(text) + `"` }
