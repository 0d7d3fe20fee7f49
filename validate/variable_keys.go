package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// VariableKey is a key with a variable, which is not replaced.
var VariableKey = &diag.Def{Code: "variable-in-key", Severity: diag.Warning, Title: "a variable in a key, where none is replaced"}

// VariableKeys looks for variables in keys that may have any characters; of others it is known that they are wrong.
var VariableKeys = &Rule{
	Name:  "variable-keys",
	Doc:   "Variables are replaced in values only: a key with one keeps its dollar sign and braces.",
	Codes: []*diag.Def{VariableKey},
	Check: checkVariableKeys,
}

func checkVariableKeys(p *Pass) {
	for _, doc := range p.Documents {
		if mayHoldVariable(doc.Root) {
			p.variableKeys(doc.Root, schema.Compose())
		}
	}
}

// mayHoldVariable reports whether there is a dollar sign in a collection.
func mayHoldVariable(n *syntax.Node) bool {
	return n.Len() > 0 && strings.IndexByte(n.Span().Text(), '$') >= 0
}

// variableKeys looks at the keys below a node, which is of type t. What an anchor brings in is looked at where it is written.
func (p *Pass) variableKeys(n *syntax.Node, t *schema.Type) {
	if t == nil || p.Full(VariableKey) {
		return
	}
	for _, pair := range n.Pairs() {
		if t.Values != nil && t.Keys <= schema.LineKey && t.Format != schema.Hosts && t.Attr(pair.Name()) == nil && hasVariable(pair.Name()) {
			d := VariableKey.At(pair.Span(), "variables are not replaced in keys")
			if t.Accept&schema.List != 0 {
				d = d.Helped("write a list: in its items, as in - NAME=VALUE, variables are replaced in names, too")
			} else {
				d = d.Helped("write the name itself")
			}
			p.Report(d)
		}
		if mayHoldVariable(pair.Value) {
			p.variableKeys(pair.Value, t.Child(pair.Name()))
		}
	}
	for _, item := range n.Items() {
		if mayHoldVariable(item) {
			p.variableKeys(item, t.Item())
		}
	}
}

// hasVariable reports whether a text has a variable, as it would be if it were a value.
func hasVariable(text string) bool {
	if strings.IndexByte(text, '$') < 0 {
		return false
	}
	r := interpolate.Expand(text, source.Vars(nil), interpolate.Limits{Depth: 1, Output: len(text), Findings: 1})
	return len(r.Faults) == 0 && r.Value != strings.ReplaceAll(text, "$$", "$")
}
