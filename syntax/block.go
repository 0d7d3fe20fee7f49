package syntax

import (
	"github.com/composekit/composekit/diag"
)

// context is where a block node stands.
type context uint8

const (
	inDocument context = iota // the root of a document
	inItem                    // after the dash of an item
	inExplicit                // after ? or the : that belongs to it
	inValue                   // after the colon of a key
)

// open is a block collection that is being read.
type open struct {
	col      int
	sequence bool
}

func (p *parser) newNode(kind Kind, start, end int) *Node {
	p.count(start)
	s := &p.b.nodes
	if s.free == 0 {
		p.progress.done = start
	}
	n := s.one()
	n.Kind = kind
	n.start, n.end, n.of = int32(start), int32(end), p.b.file
	return n
}

// newScalar makes the node of a scalar with its properties.
func (p *parser) newScalar(t text, pr props) *Node {
	n := p.newNode(Scalar, t.start, t.end)
	n.Style = t.style
	p.b.setValue(n, t.value)
	p.apply(n, pr)
	p.typeOf(n)
	return n
}

// typeOf sets the type of a scalar.
func (p *parser) typeOf(n *Node) {
	if n.isBare() {
		if n.Type = String; n.Style == Plain {
			n.Type = PlainType(n.Value())
		}
		return
	}
	switch name := n.coreTag(); {
	case name != "":
		ok := false
		if n.Type, ok = resolveTagged(name, n.Value(), n.Style); !ok {
			p.add(BadTag.At(n.Span(), "this value is not what its tag %s says", n.Tag()).
				Helped("change the value, or remove the tag").Labelled(n.TagSpan(), "the tag"))
			n.Type = String
		}
		p.dynamic = p.dynamic || ok && name == binaryTag
	case n.Style == Plain && (n.props().isTag("") || n.props().isTag("!")):
		n.Type = PlainType(n.Value())
	default:
		n.Type = String
	}
}

// leftOut makes the scalar for a value that is not written.
func (p *parser) leftOut(at int, pr props) *Node {
	if pr.any() {
		at = pr.end()
	}
	return p.newScalar(text{start: at, end: at}, pr)
}

// block reads the node that comes after an indicator which ends at pos, inside a collection
// of column n. Afterwards pos is the next token.
func (p *parser) block(n int, c context) *Node {
	at := p.pos
	p.skip()
	return p.blockAt(n, c, at)
}

// blockAt is block where pos is already the token after the indicator, which ends at byte at.
func (p *parser) blockAt(n int, c context, at int) *Node {
	if node := p.quickMapping(n, c); node != nil {
		return node
	}
	var outer, own props
	begins := !p.nl && (c == inItem || c == inExplicit) // a block collection may begin here
	for {
		if p.nl {
			if p.tab {
				p.tabbed(n, true)
			}
			if !p.inside(n, c) {
				return p.leftOut(at, outer)
			}
			begins = true
		}
		pl := place{n: n, c: c, first: p.pos, at: at, begins: begins, fresh: p.nl, tab: p.tab}
		if pl.col = p.pos - p.line; p.nl {
			pl.col = p.col // which differs after tabs
		}
		switch p.text[p.pos] {
		case '&', '!':
			p.properties(&own, false)
			if p.nl {
				outer, own = p.join(outer, own), props{}
				at = p.last
				continue
			}
		case '}', ']':
			if n := p.strayBracket(outer); n != nil {
				return n
			}
			continue
		}
		return p.content(pl, outer, own)
	}
}

// inside tells whether the token belongs to the value of an indicator in a collection of
// column n: it is indented more, or a sequence that may stand below its key.
func (p *parser) inside(n int, c context) bool {
	if p.col < 0 {
		return false
	}
	return p.col > n || p.col == n && (c == inValue || c == inExplicit) && p.isDash(p.pos)
}

func (p *parser) isDash(i int) bool { return p.text[i] == '-' && p.isSpace(i+1) }

// place is what content needs to know of where it stands.
type place struct {
	n      int
	c      context
	first  int  // the first byte, properties of the same line included
	col    int  // its column
	at     int  // the end of the indicator before it
	begins bool // a block collection may begin here
	fresh  bool // it is first on its line
	tab    bool // a tab is before it on its line
}

