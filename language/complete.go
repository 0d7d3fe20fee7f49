package language

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/enginenames"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Candidate is one thing that may stand at a place.
type Candidate struct {
	// Label is the attribute, name or value.
	Label string
	// Edit puts it there, in place of what of it is typed already.
	Edit diag.Edit
	// Whole is the place of what the edit may replace instead: also the rest of the word, or of the part of a path, behind the cursor.
	Whole source.Span
	// Attr is the row of an attribute; nil for names and values.
	Attr *schema.Attr
	// Kind is that of a name, or File; empty for attributes and values.
	Kind Kind
}

// Complete tells what may stand at an offset of a Compose file, in place of the word that ends
// there: attributes that most services have first, then in the order of the specification, names in theirs.
func (v *View) Complete(f *source.File, offset int) []Candidate {
	return v.CompleteFiles(f, offset, nil)
}

// CompleteFiles is Complete where files are known: it also tells what is in the directory that a path leads to, as far as
// it is typed. The sources of volumes are taken for paths if they begin like one, what else is a path always. Names that
// begin with a dot are told once the dot is typed.
func (v *View) CompleteFiles(f *source.File, offset int, list Lister) []Candidate {
	file := v.file(f)
	if file == nil || offset < 0 || offset > f.Len() {
		return nil
	}
	text := f.Text()
	// What the place is, the reader knows best: it reads the text with a word there that no other is.
	word := wordNotIn(text)
	probed, way, onKey := probe(f, offset, word)
	start := wordStart(text, offset)
	c := completion{
		file: f, typed: text[start:offset], word: word, span: f.Span(start, offset), colon: colonFollows(text[offset:]), have: map[string]bool{},
		restOfWord: wordLen(text[offset:]), restOfText: textLen(text[offset:]),
	}
	if !onKey && heads(text, start, offset) && (len(way) == 0 || way[len(way)-1].takesMap()) {
		if d, w, ok := probe(f, offset, word+":"); ok {
			probed, way, onKey = d, w, ok
		}
	}
	if len(way) == 0 {
		// A file with nothing else in it is a text to the reader.
		i := slices.IndexFunc(probed.docs, func(d *syntax.Document) bool { return d.Root != nil && d.Root.Value() == c.typed+word })
		if i < 0 {
			return nil
		}
		way = []spot{root(probed.docs[i].Root)}
	}
	last := way[len(way)-1]
	if strings.Contains(last.node.Tag(), word) {
		c.tags()
		return c.list
	}
	if !strings.Contains(last.step.Name, word) && !strings.Contains(last.node.Value(), word) {
		return nil // it is in a comment
	}
	switch alone := strings.TrimLeft(text[strings.LastIndexByte(text[:offset], '\n')+1:start], " -") == ""; {
	case onKey:
		switch {
		case strings.HasPrefix(last.step.Name, c.typed+word):
			c.keys(v, way)
		case strings.HasPrefix(last.step.Name, "<"):
			c.key(Candidate{Label: "<<"}, ": ")
		}
	case inVariable(text[:start]):
		c.variables(v)
	case last.step.Name == "<<" || last.pair == nil && len(way) > 1 && way[len(way)-2].step.Name == "<<":
		c.anchors(probed, func(n *syntax.Node) bool { return n.Kind == syntax.Mapping && fits(n, last.typ) })
	case last.node.Kind == syntax.Alias:
		c.anchors(probed, func(n *syntax.Node) bool { return fits(n, last.typ) })
	default:
		c.values(v, way)
		if last.takesMap() && alone && (last.pair == nil || !strings.Contains(last.node.Value(), " ")) {
			c.attributes(last.typ, nil)
			c.usualKeys(last, nil)
			if r := roles()[last.row]; r.part == keys {
				c.names(v, r.kind, way, nil, ":")
			}
			c.wanted(v, way, nil)
		}
		if !alone || last.pair == nil || !last.takesMap() {
			c.files(v, way, word, list)
		}
		if n := last.node; last.pair != nil && n.Style == syntax.Plain && int(n.Span().Start) == start && strings.HasSuffix(text[:start], ":") {
			return c.behindColon(way, word)
		}
	}
	return c.list
}

