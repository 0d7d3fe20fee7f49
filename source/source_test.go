package source_test

import (
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

// TestLongLines wants every place of long lines to have the column that counting from the start of
// the line gives, and every column the place that it was told of.
func TestLongLines(t *testing.T) {
	mixed := "aé漢😀\xff\u0301"
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
