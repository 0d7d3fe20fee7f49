package schema

import (
	"math"
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/syntax"
)

// MarkCanonical is the bit of syntax.Node.Mark that says: this value and all in it is in
// canonical form and was checked. Check passes over it.
const MarkCanonical uint8 = 1

// MarkDistinct is the bit that says of a list: its items are texts, and no two have the same before
// their equals sign. Nobody has to look for that again.
const MarkDistinct uint8 = 2

// Check looks whether a tree has the shape that t prescribes: attributes that exist, values of
// the right kinds, within their bounds, nothing required left out. The tree is one without
// aliases; short and long forms are both right. What it finds are all errors, in the order of
// the tree.
//
// Check accepts what the official JSON schema accepts, no more and no less. It does not look
// into extensions, nor at what a string means, nor at references between parts of a project,
// nor at keys that are collections or numbers: those are faults of any mapping.
func Check(root *syntax.Node, t *Type) diag.List {
	return CheckUpTo(0, root, t)
}

// CheckUpTo is Check with another limit than the usual one: it stops when it has found so much.
func CheckUpTo(most diag.Limit, root *syntax.Node, t *Type) diag.List {
	c := checker{root: root, t: t, found: diag.Collector{Limit: most}}
	if root != nil {
		c.value(root, t)
	}
	return c.found.Close()
}

// CheckAt is Check for a part of a Compose file: that at a path.
func CheckAt(path syntax.Path, part *syntax.Node, t *Type) diag.List {
	c := checker{root: part, t: t, above: path}
	c.value(part, t)
	return c.found.Close()
}

// CheckKindAt is CheckAt for the part alone: what is in it, or missing in it, is no matter.
func CheckKindAt(path syntax.Path, part *syntax.Node, t *Type) diag.List {
	if part.Kind == syntax.Mapping && t.Accept&Map != 0 || part.Kind == syntax.Sequence && t.Accept&List != 0 {
		return nil
	}
	return CheckAt(path, part, t)
}

// checker is one walk over a tree. It remembers its way as positions of entries and items, from
// which messages get their paths: noting names on the way would cost projects without faults.
type checker struct {
	found diag.Collector
	full  bool // no more is looked for
	root  *syntax.Node
	t     *Type       // of the root
	above syntax.Path // of the root
	way   [16]int32
	depth int
	// guessed is how many names were compared with misspelt ones.
	guessed int
	// repeats are collections that stand in the tree several times, and how often something was
	// found in them; below 0 if nothing was.
	repeats map[repeat]int
}

// repeat is what a collection contains, as a value of a type.
type repeat struct {
	of syntax.Contents
	t  *Type
}

// mostRepeats is in how many places something is found in what aliases stand for. More of them help nobody.
const mostRepeats = 8

// guesses bounds that number: of very many faults the last ones come without suggestions, so
// that they do not take forever.
const guesses = 50_000

// meant are the attributes of t of which a name was probably meant to be one: that which others call so, else that which it is
// nearest to, else all that it is the beginning of.
func (c *checker) meant(name string, t *Type) []string {
	if c.guessed += len(t.Attrs()); c.guessed > guesses {
		return nil
	}
	if called := calledSo(name, t); called != "" {
		return []string{called}
	}
	if near := typo.Nearest(name, t.Names()); near != "" {
		return []string{near}
	}
	return typo.Begun(name, t.Names())
}

// push goes to the entry or item at a position.
func (c *checker) push(i int) {
	if c.depth < len(c.way) {
		c.way[c.depth] = int32(i)
	}
	c.depth++
}

func (c *checker) pop() { c.depth-- }

func (c *checker) value(n *syntax.Node, t *Type) {
	if n.Mark&MarkCanonical != 0 || t == nil || c.full {
		return
	}
	if n.Repeated() {
		at, before := repeat{n.Contents(), t}, len(c.found.List)
		if times := c.repeats[at]; times < 0 || times >= mostRepeats {
			return
		}
		defer func() {
			if c.repeats == nil {
				c.repeats = map[repeat]int{}
			}
			if c.repeats[at]++; len(c.found.List) == before {
				c.repeats[at] = -1
			}
		}()
	}
	switch n.Kind {
	case syntax.Scalar:
		c.scalar(n, t)
	case syntax.Mapping:
		if t.Accept&Map == 0 {
			c.wrongKind(n, t)
			return
		}
		c.mapping(n, t)
	case syntax.Sequence:
		if t.Accept&List == 0 {
			c.wrongKind(n, t)
			return
		}
		c.sequence(n, t)
	}
}