// content reads a node whose first token, after its properties, is at pos.
func (p *parser) content(pl place, outer, own props) *Node {
	ch := p.text[p.pos]
	col := pl.col
	switch ch {
	case '-':
		if p.isSpace(p.pos + 1) {
			p.mayBegin(pl, own, "sequence")
			return p.sequence(col+p.pos-pl.first, pl.n, p.join(outer, own))
		}
	case '?':
		if p.isSpace(p.pos + 1) {
			p.mayBegin(pl, own, "mapping")
			return p.mapping(col, pl.n, p.join(outer, own), nil, pl.first)
		}
	case ':':
		if p.isSpace(p.pos + 1) {
			if pl.c == inValue && !pl.fresh {
				return p.secondColon(pl)
			}
			p.mayBegin(pl, props{}, "mapping")
			k := p.emptyKey(own)
			return p.mapping(col, pl.n, outer, &k, pl.first)
		}
	case '|', '>':
		t := p.blockScalar(pl.n)
		n := p.newScalar(t, p.join(outer, own))
		p.lineDone()
		return n
	case '}', ']':
		pr := p.join(outer, own)
		if n := p.strayBracket(pr); n != nil {
			return n
		}
		return p.leftOut(pl.at, pr)
	}
	return p.inline(pl, outer, own, ch, col)
}

// mayBegin reports a block collection where none may begin.
func (p *parser) mayBegin(pl place, own props, what string) {
	switch {
	case !pl.begins || own.any():
		d := NestedValue.At(p.span(p.pos, p.pos+1), "a %s cannot begin here", what).
			Helped("begin it on a line of its own, indented more than what it belongs to")
		if pl.c == inValue && !pl.fresh && !own.any() {
			d = d.Fixed("begin it on a line of its own", diag.Edit{Span: p.span(pl.at, p.pos), New: "\n" + spaces(max(pl.n, 0)+p.step())})
		}
		p.add(d)
	case !pl.fresh && pl.tab:
		p.tabAt(p.pos - 1)
	}
}

// inline reads a scalar, alias or flow collection, or the mapping whose first key it is.
func (p *parser) inline(pl place, outer, own props, ch byte, col int) *Node {
	line := p.line
	t, node := p.simple(pl.n, ch)
	if node != nil && node.Kind == Alias && own.any() {
		p.add(BadAnchor.At(p.span(own.start(), own.end()), "an alias has no anchor or tag of its own").Helped("remove it"))
		own = props{}
	}
	json := node != nil && node.Kind != Alias || t.style != Plain
	if colon := p.colon(json && pl.begins); colon >= 0 {
		if pl.begins {
			if !pl.fresh && pl.tab {
				p.tabAt(pl.first - 1)
			}
			if p.line != line {
				p.multilineKey(p.span(pl.first, p.pos))
			}
			k := p.keyOf(t, node, own)
			p.pos = colon
			return p.mapping(col, pl.n, outer, &k, pl.first)
		}
		p.nestedValue(&t, node, pl, colon)
	} else if node == nil && t.style == Plain {
		p.plainRest(&t, pl.n, false)
	}
	pr := p.join(outer, own)
	if node == nil {
		node = p.newScalar(t, pr)
	} else if node.Kind == Alias {
		if pr.any() {
			p.add(BadAnchor.At(p.span(pr.start(), pr.end()), "an alias has no anchor or tag of its own").Helped("remove it"))
		}
	} else {
		p.apply(node, pr)
	}
	p.lineDone()
	if p.col > pl.n && !p.stopped {
		return p.after(node, pl, outer, t)
	}
	return node
}

// simple reads the first line of a plain scalar, or the whole of a quoted scalar (as text),
// or an alias or flow collection (as a node).
func (p *parser) simple(n int, ch byte) (t text, node *Node) {
	switch ch {
	case '"', '\'':
		return p.quoted(n, false), nil
	case '[', '{':
		return t, p.outerFlow(n)
	case '*':
		return t, p.alias()
	case '@', '`', '%', ',', '|', '>', '#':
		t = p.plain(false)
		p.reserved(t)
		t.broken = true
		return t, nil
	}
	return p.plain(false), nil
}

// colon is the position of the colon that makes what ends at pos a key, -1 if there is
// none. After a quoted scalar or flow collection (json) it may lack its space, as a fault.
func (p *parser) colon(json bool) int {
	i := p.skipBlanks(p.pos)
	if i >= len(p.text) || p.text[i] != ':' {
		return -1
	}
	if p.isSpace(i + 1) {
		return i
	}
	if json && i == p.pos {
		p.missingSpace(i)
		return i
	}
	return -1
}

