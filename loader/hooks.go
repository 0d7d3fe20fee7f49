package loader

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Document is a document of a Compose file on its way into a project.
type Document struct {
	Tree *syntax.Node // aliases are resolved, variables are not
	Type *schema.Type // of a whole Compose file
	Env  source.Env   // the variables of the file's scope
	// Included is set for a document of a file that others include, and of what it extends.
	Included bool
}

// Interpolator replaces the variables of a document, and turns text into the numbers and
// booleans that its type asks for.
type Interpolator func(b *syntax.Builder, d Document) (*syntax.Node, diag.List)

// Event is an entry of include, or the attribute extends of a service or job, that a load has
// come to.
type Event struct {
	Attribute string       // "include" or "extends"
	Value     *syntax.Node // with variables replaced
}

func (r *run) interpolated(s *scope, doc *document, tree *syntax.Node) (*syntax.Node, diag.List) {
	if r.Interpolate == nil {
		produced := 0
		opt := interpolate.Options{Env: s.env, Limits: r.limits.Interpolation, Output: &produced, Written: tree == doc.Root}
		tree, list := interpolate.Tree(&r.build, tree, r.root, opt)
		r.produced(produced)
		return tree, list
	}
	return r.Interpolate(&r.build, Document{Tree: tree, Type: r.root, Env: s.env, Included: s.parent != nil})
}

// announce tells the listener of something in one of the files that the caller gave.
func (r *run) announce(s *scope, attribute string, value *syntax.Node) {
	if r.Listen != nil && s.parent == nil {
		r.Listen(Event{attribute, value})
	}
}

func (r *run) announceExtends(s *scope, services *syntax.Node) {
	for _, p := range services.Pairs() {
		if value := p.Value.Get("extends"); value != nil {
			r.announce(s, "extends", value)
		}
	}
}
