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
	i := root.Find("services")
	if i < 0 {
		return root, nil
	}
	return p.value(root, i, p.services(root.Pairs()[i].Value)), p.list
}

type promoter struct {
	b       *syntax.Builder
	service *schema.Type
	list    diag.List
}

func (p *promoter) services(n *syntax.Node) *syntax.Node {
	out := n
	for i, pair := range n.Pairs() {
		out = p.value(out, i, p.develop(p.renamed(pair.Value, oldDevelop, "develop", p.service)))
	}
	return out
}

func (p *promoter) develop(service *syntax.Node) *syntax.Node {
	i := service.Find("develop")
	if i < 0 {
		return service
	}
	develop := service.Pairs()[i].Value
	j := develop.Find("watch")
	if j < 0 {
		return service
	}
	watch := develop.Pairs()[j].Value
	t := p.service.Child("develop").Child("watch")
	if t == nil {
		return service
	}
	var items []*syntax.Node
	for k, rule := range watch.Items() {
		to := p.renamed(rule, oldInitialSync, "initial_sync", t.Elem)
		if to == rule {
			continue
		}
		if items == nil {
			items = append(make([]*syntax.Node, 0, watch.Len()), watch.Items()...)
		}
		items[k] = to
	}
	if items == nil {
		return service
	}
	watch = p.b.Sequence(items, watch, syntax.Normalised)
	return p.value(service, i, p.value(develop, j, watch))
}

// value is the mapping n with another value at i; n itself if it has that value there.
func (p *promoter) value(n *syntax.Node, i int, v *syntax.Node) *syntax.Node {
	if n.Pairs()[i].Value == v {
		return n
	}
	pairs := append(make([]syntax.Pair, 0, n.Len()), n.Pairs()...)
	pairs[i].Value = v
	return p.b.Mapping(pairs, n, syntax.Normalised)
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
