package syntax

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/lookalike"
	"github.com/composekit/composekit/source"
)

// This file holds what the reader does where the text is wrong. Everything rests on lines
// and their indentation: a fault costs at most its own line, and the lines around it keep
// the place that their indentation gives them. Looking ahead is bounded, so that no text
// makes it expensive.

// entries is the state of a block collection between two of its entries.
type entries struct {
	col   int  // where its entries stand
	here  int  // where the entry now read stands: another column, after a fault
	n     int  // the column of the collection around it
	start int  // where it begins
	base  int  // its first entry among those being collected
	count int  // of entries read in column col
	bare  bool // the item now read has no dash
	item  bool // the mapping turned out to be the first item of a list, without its dash
	// mapping is the mapping that turned out to be meant by the items.
	mapping *Node
}

// nextEntry tells whether another entry of the mapping begins at the token, and where.
func (p *parser) nextEntry(e *entries) bool {
	if e.here == e.col {
		e.count++
	}
	if p.col == e.col && !p.tab && class[p.text[p.pos]]&opens == 0 {
		e.here = e.col
		return true
	}
	return p.otherEntry(e)
}

// otherEntry is nextEntry where that cannot be told at first sight.
func (p *parser) otherEntry(e *entries) bool {
	for {
		if p.col < 0 || p.stopped {
			return false
		}
		if p.tab {
			if p.col <= e.n && e.n >= 0 && p.tabColumn() <= e.n {
				return false
			}
			p.tabbed(e.n, false)
		}
		if p.col <= e.n {
			return false
		}
		ch := p.text[p.pos]
		if ch == '}' || ch == ']' {
			p.strayLineStart()
			continue
		}
		if p.isDash(p.pos) {
			if p.belongsToSequence() {
				return false
			}
			if p.dashesFollow(e) {
				e.item = true
				return false
			}
			if p.childrenOfLast(e) {
				continue
			}
			return p.strayDash(e)
		}
		if p.col == e.col {
			e.here = e.col
			return true
		}
		if p.col < e.col {
			return p.shallower(e)
		}
		return p.deeper(e)
	}
}

// belongsToSequence tells whether the token, a dash, is an item of a sequence around the
// mapping that stands in the same column as this mapping.
func (p *parser) belongsToSequence() bool {
	for i := len(p.cols) - 2; i >= 0 && p.cols[i].col >= p.col; i-- {
		if p.cols[i].sequence && p.cols[i].col == p.col {
			return true
		}
	}
	return false
}

// dashesFollow tells whether a dash in the column of a mapping with one entry, which is first on
// its line, means that the entry lacks its dash: more dashes follow, and no keys.
func (p *parser) dashesFollow(e *entries) bool {
	if p.col != e.col || e.count != 1 || p.skipSpaces(p.lineOf(e.start, p.line)) != e.start {
		return false
	}
	dashes, keys := p.siblings(p.line, e.col)
	return dashes > 0 && keys == 0
}

// childrenOfLast reads a sequence at the token as the value of the last entry, if that has
// none and stands deeper than it should.
func (p *parser) childrenOfLast(e *entries) bool {
	if len(p.pairs) == e.base || e.here <= e.col && p.col == e.here {
		return false
	}
	last := &p.pairs[len(p.pairs)-1]
	if last.Value.Kind != Scalar || !isLeftOut(last.Value) {
		return false
	}
	if e.here <= e.col { // else the key is what is indented wrongly, and reported
		p.badIndent(p.line, p.pos, e.col)
	}
	value := p.sequence(p.col, p.col-1, props{})
	p.pairs[len(p.pairs)-1].Value = value
	return true
}

// strayDash reports the dash at the token among the entries of a mapping, and goes on to the
// entry after it.
func (p *parser) strayDash(e *entries) bool {
	span, col := p.span(p.pos, p.pos+1), p.col
	p.add(StrayDash.At(span, "a dash begins an item of a list, and this is among the entries of a mapping").
		Helped("remove the dash, or move the item below the key that it belongs to").
		Fixed("remove the dash", diag.Edit{Span: p.span(p.pos, p.skipBlanks(p.pos+1))}))
	line := p.line
	for !p.atEnd() && p.line == line && p.isDash(p.pos) {
		p.pos++
		p.skip()
	}
	if p.line != line || p.atEnd() {
		// Nothing after the dash. What is indented below it takes its place.
		return p.nextEntry(e)
	}
	if p.shape(p.pos) != shapeKey {
		p.orphan(e.n)
		return p.nextEntry(e)
	}
	e.here = col
	return true
}

