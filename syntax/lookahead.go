package syntax

import "strings"

// shape is what a line looks like at its first token.
type shape uint8

const (
	shapeText shape = iota // neither of the others
	shapeKey               // key: or key: value
	shapeDash              // an item of a sequence
)

const farAhead = 200 // lines looked at to decide between two readings

// shape tells what the line whose first token is at byte i looks like.
func (p *parser) shape(i int) shape {
	if i >= len(p.text) {
		return shapeText
	}
	switch c := p.text[i]; c {
	case '-':
		if p.isSpace(i + 1) {
			return shapeDash
		}
	case '"', '\'':
		for j := i + 1; !p.isBreak(j); j++ {
			if p.text[j] == '\\' && c == '"' {
				j++
			} else if p.text[j] == c {
				j = p.skipBlanks(j + 1)
				if j < len(p.text) && p.text[j] == ':' && p.isSpace(j+1) {
					return shapeKey
				}
				return shapeText
			}
		}
		return shapeText
	case '[', '{', '#', ']', '}', '|', '>', ':', ',', '%', '@', '`':
		return shapeText
	case '&', '!':
		i = p.skipBlanks(p.anchorName(i + 1))
	case '?':
		if p.isSpace(i + 1) {
			return shapeKey
		}
	}
	if end := p.plainEnd(i, false); end < len(p.text) && p.text[end] == ':' {
		return shapeKey
	}
	return shapeText
}

// step is the usual width of a level of indentation.
func (p *parser) step() int {
	if p.unit > 0 && p.unit <= 8 {
		return p.unit
	}
	return 2
}

// siblings counts the lines after the one that starts at byte line that stand in column
// col, by their shape, up to a line with less indentation.
func (p *parser) siblings(line, col int) (dashes, keys int) {
	p.ahead(line, func(i, c int) bool {
		if c == col {
			switch p.shape(i) {
			case shapeDash:
				dashes++
			case shapeKey:
				keys++
			}
		}
		return c >= col
	})
	return dashes, keys
}

// ahead calls f with the first token and its column of each line after the one that starts
// at byte line, as long as f says so; empty lines and comments are passed over.
func (p *parser) ahead(line int, f func(i, col int) bool) {
	if p.rescans > 8*len(p.text)+1<<12 {
		return
	}
	from := line
	for range farAhead {
		line = p.lineEnd(line)
		if line >= len(p.text) {
			break
		}
		line = p.afterBreak(line)
		i := p.skipSpaces(line)
		if p.isBreak(i) || p.text[i] == '#' {
			continue
		}
		if !f(i, i-line) {
			break
		}
	}
	p.rescans += line - from
}

// next is the first token and its column of the next line that has content; -1 if none.
func (p *parser) next(line int) (i, col int) {
	i, col = len(p.text), -1
	p.ahead(line, func(j, c int) bool {
		i, col = j, c
		return false
	})
	return i, col
}

// opensBlock tells whether the line at the token has nothing after its colon.
func (p *parser) opensBlock() bool {
	end := p.lineEnd(p.pos)
	s := p.text[p.pos:end]
	if i := strings.Index(s, " #"); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimRight(s, " \t")
	return strings.HasSuffix(s, ":")
}

// isHalfKey tells whether the line at the token may be a key that is being typed: one word.
func (p *parser) isHalfKey() bool {
	s := p.text[p.pos:p.trimBlanks(p.pos, p.lineEnd(p.pos))]
	return s != "" && strings.IndexByte(s, ' ') < 0 && class[s[0]]&opens == 0
}
