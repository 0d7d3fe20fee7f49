package loader

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
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
			home[fault{d.Def, d.Span}] = true
		}
	}
	first := map[fault]int{} // in out, of faults that are found elsewhere
	out := list[:0]
	for i, d := range list {
		place, id := &places[i], fault{d.Def, d.Span}
		if !place.home && place.known {
			if home[id] {
				continue
			}
			if j, again := first[id]; again {
				if place.use.Valid() && len(out[j].Labels) <= mostUses {
					out[j] = out[j].Labelled(place.use, "and used here")
				}
				continue
			}
			first[id] = len(out)
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
}

func (r *run) placeOf(d *diag.Diagnostic) (p relation) {
	if d.Path == "" || !d.Span.Valid() {
		return p
	}
	f := r.files[d.Span.File.Name()]
	if f == nil || f.File != d.Span.File {
		return p
	}
	i := slices.IndexFunc(f.docs, func(doc document) bool { return doc.Root != nil && doc.Root.Span.Contains(d.Span) })
	if i < 0 {
		return p
	}
	doc := &f.docs[i]
	path, node := pathTo(doc.Root, d.Span)
	p = relation{known: true, home: owner(path) == owner(d.Path), node: node}
	if doc.tree != doc.Root {
		if p.use = useOf(doc.Root, d.Path, d.Span); p.use.Valid() {
			p.home = false
		}
	}
	return p
}

// owner is the resource that an attribute is part of: "services.web" of "services.web.ports[0]".
func owner(path string) string {
	section, rest, _ := strings.Cut(path, ".")
	name, _, _ := strings.Cut(rest, ".")
	if i := strings.IndexByte(name, '['); i > 0 {
		name = name[:i]
	}
	return section + "." + name
}

// useOf is the alias that brings a value written at a place to the path below n; nowhere, if the
// value is written at the path.
func useOf(n *syntax.Node, path string, at source.Span) source.Span {
	for path != "" {
		switch n.Kind {
		case syntax.Sequence:
			i, rest, ok := indexStep(path)
			if !ok || i >= n.Len() {
				return source.Span{}
			}
			n, path = n.Items()[i], rest
		case syntax.Mapping:
			pair, rest := keyStep(n, path)
			if pair == nil {
				return mergedFrom(n, path, at)
			}
			if pair.Span.Contains(at) || n.Kind == syntax.Alias {
				return source.Span{}
			}
			n, path = pair.Value, rest
		default:
			return source.Span{}
		}
		if n.Kind == syntax.Alias {
			if n.Span.Contains(at) || !reaches(n, at, 0) {
				return source.Span{}
			}
			return n.Span
		}
		if !n.Span.Contains(at) && n.Span.Start < n.Span.End && n.Kind == syntax.Scalar {
			return source.Span{}
		}
	}
	return source.Span{}
}

// mergedFrom is the alias of a merge key of n that brings in the first step of a path.
func mergedFrom(n *syntax.Node, path string, at source.Span) source.Span {
	for _, pair := range n.Pairs() {
		if pair.Name != "<<" || pair.Value.Span.Contains(at) {
			continue
		}
		sources := []*syntax.Node{pair.Value}
		if pair.Value.Kind == syntax.Sequence {
			sources = pair.Value.Items()
		}
		for _, from := range sources {
			if from.Kind == syntax.Alias && brings(from.Target(), path, 0) && reaches(from, at, 0) {
				return from.Span
			}
		}
	}
	return source.Span{}
}

const deepestMerge = 20 // aliases in what aliases stand for

// reaches reports whether a place lies in a value, or in one that an alias in it stands for.
func reaches(n *syntax.Node, at source.Span, depth int) bool {
	switch {
	case n == nil || depth > deepestMerge:
		return false
	case n.Kind == syntax.Alias:
		return reaches(n.Target(), at, depth+1)
	case n.Span.Contains(at):
		return true
	}
	return slices.ContainsFunc(n.Items(), func(item *syntax.Node) bool { return reaches(item, at, depth) }) ||
		slices.ContainsFunc(n.Pairs(), func(pair syntax.Pair) bool { return reaches(pair.Value, at, depth) })
}

// brings reports whether a mapping has the first step of a path, itself or by its merge keys.
func brings(n *syntax.Node, path string, depth int) bool {
	if n == nil || depth > deepestMerge {
		return false
	}
	switch n.Kind {
	case syntax.Alias:
		return brings(n.Target(), path, depth+1)
	case syntax.Sequence:
		return slices.ContainsFunc(n.Items(), func(item *syntax.Node) bool { return brings(item, path, depth+1) })
	}
	if pair, _ := keyStep(n, path); pair != nil {
		return true
	}
	i := n.Find("<<")
	return i >= 0 && brings(n.Pairs()[i].Value, path, depth+1)
}

// keyStep is the entry of a mapping that a path leads to, and the path from there.
func keyStep(n *syntax.Node, path string) (found *syntax.Pair, rest string) {
	pairs := n.Pairs()
	for i := range pairs {
		after, ok := strings.CutPrefix(path, pairs[i].Name)
		if !ok || after != "" && after[0] != '.' && after[0] != '[' {
			continue
		}
		if found == nil || len(after) < len(rest) { // names may have dots in them
			found, rest = &pairs[i], after
		}
	}
	return found, strings.TrimPrefix(rest, ".")
}

// indexStep is the index that a path begins with, and the path from there.
func indexStep(path string) (i int, rest string, ok bool) {
	end := strings.IndexByte(path, ']')
	if path[0] != '[' || end < 0 {
		return 0, "", false
	}
	for _, c := range path[1:end] {
		if c < '0' || c > '9' || i > 1<<20 {
			return 0, "", false
		}
		i = 10*i + int(c-'0')
	}
	return i, strings.TrimPrefix(path[end+1:], "."), true
}

// labelled is a finding with labels for where its value comes from and where it is replaced.
func (r *run) labelled(d diag.Diagnostic, p *relation, tree *syntax.Node) diag.Diagnostic {
	if !p.known {
		return d
	}
	if p.node != nil && p.node.Kind == syntax.Scalar && strings.Contains(p.node.Value, "$") && d.Def != interpolate.InvalidInterpolation {
		d = r.labelVariables(d, p.node)
	}
	if !p.home && !p.use.Valid() {
		d = d.Labelled(r.extendsOf(d.Path), "extended from here")
	}
	for n := nodeAt(tree, d.Path); n != nil && n.How == syntax.Overrode; n = n.Base() {
		if base, over := n.Base(), n.Prev; base != nil && over != nil && spanOf(base) == d.Span && spanOf(over) != d.Span {
			return d.Labelled(spanOf(over), "overridden here")
		}
	}
	return d
}

// labelVariables labels where files set the variables that a scalar is made of.
func (r *run) labelVariables(d diag.Diagnostic, n *syntax.Node) diag.Diagnostic {
	for _, u := range r.uses {
		if u.file != n.Span.File {
			continue
		}
		for _, v := range interpolate.Uses(n.Value) {
			if from, set := source.OriginOf(u.scope.env, v.Name); set && from.Span.Valid() {
				label := diag.Label{Span: from.Span, Text: v.Name + " was set here"}
				if !slices.Contains(d.Labels, label) {
					d = d.Labelled(label.Span, "%s", label.Text)
				}
			}
		}
	}
	return d
}

// extendsOf is where the service or job of a path says which one it extends; nowhere if it does not.
func (r *run) extendsOf(path string) source.Span {
	section, name, _ := strings.Cut(owner(path), ".")
	for _, f := range r.read {
		file := r.files[f.Name()]
		if file == nil || !file.whole {
			continue
		}
		for i := range file.docs {
			n := file.docs[i].tree.Get(section).Get(name).Get("extends")
			if service, _ := readExtends(n); service != nil {
				return service.Span
			}
		}
	}
	return source.Span{}
}

// nodeAt is the node at a path; nil if there is none.
func nodeAt(n *syntax.Node, path string) *syntax.Node {
	for path != "" && n != nil {
		if n.Kind == syntax.Sequence {
			i, rest, ok := indexStep(path)
			if !ok || i >= n.Len() {
				return nil
			}
			n, path = n.Items()[i], rest
			continue
		}
		pair, rest := keyStep(n, path)
		if pair == nil {
			return nil
		}
		n, path = pair.Value, rest
	}
	return n
}

// follows reports whether a place comes after a value on the line where it ends.
func follows(at, value source.Span) bool {
	return value.Start < value.End && value.End <= at.Start && !strings.Contains(at.File.Text()[value.End:at.Start], "\n")
}

// pathTo is the path, below n, of the smallest value that a place lies in, or that it follows on
// its line, and that value.
func pathTo(n *syntax.Node, at source.Span) (string, *syntax.Node) {
	var path []byte
	for {
		if pairs := n.Pairs(); len(pairs) > 0 {
			i := sort.Search(len(pairs), func(i int) bool { return pairs[i].Span.Start > at.Start }) - 1
			if i < 0 || pairs[i].Value.Span.End < at.End && !pairs[i].Span.Contains(at) && !follows(at, pairs[i].Value.Span) {
				return string(path), n
			}
			if len(path) > 0 {
				path = append(path, '.')
			}
			path = append(path, pairs[i].Name...)
			if n = pairs[i].Value; !n.Span.Contains(at) {
				return string(path), n
			}
			continue
		}
		items := n.Items()
		i := sort.Search(len(items), func(i int) bool { return items[i].Span.Start > at.Start }) - 1
		if i < 0 || !items[i].Span.Contains(at) {
			return string(path), n
		}
		path = append(strconv.AppendInt(append(path, '['), int64(i), 10), ']')
		n = items[i]
	}
}
