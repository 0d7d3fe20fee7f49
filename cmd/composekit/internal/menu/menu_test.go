package menu

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/composekit/composekit/cmd/composekit/internal/screen"
)

// both are the keys of tests.
var both = []Key{{"w", "Enable Watch"}, {"d", "Detach"}}

// TestLine: the line is below what is printed, whoever prints it, makes way for what is no whole line yet, and is gone in
// the end.
func TestLine(t *testing.T) {
	const line = "w Enable Watch   d Detach"
	for _, c := range []struct {
		name string
		do   func(l *Line, out, err io.Writer)
		want []string
	}{
		{"nothing printed", func(l *Line, _, _ io.Writer) { l.Show("", both...) }, []string{line}},
		{"lines", func(l *Line, out, err io.Writer) {
			l.Show("", both...)
			_, _ = io.WriteString(out, "web-1 | one\n")
			_, _ = io.WriteString(err, "web-1 | two\nweb-1 | three\n")
		}, []string{"web-1 | one", "web-1 | two", "web-1 | three", line}},
		{"shown after lines", func(l *Line, out, _ io.Writer) {
			_, _ = io.WriteString(out, "Attaching to web-1\n")
			l.Show("", both...)
		}, []string{"Attaching to web-1", line}},
		{"a line in parts", func(l *Line, out, _ io.Writer) {
			l.Show("", both...)
			_, _ = io.WriteString(out, "web-1 |")
			_, _ = io.WriteString(out, " one\n")
		}, []string{"web-1 | one", line}},
		{"midway", func(l *Line, out, _ io.Writer) {
			l.Show("", both...)
			_, _ = io.WriteString(out, "web-1 | how much")
		}, []string{"web-1 | how much"}},
		{"midway on the other stream", func(l *Line, out, err io.Writer) {
			l.Show("", both...)
			_, _ = io.WriteString(err, "Really? ")
			l.Show("no", both...)
			_, _ = io.WriteString(out, "y\n")
		}, []string{"Really? y", line + "   no"}},
		{"a line that is coloured to its end", func(l *Line, out, _ io.Writer) {
			l.Show("", both...)
			_, _ = io.WriteString(out, "\x1b[36mweb-1 exited with code 0\n\x1b[0m")
		}, []string{"web-1 exited with code 0", line}},
		{"a block that is painted over", func(l *Line, _, err io.Writer) {
			l.Show("", both...)
			_, _ = io.WriteString(err, "\x1b[?25l\r\x1b[2K[+] up 0/1\n\x1b[2K web-1 Creating\n\x1b[?25h")
			_, _ = io.WriteString(err, "\x1b[?25l\x1b[2A\r\x1b[2K[+] up 1/1\n\x1b[2K web-1 Created\n\x1b[?25h")
		}, []string{"[+] up 1/1", " web-1 Created", line}},
		{"a note, and another text", func(l *Line, _, _ io.Writer) {
			l.Show("nothing to\nwatch", both...)
			l.Show("", Key{"w", "Disable Watch"})
		}, []string{"w Disable Watch"}},
		{"hidden", func(l *Line, out, _ io.Writer) {
			l.Show("", both...)
			_, _ = io.WriteString(out, "web-1 | one\n")
			l.Hide()
			_, _ = io.WriteString(out, "web-1 | two\n")
		}, []string{"web-1 | one", "web-1 | two"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			l := &Line{W: &b, Width: func() int { return 80 }}
			c.do(l, l.Above(&b), l.Above(struct{ io.Writer }{&b}))
			if got := screen.Of(b.String()); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("the screen is\n%s\nwant\n%s\nwritten was %q", strings.Join(got, "\n"), strings.Join(c.want, "\n"), &b)
			}
		})
	}
}

// TestLineWidth: the line never fills the row, for then it would wrap, and is laid out anew when the terminal has another
// width.
func TestLineWidth(t *testing.T) {
	var b bytes.Buffer
	width := 80
	l := &Line{W: &b, Width: func() int { return width }, Color: true}
	l.Show("見る", both...)
	for want, columns := range map[string]int{
		"w Enable Watch   d Detach   見る": 33, "w Enable Watch   d Detach   見": 32, "w Enable Watch   d Detach": 26,
		"w Enable Watch   d Detac": 25, "w": 2, "": 1,
	} {
		width = columns
		l.Repaint()
		if got := strings.Join(screen.Of(b.String()), "\n"); got != want {
			t.Errorf("in %d columns the screen is %q, want %q", columns, got, want)
		}
	}
}

// TestLineColours: keys stand out, and where there are to be no colours there are none.
func TestLineColours(t *testing.T) {
	for color, want := range map[bool]string{
		true:  "\r\x1b[2K\x1b[1;7md\x1b[0m\x1b[2m Detach\x1b[0m\r",
		false: "\r\x1b[2Kd Detach\r",
	} {
		var b bytes.Buffer
		l := &Line{W: &b, Width: func() int { return 80 }, Color: color}
		l.Show("", Key{"d", "Detach"})
		if b.String() != want {
			t.Errorf("with colours %t it paints %q, want %q", color, &b, want)
		}
	}
}

// TestAboveCounts: who writes above the line is told how much of his own was written.
func TestAboveCounts(t *testing.T) {
	var b bytes.Buffer
	l := &Line{W: &b, Width: func() int { return 80 }}
	l.Show("", both...)
	for _, w := range []io.Writer{l.Above(&b), l.Above(struct{ io.Writer }{&b})} {
		if n, err := io.WriteString(w, "web-1 | one\n"); n != 12 || err != nil {
			t.Errorf("12 bytes were written, and told are %d, %v", n, err)
		}
	}
	short := l.Above(failing{})
	if n, err := io.WriteString(short, "web-1 | one\n"); n != 0 || err != io.ErrClosedPipe {
		t.Errorf("nothing could be written, and told are %d, %v", n, err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
