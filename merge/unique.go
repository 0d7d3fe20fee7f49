package merge

import (
	"slices"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Unique keeps one of the items of a list that have the same identity (schema.Type.Key): the
// last, at the place of the first. It is called on what comes of merging, before the check of
// the table, and Canonical repeats it for what short forms hide. Lists inside lists stay.
//
// Items without identity are reported where nothing else reports them, and stay.
func Unique(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	u := stage{c: c, part: schema.HasKey}
	return u.value(n, t)
}

// UniqueItems is Unique for a list of type t whose items have changed since it was made canonical.
func UniqueItems(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	var u unique
	return u.of(c, n, t)
}

// stage is a walk over the values whose types have a part that it is about: Unique or Defaults.
type stage struct {
	c    *schema.Context
	part schema.Parts
	once syntax.Once[*schema.Type]
	uniq unique
}

func (s *stage) value(n *syntax.Node, t *schema.Type) *syntax.Node {
	if n == nil || n.Kind == syntax.Scalar || !t.Holds(s.part) {
		return n
	}
	if !n.Repeated() {
		return s.made(n, t)
	}
	return s.shared(n, t)
}

// shared is made for what stands in the tree several times.
func (s *stage) shared(n *syntax.Node, t *schema.Type) *syntax.Node {
	to, _ := s.once.Of(s.c.Build, n, t, func() (*syntax.Node, bool) { return s.made(n, t), false })
	return to
}

func (s *stage) made(n *syntax.Node, t *schema.Type) *syntax.Node {
	if s.part == schema.HasKey {
		return s.unique(n, t)
	}
	return s.filled(n, t)
}

func (s *stage) unique(n *syntax.Node, t *schema.Type) *syntax.Node {
	if n.Mark&(schema.MarkCanonical|schema.MarkDistinct) != 0 {
		return n
	}
	switch n.Kind {
	case syntax.Sequence:
		if t.Key != nil {
			return s.uniq.of(s.c, n, t)
		}
	case syntax.Mapping:
		if len(t.Attrs()) > 0 || t.Values != nil {
			return s.values(n, t)
		}
	}
	return n
}

// values makes the mapping n anew with what the stage makes of its collections, each of the type
// that t gives it. Those whose type has nothing for the stage are not even looked at; n itself
// is returned if nothing changes.
func (s *stage) values(n *syntax.Node, t *schema.Type) *syntax.Node {
	out := s.c.Build.Change(n, syntax.Normalised)
	pairs := n.Pairs()
	for i := range pairs {
		if pairs[i].Value.Kind == syntax.Scalar {
			continue
		}
		if child := t.ChildHolding(s.part, pairs[i].Name()); child != nil {
			out.Set(i, s.value(pairs[i].Value, child))
		}
	}
	return out.Node()
}

// unique makes lists of unique items.
type unique struct {
	long keyed        // the last list of many, for its memory
	t    *schema.Type // of that list, if what long knows of it holds for others that begin as it does; nil if not
}

func (u *unique) of(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	if n.Len() > fewKeys {
		return u.ofMany(c, n, t)
	}
	if n.Len() <= fewest {
		return u.ofFew(c, n, t)
	}
	var seen keySet
	for _, item := range n.Items() {
		if key, ok := t.Key(c, item); ok && !seen.add(key) {
			return u.ofMany(c, n, t)
		}
	}
	return n
}

// ofFew is for lists in which each key is soon compared with each.
func (u *unique) ofFew(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	var seen [fewest]string
	keys := seen[:0]
	for _, item := range n.Items() {
		key, ok := t.Key(c, item)
		if ok && slices.Contains(keys, key) {
			return u.ofMany(c, n, t)
		}
		if ok {
			keys = append(keys, key)
		}
	}
	return n
}

const (
	fewest   = 8  // keys that are compared each with each
	fewKeys  = 64 // of a list that is looked at without taking memory
	keySlots = 2 * fewKeys
)

// keySet is a set of few keys: a hash table of their positions.
type keySet struct {
	keys  [fewKeys]string
	count int
	slots [keySlots]uint8 // a position plus one, or 0
}

// add reports whether the key is new.
func (s *keySet) add(key string) bool {
	h := uint32(len(key))
	for i := range len(key) {
		h = h*31 + uint32(key[i])
	}
	for at := (h ^ h>>7) % keySlots; ; at = (at + 1) % keySlots {
		i := s.slots[at]
		if i == 0 {
			s.keys[s.count] = key
			s.count++
			s.slots[at] = uint8(s.count)
			return true
		}
		if s.keys[i-1] == key {
			return false
		}
	}
}

// ofMany is for lists that are long or have something to leave out. What a list begins with is known if the list before began
// with the same nodes, as lists do that services inherit and add to.
func (u *unique) ofMany(c *schema.Context, n *syntax.Node, t *schema.Type) *syntax.Node {
	k, items, known := &u.long, n.Items(), 0
	if u.t == t {
		for known < min(len(items), len(k.items)) && items[known] == k.items[known] {
			known++
		}
	}
	if known > 0 {
		k.cut(known)
	} else {
		k.reset(slices.Grow(k.items[:0], len(items)))
		k.expect(len(items))
	}
	for _, item := range items[known:] {
		if key, ok := t.Key(c, item); ok {
			k.put(c.Build, item, key)
		} else {
			k.items = append(k.items, item)
		}
	}
	u.t = nil
	if len(k.items) < len(items) {
		return c.Build.Sequence(c.Build.KeepItems(k.items), n, syntax.Normalised)
	}
	if len(k.keys) == len(items) {
		u.t = t
	}
	return n
}
