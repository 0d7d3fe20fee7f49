package run_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/model/confighash"
)

// images are what the containers of these tests are made of.
func images() map[string]sim.Image {
	check := driver.ImageConfig{Healthcheck: &driver.Healthcheck{Test: []string{"CMD", "check"}, Interval: time.Second, Retries: 2, StartPeriod: 10 * time.Second, StartInterval: time.Second}}
	sick := driver.ImageConfig{Healthcheck: &driver.Healthcheck{Test: []string{"CMD", "check"}, Interval: time.Second, Retries: 2}}
	return map[string]sim.Image{
		"web":         {},
		"ok":          {Behave: sim.Always(sim.Behaviour{Exits: true, After: 3 * time.Second})},
		"fails":       {Behave: sim.Always(sim.Behaviour{Exits: true, After: 3 * time.Second, Code: 2})},
		"quick":       {Behave: sim.Always(sim.Behaviour{Exits: true, After: 100 * time.Millisecond})},
		"quick-fails": {Behave: sim.Always(sim.Behaviour{Exits: true, After: 100 * time.Millisecond, Code: 2})},
		"broken":      {Behave: sim.Always(sim.Behaviour{StartError: "exec: no such file"})},
		"stubborn":    {Behave: sim.Always(sim.Behaviour{IgnoresSignals: true})},
		"healthy":     {Config: check, Behave: sim.Always(sim.Behaviour{HealthyAfter: 5 * time.Second})},
		"sick":        {Config: sick, Behave: sim.Always(sim.Behaviour{NeverHealthy: true})},
		"hooked":      {Behave: sim.Always(sim.Behaviour{Exec: func([]string) (int, string) { return 32, "no such table\n" }})},
		"crashing":    {Behave: sim.Always(sim.Behaviour{Exits: true, After: 4 * time.Second, Code: 1})},
	}
}

// bench is an engine and an executor in virtual time, each operation taking a second.
type bench struct {
	*testing.T
	engine *sim.Engine
	exec   run.Executor
	events []run.Event
	begun  time.Time
	stop   chan struct{}
}

func inBench(t *testing.T, f func(b *bench)) {
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, begun: time.Now(), stop: make(chan struct{})}
		b.engine = sim.New(sim.Config{Clock: host.Clock{}, Images: images(), Registry: map[string]sim.Image{"pulled": {}},
			Latency: func(driver.Op) time.Duration { return time.Second }})
		b.exec = run.Executor{Driver: b.engine, Clock: host.Clock{}, Stop: b.stop, Notify: func(ev run.Event) { b.events = append(b.events, ev) }}
		f(b)
	})
}

// step makes a step from "ID: VERB SUBJECT…", after others.
func step(text string, after ...string) plan.Step {
	id, what, _ := strings.Cut(text, ": ")
	words := strings.Fields(what)
	group, _, _ := strings.Cut(id, "/")
	s := plan.Step{ID: id, Group: group, Service: group, After: after}
	c := driver.Ref{Name: group}
	switch words[0] {
	case "create":
		s.Op = &driver.CreateContainer{Name: group, Spec: driver.ContainerSpec{Image: words[1], NetworkMode: "none",
			Labels: driver.Labels{driver.LabelProject: "p", driver.LabelService: group, driver.LabelConfigHash: words[1]}}}
		s.Undo = &driver.RemoveContainer{Container: c, Force: true}
	case "start":
		s.Op, s.Undo = &driver.StartContainer{Container: c}, &driver.StopContainer{Container: c}
	case "stop":
		s.Op, s.Undo = &driver.StopContainer{Container: c}, &driver.StartContainer{Container: c}
	case "remove":
		s.Op = &driver.RemoveContainer{Container: c}
	case "rename":
		s.Op = &driver.RenameContainer{Container: c, Name: words[1]}
		s.Undo = &driver.RenameContainer{Container: driver.Ref{Name: words[1]}, Name: group}
	case "pull":
		s.Op = &driver.PullImage{Image: words[1]}
	case "wait":
		s.Wait = &plan.Wait{Containers: []driver.Ref{c}, Condition: plan.Condition(words[1])}
	default:
		panic(text)
	}
	return s
}

// up makes the steps that create and start a container.
func up(name, image string, after ...string) []plan.Step {
	return []plan.Step{step(name + "/create: create " + image), step(name+"/start: start", append([]string{name + "/create"}, after...)...)}
}

func planOf(steps ...[]plan.Step) *plan.Plan {
	return &plan.Plan{Project: "p", Verb: plan.Up, Steps: slices.Concat(steps...)}
}

func (b *bench) state() map[string]driver.Container {
	b.Helper()
	s, err := b.engine.Observe(b.Context(), driver.Selector{Project: "p"})
	if err != nil {
		b.Fatal(err)
	}
	out := map[string]driver.Container{}
	for _, c := range s.Containers {
		out[c.Name] = c
	}
	return out
}

// wantPhases compares what became of steps, as "ID=PHASE".
func (b *bench) wantPhases(r *run.Report, want ...string) {
	b.Helper()
	for _, w := range want {
		id, phase, _ := strings.Cut(w, "=")
		if got := r.Steps[id].Phase; got != run.Phase(phase) {
			b.Errorf("step %s is %s (%v), want %s", id, got, r.Steps[id].Err, phase)
		}
	}
}

func (b *bench) wantStates(want ...string) {
	b.Helper()
	var got []string
	for name, c := range b.state() {
		got = append(got, name+"="+string(c.Status))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		b.Errorf("the containers are %v, want %v", got, want)
	}
}

func (b *bench) wantElapsed(want time.Duration) {
	b.Helper()
	if got := time.Since(b.begun); got != want {
		b.Errorf("it took %s, want %s", got, want)
	}
}

func TestParallel(t *testing.T) {
	inBench(t, func(b *bench) {
		r, err := b.exec.Run(b.Context(), planOf(up("a", "web"), up("b", "web"), up("c", "web", "b/start")))
		if err != nil || !r.Changed() {
			b.Fatalf("%v", err)
		}
		b.wantStates("a=running", "b=running", "c=running")
		b.wantElapsed(3 * time.Second)
	})
}

func TestLimits(t *testing.T) {
	inBench(t, func(b *bench) {
		b.exec.Limits.Changes = 2
		if _, err := b.exec.Run(b.Context(), planOf(up("a", "web"), up("b", "web"), up("c", "web"))); err != nil {
			b.Fatal(err)
		}
		b.wantElapsed(3 * time.Second)
		running, most := 0, 0
		for _, ev := range b.events {
			switch ev.Phase {
			case run.PhaseStarted:
				running++
			case run.PhaseDone:
				running--
			}
			most = max(most, running)
		}
		if most != 2 {
			b.Errorf("at most %d steps ran at once, want 2", most)
		}
	})
}

