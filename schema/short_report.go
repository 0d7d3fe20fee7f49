package schema

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// scratch is what a Context keeps between calls of the table's functions.
type scratch struct {
	reported map[finding]struct{}
	pairs    []syntax.Pair // the unused rest of a slab
	items    []*syntax.Node

	nextPairs, nextItems int // sizes of the next slabs
}

// finding is what makes two diagnostics the same to a reader.
type finding struct {
	def     *diag.Def
	span    source.Span
	message string
}

// Report adds a finding, unless the same one was reported through this context before. A
// list is looked at once as its file gave it and again in canonical form, and anew whenever a
// later file touches its service: what is wrong with it is said once.
func (c *Context) Report(d diag.Diagnostic) {
	if c.Diags == nil {
		return
	}
	f := finding{d.Def, d.Span, d.Message}
	if _, ok := c.reported[f]; ok {
		return
	}
	if c.reported == nil {
		c.reported = make(map[finding]struct{})
	}
	c.reported[f] = struct{}{}
	c.Diags.Add(d)
}

// malformed reports a short form that cannot be read, unless the context is lenient.
func (c *Context) malformed(d diag.Diagnostic) {
	if !c.Lenient {
		c.Report(d)
	}
}

const (
	leastSlab = 16 // entries that are allocated at once, at first
	mostSlab  = 128
)

// grown is the size of the next slab, of which n entries are needed now.
func grown(n int, next *int) int {
	size := max(*next, leastSlab)
	*next = min(size+size/2, mostSlab)
	return max(size, n)
}

// Pairs is an empty slice with room for n entries of a mapping.
func (c *Context) Pairs(n int) []syntax.Pair {
	if n > mostSlab/4 {
		return make([]syntax.Pair, 0, n)
	}
	if len(c.pairs) < n {
		c.pairs = make([]syntax.Pair, grown(n, &c.nextPairs))
	}
	out := c.pairs[:0:n]
	c.pairs = c.pairs[n:]
	return out
}

// Items is an empty slice with room for n items of a sequence.
func (c *Context) Items(n int) []*syntax.Node {
	if n > mostSlab/4 {
		return make([]*syntax.Node, 0, n)
	}
	if len(c.items) < n {
		c.items = make([]*syntax.Node, grown(n, &c.nextItems))
	}
	out := c.items[:0:n]
	c.items = c.items[n:]
	return out
}
