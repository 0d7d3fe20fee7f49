package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver"
)

func setupAttach(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	detachKeys := f.String("detach-keys", "", "keys that leave the container alone again")
	index := f.Int("index", 0, "number of the container, if the service has several")
	noStdin := f.Bool("no-stdin", false, "do not hand standard input on")
	sigProxy := f.Bool("sig-proxy", true, "hand signals on to the container")
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
		var spec driver.ContainerSpec
		if len(state.Containers) > 0 && state.Containers[0].Spec != nil {
			spec = *state.Containers[0].Spec
		}
		if spec.TTY && !*noStdin && a.InTerminal == nil {
			return errors.New("cannot attach stdin to a TTY-enabled container because stdin is not a terminal: say --no-stdin")
		}
		waiter, err := ability[driver.Waiter](d, "wait for containers")
		if err != nil {
			return err
		}
		streams, restore, err := a.stdio(spec.TTY, spec.Stdin && !*noStdin)
		if err != nil {
			return err
		}
		defer restore()
		streams.Repaint = true
		attached, keys, err := a.leavable(ctx, &streams, *detachKeys)
		if err != nil {
			return err
		}
		if *sigProxy {
			defer a.forwardSignals(a.signalling(ctx, d, ref(&c)), true)()
		}
		type end struct {
			code int
			err  error
		}
		ended := make(chan end, 1)
		// From the beginning, or of one that is started again the end would go by. Streams may end long before.
		go func() {
			code, err := waiter.Wait(ctx, ref(&c))
			ended <- end{code, err}
		}()
		if err := attacher.Attach(attached, ref(&c), streams, func() {}); keys.pressed.Load() {
			return errLeft
		} else if err != nil {
			return err
		}
		switch e := <-ended; {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(e.err, driver.ErrNotFound):
			return nil
		case e.err != nil:
			return e.err
		case e.code != 0:
			return exitStatus(e.code)
		}
		return nil
	}
}

// signalling sends signals to a container.
func (a *app) signalling(ctx context.Context, d driver.Driver, c driver.Ref) func(signal string) {
	return func(signal string) {
		// A container that has ended by itself needs none.
		_, _ = d.Do(ctx, &driver.KillContainer{Container: c, Signal: signal}, nil)
	}
}
