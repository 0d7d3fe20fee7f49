package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/composekit/composekit/cmd/composekit/internal/logs"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/internal/output"
)

// drain is how long the end of a container waits for the lines that it wrote last.
const drain = 2 * time.Second

// follower prints what the containers of a project write, also of those that start later, and what becomes of
// them, until none is left or the context is done.
type follower struct {
	driver  driver.Driver
	logger  driver.Logger
	printer *logs.Printer
	project string
	// watched are the services that keep the follower going, printed those whose lines are printed, and what
	// becomes of them.
	watched, printed func(service string) bool
	// lines says which lines of containers that run already are meant.
	lines driver.LogOptions
	// stopped: containers that do not run are waited for, too, and what they have written is printed.
	stopped bool
	// twoStreams: what containers write to their standard error is printed to ours.
	twoStreams bool
	// ended is told when a container of a watched service has ended, also if the engine starts it again, and whether somebody
	// restarted it; nil is not told.
	ended func(e driver.Event, restarted bool)
	// stay is asked what keeps the follower going without any container: it does so until that is closed. nil does not, nor
	// does a stay that is nil. emptied is told whenever there is none left.
	stay    func() <-chan struct{}
	emptied func()

	streams sync.WaitGroup
	open    map[string]stream    // of containers by ID
	died    map[string]bool      // containers whose end was told after their stream was opened
	since   map[string]time.Time // when containers ended last, by ID
	back    map[string]bool      // the engine starts them again
	killed  map[string]bool      // containers that were sent a signal since they were started
	begun   map[string]bool      // containers whose start was told, by name
	errs    []error
	mu      sync.Mutex
	own     map[string]bool // see makes
}

// makes is told the name of each container that the command itself is about to make: nobody needs to hear of that.
func (f *follower) makes(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.own == nil {
		f.own = map[string]bool{}
	}
	f.own[name] = true
}

func (f *follower) made(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.own[name]
}

// stream is what a container writes in one run.
type stream struct {
	end   chan struct{} // closed when all of it is printed
	leave func()        // prints no more of it
	// attached: the engine does not keep it, and it is printed as it is written. An engine may leave the connection open if
	// the container ended while it was made.
	attached bool
}

