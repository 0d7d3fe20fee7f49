package schema

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// What is indented too much or too little or stands beside what it belongs to. Nothing here runs on a tree
// without faults.

// sectionAmongServices reports the value that the walk is at if it is a service by its place, but by its name and all that it has
// a section of the project, such as volumes.
func (c *checker) sectionAmongServices() bool {
	if !isServices(c.steps()) || len(c.above) > 0 {
		return false
	}
	all, i := c.beside()
	p := &all[i]
	if !isSection(p) {
		return false
	}
	name := p.Name()
	d := UnknownAttribute.At(p.Span(), "`%s` is indented as a service, and has no attribute of one", name).
		Helped("to define %s of the project, indent `%s` no more than `services`", name, name).
		With("defines", name)
	for i > 0 && isSection(&all[i-1]) {
		i--
	}
	services := c.root.Pairs()[c.way[0]].Span()
	if run := all[i:]; services.File == run[0].Span().File && !slices.ContainsFunc(run, func(p syntax.Pair) bool { return !isSection(&p) || c.root.Find(p.Name()) >= 0 }) {
		if edits := shifted(run, len(services.Before())-len(run[0].Span().Before())); edits != nil {
			d = d.Fixed("indent it as services", edits...)
		}
	}
	c.add(d)
	return true
}

// isSection reports whether an entry of services is one of the file by its name and all that it has.
func isSection(p *syntax.Pair) bool {
	root := Compose()
	a, services := root.Attr(p.Name()), root.Attr("services").Type
	if a == nil || a.Type == services || a.Type.Values == nil || p.Value.Len() == 0 {
		return false
	}
	for i := range p.Value.Pairs() {
		entry := &p.Value.Pairs()[i]
		if services.Values.Attr(entry.Name()) != nil || !a.Type.Values.takes(entry.Value) {
			return false
		}
	}
	return p.Value.Kind == syntax.Mapping
}

// gpusAmongDevices reports an item of devices, of which the i-th attribute is none of a device, if it has nothing but what an item of
// gpus has.
func (c *checker) gpusAmongDevices(n *syntax.Node, i int, t *Type) bool {
	if t.Format != Device || !isGPURequest(n) {
		return false
	}
	d := UnknownAttribute.At(n.Pairs()[i].Span(), "%s asks for GPUs, and names no device of the host", c.subject()).
		Helped("write it under `gpus`, in place of `devices`").With("meant", "target")
	if c.depth > 1 {
		c.depth--
		all, at := c.beside()
		c.depth++
		list := all[at]
		isNone := func(item *syntax.Node) bool { return !isGPURequest(item) }
		if list.Span().Text() == "devices" && !has(all, "gpus") && list.Value.Items()[0] == n && !slices.ContainsFunc(list.Value.Items(), isNone) {
			d = d.Fixed("replace devices by gpus", diag.Edit{Span: list.Span(), New: "gpus"})
		}
	}
	c.push(i)
	c.add(d)
	c.pop()
	return true
}

// isGPURequest reports whether a value is an item of gpus by all that it has.
func isGPURequest(n *syntax.Node) bool {
	return fits(n, Compose().Child("services").Child("").Child("gpus").Item())
}

// manifest reports a file, of which the i-th attribute is none of a Compose file, if it is one of Kubernetes.
func (c *checker) manifest(n *syntax.Node, i int, t *Type) bool {
	if t != Compose() || n.Find("apiVersion") < 0 || n.Find("kind") < 0 || n.Find("services") >= 0 {
		return false
	}
	d := UnknownAttribute.At(n.Pairs()[i].Span(), "this is a manifest of Kubernetes, not a Compose file").
		Helped("name a file that has `services`")
	c.push(i)
	c.add(d)
	c.pop()
	return true
}

