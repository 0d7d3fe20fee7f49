// Package source owns text and where things stand in it: files, spans, positions, and the
// interfaces through which the library sees a file system and an environment. It knows
// nothing of YAML or Compose and touches no operating system.
package source

import (
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// File is one immutable text with a name. The name is what people read in messages and,
// for files that came from an FS, the path under which it was read.
//
// A File is safe for concurrent use.
type File struct {
	name string
	text string

	once  sync.Once
	lines []int32 // offset of the first byte of each line

	counted sync.Once
	counts  []count // in long lines, about one for every stride bytes
}

// count is how much of a line stands before a byte of it.
type count struct{ offset, runes, utf16 int32 }

// stride is how many bytes are at most read to tell a column. Lines may be as long as files, and
// there may be very many places to tell in one.
const stride = 1 << 10

// NewFile makes a file of the given text. Text may be anything, also invalid UTF-8.
func NewFile(name, text string) *File { return &File{name: name, text: text} }

// Name is the name that the file was made with.
func (f *File) Name() string { return f.name }

// Text is the whole text, byte for byte.
func (f *File) Text() string { return f.text }

// Len is the length of the text in bytes.
func (f *File) Len() int { return len(f.text) }

// Span is the part of the file from byte start up to byte end, both brought into the file.
func (f *File) Span(start, end int) Span {
	start = min(max(start, 0), len(f.text))
	end = min(max(end, start), len(f.text))
	return Span{File: f, Start: int32(start), End: int32(end)}
}

// index builds the line table. A line ends with \n, \r\n, or a \r that no \n follows.
func (f *File) index() []int32 {
	f.once.Do(func() {
		lines := make([]int32, 1, 1+strings.Count(f.text, "\n"))
		for i := 0; i < len(f.text); i++ {
			switch f.text[i] {
			case '\r':
				if i+1 < len(f.text) && f.text[i+1] == '\n' {
					continue
				}
				lines = append(lines, int32(i+1))
			case '\n':
				lines = append(lines, int32(i+1))
			}
		}
		f.lines = lines
	})
	return f.lines
}

// LineEnd is what a line ends with that is added to the text: what the first one ends with, "\r\n" or "\n".
func (f *File) LineEnd() string {
	if i := strings.IndexByte(f.text, '\n'); i > 0 && f.text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// LineCount is the number of lines; a text that ends in a line break has an empty last line.
func (f *File) LineCount() int { return len(f.index()) }

// LineSpan is the span of the given line (counted from 1) without its line break. It is the
// zero Span if there is no such line.
func (f *File) LineSpan(line int) Span {
	lines := f.index()
	if line < 1 || line > len(lines) {
		return Span{}
	}
	start, end := int(lines[line-1]), len(f.text)
	if line < len(lines) {
		end = int(lines[line])
		for end > start && (f.text[end-1] == '\n' || f.text[end-1] == '\r') {
			end--
		}
	}
	return f.Span(start, end)
}

// Unit says what columns are counted in.
type Unit uint8

const (
	Runes Unit = iota // Unicode code points: what people count on a line
	Bytes             // bytes of UTF-8
	UTF16             // UTF-16 code units: what the language server protocol counts by default
)

// Position is a place in a file for people: line and column count from 1.
type Position struct{ Line, Column int }

// Position tells line and column of a byte offset. An offset beyond the text is its end.
// A byte order mark at the start of the file has no width.
func (f *File) Position(offset int, unit Unit) Position {
	lines := f.index()
	offset = min(max(offset, 0), len(f.text))
	n := sort.Search(len(lines), func(i int) bool { return int(lines[i]) > offset })
	start := min(f.lineStart(n), offset)
	if unit == Bytes || offset-start <= stride {
		return Position{Line: n, Column: 1 + width(f.text[start:offset], unit)}
	}
	counts := f.columns()
	c := counts[sort.Search(len(counts), func(i int) bool { return int(counts[i].offset) > offset })-1]
	return Position{Line: n, Column: 1 + c.in(unit) + width(f.text[c.offset:offset], unit)}
}

// lineStart is where the columns of a line are counted from.
func (f *File) lineStart(line int) int {
	if line == 1 && strings.HasPrefix(f.text, bom) {
		return len(bom)
	}
	return int(f.lines[line-1])
}

// columns builds the table of counts: of each line that has a stride or more, its start and the
// first character after every stride.
func (f *File) columns() []count {
	f.counted.Do(func() {
		for line := 1; line <= f.LineCount(); line++ {
			at, end := f.lineStart(line), int(f.LineSpan(line).End)
			if end-at < stride {
				continue
			}
			c := count{offset: int32(at)}
			for next := at; at < end; next += stride {
				for at < min(next, end) {
					r, size := utf8.DecodeRuneInString(f.text[at:end])
					at += size
					c.runes++
					c.utf16 += int32(units(r))
				}
				c.offset = int32(at)
				f.counts = append(f.counts, c)
			}
		}
	})
	return f.counts
}

func (c count) in(unit Unit) int {
	if unit == UTF16 {
		return int(c.utf16)
	}
	return int(c.runes)
}

// Offset is the byte offset of a position, the inverse of File.Position. A line or column
// beyond the text gives the nearest offset that exists.
func (f *File) Offset(p Position, unit Unit) int {
	if p.Line < 1 {
		return 0
	}
	if p.Line > f.LineCount() {
		return len(f.text)
	}
	start, end := f.lineStart(p.Line), int(f.LineSpan(p.Line).End)
	left := p.Column - 1
	if unit != Bytes && left > stride && end-start >= stride {
		counts := f.columns()
		c := counts[sort.Search(len(counts), func(i int) bool {
			at := int(counts[i].offset)
			return at > end || at >= start && counts[i].in(unit) > left
		})-1]
		start, left = int(c.offset), left-c.in(unit)
	}
	for start < end {
		r, size := utf8.DecodeRuneInString(f.text[start:end])
		w := 1
		switch {
		case unit == Bytes:
			w = size
		case unit == UTF16:
			w = units(r)
		}
		if left < w {
			break
		}
		left -= w
		start += size
	}
	return start
}

const bom = "\uFEFF"

func width(s string, unit Unit) int {
	switch unit {
	case Bytes:
		return len(s)
	case UTF16:
		n := 0
		for _, r := range s {
			n += units(r)
		}
		return n
	}
	return utf8.RuneCountInString(s)
}

// units is how many units of UTF-16 a character takes.
func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Span is a half-open range of bytes in a file. The zero Span is nowhere.
type Span struct {
	File       *File
	Start, End int32
}

// Valid reports whether the span is somewhere.
func (s Span) Valid() bool { return s.File != nil }

// Text is the text that the span covers; "" for the zero Span.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	return s.File.text[s.Start:s.End]
}

// Sub is the part of s from byte from up to byte to, counted from its start and kept inside it.
func (s Span) Sub(from, to int) Span {
	if s.File == nil {
		return s
	}
	n := int(s.End - s.Start)
	from = min(max(from, 0), n)
	to = min(max(to, from), n)
	return Span{s.File, s.Start + int32(from), s.Start + int32(to)}
}

// Before is what stands before s in the line in which s begins.
func (s Span) Before() string {
	if s.File == nil {
		return ""
	}
	text := s.File.Text()[:s.Start]
	return text[strings.LastIndexAny(text, "\r\n")+1:]
}

// Lines are the whole lines that s lies on, the line break of the last one included.
func (s Span) Lines() Span {
	if s.File == nil {
		return s
	}
	last := s.EndPos(Bytes).Line
	s.Start = s.File.LineSpan(s.Pos(Bytes).Line).Start
	if last < s.File.LineCount() {
		s.End = s.File.LineSpan(last + 1).Start
	} else {
		s.End = s.File.LineSpan(last).End
	}
	return s
}

// Contains reports whether t lies within s, in the same file.
func (s Span) Contains(t Span) bool {
	return s.File != nil && s.File == t.File && s.Start <= t.Start && t.End <= s.End
}

// Pos is the position of the span's first byte; the zero Position if the span is nowhere.
func (s Span) Pos(unit Unit) Position {
	if s.File == nil {
		return Position{}
	}
	return s.File.Position(int(s.Start), unit)
}

// EndPos is the position just after the span's last byte.
func (s Span) EndPos(unit Unit) Position {
	if s.File == nil {
		return Position{}
	}
	return s.File.Position(int(s.End), unit)
}

// String is the place as people write it: "compose.yaml:3:7", columns in runes.
func (s Span) String() string {
	if s.File == nil {
		return "-"
	}
	p := s.Pos(Runes)
	return s.File.name + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}
