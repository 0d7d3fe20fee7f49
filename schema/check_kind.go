package schema

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/syntax"
)

// What Check tells of a value that is of another kind than its place takes: a text in place of a mapping, a mapping in place of a list.

// misfit is such a value, with what is looked at to tell what it was meant as.
type misfit struct {
	n       *syntax.Node
	t       *Type
	root    *syntax.Node    // of all that is checked
	parent  *syntax.Node    // that n is an entry or item of
	strays  []syntax.Pair   // entries of parent that belong into n, or n and others that belong into what stands above them
	owner   int             // which entry of parent the strays belong into
	index   int             // of n in it
	steps   syntax.Path     // to n
	subject string          // n, as people are told of it
	ownLine bool            // nothing but dashes stands before n in its line
	name    string          // see withoutColon
	meant   []string        // see halfTyped; nil if there is a name
	d       diag.Diagnostic // what is reported
}

func (c *checker) wrongKind(n *syntax.Node, t *Type) {
	at := n.Span()
	if at.Start == at.End {
		at = c.owner(n)
	}
	m := &misfit{n: n, t: t, root: c.root, parent: c.parent(), steps: c.steps(), subject: c.subject(), name: withoutColon(n, t)}
	_, m.index = c.beside()
	m.owner, m.strays = c.straysAt(m.parent, m.index)
	m.ownLine = strings.Trim(n.Span().Before(), " \t-") == ""
	if m.name == "" {
		m.meant = c.halfTyped(n, t)
	}
	m.d = WrongKind.At(at, "%s must be %s, but is %s", m.subject, expected(t), found(n))
	if len(m.steps) == 1 || len(m.steps) == 2 { // all of a section, or one thing of it
		m.d = m.d.With("section", m.steps[0].Name)
	}
	m.read()
	c.add(m.d)
}

// read tells what the value was probably meant as, and what to write then: the first that knows helps.
func (m *misfit) read() {
	for _, knows := range [...]func(*misfit) bool{
		(*misfit).lookalike,
		(*misfit).bracesInText,
		(*misfit).doubled,
		(*misfit).splitText,
		(*misfit).wordForBool,
		(*misfit).restartPolicy,
		(*misfit).seconds,
		(*misfit).onlyWord,
		(*misfit).textInQuotes,
		(*misfit).count,
		(*misfit).indentation,
		(*misfit).nothing,
		(*misfit).serviceOfThatName,
		(*misfit).trueForSwitch,
		(*misfit).tightColons,
		(*misfit).entry,
		(*misfit).pair,
		(*misfit).attributeBehindKey,
		(*misfit).beginOfAttribute,
		(*misfit).item,
		(*misfit).attribute,
		(*misfit).listOfService,
		(*misfit).listOfOne,
		(*misfit).listOfAttribute,
		(*misfit).listOfKeys,
		(*misfit).listInList,
		(*misfit).mappingOfItems,
		(*misfit).tightDashes,
		(*misfit).textOfItems,
		(*misfit).attributes,
		(*misfit).oneOf,
		(*misfit).pattern,
		(*misfit).valueOfKey,
		(*misfit).kinds,
	} {
		if knows(m) {
			return
		}
	}
}

// help says what to do.
func (m *misfit) help(format string, args ...any) { m.d = m.d.Helped(format, args...) }

// fix offers to do it, if there are edits for that.
func (m *misfit) fix(title string, edits ...diag.Edit) {
	if len(edits) > 0 {
		m.d = m.d.Fixed(title, edits...)
	}
}

// mostWritten is how many bytes a fix writes.
const mostWritten = 4096

// write offers to write a text in place of the value.
func (m *misfit) write(title, text string) {
	if len(text) <= mostWritten {
		m.fix(title, diag.Edit{Span: m.n.Span(), New: text})
	}
}

// is reports whether the value is of a kind, and its place takes another.
func (m *misfit) is(kind syntax.Kind, taken Kinds) bool {
	return m.n.Kind == kind && m.t.Accept&taken != 0
}

// isAttribute reports whether the value may be that of an attribute, of the name that leads to it, of a service.
func (m *misfit) isAttribute() bool {
	a := m.t.Attr(m.steps[1].Name)
	return a != nil && a.Type.takes(m.n)
}

