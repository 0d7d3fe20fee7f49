package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// runner is one plan being carried out. Its fields belong to the goroutine that runs loop; the
// jobs' goroutines have their own job until they hand it back through done.
type runner struct {
	*Executor
	ctx  context.Context
	plan *plan.Plan
	tell *teller

	jobs    []*job
	undoes  []*job
	ready   [classes]queue
	running [classes]int
	bounds  [classes]int
	busy    int
	done    chan *job
	// stopping: no jobs are begun any more but of groups that are in begun.
	stopping bool
	stopped  bool // by the caller
	begun    map[string]bool
	rollouts map[string]*rollout
	failures []StepError
	// rolledBack: everything was taken back, as far as it could be.
	rolledBack bool
	stuck      int // how many undoings failed when they were last tried

	waitCtx   context.Context
	endWaits  context.CancelFunc
	imageCtx  context.Context
	endImages context.CancelFunc
	lookout   *lookout
	names     names
}

func (x *Executor) run(ctx context.Context, p *plan.Plan, tell *teller) (*Report, error) {
	estimate := x.Estimate
	if estimate == nil {
		estimate = usual
	}
	jobs, err := jobsOf(p, estimate)
	if err != nil {
		return nil, err
	}
	r := &runner{
		Executor: x, ctx: ctx, plan: p, tell: tell, jobs: jobs, bounds: x.Limits.bounds(), done: make(chan *job),
		begun: map[string]bool{}, rollouts: rolloutsOf(p), names: names{driver: x.Driver, ids: map[string]string{}, variables: map[string]map[string]string{}},
	}
	r.waitCtx, r.endWaits = context.WithCancel(ctx)
	r.imageCtx, r.endImages = context.WithCancel(ctx)
	r.lookout = &lookout{driver: x.Driver, clock: x.Clock, project: p.Project, poll: x.Poll}
	if slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.Wait != nil && s.Wait.Condition != plan.ConditionElapsed }) {
		r.lookout.begin()
	}
	tell.tell(Event{Phase: PhaseBegun, Plan: p})
	r.loop()
	r.endWaits()
	r.endImages()
	r.lookout.close()
	tell.tell(Event{Phase: PhaseEnded})
	return r.report(), r.err()
}

// loop begins jobs and settles them until none is left.
func (r *runner) loop() {
	for _, j := range r.jobs {
		if j.open == 0 {
			r.offer(j)
		}
	}
	stop := r.Stop
	for {
		select {
		case <-stop: // before anything is begun
			stop = nil
			r.stopByCaller()
		default:
		}
		r.begin()
		if r.busy == 0 {
			if r.rollBackAll() || r.takeBackAgain() {
				continue
			}
			return
		}
		select {
		case j := <-r.done:
			r.busy--
			r.running[j.class]--
			r.settle(j)
		case <-stop:
			stop = nil
			r.stopByCaller()
		}
	}
}

// stop begins no groups any more, and ends waits, which change nothing.
func (r *runner) stop() {
	r.stopping = true
	r.endWaits()
}

// stopByCaller does so, and ends what is done about images, which takes long and leaves nothing half done: another time goes on
// with what there is of it.
func (r *runner) stopByCaller() {
	r.stopped = true
	r.stop()
	r.endImages()
}

// offer takes a job whose predecessors are settled.
func (r *runner) offer(j *job) {
	if j.blocked == "" {
		r.ready[j.class].add(j)
		return
	}
	j.phase = j.blocked
	r.settled(j)
}

// begin begins as many jobs as there is room for.
func (r *runner) begin() {
	for again := true; again; {
		again = false
		for c := range classes {
			for len(r.ready[c]) > 0 && (r.bounds[c] == 0 || r.running[c] < r.bounds[c]) {
				j := r.ready[c].take()
				if phase := r.refuses(j); phase != "" {
					j.phase = phase
					r.settled(j) // which may offer jobs of other classes
					again = true
					continue
				}
				r.start(j)
			}
		}
	}
}

// refuses says what becomes of a job that must not be begun; "" if it may.
func (r *runner) refuses(j *job) Phase {
	switch ro := r.rollouts[j.step.Rollout]; {
	case r.ctx.Err() != nil:
		return PhaseCancelled
	case j.undo:
		return ""
	case r.stopping && (j.step.Wait != nil || !r.begun[j.step.Group]), j.idle():
		return PhaseCancelled
	case ro != nil && ro.refuses(r.begun[j.step.Group]):
		return PhaseSkipped
	}
	return ""
}