// orphan reads a node that has no place in the tree.
func (p *parser) orphan(n int) {
	at := p.pos
	pairs, items := len(p.pairs), len(p.items)
	p.content(place{n: max(n, p.pos-p.line-1), first: p.pos, col: p.pos - p.line, at: p.pos, begins: true, fresh: true}, props{}, props{})
	p.pairs, p.items = p.pairs[:pairs], p.items[:items]
	if p.pos == at && !p.stopped {
		p.toLineEnd()
		p.skip()
	}
}

// nextItem tells whether another item of the sequence begins at the token.
func (p *parser) nextItem(e *entries) bool {
	e.bare = false
	if e.here == e.col {
		e.count++
	}
	for {
		if p.col < 0 || p.stopped {
			return false
		}
		if p.tab {
			if p.col <= e.n && p.tabColumn() <= e.n {
				return false
			}
			p.tabbed(e.n, false)
		}
		ch := p.text[p.pos]
		dash := p.isDash(p.pos)
		if p.col == e.col && dash {
			e.here = e.col
			return true
		}
		if p.col <= e.n {
			return false
		}
		if ch == '}' || ch == ']' {
			p.strayLineStart()
			continue
		}
		if dash {
			if p.col < e.col && e.n >= 0 && p.inColumn(p.col) {
				return false
			}
			p.badIndent(p.line, p.pos, e.col)
			e.here = p.col
			return true
		}
		return p.notItem(e)
	}
}

// notItem decides on a line without dash inside a sequence: an item that lost its dash, the
// entry of a mapping whose first line has a dash too much, or a line from further out.
func (p *parser) notItem(e *entries) bool {
	s := p.shape(p.pos)
	if p.col > e.col && s == shapeKey && p.hasMapping(p.col) {
		return false // an entry of the mapping whose key has these items, which are indented less than it
	}
	if p.col < e.col {
		if s == shapeKey || p.isHalfKey() {
			return false
		}
	} else if s == shapeKey && p.col == e.col {
		dashes, keys := p.siblings(p.line, e.col)
		if dashes == 0 {
			if len(p.items) == e.base+1 && p.mappingWithDash(e) {
				return false
			}
			if keys > 0 || e.n == e.col-1 {
				return false
			}
		}
	}
	p.add(p.withDash(MissingDash.At(p.span(p.pos, p.trimBlanks(p.pos, p.lineEnd(p.pos))), "this stands among the items of a list and has no dash"), p.pos))
	e.bare, e.here = true, p.col
	return true
}

// withDash says of what stands at a byte, and lacks its dash, how it becomes an item: where there is a dash it lacks its space.
func (p *parser) withDash(d diag.Diagnostic, at int) diag.Diagnostic {
	if p.text[at] == '-' {
		if _, name := p.oddSpace(at + 1); name != "" {
			return d.Helped("write an ordinary space behind the dash, where there is %s", name).
				Fixed("write an ordinary space", diag.Edit{Span: p.span(at+1, p.skipOdd(at+1)), New: " "})
		}
		return d.Helped("put a space behind the dash").Fixed("add a space", diag.Edit{Span: p.span(at+1, at+1), New: " "})
	}
	if long := lookalike.Dash(p.text[at:]); long != "" {
		return d.Helped("write - in place of %s", long).
			Fixed("write a dash of YAML's", diag.Edit{Span: p.span(at, p.skipOdd(at+len(long))), New: "- "})
	}
	return d.Helped("put a dash and a space before it").Fixed("add a dash", diag.Edit{Span: p.span(at, at), New: "- "})
}

