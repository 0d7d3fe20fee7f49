package merge

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// sequences merges values that may be lists, mappings and single strings as lists.
func (m *Merger) sequences(base, over *syntax.Node) *syntax.Node {
	left, right, ok := m.lists(base, over)
	if !ok {
		return base
	}
	return m.appended(base, over, left, right)
}

// keyValues merges lists of KEY=VALUE: of two entries with one key the last counts, at the
// place of the first.
func (m *Merger) keyValues(base, over *syntax.Node) *syntax.Node {
	left, right, ok := m.lists(base, over)
	if !ok {
		return base
	}
	k := &m.keyed
	k.reset(k.items[:0])
	k.expect(len(left) + len(right))
	for _, item := range left {
		k.add(m.Build, item)
	}
	for _, item := range right {
		k.add(m.Build, item)
	}
	if base.Kind == syntax.Sequence && slices.Equal(k.items, base.Items()) {
		return base
	}
	out := m.Build.MergedSequence(m.Build.KeepItems(k.items), over, base)
	if len(k.keys) == len(k.items) {
		out.Mark |= schema.MarkDistinct
	}
	return out
}

// mostRepeated is how many bytes of names are written again in one merge, for each item of a list that
// stands below a name.
const mostRepeated = 1 << 20

// lists are the entries of two values that are to be merged. It is not ok if that was reported, and base stays.
func (m *Merger) lists(base, over *syntax.Node) (left, right []*syntax.Node, ok bool) {
	before := m.repeated
	m.repeated += repeats(base) + repeats(over)
	if m.repeated > before && m.repeated > mostRepeated {
		m.report(base, over, inOneFile,
			"this cannot override the value before: the names in it are too long for so many values below them")
		return nil, nil, false
	}
	left, ok = m.entries(base)
	right, fits := m.entries(over)
	if !ok || !fits {
		m.cannot(base, over)
		return nil, nil, false
	}
	return left, right, true
}

// repeats is how many bytes of names the entries of a value have once more.
func repeats(n *syntax.Node) (bytes int) {
	for _, p := range n.Pairs() {
		if items := len(p.Value.Items()); items > 1 {
			bytes += len(p.Name()) * (items - 1)
		}
	}
	return bytes
}

// entries are the items of a list; a mapping is a list of KEY=VALUE sorted by text, a string a
// list of one, null an empty list. It is not ok if the value is none of these.
func (m *Merger) entries(n *syntax.Node) (items []*syntax.Node, ok bool) {
	switch {
	case n.Kind == syntax.Sequence:
		return n.Items(), true
	case n.Kind == syntax.Mapping:
		return m.pairsAsEntries(n), true
	case n.IsString():
		return append(m.Build.Items(1), n), true
	}
	return nil, n.IsNull()
}

func (m *Merger) pairsAsEntries(n *syntax.Node) []*syntax.Node {
	items := m.Build.Items(n.Len())
	for _, p := range n.Pairs() {
		if p.Value.Kind != syntax.Sequence {
			items = append(items, m.entry(p, p.Value))
			continue
		}
		for _, v := range p.Value.Items() {
			items = append(items, m.entry(p, v))
		}
	}
	slices.SortStableFunc(items, func(a, b *syntax.Node) int { return strings.Compare(a.Value(), b.Value()) })
	return items
}

// entry is KEY=VALUE, or KEY if the value is null. It stands from the key to the value, or, of a list under the
// key, where the item does: places of several items must not overlap. A collection stays as it is: it has no
// place here, and the check of the table says so.
func (m *Merger) entry(p syntax.Pair, v *syntax.Node) *syntax.Node {
	if v.Kind != syntax.Scalar {
		return v
	}
	text, span := p.Name(), v.Span()
	if v == p.Value {
		span = join(p.Span(), span)
	}
	if v != p.Value || !v.IsNull() {
		text = m.texts.Join(text, "=", v.Text())
	}
	e := m.Build.ScalarAt(span, text, syntax.String, v, syntax.LongForm)
	e.Style = syntax.Plain
	return e
}

// join is the place from a key to its value, or that of the value if they do not stand together.
func join(key, value source.Span) source.Span {
	if key.File == nil || key.File != value.File || key.Start > value.Start {
		return value
	}
	return source.Span{File: key.File, Start: key.Start, End: value.End}
}

// asMappings merges values that may be mappings, lists of names and single names as
// mappings. A name alone stands for null, or for a dependency.
func (m *Merger) asMappings(base, over *syntax.Node, t *schema.Type, dependencies bool) *syntax.Node {
	left, ok := m.names(base, dependencies)
	right, fits := m.names(over, dependencies)
	switch {
	case !ok:
		return m.noName(base, over, base)
	case !fits:
		return m.noName(base, over, over)
	}
	if base.IsNull() && right.Len() == 0 {
		return right
	}
	return m.mappings(left, right, t)
}

func (m *Merger) names(n *syntax.Node, dependencies bool) (*syntax.Node, bool) {
	switch {
	case n.Kind == syntax.Mapping:
		return n, true
	case n.IsNull():
		return m.Build.Mapping(nil, n, syntax.LongForm), true
	case n.IsString():
		return m.Build.Mapping(append(m.Build.Pairs(1), m.name(n, dependencies)), n, syntax.LongForm), true
	case n.Kind != syntax.Sequence:
		return nil, false
	}
	items := m.appendNew(nil, n.Items())
	pairs := m.Build.Pairs(len(items))
	for _, item := range items {
		if !item.IsString() {
			return nil, false
		}
		pairs = append(pairs, m.name(item, dependencies))
	}
	return m.Build.Mapping(pairs, n, syntax.LongForm), true
}

// noName reports that the wrong one of two values is no mapping and has no names: it has an
// item that is none, or it is something else altogether. Base stays.
func (m *Merger) noName(base, over, wrong *syntax.Node) *syntax.Node {
	for _, item := range wrong.Items() {
		if !item.IsString() {
			m.list.Add(CannotOverride.At(item.Span(), "%s in a list of names cannot be merged", noun(item)).
				Helped("write a name, or a mapping in place of the list").
				About(syntax.Below("", m.path...)).With("item", kind(item)))
			return base
		}
	}
	return m.cannot(base, over)
}

func (m *Merger) name(n *syntax.Node, dependency bool) syntax.Pair {
	if !dependency {
		return m.Build.Pair(n.Value(), n.Span(), m.implied(n, "", syntax.Null))
	}
	return m.Build.Pair(n.Value(), n.Span(), m.Build.Mapping(append(m.Build.Pairs(2),
		m.Build.PairAt(n, "condition", m.implied(n, "service_started", syntax.String)),
		m.Build.PairAt(n, "required", m.implied(n, "true", syntax.Bool)),
	), n, syntax.LongForm))
}

func (m *Merger) implied(at *syntax.Node, value string, typ syntax.Type) *syntax.Node {
	n := m.Build.Scalar(value, typ, at, syntax.Defaulted)
	n.Style = syntax.Plain
	return n
}
