package loader

import (
	"slices"
	"sort"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// What a finding has to do with other places than its own: the anchor or the extended service
// that a value comes from, the value that takes its place, the variable that it was made of.

// mostUses is how many more uses of one wrong value are shown.
const mostUses = 3

// relate puts findings where they belong and labels the other places. One about a value that
// an alias or merge key brought in is about the use, since at the anchor the value may be right;
// of several uses of one wrong value it is about the first. One about what a service inherits
// is about the service that has it. The list is in order.
func (r *run) relate(list diag.List, tree *syntax.Node) diag.List {
	type fault struct {
		def *diag.Def
		at  source.Span
	}
	places := make([]relation, len(list))
	home := map[fault]bool{} // faults that are found where they are written
	for i, d := range list {
		places[i] = r.placeOf(&d)
		if places[i].home {
			home[fault{d.Def, places[i].written}] = true
		}
	}
	first := map[fault]int{} // in out, of faults that are found elsewhere
	told := map[fault]bool{} // errors that are found where they are written
	out := list[:0]
	for i, d := range list {
		place, id := &places[i], fault{d.Def, places[i].written}
		if !place.home && place.known {
			if home[id] {
				continue
			}
			if j, again := first[id]; again {
				if place.use.Valid() && len(out[j].Labels) <= mostUses {
					out[j] = usedAgain(out[j], d, place.use)
				}
				continue
			}
			first[id] = len(out)
		} else if place.home && d.Severity() == diag.Error {
			if told[id] {
				continue
			}
			told[id] = true
		}
		if place.use.Valid() {
			d.Labels = append([]diag.Label{{Span: d.Span, Text: writtenHere}}, d.Labels...)
			d.Span = place.use
		}
		if d.Severity() == diag.Error {
			d = r.labelled(d, place, tree)
		}
		out = append(out, d)
	}
	return out
}

// usedAgain is a finding about the first of two uses of a value, with a label for the other one.
func usedAgain(first, second diag.Diagnostic, use source.Span) diag.Diagnostic {
	if use.File == first.Span.File && use.Start < first.Span.Start {
		labels, before := first.Labels, first.Span
		first = second
		first.Span, first.Labels, use = use, labels, before
	}
	return first.Labelled(use, "and used here")
}

// writtenHere is the label of the place where the value of an alias is written.
const writtenHere = "it is written here"

// writtenAt is where the value that a finding is about is written, if that is elsewhere.
func writtenAt(d diag.Diagnostic) source.Span {
	if len(d.Labels) > 0 && d.Labels[0].Text == writtenHere {
		return d.Labels[0].Span
	}
	return source.Span{}
}

// relation is how the place of a finding relates to the attribute that it is about.
type relation struct {
	known bool // the place is in a Compose file
	home  bool // the attribute is written there
	node  *syntax.Node
	use   source.Span // of the alias that brings the value to the attribute
	// written is where the value is written: at the place of the finding, unless that is the key of a value in which something is missing.
	written source.Span
}

func (r *run) placeOf(d *diag.Diagnostic) (p relation) {
	p.written = d.Span
	if d.Path == "" || !d.Span.Valid() {
		return p
	}
	doc := r.documentAt(d.Span)
	if doc == nil {
		return p
	}
	path, err := r.paths.steps(d.Path)
	if err != nil {
		return p
	}
	way, node := r.paths.to(doc.Root, d.Span)
	p = relation{known: true, home: sameOwner(way, path), node: node, written: d.Span}
	if d.Def == schema.MissingAttribute && node != nil {
		if node.Kind == syntax.Alias && node.Target() != nil {
			p.home, node = false, node.Target()
		}
		p.written = node.Span()
	}
	if doc.tree != doc.Root {
		if p.use = r.useOf(doc.Root, path, d.Span); p.use.Valid() {
			p.home = false
		}
	}
	return p
}

// sameOwner reports whether two paths lead to the same resource, or into it.
func sameOwner(a, b syntax.Path) bool {
	const steps = 2 // its section, and its name
	return slices.Equal(a[:min(len(a), steps)], b[:min(len(b), steps)])
}

// useOf is the alias that brings a value written at a place to the path below n; nowhere, if the
// value is written at the path.
func (r *run) useOf(n *syntax.Node, path syntax.Path, at source.Span) source.Span {
	for _, step := range path {
		switch {
		case step.Item && n.Kind == syntax.Sequence && step.Index < n.Len():
			n = n.Items()[step.Index]
		case !step.Item && n.Kind == syntax.Mapping:
			i := n.Find(step.Name)
			if i < 0 {
				return r.mergedFrom(n, step.Name, at)
			}
			if n.Pairs()[i].Span().Contains(at) {
				return source.Span{}
			}
			n = n.Pairs()[i].Value
		default:
			return source.Span{}
		}
		if n.Kind == syntax.Alias {
			if n.Span().Contains(at) || !r.reaches(n, at, 0) {
				return source.Span{}
			}
			return n.Span()
		}
	}
	return source.Span{}
}

// mergedFrom is the alias of a merge key of n that brings in an entry with what is at a place.
func (r *run) mergedFrom(n *syntax.Node, name string, at source.Span) source.Span {
	for _, pair := range n.Pairs() {
		if pair.Name() != "<<" || pair.Value.Span().Contains(at) {
			continue
		}
		sources := []*syntax.Node{pair.Value}
		if pair.Value.Kind == syntax.Sequence {
			sources = pair.Value.Items()
		}
		for _, from := range sources {
			if from.Kind == syntax.Alias && r.brings(from.Target(), name, 0) && r.reaches(from, at, 0) {
				return from.Span()
			}
		}
	}
	return source.Span{}
}

const (
	deepestAlias = 20      // in what aliases stand for
	mostTraced   = 200_000 // nodes looked at in one load: aliases of aliases stand for very much
)

// reaches reports whether a place lies in a value, or in one that an alias in it stands for.
func (r *run) reaches(n *syntax.Node, at source.Span, depth int) bool {
	r.traced++
	switch {
	case n == nil || depth > deepestAlias || r.traced > mostTraced:
		return false
	case n.Kind == syntax.Alias:
		return r.reaches(n.Target(), at, depth+1)
	case n.Span().Contains(at):
		return true
	}
	return slices.ContainsFunc(n.Items(), func(item *syntax.Node) bool { return r.reaches(item, at, depth) }) ||
		slices.ContainsFunc(n.Pairs(), func(pair syntax.Pair) bool { return r.reaches(pair.Value, at, depth) })
}

// brings reports whether a mapping has an entry, itself or by its merge keys.
func (r *run) brings(n *syntax.Node, name string, depth int) bool {
	if r.traced++; n == nil || depth > deepestAlias || r.traced > mostTraced {
		return false
	}
	switch n.Kind {
	case syntax.Alias:
		return r.brings(n.Target(), name, depth+1)
	case syntax.Sequence:
		return slices.ContainsFunc(n.Items(), func(item *syntax.Node) bool { return r.brings(item, name, depth+1) })
	}
	if n.Find(name) >= 0 {
		return true
	}
	merged := n.Get("<<")
	return merged != nil && r.brings(merged, name, depth+1)
}

// labelled is a finding with labels for where its value comes from and where it is replaced.
func (r *run) labelled(d diag.Diagnostic, p *relation, tree *syntax.Node) diag.Diagnostic {
	if !p.known {
		return d
	}
	path, err := r.paths.steps(d.Path)
	if err != nil {
		return d
	}
	if p.node != nil && p.node.Kind == syntax.Scalar && strings.Contains(p.node.Value(), "$") && d.Def != interpolate.InvalidInterpolation {
		d = r.labelVariables(d, p.node)
	}
	if !p.home && !p.use.Valid() {
		d = r.definedThere(d.Labelled(r.extendsOf(path), "extended from here"))
	}
	for n := tree.At(path); n != nil && n.How == syntax.Overrode; n = n.Base() {
		if base, over := n.Base(), n.Prev; base != nil && over != nil && spanOf(base) == d.Span && spanOf(over) != d.Span {
			return d.Labelled(spanOf(over), "overridden here")
		}
	}
	return d
}

// definedThere says of something that is not defined, and that an extended service uses, that it is defined where that service is.
func (r *run) definedThere(d diag.Diagnostic) diag.Diagnostic {
	section := ""
	switch d.Def {
	case validate.UndefinedNetwork, validate.UndefinedVolume, validate.UndefinedConfig, validate.UndefinedSecret:
		section = strings.TrimPrefix(d.Code(), "undefined-")
	default:
		return d
	}
	name, doc := d.Fact(section), r.documentAt(d.Span)
	if doc == nil || name == "" || doc.Root.Get(section+"s").Find(name) < 0 {
		return d
	}
	d.Fixes = nil
	return d.Helped("who extends a service does not take over the %ss of its file: define %s in one of the project's own, too", section, name)
}

// labelVariables labels where files set the variables that a scalar is made of.
func (r *run) labelVariables(d diag.Diagnostic, n *syntax.Node) diag.Diagnostic {
	if r.origins.of != n {
		r.origins = origins{n, r.variableLabels(n)}
	}
	for _, label := range r.origins.labels {
		if !slices.Contains(d.Labels, label) {
			d = d.Labelled(label.Span, "%s", label.Text)
		}
	}
	return d
}

// origins are labels for the variables of a scalar, which may have many findings.
type origins struct {
	of     *syntax.Node
	labels []diag.Label
}

const (
	mostOrigins  = 10      // labelled in one finding
	longestTrace = 1 << 16 // bytes of a text whose variables are labelled
)

func (r *run) variableLabels(n *syntax.Node) (labels []diag.Label) {
	if len(n.Value()) > longestTrace {
		return nil
	}
	uses := interpolate.Uses(n.Value())
	for _, u := range r.uses {
		if u.file != n.Span().File {
			continue
		}
		for _, v := range uses {
			if from, set := source.OriginOf(u.scope.env, v.Name); set && from.Span.Valid() {
				label := diag.Label{Span: from.Span, Text: diag.Shorten(v.Name) + " was set here"}
				if !slices.Contains(labels, label) {
					labels = append(labels, label)
				}
				if len(labels) == mostOrigins {
					return labels
				}
			}
		}
	}
	return labels
}

// extendsOf is where the service or job of a path says which one it extends; nowhere if it does not.
func (r *run) extendsOf(path syntax.Path) source.Span {
	if len(path) < 2 {
		return source.Span{}
	}
	for _, f := range r.read {
		file := r.files[f.Name()]
		if file == nil || !file.whole {
			continue
		}
		for i := range file.docs {
			n := file.docs[i].tree.At(path[:2]).Get("extends")
			if service, _ := readExtends(n); service != nil {
				return service.Span()
			}
		}
	}
	return source.Span{}
}

// follows reports whether a place comes after a value on the line where it ends.
func follows(at, value source.Span) bool {
	return value.Start < value.End && value.End <= at.Start && !strings.Contains(at.File.Text()[value.End:at.Start], "\n")
}

// pathTo is the path, below n, of the smallest value that a place lies in, or that it follows on
// its line, and that value. The path is appended to the one given.
func pathTo(path syntax.Path, n *syntax.Node, at source.Span) (syntax.Path, *syntax.Node) {
	for {
		if pairs := n.Pairs(); len(pairs) > 0 {
			i := sort.Search(len(pairs), func(i int) bool { return pairs[i].Span().Start > at.Start }) - 1
			if i < 0 || pairs[i].Value.Span().End < at.End && !pairs[i].Span().Contains(at) && !follows(at, pairs[i].Value.Span()) {
				return path, n
			}
			path = append(path, syntax.Step{Name: pairs[i].Name()})
			if n = pairs[i].Value; !n.Span().Contains(at) {
				return path, n
			}
			continue
		}
		items := n.Items()
		i := sort.Search(len(items), func(i int) bool { return items[i].Span().Start > at.Start }) - 1
		if i < 0 || !items[i].Span().Contains(at) {
			return path, n
		}
		path = append(path, syntax.Step{Index: i, Item: true})
		n = items[i]
	}
}
