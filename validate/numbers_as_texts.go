package validate

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// NumberAsText is a number or date where a text is asked for, which then is not the one that was written.
var NumberAsText = &diag.Def{Code: "number-as-text", Severity: diag.Warning, Title: "a number that becomes another text than is written"}

// NumbersAsTexts looks for variables, labels and arguments whose values are numbers or dates to YAML, and are written anew as texts.
var NumbersAsTexts = &Rule{
	Name:  "numbers-as-texts",
	Doc:   "Without quotes 3.10 is the number 3.1, and 0123 is 83: that is what a container gets, as a variable or label.",
	Codes: []*diag.Def{NumberAsText},
	Check: checkNumbersAsTexts,
}

func checkNumbersAsTexts(p *Pass) {
	n := numbers{pass: p}
	n.look(p.Tree, schema.Compose())
}

// numbers is the search for numbers that become texts.
type numbers struct {
	pass *Pass
	path syntax.Path          // of the value at hand, if something is broken: nothing else asks for it
	told map[source.Span]bool // places of those that are seen: what an anchor brings in has one
}

func (x *numbers) look(n *syntax.Node, t *schema.Type) {
	if t == nil || n == nil || x.pass.Full(NumberAsText) {
		return
	}
	texts := t.Format == schema.KeyValues || t.Format == schema.Environment || t.Format == schema.Labels
	pairs := n.Pairs()
	for i := range pairs {
		x.push(key(pairs[i].Name()))
		switch value := pairs[i].Value; {
		case texts:
			x.text(value)
		case value.Kind != syntax.Scalar:
			x.look(value, t.Child(pairs[i].Name()))
		}
		x.pop()
	}
	for i, item := range n.Items() {
		x.push(at(i))
		switch {
		case texts:
			x.text(item)
		case item.Kind != syntax.Scalar:
			x.look(item, t.Item())
		}
		x.pop()
	}
}

func (x *numbers) push(step syntax.Step) {
	if x.pass.Broken != nil {
		x.path = append(x.path, step)
	}
}

func (x *numbers) pop() {
	if x.pass.Broken != nil {
		x.path = x.path[:len(x.path)-1]
	}
}

// text looks at a value that becomes a text.
func (x *numbers) text(n *syntax.Node) {
	kind := "number"
	n = n.Origin()
	switch n.Type {
	case syntax.Int, syntax.Float:
	case syntax.Timestamp:
		kind = "date"
	default:
		return
	}
	at, text := n.Span(), n.Text()
	if text == n.Value() || at.Text() != n.Value() || x.told[at] {
		return
	}
	if x.told == nil {
		x.told = map[source.Span]bool{}
	}
	x.told[at] = true
	if x.pass.Broken != nil && x.pass.broken(x.path.String()) {
		return
	}
	x.pass.Report(NumberAsText.At(at, "this is a %s, which becomes the text %s", kind, text).
		Helped(`write "%s" if it is to stay as it is`, n.Value()).
		Fixed("put it in quotes", diag.Edit{Span: at, New: `"` + n.Value() + `"`}))
}
