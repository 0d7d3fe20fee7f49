package loader

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// siblings are the services, or jobs, of one file: those that may extend each other by name.
type siblings struct {
	path    string // of the file
	section string
	t       *schema.Type // of one of them
	all     *syntax.Node // the mapping of them; nil if the file has none
	resets  merge.Resets
	merged  map[string]*syntax.Node // those whose extends is done
}

// extends merges the services and jobs of a document with those that they extend.
// 05-services.md#extends
func (r *run) extends(s *scope, f *file, tree *syntax.Node, resets merge.Resets) *syntax.Node {
	for _, section := range [...]string{"services", "jobs"} {
		all := tree.Get(section)
		if !slices.ContainsFunc(all.Pairs(), func(p syntax.Pair) bool { return p.Value.Find("extends") >= 0 }) {
			continue
		}
		b := &siblings{path: f.path, section: section, t: r.root.Child(section).Child(""), all: all, resets: resets}
		tree = r.with(tree, section, r.each(all, func(p *syntax.Pair) *syntax.Node {
			return r.extended(s, b, p.Name, nil)
		}))
	}
	return tree
}

// extended is a service with what it inherits. Chain are the services that are being extended
// by each other.
func (r *run) extended(s *scope, b *siblings, name string, chain *link) *syntax.Node {
	if done, ok := b.merged[name]; ok {
		return done
	}
	n := b.all.Get(name)
	extends := n.Get("extends")
	service, file := readExtends(extends)
	if service == nil {
		return n // it extends nothing, or its extends is misshapen, which is reported elsewhere
	}
	merged := n
	if base := r.base(s, b, name, service, file, &link{chain, b.path + "\x00" + name, service.Span}); base != nil {
		base = r.only(b.resets, b.section, name, base)
		var list diag.List
		merged, list = merge.Extend(&r.build, base, n, b.t)
		r.report(list...)
	}
	if b.merged == nil {
		b.merged = map[string]*syntax.Node{}
	}
	b.merged[name] = merged
	return merged
}

// readExtends are the name of the service in extends and the file that has it; file is nil if
// that is the same file, service is nil if there is nothing to go on with.
func readExtends(n *syntax.Node) (service, file *syntax.Node) {
	switch {
	case n.IsString():
		return n, nil
	case n == nil || n.Kind != syntax.Mapping:
		return nil, nil
	}
	service, file = n.Get("service"), n.Get("file")
	if !service.IsString() || file != nil && !file.IsNull() && !file.IsString() {
		return nil, nil
	}
	if file.IsNull() {
		file = nil
	}
	return service, file
}

// base is the service that another one extends, with what it inherits itself; nil if there is none.
func (r *run) base(s *scope, b *siblings, name string, service, file *syntax.Node, chain *link) *syntax.Node {
	if file != nil {
		path, ok := r.locate(s, file.Value, file.Span)
		if !ok {
			return nil
		}
		if b = r.basesOf(s, path, b.section, file.Span); b == nil {
			return nil
		}
	}
	if b.all.Find(service.Value) < 0 {
		r.report(unknownBase(b, name, service))
		return nil
	}
	id, length := b.path+"\x00"+service.Value, 0
	for l := chain; l != nil; l = l.up {
		if l.name == id {
			r.report(extendsCycle(chain, l, service))
			return nil
		}
		length++
	}
	if length > limit(r.Limits.Depth, 100) {
		r.report(NestingLimit.At(service.Span, "extends is nested too deep: at most %d levels are allowed", length-1))
		return nil
	}
	base := r.extended(s, b, service.Value, chain)
	if base.IsNull() || base.Kind != syntax.Mapping {
		return nil
	}
	return base
}

func unknownBase(b *siblings, name string, service *syntax.Node) diag.Diagnostic {
	d := UnknownBase.At(service.Span, "%s cannot extend %s: %s has no such service", name, service.Value, b.path).
		About(b.section + "." + name + ".extends")
	near := typo.Nearest(service.Value, func(yield func(string) bool) {
		for _, p := range b.all.Pairs() {
			if p.Name != name && !yield(p.Name) {
				return
			}
		}
	})
	if near == "" {
		return d
	}
	d = d.Helped("did you mean %s?", near).Labelled(b.all.Pairs()[b.all.Find(near)].Span, "%s is here", near)
	if service.Span.Text() == service.Value {
		d = d.Fixed("replace "+service.Value+" by "+near, diag.Edit{Span: service.Span, New: near})
	}
	return d
}

func extendsCycle(last, first *link, service *syntax.Node) diag.Diagnostic {
	var through []*link
	for l := last; ; l = l.up {
		through = append(through, l)
		if l == first {
			break
		}
	}
	slices.Reverse(through)
	text := ""
	for _, l := range through {
		text += serviceOf(l) + " -> "
	}
	d := ExtendsCycle.At(service.Span, "%s extends itself: %s%s", service.Value, text, service.Value).
		Helped("let one of these services stand on its own")
	for _, l := range through[:len(through)-1] {
		d = d.Labelled(l.at, "%s extends this", serviceOf(l))
	}
	return d
}

func serviceOf(l *link) string {
	for i := len(l.name) - 1; i >= 0; i-- {
		if l.name[i] == 0 {
			return l.name[i+1:]
		}
	}
	return l.name
}

// basesOf are the services of another file. It is loaded on its own: without what it
// includes, and with paths that start in its directory.
func (r *run) basesOf(s *scope, path, section string, used source.Span) *siblings {
	id := section + "\x00" + path
	if b, ok := s.bases[id]; ok {
		return b
	}
	s.bases[id] = nil
	f := r.open(path, used)
	if f == nil {
		return nil
	}
	tree, resets := r.baseModel(s, f)
	all := tree.Get(section)
	if all == nil || all.Kind != syntax.Mapping {
		if tree != nil {
			r.report(UnknownBase.At(used, "%s has no %s to extend", path, section))
		}
		return nil
	}
	b := &siblings{path: path, section: section, t: r.root.Child(section).Child(""), all: all, resets: resets}
	s.bases[id] = b
	return b
}

// baseModel is the model of a file whose services are extended, and the resets of its last document.
func (r *run) baseModel(s *scope, f *file) (tree *syntax.Node, last merge.Resets) {
	for _, doc := range f.documents(r) {
		over, resets := r.prepared(s, f, doc)
		if over == nil {
			continue
		}
		last = resets
		tree = r.merged(resets.Apply(&r.schema, tree, r.root), over)
		tree = merge.Unique(&r.schema, tree, r.root)
		tree = merge.Canonical(&r.schema, tree, r.root)
	}
	return r.resolvePaths(tree, r.relative(s, r.fs.Style().Dir(f.path))), last
}
