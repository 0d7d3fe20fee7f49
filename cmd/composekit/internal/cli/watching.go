package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/cmd/composekit/internal/copying"
	"github.com/composekit/composekit/cmd/composekit/internal/logs"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/driver/watch"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// watching follows changes of files, and does for services what their develop sections say.
type watching struct {
	*app
	engine  driver.Driver
	in      plan.Input // its project, and what that was made of
	rules   *watch.Rules
	printer *logs.Printer
	// prune removes images that a rebuild has left without a name.
	prune bool

	changes iter.Seq2[watch.Change, error]
	unwatch func() // ends the changes
	// wound is closed when watching is to end; what has been begun comes to its end, except for builds.
	wound chan struct{}
	wind  func()
	// over is closed when it has ended.
	over chan struct{}

	mu   sync.Mutex
	busy map[string]int // how much is being done to services that ends their containers
}

// watching begins to hear of changes, and tells what is wrong with the rules. What changes from now on is not missed,
// whenever run is called.
func (w *work) watching(ctx context.Context, printer *logs.Printer) (*watching, error) {
	l, err := w.prepare()
	if err != nil {
		return nil, err
	}
	rules, problems, err := watch.New(w.in.Project, host.FS(), l.Files)
	if err != nil {
		return nil, err
	}
	if err := w.report(watchFindings(problems, w.in)); err != nil {
		return nil, err
	}
	for _, name := range rules.Paths() {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			w.warn(fmt.Sprintf("%s does not exist: it is watched from when it does", w.shortName(name)))
		}
	}
	x := &watching{app: w.app, engine: w.engine, in: w.in, rules: rules, printer: printer, over: make(chan struct{}), busy: map[string]int{}}
	x.wound = make(chan struct{})
	x.wind = sync.OnceFunc(func() { close(x.wound) })
	ctx, x.unwatch = context.WithCancel(ctx)
	x.changes, err = w.WatchFiles(ctx, rules.Paths(), rules.Skip)
	return x, err
}

// watchFindings are problems with rules, each with its place.
func watchFindings(problems []watch.Problem, in plan.Input) (list diag.List) {
	for _, p := range problems {
		severity := diag.Warning
		if p.Fatal {
			severity = diag.Error
		}
		var at source.Span
		if in.Tree != nil && p.Service != "" {
			at = placeOf(in.Tree, p.Service, "develop")
			if items := in.Tree.Get("services").Get(p.Service).Get("develop").Get("watch").Items(); p.Rule < len(items) {
				if value := items[p.Rule].Get(p.Attribute); value != nil && value.Origin().Span() != (source.Span{}) {
					at = value.Origin().Span()
				}
			}
		}
		list.Add((&diag.Def{Severity: severity}).At(at, "%s", p.Text).Helped("%s", p.Help))
	}
	return list
}

// say tells people something about watching.
func (w *watching) say(format string, args ...any) {
	w.printer.Notice(fmt.Sprintf(format, args...), w.Now())
}

