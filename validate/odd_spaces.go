package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/lookalike"
	"github.com/composekit/composekit/source"
)

// OddSpace is a space that is none to YAML, or a character that is not to be seen, in a value or key without quotes.
var OddSpace = &diag.Def{Code: "odd-space", Severity: diag.Warning, Title: "a space that is part of the text"}

// OddSpaces looks for texts that begin or end with spaces which are none to YAML, or have characters that nobody sees.
var OddSpaces = &Rule{
	Name:  "odd-spaces",
	Doc:   "No-break spaces and their like, as web pages and word processors have them, are no spaces to YAML: they are part of the text.",
	Codes: []*diag.Def{OddSpace},
	Check: checkOddSpaces,
}

func checkOddSpaces(p *Pass) {
	p.plainTexts(func(at source.Span, text string, isKey bool) {
		if at.Text() == text && !lookalike.ASCII(text) && !p.Full(OddSpace) {
			p.oddSpace(at, text, isKey)
		}
	})
}

// oddSpace reports the first such character of a text.
func (p *Pass) oddSpace(at source.Span, text string, isKey bool) {
	const (
		ordinary = "write an ordinary space in its place; if it belongs to the text, write quotes around that"
		remove   = "remove it; if it belongs to the text, write quotes around that"
	)
	leading, first := lookalike.Leading(text)
	trailing, last := lookalike.Trailing(text)
	hidden, size, unseen := lookalike.Unseen(text)
	sign := 0 // behind which there is to be a space
	if strings.HasPrefix(text, "-") {
		sign = 1
	} else if isKey { // in braces; elsewhere the reader knows that it is a colon
		sign = strings.IndexByte(text, ':') + 1
	}
	behind, spaces := 0, ""
	if sign > 0 {
		behind, spaces = lookalike.Leading(text[sign:])
	}
	switch {
	case leading == len(text):
		p.Report(OddSpace.At(at, "this is %s, which is no space to YAML, but a text", first).Helped(remove).
			Fixed("remove it", diag.Edit{Span: at}))
	case leading > 0 && strings.Trim(at.Before(), " ") == "":
		odd := at.Sub(0, leading)
		p.Report(OddSpace.At(odd, "this line begins with %s, which is no space to YAML, but a part of the text", first).
			Helped(ordinary).Fixed("write ordinary spaces", diag.Edit{Span: odd, New: strings.Repeat(" ", len([]rune(text[:leading])))}))
	case leading > 0:
		odd := at.Sub(0, leading)
		p.Report(OddSpace.At(odd, "this begins with %s, which is no space to YAML, but a part of the text", first).Helped(remove).
			Fixed("remove it", diag.Edit{Span: odd}))
	case behind > 0:
		odd := at.Sub(sign, sign+behind)
		p.Report(OddSpace.At(odd, "the space behind this %s is %s, which is none to YAML", text[sign-1:sign], spaces).Helped(ordinary).
			Fixed("write an ordinary space", diag.Edit{Span: odd, New: " "}))
	case trailing > 0:
		odd := at.Sub(len(text)-trailing, len(text))
		p.Report(OddSpace.At(odd, "this ends with %s, which is no space to YAML, but a part of the text", last).Helped(remove).
			Fixed("remove it", diag.Edit{Span: odd}))
	case size > 0:
		odd := at.Sub(hidden, hidden+size)
		p.Report(OddSpace.At(odd, "nobody sees that %s stands here", unseen).Helped(remove).Fixed("remove it", diag.Edit{Span: odd}))
	}
}
