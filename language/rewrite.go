package language

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Rewrite is another way to write a value, which means the same.
type Rewrite struct {
	// Title says what is done, such as "write in long form".
	Title string
	Edits []diag.Edit
}

const (
	inLongForm  = "write in long form"
	inShortForm = "write in short form"
	asMapping   = "write as a mapping"
	asList      = "write as a list"
)

// indent is by how much what is made is indented.
const indent = "  "

// Rewrites are the other ways to write the values that stand at an offset of a Compose file, the innermost value first: a
// short form in its long form and the other way round, a list of names or of KEY=VALUE as a mapping, a mapping of names of which
// nothing is said as a list. Comments stay; where there is no place for them, nothing is rewritten. There is none for a
// text whose variables may say how it is to be taken apart, and for what is wrong, has an anchor or a tag, is an alias, or stands in an
// extension (x-*), which is printed as it is written.
func (v *View) Rewrites(f *source.File, offset int) []Rewrite {
	file := v.file(f)
	if file == nil {
		return nil
	}
	way, _ := file.wayTo(offset)
	if slices.ContainsFunc(way, func(s spot) bool { return strings.HasPrefix(s.step.Name, "x-") }) {
		return nil
	}
	said := sync.OnceValue(func() *said { return saidBy(file.docs) })
	var out []Rewrite
	for i, s := range slices.Backward(way) {
		w := rewriter{file: file, said: said, spot: s, flow: slices.ContainsFunc(way[:i], func(s spot) bool { return s.node.Style == syntax.Flow })}
		if i > 0 {
			w.list = way[i-1].typ
		}
		if r, ok := w.shortest(); ok {
			out = append(out, r)
		}
	}
	return out
}

// said is what a file says.
type said struct {
	docs   []*syntax.Node // in canonical form, variables as they are written
	faults int            // how much is wrong with attributes
}

// saidBy reads documents. Those with aliases that lead nowhere and the like say nothing that could be compared.
func saidBy(docs []*syntax.Document) *said {
	out, t := &said{}, schema.Compose()
	for _, doc := range docs {
		root, findings := syntax.Resolve(doc, syntax.Limits{})
		if findings.HasErrors() {
			return nil
		}
		out.faults += len(schema.Check(root, t))
		c := &schema.Context{Build: new(syntax.Builder), Diags: new(diag.List), Lenient: true}
		out.docs = append(out.docs, merge.Defaults(c, merge.Canonical(c, merge.Unique(c, root, t), t), t))
	}
	return out
}

// staysAfter reports whether the file says the same after some edits.
func (s *said) staysAfter(f *file, edits []diag.Edit) bool {
	text, err := syntax.Apply(f.Text(), edits)
	if s == nil || err != nil {
		return false
	}
	docs, findings := syntax.Parse(source.NewFile(f.Name(), text), syntax.Limits{})
	if findings.HasErrors() {
		return false
	}
	now := saidBy(docs)
	return now != nil && now.faults <= s.faults && slices.EqualFunc(s.docs, now.docs, func(a, b *syntax.Node) bool {
		return sameMeaning(schema.Compose(), a, b)
	})
}

// sameMeaning reports whether two canonical values of a type, which may be nil, are the same, if a list of KEY=VALUE is one with a mapping.
func sameMeaning(t *schema.Type, a, b *syntax.Node) bool {
	switch {
	case a == nil || b == nil || a.Kind == syntax.Scalar || b.Kind == syntax.Scalar:
		return merge.Equal(a, b)
	case a.Len() != b.Len():
		return false
	case a.Kind == syntax.Sequence && b.Kind == syntax.Mapping:
		return !slices.ContainsFunc(a.Items(), func(item *syntax.Node) bool {
			name, value := t.CutEntry(item.Value())
			is := b.Get(name)
			return is == nil || !is.IsNull() && !is.IsString() || is.Text() != value
		})
	case a.Kind == syntax.Sequence && b.Kind == syntax.Sequence:
		return slices.EqualFunc(a.Items(), b.Items(), func(a, b *syntax.Node) bool { return sameMeaning(t.Item(), a, b) })
	case a.Kind == syntax.Mapping && b.Kind == syntax.Mapping:
		return !slices.ContainsFunc(a.Pairs(), func(p syntax.Pair) bool {
			at := b.Find(p.Name())
			return at < 0 || !sameMeaning(t.Child(p.Name()), p.Value, b.Pairs()[at].Value)
		})
	}
	return false
}

