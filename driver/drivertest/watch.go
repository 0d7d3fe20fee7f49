package drivertest

import (
	"context"
	"time"

	"github.com/composekit/composekit/driver"
)

func testWatchBegins(x *tester) {
	x.create("db", x.Images.Forever) // before the watch
	ctx, cancel := context.WithTimeout(x.ctx, x.Patience)
	defer cancel()
	events := x.Driver.Watch(ctx, driver.Selector{Project: x.project})
	w := x.create("web", x.Images.Forever)
	for ev, err := range events {
		if err != nil {
			x.Fatal(err)
		}
		if ev.Type != driver.TypeContainer {
			continue
		}
		if ev.ID != w.ID || ev.Action != driver.ActionCreate {
			x.Errorf("the first event is %+v, want the creation of %s", ev, w.Name)
		}
		return
	}
	x.Error("the watch ended without an event")
}

func testWatchLife(x *tester) {
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("job", x.Images.Exits)
	ev := events.want(driver.ActionCreate, driver.ActionStart)
	if ev.ID != w.ID || ev.Name != w.Name || ev.Labels[driver.LabelService] != "job" || ev.Time.IsZero() {
		x.Errorf("the event of the start is %+v", ev)
	}
	if ev := events.want(driver.ActionDie); ev.ExitCode != 3 {
		x.Errorf("the event of the end has the exit code %d, want 3", ev.ExitCode)
	}
	x.do(&driver.RenameContainer{Container: w, Name: x.project + "-new"})
	if x.caps().AllEvents {
		events.want(driver.ActionRename)
	}
	x.do(&driver.RemoveContainer{Container: w})
	events.want(driver.ActionDestroy)
}

// wantStop waits for the events of a stop: kill, then stop and die in either order.
func (w *watched) wantStop() {
	w.Helper()
	if !w.caps().AllEvents {
		w.want(driver.ActionDie)
		return
	}
	w.want(driver.ActionKill)
	seen := map[driver.Action]bool{}
	for len(seen) < 2 {
		switch ev := w.next(); ev.Action {
		case driver.ActionStop, driver.ActionDie:
			seen[ev.Action] = true
		case driver.ActionKill: // after the grace period
		default:
			w.Fatalf("in a stop there is the event %s", ev.Action)
		}
	}
}

func testWatchStop(x *tester) {
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("web", x.Images.Forever)
	events.want(driver.ActionCreate, driver.ActionStart)
	x.do(&driver.StopContainer{Container: w})
	events.wantStop()
	x.do(&driver.StartContainer{Container: w})
	events.want(driver.ActionStart)
	x.do(&driver.KillContainer{Container: w})
	events.wantAll(driver.ActionKill, driver.ActionDie)
}

func testWatchRestart(x *tester) {
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("web", x.Images.Forever)
	events.want(driver.ActionCreate, driver.ActionStart)
	x.do(&driver.RestartContainer{Container: w})
	events.wantStop()
	events.wantAll(driver.ActionStart, driver.ActionRestart)
}

func testWatchForce(x *tester) {
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("web", x.Images.Stubborn)
	events.want(driver.ActionCreate, driver.ActionStart)
	x.do(&driver.RemoveContainer{Container: w, Force: true})
	events.wantAll(driver.ActionKill, driver.ActionDie, driver.ActionDestroy)
}

// testWatchObserve: who observes because of an event sees what it told of.
func testWatchObserve(x *tester) {
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("job", x.Images.Exits)
	events.want(driver.ActionCreate, driver.ActionStart, driver.ActionDie)
	for _, c := range x.observe(driver.Selector{Containers: []string{w.Name}}).Containers {
		if c.Status != driver.StatusExited || c.ExitCode != 3 {
			x.Errorf("after the event of its end it is %s with %d", c.Status, c.ExitCode)
		}
	}
}

func testWatchSelects(x *tester) {
	other := newProject()
	x.Cleanup(func() { x.clean(other) })
	events := x.watch(driver.Selector{Project: x.project})
	x.create("db", x.Images.Forever, func(s *driver.ContainerSpec) { s.Labels[driver.LabelProject] = other })
	w := x.create("web", x.Images.Forever)
	if ev := events.next(); ev.ID != w.ID {
		x.Errorf("there is an event of %s, want of %s only", ev.Name, w.Name)
	}
}

func testWatchEnds(x *tester) {
	events := x.watch(driver.Selector{Project: x.project})
	events.cancel()
	x.await("the watch ends", func() bool {
		select {
		case _, open := <-events.events:
			return !open
		default:
			return false
		}
	})
	select {
	case err := <-events.ended:
		x.Errorf("it ended with the error %v", err)
	default:
	}
}

// testWatchUntil: a watch that is to end does, whether or not something happens.
func testWatchUntil(x *tester) {
	now := x.see(x.create("web", x.Images.Forever)).Created
	for _, until := range []time.Duration{-time.Second, 2 * time.Second} {
		ctx, cancel := context.WithTimeout(x.ctx, x.Patience)
		defer cancel()
		for ev, err := range x.Driver.Watch(ctx, driver.Selector{Project: x.project, Until: now.Add(until)}) {
			x.Errorf("there is an event %+v, %v", ev, err)
		}
		if ctx.Err() != nil {
			x.Errorf("a watch whose Selector.Until is %s away goes on", until)
		}
	}
}

func testCancelled(x *tester) {
	ctx, cancel := context.WithCancel(x.ctx)
	cancel()
	if _, err := x.Driver.Do(ctx, x.op("web", x.Images.Forever), nil); err == nil {
		x.Error("an operation succeeded in a context that was done")
	}
	if _, err := x.Driver.Observe(ctx, driver.Selector{Project: x.project}); err == nil {
		x.Error("an observation succeeded in a context that was done")
	}
	w := x.run("web", x.Images.Stubborn)
	hour := time.Hour
	ctx, cancel = context.WithTimeout(x.ctx, 300*time.Millisecond)
	defer cancel()
	if _, err := x.Driver.Do(ctx, &driver.StopContainer{Container: w, Timeout: &hour}, nil); err == nil {
		x.Error("the stop of a container that ignores it succeeded")
	}
	x.do(&driver.KillContainer{Container: w})
}
