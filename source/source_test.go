package source_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

// TestLines wants a line to end with \n, \r\n, or \r alone.
func TestLines(t *testing.T) {
	for text, want := range map[string][]string{
		"":                    {""},
		"a":                   {"a"},
		"\na":                 {"", "a"},
		"a\nb\r\nc\rd\n\n\re": {"a", "b", "c", "d", "", "", "e"},
		"a\r":                 {"a", ""},
		"\r\r\n":              {"", "", ""},
	} {
		f := source.NewFile("compose.yaml", text)
		var got []string
		for line := 1; line <= f.LineCount(); line++ {
			got = append(got, f.LineSpan(line).Text())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q has the lines %q, want %q", text, got, want)
		}
		if f.LineSpan(0).Valid() || f.LineSpan(len(want)+1).Valid() {
			t.Errorf("%q has a line before the first or after the last", text)
		}
	}
}

// TestSpans wants of a part of a text, between brackets, what stands before it in its line, the lines that it is on, and
// what is left of it without the first and last byte.
func TestSpans(t *testing.T) {
	for _, row := range []struct{ text, before, lines, sub string }{
		{"a: [b]\nc", "a: ", "a: b\n", ""},
		{"a\nb: [cde]", "b: ", "b: cde", "d"},
		{"a\r\nb[\r\nc]d\r\ne", "b", "b\r\ncd\r\n", "\n"},
		{"a\rb[]c\rd", "b", "bc\r", ""},
		{"[a\n]b", "", "a\nb", ""},
		{"[]", "", "", ""},
	} {
		start, end := strings.Index(row.text, "["), strings.Index(row.text, "]")-1
		f := source.NewFile("compose.yaml", strings.NewReplacer("[", "", "]", "").Replace(row.text))
		s := f.Span(start, end)
		if got := s.Before(); got != row.before {
			t.Errorf("%q: before it stands %q, want %q", row.text, got, row.before)
		}
		if got := s.Lines().Text(); got != row.lines {
			t.Errorf("%q: it is on the lines %q, want %q", row.text, got, row.lines)
		}
		if got := s.Sub(1, end-start-1).Text(); got != row.sub {
			t.Errorf("%q: without its ends it is %q, want %q", row.text, got, row.sub)
		}
		for _, sub := range []source.Span{s.Sub(-5, 99), s.Sub(0, end-start)} {
			if sub != s {
				t.Errorf("%q: the whole is %q", row.text, sub.Text())
			}
		}
	}
	f := source.NewFile("compose.yaml", "services:\n")
	s := f.Span(2, 5)
	for _, row := range []struct {
		span source.Span
		want bool
	}{
		{s, true}, {f.Span(2, 3), true}, {f.Span(4, 5), true}, {f.Span(3, 3), true},
		{f.Span(1, 5), false}, {f.Span(2, 6), false}, {f.Span(7, 8), false}, {f.Span(0, 1), false},
		{source.NewFile("compose.yaml", "services:\n").Span(2, 5), false}, {source.Span{}, false},
	} {
		if got := s.Contains(row.span); got != row.want {
			t.Errorf("%v contains %v: %v", s, row.span, got)
		}
	}
	if whole := f.Span(0, f.Len()); f.Span(-3, 99) != whole || f.Span(99, 99) != f.Span(10, 10) || f.Span(5, 2) != f.Span(5, 5) {
		t.Error("a part of a file lies outside of it")
	}
	nowhere := source.Span{}
	if nowhere.Contains(nowhere) || nowhere.Lines() != nowhere || nowhere.Sub(0, 1) != nowhere ||
		nowhere.Before()+nowhere.Text() != "" || nowhere.String() != "-" || nowhere.EndPos(source.Runes) != (source.Position{}) {
		t.Error("nowhere is somewhere")
	}
	for p, want := range map[source.Position]int{{Line: 0, Column: 3}: 0, {Line: 1, Column: 0}: 0, {Line: 1, Column: 99}: 9, {Line: 9, Column: 1}: 10} {
		if got := f.Offset(p, source.Runes); got != want {
			t.Errorf("%v is byte %d, want %d", p, got, want)
		}
	}
}

// TestLongLines wants every place of long lines to have the column that counting from the start of
// the line gives, and every column the place that it was told of.
func TestLongLines(t *testing.T) {
	mixed := "aé漢😀\xff\u0301\uffff\U00010000"
	for name, text := range map[string]string{
		"ascii":           strings.Repeat("a", 5000),
		"mixed":           strings.Repeat(mixed, 400),
		"with a mark":     "\ufeff" + strings.Repeat(mixed, 400) + "\n" + strings.Repeat(mixed, 300),
		"between short":   "a: b\n" + strings.Repeat("b"+mixed, 300) + "\r\nc\r" + strings.Repeat("é", 2000) + "\n\nd",
		"as a stride":     strings.Repeat("a", 1023) + "\r\n" + strings.Repeat("b", 1024) + "\r\n" + strings.Repeat("c", 1025) + "\r\n",
		"half characters": strings.Repeat("漢\xe6\xbc", 700),
	} {
		f := source.NewFile("compose.yaml", text)
		for line := 1; line <= f.LineCount(); line++ {
			span := f.LineSpan(line)
			start := int(span.Start)
			if line == 1 {
				start += len(text) - len(strings.TrimPrefix(text, "\ufeff"))
			}
			runes, utf16 := 0, 0
			for i, r := range text[start:span.End] {
				at := start + i
				for unit, column := range map[source.Unit]int{source.Runes: runes, source.UTF16: utf16, source.Bytes: i} {
					want := source.Position{Line: line, Column: column + 1}
					if got := f.Position(at, unit); got != want {
						t.Fatalf("%s: byte %d is at %v in units %d, not %v", name, at, got, unit, want)
					}
					if got := f.Offset(want, unit); got != at {
						t.Fatalf("%s: %v in units %d is byte %d, not %d", name, want, unit, got, at)
					}
				}
				runes++
				if utf16++; r > 0xFFFF {
					utf16++
				}
			}
			// Past the end, and within a line break.
			if got := f.Offset(source.Position{Line: line, Column: runes + 9}, source.Runes); got != int(span.End) {
				t.Errorf("%s: beyond line %d is byte %d, not %d", name, line, got, span.End)
			}
			if p := f.Position(int(span.End)+1, source.Runes); p.Line == line && p.Column > runes+2 {
				t.Errorf("%s: behind line %d is %v", name, line, p)
			}
		}
	}
}

func TestLineEnd(t *testing.T) {
	for text, want := range map[string]string{"": "\n", "a": "\n", "a\nb\r\n": "\n", "a\r\nb\n": "\r\n", "\r\n": "\r\n", "\n": "\n", "a\rb\r": "\n"} {
		if got := source.NewFile("compose.yaml", text).LineEnd(); got != want {
			t.Errorf("%q: lines end with %q, want %q", text, got, want)
		}
	}
}
