package schema

import (
	"cmp"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/lookalike"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// What Check tells people. Nothing here runs on a tree without faults.

func (c *checker) add(d diag.Diagnostic) {
	c.found.Add(d.About(c.path()))
	c.full = c.found.Full(diag.Error)
}

// steps are the names and indexes on the way to where the walk is.
func (c *checker) steps() syntax.Path {
	path := make(syntax.Path, len(c.above), len(c.above)+c.depth)
	copy(path, c.above)
	n := c.root
	for _, i := range c.way[:min(c.depth, len(c.way))] {
		if n.Kind == syntax.Mapping {
			p := &n.Pairs()[i]
			path = append(path, syntax.Step{Name: p.Name()})
			n = p.Value
		} else {
			path = append(path, syntax.Step{Index: int(i), Item: true})
			n = n.Items()[i]
		}
	}
	return path
}

// path is the place in the tree: services.web.ports[0].
func (c *checker) path() string { return c.steps().Bounded() }

// key is the place of the key of the value that the walk is at; nowhere, if it is an item.
func (c *checker) key() source.Span {
	n, at := c.root, source.Span{}
	for _, i := range c.way[:min(c.depth, len(c.way))] {
		if n.Kind == syntax.Mapping {
			p := &n.Pairs()[i]
			n, at = p.Value, p.Span()
		} else {
			n, at = n.Items()[i], source.Span{}
		}
	}
	return at
}

// owner is the place to point at where something is missing in n: its key, or all of an item.
func (c *checker) owner(n *syntax.Node) source.Span {
	if key := c.key(); key.Valid() {
		return key
	}
	return n.Span()
}

// subject names the value that the walk is at: "`ports`", "item 2 of `ports`".
func (c *checker) subject() string {
	steps := c.steps()
	last := len(steps) - 1
	if last < 0 {
		return "the Compose file"
	}
	s := steps[last]
	if !s.Item {
		return "`" + diag.Shorten(s.Name) + "`"
	}
	if last == 0 {
		return fmt.Sprintf("item %d", s.Index+1)
	}
	return fmt.Sprintf("item %d of `%s`", s.Index+1, diag.Shorten(steps[last-1].Name))
}

func (c *checker) wrongKind(n *syntax.Node, t *Type) {
	at := n.Span()
	if at.Start == at.End {
		at = c.owner(n)
	}
	d := WrongKind.At(at, "%s must be %s, but is %s", c.subject(), expected(t), found(n))
	if steps := c.steps(); len(steps) == 1 || len(steps) == 2 { // all of a section, or one thing of it
		d = d.With("section", steps[0].Name)
	}
	name, meant := withoutColon(n, t), []string(nil)
	if name == "" {
		meant = c.halfTyped(n, t)
	}
	ownLine := strings.Trim(n.Span().Before(), " \t-") == ""
	help, inYAML := ofYAML(n, t, ownLine)
	switch {
	case inYAML != nil:
		d = d.Helped("%s", help).Fixed("write it as YAML has it", inYAML...)
	case n.Kind == syntax.Mapping && t.Accept&String != 0 && t.Accept&Map == 0 && (t.Accept&List == 0 || asItem(n, t.Elem) == nil):
		d = c.mappingForText(d, n)
	case t.Accept&Bool != 0 && isPlainScalar(n) && (n.Value() == "0" || n.Value() == "1"):
		word := map[string]string{"0": "false", "1": "true"}[n.Value()]
		d = d.Helped("write %s", word).Fixed("write "+word, diag.Edit{Span: n.Span(), New: word})
	case t.Format == RestartPolicy && n.Type == syntax.Bool && isPlainScalar(n):
		policy := map[bool]string{true: "always", false: `"no"`}[strings.EqualFold(n.Value(), "true")]
		d = d.Helped("write %s", policy).Fixed("write "+policy, diag.Edit{Span: n.Span(), New: policy})
	case t.Format == Duration && n.Type == syntax.Int && isPlainScalar(n):
		seconds := n.Span().Text() + "s"
		d = d.Helped("write it with a unit: %s", seconds).
			Fixed("take it for seconds", diag.Edit{Span: n.Span(), New: seconds})
	case t.Accept&String != 0 && t.Format != Duration && isPlainScalar(n) && len(t.Enum) == 1 && n.Value() == "true":
		d = d.Helped("write %s", t.Enum[0]).Fixed("write "+t.Enum[0], diag.Edit{Span: n.Span(), New: t.Enum[0]})
	case t.Accept&String != 0 && t.Format != Duration && isPlainScalar(n):
		fixed := diag.Diagnostic.Fixed
		if t.Accept&^Null == String {
			fixed = diag.Diagnostic.SafelyFixed
		}
		d = inQuotes(d, n, fixed)
	case n.IsNull() && isServices(c.steps()):
		d = d.Helped("write its attributes below, indented by more than its name")
		all, i := c.beside()
		if below := outdented(all, i, t); len(below) > 0 {
			d = indentBelow(d, below)
		}
	case n.IsNull():
		d = d.Helped("give it a value or leave it out")
		if steps := c.steps(); len(steps) == 1 && steps[0].Name == "services" {
			d = belowServices(d, c.root)
		}
	case isServices(c.steps()) && t.Attr(c.steps()[1].Name) != nil && t.Attr(c.steps()[1].Name).Type.takes(n):
		d = d.Helped("%s of a service stands below its name, indented more", c.subject())
	case len(meant) == 0 && entryOf(n, c.steps(), t) != "":
		entry := entryOf(n, c.steps(), t)
		if attr, _, several := strings.Cut(entry, "\n"); several {
			attr, _, _ = strings.Cut(attr, ":")
			d = d.Helped("write it on lines of its own below, after %s:", attr)
			break
		}
		d = d.Helped("write it on a line of its own below: %s", diag.Shorten(entry))
		if text := n.Span().Text(); isAlone(n) && !strings.ContainsAny(text, "#,[]{}") {
			d = d.Fixed("write "+diag.Shorten(entry), diag.Edit{Span: n.Span(), New: "{" + entry + "}"})
		}
	case name != "" && pairIn(name) != "" && (t.Accept&List == 0 || t.Format != Hosts && !strings.Contains(name, "=")):
		d = pairForMapping(d, n, pairIn(name), ownLine)
	case isSwitch(t, name) && !ownLine:
		d = d.Helped("write it on a line of its own below, as %s: true", name)
		if n.Span().Text() == name {
			d = d.Fixed("write "+name+": true", diag.Edit{Span: n.Span(), New: "{" + name + ": true}"})
		}
	case name != "" && t.Accept&List == 0 && !ownLine:
		d = d.Helped("write it on a line of its own below, with a colon after %s", name)
	case len(meant) > 0 && ownLine:
		d = d.Helped("did you mean %s, with a colon after it?", joined(meant, "or"))
	case name != "" && t.Accept&List != 0 && ownLine && !strings.Contains(name, "="):
		d = d.Helped("write - before %s, or a colon after it", name)
	case name != "" && t.Accept&List == 0:
		end := int(n.Span().Start) + len(name)
		d = d.Helped("put a colon after %s", name).
			Fixed("add a colon", diag.Edit{Span: n.Span().File.Span(end, end), New: ":"})
	case n.Kind == syntax.Sequence && len(c.steps()) == 1 && t.Accept&Map != 0 && slices.ContainsFunc(n.Items(), func(item *syntax.Node) bool { return item.IsString() && !t.Keys.allows(item.Value()) }):
		d = d.Helped("a service has such a list: look at the indentation")
	case n.Kind == syntax.Sequence && t.Accept&String != 0 && n.Len() == 1 && n.Items()[0].IsString() && t.Attr(n.Items()[0].Value()) == nil:
		d = d.Helped("write it without a list")
		if isAlone(n) && isAlone(n.Items()[0]) {
			d = d.Fixed("write it without a list", diag.Edit{Span: n.Span(), New: n.Items()[0].Span().Text()})
		}
	case n.Kind == syntax.Sequence && t.Accept&Map != 0 && (len(c.steps()) == 1 || asKeys(n) != nil):
		d = d.Helped("leave out the dashes: here names are keys, with a colon after each")
		if edits := asKeys(n); edits != nil {
			d = d.Fixed("make keys of the items", edits...)
		}
	case n.Kind == syntax.Sequence && isItem(c.steps()) && n.How == syntax.Aliased:
		d = d.Helped("a list does not become part of another: write its items here")
	case t.Accept&List != 0 && n.Kind == syntax.Mapping && n.Style != syntax.Flow && n.How == syntax.Written:
		d = d.Helped("write each item on a line of its own that begins with \"- \"")
		if edits := asItem(n, t.Elem); edits != nil {
			d = d.Fixed("make it an item of a list", edits...)
		} else if edits := asShortForms(n, t); edits != nil {
			d = d.Helped("write each item on a line of its own, with - before it and nothing around the colon").Fixed("make it a list", edits...)
		}
	case t.Accept&List != 0 && n.Kind == syntax.Scalar && ownLine && withDashes(n) != nil:
		d = d.Helped("put a space behind each dash").Fixed("put a space there", withDashes(n)...)
	case t.Accept&List != 0 && n.Kind == syntax.Scalar:
		d = d.Helped("write each item on a line of its own that begins with \"- \"")
		if edits := asList(n, ownLine); edits != nil && t.Elem.Accept&String != 0 {
			d = d.Fixed("make it a list", edits...)
		}
	}
	c.add(d)
}

// isAlone reports whether a value is all that stands in its place, on one line: as it was written, without tag and anchor.
func isAlone(n *syntax.Node) bool {
	return n.How == syntax.Written && n.Tag() == "" && n.Anchor() == "" && !strings.Contains(n.Span().Text(), "\n")
}

// isSwitch reports whether a mapping has an attribute of that name which is true or false, as external is.
func isSwitch(t *Type, name string) bool {
	return t.Attr(name) != nil && t.Attr(name).Type.Accept&Bool != 0
}

// isServices reports whether a path leads to a service.
func isServices(steps syntax.Path) bool { return len(steps) == 2 && steps[0].Name == "services" }

// isItem reports whether a path leads to an item of a list.
func isItem(steps syntax.Path) bool { return len(steps) > 0 && steps[len(steps)-1].Item }

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

// parent is what the walk has come from to where it is.
func (c *checker) parent() *syntax.Node {
	n := c.root
	for _, i := range c.way[:max(min(c.depth, len(c.way))-1, 0)] {
		if n.Kind == syntax.Mapping {
			n = n.Pairs()[i].Value
		} else {
			n = n.Items()[i]
		}
	}
	return n
}

// beside are the entries of the mapping that the walk is in, and which of them it is at.
func (c *checker) beside() ([]syntax.Pair, int) {
	way := c.way[:min(c.depth, len(c.way))]
	if len(way) == 0 {
		return nil, -1
	}
	return c.parent().Pairs(), int(way[len(way)-1])
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

// meantBy are the attributes that people mean by a text in place of a mapping.
var meantBy = map[string]string{"healthcheck": "test", "logging": "driver", "restart_policy": "condition"}

// meantIn are the attributes that people mean by a text behind the name of something in a section.
var meantIn = map[string]string{"services": "image", "secrets": "file", "configs": "file"}

// drivers are names of drivers that come with the engine, by the section of what they drive.
var drivers = map[string][]string{"networks": {"bridge", "ipvlan", "macvlan", "overlay"}, "volumes": {"local"}}

// entryOf is the entry that a text in place of a mapping of type t is meant to be, such as "driver: json-file"; "" if that is not plain.
func entryOf(n *syntax.Node, steps syntax.Path, t *Type) string {
	if n.Kind != syntax.Scalar || !n.IsString() || t.Accept != Map && t.Accept != Map|Null || len(steps) == 0 {
		return ""
	}
	value, text := n.Value(), n.Span().Text()
	for i := range t.Attrs() {
		a := &t.Attrs()[i]
		if slices.Contains(a.Type.Enum, value) {
			return a.Name + ": " + text
		}
		if whole := wordOf(value, a.Type.Enum); whole != "" {
			return a.Name + ": " + whole
		}
	}
	last, behind := steps[len(steps)-1].Name, strings.TrimLeft(n.Span().Before(), " \t") != ""
	switch {
	case t.Attr(value) != nil:
		return ""
	case len(steps) == 2 && slices.Contains(drivers[steps[0].Name], value):
		return "driver: " + text
	case t.Attr("ipv4_address") != nil && isAddress(value) && strings.Contains(value, ":"):
		return "ipv6_address: " + text
	case t.Attr("ipv4_address") != nil && isAddress(value):
		return "ipv4_address: " + text
	case last == "ipam" && isNetwork(value):
		return "config: [{subnet: " + text + "}]"
	case t.Attr("memory") != nil && isSize(value):
		return "memory: " + text
	case len(steps) == 2 && behind && meantIn[steps[0].Name] != "" && !strings.ContainsAny(value, " \n"):
		return meantIn[steps[0].Name] + ": " + text
	case meantBy[last] != "" && t.Attr(meantBy[last]) != nil:
		return meantBy[last] + ": " + text
	}
	return ""
}

// isSize reports whether a text is a size in bytes.
func isSize(text string) bool {
	_, fault := units.Bytes(text)
	return fault == units.Fault{}
}

// isNetwork reports whether a text is the range of addresses of a network, such as 10.0.0.0/8.
func isNetwork(text string) bool {
	_, err := netip.ParsePrefix(text)
	return err == nil
}

// pairIn is a text such as KEY=VALUE or KEY:VALUE as an entry of a mapping, "" if it is none.
func pairIn(text string) string {
	i := strings.IndexAny(text, "=:")
	if i <= 0 || i+1 == len(text) || strings.HasPrefix(text[i:], "://") || strings.ContainsAny(text, " \n/") {
		return ""
	}
	return text[:i] + ": " + text[i+1:]
}

// pairForMapping says how n, of which text makes an entry, is written as a mapping.
func pairForMapping(d diag.Diagnostic, n *syntax.Node, text string, ownLine bool) diag.Diagnostic {
	if !ownLine {
		return d.Helped("write it on a line of its own below: %s", text)
	}
	d = d.Helped("write %s", text)
	if n.Span().Text() == n.Value() {
		d = d.Fixed("write an entry of a mapping", diag.Edit{Span: n.Span(), New: text})
	}
	return d
}

// ofYAML are the edits that make a collection, as t takes one, of a text that is one but for its colons or dashes, or the spaces behind
// these: they only look like YAML's.
func ofYAML(n *syntax.Node, t *Type, ownLine bool) (help string, edits []diag.Edit) {
	span := n.Span()
	if n.Kind != syntax.Scalar || n.Style != syntax.Plain || n.How != syntax.Written || !span.Valid() || !ownLine || lookalike.ASCII(span.Text()) {
		return "", nil
	}
	at := 0
	for line := range strings.Lines(span.Text()) {
		bare := strings.TrimLeft(line, " \t")
		from := at + len(line) - len(bare)
		at += len(line)
		sign, end := "", 0
		switch dash := lookalike.Dash(bare); {
		case t.Accept&List != 0 && dash != "":
			sign, end = "-", len(dash)
			help = cmp.Or(help, "write - in place of "+dash+", and a space behind it")
		case strings.TrimSpace(bare) == "":
			continue
		case t.Accept&List != 0 && strings.HasPrefix(bare, "-") && beginsOdd(bare[1:]):
			from, end, bare = from+1, 0, bare[1:]
			help = cmp.Or(help, "write an ordinary space behind the dash")
		case t.Accept&Map != 0:
			if strings.HasPrefix(bare, "- ") {
				continue // of a value, once its key is one
			}
			i, size := lookalike.Colon(bare)
			if strings.IndexByte(bare[:i], ' ') >= 0 || size == 0 || size == 1 && !beginsOdd(bare[i+1:]) {
				return "", nil
			}
			from, bare = from+i, bare[i:]
			sign, end = ":", size
			if size == 1 {
				help = cmp.Or(help, "write an ordinary space behind the colon")
			}
			help = cmp.Or(help, "write : in place of "+bare[:size]+", and a space before the value")
		default:
			return "", nil
		}
		rest := bare[end:]
		size, _ := lookalike.Leading(rest)
		size = max(size, len(rest)-len(strings.TrimLeft(rest, " \t")))
		if strings.TrimRight(rest[size:], "\r\n") != "" {
			sign += " "
		}
		if len(edits) == mostEdits {
			return "", nil
		}
		edits = append(edits, diag.Edit{Span: span.Sub(from, from+end+size), New: sign})
	}
	return help, edits
}

// beginsOdd reports whether a text begins with spaces of which one is none to YAML.
func beginsOdd(text string) bool {
	size, _ := lookalike.Leading(text)
	return size > 0
}

// mostEdits bounds how many edits a fix has: programs print each one.
const mostEdits = 4096

// asList are the edits that make a list of a text where one is expected: of the value behind its key one with brackets, of
// lines of their own items. They are nil if it cannot be told what the items are.
func asList(n *syntax.Node, ownLine bool) []diag.Edit {
	span := n.Span()
	if n.How != syntax.Written || !span.Valid() || n.Style != syntax.Plain || n.Tag() != "" || n.Anchor() != "" {
		return nil
	}
	if !ownLine {
		if strings.ContainsAny(n.Value(), ",\n") || span.Text() != n.Value() {
			return nil
		}
		item := strings.TrimLeft(strings.TrimPrefix(n.Value(), "-"), " ")
		return []diag.Edit{{Span: span, New: "[" + strconv.Quote(item) + "]"}}
	}
	var edits []diag.Edit
	at := 0
	for line := range strings.Lines(span.Text()) {
		bare := strings.TrimLeft(line, " \t")
		switch {
		case strings.TrimSpace(bare) == "":
		case bare[0] == '#' || bare[0] == '-':
			return nil
		default:
			from := at + len(line) - len(bare)
			edits = append(edits, diag.Edit{Span: span.Sub(from, from), New: "- "})
		}
		if len(edits) > mostEdits {
			return nil
		}
		at += len(line)
	}
	return edits
}

// withDashes are the edits that make items of the lines of a text which all begin with a dash that has no space behind it. They
// are nil for other texts.
func withDashes(n *syntax.Node) (edits []diag.Edit) {
	span := n.Span()
	if n.How != syntax.Written || !span.Valid() || n.Style != syntax.Plain || n.Tag() != "" || n.Anchor() != "" {
		return nil
	}
	at := 0
	for line := range strings.Lines(span.Text()) {
		bare := strings.TrimLeft(line, " ")
		if strings.TrimSpace(bare) != "" {
			if len(bare) < 2 || bare[0] != '-' || bare[1] == '-' || bare[1] == ' ' || len(edits) == mostEdits {
				return nil
			}
			behind := at + len(line) - len(bare) + 1
			edits = append(edits, diag.Edit{Span: span.Sub(behind, behind), New: " "})
		}
		at += len(line)
	}
	return edits
}

// asItem are the edits that make the only item of a list of a mapping in its place, if it is one that an item may be.
func asItem(n *syntax.Node, t *Type) []diag.Edit {
	if t == nil || t.Accept&Map == 0 || len(t.Attrs()) == 0 || n.Len() == 0 {
		return nil
	}
	for i := range n.Pairs() {
		if a := t.Attr(n.Pairs()[i].Name()); a == nil || !a.Type.takes(n.Pairs()[i].Value) {
			return nil
		}
	}
	edits := shifted(n.Pairs(), len("- "))
	if edits != nil {
		edits[0] = diag.Edit{Span: n.Pairs()[0].Span().Sub(0, 0), New: "- "}
	}
	return edits
}

// asShortForms are the edits that make a list of ports, volumes or devices of a mapping whose entries are their short forms, but for a
// space behind the colon. They are nil for other mappings.
func asShortForms(n *syntax.Node, t *Type) (edits []diag.Edit) {
	for _, p := range n.Pairs() {
		key, value := p.Span(), p.Value.Span()
		switch {
		case !isPlainScalar(p.Value) || !isAlone(p.Value) || key.Text() != p.Name() || strings.Trim(key.Before(), " ") != "":
			return nil
		case t.Elem.Format == Port && isRange(key.Text()) && isRange(value.Text()):
		case t.Elem.Format == Device && isPath(key.Text()) && isPath(value.Text()):
		case t.Elem.Format == Volume && (isPath(key.Text()) || Compose().Attr("volumes").Type.Keys.allows(key.Text())) && isPath(value.Text()):
		default:
			return nil
		}
		short := key.Text() + ":" + value.Text()
		if t.Elem.Format == Port {
			short = `"` + short + `"`
		}
		whole := key
		whole.End = value.End
		if edits = append(edits, diag.Edit{Span: whole, New: "- " + short}); len(edits) > mostEdits {
			return nil
		}
	}
	return edits
}

// isRange reports whether a text is the number of a port, or a range of such numbers.
func isRange(text string) bool {
	_, _, ok := readRange(text)
	return ok
}

// isPath reports whether a text is plainly a path, perhaps with options behind it: it begins with a slash, a dot or a tilde.
func isPath(text string) bool {
	return strings.IndexAny(text, "/.~") == 0 && !strings.Contains(text, " ")
}

// asKeys are the edits that make keys of the items of a list: of names, KEY=VALUE, and mappings with one key, each behind its dash
// and in one column. They are nil for other lists.
func asKeys(n *syntax.Node) []diag.Edit {
	if n.Style == syntax.Flow || n.How != syntax.Written {
		return nil
	}
	var edits []diag.Edit
	column := -1
	for _, item := range n.Items() {
		span, before := item.Span(), item.Span().Before()
		dash := strings.LastIndexByte(before, '-')
		if dash < 0 || strings.Trim(before, " -") != "" || strings.TrimLeft(before[dash+1:], " ") != "" || item.Tag() != "" || item.Anchor() != "" {
			return nil
		}
		if column < 0 {
			column = len(before)
		}
		name := item.IsString() && item.Style == syntax.Plain && span.Text() == item.Value()
		if column != len(before) || !name && (item.Style == syntax.Flow || len(item.Pairs()) != 1) {
			return nil
		}
		at := int(span.Start) - len(before) + dash
		edits = append(edits, diag.Edit{Span: span.File.Span(at, at+1), New: " "})
		if equals := strings.IndexByte(item.Text(), '='); name && equals > 0 {
			edits = append(edits, diag.Edit{Span: span.Sub(equals, equals+1), New: ": "})
		} else if name {
			edits = append(edits, diag.Edit{Span: span.File.Span(int(span.End), int(span.End)), New: ":"})
		}
		if len(edits) > mostEdits {
			return nil
		}
	}
	return edits
}

// inQuotes tells to write a value in quotes, with a fix of the kind that fixed gives.
func inQuotes(d diag.Diagnostic, n *syntax.Node, fixed func(d diag.Diagnostic, title string, edits ...diag.Edit) diag.Diagnostic) diag.Diagnostic {
	quoted := strconv.Quote(n.Span().Text())
	return fixed(d.Helped("write it in quotes: %s", quoted), "write it in quotes", diag.Edit{Span: n.Span(), New: quoted})
}

// mappingForText says what to do where a colon has made a mapping of what should be a text.
func (c *checker) mappingForText(d diag.Diagnostic, n *syntax.Node) diag.Diagnostic {
	text := n.Span().Text()
	if n.How == syntax.Written && strings.HasPrefix(text, "{{") && !strings.Contains(text, "\n") {
		return inQuotes(d, n, diag.Diagnostic.Fixed)
	}
	name, list := c.list()
	if list == nil || n.How != syntax.Written || n.Len() != 1 || strings.HasPrefix(text, "{") {
		return d
	}
	p := &n.Pairs()[0]
	plain := p.Value.Kind == syntax.Scalar && p.Value.Style == syntax.Plain && !strings.Contains(text, "\n")
	dashes := "leave out the dashes: `" + diag.Shorten(name) + "` may be a mapping"
	switch maps := list.Accept&Map != 0; {
	case maps && EndsInColon(n):
		return d.Helped("take the colon away, or %s", dashes)
	case maps && list.takesPairs() && plain && !p.Value.IsNull() && p.Span().Text() == p.Name():
		pair := p.Name() + "=" + p.Value.Value()
		return d.Helped("write %s, or %s", pair, dashes).
			Fixed("write an equals sign", diag.Edit{Span: n.Span(), New: pair})
	case maps:
		d = d.Helped("%s", dashes)
		all := c.parent()
		if i := slices.IndexFunc(all.Items(), func(item *syntax.Node) bool { return item.Kind == syntax.Mapping }); i < 0 || all.Items()[i] != n {
			return d // the fix of the first one is that of all
		}
		nameOnly := func(item *syntax.Node) bool { return item.Len() == 0 || item.Pairs()[0].Value.IsNull() }
		if edits := asKeys(all); edits != nil && (list.Values.Accept&Null != 0 || !slices.ContainsFunc(all.Items(), nameOnly)) {
			if all.Len() > 1 {
				d = d.Labelled(all.Span(), "all of them")
			}
			d = d.Fixed("make keys of the items", edits...)
		}
		return d
	case EndsInColon(n):
		return d.Helped("go on right behind the colon, or take it away")
	case plain:
		return inQuotes(d, n, diag.Diagnostic.Fixed)
	}
	return d
}

// list is the attribute whose items the walk is at, and its type, which is nil if the walk is at none.
func (c *checker) list() (name string, t *Type) {
	steps := c.steps()
	last := len(steps) - 1
	if last < 1 || !steps[last].Item || steps[last-1].Item {
		return "", nil
	}
	t = Compose()
	for _, s := range steps[:last] {
		if s.Item {
			t = t.Item()
		} else {
			t = t.Child(s.Name)
		}
	}
	return steps[last-1].Name, t
}

// takesPairs reports whether an item of a list of this type is KEY=VALUE.
func (t *Type) takesPairs() bool {
	switch t.Format {
	case KeyValues, Environment, Labels, SSH, Hosts:
		return true
	}
	return false
}

// withoutColon is the name that n begins with where a mapping is half typed: image nginx, or image alone. It is empty if
// t has no such attribute, and where names are the user's if n is more than one.
func withoutColon(n *syntax.Node, t *Type) string {
	if t.Accept&Map == 0 || t.Accept&String != 0 || !isPlainScalar(n) {
		return ""
	}
	name, _, more := strings.Cut(n.Value(), " ")
	if t.Attr(name) != nil || len(t.Attrs()) == 0 && !more && t.Keys.allows(name) {
		return name
	}
	return ""
}

// halfTyped are the attributes of t of which n is probably to become the key.
func (c *checker) halfTyped(n *syntax.Node, t *Type) []string {
	if len(t.Attrs()) == 0 || t.Accept&String != 0 || !isPlainScalar(n) || n.Span().Start == n.Span().End {
		return nil
	}
	if meant := c.meant(n.Value(), t); len(meant) <= mostMeant {
		return meant
	}
	return nil
}

// isPlainScalar reports whether n was written as a number or boolean that quotes make a string of.
func isPlainScalar(n *syntax.Node) bool {
	return n.Kind == syntax.Scalar && n.How == syntax.Written && n.Style == syntax.Plain &&
		n.Type != syntax.Null && n.Span().Valid() && n.Span().Text() == n.Value()
}

// expected says what a type takes: its name, or the kinds that it accepts.
func expected(t *Type) string {
	if t.Name != "" {
		return t.Name
	}
	var words []string
	for _, k := range kindWords {
		if t.Accept&k.kinds != 0 {
			words = append(words, k.word)
		}
	}
	return either(words)
}

var kindWords = []struct {
	kinds Kinds
	word  string
}{
	{String, "a string"}, {Number, "a number"}, {Bool, "true or false"}, {List, "a list"}, {Map, "a mapping"}, {Null, "null"},
}

// found says what a value is.
func found(n *syntax.Node) string {
	switch n.Kind {
	case syntax.Mapping:
		return "a mapping"
	case syntax.Sequence:
		return "a list"
	}
	switch n.Type {
	case syntax.Null:
		if n.Value() == "" {
			return "empty"
		}
		return "null"
	case syntax.Bool:
		return "a boolean (" + diag.Shorten(n.Value()) + ")"
	case syntax.Int, syntax.Float:
		return "a number (" + diag.Shorten(n.Value()) + ")"
	case syntax.Timestamp:
		return "a date (" + diag.Shorten(n.Value()) + ")"
	}
	return "a string"
}

// either joins words: "a, b or c".
func either(words []string) string { return series(words, "or") }

// series joins words with a word before the last of them.
func series(words []string, word string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + word + " " + words[last]
}

// unknown reports the i-th entry of n, and returns the attributes of which it was probably meant to be one.
func (c *checker) unknown(n *syntax.Node, i int, t *Type) (meant []string) {
	p := &n.Pairs()[i]
	d := UnknownAttribute.At(p.Span(), "%s has no attribute `%s`", c.subject(), p.Name())
	meant = c.meant(p.Name(), t)
	likely := slices.DeleteFunc(slices.Clone(meant), func(name string) bool { return !t.Attr(name).Type.takes(p.Value) })
	if len(likely) == 0 {
		likely = meant
	}
	free := slices.DeleteFunc(slices.Clone(likely), func(name string) bool { return n.Find(name) >= 0 })
	short := c.shortForm(n, t)
	atHome, theirs := home(p.Name(), t)
	if len(meant) == 1 && meant[0] == calledSo(p.Name(), t) && t.Attr(meant[0]).Type.takes(p.Value) {
		atHome = ""
	}
	switch {
	case p.Name() == "":
		d = UnknownAttribute.At(p.Span(), "an attribute of %s has no name", c.subject()).Helped("write one before the colon")
	case strings.HasPrefix(p.Name(), "//"):
		d = d.Helped("a comment begins with #")
		if strings.HasPrefix(p.Span().Text(), "//") {
			d = d.Fixed("make it a comment", diag.Edit{Span: p.Span().Sub(0, len("//")), New: "#"})
		}
	case short != "":
		d = d.Helped("leave out the white space beside the colon: %s", short).
			Fixed("leave out the white space", diag.Edit{Span: n.Span(), New: short})
		meant = slices.Concat(t.Required, t.RequiredAny, []string{"target"}) // it has them all
	case isServices(c.steps()) && looksLikeService(p.Value):
		d = c.inService(d, n, i, t)
	case above(n, i, t) != "":
		d = d.Helped("%s has it: look at the indentation", above(n, i, t))
	case atHome == "a service" && t != Compose() && c.below(p, t) != "":
		d = d.Helped("it belongs in %s", c.below(p, t))
	case atHome != "" && !isNumberOf(p, meant, t) && (theirs.takes(p.Value) || len(free) == 0):
		d = d.Helped("%s has it: look at the indentation", atHome)
	case t == Compose() && looksLikeService(p.Value):
		d = d.Helped("services stand under `services`")
		if i > 0 && isServiceAtTop(n.Pairs()[i-1]) {
			break // the fix of the first one moves all
		}
		if _, edits := atTop(n); edits != nil {
			d = d.Fixed("put what is a service under services", edits...)
		}
	case len(free) > mostMeant: // it may become anything
	case len(free) > 0:
		d = d.Helped("did you mean %s?", joined(free, "or"))
		if p.Span().Text() == p.Name() {
			for _, name := range free {
				d = d.Fixed("replace "+p.Name()+" by "+name, diag.Edit{Span: p.Span(), New: name})
			}
		}
	case len(likely) > 0:
		d = d.Helped("`%s` is there already", likely[0]).Labelled(n.Pairs()[n.Find(likely[0])].Span(), "here")
	default:
		if where := c.below(p, t); where != "" {
			d = d.Helped("it belongs in %s", where)
		} else if of := t.options(); of != "" && p.Value.Kind == syntax.Scalar && !p.Value.IsNull() {
			d = d.Helped("options of the driver stand below `%s`", of)
		} else if t.Extensible {
			d = d.Helped("attributes of your own begin with x-")
		}
	}
	for _, name := range meant {
		d = d.With("meant", name)
	}
	c.push(i)
	c.add(d)
	c.pop()
	return meant
}

// mostMeant is how many attributes are proposed for what may be the beginning of each.
const mostMeant = 4

// isNumberOf reports whether the name of an entry is the singular or plural of the attribute that it was meant to be,
// and its value one that this takes.
func isNumberOf(p *syntax.Pair, meant []string, t *Type) bool {
	if len(meant) != 1 || meant[0] != p.Name()+"s" && meant[0]+"s" != p.Name() {
		return false
	}
	return t.Attr(meant[0]).Type.takes(p.Value)
}

// takes reports whether a value may be of the kind that n is, or is still to be written.
func (t *Type) takes(n *syntax.Node) bool {
	switch n.Kind {
	case syntax.Mapping:
		return t.Accept&Map != 0
	case syntax.Sequence:
		return t.Accept&List != 0
	}
	return n.IsNull() || t.Accept&kindOf(n) != 0
}

// home says which of the mappings that people mix up with t has the attribute, and of which type; "" if none.
func home(name string, t *Type) (what string, a *Type) {
	root := Compose()
	service := root.Attr("services").Type.Values
	for _, place := range []struct {
		what string
		t    *Type
	}{
		{"a service", service},
		{"the top level", root},
		{"`build`", service.Attr("build").Type},
		{"`deploy`", service.Attr("deploy").Type},
		{"`healthcheck`", service.Attr("healthcheck").Type},
	} {
		if a := place.t.Attr(name); place.t != t && a != nil {
			return place.what, a.Type
		}
	}
	return "", nil
}

// options is the attribute of t that has what only a driver knows; "" if there is none.
func (t *Type) options() string {
	for _, name := range [...]string{"options", "driver_opts"} {
		if t.Attr(name) != nil {
			return name
		}
	}
	return ""
}

// below says which attribute of t, or of one of those, has one with the name of an entry that takes its value, or which two have; "" if
// none has, or more have that are as near.
func (c *checker) below(p *syntax.Pair, t *Type) (what string) {
	if c.guessed += len(t.Attrs()); c.guessed > guesses {
		return ""
	}
	takes := func(t *Type) bool {
		a := t.Attr(p.Name())
		return a != nil && a.Type.takes(p.Value)
	}
	var places []string
	look := func(t *Type, path string) {
		switch {
		case takes(t):
			places = append(places, "`"+path+"`")
		case t.Elem != nil && takes(t.Elem):
			places = append(places, "an item of `"+path+"`")
		case t.Values != nil && takes(t.Values):
			places = append(places, "an entry of `"+path+"`")
		}
	}
	for _, a := range t.Attrs() {
		look(a.Type, a.Name)
	}
	for _, a := range t.Attrs() {
		if len(places) > 0 {
			break
		}
		for _, b := range a.Type.Attrs() {
			look(b.Type, a.Name+"."+b.Name)
		}
	}
	if len(places) > 2 {
		return ""
	}
	return series(places, "or")
}

// above says what the attribute above the i-th entry of n is, if what that holds has the entry's name; "" if it does not.
// Entries between them, which are no attributes either, may belong there as well.
func above(n *syntax.Node, i int, t *Type) string {
	name := n.Pairs()[i].Name()
	for i--; i >= 0; i-- {
		p := &n.Pairs()[i]
		a := t.Attr(p.Name())
		if a == nil {
			continue
		}
		items := p.Value.Items()
		switch {
		case p.Value.Kind == syntax.Mapping && a.Type.Attr(name) != nil:
			return "`" + a.Name + "`"
		case len(items) > 0 && items[len(items)-1].Kind == syntax.Mapping && a.Type.Elem.Attr(name) != nil:
			return "an item of `" + a.Name + "`"
		}
		return ""
	}
	return ""
}

// shortForm is n as the short form of a type that has one, where white space beside a colon has made a mapping of it: 80 : 80.
func (c *checker) shortForm(n *syntax.Node, t *Type) string {
	if t.Accept&String == 0 || n.How != syntax.Written || n.Len() != 1 || n.Style != syntax.Block {
		return ""
	}
	switch t.Format {
	case Port, Volume, Device:
	default:
		return ""
	}
	p := &n.Pairs()[0]
	value := p.Value.Span().Text()
	if p.Span().Text() != p.Name() || value == "" || value != p.Value.Value() || strings.ContainsAny(value, " \n") || len(c.meant(p.Name(), t)) > 0 {
		return ""
	}
	return p.Name() + ":" + value
}

// looksLikeService reports whether a value has what most services have.
func looksLikeService(n *syntax.Node) bool {
	return n.Get("image") != nil || n.Get("build") != nil || n.Get("container_name") != nil || n.Get("extends") != nil
}

// Names are the names of a type's attributes.
func (t *Type) Names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range t.Attrs() {
			if !yield(t.Attrs()[i].Name) {
				return
			}
		}
	}
}