// run does what changes come to, until ctx is done or wind is called. Then it breaks off what is being built, and waits
// for the rest of a rebuild.
func (w *watching) run(ctx context.Context) error {
	defer close(w.over)
	defer w.unwatch() // files that are watched again have others who hear of it
	select {
	case <-w.wound:
		return nil // it ended before it began
	default:
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes := make(chan watch.Change)
	go w.listen(ctx, changes)
	batches := watch.Batches(ctx, host.Clock{}, changes)
	w.say("Watch enabled")
	defer w.say("Watch disabled")

	var queue watch.Queue
	rebuilt := make(chan bool, 1) // there is one rebuild at a time, and in the end nobody asks what came of it
	var rebuilding sync.WaitGroup
	defer rebuilding.Wait()
	building, breakOff := context.WithCancel(ctx)
	for {
		if tasks := queue.BeginRebuild(); len(tasks) > 0 {
			breakOff()
			building, breakOff = context.WithCancel(ctx)
			rebuilding.Go(func() { rebuilt <- w.rebuild(ctx, building, tasks) })
		}
		w.do(ctx, queue.Others(), true)
		select {
		case batch, more := <-batches:
			if !more {
				batches = nil
				continue
			}
			if len(batch) > manyChanges {
				w.say("Large batch of file changes detected. If you just switched branches, this is expected.")
			}
			if queue.Add(w.rules.Decide(batch)) {
				breakOff()
			}
		case brokenOff := <-rebuilt:
			queue.EndRebuild(brokenOff)
		case <-w.wound:
			breakOff()
			return nil
		case <-ctx.Done():
			breakOff()
			return ctx.Err()
		}
	}
}

// manyChanges are so many that people may wonder.
const manyChanges = 1000

// listen hands changes on.
func (w *watching) listen(ctx context.Context, changes chan<- watch.Change) {
	defer close(changes)
	for c, err := range w.changes {
		if err != nil {
			w.warn(err.Error())
			continue
		}
		select {
		case changes <- c:
		case <-ctx.Done():
			return
		}
	}
}

// touching notes that containers of services come and go because of what is being done, until done is called.
func (w *watching) touching(services []string) (done func()) {
	add := func(n int) {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, name := range services {
			w.busy[name] += n
		}
	}
	add(1)
	return func() { add(-1) }
}

// touches reports whether something is being done to a service, or to any if that is "", by which its containers end.
func (w *watching) touches(service string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name, n := range w.busy {
		if n > 0 && (service == "" || name == service) {
			return true
		}
	}
	return false
}

// failed tells of what could not be done. Watching goes on.
func (w *watching) failed(what string, err error) {
	select {
	case <-w.wound:
		if errors.Is(err, context.Canceled) || errors.Is(err, run.ErrInterrupted) {
			return
		}
	default:
	}
	list, rest := findingsOf(err, w.in)
	text := ""
	switch {
	case len(list) > 0:
		text = firstLine(list[0].Message)
	case rest != nil:
		text = rest.Error()
	}
	w.say("%s. Error: %s", what, text)
	// That there are errors is known.
	_ = w.report(list)
}

// carryOut plans and has it done, without ending at an interrupt as commands do.
func (w *watching) carryOut(ctx context.Context, p *model.Project, o plan.Options, adjust func(*plan.Plan)) error {
	in := w.in
	in.Project, in.Options = p, o
	x := &work{app: w.app, engine: w.engine, in: in, attached: true, adjust: adjust, told: func(step *plan.Step, e run.Event) {
		if op, ok := step.Op.(*driver.ExecContainer); ok && e.Phase == run.PhaseProgress {
			w.print(op.Container, step.Service, e.Progress.Text)
		}
	}}
	if err := x.make(ctx); err != nil {
		return err
	}
	return x.carryOutUninterrupted(ctx, w.wound, x.converge)
}

// rebuild builds the images of services, makes their containers anew, and does what else there is to do for them and for those that
// depend on them. It reports whether it was broken off before anything came of it: building is done.
func (w *watching) rebuild(ctx, building context.Context, tasks []watch.Task) (brokenOff bool) {
	var services []string
	for _, t := range tasks {
		services = append(services, t.Service)
	}
	w.say("Rebuilding service(s) %q after changes were detected...", services)
	o := plan.Options{
		Verb: plan.Up, Services: services, NoDeps: true, ForceRecreate: true, BuildAll: true, IgnoreOrphans: true,
		Scale: w.in.Options.Scale, Timeout: w.in.Options.Timeout,
	}
	err := w.carryOut(building, w.in.Project, o, buildsOnly)
	if building.Err() != nil {
		return true
	}
	built := err == nil
	if !built {
		w.failed("Build failed", err)
	} else {
		w.say("service(s) %q successfully built", services)
		dependents, err := w.dependents(ctx, services)
		o.Services = slices.Concat(services, dependents)
		o.ForceRecreate, o.RecreateOf = false, services
		o.BuildAll, o.Pull = false, "missing"
		done := w.touching(o.Services)
		if err == nil {
			err = w.carryOut(ctx, w.in.Project, o, nil)
		}
		if err != nil {
			w.failed("Failed to recreate and restart service(s) after update", err)
		}
		done()
		if w.prune {
			w.removeUnnamed(ctx)
		}
	}
	// What could not be rebuilt gets its files all the same.
	w.do(ctx, tasks, !built)
	return false
}

// dependents are the services that run and depend on the given ones, on one of which their containers may be built or with which
// they may want to be restarted.
func (w *watching) dependents(ctx context.Context, services []string) ([]string, error) {
	all, err := w.in.Project.Select(services, model.IncludeDependents)
	if err != nil {
		return nil, err
	}
	run, err := containers(ctx, w.engine, w.in.Project.Name, which{})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(name string) bool {
		runs := slices.ContainsFunc(run, func(c driver.Container) bool { return c.Service() == name })
		return slices.Contains(services, name) || !runs
	}), nil
}