// inService says of the i-th entry of a service, which is a service itself, where it belongs, and of the first of several offers
// to put them there.
func (c *checker) inService(d diag.Diagnostic, n *syntax.Node, i int, t *Type) diag.Diagnostic {
	owner, name := c.steps()[1].Name, n.Pairs()[i].Name()
	d = d.Helped("a service stands beside `%s`, not in it: indent `%s` less", diag.Shorten(owner), diag.Shorten(name)).
		With("defines", syntax.Below("services", name))
	return c.outdent(d, n, i, func(p syntax.Pair) bool { return t.Attr(p.Name()) == nil && looksLikeService(p.Value) })
}

// inParent notes of the i-th entry of what a service has that it would be an attribute of the service itself, and of the last entries
// offers to put them there.
func (c *checker) inParent(d diag.Diagnostic, n *syntax.Node, i int, t *Type) diag.Diagnostic {
	steps := c.steps()
	if len(steps) < 3 || steps[0].Name != "services" && steps[0].Name != "jobs" {
		return d
	}
	service := Compose().Attr(steps[0].Name).Type.Values
	isOne := func(p syntax.Pair) bool {
		a := service.Attr(p.Name())
		return t.Attr(p.Name()) == nil && a != nil && a.Type.takes(p.Value)
	}
	// Nothing that it names counts as unused.
	d = d.With("defines", syntax.Below(steps[0].Name, steps[1].Name)+"."+n.Pairs()[i].Name())
	if len(steps) > 3 || i == 0 { // of what is deeper it is not sure, and nothing would be left of the attribute
		return d
	}
	return c.outdent(d, n, i, isOne)
}

// outdent offers to put the entries of n from the i-th to the last beside n, if all of them belong there. Of several the first one's fix
// moves all.
func (c *checker) outdent(d diag.Diagnostic, n *syntax.Node, i int, belongs func(p syntax.Pair) bool) diag.Diagnostic {
	pairs := n.Pairs()
	if i > 0 && belongs(pairs[i-1]) {
		return d
	}
	run, beside, parent := pairs[i:], c.key(), c.parent()
	if len(run) > mostEdits || beside.File != run[0].Span().File || slices.ContainsFunc(run, func(p syntax.Pair) bool { return !belongs(p) || parent.Find(p.Name()) >= 0 }) {
		return d
	}
	if edits := shifted(run, len(beside.Before())-len(run[0].Span().Before())); edits != nil {
		d = d.Fixed("indent it less", edits...)
	}
	return d
}

// textOf is the entry of n with a text for what might be a mapping that has p, as beside "build: ." a dockerfile is, and the key that the
// text would have there; nil if there is none.
func textOf(n *syntax.Node, p *syntax.Pair, t *Type) (text *syntax.Pair, key string) {
	for _, short := range textsForMappings {
		at, a := n.Find(short.attribute), t.Attr(short.attribute)
		if at < 0 || a == nil || !n.Pairs()[at].Value.IsString() {
			continue
		}
		if inner := a.Type.Attr(p.Name()); inner != nil && inner.Type.takes(p.Value) {
			return &n.Pairs()[at], short.key
		}
	}
	return nil, ""
}

// textsForMappings are attributes that are a text or a mapping, and what the text stands for.
var textsForMappings = [...]struct{ attribute, key string }{{"build", "context"}, {"extends", "service"}}

// besideText says of the i-th entry of n, which belongs into a mapping that is a text, where to write both, and of the first of several that
// stand behind the text offers to do so.
func besideText(d diag.Diagnostic, n *syntax.Node, i int, t *Type, text *syntax.Pair, key string) diag.Diagnostic {
	pairs := n.Pairs()
	d = d.Helped("`%s` has it: write that as a mapping, with `%s` and this", text.Name(), key)
	if i == 0 || &pairs[i-1] != text || !isAlone(text.Value) {
		return d
	}
	belongs := func(p *syntax.Pair) bool {
		of, _ := textOf(n, p, t)
		return of == text && t.Attr(p.Name()) == nil
	}
	run := runFrom(pairs, i, belongs)
	edits := shifted(pairs[i-1:i+len(run)], indentStep)
	colon := text.Span().File.Span(int(text.Span().End), int(text.Value.Span().Start))
	if edits == nil || has(run, key) || strings.Trim(colon.Text(), " ") != ":" {
		return d
	}
	indent := text.Span().Before() + strings.Repeat(" ", indentStep)
	edits[0] = diag.Edit{Span: colon, New: ":\n" + indent + key + ": "}
	return d.Fixed("write `"+text.Name()+"` as a mapping", edits...)
}

