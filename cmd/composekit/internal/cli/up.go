package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/progress"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/model"
)

// up is one run of the command up.
type up struct {
	*app
	cmd *cobra.Command
	making
	waited
	timeout                                        timeout
	detach, noStart, noDeps, recreateDeps, renew   bool
	abortOnExit, abortOnFailure                    bool
	exitCodeFrom                                   string
	attach, noAttach                               []string
	attachDependencies                             bool
	noColor, noPrefix, timestamps, watch, withMenu bool
}

func setupUp(a *app, cmd *cobra.Command) action {
	c := &up{app: a, cmd: cmd}
	c.declare(cmd)
	return c.run
}

func (c *up) declare(cmd *cobra.Command) {
	f := cmd.Flags()
	c.making.declareCreate(f)
	c.timeout.declare(f)
	f.BoolVar(&c.abortOnExit, "abort-on-container-exit", false, "stop all containers when one has ended")
	f.BoolVar(&c.abortOnFailure, "abort-on-container-failure", false, "stop all containers when one has failed")
	f.BoolVar(&c.recreateDeps, "always-recreate-deps", false, "make containers anew, too, that others depend on")
	f.StringArrayVar(&c.attach, "attach", nil, "print the lines of these services only")
	f.BoolVar(&c.attachDependencies, "attach-dependencies", false, "print the lines, too, of services that others depend on")
	f.BoolVarP(&c.detach, "detach", "d", false, "leave containers to themselves once they run")
	f.StringVar(&c.exitCodeFrom, "exit-code-from", "", "end with the status of this service's container; includes --abort-on-container-exit")
	f.BoolVar(&c.withMenu, "menu", true, "show keys that are listened to, and listen to them")
	f.StringArrayVar(&c.noAttach, "no-attach", nil, "do not print the lines of these services")
	f.BoolVar(&c.noColor, "no-color", false, "use no colours")
	f.BoolVar(&c.noDeps, "no-deps", false, "leave services alone that others depend on")
	f.BoolVar(&c.noPrefix, "no-log-prefix", false, "print lines without the container's name")
	f.BoolVar(&c.noStart, "no-start", false, "make containers, and do not start them")
	f.BoolVar(&c.quietBuild, "quiet-build", false, "do not show how builds go on")
	f.BoolVarP(&c.renew, "renew-anon-volumes", "V", false, "make volumes without a name anew")
	f.BoolVar(&c.timestamps, "timestamps", false, "print times")
	c.waited.declare(f, "; includes --detach")
	f.BoolVarP(&c.watch, "watch", "w", false, "follow changes of source files: copy, restart, rebuild")
}

// options are the options of the plan, and errors of the command line.
func (c *up) options(services []string) (plan.Options, error) {
	if c.exitCodeFrom != "" && !c.abortOnFailure {
		c.abortOnExit = true
	}
	attached := c.attachDependencies || c.abortOnExit || c.abortOnFailure || len(c.attach) > 0 || c.watch
	for _, x := range []struct {
		both        bool
		one, second string
	}{
		{c.abortOnExit && c.abortOnFailure, "--abort-on-container-exit", "--abort-on-container-failure"},
		{c.wait && attached, "--wait", "--abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch"},
		{c.detach && attached, "--detach", "--abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch"},
		{c.renew && c.noRecreate, "--renew-anon-volumes", "--no-recreate"},
		{c.recreateDeps && c.noRecreate, "--always-recreate-deps", "--no-recreate"},
		{len(c.attach) > 0 && c.attachDependencies, "--attach", "--attach-dependencies"},
		{c.watch && c.noBuild, "--watch", "--no-build"},
		{c.watch && c.noStart, "--watch", "--no-start"},
	} {
		if x.both {
			return plan.Options{}, fmt.Errorf("%s cannot be combined with %s", x.one, x.second)
		}
	}
	c.detach = c.detach || c.wait
	o, err := c.making.options(c.app, plan.Up, services, c.cmd.Flags().Changed)
	o.AlwaysRecreateDeps, o.RenewAnonVolumes, o.NoDeps, o.NoStart = c.recreateDeps, c.renew, c.noDeps, c.noStart
	o.Timeout, o.RecreateVolumes = c.timeout.value(), c.yes
	if err == nil {
		err = c.waited.addTo(&o)
	}
	return o, err
}

