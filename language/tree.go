package language

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// tree is the documents of a Compose file, as they were written, with what their values are to the language.
type tree struct {
	docs []*syntax.Document
	// used is what the values of extensions stand for, which are written there once and used by alias.
	used map[*syntax.Node]meaning
}

// meaning is what a value is to the language.
type meaning struct {
	typ *schema.Type // nil if the table does not know it
	// row is that of the attribute whose value it is, by its key, by an alias, or as a part that is merged into it; nil if there
	// is none.
	row *schema.Attr
}

// spot is a key with its value, or an item. That of a document's root has neither parent nor step.
type spot struct {
	parent *syntax.Node
	pair   *syntax.Pair // nil of an item
	node   *syntax.Node
	meaning
	attr *schema.Attr // the row of the key; nil if the key is the user's
	step syntax.Step
}

// takesMap reports whether the value may be a mapping.
func (s spot) takesMap() bool { return s.typ != nil && s.typ.Accept&schema.Map != 0 }

// root is the spot of a document's root.
func root(n *syntax.Node) spot { return spot{node: n, meaning: meaning{typ: schema.Compose()}} }

// treeOf is the tree of some documents.
func treeOf(docs []*syntax.Document) tree {
	t := tree{docs: docs}
	if !slices.ContainsFunc(docs, hasExtensions) {
		return t
	}
	t.used = map[*syntax.Node]meaning{}
	known := map[*syntax.Node]bool{} // values with an anchor that have a meaning where they stand, or by an alias before
	var below func(s spot) bool
	below = func(s spot) bool {
		if s.typ != nil && s.node.Anchor() != "" {
			known[s.node] = true
		}
		if target := s.node.Target(); target != nil && s.typ != nil && !known[target] {
			t.used[target] = s.meaning
			below(spot{node: target, meaning: s.meaning})
		}
		t.children(s, below)
		return true
	}
	for _, doc := range docs {
		if doc.Root != nil {
			below(root(doc.Root))
		}
	}
	return t
}

func hasExtensions(d *syntax.Document) bool {
	return slices.ContainsFunc(d.Root.Pairs(), func(p syntax.Pair) bool { return strings.HasPrefix(p.Name(), "x-") })
}

// children calls f for each entry or item of a value, until f is false.
func (t tree) children(in spot, f func(spot) bool) {
	n := in.node
	for i := range n.Pairs() {
		p := &n.Pairs()[i]
		attr := in.typ.Attr(p.Name())
		means := meaning{in.typ.Child(p.Name()), attr}
		if p.Name() == "<<" {
			means = in.meaning
		}
		if !f(spot{n, p, p.Value, t.means(p.Value, means), attr, syntax.Step{Name: p.Name()}}) {
			return
		}
	}
	for i, item := range n.Items() {
		means := meaning{typ: in.typ.Item()}
		if in.step.Name == "<<" {
			means = in.meaning
		}
		if !f(spot{n, nil, item, t.means(item, means), nil, syntax.Step{Index: i, Item: true}}) {
			return
		}
	}
}

// means is what a value is, if its place alone makes it one of a meaning.
func (t tree) means(n *syntax.Node, here meaning) meaning {
	if here.typ == nil {
		if used, ok := t.used[n]; ok {
			return used
		}
	}
	return here
}

// walk calls f for each spot of the documents, what holds a value before the value.
func (t tree) walk(f func(*syntax.Document, spot)) {
	for _, doc := range t.docs {
		var below func(s spot) bool
		below = func(s spot) bool {
			f(doc, s)
			t.children(s, below)
			return true
		}
		if doc.Root != nil {
			below(root(doc.Root))
		}
	}
}

// wayTo are the spots from the root of a document down to the offset. OnKey tells whether the
// last one's key stands there, rather than its value.
func (t tree) wayTo(offset int) (way []spot, onKey bool) {
	for _, doc := range t.docs {
		if doc.Root == nil || !touches(doc.Root.Span(), offset) {
			continue
		}
		for at, more := root(doc.Root), true; more; {
			more = false
			t.children(at, func(s spot) bool {
				onKey = s.pair != nil && touches(s.pair.Span(), offset)
				if !onKey && !touches(s.node.Span(), offset) && !touches(s.node.TagSpan(), offset) {
					return true
				}
				if way = append(way, s); !onKey {
					at, more = s, true
				}
				return false
			})
		}
		return way, onKey
	}
	return nil, false
}

func pathOf(way []spot) syntax.Path {
	path := make(syntax.Path, len(way))
	for i := range way {
		path[i] = way[i].step
	}
	return path
}
