package schema

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/textmem"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// scratch is what a Context keeps between calls of the table's functions.
type scratch struct {
	reported map[finding]struct{}
	ranges   map[source.Span]struct{} // of ports that were read
	ports    int                      // that they stand for

	longPorts syntax.Once[struct{}] // of ports that are in several lists

	keys *textmem.Joiner // made on first use
}

// key is a key of several parts.
func (s *scratch) key(parts ...string) string {
	if s.keys == nil {
		s.keys = new(textmem.Joiner)
	}
	return s.keys.Join(parts...)
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
	if c.Diags == nil || c.Diags.Full(d.Severity()) {
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

// reportDate reports n if it is a date, which passes for text elsewhere, where docker compose takes texts alone.
func (c *Context) reportDate(n *syntax.Node) {
	if n != nil && n.Kind == syntax.Scalar && n.Type == syntax.Timestamp {
		c.Report(WrongKind.At(n.Span(), "a string was expected here, but this is a date").Helped("write it in quotes"))
	}
}

// malformed reports a short form that cannot be read, unless the context is lenient.
func (c *Context) malformed(fault func() diag.Diagnostic) {
	if !c.Lenient && c.Diags != nil && !c.Diags.Full(diag.Error) {
		c.Report(fault())
	}
}
