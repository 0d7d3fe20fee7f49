package merge

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/textmem"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Merge is Merger.Merge for a caller that merges once.
func Merge(b *syntax.Builder, base, over *syntax.Node, t *schema.Type, path ...string) (*syntax.Node, diag.List) {
	m := Merger{Build: b}
	return m.Merge(base, over, t, path...)
}

// Merger merges values, and uses its memory for one merge after the other. The zero Merger with a Build is ready for
// use; it must not be used concurrently.
type Merger struct {
	Build *syntax.Builder

	list        diag.List
	path        []string // the keys down to the value being merged
	pools       int      // pairs of address pools that were compared
	poolEntries int      // entries of address pools that were merged with each other
	repeated    int      // bytes of names: see mostRepeated

	// kept for their memory
	keyed keyed
	texts textmem.Joiner
}

// Merge merges an overriding value over the value before it, by the rules that the table has
// for t: mappings by key, lists by appending what they do not hold, scalars by replacing,
// unless the attribute has a rule of its own (schema.Merge). A null value overrides nothing.
//
// Base may be in canonical form, over is as its file gave it. Either may be nil. The result is
// base itself if over says nothing new. A value of a kind that cannot override the one before
// it is reported and left out. Path are the keys that lead to the value.
func (m *Merger) Merge(base, over *syntax.Node, t *schema.Type, path ...string) (*syntax.Node, diag.List) {
	switch {
	case over == nil:
		return base, nil
	case base == nil:
		return over, nil
	}
	m.list, m.path, m.pools, m.poolEntries, m.repeated = nil, path, 0, 0, 0
	return m.value(base, over, t), m.list
}

func (m *Merger) value(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	rule := schema.MergeDeep
	if t != nil {
		rule = t.Merge
	}
	switch rule {
	case schema.MergeReplace:
		return m.replace(base, over)
	case schema.MergeKeyValue:
		return m.keyValues(base, over)
	case schema.MergeSequence:
		return m.sequences(base, over)
	case schema.MergeMapping:
		return m.asMappings(base, over, t, false)
	case schema.MergeDependsOn:
		return m.asMappings(base, over, t, true)
	case schema.MergeBuild:
		return m.build(base, over, t)
	case schema.MergeLogging:
		return m.logging(base, over, t)
	case schema.MergeUlimit:
		if base.Kind == syntax.Mapping && over.Kind == syntax.Mapping {
			return m.mappings(base, over, t)
		}
		return m.replace(base, over)
	case schema.MergeIPAM:
		return m.addressPools(base, over, t)
	}
	return m.deep(base, over, t)
}

func (m *Merger) deep(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	switch {
	case over.IsNull():
		return base
	case base.Kind == syntax.Scalar:
		return m.replace(base, over)
	case base.Kind != over.Kind:
		return m.cannot(base, over)
	case base.Kind == syntax.Mapping:
		return m.mappings(base, over, t)
	}
	return m.appended(base, over, base.Items(), over.Items())
}

// replace is over, recording what it replaced; base if that is the same value.
func (m *Merger) replace(base, over *syntax.Node) *syntax.Node {
	if Equal(base, over) {
		return base
	}
	return m.Build.Override(over, base)
}

// mappings merges by key. Keys stay where base has them; new ones follow in the order of over.
func (m *Merger) mappings(base, over *syntax.Node, t *schema.Type) *syntax.Node {
	var pairs []syntax.Pair // nil as long as nothing changed
	for k, p := range over.Pairs() {
		i := -1
		if p.Key() == nil || p.Key().Kind == syntax.Scalar {
			i = base.Find(p.Name())
		}
		if i >= 0 {
			was := base.Pairs()[i].Value
			m.path = append(m.path, p.Name())
			p.Value = m.value(was, p.Value, t.Child(p.Name()))
			m.path = m.path[:len(m.path)-1]
			if p.Value == was {
				continue
			}
		}
		if pairs == nil {
			pairs = append(m.Build.Pairs(base.Len()), base.Pairs()...)
		}
		switch {
		case i >= 0:
			pairs[i] = p
			continue
		case len(pairs) == cap(pairs):
			pairs = append(m.Build.Pairs(len(pairs)+over.Len()-k), pairs...)
		}
		pairs = append(pairs, p)
	}
	if pairs == nil {
		return base
	}
	return m.Build.MergedMapping(pairs, over, base)
}

// appended makes the list of the items left and those of the items right that it does not
// hold. It is base if those are its items and none is added.
func (m *Merger) appended(base, over *syntax.Node, left, right []*syntax.Node) *syntax.Node {
	items := m.appendNew(left, right)
	if base.Kind == syntax.Sequence && len(items) == base.Len() {
		return base
	}
	return m.Build.MergedSequence(items, over, base)
}

// cannot reports that over cannot override base, which stays.
func (m *Merger) cannot(base, over *syntax.Node) *syntax.Node {
	m.report(base, over, "write the value in the same form as the one before, or replace that with !override",
		"%s cannot override %s", noun(over), noun(base))
	return base
}

// inOneFile is what to do about what is too much to be merged.
const inOneFile = "write all of them in one file, or replace those before with !override"

// report says why over cannot override base, and what to do.
func (m *Merger) report(base, over *syntax.Node, help, format string, args ...any) {
	m.list.Add(CannotOverride.At(over.Span(), format, args...).
		Labelled(base.Span(), "the value before").
		Helped("%s", help).
		About(syntax.Below("", m.path...)).With("kind", kind(over)))
}

// kind is what a value is in the terms of YAML.
func kind(n *syntax.Node) string {
	switch {
	case n.Kind == syntax.Mapping:
		return "mapping"
	case n.Kind == syntax.Sequence:
		return "sequence"
	case n.Type == syntax.Null:
		return "null"
	case n.Type == syntax.Bool:
		return "bool"
	case n.Type == syntax.Int:
		return "int"
	case n.Type == syntax.Float:
		return "float"
	case n.Type == syntax.Timestamp:
		return "date"
	}
	return "string"
}

// noun is what people call the kind.
func noun(n *syntax.Node) string {
	return map[string]string{
		"mapping": "a mapping", "sequence": "a list", "null": "null", "string": "a string", "bool": "true or false",
		"int": "a number", "float": "a number", "date": "a date",
	}[kind(n)]
}
