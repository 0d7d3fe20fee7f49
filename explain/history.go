package explain

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// story is the history of the value at the location.
func (l *location) story() Story {
	at := l.last()
	s := Story{Path: l.path, Set: true, Node: at.node}
	if at.node != nil {
		s.Value = brief(at.node)
		if l.isEntry() {
			_, s.Value = l.way[len(l.way)-2].t.CutEntry(at.node.Value())
		}
		h := history{l: l, done: map[*syntax.Node]int{}}
		h.tell(at.node)
		h.addAncestors()
		s.Steps = h.steps
	}
	l.addFiled(&s)
	for _, d := range l.result.Diagnostics {
		if d.Path == l.path {
			s.Findings.Add(d)
		}
	}
	gone := s.Node == nil && len(s.Steps) == 0
	var from *filed
	var path string
	var by *syntax.Node
	if gone {
		s.Steps, from = l.removed(), l.filed()
		path, by = l.decider()
	}
	switch {
	case !gone:
	case from != nil:
		s.Value = from.text()
	case by != nil:
		s.Set, s.Value = false, brief(by)
		s.Steps = append(s.Steps, Step{What: Decided, Span: by.Span(), Text: brief(by), Name: path})
	case at.attr != nil && at.attr.Default != "":
		s.Set, s.Value = false, at.attr.Default
		s.Steps = append(s.Steps, Step{What: Default, Text: at.attr.Default, Section: at.attr.Section})
	default:
		s.Set = false
	}
	return s
}

// removed are the steps of a value that the project does not have: a tag has taken it away, it was carried out, or
// it was passed over.
func (l *location) removed() []Step {
	if len(l.way) < 2 {
		return nil
	}
	value, tagged := l.before(nil)
	if value == nil {
		return nil
	}
	h := history{l: l, done: map[*syntax.Node]int{}}
	h.tell(value)
	switch name := l.last().name; {
	case tagged != nil:
		h.add(Step{What: Removed, Span: tagged.TagSpan()})
	case name == "version" && len(l.way) == 2:
		h.add(Step{What: PassedOver})
	case name == "include" && len(l.way) == 2, name == "extends" && len(l.way) == 4:
		h.add(Step{What: CarriedOut})
	default:
		return nil
	}
	return h.steps
}

// before is the last value that the location had before a written one took its place, or at all if that is nil, and the value with
// the tag !reset that came after it, if one did.
func (l *location) before(written *syntax.Node) (value, tagged *syntax.Node) {
	name := l.last().name
	above := location{way: l.way[:len(l.way)-1]}
	for _, a := range above.past() {
		v := a.Get(name)
		if a.Kind == syntax.Sequence {
			v = entry(a, name, above.last().t)
		}
		switch {
		case v == nil:
		case written != nil && v.Origin().Span() == written.Span():
			return value, tagged
		case v.Tag() == syntax.ResetTag:
			tagged = v
		case tagged == nil || !slices.Contains(chain(value), v):
			value = v
			if tagged != nil && v.Origin() != tagged {
				tagged = nil
			}
		}
	}
	return value, tagged
}

// isEntry reports whether the location is an item of the form KEY=VALUE, meant by its key.
func (l *location) isEntry() bool {
	n := len(l.way)
	return n > 1 && !l.way[n-1].item && l.way[n-2].node != nil && l.way[n-2].node.Kind == syntax.Sequence
}

// addFiled adds what files, and the variables of the project, say of an entry of environment or labels to its story, if the location is
// one. The story has the project's value then.
func (l *location) addFiled(s *Story) {
	from := l.files
	if !l.filesKnown {
		from = l.above().filed()
	}
	if from == nil || l.last().item {
		return
	}
	name := l.last().name
	files, given := from.set[name], from.given[name]
	if value := from.values[name]; value != nil && len(files)+len(given.What) > 0 {
		s.Value = *value
	}
	bare := len(s.Steps) > 0 && (s.Steps[0].Text == "null" || l.isEntry() && s.Steps[0].Text == name)
	if len(files) > 0 && len(s.Steps) > 0 && s.Steps[0].What == Written && !(bare && from.yields) {
		s.Steps[0].What = Overridden
	}
	s.Steps = append(slices.Clip(files), s.Steps...)
	if given.What != "" {
		s.Steps = append(s.Steps, given)
	}
}

