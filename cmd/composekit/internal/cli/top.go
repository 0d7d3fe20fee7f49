package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
)

func setupTop(a *app, _ *cobra.Command) action {
	return func(ctx context.Context, args []string) error {
		d, topper, p, err := able[driver.Topper](ctx, a, "list processes")
		if err != nil {
			return err
		}
		list, err := containers(ctx, d, p.name, which{services: args, oneOff: true})
		if err != nil {
			return err
		}
		var out []listing.Processes
		for _, c := range list {
			table, err := topper.Top(ctx, ref(&c))
			if errors.Is(err, driver.ErrConflict) || errors.Is(err, driver.ErrNotFound) {
				continue // it has ended meanwhile, or is about to be started again: it has no processes
			}
			if err != nil {
				return fmt.Errorf("%s: %w", c.Name, err)
			}
			out = append(out, listing.Processes{Service: c.Service(), Number: c.Labels[driver.LabelNumber], Table: table})
		}
		return listing.Top(a.Out, out)
	}
}
