package loader

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// siblings are the services, or jobs, of one file: those that may extend each other by name.
type siblings struct {
	path    string // of the file
	section string
	t       *schema.Type // of one of them
	all     *syntax.Node // the mapping of them; nil if the file has none
	only    bool         // the file is read for those that are extended alone
	resets  merge.Resets
	heirs   []heir // of all of them, those whose extends is done; nil of none
}

// heir is a service with what it inherits. It is unfinished if some of that could not be had,
// which has been reported.
type heir struct {
	node       *syntax.Node // nil as long as it is not known
	depth      int          // how many services it inherits from, each through the one before
	unfinished bool
}

// extends merges the services and jobs of a document with those that they extend. Base is the
// model that the document is going to be merged over. 05-services.md#extends
func (r *run) extends(s *scope, f *file, base, tree *syntax.Node, resets merge.Resets) *syntax.Node {
	for _, section := range [...]string{"services", "jobs"} {
		all := tree.Get(section)
		if base.Find(section) >= 0 && all != nil && all.IsNull() {
			// It would override nothing, but docker compose refuses it before it merges.
			r.report(schema.CheckAt(syntax.Path{{Name: section}}, all, r.root.Child(section))...)
		}
		if !slices.ContainsFunc(all.Pairs(), func(p syntax.Pair) bool { return p.Value.Find("extends") >= 0 }) {
			continue
		}
		r.build.Share() // what is extended is part of several services
		r.announceExtends(s, all)
		b := &siblings{path: f.path, section: section, t: r.root.Child(section).Child(""), all: all, resets: resets}
		tree = r.with(tree, section, r.each(all, func(p *syntax.Pair) *syntax.Node {
			if all.Get(p.Name()) != p.Value || r.over() {
				return p.Value // a key that is no name, or a name given twice
			}
			h := r.extended(s, b, p.Name(), nil)
			if h.unfinished {
				r.leaveUnfinished(syntax.Below(section, p.Name()))
			}
			return h.node
		}))
		r.build.Share()
	}
	return tree
}

func (r *run) leaveUnfinished(path string) {
	if r.unfinished == nil {
		r.unfinished = map[string]bool{}
	}
	r.unfinished[path] = true
}

// extended is a service with what it inherits. Chain are the services that are being extended
// by each other.
func (r *run) extended(s *scope, b *siblings, name string, chain *link) heir {
	i := b.all.Find(name)
	if b.heirs != nil && b.heirs[i].node != nil {
		return b.heirs[i]
	}
	h := heir{node: b.all.Pairs()[i].Value}
	extends := h.node.Get("extends")
	if extends == nil {
		return h
	}
	service, file := readExtends(extends)
	if service == nil {
		r.checkExtends(b, extends, syntax.Below(b.section, name)+".extends")
		r.lookAt(s, extends.Get("file"))
		return h // it extends nothing, or its extends is misshapen
	}
	if file == nil && (b.all.Find(service.Value()) < 0 || service.Value() == name) && r.meansFile(b, extends) {
		h.unfinished = true // what it says instead is reported
		return h
	}
	most := r.limits.Depth
	if depth := chain.length(); depth > most {
		r.extendsTooDeep(service, most)
		h.unfinished = true
		return h
	}
	next := &link{up: chain, path: b.path, service: name, at: service.Span()}
	if file != nil {
		next.as = file.Value()
	}
	r.lookTwice(next)
	base := r.base(s, b, name, service, file, next)
	h.unfinished, h.depth = base.unfinished, base.depth+1
	if h.depth > most {
		r.extendsTooDeep(service, most)
		h.unfinished = true
	} else if base.node != nil && !r.affordsHeir(base.node, service.Span()) {
		h.unfinished = true
	} else if base.node != nil {
		inherited := b.resets.At(b.section, name).Apply(&r.schema, base.node, b.t)
		var list diag.List
		h.node, list = r.merger.Extend(inherited, h.node, b.t, b.section, name)
		r.report(list...)
	}
	if b.heirs == nil {
		b.heirs = make([]heir, b.all.Len())
	}
	b.heirs[i] = h
	return h
}

