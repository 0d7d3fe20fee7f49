package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// ValueOfReset is a value under !reset, which counts for nothing.
var ValueOfReset = &diag.Def{Code: "value-of-reset", Severity: diag.Warning, Title: "a value under !reset"}

// ResetValues looks for values under the tag !reset.
var ResetValues = &Rule{
	Name:  "reset-values",
	Doc:   "The tag !reset takes an attribute away, with the value that it stands before; !override puts that in the place of what was there.",
	Codes: []*diag.Def{ValueOfReset},
	Check: checkResetValues,
}

func checkResetValues(p *Pass) {
	for _, doc := range p.Documents {
		if strings.Contains(doc.Span.Text(), syntax.ResetTag) {
			p.resetValues(doc.Root, nil)
		}
	}
}

// resetValues goes through a document as it is written.
func (p *Pass) resetValues(n *syntax.Node, path syntax.Path) {
	for i, item := range n.Items() {
		p.resetValues(item, append(path, syntax.Step{Index: i, Item: true}))
	}
	for i := range n.Pairs() {
		pair := &n.Pairs()[i]
		below := append(path, syntax.Step{Name: pair.Name()})
		if pair.Value.Tag() != syntax.ResetTag {
			p.resetValues(pair.Value, below)
			continue
		}
		if !saysNothing(pair.Value) && !p.Full(ValueOfReset) {
			p.reportReset(pair, below)
		}
	}
}

// saysNothing reports whether a value with a tag is empty, or would be null without the tag.
func saysNothing(n *syntax.Node) bool {
	if n.Kind != syntax.Scalar {
		return n.Len() == 0
	}
	return n.Value() == "" || syntax.PlainType(n.Value()) == syntax.Null
}

func (p *Pass) reportReset(pair *syntax.Pair, path syntax.Path) {
	key, v := pair.Span(), pair.Value
	between := key.File.Span(int(key.End), int(v.Span().End))
	at, tag := firstSpan(spanOf(v), key), strings.Index(between.Text(), syntax.ResetTag)
	if tag >= 0 && strings.Trim(between.Text()[:tag], ": ") == "" {
		at = between.Sub(tag, tag+len(syntax.ResetTag))
	}
	d := ValueOfReset.At(at, "!reset takes %s away, and the value behind it counts for nothing", pair.Name()).
		Helped("write !override to put the value in the place of what was there, or !reset null").About(path.Bounded())
	if at.Text() == syntax.ResetTag {
		d = d.Fixed("put it in the place of what was there", diag.Edit{Span: at, New: "!override"})
	}
	p.Report(d)
}
