package validate

import (
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/lookalike"
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
	p.plainTexts(func(at source.Span, text string, _ bool) { p.typographicQuote(at, text) })
}

// plainTexts hands on the values and keys without quotes of the documents that have characters which are not ASCII.
func (p *Pass) plainTexts(to func(at source.Span, text string, isKey bool)) {
	var walk func(n *syntax.Node, isKey bool)
	walk = func(n *syntax.Node, isKey bool) {
		if n.Kind == syntax.Scalar && n.Style == syntax.Plain {
			to(n.Span(), n.Value(), isKey)
		}
		for _, pair := range n.Pairs() {
			if pair.Key() == nil {
				to(pair.Span(), pair.Name(), true)
			} else {
				walk(pair.Key(), true)
			}
			walk(pair.Value, false)
		}
		for _, item := range n.Items() {
			walk(item, false)
		}
	}
	for _, doc := range p.notASCII() {
		if doc.Root != nil {
			walk(doc.Root, false)
		}
	}
}

// notASCII are the documents that have characters which are not.
func (p *Pass) notASCII() []*syntax.Document {
	if p.foreign == nil {
		p.foreign = []*syntax.Document{}
		for _, doc := range p.Documents {
			if !lookalike.ASCII(doc.Span.Text()) {
				p.foreign = append(p.foreign, doc)
			}
		}
	}
	return p.foreign
}

// typographicQuote reports a plain text at a place if it is between typographic quotes.
func (p *Pass) typographicQuote(at source.Span, text string) {
	first, open := utf8.DecodeRuneInString(text)
	last, end := utf8.DecodeLastRuneInString(text)
	if quoteOf(first) == "" || at.Text() != text || p.Full(TypographicQuote) {
		return
	}
	if quoteOf(first) == `"` && strings.IndexFunc(text[open:], func(r rune) bool { return quoteOf(r) == `"` }) < 0 {
		p.Report(TypographicQuote.At(at.Sub(0, open), "the quote %c is none to YAML, but a part of the text", first).
			Helped(`write " instead, where the text ends, too; if it belongs to the text, write quotes around that`))
		return
	}
	if quoteOf(first) != quoteOf(last) || len(text) <= open {
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
