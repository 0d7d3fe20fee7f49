package syntax

import (
	"strings"

	"github.com/composekit/composekit/diag"
)

// shallower decides on a line that stands between the columns of the mapping and of what
// is around it: an entry of the mapping, or the line of a collection further out.
func (p *parser) shallower(e *entries) bool {
	if !p.isMine(e) {
		return false
	}
	p.indentedOtherwise(e)
	return true
}

// isMine tells whether the line at the token, which stands between columns n and col, is
// meant to stand in column col.
func (p *parser) isMine(e *entries) bool {
	if len(p.cols) < 2 {
		return true
	}
	outer := e.n
	toMine, toOuter := e.col-p.col, p.col-outer
	if toMine != toOuter {
		return toMine < toOuter
	}
	if p.shape(p.pos) != shapeKey {
		return true
	}
	// Halfway: the lines below decide. If they are children in the column of this mapping,
	// the line is their key, further out.
	if !p.opensBlock() {
		return true
	}
	i, col := p.next(p.line)
	return col > e.col || col == e.col && p.isDash(i)
}

// firstIsOdd tells whether it is the first entry of a mapping that is indented wrongly, not
// the second at the token: later ones stand where the second does.
func (p *parser) firstIsOdd(e *entries) bool {
	if e.n < 0 && p.col == 0 {
		return true
	}
	if strings.Trim(p.text[p.lineOf(e.start, e.start+1):e.start], " \t") != "" {
		return false // it stands where it does behind a dash
	}
	// Without a third entry, the one that is off the usual steps is the odd one.
	outer, step := max(e.n, 0), p.step()
	odd := (e.col-outer)%step != 0 && (p.col-outer)%step == 0
	least := min(e.col, p.col)
	p.ahead(p.line, func(i, col int) bool {
		if col < least {
			return false
		}
		if col == p.col && !p.isDash(i) || col == e.col {
			odd = col == p.col
			return false
		}
		return true
	})
	return odd
}

// deeper decides on a line that is indented more than the entries of the mapping, after an
// entry that is complete.
func (p *parser) deeper(e *entries) bool {
	if p.shape(p.pos) != shapeKey && p.pos != p.lineEnd(p.pos) && !p.isHalfKey() {
		p.unexpected()
		return p.nextEntry(e)
	}
	p.indentedOtherwise(e)
	return true
}

// indentedOtherwise takes the line at the token for an entry of the mapping, and reports that it, or the first entry, is not
// indented like the others.
func (p *parser) indentedOtherwise(e *entries) {
	if e.count == 1 && len(p.pairs) == e.base+1 && p.firstIsOdd(e) {
		p.badIndent(p.lineOf(e.start, e.start+1), e.start, p.col)
		e.col = p.col
	} else {
		p.badIndent(p.line, p.pos, e.col)
	}
	e.here = p.col
}

// badIndent reports the indentation of the line that starts at byte line, with its token at
// byte i; it should be of col spaces. If it has tabs, that is said already, and only the fix is another.
func (p *parser) badIndent(line, i, col int) {
	fix := diag.Edit{Span: p.span(line, i), New: spaces(col)}
	if last := len(p.found.List) - 1; last >= 0 && p.found.List[last].Def == TabIndent && p.found.List[last].Fixes[0].Edits[0].Span == fix.Span {
		p.found.List[last].Fixes[0].Edits[0] = fix
		return
	}
	p.add(BadIndent.At(fix.Span, "this line is indented by %d, which fits none of the lines around it", i-line).
		Helped("indent it by %d spaces like its neighbours", col).
		Fixed("correct the indentation", fix))
}

// inColumn tells whether a sequence further out stands in the given column.
func (p *parser) inColumn(col int) bool {
	for i := len(p.cols) - 2; i >= 0 && p.cols[i].col >= col; i-- {
		if p.cols[i].col == col && p.cols[i].sequence {
			return true
		}
	}
	return false
}

// tabColumn is the column that is meant by the line of the token, whose indentation has
// tabs: where the line above has tabs, too, that of an earlier line with the same indentation, else one of the columns in use if a
// width of tabs leads to one, first of all that of the line below or above.
func (p *parser) tabColumn() int {
	if strings.Contains(p.indentAbove(), "\t") {
		if col, known := p.tabCols[p.text[p.line:p.pos]]; known && p.hasColumn(col) {
			return col
		}
	}
	_, below := p.next(p.line)
	if p.shape(p.pos) == shapeKey && !p.opensBlock() {
		if col := p.attributeColumn(below); col >= 0 {
			return col
		}
	}
	for _, col := range [...]int{below, p.columnAbove()} {
		if col > 0 && p.hasColumn(col) && p.tabsLeadTo(col) {
			return col
		}
	}
	for _, width := range p.tabWidths() {
		col := p.expand(width)
		for i := len(p.cols) - 1; i >= 0; i-- {
			if p.cols[i].col == col {
				return col
			}
		}
	}
	return p.expand(p.step())
}

