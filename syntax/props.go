package syntax

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/source"
)

// props are the properties before a node: where its anchor and its tag were written. An end
// of 0 means that there is none.
type props struct {
	anchorStart, anchorEnd int
	tagStart, tagEnd       int
}

func (pr props) any() bool { return pr.anchorEnd > 0 || pr.tagEnd > 0 }

func (pr props) start() int {
	switch {
	case pr.anchorEnd == 0:
		return pr.tagStart
	case pr.tagEnd == 0:
		return pr.anchorStart
	}
	return min(pr.anchorStart, pr.tagStart)
}

func (pr props) end() int { return max(pr.anchorEnd, pr.tagEnd) }

// properties reads the anchors and tags at pos that stand on one line, and goes on to the
// token after them.
func (p *parser) properties(pr *props, flow bool) {
	for !p.atEnd() {
		start := p.pos
		switch p.text[start] {
		case '&':
			p.pos = p.anchorName(start + 1)
			if pr.anchorEnd > 0 {
				p.add(BadAnchor.At(p.span(start, p.pos), "a value has one anchor").Helped("remove one of the anchors"))
			} else if p.pos == start+1 {
				p.add(BadAnchor.At(p.span(start, p.pos), "an anchor needs a name").
					Helped("write the name directly after &, or put the value in quotes"))
			} else {
				pr.anchorStart, pr.anchorEnd = start, p.pos
			}
		case '!':
			p.pos = p.tagEnd(start)
			if pr.tagEnd > 0 {
				p.add(BadTag.At(p.span(start, p.pos), "a value has one tag").Helped("remove one of the tags"))
			} else {
				pr.tagStart, pr.tagEnd = start, p.pos
			}
		default:
			return
		}
		p.last = p.pos
		glued := !p.isSpace(p.pos) && !(flow && p.isFlowMark(p.pos))
		if glued {
			p.add(UnexpectedText.At(p.span(p.pos, p.pos+1), "%q cannot follow here", p.text[p.pos:p.pos+1]).
				Helped("put a space after %s", p.text[start:p.pos]))
		}
		p.skip()
		if p.nl {
			return
		}
	}
}

// anchorName is the end of the anchor's name that begins at byte i.
func (p *parser) anchorName(i int) int {
	for !p.isSpace(i) && !p.isFlowMark(i) {
		i++
	}
	return i
}

// tagEnd is the end of the tag that begins at byte i.
func (p *parser) tagEnd(i int) int {
	if strings.HasPrefix(p.text[i:], "!<") {
		for j := i + 2; !p.isSpace(j); j++ {
			if p.text[j] == '>' {
				return j + 1
			}
		}
		p.add(BadTag.At(p.span(i, p.anchorName(i)), "a tag that begins with !< ends with >").Helped("add the >"))
	}
	for !p.isSpace(i) && !p.isFlowMark(i) {
		i++
	}
	return i
}

// join puts the properties of the line before a node and those on its own line together.
func (p *parser) join(outer, own props) props {
	if !outer.any() {
		return own
	}
	if own.anchorEnd > 0 {
		if outer.anchorEnd > 0 {
			p.add(BadAnchor.At(p.span(own.anchorStart, own.anchorEnd), "a value has one anchor").
				Helped("remove one of the anchors").Labelled(p.span(outer.anchorStart, outer.anchorEnd), "the other one"))
		} else {
			outer.anchorStart, outer.anchorEnd = own.anchorStart, own.anchorEnd
		}
	}
	if own.tagEnd > 0 {
		if outer.tagEnd > 0 {
			p.add(BadTag.At(p.span(own.tagStart, own.tagEnd), "a value has one tag").
				Helped("remove one of the tags").Labelled(p.span(outer.tagStart, outer.tagEnd), "the other one"))
		} else {
			outer.tagStart, outer.tagEnd = own.tagStart, own.tagEnd
		}
	}
	return outer
}

// apply gives n its properties. A scalar's type follows its tag.
func (p *parser) apply(n *Node, pr props) {
	if !pr.any() {
		return
	}
	x := &properties{}
	*x = *n.props()
	p.b.setExtra(n).properties = x
	if pr.anchorEnd > 0 {
		x.anchor = p.text[pr.anchorStart+1 : pr.anchorEnd]
		x.anchorSpan = p.span(pr.anchorStart, pr.anchorEnd)
		if p.anchors == nil {
			p.anchors = map[string]*anchor{}
		}
		p.anchors[x.anchor] = &anchor{node: n}
		if isOddAnchor(x.anchor) {
			p.add(OddAnchor.At(x.anchorSpan, "docker compose does not read %q as the name of an anchor", x.anchor).
				Helped("use letters, digits, - and _").With("anchor", x.anchor))
		}
	}
	if pr.tagEnd > 0 {
		x.tag = p.text[pr.tagStart:pr.tagEnd]
		x.tagSpan = p.span(pr.tagStart, pr.tagEnd)
		x.prefix, x.suffix = p.fullTag(x.tag, x.tagSpan)
	}
}

// isOddAnchor reports whether docker compose reads the name of an anchor otherwise: it ends before a colon and at characters that
// are not ASCII.
func isOddAnchor(name string) bool {
	return strings.HasSuffix(name, ":") || strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf })
}

