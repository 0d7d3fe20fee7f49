// Package output owns what is made of what a program writes while it runs: its lines, and its end for error messages. Who
// runs it and why is not its business.
package output

import (
	"bytes"
	"cmp"
	"sync"
)

// tailSize is how much a Tail keeps: enough for a message, and no more than fits a screen.
const tailSize = 2048

// Tail keeps the last 2 KiB of what is written to it. Its methods may be called concurrently.
type Tail struct {
	mu   sync.Mutex
	text []byte
}

// Write implements io.Writer.
func (t *Tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - tailSize; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(p), nil
}

// String is what was kept, without space around it.
func (t *Tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.text))
}

// After is what was kept for the end of a message: below it, or nothing if nothing was written.
func (t *Tail) After() string {
	if text := t.String(); text != "" {
		return ":\n" + text
	}
	return ""
}

// Lines hands on what is written to it line by line, without their ends. Its methods may be called concurrently, and
// call Line once at a time.
type Lines struct {
	// Line takes a line.
	Line func(text string)
	// Ends are the characters of which each ends a line. Default: "\n". With "\r\n" a line that is written over again
	// and again is handed on each time.
	Ends string

	mu   sync.Mutex
	rest []byte // of a line whose end has not come yet
}

// Write implements io.Writer.
func (l *Lines) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, text...)
	for {
		i := bytes.IndexAny(l.rest, cmp.Or(l.Ends, "\n"))
		if i < 0 {
			return len(text), nil
		}
		l.Line(string(l.rest[:i]))
		l.rest = l.rest[i+1:]
	}
}

// Flush hands on a last line that has no end.
func (l *Lines) Flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rest) > 0 {
		l.Line(string(l.rest))
		l.rest = nil
	}
}