func (c *checker) unfinished(n *syntax.Node) {
	if c.full {
		return
	}
	c.add(UnfinishedItem.At(n.Span(), "%s is a mapping, for it ends in a colon", c.subject()).
		Helped("go on right behind the colon, or take it away"))
}

// missing reports that n needs all of some attributes, or one of them, as the word between their names says.
func (c *checker) missing(n *syntax.Node, t *Type, word string, names []string) {
	d := MissingAttribute.At(c.owner(n), "%s needs %s", c.subject(), joined(names, word))
	var docs []string
	for _, name := range names {
		if a := t.Attr(name); a != nil && a.Doc != "" {
			docs = append(docs, name+": "+strings.TrimSuffix(a.Doc, "."))
		}
	}
	if len(docs) > 0 {
		d = d.Helped("%s", strings.Join(docs, "; "))
	}
	c.add(d)
}

// joined are names of attributes in a sentence: `a`, `b` or `c`.
func joined(names []string, word string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = "`" + name + "`"
	}
	return series(quoted, word)
}

func (c *checker) notInEnum(n *syntax.Node, t *Type) {
	d := NotAllowedValue.At(n.Span(), "%s must be %s, not %q", c.subject(), either(t.Enum), n.Value())
	near := typo.Nearest(n.Value(), slices.Values(t.Enum))
	if near == "" {
		near = wordOf(n.Value(), t.Enum)
	}
	c.add(Meant(d, n, near))
}

