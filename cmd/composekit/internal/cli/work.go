package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/cmd/composekit/internal/progress"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/model"
)

// work is what a command carries out: what it is about, and the plan for it.
type work struct {
	*app
	engine driver.Driver
	in     plan.Input
	plan   *plan.Plan
	// adjust changes a plan before it is carried out; nil leaves it.
	adjust func(*plan.Plan)
	// attached: logs are printed below what is shown of the work.
	attached bool
	// half: what stays as it is is told by the work that follows on this.
	half bool
	// warned are the warnings of engines and providers that were not printed yet.
	warned []string
	// told is told of events of steps, after they have been shown; nil is not told.
	told func(*plan.Step, run.Event)
	// brake ends the work before its time; nil leaves that to interrupts.
	brake *brake
}

// brake ends work: what has been begun comes to its end, and nothing else begins.
type brake struct {
	once   sync.Once
	pulled chan struct{}
}

func newBrake() *brake { return &brake{pulled: make(chan struct{})} }

func (b *brake) pull() { b.once.Do(func() { close(b.pulled) }) }

// planProject plans for a project that files say.
func (a *app) planProject(ctx context.Context, o plan.Options) (*work, error) {
	w, err := a.workOn(ctx, o)
	if err != nil {
		return nil, err
	}
	return w, w.make(ctx)
}

// workOn is what is to be planned for a project that files say.
func (a *app) workOn(ctx context.Context, o plan.Options) (*work, error) {
	l, err := a.projectFor(ctx, o)
	if err != nil {
		return nil, err
	}
	d, err := a.engine(ctx)
	if err != nil {
		return nil, err
	}
	return &work{app: a, engine: d, in: plan.Input{Project: l.project, Name: l.project.Name, Tree: l.tree, Options: o}}, nil
}

// projectFor loads the project for a verb. Variables of containers matter where containers are made only.
func (a *app) projectFor(ctx context.Context, o plan.Options) (*loaded, error) {
	services := o.Services
	if o.Verb == plan.Build {
		services = nil // images of services that are not named may be contexts of those that are
	}
	switch o.Verb {
	case plan.Pull, plan.Push, plan.Build:
		c := &config{app: a}
		l, err := c.load(ctx, services, listed)
		if err != nil {
			return nil, err
		}
		return l, a.setPlatforms(l)
	case plan.Run:
		return a.toStart(ctx, &config{app: a, byHand: services[0]}, nil)
	}
	return a.upProject(ctx, services)
}

// planExisting plans for a project that may be known by name only.
func (a *app) planExisting(ctx context.Context, o plan.Options) (*work, error) {
	project, name, err := a.projectOrName(ctx, o.Services)
	if err != nil {
		return nil, err
	}
	d, err := a.engine(ctx)
	if err != nil {
		return nil, err
	}
	w := &work{app: a, engine: d, in: plan.Input{Project: project, Name: name, Options: o}}
	return w, w.make(ctx)
}

// carryOutProject plans for a project that files say, and has it done.
func (a *app) carryOutProject(ctx context.Context, o plan.Options) (*work, error) {
	w, err := a.planProject(ctx, o)
	if err != nil {
		return nil, err
	}
	return w, w.carryOut(ctx)
}

// carryOutExisting does the same for a project that may be known by name only.
func (a *app) carryOutExisting(ctx context.Context, o plan.Options) error {
	w, err := a.planExisting(ctx, o)
	if err != nil {
		return err
	}
	return w.carryOut(ctx)
}

// make observes what there is, and plans on it. In a dry run that is an engine in memory from then on, which has
// what the real one has.
func (w *work) make(ctx context.Context) error {
	if _, err := w.parallelism(); err != nil {
		return err
	}
	w.pretend()
	var err error
	if w.in, err = w.executor(nil).Observe(ctx, w.in); err != nil {
		return w.explained(err)
	}
	w.in.Version = labelledVersion()
	o, err := w.hostOptions()
	if err != nil {
		return err
	}
	if w.in.EnvFiles, err = o.NamedEnvFiles(); err != nil {
		return err
	}
	if err := w.askForModels(ctx); err != nil {
		return err
	}
	if plan.NeedsCredentials(w.in) {
		credentials, err := credentialsOf(ctx, w.engine)
		if err != nil {
			return err
		}
		w.in.Credentials = len(credentials) > 0
	}
	if w.plan, err = plan.MakePlan(w.in); err != nil {
		return w.explained(err)
	}
	if w.adjust != nil {
		w.adjust(w.plan)
	}
	return nil
}