// lookTwice warns of a service that docker compose takes for one before it in its chain, which is called so in another file: it tells them
// apart by the files that they extend others from, and if these are their own, by nothing.
func (r *run) lookTwice(last *link) {
	for l := last.up; l != nil; l = l.up {
		if l.service == last.service && l.as == last.as && l.path != last.path {
			r.report(validate.TakenForCycle.At(last.at, "docker compose takes %s for the service of that name in %s, which it extends in the end, and refuses the project", last.service, l.path).
				Labelled(l.at, "%s extends this", l.service).
				Helped("give one of them another name, or name its own file in extends"))
			return
		}
	}
}

// extendsTooDeep says so once: what comes on top of a service that is too deep is too.
func (r *run) extendsTooDeep(service *syntax.Node, most int) {
	if !r.tooDeep {
		r.tooDeep = true
		r.report(NestingLimit.At(service.Span(), "extends is nested too deep: at most %d levels are allowed", most))
	}
}

// lookAt reads the file of an extends that names no service yet, so that it can be told which there
// are. What is wrong with it does not matter before one is named.
func (r *run) lookAt(s *scope, file *syntax.Node) {
	if !file.IsString() || file.Value() == "" || r.resolver(file.Value()) != nil {
		return
	}
	if f, err := r.tryRead(r.below(s.dir, file.Value()), file.Span(), syntax.Decode); f != nil && err == nil {
		r.remember(s, f)
	}
}

// meansFile reports whether extends is probably to name a file: file is still empty, or there is an attribute that does not
// exist. Either is an error by the table, to which only services that are not just there to be extended are held.
func (r *run) meansFile(b *siblings, extends *syntax.Node) bool {
	if b.only || !r.does(Validation) {
		return false
	}
	t := r.root.Child("services").Child("").Child("extends")
	return extends.Get("file") != nil || slices.ContainsFunc(extends.Pairs(), func(p syntax.Pair) bool { return t.Attr(p.Name()) == nil && !schema.IsExtension(p.Name()) })
}

// checkExtends reports that an extends names no service, which the check of the table does too
// where it takes place and the service is not only there to be extended. A date is text to that
// check, and no name to docker compose; that all of extends is one, the check of forms has said of a
// service that is only there to be extended.
func (r *run) checkExtends(b *siblings, n *syntax.Node, path string) {
	service := n.Get("service")
	switch {
	case n == nil:
	case n.Type == syntax.Timestamp && !(b.only && r.does(Validation)):
		r.reportDate(n, path)
	case service != nil && service.Type == syntax.Timestamp:
		r.reportDate(service, path+".service")
	case n.Kind != syntax.Mapping || r.does(Validation) && !b.only:
	case service == nil:
		r.report(schema.MissingAttribute.At(n.Span().Sub(0, 0), "`extends` needs `service`").
			Helped("name the service to extend").About(path))
	case b.only && !service.IsString():
		r.report(schema.WrongKind.At(service.Span(), "`service` must be the name of a service").About(path + ".service"))
	}
}

