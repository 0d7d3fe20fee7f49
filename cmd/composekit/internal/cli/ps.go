package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
)

// formatHelp explains the option --format of lists.
const formatHelp = `form of the output:
'table': columns with headers (default)
'table TEMPLATE': columns of a Go template
'json': an object a line
'TEMPLATE': a Go template for each line`

type ps struct {
	*app
	format, filter               string
	statuses                     []string
	all, quiet, services, orphan bool
	noTrunc                      bool
}

func setupPs(a *app, cmd *cobra.Command) action {
	c := &ps{app: a}
	f := cmd.Flags()
	f.BoolVarP(&c.all, "all", "a", false, "list stopped containers, too, and those that run made")
	f.StringVar(&c.filter, "filter", "", "list what has a property: status=VALUE")
	f.StringVar(&c.format, "format", "", formatHelp)
	f.BoolVar(&c.noTrunc, "no-trunc", false, "do not shorten what is listed")
	f.BoolVar(&c.orphan, "orphans", true, "list containers of services that the project no longer has")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "list IDs alone")
	f.BoolVar(&c.services, "services", false, "list services")
	f.StringArrayVar(&c.statuses, "status", nil, "list what has a status: paused, restarting, removing, running, dead, created or exited")
	return c.run
}

func (c *ps) run(ctx context.Context, args []string) error {
	if c.filter != "" {
		value, ok := strings.CutPrefix(c.filter, "status=")
		if !ok {
			return fmt.Errorf("--filter is %q, but must be status=VALUE", c.filter)
		}
		c.statuses = append(c.statuses, value)
	}
	project, name, err := c.projectOrName(ctx, args)
	if err != nil {
		return err
	}
	if err := checkServices(project, args); err != nil {
		return err
	}
	if project != nil && len(args) == 0 && !c.orphan {
		args = project.ServiceNames()
	}
	d, err := c.engine(ctx)
	if err != nil {
		return err
	}
	all := c.all || len(c.statuses) > 0
	list, err := containers(ctx, d, name, which{services: args, stopped: all, oneOff: all})
	if err != nil {
		return err
	}
	if len(c.statuses) > 0 {
		list = slices.DeleteFunc(list, func(x driver.Container) bool { return !slices.Contains(c.statuses, string(x.Status)) })
	}
	switch {
	case c.quiet:
		var ids []string
		for _, x := range list {
			ids = append(ids, x.ID)
		}
		return printLines(c.Out, ids)
	case c.services:
		var names []string
		for _, x := range list {
			if !slices.Contains(names, x.Service()) {
				names = append(names, x.Service())
			}
		}
		_, err := fmt.Fprintln(c.Out, strings.Join(names, "\n"))
		return err
	}
	if c.format == "" {
		if c.format, err = c.psFormat(); err != nil {
			return err
		}
	}
	return listing.Containers(c.Out, c.format, list, c.noTrunc, c.Now())
}
