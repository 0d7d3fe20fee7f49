package loader

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// checkForms reports what in a file of bases is of no kind that has a long form, or that items
// are told apart by. The file is held to nothing else: what a service inherits of it is checked
// with that service.
func (r *run) checkForms(tree *syntax.Node) {
	if !r.does(Validation) {
		return
	}
	f := formChecker{run: r}
	f.node(tree, r.root, false)
}

type formChecker struct {
	*run
	path syntax.Path // of the node at hand
	key  source.Span // of it; nowhere, if it is an item
}

// found reports what is wrong with the node at hand; at its key, if there is nothing else to see of it.
func (f *formChecker) found(list ...diag.Diagnostic) {
	for i := range list {
		if at := list[i].Span; at.Start == at.End && f.key.Valid() {
			list[i].Span = f.key
		}
	}
	f.report(list...)
}

// node looks at the value at f.path. What its parent tells apart, or takes apart, must be of the right kind.
func (f *formChecker) node(n *syntax.Node, t *schema.Type, must bool) {
	madeAbsolute := t.Path == schema.HostPath || t.Path == schema.WatchPath
	if madeAbsolute && !isPath(n) {
		f.found(schema.CheckAt(f.path, n, t)...)
	}
	if n.IsNull() && !must && (!hasLongForm(t) || isResource(t)) {
		return
	}
	date := (madeAbsolute || hasLongForm(t)) && n.Type == syntax.Timestamp
	if must || hasLongForm(t) {
		for _, d := range schema.CheckKindAt(f.path, n, t) {
			if date || d.Def == schema.WrongKind {
				date = false // a service that inherits it is told the same
				f.found(d)
			}
		}
	}
	if date {
		f.report(schema.WrongKind.At(n.Span(), "a date is not %s", t.Name).Helped("write it in quotes").About(f.path.String()))
	}
	for i := range n.Pairs() {
		p := &n.Pairs()[i]
		child := t.Child(p.Name())
		if child == nil && t.Accept&schema.Map == 0 {
			child = t.Elem // docker compose looks at the values of a mapping as at the items of a list
		}
		f.below(syntax.Step{Name: p.Name()}, p.Span(), p.Value, child, t.Merge == schema.MergeDependsOn || isMounted(t) && p.Name() == "target")
	}
	for i, item := range n.Items() {
		f.below(syntax.Step{Index: i, Item: true}, source.Span{}, item, t.Item(), isToldApart(t) || t.Format == schema.SSH)
		if t.Format == schema.EnvFiles && t.Key != nil && item.Kind == syntax.Mapping && item.Find("path") < 0 && !f.over() {
			f.withoutPath(i, item, t.Elem)
		}
	}
}

// withoutPath reports that an env file, by which such files are told apart, is not named.
func (f *formChecker) withoutPath(i int, item *syntax.Node, t *schema.Type) {
	for _, d := range schema.CheckAt(append(f.path, syntax.Step{Index: i, Item: true}), item, t) {
		if d.Def == schema.MissingAttribute || d.Def == schema.UnknownAttribute {
			f.report(d)
		}
	}
}

func (f *formChecker) below(step syntax.Step, key source.Span, n *syntax.Node, t *schema.Type, must bool) {
	if t == nil || !must && !t.Holds(schema.HasLong|schema.HasKey|schema.HasPath) || f.over() {
		return
	}
	f.path, f.key = append(f.path, step), key
	f.node(n, t, must)
	f.path = f.path[:len(f.path)-1]
}

// isPath reports whether docker compose takes a value for a path, or for several.
func isPath(n *syntax.Node) bool {
	if n.Kind != syntax.Sequence {
		return n.IsString()
	}
	for _, item := range n.Items() {
		if !isPath(item) {
			return false
		}
	}
	return true
}

// hasLongForm reports whether values of the type are turned into mappings, or lists of them.
// Networks and models are taken as they are if they are no list.
func hasLongForm(t *schema.Type) bool {
	return t.Long != nil && t.Merge != schema.MergeMapping && t.Keys != schema.LowerKey && // ulimits are a mapping in any case
		(t.Accept&schema.Map != 0 || t.Elem != nil && t.Elem.Accept&schema.Map != 0)
}

// isResource reports whether values of a type that has a long form are mappings in any case: networks, volumes,
// secrets and configs. To docker compose each of them may be nothing at all.
func isResource(t *schema.Type) bool { return t.Accept&^schema.Null == schema.Map }

// isToldApart reports whether items have a key that only those of the right kind have. Env
// files of another kind are passed over.
func isToldApart(t *schema.Type) bool { return t.Key != nil && t.Format != schema.EnvFiles }

// isMounted reports whether a type is that of what is told apart by where it is in the container, which must be said in a text.
func isMounted(t *schema.Type) bool { return t.Format == schema.Volume || t.Format == schema.Device }