// lookalike knows a collection with colons, dashes or spaces that only look like YAML's.
func (m *misfit) lookalike() bool {
	help, edits := ofYAML(m.n, m.t, m.ownLine)
	if edits == nil {
		return false
	}
	m.help("%s", help)
	m.fix("write it as YAML has it", edits...)
	return true
}

// bracesInText knows a text in braces or brackets, as JSON is, where the user's keys have texts.
func (m *misfit) bracesInText() bool {
	const texts = String | Number | Bool
	text := m.n.Span().Text()
	if m.n.Style != syntax.Flow || !isAlone(m.n) || m.t.Accept&(Map|List|texts) != texts || strings.HasPrefix(text, "{{") || !m.hasUsersKey() {
		return false
	}
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	m.help("write it in quotes: %s", diag.Shorten(quoted))
	m.write("write it in quotes", quoted)
	return true
}

// splitText knows a text of which a colon has made a mapping.
func (m *misfit) splitText() bool {
	if !m.is(syntax.Mapping, String) || m.t.Accept&Map != 0 {
		return false
	}
	text := m.n.Span().Text()
	if m.n.How == syntax.Written && strings.HasPrefix(text, "{{") && !strings.Contains(text, "\n") {
		m.d = inQuotes(m.d, m.n, diag.Diagnostic.Fixed)
		return true
	}
	name, list := m.list()
	if list == nil || m.n.How != syntax.Written || m.n.Len() == 0 {
		return m.kinds() || m.t.Accept&List == 0
	}
	p := &m.n.Pairs()[0]
	plain := m.n.Len() == 1 && isPlainScalar(p.Value) && p.Span().Text() == p.Name() && !strings.Contains(text, "\n")
	dashes := "leave out the dashes: `" + diag.Shorten(name) + "` may be a mapping"
	if m.parent.Style == syntax.Flow {
		dashes = "write braces in place of the brackets: `" + diag.Shorten(name) + "` may be a mapping"
	}
	switch maps := list.Accept&Map != 0; {
	case maps && EndsInColon(m.n):
		m.help("take the colon away, or %s", dashes)
		m.keysForAll(list)
	case maps && list.TakesPairs() && m.n.Len() == 1 && strings.Contains(p.Name(), "=") && !strings.Contains(text, "\n"):
		m.d = inQuotes(m.d, m.n, diag.Diagnostic.Fixed)
	case maps && list.TakesPairs() && (plain || m.n.Len() == 1 && isQuotedWord(p)):
		pair := p.Name() + "=" + p.Value.Value()
		m.help("write %s, or %s", diag.Shorten(pair), dashes)
		m.write("write an equals sign", pair)
	case maps:
		m.help("%s", dashes)
		m.keysForAll(list)
	case EndsInColon(m.n):
		m.help("go on right behind the colon, or take it away")
	case plain && m.t.Format == ExposedPort && isRange(p.Name()) && isProtocol(p.Value.Value()):
		port := p.Name() + "/" + p.Value.Value()
		m.help("write %s", port)
		m.write("write "+port, port)
	case plain && !strings.HasPrefix(text, "{") && m.t.Format != ExposedPort:
		m.d = inQuotes(m.d, m.n, diag.Diagnostic.Fixed)
	}
	return true
}

// isQuotedWord reports whether the value of an entry is a text that needs no quotes.
func isQuotedWord(p *syntax.Pair) bool {
	text := p.Value.Value()
	return p.Value.IsString() && isAlone(p.Value) && text != "" && !strings.ContainsAny(text, " \t\n#:\"'\\") && p.Span().Text() == p.Name()
}

// keysForAll offers to make keys of all items of a list, of which n is the first that is a mapping: the fix of that one is that of all.
func (m *misfit) keysForAll(list *Type) {
	all := m.parent
	if i := slices.IndexFunc(all.Items(), func(item *syntax.Node) bool { return item.Kind == syntax.Mapping }); i < 0 || all.Items()[i] != m.n {
		return
	}
	nameOnly := func(item *syntax.Node) bool { return item.Len() == 0 || item.Pairs()[0].Value.IsNull() }
	edits := asKeys(all, list)
	if edits == nil || list.Values.Accept&Null == 0 && slices.ContainsFunc(all.Items(), nameOnly) {
		return
	}
	if all.Len() > 1 {
		m.d = m.d.Labelled(all.Span(), "all of them")
	}
	m.fix("make keys of the items", edits...)
}

