package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// lookout looks at the containers of a project for all who wait for something. It watches from the
// beginning, if the plan has waits. It observes when somebody begins to wait and when something happens, and
// gives all the same snapshot; only an engine that cannot be watched is polled.
type lookout struct {
	driver  driver.Driver
	clock   driver.Clock
	project string
	poll    time.Duration

	mu      sync.Mutex
	cancel  context.CancelFunc
	working sync.WaitGroup
	dirty   chan struct{} // has room for one
	round   int           // of observations, counted when they begin
	waiters map[*waiter]bool
	killed  map[string]bool // containers that got a signal since they were started, by ID
	ends    map[string]end  // of containers that were not started again, by ID
}

// end is how a container has ended.
type end struct {
	container driver.Ref
	code      int
}

// of reports whether a container that is waited for, by its name if that is all that is known of it, is the one that has
// ended.
func (e end) of(c driver.Ref) bool {
	return c.ID == e.container.ID || c.ID == "" && c.Name == e.container.Name
}

// waiter is one who waits.
type waiter struct {
	wait plan.Wait
	// from is the first observation that counts: earlier ones are from before it waited.
	from int
	// ended are the containers of the wait that have ended, now or since they were started last.
	ended map[driver.Ref]end
	// verdict has room for one; each says what the newest snapshot says.
	verdict chan verdict
}

type verdict struct {
	met bool
	err error
}

// wait waits for a condition.
func (l *lookout) wait(ctx context.Context, w plan.Wait) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if driver.Pretends(l.driver) {
		return nil
	}
	if w.Condition == plan.ConditionElapsed {
		return driver.Sleep(ctx, l.clock, w.Monitor)
	}
	me := l.join(w)
	defer l.leave(me)
	var timeout, monitored <-chan struct{}
	if w.Timeout > 0 {
		var stop func() bool
		timeout, stop = after(l.clock, w.Timeout)
		defer stop()
	}
	gone := false
	for {
		select {
		case v := <-me.verdict:
			switch {
			case errors.Is(v.err, driver.ErrNotFound) && !gone:
				// One that has removed itself may be missed before its end is told.
				gone = true
				if err := driver.Sleep(ctx, l.clock, noticeTime); err != nil {
					return err
				}
				l.askAnew(me)
			case v.err != nil:
				return l.explained(ctx, v.err)
			case v.met && w.Monitor == 0:
				return nil
			case v.met && monitored == nil:
				l.forgetEnds(me)
				var stop func() bool
				monitored, stop = after(l.clock, w.Monitor)
				defer stop()
				timeout = nil
			case monitored != nil && l.anyEnd(me) != nil:
				return fmt.Errorf("it did not stay %s for %s: %w", w.Condition, w.Monitor, l.explained(ctx, l.anyEnd(me)))
			case monitored != nil && !v.met:
				return fmt.Errorf("%s did not stay %s for %s", subjects(w.Containers), w.Condition, w.Monitor)
			}
		case <-monitored:
			return nil
		case <-timeout:
			return fmt.Errorf("%s: not %s within %s: %w", subjects(w.Containers), w.Condition, w.Timeout, ErrTimeout)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// after is a channel that is closed when d has passed.
func after(c driver.Clock, d time.Duration) (<-chan struct{}, func() bool) {
	passed := make(chan struct{})
	return passed, c.AfterFunc(d, func() { close(passed) })
}

func subjects(refs []driver.Ref) string {
	if len(refs) == 1 {
		return "container " + refs[0].Name
	}
	text := "containers"
	for i, c := range refs {
		if i > 0 {
			text += ","
		}
		text += " " + c.Name
	}
	return text
}

func (l *lookout) join(w plan.Wait) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	me := &waiter{wait: w, from: l.round + 1, ended: map[driver.Ref]end{}, verdict: make(chan verdict, 1)}
	for _, e := range l.ends {
		me.note(e)
	}
	l.waiters[me] = true
	l.stir()
	return me
}

// askAnew lets nothing count that was observed until now.
func (l *lookout) askAnew(me *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-me.verdict:
	default:
	}
	me.from = l.round + 1
	l.stir()
}

func (l *lookout) leave(me *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.waiters, me)
}

func (l *lookout) forgetEnds(me *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(me.ended)
}

// anyEnd is the error that a container has ended, though it may run again; nil if none has. One that may end well and has
// is settled all the same.
func (l *lookout) anyEnd(me *waiter) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range me.wait.Containers {
		e, ended := me.ended[c]
		if well := e.code == 0 && me.wait.Condition == plan.ConditionSettled; ended && !well {
			return &endError{e}
		}
	}
	return nil
}

// endError is that a container has ended when it should not have.
type endError struct{ end }

// Error names the container and its status.
func (e *endError) Error() string {
	return fmt.Sprintf("container %s ended with status %d", e.container.Name, e.code)
}

// noticeTime is how long an event may take to arrive when what it tells of can be observed.
const noticeTime = 100 * time.Millisecond