func (c *up) run(ctx context.Context, args []string) error {
	o, err := c.options(args)
	if err != nil {
		return err
	}
	if err := c.askForRemote(ctx, c.yes); err != nil {
		return err
	}
	w, err := c.planProject(ctx, o)
	if err != nil {
		return err
	}
	if len(w.in.Project.Services) == 0 && !c.global.allResources {
		return errors.New("no service selected")
	}
	if err := w.askForVolumes(); err != nil {
		return err
	}
	if c.detach || c.noStart {
		return w.carryOut(ctx)
	}
	if c.global.dryRun {
		if err := w.carryOut(ctx); err != nil {
			return err
		}
		_, err := fmt.Fprintln(c.Out, "end of 'compose up' output, interactive run is not supported in dry-run mode")
		return err
	}
	m, err := c.openMenu()
	if err != nil {
		return err
	}
	defer m.close()
	s, err := c.session(w)
	if err != nil {
		return err
	}
	s.menu = m
	if c.watch {
		if err := s.watchToo(ctx); err != nil {
			return err
		}
	}
	return s.run(ctx)
}

// session is an up that stays with its containers.
type session struct {
	*up
	work     *work
	follower *follower
	display  progress.Display
	menu     *menuLine // nil is none

	settled chan struct{} // closed when the plan has been carried out

	mu       sync.Mutex
	watching *watching // nil if changes of files are not followed
	toggling bool      // that begins or ends
	carrying bool      // the plan out: what ends that meanwhile stops the containers when it is over
	aborting bool      // for a container has ended
	stopping bool
	left     bool // containers are left to themselves
	status   int  // to end with
	coded    bool // status is that of the service that it is to be had from
	ending   sync.WaitGroup
	errs     []error
	leave    func() // stays with the containers no longer
	// hooks are closed when all is printed that containers of hooks have written, by name. It belongs to who is
	// told of steps.
	hooks map[string]<-chan struct{}
}

// session finds out whose lines are printed.
func (c *up) session(w *work) (*session, error) {
	logger, err := ability[driver.Logger](w.engine, "keep logs: use --detach")
	if err != nil {
		return nil, err
	}
	p := w.in.Project
	if c.exitCodeFrom != "" {
		if _, err := p.Service(c.exitCodeFrom); err != nil {
			return nil, err
		}
	}
	printed, err := c.printed(p, w.in.Options.Services)
	if err != nil {
		return nil, err
	}
	watched := printed
	if len(w.in.Options.Services) > 0 {
		watched = w.in.Options.Services
	}
	printer := c.logPrinter(c.noColor, c.noPrefix, c.timestamps)
	printer.Zone = c.Now().Location()
	none := 0
	s := &session{up: c, work: w, hooks: map[string]<-chan struct{}{}}
	s.follower = &follower{
		driver: w.engine, logger: logger, printer: printer, project: p.Name,
		watched: func(name string) bool { return slices.Contains(watched, name) },
		printed: func(name string) bool { return slices.Contains(printed, name) },
		lines:   driver.LogOptions{Follow: true, Timestamps: c.timestamps, Tail: &none}, twoStreams: true,
		ended: s.ended, stay: s.watchingOver, emptied: s.emptied,
	}
	return s, nil
}

// watchToo lets the session follow changes of files from the start.
func (s *session) watchToo(ctx context.Context) error {
	x, err := s.work.watching(ctx, s.follower.printer)
	if err != nil {
		return err
	}
	if err := s.work.giveInitial(ctx, x); err != nil {
		return err
	}
	s.watching = x
	if x.wantsInitial() {
		return s.work.make(ctx)
	}
	return nil
}

// watches is what follows changes of files; nil is nothing.
func (s *session) watches() *watching {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.watching
}

