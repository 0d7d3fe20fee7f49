package merge

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Resets are the places that a document marks with the tags !reset and !override: what stood
// there in earlier files is taken away before the document is merged. The zero Resets are none. They must not be used
// concurrently.
type Resets struct{ root *reset }

// reset is what is taken away at and below one key.
type reset struct {
	name     string
	whole    bool           // the value itself is taken away
	items    []*syntax.Node // the items that are taken from a list
	children []*reset
	index    map[string]*reset // of many children, once one was asked for: the first of each name
}

// OverrideTag marks a value of a Compose file that replaces what earlier files say there.
const OverrideTag = "!override"

// CollectResets drops the values tagged !reset from the tree of one document, aliases and
// merge keys resolved, and remembers their places and those of values tagged !override. It
// returns the tree itself if it has no such tags.
//
// A tagged attribute stands for itself, whatever its value. A list item tagged !reset stands for
// the item of the earlier list that has the same identity, or where items have none, the same value;
// an item without a value names nothing and is reported.
func CollectResets(b *syntax.Builder, root *syntax.Node) (clean *syntax.Node, resets Resets, list diag.List) {
	if root == nil || hasNoTags(root) {
		return root, Resets{}, nil
	}
	if root.Tag() == syntax.ResetTag {
		return nil, Resets{}, nil
	}
	k := collector{b: b}
	clean, found := k.clean(root)
	if found != nil {
		found.promote()
	}
	return clean, Resets{found}, k.list
}

// hasNoTags tells whether the document's text rules out tags: most have no exclamation mark, and
// to look for one is much cheaper than to walk the tree.
func hasNoTags(root *syntax.Node) bool {
	f := root.Span().File
	return f != nil && strings.IndexByte(f.Text(), '!') < 0
}

// promote takes away develop of a service where the document takes away x-develop: earlier
// files hold it under its own name.
func (r *reset) promote() {
	for _, section := range r.children {
		if section.name != "services" {
			continue
		}
		for _, service := range section.children {
			if old := service.child(oldDevelop); old != nil {
				develop := *old
				develop.name = "develop"
				service.children = append(service.children, &develop)
			}
		}
	}
}