func (r *runner) start(j *job) {
	j.phase = PhaseStarted
	r.running[j.class]++
	r.busy++
	if j.step.Group != "" && j.step.Wait == nil {
		r.begun[j.step.Group] = true
	}
	if ro := r.rollouts[j.step.Rollout]; ro != nil {
		ro.busy++
	}
	ctx := r.ctx
	if j.step.Wait != nil && !j.undo {
		ctx, j.end = context.WithCancel(r.waitCtx)
	} else if isAboutImage(j.step.Op) && !j.undo {
		ctx = r.imageCtx
	}
	if j.undo || j.step.When == nil { // what is begun at once is told in the same order each time
		r.tellStarted(j)
	}
	go func() {
		j.outcome.Started = r.Clock.Now()
		j.outcome.Phase, j.outcome.Result, j.outcome.Err = r.perform(ctx, j)
		j.outcome.Finished = r.Clock.Now()
		r.done <- j
	}()
}

func (r *runner) tellStarted(j *job) {
	r.tell.tell(Event{Phase: PhaseStarted, Step: j.step.ID, Undo: j.undo})
}

// settle takes a job back that was begun.
func (r *runner) settle(j *job) {
	j.phase = j.outcome.Phase
	if j.end != nil {
		j.end()
	}
	ro := r.rollouts[j.step.Rollout]
	if ro != nil {
		ro.busy--
	}
	if j.phase == PhaseFailed && !j.undo && !j.step.Optional {
		r.failures = append(r.failures, StepError{Step: j.step, Err: j.outcome.Err})
		if ro != nil {
			ro.fail(j.step.Group, overtaken(r.plan, j.step, j.outcome.Err))
		} else if r.FailFast {
			r.stop()
		}
	}
	r.settled(j)
	if ro != nil && ro.wantsRollback() {
		ro.rolledBack = true
		r.takeBack(func(j *job) bool { return j.step.Rollout == ro.Service })
	}
}

// settled tells of a job that is settled, and offers those that waited for it.
func (r *runner) settled(j *job) {
	j.outcome.Phase = j.phase
	ev := Event{Phase: j.phase, Step: j.step.ID, Undo: j.undo, Err: j.outcome.Err}
	if j.phase == PhaseDone {
		ev.Result = &j.outcome.Result
	}
	r.tell.tell(ev)
	for _, next := range j.before {
		if phase := r.holdsUp(j, next); phase != "" && next.blocked != PhaseCancelled {
			next.blocked = phase
			next.endIdleWaits()
		}
		if next.open--; next.open == 0 {
			r.offer(next)
		}
	}
}

// holdsUp says what a settled job makes of one that comes after it; "" if that may begin.
func (r *runner) holdsUp(j, next *job) Phase {
	switch {
	case j.phase == PhaseCancelled:
		return PhaseCancelled
	case j.undo:
		if j.phase != PhaseDone {
			return PhaseSkipped
		}
		return ""
	case j.step.Optional, !r.Rollback && slices.Contains(next.step.Settled, j.step.ID):
		return ""
	}
	failed := j.phase != PhaseDone && j.phase != PhaseOmitted
	if !failed && len(j.lost) == 0 {
		return ""
	}
	ro := r.rollouts[j.step.Rollout]
	if ro == nil || ro.halted || next.step.Rollout != j.step.Rollout {
		return PhaseSkipped
	}
	if next.lost == nil {
		next.lost = map[string]bool{}
	}
	maps.Copy(next.lost, j.lost)
	if failed {
		next.lost[j.step.Group] = true
	}
	if next.lost[next.step.Group] {
		return PhaseSkipped
	}
	return ""
}

// perform does what a job is for. It runs in the job's goroutine. ctx ends the job.
func (r *runner) perform(ctx context.Context, j *job) (Phase, driver.Result, error) {
	op := j.step.Op
	if j.undo {
		op = driver.WithContainer(j.step.Undo, func(c driver.Ref) driver.Ref {
			c.ID = cmp.Or(c.ID, j.container)
			return c
		})
	} else if j.step.When != nil {
		if omitted, err := r.omits(j.step); omitted || err != nil {
			return r.phaseOf(ctx, PhaseOmitted, err), driver.Result{}, err
		}
		r.tellStarted(j)
	}
	if j.step.Provider != nil {
		result, err := r.provide(j.step)
		return r.phaseOf(ctx, PhaseDone, err), result, err
	}
	if j.step.Model != nil {
		err := r.model(j.step)
		return r.phaseOf(ctx, PhaseDone, err), driver.Result{}, err
	}
	if op == nil {
		err := r.lookout.wait(ctx, r.names.resolveAll(j.step.Wait))
		return r.phaseOf(ctx, PhaseDone, err), driver.Result{}, err
	}
	overrides := plan.Overrides(op, r.names.given)
	op, err := r.bind(op)
	if err != nil {
		return r.phaseOf(ctx, PhaseDone, err), driver.Result{}, err
	}
	result, err := r.Driver.Do(ctx, op, func(p driver.Progress) {
		r.tell.tell(Event{Phase: PhaseProgress, Step: j.step.ID, Undo: j.undo, Progress: &p})
	})
	result.Warnings = append(overrides, result.Warnings...)
	if c, ok := driver.ContainerOf(op); ok {
		j.container = c.ID
	}
	if exec, ok := op.(*driver.ExecContainer); ok && err == nil {
		err = exec.Failure(result)
	}
	if err == nil {
		r.names.learn(op, result)
		if _, ok := op.(*driver.CreateContainer); ok {
			j.container = result.ID
		}
	}
	return r.phaseOf(ctx, PhaseDone, err), result, err
}

