package interpolate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/textmem"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Options are the settings of Tree. The zero value has no variable set.
type Options struct {
	// Env has the variables; nil has none.
	Env source.Env
	// Limits bound the tree as a whole.
	Limits Limits
	// Output, unless it is nil, grows by the bytes of text that are produced.
	Output *int
	// Written says that the tree is as it was read from one text, without aliases: what a collection
	// contains is written in its span, so that one without variables need not be walked.
	Written bool
}

// Tree replaces the variables in every string of a tree, never in its keys, and then turns
// strings into the numbers and booleans that the type asks for. A nil t asks for nothing.
// Aliases and merge keys must have been resolved before.
//
// What does not change is shared with root; if nothing changes, root itself is returned. A
// string with a fault stays as it is written, and is not turned into anything else. What is under !reset is going to be removed, and is left alone.
func Tree(b *syntax.Builder, root *syntax.Node, t *schema.Type, opt Options) (*syntax.Node, diag.List) {
	w := walker{build: b, variables: true, written: opt.Written, expander: newExpander(opt.Env, opt.Limits), diags: diag.Collector{Limit: opt.Limits.Findings}}
	before := w.expander.room
	out, list := w.tree(root, t)
	if opt.Output != nil {
		*opt.Output += before - w.expander.room
	}
	return out, list
}

// Cast turns strings into the numbers and booleans that the type asks for, as Tree does, and
// leaves variables as they are. A string that holds variables is not turned into anything.
func Cast(b *syntax.Builder, root *syntax.Node, t *schema.Type) (*syntax.Node, diag.List) {
	w := walker{build: b}
	return w.tree(root, t)
}

type walker struct {
	build     *syntax.Builder
	variables bool // to be replaced
	written   bool // as Options.Written
	expander  expander
	places    syntax.Places
	diags     diag.Collector
	about     []*syntax.Node // the scalar that each of diags is about
	said      map[aspect]bool
	once      syntax.Once[*schema.Type]

	words textmem.Joiner
}

func (w *walker) tree(root *syntax.Node, t *schema.Type) (*syntax.Node, diag.List) {
	if root == nil {
		return nil, nil
	}
	out := w.node(root, t)
	if len(w.diags.List) > 0 {
		setPaths(w.diags.List, w.about, root)
		w.diags.List = once(w.diags.List)
	}
	return out, w.diags.Close()
}

func (w *walker) node(n *syntax.Node, t *schema.Type) *syntax.Node {
	switch n.Kind {
	case syntax.Scalar:
		if n.Type == syntax.String {
			return w.scalar(n, t)
		}
	case syntax.Mapping, syntax.Sequence:
		switch {
		case n.Tag() == syntax.ResetTag, w.written && !t.Holds(schema.HasCast) && !mayHoldVariables(n.Span().Text()):
		case n.Repeated():
			to, _ := w.once.Of(w.build, n, t, func() (*syntax.Node, bool) { return w.collection(n, t), false })
			return to
		default:
			return w.collection(n, t)
		}
	}
	return n
}

// mayHoldVariables reports whether a value that is written in text may have a dollar sign: in
// quotes it may be written as an escape.
func mayHoldVariables(text string) bool {
	return strings.IndexByte(text, '$') >= 0 || strings.IndexByte(text, '\\') >= 0
}

func (w *walker) collection(n *syntax.Node, t *schema.Type) *syntax.Node {
	if n.Kind == syntax.Mapping {
		return w.mapping(n, t)
	}
	return w.sequence(n, t)
}

func (w *walker) mapping(n *syntax.Node, t *schema.Type) *syntax.Node {
	out := w.build.Change(n, syntax.Interpolated)
	pairs := n.Pairs()
	for i := range pairs {
		out.Set(i, w.node(pairs[i].Value, t.Child(pairs[i].Name())))
	}
	return w.retag(out.Node(), n)
}

func (w *walker) sequence(n *syntax.Node, t *schema.Type) *syntax.Node {
	elem := t.Item()
	out := w.build.Change(n, syntax.Interpolated)
	for i, item := range n.Items() {
		out.Set(i, w.node(item, elem))
	}
	return w.retag(out.Node(), n)
}

