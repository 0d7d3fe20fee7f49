// Package syntax owns YAML: text in, an immutable tree with an exact place for everything
// out, and text edits back. It knows nothing of Compose.
//
// Parse always gives a tree, as much as can be read, and reports every fault of the text.
// Aliases and merge keys stay as written until Resolve, which keeps both places. Later
// stages never change a node: they make new ones that point back at the old ones (Prev) and
// say how they came about (How).
package syntax

import (
	"sync/atomic"

	"github.com/composekit/composekit/source"
)

// Kind is what a node is.
type Kind uint8

const (
	Scalar Kind = iota
	Mapping
	Sequence
	Alias // a use of an anchor; gone after Resolve
)

// Type is what a scalar means by YAML 1.2's core schema as Compose reads it (with 1.1's
// legacy octals and timestamps). Nodes of other kinds have type None.
type Type uint8

const (
	None Type = iota
	Null
	Bool
	Int
	Float
	Timestamp
	String
)

// Style is how a node was written.
type Style uint8

const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal // |
	Folded  // >
	Block   // a mapping or sequence by indentation
	Flow    // a mapping or sequence in { } or [ ]
)

// How says how a node came from its Prev.
type How uint8

const (
	Written      How = iota // read from text; Prev is nil
	Aliased                 // Prev is the alias node; the node itself stands where the anchor is defined
	MergedKey               // came in through a merge key <<; Prev is the value of that key
	Interpolated            // Prev holds the text with its variables
	Cast                    // Prev holds the text that was turned into a number or boolean
	Overrode                // Prev is the overriding value as its file gave it; Base is what it replaced or was merged over
	LongForm                // Prev is the short form
	Defaulted               // not written; Prev, if any, is the place where it would be
	Extended                // inherited; Prev is the value in the extended service
	Included                // Prev is the value in the included file
	Resolved                // Prev is the relative path, the bare variable, or the mapping with aliases
	Normalised              // Prev is the value before normalisation
)

// Node is one value of a tree. Nodes are immutable once their tree has been returned; they
// are shared freely between trees and goroutines.
type Node struct {
	Kind  Kind
	Type  Type // of a scalar
	Style Style
	How   How
	// Mark holds bits for the stages after this package, which does not interpret them.
	Mark uint8

	repeated bool   // see Repeated
	owner    uint16 // see Builder.Sole

	// Value is a scalar's value, escapes and folding done. Of an alias it is the anchor's name.
	Value string
	// Span is where the node was written, quotes and brackets included, tag and anchor
	// not. A value left out (as in "key:") has a span of no width just after where it could begin.
	Span source.Span
	// Prev is the node that this one came from; nil for what was read from text.
	Prev *Node

	c *container
	x *extra
}

// Pair is one entry of a mapping.
type Pair struct {
	// Name is the key's text. Of a key that is not a scalar it is empty.
	Name string
	// Span is where the key was written.
	Span source.Span
	// Value is never nil; a value left out is a null scalar.
	Value *Node
	// Key is the key as a node where it is more than a string: a collection, an alias, a
	// scalar that resolves to something other than a string, or one with tag or anchor. Otherwise nil.
	Key *Node
}

type container struct {
	pairs []Pair
	items []*Node
	index atomic.Pointer[map[string]int32]
}

// extra is what few nodes have.
type extra struct {
	*properties
	target, base *Node
}

// properties are the tag and anchor of a node.
type properties struct {
	tag, anchor         string
	uri                 string // the tag in full, its handle replaced
	tagSpan, anchorSpan source.Span
}

var noProperties properties

// props are the node's tag and anchor, which must not be changed.
func (n *Node) props() *properties {
	if n == nil || n.x == nil || n.x.properties == nil {
		return &noProperties
	}
	return n.x.properties
}

// Pairs are the entries of a mapping in source order. The slice must not be changed.
func (n *Node) Pairs() []Pair {
	if n == nil || n.c == nil {
		return nil
	}
	return n.c.pairs
}

// Items are the items of a sequence. The slice must not be changed.
func (n *Node) Items() []*Node {
	if n == nil || n.c == nil {
		return nil
	}
	return n.c.items
}

// Len is the number of entries of a mapping or items of a sequence.
func (n *Node) Len() int {
	if n == nil || n.c == nil {
		return 0
	}
	return len(n.c.pairs) + len(n.c.items)
}

// Get is the value of the entry with the given key, nil if there is none or n is no mapping.
// Of duplicate keys the last counts.
func (n *Node) Get(name string) *Node {
	if i := n.Find(name); i >= 0 {
		return n.c.pairs[i].Value
	}
	return nil
}

const indexFrom = 32 // mappings of at least this many entries are looked up by an index

// Find is the position in Pairs of the last entry with the given key, -1 if there is none.
func (n *Node) Find(name string) int {
	if n == nil || n.c == nil {
		return -1
	}
	pairs := n.c.pairs
	if len(pairs) < indexFrom {
		for i := len(pairs) - 1; i >= 0; i-- {
			if pairs[i].Name == name && !pairs[i].complex() {
				return i
			}
		}
		return -1
	}
	m := n.c.index.Load()
	if m == nil {
		built := make(map[string]int32, len(pairs))
		for i := range pairs {
			if !pairs[i].complex() {
				built[pairs[i].Name] = int32(i)
			}
		}
		m = &built
		n.c.index.Store(m)
	}
	if i, ok := (*m)[name]; ok {
		return int(i)
	}
	return -1
}

// complex reports whether the key is not a scalar.
func (p *Pair) complex() bool { return p.Key != nil && p.Key.Kind != Scalar }

// Tag is the node's tag as written ("!reset", "!!str"), "" if it has none.
func (n *Node) Tag() string { return n.props().tag }

// TagURI is the node's tag in full, its handle replaced by what the document's directives
// say: "tag:yaml.org,2002:str" for "!!str". A local tag such as "!reset" stays as it is.
func (n *Node) TagURI() string { return n.props().uri }

// TagSpan is where the tag was written.
func (n *Node) TagSpan() source.Span { return n.props().tagSpan }

// Anchor is the name of the node's anchor, "" if it has none.
func (n *Node) Anchor() string { return n.props().anchor }

// AnchorSpan is where the anchor was written, with its &.
func (n *Node) AnchorSpan() source.Span { return n.props().anchorSpan }

// Target is the node that an alias stands for; nil if n is no alias, or its anchor is unknown.
func (n *Node) Target() *Node {
	if n == nil || n.x == nil {
		return nil
	}
	return n.x.target
}

// Base is the value that n replaced or was merged over, where n.How is Overrode; else nil.
func (n *Node) Base() *Node {
	if n == nil || n.x == nil {
		return nil
	}
	return n.x.base
}

// IsNull reports whether n is nil or a null scalar.
func (n *Node) IsNull() bool {
	return n == nil || n.Kind == Scalar && n.Type == Null
}

// IsString reports whether n is a scalar of type String.
func (n *Node) IsString() bool {
	return n != nil && n.Kind == Scalar && n.Type == String
}

// Origin is the node at the far end of the Prev chain: what was first written.
func (n *Node) Origin() *Node {
	for n != nil && n.Prev != nil {
		n = n.Prev
	}
	return n
}
