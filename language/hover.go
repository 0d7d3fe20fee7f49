package language

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Hover is what stands at a place.
type Hover struct {
	// Span is the key or scalar that it is about.
	Span source.Span
	// Path is the attribute: services.web.image.
	Path string
	// Attr is its row in the table of the language; nil if the key is the user's, as that of a service.
	Attr *schema.Attr
	// Story is the history of its value in the project. Nil if the project has no such value: the service
	// is not enabled, or the place is in a list, which merges reorder.
	Story *explain.Story
	// Name is what is named here; the zero Name if nothing is.
	Name Name
	// Entry is the entry that gives what is used here: the service that another one depends on, say, or what an
	// alias stands for. It is nowhere if none is used, or if it is not given.
	Entry source.Span
	// Value and Set are those of the variable that is named here.
	Value string
	Set   bool
}

// Hover tells what stands at an offset of a Compose file, or of an env file that gives a variable which those use.
func (v *View) Hover(f *source.File, offset int) (Hover, bool) {
	var h Hover
	if n, ok := v.at(f, offset); ok {
		h.Name, h.Span = n.Name, n.Span
		if n.Kind == Variable {
			h.Value, h.Set = v.value(f, n)
		}
		if !n.Defines {
			h.Entry = v.entry(n)
		}
	}
	file := v.file(f)
	if file == nil {
		return h, h.Span.Valid()
	}
	way, onKey := file.wayTo(offset)
	if len(way) == 0 {
		return h, h.Span.Valid()
	}
	last := &way[len(way)-1]
	if !h.Span.Valid() && (onKey || last.node.Kind == syntax.Scalar) {
		if h.Span = last.node.Span(); onKey {
			h.Span = last.pair.Span()
		}
	}
	attribute := outsideLists(way)
	h.Path = pathOf(attribute).String()
	for i := len(way) - 1; i >= 0 && h.Attr == nil; i-- {
		if h.Attr = way[i].attr; way[i].pair != nil {
			break
		}
	}
	if len(attribute) == len(way) {
		if story, err := explain.Value(v.result, h.Path); err == nil && story.Node != nil && story.Node.Kind == syntax.Scalar {
			h.Story = &story
		}
	}
	return h, h.Span.Valid()
}

// value is that of a variable where it is used, or as it is given.
func (v *View) value(f *source.File, n name) (value string, set bool) {
	if !n.Defines {
		if envs := v.result.Envs(f); len(envs) > 0 && envs[0] != nil {
			return envs[0].Lookup(n.Name.Name)
		}
		return "", false
	}
	for _, file := range v.files {
		for _, env := range v.result.Envs(file.File) {
			if v.giverOf(env, n) == n.Span {
				return env.Lookup(n.Name.Name)
			}
		}
	}
	return "", false
}

// entry is where what is used at a name is given, key and all; nowhere if it is not.
func (v *View) entry(use name) source.Span {
	for _, file := range v.files {
		if use.Kind != Anchor && v.scopeOf(file.File) != use.in {
			continue
		}
		for _, doc := range file.docs {
			var entry source.Span
			switch {
			case doc.Root == nil || use.Kind == Anchor && doc != use.in.doc:
			case use.Kind == Anchor:
				entry = entryAt(doc.Root, use.in.value)
			default:
				entry = entryOf(doc.Root.Get(string(use.Kind)), use.Name.Name)
			}
			if entry.Valid() {
				return entry
			}
		}
	}
	return source.Span{}
}

// entryOf is an entry of a mapping, key and value.
func entryOf(n *syntax.Node, name string) source.Span {
	i := n.Find(name)
	if i < 0 {
		return source.Span{}
	}
	p := n.Pairs()[i]
	whole := p.Span()
	whole.End = max(whole.End, p.Value.Span().End)
	return whole
}

