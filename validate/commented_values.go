package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// ValueInComment is a value that YAML takes for a comment.
var ValueInComment = &diag.Def{Code: "value-in-comment", Severity: diag.Warning, Title: "a value that is a comment to YAML"}

// CommentedValues looks for variables without a value, right behind which there is a comment that looks like one.
var CommentedValues = &Rule{
	Name:  "commented-values",
	Doc:   "A number sign behind a space begins a comment, so that a password or colour that begins with one needs quotes.",
	Codes: []*diag.Def{ValueInComment},
	Check: checkCommentedValues,
}

func checkCommentedValues(p *Pass) {
	for s := range p.Services() {
		for _, keys := range [...][]string{{"environment"}, {"build", "args"}} {
			written := asWritten(s.Node(keys...))
			if written == nil || written.Kind != syntax.Mapping {
				continue
			}
			for i := range written.Pairs() {
				pair := &written.Pairs()[i]
				if text := pair.Value.Span(); pair.Value.Kind != syntax.Scalar || pair.Value.Value() != "" || text.Text() != "" || p.Full(ValueInComment) {
					continue
				}
				p.reportComment(s, pair, keys)
			}
		}
	}
}

// reportComment reports the comment behind the key of a variable, if there is one that looks like a value.
func (p *Pass) reportComment(s Service, pair *syntax.Pair, keys []string) {
	key := pair.Span()
	if !key.Valid() {
		return
	}
	line, _, _ := strings.Cut(key.File.Text()[key.End:], "\n")
	line = strings.TrimRight(line, " \t\r")
	value := strings.TrimLeft(strings.TrimPrefix(line, ":"), " \t")
	if !strings.HasPrefix(line, ":") || len(value) < 2 || value[0] != '#' || strings.ContainsAny(value[1:2], "# \t!-=") || strings.Contains(value, " ") {
		return
	}
	at := key.File.Span(int(key.End)+len(line)-len(value), int(key.End)+len(line))
	d := ValueInComment.At(at, "this is a comment, and %s has no value", pair.Name()).
		Helped("put it in quotes if it is the value").About(syntax.Below(syntax.Below(s.Path(), keys...), pair.Name()))
	if !strings.Contains(value, "'") {
		d = d.Fixed("put it in quotes", diag.Edit{Span: at, New: "'" + value + "'"})
	}
	p.Report(d)
}