// behindColon is what is proposed right behind the colon of an attribute, where the reader takes for a value what is none without
// white space before it: with that, if the reader then takes it for the same.
func (c *completion) behindColon(way []spot, word string) []Candidate {
	text, start, end := c.file.Text(), c.span.Start, c.span.End
	docs, _ := syntax.Parse(source.NewFile(c.file.Name(), text[:start]+" "+c.typed+word+text[end:]), syntax.Limits{})
	spaced, onKey := treeOf(docs).wayTo(int(end) + 2)
	if onKey || len(spaced) != len(way) || spaced[len(way)-1].node.Value() != way[len(way)-1].node.Value() {
		return nil
	}
	for i := range c.list {
		c.list[i].Edit.New = " " + c.list[i].Edit.New
	}
	return c.list
}

// probe reads a file with a word in it where the cursor is, and finds the way to the word.
func probe(f *source.File, offset int, word string) (t tree, way []spot, onKey bool) {
	text := f.Text()
	docs, _ := syntax.Parse(source.NewFile(f.Name(), text[:offset]+word+text[offset:]), syntax.Limits{})
	t = treeOf(docs)
	way, onKey = t.wayTo(offset + 1)
	return t, way, onKey
}

// heads reports whether a word has its line for itself, or shares it with dashes, and the next line with something in it is
// indented more: the word is a key then, if there can be one, though to the reader it is the first of several lines of text.
func heads(text string, start, offset int) bool {
	line := strings.LastIndexByte(text[:start], '\n') + 1
	rest, below, _ := strings.Cut(text[offset:], "\n")
	if strings.Trim(text[line:start], " -") != "" || strings.TrimSpace(rest) != "" {
		return false
	}
	for next := range strings.Lines(below) {
		if content := strings.TrimLeft(next, " "); strings.TrimSpace(content) != "" {
			return len(next)-len(content) > start-line
		}
	}
	return false
}

// fits reports whether a value may stand where one of type t does, as far as kinds and keys say. Where the type is not known,
// all may.
func fits(n *syntax.Node, t *schema.Type) bool {
	if t == nil || n.Kind == syntax.Alias {
		return true
	}
	switch n.Kind {
	case syntax.Sequence:
		return t.Accept&schema.List != 0
	case syntax.Mapping:
		return t.Accept&schema.Map != 0 && !slices.ContainsFunc(n.Pairs(), func(p syntax.Pair) bool {
			name := p.Name()
			known := t.Attr(name) != nil || t.Values != nil || t.Open || t.Extensible && strings.HasPrefix(name, "x-")
			return name != "<<" && !(known && fits(p.Value, t.Child(name)))
		})
	}
	return t.Accept&schema.Scalar != 0
}

// wordNotIn is a word that does not stand in a text.
func wordNotIn(text string) string {
	const word, more = "composekitcursor", 'x'
	if !strings.Contains(text, word) {
		return word
	}
	longest, run := 0, 0
	for _, c := range text {
		if run++; c != more {
			run = 0
		}
		longest = max(longest, run)
	}
	return word + strings.Repeat(string(more), longest+1)
}

// wordStart is where the word that ends at an offset begins.
func wordStart(text string, offset int) int {
	return len(strings.TrimRightFunc(text[:offset], isWordRune))
}

func isWordRune(r rune) bool {
	return r == '_' || r == '-' || r == '.' || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z'
}

func isWord(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !isWordRune(r) })
}

// colonFollows reports whether a text begins with the rest of a word, which may be in quotes, and a colon.
func colonFollows(text string) bool {
	rest := text[wordLen(text):]
	if rest != "" && strings.Contains(`"'`, rest[:1]) {
		rest = rest[1:]
	}
	return strings.HasPrefix(strings.TrimLeft(rest, " "), ":")
}

