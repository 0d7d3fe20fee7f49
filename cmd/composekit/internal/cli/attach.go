package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver"
)

func setupAttach(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	keys := f.String("detach-keys", "", "keys that leave the container alone again")
	index := f.Int("index", 0, "number of the container, if the service has several")
	noStdin := f.Bool("no-stdin", false, "do not hand standard input on")
	sigProxy := f.Bool("sig-proxy", true, "hand interrupts on to the container")
	return func(ctx context.Context, args []string) error {
		d, attacher, p, err := able[driver.Attacher](ctx, a, "attach to containers")
		if err != nil {
			return err
		}
		c, err := a.oneContainer(ctx, d, p, args[0], *index, which{oneOff: true})
		if err != nil {
			return err
		}
		state, err := d.Observe(ctx, driver.Selector{Containers: []string{c.Name}, Specs: true})
		if err != nil {
			return err
		}
		tty := len(state.Containers) > 0 && state.Containers[0].Spec != nil && state.Containers[0].Spec.TTY
		streams, restore, err := a.stdio(tty, !*noStdin)
		if err != nil {
			return err
		}
		defer restore()
		streams.DetachKeys = *keys
		if *sigProxy {
			defer a.forwardInterrupts(a.signalling(ctx, d, ref(&c), "SIGINT"))()
		}
		if err := attacher.Attach(ctx, ref(&c), streams, func() {}); err != nil {
			return err
		}
		return a.endOf(ctx, d, ref(&c))
	}
}

// signalling sends a signal to a container.
func (a *app) signalling(ctx context.Context, d driver.Driver, c driver.Ref, signal string) func() {
	return func() {
		// A container that has ended by itself needs none.
		_, _ = d.Do(ctx, &driver.KillContainer{Container: c, Signal: signal}, nil)
	}
}

// endOf is the status of a container whose streams have ended; nil if it goes on, for its streams end before it does.
func (a *app) endOf(ctx context.Context, d driver.Driver, c driver.Ref) error {
	waiter, err := ability[driver.Waiter](d, "wait for containers")
	if err != nil {
		return err
	}
	soon, cancel := context.WithTimeout(ctx, drain/4)
	defer cancel()
	switch code, err := waiter.Wait(soon, c); {
	case ctx.Err() != nil:
		return ctx.Err()
	case soon.Err() != nil, errors.Is(err, driver.ErrNotFound):
		return nil
	case err != nil:
		return err
	case code != 0:
		return exitStatus(code)
	}
	return nil
}