// The longest chain comes first where there is no room for all.
// Operations that take much of a machine are bounded more than others, each kind by itself.
func TestDefaultLimits(t *testing.T) {
	for kind, want := range map[string]time.Duration{"pull": 6 * time.Second, "build": 9 * time.Second, "create": 2 * time.Second, "remove": time.Second} {
		inBench(t, func(b *bench) {
			var steps []plan.Step
			for i := range 18 { // by 3, by 2, by 16, all at once
				s := step(fmt.Sprintf("s%d: pull pulled", i))
				switch kind {
				case "build":
					s.Op = &driver.BuildImage{Spec: driver.BuildSpec{Tags: []string{"built"}}}
				case "create":
					s = step(fmt.Sprintf("s%d: create web", i))
				case "remove":
					s = step(fmt.Sprintf("s%d: remove", i))
				}
				steps = append(steps, s)
			}
			_, _ = b.exec.Run(b.Context(), planOf(steps)) // there is nothing to remove
			if got := time.Since(b.begun); got != want {
				b.Errorf("18 times %s took %s, want %s", kind, got, want)
			}
		})
	}
}

// Steps that are the beginning of as much are begun in the order of the plan.
func TestOrderOfPlan(t *testing.T) {
	inBench(t, func(b *bench) {
		b.exec.Limits.Changes = 1
		names := []string{"d", "a", "c", "b"}
		var steps []plan.Step
		for _, name := range names {
			steps = append(steps, step(name+": create web"))
		}
		if _, err := b.exec.Run(b.Context(), planOf(steps)); err != nil {
			b.Fatal(err)
		}
		var order []string
		for _, ev := range b.events {
			if ev.Phase == run.PhaseStarted {
				order = append(order, ev.Step)
			}
		}
		if !slices.Equal(order, names) {
			b.Errorf("steps began in the order %v", order)
		}
	})
}

func TestLongestChainFirst(t *testing.T) {
	inBench(t, func(b *bench) {
		b.exec.Limits.Changes = 1
		p := planOf([]plan.Step{step("a/create: create web")}, up("b", "healthy"), []plan.Step{step("b/wait: wait healthy", "b/start")})
		if _, err := b.exec.Run(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		var order []string
		for _, ev := range b.events {
			if ev.Phase == run.PhaseStarted {
				order = append(order, ev.Step)
			}
		}
		slices.Sort(order[2:]) // these two begin at once
		if want := []string{"b/create", "b/start", "a/create", "b/wait"}; !slices.Equal(order, want) {
			b.Errorf("steps began in the order %v", order)
		}
		b.wantElapsed(6500 * time.Millisecond) // created by 1s, runs from 1.5s, is healthy 5s later
	})
}

func TestFailureSkipsWhatNeedsIt(t *testing.T) {
	inBench(t, func(b *bench) {
		r, err := b.exec.Run(b.Context(), planOf(up("a", "broken"), up("b", "web", "a/start"), up("c", "web")))
		var failed *run.Error
		if !errors.As(err, &failed) || len(failed.Failures) != 1 || failed.Skipped != 1 || failed.Interrupted {
			b.Fatalf("the error is %v", err)
		}
		if text := err.Error(); !strings.HasPrefix(text, "service a: ") || !strings.Contains(text, "exec: no such file") {
			b.Errorf("the error is %q", text)
		}
		b.wantPhases(r, "a/create=done", "a/start=failed", "b/create=done", "b/start=skipped", "c/start=done")
	})
}

// TestFailureEndsIdleWaits: what is waited for alone for the sake of steps that need something that has failed is not
// waited for, for it may never come. Waits that something else needs, and those that are an end in themselves, go on.
func TestFailureEndsIdleWaits(t *testing.T) {
	inBench(t, func(b *bench) {
		r, err := b.exec.Run(b.Context(), planOf(
			up("a", "broken"), up("server", "web"), up("job", "ok"), up("late", "web", "job/start"),
			[]plan.Step{step("server/ended: wait completed", "server/start"), step("job/ended: wait completed", "job/start"),
				step("late/ended: wait completed", "late/start"), step("job/last: wait ended", "job/start")},
			up("b", "web", "a/start", "server/ended", "job/ended", "late/ended"), up("c", "web", "job/ended"),
		))
		var failed *run.Error
		if !errors.As(err, &failed) || len(failed.Failures) != 1 || failed.Interrupted {
			b.Fatalf("the error is %v", err)
		}
		b.wantPhases(r, "a/start=failed", "server/ended=cancelled", "late/start=done", "late/ended=cancelled", "b/start=cancelled",
			"job/ended=done", "job/last=done", "c/start=done")
	})
}

func TestFailureOfHook(t *testing.T) {
	inBench(t, func(b *bench) {
		hook := plan.Step{ID: "a/hook", Group: "a", Service: "a", After: []string{"a/start"},
			Op: &driver.ExecContainer{Container: driver.Ref{Name: "a"}, Command: []string{"migrate", "up"}}}
		r, err := b.exec.Run(b.Context(), planOf(up("a", "hooked"), []plan.Step{hook}, up("b", "web", "a/hook")))
		if err == nil || !strings.Contains(err.Error(), "\"migrate up\" in container a ended with status 32:\nno such table") {
			b.Errorf("the error is %v", err)
		}
		b.wantPhases(r, "a/start=done", "a/hook=failed", "b/create=done", "b/start=skipped")
	})
}

func TestFailFast(t *testing.T) {
	inBench(t, func(b *bench) {
		b.exec.FailFast = true
		r, err := b.exec.Run(b.Context(), planOf(up("a", "broken"), up("b", "healthy"),
			[]plan.Step{step("b/wait: wait healthy", "b/start")}, up("c", "web", "b/wait"), []plan.Step{step("d/create: create web", "b/wait")}))
		if err == nil || errors.Is(err, run.ErrInterrupted) {
			b.Fatalf("the error is %v", err)
		}
		b.wantPhases(r, "a/start=failed", "b/start=done", "b/wait=cancelled", "c/start=cancelled", "d/create=cancelled")
	})
}

func TestOptional(t *testing.T) {
	inBench(t, func(b *bench) {
		wait := step("a/wait: wait healthy", "a/start")
		wait.Optional = true
		for _, image := range []string{"sick", "broken"} {
			r, err := b.exec.Run(b.Context(), planOf(up("a", image), []plan.Step{wait}, up("b", "web", "a/wait")))
			b.wantPhases(r, "b/start=done")
			if (err == nil) != (image == "sick") {
				b.Errorf("with a dependency that is %s the error is %v", image, err)
			}
			for _, name := range []string{"a", "b"} {
				if _, err := b.engine.Do(b.Context(), &driver.RemoveContainer{Container: driver.Ref{Name: name}, Force: true}, nil); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

func TestWaits(t *testing.T) {
	cases := []struct {
		image, condition string
		timeout, monitor time.Duration
		elapsed          time.Duration
		err              string
	}{
		{image: "web", condition: "running", elapsed: 0},
		{image: "web", condition: "ready", elapsed: 0},
		{image: "web", condition: "healthy", err: "has no health check"},
		{image: "healthy", condition: "healthy", elapsed: 4500 * time.Millisecond},
		{image: "healthy", condition: "ready", elapsed: 4500 * time.Millisecond},
		{image: "healthy", condition: "healthy", timeout: 2 * time.Second, elapsed: 2 * time.Second, err: "not healthy within 2s"},
		{image: "sick", condition: "healthy", elapsed: 1500 * time.Millisecond, err: "is unhealthy"},
		{image: "ok", condition: "completed", elapsed: 2500 * time.Millisecond},
		{image: "ok", condition: "healthy", err: "has no health check"},
		{image: "ok", condition: "running", monitor: 5 * time.Second, elapsed: 2600 * time.Millisecond, err: "ended with status 0"},
		{image: "web", condition: "running", monitor: 5 * time.Second, elapsed: 5 * time.Second},
		{image: "fails", condition: "completed", elapsed: 2600 * time.Millisecond, err: "ended with status 2"},
		{image: "fails", condition: "ended", elapsed: 2500 * time.Millisecond},
		{image: "web", condition: "settled", elapsed: 0},
		{image: "healthy", condition: "settled", elapsed: 4500 * time.Millisecond},
		{image: "quick", condition: "settled", elapsed: 0},
		{image: "quick-fails", condition: "settled", elapsed: 100 * time.Millisecond, err: "ended with status 2"},
		{image: "ok", condition: "settled", monitor: 5 * time.Second, elapsed: 5 * time.Second},
		{image: "fails", condition: "settled", monitor: 5 * time.Second, elapsed: 2600 * time.Millisecond, err: "ended with status 2"},
		{image: "quick", condition: "ready", elapsed: 100 * time.Millisecond, err: "ended with status 0"},
		{image: "web", condition: "elapsed", monitor: 7 * time.Second, elapsed: 7 * time.Second},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s %s %s %s", c.image, c.condition, c.timeout, c.monitor), func(t *testing.T) {
			inBench(t, func(b *bench) {
				w := step("a/wait: wait "+c.condition, "a/start")
				w.Wait.Timeout, w.Wait.Monitor = c.timeout, c.monitor
				r, err := b.exec.Run(b.Context(), planOf(up("a", c.image), []plan.Step{w}))
				if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
					b.Errorf("the error is %v, want %q", err, c.err)
				}
				o := r.Steps["a/wait"]
				if got := o.Finished.Sub(o.Started); got != c.elapsed {
					b.Errorf("it waited for %s, want %s", got, c.elapsed)
				}
			})
		})
	}
}

// unwatchable is a driver of an engine that tells no events.
type unwatchable struct{ driver.Driver }

func (unwatchable) Watch(context.Context, driver.Selector) iter.Seq2[driver.Event, error] {
	return func(yield func(driver.Event, error) bool) { yield(driver.Event{}, driver.ErrUnsupported) }
}

// An engine that cannot be watched is looked at every so often.
func TestWaitsPoll(t *testing.T) {
	for poll, want := range map[time.Duration]time.Duration{0: 7 * time.Second, 4 * time.Second: 8 * time.Second} {
		inBench(t, func(b *bench) {
			b.exec.Driver, b.exec.Poll = unwatchable{b.engine}, poll
			if _, err := b.exec.Run(b.Context(), planOf(up("a", "healthy"), []plan.Step{step("a/wait: wait healthy", "a/start")})); err != nil {
				b.Fatal(err)
			}
			b.wantElapsed(want) // it is healthy after 6.5 s
		})
	}
}

// A container that removes itself as it ends has ended nevertheless: while it is waited for, or before, and also if its
// name is all that is known of it, because another run has made it.
func TestWaitForSelfRemoving(t *testing.T) {
	for _, c := range []struct{ image, condition, err string }{
		{"ok", "completed", ""},
		{"ok", "ended", ""},
		{"ok", "running", ""},
		{"fails", "completed", "container a ended with status 2"},
		{"fails", "ended", ""},
		{"quick", "completed", ""},
		{"quick", "ended", ""},
		{"quick", "running", "container a is gone"},
		{"quick-fails", "completed", "container a ended with status 2"},
		{"quick-fails", "ended", ""},
	} {
		for _, byName := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s %s, by name: %v", c.image, c.condition, byName), func(t *testing.T) {
				inBench(t, func(b *bench) {
					steps := up("a", c.image)
					steps[0].Op.(*driver.CreateContainer).Spec.AutoRemove = true
					if byName {
						if _, err := b.engine.Do(b.Context(), steps[0].Op, nil); err != nil {
							b.Fatal(err)
						}
						steps = []plan.Step{step("a/start: start")}
					}
					_, err := b.exec.Run(b.Context(), planOf(steps, []plan.Step{step("a/wait: wait "+c.condition, "a/start")}))
					if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
						b.Errorf("the error is %v, want %q", err, c.err)
					}
				})
			})
		}
	}
}