// askForVolumes asks whether volumes may be made anew whose configuration has changed. What is in them would be lost, so that
// nobody answering is a no.
func (w *work) askForVolumes() error {
	if w.in.Options.RecreateVolumes {
		return nil
	}
	in := w.in
	in.Options.RecreateVolumes = true
	bold, err := plan.MakePlan(in)
	if err != nil {
		return w.explained(err)
	}
	var lost []string
	for _, r := range bold.Risks {
		if r.Kind == plan.RiskDataLoss {
			lost = append(lost, r.Text)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	yes, err := w.ask("To make volumes anew whose configuration has changed: " + strings.Join(lost, ", ") + ". Go on?")
	if yes {
		w.in, w.plan = in, bold
	}
	return err
}

// pretend puts a dry run in place of the engine, if that is asked for.
func (w *work) pretend() {
	if w.global.dryRun && !driver.Pretends(w.engine) {
		w.engine = driver.Wrap(w.engine, sim.DryRun(host.Clock{}))
	}
}

// carryOut has the plan done, and planned again if others are at work on the same.
func (w *work) carryOut(ctx context.Context) error {
	display, err := w.display(w.attached)
	if err != nil {
		return err
	}
	return w.carryOutShown(ctx, display, w.converge)
}

// perform has a plan done by an executor.
type perform func(context.Context, *run.Executor) (*run.Report, error)

// once carries out the very plan, on the state that it was made on.
func (w *work) once(ctx context.Context, x *run.Executor) (*run.Report, error) {
	report, err := x.RunExactly(ctx, w.plan)
	var overtaken *run.OvertakenError
	if errors.As(err, &overtaken) {
		err = fmt.Errorf("%w\nmake the plan anew, or say --force to carry this one out all the same", err)
	}
	return report, err
}

// onAnyState carries out the very plan, as far as it can be.
func (w *work) onAnyState(ctx context.Context, x *run.Executor) (*run.Report, error) {
	report, err := x.Run(ctx, w.plan)
	if errors.Is(err, driver.ErrConflict) || errors.Is(err, driver.ErrNotFound) {
		err = fmt.Errorf("what exists has changed since the plan was made: make it anew (%s)", firstLine(err.Error()))
	}
	return report, err
}

// converge carries out the plan, and others made anew while the state is not what they were made on.
func (w *work) converge(ctx context.Context, x *run.Executor) (*run.Report, error) {
	first := true
	return x.Converge(ctx, func(ctx context.Context) (*plan.Plan, *driver.State, error) {
		if !first {
			if err := w.make(ctx); err != nil {
				return nil, nil, err
			}
		}
		first = false
		switch w.in.Options.Verb {
		case plan.Up, plan.Create, plan.Scale, plan.Start, plan.Stop, plan.Down:
			return w.plan, w.in.State, nil
		}
		return w.plan, nil, nil // doing it twice is not the same as doing it once
	})
}

func (w *work) carryOutShown(ctx context.Context, display progress.Display, do perform) error {
	for _, text := range w.plan.Warnings {
		w.warn(text)
	}
	if len(w.plan.Steps) == 0 && w.in.Options.Verb == plan.Down && len(w.plan.Warnings) == 0 { // a warning says why already
		w.warn(fmt.Sprintf("No resource found to remove for project %q.", w.plan.Project))
	}
	if len(w.plan.Steps) == 0 && w.in.Options.Verb == plan.Kill {
		if _, err := fmt.Fprintln(w.info(), "No container to kill"); err != nil {
			return err
		}
	}
	display.Begin(string(w.in.Options.Verb))
	defer w.printWarnings()
	defer display.End()
	w.showUnchanged(display)
	b := cmp.Or(w.brake, newBrake())
	defer w.onInterrupt(func() {
		b.pull()
		display.On(progress.Event{ID: "Interrupted", Status: progress.Warning, Text: "Finishing what has been begun... press Ctrl+C again to end at once"})
	})()
	x := w.executor(b.pulled)
	x.Notify = w.shower(display)
	_, err := do(ctx, x)
	return w.explained(err)
}

// printWarnings prints what was warned of while the work was shown, each once.
func (w *work) printWarnings() {
	for i, text := range w.warned {
		if !slices.Contains(w.warned[:i], text) {
			w.warn(text)
		}
	}
	w.warned = nil
}

// warningsOf are the warnings of a step that was done, for people.
func warningsOf(s *plan.Step, result *driver.Result) []string {
	subject := ""
	switch {
	case s.Service != "":
		subject = "service " + s.Service + ": "
	case s.Op != nil:
		subject = driver.SubjectOf(s.Op) + ": "
	}
	var out []string
	for _, text := range result.Warnings {
		out = append(out, subject+text)
	}
	return out
}

// shower shows the steps of plans as they are done.
func (w *work) shower(display progress.Display) func(run.Event) {
	var n *narrator
	steps := map[string]*plan.Step{}
	return func(e run.Event) {
		if e.Phase == run.PhaseBegun {
			n = w.narrator(display, e.Plan)
			for i := range e.Plan.Steps {
				steps[e.Plan.Steps[i].ID] = &e.Plan.Steps[i]
			}
			return
		}
		s := steps[e.Step]
		if s == nil || e.Undo {
			return
		}
		switch e.Phase {
		case run.PhaseStarted:
			n.began(s)
		case run.PhaseProgress:
			n.progressed(s, *e.Progress)
		case run.PhaseDone:
			w.warned = append(w.warned, warningsOf(s, e.Result)...)
			if s.Provider == nil || !e.Result.Unchanged { // it may have no such command
				n.ended(s, nil)
			}
		case run.PhaseOmitted:
			if w.leavesRunning(s) {
				display.On(progress.Event{ID: s.Group, Text: "Running", Status: progress.Done})
			}
		case run.PhaseFailed:
			n.ended(s, e.Err)
		}
		if w.told != nil {
			w.told(s, e)
		}
	}
}

// executor carries out plans on the engine.
func (w *work) executor(stop <-chan struct{}) *run.Executor {
	x := &run.Executor{Driver: w.engine, Clock: host.Clock{}, Stop: stop, Content: contentOf(w.in.Project, w.engine), Provide: w.provide, CanProvide: w.canProvide, Model: w.model}
	if n, _ := w.parallelism(); n > 0 { // what is wrong with it has been told before
		x.Limits = run.Limits{Pulls: n, Builds: n, Changes: n, Stops: n}
	}
	return x
}

// showUnchanged shows images and containers that the plan leaves as they are: to people that counts as done.
func (w *work) showUnchanged(display progress.Display) {
	for _, s := range w.plan.Skipped {
		display.On(progress.Event{ID: s.Subject, Text: "Skipped", Details: s.Why, Status: progress.Done})
	}
	text := map[plan.Verb]string{plan.Up: "Running", plan.Create: "Running", plan.Scale: "Running"}[w.in.Options.Verb]
	if text == "" || w.half || w.in.Project == nil || w.in.State == nil {
		return
	}
	planned := map[string]bool{}
	for _, s := range w.plan.Steps {
		if s.Op != nil {
			planned[driver.SubjectOf(s.Op)] = true
		}
	}
	meant := func(service string) bool { // what is needed may be known, and is not what this is about
		return !w.in.Options.NoDeps || len(w.in.Options.Services) == 0 || slices.Contains(w.in.Options.Services, service)
	}
	for _, c := range w.in.State.Containers {
		if !planned[c.Name] && meant(c.Service()) && w.in.Project.Services[c.Service()] != nil && !c.OneOff() && c.Hash() != "" && c.Status == driver.StatusRunning {
			display.On(progress.Event{ID: "Container " + c.Name, Text: text, Status: progress.Done})
		}
	}
}

// leavesRunning reports whether a step that is not done would have replaced a container that runs.
func (w *work) leavesRunning(s *plan.Step) bool {
	_, makes := s.Op.(*driver.CreateContainer)
	return makes && w.in.State != nil && slices.ContainsFunc(w.in.State.Containers, func(c driver.Container) bool {
		return "Container "+c.Name == s.Group && c.Status == driver.StatusRunning
	})
}

// parallelism is how much may be done at once; 0 is as the work allows.
func (a *app) parallelism() (int, error) {
	n := a.global.parallel
	const variable = "COMPOSE_PARALLEL_LIMIT"
	if text := a.setting(variable); text != "" && !a.global.given("parallel") {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			return 0, fmt.Errorf("the variable %s is %q, but must be a number", variable, text)
		}
	}
	return max(n, 0), nil
}

// contentOf gives the content of secrets and configs that are not files.
func contentOf(p *model.Project, engine driver.Driver) func(source string) ([]byte, error) {
	return func(source string) ([]byte, error) {
		if source == plan.APISocketSource {
			return credentialsOf(context.Background(), engine)
		}
		return plan.Content(p, source)
	}
}

// credentialsOf are the user's for registries; nil if there are none.
func credentialsOf(ctx context.Context, engine driver.Driver) ([]byte, error) {
	known, ok := driver.As[interface {
		Credentials(context.Context) ([]byte, error)
	}](engine)
	if !ok {
		return nil, nil
	}
	return known.Credentials(ctx)
}

// info is where what is no result goes that a command says.
func (a *app) info() io.Writer {
	if a.settingOn("COMPOSE_STATUS_STDOUT") {
		return a.Out
	}
	return a.Err
}

// carryOutOn does a further piece of work on what a command is about.
func (a *app) carryOutOn(ctx context.Context, d driver.Driver, in plan.Input) error {
	w := &work{app: a, engine: d, in: in}
	if err := w.make(ctx); err != nil {
		return err
	}
	return w.carryOut(ctx)
}

// explained turns errors of engines into findings that say where in the files the cause is and what to do. They
// are shown, and errFindings is returned; errors that have no such cause are returned as they are.
func (w *work) explained(err error) error {
	if err == nil || errors.Is(err, context.Canceled) && w.wasInterrupted() {
		return err
	}
	list, rest := findingsOf(err, w.in)
	if len(list) == 0 {
		return rest
	}
	if rest != nil {
		list = append(list, engineError(rest.Error()))
	}
	return w.report(list)
}

// seconds is a number of seconds as a duration.
func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
