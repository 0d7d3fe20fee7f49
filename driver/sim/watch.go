package sim

import (
	"context"
	"iter"
	"maps"
	"sync"

	"github.com/composekit/composekit/driver"
)

// watcher is one who watches. Events wait in a queue for as long as he is busy.
type watcher struct {
	sel driver.Selector

	mu    sync.Mutex
	queue []driver.Event
	err   error
	wake  chan struct{} // has room for one
}

func (w *watcher) put(ev driver.Event) {
	w.mu.Lock()
	w.queue = append(w.queue, ev)
	w.mu.Unlock()
	w.nudge()
}

func (w *watcher) lose(err error) {
	w.mu.Lock()
	w.err = err
	w.mu.Unlock()
	w.nudge()
}

func (w *watcher) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *watcher) take() (events []driver.Event, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	events, w.queue = w.queue, nil
	return events, w.err
}

// Watch yields what happens from now on.
func (e *Engine) Watch(ctx context.Context, sel driver.Selector) iter.Seq2[driver.Event, error] {
	w := &watcher{sel: sel, wake: make(chan struct{}, 1)}
	e.mu.Lock()
	if e.down {
		w.lose(errDown())
	} else {
		e.watchers[w] = true
	}
	e.mu.Unlock()
	leave := func() {
		e.mu.Lock()
		delete(e.watchers, w)
		e.mu.Unlock()
	}
	ctx, end := context.WithCancel(ctx)
	context.AfterFunc(ctx, leave)
	if !sel.Until.IsZero() {
		e.config.Clock.AfterFunc(sel.Until.Sub(e.config.Clock.Now()), end)
	}
	return func(yield func(driver.Event, error) bool) {
		defer end()
		for {
			events, err := w.take()
			for _, ev := range events {
				if ctx.Err() != nil || !yield(ev, nil) {
					return
				}
			}
			if err != nil {
				yield(driver.Event{}, err)
				return
			}
			select {
			case <-w.wake:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (e *Engine) emit(ev driver.Event, selected func(driver.Selector) bool) {
	ev.Time = e.config.Clock.Now()
	for w := range e.watchers {
		if selected(w.sel) {
			w.put(ev)
		}
	}
}

func (e *Engine) emitContainer(c *container, action driver.Action, more func(*driver.Event)) {
	ev := driver.Event{Type: driver.TypeContainer, Action: action, ID: c.id, Name: c.name, Labels: maps.Clone(c.spec.Labels)}
	if more != nil {
		more(&ev)
	}
	e.emit(ev, func(sel driver.Selector) bool { return selects(sel, c.spec.Labels, sel.Containers, c.name) })
}

// emitNetwork tells of a network, and of the container that joins or leaves it.
func (e *Engine) emitNetwork(n *network, action driver.Action, c *container) {
	ev := driver.Event{Type: driver.TypeNetwork, Action: action, ID: n.id, Name: n.spec.Name}
	if c != nil {
		ev.Container = c.id
	}
	e.emit(ev, func(sel driver.Selector) bool { return selects(sel, n.spec.Labels, sel.Networks, n.spec.Name) })
}

func (e *Engine) emitVolume(v *volume, action driver.Action) {
	ev := driver.Event{Type: driver.TypeVolume, Action: action, ID: v.spec.Name, Name: v.spec.Name}
	e.emit(ev, func(sel driver.Selector) bool { return selects(sel, v.spec.Labels, sel.Volumes, v.spec.Name) })
}

// wait waits until something holds that done, called under the lock, looks for.
func (e *Engine) wait(ctx context.Context, done func() (bool, error)) error {
	for {
		e.mu.Lock()
		changed := e.changed
		if e.down {
			e.mu.Unlock()
			return errDown()
		}
		ok, err := done()
		e.mu.Unlock()
		if ok || err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
