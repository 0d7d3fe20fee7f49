package syntax

// Most values are one scalar on the line of their key or dash, with the next entry on the
// line below. The functions here read just that, and leave all else, faults included, to
// the general ones.

// quick reads the scalar after the indicator that ends at pos, in a collection of column n,
// if it is a plain or quoted one without escapes, alone on the rest of its line, and a token
// stands in column n or less on the next line. Otherwise it returns nil and pos stays.
func (p *parser) quick(n int) *Node {
	s, i := p.text, p.pos+1
	if i >= len(s) || s[i-1] != ' ' {
		return nil
	}
	start, style := i, Plain
	from, to := i, i // the value
	switch c := s[i]; {
	case class[c]&(opens|blank|lineEnd) == 0:
		for i = p.until(i, ':', '#'); i+1 < len(s) && s[i] == ':' && !p.isSpace(i+1); {
			i = p.until(i+1, ':', '#')
		}
		to = p.trimBlanks(start, i)
	case c == '"' || c == '\'':
		if i = p.until(i+1, c, '\\'); i >= len(s) || s[i] != c {
			return nil
		}
		if style = SingleQuoted; c == '"' {
			style = DoubleQuoted
		}
		from, to = start+1, i
		i++
	default:
		return nil
	}
	if i < len(s) && s[i] == '\r' {
		i++
	}
	if i >= len(s) || s[i] != '\n' {
		return nil
	}
	next := p.token(i + 1)
	if next < 0 || next > i+1+n {
		return nil
	}
	p.goTo(next, i+1)
	end := to
	if style != Plain {
		end++
	}
	node := p.newNode(Scalar, start, end)
	node.Style, node.Type, node.flags = style, String, asWritten
	if style != Plain {
		node.flags |= lead | trim
	} else if class[s[from]]&mayMean != 0 {
		node.Type = PlainType(s[from:to])
	}
	p.last = end
	return node
}

// quickSkip is skip where the line goes on after a space, or ends and the next has a token.
func (p *parser) quickSkip() bool {
	s, i := p.text, p.pos+1
	if i >= len(s) {
		return false
	}
	switch s[i-1] {
	case ' ':
		if class[s[i]]&(ends|blank) == 0 {
			p.pos, p.col, p.nl, p.tab = i, i-p.line, false, false
			return true
		}
	case '\n':
		if next := p.token(i); next >= 0 {
			p.goTo(next, i)
			return true
		}
	}
	return false
}

// token is the first token of the line that starts at byte line, -1 if there is none or it needs
// further thought.
func (p *parser) token(line int) int {
	s, i := p.text, p.skipSpaces(line)
	if i >= len(s) || class[s[i]]&(ends|blank) != 0 || i == line && class[s[i]]&marks != 0 {
		return -1
	}
	return i
}

// goTo goes on to the token at byte i, which is the first of the line that starts at byte line.
func (p *parser) goTo(i, line int) {
	p.pos, p.line, p.col, p.nl, p.tab = i, line, i-line, true, false
}

// quickKey reads the key at pos, if it is a plain one with its colon and a string, and goes on to the colon.
func (p *parser) quickKey() (k Pair, ok bool) {
	s, start := p.text, p.pos
	first := class[s[start]]
	if first&opens != 0 {
		return k, false
	}
	i := p.until(start, ':', '#')
	if i >= len(s) || s[i] != ':' || !p.isSpace(i+1) {
		return k, false
	}
	end := p.trimBlanks(start, i)
	if end-start > p.maxKey || first&mayMean != 0 && (PlainType(s[start:end]) != String || s[start:end] == mergeKey) {
		return k, false
	}
	p.pos = i
	p.count(start) // which may end reading, and so comes last
	return Pair{start: int32(start), end: int32(end), of: p.b.file}, true
}

// quickMapping reads the block mapping at pos, in a collection of column n, if its first key
// is as quickKey wants it; otherwise it returns nil and pos stays.
func (p *parser) quickMapping(n int, c context) *Node {
	if p.tab || p.nl && p.col <= n || !p.nl && c != inItem {
		return nil
	}
	start := p.pos
	col := start - p.line
	k, ok := p.quickKey()
	if !ok {
		return nil
	}
	return p.mapping(col, n, props{}, &k, start)
}
