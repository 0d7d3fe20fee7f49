package language

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Kind is what a name names: a section of the file ("services", "networks", "volumes",
// "secrets", "configs", "models", "jobs"), or one of those below.
type Kind string

// The kinds of names that are not those of a section.
const (
	Anchor   Kind = "anchor"   // known in its document only
	Variable Kind = "variable" // ${NAME}
	File     Kind = "file"     // of candidates alone; that of a directory ends in a slash
)

// Name is a place where something is named.
type Name struct {
	Kind Kind
	Name string
	// Span is the name alone: without the & of an anchor, the ${ of a variable, or what else a
	// short form has beside it.
	Span source.Span
	// Defines is set where the name is given, rather than used.
	Defines bool
}

// name is a Name and what it is known in.
type name struct {
	Name
	in scope
}

// scope is what a name is known in: an anchor by the aliases of its value, what a file has that is only there to be
// extended in that file, all else in the project, the zero scope.
type scope struct {
	doc   *syntax.Document
	value *syntax.Node // nil of an alias whose anchor is not known
	file  *source.File
}

// part is how an attribute names something.
type part uint8

const (
	keys       part = iota + 1 // the keys of its long form are names
	sources                    // its items have a source
	whole                      // a string is a name
	afterColon                 // service:NAME
	untilColon                 // items are NAME or NAME:MORE
	values                     // its values are service:NAME, or its items KEY=service:NAME
)

// role says which names the value of an attribute has in it.
type role struct {
	kind Kind
	part part
}

// roles is which attributes name what, by their row of the table.
var roles = sync.OnceValue(func() map[*schema.Attr]role { return byRow(rolePaths) })

var rolePaths = map[string]role{
	"depends_on":                {"services", keys},
	"extends":                   {"services", whole},
	"extends.service":           {"services", whole},
	"links":                     {"services", untilColon},
	"volumes_from":              {"services", untilColon},
	"network_mode":              {"services", afterColon},
	"ipc":                       {"services", afterColon},
	"pid":                       {"services", afterColon},
	"build.additional_contexts": {"services", values},
	"networks":                  {"networks", keys},
	"models":                    {"models", keys},
	"volumes":                   {"volumes", sources},
	"secrets":                   {"secrets", sources},
	"build.secrets":             {"secrets", sources},
	"configs":                   {"configs", sources},
	"credential_spec.config":    {"configs", whole},
}

// sections are those whose keys are names.
var sections = []string{"services", "jobs", "networks", "volumes", "secrets", "configs", "models"}

// namesOf are all names in a Compose file, and those that variables give to what it names.
func (v *View) namesOf(f *source.File, t tree) (names, unwritten []name) {
	c := collector{view: v, file: f, ctx: schema.Context{Build: &syntax.Builder{}, Lenient: true}}
	for _, doc := range t.docs {
		for _, section := range sections {
			for _, p := range doc.Root.Get(section).Pairs() {
				c.add(v.scopeOf(f), Kind(section), p.Name(), p.NameSpan(), true)
			}
		}
	}
	t.walk(func(doc *syntax.Document, s spot) {
		c.doc = doc
		if r, ok := roles()[s.row]; ok {
			c.role(r, s)
		}
		c.node(s.node)
	})
	slices.SortStableFunc(c.names, func(a, b name) int {
		return cmp.Or(int(a.Span.Start)-int(b.Span.Start), cmp.Compare(a.Kind, b.Kind))
	})
	return slices.Compact(c.names), c.unwritten // several aliases stand for one text
}

type collector struct {
	view   *View
	file   *source.File
	ctx    schema.Context
	doc    *syntax.Document
	names  []name
	places syntax.Places
	// unwritten are names that variables give, with the text that these stand in for a place.
	unwritten []name
}

func (c *collector) add(in scope, kind Kind, text string, at source.Span, defines bool) {
	if text != "" && at.Valid() && !strings.Contains(text, "$") {
		c.names = append(c.names, name{Name{kind, text, at, defines}, in})
	}
}

// scopeOf is what the names of services and such in a file are known in.
func (v *View) scopeOf(f *source.File) scope {
	if v.result.Whole(f) {
		return scope{}
	}
	return scope{file: f}
}

// extendsFrom is the scope of the services that an extends in file f can name. It is not ok if it names
// another file that was not read.
func (v *View) extendsFrom(f *source.File, extends *syntax.Node) (in scope, ok bool) {
	if file := extends.Get("file"); file.IsString() && file.Value() != "" {
		if f = v.fileNamed(f, file.Value()); f == nil {
			return scope{}, false
		}
	}
	return v.scopeOf(f), true
}

// node adds the anchor, the alias or the variables of a node.
func (c *collector) node(n *syntax.Node) {
	if a := n.Anchor(); a != "" {
		c.add(scope{doc: c.doc, value: n}, Anchor, a, n.AnchorSpan().Sub(1, len(a)+1), true)
	}
	switch {
	case n.Kind == syntax.Alias:
		c.add(scope{doc: c.doc, value: n.Target()}, Anchor, n.Value(), n.Span().Sub(1, len(n.Value())+1), false)
	case n.Kind == syntax.Scalar && n.IsString():
		for _, use := range interpolate.Uses(n.Value()) {
			from := use.From + 1
			if strings.HasPrefix(n.Value()[from:], "{") {
				from++
			}
			c.add(scope{}, Variable, use.Name, c.places.Of(n).Span(from, from+len(use.Name)), false)
		}
	}
}

// role adds the names in the value of an attribute that has a role.
func (c *collector) role(r role, s spot) {
	in := c.view.scopeOf(c.file)
	switch r.part {
	case whole:
		ok := true
		if r.kind == "services" {
			in, ok = c.view.extendsFrom(c.file, s.parent)
		}
		if ok {
			c.text(in, r.kind, s.node, r.finder(s))
		}
	case afterColon:
		c.text(in, r.kind, s.node, r.finder(s))
	case sources:
		short := c.source(r, s.typ.Item())
		for _, item := range s.node.Items() {
			if long := aliased(item); long.Kind != syntax.Mapping {
				c.text(in, r.kind, item, short)
			} else if r.sourced(long) {
				c.text(in, r.kind, long.Get("source"), all)
			}
		}
	default:
		for _, p := range s.node.Pairs() {
			switch {
			case r.part == values:
				c.text(in, r.kind, p.Value, r.finder(spot{pair: &p}))
			case r.part == keys && p.Name() != "<<":
				c.add(in, r.kind, p.Name(), p.NameSpan(), false)
			}
		}
		for _, item := range s.node.Items() {
			c.text(in, r.kind, item, r.finder(spot{}))
		}
	}
}

// finder is how a name is found in the text at a spot, which is the value of an attribute that has the role, or is in that.
func (r role) finder(s spot) finder {
	switch {
	case r.part == afterColon, r.part == values && s.pair != nil:
		return service
	case r.part == values:
		return serviceOfKey
	case r.part == untilColon:
		return beforeColon
	}
	return all
}

// sourced reports whether the source of an item, in its long form, is a name.
func (r role) sourced(long *syntax.Node) bool {
	return r.kind != "volumes" || long.Get("type").IsString() && long.Get("type").Value() == "volume"
}

// source finds the name in the short form of an item of type t that has a source.
func (c *collector) source(r role, t *schema.Type) finder {
	return func(n *syntax.Node) (from, to int) {
		if t == nil || t.Long == nil {
			return 0, 0
		}
		long := t.Long(&c.ctx, n)
		if source := long.Get("source"); source.IsString() && r.sourced(long) && strings.HasPrefix(n.Value(), source.Value()) {
			return 0, len(source.Value())
		}
		return 0, 0
	}
}

// text adds the name that find finds in a text, be it the value or what an alias stands for.
func (c *collector) text(in scope, kind Kind, n *syntax.Node, find finder) {
	if n = aliased(n); !n.IsString() {
		return
	}
	if strings.Contains(n.Value(), "$") {
		c.template(in, kind, n, find)
	} else if from, to := find(n); from < to {
		c.add(in, kind, n.Value()[from:to], c.places.Of(n).Span(from, to), false)
	}
}

// longestNaming is how many bytes a text with variables may have that names something, before and after they are replaced.
const longestNaming = 1 << 10

// template adds the names in what a text with variables comes to: in the project, and where none of them is set, if all have
// defaults.
func (c *collector) template(in scope, kind Kind, n *syntax.Node, find finder) {
	if len(n.Value()) > longestNaming {
		return
	}
	for i, env := range append([]source.Env{nil}, c.view.result.Envs(c.file)...) {
		pieces, r := interpolate.Pieces(n.Value(), env, interpolate.Limits{Output: longestNaming})
		if len(r.Faults) > 0 || i == 0 && len(r.Unset) > 0 {
			continue
		}
		from, to := find(c.ctx.Build.Scalar(r.Value, syntax.String, n, syntax.Interpolated))
		if from >= to {
			continue
		}
		if at := writtenAt(pieces, from, to); at >= 0 {
			c.add(in, kind, r.Value[from:to], c.places.Of(n).Span(at, at+to-from), false)
		} else {
			c.unwritten = append(c.unwritten, name{Name{kind, r.Value[from:to], n.Span(), false}, in})
		}
	}
}

// writtenAt is where bytes from..to of what pieces make up are written; -1 if they are not, or in several places.
func writtenAt(pieces []interpolate.Piece, from, to int) int {
	for _, p := range pieces {
		if from < len(p.Text) {
			if p.Given || to > len(p.Text) {
				return -1
			}
			return p.At + from
		}
		from, to = from-len(p.Text), to-len(p.Text)
	}
	return -1
}

// aliased is what a node stands for: itself, unless it is an alias.
func aliased(n *syntax.Node) *syntax.Node {
	if target := n.Target(); target != nil {
		return target
	}
	return n
}

// finder tells which bytes of a text are a name: as many as none, if there is none in it.
type finder func(n *syntax.Node) (from, to int)

func all(n *syntax.Node) (from, to int) { return 0, len(n.Value()) }

// containerPrefix begins a text that names a container where services can be named too.
const containerPrefix = "container:"

// beforeColon finds NAME in NAME:MORE, where container:MORE names none.
func beforeColon(n *syntax.Node) (from, to int) {
	before, _, _ := strings.Cut(n.Value(), ":")
	if before+":" == containerPrefix {
		return 0, 0
	}
	return 0, len(before)
}

// servicePrefix begins a text that names a service where other things can be named too.
const servicePrefix = "service:"

func service(n *syntax.Node) (from, to int) {
	if strings.HasPrefix(n.Value(), servicePrefix) {
		return len(servicePrefix), len(n.Value())
	}
	return 0, 0
}

// serviceOfKey finds NAME in KEY=service:NAME.
func serviceOfKey(n *syntax.Node) (from, to int) {
	if key, value, _ := strings.Cut(n.Value(), "="); strings.HasPrefix(value, servicePrefix) {
		return len(key) + len("=") + len(servicePrefix), len(n.Value())
	}
	return 0, 0
}

// givers are the env files that give the variables of the Compose files, each with the names of those.
func (v *View) givers() (out []*file) {
	known := map[source.Span]bool{}
	for _, use := range v.files {
		envs := v.result.Envs(use.File)
		asked := map[string]bool{}
		for _, n := range use.names {
			if n.Kind != Variable || asked[n.Name.Name] {
				continue
			}
			asked[n.Name.Name] = true
			for _, env := range envs {
				at := v.giverOf(env, n)
				if !at.Valid() || known[at] {
					continue
				}
				known[at] = true
				i := slices.IndexFunc(out, func(f *file) bool { return f.File == at.File })
				if i < 0 {
					i = len(out)
					out = append(out, &file{File: at.File})
				}
				out[i].names = append(out[i].names, name{Name: Name{Variable, n.Name.Name, at, true}})
			}
		}
	}
	return out
}

// giverOf is where a file of the load gives a variable; nowhere if none does.
func (v *View) giverOf(env source.Env, n name) source.Span {
	if env == nil {
		return source.Span{}
	}
	origin, _ := source.OriginOf(env, n.Name.Name)
	if !origin.Span.Valid() {
		return source.Span{}
	}
	if f := v.result.File(origin.Span.File.Name()); f != nil && f.Text() == origin.Span.File.Text() {
		return f.Span(int(origin.Span.Start), int(origin.Span.End))
	}
	return source.Span{}
}

// at is the name at an offset of a file.
func (v *View) at(f *source.File, offset int) (name, bool) {
	for _, file := range v.named {
		if file.File != f {
			continue
		}
		if i := slices.IndexFunc(file.names, func(n name) bool { return touches(n.Span, offset) }); i >= 0 {
			return file.names[i], true
		}
	}
	return name{}, false
}

// joined are the scopes that a name is known in: its own and, where a service that uses it is extended, that of the file
// which extends it.
func (v *View) joined(want name) []scope {
	scopes := []scope{want.in}
	if want.Kind == Anchor || want.Kind == Variable {
		return scopes
	}
	var joins [][2]scope
	for _, file := range v.files {
		for _, n := range file.names {
			// Of another file nothing but its services is named, by those that extend them.
			if from := n.in.file; n.Kind == "services" && from != nil && from != file.File && v.uses(from, n.Name.Name, want) {
				in := v.scopeOf(file.File)
				joins = append(joins, [2]scope{in, n.in}, [2]scope{n.in, in})
			}
		}
	}
	for i := 0; i < len(scopes); i++ {
		for _, j := range joins {
			if j[0] == scopes[i] && !slices.Contains(scopes, j[1]) {
				scopes = append(scopes, j[1])
			}
		}
	}
	return scopes
}

// uses reports whether a service of a file uses what has the name.
func (v *View) uses(f *source.File, service string, want name) bool {
	file := v.file(f)
	if file == nil {
		return false
	}
	for _, doc := range file.docs {
		entry := entryOf(doc.Root.Get("services"), service)
		if entry.Valid() && slices.ContainsFunc(file.names, func(n name) bool {
			return n.Kind == want.Kind && n.Name.Name == want.Name.Name && !n.Defines && n.in.file == f && n.Span.Start >= entry.Start && n.Span.End <= entry.End
		}) {
			return true
		}
	}
	return false
}

// NameAt is the name at an offset of a Compose file, or of an env file that gives a variable which those use.
func (v *View) NameAt(f *source.File, offset int) (Name, bool) {
	n, ok := v.at(f, offset)
	return n.Name, ok
}

// References are all places where what is named at an offset is given or used, in the order of
// the files and of place. What an extended service uses is used in its own file and in that which extends it.
func (v *View) References(f *source.File, offset int) []Name {
	want, ok := v.at(f, offset)
	if !ok {
		return nil
	}
	var out []Name
	scopes := v.joined(want)
	for _, file := range v.named {
		for _, n := range file.names {
			if n.Kind == want.Kind && n.Name.Name == want.Name.Name && slices.Contains(scopes, n.in) {
				out = append(out, n.Name)
			}
		}
	}
	return out
}

// Definitions are the places that give what is named at an offset: several, where files override
// each other, and where the variables of several env files count. For a path in include, extends or env_file it is
// the file, if the load has read it.
func (v *View) Definitions(f *source.File, offset int) []source.Span {
	var out []source.Span
	n, ok := v.at(f, offset)
	switch {
	case !ok:
		if file := v.fileAt(f, offset); file != nil {
			out = append(out, file.Span(0, 0))
		}
	case n.Kind == Variable && !n.Defines:
		for _, env := range v.result.Envs(f) {
			if origin, _ := source.OriginOf(env, n.Name.Name); origin.Span.Valid() && !slices.Contains(out, origin.Span) {
				out = append(out, origin.Span)
			}
		}
	default:
		for _, n := range v.References(f, offset) {
			if n.Defines {
				out = append(out, n.Span)
			}
		}
	}
	return out
}

// fileAt is the file whose path stands at an offset; nil if there is none, or the load did not
// read it.
func (v *View) fileAt(f *source.File, offset int) *source.File {
	file := v.file(f)
	if file == nil {
		return nil
	}
	way, _ := file.wayTo(offset)
	if len(way) == 0 || !way[len(way)-1].node.IsString() {
		return nil
	}
	return v.fileNamed(f, way[len(way)-1].node.Value())
}

// fileNamed is the file of the load that a path in f leads to; nil if the load did not read it.
func (v *View) fileNamed(f *source.File, path string) *source.File {
	style := styleOf(f)
	for _, dir := range []string{style.Dir(f.Name()), v.result.Project.WorkingDir} {
		i := slices.IndexFunc(v.result.Files, func(have *source.File) bool { return have.Name() == path || have.Name() == style.Join(dir, path) })
		if i >= 0 && path != "" {
			return v.result.Files[i]
		}
	}
	return nil
}

// ErrNoName is what errors of Rename are, by errors.Is, where nothing is named that files of the project define: that of
// another project may do.
var ErrNoName = errors.New("there is nothing to rename here")

// undefined is ErrNoName for a name that none of the files defines.
type undefined struct{ name Name }

func (u undefined) Error() string {
	return fmt.Sprintf("no file of the project defines the %s %s", singular(u.name.Kind), u.name.Name)
}

func (u undefined) Unwrap() error { return ErrNoName }

// Rename are the edits that give what is named at an offset another name, throughout the Compose
// files of the project. The error says, for people, why there are none: what is there has no name that these files define
// (ErrNoName), or one that is not theirs to change, because it is a variable's, whose name others know too, or that of the
// network default, on which services are without naming it, or because a variable gives it somewhere; or the new one is that of
// something else of the kind already, or can be none without quotes. A new name that is the old one asks whether there could be another.
func (v *View) Rename(f *source.File, offset int, to string) ([]diag.Edit, error) {
	n, ok := v.at(f, offset)
	switch {
	case !ok:
		return nil, ErrNoName
	case n.Kind == Variable:
		return nil, fmt.Errorf("%s is a variable, whose name others know, too: change it here, and where it is set", n.Name.Name)
	case n.Kind == "networks" && n.Name.Name == "default":
		return nil, errors.New("services are on the network default by that name, though they do not say it")
	}
	all := v.References(f, offset)
	if !slices.ContainsFunc(all, func(n Name) bool { return n.Defines }) {
		return nil, undefined{n.Name}
	}
	if at, ok := v.unwritten(n); ok {
		const why = "in line %d of %s, a variable gives the name of the %s %s: write it out there first"
		return nil, fmt.Errorf(why, at.Pos(source.Runes).Line, styleOf(f).Base(at.File.Name()), singular(n.Kind), n.Name.Name)
	}
	if n.Name.Name != to {
		if !isPlain(to) {
			return nil, fmt.Errorf("%q can be no name without quotes", to)
		}
		if taken, ok := v.taken(n, to); ok {
			return nil, fmt.Errorf("there is another %s %s, in line %d of %s", singular(n.Kind), to, taken.Pos(source.Runes).Line, styleOf(f).Base(taken.File.Name()))
		}
	}
	edits := make([]diag.Edit, len(all))
	for i, n := range all {
		edits[i] = diag.Edit{Span: n.Span, New: to}
	}
	return edits, nil
}

// isPlain reports whether a text can be a name without quotes.
func isPlain(to string) bool {
	return isWord(to) && to != "" && syntax.PlainType(to) == syntax.String && !strings.HasPrefix(to, "---") && !strings.HasPrefix(to, "...") && to != "-"
}

// unwritten is a text that names what has a name by a variable.
func (v *View) unwritten(n name) (at source.Span, ok bool) {
	scopes := v.joined(n)
	for _, file := range v.files {
		for _, have := range file.unwritten {
			if have.Kind == n.Kind && have.Name.Name == n.Name.Name && slices.Contains(scopes, have.in) {
				return have.Span, true
			}
		}
	}
	return at, false
}

// taken is where something else has a name that what has one now is to have, where both are known: of two anchors in a document,
// it would come to their order.
func (v *View) taken(n name, to string) (at source.Span, ok bool) {
	scopes := v.joined(n)
	for _, file := range v.files {
		for _, have := range file.names {
			known := slices.Contains(scopes, have.in) || n.Kind == Anchor && have.in.doc == n.in.doc
			if have.Defines && have.Kind == n.Kind && have.Name.Name == to && known {
				return have.Span, true
			}
		}
	}
	return at, false
}
