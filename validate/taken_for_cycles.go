package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// TakenForCycle is an alias that docker compose takes for a cycle, or a service that extends others of its name in other files.
var TakenForCycle = &diag.Def{Code: "taken-for-cycle", Severity: diag.Warning, Title: "what docker compose takes for a cycle"}

// TakenForCycles looks for anchors that are merged into a mapping, and stand in it once more.
var TakenForCycles = &Rule{
	Name:  "taken-for-cycles",
	Doc:   "An anchor that is merged into a mapping, and used once more inside of that, is no cycle, but docker compose takes it for one and refuses the file.",
	Codes: []*diag.Def{TakenForCycle},
	Check: checkTakenForCycles,
}

func checkTakenForCycles(p *Pass) {
	for _, doc := range p.Documents {
		if strings.Contains(doc.Span.Text(), "<<") {
			w := aliasWalk{pass: p, merged: map[*syntax.Node]*syntax.Node{}}
			w.node(doc.Root)
		}
	}
}

// aliasWalk goes through a document as it is written.
type aliasWalk struct {
	pass   *Pass
	merged map[*syntax.Node]*syntax.Node // by what anchors are at: the alias by which a mapping around merges that
}

func (w *aliasWalk) node(n *syntax.Node) {
	if n == nil {
		return
	}
	if n.Kind == syntax.Alias {
		w.alias(n)
		return
	}
	for _, item := range n.Items() {
		w.node(item)
	}
	if n.Kind == syntax.Mapping {
		target := w.merge(n)
		w.values(n)
		delete(w.merged, target)
	}
}

// alias reports an alias of what a mapping around it merges.
func (w *aliasWalk) alias(n *syntax.Node) {
	outer := w.merged[n.Target()]
	if outer == nil || w.pass.Full(TakenForCycle) {
		return
	}
	w.pass.Report(TakenForCycle.At(n.Span(), "docker compose takes *%s for a cycle, since a mapping around it merges that, too, and refuses the file", n.Value()).
		Labelled(outer.Span(), "merged here").
		Helped("in one of both places, write what the anchor has instead of the alias"))
}

// merge notes the anchor that a mapping merges, also by way of a mapping that it merges as it stands there. What is in a list
// of what is merged is a step further in.
func (w *aliasWalk) merge(n *syntax.Node) *syntax.Node {
	for n != nil && n.Kind == syntax.Mapping {
		n = n.Get("<<")
	}
	if n == nil || n.Kind != syntax.Alias {
		return nil
	}
	if w.alias(n); n.Target() == nil || w.merged[n.Target()] != nil {
		return nil
	}
	w.merged[n.Target()] = n
	return n.Target()
}

// values goes through all but what merge has seen.
func (w *aliasWalk) values(n *syntax.Node) {
	for _, pair := range n.Pairs() {
		switch v := pair.Value; {
		case pair.Name() != "<<" || v.Kind == syntax.Sequence:
			w.node(v)
		case v.Kind == syntax.Mapping:
			w.values(v)
		}
	}
}