// wordForBool knows what people write for true and false, 1 and 0 above all.
func (m *misfit) wordForBool() bool {
	word := MeantBoolean(m.n.Value())
	if m.t.Accept&Bool == 0 || !isPlainScalar(m.n) || word == "" {
		return false
	}
	m.help("write %s", word)
	m.write("write "+word, word)
	return true
}

// restartPolicy knows what sounds like a restart policy: true and false, and how often to try.
func (m *misfit) restartPolicy() bool {
	if m.t.Format != RestartPolicy || !isPlainScalar(m.n) {
		return false
	}
	var policy string
	switch tries, _ := m.n.Int(); {
	case m.n.Type == syntax.Bool && strings.EqualFold(m.n.Value(), "true") || m.n.Value() == "1":
		policy = "always"
	case m.n.Type == syntax.Bool || m.n.Value() == "0":
		policy = `"no"`
	case tries > 0:
		policy = "on-failure:" + strconv.FormatInt(tries, 10)
	default:
		return false
	}
	m.help("write %s", policy)
	m.write("write "+policy, policy)
	return true
}

// seconds knows a duration without its unit.
func (m *misfit) seconds() bool {
	if m.t.Format != Duration || m.n.Type != syntax.Int && m.n.Type != syntax.Float || !isPlainScalar(m.n) {
		return false
	}
	seconds := m.n.Span().Text() + "s"
	m.help("write it with a unit: %s", seconds)
	m.write("take it for seconds", seconds)
	return true
}

// onlyWord knows true for the only word that an attribute takes.
func (m *misfit) onlyWord() bool {
	if !isPlainScalar(m.n) || len(m.t.Enum) != 1 || m.n.Value() != "true" {
		return false
	}
	m.help("write %s", m.t.Enum[0])
	m.write("write "+m.t.Enum[0], m.t.Enum[0])
	return true
}

// textInQuotes knows a text that YAML reads as something else.
func (m *misfit) textInQuotes() bool {
	if !m.mayBeQuoted() {
		return false
	}
	fixed := diag.Diagnostic.Fixed
	if m.t.Accept&^Null == String {
		fixed = diag.Diagnostic.SafelyFixed
	}
	m.d = inQuotes(m.d, m.n, fixed)
	return true
}

// mayBeQuoted reports whether quotes would make what the place takes of the value.
func (m *misfit) mayBeQuoted() bool {
	const switches = Bool | Number
	return m.t.Accept&String != 0 && m.t.Accept&switches != Bool && m.t.Format != Duration && isPlainScalar(m.n) && m.t.inEnum(m.n.Value()) && m.t.inPattern(m.n.Value())
}

// count knows a number for so many of what a list asks for, as of GPUs.
func (m *misfit) count() bool {
	if m.t.Accept&List == 0 || m.t.Elem.Attr("count") == nil || len(m.t.Elem.Required) > 0 ||
		m.n.Type != syntax.Int || !isPlainScalar(m.n) || strings.HasPrefix(m.n.Value(), "-") {
		return false
	}
	list := "[{count: " + m.n.Value() + "}]"
	m.help("write %s", list)
	m.write("write "+list, list)
	return true
}

// oneOf knows a place that takes a few words only.
func (m *misfit) oneOf() bool {
	if len(m.t.Enum) == 0 || m.t.Accept&^Null != String {
		return false
	}
	m.help("write %s", either(m.t.Enum))
	return true
}

// pattern knows a place that takes texts of one form only.
func (m *misfit) pattern() bool {
	if m.t.Pattern == nil {
		return false
	}
	m.help("%s", m.t.patternHelp())
	return true
}