// A container that its restart policy starts again has not stayed up.
func TestMonitorSeesRestarts(t *testing.T) {
	inBench(t, func(b *bench) {
		p := planOf(up("a", "crashing"), []plan.Step{step("a/wait: wait running", "a/start")})
		p.Steps[0].Op.(*driver.CreateContainer).Spec.Restart.Name = "always"
		p.Steps[2].Wait.Monitor = 30 * time.Second
		_, err := b.exec.Run(b.Context(), p)
		if err == nil || !strings.Contains(err.Error(), "did not stay running for 30s: container a ended with status 1") {
			b.Errorf("the error is %v", err)
		}
		b.wantElapsed(5600 * time.Millisecond)
	})
}

func TestStop(t *testing.T) {
	inBench(t, func(b *bench) {
		time.AfterFunc(500*time.Millisecond, func() { close(b.stop) })
		r, err := b.exec.Run(b.Context(), planOf(up("a", "web"), up("b", "web", "a/start"), []plan.Step{
			step("a/wait: wait healthy", "a/start"), step("c/create: create web", "a/start")}))
		if !errors.Is(err, run.ErrInterrupted) {
			b.Errorf("the error is %v", err)
		}
		// What was begun is finished, even where it takes another group that was begun.
		b.wantPhases(r, "a/create=done", "a/start=done", "b/create=done", "b/start=done", "a/wait=cancelled", "c/create=cancelled")
	})
}

// TestStartedInOrder: what begins at the same time is told in the order of the plan.
func TestStartedInOrder(t *testing.T) {
	inBench(t, func(b *bench) {
		var steps []plan.Step
		var want, got []string
		for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			steps, want = append(steps, step(name+": create web")), append(want, name)
		}
		if _, err := b.exec.Run(b.Context(), planOf(steps)); err != nil {
			b.Fatal(err)
		}
		for _, ev := range b.events {
			if ev.Phase == run.PhaseStarted {
				got = append(got, ev.Step)
			}
		}
		if !slices.Equal(got, want) {
			b.Errorf("begun are %v, want %v", got, want)
		}
	})
}