// inVariable reports whether a text ends in the beginning of a variable.
func inVariable(text string) bool {
	text = strings.TrimSuffix(text, "{")
	dollars := len(text) - len(strings.TrimRight(text, "$"))
	return dollars%2 == 1
}

// roleOf is the role of the attribute in whose value the text at the end of a way names something, if it names anything:
// that value, a value or an item in it, or the source of an item.
func roleOf(way []spot) (role, bool) {
	last := way[len(way)-1]
	for up := 0; up < 3 && up < len(way); up++ {
		r, ok := roles()[way[len(way)-1-up].row]
		switch {
		case !ok:
			continue
		case up == 0:
			return r, r.part == whole || r.part == afterColon
		case up == 1:
			return r, r.part != whole && r.part != afterColon && (last.pair == nil || r.part == values)
		}
		return r, r.part == sources && last.step.Name == "source" && (r.sourced(last.parent) || last.parent.Get("type").IsNull())
	}
	return role{}, false
}

type completion struct {
	file  *source.File
	typed string
	word  string // what stands for the cursor, right behind what is typed
	span  source.Span
	colon bool // there is one behind the word already
	list  []Candidate
	have  map[string]bool // by label
	// How many bytes behind the cursor belong to the word, and to a text without white space.
	restOfWord, restOfText int
}

func (c *completion) add(k Candidate, text string) {
	typed := c.typedOf(k.Label)
	if c.have[k.Label] || typed == k.Label && !isWord(typed) || !strings.HasPrefix(strings.ToLower(k.Label), strings.ToLower(typed)) {
		return
	}
	c.have[k.Label] = true
	span := c.span
	span.Start = span.End - int32(len(typed))
	k.Edit, k.Whole = diag.Edit{Span: span, New: cmp.Or(text, k.Label)}, span
	k.Whole.End += int32(c.restOf(k.Label))
	c.list = append(c.list, k)
}

// typedOf is what is typed of a label: more than the word, if it is no word.
func (c *completion) typedOf(label string) string {
	if isWord(label) {
		return c.typed
	}
	before := c.file.Text()[:c.span.End]
	return before[strings.LastIndexAny(before, " \t\r\n\"'[{,")+1:]
}

// restOf is how many bytes behind the cursor belong to the text that a label is to stand for: those up to the end of the word or,
// if there is more in the label than a word, of the text; if signs end it, up to these, which something else may come after.
func (c *completion) restOf(label string) int {
	if isWord(label) {
		return c.restOfWord
	}
	signs := label[len(strings.TrimRightFunc(label, func(r rune) bool { return !isWordRune(r) })):]
	if signs == "" {
		return c.restOfText
	}
	behind := c.file.Text()[int(c.span.End)+c.restOfWord:]
	for i := range signs {
		if strings.HasPrefix(behind, signs[i:]) {
			return c.restOfWord + len(signs) - i
		}
	}
	return c.restOfWord
}

// wordLen is how long the word is that a text begins with.
func wordLen(text string) int { return len(text) - len(strings.TrimLeftFunc(text, isWordRune)) }

// textLen is how long the text without white space, quotes and brackets is that a text begins with.
func textLen(text string) int {
	if i := strings.IndexAny(text, " \t\r\n\"'[]{},"); i >= 0 {
		return i
	}
	return len(text)
}

func (c *completion) name(kind Kind, name string) { c.add(Candidate{Label: name, Kind: kind}, "") }

// value adds values that are whole, to a text that begins with what is typed of them: nothing stands before them.
func (c *completion) value(in *syntax.Node, values ...string) {
	for _, v := range values {
		if strings.HasPrefix(in.Value(), c.typedOf(v)+c.word) {
			c.add(Candidate{Label: v}, "")
		}
	}
}