// valueOfKey knows the value of an entry without its key, where the keys are the user's.
func (m *misfit) valueOfKey() bool {
	if m.t.Accept&^Null != Map || len(m.t.Attrs()) > 0 || m.t.Values == nil || !isPlainScalar(m.n) || !m.t.Values.takes(m.n) {
		return false
	}
	m.help("write it on a line of its own below, behind a name and a colon, as NAME: %s", diag.Shorten(m.n.Value()))
	return true
}

// indentation knows a mapping whose entries are not indented, or not written, and such an entry.
func (m *misfit) indentation() bool {
	switch {
	case len(m.strays) > 0:
		m.d = indentStrays(m.d, m.steps[:len(m.steps)-1], m.parent.Pairs(), m.owner, m.strays)
	case m.n.IsNull() && isServices(m.steps):
		m.help("write its attributes below, indented by more than its name")
	default:
		return false
	}
	return true
}

// nothing knows what has no value, services whose names are not indented above all.
func (m *misfit) nothing() bool {
	if !m.n.IsNull() {
		return false
	}
	m.help("give it a value or leave it out")
	if len(m.t.Required) == 1 {
		if value := impliedBy(m.n, m.t.Required[0], m.t); value != "" {
			m.help("write it on a line of its own below: %s: %s", m.t.Required[0], value)
		}
	}
	if len(m.steps) == 1 && m.steps[0].Name == "services" {
		m.d = belowServices(m.d, m.root)
	}
	return true
}

// serviceOfThatName knows an attribute of the service above that is not indented.
func (m *misfit) serviceOfThatName() bool {
	if !isServices(m.steps) || !m.isAttribute() {
		return false
	}
	m.help("%s of a service stands below its name, indented more", m.subject)
	return true
}

// entry knows the value of an attribute in place of the mapping that has it; see entryOf.
func (m *misfit) entry() bool {
	if len(m.meant) > 0 {
		return false
	}
	entry := entryOf(m.n, m.steps, m.t)
	if entry == "" {
		return false
	}
	if attr, _, several := strings.Cut(entry, "\n"); several {
		attr, _, _ = strings.Cut(attr, ":")
		m.help("write it on lines of its own below, after %s:", attr)
		return true
	}
	m.help("write it on a line of its own below: %s", diag.Shorten(entry))
	if isAlone(m.n) && !strings.ContainsAny(m.n.Span().Text(), "#,[]{}") {
		m.write("write "+diag.Shorten(entry), "{"+entry+"}")
	}
	return true
}

// pair knows KEY=VALUE and KEY:VALUE for an entry of a mapping.
func (m *misfit) pair() bool {
	entry := pairIn(m.name)
	if entry == "" || m.t.Accept&List != 0 && (m.t.Format == Hosts || strings.Contains(m.name, "=")) {
		return false
	}
	if !m.ownLine {
		m.help("write it on a line of its own below: %s", entry)
		return true
	}
	m.help("write %s", entry)
	if m.n.Span().Text() == m.n.Value() {
		m.write("write an entry of a mapping", entry)
	}
	return true
}

// fromAlias reports whether a value stands where it does by an alias.
func fromAlias(n *syntax.Node) bool {
	for ; n != nil; n = n.Prev {
		if n.How == syntax.Aliased {
			return true
		}
	}
	return false
}

// doubled knows a mapping of nothing but the key that leads to it, with what its place takes.
func (m *misfit) doubled() bool {
	last := len(m.steps) - 1
	if m.n.Kind != syntax.Mapping || m.n.Len() != 1 || last < 1 || m.steps[last].Item {
		return false
	}
	p := &m.n.Pairs()[0]
	if p.Name() != m.steps[last].Name || !m.t.takes(p.Value) || p.Value.IsNull() {
		return false
	}
	m.help("leave out the second `%s`", diag.Shorten(p.Name()))
	if key := p.Span(); isBare(m.n) && isAlone(p.Value) && m.n.Style == syntax.Block && key.File == p.Value.Span().File {
		colon := key.File.Span(int(key.End), int(p.Value.Span().Start))
		if strings.HasPrefix(colon.Text(), ":") && !strings.Contains(colon.Text(), "#") {
			m.fix("leave it out", diag.Edit{Span: key.File.Span(int(key.Start), int(p.Value.Span().Start))})
		}
	}
	return true
}

