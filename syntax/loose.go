package syntax

import "github.com/composekit/composekit/diag"

// This file decides about lines inside quotes and brackets that are not indented as YAML asks for. docker compose reads
// them, and people paste JSON that way, so that they are warned of where the quote or bracket is closed. Where it is
// not, somebody is typing it, and such a line belongs to what is around it.

// flow is a flow collection.
type flow struct {
	start int // its bracket
	end   int // after the bracket that closes it, or one of the below; 0 if there is no collection
}

const (
	undecided = -1
	unclosed  = -2
)

// outerFlow is flowCollection for one that is in no other.
func (p *parser) outerFlow(n int) *Node {
	p.outermost = flow{p.pos, undecided}
	node := p.flowCollection(n)
	p.outermost = flow{}
	return node
}

// isLoose tells whether the flow collection in work, which stands in a block collection of column n, is closed
// although it has lines that are not indented. It is asked at such lines.
func (p *parser) isLoose(n int) bool {
	f := &p.outermost
	if f.end == undecided {
		if f.end = p.flowEnd(f.start); f.end != unclosed {
			p.loose(f.start, f.end, n, "brackets")
		}
	}
	return f.end != unclosed
}

// loose warns of the first line between two bytes, inside of brackets or quotes, that is not indented more than n, and offers
// to move all of them.
func (p *parser) loose(start, end, n int, inside string) {
	const mostMoved = 500
	first, least := -1, n+1
	var lines []int
	for line := p.afterBreak(p.lineEnd(start)); line < end; line = p.afterBreak(p.lineEnd(line)) {
		i := p.skipBlanks(line)
		if p.isBreak(i) || i == end-1 {
			continue // nothing, or what closes it
		}
		col := p.skipSpaces(line) - line
		if col <= n && first < 0 && p.text[i] != ']' && p.text[i] != '}' {
			first = line
		}
		least = min(least, col)
		if lines = append(lines, line); len(lines) > mostMoved && first >= 0 {
			break
		}
	}
	if first < 0 {
		return
	}
	d := LooseIndent.At(p.span(first, max(p.skipBlanks(first), first+1)), "this line is inside %s and not indented", inside).
		Helped("indent it by more than %d spaces: YAML asks for that, and some versions of docker compose", n)
	if len(lines) <= mostMoved {
		edits := make([]diag.Edit, len(lines))
		for i, line := range lines {
			from := p.skipSpaces(line)
			edits[i] = diag.Edit{Span: p.span(line, p.skipBlanks(line)), New: spaces(from - line + n + p.step() - least)}
		}
		d = d.Labelled(p.span(start, end), "these are the %s", inside).SafelyFixed("indent the lines", edits...)
	}
	p.add(d)
}

// flowEnd is the end of the flow collection whose bracket is at byte start, wherever its lines begin; unclosed if it
// is not closed, or if what is inside of its brackets is none.
func (p *parser) flowEnd(start int) int {
	if p.rescans > 8*len(p.text)+1<<12 {
		return unclosed
	}
	const (
		begins = iota // a key or value may begin
		plain         // within a plain scalar
		ended         // a value is complete
	)
	var room [64]byte
	brackets := room[:0]
	state, lines := begins, false // lines: the plain scalar goes over several
	s, i := p.text, start
	for ; i < len(s); p.rescans++ {
		switch c := s[i]; {
		case class[c]&blank != 0:
			i++
		case class[c]&lineEnd != 0:
			if i = p.afterBreak(i); p.isMarker(i) {
				return unclosed
			}
			lines = true
		case c == '#' && class[s[i-1]]&(blank|lineEnd) != 0:
			if i = p.lineEnd(i); state == plain {
				state = ended
			}
		case c == ',':
			i++
			state = begins
		case c == '[' || c == '{':
			if state != begins || len(brackets) > p.maxDepth {
				return unclosed
			}
			brackets = append(brackets, c+2) // what closes it
			i++
		case c == ']' || c == '}':
			if c != brackets[len(brackets)-1] {
				return unclosed
			}
			i++
			state = ended
			if brackets = brackets[:len(brackets)-1]; len(brackets) == 0 {
				if !p.endsWell(i, false) {
					return unclosed
				}
				return i
			}
		case c == ':' && (state == ended || p.endsFlowKey(i+1)):
			if state == plain && lines {
				return unclosed
			}
			i++
			state = begins
		case state == ended, c == '-' && state == begins && p.isSpace(i+1):
			return unclosed
		case state == begins && (c == '"' || c == '\''):
			if i = p.closingQuote(i); i < 0 {
				return unclosed
			}
			state = ended
		case state == begins && (c == '&' || c == '!'):
			i = p.anchorName(i + 1)
		case state == begins && c == '?' && p.isSpace(i+1):
			i++
		default:
			if state == begins {
				state, lines = plain, false
			}
			from := i
			i = p.plainStop(i, i)
			p.rescans += i - from
		}
	}
	return unclosed
}

// closingQuote is the end of the quoted scalar at byte i, wherever its lines begin; -1 if it is not closed.
func (p *parser) closingQuote(i int) int {
	s := p.text
	for from, quote := i, s[i]; ; {
		if i++; i >= len(s) {
			return -1
		}
		switch c := s[i]; {
		case c == '\\' && quote == '"', c == quote && quote == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		case c == quote:
			p.rescans += i - from
			return i + 1
		}
	}
}
