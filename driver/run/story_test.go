package run_test

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
)

var (
	storySeed = flag.Uint64("story", 0, "tell only the story with this seed")
	storyRuns = flag.Int("runs", 0, "how many runs the stories together have; 20,000 without, fewer with -short")
)

// TestStories tells random stories: a project that changes, on an engine on which things go wrong.
// After each disturbance, up has to make everything what the project says, and leave nothing to
// be done.
func TestStories(t *testing.T) {
	most := int64(cmp.Or(*storyRuns, material.Tries(20_000)))
	var runs atomic.Int64
	var seed atomic.Uint64
	var failed atomic.Bool
	var tellers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		tellers.Go(func() {
			for !failed.Load() && runs.Load() < most {
				s := seed.Add(1)
				if *storySeed != 0 {
					s = *storySeed
					runs.Store(most)
				}
				synctest.Test(t, func(t *testing.T) {
					story := newStory(t, s)
					defer func() {
						runs.Add(int64(story.runs))
						if t.Failed() {
							failed.Store(true)
						}
					}()
					story.tell()
				})
			}
		})
	}
	tellers.Wait()
	t.Logf("%d stories with %d runs", seed.Load(), runs.Load())
}

// TestEveryOperation disturbs the first up of a project, and one after a change, at each of their
// operations in turn.
func TestEveryOperation(t *testing.T) {
	disturbances := []func(s *story, at int){
		func(s *story, at int) { s.crashAt(at, false) },
		func(s *story, at int) { s.crashAt(at, true) },
		(*story).stopAt,
		func(s *story, at int) { s.faultAt(at, false) },
		func(s *story, at int) { s.faultAt(at, true) },
		(*story).engineCrashAt,
		(*story).rollbackAt,
	}
	for seed := uint64(1); seed <= uint64(material.Tries(20)); seed++ {
		for _, disturb := range disturbances {
			for _, first := range []bool{true, false} {
				for at, reached := 0, true; reached; at++ {
					synctest.Test(t, func(t *testing.T) {
						s := newStory(t, seed+1)
						if !first {
							s.up("up")
							s.draft.change(s.r)
							s.load()
						}
						disturb(s, at)
						reached = s.reached
					})
				}
			}
		}
	}
}

// story is a project and an engine.
type story struct {
	*testing.T
	seed   uint64
	r      *rand.Rand
	engine *sim.Engine
	driver driver.Driver
	draft  *draft
	text   string
	loaded *loader.Result
	runs   int
	log    []string

	mu      sync.Mutex
	counts  map[string]int
	pending func(op driver.Op) driver.Fault // nil: nothing goes wrong
	reached bool                            // the operation at which something was to happen
}

func newStory(t *testing.T, seed uint64) *story {
	s := &story{T: t, seed: seed, r: rand.New(rand.NewPCG(seed, 1)), counts: map[string]int{}}
	s.engine = sim.New(sim.Config{Clock: host.Clock{}, Images: simImages(), Latency: s.latency})
	s.driver = driver.Wrap(s.engine, driver.Record(host.Clock{}, s.record), driver.InjectFaults(func(_ int, op driver.Op) driver.Fault {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.pending == nil {
			return driver.Fault{}
		}
		return s.pending(op)
	}))
	s.draft = newDraft(s.r)
	s.load()
	return s
}

// latency depends on the operation and how often it was done, not on what else goes on, so that a
// story is the same each time. No two are equal, so that what happens happens in one order.
func (s *story) latency(op driver.Op) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := string(driver.KindOf(op)) + " " + driver.SubjectOf(op)
	s.counts[key]++
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s %d", s.seed, key, s.counts[key])
	return time.Duration(10+h.Sum64()%90)*time.Millisecond + time.Duration(h.Sum64()>>32%1000)*time.Microsecond
}

// record notes what was done, if one story is told.
func (s *story) record(d driver.Deed) {
	if *storySeed != 0 {
		op, err := driver.MarshalOp(d.Op)
		if c, ok := d.Op.(*driver.CreateContainer); ok {
			op = []byte("container.create " + c.Name)
		}
		s.note("    %s %s %v %v %v", d.Finished.Format("05.000"), op, d.Result, d.Err, err)
	}
}

