package drivertest

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
)

// Engine is a driver under test, and what it has to have for that.
type Engine struct {
	Driver driver.Driver
	Images Images
	// Patience is how long a test waits for what an engine has to do; 0 is two minutes.
	Patience time.Duration
}

// Images are stand-in images, by what a container of each does that is given no command. The engine
// has them all when a test begins, but Pull. All must be named, for what they do every engine can, but Pull,
// and Healthy and Unhealthy where the engine does not say that it runs health checks: a test fails whose image is not.
type Images struct {
	// Forever runs until it gets SIGTERM, and then ends at once with any status.
	Forever string
	// Exits ends at once with the status 3.
	Exits string
	// Stubborn ignores SIGTERM from its start on, also one that comes before its program can ask for that, and runs
	// until it is killed. The first process of a container does so by itself; one of the host is started with the
	// signal ignored.
	Stubborn string
	// Healthy is Forever with a health check that succeeds from about a second after the start
	// on. Unhealthy is Forever with one that always fails. Both are run every second at most,
	// and two failures are enough. "" if the engine runs no health checks.
	Healthy, Unhealthy string
	// Prints writes the lines one, two and three to its standard output, and goes on as
	// Forever does.
	Prints string
	// Pull can be pulled from a registry. "" if there is none: tests of pulls and of registries are skipped.
	Pull string
	// Hello is a command that writes hello in a container of Forever and ends with 0; Fails is one
	// that ends with 3.
	Hello, Fails []string
}

// Run runs the contract as subtests. open gives each of them a driver; what a test makes on the
// engine it removes, and it touches nothing else, so the engine may be the same each time.
//
// around, if given, wraps the body of each subtest. testing/synctest.Test makes the time of an
// engine in memory virtual; without a wrapper the subtests run in parallel.
func Run(t *testing.T, open func(t *testing.T) Engine, around ...func(*testing.T, func(*testing.T))) {
	for _, c := range contract {
		t.Run(c.name, func(t *testing.T) {
			body := func(t *testing.T) { c.test(begin(t, open(t))) }
			if len(around) == 0 {
				t.Parallel()
			}
			for _, wrap := range around {
				inner := body
				body = func(t *testing.T) { wrap(t, inner) }
			}
			body(t)
		})
	}
}

// contract is what every driver does.
var contract = []struct {
	name string
	test func(*tester)
}{
	{"info", testInfo},
	{"a project that has nothing", testNothing},
	{"create a container", testCreate},
	{"create the same container again", testCreateAgain},
	{"create a container whose name is taken", testCreateTaken},
	{"create a container of no image", testCreateNoImage},
	{"many create the same container", testCreateTogether},
	{"start", testStart},
	{"stop", testStop},
	{"stop a container that ignores it", testStopStubborn},
	{"stop with a timeout of zero", testStopAtOnce},
	{"kill", testKill},
	{"restart", testRestart},
	{"remove a container", testRemove},
	{"remove a container that runs", testRemoveRunning},
	{"rename", testRename},
	{"pause and unpause", testPause},
	{"update", testUpdate},
	{"a container that is gone", testGone},
	{"an ID is the precondition", testPrecondition},
	{"exit codes", testExitCode},
	{"restart policies", testRestartPolicy},
	{"a container that removes itself", testAutoRemove},
	{"healthy", testHealthy},
	{"unhealthy", testUnhealthy},
	{"create a network", testNetwork},
	{"a network that is another's", testNetworkTaken},
	{"many create the same network", testNetworkTogether},
	{"a network in use", testNetworkInUse},
	{"connect and disconnect", testConnect},
	{"create a volume", testVolume},
	{"a volume in use", testVolumeInUse},
	{"volumes without a name", testAnonymousVolumes},
	{"tag and remove an image", testTag},
	{"pull", testPull},
	{"copy into a container", testCopyInto},
	{"run a command", testExecContainer},
	{"observe by name", testObserveNames},
	{"observe all projects", testObserveAll},
	{"observe images", testObserveImages},
	{"observe specs", testObserveSpecs},
	{"watch begins with the call", testWatchBegins},
	{"watch the life of a container", testWatchLife},
	{"watch a stop", testWatchStop},
	{"watch a restart", testWatchRestart},
	{"watch a removal by force", testWatchForce},
	{"watch, and observe what was told", testWatchObserve},
	{"watch one project only", testWatchSelects},
	{"watch ends with its context", testWatchEnds},
	{"watch ends at a time", testWatchUntil},
	{"a context that is done", testCancelled},
	{"logs", testLogs},
	{"logs that are followed", testLogsFollow},
	{"attach", testAttach},
	{"exec with streams", testExec},
	{"wait", testWait},
	{"copy files", testCopy},
	{"list images", testListImages},
	{"pin an image", testPin},
	{"lock", testLock},
}

