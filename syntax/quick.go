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
		i = p.plainEnd(i, false)
		to = p.trimBlanks(start, i)
	case c == '"' || c == '\'':
		for i++; i < len(s) && s[i] != c && s[i] != '\\' && class[s[i]]&lineEnd == 0; i++ {
		}
		if i >= len(s) || s[i] != c {
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
	end := to
	if style != Plain {
		end++
	}
	if !p.quickLine(i+1, n) {
		return nil
	}
	node := p.newNode(Scalar, start, end)
	node.Style, node.Type, node.flags = style, String, asWritten
	if style != Plain {
		node.flags |= lead | trim
	} else if hints[s[from]] != 0 {
		node.Type = PlainType(s[from:to])
	}
	p.last = end
	return node
}

// quickLine goes on to the first token of the line that starts at byte line, if that is
// indented by n spaces or less and needs no further thought.
func (p *parser) quickLine(line, n int) bool {
	s, i := p.text, line
	for i < len(s) && s[i] == ' ' {
		i++
	}
	col := i - line
	if i >= len(s) || col > n {
		return false
	}
	switch s[i] {
	case '\t', '\n', '\r', '#':
		return false
	case '-', '.', '<', '=', '>', '|':
		if col == 0 {
			return false
		}
	}
	p.pos, p.line, p.col, p.nl, p.tab = i, line, col, true, false
	return true
}

// quickKey reads the key at pos, if it is a plain one with its colon, and goes on to the colon.
func (p *parser) quickKey() (k key, ok bool) {
	s, start := p.text, p.pos
	if class[s[start]]&opens != 0 {
		return k, false
	}
	i := p.plainEnd(start, false)
	if i >= len(s) || s[i] != ':' {
		return k, false
	}
	end := p.trimBlanks(start, i)
	p.pos = i
	if hints[s[start]] != 0 || s[end-1] == ':' {
		return p.keyOf(text{value: s[start:end], start: start, end: end}, nil, props{}), true
	}
	p.count(start)
	return key{name: s[start:end], start: start, end: end}, true
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