func (s *story) load() {
	s.Helper()
	s.text = s.draft.yaml()
	s.loaded = load(s.T, s.text)
}

func (s *story) note(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	s.log = append(s.log, line)
	if *storySeed != 0 {
		fmt.Fprintln(os.Stderr, line) // also of a story that does not come to its end
	}
}

// broken ends a story that has gone wrong.
func (s *story) broken(format string, args ...any) {
	s.Helper()
	s.Fatalf("%s\n\nthe story (go test -run TestStories -story %d):\n%s\n\nthe project:\n%s\nthe engine:\n%s",
		fmt.Sprintf(format, args...), s.seed, strings.Join(s.log, "\n"), s.text, s.describe())
}

func (s *story) describe() string {
	var b strings.Builder
	st := s.observe()
	for _, c := range st.Containers {
		var networks []string
		for _, n := range c.Networks {
			networks = append(networks, n.Name)
		}
		fmt.Fprintf(&b, "%s %s %s %s %d %s %v\n", c.Name, c.ID[:12], c.Status, c.Health, c.ExitCode, c.Image, networks)
	}
	for _, n := range st.Networks {
		fmt.Fprintf(&b, "network %s %s\n", n.Name, n.ID[:12])
	}
	for _, v := range st.Volumes {
		fmt.Fprintf(&b, "volume %s\n", v.Name)
	}
	return b.String()
}

func (s *story) observe() *driver.State {
	st, err := s.engine.Observe(context.Background(), driver.Selector{Project: "p"})
	if err != nil {
		s.Fatal(err)
	}
	return st
}

// plan plans for what there is.
func (s *story) plan(ctx context.Context, opt plan.Options) (*plan.Plan, *driver.State, error) {
	x := &run.Executor{Driver: s.driver, Clock: host.Clock{}}
	in, err := x.Observe(ctx, plan.Input{Project: s.loaded.Project, Options: opt, Tree: s.loaded.Tree})
	if err != nil {
		return nil, nil, err
	}
	p, err := plan.MakePlan(in)
	return p, in.State, err
}

func upOptions() plan.Options {
	return plan.Options{Verb: plan.Up, RemoveOrphans: true, Rerun: plan.RerunNever}
}

func (s *story) executor() *run.Executor {
	s.runs++
	edges := edgeChecker{story: s}
	return &run.Executor{Driver: s.driver, Clock: host.Clock{}, Notify: edges.see, Provide: s.provide,
		Content: func(string) ([]byte, error) { return []byte("secret"), nil }}
}

// provide is what the provider of a service tells, after a while.
func (s *story) provide(ctx context.Context, call run.Call, _ func(driver.Progress)) (run.Provided, error) {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", s.seed, call.Service)
	err := driver.Sleep(ctx, host.Clock{}, time.Duration(5+h.Sum64()%90)*time.Millisecond)
	return run.Provided{Variables: map[string]string{"TOLD": fmt.Sprint(s.draft.told), "VERSION": "of " + call.Service}}, err
}

// edgeChecker sees that no step begins before those that it comes after have succeeded.
type edgeChecker struct {
	story  *story
	steps  map[string]*plan.Step
	phases map[string]run.Phase
	undone map[string]run.Phase
}

func (e *edgeChecker) see(ev run.Event) {
	if ev.Phase == run.PhaseBegun {
		if *storySeed != 0 {
			e.story.note("%v", ev.Plan)
		}
		e.steps, e.phases, e.undone = map[string]*plan.Step{}, map[string]run.Phase{}, map[string]run.Phase{}
		for i := range ev.Plan.Steps {
			e.steps[ev.Plan.Steps[i].ID] = &ev.Plan.Steps[i]
		}
		return
	}
	if ev.Undo {
		e.undone[ev.Step] = ev.Phase
		return
	}
	e.phases[ev.Step] = ev.Phase
	if ev.Phase != run.PhaseStarted {
		return
	}
	step := e.steps[ev.Step]
	for _, id := range step.After {
		before := e.steps[id]
		switch phase := e.phases[id]; {
		case phase == run.PhaseDone, phase == run.PhaseOmitted:
		case before.Optional && (phase == run.PhaseFailed || phase == run.PhaseSkipped):
		case before.Rollout != "" && before.Rollout == step.Rollout && before.Group != step.Group && phase != run.PhaseStarted && phase != "":
		default:
			e.story.Errorf("story %d: step %s began while %s, which comes before, was %q", e.story.seed, ev.Step, id, phase)
		}
	}
	for _, id := range step.Settled {
		if phase := e.phases[id]; phase == run.PhaseStarted || phase == "" {
			e.story.Errorf("story %d: step %s began while %s, which must be over before, was %q", e.story.seed, ev.Step, id, phase)
		}
	}
	if len(e.undone) > 0 && step.Rollout == "" && e.phases[ev.Step] == "" {
		e.story.Errorf("story %d: step %s began after others were taken back", e.story.seed, ev.Step)
	}
}

