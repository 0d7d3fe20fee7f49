package drivertest

import (
	"errors"
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
)

func testInfo(x *tester) {
	info, err := x.Driver.Info(x.ctx)
	if err != nil {
		x.Fatal(err)
	}
	if info.Name == "" || info.OS == "" || info.Arch == "" {
		x.Errorf("Info lacks a name or a platform: %+v", info)
	}
}

func testNothing(x *tester) {
	s := x.observe(driver.Selector{Project: x.project, Containers: []string{x.project + "-none"},
		Networks: []string{x.project + "-none"}, Volumes: []string{x.project + "-none"}, Images: []string{"drivertest/none:none"}})
	if len(s.Containers)+len(s.Networks)+len(s.Volumes)+len(s.Images) > 0 {
		x.Errorf("a project that has nothing is observed to have %+v", s)
	}
}

func testCreate(x *tester) {
	w := x.create("web", x.Images.Forever, func(s *driver.ContainerSpec) { s.Labels["own"] = "label" })
	c := x.see(w)
	if c.Name != w.Name || c.Status != driver.StatusCreated || c.Image != x.Images.Forever || c.ImageID == "" {
		x.Errorf("the container is observed as %+v", c)
	}
	for key, want := range x.labels("web") {
		if c.Labels[key] != want {
			x.Errorf("label %s is %q, want %q", key, c.Labels[key], want)
		}
	}
	if c.Labels["own"] != "label" || c.Service() != "web" || c.Number() != 1 || c.OneOff() || c.Hash() != "0123456789abcdef" {
		x.Errorf("labels are %v", c.Labels)
	}
	if c.Created.IsZero() {
		x.Error("the time of creation is not known")
	}
}

func testCreateAgain(x *tester) {
	first := x.create("web", x.Images.Forever)
	if again := x.unchanged(x.op("web", x.Images.Forever)); again.ID != first.ID {
		x.Errorf("creating it again gave %s, want %s", again.ID, first.ID)
	}
}

func testCreateTaken(x *tester) {
	first := x.create("web", x.Images.Forever)
	for _, key := range []string{driver.LabelProject, driver.LabelService, driver.LabelNumber, driver.LabelConfigHash} {
		x.fails(x.op("web", x.Images.Forever, func(s *driver.ContainerSpec) { s.Labels[key] = "9" }), driver.ErrConflict)
	}
	x.wantStatus(first, driver.StatusCreated)
}

func testCreateNoImage(x *tester) {
	x.fails(x.op("web", "drivertest/none:none"), driver.ErrNotFound)
	if s := x.observe(driver.Selector{Project: x.project}); len(s.Containers) > 0 {
		x.Errorf("there is %+v", s.Containers)
	}
}

// together does an operation several times at once; all must succeed and give the same ID.
func (x *tester) together(op driver.Op) (id string) {
	x.Helper()
	const many = 6
	ids, errs := make([]string, many), make([]error, many)
	var done sync.WaitGroup
	for i := range many {
		done.Go(func() {
			r, err := x.Driver.Do(x.ctx, op, nil)
			ids[i], errs[i] = r.ID, err
		})
	}
	done.Wait()
	if err := errors.Join(errs...); err != nil {
		x.Fatal(err)
	}
	for _, id := range ids {
		if id != ids[0] {
			x.Errorf("the IDs are %v", ids)
		}
	}
	return ids[0]
}

func testCreateTogether(x *tester) {
	id := x.together(x.op("web", x.Images.Forever))
	if s := x.observe(driver.Selector{Project: x.project}); len(s.Containers) != 1 || s.Containers[0].ID != id {
		x.Errorf("there are %+v, want one with the ID %s", s.Containers, id)
	}
}

func testStart(x *tester) {
	w := x.create("web", x.Images.Forever)
	x.changes(&driver.StartContainer{Container: w})
	c := x.see(w)
	if c.Status != driver.StatusRunning || c.Started.IsZero() {
		x.Errorf("after the start it is %s, started %s", c.Status, c.Started)
	}
	x.unchanged(&driver.StartContainer{Container: w})
	x.unchanged(&driver.StartContainer{Container: driver.Ref{Name: w.Name}})
}

func testStop(x *tester) {
	w := x.run("web", x.Images.Forever)
	x.changes(&driver.StopContainer{Container: w})
	x.wantStatus(w, driver.StatusExited)
	x.unchanged(&driver.StopContainer{Container: w})
	x.changes(&driver.StartContainer{Container: w})
	x.wantStatus(w, driver.StatusRunning)
}