// rewriter writes a value otherwise.
type rewriter struct {
	file *file
	said func() *said // by the file as it is
	spot
	list *schema.Type // of what the value is an item of
	flow bool         // it stands in braces or brackets

	implied map[string]bool // attributes of the long form that the short one has not, and whether they are left out
}

// shortest is the rewrite without the attributes that are implied, too, if the long form has them left out.
func (w *rewriter) shortest() (Rewrite, bool) {
	w.implied = map[string]bool{}
	r, ok := w.rewrite()
	if !ok || !w.said().staysAfter(w.file, r.Edits) {
		return Rewrite{}, false
	}
	for _, name := range slices.Sorted(maps.Keys(w.implied)) {
		w.implied[name] = true
		if shorter, _ := w.rewrite(); w.said().staysAfter(w.file, shorter.Edits) {
			r = shorter
		} else {
			w.implied[name] = false
		}
	}
	r.Edits = diag.WithLineEnds(r.Edits)
	return r, true
}

// pairs are the entries of a mapping without those that are left out.
func (w *rewriter) pairs(n *syntax.Node) (out []syntax.Pair) {
	for _, p := range n.Pairs() {
		if p.Value.How == syntax.Defaulted && p.Value.Kind == syntax.Scalar {
			if w.implied[p.Name()] {
				continue
			}
			w.implied[p.Name()] = false
		}
		if p.Value.Kind == syntax.Mapping && p.Value.Len() > 0 && len(w.pairs(p.Value)) == 0 {
			continue
		}
		out = append(out, p)
	}
	return out
}

func (w *rewriter) rewrite() (Rewrite, bool) {
	n := w.node
	if w.typ == nil || n.Anchor() != "" || n.Tag() != "" || n.How != syntax.Written || !n.Span().Valid() || w.parent == nil {
		return Rewrite{}, false
	}
	switch n.Kind {
	case syntax.Sequence:
		return w.asMapping()
	case syntax.Mapping:
		return w.shortForm()
	}
	if n.Kind != syntax.Scalar || !isOneLine(n) || strings.Contains(n.Value(), "$") || len(w.comments()) > 0 {
		return Rewrite{}, false
	}
	c := &schema.Context{Build: new(syntax.Builder), Diags: new(diag.List)}
	var long []*syntax.Node // that stand for it: ports of a range are several
	if made := w.long(c, w.typ, n); made.Kind == syntax.Mapping && w.typ.Accept&schema.Map != 0 {
		long = []*syntax.Node{made}
	} else if w.pair == nil && w.list != nil {
		if made := w.long(c, w.list, c.Build.Sequence([]*syntax.Node{n}, nil, syntax.Written)); made.Kind == syntax.Sequence {
			long = made.Items()
		}
	}
	switch {
	case len(long) == 0 || len(long) > 1 && w.pair != nil:
		return Rewrite{}, false
	case slices.ContainsFunc(long, func(n *syntax.Node) bool { return n.Kind != syntax.Mapping || !isOneLine(n) }):
		return Rewrite{}, false
	}
	return Rewrite{inLongForm, []diag.Edit{w.inPlace(long)}}, true
}

// long is a value in its long form; itself if it has none or is wrong.
func (w *rewriter) long(c *schema.Context, t *schema.Type, n *syntax.Node) *syntax.Node {
	if t == nil || t.Long == nil {
		return n
	}
	return t.Long(c, n)
}