// fullTag is the tag in full: what a directive puts in front, and the rest.
func (p *parser) fullTag(tag string, span source.Span) (prefix, suffix string) {
	if strings.HasPrefix(tag, "!<") {
		return "", p.tagName(strings.TrimSuffix(tag[2:], ">"), ",[]{}", span)
	}
	i := 1 + strings.IndexByte(tag[1:], '!') // of the second exclamation mark; of the first if there is no other
	handle, suffix := tag[:i+1], tag[i+1:]
	prefix, declared := p.handles[handle]
	switch {
	case handle == "!" && suffix == "":
		return "", "!"
	case declared:
		return prefix, p.tagName(suffix, "", span)
	case handle == "!":
		return "", "!" + p.tagName(suffix, "", span)
	case handle == "!!":
		return coreTags, p.tagName(suffix, "", span)
	}
	p.add(BadTag.At(span, "the tag handle %s is not declared", handle).
		Helped("declare it before the document with %%TAG %s prefix, or use a tag of the form !name", handle))
	return "", tag
}

// tagName is the name in the tag at span, in which some more characters are allowed. %XX stands for a byte.
func (p *parser) tagName(s, more string, span source.Span) string {
	switch i := strings.IndexFunc(s, func(r rune) bool { return !isTagChar(r) && !strings.ContainsRune(more, r) }); {
	case s == "":
		p.add(BadTag.At(span, "a tag needs a name").Helped("write the name directly after %s, or put the value in quotes", strings.TrimSuffix(span.Text(), ">")))
	case i >= 0:
		r, _ := utf8.DecodeRuneInString(s[i:])
		p.add(BadTag.At(span, "the character %q cannot be in a tag", r).Helped("put a space before it, or the value in quotes"))
	}
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	bad := false
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			if v, ok := hex(s[i+1 : min(i+3, len(s))]); ok && i+2 < len(s) {
				out = append(out, byte(v))
				i += 2
				continue
			}
			bad = true
		}
		out = append(out, s[i])
	}
	if bad {
		p.add(BadTag.At(span, "a percent sign in a tag is followed by two hexadecimal digits").Helped("write %s for the sign itself", "%25"))
	}
	return string(out)
}

// isTagChar tells what may stand in a tag, of which docker compose takes fewer than YAML.
func isTagChar(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r < utf8.RuneSelf && strings.ContainsRune("-_;/?:@&=+$.!~*'()%", r)
}

// alias reads the alias at pos.
func (p *parser) alias() *Node {
	start := p.pos
	end := p.anchorName(start + 1)
	name := p.text[start+1 : end]
	known := p.anchors[name]
	if known == nil && strings.HasSuffix(name, ":") && p.anchors[name[:len(name)-1]] != nil {
		// The colon belongs to the name by YAML 1.2, yet what is meant is a key.
		end--
		name = name[:len(name)-1]
		known = p.anchors[name]
	}
	n := p.newNode(Alias, start, end)
	p.b.setValue(n, name)
	p.pos, p.last, p.dynamic = end, end, true
	switch {
	case name == "":
		p.add(BadAnchor.At(n.Span(), "an alias needs a name").
			Helped("write the name of an anchor directly after *, or put the value in quotes"))
	case known == nil:
		p.unknownAnchor(n, name)
	case known.aliases == nil:
		p.b.setExtra(n).target = known.node
		known.aliases = n.of
	default:
		n.of = known.aliases
	}
	return n
}

// mostAnchors is among how many anchors the one is looked for that an alias was meant to have.
const mostAnchors = 50

func (p *parser) unknownAnchor(n *Node, name string) {
	d := UnknownAnchor.At(n.Span(), "there is no anchor %s before this place", name).With("anchor", name)
	if at := p.anchorBelow(name); at.Valid() {
		p.add(d.Helped("an alias stands below what it repeats: move that up, or this down").Labelled(at, "here is the anchor"))
		return
	}
	near := ""
	if len(p.anchors) <= mostAnchors {
		near = typo.Nearest(name, slices.Values(slices.Sorted(maps.Keys(p.anchors))))
	}
	if near == "" {
		p.add(d.Helped("define it with &%s in the same file above, or put the value in quotes if no alias is meant", name))
		return
	}
	p.add(d.Helped("did you mean *%s?", near).Fixed("replace *"+name+" by *"+near, diag.Edit{Span: n.Span(), New: "*" + near}))
}

// farthest is how many bytes an anchor is looked for below an alias.
const farthest = 16 << 10

// anchorBelow is where an anchor of a name stands behind pos; nowhere if that cannot be told.
func (p *parser) anchorBelow(name string) source.Span {
	end := min(p.pos+farthest, len(p.text))
	for at := p.pos; name != ""; {
		i := strings.Index(p.text[at:end], "&"+name)
		if i < 0 {
			break
		}
		at += i
		before := p.span(at, at).Before()
		begins := before == "" || strings.IndexByte(" [{,", before[len(before)-1]) >= 0
		if begins && !strings.ContainsAny(before, "#\"'") && p.anchorName(at+1) == at+1+len(name) {
			return p.span(at, at+1+len(name))
		}
		at++
	}
	return source.Span{}
}
