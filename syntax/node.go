// Package syntax owns YAML: text in, an immutable tree with an exact place for everything
// out, and text edits back. It knows nothing of Compose.
//
// Parse always gives a tree, as much as can be read, and reports every fault of the text.
// Aliases and merge keys stay as written until Resolve, which keeps both places. Later
// stages never change a node: they make new ones that point back at the old ones (Prev) and
// say how they came about (How).
package syntax

import (
	"strings"
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
	Cast                    // Prev holds the text that was turned into a number or boolean, or the base64 of the text
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
//
// Nil is no value: what leads on (Get, At, Pairs, Items, All) and what asks for a type (IsNull,
// Bool, Int) may be called on it, so that steps can be joined without looking at each. A place or
// a text it has not.
type Node struct {
	Kind  Kind
	Type  Type // of a scalar
	Style Style
	How   How
	// Mark holds bits for the stages after this package, which does not interpret them.
	Mark uint8

	flags flags
	owner uint16 // see Builder.Sole

	start, end int32 // where it was written in its file
	of         *origin
	// Prev is the node that this one came from; nil for what was read from text.
	Prev *Node

	c *container
}

// flags say where the value of a scalar is, and whether a collection is repeated.
type flags uint8

const (
	asWritten flags = 1 << iota // the value is what its file says from start to end
	lead                        // but for the first byte
	trim                        // but for the last byte
	own                         // the value is the text of the origin
	repeated                    // see Repeated
	added                       // see AddedTo

	ofValue = asWritten | lead | trim | own
)

// origin is what nodes and keys are told by: a text, mostly that of the file in which they were
// written, of which each is a part. All that are read from a file share one. Trees consist of
// nodes and pairs above all, so these are small and have few pointers, which is what memory costs.
type origin struct {
	text string
	file *source.File // nil for what stands nowhere
	x    *extra
}

// where is the file, nil of nothing.
func (o *origin) where() *source.File {
	if o == nil {
		return nil
	}
	return o.file
}

// extra is what few nodes have.
type extra struct {
	*properties
	target *Node // of an alias; of a pair, its key
	base   *Node
}

// oddOrigin is an origin with an extra of its own.
type oddOrigin struct {
	origin
	extra
}

// properties are the tag and anchor of a node.
type properties struct {
	tag, anchor         string
	prefix, suffix      string // of the tag in full, its handle replaced
	tagSpan, anchorSpan source.Span
}

var noExtra = extra{properties: &properties{}}

// extra is what n has beyond a value and a place, which must not be changed.
func (n *Node) extra() *extra {
	if n == nil || n.of == nil || n.of.x == nil {
		return &noExtra
	}
	return n.of.x
}

// props are the node's tag and anchor, which must not be changed.
func (n *Node) props() *properties {
	if x := n.extra(); x.properties != nil {
		return x.properties
	}
	return noExtra.properties
}

// isBare reports whether n has neither tag nor anchor, and is not an alias.
func (n *Node) isBare() bool { return n.of == nil || n.of.x == nil }

// Value is a scalar's value, escapes and folding done. Of an alias it is the anchor's name, of
// a collection "".
func (n *Node) Value() string {
	switch f := n.flags; {
	case f&asWritten != 0:
		return n.of.text[n.start+int32(f&lead/lead) : n.end-int32(f&trim/trim)]
	case f&own != 0:
		return n.of.text
	}
	return ""
}

// firstWritten is where the first byte of the value was written, if the value is what stands there; else -1.
func (n *Node) firstWritten() int32 {
	if n.Kind != Scalar || n.flags&asWritten == 0 || n.of.file == nil {
		return -1
	}
	return n.start + int32(n.flags&lead/lead)
}

// Span is where the node was written, quotes and brackets included, tag and anchor not. A
// value left out (as in "key:") has a span of no width right after the colon, the dash or what else stands
// before it: a text that is put there needs a space in front.
func (n *Node) Span() source.Span {
	if n.of == nil {
		return source.Span{}
	}
	return source.Span{File: n.of.file, Start: n.start, End: n.end}
}

// Pair is one entry of a mapping. Builder.Pair makes them.
type Pair struct {
	// The key's place. Where start is negative, it is the complement, and the key is in quotes;
	// where end is, the complement too, and the key is the text of the origin.
	start, end int32
	of         *origin
	// Value is never nil in a mapping; a value left out is a null scalar.
	Value *Node
}

// Name is the key's text. Of a key that is not a scalar it is empty.
func (p Pair) Name() string {
	if p.start|p.end < 0 || p.of == nil {
		return p.oddName()
	}
	return p.of.text[p.start:p.end]
}

func (p Pair) oddName() string {
	switch {
	case p.of == nil:
		return ""
	case p.end < 0:
		return p.of.text
	}
	return p.of.text[^p.start+1 : p.end-1]
}

// Span is where the key was written.
func (p Pair) Span() source.Span {
	if p.of == nil {
		return source.Span{}
	}
	start, end := p.place()
	return source.Span{File: p.of.file, Start: start, End: end}
}

// NameSpan is where the text of the key was written: within the quotes, if it is in quotes.
func (p Pair) NameSpan() source.Span {
	s := p.Span()
	if text := s.Text(); len(text) > 1 && strings.Contains(`"'`, text[:1]) && text[len(text)-1] == text[0] {
		s.Start, s.End = s.Start+1, s.End-1
	}
	return s
}

func (p Pair) place() (start, end int32) { return max(p.start, ^p.start), max(p.end, ^p.end) }

// Key is the key as a node where it is more than a string: a collection, an alias, a scalar that
// resolves to something other than a string, or one with tag or anchor. Otherwise nil.
func (p Pair) Key() *Node {
	if p.end >= 0 || p.of.x == nil {
		return nil
	}
	return p.of.x.target
}

type container struct {
	pairs []Pair
	more  atomic.Pointer[more]
}

// more is what a sequence has, or a mapping of many entries.
type more struct {
	items []*Node
	index map[string]int32 // where in the pairs each key is
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
	if n == nil || n.Kind != Sequence || n.c == nil {
		return nil
	}
	return n.c.more.Load().items
}

// Len is the number of entries of a mapping or items of a sequence.
func (n *Node) Len() int {
	if n == nil || n.c == nil {
		return 0
	}
	return len(n.c.pairs) + len(n.Items())
}

// Get is the value of the entry with the given key, nil if there is none or n is no mapping.
// Of duplicate keys the last counts.
func (n *Node) Get(name string) *Node {
	if i := n.Find(name); i >= 0 {
		return n.c.pairs[i].Value
	}
	return nil
}

// Mappings of at least this many entries are looked up by an index, from the second time on.
const indexFrom = 32

// lookedUp is what a mapping has that was looked up once.
var lookedUp = &more{}

// Find is the position in Pairs of the last entry with the given key, -1 if there is none.
func (n *Node) Find(name string) int {
	if n == nil || n.c == nil {
		return -1
	}
	pairs := n.c.pairs
	if len(pairs) >= indexFrom && !n.c.more.CompareAndSwap(nil, lookedUp) {
		return n.c.find(name)
	}
	for i := len(pairs) - 1; i >= 0; i-- {
		if p := &pairs[i]; p.is(name) {
			return i
		}
	}
	return -1
}

// find is Find by the index.
func (c *container) find(name string) int {
	m := c.more.Load()
	if m == lookedUp {
		m = &more{index: make(map[string]int32, len(c.pairs))}
		for i := range c.pairs {
			if !c.pairs[i].complex() {
				m.index[c.pairs[i].Name()] = int32(i)
			}
		}
		c.more.Store(m)
	}
	if i, ok := m.index[name]; ok {
		return int(i)
	}
	return -1
}

// is reports whether the key is a scalar with that text.
func (p *Pair) is(name string) bool {
	return (p.start|p.end < 0 || int(p.end-p.start) == len(name)) && p.named(name)
}

// named is is where the length of the text may be that of the key.
func (p *Pair) named(name string) bool { return p.Name() == name && !p.complex() }

// complex reports whether the key is not a scalar.
func (p *Pair) complex() bool {
	if p.end >= 0 {
		return false
	}
	key := p.Key()
	return key != nil && key.Kind != Scalar
}

// Tag is the node's tag as written ("!reset", "!!str"), "" if it has none.
func (n *Node) Tag() string { return n.props().tag }

// TagURI is the node's tag in full, its handle replaced by what the document's directives
// say: "tag:yaml.org,2002:str" for "!!str". A local tag such as "!reset" stays as it is.
func (n *Node) TagURI() string { return n.props().prefix + n.props().suffix }

// isTag reports whether the tag in full is uri. It is not put together for that: directives may make every
// tag of a file as long as the file.
func (x *properties) isTag(uri string) bool {
	rest, ok := strings.CutPrefix(uri, x.prefix)
	return ok && rest == x.suffix
}

// TagSpan is where the tag was written.
func (n *Node) TagSpan() source.Span { return n.props().tagSpan }

// Anchor is the name of the node's anchor, "" if it has none.
func (n *Node) Anchor() string { return n.props().anchor }

// AnchorSpan is where the anchor was written, with its &.
func (n *Node) AnchorSpan() source.Span { return n.props().anchorSpan }

// Target is the node that an alias stands for; nil if n is no alias, or its anchor is unknown.
func (n *Node) Target() *Node {
	if n == nil || n.Kind != Alias {
		return nil
	}
	return n.extra().target
}

// Base is the value that n replaced or was merged over, where n.How is Overrode; else nil.
func (n *Node) Base() *Node {
	return n.extra().base
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
