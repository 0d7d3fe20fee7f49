package run

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// Executor carries plans out. Driver and Clock are needed; the zero values of the other fields
// are right for most. One Executor may carry out several plans at once.
type Executor struct {
	Driver driver.Driver
	Clock  driver.Clock
	// Limits bound how much is done at once.
	Limits Limits
	// FailFast: after a failure no steps are begun any more but those that finish a group of
	// which some are done. Otherwise all are done that do not depend on what failed.
	FailFast bool
	// Rollback takes back, after a failure, what was done; see Undo. A plan's Rollouts have
	// their own way with failures whether this is set or not.
	Rollback bool
	// Stop, once closed, lets running operations end, begins no others but those that finish a
	// group of which some are done, and ends waits, pulls, builds and pushes. A context that is done, in
	// contrast, interrupts all operations.
	Stop <-chan struct{}
	// Content gives the content of a secret or config that is not a file, by driver.File.Source: for most that is
	// plan.Content. nil knows none: steps that need some fail.
	Content func(source string) ([]byte, error)
	// Provide asks the program that runs a service in place of the engine to do something. nil has
	// no such programs: steps that call one fail.
	Provide func(ctx context.Context, call Call, report func(driver.Progress)) (Provided, error)
	// CanProvide looks whether that program is there and could do it, and has nothing done. A dry run asks it in place of Provide;
	// nil knows nothing.
	CanProvide func(ctx context.Context, call Call) error
	// Model asks the program that runs AI models to do something. nil has no such program: steps that
	// call it fail.
	Model func(ctx context.Context, call plan.ModelCall, report func(driver.Progress)) error
	// Notify is told what happens, one event at a time. It must not block for long.
	Notify func(Event)
	// Estimate says how long a step will take, so that the longest chain of steps is begun
	// first. nil knows usual durations of each kind.
	Estimate func(*plan.Step) time.Duration
	// Attempts is how many plans Converge carries out at most; 0 means 5.
	Attempts int
	// Poll is how often conditions are looked at if the driver cannot be watched; 0 means every
	// second.
	Poll time.Duration
}

// Call is a plan.ProviderCall, and what it is for.
type Call struct {
	plan.ProviderCall
	Project, Service string
}

// Provided is what came of a call of a provider.
type Provided struct {
	// Variables of services that depend on the one that the provider runs.
	Variables map[string]string
	// Unchanged: the provider has no such command.
	Unchanged bool
}

// Limits bound how many steps of a kind are done at once. 0 is a default; below 0 is no bound.
// Waits and calls of providers are not bounded.
type Limits struct {
	Pulls   int // and pushes, and what is done about models; default 3
	Builds  int // default 2
	Changes int // to containers, networks and volumes; default 16
	Stops   int // stops, kills and removals of containers, which mostly wait; default 64
}

// Run carries a plan out once. The report tells of every step, whatever the error. The error is
// about the plan itself, or an *Error.
func (x *Executor) Run(ctx context.Context, p *plan.Plan) (*Report, error) {
	return x.run(ctx, p, &teller{clock: x.Clock, notify: x.Notify, attempt: 1})
}

// RunExactly carries a plan out once, as Run does, if what exists is what the plan was made on.
// Otherwise nothing is done, there is no report, and the error is an *OvertakenError.
func (x *Executor) RunExactly(ctx context.Context, p *plan.Plan) (*Report, error) {
	state, err := x.Driver.Observe(ctx, p.Base.Selector)
	if err != nil {
		return nil, err
	}
	if differences := p.Base.Differences(state); len(differences) > 0 {
		return nil, &OvertakenError{Differences: differences}
	}
	return x.Run(ctx, p)
}

// Converge makes a plan and carries it out, and does both again when the state turned out to be
// another than the one that was planned on: somebody else was at work at the same time.
//
// makePlan observes anew each time, and returns what it planned on besides the plan. It is also
// where a caller refuses a plan whose risks it does not accept. Where the state is returned,
// containers that somebody else made, renamed or removed meanwhile are a reason to plan again even
// if every step succeeded; nil is right for what must not be done twice. A plan that failed because something was not there
// is not carried out again if what is left of it is what there is to do when it is made anew: what it needs is not there, and
// nobody is at work. The error is makePlan's, or the last run's.
func (x *Executor) Converge(ctx context.Context, makePlan func(context.Context) (*plan.Plan, *driver.State, error)) (*Report, error) {
	tell := &teller{clock: x.Clock, notify: x.Notify}
	attempts := x.Attempts
	if attempts <= 0 {
		attempts = 5
	}
	var last *Report // of a run that lacked something
	var lacked error
	for pause := firstPause; ; pause *= 2 {
		tell.attempt++
		p, on, err := makePlan(ctx)
		if err != nil {
			return nil, err
		}
		if last != nil && last.leaves(p.Steps) {
			return last, lacked
		}
		report, err := x.run(ctx, p, tell)
		if tell.attempt >= attempts || err == nil && !x.othersAtWork(ctx, on, report) || err != nil && !stale(report, err) {
			return report, err
		}
		if last, lacked = nil, nil; err != nil && !errors.Is(err, driver.ErrConflict) {
			last, lacked = report, err
		}
		if interrupted := driver.Sleep(ctx, x.Clock, pause); interrupted != nil {
			if err == nil { // what others have done meanwhile is not set right
				err = &Error{Interrupted: true, Cause: interrupted}
			}
			return report, err
		}
	}
}

