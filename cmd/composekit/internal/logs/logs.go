// Package logs owns how lines of many containers appear in one stream: prefix, colour, time and what is said
// about the containers themselves, as docker compose prints them. Where lines come from it does not know.
package logs

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Printer prints lines of containers. Its methods may be called concurrently; a line is written whole.
type Printer struct {
	Out, Err io.Writer
	// Color gives each container one of its own.
	Color bool
	// Prefix puts the container's name in front of its lines.
	Prefix bool
	// Timestamps puts the time in front of the text of each line.
	Timestamps bool
	// Zone is the one in which the times of lines are told; nil leaves it as it is.
	Zone *time.Location
	// Terminal: what stands in the line of Out gives way to a status.
	Terminal bool

	mu      sync.Mutex
	sources map[string]*source
	width   int // of the longest name
	colors  int // how many are taken
}

// source is a container.
type source struct {
	name  string
	color string // the parameters of the control sequence; "" is none
}

// palette are the colours that containers get, in the order in which they appear.
var palette = [...]string{"36", "33", "32", "35", "34", "36;1", "33;1", "32;1", "35;1", "34;1"}

// timeFormat has the same width for all times.
const timeFormat = "2006-01-02T15:04:05.000000000Z07:00"

// Register makes a container known, so that the order in which containers get colours does not depend on
// which of them writes first, and so that all prefixes have the same width from the start.
func (p *Printer) Register(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.source(name)
}

func (p *Printer) source(name string) *source {
	if s := p.sources[name]; s != nil {
		return s
	}
	if p.sources == nil {
		p.sources = map[string]*source{}
	}
	s := &source{name: name}
	if parent, _, part := strings.Cut(name, " "); part {
		s.color = p.source(parent).color // a hook of a container: "web-1 ->"
	} else if p.Color && name != "" {
		s.color = palette[p.colors%len(palette)]
		p.colors++
	}
	p.sources[name] = s
	p.width = max(p.width, len(name))
	return s
}

// Line prints what a container wrote: one line, or several with breaks between them. A time of zero is not
// printed.
func (p *Printer) Line(name, text string, stderr bool, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.source(name)
	prefix := ""
	if p.Prefix {
		prefix = paint(s.color, fmt.Sprintf("%-*s | ", p.width+1, s.name))
	}
	if p.Timestamps && !at.IsZero() {
		if p.Zone != nil {
			at = at.In(p.Zone)
		}
		prefix += at.Format(timeFormat) + " "
	}
	w := p.Out
	if stderr {
		w = p.Err
	}
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(prefix + line + "\n")
	}
	// Where the stream of a container's output ends nobody could be told.
	_, _ = io.WriteString(w, b.String())
}

// Status prints what happened to a container: "exited with code 1".
func (p *Printer) Status(name, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := name + " " + text + "\n"
	if p.Terminal {
		line = "\r\x1b[K" + line
	}
	_, _ = io.WriteString(p.Out, paint(p.source(name).color, line))
}

// Notice prints what is said about all containers, such as that files were copied, beside their lines.
func (p *Printer) Notice(text string, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	prefix := ""
	if p.Prefix {
		prefix = strings.Repeat(" ", p.width+1) + " ⦿ "
		if p.Color {
			prefix = paint("92", prefix)
		}
	}
	if p.Timestamps {
		prefix += at.Format(timeFormat) + " "
	}
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(prefix + line + "\n")
	}
	// As with lines, there is nobody to be told.
	_, _ = io.WriteString(p.Out, b.String())
}

func paint(color, text string) string {
	if color == "" {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}
