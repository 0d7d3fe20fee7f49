package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// LostInMerge is a collection that a merge key does not bring in, since there is another one of its name.
var LostInMerge = &diag.Def{Code: "lost-in-merge", Severity: diag.Warning, Title: "what a merge key does not bring in"}

// MergeKeys looks for what is lost where merge keys meet: of two collections of one name the first counts, and the other is not merged
// into it. Of what a mapping has itself only an environment is told that has nothing in common with the one that is lost.
var MergeKeys = &Rule{
	Name:  "merge-keys",
	Doc:   "A merge key brings in attributes as they are: of two of one name one is lost, with all that is in it.",
	Codes: []*diag.Def{LostInMerge},
	Check: checkMergeKeys,
}

// mostMerged is how many entries are looked at that merge keys bring in: aliases stand for very much.
const mostMerged = 50_000

func checkMergeKeys(p *Pass) {
	if p.unsure("") {
		return
	}
	m := mergeKeys{Pass: p, left: mostMerged}
	for _, doc := range p.Documents {
		if strings.Contains(doc.Span.Text(), "<<") {
			m.look(doc.Root)
		}
	}
}

type mergeKeys struct {
	*Pass
	left int // entries that are still looked at
}

// look looks at the merge keys in n. What an anchor brings in is looked at where it is written.
func (m *mergeKeys) look(n *syntax.Node) {
	for _, pair := range n.Pairs() {
		switch {
		case pair.Name() != "<<":
			m.look(pair.Value)
		case pair.Value.Kind == syntax.Sequence:
			m.merged(n, pair.Value.Items())
		default:
			m.merged(n, []*syntax.Node{pair.Value})
		}
	}
	for _, item := range n.Items() {
		m.look(item)
	}
}

// brought is a collection that a merge key may bring in.
type brought struct {
	syntax.Pair              // as it is written
	by          *syntax.Node // the alias
}

// merged looks at the values of a merge key of n.
func (m *mergeKeys) merged(n *syntax.Node, sources []*syntax.Node) {
	var first map[string]brought // by name; nil where there is but one
	if len(sources) > 1 {
		first = map[string]brought{}
	}
	for _, source := range sources {
		for _, pair := range source.Target().Pairs() {
			if m.left--; m.left < 0 || m.Full(LostInMerge) {
				return
			}
			value := meant(pair.Value)
			if value.Len() == 0 || pair.Name() == "<<" {
				continue
			}
			next := brought{pair, source}
			if i := n.Find(pair.Name()); i >= 0 {
				if pair.Name() == "environment" {
					m.replaced(next, n.Pairs()[i])
				}
				continue
			}
			switch before, found := first[pair.Name()]; {
			case found && meant(before.Value) != value:
				m.second(next, before)
			case !found && first != nil:
				first[pair.Name()] = next
			}
		}
	}
}

// meant is what an alias stands for, and any other value itself.
func meant(n *syntax.Node) *syntax.Node {
	if n.Kind == syntax.Alias {
		return n.Target()
	}
	return n
}

// second reports a collection of which another alias has brought in the attribute before.
func (m *mergeKeys) second(lost, before brought) {
	name := diag.Shorten(lost.Name())
	m.Report(LostInMerge.At(lost.by.Span(), "%s of *%s is lost: that of *%s comes before it, and the two are not merged", name, diag.Shorten(lost.by.Value()), diag.Shorten(before.by.Value())).
		Labelled(before.Span(), "this one counts").
		Labelled(lost.Span(), "this one is lost").
		Helped("write %s here, too, with a merge key of its own that brings in the two", name))
}

// replaced reports an environment in the place of one that a merge key would bring in, if it has nothing of that.
func (m *mergeKeys) replaced(lost brought, own syntax.Pair) {
	set := namesIn(meant(own.Value))
	if len(set) == 0 || set["<<"] {
		return
	}
	others := namesIn(meant(lost.Value))
	for name := range others {
		if set[name] {
			return
		}
	}
	m.left -= len(set) + len(others)
	d := LostInMerge.At(own.Span(), "this takes the place of environment of *%s, of which nothing is left", diag.Shorten(lost.by.Value())).
		Labelled(lost.Span(), "this one is lost")
	anchor := meant(lost.Value).Anchor()
	switch {
	case meant(lost.Value).Kind != syntax.Mapping || own.Value.Kind != syntax.Mapping:
		d = d.Helped("write both as mappings, give that one an anchor, and bring it in with a merge key (<<) here")
	case anchor == "":
		d = d.Helped("give that one an anchor, and bring it in with a merge key (<<) here")
	default:
		if m.missed == nil {
			m.missed = map[*syntax.Node]bool{}
		}
		m.missed[meant(lost.Value)] = true
		at := own.Value.Pairs()[0].Span().Sub(0, 0)
		entry := "<<: *" + anchor
		if own.Value.Style == syntax.Flow {
			entry += ", "
		} else {
			before := at.Lines()
			before.End = at.Start
			entry += "\n" + before.Text()
		}
		d = d.Helped("bring that one in, too: <<: *%s", diag.Shorten(anchor)).Fixed("bring in *"+diag.Shorten(anchor), diag.Edit{Span: at, New: entry})
	}
	m.Report(d)
}

// namesIn are the names of the variables in an environment, with that of a merge key.
func namesIn(n *syntax.Node) map[string]bool {
	names := make(map[string]bool, n.Len())
	for _, p := range n.Pairs() {
		names[p.Name()] = true
	}
	for _, item := range n.Items() {
		name, _, _ := strings.Cut(item.Value(), "=")
		names[name] = true
	}
	return names
}