// variables adds those that the files name, and then those that are set.
func (c *completion) variables(v *View) {
	for n := range c.others(v) {
		if n.Kind == Variable {
			c.name(Variable, n.Name.Name)
		}
	}
	set := map[string]bool{}
	for _, env := range v.result.Envs(c.file) {
		if env, ok := env.(interface{ Names() iter.Seq[string] }); ok {
			for name := range env.Names() {
				set[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		c.name(Variable, name)
	}
}

// anchors adds aliases of those that the document has above the word, of values that are fit.
func (c *completion) anchors(t tree, fit func(*syntax.Node) bool) {
	var above []string
	t.walk(func(doc *syntax.Document, s spot) {
		at := s.node.AnchorSpan()
		if doc.Root.Span().End < c.span.Start || !at.Valid() || at.End > c.span.Start || !fit(s.node) {
			return
		}
		if s.node.Span().End <= c.span.Start { // what the word is in, it cannot stand for
			above = append(above, s.node.Anchor())
		}
	})
	for _, name := range above {
		c.add(Candidate{Label: "*" + name, Kind: Anchor}, "")
	}
}

// tags adds those that say what becomes of earlier values.
func (c *completion) tags() {
	for _, tag := range []string{syntax.ResetTag, merge.OverrideTag} {
		c.add(Candidate{Label: tag}, "")
	}
}

// profiles adds those that services of the project name, without those that stand beside it already.
func (c *completion) profiles(v *View, beside *syntax.Node) {
	named := map[string]bool{}
	for _, file := range v.files {
		file.walk(func(_ *syntax.Document, s spot) {
			if s.row != nil && s.row.Name == "profiles" {
				for _, item := range s.node.Items() {
					if item.IsString() && (file.File != c.file || !touches(item.Span(), int(c.span.End))) {
						named[item.Value()] = true
					}
				}
			}
		})
	}
	for _, item := range beside.Items() {
		delete(named, item.Value())
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		c.add(Candidate{Label: name}, "")
	}
}

// ending is how the short forms of an attribute may end.
type ending struct {
	after  string // the characters that a word comes after
	colons int    // how many of them there are at least before a word
	words  string
}

// endings are these, by the row of the attribute.
var endings = sync.OnceValue(func() map[*schema.Attr]ending {
	return byRow(map[string]ending{
		"ports":        {"/", 0, "tcp udp sctp"},
		"expose":       {"/", 0, "tcp udp"},
		"volumes":      {":,", 2, "ro rw z Z nocopy rshared shared rslave slave rprivate private"},
		"volumes_from": {":", 1, "ro rw"},
	})
})

// ending adds what the short form that is typed so far, an item of the attribute of a row, may end in.
func (c *completion) ending(n *syntax.Node, row *schema.Attr) {
	e := endings()[row]
	text := c.file.Text()[:c.span.Start]
	from := max(strings.LastIndexAny(text, " \n\"'[")+1, int(n.Span().Start))
	if e.words == "" || from >= len(text) || strings.IndexByte(e.after, text[len(text)-1]) < 0 {
		return
	}
	if strings.Count(strings.TrimPrefix(text[from:], containerPrefix), ":") < e.colons {
		return // a path, or the name of a container
	}
	for word := range strings.FieldsSeq(e.words) {
		c.add(Candidate{Label: word}, "")
	}
}

// names adds the names that are given where the place can name them, without those that are keys or items of a collection
// beside it, and the service's own. What comes after one is the colon of a key.
func (c *completion) names(v *View, kind Kind, way []spot, beside *syntax.Node, after string) {
	in, own := v.scopeOf(c.file), true
	if n := len(way); n > 3 && way[n-2].step.Name == "extends" && way[n-1].step.Name == "service" {
		extends := way[n-1].parent
		from, ok := v.extendsFrom(c.file, extends)
		if !ok {
			return
		}
		own, in = extends.Get("file").IsNull(), from
	}
	given := map[string]bool{}
	for name := range c.others(v) {
		if name.Kind == kind && name.Defines && name.in == in {
			given[name.Name.Name] = true
		}
	}
	for _, p := range beside.Pairs() {
		delete(given, p.Name())
	}
	for _, item := range beside.Items() {
		delete(given, item.Value())
	}
	if own && len(way) > 1 && way[0].step.Name == string(kind) {
		delete(given, way[1].step.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		c.key(Candidate{Label: name, Kind: kind}, after)
	}
}

// others are the names in the files without the one that is typed.
func (c *completion) others(v *View) iter.Seq[name] {
	return func(yield func(name) bool) {
		for _, file := range v.files {
			for _, n := range file.names {
				if (file.File != c.file || !touches(n.Span, int(c.span.End))) && !yield(n) {
					return
				}
			}
		}
	}
}

// wanted adds, if the way leads to a section, the names that it has no entry for yet and that are used, if only by what
// is extended; and those that other files give it, so that they can be overridden.
func (c *completion) wanted(v *View, way []spot, section *syntax.Node) {
	if len(way) != 1 || !slices.Contains(sections, way[0].step.Name) {
		return
	}
	kind, in := Kind(way[0].step.Name), v.scopeOf(c.file)
	wanted := map[string]bool{}
	if kind == "networks" {
		wanted["default"] = true // which services are on that name no other
	}
	for name := range c.others(v) {
		if name.Kind == kind && (name.in == in || !name.Defines && kind != "services") {
			wanted[name.Name.Name] = true
		}
	}
	for _, p := range section.Pairs() {
		delete(wanted, p.Name())
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		c.key(Candidate{Label: name, Kind: kind}, ":")
	}
}

// key adds a key, with its colon and what comes after that.
func (c *completion) key(k Candidate, after string) {
	if c.colon {
		after = ""
	}
	c.add(k, k.Label+after)
}

// attributes adds those of a mapping of type t that n does not have yet.
func (c *completion) attributes(t *schema.Type, n *syntax.Node) {
	for _, a := range frequentFirst(t) {
		if a.Deprecated != "" || n.Get(a.Name) != nil {
			continue
		}
		after := ":"
		if a.Type != nil && a.Type.Accept&(schema.String|schema.Number|schema.Bool) != 0 {
			after = ": "
		}
		c.key(Candidate{Label: a.Name, Attr: a}, after)
	}
}

// keys adds the keys that may stand where one is being typed, at the end of the way.
func (c *completion) keys(v *View, way []spot) {
	in := root(nil) // the value that the key is of
	if len(way) > 1 {
		in = way[len(way)-2]
	}
	if in.typ == nil {
		return
	}
	c.attributes(in.typ, way[len(way)-1].parent)
	c.usualKeys(in, way[len(way)-1].parent)
	if r := roles()[in.row]; r.part == keys {
		c.names(v, r.kind, way, way[len(way)-1].parent, ":")
	}
	c.wanted(v, way[:len(way)-1], way[len(way)-1].parent)
}

// policies are the values of attributes that take more than a list of words, but mostly these.
var policies = map[schema.Format][]string{
	schema.RestartPolicy: enginenames.RestartPolicies,
	schema.PullPolicy:    schema.PullPolicies,
}

// values adds the values that may stand where the way leads.
func (c *completion) values(v *View, way []spot) {
	last := way[len(way)-1]
	if r, ok := roleOf(way); ok {
		var beside *syntax.Node
		if last.pair == nil {
			beside = last.parent
		}
		from, to := r.finder(last)(last.node)
		if from < to && from == strings.Index(last.node.Value(), c.typed+c.word) {
			c.names(v, r.kind, way, beside, "")
		}
	}
	c.usual(way)
	if len(way) > 1 && last.pair == nil && way[len(way)-2].row != nil {
		list := way[len(way)-2]
		if list.row.Name == "profiles" {
			c.profiles(v, last.parent)
		}
		c.ending(last.node, list.row)
	}
	t := last.typ
	if t == nil {
		return
	}
	c.value(last.node, t.Enum...)
	c.value(last.node, policies[t.Format]...)
	if t.Accept&schema.Bool != 0 && (last.row != nil || c.typed != "") { // values under keys of the user's are texts above all
		c.value(last.node, "true", "false")
	}
}