// indentStep is how much further than its key a mapping is indented where nothing tells.
const indentStep = 2

// amongOptions offers, of the first of several entries that follow each other to the end of n and are options of a driver, to put them where
// options stand.
func (c *checker) amongOptions(d diag.Diagnostic, n *syntax.Node, i int, t *Type) diag.Diagnostic {
	pairs, of := n.Pairs(), t.options()
	isOption := func(p syntax.Pair) bool {
		return t.Attr(p.Name()) == nil && !IsExtension(p.Name()) && isAlone(p.Value) && p.Value.Kind == syntax.Scalar && len(c.meant(p.Name(), t)) == 0
	}
	if i > 0 && isOption(pairs[i-1]) || len(pairs)-i > mostMoved || slices.ContainsFunc(pairs[i:], func(p syntax.Pair) bool { return !isOption(p) }) {
		return d
	}
	var edits []diag.Edit
	if at := n.Find(of); at >= 0 {
		options := pairs[at].Value
		if at != i-1 || options.Len() == 0 || options.Kind != syntax.Mapping || options.Style != syntax.Block || !isBare(options) || slices.ContainsFunc(pairs[i:], func(p syntax.Pair) bool { return options.Find(p.Name()) >= 0 }) {
			return d
		}
		edits = shifted(pairs[i:], len(options.Pairs()[0].Span().Before())-len(pairs[i].Span().Before()))
	} else {
		edits = belonging{keys: []string{of}}.put(pairs[i:])
	}
	if edits == nil {
		return d
	}
	return d.Fixed("put it below `"+of+"`", edits...)
}

// belongsBelow says where the i-th entry of n belongs, and offers to put it there if that is one place.
func (c *checker) belongsBelow(d diag.Diagnostic, n *syntax.Node, i int, t *Type, places []belonging) diag.Diagnostic {
	d = d.Helped("it belongs in %s", eitherOf(places))
	if len(places) == 1 {
		d = c.moveBelow(d, n, i, t, places[0])
	}
	return d
}

// moveBelow offers to put the i-th entry of n, and those behind it that belong there, too, into a value of attributes that n does not have
// yet. Of several the first one's fix moves all.
func (c *checker) moveBelow(d diag.Diagnostic, n *syntax.Node, i int, t *Type, to belonging) diag.Diagnostic {
	pairs := n.Pairs()
	belongs := func(p *syntax.Pair) bool {
		if t.Attr(p.Name()) != nil || IsExtension(p.Name()) || len(c.meant(p.Name(), t)) > 0 && !c.hasItBelow(p, t) {
			return false
		}
		places := c.below(p, t)
		return len(places) == 1 && places[0].String() == to.String()
	}
	if n.Find(to.keys[0]) >= 0 || to.of == "an entry of " || i > 0 && belongs(&pairs[i-1]) {
		return d
	}
	edits := to.put(runFrom(pairs, i, belongs))
	if edits == nil {
		return d
	}
	return d.Fixed("put it in "+to.String(), edits...)
}

// put are the edits that put entries there, where there is nothing yet: below its keys, or into the first item of a list below them. They
// are nil where shifted has none.
func (b belonging) put(run []syntax.Pair) []diag.Edit {
	step, head, indent := indentStep*len(b.keys), "", run[0].Span().Before()
	for _, key := range b.keys {
		head += indent + key + ":\n"
		indent += strings.Repeat(" ", indentStep)
	}
	if b.of != "" {
		step += len("- ")
	}
	edits := shifted(run, step)
	if edits == nil {
		return nil
	}
	edits[0].New = head + edits[0].New
	if b.of != "" {
		edits[0].New = strings.TrimSuffix(edits[0].New, "  ")
		edits = slices.Insert(edits, 1, diag.Edit{Span: run[0].Span().Sub(0, 0), New: "- "})
	}
	return edits
}

