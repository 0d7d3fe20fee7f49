package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

func setupWait(a *app, cmd *cobra.Command) action {
	down := cmd.Flags().Bool("down-project", false, "remove the project when the first container has ended")
	return func(ctx context.Context, args []string) error {
		if a.global.dryRun {
			return errors.New("wait is not supported in dry-run mode")
		}
		project, name, err := a.projectOrName(ctx, nil)
		if err != nil {
			return err
		}
		d, err := a.engine(ctx)
		if err != nil {
			return err
		}
		waiter, err := ability[driver.Waiter](d, "wait for containers")
		if err != nil {
			return err
		}
		list, err := containers(ctx, d, name, which{services: args, oneOff: true})
		over := err == nil && len(list) == 0
		if over {
			// Those that have ended already have been waited for.
			list, err = containers(ctx, d, name, which{services: args, oneOff: true, stopped: true})
		}
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return a.orUnknown(ctx, project, args[0], fmt.Errorf("no containers for project %q", name))
		}
		type end struct {
			id   string
			code int
			err  error
		}
		ends := make(chan end)
		waiting, stop := context.WithCancel(ctx)
		defer stop()
		await := func(some []driver.Container) {
			for _, c := range some {
				code, err := waiter.Wait(waiting, ref(&c))
				select {
				case ends <- end{c.ID, code, err}:
				case <-waiting.Done():
				}
			}
		}
		if over {
			go await(list) // one by one, or the status would be that of any of them
		} else {
			for i := range list {
				go await(list[i : i+1])
			}
		}
		status := 0
		for n := range list {
			var e end
			select {
			case e = <-ends:
			case <-ctx.Done():
				return ctx.Err()
			}
			if e.err != nil {
				return e.err
			}
			fmt.Fprintf(a.Out, "container %q exited with status code %d\n", e.id, e.code)
			status = e.code
			if n == 0 && *down {
				stop()
				break
			}
		}
		if *down {
			o := plan.Options{Verb: plan.Down, RemoveOrphans: true, AllResources: true}
			if err := a.carryOutOn(ctx, d, plan.Input{Project: project, Name: name, Options: o}); err != nil {
				return err
			}
		}
		if status != 0 {
			return exitStatus(status)
		}
		return nil
	}
}