// provide calls the provider of a step's service, and keeps what it tells.
func (r *runner) provide(s *plan.Step) (driver.Result, error) {
	call := Call{*s.Provider, r.plan.Project, s.Service}
	switch {
	case driver.Pretends(r.Driver) && r.CanProvide != nil:
		return driver.Result{}, r.CanProvide(r.ctx, call)
	case driver.Pretends(r.Driver):
		return driver.Result{}, nil
	case r.Provide == nil:
		return driver.Result{}, fmt.Errorf("the service is run by the provider %s, and there is nothing here that could call it: %w", s.Provider.Type, driver.ErrUnsupported)
	}
	given, err := r.Provide(r.ctx, call, func(p driver.Progress) {
		r.tell.tell(Event{Phase: PhaseProgress, Step: s.ID, Progress: &p})
	})
	if err != nil {
		return driver.Result{}, err
	}
	r.names.provided(s.Service, given.Variables)
	return driver.Result{Unchanged: given.Unchanged}, nil
}

// model has the program that runs AI models do something.
func (r *runner) model(s *plan.Step) error {
	switch {
	case driver.Pretends(r.Driver):
		return nil
	case r.Model == nil:
		return fmt.Errorf("there is nothing here that could %s model %s: %w", s.Model.Command, s.Model.Model, driver.ErrUnsupported)
	}
	return r.Model(r.ctx, *s.Model, func(p driver.Progress) {
		r.tell.tell(Event{Phase: PhaseProgress, Step: s.ID, Progress: &p})
	})
}

// phaseOf tells failures from interruptions.
func (r *runner) phaseOf(ctx context.Context, success Phase, err error) Phase {
	switch {
	case err == nil:
		return success
	case ctx.Err() != nil:
		return PhaseCancelled
	}
	return PhaseFailed
}

func (r *runner) report() *Report {
	out := &Report{Plan: r.plan, Attempt: r.tell.attempt, Steps: map[string]Outcome{}, Undone: map[string]Outcome{}, effects: r.names.effects}
	for _, j := range r.jobs {
		out.Steps[j.step.ID] = j.outcome
	}
	for _, j := range r.undoes {
		out.Undone[j.step.ID] = j.outcome
	}
	return out
}

func (r *runner) err() error {
	e := &Error{Failures: r.failures}
	cancelled := false
	for _, u := range r.undoes {
		switch u.phase {
		case PhaseFailed:
			e.Failures = append(e.Failures, StepError{Step: u.step, Undo: true, Err: u.outcome.Err})
		case PhaseCancelled:
			cancelled = true // some was taken back, and some was not
		}
	}
	for _, j := range r.jobs {
		switch j.phase {
		case PhaseSkipped:
			e.Skipped++
		case PhaseCancelled:
			cancelled = true
		}
	}
	if cancelled {
		e.Cause = r.ctx.Err()
		e.Interrupted = r.stopped || e.Cause != nil
	}
	if len(e.Failures) == 0 && !cancelled {
		return nil
	}
	return e
}

// names know the containers and images that the run has made.
type names struct {
	driver driver.Driver

	mu  sync.Mutex
	ids map[string]string // of containers, by name
	// variables that providers have told, by service.
	variables map[string]map[string]string
	// effects on containers, in the order in which they happened.
	effects []effect
}

func (n *names) id(name string) (string, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	id, ok := n.ids[name]
	return id, ok
}

func (n *names) provided(service string, variables map[string]string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.variables[service] = variables
}

// given are the variables that the provider of a service has told. In a dry run nobody knows them.
func (n *names) given(service string) (map[string]string, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	variables, ok := n.variables[service]
	return variables, ok || driver.Pretends(n.driver)
}

// resolve gives a container its ID if the run has made it.
func (n *names) resolve(c driver.Ref) driver.Ref {
	if c.ID == "" {
		c.ID, _ = n.id(c.Name)
	}
	return c
}

