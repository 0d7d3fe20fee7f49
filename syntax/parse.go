package syntax

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// Limits bound what a text may make the reader do. A zero field means its default; a
// negative one means no limit.
type Limits struct {
	Depth     int // nesting of collections; default 1,000
	Nodes     int // nodes of one stream of documents; default 10,000,000
	Expansion int // nodes that aliases and merge keys may stand for in one document; default 1,000,000
}

// Comment is one comment, from its # to the end of the line.
type Comment struct{ Span source.Span }

// Document is one document of a stream.
type Document struct {
	File     *source.File
	Root     *Node     // nil if the document is empty
	Comments []Comment // in order
	Span     source.Span
}

// Parse reads a stream of YAML documents. It always returns the documents, as much of them
// as can be read, and every fault of the text in order.
func Parse(f *source.File, limits Limits) ([]*Document, diag.List) { return bootstrapParse(f) }

// Resolve returns the document's tree with aliases and merge keys replaced by what they
// stand for. Nodes that have neither inside are shared with the document.
func Resolve(d *Document, limits Limits) (*Node, diag.List) {
	return bootstrapResolve(d.Root), nil
}