// mappingWithDash turns a sequence of one mapping into that mapping, and goes on with the
// entries that follow it in the column of the dash.
func (p *parser) mappingWithDash(e *entries) bool {
	item := p.items[len(p.items)-1]
	if item.Kind != Mapping || item.Style != Block || !item.isBare() {
		return false
	}
	span := p.span(e.start, e.start+1)
	p.add(StrayDash.At(span, "a dash begins an item of a list, and the lines below go on without").
		Helped("remove the dash, or indent the lines below").
		Fixed("remove the dash", diag.Edit{Span: p.span(e.start, p.skipBlanks(e.start+1))}))
	base := len(p.pairs)
	p.pairs = append(p.pairs, item.c.pairs...)
	if first := &p.pairs[base]; len(item.c.pairs) > 1 && isLeftOut(first.Value) {
		// Without the dash, what comes after the first key is its value.
		inner := p.newNode(Mapping, int(item.c.pairs[1].Span().Start), int(item.Span().End))
		inner.Style, inner.c = Block, p.b.container()
		inner.c.pairs = p.b.pairs.keep(item.c.pairs[1:])
		first.Value, p.pairs = inner, p.pairs[:base+1]
	}
	p.cols = append(p.cols, open{col: e.col})
	m := entries{col: e.col, here: e.col, n: e.n, start: e.start, base: base, count: 2}
	for more := true; more && !p.stopped; more = p.nextEntry(&m) {
		p.entry(m.here)
	}
	p.cols = p.cols[:len(p.cols)-1]
	p.closeMapping(item, base)
	e.mapping = item
	return true
}

// after looks at a token that is inside of the collection around a scalar, alias or flow
// collection which is complete: something is wrong with either.
func (p *parser) after(node *Node, pl place, outer props, t text) *Node {
	if p.atEnd() {
		return node
	}
	if pl.c == inDocument && node.Kind != Scalar && p.shape(p.pos) == shapeText {
		return node
	}
	col := pl.col
	s := p.shape(p.pos)
	switch {
	case p.tab && p.tabColumn() <= pl.n:
	case pl.fresh && s == shapeKey && (p.col == col || p.col > col && t.style == Plain) && node.Kind == Scalar && node.Style != Literal && node.Style != Folded:
		return p.halfKeys(pl, outer)
	case !pl.fresh && pl.c == inItem && pl.begins && s == shapeKey && p.col == col && node.Kind == Scalar && t.style == Plain && isWord(t.value):
		return p.halfKeys(pl, outer) // the first key of an item's mapping
	case pl.fresh && s == shapeDash && p.col == col:
		return p.itemsAfter(node, pl.first, pl.n, col)
	case !pl.fresh && pl.c == inValue && s == shapeDash && p.col > pl.n:
		p.add(UnexpectedText.At(node.Span(), "this key has a value and a list below it").
			Helped("remove one of the two"))
		return p.blockAt(pl.n, pl.c, pl.at)
	case !pl.fresh && pl.c == inValue && t.broken && s == shapeKey && p.opensChildren(pl):
		return p.blockAt(pl.n, pl.c, pl.at)
	}
	return node
}

// opensChildren tells whether the lines at the token are rather children of the key in
// column n than misplaced siblings: they stand at least two columns deeper.
func (p *parser) opensChildren(pl place) bool { return p.col >= pl.n+2 }

// halfKeys reads again, as the entries of a mapping, lines of text above a line with a key
// in the same column: keys that lack their colons.
func (p *parser) halfKeys(pl place, outer props) *Node {
	p.takeBack(pl.first)
	p.pos = pl.first
	p.line = p.lineOf(pl.first, p.line)
	p.nl = true
	p.col = p.pos - p.line
	return p.mapping(p.col, pl.n, outer, nil, pl.first)
}

// itemsAfter makes a sequence of a node in column col that lacks its dash, whose properties begin at first,
// and the items below it.
func (p *parser) itemsAfter(node *Node, first, n, col int) *Node {
	start := int(node.Span().Start)
	end := min(int(node.Span().End), p.trimBlanks(start, p.lineEnd(start)))
	d := MissingDash.At(p.span(start, end), "this stands above the items of a list and has no dash")
	if end == int(node.Span().End) { // of more lines, the others are to be moved as well
		d = p.withDash(d, first)
	} else {
		d = d.Helped("put a dash and a space before it")
	}
	p.add(d)
	seq := p.newNode(Sequence, start, start)
	return p.sequenceOf(seq, col, n, []*Node{node})
}