func testStopStubborn(x *tester) {
	one := 1
	w := x.run("web", x.Images.Stubborn, func(s *driver.ContainerSpec) { s.StopTimeout = &one })
	x.changes(&driver.StopContainer{Container: w})
	if c := x.see(w); c.Status != driver.StatusExited || c.ExitCode != 137 {
		x.Errorf("after its own timeout it is %s with %d, want exited with 137", c.Status, c.ExitCode)
	}
	x.changes(&driver.StartContainer{Container: w})
	second := time.Second
	x.changes(&driver.StopContainer{Container: w, Timeout: &second})
	x.wantStatus(w, driver.StatusExited)
}

func testStopAtOnce(x *tester) {
	hour := 3600
	w := x.run("web", x.Images.Stubborn, func(s *driver.ContainerSpec) { s.StopTimeout = &hour })
	zero := time.Duration(0)
	x.changes(&driver.StopContainer{Container: w, Timeout: &zero})
	if c := x.see(w); c.Status != driver.StatusExited || c.ExitCode != 137 {
		x.Errorf("it is %s with %d, want exited with 137", c.Status, c.ExitCode)
	}
}

func testKill(x *tester) {
	w := x.create("web", x.Images.Stubborn)
	x.fails(&driver.KillContainer{Container: w}, driver.ErrConflict)
	x.changes(&driver.StartContainer{Container: w})
	x.do(&driver.KillContainer{Container: w, Signal: "SIGTERM"})
	x.wantStatus(w, driver.StatusRunning)
	x.do(&driver.KillContainer{Container: w})
	x.awaitStatus(w, driver.StatusExited)
	if code := x.see(w).ExitCode; code != 137 {
		x.Errorf("the exit code is %d, want 137", code)
	}
	x.fails(&driver.KillContainer{Container: w}, driver.ErrConflict)
}

func testRestart(x *tester) {
	w := x.run("web", x.Images.Forever)
	before := x.see(w).Started
	x.do(&driver.RestartContainer{Container: w})
	after := x.see(w)
	if after.Status != driver.StatusRunning || after.Started.Before(before) {
		x.Errorf("it is %s since %s, was started before at %s", after.Status, after.Started, before)
	}
	x.changes(&driver.StopContainer{Container: w})
	x.do(&driver.RestartContainer{Container: w})
	x.wantStatus(w, driver.StatusRunning)
}

func testRemove(x *tester) {
	w := x.create("web", x.Images.Forever)
	x.changes(&driver.RemoveContainer{Container: w})
	if x.find(w.ID) != nil {
		x.Error("it is still there")
	}
	x.unchanged(&driver.RemoveContainer{Container: w})
	x.unchanged(&driver.RemoveContainer{Container: driver.Ref{Name: w.Name}})
}

func testRemoveRunning(x *tester) {
	w := x.run("web", x.Images.Stubborn)
	x.fails(&driver.RemoveContainer{Container: w}, driver.ErrConflict)
	x.wantStatus(w, driver.StatusRunning)
	x.changes(&driver.RemoveContainer{Container: w, Force: true})
	if x.find(w.ID) != nil {
		x.Error("it is still there")
	}
}

func testRename(x *tester) {
	w, other := x.run("web", x.Images.Forever), x.create("db", x.Images.Forever)
	x.fails(&driver.RenameContainer{Container: w, Name: other.Name}, driver.ErrConflict)
	x.changes(&driver.RenameContainer{Container: w, Name: x.project + "-new"})
	if got := x.see(w).Name; got != x.project+"-new" {
		x.Errorf("its name is %q", got)
	}
	x.unchanged(&driver.RenameContainer{Container: w, Name: x.project + "-new"})
	x.wantStatus(w, driver.StatusRunning)
}

func testPause(x *tester) {
	w := x.create("web", x.Images.Forever)
	x.fails(&driver.PauseContainer{Container: w}, driver.ErrConflict)
	x.changes(&driver.StartContainer{Container: w})
	x.fails(&driver.UnpauseContainer{Container: w}, driver.ErrConflict)
	x.do(&driver.PauseContainer{Container: w})
	x.wantStatus(w, driver.StatusPaused)
	x.fails(&driver.PauseContainer{Container: w}, driver.ErrConflict)
	x.do(&driver.UnpauseContainer{Container: w})
	x.wantStatus(w, driver.StatusRunning)
}

func testUpdate(x *tester) {
	if !x.caps().Update {
		x.Skip("the engine updates no containers")
	}
	w := x.run("web", x.Images.Forever)
	x.do(&driver.UpdateContainer{Container: w, Restart: driver.RestartPolicy{Name: "on-failure", Retries: 4}})
	for _, c := range x.observe(driver.Selector{Project: x.project, Specs: true}).Containers {
		if c.Spec == nil || c.Spec.Restart != (driver.RestartPolicy{Name: "on-failure", Retries: 4}) {
			x.Errorf("its spec is %+v", c.Spec)
		}
	}
}