// inPlace writes nodes where the value stands: behind its key, or as an item.
func (w *rewriter) inPlace(nodes []*syntax.Node) diag.Edit {
	span := w.node.Span()
	if w.flow {
		texts := make([]string, len(nodes))
		for i, n := range nodes {
			texts[i] = w.inFlow(n)
		}
		return diag.Edit{Span: span, New: strings.Join(texts, ", ")}
	}
	if w.pair == nil {
		column, begun := columnOf(span), span.Before() // up to the dash, and a space
		var b strings.Builder
		for i, n := range nodes {
			if i > 0 {
				b.WriteString("\n" + begun)
			}
			b.WriteString(strings.TrimPrefix(w.inBlock(n, column), "\n"+column))
		}
		return w.edit(span, b.String())
	}
	return w.below(nodes)
}

// edit writes a text in place of another one. A comment behind that goes with the first line.
func (w *rewriter) edit(span source.Span, text string) diag.Edit {
	rest, _, _ := strings.Cut(w.file.Text()[span.End:], "\n")
	rest = strings.TrimRight(rest, " \t\r")
	if first, others, several := strings.Cut(text, "\n"); several && strings.HasPrefix(strings.TrimLeft(rest, " \t"), "#") {
		return diag.Edit{Span: w.file.Span(int(span.Start), int(span.End)+len(rest)), New: first + rest + "\n" + others}
	}
	return diag.Edit{Span: span, New: text}
}

// below writes mappings in place of the value, in the lines below its key.
func (w *rewriter) below(nodes []*syntax.Node) diag.Edit {
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(w.inBlock(n, columnOf(w.pair.Span())+indent))
	}
	return w.edit(w.behindKey(), b.String())
}

// behindKey is the value, with all that stands between it and the colon of its key.
func (w *rewriter) behindKey() source.Span {
	key, value := w.pair.Span(), w.node.Span()
	colon := int(key.End) + strings.IndexByte(w.file.Text()[key.End:value.Start], ':')
	return w.file.Span(colon+1, int(value.End))
}

// asMapping writes a list as a mapping.
func (w *rewriter) asMapping() (Rewrite, bool) {
	n := w.node
	if w.typ.Accept&schema.Map == 0 || w.pair == nil || n.Len() == 0 {
		return Rewrite{}, false
	}
	entries, ok := w.entries()
	if !ok {
		return Rewrite{}, false
	}
	comments := w.comments()
	if n.Style == syntax.Flow {
		if len(comments) > 0 {
			return Rewrite{}, false
		}
		if w.flow || strings.ContainsAny(n.Span().Text(), "\r\n") {
			texts := make([]string, len(entries))
			for i, e := range entries {
				texts[i] = w.inFlow(e)
				texts[i] = texts[i][1 : len(texts[i])-1]
			}
			return Rewrite{asMapping, []diag.Edit{{Span: n.Span(), New: "{" + strings.Join(texts, ", ") + "}"}}}, true
		}
		return Rewrite{asMapping, []diag.Edit{w.below(entries)}}, true
	}
	column := columnOf(n.Span())
	if len(column) <= len(columnOf(w.pair.Span())) {
		column += indent
	}
	var edits []diag.Edit
	for i, e := range entries {
		span := n.Items()[i].Span()
		dash := strings.LastIndexByte(span.Before(), '-')
		if dash < 0 {
			return Rewrite{}, false
		}
		line := int(span.Start) - len(span.Before())
		edits = append(edits, w.edit(w.file.Span(line, int(span.End)), strings.TrimPrefix(w.inBlock(e, column), "\n")))
	}
	for _, c := range comments {
		if before := c.Span.Before(); strings.Trim(before, " ") == "" {
			edits = append(edits, diag.Edit{Span: w.file.Span(int(c.Span.Start)-len(before), int(c.Span.Start)), New: column})
		}
	}
	return Rewrite{asMapping, edits}, true
}