// runFrom are the i-th of some entries and those behind it that belong with it, mostMoved at most.
func runFrom(pairs []syntax.Pair, i int, belongs func(p *syntax.Pair) bool) []syntax.Pair {
	last := i
	for last+1 < len(pairs) && last < i+mostMoved && belongs(&pairs[last+1]) {
		last++
	}
	return pairs[i : last+1]
}

// mostMoved is how many entries are looked at, to move all of them.
const mostMoved = 20

// impliedBy is what an attribute of n that is missing was probably meant to be, by the others; "" if they tell nothing.
func impliedBy(n *syntax.Node, name string, t *Type) string {
	switch {
	case name == "type" && t.Format == Volume:
		return mountType(n)
	case name == "action" && n.Find("target") >= 0:
		return "sync"
	case name == "condition":
		return "service_started" // as for one that is named in a list
	}
	return ""
}

// mountType is the type that a mount without one was probably meant to have, by what else it has; "" if that tells nothing.
func mountType(n *syntax.Node) string {
	for _, kind := range [...]string{"bind", "tmpfs", "image", "volume"} {
		if n.Find(kind) >= 0 {
			return kind
		}
	}
	switch source := n.Get("source"); {
	case source == nil || !source.IsString():
		return ""
	case isHostPath(source.Value()):
		return "bind"
	case Compose().Attr("volumes").Type.Keys.allows(source.Value()):
		return "volume"
	}
	return ""
}

// asFirst is the edit that puts an entry before the first one of a mapping. There is none where that stands behind something else.
func asFirst(n *syntax.Node, entry string) (edit diag.Edit, ok bool) {
	switch {
	case !isBare(n):
		return diag.Edit{}, false
	case n.Len() == 0:
		return diag.Edit{Span: n.Span(), New: "{" + entry + "}"}, n.Span().Text() == "{}"
	}
	at := n.Pairs()[0].Span()
	switch {
	case !at.Valid():
		return diag.Edit{}, false
	case n.Style == syntax.Flow:
		entry += ", "
	case strings.Trim(at.Before(), " -") != "":
		return diag.Edit{}, false
	default:
		entry += "\n" + strings.Repeat(" ", len(at.Before()))
	}
	return diag.Edit{Span: at.Sub(0, 0), New: entry}, true
}

// atTop are the entries of a file that are services but for where they stand, if they stand together, and the edits that put them
// under services, if it can be told where.
func atTop(root *syntax.Node) (run []syntax.Pair, edits []diag.Edit) {
	pairs := root.Pairs()
	first := slices.IndexFunc(pairs, isServiceAtTop)
	if first < 0 {
		return nil, nil
	}
	last := first
	for last+1 < len(pairs) && isServiceAtTop(pairs[last+1]) {
		last++
	}
	if slices.ContainsFunc(pairs[last+1:], isServiceAtTop) {
		return nil, nil
	}
	run = pairs[first : last+1]
	services, above := root.Find("services"), run[0].Value
	if services >= 0 && services != first-1 {
		return run, nil
	}
	if services >= 0 && pairs[services].Value.Len() > 0 {
		above = pairs[services].Value
	}
	step := indentStep
	if below := above.Pairs(); len(below) > 0 && strings.Trim(below[0].Span().Before(), " ") == "" {
		step = len(below[0].Span().Before()) - len(run[0].Span().Before())
	}
	if edits = shifted(run, step); edits == nil {
		return run, nil
	}
	for i := range run {
		if CheckUpTo(diag.Limit(1), run[i].Value, Compose().Attr("services").Type.Values).HasErrors() {
			return run, nil // which would show only then
		}
	}
	if services < 0 {
		edits[0].New = run[0].Span().Before() + "services:\n" + edits[0].New
	}
	return run, edits
}

