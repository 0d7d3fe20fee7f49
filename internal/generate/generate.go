// Package generate owns made-up Compose projects: random ones, drawn from the attribute table,
// for tests that compare two readings of the same file.
//
// The same source of randomness gives the same project.
package generate

import (
	"math/rand/v2"

	"github.com/composekit/composekit/schema"
)

// Options say what projects are wanted.
type Options struct {
	// Services is the number of services; 0 means one to five.
	Services int
	// Density is the share of a mapping's attributes that are set, from 0 to 1; 0 means a tenth.
	Density float64
	// Faults is the chance that a value, attribute or item is spoilt, from 0 to 1. At 0 the
	// project is one that Compose accepts.
	Faults float64
	// Shapes makes values of the right shape only: names that nothing is called,
	// attributes that exclude each other. It is for checks that look at structure alone.
	Shapes bool
	// Jobs makes jobs besides services.
	Jobs bool

	// The rest is for Files.

	// Overrides is the number of files that override the first.
	Overrides int
	// Extends makes services extend others; Include makes files that the first includes.
	Extends, Include bool
	// Variables is the chance that a string is written with a variable, from 0 to 1.
	Variables float64
	// Tags is the chance that a value of an overriding file has the tag !reset or !override.
	Tags float64
	// Anchors is the chance that a value is written as the alias of an earlier one.
	Anchors float64
	// EnvFiles makes env files and label files for services.
	EnvFiles bool
	// Links makes services share namespaces, volumes and build contexts of others.
	Links bool
	// Odd is the chance that a text is one that readers may take for something else, from 0
	// to 1: a date, an octal number, a text with a line break.
	Odd float64
}

// Project makes a Compose file.
func Project(r *rand.Rand, o Options) string {
	g := newGenerator(r, o)
	w := writer{r: r}
	if o.Shapes {
		return w.document(g.make(schema.Compose(), "", 0))
	}
	return w.document(g.project())
}

func newGenerator(r *rand.Rand, o Options) *generator {
	if o.Services == 0 {
		o.Services = 1 + r.IntN(5)
	}
	if o.Density == 0 {
		o.Density = 0.1
	}
	g := &generator{r: r, o: o, names: map[string][]string{}, forms: map[*schema.Type]schema.Kinds{}, sources: map[string]string{}}
	g.manner = g.newManner()
	return g
}

// generator is one project in the making.
type generator struct {
	r     *rand.Rand
	o     Options
	count int
	dir   string              // where relative paths start, with a slash at its end; "" is the project's directory
	files []File              // made for the file at hand
	names map[string][]string // what there is to refer to, by top-level attribute

	manner  manner
	forms   map[*schema.Type]schema.Kinds // what a value has in all files, where forms do not merge
	sources map[string]string             // the attribute that a secret or config has its content from, by name
}

// chance is true with probability p.
func (g *generator) chance(p float64) bool { return p > 0 && g.r.Float64() < p }

// make makes a value of type t, which stands under the attribute or key name.
func (g *generator) make(t *schema.Type, name string, depth int) *value {
	if g.chance(g.o.Faults) {
		return g.spoilt(t)
	}
	var v *value
	k := g.kindFor(t)
	switch k {
	case schema.Null:
		v = bare(pick(g, "null", "~"))
	case schema.Bool:
		v = bare(pick(g, "true", "false"))
	case schema.Int:
		v = g.numberOf(t, true)
	case schema.Float:
		v = g.numberOf(t, false)
	case schema.List:
		v = g.list(t, name, depth)
	case schema.Map:
		v = g.mapping(t, depth)
	default:
		v = text(g.textOf(t))
		if g.chance(g.o.Odd) && t.Enum == nil {
			v = g.odd(t)
		}
	}
	v.cast = v.kind == plain && t.Cast != schema.NoCast && t.Accept&schema.String != 0
	return v
}

