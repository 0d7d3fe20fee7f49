package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/source"
)

// RenderOptions says how findings are shown. The zero value shows them without colour, for
// a page of 120 columns.
type RenderOptions struct {
	// Color adds ANSI colour sequences.
	Color bool
	// Width is the number of columns that a line of source may fill before it is trimmed
	// around what is marked in it. Zero is 120; a negative width trims nothing.
	Width int
	// TabWidth is the distance of tab stops in columns. Zero is 4.
	TabWidth int
	// Name gives the name that a file is shown under. Nil shows File.Name.
	Name func(*source.File) string
	// Fold has Render show findings that say the same of several places of a file once, with the lines of the others.
	Fold bool
}

const (
	defaultWidth    = 120
	defaultTabWidth = 4
	minExcerpt      = 20 // columns that an excerpt always has, however narrow the page
)

// Render writes findings as a compiler does: the message, the place, the lines of source
// with the exact characters marked, then what else has to do with it and what to do. It
// keeps the order of the list and puts an empty line between findings. The error, if any,
// is w's.
func Render(w io.Writer, list List, opt RenderOptions) error {
	r := newRenderer(opt)
	var first []int
	var also map[int][]int
	if opt.Fold {
		first, also = repeated(list)
	} else {
		for i := range list {
			first = append(first, i)
		}
	}
	for n, i := range first {
		if n > 0 {
			r.newline()
		}
		r.diagnostic(&list[i], also[i])
	}
	_, err := w.Write(r.out)
	return err
}

// RenderLines writes each finding on one line, "compose.yaml:3:5: error: message [code]", as
// editors and other tools read it. Columns count runes. The error, if any, is w's.
func RenderLines(w io.Writer, list List, opt RenderOptions) error {
	r := newRenderer(opt)
	for i := range list {
		d := &list[i]
		if d.Span.Valid() {
			r.paint(strong, r.place(d.Span)+": ")
		}
		r.paint(severityPaint(d.Severity()), d.Severity().String()+":")
		r.text(" " + oneLine(d.Message))
		if code := d.Code(); code != "" {
			r.text(" [" + code + "]")
		}
		r.newline()
	}
	_, err := w.Write(r.out)
	return err
}

// Summary counts the findings for people: "2 errors, 1 warning". It is empty for an empty list.
func Summary(list List) string {
	var count [Note + 1]int
	for i := range list {
		count[min(list[i].Severity(), Note)]++
	}
	var parts []string
	for severity, n := range count {
		switch {
		case n == 1:
			parts = append(parts, "1 "+Severity(severity).String())
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, Severity(severity)))
		}
	}
	return strings.Join(parts, ", ")
}

// renderer collects the output of one call. gutter is the width of the line numbers of the
// finding at hand.
type renderer struct {
	opt    RenderOptions
	out    []byte
	gutter int
	glyphs []glyph // of the line at hand
}

func newRenderer(opt RenderOptions) *renderer {
	if opt.Width == 0 {
		opt.Width = defaultWidth
	}
	if opt.TabWidth <= 0 {
		opt.TabWidth = defaultTabWidth
	}
	return &renderer{opt: opt}
}