// shortForm writes a mapping as the text or the list of names that it may be short for: whether it is, the file tells that
// has it in its place.
func (w *rewriter) shortForm() (Rewrite, bool) {
	n := w.node
	if n.Len() == 0 || w.typ.Accept&(schema.List|schema.String) == 0 || len(w.comments()) > 0 || !isOneLine(n) || !isBare(n) {
		return Rewrite{}, false
	}
	title, text := inShortForm, ""
	switch {
	case w.typ.Accept&schema.List != 0 && w.pair != nil:
		names := make([]string, n.Len())
		for i, p := range n.Pairs() {
			names[i] = stringText(p.Name())
		}
		title, text = asList, "["+strings.Join(names, ", ")+"]"
	case w.typ.Accept&schema.String == 0:
		return Rewrite{}, false
	case w.typ.Format == schema.Volume:
		text = stringText(shortVolume(n))
	case w.typ.Attr("published") != nil:
		text = `"` + shortPort(n) + `"`
	case n.Len() == 1 && n.Pairs()[0].Value.Kind == syntax.Scalar:
		text = stringText(n.Pairs()[0].Value.Value())
	default:
		return Rewrite{}, false
	}
	if w.pair == nil || n.Style == syntax.Flow {
		return Rewrite{title, []diag.Edit{{Span: n.Span(), New: text}}}, true
	}
	return Rewrite{title, []diag.Edit{{Span: w.behindKey(), New: " " + text}}}, true
}

// shortPort is the short form of a port, if it says no more than that can.
func shortPort(n *syntax.Node) string {
	text := valueOf(n, "target")
	host := valueOf(n, "host_ip")
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	switch published := valueOf(n, "published"); {
	case host != "":
		text = host + ":" + published + ":" + text
	case published != "":
		text = published + ":" + text
	}
	if protocol := valueOf(n, "protocol"); protocol != "" && protocol != "tcp" {
		text += "/" + protocol
	}
	return text
}

// shortVolume is the short form of a mount, if it says no more than that can.
func shortVolume(n *syntax.Node) string {
	text := valueOf(n, "target")
	if source := valueOf(n, "source"); source != "" {
		text = source + ":" + text
	}
	if readOnly, _ := n.Get("read_only").Bool(); readOnly {
		text += ":ro"
	}
	return text
}

func valueOf(n *syntax.Node, name string) string {
	if value := n.Get(name); value != nil {
		return value.Value()
	}
	return ""
}

// isBare reports whether there is neither an anchor nor a tag nor an alias in a value.
func isBare(n *syntax.Node) bool {
	for _, p := range n.Pairs() {
		if p.Name() == "<<" || !isBare(p.Value) {
			return false
		}
	}
	return n.Anchor() == "" && n.Tag() == "" && n.Kind != syntax.Alias && !slices.ContainsFunc(n.Items(), func(n *syntax.Node) bool { return !isBare(n) })
}

// comments are those between the key, or the first character of an item, and the last character of the value.
func (w *rewriter) comments() (out []syntax.Comment) {
	from := w.node.Span().Start
	if w.pair != nil {
		from = w.pair.Span().End
	}
	for _, doc := range w.file.docs {
		for _, c := range doc.Comments {
			if c.Span.Start > from && c.Span.End < w.node.Span().End {
				out = append(out, c)
			}
		}
	}
	return out
}