// takesText reports that n is a text of which t asks nothing more, as most values are.
func (t *Type) takesText(n *syntax.Node) bool {
	return n.Type == syntax.String && t != nil && t.Accept&String != 0 && t.Enum == nil && t.Pattern == nil
}

func (c *checker) scalar(n *syntax.Node, t *Type) {
	kind := kindOf(n)
	if t.Accept&kind == 0 {
		c.wrongKind(n, t)
		return
	}
	switch kind {
	case String:
		c.str(n, t)
	case Int, Float:
		c.number(n, t)
	}
}

// kindOf is what a scalar counts as. A float without fraction is an integer, and a timestamp
// the text of one.
func kindOf(n *syntax.Node) Kinds {
	switch n.Type {
	case syntax.Null:
		return Null
	case syntax.Bool:
		return Bool
	case syntax.Int:
		return Int
	case syntax.Float:
		if x, ok := n.Float(); ok && x == math.Trunc(x) {
			return Int
		}
		return Float
	}
	return String
}

func (c *checker) str(n *syntax.Node, t *Type) {
	if !t.inEnum(n.Text()) {
		c.notInEnum(n, t)
	}
	if !t.inPattern(n.Text()) {
		c.notInPattern(n, t)
	}
}

func (t *Type) inEnum(text string) bool    { return t.Enum == nil || slices.Contains(t.Enum, text) }
func (t *Type) inPattern(text string) bool { return t.Pattern == nil || t.Pattern(text) }

func (c *checker) number(n *syntax.Node, t *Type) {
	if t.Min == nil && t.Max == nil && n.Type == syntax.Int {
		return
	}
	x, ok := n.Float()
	switch {
	case !ok || math.IsNaN(x) || math.IsInf(x, 0):
		c.notFinite(n)
	case t.Min != nil && x < *t.Min || t.Max != nil && x > *t.Max:
		c.outOfRange(n, t)
	}
}

func (c *checker) mapping(n *syntax.Node, t *Type) {
	pairs := n.Pairs()
	if len(t.Attrs()) == 0 {
		for i := range pairs {
			c.entry(pairs, i, t)
		}
		return
	}
	var meant []string // by entries that there are not
	for i := range pairs {
		p := &pairs[i]
		if a := t.Attr(p.Name()); a != nil {
			if !a.Type.takesText(p.Value) {
				c.push(i)
				c.value(p.Value, a.Type)
				c.pop()
			}
		} else if !t.Open && !(t.Extensible && IsExtension(p.Name())) && isName(p) {
			if t.Accept&String != 0 && EndsInColon(n) {
				c.unfinished(n)
				return
			}
			if c.full || c.sectionAmongServices() || c.gpusAmongDevices(n, i, t) || c.manifest(n, i, t) {
				return
			}
			meant = append(meant, c.unknown(n, i, t)...)
		}
	}
	is := func(name string) bool { return has(pairs, name) || slices.Contains(meant, name) }
	if !c.full && slices.ContainsFunc(t.Required, func(name string) bool { return !is(name) }) {
		c.missing(n, t, "and", slices.DeleteFunc(slices.Clone(t.Required), is))
	}
	if t.RequiredAny != nil && !c.full && !slices.ContainsFunc(t.RequiredAny, is) {
		c.missing(n, t, "or", t.RequiredAny)
	}
}

// entry checks an entry of a mapping whose keys are the user's.
func (c *checker) entry(pairs []syntax.Pair, i int, t *Type) {
	p := &pairs[i]
	if !t.Keys.allows(p.Name()) {
		if t.Open || !isName(p) {
			return
		}
		if !c.full {
			c.badName(p, i, t)
		}
		if len(t.Values.Attrs()) == 0 || p.Value.Len() == 0 { // what has attributes is looked at all the same
			return
		}
	}
	if !t.Values.takesText(p.Value) {
		c.push(i)
		c.value(p.Value, t.Values)
		c.pop()
	}
}

// isName reports whether the key of an entry is a scalar. Others are no business of a schema.
func isName(p *syntax.Pair) bool { return p.Key() == nil || p.Key().Kind == syntax.Scalar }

func has(pairs []syntax.Pair, name string) bool {
	for i := range pairs {
		if pairs[i].Name() == name {
			return true
		}
	}
	return false
}

func (c *checker) sequence(n *syntax.Node, t *Type) {
	items := n.Items()
	for i, item := range items {
		if !t.Elem.takesText(item) {
			c.push(i)
			c.value(item, t.Elem)
			c.pop()
		}
	}
	if t.Unique && len(items) > 1 && n.Mark&MarkDistinct == 0 {
		c.unique(items)
	}
}