// wantShortest checks that a run took no longer than its longest chain of steps, give or take a
// tenth.
func (s *story) wantShortest(r *run.Report) {
	s.Helper()
	ends := map[string]time.Duration{}
	var longest time.Duration
	var first, last time.Time
	for i := range r.Plan.Steps {
		step := &r.Plan.Steps[i]
		o := r.Steps[step.ID]
		end := o.Finished.Sub(o.Started)
		for _, id := range slices.Concat(step.After, step.Settled) {
			end = max(end, ends[id]+o.Finished.Sub(o.Started))
		}
		ends[step.ID] = end
		longest = max(longest, end)
		if first.IsZero() || o.Started.Before(first) {
			first = o.Started
		}
		if o.Finished.After(last) {
			last = o.Finished
		}
	}
	if took := last.Sub(first); took > longest*11/10 {
		s.broken("it took %s, and its longest chain of steps %s:\n%v", took, longest, r.Plan)
	}
}

// converge carries out a verb, planning again as often as needed.
func (s *story) converge(ctx context.Context, x *run.Executor, opt plan.Options) (*run.Report, error) {
	return x.Converge(ctx, func(ctx context.Context) (*plan.Plan, *driver.State, error) { return s.plan(ctx, opt) })
}

// up has to succeed, and to leave what the project says.
func (s *story) up(what string) {
	s.Helper()
	s.note("%s", what)
	r, err := s.converge(s.Context(), s.executor(), upOptions())
	if err != nil {
		s.broken("%s: %v", what, err)
	}
	s.wantShortest(r)
	s.settled(what)
}

// settled checks that there is what the project says, and nothing left to do.
func (s *story) settled(what string) {
	s.Helper()
	time.Sleep(5 * time.Second) // jobs end
	p, _, err := s.plan(s.Context(), upOptions())
	if err != nil {
		s.broken("%s: planning again: %v", what, err)
	}
	if slices.ContainsFunc(p.Steps, func(step plan.Step) bool { return step.Op != nil && len(step.When) == 0 }) {
		s.broken("%s: something is left to do:\n%v", what, p)
	}
	if len(p.Steps) > 0 { // whether there is, providers tell
		r, err := s.executor().Run(s.Context(), p)
		if err != nil {
			s.broken("%s: once more: %v", what, err)
		}
		for id, o := range r.Steps {
			if o.Phase == run.PhaseDone && slices.ContainsFunc(p.Steps, func(step plan.Step) bool { return step.ID == id && step.Op != nil }) {
				s.broken("%s: %s was left to do:\n%v", what, id, p)
			}
		}
	}
	want := map[string]int{}
	for _, d := range s.draft.services {
		if !d.provider {
			want[d.name] = d.scale
		}
	}
	got := map[string]int{}
	for _, c := range s.observe().Containers {
		got[c.Service()]++
		if c.Name != fmt.Sprintf("p-%s-%d", c.Service(), c.Number()) {
			s.broken("%s: the container %s has another name than its own", what, c.Name)
		}
		job := c.Image == "job"
		if !job && c.Status != driver.StatusRunning || job && (c.Status != driver.StatusExited || c.ExitCode != 0) {
			s.broken("%s: the container %s is %s", what, c.Name, c.Status)
		}
	}
	for name := range got {
		if want[name] == 0 {
			s.broken("%s: there is a container of the service %s", what, name)
		}
	}
	for name, n := range want {
		if got[name] != n {
			s.broken("%s: service %s has %d containers, want %d", what, name, got[name], n)
		}
	}
}

