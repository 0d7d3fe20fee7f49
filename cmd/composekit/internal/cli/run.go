package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-shellwords"
	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// oneOff is one run of the command run.
type oneOff struct {
	*app
	cmd *cobra.Command
	making
	o                         plan.RunOptions
	env, envFiles, labels     []string
	entrypoint                string
	noDeps, noTTY, tty, quiet bool
}

func setupRun(a *app, cmd *cobra.Command) action {
	c := &oneOff{app: a, cmd: cmd}
	f := cmd.Flags()
	f.SetInterspersed(false)
	c.making.declare(f)
	f.StringArrayVar(&c.o.CapAdd, "cap-add", nil, "capabilities to add")
	f.StringArrayVar(&c.o.CapDrop, "cap-drop", nil, "capabilities to take away")
	f.BoolVarP(&c.o.Detach, "detach", "d", false, "leave the container to itself, and print its ID")
	f.StringVar(&c.entrypoint, "entrypoint", "", "entrypoint to use instead of the image's")
	f.StringArrayVarP(&c.env, "env", "e", nil, "variables: KEY=VALUE, or KEY to hand on ours")
	f.StringArrayVar(&c.envFiles, "env-from-file", nil, "files of variables")
	f.BoolVarP(&c.o.Interactive, "interactive", "i", true, "hand standard input on")
	f.StringArrayVarP(&c.labels, "label", "l", nil, "labels: KEY=VALUE")
	f.StringVar(&c.o.Name, "name", "", "name of the container")
	f.BoolVar(&c.noDeps, "no-deps", false, "do not start services that the service depends on")
	f.BoolVar(&c.noRecreate, "no-recreate", false, "leave containers that exist as they are")
	f.BoolVarP(&c.noTTY, "no-tty", "T", a.OutWidth == 0, "give the container no terminal")
	f.StringArrayVarP(&c.o.Publish, "publish", "p", nil, "ports to publish")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "show nothing of the work")
	f.BoolVar(&c.quietBuild, "quiet-build", false, "do not show how builds go on")
	f.BoolVar(&c.o.AutoRemove, "rm", false, "remove the container when it has ended")
	f.BoolVarP(&c.o.ServicePorts, "service-ports", "P", false, "publish the service's ports")
	f.BoolVarP(&c.tty, "tty", "t", true, "give the container a terminal")
	f.BoolVar(&c.o.UseAliases, "use-aliases", false, "answer to the service's names on its networks")
	f.StringVarP(&c.o.User, "user", "u", "", "user that runs the command")
	f.StringArrayVarP(&c.o.Volumes, "volume", "v", nil, "volumes to mount")
	f.StringVarP(&c.o.WorkingDir, "workdir", "w", "", "directory that the command runs in")
	f.BoolVarP(&c.yes, "yes", "y", false, "answer all questions with yes")
	hide(f, "tty")
	renamed(f, map[string]string{"volumes": "volume", "labels": "label", "no-TTY": "no-tty"})
	return c.run
}

func (c *oneOff) run(ctx context.Context, args []string) error {
	if len(c.o.Publish) > 0 && c.o.ServicePorts {
		return errors.New("--service-ports and --publish are incompatible")
	}
	o, err := c.making.options(c.app, plan.Run, args[:1], c.cmd.Flags().Changed)
	if err != nil {
		return err
	}
	if err := c.complete(args[1:]); err != nil {
		return err
	}
	if c.quiet {
		c.global.progress = "quiet"
	}
	o.NoDeps, o.Run = c.noDeps, &c.o
	if err := c.askForRemote(ctx, c.yes); err != nil {
		return err
	}
	w, err := c.planProject(ctx, o)
	if err != nil {
		return err
	}
	if c.o.Detach {
		return c.detached(ctx, w)
	}
	if c.global.dryRun {
		return cmp.Or(w.carryOut(ctx), errors.New("interactive run is not supported in dry-run mode"))
	}
	return c.attached(ctx, w)
}

