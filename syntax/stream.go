package syntax

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

const byteOrderMark = "\uFEFF"

// stream reads all documents.
func (p *parser) stream() []*Document {
	if strings.HasPrefix(p.text, byteOrderMark) {
		p.pos, p.line = len(byteOrderMark), len(byteOrderMark)
	}
	var docs []*Document
	first := 0 // the first comment of the document
	start := 0
	for {
		directives := p.directives()
		if p.pos >= len(p.text) && !directives {
			break
		}
		if p.col < 0 && p.pos < len(p.text) && p.text[p.pos] == '.' && !directives {
			p.endMarker() // closes a document that has no content
			continue
		}
		if len(docs) == p.maxDocs {
			p.stop(TooLarge.At(p.span(p.pos, p.pos), "the file has more than %d documents", p.maxDocs).
				Helped("split the file, or ask for a higher limit"))
			break
		}
		d := &Document{File: p.f}
		before := p.b.made()
		p.document(d, directives)
		d.made = p.b.made().since(before)
		d.Span = p.span(start, p.pos)
		d.Comments = p.comments[first:len(p.comments):len(p.comments)]
		first, start = len(p.comments), p.pos
		docs = append(docs, d)
	}
	if rest := p.comments[first:]; len(rest) > 0 {
		if len(docs) == 0 {
			docs = append(docs, &Document{File: p.f, Span: p.span(0, len(p.text))})
		}
		d := docs[len(docs)-1]
		d.Comments = p.comments[first-len(d.Comments):]
		d.Span.End = int32(len(p.text))
	}
	return docs
}

// skipFresh is skip from the start of a line.
func (p *parser) skipFresh() {
	p.skip()
	if p.nl {
		return
	}
	p.nl = true
	if p.tab {
		p.col = p.skipSpaces(p.line) - p.line
	}
	if p.col == 0 && p.isMarker(p.pos) {
		p.col = -1
	}
}

// document reads one document, from its marker or its first token.
func (p *parser) document(d *Document, directives bool) {
	p.anchors, p.dynamic, p.keyed = nil, false, false
	var root *Node
	switch {
	case p.atEnd() && p.pos < len(p.text) && p.text[p.pos] == '-':
		d.Start = p.span(p.pos, p.pos+3)
		p.pos += 3
		p.last = p.pos
		root = p.block(-1, inDocument)
	case directives:
		p.add(BadDirective.At(p.span(p.pos, p.pos), "there is no document after the directives").
			Helped("begin the document with a line of ---"))
		fallthrough
	default:
		root = p.blockAt(-1, inDocument, p.pos)
	}
	for !p.atEnd() {
		root = p.afterRoot(root)
	}
	if !isLeftOut(root) {
		d.Root = root
	}
	d.dynamic, d.Keyed = p.dynamic, p.keyed
	if p.pos < len(p.text) && p.text[p.pos] == '.' {
		d.End = p.span(p.pos, p.pos+3)
		p.endMarker()
	}
}

// isLeftOut tells whether nothing at all was written for n.
func isLeftOut(n *Node) bool {
	return n == nil || n.Kind == Scalar && n.Style == Plain && n.Span().Start == n.Span().End && n.isBare()
}

// afterRoot reports content after the end of the document's root, and reads it. The larger
// part counts as the document.
func (p *parser) afterRoot(root *Node) *Node {
	at := p.pos
	p.add(UnexpectedText.At(p.span(at, p.trimBlanks(at, p.lineEnd(at))), "this does not belong to the document above it").
		Helped("indent it like the lines above, or begin another document with ---"))
	p.nl = true
	other := p.blockAt(-1, inDocument, at)
	if p.pos == at {
		p.toLineEnd()
		p.skip()
	}
	if root == nil || other != nil && root.Kind == Scalar && other.Kind != Scalar {
		return other
	}
	return root
}

// endMarker passes over the marker ... and reports text after it.
func (p *parser) endMarker() {
	p.pos += 3
	p.skip()
	if !p.nl {
		p.add(UnexpectedText.At(p.span(p.pos, p.lineEnd(p.pos)), "text after the end of the document").
			Helped("put it on a line of its own"))
		p.toLineEnd()
		p.skip()
	}
}

// directives reads the lines that begin with % before a document, and goes on to the next
// token. It reports whether there were any.
func (p *parser) directives() (any bool) {
	p.handles = nil
	version := false
	if p.pos == p.line {
		p.skipFresh()
	}
	for p.nl && p.col == 0 && p.text[p.pos] == '%' {
		any = true
		start, end := p.pos, p.lineEnd(p.pos)
		words := directiveWords(p.text[start:end])
		span := p.span(start, p.trimBlanks(start, end))
		switch words[0] {
		case "%YAML":
			p.versionDirective(words, version, span)
			version = true
		case "%TAG":
			p.tagDirective(words, span)
		default:
			p.oddDirective(span, "docker compose knows no directive %s", words[0])
		}
		p.pos = end
		p.endIfFull()
		p.skip()
	}
	return any
}

func directiveWords(line string) []string {
	words := strings.Fields(line)
	for i, w := range words {
		if i > 0 && w[0] == '#' {
			return words[:i]
		}
	}
	return words
}

func (p *parser) versionDirective(words []string, again bool, span source.Span) {
	switch {
	case again:
		p.add(BadDirective.At(span, "a document has one %s directive", words[0]).Helped("remove this line"))
	case len(words) != 2 || !isVersion(words[1]):
		p.add(BadDirective.At(span, "a %s directive is a version and nothing else", words[0]).Helped("write %s 1.1", words[0]))
	case strings.TrimLeft(words[1], "0") != "1.1":
		p.oddDirective(span, "docker compose reads no %s %s", words[0], words[1])
	}
}

// oddDirective warns of a directive that YAML allows, but docker compose does not.
func (p *parser) oddDirective(span source.Span, format string, args ...any) {
	line := p.span(int(span.Start), p.afterBreak(p.lineEnd(int(span.End))))
	p.add(OddDirective.At(span, format, args...).Helped("remove this line").SafelyFixed("remove the line", diag.Edit{Span: line}))
}

func isVersion(s string) bool {
	major, minor, ok := strings.Cut(s, ".")
	return ok && isDigits(major) && isDigits(minor)
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func (p *parser) tagDirective(words []string, span source.Span) {
	if len(words) != 3 || !isHandle(words[1]) {
		p.add(BadDirective.At(span, "a %s directive is a handle and a prefix", words[0]).
			Helped("write it as %s !name! prefix", words[0]))
		return
	}
	if _, again := p.handles[words[1]]; again {
		p.add(BadDirective.At(span, "the handle %s is declared twice", words[1]).Helped("remove one of the lines"))
		return
	}
	if p.handles == nil {
		p.handles = map[string]string{}
	}
	p.handles[words[1]] = words[2]
}

// isHandle tells whether s is a tag handle: "!", "!!" or "!name!".
func isHandle(s string) bool {
	if s == "!" || s == "!!" {
		return true
	}
	if len(s) < 3 || s[0] != '!' || s[len(s)-1] != '!' {
		return false
	}
	for _, c := range []byte(s[1 : len(s)-1]) {
		if !(c == '-' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z') {
			return false
		}
	}
	return true
}
