package schema

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/lookalike"
	"github.com/composekit/composekit/syntax"
)

// The edits that make another kind of collection of what was written. They are nil where it cannot be told what was meant.

// mostEdits bounds how many edits a fix has: programs print each one.
const mostEdits = 4096

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

// asList are the edits that make a list of type t of a text: of the value behind its key one with brackets, and commas part items, of
// lines of their own items. They are nil if it cannot be told what the items are.
func asList(n *syntax.Node, t *Type, ownLine bool) []diag.Edit {
	span := n.Span()
	quoted := n.Style == syntax.SingleQuoted || n.Style == syntax.DoubleQuoted
	if !isBare(n) || !span.Valid() || n.Style != syntax.Plain && !quoted {
		return nil
	}
	if !ownLine || quoted {
		if strings.Contains(n.Value(), "\n") || len(n.Value()) > mostWritten || !quoted && span.Text() != n.Value() {
			return nil
		}
		items := strings.Split(strings.TrimPrefix(n.Value(), "-"), ",")
		for i, item := range items {
			item = strings.Trim(item, " ")
			if len(items) > 1 && (item == "" || strings.Contains(item, " ") || t.Elem.Format == Volume || t.Format == Tmpfs || t.TakesPairs()) {
				return nil // the comma is part of a value
			}
			items[i] = strconv.Quote(item)
		}
		return []diag.Edit{{Span: span, New: "[" + strings.Join(items, ", ") + "]"}}
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
func withDashes(n *syntax.Node) []diag.Edit {
	return spaced(n, func(line string) int {
		if len(line) < 2 || line[0] != '-' || line[1] == '-' || line[1] == ' ' {
			return -1
		}
		return 1
	})
}

// withColons are the edits that make entries, as a mapping of type t has them, of the lines of a text which are all one but for a space
// behind the colon. They are nil for other texts.
func withColons(n *syntax.Node, t *Type) []diag.Edit {
	return spaced(n, func(line string) int {
		name, value, _ := strings.Cut(line, ":")
		isKey := t.Attr(name) != nil || len(t.Attrs()) == 0 && t.Keys.allows(name) && !strings.ContainsAny(name, " =/")
		if !isKey || value == "" || value[0] == ' ' || strings.HasPrefix(value, "//") {
			return -1
		}
		return len(name) + 1
	})
}

// spaced are the edits that put a space into each line of a text, at the offset that missing tells of a line without its indentation. They
// are nil if that is negative for one of them.
func spaced(n *syntax.Node, missing func(line string) int) (edits []diag.Edit) {
	span := n.Span()
	if !isBare(n) || !span.Valid() || n.Style != syntax.Plain {
		return nil
	}
	at := 0
	for line := range strings.Lines(span.Text()) {
		if bare := strings.TrimLeft(line, " "); strings.TrimSpace(bare) != "" {
			i := missing(strings.TrimRight(bare, "\r\n"))
			if i < 0 || len(edits) == mostEdits {
				return nil
			}
			i += at + len(line) - len(bare)
			edits = append(edits, diag.Edit{Span: span.Sub(i, i), New: " "})
		}
		at += len(line)
	}
	return edits
}

// asItem are the edits that make the only item of a list of a mapping in its place, if it is one that an item may be.
func asItem(n *syntax.Node, t *Type) []diag.Edit {
	if t == nil || !fits(n, t) {
		return nil
	}
	if n.Style == syntax.Flow {
		return around(n, "[", "]")
	}
	edits := shifted(n.Pairs(), len("- "))
	if edits != nil {
		edits[0] = diag.Edit{Span: n.Pairs()[0].Span().Sub(0, 0), New: "- "}
	}
	return edits
}

// around are the edits that put signs around a value.
func around(n *syntax.Node, first, last string) []diag.Edit {
	span := n.Span()
	if !isBare(n) || !span.Valid() {
		return nil
	}
	return []diag.Edit{{Span: span.Sub(0, 0), New: first}, {Span: span.File.Span(int(span.End), int(span.End)), New: last}}
}

// asItems are the edits that make a list of type t of a mapping whose entries are its items, but for a space behind the colon: ports,
// mounts, devices. They are nil for other mappings.
func asItems(n *syntax.Node, t *Type) (edits []diag.Edit) {
	if !isBare(n) {
		return nil
	}
	flow := n.Style == syntax.Flow
	var items []string
	for i := range n.Pairs() {
		p := &n.Pairs()[i]
		key := p.Span()
		if !isAlone(p.Value) || !isPlainScalar(p.Value) || key.Text() != p.Name() || !flow && strings.Trim(key.Before(), " ") != "" {
			return nil
		}
		item := itemOf(t, p)
		if item == "" || len(edits) == mostEdits {
			return nil
		}
		if (flow || t.Elem.Format == Port) && item[0] != '{' {
			item = strconv.Quote(item)
		}
		whole := key
		whole.End = p.Value.Span().End
		items = append(items, item)
		edits = append(edits, diag.Edit{Span: whole, New: "- " + item})
	}
	if flow {
		return []diag.Edit{{Span: n.Span(), New: "[" + strings.Join(items, ", ") + "]"}}
	}
	return edits
}

// itemOf is the item of a list of type t that an entry of a mapping is meant to be; "" if that is not plain.
func itemOf(t *Type, p *syntax.Pair) string {
	key, value := p.Name(), p.Value.Value()
	switch format := t.Elem.Format; {
	case format == Port && isRange(key) && isRange(value),
		format == Device && isPath(key) && isPath(value),
		format == Volume && (isPath(key) || Compose().Attr("volumes").Type.Keys.allows(key)) && isPath(value),
		t.Format == Tmpfs && isPath(key) && !strings.Contains(value, " "):
		return key + ":" + value
	}
	return mounted(t.Elem, p)
}

// mounted is NAME: TARGET as the mount of a secret or config, if that is what t is; else "".
func mounted(t *Type, p *syntax.Pair) string {
	if t.Attr("source") == nil || t.Attr("target") == nil || t.Accept&String == 0 || t.Format == Volume {
		return ""
	}
	key, value := p.Span().Text(), p.Value.Span().Text()
	if key != p.Name() || !isPlainScalar(p.Value) || !isAlone(p.Value) || !NameKey.allows(key) || strings.ContainsAny(value, ",[]{}") {
		return ""
	}
	return "{source: " + key + ", target: " + value + "}"
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

// asKeys are the edits that make keys, as a mapping of type t takes them, of the items of a list: of names, KEY=VALUE, and mappings, in
// lines each behind its dash and in one column. They are nil for other lists.
func asKeys(n *syntax.Node, t *Type) []diag.Edit {
	if !isBare(n) {
		return nil
	}
	var edits []diag.Edit
	flow := n.Style == syntax.Flow
	if flow {
		edits = between(n, "{", "}")
	}
	column, known := -1, map[string]bool{}
	takes := func(name string, value *syntax.Node) bool { // which is nil if it is still to be read
		if known[name] || len(t.Attrs()) > 0 && t.Attr(name) == nil || len(t.Attrs()) == 0 && !t.Keys.allows(name) {
			return false
		}
		known[name] = true
		child := t.Child(name)
		return value == nil || child == nil || child.takes(value)
	}
	for _, item := range n.Items() {
		span, before := item.Span(), item.Span().Before()
		if !isBare(item) {
			return nil
		}
		if !flow {
			dash := strings.LastIndexByte(before, '-')
			if column < 0 {
				column = len(before)
			}
			if dash < 0 || strings.Trim(before, " -") != "" || strings.TrimLeft(before[dash+1:], " ") != "" || column != len(before) {
				return nil
			}
			at := int(span.Start) - len(before) + dash
			edits = append(edits, diag.Edit{Span: span.File.Span(at, at+1), New: " "})
		}
		switch {
		case item.IsString() && item.Style == syntax.Plain && span.Text() == item.Value():
			name, edit := keyOf(item, flow)
			if !takes(name, nil) {
				return nil
			}
			edits = append(edits, edit)
		case item.Len() == 0 || item.Kind != syntax.Mapping || !flow && item.Style == syntax.Flow:
			return nil
		case strings.HasPrefix(span.Text(), "{"):
			edits = append(edits, between(item, "", "")...)
		}
		for _, p := range item.Pairs() {
			if !takes(p.Name(), p.Value) {
				return nil
			}
		}
		if len(edits) > mostEdits {
			return nil
		}
	}
	return edits
}

// keyOf is the key that a name or KEY=VALUE becomes, and the edit that does it.
func keyOf(item *syntax.Node, flow bool) (string, diag.Edit) {
	span := item.Span()
	name, _, valued := strings.Cut(item.Value(), "=")
	switch end := int(span.End); {
	case valued && name != "":
		return name, diag.Edit{Span: span.Sub(len(name), len(name)+1), New: ": "}
	case flow:
		return item.Value(), diag.Edit{Span: span.File.Span(end, end), New: ": null"}
	default:
		return item.Value(), diag.Edit{Span: span.File.Span(end, end), New: ":"}
	}
}

// between are the edits that put what stands in brackets or braces between other signs.
func between(n *syntax.Node, first, last string) []diag.Edit {
	span := n.Span()
	end := len(span.Text())
	return []diag.Edit{{Span: span.Sub(0, 1), New: first}, {Span: span.Sub(end-1, end), New: last}}
}
