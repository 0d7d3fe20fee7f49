package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// The commands of this file do something to what exists already. They need no files: the name of the project
// is enough.

func setupStart(a *app, cmd *cobra.Command) action {
	var w waited
	w.declare(cmd.Flags(), "")
	return func(ctx context.Context, args []string) error {
		o := plan.Options{Verb: plan.Start, Services: args}
		if err := w.addTo(&o); err != nil {
			return err
		}
		return a.carryOutExisting(ctx, o)
	}
}

func setupStop(a *app, cmd *cobra.Command) action {
	var t timeout
	t.declare(cmd.Flags())
	return func(ctx context.Context, args []string) error {
		return a.carryOutExisting(ctx, plan.Options{Verb: plan.Stop, Services: args, Timeout: t.value()})
	}
}

func setupRestart(a *app, cmd *cobra.Command) action {
	var t timeout
	noDeps := cmd.Flags().Bool("no-deps", false, "leave services alone that depend on them")
	t.declare(cmd.Flags())
	return func(ctx context.Context, args []string) error {
		return a.carryOutExisting(ctx, plan.Options{Verb: plan.Restart, Services: args, NoDeps: *noDeps, Timeout: t.value()})
	}
}

func setupPause(a *app, _ *cobra.Command) action {
	return func(ctx context.Context, args []string) error {
		return a.carryOutExisting(ctx, plan.Options{Verb: plan.Pause, Services: args})
	}
}

func setupUnpause(a *app, _ *cobra.Command) action {
	return func(ctx context.Context, args []string) error {
		return a.carryOutExisting(ctx, plan.Options{Verb: plan.Unpause, Services: args})
	}
}

func setupKill(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	orphans := f.Bool("remove-orphans", false, "remove containers of services that the project no longer has")
	signal := f.StringP("signal", "s", "SIGKILL", "signal to send")
	return func(ctx context.Context, args []string) error {
		o := plan.Options{Verb: plan.Kill, Services: args, Signal: *signal, RemoveOrphans: *orphans}
		if !f.Changed("remove-orphans") {
			o.RemoveOrphans = a.settingOn("COMPOSE_REMOVE_ORPHANS")
		}
		return a.carryOutExisting(ctx, o)
	}
}

func setupDown(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	var t timeout
	o := plan.Options{Verb: plan.Down}
	f.BoolVar(&o.RemoveOrphans, "remove-orphans", false, "remove containers of services that the project no longer has")
	f.StringVar(&o.RemoveImages, "rmi", "", `remove images of services: "all", or "local" for those that have no name of their own`)
	t.declare(f)
	f.BoolVarP(&o.Volumes, "volumes", "v", false, "remove volumes, too, those of the project and those without a name")
	renamed(f, map[string]string{"volume": "volumes"})
	return func(ctx context.Context, args []string) error {
		if !slices.Contains([]string{"", "all", "local"}, o.RemoveImages) {
			return fmt.Errorf("--rmi is %q, but must be all or local", o.RemoveImages)
		}
		if !f.Changed("remove-orphans") {
			o.RemoveOrphans = a.settingOn("COMPOSE_REMOVE_ORPHANS")
		}
		o.Services, o.Timeout, o.AllResources = args, t.value(), a.global.allResources
		return a.carryOutExisting(ctx, o)
	}
}

func setupRm(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	o := plan.Options{Verb: plan.Remove}
	force := f.BoolP("force", "f", false, "do not ask")
	f.BoolVarP(&o.StopFirst, "stop", "s", false, "stop containers first")
	f.BoolVarP(&o.Volumes, "volumes", "v", false, "remove volumes without a name, too")
	f.BoolP("all", "a", false, "")
	hide(f, "all")
	return func(ctx context.Context, args []string) error {
		o.Services = args
		p, err := a.planExisting(ctx, o)
		if err != nil {
			return err
		}
		var names []string
		for _, s := range p.plan.Steps {
			if op, ok := s.Op.(*driver.RemoveContainer); ok {
				names = append(names, op.Container.Name)
			}
		}
		if len(names) == 0 {
			_, err := fmt.Fprintln(a.info(), "No stopped containers")
			return err
		}
		question := "Going to remove " + strings.Join(names, ", ")
		if *force {
			if _, err := fmt.Fprintln(a.Out, question); err != nil {
				return err
			}
		} else if yes, err := a.ask(question); err != nil || !yes {
			return err
		}
		return p.carryOut(ctx)
	}
}

func setupPull(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	o := plan.Options{Verb: plan.Pull}
	f.BoolVar(&o.IgnoreBuildable, "ignore-buildable", false, "leave out images that can be built")
	f.BoolVar(&o.IgnoreFailures, "ignore-pull-failures", false, "go on if an image cannot be pulled")
	deps := f.Bool("include-deps", false, "pull images, too, of services that others depend on")
	policy := f.String("policy", "", `which images to pull: "missing" or "always"`)
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "do not show how pulls go on")
	f.Bool("parallel", true, "") // and not the program's, behind which a number stands
	f.Bool("no-parallel", true, "")
	hide(f, "parallel", "no-parallel")
	return func(ctx context.Context, args []string) error {
		if *policy != "" && *policy != "missing" && *policy != "always" {
			return fmt.Errorf("--policy is %q, but must be missing or always", *policy)
		}
		o.Services, o.IncludeDeps, o.Pull = args, *deps, *policy
		_, err := a.carryOutProject(ctx, o)
		return err
	}
}

func setupPush(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	o := plan.Options{Verb: plan.Push}
	f.BoolVar(&o.IgnoreFailures, "ignore-push-failures", false, "")
	f.BoolVar(&o.IgnoreMissing, "ignore-missing", false, "leave out images that the engine does not have")
	deps := f.Bool("include-deps", false, "push images, too, of services that others depend on")
	f.BoolVarP(&o.Quiet, "quiet", "q", false, "do not show how pushes go on")
	hide(f, "ignore-push-failures")
	return func(ctx context.Context, args []string) error {
		if o.IgnoreFailures && o.IgnoreMissing {
			return errors.New("--ignore-push-failures and --ignore-missing are incompatible")
		}
		o.Services, o.IncludeDeps = args, *deps
		_, err := a.carryOutProject(ctx, o)
		return err
	}
}