func (s *story) tell() {
	s.up("up")
	chapters := []func(){s.crash, s.stop, s.fault, s.together, s.engineCrash, s.rollback, s.badUpdate, s.quiet}
	for range 6 {
		s.draft.change(s.r)
		s.load()
		pick(s.r, chapters...)()
	}
	s.down()
}

// quiet: nothing goes wrong.
func (s *story) quiet() { s.up("up after a change") }

// someOp is how many operations are begun before something happens.
func (s *story) someOp() int { return s.r.IntN(12) }

// disturb lets something happen at an operation. Operations before it are not disturbed.
func (s *story) disturb(at int, fault func(op driver.Op) driver.Fault) {
	n := 0
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reached = false
	s.pending = func(op driver.Op) driver.Fault {
		n++
		if n == at+1 {
			s.reached = true
			s.note("  at operation %d, %s %s", n, driver.KindOf(op), driver.SubjectOf(op))
			return fault(op)
		}
		return driver.Fault{}
	}
}

func (s *story) calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = nil
}

// crash: the one who runs it is killed.
func (s *story) crash() { s.crashAt(s.someOp(), s.r.IntN(2) == 0) }

func (s *story) crashAt(at int, done bool) {
	s.note("up that is killed at operation %d (done: %v)", at+1, done)
	ctx, cancel := context.WithCancel(s.Context())
	defer cancel()
	s.disturb(at, func(driver.Op) driver.Fault {
		time.AfterFunc(time.Duration(at)*time.Millisecond, cancel)
		return driver.Fault{Err: context.Canceled, Done: done}
	})
	_, err := s.converge(ctx, s.executor(), upOptions())
	s.calm()
	s.note("  %v", err)
	s.up("up after that")
}

// stop: the one who runs it asks for an end.
func (s *story) stop() { s.stopAt(s.someOp()) }

func (s *story) stopAt(at int) {
	s.note("up that is stopped at operation %d", at+1)
	x := s.executor()
	stop := make(chan struct{})
	x.Stop = stop
	s.disturb(at, func(driver.Op) driver.Fault {
		close(stop)
		return driver.Fault{}
	})
	_, err := s.converge(s.Context(), x, upOptions())
	s.calm()
	s.note("  %v", err)
	if err != nil && !errors.Is(err, run.ErrInterrupted) {
		s.broken("a stop gave the error %v", err)
	}
	s.up("up after that")
}

var errFault = errors.New("it is not to be")

// fault: an operation fails.
func (s *story) fault() { s.faultAt(s.someOp(), s.r.IntN(2) == 0) }

func (s *story) faultAt(at int, done bool) {
	s.note("up of which operation %d fails (done: %v)", at+1, done)
	s.disturb(at, func(driver.Op) driver.Fault { return driver.Fault{Err: errFault, Done: done} })
	x := s.executor()
	x.FailFast = s.r.IntN(2) == 0
	_, err := s.converge(s.Context(), x, upOptions())
	s.calm()
	s.note("  %v", err)
	if err != nil && !errors.Is(err, errFault) {
		s.broken("a fault gave the error %v", err)
	}
	s.up("up after that")
}

