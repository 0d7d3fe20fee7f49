package validate

import (
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// TypographicQuote is a text between quotes that are none to YAML, and so a part of it.
var TypographicQuote = &diag.Def{Code: "typographic-quote", Severity: diag.Warning, Title: "quotes that are part of the text"}

// TypographicQuotes looks for texts between quotes of word processors.
var TypographicQuotes = &Rule{
	Name:  "typographic-quotes",
	Doc:   "Quotes as word processors make them are no quotes to YAML: they are part of the text.",
	Codes: []*diag.Def{TypographicQuote},
	Check: checkTypographicQuotes,
}

func checkTypographicQuotes(p *Pass) {
	for _, doc := range p.Documents {
		if doc.Root != nil && strings.Contains(doc.Span.Text(), leadOfQuotes) {
			p.typographicQuotes(doc.Root)
		}
	}
}

// leadOfQuotes is what all typographic quotes begin with in UTF-8.
const leadOfQuotes = "\xe2\x80"

func (p *Pass) typographicQuotes(n *syntax.Node) {
	if n.Kind == syntax.Scalar && n.Style == syntax.Plain {
		p.typographicQuote(n.Span(), n.Value())
	}
	for _, pair := range n.Pairs() {
		if pair.Key() == nil {
			p.typographicQuote(pair.Span(), pair.Name())
		} else {
			p.typographicQuotes(pair.Key())
		}
		p.typographicQuotes(pair.Value)
	}
	for _, item := range n.Items() {
		p.typographicQuotes(item)
	}
}

// typographicQuote reports a plain text at a place if it is between typographic quotes.
func (p *Pass) typographicQuote(at source.Span, text string) {
	first, open := utf8.DecodeRuneInString(text)
	last, end := utf8.DecodeLastRuneInString(text)
	if quoteOf(first) == "" || quoteOf(first) != quoteOf(last) || len(text) <= open || at.Text() != text || p.Full(TypographicQuote) {
		return
	}
	quote, inner := quoteOf(first), text[open:len(text)-end]
	d := TypographicQuote.At(at, "the quotes of %s are no quotes to YAML, but a part of the text", text).
		Helped("write %s instead; if they belong to the text, write quotes around them", quote)
	if !strings.ContainsAny(inner, `\`+quote) {
		d = d.Fixed("write quotes of YAML", diag.Edit{Span: at.Sub(0, open), New: quote}, diag.Edit{Span: at.Sub(len(text)-end, len(text)), New: quote})
	}
	p.Report(d)
}

// quoteOf is the quote of YAML that a typographic one was probably meant to be; "" for all else.
func quoteOf(r rune) string {
	switch r {
	case '\u201c', '\u201d', '\u201e', '\u201f':
		return `"`
	case '\u2018', '\u2019', '\u201a', '\u201b':
		return "'"
	}
	return ""
}