// wordOf is the value that a word is a part of, as healthy is of service_healthy; "" if there is not just one.
func wordOf(word string, values []string) string {
	found := ""
	for _, v := range values {
		if word != "" && strings.Contains("_"+v+"_", "_"+word+"_") {
			if found != "" {
				return ""
			}
			found = v
		}
	}
	return found
}

// Meant asks whether the text of n was meant to be another, and offers to write that; "" is none.
func Meant(d diag.Diagnostic, n *syntax.Node, to string) diag.Diagnostic {
	if to == "" {
		return d
	}
	d = d.Helped("did you mean %s?", to)
	text := n.Text()
	if at := syntax.Locate(n, 0, len(text)); text != "" && at.Text() == text {
		d = d.Fixed("replace "+text+" by "+to, diag.Edit{Span: at, New: to})
	}
	return d
}

func (c *checker) notInPattern(n *syntax.Node, t *Type) {
	d := NotAllowedValue.At(n.Span(), "%s must be %s, not %q", c.subject(), expected(t), n.Value())
	if t.Format == PullPolicy {
		d = d.Helped("write always, never, missing, build, daily, weekly or every_ with a duration, such as every_12h")
		d = Meant(d, n, cmp.Or(pullPolicyCalledSo(n.Value()), typo.Nearest(n.Value(), slices.Values(PullPolicies))))
	} else {
		d = d.Helped("it takes two letters, digits, dots, underscores or hyphens at least, the first a letter or digit")
	}
	c.add(d)
}