// history collects the steps of one value.
type history struct {
	l     *location
	steps []Step
	// done are the nodes that have been told of, and how many steps there were after each.
	done map[*syntax.Node]int
}

func (h *history) add(s Step) { h.steps = append(h.steps, s) }

// tell adds the steps that led to a node.
func (h *history) tell(n *syntax.Node) {
	if n == nil {
		return
	}
	if _, told := h.done[n]; told {
		return
	}
	h.done[n] = 0 // provenance has no cycles; a tree made by hand might
	h.come(n)
	h.done[n] = len(h.steps)
}

func (h *history) come(n *syntax.Node) {
	switch n.How {
	case syntax.Written:
		h.written(n)
	case syntax.Aliased:
		h.written(n)
		h.aliased(Aliased, n.Prev)
	case syntax.MergedKey:
		h.written(n)
		h.aliased(MergeKey, n.Prev)
	case syntax.Overrode:
		h.override(n)
	case syntax.Defaulted:
		h.defaulted(n)
	case syntax.Extended:
		h.tell(n.Prev)
		h.add(h.inherited(n))
	case syntax.Included:
		h.tell(n.Prev)
		h.add(h.included(n))
	case syntax.LongForm:
		h.tell(n.Prev)
		if n.Prev != nil && (n.Kind != n.Prev.Kind || n.Kind == syntax.Scalar) {
			h.add(Step{What: LongForm, Text: brief(n)})
		}
	default:
		h.tell(n.Prev)
		if n.Kind == syntax.Scalar {
			h.changed(n)
		}
	}
}

func (h *history) written(n *syntax.Node) {
	if !n.Span().Valid() {
		return
	}
	s := Step{What: Written, Span: n.Span(), Text: brief(n)}
	if n.Tag() == merge.OverrideTag && len(h.steps) == 0 && len(h.l.way) > 1 {
		if base, _ := h.l.before(n.Origin()); base != nil {
			h.tell(base)
			s.What = Overridden
		}
	}
	h.add(s)
}

// aliased adds that a value was brought in by an alias, or by a merge key with the value use.
func (h *history) aliased(what What, use *syntax.Node) {
	s := Step{What: what}
	if use != nil {
		s.Other = use.Span()
		if use.Kind == syntax.Alias {
			s.Name = use.Value()
		}
	}
	h.add(s)
}

// override tells of the value before, then of the one that took its place.
func (h *history) override(n *syntax.Node) {
	h.tell(n.Base())
	before := len(h.steps)
	h.tell(n.Prev)
	if before == 0 {
		return
	}
	for i := before; i < len(h.steps); i++ {
		if h.steps[i].What == Written {
			h.steps[i].What = Overridden
			if n.Kind != syntax.Scalar && !sameContent(n, n.Prev) {
				h.steps[i].What = Merged
			}
			return
		}
	}
}

// sameContent reports whether two values hold the very same parts.
func sameContent(a, b *syntax.Node) bool {
	if b == nil || a.Kind != b.Kind || a.Len() != b.Len() {
		return false
	}
	for i, p := range a.Pairs() {
		if b.Pairs()[i].Value != p.Value {
			return false
		}
	}
	return slices.Equal(a.Items(), b.Items())
}

// defaulted adds that nobody wrote the value.
func (h *history) defaulted(n *syntax.Node) {
	from := n.Prev
	if from != nil && from.Span().Valid() && n.Kind == syntax.Mapping && from.Kind == syntax.Scalar {
		h.add(Step{What: Implied, Span: from.Span(), Text: brief(from)})
		return
	}
	if from != nil && from.Span().Valid() && n.IsNull() && from.Value() == h.l.last().name {
		h.written(from) // the short form names what has no more to it
		h.add(Step{What: LongForm, Text: brief(n)})
		return
	}
	s := Step{What: Default, Text: brief(n), Section: h.section()}
	if h.l.isOwnName() {
		s.Variables = []Variable{h.l.projectName()}
	}
	h.add(s)
}

// section is the page of the specification for the attribute at hand, or the nearest above it.
func (h *history) section() string {
	for _, at := range slices.Backward(h.l.way) {
		if at.attr != nil && at.attr.Section != "" {
			return at.attr.Section
		}
	}
	return ""
}