// servicesBehind are the entries of a file behind the i-th that are services but for where they stand, if they are not very many.
func servicesBehind(pairs []syntax.Pair, i int) []syntax.Pair {
	const most = 200
	last := i
	for last+1 < len(pairs) && isServiceAtTop(pairs[last+1]) {
		if last++; last-i > most {
			return nil
		}
	}
	return pairs[i+1 : last+1]
}

// isServiceAtTop reports whether an entry of a file is a service but for where it stands.
func isServiceAtTop(p syntax.Pair) bool {
	return Compose().Attr(p.Name()) == nil && !IsExtension(p.Name()) && looksLikeService(p.Value)
}

// belowServices says of services without a value that what stands below belongs to it, if it does.
func belowServices(d diag.Diagnostic, root *syntax.Node) diag.Diagnostic {
	run, edits := atTop(root)
	if edits == nil {
		return d
	}
	for i := range run {
		d = d.With("outdented", syntax.Below("", run[i].Name()))
	}
	return d.Helped("indent `%s` and what belongs to it by more than `services`", diag.Shorten(run[0].Name())).
		Fixed("indent the lines below", edits...)
}

// shifted are the edits that indent entries that stand one after the other by so much more, or less. They are nil if they do not
// stand on lines of their own, have not so much to lose, or have faults by which they may end elsewhere.
func shifted(pairs []syntax.Pair, by int) (edits []diag.Edit) {
	first, last := pairs[0].Span(), pairs[len(pairs)-1].Value.Span()
	before := first.Before()
	if strings.Trim(before, " ") != "" || by == 0 || !areInOrder(pairs) {
		return nil
	}
	whole := first.File.Span(int(first.Start)-len(before), int(last.End))
	if strings.Count(whole.Text(), "\n") >= mostEdits {
		return nil
	}
	if _, faults := syntax.Parse(source.NewFile("", whole.Text()), syntax.Limits{}); len(faults) > 0 {
		return nil
	}
	at := 0
	for line := range strings.Lines(whole.Text()) {
		bare := strings.TrimLeft(line, " ")
		switch indent := len(line) - len(bare); {
		case strings.TrimSpace(bare) == "":
		case by > 0:
			edits = append(edits, diag.Edit{Span: whole.Sub(at, at), New: strings.Repeat(" ", by)})
		case indent >= -by:
			edits = append(edits, diag.Edit{Span: whole.Sub(at, at-by)})
		case bare[0] != '#':
			return nil
		}
		at += len(line)
	}
	return edits
}

// areInOrder reports whether entries stand one after the other in one file, as they do but for aliases and merge keys.
func areInOrder(pairs []syntax.Pair) bool {
	file, end := pairs[0].Span().File, int32(0)
	for i := range pairs {
		for _, at := range []source.Span{pairs[i].Span(), pairs[i].Value.Span()} {
			if at.File != file || at.Start < end {
				return false
			}
			end = at.End
		}
	}
	return true
}

// strays are the entries that follow the i-th of n, which is of type t, and belong into its value but for their indentation.
func (c *checker) strays(n *syntax.Node, i int, t *Type) []syntax.Pair {
	pairs := n.Pairs()
	if i < 0 || i+1 >= len(pairs) || n.Style != syntax.Block || t == nil {
		return nil
	}
	of := &pairs[i]
	owner := t.Child(of.Name())
	if owner == nil || owner.Accept&Map == 0 || !of.Value.IsNull() && (of.Value.Kind != syntax.Mapping || of.Value.Style != syntax.Block || of.Value.Len() == 0) {
		return nil
	}
	last := i
	for last+1 < len(pairs) && last-i <= mostMoved && isBehind(&pairs[last+1], &pairs[last]) && c.isStray(&pairs[last+1], owner, t) {
		last++
	}
	run := pairs[i+1 : last+1]
	if len(run) > mostMoved {
		return nil
	}
	odd := func(p syntax.Pair) bool { return !owner.takes(p.Value) || isValue(p.Value) && owner.Accept&Null == 0 }
	if len(t.Attrs()) == 0 && !slices.ContainsFunc(run, odd) {
		return nil // they may be what the user calls so
	}
	return run
}