// withoutColon reads an entry whose key has no colon.
func (p *parser) withoutColon(t text, node *Node, own props, col int) {
	if node == nil && t.style == Plain && !t.broken && (p.gluedColon(t, own, col) || p.equalsForColon(t, own, col) || p.spaceForColon(t, own, col)) {
		return
	}
	span := p.span(t.start, t.end)
	if node != nil {
		span = node.Span()
	}
	switch {
	case t.broken:
	case p.belowHeader(t.start):
		p.add(p.outsideBlock(t, span))
	case node == nil && strings.HasPrefix(t.value, "//"):
		p.add(noColon(span).Helped("a comment begins with #").
			Fixed("make it a comment", diag.Edit{Span: p.span(t.start, t.start+len("//")), New: "#"}))
	default:
		d := noColon(span).Helped("write it as a key with a value, as in key: value")
		if node == nil && strings.IndexByte(t.value, ' ') < 0 {
			d = d.Fixed("add a colon", diag.Edit{Span: p.span(t.end, t.end), New: ":"})
		}
		p.add(d)
	}
	var k Pair
	switch {
	case node != nil:
		k = p.keyOfNode(node)
	case own.any():
		k = p.keyOfNode(p.newScalar(t, own))
	default:
		k = p.key(t.value, t.start, t.end, nil)
	}
	at := p.pos
	p.last = at
	p.skip()
	if !p.nl {
		p.toLineEnd()
		p.skip()
	}
	if p.col > col && !p.tab && p.shape(p.pos) == shapeText && !p.atEnd() {
		// The rest of a text of several lines.
		for p.col > col && !p.tab && p.shape(p.pos) == shapeText && !p.atEnd() {
			p.toLineEnd()
			p.last = p.pos
			p.skip()
		}
	}
	k.Value = p.blockAt(col, inValue, at)
	p.push(k)
}

// gluedColon reads an entry such as image:nginx, whose colon lacks its space, or has one behind it that is none to YAML, or
// is none to YAML itself.
func (p *parser) gluedColon(t text, own props, col int) bool {
	i, size := lookalike.Colon(t.value)
	if i <= 0 || strings.HasPrefix(t.value[i:], "://") || strings.IndexByte(t.value[:i], ' ') >= 0 {
		return false
	}
	colon := t.start + i
	p.takeBack(colon)
	from := p.skipOdd(colon + size)
	between := p.spaceBefore(from)
	_, odd := p.oddSpace(colon + size)
	switch {
	case size > 1:
		wide := p.text[colon : colon+size]
		p.add(MissingColon.At(p.span(colon, colon+size), "the colon %s is none to YAML", wide).
			Helped("write : in place of it, and a space before the value").
			Fixed("write a colon of YAML's", diag.Edit{Span: p.span(colon, from), New: ":" + between}))
	case odd != "":
		p.add(MissingSpace.At(p.span(colon+size, from), "the space behind this colon is %s, which is none to YAML", odd).
			Helped("write an ordinary space in its place").
			Fixed("write an ordinary space", diag.Edit{Span: p.span(colon+size, from), New: between}))
	default:
		p.missingSpace(colon)
		from = colon + size
	}
	p.keyUpTo(colon, from-1, t, own, col)
	return true
}

// keyUpTo reads an entry whose key is a text up to a byte, and whose value stands behind what is taken for the colon.
func (p *parser) keyUpTo(end, colon int, t text, own props, col int) {
	t.value, t.end = p.text[t.start:end], end
	p.pos = colon
	p.pair(p.keyOf(t, nil, own), col)
}

// spaceBefore is what stands between a colon and what begins at a byte: nothing at the end of a line.
func (p *parser) spaceBefore(i int) string {
	if p.isBreak(i) {
		return ""
	}
	return " "
}

// takeBack forgets what was warned of in the lines of a text that is no text and is read again from a byte on.
func (p *parser) takeBack(from int) {
	list := p.found.List
	for len(list) > 0 && list[len(list)-1].Def == SwallowedItem && int(list[len(list)-1].Span.Start) >= from {
		list = list[:len(list)-1]
	}
	p.found.List = list
}

// oddSpace are the spaces at a byte if one of them is none to YAML, as lookalike.Leading tells them.
func (p *parser) oddSpace(i int) (size int, name string) {
	return lookalike.Leading(p.text[i:p.lineEnd(i)])
}