// together: several do the same at once.
func (s *story) together() {
	n := 2 + s.r.IntN(2)
	s.note("%d at once", n)
	var all sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		x := s.executor()
		pause := time.Duration(s.r.IntN(200)) * time.Millisecond
		all.Go(func() {
			time.Sleep(pause)
			_, errs[i] = s.converge(s.Context(), x, upOptions())
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		s.broken("%d at once: %v", n, err)
	}
	s.settled("several at once")
}

// engineCrash: the engine goes away and comes back.
func (s *story) engineCrash() { s.engineCrashAt(s.someOp()) }

func (s *story) engineCrashAt(at int) {
	s.note("up during which the engine is lost at operation %d", at+1)
	s.disturb(at, func(driver.Op) driver.Fault {
		s.engine.Crash()
		return driver.Fault{Err: driver.ErrUnavailable}
	})
	_, err := s.converge(s.Context(), s.executor(), upOptions())
	s.calm()
	s.note("  %v", err)
	s.engine.Restore()
	s.up("up after that")
}

// rollback: an operation fails, and what was done is taken back.
func (s *story) rollback() { s.rollbackAt(s.someOp()) }

func (s *story) rollbackAt(at int) {
	s.note("up of which operation %d fails, with rollback", at+1)
	before := s.shape()
	s.disturb(at, func(driver.Op) driver.Fault { return driver.Fault{Err: errFault} })
	x := s.executor()
	x.Rollback = true
	r, err := s.converge(s.Context(), x, upOptions())
	s.calm()
	s.note("  %v", err)
	destroyed := false
	for i := range r.Plan.Steps {
		step := &r.Plan.Steps[i]
		switch step.Op.(type) {
		case *driver.RemoveContainer, *driver.RemoveNetwork, *driver.RemoveVolume:
			o := r.Steps[step.ID]
			destroyed = destroyed || o.Phase == run.PhaseDone && !o.Result.Unchanged && step.Undo == nil
		}
	}
	for id, o := range r.Undone {
		if o.Phase != run.PhaseDone && !destroyed {
			s.broken("taking back %s: %v", id, o.Err)
		}
	}
	if after := s.shape(); err != nil && !destroyed && after != before {
		s.broken("the rollback gave\n%s, before there was\n%s\nthe plan was\n%v", after, before, r.Plan)
	}
	s.up("up after that")
}

// badUpdate: a service that is updated gradually gets an image with which it cannot be well.
func (s *story) badUpdate() {
	s.up("up after a change")
	var gradual []*draftService
	for _, d := range s.draft.services {
		if d.update != "" && !d.build && !d.provider {
			gradual = append(gradual, d)
		}
	}
	if len(gradual) == 0 {
		return
	}
	d := pick(s.r, gradual...)
	good := d.image
	before := s.shapeOf(d.name)
	d.image = pick(s.r, "sick", "broken")
	s.load()
	s.note("update of %s to an image that is %s", d.name, d.image)
	r, err := s.converge(s.Context(), s.executor(), upOptions())
	s.note("  %v", err)
	if err == nil {
		s.broken("the update succeeded:\n%v", r.Plan)
	}
	if after := s.shapeOf(d.name); d.onFailure == "rollback" && after != before {
		s.broken("the rollback of %s gave\n%s, before there was\n%s\nthe plan was\n%v", d.name, after, before, r.Plan)
	}
	for id, o := range r.Undone {
		if o.Phase != run.PhaseDone {
			s.broken("taking back %s: %v", id, o.Err)
		}
	}
	d.image = good
	s.load()
	s.up("up with a good image again")
}

// shape is what there is, but for IDs and times.
func (s *story) shape() string {
	var b strings.Builder
	b.WriteString(s.shapeOf(""))
	st := s.observe()
	for _, n := range st.Networks {
		fmt.Fprintf(&b, "network %s %s\n", n.Name, n.Labels[driver.LabelConfigHash])
	}
	for _, v := range st.Volumes {
		fmt.Fprintf(&b, "volume %s\n", v.Name)
	}
	return b.String()
}

// shapeOf is what there is of a service, or of all.
func (s *story) shapeOf(service string) string {
	time.Sleep(5 * time.Second) // jobs end, health is known
	var b strings.Builder
	for _, c := range s.observe().Containers {
		if service != "" && c.Service() != service {
			continue
		}
		fmt.Fprintf(&b, "%s %s %s %s %s %s", c.Name, c.Hash(), c.Status, c.Health, c.ImageID, c.Labels[driver.LabelImage])
		for _, n := range c.Networks {
			fmt.Fprintf(&b, " %s%v", n.Name, n.Aliases)
		}
		for _, m := range c.Mounts {
			fmt.Fprintf(&b, " %s:%s", m.Name, m.Target)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// down removes everything.
func (s *story) down() {
	s.note("down")
	if _, err := s.converge(s.Context(), s.executor(), plan.Options{Verb: plan.Down, RemoveOrphans: true, Volumes: true, AllResources: true}); err != nil {
		s.broken("down: %v", err)
	}
	// Networks and volumes that the project has not had lately are left alone.
	st := s.observe()
	left := len(st.Containers)
	for _, n := range st.Networks {
		if s.loaded.Project.Networks[n.Labels[driver.LabelNetwork]] != nil {
			left++
		}
	}
	for _, v := range st.Volumes {
		if s.loaded.Project.Volumes[v.Labels[driver.LabelVolume]] != nil {
			left++
		}
	}
	if left > 0 {
		s.broken("down has left something")
	}
}