// TestStopEndsImages: nobody who stops has to wait for an image.
func TestStopEndsImages(t *testing.T) {
	inBench(t, func(b *bench) {
		time.AfterFunc(300*time.Millisecond, func() { close(b.stop) })
		r, err := b.exec.Run(b.Context(), planOf(up("a", "web"), []plan.Step{
			step("i: pull pulled"), step("b/create: create pulled", "i"),
			{ID: "j", Op: &driver.BuildImage{Spec: driver.BuildSpec{Service: "j", Tags: []string{"built"}, Context: "."}}},
		}))
		if !errors.Is(err, run.ErrInterrupted) {
			b.Errorf("the error is %v", err)
		}
		b.wantPhases(r, "a/create=done", "a/start=done", "i=cancelled", "j=cancelled", "b/create=cancelled")
		state, err := b.engine.Observe(b.Context(), driver.Selector{Images: []string{"pulled", "built"}})
		if err != nil || len(state.Images) > 0 {
			b.Errorf("there are %v, %v", state.Images, err)
		}
	})
}

func TestCancel(t *testing.T) {
	inBench(t, func(b *bench) {
		ctx, cancel := context.WithTimeout(b.Context(), 1200*time.Millisecond)
		defer cancel()
		r, err := b.exec.Run(ctx, planOf(up("a", "web"), up("b", "web", "a/start")))
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, run.ErrInterrupted) {
			b.Errorf("the error is %v", err)
		}
		b.wantPhases(r, "a/create=done", "a/start=cancelled", "b/create=done", "b/start=cancelled")
		b.wantElapsed(1200 * time.Millisecond)
	})
}

func TestRollback(t *testing.T) {
	t.Run("all", func(t *testing.T) { testRollback(t, false) })
	t.Run("fail fast", func(t *testing.T) { testRollback(t, true) })
}

func testRollback(t *testing.T, failFast bool) {
	inBench(t, func(b *bench) {
		b.exec.Rollback, b.exec.FailFast = true, failFast
		if _, err := b.exec.Run(b.Context(), planOf(up("old", "web"))); err != nil {
			b.Fatal(err)
		}
		before := b.state()
		p := planOf(
			[]plan.Step{step("old/stop: stop"), step("old/rename: rename kept", "old/stop")},
			up("new", "web", "old/rename"),
			up("bad", "sick", "new/start"), []plan.Step{step("bad/wait: wait healthy", "bad/start")},
		)
		for i := range p.Steps[:2] {
			// What exists is named by its ID.
			p.Steps[i].Op = driver.WithContainer(p.Steps[i].Op, func(c driver.Ref) driver.Ref { c.ID = before["old"].ID; return c })
			p.Steps[i].Undo = driver.WithContainer(p.Steps[i].Undo, func(c driver.Ref) driver.Ref { c.ID = before["old"].ID; return c })
		}
		r, err := b.exec.Run(b.Context(), p)
		if err == nil {
			b.Fatal("there is no error")
		}
		b.wantStates("old=running")
		if got := b.state()["old"].ID; got != before["old"].ID {
			b.Errorf("the container is %s, want %s", got, before["old"].ID)
		}
		if len(r.Undone) != 6 {
			b.Errorf("undone are %v", r.Undone)
		}
	})
}

// failing is a driver in which an operation fails a number of times.
type failing struct {
	driver.Driver
	which func(driver.Op) bool
	times int
}

func (f *failing) Do(ctx context.Context, op driver.Op, progress func(driver.Progress)) (driver.Result, error) {
	if f.which(op) && f.times > 0 {
		f.times--
		return driver.Result{}, errors.New("not now")
	}
	return f.Driver.Do(ctx, op, progress)
}

// What needs others only to be over is done when they have failed, or could not be done; not if that is taken back.
func TestSettled(t *testing.T) {
	for _, c := range []struct {
		image    string
		rollback bool
		phase    run.Phase
		states   []string
	}{
		{"web", false, run.PhaseDone, []string{"new=running"}},
		{"broken", false, run.PhaseDone, []string{"new=created"}},
		{"missing", false, run.PhaseSkipped, []string{"kept=exited"}},
		{"broken", true, run.PhaseSkipped, []string{"old=running"}},
	} {
		inBench(t, func(b *bench) {
			b.exec.Rollback = c.rollback
			if _, err := b.exec.Run(b.Context(), planOf(up("old", "web"))); err != nil {
				b.Fatal(err)
			}
			id := b.state()["old"].ID
			remove := step("kept/remove: remove", "old/rename", "new/create")
			remove.Settled = []string{"new/wait"}
			p := planOf([]plan.Step{step("old/stop: stop"), step("old/rename: rename kept", "old/stop")}, up("new", c.image, "old/rename"),
				[]plan.Step{step("new/wait: wait running", "new/start"), remove})
			for _, i := range []int{0, 1, 5} {
				named := func(c driver.Ref) driver.Ref { c.ID = id; return c }
				p.Steps[i].Op = driver.WithContainer(p.Steps[i].Op, named)
				if p.Steps[i].Undo != nil {
					p.Steps[i].Undo = driver.WithContainer(p.Steps[i].Undo, named)
				}
			}
			r, err := b.exec.Run(b.Context(), p)
			if (err == nil) != (c.image == "web") {
				b.Errorf("%+v: the error is %v", c, err)
			}
			b.wantPhases(r, "kept/remove="+string(c.phase))
			b.wantStates(c.states...)
		})
	}
}

// What could not be taken back is tried once more, and is no failure if that helps.
func TestRollbackAgain(t *testing.T) {
	for _, c := range []struct {
		times    int
		failures []string
		phase    run.Phase
		states   []string
	}{
		{1, []string{"bad/start"}, run.PhaseDone, nil},
		{2, []string{"bad/start", "taking back a/create"}, run.PhaseFailed, []string{"a=exited"}},
	} {
		inBench(t, func(b *bench) {
			b.exec.Rollback = true
			b.exec.Driver = &failing{Driver: b.engine, times: c.times, which: func(op driver.Op) bool {
				remove, ok := op.(*driver.RemoveContainer)
				return ok && remove.Container.Name == "a"
			}}
			r, err := b.exec.Run(b.Context(), planOf(up("a", "web"), up("bad", "broken", "a/start")))
			var failed *run.Error
			if !errors.As(err, &failed) {
				b.Fatalf("the error is %v", err)
			}
			var failures []string
			for _, f := range failed.Failures {
				id := f.Step.ID
				if f.Undo {
					id = "taking back " + id
				}
				failures = append(failures, id)
			}
			if !slices.Equal(failures, c.failures) {
				b.Errorf("%d times: the failures are %q, want %q", c.times, failures, c.failures)
			}
			if o := r.Undone["a/create"]; o.Phase != c.phase {
				b.Errorf("%d times: taking back a/create is %s, want %s", c.times, o.Phase, c.phase)
			}
			b.wantStates(c.states...)
		})
	}
}

