package syntax

import (
	"strings"

	"github.com/composekit/composekit/diag"
)

// skipFlow goes on to the next token inside a flow collection, which stands in a block
// collection of column n. It reports lines that are not indented.
func (p *parser) skipFlow(n int) {
	p.skip()
	if !p.nl || p.atEnd() || n < 0 || p.col > n {
		return
	}
	ch := p.text[p.pos]
	if ch == ']' || ch == '}' {
		return // as every reader in use accepts it, and people write it
	}
	if p.isLoose(n) {
		return
	}
	if p.tab {
		p.tabAt(p.skipSpaces(p.line))
		p.tab = false
		return
	}
	if p.shape(p.pos) == shapeText {
		p.add(BadIndent.At(p.span(p.line, max(p.pos, p.line+1)), "this line is inside brackets and not indented").
			Helped("indent it by more than %d spaces", n).
			Fixed("indent the line", diag.Edit{Span: p.span(p.line, p.pos), New: spaces(n + p.step())}))
		p.col = n + 1
	}
}

// flowDone tells whether the flow collection cannot go on at the token: the document ends,
// or the line belongs to the collection around. If so, cut
// says it to the callers, and the token stays where it is.
func (p *parser) flowDone(n int) bool {
	if p.atEnd() {
		p.cut = true
		return true
	}
	if !p.nl || n < 0 || p.col > n {
		return false
	}
	ch := p.text[p.pos]
	p.cut = ch != ']' && ch != '}' && p.shape(p.pos) != shapeText && !p.isLoose(n)
	return p.cut
}

// flowCollection reads the flow collection whose bracket or brace is at pos, inside a block
// collection of column n. Afterwards pos is just after its end.
func (p *parser) flowCollection(n int) *Node {
	start := p.pos
	mapping := p.text[start] == '{'
	node := p.newNode(Sequence, start, start+1)
	node.Style = Flow
	if !p.enter(start) {
		p.depth--
		return node
	}
	node.c = p.b.container()
	p.pass()
	pairs, items := len(p.pairs), len(p.items)
	if mapping {
		node.Kind = Mapping
		p.flowItems(n, '}', start, p.flowEntry)
		node.c.pairs = p.b.pairs.keep(p.pairs[pairs:])
		p.pairs = p.pairs[:pairs]
		p.checkKeys(node.c.pairs)
	} else {
		p.flowItems(n, ']', start, p.flowItem)
		node.c.more.Store(p.b.more(p.b.items.keep(p.items[items:])))
		p.items = p.items[:items]
	}
	node.end = int32(p.last)
	p.depth--
	return node
}

// flowItems reads what is between the brackets, each part with read, up to the closing
// character. A missing one is reported.
func (p *parser) flowItems(n int, closing byte, start int, read func(n int)) {
	needComma := false
	for {
		if !p.cut {
			p.skipFlow(n)
		}
		if p.cut || p.flowDone(n) {
			p.unclosedBracket(start, closing)
			return
		}
		switch ch := p.text[p.pos]; ch {
		case closing:
			p.pos++
			p.last = p.pos
			return
		case ']', '}':
			p.wrongBracket(start, closing)
			return
		case ',':
			if !needComma {
				p.add(StrayComma.At(p.span(p.pos, p.pos+1), "there is nothing before this comma").
					Helped("remove it").SafelyFixed("remove the comma", diag.Edit{Span: p.span(p.pos, p.pos+1)}))
			}
			p.pos++
			p.last = p.pos
			needComma = false
			p.endIfFull()
			continue
		}
		if needComma {
			p.missingComma()
		}
		before := p.pos
		read(n)
		if p.pos == before && !p.stopped {
			p.unexpectedByte()
		}
		needComma = true
	}
}

func (p *parser) missingComma() {
	if p.text[p.pos] == ':' {
		p.add(MissingComma.At(p.span(p.pos, p.pos+1), "a comma is missing before the key of this colon").
			Helped("separate entries by commas"))
		return
	}
	if quote := p.text[p.last-1]; p.last == p.pos && (quote == '"' || quote == '\'') {
		within := map[byte]string{'"': `\"`, '\'': "''"}[quote]
		p.add(MissingComma.At(p.span(p.last-1, p.last), "the text ends at this quote, and more follows").
			Helped("write %s for a quote that belongs to the text, or put a comma behind it", within))
		return
	}
	p.add(MissingComma.At(p.span(p.last, p.last), "a comma is missing here").
		Helped("separate items by commas").Fixed("add a comma", diag.Edit{Span: p.span(p.last, p.last), New: ","}))
}

// flowNode reads a node in a flow collection, up to its end. A node that is left out has no
// width. It tells whether a colon may follow directly.
func (p *parser) flowNode(n int) (node *Node, json bool) {
	var own props
	at := p.pos
	for !p.atEnd() && (p.text[p.pos] == '&' || p.text[p.pos] == '!') {
		p.properties(&own, true)
		at = p.last
		if p.nl {
			if p.flowDone(n) {
				return p.leftOut(at, own), false
			}
		}
	}
	if p.atEnd() {
		return p.leftOut(at, own), false
	}
	switch ch := p.text[p.pos]; {
	case ch == '[' || ch == '{':
		node = p.flowCollection(n)
		p.apply(node, own)
		return node, true
	case ch == '"' || ch == '\'':
		return p.newScalar(p.quoted(n, true), own), true
	case ch == '*':
		node = p.alias()
		if own.any() {
			p.add(BadAnchor.At(p.span(own.start(), own.end()), "an alias has no anchor or tag of its own").Helped("remove it"))
		}
		return node, false
	case ch == ':' && p.endsFlowKey(p.pos+1):
		return p.leftOut(at, own), false
	case class[ch]&flowMark != 0:
		return p.leftOut(p.last, own), false
	case ch == '-' && (p.isSpace(p.pos+1) || p.isFlowMark(p.pos+1)):
		p.add(UnexpectedText.At(p.span(p.pos, p.pos+1), "a dash begins no item inside brackets").
			Helped("separate items by commas, or put the dash in quotes"))
		p.pos++
		p.last = p.pos
		p.skipFlow(n)
		if p.flowDone(n) || p.isFlowMark(p.pos) || p.text[p.pos] == '-' {
			return p.leftOut(p.last, own), false
		}
		defer func() { p.depth-- }() // it may have properties and a dash again
		if !p.enter(p.pos) {
			return p.leftOut(p.pos, own), false
		}
		return p.flowNode(n)
	}
	t := p.flowPlain(n)
	return p.newScalar(t, own), false
}

