package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// definable are the sections whose entries need not say anything.
var definable = map[string]bool{"networks": true, "volumes": true}

// defined offers to define what a service uses in the section of that name, in the file in which the service stands and
// names it, if that is plain to see: in a section by indentation, or at the end of the file.
func (p *Pass) defined(d diag.Diagnostic, s Service, section, name string) diag.Diagnostic {
	file := d.Span.File
	if !definable[section] || file == nil || s.pair.Span().File != file || syntax.PlainType(name) != syntax.String || !isPlainName(name) {
		return d
	}
	for i, doc := range p.Documents {
		root := doc.Root
		if root == nil || root.Kind != syntax.Mapping || root.Style != syntax.Block || root.Span().File != file || !root.Span().Contains(d.Span) {
			continue
		}
		last := i+1 == len(p.Documents) || p.Documents[i+1].Root == nil || p.Documents[i+1].Root.Span().File != file
		if edit, ok := entryIn(root, section, name, last); ok {
			return d.Fixed("define the "+strings.TrimSuffix(section, "s")+" "+name, edit)
		}
		break
	}
	return d
}

// entryIn is the edit that gives a section of a file an entry without a value. Last says that the document is the last of its file.
func entryIn(root *syntax.Node, section, name string, last bool) (diag.Edit, bool) {
	file := root.Span().File
	text := file.Text()
	if at := root.Find(section); at >= 0 {
		pair := &root.Pairs()[at]
		below := pair.Value.Pairs()
		end := int(pair.Span().End)
		switch {
		case pair.Value.IsNull() && pair.Value.Span().Text() == "" && pair.Value.Tag() == "" && pair.Value.Anchor() == "" && strings.HasPrefix(text[end:], ":"):
			return diag.Edit{Span: file.Span(end+1, end+1), New: "\n" + step + name + ":"}, true
		case len(below) > 0 && pair.Value.Style == syntax.Block && pair.Value.Span().File == file:
			first := below[0].Span()
			indent := first.Before()
			return diag.Edit{Span: first.Sub(0, 0), New: name + ":\n" + indent}, indent != "" && strings.Trim(indent, " ") == ""
		}
		return diag.Edit{}, false
	}
	rest := text[root.Span().End:]
	if !last || root.Pairs()[0].Span().Before() != "" || len(rest) > mostRest || !onlyComments(rest) {
		return diag.Edit{}, false
	}
	line := ""
	if !strings.HasSuffix(text, "\n") {
		line = "\n"
	}
	return diag.Edit{Span: file.Span(len(text), len(text)), New: line + section + ":\n" + step + name + ":\n"}, true
}

// mostRest is how many bytes of comments there may be below a document at whose end something is to be added.
const mostRest = 4096

// step is how far an entry is indented where a section has none yet.
const step = "  "

// onlyComments reports whether a text has nothing but comments and empty lines.
func onlyComments(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

// isPlainName reports whether a name needs no quotes, and may be defined.
func isPlainName(name string) bool {
	return isWord(name) && strings.Trim(name[:1], "._-") != ""
}