// attributeColumn is tabColumn for a key with its value: an entry of a mapping in use, and the
// deeper the likelier, since those further out mostly have more than one line. It is -1 if there
// is none. Below is the column of the next line.
func (p *parser) attributeColumn(below int) int {
	above := p.columnAbove()
	if p.hasMapping(above) && p.tabsLeadTo(above) {
		return above
	}
	if p.hasMapping(below) && p.tabsLeadTo(below) {
		return below
	}
	deepest := -1
	for _, o := range p.cols {
		if !o.sequence && p.tabsLeadTo(o.col) {
			deepest = max(deepest, o.col)
		}
	}
	switch {
	case p.hasMapping(below) && below > deepest:
		return below
	case deepest < 0 && p.hasMapping(above):
		return above
	}
	return deepest
}

// tabWidths are the widths that tabs may have, the likeliest first.
func (p *parser) tabWidths() [4]int { return [...]int{max(p.step(), 2), 8, 4, 2} }

// tabsLeadTo tells whether some width of tabs leads to a column.
func (p *parser) tabsLeadTo(col int) bool {
	for _, width := range p.tabWidths() {
		if p.expand(width) == col {
			return true
		}
	}
	return false
}

// hasMapping tells whether a mapping in work has its entries in a column.
func (p *parser) hasMapping(col int) bool {
	for _, o := range p.cols {
		if o.col == col && !o.sequence && col > 0 {
			return true
		}
	}
	return false
}

// lineAbove is the last line before one that begins at a byte that has anything in it, without its end.
func (p *parser) lineAbove(line int) string {
	above := strings.TrimRight(p.text[:line], "\r\n")
	return above[strings.LastIndexAny(above, "\r\n")+1:]
}

// indentAbove is the white space that the line before that of the token begins with.
func (p *parser) indentAbove() string {
	line := p.lineAbove(p.line)
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// columnAbove is the indentation, in spaces, of the line before that of the token; -1 if there is
// none, or it has nothing else.
func (p *parser) columnAbove() int {
	line := p.lineAbove(p.line)
	col := len(line) - len(strings.TrimLeft(line, " "))
	if col == len(line) || line[col] == '\t' {
		return -1
	}
	return col
}

// expand is the column of the token if tabs go to the next multiple of width.
func (p *parser) expand(width int) int {
	col := 0
	for i := p.line; i < p.pos; i++ {
		if p.text[i] == '\t' {
			col += width - col%width
		} else {
			col++
		}
	}
	return col
}

// mostTabCols is how many indentations with tabs are remembered: nobody has more.
const mostTabCols = 64

// tabbed deals with a token on a line whose indentation has tabs, in a collection of column n.
// If a scalar may stand here, it may have tabs after enough spaces; for all else they are
// reported, and col is set to what is meant.
func (p *parser) tabbed(n int, scalar bool) {
	if p.atEnd() {
		return
	}
	if scalar && p.col > n && p.shape(p.pos) == shapeText {
		p.tab = false
		return
	}
	span := p.tabSpan()
	col := p.tabColumn()
	if scalar && col <= n && (!p.hasColumn(col) || col == n && p.looksDeeper(n)) {
		col = n + p.step()
	}
	p.add(TabIndent.At(span, "tabs cannot indent a line").
		Helped("use spaces").Fixed("replace by spaces", diag.Edit{Span: p.span(p.line, p.pos), New: spaces(col)}))
	p.col, p.tab = col, false
	if p.tabCols == nil {
		p.tabCols = map[string]int{}
	}
	if len(p.tabCols) < mostTabCols {
		p.tabCols[p.text[p.line:p.pos]] = col
	}
}

// looksDeeper tells whether what stands right below a key in column n which has no value yet is seen to be deeper than that: by tabs
// beside those of the key, or if it is a key with its value, where tabs are as wide as they mostly are.
func (p *parser) looksDeeper(n int) bool {
	key := p.indentAbove()
	if col, known := p.tabCols[key]; known && col == n && strings.HasPrefix(p.text[p.line:p.pos], key+"\t") {
		return true
	}
	return p.columnAbove() == n && p.shape(p.pos) == shapeKey && !p.opensBlock() && p.expand(8) > n
}

// mostTabEdits bounds how many edits the findings of tabs have in all: programs print each one's.
const mostTabEdits = 4096

// mendTabsTogether makes the fix of each tab one of all lines, for whoever indents by tabs does so throughout. Of very many lines
// the first findings alone have it.
func mendTabsTogether(list diag.List) {
	var edits []diag.Edit
	for i := range list {
		if list[i].Def == TabIndent {
			edits = append(edits, list[i].Fixes[0].Edits...)
		}
	}
	if len(edits) < 2 {
		return
	}
	all := []diag.Fix{{Title: "replace by spaces on all lines", Edits: edits}}
	for i, left := 0, max(mostTabEdits/len(edits), 1); i < len(list); i++ {
		if list[i].Def != TabIndent {
			continue
		}
		if list[i].Fixes = nil; left > 0 {
			list[i].Fixes = all
		}
		left--
	}
}

func (p *parser) hasColumn(col int) bool {
	for _, o := range p.cols {
		if o.col == col {
			return true
		}
	}
	return false
}