// watchingOver is closed when changes of files are followed no longer; nil if they are not. As long as they are, the session does
// not end with its containers, which a change may bring back, but when they are gone.
func (s *session) watchingOver() <-chan struct{} {
	x := s.watches()
	if x == nil {
		return nil
	}
	select {
	case <-x.over:
		return nil
	default:
		return x.over
	}
}

// emptied is told that no container runs.
func (s *session) emptied() {
	x := s.watches()
	if x == nil {
		return
	}
	list, err := containers(context.Background(), s.work.engine, s.follower.project, which{stopped: true})
	if err == nil && !x.touches("") && !slices.ContainsFunc(list, func(c driver.Container) bool { return s.follower.watched(c.Service()) }) {
		x.wind()
	}
}

// follows does what changes of files come to until that is over.
func (s *session) follows(ctx context.Context, x *watching) {
	s.fail(x.run(ctx))
	s.mu.Lock()
	if s.watching == x {
		s.watching = nil
	}
	asked := s.toggling
	s.mu.Unlock()
	if !asked {
		s.showMenu("")
	}
}

// printed are the services whose lines are printed.
func (c *up) printed(p *model.Project, services []string) ([]string, error) {
	names := c.attach
	if len(names) == 0 {
		policy := model.IgnoreDependencies
		if c.attachDependencies || len(services) == 0 {
			policy = model.IncludeDependencies
		}
		all, err := p.Select(services, policy)
		if err != nil {
			return nil, err
		}
		for _, name := range all {
			if attach := p.Services[name].Attach; attach == nil || *attach {
				names = append(names, name)
			}
		}
	}
	for _, name := range names {
		if p.Services[name] == nil {
			return nil, fmt.Errorf("cannot attach to services not included in up: %s", name)
		}
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(c.noAttach, name) }), nil
}

// run carries the plan out while lines are printed already, and stays until the containers have ended.
func (s *session) run(ctx context.Context) error {
	display, err := s.up.display(true)
	if err != nil {
		return err
	}
	s.display = display
	s.carrying, s.work.brake, s.settled = true, newBrake(), make(chan struct{})
	following, leave := context.WithCancel(ctx)
	defer leave()
	s.leave = leave
	events := s.follower.watch(following)
	started := make(chan []string, 1)
	followed := make(chan error, 1)
	go func() { followed <- s.follower.follow(following, events, s.there(), started) }()

	announced := false
	announce := func() {
		if !announced {
			announced = true
			display.End()
			s.announce()
			s.showMenu("")
		}
	}
	s.work.attached = true
	var names []string
	s.work.told = func(step *plan.Step, e run.Event) {
		s.hook(step, e)
		s.preStart(following, step, e)
		if op, ok := step.Op.(*driver.CreateContainer); ok && e.Phase == run.PhaseStarted {
			s.follower.makes(op.Name)
		}
		op, ok := step.Op.(*driver.StartContainer)
		switch {
		case ok && e.Phase == run.PhaseStarted:
			announce()
		case ok && e.Phase == run.PhaseDone && !e.Result.Unchanged && step.Reason.Code != plan.ReasonHook:
			names = append(names, op.Container.Name)
		}
	}
	s.takeKeys(following)
	// At no time is an interrupt without a meaning of ours, for then it would leave the containers to themselves.
	restore := s.onInterrupt(s.stop, s.kill, s.cancel)
	defer restore()
	carried := s.work.carryOutShown(ctx, display, s.work.converge)
	s.mu.Lock()
	aborting := s.aborting
	s.carrying = false
	s.mu.Unlock()
	if carried != nil && !s.wasInterrupted() && !aborting {
		leave()
		<-followed
		restore()
		if s.wasInterrupted() { // meanwhile, and what that has begun must not be left to itself
			defer s.onInterrupt(s.kill, s.cancel)()
			s.ending.Wait()
		}
		return errors.Join(append([]error{carried}, s.errs...)...)
	}
	announce()
	if x := s.watches(); x != nil {
		go s.follows(following, x)
	}
	close(s.settled)
	if aborting {
		s.wind(plan.Stop)
	}
	if s.wasInterrupted() {
		// In this order: the next interrupt may come as soon as it is said that the containers are being stopped.
		defer s.onInterrupt(s.kill, s.cancel)()
		s.stop()
	}
	started <- names
	err = <-followed
	s.ending.Wait()
	if err = errors.Join(append(s.errs, err)...); err != nil {
		return err
	}
	if s.status != 0 {
		return exitStatus(s.status)
	}
	return carried // also where a container that ended well has ended all
}