// entryAt is a value that is below n, with its key.
func entryAt(n, value *syntax.Node) (found source.Span) {
	if n == value {
		return n.Span()
	}
	for _, p := range n.Pairs() {
		if found = entryAt(p.Value, value); found.Valid() {
			if p.Value == value {
				found.Start = p.Span().Start
			}
			return found
		}
	}
	for _, item := range n.Items() {
		if found = entryAt(item, value); found.Valid() {
			return found
		}
	}
	return found
}

// Path is the attribute that stands at an offset of a Compose file, such as services.web.image. Of
// what stands in a list it is the list: merges move items. It is empty where there is none.
func (v *View) Path(f *source.File, offset int) string {
	file := v.file(f)
	if file == nil {
		return ""
	}
	way, _ := file.wayTo(offset)
	return pathOf(outsideLists(way)).String()
}

// outsideLists is a way up to the first list.
func outsideLists(way []spot) []spot {
	if i := slices.IndexFunc(way, func(s spot) bool { return s.step.Item }); i >= 0 {
		return way[:i]
	}
	return way
}

// marks are what a hover has around names, values, and texts of several lines.
type marks struct{ name, value, yaml, text, end string }

// Markdown is the hover as editors show it. Options say how files are shown.
func (h Hover) Markdown(o explain.Options) string {
	return h.marked(o, marks{"**", "`", "```yaml\n", "```\n", "```\n"})
}

// Text is the same for editors that show nothing but plain text.
func (h Hover) Text(o explain.Options) string { return strings.TrimRight(h.marked(o, marks{}), "\n") }

func (h Hover) marked(o explain.Options, m marks) string {
	var b strings.Builder
	name := func(text string) string { return m.name + text + m.name }
	switch {
	case h.Name.Kind == Variable && h.Set:
		fmt.Fprintf(&b, "variable %s = %s\n\n", name(h.Name.Name), m.value+diag.Shorten(h.Value)+m.value)
	case h.Name.Kind == Variable:
		fmt.Fprintf(&b, "variable %s, not set\n\n", name(h.Name.Name))
	case h.Name.Kind != "":
		fmt.Fprintf(&b, "%s %s\n\n", singular(h.Name.Kind), name(h.Name.Name))
	}
	if a := h.Attr; a != nil {
		fmt.Fprintf(&b, "%s: %s", name(a.Name), a.Doc)
		if takes := a.Type.Words(); takes != "" {
			fmt.Fprintf(&b, " It takes %s.", takes)
		}
		if a.Default != "" {
			fmt.Fprintf(&b, " Default: %s.", a.Default)
		}
		b.WriteString("\n\n")
		if a.Deprecated != "" {
			fmt.Fprintf(&b, "Deprecated: %s.\n\n", strings.TrimSuffix(a.Deprecated, "."))
		}
	}
	if h.Entry.Valid() {
		b.WriteString(m.yaml + excerpt(h.Entry) + m.end + "\n")
	}
	if h.Story != nil {
		var story strings.Builder
		_ = explain.Render(&story, *h.Story, o) // a Builder takes everything
		b.WriteString(m.text + story.String() + m.end)
	}
	return cmp.Or(strings.TrimSuffix(b.String(), "\n\n"), h.Path)
}

// excerpt is the text at a span, indented as if it stood alone, and not all of it if it is long.
func excerpt(s source.Span) string {
	const most = 16 // lines
	lines := strings.Split(strings.TrimRight(s.Text(), " \t\r\n"), "\n")
	indent := s.Pos(source.Bytes).Column - 1
	var b strings.Builder
	for i, line := range lines {
		if i == most {
			b.WriteString("…\n")
			break
		}
		line = strings.TrimRight(line, "\r")
		blank := len(line) - len(strings.TrimLeft(line, " "))
		if i == 0 {
			blank = 0
		}
		b.WriteString(diag.Shorten(line[min(blank, indent*min(i, 1)):]) + "\n")
	}
	return b.String()
}

// singular is what one of a kind is called.
func singular(k Kind) string { return strings.TrimSuffix(string(k), "s") }
