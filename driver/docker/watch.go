package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/moby/moby/api/types/events"
)

// Watch yields what happens to what sel names. The engine is asked when Watch is called; what
// happens until the events are taken is kept.
func (d *Driver) Watch(ctx context.Context, sel driver.Selector) iter.Seq2[driver.Event, error] {
	ctx, cancel := context.WithCancel(ctx)
	w := &watch{d: d, sel: sel, more: make(chan struct{}, 1), mine: map[string]bool{}}
	stream, err := w.subscribe(ctx)
	if err != nil {
		cancel()
		return func(yield func(driver.Event, error) bool) {
			if ctx := context.Cause(ctx); ctx == nil || !errors.Is(err, context.Canceled) {
				yield(driver.Event{}, err)
			}
		}
	}
	go w.pump(ctx, stream)
	return func(yield func(driver.Event, error) bool) {
		defer cancel()
		for {
			batch, done, err := w.take()
			for _, e := range batch {
				if !yield(e, nil) {
					return
				}
			}
			if done {
				if err != nil {
					yield(driver.Event{}, err)
				}
				return
			}
			if len(batch) == 0 {
				<-w.more
			}
		}
	}
}

// watch is one stream of events, and the queue between the engine and whoever takes them.
type watch struct {
	d   *Driver
	sel driver.Selector

	mu    sync.Mutex
	queue []driver.Event
	done  bool
	err   error
	more  chan struct{}

	// mine are the networks, by ID, and volumes, by name, that sel means: events do not tell.
	mine map[string]bool
}

// subscribe returns when nothing that happens from now on can be missed. An engine answers a
// request for events a moment before it begins to collect them; asking for those since a time
// of its own clock closes the gap.
func (w *watch) subscribe(ctx context.Context) (*engine.Events, error) {
	now, err := w.d.clock(ctx)
	if err != nil {
		return nil, err
	}
	since, until := w.sel.Since, ""
	if since.IsZero() {
		since = now
	}
	if end := w.sel.Until; !end.IsZero() {
		until = sinceEpoch(end)
		if w.sel.Since.IsZero() && end.Before(now) { // an engine refuses that
			since = end
		}
	}
	filters := engine.Filters{"type": {string(events.ContainerEventType), string(events.NetworkEventType), string(events.VolumeEventType)}}
	stream, err := w.d.api.Events(ctx, sinceEpoch(since), until, filters)
	if err != nil {
		return nil, w.d.fail(err)
	}
	networks, err := w.d.networks(ctx, w.sel)
	if err != nil {
		return nil, err
	}
	volumes, err := w.d.volumes(ctx, w.sel)
	if err != nil {
		return nil, err
	}
	for _, n := range networks {
		w.mine[n.ID] = true
	}
	for _, v := range volumes {
		w.mine[v.Name] = true
	}
	return stream, nil
}

// clock is what time it is for the engine.
func (d *Driver) clock(ctx context.Context) (time.Time, error) {
	system, err := d.api.Info(ctx)
	if err != nil {
		return time.Time{}, d.fail(err)
	}
	return time.Parse(time.RFC3339Nano, system.SystemTime)
}

// sinceEpoch is the form in which engines take times.
func sinceEpoch(t time.Time) string { return fmt.Sprintf("%d.%09d", t.Unix(), t.Nanosecond()) }

// pump puts events in the queue until the stream ends.
func (w *watch) pump(ctx context.Context, stream *engine.Events) {
	defer stream.Close()
	for {
		m, err := stream.Next()
		if err != nil {
			if ctx.Err() != nil || err == io.EOF && !w.sel.Until.IsZero() {
				err = nil
			}
			w.put(nil, w.d.fail(err))
			return
		}
		if e := eventOf(m); w.means(ctx, &e) {
			w.d.settled(ctx, &e)
			w.put(&e, nil)
		}
	}
}

// settled returns when the engine's lists show what an event tells. Of some things an engine tells
// while it is still at them and has the container locked; an inspection waits for that.
func (d *Driver) settled(ctx context.Context, e *driver.Event) {
	if e.Type != driver.TypeContainer {
		return
	}
	switch e.Action {
	case driver.ActionDie, driver.ActionPause, driver.ActionUnpause:
		_, _ = d.api.InspectContainer(ctx, e.ID)
	}
}

// put adds an event, or ends the queue.
func (w *watch) put(e *driver.Event, err error) {
	w.mu.Lock()
	if e != nil {
		w.queue = append(w.queue, *e)
	} else {
		w.done, w.err = true, err
	}
	w.mu.Unlock()
	select {
	case w.more <- struct{}{}:
	default:
	}
}

func (w *watch) take() (batch []driver.Event, done bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	batch, w.queue = w.queue, nil
	return batch, w.done, w.err
}

// means reports whether the event is of something that was asked for.
func (w *watch) means(ctx context.Context, e *driver.Event) bool {
	switch e.Type {
	case driver.TypeContainer:
		return ofProject(w.sel, e.Labels) || slices.Contains(w.sel.Containers, e.Name)
	case driver.TypeNetwork:
		if e.Action == driver.ActionCreate {
			in, err := w.d.api.InspectNetwork(ctx, e.ID)
			w.mine[e.ID] = err == nil && ofProject(w.sel, in.Labels)
		}
		return w.mine[e.ID] || slices.Contains(w.sel.Networks, e.Name)
	case driver.TypeVolume:
		if e.Action == driver.ActionCreate {
			in, err := w.d.api.InspectVolume(ctx, e.Name)
			w.mine[e.Name] = err == nil && ofProject(w.sel, in.Labels)
		}
		return w.mine[e.Name] || slices.Contains(w.sel.Volumes, e.Name)
	}
	return false
}

// eventOf reads an event. Of a container its attributes are its labels and a few more.
func eventOf(m events.Message) driver.Event {
	e := driver.Event{
		Time:   time.Unix(0, m.TimeNano).UTC(),
		Type:   driver.ResourceType(m.Type),
		Action: driver.Action(m.Action),
		ID:     m.Actor.ID,
		Name:   m.Actor.Attributes["name"],
	}
	attributes := maps.Clone(m.Actor.Attributes)
	delete(attributes, "name")
	switch e.Type {
	case driver.TypeContainer:
		e.Labels = driver.Labels(attributes)
		e.Attributes = map[string]string{}
		for _, name := range ownAttributes {
			if value, ok := attributes[name]; ok {
				e.Attributes[name] = value
				delete(attributes, name)
			}
		}
		if e.Action == "remove" { // as Podman calls it
			e.Action = driver.ActionDestroy
		}
		if code, err := strconv.Atoi(e.Attributes["exitCode"]); err == nil && e.Action == driver.ActionDie {
			e.ExitCode = code
		}
		if action, health, ok := strings.Cut(string(e.Action), ": "); ok && action == string(driver.ActionHealth) {
			e.Action, e.Health = driver.ActionHealth, driver.Health(health)
		}
	case driver.TypeNetwork:
		e.Container = attributes["container"]
		e.Attributes = attributes
	case driver.TypeVolume:
		e.Name = e.ID
		e.Attributes = attributes
	}
	return e
}

// ownAttributes are the attributes of a container's events that are not its labels.
var ownAttributes = []string{"image", "exitCode", "signal", "oldName", "execID", "execDuration"}
