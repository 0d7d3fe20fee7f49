package progress

import (
	"fmt"
	"strings"
	"time"

	"github.com/docker/go-units"

	"github.com/composekit/composekit/internal/terminal"
)

// tasks are the things that are worked on, in the order in which they appeared.
type tasks struct {
	all    []*task
	byID   map[string]*task
	byPart map[string][]*task // parts by what they are part of
}

// task is one thing.
type task struct {
	Event
	began, ended time.Time
}

// apply takes in an event. Layers that several images share belong to the first of them. Progress never goes
// back.
func (t *tasks) apply(e Event, now time.Time) {
	if t.byID == nil {
		t.byID, t.byPart = map[string]*task{}, map[string][]*task{}
	}
	k := t.byID[e.ID]
	switch {
	case k == nil:
		k = &task{Event: e, began: now}
		t.byID[e.ID] = k
		t.all = append(t.all, k)
		if e.Parent != "" {
			t.byPart[e.Parent] = append(t.byPart[e.Parent], k)
		}
	case k.Parent != e.Parent:
		return
	}
	e.Current, e.Total = max(e.Current, k.Current), max(e.Total, k.Total)
	if k.Status == Working || e.Status == Working {
		k.ended = now
	}
	e.Text, e.Details = terminal.Line(e.Text), terminal.Line(e.Details)
	k.Event = e
}

// columns is the number of columns that a text takes.
func columns(s string) (n int) {
	for _, c := range s {
		n += terminal.Columns(c)
	}
	return n
}

// cut is as much of the beginning of a text as n columns have room for.
func cut(s string, n int) string {
	for i, c := range s {
		if n -= terminal.Columns(c); n < 0 {
			return s[:i]
		}
	}
	return s
}

// layout says how to show tasks.
type layout struct {
	width, height int
	now           time.Time
	color, dryRun bool
}

var (
	spinner = [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
	filling = [...]string{"⠀", "⡀", "⣀", "⣄", "⣤", "⣦", "⣶", "⣷", "⣿"}
	marks   = [...]string{Done: "✔", Warning: "!", Failed: "✘"}
	colors  = [...]string{Working: "33", Done: "32", Warning: "33;1", Failed: "31;1"}
)

// cell is a piece of a line with its colour.
type cell struct{ text, color string }

// layout is the block of lines: a heading, and a line for each thing that is no part of another. No line is
// wider than the terminal, and there are no more than it has.
func (t *tasks) layout(operation string, o layout) []string {
	done := 0
	var roots []*task
	for _, k := range t.all {
		if k.Status != Working {
			done++
		}
		if k.Parent == "" {
			roots = append(roots, k)
		}
	}
	lines := []string{fit([]cell{{text: fmt.Sprintf("[+] %s %d/%d", operation, done, len(t.all))}}, o)}
	room := max(o.height-2, 1)
	hidden := 0
	if len(roots) > room {
		hidden = len(roots) - (room - 1)
		roots = roots[:room-1]
	}
	left, clock := 0, 0
	for _, k := range roots {
		left = max(left, columns(t.name(k, o)))
		clock = max(clock, len(k.elapsed(o.now)))
	}
	left = min(left, max(o.width-clock-25, 10))
	for _, k := range roots {
		lines = append(lines, fit(t.line(k, left, clock, o), o))
	}
	if hidden > 0 {
		lines = append(lines, fit([]cell{{text: fmt.Sprintf(" ... %d more", hidden)}}, o))
	}
	if o.height > 0 && len(lines) > o.height {
		lines = lines[:o.height]
	}
	return lines
}

// line is what is shown of one thing: a mark, its name and how full its parts are, what is done, and how long it
// has taken.
func (t *tasks) line(k *task, left, clock int, o layout) []cell {
	mark := ""
	if k.Status == Working {
		mark = spinner[int(o.now.Sub(k.began)/tick)%len(spinner)]
	} else {
		mark = marks[k.Status]
	}
	cells := []cell{{text: " "}, {mark, colors[k.Status]}}
	if o.dryRun {
		cells = append(cells, cell{dryRunPrefix, "36"})
	}
	cells = append(cells, cell{text: " " + pad(shorten(t.name(k, o), left), left) + " "})
	color := colors[k.Status]
	if k.Status == Working {
		color = ""
	}
	cells = append(cells, cell{k.Text, color})
	if k.Details != "" {
		cells = append(cells, cell{text: " " + k.Details})
	}
	used := 0
	for i, c := range cells {
		n := columns(c.text)
		if room := o.width - clock - 1 - used; n > room {
			cells[i].text = shorten(c.text, room)
			cells = cells[:i+1]
			used += columns(cells[i].text)
			break
		}
		used += n
	}
	fill := max(o.width-clock-used, 1)
	elapsed := k.elapsed(o.now)
	return append(cells, cell{text: strings.Repeat(" ", fill+clock-len(elapsed))}, cell{elapsed, "34"})
}

// name is a thing's name, with how full each of its parts is while it is worked on, and how much of the whole.
func (t *tasks) name(k *task, o layout) string {
	parts := t.byPart[k.ID]
	name := terminal.Line(k.ID)
	if k.Status != Working || len(parts) == 0 {
		return name
	}
	var current, total int64
	var bar strings.Builder
	known := true
	for _, p := range parts {
		known = known && (p.Status != Working || p.Total > 0)
		current, total = current+p.Current, total+p.Total
		percent := p.percent()
		if p.Status == Done {
			percent = 100
		}
		bar.WriteString(filling[(len(filling)-1)*percent/100])
	}
	name += " [" + bar.String() + "]"
	size := fmt.Sprintf(" %7s / %-7s", units.HumanSize(float64(current)), units.HumanSize(float64(total)))
	room := o.width - 30
	if o.dryRun {
		room -= len(dryRunPrefix)
	}
	if known && total > 0 && columns(name+size) <= room {
		name += size
	}
	return name
}

func (k *task) elapsed(now time.Time) string {
	if k.Status != Working {
		now = k.ended
	}
	return fmt.Sprintf("%.1fs", max(now.Sub(k.began), 0).Seconds())
}

// fit puts cells together in no more than the columns of the terminal.
func fit(cells []cell, o layout) string {
	var b strings.Builder
	room := o.width
	for _, c := range cells {
		text := cut(c.text, room)
		room -= columns(text)
		if c.color != "" && o.color && text != "" {
			b.WriteString("\x1b[" + c.color + "m" + text + "\x1b[0m")
		} else {
			b.WriteString(text)
		}
	}
	return b.String()
}

func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(n-columns(s), 0))
}

// shorten cuts a text to n columns, three dots at its end if there is room for them.
func shorten(s string, n int) string {
	switch {
	case columns(s) <= n:
		return s
	case n <= 3:
		return cut(s, n)
	}
	return cut(s, n-3) + "..."
}

func up(n int) string { return fmt.Sprintf("\x1b[%dA", n) }
