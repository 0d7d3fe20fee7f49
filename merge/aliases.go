package merge

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Attributes that were used as extensions before the specification took them up.
const (
	oldDevelop     = "x-develop"     // of a service: develop
	oldInitialSync = "x-initialSync" // of a watch rule: initial_sync
)

// PromoteAliases renames the extensions x-develop of services and x-initialSync of their watch
// rules to the attributes that they stand for, develop and initial_sync. Where the attribute is
// set too, it is merged over the extension. Root is a whole file; it is returned as it is if it has none.
func PromoteAliases(b *syntax.Builder, root *syntax.Node) (*syntax.Node, diag.List) {
	p := promoter{b: b, service: schema.Compose().Child("services").Values}
	return p.entry(root, "services", p.services), p.list
}

type promoter struct {
	b       *syntax.Builder
	service *schema.Type
	list    diag.List
}

func (p *promoter) services(n *syntax.Node) *syntax.Node {
	out := p.b.Change(n, syntax.Normalised)
	for i, pair := range n.Pairs() {
		out.Set(i, p.develop(p.renamed(pair.Value, oldDevelop, "develop", p.service)))
	}
	return out.Node()
}

func (p *promoter) develop(service *syntax.Node) *syntax.Node {
	return p.entry(service, "develop", func(develop *syntax.Node) *syntax.Node {
		return p.entry(develop, "watch", func(watch *syntax.Node) *syntax.Node {
			out, t := p.b.Change(watch, syntax.Normalised), p.service.Child("develop").Child("watch").Elem
			for i, rule := range watch.Items() {
				out.Set(i, p.renamed(rule, oldInitialSync, "initial_sync", t))
			}
			return out.Node()
		})
	})
}

// entry is the mapping n with the value of an entry, if it has it, replaced by what change makes of it.
func (p *promoter) entry(n *syntax.Node, name string, change func(*syntax.Node) *syntax.Node) *syntax.Node {
	i := n.Find(name)
	if i < 0 {
		return n
	}
	out := p.b.Change(n, syntax.Normalised)
	out.Set(i, change(n.Pairs()[i].Value))
	return out.Node()
}

// renamed is the mapping n, of type t, with its entry from renamed to.
func (p *promoter) renamed(n *syntax.Node, from, to string, t *schema.Type) *syntax.Node {
	i := n.Find(from)
	if i < 0 {
		return n
	}
	pair := n.Pairs()[i]
	if set := n.Get(to); !set.IsNull() {
		merged, list := Merge(p.b, pair.Value, set, t.Child(to))
		p.list.Add(list...)
		pair.Value = merged
	}
	pairs := make([]syntax.Pair, 0, n.Len())
	for j, q := range n.Pairs() {
		switch {
		case j == i:
			pairs = append(pairs, p.b.Renamed(pair, to))
		case q.Name() != to:
			pairs = append(pairs, q)
		}
	}
	return p.b.Mapping(pairs, n, syntax.Normalised)
}