// complete fills in what options say about the container.
func (c *oneOff) complete(command []string) error {
	given := c.cmd.Flags().Changed
	switch {
	case given("tty") && given("no-tty"):
		return errors.New("--tty and --no-tty can't be used together")
	case given("tty"):
		c.noTTY = !c.tty
	case !given("no-tty") && !given("interactive") && c.InTerminal == nil:
		c.noTTY = true
	}
	c.o.TTY = !c.noTTY
	if len(command) > 0 {
		c.o.Command = command
	}
	if given("entrypoint") {
		words, err := shellwords.Parse(c.entrypoint)
		if err != nil {
			return fmt.Errorf("--entrypoint: %w", err)
		}
		c.o.Entrypoint = append([]string{}, words...)
	}
	for _, text := range c.labels {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return fmt.Errorf("--label is %q, but must be KEY=VALUE", text)
		}
		if c.o.Labels == nil {
			c.o.Labels = model.Labels{}
		}
		c.o.Labels[key] = value
	}
	var err error
	if c.o.Env, err = c.handedOn(c.env); err != nil {
		return err
	}
	if err := c.readEnvFiles(); err != nil {
		return err
	}
	slug := make([]byte, 32)
	if _, err := rand.Read(slug); err != nil {
		return err
	}
	c.o.Slug = hex.EncodeToString(slug)
	return nil
}

// readEnvFiles adds the variables of files that no option has given.
func (c *oneOff) readEnvFiles() error {
	known := source.Vars{}
	for _, v := range c.o.Env {
		key, value, _ := strings.Cut(v, "=")
		known[key] = value
	}
	var files []*source.File
	for _, name := range c.envFiles {
		text, err := os.ReadFile(c.path(name))
		if err != nil {
			return fmt.Errorf("--env-from-file: %w", err)
		}
		files = append(files, source.NewFile(name, string(text)))
	}
	set, list := dotenv.Files(files, known, interpolate.Limits{})
	if err := c.report(list); err != nil {
		return err
	}
	for _, key := range sortedKeys(set.Vars) {
		if _, ok := known[key]; !ok {
			c.o.Env = append(c.o.Env, key+"="+set.Vars[key])
		}
	}
	return nil
}

// detached carries the plan out, and prints the ID of the container once that has been started, whatever comes of the
// commands that are to run in it then. One that would be started has a name only.
func (c *oneOff) detached(ctx context.Context, w *work) error {
	display, err := w.display(w.attached)
	if err != nil {
		return err
	}
	var started driver.Ref
	failed := w.carryOutShown(ctx, display, func(ctx context.Context, x *run.Executor) (*run.Report, error) {
		report, err := w.converge(ctx, x)
		started = startedBy(report, c.o.Slug)
		return report, err
	})
	if started == (driver.Ref{}) {
		return failed
	}
	shown := started.ID
	if c.global.dryRun {
		shown = started.Name
	}
	_, err = fmt.Fprintln(c.Out, shown)
	return errors.Join(failed, err)
}

// startedBy is the one-off container that a run has made and started, none if it has not.
func startedBy(r *run.Report, slug string) driver.Ref {
	if r == nil {
		return driver.Ref{}
	}
	var made driver.Result
	name := ""
	for _, s := range r.Plan.Steps {
		outcome := r.Steps[s.ID]
		if outcome.Phase != run.PhaseDone {
			continue
		}
		switch op := s.Op.(type) {
		case *driver.CreateContainer:
			if op.Spec.Labels[driver.LabelSlug] == slug {
				name, made = op.Name, outcome.Result
			}
		case *driver.StartContainer:
			if name != "" && op.Container.Name == name {
				return driver.Ref{ID: made.ID, Name: name}
			}
		}
	}
	return driver.Ref{}
}

// made is the container that was made.
func (c *oneOff) made(ctx context.Context, w *work) (driver.Container, error) {
	state, err := w.engine.Observe(ctx, driver.Selector{Project: w.plan.Project})
	if err != nil {
		return driver.Container{}, err
	}
	i := slices.IndexFunc(state.Containers, func(x driver.Container) bool { return x.Labels[driver.LabelSlug] == c.o.Slug })
	if i < 0 {
		return driver.Container{}, errors.New("the container is gone already")
	}
	return state.Containers[i], nil
}