// skipOdd is where the spaces at a byte end, whether YAML takes them for spaces or not.
func (p *parser) skipOdd(i int) int {
	if size, _ := p.oddSpace(i); size > 0 {
		return i + size
	}
	return p.skipBlanks(i)
}

// equalsForColon reads an entry such as image = nginx, which has an equals sign where its colon should be.
func (p *parser) equalsForColon(t text, own props, col int) bool {
	name, _, ok := strings.Cut(t.value, "=")
	name = strings.TrimRight(name, " ")
	if !ok || !isWord(name) || p.belowHeader(t.start) {
		return false
	}
	end := t.start + len(name)
	sign := p.skipBlanks(end)
	if p.text[sign] != '=' || strings.Contains(p.text[t.start:sign], "\n") {
		return false
	}
	p.takeBack(sign)
	from := p.skipBlanks(sign + 1)
	between := p.spaceBefore(from)
	p.add(noColon(p.span(t.start, min(t.end, p.trimBlanks(t.start, p.lineEnd(t.start))))).Helped("write : in place of =").
		Fixed("write a colon", diag.Edit{Span: p.span(end, from), New: ":" + between}))
	p.keyUpTo(end, from-1, t, own, col)
	return true
}

// spaceForColon reads an entry such as image nginx, which has a space where its colon should be.
func (p *parser) spaceForColon(t text, own props, col int) bool {
	name, value, ok := strings.Cut(t.value, " ")
	if !ok || !isWord(name) || strings.Contains(p.text[t.start:t.end], "\n") {
		return false
	}
	end := t.start + len(name)
	if span := p.span(t.start, t.end); p.belowHeader(t.start) {
		p.add(p.outsideBlock(t, span))
	} else {
		p.add(noColon(span).Helped("write it as a key with a value, as in %s: %s", name, strings.TrimLeft(value, " ")).
			Fixed("add a colon", diag.Edit{Span: p.span(end, end), New: ":"}))
	}
	p.keyUpTo(end, end, t, own, col)
	return true
}

// belowHeader tells whether the line above that of a byte ends with a key and | or >, and so begins a text of several lines
// that has none.
func (p *parser) belowHeader(at int) bool {
	above := p.lineAbove(p.lineOf(at, at+1))
	above = strings.TrimRight(strings.TrimRight(above, " \t"), "-+0123456789")
	return strings.HasSuffix(above, ": |") || strings.HasSuffix(above, ": >")
}

// noColon is the finding about a line that is no entry of the mapping it is in.
func noColon(span source.Span) diag.Diagnostic {
	return MissingColon.At(span, "this line is among the entries of a mapping and has no colon")
}

// outsideBlock says of a line that it is not indented enough for the text which begins above it.
func (p *parser) outsideBlock(t text, span source.Span) diag.Diagnostic {
	return noColon(span).Helped("if it is a part of the text that begins above, indent it by more than the key of that").
		Fixed("indent it", diag.Edit{Span: p.span(t.start, t.start), New: spaces(p.step())})
}

// isWord reports whether a text is like the name of an attribute.
func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && s[i] != '_' && s[i] != '-' {
			return false
		}
	}
	return s != ""
}

func (p *parser) missingSpace(colon int) {
	p.add(MissingSpace.At(p.span(colon, colon+1), "a space is missing after this colon").
		Helped("put a space between the colon and the value").
		Fixed("add a space", diag.Edit{Span: p.span(colon+1, colon+1), New: " "}))
}

func (p *parser) multilineKey(span source.Span) {
	p.add(MultilineKey.At(span, "a key cannot go over several lines").
		Helped("write it on one line, or begin it with a question mark and a space"))
}

