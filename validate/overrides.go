package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// IdleOverride is a value that is what it would be without it.
var IdleOverride = &diag.Def{Code: "override-without-effect", Severity: diag.Note, Title: "an override of a value by the same value"}

// Overrides looks for values of overriding files that change nothing.
var Overrides = &Rule{
	Name:  "overrides",
	Doc:   "An override by the value that is there already says nothing, and stays behind when that value is changed.",
	Codes: []*diag.Def{IdleOverride},
	Check: checkOverrides,
}

func checkOverrides(p *Pass) {
	if p.unsure("") {
		return
	}
	for i := 1; i < min(p.Named, len(p.Documents)); i++ {
		o := overrides{pass: p, before: p.Documents[:i]}
		for _, service := range p.Documents[i].Root.Get("services").Pairs() {
			o.path = append(o.path[:0], "services", service.Name())
			o.compare(service.Value, schema.Compose().Child("services").Child(""))
		}
	}
}

// overrides is the comparison of a document with those that it overrides.
type overrides struct {
	pass   *Pass
	before []*syntax.Document
	path   []string // of the mapping at hand
}

// compare reports the scalars below the mapping n, of type t, which is at the path.
func (o *overrides) compare(n *syntax.Node, t *schema.Type) {
	if !plain(n) {
		return
	}
	for _, pair := range n.Pairs() {
		o.path = append(o.path, pair.Name())
		switch v := pair.Value; {
		case v.Tag() == "" && (v.IsNull() || v.Kind == syntax.Sequence && v.Len() == 0):
			if a := t.Attr(pair.Name()); a != nil && a.Type.Merge != schema.MergeReplace {
				o.compareNothing(pair)
			}
		case v.Kind == syntax.Mapping:
			o.compare(v, t.Child(pair.Name()))
		case v.Kind == syntax.Scalar && (t == nil || !slices.Contains(t.Required, pair.Name())):
			o.compareScalar(pair)
		}
		o.path = o.path[:len(o.path)-1]
	}
}

func (o *overrides) compareScalar(pair syntax.Pair) {
	n := pair.Value
	if n.Tag() != "" || n.IsNull() {
		return
	}
	was := o.earlier()
	if was != nil && was.Kind == syntax.Scalar && was.Span().File != n.Span().File && was.Type == n.Type && was.Value() == n.Value() {
		o.pass.Report(IdleOverride.At(n.Span(), "%s has this value already", pair.Name()).
			Labelled(was.Span(), "set here").Helped("remove it from the file that overrides").About(syntax.Below("", o.path...)))
	}
}

// compareNothing reports an attribute without a value, or with an empty list, of which the value before stays.
func (o *overrides) compareNothing(pair syntax.Pair) {
	n := pair.Value
	was := o.earlier()
	path := syntax.Below("", o.path...)
	if was == nil || !pair.Span().Valid() || was.Span().File == pair.Span().File || was.Kind != syntax.Scalar && was.Len() == 0 || o.pass.broken(path) {
		return
	}
	what := "nothing"
	if n.Kind == syntax.Sequence {
		what = "an empty list"
	}
	d := IdleOverride.At(firstSpan(wide(n.Span()), pair.Span()), "%s leaves %s as it was", what, pair.Name()).
		Labelled(was.Span(), "set here").
		Helped("write !reset null to take it away").About(path)
	key := pair.Span()
	switch text := n.Span().Text(); {
	case text != "":
		d = d.Fixed("take it away", diag.Edit{Span: n.Span(), New: "!reset null"})
	case strings.HasPrefix(key.File.Text()[key.End:], ":"):
		d = d.Fixed("take it away", diag.Edit{Span: key.File.Span(int(key.End)+1, int(key.End)+1), New: " !reset null"})
	}
	o.pass.Report(d)
}

// wide is a place that has some width; nowhere if it has none.
func wide(at source.Span) source.Span {
	if at.Start == at.End {
		return source.Span{}
	}
	return at
}

// plain reports whether n is a mapping that says all it says itself: nothing comes from
// elsewhere, and it is merged as usual.
func plain(n *syntax.Node) bool {
	return n != nil && n.Kind == syntax.Mapping && n.Tag() == "" && n.Find("<<") < 0 && n.Find("extends") < 0
}

// earlier is the value at the path in the last document before that sets it; nil if there is
// none, or if it might come from elsewhere.
func (o *overrides) earlier() *syntax.Node {
	for i := len(o.before) - 1; i >= 0; i-- {
		n := o.before[i].Root
		for _, key := range o.path {
			if n.IsNull() {
				break
			}
			if !plain(n) {
				return nil
			}
			n = n.Get(key)
		}
		switch {
		case n.IsNull():
		case n.Kind != syntax.Alias && n.Tag() == "":
			return n
		default:
			return nil
		}
	}
	return nil
}
