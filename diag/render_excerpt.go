package diag

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/source"
)

// block is the excerpt of one file.
type block struct {
	place source.Span // what its heading points at
	file  *source.File
	add   int // what to add to a line of file for the number that is shown
	marks []mark
	// before and after are set if the first and the last line of file are parts of lines.
	before, after bool
}

// mark is one marked span of a block.
type mark struct {
	span source.Span
	text string
	sign byte // ^ what the finding is about, - another place, ~ what a fix writes
}

// blocksOf divides the places of a finding by file: first the file that it is in, then the
// others in the order of the labels.
func blocksOf(d *Diagnostic) []block {
	var blocks []block
	add := func(m mark) {
		if !m.span.Valid() {
			return
		}
		i := slices.IndexFunc(blocks, func(b block) bool { return b.file == m.span.File })
		if i < 0 {
			i = len(blocks)
			blocks = append(blocks, block{place: m.span, file: m.span.File})
		}
		blocks[i].marks = append(blocks[i].marks, m)
	}
	add(mark{span: d.Span, sign: '^'})
	for _, l := range d.Labels {
		add(mark{span: l.Span, text: oneLine(l.Text), sign: '-'})
	}
	return blocks
}

// lastLine is the highest line number that the block shows.
func (b *block) lastLine() int {
	last := 0
	for _, m := range b.marks {
		_, end := linesOf(m.span)
		last = max(last, b.add+end)
	}
	return last
}

// segment is the part of a mark that lies on one line; from and to are bytes of the file.
type segment struct {
	from, to int
	text     string
	sign     byte
}

// wholeSpan is the number of lines up to which a span is shown whole; of a longer one, the
// first two lines and the last.
const wholeSpan = 4

// segments divides marks by line. Every line that is to be shown has an entry, also if
// nothing on it is marked.
func segments(marks []mark) map[int][]segment {
	lines := map[int][]segment{}
	for _, m := range marks {
		first, last := linesOf(m.span)
		for n := first; n <= last; n++ {
			if last-first >= wholeSpan && n == first+2 {
				n = last
			}
			s, ok := segmentOn(m, n, n == first)
			if n == last {
				s.text = m.text
			}
			if ok || n == last {
				lines[n] = append(lines[n], s)
			} else if _, shown := lines[n]; !shown {
				lines[n] = nil
			}
		}
	}
	return lines
}

// linesOf is the first and the last line that a span marks something on; a line break at its
// end does not count.
func linesOf(s source.Span) (first, last int) {
	first = s.Pos(source.Bytes).Line
	text := s.Text()
	end := int(s.Start) + len(strings.TrimRight(text, "\r\n"))
	return first, max(s.File.Position(end, source.Bytes).Line, first)
}

// segmentOn is the part of a mark on a line, blanks around it left out on all lines but the
// first. It is not ok if nothing is left.
func segmentOn(m mark, number int, first bool) (segment, bool) {
	line := m.span.File.LineSpan(number)
	from, to := max(m.span.Start, line.Start), min(m.span.End, line.End)
	to = max(to, from)
	text := m.span.File.Text()[from:to]
	if !first {
		from += int32(len(text) - len(strings.TrimLeft(text, " \t")))
	}
	if trimmed := strings.TrimRight(text, " \t"); trimmed != "" && int(m.span.End) > int(line.End) {
		to = max(to-int32(len(text)-len(trimmed)), from)
	}
	return segment{from: int(from), to: int(to), sign: m.sign}, first || from < to
}

// block writes an excerpt; marks of sign ^ and ~ are painted with own, others as related.
func (r *renderer) block(b *block, own paint) {
	lines := segments(b.marks)
	numbers := make([]int, 0, len(lines))
	for n := range lines {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if i > 0 {
			switch gap := n - numbers[i-1]; {
			case gap == 2: // the line between takes no more room than a sign for it
				r.excerptLine(b, n-1, nil, own)
			case gap > 2:
				r.paint(frame, "...")
				r.newline()
			}
		}
		r.excerptLine(b, n, lines[n], own)
	}
}

// cell is a segment in columns.
type cell struct {
	from, to int
	text     string
	sign     byte
}