// TestInterruptedRollback: that not everything was taken back is told besides what has failed.
func TestInterruptedRollback(t *testing.T) {
	inBench(t, func(b *bench) {
		b.exec.Rollback = true
		ctx, cancel := context.WithTimeout(b.Context(), 3500*time.Millisecond) // 500 ms after the failure
		defer cancel()
		r, err := b.exec.Run(ctx, planOf(up("a", "web"), up("bad", "broken", "a/create")))
		var failed *run.Error
		if !errors.As(err, &failed) || len(failed.Failures) != 1 || failed.Failures[0].Step.ID != "bad/start" {
			b.Errorf("the error is %v", err)
		}
		if !errors.Is(err, run.ErrInterrupted) || !errors.Is(err, context.DeadlineExceeded) {
			b.Errorf("the error is %v, and says nothing of the interruption", err)
		}
		if len(r.Undone) == 0 || r.Undone["a/create"].Phase != run.PhaseCancelled {
			b.Errorf("undone are %v", r.Undone)
		}
	})
}

// What has been removed cannot be put back, so its group stays as it is.
func TestRollbackLeavesFinalGroups(t *testing.T) {
	inBench(t, func(b *bench) {
		b.exec.Rollback = true
		if _, err := b.exec.Run(b.Context(), planOf(up("old", "web"))); err != nil {
			b.Fatal(err)
		}
		p := planOf([]plan.Step{step("old/stop: stop"), step("old/remove: remove", "old/stop")}, up("new", "web", "old/remove"), up("bad", "broken", "new/start"))
		for i := range p.Steps {
			if p.Steps[i].Group == "new" {
				p.Steps[i].Group = "old"
			}
		}
		if _, err := b.exec.Run(b.Context(), p); err == nil {
			b.Fatal("there is no error")
		}
		b.wantStates("new=running")
	})
}

// rollout makes a plan that replaces three containers one after the other; the second fails.
func rolloutPlan(action string, ratio float32) *plan.Plan {
	images := map[string]string{"w1": "web", "w2": "broken", "w3": "web"}
	p := &plan.Plan{Project: "p", Verb: plan.Up, Rollouts: []plan.Rollout{{Service: "w", Containers: 3, MaxFailureRatio: ratio, Action: action}}}
	last := ""
	for _, name := range []string{"w1", "w2", "w3"} {
		steps := up(name, images[name])
		if last != "" {
			steps[0].After = append(steps[0].After, last)
		}
		last = name + "/start"
		for _, s := range steps {
			s.Service, s.Rollout = "w", "w"
			p.Steps = append(p.Steps, s)
		}
	}
	p.Steps = append(p.Steps, up("after", "web", last)...)
	return p
}

func TestRollouts(t *testing.T) {
	cases := []struct {
		action string
		ratio  float32
		states []string
		phases []string
	}{
		{"pause", 0, []string{"after=created", "w1=running", "w2=created"}, []string{"w3/create=skipped", "after/start=skipped"}},
		{"continue", 0, []string{"after=created", "w1=running", "w2=created", "w3=running"}, []string{"after/start=skipped"}},
		{"rollback", 0, []string{"after=created"}, []string{"w3/create=skipped", "after/start=skipped"}},
		{"pause", 0.5, []string{"after=created", "w1=running", "w2=created", "w3=running"}, []string{"w3/start=done", "after/start=skipped"}},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.action, " ", c.ratio), func(t *testing.T) {
			inBench(t, func(b *bench) {
				r, err := b.exec.Run(b.Context(), rolloutPlan(c.action, c.ratio))
				if err == nil {
					b.Error("there is no error")
				}
				b.wantPhases(r, c.phases...)
				b.wantStates(c.states...)
			})
		})
	}
}

// Once a rollout is halted no container is begun that waits for nothing but room.
func TestHaltedRollout(t *testing.T) {
	for action, want := range map[string][]string{"pause": {"w1=created"}, "continue": {"w1=created", "w2=running"}, "rollback": nil} {
		inBench(t, func(b *bench) {
			p := planOf(up("w1", "broken"), []plan.Step{step("one/pull: pull pulled"), step("two/pull: pull pulled", "one/pull"), step("three/pull: pull pulled", "two/pull")}, up("w2", "web"))
			p.Steps[5].After = []string{"three/pull"}
			for i := range p.Steps {
				if group := p.Steps[i].Group; group == "w1" || group == "w2" {
					p.Steps[i].Service, p.Steps[i].Rollout = "w", "w"
				}
			}
			p.Rollouts = []plan.Rollout{{Service: "w", Containers: 2, Action: action}}
			r, err := b.exec.Run(b.Context(), p)
			if err == nil {
				b.Error("there is no error")
			}
			b.wantStates(want...)
			if action != "continue" {
				b.wantPhases(r, "w2/create=skipped", "w2/start=skipped")
			}
		})
	}
}

func TestWhen(t *testing.T) {
	inBench(t, func(b *bench) {
		s, err := b.engine.Observe(b.Context(), driver.Selector{Images: []string{"web"}})
		if err != nil {
			b.Fatal(err)
		}
		p := planOf([]plan.Step{step("image/pull: pull pulled"), step("a/create: create web", "image/pull"), step("b/create: create web", "image/pull"), step("b/start: start", "b/create"),
			step("c/create: create web", "image/pull"), step("d/create: create web", "image/pull")})
		p.Steps[1].When = []plan.LateChange{{Image: "web", From: s.Images["web"].Digest}}
		p.Steps[2].When = []plan.LateChange{{Image: "web", From: s.Images["web"].Digest}, {Image: "pulled", From: "another"}}
		p.Steps[4].When = []plan.LateChange{{Image: "pulled", Missing: true}}
		p.Steps[5].When = []plan.LateChange{{Image: "none", Missing: true}}
		r, err := b.exec.Run(b.Context(), p)
		if err != nil {
			b.Fatal(err)
		}
		b.wantPhases(r, "a/create=omitted", "b/create=done", "b/start=done", "c/create=omitted", "d/create=done")
		b.wantStates("b=running", "d=created")
	})
}