// changed adds what a stage made of a scalar.
func (h *history) changed(n *syntax.Node) {
	before := ""
	if n.Prev != nil {
		before = n.Prev.Value()
	}
	s := Step{Text: brief(n)}
	switch n.How {
	case syntax.Interpolated:
		s.What, s.Variables = Interpolated, h.l.variables(n)
	case syntax.Cast:
		if n.Text() == before {
			return
		}
		s.What, s.Text = Cast, n.Text()
	case syntax.Resolved:
		s.What = PathResolved
		if name := strings.TrimSuffix(n.Value(), "="+afterEquals(n.Value())); n.Prev.IsNull() {
			s.What, s.Variables = FromVariable, []Variable{h.l.variable(n, h.l.last().name)}
		} else if name == before && name != n.Value() {
			s.What, s.Variables = FromVariable, []Variable{h.l.variable(n, name)}
		}
	case syntax.Normalised:
		if n.Prev != nil && n.Value() == before {
			return
		}
		s.What = Normalised
		if h.l.path == "name" {
			s.What = FromVariable
			s.Variables = []Variable{h.l.projectName()}
		}
	default:
		return
	}
	h.add(s)
}

func afterEquals(s string) string {
	_, value, _ := strings.Cut(s, "=")
	return value
}

// addAncestors puts in what happened to the values that the told one is a part of: a service
// came in with a file, its build was inherited. Each is placed after the last step that the
// part had gone through by then.
func (h *history) addAncestors() {
	type placed struct {
		at   int
		step Step
	}
	type event struct {
		what What
		node *syntax.Node
	}
	var found []placed
	told := map[event]int{} // the level that told of it
	way := h.l.way
	for node := range h.done {
		switch node.How {
		case syntax.Extended:
			told[event{Extended, node}] = len(way)
		case syntax.Included:
			told[event{Included, node}] = len(way)
		}
	}
	for i := len(way) - 2; i >= 0; i-- {
		for _, a := range chain(way[i].node) {
			var s Step
			switch a.How {
			case syntax.Aliased, syntax.MergedKey, syntax.Extended, syntax.Included:
			default:
				continue
			}
			part := h.partOf(a, way[i+1:])
			if part == nil {
				continue
			}
			switch a.How {
			case syntax.Extended:
				s = h.inherited(a)
			case syntax.Included:
				s = h.included(a)
			case syntax.Aliased, syntax.MergedKey:
				s = h.broughtIn(a)
			}
			if level, before := told[event{s.What, part}]; before && level != i {
				continue
			}
			told[event{s.What, part}] = i
			found = append(found, placed{h.done[part], s})
		}
	}
	slices.SortStableFunc(found, func(a, b placed) int { return a.at - b.at })
	var out []Step
	from := 0
	for _, p := range found {
		out = append(out, h.steps[from:p.at]...)
		out = append(out, p.step)
		from = p.at
	}
	h.steps = append(out, h.steps[from:]...)
}

func (h *history) broughtIn(a *syntax.Node) Step {
	one := history{l: h.l}
	what := Aliased
	if a.How == syntax.MergedKey {
		what = MergeKey
	}
	one.aliased(what, a.Prev)
	return one.steps[0]
}

// chain are a node and all that it came from, the oldest first.
func chain(n *syntax.Node) []*syntax.Node {
	var out []*syntax.Node
	seen := map[*syntax.Node]bool{}
	var visit func(n *syntax.Node)
	visit = func(n *syntax.Node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		visit(n.Base())
		visit(n.Prev)
		out = append(out, n)
	}
	visit(n)
	return out
}

// partOf is the node that has been told of and is a part of a, the way leading there from a.
// Of several it is the newest.
func (h *history) partOf(a *syntax.Node, way []level) *syntax.Node {
	var best *syntax.Node
	for _, n := range reach(a, way) {
		if _, told := h.done[n]; told && (best == nil || h.done[n] > h.done[best]) {
			best = n
		}
	}
	return best
}

// reach are the nodes below a that may be what the way leads to: by name in mappings; in
// lists, and mappings that became lists or came of them, every item.
func reach(a *syntax.Node, way []level) []*syntax.Node {
	if len(way) == 0 || a == nil {
		return []*syntax.Node{a}
	}
	const most = 1000 // items looked at
	var next []*syntax.Node
	switch {
	case a.Kind == syntax.Mapping && !way[0].item:
		if n := a.Get(way[0].name); n != nil {
			next = append(next, n)
		}
	case a.Kind == syntax.Mapping:
		for _, p := range a.Pairs() {
			next = append(next, p.Value)
		}
	default:
		next = a.Items()
	}
	var out []*syntax.Node
	for _, n := range next[:min(len(next), most)] {
		out = append(out, reach(n, way[1:])...)
	}
	return out
}