// trueForSwitch knows the name of an attribute that is true or false, as external is, for one that is true, and what says that there is
// to be no health check.
func (m *misfit) trueForSwitch() bool {
	name := m.name
	if m.t.Attr("disable") != nil && isAlone(m.n) && slices.Contains(offWords[:], strings.ToLower(m.n.Value())) {
		name = "disable"
	}
	a := m.t.Attr(name)
	if a == nil || a.Type.Accept&Bool == 0 || m.ownLine && name == m.name {
		return false
	}
	m.help("write it on a line of its own below, as %s: true", name)
	if isAlone(m.n) {
		m.write("write "+name+": true", "{"+name+": true}")
	}
	return true
}

// offWords say of something that it is not to be.
var offWords = [...]string{"false", "none", "no", "off", "disabled"}

// attributeBehindKey knows an attribute without a colon, behind the key of the mapping that it belongs to.
func (m *misfit) attributeBehindKey() bool {
	if m.name == "" || m.t.Accept&List != 0 || m.ownLine {
		return false
	}
	m.help("write it on a line of its own below, with a colon after %s", m.name)
	return true
}

// beginOfAttribute knows what may become the name of an attribute.
func (m *misfit) beginOfAttribute() bool {
	if len(m.meant) == 0 || !m.ownLine {
		return false
	}
	m.help("did you mean %s, with a colon after it?", joined(m.meant, "or"))
	return true
}

// item knows a name that may be an item or a key.
func (m *misfit) item() bool {
	if m.name == "" || m.t.Accept&List == 0 || !m.ownLine || strings.Contains(m.name, "=") {
		return false
	}
	m.help("write - before %s, or a colon after it", m.name)
	return true
}

// attribute knows the name of an attribute without a colon.
func (m *misfit) attribute() bool {
	if m.name == "" || m.t.Accept&List != 0 {
		return false
	}
	end := int(m.n.Span().Start) + len(m.name)
	m.help("put a colon after %s", m.name)
	m.fix("add a colon", diag.Edit{Span: m.n.Span().File.Span(end, end), New: ":"})
	return true
}

// listOfService knows a list, as a service has one, in place of a section.
func (m *misfit) listOfService() bool {
	if len(m.steps) != 1 {
		return false
	}
	of := Compose().Attr("services").Type.Values.Child(m.steps[0].Name).Item()
	noName := func(item *syntax.Node) bool {
		return item.IsString() && !m.t.Keys.allows(item.Value()) || of != nil && fits(item, of)
	}
	if !m.is(syntax.Sequence, Map) || !slices.ContainsFunc(m.n.Items(), noName) {
		return false
	}
	m.help("a service has such a list: look at the indentation")
	return true
}

// listOfOne knows a list of one text or number for that alone.
func (m *misfit) listOfOne() bool {
	if !m.is(syntax.Sequence, Scalar) || m.n.Len() != 1 {
		return false
	}
	item := m.n.Items()[0]
	if item.Kind != syntax.Scalar || item.IsNull() || !m.t.takes(item) || m.t.Attr(item.Value()) != nil {
		return false
	}
	m.help("write it without a list")
	if isAlone(m.n) && isAlone(item) {
		m.write("write it without a list", item.Span().Text())
	}
	return true
}

// listOfAttribute knows a list that is one of the attributes of a mapping, as that of watch rules is of develop.
func (m *misfit) listOfAttribute() bool {
	if !m.is(syntax.Sequence, Map) || m.n.Len() == 0 || m.t.Accept&List != 0 {
		return false
	}
	i := slices.IndexFunc(m.t.Attrs(), func(a Attr) bool {
		return a.Type.Accept&List != 0 && !slices.ContainsFunc(m.n.Items(), func(item *syntax.Node) bool { return !fits(item, a.Type.Elem) })
	})
	if i < 0 {
		return false
	}
	name := m.t.Attrs()[i].Name
	m.help("write it below `%s`", name)
	first := m.n.Items()[0].Span()
	switch before := first.Before(); {
	case !isBare(m.n):
	case m.n.Style == syntax.Flow:
		m.fix("write it below "+name, around(m.n, "{"+name+": ", "}")...)
	case strings.Trim(before, " ") == "-":
		dash := strings.IndexByte(before, '-')
		at := int(first.Start) - len(before) + dash
		m.fix("write it below "+name, diag.Edit{Span: first.File.Span(at, at), New: name + ":\n" + before[:dash]})
	}
	return true
}