// TestProvider: what a provider tells goes into what is made after it, and decides whether it is made. A dry run asks
// nobody, and takes it that nothing would be told that was not told before.
func TestProvider(t *testing.T) {
	inBench(t, func(b *bench) {
		makePlan := func(from string) *plan.Plan {
			p := planOf([]plan.Step{step("cloud/provider-up: start"), step("a/create: create web", "cloud/provider-up"), step("a/start: start", "a/create")})
			p.Steps[0].Op, p.Steps[0].Provider, p.Steps[0].Service = nil, &plan.ProviderCall{Type: "cloud", Command: plan.ProviderUp}, "cloud"
			create := p.Steps[1].Op.(*driver.CreateContainer)
			create.Spec.Env, create.Hashed = []string{"{provider:cloud}", "B=1"}, `{"environment":{"B":"1","{provider:cloud}":null}}`
			create.Spec.Labels[driver.LabelConfigHash] = ""
			if from != "" {
				p.Steps[1].When = []plan.LateChange{{Container: "a/create", From: from}}
				p.Steps[2].When = p.Steps[1].When
			}
			return p
		}
		r, err := b.exec.Run(b.Context(), makePlan(""))
		if !errors.Is(err, driver.ErrUnsupported) {
			b.Errorf("where nobody can be asked the error is %v", err)
		}
		b.wantPhases(r, "cloud/provider-up=failed", "a/create=skipped", "a/start=skipped")
		b.exec.Provide = func(_ context.Context, c run.Call, report func(driver.Progress)) (run.Provided, error) {
			report(driver.Progress{Text: "asked"})
			return run.Provided{Variables: map[string]string{"B": "2", "C": "3"}}, nil
		}
		var told []string
		b.exec.Notify = func(e run.Event) {
			if e.Progress != nil {
				told = append(told, e.Progress.Text)
			}
			if e.Result != nil {
				told = append(told, e.Result.Warnings...)
			}
		}
		hash := confighash.Of(`{"environment":{"B":"2","C":"3"}}`)
		r, err = b.exec.Run(b.Context(), makePlan(hash))
		if err != nil {
			b.Fatal(err)
		}
		b.wantPhases(r, "cloud/provider-up=done", "a/create=omitted", "a/start=omitted")
		if _, err = b.exec.Run(b.Context(), makePlan("another")); err != nil {
			b.Fatal(err)
		}
		b.wantStates("a=running")
		s, err := b.engine.Observe(b.Context(), driver.Selector{Containers: []string{"a"}, Specs: true})
		if err != nil || strings.Join(s.Containers[0].Spec.Env, " ") != "B=2 C=3" || s.Containers[0].Hash() != hash {
			b.Errorf("made was %+v, %v", s.Containers, err)
		}
		if want := []string{"asked", "asked", "the provider of cloud overrides environment variable B"}; !slices.Equal(told, want) {
			b.Errorf("told was %q", told)
		}
		dry := b.exec
		dry.Driver = driver.Wrap(b.engine, sim.DryRun(host.Clock{}))
		if r, err = dry.Run(b.Context(), makePlan("another")); err != nil {
			b.Fatal(err)
		}
		b.wantPhases(r, "cloud/provider-up=done", "a/create=omitted", "a/start=omitted")
	})
}

// TestModel: what is to be done about models is done before what comes after it, a failure keeps that from being done,
// and a dry run does nothing.
func TestModel(t *testing.T) {
	inBench(t, func(b *bench) {
		p := planOf([]plan.Step{step("model:llm/pull: start"), step("a/create: create web", "model:llm/pull")})
		p.Steps[0].Op, p.Steps[0].Model = nil, &plan.ModelCall{Model: "ai/small", Command: plan.ModelPull}
		r, err := b.exec.Run(b.Context(), p)
		if !errors.Is(err, driver.ErrUnsupported) || !strings.Contains(err.Error(), "pull model ai/small") {
			b.Errorf("where nobody can be asked the error is %v", err)
		}
		b.wantPhases(r, "model:llm/pull=failed", "a/create=skipped")

		dry := b.exec
		dry.Driver = driver.Wrap(b.engine, sim.DryRun(host.Clock{}))
		dry.Model = func(context.Context, plan.ModelCall, func(driver.Progress)) error { return errors.New("asked") }
		if r, err = dry.Run(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		b.wantPhases(r, "model:llm/pull=done", "a/create=done")

		ctx, cancel := context.WithCancel(b.Context())
		b.exec.Model = func(ctx context.Context, _ plan.ModelCall, _ func(driver.Progress)) error {
			cancel()
			<-ctx.Done()
			return ctx.Err()
		}
		if r, err = b.exec.Run(ctx, p); !errors.Is(err, context.Canceled) {
			b.Errorf("interrupted, the error is %v", err)
		}
		b.wantPhases(r, "model:llm/pull=cancelled", "a/create=cancelled")

		var told []string
		b.exec.Notify = func(e run.Event) {
			if e.Progress != nil {
				told = append(told, e.Step+" "+e.Progress.Text)
			}
		}
		b.exec.Model = func(_ context.Context, call plan.ModelCall, report func(driver.Progress)) error {
			report(driver.Progress{Text: "half of " + call.Model})
			return nil
		}
		if r, err = b.exec.Run(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		b.wantPhases(r, "model:llm/pull=done", "a/create=done")
		if want := []string{"model:llm/pull half of ai/small"}; !slices.Equal(told, want) {
			b.Errorf("told was %q", told)
		}
		p.Steps[0].Wait = &plan.Wait{}
		if _, err = b.exec.Run(b.Context(), p); !errors.Is(err, driver.ErrInvalid) {
			b.Errorf("a step that is two things gives %v", err)
		}
	})
}

func TestConverge(t *testing.T) {
	inBench(t, func(b *bench) {
		if _, err := b.exec.Run(b.Context(), planOf(up("a", "web"))); err != nil {
			b.Fatal(err)
		}
		gone := driver.Ref{ID: "gone", Name: "a"}
		plans := 0
		r, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			plans++
			s := step("a/stop: stop")
			if plans == 1 {
				s.Op = &driver.StopContainer{Container: gone}
			}
			return planOf([]plan.Step{s}), nil, nil
		})
		if err != nil || plans != 2 || r.Attempt != 2 {
			b.Errorf("after %d plans: %v", plans, err)
		}
		plans = 0
		_, err = b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			plans++
			s := step("a/stop: stop")
			s.Op = &driver.StopContainer{Container: driver.Ref{ID: fmt.Sprint("gone", plans), Name: "a"}}
			return planOf([]plan.Step{s}), nil, nil
		})
		if !errors.Is(err, driver.ErrNotFound) || plans != 5 {
			b.Errorf("after %d plans: %v", plans, err)
		}
		for i, ev := range b.events[len(b.events)-3:] {
			if ev.Attempt != 5 || ev.Seq == 0 || i > 0 && ev.Phase == run.PhaseBegun {
				b.Errorf("the event is %+v", ev)
			}
		}
	})
}

// What a plan needs and is not there is not looked for again by the same plan.
func TestConvergeSamePlan(t *testing.T) {
	inBench(t, func(b *bench) {
		plans := 0
		r, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			plans++
			return planOf([]plan.Step{step("a/stop: stop")}), nil, nil
		})
		if !errors.Is(err, driver.ErrNotFound) || plans != 2 || r.Attempt != 1 {
			b.Errorf("after %d plans: %v", plans, err)
		}
	})
}