// tester is one subtest at work.
type tester struct {
	*testing.T
	Engine
	ctx     context.Context
	project string
}

func begin(t *testing.T, e Engine) *tester {
	e.Patience = cmp.Or(e.Patience, 2*time.Minute)
	x := &tester{T: t, Engine: e, ctx: t.Context(), project: newProject()}
	t.Cleanup(func() { x.clean(x.project) })
	return x
}

func newProject() string { return "drivertest-" + strings.ToLower(rand.Text()[:10]) }

// clean removes what a project has. The test's own context is done by now.
func (x *tester) clean(project string) {
	ctx, cancel := context.WithTimeout(context.Background(), x.Patience)
	defer cancel()
	state, err := x.Driver.Observe(ctx, driver.Selector{Project: project})
	if err != nil {
		x.Errorf("cannot see what is left of the test: %v", err)
		return
	}
	var ops []driver.Op
	for _, c := range state.Containers {
		ops = append(ops, &driver.RemoveContainer{Container: ref(&c), Force: true, Volumes: true})
	}
	for _, n := range state.Networks {
		ops = append(ops, &driver.RemoveNetwork{Network: n.Name, ID: n.ID})
	}
	for _, v := range state.Volumes {
		ops = append(ops, &driver.RemoveVolume{Volume: v.Name})
	}
	for _, op := range ops {
		if _, err := x.Driver.Do(ctx, op, nil); err != nil {
			x.Errorf("%s of what is left of the test: %v", driver.KindOf(op), err)
		}
	}
}

func ref(c *driver.Container) driver.Ref { return driver.Ref{ID: c.ID, Name: c.Name} }

// do does an operation that has to succeed.
func (x *tester) do(op driver.Op) driver.Result {
	x.Helper()
	r, err := x.Driver.Do(x.ctx, op, nil)
	if err != nil {
		x.Fatalf("%s %s: %v", driver.KindOf(op), driver.SubjectOf(op), err)
	}
	return r
}

// changes does an operation that has to change something, unchanged one that must not.
func (x *tester) changes(op driver.Op) driver.Result {
	x.Helper()
	r := x.do(op)
	if r.Unchanged {
		x.Errorf("%s %s: Unchanged, want a change", driver.KindOf(op), driver.SubjectOf(op))
	}
	return r
}

func (x *tester) unchanged(op driver.Op) driver.Result {
	x.Helper()
	r := x.do(op)
	if !r.Unchanged {
		x.Errorf("%s %s: a change, want Unchanged", driver.KindOf(op), driver.SubjectOf(op))
	}
	return r
}

// fails does an operation that has to fail with a kind of error.
func (x *tester) fails(op driver.Op, kind error) {
	x.Helper()
	if _, err := x.Driver.Do(x.ctx, op, nil); !errors.Is(err, kind) {
		x.Errorf("%s %s: error %v, want one that is %q", driver.KindOf(op), driver.SubjectOf(op), err, kind)
	}
}

// labels are those of a container of the project.
func (x *tester) labels(service string) driver.Labels {
	return driver.Labels{driver.LabelProject: x.project, driver.LabelService: service, driver.LabelNumber: "1",
		driver.LabelOneOff: "False", driver.LabelConfigHash: "0123456789abcdef"}
}

// op makes the operation that creates a container of a service. It is on no network.
func (x *tester) op(service, image string, more ...func(*driver.ContainerSpec)) *driver.CreateContainer {
	x.Helper()
	if image == "" {
		x.Fatal("Images names no image for this test")
	}
	op := &driver.CreateContainer{Name: x.project + "-" + service + "-1", Spec: driver.ContainerSpec{
		Image: image, Labels: x.labels(service), NetworkMode: "none",
	}}
	for _, f := range more {
		f(&op.Spec)
	}
	return op
}

func (x *tester) create(service, image string, more ...func(*driver.ContainerSpec)) driver.Ref {
	x.Helper()
	op := x.op(service, image, more...)
	r := x.changes(op)
	if r.ID == "" {
		x.Fatalf("creating %s gave no ID", op.Name)
	}
	return driver.Ref{ID: r.ID, Name: op.Name}
}