// fits reports whether a value is a mapping of nothing but attributes of a type.
func fits(n *syntax.Node, t *Type) bool {
	return n.Kind == syntax.Mapping && n.Len() > 0 && !slices.ContainsFunc(n.Pairs(), func(p syntax.Pair) bool {
		a := t.Attr(p.Name())
		return a == nil || !a.Type.takes(p.Value)
	})
}

// listOfKeys knows a list of what are keys.
func (m *misfit) listOfKeys() bool {
	if !m.is(syntax.Sequence, Map) {
		return false
	}
	edits := asKeys(m.n, m.t)
	switch {
	case m.n.Len() == 0 && len(m.t.Attrs()) > 0, edits == nil && len(m.steps) != 1:
		return false
	case m.n.Len() == 0:
		m.help("write {} where there are none")
	case m.n.Style == syntax.Flow:
		m.help("write braces in place of the brackets: here names are keys, with a colon after each")
	default:
		m.help("leave out the dashes: here names are keys, with a colon after each")
	}
	m.fix("make keys of the items", edits...)
	return true
}

// listInList knows an alias of a list whose items were to become items of another.
func (m *misfit) listInList() bool {
	isItem := len(m.steps) > 0 && m.steps[len(m.steps)-1].Item
	if m.n.Kind != syntax.Sequence || !isItem || !fromAlias(m.n) {
		return false
	}
	m.help("a list does not become part of another: write its items here")
	return true
}

// mappingOfItems knows a list without its dashes or brackets.
func (m *misfit) mappingOfItems() bool {
	if !m.is(syntax.Mapping, List) || m.n.How != syntax.Written {
		return false
	}
	m.help("write each item on a line of its own that begins with \"- \"")
	if m.n.Len() == 0 {
		m.help("write [] where there are none")
		m.write("make it a list", "[]")
	} else if edits := asItem(m.n, m.t.Elem); edits != nil {
		m.fix("make it an item of a list", edits...)
	} else if edits := asItems(m.n, m.t); edits != nil {
		if m.t.Elem.Accept&Map == 0 || mounted(m.t.Elem, &m.n.Pairs()[0]) == "" {
			m.help("write each item on a line of its own, with - before it and nothing around the colon")
		}
		m.fix("make it a list", edits...)
	}
	return true
}

// tightColons knows attributes without a space behind their colons.
func (m *misfit) tightColons() bool {
	if !m.is(syntax.Scalar, Map) || !m.ownLine {
		return false
	}
	edits := withColons(m.n, m.t)
	switch {
	case edits == nil:
		return false
	case len(edits) == 1:
		name, value, _ := strings.Cut(m.n.Value(), ":")
		m.help("write %s: %s", name, diag.Shorten(value))
	default:
		m.help("put a space behind each colon")
	}
	m.fix("put a space behind the colon", edits...)
	return true
}

// tightDashes knows items without a space behind their dashes.
func (m *misfit) tightDashes() bool {
	if !m.is(syntax.Scalar, List) || !m.ownLine {
		return false
	}
	edits := withDashes(m.n)
	if edits == nil {
		return false
	}
	m.help("put a space behind each dash")
	m.fix("put a space there", edits...)
	return true
}

// textOfItems knows a text in place of a list.
func (m *misfit) textOfItems() bool {
	if !m.is(syntax.Scalar, List) {
		return false
	}
	m.help("write each item on a line of its own that begins with \"- \"")
	if m.t.Elem.Accept&String != 0 {
		m.fix("make it a list", asList(m.n, m.t, m.ownLine)...)
	}
	return true
}

// attributes knows what a mapping with attributes is made of.
func (m *misfit) attributes() bool {
	if m.n.Kind == syntax.Mapping || m.t.Accept&^Null != Map || len(m.t.Attrs()) == 0 {
		return false
	}
	var names []string
	for i := range m.t.Attrs() {
		if a := &m.t.Attrs()[i]; a.Deprecated == "" {
			names = append(names, a.Name)
		}
	}
	if len(names) > mostListed {
		return false
	}
	m.help("write attributes of it below: %s", joined(names, "or"))
	return true
}