func (n *names) resolveAll(w *plan.Wait) plan.Wait {
	out := *w
	out.Containers = make([]driver.Ref, len(w.Containers))
	for i, c := range w.Containers {
		out.Containers[i] = n.resolve(c)
	}
	return out
}

// learn takes note of the container that an operation has made or renamed.
func (n *names) learn(op driver.Op, result driver.Result) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch op := op.(type) {
	case *driver.CreateContainer:
		n.ids[op.Name] = result.ID
		n.effects = append(n.effects, effect{result.ID, op.Name, op.Spec.AutoRemove})
	case *driver.RenameContainer:
		if op.Container.ID != "" {
			n.ids[op.Name] = op.Container.ID
			n.effects = append(n.effects, effect{id: op.Container.ID, name: op.Name})
		}
	case *driver.RemoveContainer:
		n.effects = append(n.effects, effect{id: op.Container.ID})
	}
}

// container is the ID of the container that has a name: one that the run has made, or else one that was to be
// made anew and did not have to be.
func (n *names) container(ctx context.Context, name string) (string, error) {
	if id, ok := n.id(name); ok {
		return id, nil
	}
	s, err := n.driver.Observe(ctx, driver.Selector{Containers: []string{name}})
	if err != nil {
		return "", err
	}
	for _, c := range s.Containers {
		if c.Name == name {
			return c.ID, nil
		}
	}
	return "", nil
}

// digest is the digest that an image has now.
func (n *names) digest(ctx context.Context, reference string) (string, error) {
	s, err := n.driver.Observe(ctx, driver.Selector{Images: []string{reference}})
	if err != nil {
		return "", err
	}
	return s.Images[reference].Digest, nil
}

// bind fills in what a plan could not name.
func (r *runner) bind(op driver.Op) (driver.Op, error) {
	var failed error
	bound, err := plan.Bind(driver.WithContainer(op, r.names.resolve), plan.Names{
		Container: func(name string) (string, bool) {
			id, err := r.names.container(r.ctx, name)
			if err != nil {
				failed = err
			}
			return id, id != ""
		},
		Image: func(reference string) (string, bool) {
			digest, err := r.names.digest(r.ctx, reference)
			if err != nil {
				failed = err
			}
			return digest, digest != ""
		},
		Variables: r.names.given,
	})
	if failed != nil {
		return nil, failed
	}
	if err != nil {
		return nil, err
	}
	return r.withContent(bound)
}

// withContent is an operation with the content of its files and secrets, which plans do not hold.
func (r *runner) withContent(op driver.Op) (out driver.Op, err error) {
	fill := func(content *[]byte, source string) {
		switch {
		case err != nil || *content != nil || source == "":
		case r.Content == nil:
			err = fmt.Errorf("the content of %s is not known", source)
		default:
			*content, err = r.Content(source)
		}
	}
	switch op := op.(type) {
	case *driver.CopyInto:
		filled := *op
		filled.Files = slices.Clone(op.Files)
		for i := range filled.Files {
			fill(&filled.Files[i].Content, filled.Files[i].Source)
		}
		return &filled, err
	case *driver.BuildImage:
		filled := *op
		filled.Spec.Secrets = slices.Clone(op.Spec.Secrets)
		for i := range filled.Spec.Secrets {
			fill(&filled.Spec.Secrets[i].Content, filled.Spec.Secrets[i].Source)
		}
		return &filled, err
	}
	return op, nil
}

// omits reports whether a step is not to be done because images and configurations are what they were.
func (r *runner) omits(s *plan.Step) (bool, error) {
	for _, change := range s.When {
		holds, err := r.holds(change)
		if err != nil || holds {
			return false, err
		}
	}
	return len(s.When) > 0, nil
}

func (r *runner) holds(change plan.LateChange) (bool, error) {
	if change.Container == "" {
		digest, err := r.names.digest(r.ctx, change.Image)
		return change.Holds(digest), err
	}
	if driver.Pretends(r.Driver) {
		return false, nil // providers were not asked, and most say the same as the last time
	}
	i := slices.IndexFunc(r.plan.Steps, func(s plan.Step) bool { return s.ID == change.Container })
	if i < 0 {
		return false, fmt.Errorf("the plan has no step %s: %w", change.Container, driver.ErrInvalid)
	}
	op, err := r.bind(r.plan.Steps[i].Op)
	if errors.Is(err, driver.ErrNotFound) {
		return true, nil // what it refers to is being replaced
	}
	if err != nil {
		return false, err
	}
	create, ok := op.(*driver.CreateContainer)
	if !ok {
		return false, fmt.Errorf("step %s makes no container: %w", change.Container, driver.ErrInvalid)
	}
	return change.Holds(create.Spec.Labels[driver.LabelConfigHash]), nil
}