func (x *tester) run(service, image string, more ...func(*driver.ContainerSpec)) driver.Ref {
	x.Helper()
	c := x.create(service, image, more...)
	x.changes(&driver.StartContainer{Container: c})
	return c
}

func (x *tester) observe(sel driver.Selector) *driver.State {
	x.Helper()
	s, err := x.Driver.Observe(x.ctx, sel)
	if err != nil {
		x.Fatalf("observe: %v", err)
	}
	return s
}

// find is the container of the project with the ID, or nil.
func (x *tester) find(id string) *driver.Container {
	x.Helper()
	for _, c := range x.observe(driver.Selector{Project: x.project, Specs: true}).Containers {
		if c.ID == id {
			return &c
		}
	}
	return nil
}

// see is the container of the project with the ID.
func (x *tester) see(c driver.Ref) *driver.Container {
	x.Helper()
	found := x.find(c.ID)
	if found == nil {
		x.Fatalf("container %s is not to be seen", c.Name)
	}
	return found
}

func (x *tester) wantStatus(c driver.Ref, want driver.Status) {
	x.Helper()
	if got := x.see(c).Status; got != want {
		x.Errorf("container %s is %s, want %s", c.Name, got, want)
	}
}

// await observes until something holds.
func (x *tester) await(what string, holds func() bool) {
	x.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, x.Patience)
	defer cancel()
	for !holds() {
		if ctx.Err() != nil {
			x.Fatalf("%s: not within %s", what, x.Patience)
		}
		pass(ctx, 50*time.Millisecond)
	}
}

func (x *tester) awaitStatus(c driver.Ref, want driver.Status) {
	x.Helper()
	x.await(c.Name+" gets "+string(want), func() bool { return x.see(c).Status == want })
}

// caps are the engine's.
func (x *tester) caps() driver.Caps {
	x.Helper()
	info, err := x.Driver.Info(x.ctx)
	if err != nil {
		x.Fatal(err)
	}
	return info.Caps
}

// pass lets time pass.
func pass(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
}

// watch begins to watch, and returns a function that waits for the next event that is wanted.
func (x *tester) watch(sel driver.Selector) *watched {
	ctx, cancel := context.WithCancel(x.ctx)
	x.Cleanup(cancel)
	w := &watched{tester: x, events: make(chan driver.Event, 1000), ended: make(chan error, 1), cancel: cancel}
	events := x.Driver.Watch(ctx, sel)
	go func() {
		defer close(w.events)
		for ev, err := range events {
			if err != nil {
				w.ended <- err
				return
			}
			w.events <- ev
		}
	}()
	return w
}

type watched struct {
	*tester
	events chan driver.Event
	ended  chan error
	cancel context.CancelFunc
}

// next is the next event of a container that is one of those that the contract names.
func (w *watched) next() driver.Event {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, w.Patience)
	defer cancel()
	for {
		select {
		case ev, ok := <-w.events:
			if !ok {
				w.Fatalf("the watch has ended")
			}
			if ev.Type == driver.TypeContainer && (least[ev.Action] || known[ev.Action] && w.caps().AllEvents) {
				return ev
			}
		case <-ctx.Done():
			w.Fatalf("no event within %s", w.Patience)
		}
	}
}

var known = map[driver.Action]bool{
	driver.ActionCreate: true, driver.ActionStart: true, driver.ActionDie: true, driver.ActionKill: true, driver.ActionStop: true,
	driver.ActionRestart: true, driver.ActionPause: true, driver.ActionUnpause: true, driver.ActionRename: true,
	driver.ActionDestroy: true, driver.ActionHealth: true,
}

// least are the actions that every engine tells of, in their order.
var least = map[driver.Action]bool{
	driver.ActionCreate: true, driver.ActionStart: true, driver.ActionDie: true, driver.ActionDestroy: true, driver.ActionHealth: true,
}

// wantAll is want without what this engine need not tell.
func (w *watched) wantAll(actions ...driver.Action) {
	w.Helper()
	w.want(slices.DeleteFunc(actions, func(a driver.Action) bool { return !least[a] && !w.caps().AllEvents })...)
}

// want waits for events in this order. One of several words is as good as the other.
func (w *watched) want(actions ...driver.Action) (last driver.Event) {
	w.Helper()
	for i, want := range actions {
		last = w.next()
		if last.Action != want {
			w.Fatalf("event %d of %v is %s", i+1, actions, last.Action)
		}
	}
	return last
}