// mostListed is how many attributes are listed for a mapping of which nothing was written.
const mostListed = 5

// kinds knows in which ways a value is written whose name does not say it, as that of a command.
func (m *misfit) kinds() bool {
	words := (m.t.Accept &^ Null).words()
	named := func(word string) bool { return strings.Contains(m.t.Name, strings.TrimPrefix(word, "a ")) }
	if m.t.Name == "" || len(words) < 2 || slices.ContainsFunc(words, named) {
		return false
	}
	m.help("write it as %s", either(words))
	return true
}

// expected says what a type takes: its name, or the kinds that it accepts.
func expected(t *Type) string {
	if t.Name != "" {
		return t.Name
	}
	return either(t.Accept.words())
}

// words are the kinds, each with its article.
func (ks Kinds) words() []string {
	var words []string
	for _, k := range kindWords {
		if ks&k.kinds != 0 {
			words = append(words, k.word)
		}
	}
	return words
}

var kindWords = []struct {
	kinds Kinds
	word  string
}{
	{String, "a string"}, {Number, "a number"}, {Bool, "true or false"}, {List, "a list"}, {Map, "a mapping"}, {Null, "null"},
}

// found says what a value is.
func found(n *syntax.Node) string {
	switch n.Kind {
	case syntax.Mapping:
		return "a mapping"
	case syntax.Sequence:
		return "a list"
	}
	switch n.Type {
	case syntax.Null:
		if n.Value() == "" {
			return "empty"
		}
		return "null"
	case syntax.Bool:
		return "a boolean (" + diag.Shorten(n.Value()) + ")"
	case syntax.Int, syntax.Float:
		return "a number (" + diag.Shorten(n.Value()) + ")"
	case syntax.Timestamp:
		return "a date (" + diag.Shorten(n.Value()) + ")"
	}
	return "a string"
}

// isAlone reports whether a value is all that stands in its place, on one line: as it was written, without tag and anchor.
func isAlone(n *syntax.Node) bool {
	return isBare(n) && !strings.Contains(n.Span().Text(), "\n")
}

// isBare reports whether a value stands as it was written, without tag and anchor.
func isBare(n *syntax.Node) bool {
	return n.How == syntax.Written && n.Tag() == "" && n.Anchor() == ""
}

// isPlainScalar reports whether n was written as a number or boolean that quotes make a string of.
func isPlainScalar(n *syntax.Node) bool {
	return n.Kind == syntax.Scalar && n.How == syntax.Written && n.Style == syntax.Plain &&
		n.Type != syntax.Null && n.Span().Valid() && n.Span().Text() == n.Value()
}

// inQuotes tells to write a value in quotes, with a fix of the kind that fixed gives.
func inQuotes(d diag.Diagnostic, n *syntax.Node, fixed func(d diag.Diagnostic, title string, edits ...diag.Edit) diag.Diagnostic) diag.Diagnostic {
	quoted := strconv.Quote(n.Span().Text())
	return fixed(d.Helped("write it in quotes: %s", quoted), "write it in quotes", diag.Edit{Span: n.Span(), New: quoted})
}

// withoutColon is the name that n begins with where a mapping is half typed: image nginx, or image alone. It is empty if
// t has no such attribute, and where names are the user's if n is more than one.
func withoutColon(n *syntax.Node, t *Type) string {
	if t.Accept&Map == 0 || t.Accept&String != 0 || !isPlainScalar(n) {
		return ""
	}
	name, _, more := strings.Cut(n.Value(), " ")
	if t.Attr(name) != nil || len(t.Attrs()) == 0 && !more && t.Keys.allows(name) {
		return name
	}
	return ""
}

// halfTyped are the attributes of t of which n is probably to become the key.
func (c *checker) halfTyped(n *syntax.Node, t *Type) []string {
	if len(t.Attrs()) == 0 || t.Accept&String != 0 || !isPlainScalar(n) || n.Span().Start == n.Span().End {
		return nil
	}
	if meant := c.meant(n.Value(), t); len(meant) <= mostMeant {
		return meant
	}
	return nil
}

