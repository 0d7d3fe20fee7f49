// Package menu owns a line that stays below all that a command prints on a terminal, and says what its keys do.
package menu

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"github.com/composekit/composekit/internal/terminal"
)

// Key is a key and what it does: "d", "Detach".
type Key struct{ Name, Does string }

// Line is such a line. It is painted in the row in which the next output will begin, and makes way for that. Its methods
// may be called concurrently.
type Line struct {
	// W is the terminal.
	W io.Writer
	// Width is how many columns that has at present.
	Width func() int
	// Color allows colours.
	Color bool

	mu      sync.Mutex
	note    string
	keys    []Key
	text    string // what it says; "" is nothing
	painted bool
	midway  bool // the last output was no whole line
}

// Show says what keys do, and after that a note if there is one.
func (l *Line) Show(note string, keys ...Key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.note, l.keys = note, keys
	l.say()
}

// Hide takes the line away.
func (l *Line) Hide() { l.Show("") }

// Repaint is told that the terminal has another size.
func (l *Line) Repaint() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.say()
}

// say shows what there is to say. Who cannot write to the terminal any more is told so by what he prints there.
func (l *Line) say() {
	b := l.erase(nil)
	l.text = l.layout()
	_, _ = l.W.Write(l.paint(b))
}

// layout is the text of the line, as far as the terminal has room for it.
func (l *Line) layout() string {
	if len(l.keys) == 0 && l.note == "" {
		return ""
	}
	width := l.Width() - 1 // a full row would wrap
	var b strings.Builder
	put := func(style, text string) {
		if text = clipped(text, width); text == "" {
			return
		}
		for _, c := range text {
			width -= terminal.Columns(c)
		}
		if l.Color && style != "" {
			text = "\x1b[" + style + "m" + text + "\x1b[0m"
		}
		b.WriteString(text)
	}
	for i, k := range l.keys {
		if i > 0 {
			put("", "   ")
		}
		put("1;7", k.Name)
		put("2", " "+k.Does)
	}
	if l.note != "" {
		put("", "   "+terminal.Line(l.note))
	}
	return b.String()
}

// clipped is the beginning of a text that has room in so many columns.
func clipped(text string, columns int) string {
	for i, c := range text {
		if columns -= terminal.Columns(c); columns < 0 {
			return text[:i]
		}
	}
	return text
}

const clear = "\r\x1b[2K"

func (l *Line) erase(b []byte) []byte {
	if l.painted {
		b = append(b, clear...)
	}
	l.painted = false
	return b
}

func (l *Line) paint(b []byte) []byte {
	if l.text == "" || l.midway {
		return b
	}
	l.painted = true
	return append(append(append(b, clear...), l.text...), '\r')
}

// Above writes to the same terminal above the line.
func (l *Line) Above(w io.Writer) io.Writer { return &above{w, l} }

type above struct {
	io.Writer
	line *Line
}

// Unwrap is what is written to.
func (a *above) Unwrap() io.Writer { return a.Writer }

// Write implements io.Writer.
func (a *above) Write(p []byte) (int, error) {
	l := a.line
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.erase(nil)
	l.midway = leavesMidway(p, l.midway)
	after := l.paint(nil)
	if a.Writer == l.W { // at once, so that nothing flickers
		n, err := a.Writer.Write(append(append(before, p...), after...))
		return min(max(n-len(before), 0), len(p)), err
	}
	_, _ = l.W.Write(before)
	n, err := a.Writer.Write(p)
	_, _ = l.W.Write(after)
	return n, err
}

// leavesMidway reports whether output leaves the cursor elsewhere than at the beginning of a free row, if it did so
// before or not.
func leavesMidway(p []byte, before bool) bool {
	if i := bytes.LastIndexByte(p, '\n'); i >= 0 {
		p, before = p[i+1:], false
	}
	return before || strings.Trim(terminal.Unstyled(string(p)), "\r") != ""
}