// What was done of it before makes it no other plan.
func TestConvergeSameRest(t *testing.T) {
	inBench(t, func(b *bench) {
		plans := 0
		makes, lacks := step("a/create: create web"), step("b/stop: stop")
		lacks.After = []string{"a/create"}
		r, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			if plans++; plans == 1 {
				return planOf([]plan.Step{makes, lacks}), nil, nil
			}
			return planOf([]plan.Step{step("b/stop: stop")}), nil, nil
		})
		if !errors.Is(err, driver.ErrNotFound) || plans != 2 || r.Attempt != 1 {
			b.Errorf("after %d plans: %v", plans, err)
		}
		// Something else to do is another plan.
		plans = 0
		r, err = b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			if plans++; plans == 1 {
				return planOf([]plan.Step{step("b/stop: stop")}), nil, nil
			}
			return planOf([]plan.Step{step("c/create: create web")}), nil, nil
		})
		if err != nil || plans != 2 || r.Attempt != 2 {
			b.Errorf("after %d plans: %v", plans, err)
		}
	})
}

// One attempt is one plan, and where nobody can see what others have done there is no other one.
func TestConvergeOnce(t *testing.T) {
	inBench(t, func(b *bench) {
		plans := 0
		b.exec.Attempts = 1
		_, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			plans++
			return planOf([]plan.Step{step("a/stop: stop")}), nil, nil
		})
		if !errors.Is(err, driver.ErrNotFound) || plans != 1 {
			b.Errorf("after %d plans: %v", plans, err)
		}
		plans = 0
		b.exec.Attempts, b.exec.Driver = 0, unobservable{b.engine}
		if _, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			plans++
			return planOf(up("a", "web")), &driver.State{}, nil
		}); err != nil || plans != 1 {
			b.Errorf("after %d plans: %v", plans, err)
		}
	})
}

// lacking is a driver that finds nothing of what is made of networks and volumes.
type lacking struct{ driver.Driver }

func (l lacking) Do(ctx context.Context, op driver.Op, progress func(driver.Progress)) (driver.Result, error) {
	switch op.(type) {
	case *driver.CreateNetwork, *driver.CreateVolume:
		return driver.Result{}, fmt.Errorf("plugin not found: %w", driver.ErrNotFound)
	}
	return l.Driver.Do(ctx, op, progress)
}

// What networks and volumes need and the engine does not have is not there the next time either: each look may take long.
func TestConvergeLacks(t *testing.T) {
	for _, op := range []driver.Op{&driver.CreateNetwork{Spec: driver.NetworkSpec{Name: "n"}}, &driver.CreateVolume{Spec: driver.VolumeSpec{Name: "v"}}} {
		inBench(t, func(b *bench) {
			b.exec.Driver = lacking{b.engine}
			plans := 0
			_, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
				plans++
				return planOf([]plan.Step{{ID: "it/create", Group: "it", Op: op}}), nil, nil
			})
			if !errors.Is(err, driver.ErrNotFound) || plans != 1 {
				b.Errorf("after %d plans: %v", plans, err)
			}
		})
	}
}

// After what was done is taken back no other plan is made, however little it was.
func TestConvergeRolledBack(t *testing.T) {
	inBench(t, func(b *bench) {
		if _, err := b.exec.Run(b.Context(), planOf([]plan.Step{step("bad/create: create broken")})); err != nil {
			b.Fatal(err)
		}
		plans := 0
		b.exec.Rollback = true
		r, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			plans++
			return planOf([]plan.Step{step("a/create: create web"), step("bad/start: start"), step("gone/stop: stop")}), nil, nil
		})
		if err == nil || plans != 1 || len(r.Undone) != 1 {
			b.Errorf("after %d plans, of which %d steps are undone: %v", plans, len(r.Undone), err)
		}
		b.wantStates("bad=created")
	})
}

// unobservable is a driver that cannot tell what there is.
type unobservable struct{ driver.Driver }

func (unobservable) Observe(context.Context, driver.Selector) (*driver.State, error) {
	return nil, errors.New("the engine does not answer")
}

// TestConvergeRunsOnce: what has ended before its hooks could run is not started once more to find the same, and what is to
// be done once is done once, whatever fails afterwards.
func TestConvergeRunsOnce(t *testing.T) {
	hook := plan.Step{ID: "a/hook", Group: "a", After: []string{"a/start"}, Op: &driver.ExecContainer{Container: driver.Ref{Name: "a"}, Command: []string{"warm"}}}
	oneOff := up("a", "quick")
	create := oneOff[0].Op.(*driver.CreateContainer)
	create.Spec.AutoRemove, create.Spec.Labels[driver.LabelOneOff] = true, "True"
	for name, c := range map[string]struct {
		steps []plan.Step
		err   error
	}{
		"service": {append(up("a", "quick"), hook), driver.ErrConflict},
		"one-off": {append(oneOff, hook), driver.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			inBench(t, func(b *bench) {
				plans := 0
				_, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
					plans++
					return planOf(c.steps), nil, nil
				})
				if !errors.Is(err, c.err) || plans != 1 {
					b.Errorf("after %d plans: %v", plans, err)
				}
			})
		})
	}
}

func TestMalformedPlans(t *testing.T) {
	inBench(t, func(b *bench) {
		for name, p := range map[string]*plan.Plan{
			"two of an ID":       planOf(up("a", "web"), up("a", "web")),
			"an edge to nowhere": planOf(up("a", "web", "none")),
			"an edge backwards":  planOf([]plan.Step{step("a/start: start", "a/create"), step("a/create: create web")}),
			"a step of nothing":  planOf([]plan.Step{{ID: "a"}}),
		} {
			if _, err := b.exec.Run(b.Context(), p); !errors.Is(err, driver.ErrInvalid) {
				b.Errorf("%s: the error is %v", name, err)
			}
		}
		b.wantStates()
	})
}

func TestEvents(t *testing.T) {
	inBench(t, func(b *bench) {
		if _, err := b.exec.Run(b.Context(), planOf([]plan.Step{step("image/pull: pull pulled")})); err != nil {
			b.Fatal(err)
		}
		var got []string
		for i, ev := range b.events {
			if ev.Seq != i+1 || ev.Time.IsZero() {
				b.Errorf("event %d is %+v", i+1, ev)
			}
			got = append(got, string(ev.Phase))
		}
		if want := []string{"begun", "started", "progress", "progress", "done", "ended"}; !slices.Equal(got, want) {
			b.Errorf("the phases are %v, want %v", got, want)
		}
	})
}

