package diag

import (
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/source"
)

// sourceLine is a line of source laid out in columns.
type sourceLine struct {
	glyphs []glyph
	end    int // offset of the byte after the line
	cols   int // columns that the line fills
}

// glyph is one character as it is shown.
type glyph struct {
	offset int    // of its first byte in the file
	col    int    // column of its left edge, from 0
	width  int    // columns that it fills
	show   string // spaces for a tab
}

const byteOrderMark = '\uFEFF'

// layOut lays out the given line of a file, counted from 1.
func layOut(f *source.File, number, tabWidth int) sourceLine {
	span := f.LineSpan(number)
	text := span.Text()
	l := sourceLine{glyphs: make([]glyph, 0, len(text)), end: int(span.End)}
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		g := glyph{offset: int(span.Start) + i, col: l.cols}
		i += size
		switch {
		case c == byteOrderMark && g.offset == 0:
			// not shown, as editors do
		case c == '\t':
			g.width = tabWidth - l.cols%tabWidth
			g.show = strings.Repeat(" ", g.width)
		default:
			c = visible(c)
			g.width = columns(c)
			g.show = string(c)
		}
		l.cols += g.width
		l.glyphs = append(l.glyphs, g)
	}
	return l
}

// column is the column of the left edge of the character at an offset.
func (l *sourceLine) column(offset int) int {
	for i := range l.glyphs {
		if l.glyphs[i].offset >= offset {
			return l.glyphs[i].col
		}
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
	if w.from > 0 {
		b.WriteString(leftOut)
		inner.from++
	}
	if w.to < l.cols {
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
		b.WriteString(g.show)
		at = g.col + g.width
	}
	if w.to < l.cols {
		b.WriteString(strings.Repeat(" ", max(inner.to-at, 0)))
		b.WriteString(leftOut)
	}
	return b.String()
}
