package generate

import "strconv"

// tag gives values of an overriding file the tags !reset and !override.
func (g *generator) tag(v *value, depth int) {
	if v.kind < list {
		return
	}
	for i, item := range v.items {
		if depth < 1 || depth == 1 && g.r.IntN(4) > 0 || v.kind == list && g.r.IntN(4) > 0 || !g.chance(g.o.Tags) {
			g.tag(item, depth+1)
			continue
		}
		if g.r.IntN(2) == 0 {
			item.mark = "!override"
			continue
		}
		v.items[i] = pick(g, bare("null"), listOf(), object(), item)
		v.items[i].mark = "!reset"
	}
}

// tagSome is tag for some of the files that are not there to override others: tags in them are about what services
// inherit and what is included.
func (g *generator) tagSome(v *value) {
	if g.o.Tags > 0 && g.r.IntN(3) == 0 {
		g.tag(v, 0)
	}
}

// anchors is what of a document may have an alias further down, by attribute.
type anchors map[string][]*value

// alias writes some values as aliases of earlier ones of the same attribute, and makes some
// services begin with an earlier one.
func (g *generator) alias(v *value, seen anchors, name string, depth int) {
	for i, item := range v.items {
		key := name
		if v.kind == mapping {
			key = v.keys[i]
		}
		if depth == 1 {
			key = name // of services: they are alike
		}
		if earlier := seen[key]; len(earlier) > 0 && item.mark == "" && depth > 1 && g.chance(g.o.Anchors) {
			v.items[i] = g.aliasOf(pick(g, earlier...))
			continue
		}
		if earlier := seen[key]; len(earlier) > 0 && depth > 0 && item.kind == mapping && g.chance(g.o.Anchors) {
			g.begin(item, earlier)
		}
		g.alias(item, seen, key, depth+1)
		if item.kind != plain && item.mark == "" && depth > 0 {
			seen[key] = append(seen[key], item)
		}
	}
}

func (g *generator) aliasOf(v *value) *value {
	if v.mark == "" {
		v.mark = "&a" + strconv.Itoa(g.serial())
	}
	return &value{kind: alias, text: v.mark[1:]}
}

// begin makes a mapping start from others.
func (g *generator) begin(v *value, earlier []*value) {
	var from []*value
	for _, e := range earlier {
		if e.kind == mapping && len(e.items) > 0 {
			from = append(from, e)
		}
	}
	if len(from) == 0 {
		return
	}
	a := g.aliasOf(pick(g, from...))
	v.set(mergeKey, pick(g, a, listOf(a), listOf(a, g.aliasOf(pick(g, from...)))))
}