// hook prints what a command of a hook writes that runs in a container: "web-1 ->".
func (s *session) hook(step *plan.Step, e run.Event) {
	op, ok := step.Op.(*driver.ExecContainer)
	if !ok || e.Phase != run.PhaseProgress || !s.follower.printed(step.Service) {
		return
	}
	s.follower.printer.Line(commandName(s.follower.project, step.Service, op.Container.Name), e.Progress.Text, false, time.Time{})
}

// commandName stands before what a command writes in a container of a service: "web-1 ->".
func commandName(project, service, container string) string {
	c := driver.Container{Name: container, Labels: driver.Labels{
		driver.LabelProject: project, driver.LabelService: service,
		driver.LabelNumber: container[strings.LastIndexAny(container, "-_")+1:],
	}}
	return displayName(&c) + " ->"
}

// preStart prints what the container of a hook writes: "web pre_start[0] ->". Nobody is told that it starts before its
// lines would be heard, nor that it has completed, upon which it is removed, before they have been printed.
func (s *session) preStart(ctx context.Context, step *plan.Step, e run.Event) {
	if step.Reason.Code != plan.ReasonHook || !s.follower.printed(step.Service) {
		return
	}
	if op, ok := step.Op.(*driver.StartContainer); ok && e.Phase == run.PhaseStarted {
		listening, over := make(chan struct{}), make(chan struct{})
		s.hooks[op.Container.Name] = over
		go func() {
			defer close(over)
			s.follower.attach(ctx, op.Container, s.hookName(op.Container.Name), func() { close(listening) })
		}()
		select {
		case <-listening:
		case <-over: // the engine says why it cannot be heard
		case <-time.After(drain):
		}
	}
	if step.Wait == nil || e.Phase != run.PhaseDone && e.Phase != run.PhaseFailed {
		return
	}
	for _, c := range step.Wait.Containers {
		select {
		case <-s.hooks[c.Name]:
		case <-time.After(drain):
		}
	}
}

// hookName is what is put before the lines of a hook's container, PROJECT-SERVICE-pre_start-0.
func (s *session) hookName(container string) string {
	name := strings.TrimPrefix(container, s.follower.project)[1:]
	i := strings.LastIndex(name, "pre_start") // a service may be called that, too
	n, _ := strconv.Atoi(name[i+len("pre_start-"):])
	return fmt.Sprintf("%s pre_start[%d] ->", name[:i-1], n)
}

// there are the project's containers before the plan is carried out.
func (s *session) there() []driver.Container {
	w := which{stopped: true}
	return slices.DeleteFunc(slices.Clone(s.work.in.State.Containers), func(c driver.Container) bool {
		return !w.means(&c) || c.Labels[driver.LabelProject] != s.follower.project
	})
}

// lastingName is the name of a container without what stands before it until the container has replaced another:
// 12 hexadecimal digits and an underscore.
func lastingName(name string) string {
	before, rest, ok := strings.Cut(name, "_")
	if ok && len(before) == 12 && strings.Trim(before, "0123456789abcdef") == "" {
		return rest
	}
	return name
}