// diagnostic writes one finding, and in which other lines it is found.
func (r *renderer) diagnostic(d *Diagnostic, also []int) {
	blocks := blocksOf(d)
	previews := previewsOf(d, r.opt.reach())
	r.gutter = 1
	for i := range blocks {
		r.gutter = max(r.gutter, digits(blocks[i].lastLine()))
	}
	for i := range previews {
		if previews[i] != nil {
			r.gutter = max(r.gutter, digits(previews[i].lastLine()))
		}
	}

	head := d.Severity().String()
	if code := d.Code(); code != "" {
		head += "[" + code + "]"
	}
	r.paint(severityPaint(d.Severity()), head)
	r.paint(strong, ": "+indented(d.Message, len(head)+2))
	r.newline()

	for i := range blocks {
		if i > 0 {
			r.bar()
		}
		arrow := ":::"
		if i == 0 && d.Span.Valid() {
			arrow = "-->"
		}
		r.text(strings.Repeat(" ", r.gutter))
		r.paint(frame, arrow)
		r.text(" " + r.place(blocks[i].place))
		r.newline()
		r.bar()
		r.block(&blocks[i], severityPaint(d.Severity()))
	}
	if len(blocks) > 0 && (d.Help != "" || len(d.Fixes) > 0 || len(also) > 0) {
		r.bar()
	}
	if d.Help != "" {
		r.remark("help", d.Help)
	}
	if len(also) > 0 {
		r.remark("also", listOfLines(also))
	}
	for i, f := range d.Fixes {
		r.remark("fix", f.Title)
		if previews[i] != nil {
			r.bar()
			r.block(previews[i], added)
		}
	}
}

// remark writes a line such as "  = help: …".
func (r *renderer) remark(kind, text string) {
	r.text(strings.Repeat(" ", r.gutter+1))
	r.paint(frame, "= ")
	r.paint(strong, kind)
	r.text(": " + indented(text, r.gutter+3+len(kind)+2))
	r.newline()
}

// bar writes an empty line of the frame.
func (r *renderer) bar() {
	r.text(strings.Repeat(" ", r.gutter+1))
	r.paint(frame, "|")
	r.newline()
}

// place is where a span begins, under the name that the file is shown by.
func (r *renderer) place(s source.Span) string {
	name := s.File.Name()
	if r.opt.Name != nil {
		name = r.opt.Name(s.File)
	}
	p := s.Pos(source.Runes)
	return fmt.Sprintf("%s:%d:%d", oneLine(name), p.Line, p.Column)
}

// paints are the roles that text has; each has its colour.
type paint uint8

const (
	plain   paint = iota
	strong        // what to read first
	frame         // line numbers and lines around the source
	red           // errors
	yellow        // warnings
	cyan          // notes
	related       // other places
	added         // what a fix writes
)

// sequence is the ANSI sequence that starts the paint.
func (p paint) sequence() string {
	switch p {
	case strong:
		return "\x1b[1m"
	case frame, related:
		return "\x1b[1;34m"
	case red:
		return "\x1b[1;31m"
	case yellow:
		return "\x1b[1;33m"
	case cyan:
		return "\x1b[1;36m"
	case added:
		return "\x1b[32m"
	}
	return ""
}

func severityPaint(s Severity) paint {
	switch s {
	case Error:
		return red
	case Warning:
		return yellow
	}
	return cyan
}

func (r *renderer) text(s string) { r.out = append(r.out, s...) }

func (r *renderer) paint(p paint, s string) {
	if !r.opt.Color || p == plain || s == "" {
		r.text(s)
		return
	}
	r.text(p.sequence())
	r.text(s)
	r.text("\x1b[0m")
}

// newline ends a line; blanks at its end go.
func (r *renderer) newline() {
	for len(r.out) > 0 && r.out[len(r.out)-1] == ' ' {
		r.out = r.out[:len(r.out)-1]
	}
	r.out = append(r.out, '\n')
}

// indented makes text of several lines hang n columns to the right of the first.
func indented(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range lines {
		lines[i] = shown(strings.TrimSuffix(lines[i], "\r"))
		if i > 0 {
			lines[i] = strings.Repeat(" ", n) + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// oneLine makes text of several lines one.
func oneLine(s string) string {
	if strings.ContainsAny(s, "\r\n") {
		s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\r' }), " ")
	}
	return shown(s)
}

// shown is s with every character that would not show as itself made visible.
func shown(s string) string {
	if !strings.ContainsFunc(s, func(c rune) bool { return terminal.Visible(c) != c }) && utf8.ValidString(s) {
		return s
	}
	return strings.Map(terminal.Visible, s)
}

func digits(n int) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}