// explained tells ends that somebody has brought about, which planning again sets right, from
// those that containers have come to by themselves.
func (l *lookout) explained(ctx context.Context, err error) error {
	var end *endError
	if !errors.As(err, &end) || driver.Sleep(ctx, l.clock, noticeTime) != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.killed[end.container.ID] {
		return fmt.Errorf("container %s was stopped from elsewhere: %w", end.container.Name, driver.ErrConflict)
	}
	return err
}

// stir asks for an observation.
func (l *lookout) stir() {
	select {
	case l.dirty <- struct{}{}:
	default:
	}
}

// begin begins to watch.
func (l *lookout) begin() {
	var ctx context.Context
	ctx, l.cancel = context.WithCancel(context.Background())
	l.dirty = make(chan struct{}, 1)
	l.waiters = map[*waiter]bool{}
	l.killed, l.ends = map[string]bool{}, map[string]end{}
	sel := driver.Selector{Project: l.project}
	events := l.driver.Watch(ctx, sel)
	l.working.Go(func() {
		for ev, err := range events {
			if err != nil {
				break
			}
			if ev.Type == driver.TypeContainer {
				l.note(ev)
				l.stir()
			}
		}
		for driver.Sleep(ctx, l.clock, cmp.Or(l.poll, time.Second)) == nil {
			l.stir()
		}
	})
	l.working.Go(func() {
		for {
			select {
			case <-l.dirty:
			case <-ctx.Done():
				return
			}
			l.mu.Lock()
			l.round++
			round := l.round
			l.mu.Unlock()
			state, err := l.driver.Observe(ctx, sel)
			l.judge(round, state, err)
		}
	})
}

func (l *lookout) close() {
	l.mu.Lock()
	cancel := l.cancel
	l.mu.Unlock()
	if cancel != nil {
		cancel()
		l.working.Wait()
	}
}

// note keeps the exit codes of containers, for some are gone before anybody looks, and who was
// sent signals.
func (l *lookout) note(ev driver.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch ev.Action {
	case driver.ActionKill:
		l.killed[ev.ID] = true
	case driver.ActionStart:
		delete(l.killed, ev.ID)
		delete(l.ends, ev.ID)
	case driver.ActionDie:
		e := end{driver.Ref{ID: ev.ID, Name: ev.Name}, ev.ExitCode}
		l.ends[ev.ID] = e
		for w := range l.waiters {
			w.note(e)
		}
	}
}

// note takes in that a container has ended, if it is one of the wait's.
func (w *waiter) note(e end) {
	for _, c := range w.wait.Containers {
		if e.of(c) {
			w.ended[c] = e
		}
	}
}

// judge tells all who wait what a snapshot means to them.
func (l *lookout) judge(round int, state *driver.State, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for w := range l.waiters {
		if round < w.from {
			continue
		}
		v := verdict{err: err}
		if err == nil {
			v.met, v.err = w.judge(state)
		}
		select {
		case <-w.verdict: // an older one that nobody has read
		default:
		}
		w.verdict <- v
	}
}

// judge says whether the condition is met. The error is that it cannot be met any more.
func (w *waiter) judge(state *driver.State) (met bool, err error) {
	all := true
	for _, ref := range w.wait.Containers {
		i := slices.IndexFunc(state.Containers, func(c driver.Container) bool {
			return c.ID == ref.ID || ref.ID == "" && c.Name == ref.Name
		})
		var c *driver.Container
		if i >= 0 {
			c = &state.Containers[i]
		}
		met, err := w.judgeOne(ref, c)
		if err != nil || met && w.wait.Condition == plan.ConditionCompleted {
			return met, err // the first that has ended counts
		}
		all = all && met
	}
	return all, nil
}

// judgeOne says whether one container, nil if it is gone, meets the condition.
func (w *waiter) judgeOne(ref driver.Ref, c *driver.Container) (met bool, err error) {
	ends := w.wait.Condition == plan.ConditionCompleted || w.wait.Condition == plan.ConditionEnded
	last, ended := w.ended[ref]
	switch {
	case c == nil && !(ends && ended):
		return false, fmt.Errorf("container %s is gone: %w", ref.Name, driver.ErrNotFound)
	case c != nil:
		ended = c.Status == driver.StatusExited || c.Status == driver.StatusDead
		last = end{driver.Ref{ID: c.ID, Name: ref.Name}, c.ExitCode}
	}
	switch {
	case ended && w.wait.Condition == plan.ConditionEnded:
		return true, nil
	case ended && w.wait.Condition == plan.ConditionCompleted:
		if last.code != 0 {
			return false, &endError{last}
		}
		return true, nil
	case ended && w.wait.Condition == plan.ConditionSettled && last.code == 0:
		return true, nil
	case ended:
		return false, &endError{last}
	case ends || c.Status != driver.StatusRunning:
		return false, nil
	case w.wait.Condition == plan.ConditionRunning:
		return true, nil
	case c.Health == driver.HealthNone && (w.wait.Condition == plan.ConditionReady || w.wait.Condition == plan.ConditionSettled):
		return true, nil
	case c.Health == driver.HealthNone:
		return false, fmt.Errorf("container %s has no health check", ref.Name)
	case c.Health == driver.HealthUnhealthy:
		return false, fmt.Errorf("container %s is unhealthy", ref.Name)
	}
	return c.Health == driver.HealthHealthy, nil
}