// leaves reports whether steps are those that were not done; their edges are others where those before them were done.
func (r *Report) leaves(steps []plan.Step) bool {
	bare := func(s plan.Step) plan.Step {
		s.After, s.Settled = nil, nil
		return s
	}
	for _, s := range r.Plan.Steps {
		if r.Steps[s.ID].Phase == PhaseDone {
			continue
		}
		if len(steps) == 0 || !reflect.DeepEqual(bare(s), bare(steps[0])) {
			return false
		}
		steps = steps[1:]
	}
	return len(steps) == 0
}

// othersAtWork reports whether containers have come, gone or changed their names since a state was
// observed, other than by what the report tells.
func (x *Executor) othersAtWork(ctx context.Context, before *driver.State, r *Report) bool {
	if before == nil || !r.Changed() {
		return false
	}
	after, err := x.Driver.Observe(ctx, driver.Selector{Project: r.Plan.Project})
	if err != nil {
		return false // what was to be done is done
	}
	names := map[string]string{} // as they should be now, by ID
	for _, c := range before.Containers {
		if c.Labels[driver.LabelProject] == r.Plan.Project && !c.OneOff() {
			names[c.ID] = c.Name
		}
	}
	for _, e := range r.effects {
		if e.name == "" {
			delete(names, e.id)
		} else {
			names[e.id] = e.name
		}
	}
	for _, c := range after.Containers {
		if names[c.ID] != c.Name && !c.OneOff() {
			return true
		}
		delete(names, c.ID)
	}
	for _, e := range r.effects {
		if e.fleeting {
			delete(names, e.id)
		}
	}
	return len(names) > 0
}

// firstPause is between the first two plans of Converge; each further pause is twice as long.
const firstPause = 100 * time.Millisecond

// stale reports whether a run failed because the plan's state did not hold, so that another plan
// may succeed.
func stale(r *Report, err error) bool {
	var failed *Error
	if !errors.As(err, &failed) || failed.Interrupted || r.rolledBack() || r.ranOnce() {
		return false
	}
	return slices.ContainsFunc(failed.Failures, func(f StepError) bool { return !f.Undo && overtaken(r.Plan, f.Step, f.Err) })
}

// ranOnce reports whether a container was started that is to do its work once.
func (r *Report) ranOnce() bool {
	made := map[string]bool{}
	for _, s := range r.Plan.Steps {
		switch op := s.Op.(type) {
		case *driver.CreateContainer:
			made[op.Name] = op.Spec.Labels[driver.LabelOneOff] == "True"
		case *driver.StartContainer:
			if made[op.Container.Name] && r.Steps[s.ID].Phase == PhaseDone {
				return true
			}
		}
	}
	return false
}

// overtaken reports whether a step of a plan failed because somebody else has changed what it was
// planned for. That says nothing against what is being done, so nothing is taken back for it.
func overtaken(p *plan.Plan, s *plan.Step, err error) bool {
	return errors.Is(err, driver.ErrConflict) && !starts(p, s) || errors.Is(err, driver.ErrNotFound) && !fetches(s)
}

// starts reports whether a step starts a container, or runs a hook in one that the plan starts. What it
// conflicts with then, such as a port that is taken, or that the container has ended already, is no
// matter of the plan: another plan would start it again.
func starts(p *plan.Plan, s *plan.Step) bool {
	switch op := s.Op.(type) {
	case *driver.StartContainer:
		return true
	case *driver.ExecContainer:
		at := slices.IndexFunc(p.Steps, func(other plan.Step) bool { return other.ID == s.ID })
		return slices.ContainsFunc(p.Steps[:at], func(before plan.Step) bool {
			switch before := before.Op.(type) {
			case *driver.StartContainer:
				return before.Container == op.Container
			case *driver.RestartContainer:
				return before.Container == op.Container
			}
			return false
		})
	}
	return false
}

// fetches reports whether a step gets something from outside of the engine, such as the driver of a network, where looking
// again finds no more.
func fetches(s *plan.Step) bool {
	switch s.Op.(type) {
	case *driver.PullImage, *driver.BuildImage, *driver.PushImage, *driver.CreateNetwork, *driver.CreateVolume:
		return true
	}
	return false
}
