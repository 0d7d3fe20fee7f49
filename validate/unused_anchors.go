package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// UnusedAnchor is an anchor that no alias refers to.
var UnusedAnchor = &diag.Def{Code: "unused-anchor", Severity: diag.Warning, Title: "an anchor that no alias refers to"}

// UnusedAnchors looks for anchors without an alias.
var UnusedAnchors = &Rule{
	Name:  "unused-anchors",
	Doc:   "An anchor that no alias refers to is left over, or an alias is missing.",
	Codes: []*diag.Def{UnusedAnchor},
	Check: checkUnusedAnchors,
}

func checkUnusedAnchors(p *Pass) {
	if p.unsure("") {
		return
	}
	for _, doc := range p.Documents {
		if strings.IndexByte(doc.Span.Text(), '&') < 0 {
			continue
		}
		a := anchors{used: map[*syntax.Node]bool{}}
		a.read(doc.Root)
		for _, n := range a.all {
			if !a.used[n] && !p.missed[n] && !p.Full(UnusedAnchor) {
				p.Report(UnusedAnchor.At(n.AnchorSpan(), "no alias refers to the anchor %s", n.Anchor()).
					Helped("remove it, or refer to it with *%s", n.Anchor()).
					SafelyFixed("remove the anchor", removal(n)))
			}
		}
	}
}

// anchors are the nodes of a document that have an anchor, and those of them that are used.
type anchors struct {
	all  []*syntax.Node
	used map[*syntax.Node]bool
}

func (a *anchors) read(n *syntax.Node) {
	if n == nil {
		return
	}
	if n.Anchor() != "" && n.AnchorSpan().Valid() {
		a.all = append(a.all, n)
	}
	if n.Kind == syntax.Alias {
		a.used[n.Target()] = true
	}
	for _, pair := range n.Pairs() {
		a.read(pair.Key())
		a.read(pair.Value)
	}
	for _, item := range n.Items() {
		a.read(item)
	}
}

// removal takes an anchor away, and the blanks around it that then separate nothing.
func removal(n *syntax.Node) diag.Edit {
	at := n.AnchorSpan()
	text := at.File.Text()
	for int(at.End) < len(text) && text[at.End] == ' ' {
		at.End++
	}
	if int(at.End) == len(text) || text[at.End] == '\n' || text[at.End] == '\r' {
		at.End = n.AnchorSpan().End
		for at.Start > 0 && text[at.Start-1] == ' ' {
			at.Start--
		}
	}
	return diag.Edit{Span: at}
}