// nestedValue reports a colon in a value that is not in quotes, and makes the rest of the
// line a part of the value.
func (p *parser) nestedValue(t *text, node *Node, pl place, colon int) {
	end := p.trimBlanks(p.pos, p.lineEnd(p.pos))
	if i := strings.Index(p.text[p.pos:end], " #"); i >= 0 {
		end = p.trimBlanks(p.pos, p.pos+i)
	}
	d := NestedValue.At(p.span(colon, colon+1), "a second colon with a space after it cannot stand in a value without quotes").
		Helped("put the value in quotes, or move it to a line of its own with more indentation")
	if node == nil && t.style == Plain {
		if pl.c == inValue && !pl.fresh && isWord(p.text[t.start:p.trimBlanks(t.start, colon)]) {
			d = d.Fixed("move it to a line of its own", diag.Edit{Span: p.span(pl.at, t.start), New: "\n" + spaces(max(pl.n, 0)+p.step())})
		}
		t.end, t.value = end, p.text[t.start:end]
		if !strings.Contains(t.value, "'") {
			d = d.Fixed("put the value in quotes",
				diag.Edit{Span: p.span(t.start, t.start), New: "'"}, diag.Edit{Span: p.span(end, end), New: "'"})
		}
	}
	t.broken = true
	p.pos, p.last = end, end
	p.add(d)
}

// reserved reports a plain scalar whose first character cannot begin one.
func (p *parser) reserved(t text) {
	d := ReservedIndicator.At(p.span(t.start, t.start+1), "a value cannot begin with %s", p.text[t.start:t.start+1]).
		Helped("put the value in quotes")
	if line := p.span(p.lineOf(t.start, t.start+1), t.end); strings.HasPrefix(line.Text(), "```") {
		d = d.Helped("remove this line: it is Markdown's").Fixed("remove the line", diag.Edit{Span: line})
	} else if !strings.Contains(t.value, "'") {
		d = d.SafelyFixed("put the value in quotes",
			diag.Edit{Span: p.span(t.start, t.start), New: "'"}, diag.Edit{Span: p.span(t.end, t.end), New: "'"})
	}
	p.add(d)
}

// secondColon reports the colon at pos directly after that of the key.
func (p *parser) secondColon(pl place) *Node {
	p.add(DuplicateColon.At(p.span(p.pos, p.pos+1), "this colon is one too many").
		Helped("remove it").Fixed("remove the colon", diag.Edit{Span: p.span(p.pos, p.pos+1)}))
	for !p.atEnd() && !p.nl && p.text[p.pos] == ':' && p.isSpace(p.pos+1) {
		p.pos++
		p.last = p.pos
		p.skip()
	}
	defer func() { p.depth-- }() // what follows may be a property and a colon too much again
	if !p.enter(pl.first) {
		return p.leftOut(p.pos, props{})
	}
	return p.blockAt(pl.n, pl.c, p.last)
}

// strayBracket reports closing brackets at pos where a value should be, and reads what
// comes after them on the line; it returns nil if there is nothing.
func (p *parser) strayBracket(pr props) *Node {
	start := p.pos
	for !p.isBreak(p.pos) && (p.text[p.pos] == '}' || p.text[p.pos] == ']') {
		p.pos++
	}
	p.strayAt(start, p.pos)
	p.endIfFull()
	p.skip()
	if p.nl {
		return nil
	}
	t := text{start: p.pos, end: p.trimBlanks(p.pos, p.lineEnd(p.pos)), broken: true}
	t.value = p.text[t.start:t.end]
	p.pos, p.last = t.end, t.end
	n := p.newScalar(t, pr)
	p.lineDone()
	return n
}

func (p *parser) strayAt(start, end int) {
	p.add(StrayBracket.At(p.span(start, end), "%s closes nothing", p.text[start:end]).
		Helped("remove it, or put the value in quotes").
		Fixed("remove it", diag.Edit{Span: p.span(start, end)}))
}

// strayLineStart passes over a line that begins with closing brackets.
func (p *parser) strayLineStart() {
	i := p.pos
	for !p.isBreak(i) && (p.text[i] == '}' || p.text[i] == ']' || p.text[i] == ',') {
		i++
	}
	p.strayAt(p.pos, i)
	p.pos = i
	p.endIfFull()
	p.skip()
	if !p.nl {
		p.toLineEnd()
		p.skip()
	}
}

// mostRequoted is how many bytes a value may have that is offered in other quotes.
const mostRequoted = 4096

