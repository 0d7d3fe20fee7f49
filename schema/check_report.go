package schema

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
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

// isServices reports whether a path leads to a service.
func isServices(steps syntax.Path) bool { return len(steps) == 2 && steps[0].Name == "services" }

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

// parentType is the type of what the walk has come from to where it is.
func (c *checker) parentType() *Type {
	if c.depth == 0 {
		return nil
	}
	way := c.steps()[len(c.above):]
	return c.t.At(way[:len(way)-1])
}

// beside are the entries of the mapping that the walk is in, and which of them it is at.
func (c *checker) beside() ([]syntax.Pair, int) {
	way := c.way[:min(c.depth, len(c.way))]
	if len(way) == 0 {
		return nil, -1
	}
	return c.parent().Pairs(), int(way[len(way)-1])
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
	short := c.meantAs(n, t)
	text, key := textOf(n, p, t)
	strays := c.strays(n, i-1, t)
	surely := len(strays) > 0 && (n.Pairs()[i-1].Value.IsNull() || t.Child(n.Pairs()[i-1].Name()).Attr(p.Name()) != nil)
	atHome, theirs := home(p.Name(), t)
	if len(meant) == 1 && meant[0] == calledSo(p.Name(), t) && t.Attr(meant[0]).Type.takes(p.Value) {
		atHome = ""
	}
	if part, ok := strings.CutPrefix(atHome, "`"); ok && len(meant) == 1 && isPlural(p.Name(), meant[0]) && n.Find(strings.TrimSuffix(part, "`")) < 0 {
		atHome = "" // no `build` is there that it could belong to
	}
	switch {
	case p.Name() == "":
		d = UnknownAttribute.At(p.Span(), "an attribute of %s has no name", c.subject()).Helped("write one before the colon")
	case strings.HasPrefix(p.Name(), "//"):
		d = d.Helped("a comment begins with #")
		if strings.HasPrefix(p.Span().Text(), "//") {
			d = d.Fixed("make it a comment", diag.Edit{Span: p.Span().Sub(0, len("//")), New: "#"})
		}
	case short.text != "":
		d = d.Helped("%s: %s", short.title, short.text).Fixed(short.title, diag.Edit{Span: n.Span(), New: short.text})
		meant = slices.Concat(t.Required, t.RequiredAny, []string{"source", "target"}) // it has them all
	case isServices(c.steps()) && looksLikeService(p.Value):
		d = c.inService(d, n, i, t)
	case surely:
		d = indentStrays(d, c.steps(), n.Pairs(), i-1, strays)
	case above(n, i, t) != "":
		d = d.Helped("%s has it: look at the indentation", above(n, i, t))
	case text != nil:
		d = besideText(d, n, i, t, text, key)
	case atHome == "a service" && t != Compose() && eitherOf(c.below(p, t)) != "":
		d = d.Helped("it belongs in %s", eitherOf(c.below(p, t)))
	case atHome != "" && !isNumberOf(p, meant, t) && (theirs.takes(p.Value) || len(free) == 0):
		d = d.Helped("%s has it: look at the indentation", atHome)
		if atHome == "a service" {
			d = c.inParent(d, n, i, t)
		}
	case t == Compose() && looksLikeService(p.Value):
		d = d.Helped("services stand under `services`")
		if i > 0 && isServiceAtTop(n.Pairs()[i-1]) {
			break // the first one tells of all
		}
		if rest := servicesBehind(n.Pairs(), i); len(rest) > 0 {
			d = d.Helped("services stand under `services`: put `%s` to `%s` there", diag.Shorten(p.Name()), diag.Shorten(rest[len(rest)-1].Name()))
			for i := range rest {
				d = d.With("outdented", syntax.Below("", rest[i].Name()))
			}
		}
		if _, edits := atTop(n); edits != nil {
			d = d.Fixed("put what is a service under services", edits...)
		}
	case c.hasItBelow(p, t):
		d = c.belongsBelow(d, n, i, t, c.below(p, t))
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
		if places := c.below(p, t); eitherOf(places) != "" {
			d = c.belongsBelow(d, n, i, t, places)
		} else if way := t.wayTo(p.Name(), p.Value); way != nil {
			last := len(way) - 1
			d = d.Helped("write it as `%s` in `%s`", way[last], strings.Join(way[:last], "."))
		} else if of := t.options(); of != "" && p.Value.Kind == syntax.Scalar && !p.Value.IsNull() {
			d = c.amongOptions(d.Helped("options of the driver stand below `%s`", of), n, i, t)
		} else if len(strays) > 0 {
			d = indentStrays(d, c.steps(), n.Pairs(), i-1, strays)
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
	return len(meant) == 1 && isPlural(p.Name(), meant[0]) && t.Attr(meant[0]).Type.takes(p.Value)
}

// isPlural reports whether one name is the plural of the other.
func isPlural(a, b string) bool { return a == b+"s" || b == a+"s" }

// wayTo is where an attribute is that has been written with what it belongs to as one name, such as build_args or
// deploy.resources.limits: the names of each. It is nil if there is none that takes the value.
func (t *Type) wayTo(name string, value *syntax.Node) []string {
	for i, c := range name {
		if !strings.ContainsRune("_-.", c) || t.Attr(name[:i]) == nil {
			continue
		}
		outer, rest := t.Attr(name[:i]).Type, name[i+1:]
		if a := outer.Attr(rest); a != nil && a.Type.takes(value) {
			return []string{name[:i], rest}
		}
		if way := outer.wayTo(rest, value); way != nil {
			return append([]string{name[:i]}, way...)
		}
	}
	return nil
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

// belonging is where an attribute belongs: in the value of others, one in the other, or in an item or entry of that.
type belonging struct {
	keys []string
	of   string // "an item of ", "an entry of " or nothing
}

func (b belonging) String() string { return b.of + "`" + strings.Join(b.keys, ".") + "`" }

// below are the attributes of t, or of those, that have one with the name of an entry that takes its value: those that are nearest.
func (c *checker) below(p *syntax.Pair, t *Type) (places []belonging) {
	if c.guessed += len(t.Attrs()); c.guessed > guesses {
		return nil
	}
	takes := func(t *Type) bool {
		a := t.Attr(p.Name())
		return a != nil && a.Type.takes(p.Value)
	}
	look := func(t *Type, keys ...string) {
		switch {
		case takes(t):
			places = append(places, belonging{keys, ""})
		case t.Elem != nil && takes(t.Elem):
			places = append(places, belonging{keys, "an item of "})
		case t.Values != nil && takes(t.Values):
			places = append(places, belonging{keys, "an entry of "})
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
			look(b.Type, a.Name, b.Name)
		}
	}
	return places
}

// hasItBelow reports whether one attribute of t, or of those, has one with the name of an entry whose value is a mapping of what that has:
// it is more likely than a name that is only similar.
func (c *checker) hasItBelow(p *syntax.Pair, t *Type) bool {
	if p.Value.Kind != syntax.Mapping || p.Value.Len() == 0 {
		return false
	}
	places := c.below(p, t)
	if len(places) != 1 || places[0].of != "" {
		return false
	}
	for _, key := range append(places[0].keys, p.Name()) {
		t = t.Attr(key).Type
	}
	for _, of := range p.Value.Pairs() {
		if t.Attr(of.Name()) == nil {
			return false
		}
	}
	return true
}

// eitherOf says which of three places at most an attribute belongs in; "" if there are more, or none.
func eitherOf(places []belonging) string {
	var words []string
	for _, p := range places {
		words = append(words, p.String())
	}
	if len(words) > 3 {
		return ""
	}
	return series(words, "or")
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

// rewrite is another way to write a value, and what is done to get there.
type rewrite struct{ title, text string }

// meantAs is how a mapping of one entry that t does not have was meant: as the short form, of which white space beside a colon has made a
// mapping (80 : 80), or as the mount of a secret or config (NAME: TARGET). It is empty for others.
func (c *checker) meantAs(n *syntax.Node, t *Type) rewrite {
	if t.Accept&String == 0 || !isBare(n) || n.Len() != 1 {
		return rewrite{}
	}
	p := &n.Pairs()[0]
	key, value := p.Name(), p.Value.Value()
	if len(c.meant(key, t)) > 0 {
		return rewrite{}
	}
	if mount := mounted(t, p); mount != "" {
		return rewrite{"write the name and the target", mount}
	}
	switch t.Format {
	case Port, Volume, Device:
	default:
		return rewrite{}
	}
	if p.Value.Kind != syntax.Scalar || value == "" || !isAlone(p.Value) || strings.ContainsAny(key+value, " \n\"\\") {
		return rewrite{}
	}
	if n.Style == syntax.Block && p.Span().Text() == key && p.Value.Span().Text() == value {
		return rewrite{"leave out the white space beside the colon", key + ":" + value}
	}
	return rewrite{"write it as one text", strconv.Quote(key + ":" + value)}
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
	if len(names) == 1 {
		if value := impliedBy(n, names[0], t); value != "" {
			entry := names[0] + ": " + value
			d = d.Helped("write %s", entry)
			if edit, ok := asFirst(n, entry); ok {
				d = d.Fixed("add "+entry, edit)
			}
		}
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
	c.add(Meant(d, n, cmp.Or(typo.Nearest(n.Value(), slices.Values(t.Enum)), wordOf(n.Value(), t.Enum), valueCalledSo(n.Value(), t.Enum))))
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
	text := n.Text()
	return meantAt(d, syntax.Locate(n, 0, len(text)), text, to)
}

// meantAt asks whether a text at a place was meant to be another, as Meant does.
func meantAt(d diag.Diagnostic, at source.Span, text, to string) diag.Diagnostic {
	if to == "" {
		return d
	}
	d = d.Helped("did you mean %s?", to)
	if text != "" && at.Text() == text {
		d = d.Fixed("replace "+text+" by "+to, diag.Edit{Span: at, New: to})
	}
	return d
}

func (c *checker) notInPattern(n *syntax.Node, t *Type) {
	d := NotAllowedValue.At(n.Span(), "%s must be %s, not %q", c.subject(), expected(t), n.Value())
	d = d.Helped("%s", t.patternHelp())
	if t.Format == PullPolicy {
		d = Meant(d, n, cmp.Or(valueCalledSo(n.Value(), PullPolicies), typo.Nearest(n.Value(), slices.Values(PullPolicies))))
	}
	c.add(d)
}

// patternHelp says which texts a type with a pattern takes.
func (t *Type) patternHelp() string {
	if t.Format == PullPolicy {
		return "write always, never, missing, build, daily, weekly or every_ with a duration, such as every_12h"
	}
	return "it takes two letters, digits, dots, underscores or hyphens at least, the first a letter or digit"
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