// buildsOnly leaves nothing of a plan but the builds.
func buildsOnly(p *plan.Plan) {
	builds := map[string]bool{}
	p.Steps = slices.DeleteFunc(p.Steps, func(s plan.Step) bool {
		_, builds[s.ID] = s.Op.(*driver.BuildImage)
		return !builds[s.ID]
	})
	for i := range p.Steps {
		p.Steps[i].After = slices.DeleteFunc(p.Steps[i].After, func(id string) bool { return !builds[id] })
	}
	p.Rollouts, p.Warnings = nil, nil
}

// removeUnnamed removes images of the project that have no name any more and that nobody uses.
func (w *watching) removeUnnamed(ctx context.Context) {
	images, ok := driver.As[driver.Images](w.engine)
	if !ok || w.global.dryRun {
		return
	}
	list, err := images.ListImages(ctx, driver.Labels{driver.LabelProject: w.in.Project.Name})
	if err != nil {
		w.failed("Failed to prune dangling images", err)
		return
	}
	for _, i := range list {
		if i.Dangling {
			// One that a container uses stays until that is gone.
			_, _ = w.engine.Do(ctx, &driver.RemoveImage{Image: i.ID}, nil)
		}
	}
}

// do does what needs no rebuild. After one that has succeeded containers need no restart. Nor is there a use in a restart or
// a command without the files that it is for.
func (w *watching) do(ctx context.Context, tasks []watch.Task, restart bool) {
	var again []string
	without := map[string]bool{}
	for _, t := range tasks {
		if len(t.Files) > 0 {
			w.say("Syncing service %q after %d changes were detected", t.Service, len(t.Files))
			if err := w.sync(ctx, t); err != nil {
				w.failed(fmt.Sprintf("Failed to sync service %q", t.Service), err)
				without[t.Service] = true
			}
		}
		if restart && t.Restart && !without[t.Service] {
			again = append(again, t.Service)
		}
	}
	if len(again) > 0 {
		done := w.touching(again)
		if err := w.carryOut(ctx, w.in.Project, plan.Options{Verb: plan.Restart, Services: again, Timeout: w.in.Options.Timeout}, nil); err != nil {
			w.failed(fmt.Sprintf("Failed to restart service(s) %q", again), err)
		} else {
			w.say("service(s) %q restarted", again)
		}
		done()
	}
	for _, t := range tasks {
		if without[t.Service] {
			continue
		}
		for _, n := range t.Exec {
			if err := w.exec(ctx, t.Service, w.in.Project.Services[t.Service].Develop.Watch[n].Exec); err != nil {
				w.failed(fmt.Sprintf("Failed to run the command of service %q", t.Service), err)
			}
		}
	}
}