// pullPolicyCalledSo is the pull policy that Kubernetes has by another name; "" if that is none.
func pullPolicyCalledSo(name string) string {
	if strings.EqualFold(strings.ReplaceAll(name, "-", ""), "IfNotPresent") {
		return "missing"
	}
	return ""
}

func (c *checker) notFinite(n *syntax.Node) {
	c.add(OutOfRange.At(n.Span(), "%s must be a finite number, not %s", c.subject(), n.Value()))
}

func (c *checker) outOfRange(n *syntax.Node, t *Type) {
	var bounds string
	switch number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }; {
	case t.Min != nil && t.Max != nil:
		bounds = "from " + number(*t.Min) + " to " + number(*t.Max)
	case t.Min != nil:
		bounds = number(*t.Min) + " or more"
	default:
		bounds = number(*t.Max) + " or less"
	}
	c.add(OutOfRange.At(n.Span(), "%s must be %s, but is %s", c.subject(), bounds, n.Value()))
}

func (c *checker) duplicate(items []*syntax.Node, i, first int) {
	if c.full {
		return
	}
	c.push(i)
	c.add(DuplicateItem.At(items[i].Span(), "%s is the same as item %d", c.subject(), first+1).
		Labelled(items[first].Span(), "first here").
		Helped("leave one of them out"))
	c.pop()
}

// badName reports p, the i-th entry of the mapping that the walk is at.
func (c *checker) badName(p *syntax.Pair, i int, t *Type) {
	d := BadName.At(p.Span(), "%q is not a name that may stand in %s", p.Name(), c.subject())
	switch {
	case strings.Contains(p.Name(), "${"):
		d = d.Helped("write the name itself: variables are replaced in values only")
	case t.Keys == NameKey:
		d = d.Helped("names have letters, digits, dots, underscores and hyphens only")
	case t.Keys == LowerKey:
		d = d.Helped("names have lower-case letters only")
	default:
		d = d.Helped("names have at least one character")
	}
	c.push(i)
	c.add(d)
	c.pop()
}
