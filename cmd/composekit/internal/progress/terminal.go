package progress

import (
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/internal/terminal"
)

// tick is how often a terminal is painted while something is worked on.
const tick = 100 * time.Millisecond

// Terminal paints a block of lines, one for each thing, over and over. Between End and Begin it leaves the
// terminal alone, but for one plain line for each event.
type Terminal struct {
	W io.Writer
	// Size tells columns and lines of the terminal.
	Size func() (width, height int)
	// Now is the clock.
	Now func() time.Time
	// Color allows colours.
	Color bool
	// DryRun: nothing is really done.
	DryRun bool
	// Attached: logs will be printed below, so that starts of containers are not shown, unless
	// starting is what the command does.
	Attached bool

	mu        sync.Mutex
	tasks     tasks
	operation string
	shown     []string // what was painted last
	width     int      // of the terminal at that time
	stop      chan struct{}
	stopped   chan struct{}
}

// Begin starts to paint.
func (t *Terminal) Begin(operation string) {
	t.End()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.operation = operation
	t.stop, t.stopped = make(chan struct{}), make(chan struct{})
	go t.repaint(t.stop, t.stopped)
}

func (t *Terminal) repaint(stop <-chan struct{}, stopped chan<- struct{}) {
	defer close(stopped)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			t.mu.Lock()
			t.paint()
			t.mu.Unlock()
		}
	}
}

// On takes in an event.
func (t *Terminal) On(e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.Attached && t.operation != "start" && (e.Text == "Starting" || e.Text == "Started") {
		return
	}
	t.tasks.apply(e, t.Now())
	if t.operation == "" {
		_, _ = io.WriteString(t.W, strings.TrimRight(terminal.Line(e.ID+" "+e.Text+" "+e.Details), " ")+"\n")
		t.shown = nil // the block is no longer where it was
	}
}

// End paints a last time.
func (t *Terminal) End() {
	t.mu.Lock()
	stop, stopped := t.stop, t.stopped
	t.stop, t.stopped = nil, nil
	if stop != nil {
		close(stop)
		t.paint()
	}
	t.operation = ""
	t.mu.Unlock()
	if stopped != nil {
		<-stopped // once End has returned nothing is painted any more
	}
}

// paint brings the terminal from what it shows to what it should. Lines that stay the same are skipped.
func (t *Terminal) paint() {
	if t.operation == "" || len(t.tasks.all) == 0 {
		return
	}
	width, height := t.Size()
	lines := t.tasks.layout(t.operation, layout{width: width, height: height, now: t.Now(), color: t.Color, dryRun: t.DryRun})
	if width < t.width {
		t.shown = nil // the terminal has wrapped what it showed: nobody knows where it is now
	}
	same := width == t.width
	if same && slices.Equal(lines, t.shown) {
		return
	}
	var b strings.Builder
	b.WriteString("\x1b[?25l")
	if n := len(t.shown); n > 0 {
		b.WriteString(up(n))
	}
	b.WriteString("\r")
	for i, line := range lines {
		if !same || i >= len(t.shown) || t.shown[i] != line {
			b.WriteString("\x1b[2K" + line)
		}
		b.WriteString("\n")
	}
	if more := len(t.shown) - len(lines); more > 0 {
		b.WriteString(strings.Repeat("\x1b[2K\n", more) + up(more))
	}
	b.WriteString("\x1b[?25h")
	_, _ = io.WriteString(t.W, b.String())
	t.shown, t.width = lines, width
}