// keyOf makes a key, an entry without value, of a scalar's text or of a node.
func (p *parser) keyOf(t text, node *Node, own props) Pair {
	if node != nil {
		if node.Kind != Alias {
			p.apply(node, own)
		}
		return p.keyOfNode(node)
	}
	switch {
	case own.any():
		node = p.newScalar(t, own)
	case t.style == Plain && hints[firstByte(t.value)] != 0 && PlainType(t.value) != String:
		node = p.newScalar(t, own)
	case t.style == Plain && t.value[len(t.value)-1] == ':':
		p.add(ColonInKey.At(p.span(t.end-1, t.end), "this colon is a part of the key, which is %q", t.value).
			Helped("remove one of the colons, or put the key in quotes").
			Fixed("remove the colon", diag.Edit{Span: p.span(t.end-1, t.end)}))
	}
	p.count(t.start)
	return p.key(t.value, t.start, t.end, node)
}

// key makes a key that stands from byte start to end; of a node, if it is more than a string.
func (p *parser) key(name string, start, end int, node *Node) Pair {
	if len(name) > p.maxKey {
		p.stop(TooLarge.At(p.span(start, end), "this key has %d bytes, of at most %d", len(name), p.maxKey).
			Helped("choose a shorter one, or ask for a higher limit"))
	}
	k := Pair{start: int32(start), end: int32(end), of: p.b.file}
	if node != nil {
		p.keyed = true
		k = p.b.oddKey(&k, name, node)
	} else {
		p.b.nameKey(&k, p.text[start:end], name)
	}
	if name == mergeKey {
		p.dynamic = true
	}
	return k
}

func firstByte(s string) byte {
	if s == "" {
		return '~' // as null
	}
	return s[0]
}

// keyOfNode makes a key of a node that has been read.
func (p *parser) keyOfNode(node *Node) Pair {
	name, own := "", node
	if target := node.Target(); target != nil && target.Kind == Scalar && len(target.Value()) > p.maxKey {
		p.stop(TooLarge.At(node.Span(), "this key stands for %d bytes, of at most %d", len(target.Value()), p.maxKey).
			Helped("choose a shorter one, or ask for a higher limit"))
	}
	if node.Kind == Scalar {
		name = node.Value()
		if node.Type == String && node.isBare() {
			own = nil
		}
	}
	return p.key(name, int(node.start), int(node.end), own)
}

// emptyKey is the key that is left out before the colon at pos.
func (p *parser) emptyKey(own props) Pair {
	return p.keyOfNode(p.leftOut(p.pos, own))
}

// lineDone goes on to the next token, which must not be on the same line.
func (p *parser) lineDone() {
	p.skip()
	if !p.nl {
		p.unexpected()
	}
}

// mapping reads the block mapping whose first key has been read, its colon at pos; or whose
// first entry is at pos, if k is nil. It begins at byte start, in column col.
func (p *parser) mapping(col, n int, outer props, k *Pair, start int) *Node {
	node := p.newNode(Mapping, start, start)
	node.Style = Block
	p.apply(node, outer)
	if !p.enter(start) {
		p.depth--
		return node
	}
	base := len(p.pairs)
	p.cols = append(p.cols, open{col: col})
	e := entries{col: col, here: col, n: n, start: start, base: base}
	if n >= 0 && p.unit == 0 && col > n {
		p.unit = col - n
	}
	for more := true; more && !p.stopped; more = p.nextEntry(&e) {
		if k != nil {
			p.pair(*k, e.here)
			k = nil
		} else {
			p.entry(e.here)
		}
	}
	p.cols = p.cols[:len(p.cols)-1]
	p.depth--
	p.closeMapping(node, base)
	if e.item {
		return p.itemsAfter(node, start, n, col)
	}
	return node
}

// closeMapping gives the mapping its pairs, which were collected from base on.
func (p *parser) closeMapping(node *Node, base int) {
	node.end = max(int32(p.last), node.start)
	p.progress.done = p.last
	node.c = p.b.container()
	node.c.pairs = p.b.pairs.keep(p.pairs[base:])
	p.pairs = p.pairs[:base]
	p.checkKeys(node.c.pairs)
}

// pair reads the value of the key k, whose colon is at pos, in an entry of column col.
func (p *parser) pair(k Pair, col int) {
	at := len(p.pairs)
	p.push(k)
	p.pass()
	value := p.quick(col)
	if value == nil {
		value = p.block(col, inValue)
	}
	p.pairs[at].Value = value
}

// push adds an entry to those of the mapping in work.
func (p *parser) push(k Pair) {
	if len(p.pairs) == cap(p.pairs) {
		p.pairs = grown(p.pairs, &p.progress)
	}
	p.pairs = p.pairs[:len(p.pairs)+1]
	q := &p.pairs[len(p.pairs)-1]
	q.start, q.end, q.Value = k.start, k.end, k.Value
	if q.of != k.of { // mostly the place was used before, and a pointer that is not written costs nothing
		q.of = k.of
	}
}