func (r *reset) child(name string) *reset {
	if r == nil {
		return nil
	}
	if len(r.children) >= indexFrom {
		return r.indexed(name)
	}
	for _, c := range r.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (r *reset) indexed(name string) *reset {
	if r.index == nil {
		r.index = make(map[string]*reset, len(r.children))
		for _, c := range r.children {
			if r.index[c.name] == nil {
				r.index[c.name] = c
			}
		}
	}
	return r.index[name]
}

type collector struct {
	b      *syntax.Builder
	list   diag.List
	unused map[*syntax.Node]*reset // what is tagged in values that are merged and not used, of which many may share one
}

// clean is n without what is reset, and what that is; nil if it is nothing.
func (k *collector) clean(n *syntax.Node) (*syntax.Node, *reset) {
	switch {
	case n == nil:
		return nil, nil
	case n.Kind == syntax.Mapping:
		return k.mapping(n)
	case n.Kind == syntax.Sequence:
		return k.sequence(n)
	}
	return k.scalar(n), nil
}

// scalar gives a number or boolean back its type, which the tag hid from the reader of YAML.
func (k *collector) scalar(n *syntax.Node) *syntax.Node {
	if n.Tag() != OverrideTag || n.Kind != syntax.Scalar || n.Style != syntax.Plain || n.Prev != nil {
		return n
	}
	switch typ := syntax.PlainType(n.Value()); typ {
	case syntax.Int, syntax.Float, syntax.Bool:
		return k.b.Scalar(n.Value(), typ, n, syntax.Normalised)
	}
	return n
}

func (k *collector) mapping(n *syntax.Node) (*syntax.Node, *reset) {
	var found *reset
	var pairs []syntax.Pair
	for i, p := range n.Pairs() {
		v, below := k.entry(p)
		found = found.with(below)
		drop := p.Value.Tag() == syntax.ResetTag
		if (v != p.Value || drop) && pairs == nil {
			pairs = append(make([]syntax.Pair, 0, n.Len()), n.Pairs()[:i]...)
		}
		if pairs != nil && !drop {
			p.Value = v
			pairs = append(pairs, p)
		}
	}
	found = k.shadowed(found, n)
	if pairs == nil {
		return n, found
	}
	return k.b.Mapping(pairs, n, syntax.Normalised), found
}

// shadowed adds what is tagged in a mapping that n merges, under keys that n has itself: docker compose heeds the tag of
// a value that is not used. It does not in a list of mappings to merge.
func (k *collector) shadowed(found *reset, n *syntax.Node) *reset {
	written := n
	if n.How == syntax.Resolved {
		written = n.Prev
	}
	merged := written.Get("<<")
	if merged != nil && merged.Kind == syntax.Alias {
		merged = merged.Target()
	}
	for _, p := range merged.Pairs() {
		if used := n.Get(p.Name()); used == nil || used.Origin() == p.Value.Origin() {
			continue
		}
		below, seen := k.unused[p.Value]
		if !seen {
			if _, below = k.entry(p); k.unused == nil {
				k.unused = map[*syntax.Node]*reset{}
			}
			k.unused[p.Value] = below
		}
		if below != nil && below.name != p.Name() { // an alias under another name
			other := *below
			other.name = p.Name()
			below = &other
		}
		found = found.with(below)
	}
	return found
}

// entry is the value of an entry without what is reset, and what that is; nil if it is nothing.
func (k *collector) entry(p syntax.Pair) (*syntax.Node, *reset) {
	v, below := k.clean(p.Value)
	if tag := p.Value.Tag(); tag == syntax.ResetTag || tag == OverrideTag {
		below = &reset{whole: true}
	}
	if below != nil {
		below.name = p.Name()
	}
	return v, below
}

// with is r, which may be nothing yet, with what is reset below it, which may be nothing, too.
func (r *reset) with(below *reset) *reset {
	if below == nil {
		return r
	}
	if r == nil {
		r = &reset{}
	}
	r.children = append(r.children, below)
	return r
}

func (k *collector) sequence(n *syntax.Node) (*syntax.Node, *reset) {
	var found *reset
	var items []*syntax.Node
	for i, item := range n.Items() {
		drop := item.Tag() == syntax.ResetTag
		v := item
		if drop {
			found = k.item(found, item)
		} else {
			// What is reset inside of an item has no place in earlier files: items are not merged.
			v, _ = k.clean(item)
		}
		if (v != item || drop) && items == nil {
			items = append(make([]*syntax.Node, 0, n.Len()), n.Items()[:i]...)
		}
		if items != nil && !drop {
			items = append(items, v)
		}
	}
	if items == nil {
		return n, found
	}
	return k.b.Sequence(items, n, syntax.Normalised), found
}

func (k *collector) item(found *reset, item *syntax.Node) *reset {
	if namesNothing(item) {
		k.list.Add(ResetNothing.At(item.Span(), "this !reset does not say which item of the list it removes").
			Helped("write the item after !reset, or put !reset before the whole list"))
		return found
	}
	if found == nil {
		found = &reset{}
	}
	found.items = append(found.items, item)
	return found
}

// namesNothing tells whether an item is null. Its tag hides that from the reader of YAML.
func namesNothing(item *syntax.Node) bool {
	if item.Kind != syntax.Scalar || item.Style != syntax.Plain {
		return false
	}
	switch item.Value() {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return item.Type == syntax.Null
}

// At are the resets below a path of keys: At("services", "web") is for the value of services.web.
func (r Resets) At(path ...string) Resets {
	at := r.root
	for _, name := range path {
		at = at.child(name)
	}
	return Resets{at}
}

// Apply takes what is reset away from what earlier files said at the place that the resets are for (At). T is
// the type of the value there. It returns the value itself if there is nothing to take away below it: a tag of
// the whole value is for what holds the value.
func (r Resets) Apply(c *schema.Context, value *syntax.Node, t *schema.Type) *syntax.Node {
	if r.root == nil || value == nil {
		return value
	}
	a := applier{b: c.Build, quiet: &schema.Context{Build: c.Build, Lenient: true}}
	return a.value(value, r.root, t)
}

type applier struct {
	b     *syntax.Builder
	quiet *schema.Context
}

func (a *applier) value(n *syntax.Node, r *reset, t *schema.Type) *syntax.Node {
	switch n.Kind {
	case syntax.Mapping:
		return a.mapping(n, r, t)
	case syntax.Sequence:
		return a.sequence(n, r, t)
	}
	return n
}

func (a *applier) mapping(n *syntax.Node, r *reset, t *schema.Type) *syntax.Node {
	var pairs []syntax.Pair
	copied := func() []syntax.Pair {
		if pairs == nil {
			pairs = slices.Clone(n.Pairs())
		}
		return pairs
	}
	for _, child := range r.children {
		i := n.Find(child.name)
		switch {
		case i < 0:
		case child.whole:
			copied()[i].Value = nil
		case n.Pairs()[i].Value.Kind != syntax.Scalar:
			was := n.Pairs()[i].Value
			if v := a.value(was, child, t.Child(child.name)); v != was {
				copied()[i].Value = v
			}
		}
	}
	for _, item := range r.items {
		if i := n.Find(keyOf(item)); i >= 0 && isNamed(t) {
			copied()[i].Value = nil
		}
	}
	if pairs == nil {
		return n
	}
	pairs = slices.DeleteFunc(pairs, func(p syntax.Pair) bool { return p.Value == nil })
	return a.b.Mapping(pairs, n, syntax.Normalised)
}

// isNamed tells whether items of a list of this type are what the keys of a mapping are: a
// file may have the one form and the next file the other.
func isNamed(t *schema.Type) bool {
	if t == nil {
		return false
	}
	return t.Merge == schema.MergeKeyValue || t.Merge == schema.MergeMapping || t.Merge == schema.MergeDependsOn
}

func keyOf(item *syntax.Node) string {
	key, _, _ := strings.Cut(item.Value(), "=")
	return key
}

func (a *applier) sequence(n *syntax.Node, r *reset, t *schema.Type) *syntax.Node {
	gone := a.identities(r, t)
	if gone.empty() {
		return n
	}
	items := slices.DeleteFunc(slices.Clone(n.Items()), func(item *syntax.Node) bool {
		return gone.has(a.quiet, item, t)
	})
	if len(items) == n.Len() {
		return n
	}
	return a.b.Sequence(items, n, syntax.Normalised)
}

// identities tell the items that are taken away from a list.
type identities struct {
	keys        map[string]bool           // as the table tells items apart
	names       map[string]bool           // as the keys of a mapping
	texts       map[string]bool           // scalars of lists that tell items apart by value
	collections map[uint64][]*syntax.Node // by hash
	known       hashes
}

func (g *identities) empty() bool {
	return len(g.keys)+len(g.names)+len(g.texts)+len(g.collections) == 0
}

func (a *applier) identities(r *reset, t *schema.Type) identities {
	g := identities{keys: map[string]bool{}, names: map[string]bool{}, texts: map[string]bool{},
		collections: map[uint64][]*syntax.Node{}, known: newHashes()}
	if isNamed(t) {
		for _, child := range r.children {
			if child.whole {
				g.names[child.name] = true
			}
		}
	}
	if t != nil && t.Key != nil {
		a.keys(&g, r, t)
		return g
	}
	for _, item := range r.items {
		switch {
		case item.Kind != syntax.Scalar:
			h := g.known.of(item)
			g.collections[h] = append(g.collections[h], item)
		case isNamed(t):
			g.names[keyOf(item)] = true
		default:
			g.texts[item.Value()] = true
		}
	}
	return g
}

// keys notes the keys of items as they were written and in long form, which is what earlier
// files are in as a rule.
func (a *applier) keys(g *identities, r *reset, t *schema.Type) {
	raw := make([]*syntax.Node, len(r.items))
	for i, item := range r.items {
		raw[i] = item
		if item.Kind == syntax.Scalar { // the tag hid that this is a string
			raw[i] = a.b.Scalar(item.Value(), syntax.String, item, syntax.Normalised)
		}
	}
	w := canonical{c: a.quiet}
	long := w.node(a.b.Sequence(raw, nil, syntax.Written), t, 0, false)
	for _, item := range slices.Concat(raw, long.Items()) {
		if key, ok := t.Key(a.quiet, item); ok {
			g.keys[key] = true
		}
	}
}

func (g *identities) has(c *schema.Context, item *syntax.Node, t *schema.Type) bool {
	if len(g.keys) > 0 {
		if key, ok := t.Key(c, item); ok && g.keys[key] {
			return true
		}
	}
	if item.Kind == syntax.Scalar {
		return g.texts[item.Value()] || item.IsString() && g.names[keyOf(item)]
	}
	return len(g.collections) > 0 && holds(g.collections[g.known.of(item)], item)
}