// entries are mappings of one entry each, for the items of the list.
func (w *rewriter) entries() (out []*syntax.Node, ok bool) {
	c := &schema.Context{Build: new(syntax.Builder), Diags: new(diag.List)}
	known := map[string]bool{}
	for _, item := range w.node.Items() {
		if item.Kind != syntax.Scalar || !isOneLine(item) || item.Anchor() != "" || item.Tag() != "" || item.How != syntax.Written {
			return nil, false
		}
		made := w.long(c, w.typ, c.Build.Sequence([]*syntax.Node{item}, nil, syntax.Written))
		if w.typ.TakesPairs() && w.typ.Format != schema.SSH { // SSH keys have a long form as a list
			made = pairOf(c.Build, w.typ, item)
		}
		if made == nil || made.Kind != syntax.Mapping || made.Len() != 1 || !isOneLine(made) {
			return nil, false
		}
		name := made.Pairs()[0].Name()
		if known[name] || strings.Contains(name, "$") || name == "" || name == "<<" {
			return nil, false
		}
		known[name] = true
		out = append(out, made)
	}
	return out, true
}

// pairOf is KEY=VALUE as a mapping; nil if the item is none, or a host with several addresses or with variables, which may come to several.
func pairOf(b *syntax.Builder, t *schema.Type, item *syntax.Node) *syntax.Node {
	if !item.IsString() {
		return nil
	}
	name, value := t.CutEntry(item.Value())
	typ := syntax.String
	switch {
	case t.Format == schema.Hosts && (value == "" || strings.ContainsAny(value, "$,")):
		return nil
	case t.Format == schema.Environment && !strings.Contains(item.Value(), "="):
		typ = syntax.Null
	}
	return b.Mapping([]syntax.Pair{b.Pair(name, source.Span{}, b.Scalar(value, typ, nil, syntax.Written))}, nil, syntax.Written)
}

// columnOf is blank text as wide as what stands before a span in its line.
func columnOf(s source.Span) string { return strings.Repeat(" ", len(s.Before())) }

// isOneLine reports whether a value has texts of one line only.
func isOneLine(n *syntax.Node) bool {
	for _, p := range n.Pairs() {
		if strings.ContainsAny(p.Name(), "\r\n") || !isOneLine(p.Value) {
			return false
		}
	}
	return !slices.ContainsFunc(n.Items(), func(item *syntax.Node) bool { return !isOneLine(item) }) &&
		(n.Kind != syntax.Scalar || !strings.ContainsAny(n.Value(), "\r\n\u0085\u2028\u2029") && !strings.ContainsAny(n.Span().Text(), "\r\n"))
}

// inBlock is a mapping in lines of its own, each begun with a line break and the column.
func (w *rewriter) inBlock(n *syntax.Node, column string) string {
	var b strings.Builder
	for _, p := range w.pairs(n) {
		b.WriteString("\n" + column + stringText(p.Name()) + ":")
		switch {
		case p.Value.Kind == syntax.Mapping && p.Value.Len() > 0:
			b.WriteString(w.inBlock(p.Value, column+indent))
		case !p.Value.IsNull():
			b.WriteString(" " + w.inFlow(p.Value))
		}
	}
	return b.String()
}

// inFlow is a value in one line, as it may stand in braces and brackets.
func (w *rewriter) inFlow(n *syntax.Node) string {
	switch {
	case n.Kind == syntax.Scalar && n.IsString():
		return stringText(n.Value())
	case n.Kind == syntax.Scalar && n.IsNull():
		return "null"
	case n.Kind == syntax.Scalar:
		return n.Value()
	}
	var parts []string
	for _, p := range w.pairs(n) {
		parts = append(parts, stringText(p.Name())+": "+w.inFlow(p.Value))
	}
	if n.Kind == syntax.Mapping {
		return "{" + strings.Join(parts, ", ") + "}"
	}
	for _, item := range n.Items() {
		parts = append(parts, w.inFlow(item))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// stringText is a string as it may stand anywhere, in quotes if it has to.
func stringText(s string) string {
	var w yamlwrite.Writer
	w.String(s)
	text := strings.TrimSuffix(string(w.Bytes()), "\n")
	if text == s && strings.ContainsAny(s, ",[]{}") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return text
}