// kindFor chooses one of the kinds that t accepts.
func (g *generator) kindFor(t *schema.Type) schema.Kinds {
	accept := t.Accept
	if t.Values == nil && len(t.Attrs()) == 0 {
		accept &^= schema.Map
	}
	if t.Elem == nil {
		accept &^= schema.List
	}
	if !g.o.Shapes {
		accept = tame(t, accept)
	}
	var kinds []schema.Kinds
	for k := schema.Null; k <= schema.Map; k <<= 1 {
		if accept&k != 0 {
			kinds = append(kinds, k)
		}
	}
	chosen := pick(g, kinds...)
	if t.Merge != schema.MergeDeep || accept&(schema.List|schema.Map) == 0 || g.o.Shapes {
		return chosen
	}
	if before, ok := g.forms[t]; ok {
		return before
	}
	g.forms[t] = chosen
	return chosen
}

// tame leaves out kinds that the official schema accepts and Compose chokes on later.
func tame(t *schema.Type, accept schema.Kinds) schema.Kinds {
	if accept&schema.Float != 0 && t.Cast != schema.ToFloat && t.Cast != schema.ToFloat32 && t.Format != schema.CPUs {
		accept &^= schema.Float
	}
	if t.Format == schema.Text && t.Cast == schema.NoCast && t.Enum == nil {
		if accept&schema.Bool != 0 || accept&schema.Int != 0 {
			accept &^= schema.String
		}
	}
	if t.Format == schema.FileMode || t.Format == schema.Ulimit && t.Cast == schema.NoCast {
		accept &^= schema.String
	}
	if accept&^schema.Null != 0 {
		accept &^= schema.Null
	}
	return accept
}

func (g *generator) list(t *schema.Type, name string, depth int) *value {
	v := &value{kind: list}
	if t.Format == schema.HealthTest {
		return listOf(text("CMD"), text(g.word()))
	}
	n := g.r.IntN(4)
	if n == 0 && !g.o.Shapes {
		n = g.r.IntN(2)
	}
	for range n {
		if t.Values != nil && t.Unique { // the list form of a mapping
			v.items = append(v.items, text(g.entry(t)))
			continue
		}
		v.items = append(v.items, g.make(t.Elem, name, depth+1))
	}
	if t.Unique || !g.o.Shapes { // a mapping's list may become part of a list of its own in a merge
		v.items = distinct(v.items)
	}
	if len(v.items) > 0 && g.chance(g.o.Faults) {
		v.items = append(v.items, pick(g, v.items...).clone())
	}
	return v
}

// entry makes an item of a list that could be a mapping.
func (g *generator) entry(t *schema.Type) string {
	switch {
	case t.Format == schema.Hosts:
		return g.name() + pick(g, "=", ":") + pick(g, "10.0.0.7", "10.0.0.9", "[::1]", "::1")
	case t.Merge == schema.MergeMapping || t.Merge == schema.MergeDependsOn:
		return g.unique()
	case g.chance(g.o.Odd):
		return g.name() + pick(g, "", "==", "=\"q\"", "= x", "='", "=$$x", "=x-y", "=2001-01-01", ":x")
	}
	return g.name() + pick(g, "=", "="+g.word(), "=a b=c")
}

func distinct(items []*value) []*value {
	seen := map[string]bool{}
	var out []*value
	for _, item := range items {
		if item.kind < list {
			if seen[item.text] {
				continue
			}
			seen[item.text] = true
		}
		out = append(out, item)
	}
	return out
}

func (g *generator) mapping(t *schema.Type, depth int) *value {
	v := &value{kind: mapping}
	for i := range t.Attrs() {
		a := &t.Attrs()[i]
		if g.wanted(t, a.Name, depth) {
			v.set(a.Name, g.make(a.Type, a.Name, depth+1))
		}
	}
	if len(t.Attrs()) == 0 && t.Values != nil {
		n := g.r.IntN(3)
		if n == 0 && !g.o.Shapes {
			n = g.r.IntN(2)
		}
		for range n {
			item := g.make(t.Values, "", depth+1)
			if g.chance(g.o.Odd) && item.kind == str {
				item = g.odd(t.Values)
			}
			v.set(g.key(t), item)
		}
		if t.Format == schema.Hosts && !g.o.Shapes { // compose-go makes null of two empty ones in a merge, and refuses it
			v.set(g.key(t), text("10.0.0.8"))
		}
	}
	if t.Extensible && g.r.IntN(20) == 0 {
		v.set("x-"+g.word(), object("any", text(g.word()), "more", listOf(integer(1), bare("null"))))
	}
	if g.chance(g.o.Faults) {
		v.set(pick(g, "bogus", "Image", "build ", "", "X-y", "x-", "#extensions", g.word()), text(g.word()))
	}
	return v
}