func (r *run) reportDate(n *syntax.Node, path string) {
	r.report(schema.WrongKind.At(n.Span(), "the name of a service was expected here, but this is a date").
		Helped("write it in quotes").About(path))
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

// base is the service that another one extends; its node is nil if there is none.
func (r *run) base(s *scope, b *siblings, name string, service, file *syntax.Node, chain *link) heir {
	if file != nil {
		if b = r.basesIn(s, b.section, name, file); b == nil {
			return heir{unfinished: true}
		}
	}
	if b.all.Find(service.Value()) < 0 {
		d := r.unknownBase(b, name, service)
		if file != nil {
			d = d.With("extends.file", file.Value())
		}
		r.report(d)
		return heir{unfinished: true}
	}
	for l := chain; l != nil; l = l.up {
		if l.path == b.path && l.service == service.Value() {
			r.report(extendsCycle(chain, l, service))
			return heir{unfinished: true}
		}
	}
	base := r.extended(s, b, service.Value(), chain)
	if base.node.IsNull() || base.node.Kind != syntax.Mapping {
		if b.only && !base.node.IsNull() { // else the check of the table reports it, and nothing is a service without attributes
			r.report(schema.CheckKindAt(syntax.Path{{Name: b.section}, {Name: service.Value()}}, base.node, b.t)...)
		}
		return heir{unfinished: true}
	}
	return base
}

func (r *run) unknownBase(b *siblings, name string, service *syntax.Node) diag.Diagnostic {
	d := UnknownBase.At(service.Span(), "%s cannot extend %s: %s has no such service", name, service.Value(), b.path).
		About(syntax.Below(b.section, name)+".extends").
		With("service", name).With("extends.service", service.Value())
	if r.guessed += b.all.Len(); r.guessed > guesses {
		return d
	}
	near := typo.Nearest(service.Value(), func(yield func(string) bool) {
		for _, p := range b.all.Pairs() {
			if p.Name() != name && !yield(p.Name()) {
				return
			}
		}
	})
	if near == "" {
		return d
	}
	d = d.Helped("did you mean %s?", near).Labelled(b.all.Pairs()[b.all.Find(near)].Span(), "%s is here", near)
	if service.Span().Text() == service.Value() {
		d = d.Fixed("replace "+service.Value()+" by "+near, diag.Edit{Span: service.Span(), New: near})
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
	var names []string
	for _, l := range through {
		names = append(names, l.service)
	}
	d := ExtendsCycle.At(service.Span(), "%s extends itself: %s", service.Value(), diag.Chain(append(names, service.Value()))).
		Helped("let one of these services stand on its own")
	for _, l := range through[:len(through)-1] {
		d = d.Labelled(l.at, "%s extends this", l.service)
	}
	for _, l := range through {
		d.Facts = append(d.Facts, diag.Fact{Name: "service", Value: l.service}, diag.Fact{Name: "file", Value: l.path})
	}
	return d
}

// basesIn are the services of another file, which a service names. It is loaded on its own: without what it
// includes, and with paths that start in its directory.
func (r *run) basesIn(s *scope, section, service string, name *syntax.Node) *siblings {
	path, ok := r.locate(s, name.Value(), name.Span())
	if !ok {
		return nil
	}
	id := section + "\x00" + path
	b, ok := s.bases[id]
	if !ok {
		f := r.openCompose(path, name.Span())
		if f == nil {
			return nil
		}
		if !r.affordsModel(f, name.Span()) {
			return nil
		}
		outer := r.at
		dir := r.fs.Style().Dir(path)
		if r.resolver(name.Value()) == nil {
			dir = r.relative(s, dir)
		}
		tree, resets := r.baseModel(s, f, dir)
		r.begin(outer)
		b = &siblings{path: path, section: section, t: r.root.Child(section).Child(""), all: tree.Get(section), resets: resets, only: true}
		if s.bases == nil {
			s.bases = map[string]*siblings{}
		}
		s.bases[id] = b
	}
	if b.all == nil || b.all.Kind != syntax.Mapping {
		r.report(UnknownBase.At(name.Span(), "%s has no %s to extend", path, section).
			With("service", service).With("section", section).With("extends.file", path))
		return nil
	}
	return b
}

// baseModel is the model of a file whose services are extended, its paths below a directory, and the resets of its last document.
func (r *run) baseModel(s *scope, f *file, dir string) (tree *syntax.Node, last merge.Resets) {
	// What is marked as canonical counts as checked, and nothing is yet: what a service inherits is
	// checked with that service.
	more := r.schema.MoreFollows
	defer func() { r.schema.MoreFollows = more }()
	r.schema.MoreFollows = false
	docs := f.documents(r)
	r.remember(s, f)
	bytes := 0
	for i := range docs {
		if !r.affordsMerge(&docs[i], bytes) {
			r.missing = true
			break
		}
		bytes += docs[i].bytes()
		over, resets := r.prepared(s, f, &docs[i])
		if over == nil {
			continue
		}
		last = resets
		tree = r.merged(resets.Apply(&r.schema, tree, r.root), over)
		r.checkForms(tree)
		tree = merge.Unique(&r.schema, tree, r.root)
		tree = merge.Canonical(&r.schema, tree, r.root)
	}
	return r.resolvePaths(tree, dir), last
}