// list is the attribute that n is an item of, and its type, which is nil if n is no item.
func (m *misfit) list() (name string, t *Type) {
	steps := m.steps
	last := len(steps) - 1
	if last < 1 || !steps[last].Item || steps[last-1].Item {
		return "", nil
	}
	return steps[last-1].Name, Compose().At(steps[:last])
}

// hasUsersKey reports whether n is the value of a key that is the user's.
func (m *misfit) hasUsersKey() bool {
	last := len(m.steps) - 1
	return last >= 0 && !m.steps[last].Item && Compose().At(m.steps[:last]).Attr(m.steps[last].Name) == nil
}

// meantBy is the attribute that people mean by a text in place of a mapping, "" if none.
func meantBy(attribute string) string {
	switch attribute {
	case "healthcheck":
		return "test"
	case "logging":
		return "driver"
	case "restart_policy":
		return "condition"
	}
	return ""
}

// meantIn is the attribute that people mean by a text behind the name of something in a section, "" if none.
func meantIn(section string) string {
	switch section {
	case "services":
		return "image"
	case "secrets", "configs":
		return "file"
	}
	return ""
}

// isDriver reports whether a name is that of a driver that comes with the engine, of what is in a section.
func isDriver(section, name string) bool {
	switch section {
	case "networks":
		return name == "bridge" || name == "ipvlan" || name == "macvlan" || name == "overlay"
	case "volumes":
		return name == "local"
	}
	return false
}

// entryOf is the entry that a text in place of a mapping of type t is meant to be, such as "driver: json-file"; "" if that is not plain.
func entryOf(n *syntax.Node, steps syntax.Path, t *Type) string {
	if n.Kind != syntax.Scalar || !n.IsString() || t.Accept != Map && t.Accept != Map|Null || len(steps) == 0 {
		return ""
	}
	value, text := n.Value(), n.Span().Text()
	if name, rest, tight := strings.Cut(value, ":"); tight && rest != "" && t.Attr(name) != nil {
		return name + ": " + rest
	}
	for i := range t.Attrs() {
		a := &t.Attrs()[i]
		if slices.Contains(a.Type.Enum, value) {
			return a.Name + ": " + text
		}
		if whole := wordOf(value, a.Type.Enum); whole != "" {
			return a.Name + ": " + whole
		}
	}
	last, behind := steps[len(steps)-1].Name, strings.TrimLeft(n.Span().Before(), " \t") != ""
	switch {
	case t.Attr(value) != nil:
		return ""
	case len(steps) == 2 && isDriver(steps[0].Name, value):
		return "driver: " + text
	case t.Attr("ipv4_address") != nil && isAddress(value) && strings.Contains(value, ":"):
		return "ipv6_address: " + text
	case t.Attr("ipv4_address") != nil && isAddress(value):
		return "ipv4_address: " + text
	case last == "ipam" && isNetwork(value):
		return "config: [{subnet: " + text + "}]"
	case t.Attr("memory") != nil && isSize(value):
		return "memory: " + text
	case len(steps) == 2 && behind && meantIn(steps[0].Name) != "" && !strings.ContainsAny(value, " \n"):
		return meantIn(steps[0].Name) + ": " + text
	case meantBy(last) != "" && t.Attr(meantBy(last)) != nil:
		return meantBy(last) + ": " + text
	}
	return ""
}

// isSize reports whether a text is a size in bytes.
func isSize(text string) bool {
	_, fault := units.Bytes(text)
	return fault == units.Fault{}
}

// isNetwork reports whether a text is the range of addresses of a network, such as 10.0.0.0/8.
func isNetwork(text string) bool {
	_, err := netip.ParsePrefix(text)
	return err == nil
}

// pairIn is a text such as KEY=VALUE or KEY:VALUE as an entry of a mapping, "" if it is none.
func pairIn(text string) string {
	i := strings.IndexAny(text, "=:")
	if i <= 0 || i+1 == len(text) || strings.HasPrefix(text[i:], "://") || strings.ContainsAny(text, " \n/") {
		return ""
	}
	return text[:i] + ": " + text[i+1:]
}