// isBehind reports whether the key of an entry stands behind that of another in one file, as it does but for merge keys.
func isBehind(p, other *syntax.Pair) bool {
	return p.Span().File == other.Span().File && p.Span().Start > other.Span().Start
}

// isStray reports whether an entry of t may be one of owner.
func (c *checker) isStray(p *syntax.Pair, owner, t *Type) bool {
	name := p.Name()
	if name == "" || IsExtension(name) || t.Attr(name) != nil {
		return false
	}
	if a := owner.Attr(name); a != nil {
		return a.Type.takes(p.Value) && !p.Value.IsNull()
	}
	if len(owner.Attrs()) > 0 || len(t.Attrs()) == 0 || !owner.Keys.allows(name) || len(c.meant(name, t)) > 0 {
		return false
	}
	values := owner.Values
	return values != nil && (values.Accept&Null != 0 && p.Value.IsNull() || isValue(p.Value) && values.takes(p.Value) || fits(p.Value, values))
}

// isValue reports whether a value is a scalar that says something.
func isValue(n *syntax.Node) bool { return n.Kind == syntax.Scalar && !n.IsNull() }

// straysAt are strays that belong into the i-th entry of n, if that is empty, or else those of which it is the first that is none of the
// user's keys by its value; owner is which entry they belong into.
func (c *checker) straysAt(n *syntax.Node, i int) (owner int, run []syntax.Pair) {
	if n.Kind != syntax.Mapping || i < 0 {
		return 0, nil
	}
	pairs, t := n.Pairs(), c.parentType()
	if pairs[i].Value.IsNull() {
		if t == Compose() && pairs[i].Name() == "services" {
			return 0, nil // see belowServices
		}
		return i, c.strays(n, i, t)
	}
	if t == nil || len(t.Attrs()) > 0 || t.Values == nil {
		return 0, nil
	}
	for owner = i - 1; owner >= max(0, i-mostMoved) && t.Values.Attr(pairs[owner].Name()) != nil; owner-- {
		if !t.Values.takes(pairs[owner].Value) {
			return 0, nil
		}
	}
	if run = c.strays(n, owner, t); len(run) < i-owner {
		return 0, nil
	}
	return owner, run
}

// indentStrays says that strays belong to the i-th of the entries that they stand among, and offers to indent them.
func indentStrays(d diag.Diagnostic, above syntax.Path, pairs []syntax.Pair, i int, run []syntax.Pair) diag.Diagnostic {
	of, first, last := &pairs[i], run[0].Name(), run[len(run)-1].Name()
	switch len(run) {
	case 1:
		d = d.Helped("indent `%s` by more than `%s`", diag.Shorten(first), diag.Shorten(of.Name()))
	case 2:
		d = d.Helped("indent `%s` and `%s` by more than `%s`", diag.Shorten(first), diag.Shorten(last), diag.Shorten(of.Name()))
	default:
		d = d.Helped("indent `%s` to `%s` by more than `%s`", diag.Shorten(first), diag.Shorten(last), diag.Shorten(of.Name()))
	}
	path := above.Bounded()
	for i := range run {
		d = d.With("outdented", syntax.Below(path, run[i].Name()))
	}
	indent := len(of.Span().Before())
	step := indentStep
	if len(above) > 0 && indent%len(above) == 0 && indent > 0 {
		step = indent / len(above)
	}
	if of.Value.Len() > 0 {
		step = len(of.Value.Pairs()[0].Span().Before()) - indent
	}
	if edits := shifted(run, step); edits != nil {
		d = d.Fixed("indent what belongs to `"+diag.Shorten(of.Name())+"`", edits...)
	}
	return d
}
