package schema

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// What is indented too much or too little, and so belongs to something else than was meant. Nothing here runs on a tree
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
	request := Compose().Child("services").Child("").Child("gpus").Item()
	return n.Len() > 0 && !slices.ContainsFunc(n.Pairs(), func(p syntax.Pair) bool {
		return request.Attr(p.Name()) == nil || !request.Attr(p.Name()).Type.takes(p.Value)
	}) &&
		n.Kind == syntax.Mapping
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
	step := 2
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

// outdented are the entries that follow the i-th, a service without a value, and are its attributes but for their
// indentation: t is the type of services.
func outdented(services []syntax.Pair, i int, t *Type) []syntax.Pair {
	if i < 0 || !services[i].Value.IsNull() {
		return nil
	}
	below := services[i+1:]
	n, plain := 0, false
	for n < len(below) && !below[n].Value.IsNull() && t.Attr(below[n].Name()) != nil && t.Attr(below[n].Name()).Type.takes(below[n].Value) {
		plain = plain || below[n].Value.Kind != syntax.Mapping
		n++
	}
	if !plain {
		return nil // they may be services of such names
	}
	return below[:n]
}

// indentBelow says of a service without a value that what stands below belongs to it.
func indentBelow(d diag.Diagnostic, below []syntax.Pair) diag.Diagnostic {
	d = d.Helped("indent `%s` and what belongs to it by more than the name of the service", below[0].Name())
	for i := range below {
		d = d.With("outdented", syntax.Below("services", below[i].Name()))
	}
	if edits := shifted(below, len(below[0].Span().Before())); edits != nil {
		d = d.Fixed("indent the lines below", edits...)
	}
	return d
}