// wanted decides whether an attribute is set.
func (g *generator) wanted(t *schema.Type, name string, depth int) bool {
	for _, required := range append(t.Required, t.RequiredAny...) {
		if name == required {
			return !g.chance(g.o.Faults)
		}
	}
	switch {
	case depth == 0:
		return g.r.IntN(3) > 0
	case len(t.Attrs()) <= 12:
		return g.r.IntN(2) == 0
	}
	return g.chance(g.o.Density)
}

func (g *generator) key(t *schema.Type) string {
	if g.chance(g.o.Faults) {
		return pick(g, "", "a b", "UPPER", "x-name", "naïve", "\n", "a\nb", "dotted.na-me_1", "1", "$x")
	}
	if t.Keys == schema.LowerKey {
		return pick(g, "nofile", "nproc", "core", "memlock")
	}
	if t.Values != nil && t.Values.Accept&schema.Map == 0 {
		if g.chance(g.o.Odd) {
			return pick(g, "x-"+g.word(), "a.b-c_d", "with space", "UPPER", "#extensions", "1", "true", "é")
		}
		return g.name()
	}
	return g.unique()
}

// name is a name that others may have too.
func (g *generator) name() string {
	if g.r.IntN(2) == 0 {
		return g.unique()
	}
	return pick(g, words[:5]...)
}

// odd makes a scalar that is read in more than one way, or that is rare.
func (g *generator) odd(t *schema.Type) *value {
	if t.Accept&schema.Number != 0 || t.Accept&schema.Bool != 0 {
		return bare(pick(g, "010", "0x1F", "0o17", "1e3", "1.50", "-0", "+5", "1_000", ".5", "5.", "-1", "0", "0.0", "1e-7", "1e21", "123456789012", "true", "no", "False", "2001-01-01", "12:30:45"))
	}
	return pick(g,
		text(""), text(" padded "), text("a\nb"), text("a\n"), text("tab\there"), text("\u00e9\u4e2d\U0001f600"), text("x: y"), text("- z"), text("#no"), text("a #b"),
		text("010"), text("1e3"), text("0.50"), text("~"), text("null"), text("True"), text("y"), text("2001-01-01"), text("<<"), text("!tag"), text("&a"), text("*a"), text("%"), text("@"),
		text("a$$b"), text("$"), text("$1"), text("a'b"), text(`a"b`), text(`a\b`), text("=="), text("x-y"), text("http://a:b@c/d?e=f#g"), text("service:none"), text("C:\\dir"), text("~/home"),
	)
}

// spoilt makes a value that has, more often than not, nothing to do with t.
func (g *generator) spoilt(t *schema.Type) *value {
	if t.Accept&(schema.Map|schema.List) == schema.Map|schema.List && t.Values != nil && g.r.IntN(3) == 0 {
		return listOf(text("a=b"), text("a=b"))
	}
	switch g.r.IntN(14) {
	case 0:
		return text("")
	case 1:
		return text(g.word())
	case 2:
		return bare(pick(g, "null", "~", ""))
	case 3:
		return bare(pick(g, "true", "false"))
	case 4:
		return bare(pick(g, "-1", "0", "100", "101", "-1001", "1001", "4294967295", "4294967296", "18446744073709551615"))
	case 5:
		return bare(pick(g, "1.0", "1.5", "1e3", "0x10", "0o17", "-2.5e-3", "100.0", "1e400"))
	case 6:
		return bare(pick(g, "2001-01-01", "2001-12-14t21:59:43.10-05:00"))
	case 7:
		return listOf()
	case 8:
		return object()
	case 9:
		return listOf(text("same"), text("same"))
	case 10:
		return listOf(integer(1), bare("1.0"), text("1"))
	case 11:
		return object("name", text("x"))
	case 12:
		return object(g.word(), bare("null"))
	}
	return listOf(object("a", integer(1), "b", text("x")), object("b", text("x"), "a", bare("1.0")))
}