// announce says whose lines follow, and fixes their colours and the width of their names.
func (s *session) announce() {
	named := map[string]driver.Container{}
	for _, c := range s.work.in.State.Containers {
		if c.Hash() != "" && !c.OneOff() {
			named[c.Name] = c
		}
	}
	for _, step := range s.work.plan.Steps {
		if op, removes := step.Op.(*driver.RemoveContainer); removes {
			delete(named, op.Container.Name)
		}
	}
	for _, step := range s.work.plan.Steps { // what takes the place of a container that is removed has its name
		if op, creates := step.Op.(*driver.CreateContainer); creates && op.Spec.Labels[driver.LabelHook] == "" {
			name := lastingName(op.Name)
			named[name] = driver.Container{Name: name, Labels: op.Spec.Labels}
		}
	}
	var names []string
	for _, name := range sortedKeys(named) {
		if c := named[name]; s.follower.printed(c.Service()) {
			names = append(names, displayName(&c))
			s.follower.printer.Register(displayName(&c))
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(s.Out, "Attaching to %s\n", strings.Join(names, ", "))
	}
}

// ended is told that a container has ended. An end counts also if the engine starts the container again: one that is always
// started again would otherwise never end the others. It does not if somebody restarted the container, such as a watch.
func (s *session) ended(e driver.Event, restarted bool) {
	if x := s.watches(); restarted || x != nil && x.touches(e.Labels[driver.LabelService]) {
		return
	}
	s.mu.Lock()
	first := !s.stopping && (s.abortOnExit || s.abortOnFailure && e.ExitCode != 0)
	carrying := s.carrying
	if first {
		s.stopping, s.aborting = true, true
		s.status = e.ExitCode
	}
	if s.exitCodeFrom != "" && e.Labels[driver.LabelService] == s.exitCodeFrom && !s.coded {
		s.status, s.coded = e.ExitCode, true
	}
	s.mu.Unlock()
	if first {
		fmt.Fprintln(s.info(), "Aborting on container exit...")
		if carrying {
			s.work.brake.pull() // containers that start now would not be stopped
			return
		}
		s.wind(plan.Stop)
	}
}

// stop asks all containers to end.
func (s *session) stop() {
	s.mu.Lock()
	first := !s.carrying && !s.stopping
	s.stopping = s.stopping || first
	s.mu.Unlock()
	if first {
		fmt.Fprintln(s.info(), "Gracefully Stopping... press Ctrl+C again to force")
		s.wind(plan.Stop)
	}
}

// kill ends all containers at once.
func (s *session) kill() { s.wind(plan.Kill) }

// wind carries out the end of the containers, while their lines are still printed.
func (s *session) wind(verb plan.Verb) {
	s.ending.Add(1)
	s.mu.Lock()
	x, carrying := s.watching, s.carrying
	s.mu.Unlock()
	s.menu.hide()
	if x != nil {
		x.wind()
	}
	go func() {
		defer s.ending.Done()
		if x != nil && !carrying {
			<-x.over
		}
		in := s.work.in
		in.Options = plan.Options{Verb: verb, Services: in.Options.Services, Timeout: in.Options.Timeout}
		w := &work{app: s.app, engine: s.work.engine, in: in, attached: true, told: s.hook}
		err := w.make(context.Background())
		if err == nil {
			err = w.carryOutUninterrupted(context.Background(), nil, w.asPlanned)
		}
		// A container that ended by itself meanwhile is what was wanted.
		if err != nil && !errors.Is(err, driver.ErrConflict) && !errors.Is(err, driver.ErrNotFound) {
			s.fail(err)
			s.leave() // nobody would end what goes on all the same
		}
	}()
}

// fail keeps an error for the end of the session.
func (s *session) fail(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errs = append(s.errs, err)
}

// carryOutUninterrupted carries out the plan, and leaves what interrupts do as it is. What has been begun comes to its end
// once stop is closed.
func (w *work) carryOutUninterrupted(ctx context.Context, stop <-chan struct{}, do perform) error {
	display, err := w.display(true)
	if err != nil {
		return err
	}
	display.Begin(string(w.in.Options.Verb))
	defer w.printWarnings()
	defer display.End()
	x := w.executor(stop)
	x.Notify = w.shower(display)
	_, err = do(ctx, x)
	return err
}

// asPlanned carries out the plan, whatever state it finds.
func (w *work) asPlanned(ctx context.Context, x *run.Executor) (*run.Report, error) {
	return x.Run(ctx, w.plan)
}
