package validate

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
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
		switch pair.Value.Kind {
		case syntax.Mapping:
			o.compare(pair.Value, t.Child(pair.Name()))
		case syntax.Scalar:
			if t == nil || !slices.Contains(t.Required, pair.Name()) {
				o.compareScalar(pair)
			}
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
	if was != nil && was.Span().File != n.Span().File && was.Type == n.Type && was.Value() == n.Value() {
		o.pass.Report(IdleOverride.At(n.Span(), "%s has this value already", pair.Name()).
			Labelled(was.Span(), "set here").Helped("remove it from the file that overrides").About(syntax.Below("", o.path...)))
	}
}

// plain reports whether n is a mapping that says all it says itself: nothing comes from
// elsewhere, and it is merged as usual.
func plain(n *syntax.Node) bool {
	return n != nil && n.Kind == syntax.Mapping && n.Tag() == "" && n.Find("<<") < 0 && n.Find("extends") < 0
}

// earlier is the scalar at the path in the last document before that sets it; nil if there is
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
		case n.Kind == syntax.Scalar && n.Tag() == "":
			return n
		default:
			return nil
		}
	}
	return nil
}