func (w *walker) scalar(n *syntax.Node, t *schema.Type) *syntax.Node {
	dollar := strings.IndexByte(n.Value(), '$') >= 0
	casts := t != nil && t.Cast != schema.NoCast
	switch {
	case !dollar && !casts, n.Tag() == syntax.ResetTag, dollar && !w.variables:
		return n
	case !dollar:
		return w.cast(n, n, t, nil)
	}
	x := &w.expander
	x.faults, x.unset = x.faults[:0], x.unset[:0]
	x.text(n.Value(), 0, 0)
	if len(x.faults)+len(x.unset) > 0 {
		w.findings(n)
	}
	if len(x.faults) > 0 {
		x.piece, x.out = "", x.out[:0]
		return n
	}
	out := n
	if value := w.taken(); value != n.Value() {
		out = w.retag(w.build.Scalar(value, syntax.String, n, syntax.Interpolated), n)
	}
	if !casts {
		return out
	}
	return w.cast(out, n, t, x.unset)
}

// taken is the text that the expander has made, in memory shared by many texts.
func (w *walker) taken() string {
	x := &w.expander
	if len(x.out) == 0 {
		return x.take()
	}
	text := w.words.Keep(x.out)
	x.piece, x.out = "", x.out[:0]
	return text
}

// retag gives out, which is n or was made of it, n's tag and anchor.
func (w *walker) retag(out, n *syntax.Node) *syntax.Node {
	if out == n || n.Tag() == "" && n.Anchor() == "" {
		return out
	}
	return w.build.Retag(out, n)
}

// findings reports what the expander found in n.
func (w *walker) findings(n *syntax.Node) {
	if len(w.expander.faults) > 0 && !w.diags.Full(diag.Error) && w.new(n, aboutFaults) {
		place := w.places.Of(n).Span
		for _, f := range w.expander.faults {
			if w.diags.Full(diag.Error) {
				break
			}
			w.report(f.Diagnostic(place).With("template", n.Value()), n)
		}
	}
	if len(w.expander.unset) > 0 && !w.diags.Full(diag.Warning) && w.new(n, aboutUnset) {
		place := w.places.Of(n).Span
		for d := range Findings(w.expander.unset, n.Value(), place) {
			if w.diags.Full(diag.Warning) {
				break
			}
			w.report(d, n)
		}
	}
}

// aspect is what findings about one scalar have in common.
type aspect struct {
	written *syntax.Node
	what    schema.Cast // that it is turned into, or one of the two below
}

const (
	aboutFaults schema.Cast = 255 - iota
	aboutUnset
)

// new reports whether nothing was said before about an aspect of what n is written as: a value
// that is used through several aliases must not use up the findings that are made.
func (w *walker) new(n *syntax.Node, what schema.Cast) bool {
	a := aspect{n.Origin(), what}
	if w.said[a] {
		return false
	}
	if w.said == nil {
		w.said = map[aspect]bool{}
	}
	w.said[a] = true
	return true
}

// report adds a finding about the scalar n of the tree as it was.
func (w *walker) report(d diag.Diagnostic, n *syntax.Node) {
	if !w.diags.Full(d.Severity()) {
		w.diags.Add(d)
		w.about = append(w.about, n)
	}
}

// Diagnostic is the unset variable as a finding. Place tells where bytes of the text stand in the file.
func (u Unset) Diagnostic(place func(from, to int) source.Span) diag.Diagnostic {
	// Projects that are quite right have many of these, so they are made without package fmt.
	name := diag.Shorten(u.Name)
	return diag.Diagnostic{
		Facts: []diag.Fact{{Name: "variable", Value: u.Name}},
		Def:   UnsetVariable, Span: place(u.From, u.To),
		Message: "the variable " + name + " is not set; an empty text takes its place",
		Help:    "set " + name + ", or give it a default as in ${" + name + ":-value}; write $$ for a literal dollar sign",
	}
}

// once leaves out findings that are there already: a value used through several aliases is
// found wrong once.
func once(list diag.List) diag.List {
	if len(list) < 2 {
		return list
	}
	type identity struct {
		def     *diag.Def
		span    source.Span
		message string
	}
	seen := make(map[identity]bool, len(list))
	out := list[:0]
	for _, d := range list {
		id := identity{d.Def, d.Span, d.Message}
		if d.Span.Valid() && seen[id] {
			continue
		}
		seen[id] = true
		out = append(out, d)
	}
	return out
}