// exec runs the command of a rule in all containers of a service.
func (w *watching) exec(ctx context.Context, service string, hook model.Hook) error {
	list, err := containers(ctx, w.engine, w.in.Project.Name, which{services: []string{service}})
	if err != nil || w.global.dryRun {
		return err
	}
	var errs []error
	for _, c := range list {
		err := w.command(ctx, plan.HookCommand(ref(&c), hook), func(p driver.Progress) { w.print(ref(&c), service, p.Text) })
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	return errors.Join(errs...)
}

// command runs a command in a container. That it fails is an error.
func (w *watching) command(ctx context.Context, op *driver.ExecContainer, report func(driver.Progress)) error {
	result, err := w.engine.Do(ctx, op, report)
	if err != nil {
		return err
	}
	return op.Failure(result)
}

// print prints what a command writes that runs in a container.
func (w *watching) print(c driver.Ref, service, text string) {
	w.printer.Line(commandName(w.in.Project.Name, service, c.Name), text, false, w.Now())
}

// sync brings files into all containers of a service.
func (w *watching) sync(ctx context.Context, t watch.Task) error {
	if w.global.dryRun {
		return nil
	}
	copier, err := ability[driver.Copier](w.engine, "copy files")
	if err != nil {
		return err
	}
	list, err := containers(ctx, w.engine, w.in.Project.Name, which{services: []string{t.Service}, stopped: true})
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range list {
		if err := w.syncOne(ctx, copier, &c, t.Files); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	return errors.Join(errs...)
}

// syncOne makes files in a container what they are here.
func (w *watching) syncOne(ctx context.Context, copier driver.Copier, c *driver.Container, files []watch.File) error {
	var gone []string
	var there []copying.Placed
	for _, f := range files {
		info, err := os.Lstat(f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			gone = append(gone, f.Target)
			continue
		case err != nil:
			return err
		case info.IsDir():
			// A directory that is there already, or a link to one, stays as it is.
			stat, err := copier.Stat(ctx, ref(c), f.Target)
			if err == nil && (stat.Dir || stat.LinkTarget != "") {
				continue
			}
			if err != nil && !errors.Is(err, driver.ErrNotFound) {
				return err
			}
			if err == nil {
				gone = append(gone, f.Target)
			}
		}
		there = append(there, copying.Placed{Path: f.Path, Target: f.Target})
	}
	err := w.remove(ctx, c, gone) // an image may have no command for it: what is there is copied all the same
	if len(there) == 0 {
		return err
	}
	archive := copying.PackAll(there)
	defer archive.Close()
	return errors.Join(err, copier.CopyTo(ctx, ref(c), "/", archive, driver.CopyOptions{KeepOwner: true}))
}

// remove removes files from a container: by a command, for engines cannot.
func (w *watching) remove(ctx context.Context, c *driver.Container, targets []string) error {
	if len(targets) == 0 {
		return nil
	}
	if c.Status != driver.StatusRunning {
		return fmt.Errorf("it does not run, so that %s cannot be removed from it", strings.Join(targets, ", "))
	}
	for some := range slices.Chunk(targets, 500) {
		err := w.command(ctx, &driver.ExecContainer{
			Container: ref(c), Command: append([]string{"rm", "-rf", "--"}, some...), User: "0",
		}, nil)
		if err != nil {
			return fmt.Errorf("removing files: %w", err)
		}
	}
	return nil
}

// warnOfAbsent says which services that are watched have no container, where nobody makes one.
func (w *watching) warnOfAbsent(ctx context.Context) error {
	for _, name := range w.rules.Services() {
		list, err := containers(ctx, w.engine, w.in.Project.Name, which{services: []string{name}, stopped: true})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			w.warn(fmt.Sprintf("service %q has no container: make one with up, or leave out --no-up", name))
		}
	}
	return nil
}

// wantsInitial reports whether files are to be copied before anything has changed.
func (w *watching) wantsInitial() bool { return len(w.rules.Initial()) > 0 }

// initial copies them.
func (w *watching) initial(ctx context.Context) error {
	var there []watch.Change
	for _, root := range w.rules.Initial() {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if entry.IsDir() && w.rules.Skip(name) {
				return fs.SkipDir
			}
			there = append(there, watch.Change{Path: name, Dir: entry.IsDir()})
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, t := range w.rules.DecideInitial(there) {
		if err := w.sync(ctx, t); err != nil {
			return fmt.Errorf("initial_sync of service %s: %w", t.Service, err)
		}
	}
	return nil
}