// inherited is the step of a node that came from an extended service.
func (h *history) inherited(n *syntax.Node) Step {
	s := Step{What: Extended}
	if n.Prev != nil {
		s.Span = n.Prev.Span()
	}
	way := h.l.way
	if len(way) < 3 {
		return s
	}
	for _, service := range chain(way[2].node) {
		if service.How != syntax.Overrode || !holds(service, n, way[3:]) && !holds(service.Base(), n, way[3:]) {
			continue
		}
		extends := extendsOf(service.Prev)
		if extends == nil {
			continue
		}
		s.Name, s.Other = extends.Value(), extends.Span()
		if extends.Kind == syntax.Mapping {
			s.Name = extends.Get("service").Text()
		}
		return s
	}
	return s
}

// holds reports whether a part of service on the way, or a value that the way passes, is n.
func holds(service, n *syntax.Node, way []level) bool {
	for i := range len(way) + 1 {
		if slices.Contains(reach(service, way[:i]), n) {
			return true
		}
	}
	return false
}

// extendsOf is what extends said of a service before it was carried out.
func extendsOf(service *syntax.Node) *syntax.Node {
	for n := service; n != nil && n.How != syntax.Overrode; n = n.Prev {
		if extends := n.Get("extends"); extends != nil {
			return extends
		}
	}
	return nil
}

// included is the step of a node that came in with another file.
func (h *history) included(n *syntax.Node) Step {
	s := Step{What: Included}
	from := n.Origin()
	if !from.Span().Valid() {
		return s
	}
	s.file = from.Span().File
	s.Name = s.file.Name()
	for _, root := range chain(h.l.way[0].node) {
		for _, item := range root.Get("include").Items() {
			if at := includes(item, s.Name); at.Valid() {
				s.Other = at
				return s
			}
		}
	}
	return s
}

// includes is the place where an entry of include names a file, as far as the ends of their
// paths tell.
func includes(entry *syntax.Node, file string) source.Span {
	paths := []*syntax.Node{entry}
	if entry.Kind == syntax.Mapping {
		paths = []*syntax.Node{entry.Get("path")}
		if list := entry.Get("path"); list != nil && list.Kind == syntax.Sequence {
			paths = list.Items()
		}
	}
	for _, p := range paths {
		if p.IsString() && p.Value() != "" {
			name := strings.TrimLeft(p.Value(), "./")
			if strings.HasSuffix(strings.ReplaceAll(file, `\`, "/"), "/"+name) {
				return p.Span()
			}
		}
	}
	return source.Span{}
}

// isOwnName reports whether the location is the name of a network, volume, config or secret of the project's own, which has that of the
// project in it.
func (l *location) isOwnName() bool {
	if len(l.way) != 4 || l.way[3].name != "name" {
		return false
	}
	if says := l.way[2].node.Get("external"); says != nil {
		if external, _, _ := schema.ParseBoolean(says.Value()); external {
			return false
		}
	}
	return slices.Contains([]string{"networks", "volumes", "configs", "secrets"}, l.way[1].name)
}

// parts are the stories of what stands directly below the location.
func (l *location) parts() []Story {
	at := *l.last()
	var out []Story
	from := l.filed()
	add := func(next level) {
		below := l.below(next)
		below.files, below.filesKnown = from, true
		out = append(out, below.story())
	}
	for _, p := range at.node.Pairs() {
		add(level{name: p.Name(), node: p.Value, t: at.t.Child(p.Name()), attr: at.t.Attr(p.Name())})
	}
	known := map[string]bool{}
	for i, item := range at.node.Items() {
		if key, _ := at.t.CutEntry(item.Value()); item.IsString() {
			known[key] = true
		}
		add(level{name: number(i), item: true, node: item, t: elem(at.t)})
	}
	if from != nil {
		for _, name := range from.names() {
			if at.node.Find(name) < 0 && !known[name] {
				add(level{name: name})
			}
		}
	}
	if l.container() != nil {
		for _, name := range [...]string{"environment", "labels"} {
			if at.node.Find(name) < 0 && l.below(level{name: name}).filed() != nil {
				add(level{name: name, t: at.t.Child(name), attr: at.t.Attr(name)})
			}
		}
	}
	return out
}