func testGone(x *tester) {
	w := x.create("web", x.Images.Forever)
	x.do(&driver.RemoveContainer{Container: w})
	for _, op := range []driver.Op{
		&driver.StartContainer{Container: w},
		&driver.StopContainer{Container: w},
		&driver.RestartContainer{Container: w},
		&driver.KillContainer{Container: w},
		&driver.PauseContainer{Container: w},
		&driver.UnpauseContainer{Container: w},
		&driver.RenameContainer{Container: w, Name: x.project + "-new"},
		&driver.CopyInto{Container: w, Files: []driver.File{{Target: "/f", Mode: 0o444}}},
		&driver.ExecContainer{Container: w, Command: []string{"none"}},
		&driver.StartContainer{Container: driver.Ref{Name: w.Name}},
	} {
		x.fails(op, driver.ErrNotFound)
	}
}

func testPrecondition(x *tester) {
	old := x.create("web", x.Images.Forever)
	x.do(&driver.RemoveContainer{Container: old})
	now := x.create("web", x.Images.Forever)
	x.fails(&driver.StartContainer{Container: old}, driver.ErrNotFound)
	x.unchanged(&driver.RemoveContainer{Container: old, Force: true})
	x.wantStatus(now, driver.StatusCreated)
}

func testExitCode(x *tester) {
	w := x.run("job", x.Images.Exits)
	x.awaitStatus(w, driver.StatusExited)
	if c := x.see(w); c.ExitCode != 3 || c.Finished.IsZero() {
		x.Errorf("it ended with %d at %s, want 3", c.ExitCode, c.Finished)
	}
}

func testRestartPolicy(x *tester) {
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("job", x.Images.Exits, func(s *driver.ContainerSpec) { s.Restart = driver.RestartPolicy{Name: "on-failure", Retries: 2} })
	events.want(driver.ActionCreate, driver.ActionStart, driver.ActionDie, driver.ActionStart, driver.ActionDie, driver.ActionStart, driver.ActionDie)
	x.awaitStatus(w, driver.StatusExited)

	always := x.run("web", x.Images.Exits, func(s *driver.ContainerSpec) { s.Restart.Name = "always" })
	x.await("it is started again", func() bool {
		return x.see(always).Status == driver.StatusRestarting || x.see(always).Status == driver.StatusRunning
	})
	x.do(&driver.StopContainer{Container: always})
	x.awaitStatus(always, driver.StatusExited)
	pass(x.ctx, time.Second)
	x.wantStatus(always, driver.StatusExited)
}

func testAutoRemove(x *tester) {
	w := x.run("job", x.Images.Exits, func(s *driver.ContainerSpec) { s.AutoRemove = true })
	x.await("it is gone", func() bool { return x.find(w.ID) == nil })
}

func testHealthy(x *tester) {
	if !x.caps().HealthChecks {
		x.Skip("the engine runs no health checks")
	}
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("db", x.Images.Healthy)
	if h := x.see(w).Health; h != driver.HealthStarting && h != driver.HealthHealthy {
		x.Errorf("after the start its health is %q", h)
	}
	events.want(driver.ActionCreate, driver.ActionStart)
	if ev := events.want(driver.ActionHealth); ev.Health != driver.HealthHealthy || ev.ID != w.ID {
		x.Errorf("the event is %+v", ev)
	}
	if c := x.see(w); c.Health != driver.HealthHealthy || c.Status != driver.StatusRunning {
		x.Errorf("it is %s and %q", c.Status, c.Health)
	}
}

func testUnhealthy(x *tester) {
	if !x.caps().HealthChecks {
		if x.Images.Unhealthy == "" {
			x.Skip("the engine runs no health checks, and Images names no image that has one")
		}
		w := x.run("db", x.Images.Unhealthy)
		if h := x.see(w).Health; h != driver.HealthNone {
			x.Errorf("the engine runs no health checks, and the health of a container is %q", h)
		}
		return
	}
	events := x.watch(driver.Selector{Project: x.project})
	w := x.run("db", x.Images.Unhealthy)
	events.want(driver.ActionCreate, driver.ActionStart)
	if ev := events.want(driver.ActionHealth); ev.Health != driver.HealthUnhealthy {
		x.Errorf("the event is %+v", ev)
	}
	if h := x.see(w).Health; h != driver.HealthUnhealthy {
		x.Errorf("its health is %q", h)
	}
}