// entry reads the entry at pos, which is in column col.
func (p *parser) entry(col int) {
	if k, ok := p.quickKey(); ok {
		p.pair(k, col)
		return
	}
	var own props
	first := p.pos
	if ch := p.text[p.pos]; ch == '&' || ch == '!' {
		p.properties(&own, false)
		if p.nl {
			p.add(BadAnchor.At(p.span(own.start(), own.end()), "there is no key after this").
				Helped("put it before a key or value"))
			return
		}
	}
	ch := p.text[p.pos]
	if ch == '?' && p.isSpace(p.pos+1) {
		p.explicit(col)
		return
	}
	if ch == ':' && p.isSpace(p.pos+1) {
		p.pair(p.emptyKey(own), col)
		return
	}
	if ch == '}' || ch == ']' {
		p.strayLineStart()
		return
	}
	line := p.line
	t, node := p.simple(col, ch)
	if node != nil && node.Kind == Alias && own.any() {
		p.add(BadAnchor.At(p.span(own.start(), own.end()), "an alias has no anchor or tag of its own").Helped("remove it"))
	}
	colon := p.colon(node != nil && node.Kind != Alias || t.style != Plain)
	if colon < 0 {
		p.withoutColon(t, node, own, col)
		return
	}
	if p.line != line {
		p.multilineKey(p.span(first, p.pos))
	}
	k := p.keyOf(t, node, own)
	p.pos = colon
	p.pair(k, col)
}

// explicit reads the entry whose ? is at pos.
func (p *parser) explicit(col int) {
	p.pos++
	p.last = p.pos
	k := p.keyOfNode(p.block(col, inExplicit))
	if p.nl && p.tab && p.col <= col {
		p.tabbed(col, false)
	}
	if !p.nl || p.col != col || p.text[p.pos] != ':' || !p.isSpace(p.pos+1) {
		k.Value = p.leftOut(p.last, props{})
		p.push(k)
		return
	}
	p.pos++
	p.last = p.pos
	k.Value = p.block(col, inExplicit)
	p.push(k)
}

// sequence reads the block sequence whose first dash is at pos, in column col.
func (p *parser) sequence(col, n int, outer props) *Node {
	node := p.newNode(Sequence, p.pos, p.pos)
	p.apply(node, outer)
	return p.sequenceOf(node, col, n, nil)
}

// sequenceOf reads the items of the sequence node from the dash at pos on, after the items before.
func (p *parser) sequenceOf(node *Node, col, n int, before []*Node) *Node {
	node.Style = Block
	if !p.enter(p.pos) {
		p.depth--
		return node
	}
	base := len(p.items)
	p.items = append(p.items, before...)
	p.cols = append(p.cols, open{col: col, sequence: true})
	e := entries{col: col, here: col, n: n, start: int(node.start), base: base}
	for more := true; more && !p.stopped; more = p.nextItem(&e) {
		if e.bare {
			p.addItem(p.bareItem(e.here))
			continue
		}
		p.pos++
		p.last = p.pos
		item := p.quick(e.here)
		if item == nil {
			item = p.block(e.here, inItem)
		}
		p.addItem(item)
	}
	p.cols = p.cols[:len(p.cols)-1]
	p.depth--
	if e.mapping != nil {
		p.items = p.items[:base]
		return e.mapping
	}
	p.closeSequence(node, base)
	return node
}

// addItem adds an item to those of the sequence in work.
func (p *parser) addItem(item *Node) {
	if len(p.items) == cap(p.items) {
		p.items = grown(p.items, &p.progress)
	}
	p.items = append(p.items, item)
}

// bareItem reads an item at pos that lacks its dash.
func (p *parser) bareItem(col int) *Node {
	if ch := p.text[p.pos]; ch == '&' || ch == '!' {
		return p.blockAt(col-1, inItem, p.pos)
	}
	pl := place{n: col, c: inItem, first: p.pos, col: col, at: p.pos, begins: true, fresh: true}
	return p.content(pl, props{}, props{})
}

func (p *parser) closeSequence(node *Node, base int) {
	node.end = max(int32(p.last), node.start)
	p.progress.done = p.last
	node.c = p.b.container()
	node.c.more.Store(p.b.more(p.b.items.keep(p.items[base:])))
	p.items = p.items[:base]
}