func (p *parser) flowPlain(n int) text {
	ch := p.text[p.pos]
	if ch == '?' && !p.isSpace(p.pos+1) {
		ch = 'x'
	}
	t := p.plain(true)
	switch ch {
	case '@', '`', '%', '|', '>', '#', '?':
		p.reserved(t)
	}
	p.plainRest(&t, n, true)
	return t
}

// endsFlowKey tells whether a colon before byte i separates key and value whatever the key is.
func (p *parser) endsFlowKey(i int) bool { return p.isSpace(i) || p.isFlowMark(i) }

// flowColon tells whether the token is the colon after a key.
func (p *parser) flowColon(json bool) bool {
	return !p.atEnd() && p.text[p.pos] == ':' && (json || p.endsFlowKey(p.pos+1))
}

// flowItem reads an item of a flow sequence, which may be a pair without braces.
func (p *parser) flowItem(n int) {
	start, line := p.pos, p.line
	explicit := p.text[p.pos] == '?' && p.isSpace(p.pos+1)
	if explicit {
		p.pos++
		p.last = p.pos
		p.skipFlow(n)
		if p.flowDone(n) {
			p.addItem(p.leftOut(p.last, props{}))
			return
		}
	}
	node, json := p.flowNode(n)
	if p.cut {
		p.addItem(node)
		return
	}
	end := p.pos
	p.skip()
	if !p.flowColon(json) {
		if explicit {
			p.flowPair(n, start, node, false)
			return
		}
		p.pos, p.line, p.nl = end, p.lineOf(end, p.line), false
		p.addItem(node)
		return
	}
	if !explicit && p.line != line {
		p.multilineKey(p.span(start, p.pos))
	}
	p.flowPair(n, start, node, true)
}

// lineOf is the start of the line of byte i, which lies before or on the line that starts at line. A byte order mark is before
// the first one.
func (p *parser) lineOf(i, line int) int {
	if i >= line {
		return line
	}
	for i > 0 && class[p.text[i-1]]&lineEnd == 0 {
		i--
	}
	if i == 0 && strings.HasPrefix(p.text, byteOrderMark) {
		return len(byteOrderMark)
	}
	return i
}

// flowPair reads the value of a pair without braces and adds the mapping of that one pair.
func (p *parser) flowPair(n, start int, keyNode *Node, colon bool) {
	m := p.newNode(Mapping, start, start)
	m.Style = Flow
	base := len(p.pairs)
	p.flowValue(n, keyNode, colon)
	m.c = p.b.container()
	m.c.pairs = p.b.pairs.keep(p.pairs[base:])
	p.pairs = p.pairs[:base]
	m.end = max(int32(p.last), m.Span().Start)
	p.addItem(m)
}

// flowValue reads the value after the colon at pos, if there is one, and adds the pair.
func (p *parser) flowValue(n int, keyNode *Node, colon bool) {
	k := p.keyOfNode(keyNode)
	if !colon {
		k.Value = p.leftOut(max(p.last, int(keyNode.end)), props{})
	} else {
		p.pass()
		after := p.pos
		p.skipFlow(n)
		if p.flowDone(n) || p.text[p.pos] == ',' || p.text[p.pos] == ']' || p.text[p.pos] == '}' {
			k.Value = p.leftOut(p.last, props{})
		} else {
			if ch := p.text[p.pos]; p.pos == after && (ch == '[' || ch == '{') && keyNode.Kind == Scalar && keyNode.Style == Plain && keyNode.Value() != "" {
				p.tightColon()
			}
			k.Value, _ = p.flowNode(n)
		}
	}
	p.push(k)
}

// tightColon reports the colon before pos, behind which docker compose's reader goes on with the key.
func (p *parser) tightColon() {
	p.add(TightColon.At(p.span(p.pos-1, p.pos+1), "docker compose does not take this colon for that of a key").
		Helped("write a space after the colon").
		SafelyFixed("write a space", diag.Edit{Span: p.span(p.pos, p.pos), New: " "}))
}

// flowEntry reads an entry of a flow mapping.
func (p *parser) flowEntry(n int) {
	if p.text[p.pos] == '?' && p.isSpace(p.pos+1) {
		p.pos++
		p.last = p.pos
		p.skipFlow(n)
		if p.flowDone(n) {
			p.flowValue(n, p.leftOut(p.last, props{}), false)
			return
		}
	}
	node, json := p.flowNode(n)
	if p.cut {
		p.flowValue(n, node, false)
		return
	}
	end, line := p.pos, p.line
	p.skip()
	colon := p.flowColon(json)
	if p.flowDone(n) {
		colon = false
	} else if !colon {
		p.pos, p.line, p.nl = end, line, false
	}
	p.flowValue(n, node, colon)
}