// attached carries the plan out up to the start of the container, connects with it, and only then starts it, so
// that nothing of what it writes is missed.
func (c *oneOff) attached(ctx context.Context, w *work) error {
	attacher, err := ability[driver.Attacher](w.engine, "attach to containers: use --detach")
	if err != nil {
		return err
	}
	display, err := c.display(true)
	if err != nil {
		return err
	}
	var start *plan.Plan
	w.adjust = func(p *plan.Plan) { start = splitAtStart(p, c.o.Slug) }
	w.adjust(w.plan)
	if err := w.carryOutShown(ctx, display, w.converge); err != nil {
		return err
	}
	made, err := c.made(ctx, w)
	if err != nil {
		return err
	}
	watching, leave := context.WithCancel(ctx)
	defer leave()
	died := make(chan exitStatus, 1)
	gone := make(chan struct{}) // closed when the container is, or when nothing will be heard of it any more
	var lost error              // why that is
	events := w.engine.Watch(watching, driver.Selector{Containers: []string{made.Name}})
	go func() {
		defer close(gone)
		for e, err := range events {
			switch {
			case err != nil:
				lost = err
				return
			case e.ID != made.ID:
			case e.Action == driver.ActionDie:
				select {
				case died <- exitStatus(e.ExitCode):
				default: // of one that was started again the first end counts
				}
			case e.Action == driver.ActionDestroy:
				return
			}
		}
	}()
	streams, restore, err := c.stdio(c.o.TTY, c.o.Interactive)
	if err != nil {
		return err
	}
	defer restore()
	attachment, keys, err := c.leavable(ctx, &streams, "")
	if err != nil {
		return err
	}
	defer c.forwardSignals(c.signalling(ctx, w.engine, ref(&made)), false)()
	ready := make(chan struct{})
	ended := make(chan error, 1)
	go func() { ended <- attacher.Attach(attachment, ref(&made), streams, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		select {
		case <-ready:
			ended <- err // it was connected, and is over already: the container is to run all the same
		default:
			return err
		}
	}
	if len(start.Steps) == 0 {
		// A plan for a container that somebody stays with leaves its start to him.
		start.Steps = []plan.Step{{
			ID: made.Name + "/start", Service: made.Service(), Group: "Container " + made.Name, Op: &driver.StartContainer{Container: ref(&made)},
		}}
	}
	hooks := *start
	start.Steps, hooks.Steps = start.Steps[:1], apart(start.Steps[1:])
	if _, err := w.executor(nil).Run(ctx, start); err != nil {
		return w.explained(err)
	}
	hooked := make(chan error, 1)
	go func() {
		_, err := w.executor(nil).Run(watching, &hooks)
		hooked <- err
	}()
	// What the container wrote last comes before its status. Standard input may stay open for ever.
	var status exitStatus
	select {
	case err := <-ended:
		if keys.pressed.Load() {
			return nil
		}
		if err != nil {
			return err
		}
		// A container may close its streams and go on, and an engine may take its time to see that it has ended.
		select {
		case status = <-died:
		case <-gone:
			select {
			case status = <-died:
			default:
				return cmp.Or(lost, fmt.Errorf("the engine does not tell how container %s has ended", made.Name))
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	case status = <-died:
		select {
		case <-ended:
		case <-time.After(drain):
		}
	case <-ctx.Done():
		return ctx.Err()
	}
	if c.o.AutoRemove {
		// Who sees run end can rely on it that nothing is left.
		select {
		case <-gone:
		case <-ctx.Done():
		}
	}
	if status != 0 {
		return status
	}
	return w.explained(<-hooked)
}

// apart are steps that wait for each other alone.
func apart(steps []plan.Step) []plan.Step {
	ids := map[string]bool{}
	for i, s := range steps {
		steps[i].After = slices.DeleteFunc(slices.Clone(s.After), func(id string) bool { return !ids[id] })
		ids[s.ID] = true
	}
	return steps
}

// splitAtStart takes the start of a one-off container, and what comes after it, out of a plan, and returns that
// as one of its own.
func splitAtStart(p *plan.Plan, slug string) *plan.Plan {
	name := ""
	later := &plan.Plan{Project: p.Project, Verb: p.Verb}
	moved := map[string]bool{}
	var before []plan.Step
	for _, s := range p.Steps {
		if op, ok := s.Op.(*driver.CreateContainer); ok && op.Spec.Labels[driver.LabelSlug] == slug {
			name = op.Name
		}
		start, ok := s.Op.(*driver.StartContainer)
		if (!ok || name == "" || start.Container.Name != name) && !slices.ContainsFunc(s.After, func(id string) bool { return moved[id] }) {
			before = append(before, s)
			continue
		}
		moved[s.ID] = true
		later.Steps = append(later.Steps, s)
	}
	p.Steps, later.Steps = before, apart(later.Steps)
	return later
}
