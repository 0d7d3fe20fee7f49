package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
)

func setupVolumes(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	format := f.String("format", "table", formatHelp)
	quiet := f.BoolP("quiet", "q", false, "list names alone")
	return func(ctx context.Context, args []string) error {
		project, name, err := a.projectOrName(ctx, args)
		if err != nil {
			return err
		}
		if err := checkServices(project, args); err != nil {
			return err
		}
		d, err := a.engine(ctx)
		if err != nil {
			return err
		}
		state, err := d.Observe(ctx, driver.Selector{Project: name})
		if err != nil {
			return err
		}
		used := map[string]bool{}
		for _, c := range state.Containers {
			if slices.Contains(args, c.Service()) {
				for _, m := range c.Mounts {
					used[m.Name] = true
				}
			}
		}
		volumes := slices.DeleteFunc(state.Volumes, func(v driver.Volume) bool { return len(args) > 0 && !used[v.Name] })
		if *quiet {
			var names []string
			for _, v := range volumes {
				names = append(names, v.Name)
			}
			return printLines(a.Out, names)
		}
		return listing.Volumes(a.Out, *format, volumes)
	}
}
