package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/model"
)

func setupWatch(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	noUp := f.Bool("no-up", false, "do not build and start services first")
	prune := f.Bool("prune", true, "remove images that have been replaced")
	quiet := f.Bool("quiet", false, "do not show how builds go on")
	return func(ctx context.Context, services []string) error {
		if *quiet {
			a.global.progress = "quiet"
		}
		var m making
		o, err := m.options(a, plan.Up, services, f.Changed)
		if err != nil {
			return err
		}
		o.Quiet = *quiet
		w, err := a.workOn(ctx, o)
		if err != nil {
			return err
		}
		w.pretend()
		x, err := w.watching(ctx, a.logPrinter(true, true, false))
		if err != nil {
			return err
		}
		x.prune = *prune
		if *noUp {
			if err = x.warnOfAbsent(ctx); err == nil {
				err = x.initial(ctx)
			}
		} else {
			w.in.Project = buildingWatched(w.in.Project)
			err = w.upBeforeWatching(ctx, x)
		}
		if err != nil {
			return err
		}
		// The first interrupt ends it once what has been begun is done, the second at once.
		defer a.onInterrupt(x.wind, a.cancel)()
		return x.run(ctx)
	}
}

// buildingWatched is a project in which images of services that are built and watched are built even if they are
// there.
func buildingWatched(p *model.Project) *model.Project {
	out := *p
	out.Services = map[string]*model.Service{}
	for name, s := range p.Services {
		if s.Build != nil && s.Develop != nil {
			with := *s
			with.PullPolicy = "build"
			s = &with
		}
		out.Services[name] = s
	}
	return &out
}

// upBeforeWatching carries out what is to be up before files are watched.
func (w *work) upBeforeWatching(ctx context.Context, x *watching) error {
	if err := w.giveInitial(ctx, x); err != nil {
		return err
	}
	if err := w.make(ctx); err != nil {
		return err
	}
	return w.carryOut(ctx)
}

// giveInitial makes containers, and copies the files into them that they are to have before they start (initial_sync),
// if there are any. What is left to plan is to start them.
func (w *work) giveInitial(ctx context.Context, x *watching) error {
	if !x.wantsInitial() {
		return nil
	}
	first := *w
	first.half = true
	first.in.Options.NoStart, first.in.Options.Wait = true, false
	if err := first.make(ctx); err != nil {
		return err
	}
	if err := first.carryOut(ctx); err != nil {
		return err
	}
	o := &w.in.Options
	o.ForceRecreate, o.AlwaysRecreateDeps, o.RenewAnonVolumes, o.BuildAll, o.Pull = false, false, false, false, "missing"
	return x.initial(ctx)
}