// watch begins to listen. What happens from then on is not missed, whenever follow is called.
func (f *follower) watch(ctx context.Context) <-chan occurrence {
	events := make(chan occurrence, 1024)
	all := f.driver.Watch(ctx, driver.Selector{Project: f.project})
	go func() {
		defer close(events)
		for e, err := range all {
			select {
			case events <- occurrence{e, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return events
}

// occurrence is an event or why there are no more.
type occurrence struct {
	driver.Event
	err error
}

// follow prints until none of the containers is left that are there or come later, or until ctx is done. Where
// containers are being started meanwhile, it does not end before started has told which, by name, and their starts
// have been seen; nil is none.
func (f *follower) follow(ctx context.Context, events <-chan occurrence, there []driver.Container, started <-chan []string) error {
	f.open, f.since = map[string]stream{}, map[string]time.Time{}
	f.begun, f.killed = map[string]bool{}, map[string]bool{}
	f.died, f.back = map[string]bool{}, map[string]bool{}
	left := map[string]bool{}
	for i := range there {
		c := &there[i]
		f.since[c.ID] = c.Finished
		if runs := (which{}).means(c); !runs && !f.stopped {
			continue
		}
		if f.watched(c.Service()) {
			left[c.ID] = true
		}
		if f.printed(c.Service()) && c.Status != driver.StatusCreated {
			f.mu.Lock()
			f.died[c.ID] = c.Status == driver.StatusExited || c.Status == driver.StatusDead
			f.mu.Unlock()
			f.stream(ctx, ref(c), displayName(c), f.lines)
		}
	}
	var unseen []string
	for {
		var stay <-chan struct{}
		if f.stay != nil {
			stay = f.stay()
		}
		if len(left) == 0 && started == nil && len(unseen) == 0 && stay == nil {
			break
		}
		select {
		case <-stay:
		case <-ctx.Done():
			f.streams.Wait()
			return nil
		case unseen = <-started:
			started = nil
			unseen = slices.DeleteFunc(unseen, func(name string) bool { return f.begun[name] })
		case o, more := <-events:
			switch {
			case !more:
				f.streams.Wait()
				return nil
			case o.err != nil:
				return o.err
			case o.Type != driver.TypeContainer || o.Labels[driver.LabelOneOff] == "True" || o.Labels[driver.LabelConfigHash] == "":
			default:
				f.on(ctx, o.Event, left)
				if len(left) == 0 && f.stay != nil {
					f.emptied()
				}
				unseen = slices.DeleteFunc(unseen, func(name string) bool { return f.begun[name] })
			}
		}
	}
	f.leave()
	f.streams.Wait()
	return errors.Join(f.errs...)
}

// leave prints no more of the containers that go on. Streams of the others come to their end.
func (f *follower) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, s := range f.open {
		if !f.died[id] {
			s.leave()
		}
	}
}

func (f *follower) on(ctx context.Context, e driver.Event, left map[string]bool) {
	c := driver.Container{ID: e.ID, Name: e.Name, Labels: e.Labels}
	name := displayName(&c)
	watched, printed := f.watched(c.Service()), f.printed(c.Service())
	switch e.Action {
	case driver.ActionCreate:
		if old := e.Labels[driver.LabelReplace]; old != "" && printed && !f.made(e.Name) {
			f.printer.Status(old, "has been recreated")
		}
	case driver.ActionStart:
		f.begun[e.Name] = true
		delete(f.killed, e.ID)
		if watched {
			left[e.ID] = true
		}
		if printed && !f.streaming(e.ID) {
			o := driver.LogOptions{Follow: true, Timestamps: f.lines.Timestamps, Until: f.lines.Until}
			if t := f.since[e.ID]; !t.IsZero() {
				o.Since = between(t, e.Time).UTC().Format(time.RFC3339Nano)
			}
			f.stream(ctx, ref(&c), name, o)
		}
	case driver.ActionKill:
		f.killed[e.ID] = true
	case driver.ActionDie:
		f.mu.Lock()
		f.died[e.ID] = true
		if s := f.open[e.ID]; s.attached {
			time.AfterFunc(drain, s.leave)
		}
		f.mu.Unlock()
		f.since[e.ID] = e.Time
		restarts := f.restarts(ctx, e)
		f.back[e.ID] = restarts
		if !restarts {
			delete(left, e.ID)
		}
		text := fmt.Sprintf("exited with code %d", e.ExitCode)
		if restarts {
			text += " (restarting)"
		}
		if printed {
			f.afterLines(e.ID, func() { f.printer.Status(name, text) })
		}
		if f.ended != nil && watched {
			f.ended(e, restarts && f.killed[e.ID])
		}
	case driver.ActionStop:
		// Of a container that waits for being started again nothing else is heard.
		if f.back[e.ID] && !f.restarts(ctx, e) {
			delete(left, e.ID)
			delete(f.back, e.ID)
		}
	case driver.ActionDestroy:
		delete(left, e.ID)
	}
}

// between is when the lines of a run begin that was told to have started, after one that ended: engines give lines a time
// a moment after they were written, so that the last ones of a run may be later than its end, and tell of a start a moment
// after the first line.
func between(end, start time.Time) time.Time { return end.Add(max(start.Sub(end), 0) / 2) }

// streaming reports whether the lines of this very run of a container are printed already, because it was seen
// running before its start was told.
func (f *follower) streaming(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[id].end == nil || f.died[id] {
		f.died[id] = false
		return false
	}
	return true
}

// restarts reports whether the engine will start a container again that has ended, or has done so already. An engine
// may tell of the end a moment before its lists do.
func (f *follower) restarts(ctx context.Context, e driver.Event) bool {
	for range 5 {
		state, err := f.driver.Observe(ctx, driver.Selector{Containers: []string{e.Name}, Specs: true})
		if err != nil {
			return false
		}
		i := slices.IndexFunc(state.Containers, func(c driver.Container) bool { return c.ID == e.ID })
		switch {
		case i < 0:
			return false
		case state.Containers[i].Status == driver.StatusRestarting, state.Containers[i].Started.After(e.Time):
			return true // who hears of it late may find the last of several ends
		case state.Containers[i].Status != driver.StatusRunning:
			return false
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(drain / 20):
		}
	}
	return true
}

// stream prints a container's lines as they come.
func (f *follower) stream(ctx context.Context, c driver.Ref, name string, o driver.LogOptions) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.open[c.ID].end
	end := make(chan struct{})
	ctx, leave := context.WithCancel(ctx)
	f.open[c.ID] = stream{end: end, leave: leave}
	f.streams.Add(1)
	f.printer.Register(name)
	go func() {
		defer f.streams.Done()
		defer close(end)
		defer leave()
		if before != nil {
			<-before // lines of one run do not mix with those of the next
		}
		err := printLog(ctx, f.logger, f.printer, c, name, o, f.twoStreams)
		if err == nil || ctx.Err() != nil || errors.Is(err, driver.ErrNotFound) {
			return
		}
		if errors.Is(err, driver.ErrUnsupported) {
			if f.attaches(c.ID, end) {
				f.attach(ctx, c, name, func() {})
			}
			return
		}
		f.failed(c, err)
	}()
}

// attaches notes that the lines of a run are had by a connection with the container, unless that run has ended.
func (f *follower) attaches(id string, end chan struct{}) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.open[id]
	if s.end != end || f.died[id] {
		return false
	}
	s.attached = true
	f.open[id] = s
	return true
}

func (f *follower) failed(c driver.Ref, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errs = append(f.errs, fmt.Errorf("logs of %s: %w", c.Name, err))
}

// attach prints what a container writes from now on, without the engine keeping its lines. ready is called once all that
// it writes will be printed.
func (f *follower) attach(ctx context.Context, c driver.Ref, name string, ready func()) {
	attacher, ok := driver.As[driver.Attacher](f.driver)
	if !ok {
		return
	}
	out := &output.Lines{Line: func(s string) { f.printer.Line(name, s, false, time.Time{}) }}
	errs := &output.Lines{Line: func(s string) { f.printer.Line(name, s, true, time.Time{}) }}
	err := attacher.Attach(ctx, c, driver.Stdio{Out: out, Err: errs}, ready)
	out.Flush()
	errs.Flush()
	if err != nil && ctx.Err() == nil {
		f.failed(c, err)
	}
}

// afterLines does something once a container's lines have been printed, but waits for them no longer than
// drain.
func (f *follower) afterLines(id string, do func()) {
	f.mu.Lock()
	end := f.open[id].end
	f.mu.Unlock()
	if end == nil {
		do()
		return
	}
	f.streams.Add(1)
	go func() {
		defer f.streams.Done()
		select {
		case <-end:
		case <-time.After(drain):
		}
		do()
	}()
}

// printLog prints lines of one container, all to standard output unless it is told to keep the two streams.
func printLog(ctx context.Context, l driver.Logger, p *logs.Printer, c driver.Ref, name string, o driver.LogOptions, twoStreams bool) error {
	open := map[bool]driver.LogLine{} // lines whose end has not come yet: of standard output, and of standard error
	for line, err := range l.Logs(ctx, c, o) {
		if err != nil {
			return err
		}
		line.Text = open[line.Stderr].Text + line.Text
		if line.Partial {
			open[line.Stderr] = line
			continue
		}
		delete(open, line.Stderr)
		p.Line(name, line.Text, line.Stderr && twoStreams, line.Time)
	}
	for _, stderr := range []bool{false, true} {
		if line := open[stderr]; line.Text != "" {
			p.Line(name, line.Text, stderr && twoStreams, line.Time)
		}
	}
	return nil
}
