package diag

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/source"
)

// sourceLine is a line of source laid out in columns: all of it, or what is near to a place. Where it
// was cut it has one more column, and there columns and the stops of tabs are not those of the line.
type sourceLine struct {
	glyphs        []glyph
	cols          int  // columns that the line fills
	before, after bool // there is more of the line
}

// glyph is one character as it is shown.
type glyph struct {
	offset int  // of its first byte in the file
	col    int  // column of its left edge, from 0
	width  int  // columns that it fills
	show   rune // a tab is shown as spaces
}

const byteOrderMark = '\uFEFF'

// layOut lays out a part of the given line, counted from 1. It holds until the next one is laid out.
func (r *renderer) layOut(b *block, number int, part stretch) sourceLine {
	line := b.file.LineSpan(number)
	span := part.of(line)
	text := span.Text()
	l := sourceLine{
		glyphs: slices.Grow(r.glyphs[:0], len(text)),
		before: span.Start > line.Start || b.before && number == 1,
		after:  span.End < line.End || b.after && number == b.file.LineCount(),
	}
	if l.before {
		l.cols++
	}
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		g := glyph{offset: int(span.Start) + i, col: l.cols}
		i += size
		switch {
		case c == byteOrderMark && g.offset == 0:
			continue // not shown, as editors do
		case c == '\t':
			g.width = r.opt.TabWidth - l.cols%r.opt.TabWidth
			g.show = c
		default:
			c = terminal.Visible(c)
			g.width = terminal.Columns(c)
			g.show = c
		}
		l.cols += g.width
		l.glyphs = append(l.glyphs, g)
	}
	if l.after {
		l.cols++
	}
	r.glyphs = l.glyphs
	return l
}

// stretch is a range of bytes of a file.
type stretch struct{ from, to int }

// around is a stretch with so many bytes more on either side; all there is, if they are less than 0.
func (s stretch) around(bytes int) stretch {
	if bytes < 0 {
		return stretch{0, math.MaxInt}
	}
	return stretch{s.from - bytes, s.to + bytes}
}

// of is the part of a line that lies in the stretch; it cuts no character.
func (s stretch) of(line source.Span) source.Span {
	text, start := line.Text(), int(line.Start)
	inside := func(offset int) int {
		i := min(max(offset-start, 0), len(text))
		for n := 1; n < utf8.UTFMax && i > 0 && i < len(text) && !utf8.RuneStart(text[i]); n++ {
			i--
		}
		return i
	}
	return line.Sub(inside(s.from), inside(s.to))
}

// column is the column of the left edge of the character at an offset.
func (l *sourceLine) column(offset int) int {
	i, _ := slices.BinarySearchFunc(l.glyphs, offset, func(g glyph, offset int) int { return g.offset - offset })
	if i < len(l.glyphs) {
		return l.glyphs[i].col
	}
	return l.cols
}

// window is the part of a line that is shown: from column from up to column to, with a sign
// for each side on which something was left out.
type window struct{ from, to int }

// fit finds the window of at most width columns of a line of cols columns in which columns
// lo to hi stand in the middle; of a range that is too wide, its beginning.
func fit(cols, lo, hi, width int) window {
	if width < 0 || cols <= width {
		return window{0, cols}
	}
	room := width - (hi - lo)
	from := lo - max(room/2, 1)
	from = max(min(from, cols-width), 0)
	return window{from, from + width}
}

const leftOut = "…"

// show writes the part of the line in the window.
func (l *sourceLine) show(w window) string {
	var b strings.Builder
	inner := w
	if w.from > 0 || l.before {
		b.WriteString(leftOut)
		inner.from++
	}
	cut := w.to < l.cols || l.after
	if cut {
		inner.to--
	}
	at := inner.from
	for i := range l.glyphs {
		g := &l.glyphs[i]
		if g.col < inner.from || g.col+g.width > inner.to {
			continue
		}
		// Half of a wide character at the edge becomes a space.
		b.WriteString(strings.Repeat(" ", max(g.col-at, 0)))
		if g.show == '\t' {
			b.WriteString(strings.Repeat(" ", g.width))
		} else {
			b.WriteRune(g.show)
		}
		at = g.col + g.width
	}
	if cut {
		b.WriteString(strings.Repeat(" ", max(inner.to-at, 0)))
		b.WriteString(leftOut)
	}
	return b.String()
}