func TestContent(t *testing.T) {
	inBench(t, func(b *bench) {
		b.exec.Content = func(source string) ([]byte, error) { return []byte("content of " + source), nil }
		p := planOf(up("a", "web"))
		copying := plan.Step{ID: "a/copy", After: []string{"a/create"}, Op: &driver.CopyInto{Container: driver.Ref{Name: "a"},
			Files: []driver.File{{Target: "/run/secrets/key", Source: "secrets.key"}}}}
		p.Steps = append(p.Steps, copying)
		if _, err := b.exec.Run(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		archive, err := b.engine.CopyFrom(b.Context(), driver.Ref{Name: "a"}, "/run/secrets/key")
		if err != nil {
			b.Fatal(err)
		}
		defer archive.Close()
		text := make([]byte, 1024)
		n, _ := archive.Read(text)
		more := make([]byte, 1024)
		m, _ := archive.Read(more)
		if !strings.Contains(string(text[:n])+string(more[:m]), "content of secrets.key") {
			b.Error("the content did not get there")
		}
		if copying.Op.(*driver.CopyInto).Files[0].Content != nil {
			b.Error("the plan has got content")
		}
	})
}

// Without anybody who knows it, a file with nothing in it is not what was asked for.
func TestNoContent(t *testing.T) {
	inBench(t, func(b *bench) {
		p := planOf(up("a", "web"))
		p.Steps = append(p.Steps, plan.Step{ID: "a/copy", After: []string{"a/create"}, Op: &driver.CopyInto{Container: driver.Ref{Name: "a"},
			Files: []driver.File{{Target: "/run/secrets/key", Source: "secrets.key"}}}})
		r, err := b.exec.Run(b.Context(), p)
		if err == nil || !strings.Contains(err.Error(), "the content of secrets.key is not known") {
			b.Errorf("the error is %v", err)
		}
		b.wantPhases(r, "a/start=done", "a/copy=failed")
	})
}

// proxied is an engine of whose proxies the driver knows.
type proxied struct{ driver.Driver }

func (proxied) Proxy() map[string]string { return map[string]string{"HTTP_PROXY": "proxy:1"} }

func TestObserve(t *testing.T) {
	inBench(t, func(b *bench) {
		if _, err := b.exec.Run(b.Context(), planOf(up("a", "web"))); err != nil {
			b.Fatal(err)
		}
		asked := plan.Input{Name: "p", Options: plan.Options{Verb: plan.Stop}}
		in, err := b.exec.Observe(b.Context(), asked)
		if err != nil {
			b.Fatal(err)
		}
		if in.Name != "p" || in.Options.Verb != plan.Stop || in.Info.Name != "simulator" || !in.Now.Equal(time.Now()) || in.Proxy != nil {
			b.Errorf("what is known of the engine is %+v", in)
		}
		if len(in.State.Containers) != 1 || in.State.Containers[0].Name != "a" {
			b.Errorf("what is there is %+v", in.State)
		}
		b.exec.Driver = proxied{b.engine}
		if in, err = b.exec.Observe(b.Context(), asked); in.Proxy["HTTP_PROXY"] != "proxy:1" {
			b.Errorf("the proxies are %v, %v", in.Proxy, err)
		}
		b.engine.Crash()
		if _, err := b.exec.Observe(b.Context(), asked); !errors.Is(err, driver.ErrUnavailable) {
			b.Errorf("the error is %v", err)
		}
	})
}

// A container that somebody stops while it is waited for has not failed: planning again is the way on.
func TestWaitSeesStops(t *testing.T) {
	inBench(t, func(b *bench) {
		time.AfterFunc(4*time.Second, func() {
			if _, err := b.engine.Do(b.Context(), &driver.StopContainer{Container: driver.Ref{Name: "a"}}, nil); err != nil {
				b.Error(err)
			}
		})
		plans := 0
		_, err := b.exec.Converge(b.Context(), func(context.Context) (*plan.Plan, *driver.State, error) {
			plans++
			return planOf(up("a", "healthy"), []plan.Step{step("a/wait: wait healthy", "a/start")}), nil, nil
		})
		if err != nil || plans != 2 {
			b.Errorf("after %d plans: %v", plans, err)
		}
	})
}

// What others do meanwhile is seen even where no step fails of it.
func TestConvergeSeesOthers(t *testing.T) {
	inBench(t, func(b *bench) {
		plans := 0
		makePlan := func(state bool) func(context.Context) (*plan.Plan, *driver.State, error) {
			return func(ctx context.Context) (*plan.Plan, *driver.State, error) {
				plans++
				on, err := b.engine.Observe(ctx, driver.Selector{Project: "p"})
				if err != nil || plans > 1 {
					return planOf(), on, err
				}
				if !state {
					on = nil
				}
				go func() {
					if _, err := b.engine.Do(ctx, step("other/create: create web").Op, nil); err != nil {
						b.Error(err)
					}
				}()
				return planOf(up("a", "web")), on, nil
			}
		}
		if _, err := b.exec.Converge(b.Context(), makePlan(true)); err != nil || plans != 2 {
			b.Errorf("after %d plans: %v", plans, err)
		}
		for name := range b.state() {
			if _, err := b.engine.Do(b.Context(), &driver.RemoveContainer{Container: driver.Ref{Name: name}, Force: true}, nil); err != nil {
				b.Fatal(err)
			}
		}
		plans = 0
		if _, err := b.exec.Converge(b.Context(), makePlan(false)); err != nil || plans != 1 {
			b.Errorf("without the state, after %d plans: %v", plans, err)
		}
		for name := range b.state() {
			if _, err := b.engine.Do(b.Context(), &driver.RemoveContainer{Container: driver.Ref{Name: name}, Force: true}, nil); err != nil {
				b.Fatal(err)
			}
		}
		// Two steps of a second each, and then a pause of 100 ms.
		plans = 0
		ctx, cancel := context.WithTimeout(b.Context(), 2050*time.Millisecond)
		defer cancel()
		if _, err := b.exec.Converge(ctx, makePlan(true)); !errors.Is(err, run.ErrInterrupted) || !errors.Is(err, context.DeadlineExceeded) || plans != 1 {
			b.Errorf("interrupted before the second plan, after %d: %v", plans, err)
		}
	})
}

// TestRunExactly: a plan is carried out on the state that it was made on, or not at all, even where
// each of its steps could be done.
func TestRunExactly(t *testing.T) {
	inBench(t, func(b *bench) {
		base := func() plan.Base {
			state, err := b.engine.Observe(b.Context(), driver.Selector{Project: "p"})
			if err != nil {
				b.Fatal(err)
			}
			p, err := plan.MakePlan(plan.Input{Name: "p", State: state, Options: plan.Options{Verb: plan.Stop}})
			if err != nil {
				b.Fatal(err)
			}
			return p.Base
		}
		first, second := planOf(up("a", "web")), planOf(up("b", "web"))
		first.Base, second.Base = base(), base()
		if _, err := b.exec.RunExactly(b.Context(), first); err != nil {
			b.Fatal(err)
		}
		b.wantStates("a=running")
		report, err := b.exec.RunExactly(b.Context(), second)
		var overtaken *run.OvertakenError
		if report != nil || !errors.As(err, &overtaken) || !errors.Is(err, driver.ErrConflict) ||
			!slices.Equal(overtaken.Differences, []string{"container a: it was not there"}) {
			b.Errorf("got %v, %v", report, err)
		}
		b.wantStates("a=running")
		second.Base = base()
		if _, err := b.exec.RunExactly(b.Context(), second); err != nil {
			b.Fatal(err)
		}
		b.wantStates("a=running", "b=running")
	})
}