// excerptLine writes a line of source and the marks under it.
func (r *renderer) excerptLine(b *block, number int, segs []segment, own paint) {
	line := r.layOut(b, number, b.shown(number, segs, r.opt.reach()))
	cells := make([]cell, 0, len(segs))
	for _, s := range segs {
		c := cell{from: line.column(s.from), to: line.column(s.to), text: s.text, sign: s.sign}
		c.to = max(c.to, c.from+1) // a span of no width still has a place
		cells = append(cells, c)
	}
	w := r.window(&line, cells)
	r.numbered(b.add+number, line.show(w))
	for i := range cells {
		c := &cells[i]
		c.from = min(max(c.from-w.from, 0), max(w.to-w.from, 1)-1)
		c.to = max(min(c.to-w.from, w.to-w.from), c.from+1)
	}
	if len(segs) == 0 {
		return
	}
	for _, row := range rows(cells) {
		r.marks(row, own)
	}
}

// shown is what a window may show of a line. Lines may be as long as files, and there may be very
// many findings in one.
func (b *block) shown(number int, segs []segment, reach int) stretch {
	start := int(b.file.LineSpan(number).Start)
	about := stretch{start, start}
	if len(segs) > 0 {
		about = stretch{segs[0].from, segs[0].to}
	}
	if reach >= 0 { // of what is wider than a window, the beginning is shown
		about.to = min(about.to, about.from+reach)
	}
	return about.around(reach)
}

// reach is how many bytes on either side of a place are looked at for a window: more than a window
// has, whatever the characters, and enough to see lines whole as people write them. It is less than 0
// if windows have no limit.
func (opt *RenderOptions) reach() int {
	if opt.Width < 0 {
		return -1
	}
	return max(opt.Width*utf8.UTFMax, 800)
}

// window chooses what is shown of a line: all marks if they fit, else what the finding is about.
func (r *renderer) window(line *sourceLine, cells []cell) window {
	width := r.opt.Width
	if width >= 0 {
		width = max(width-r.gutter-3, minExcerpt)
	}
	lo, hi := 0, 0
	for i, c := range cells {
		if i == 0 {
			lo, hi = c.from, c.to
			continue
		}
		if l, h := min(lo, c.from), max(hi, c.to); h-l+2 <= width {
			lo, hi = l, h
		}
	}
	return fit(max(line.cols, hi), lo, hi, width)
}

// numbered writes a line of source behind its number.
func (r *renderer) numbered(number int, text string) {
	n := strconv.Itoa(number)
	r.text(strings.Repeat(" ", r.gutter-len(n)))
	r.paint(frame, n+" |")
	r.text(" " + text)
	r.newline()
}

// rows divides cells so that no two in a row overlap, each row sorted by column. Cells keep
// their order otherwise, so that what the finding is about is in the first row.
func rows(cells []cell) [][]cell {
	var out [][]cell
	for _, c := range cells {
		i := slices.IndexFunc(out, func(row []cell) bool {
			return !slices.ContainsFunc(row, func(o cell) bool { return o.from < c.to && c.from < o.to })
		})
		if i < 0 {
			i = len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], c)
	}
	for _, row := range out {
		slices.SortStableFunc(row, func(a, b cell) int { return cmp.Compare(a.from, b.from) })
	}
	return out
}

// marks writes a row of marks. The text of the last one stands behind it; the others hang
// below theirs, from right to left, so that no line crosses a text.
func (r *renderer) marks(row []cell, own paint) {
	r.margin()
	col := 0
	for _, c := range row {
		r.advance(col, c.from)
		r.paint(c.paint(own), strings.Repeat(string(c.sign), c.to-c.from))
		col = c.to
	}
	last := len(row) - 1
	if row[last].text != "" {
		r.paint(row[last].paint(own), " "+row[last].text)
	}
	r.newline()

	hanging := make([]cell, 0, last)
	for _, c := range row[:last] {
		if c.text != "" {
			hanging = append(hanging, c)
		}
	}
	for n := len(hanging); n > 0; n-- {
		r.hang(hanging[:n], own, "")
		r.hang(hanging[:n], own, hanging[n-1].text)
	}
}

// hang writes a line with a bar under each cell; a text takes the place of the last bar.
func (r *renderer) hang(cells []cell, own paint, text string) {
	r.margin()
	col := 0
	for i, c := range cells {
		r.advance(col, c.from)
		show := "|"
		if text != "" && i == len(cells)-1 {
			show = text
		}
		r.paint(c.paint(own), show)
		col = c.from + 1
	}
	r.newline()
}

func (c cell) paint(own paint) paint {
	if c.sign == '-' {
		return related
	}
	return own
}

// margin begins a line of marks.
func (r *renderer) margin() {
	r.text(strings.Repeat(" ", r.gutter+1))
	r.paint(frame, "|")
	r.text(" ")
}

// advance writes spaces from a column to another.
func (r *renderer) advance(from, to int) {
	r.text(strings.Repeat(" ", max(to-from, 0)))
}