// quotedBefore is the value in quotes that ends before start, with what follows up to to, if it is all that its line has behind a key
// or a dash.
func (p *parser) quotedBefore(start, to int) source.Span {
	line := strings.LastIndexByte(p.text[:start], '\n') + 1
	before := strings.TrimRight(p.text[line:start], " ")
	if before == "" || strings.IndexByte("\"'", before[len(before)-1]) < 0 || strings.IndexByte(p.text[line:to], '\\') >= 0 {
		return source.Span{}
	}
	last := len(before) - 1
	open := strings.LastIndexByte(before[:last], before[last])
	if open < 1 || before[open-1] != ' ' || to-line-open > mostRequoted {
		return source.Span{}
	}
	if outer := strings.TrimRight(before[:open], " "); !strings.HasSuffix(outer, ":") && !strings.HasSuffix(outer, "-") {
		return source.Span{}
	}
	return p.span(line+open, to)
}

// requoted is a value in quotes of which a quote has ended it too early: in quotes that do not, or doubled. What follows quotes that were
// meant keeps them.
func requoted(text string) string {
	quote, value := text[:1], text
	if inner := text[1 : len(text)-1]; text[len(text)-1] == text[0] && !strings.Contains(inner, quote+" "+quote) {
		value = inner
	}
	for _, quote := range []string{"\"", "'"} {
		if !strings.Contains(value, quote) {
			return quote + value + quote
		}
	}
	return "'" + strings.ReplaceAll(value, "'", "''") + "'"
}

// unexpected reports the rest of the line from the token on and passes over it.
func (p *parser) unexpected() {
	end := p.lineEnd(p.pos)
	start := p.pos
	to := p.trimBlanks(start, end)
	if i := strings.Index(p.text[start:to], " #"); i >= 0 {
		to = p.trimBlanks(start, start+i)
	}
	switch c := p.text[start]; {
	case c == '}' || c == ']':
		p.strayAt(start, to)
	case c == '#':
		p.add(UnexpectedText.At(p.span(start, start+1), "a comment needs a space before it").
			Helped("put a space before #").Fixed("add a space", diag.Edit{Span: p.span(start, start), New: " "}))
	case strings.HasPrefix(p.text[start:to], "//"):
		p.add(UnexpectedText.At(p.span(start, to), "this cannot follow a value that is complete").
			Helped("a comment begins with #").Fixed("make it a comment", diag.Edit{Span: p.span(start, start+len("//")), New: "#"}))
	default:
		d := UnexpectedText.At(p.span(start, to), "this cannot follow a value that is complete").
			Helped("remove it, or put the whole value in quotes")
		if whole := p.quotedBefore(start, to); whole.Valid() {
			d = d.Fixed("put the whole value in quotes", diag.Edit{Span: whole, New: requoted(whole.Text())})
		}
		p.add(d)
	}
	p.pos = max(to, start+1)
	p.skip()
	if !p.nl {
		p.toLineEnd()
		p.skip()
	}
}

// unexpectedByte passes over a character in a flow collection that begins nothing.
func (p *parser) unexpectedByte() {
	p.add(UnexpectedText.At(p.span(p.pos, p.pos+1), "%q cannot stand here", p.text[p.pos:p.pos+1]).
		Helped("remove it, or put the value in quotes"))
	p.pos++
	p.last = p.pos
}

// unclosedBracket reports the bracket at byte start, which should have been closed before
// the token.
func (p *parser) unclosedBracket(start int, closing byte) {
	if p.stopped {
		return
	}
	p.add(UnclosedBracket.At(p.span(start, start+1), "%s is not closed", p.text[start:start+1]).
		Helped("close it with %c", closing).Labelled(p.span(p.last, p.last), "%c is missing here", closing).
		Fixed("close it", diag.Edit{Span: p.span(p.last, p.last), New: string(rune(closing))}))
}

// wrongBracket reports the closing bracket at pos, which is not the one expected, and takes
// it for the one that is.
func (p *parser) wrongBracket(start int, closing byte) {
	p.add(UnclosedBracket.At(p.span(p.pos, p.pos+1), "%c is expected here, not %c", closing, p.text[p.pos]).
		Helped("close %s with %c", p.text[start:start+1], closing).Labelled(p.span(start, start+1), "opened here").
		Fixed("replace it", diag.Edit{Span: p.span(p.pos, p.pos+1), New: string(rune(closing))}))
	p.pos++
	p.last = p.pos
}
