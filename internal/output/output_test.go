package output

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestTail(t *testing.T) {
	for _, test := range []struct {
		name           string
		written        []string
		want, wantLate string
	}{
		{"nothing", nil, "", ""},
		{"space", []string{" \n"}, "", ""},
		{"a message", []string{"no ", "such thing\n"}, "no such thing", ":\nno such thing"},
		{"much", []string{"first", strings.Repeat("x", 2047), "y"}, strings.Repeat("x", 2047) + "y", ":\n" + strings.Repeat("x", 2047) + "y"},
		{"much at once", []string{strings.Repeat("x", 4000) + "the end"}, strings.Repeat("x", 2041) + "the end", ":\n" + strings.Repeat("x", 2041) + "the end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var tail Tail
			for _, text := range test.written {
				if n, err := io.WriteString(&tail, text); n != len(text) || err != nil {
					t.Errorf("writing gives %d, %v", n, err)
				}
			}
			if got := tail.String(); got != test.want {
				t.Errorf("kept is %q, want %q", got, test.want)
			}
			if got := tail.After(); got != test.wantLate {
				t.Errorf("after a message is %q, want %q", got, test.wantLate)
			}
		})
	}
}

func TestLines(t *testing.T) {
	for _, test := range []struct {
		ends, text string
		want       []string
	}{
		{"", "", nil},
		{"", "one\ntwo\n\nthree", []string{"one", "two", "", "three"}},
		{"", "10%\r20%\r\n", []string{"10%\r20%\r"}},
		{"\r\n", "10%\r20%\r\nrest", []string{"10%", "20%", "", "rest"}},
	} {
		for size := 1; size <= len(test.text)+1; size++ { // of what is written at once
			t.Run(fmt.Sprintf("%q by %d", test.text, size), func(t *testing.T) {
				var got []string
				lines := &Lines{Line: func(text string) { got = append(got, text) }, Ends: test.ends}
				for piece := range slices.Chunk([]byte(test.text), size) {
					if n, err := lines.Write(piece); n != len(piece) || err != nil {
						t.Errorf("writing gives %d, %v", n, err)
					}
				}
				lines.Flush()
				if !slices.Equal(got, test.want) {
					t.Errorf("the lines are %q, want %q", got, test.want)
				}
			})
		}
	}
}
