package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
)

func setupPort(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	index := f.Int("index", 0, "number of the container, if the service has several")
	protocol := f.String("protocol", "tcp", "tcp or udp")
	return func(ctx context.Context, args []string) error {
		var target uint64
		kind := strings.ToLower(*protocol)
		if len(args) > 1 {
			var err error
			if target, err = strconv.ParseUint(args[1], 10, 16); err != nil {
				return fmt.Errorf("%q is not a port", args[1])
			}
		} else if !f.Changed("protocol") {
			kind = ""
		}
		d, p, err := a.named(ctx)
		if err != nil {
			return err
		}
		c, err := a.oneContainer(ctx, d, p, args[0], *index, which{oneOff: true})
		if err != nil {
			return err
		}
		all := slices.Clone(c.Ports)
		slices.SortStableFunc(all, func(x, y driver.PortPoint) int { return int(x.Target) - int(y.Target) })
		ports := slices.DeleteFunc(slices.Clone(all), func(p driver.PortPoint) bool {
			return kind != "" && p.Protocol != kind || target != 0 && uint64(p.Target) != target
		})
		if target == 0 {
			for _, p := range ports {
				if _, err := fmt.Fprintf(a.Out, "%d/%s -> %s\n", p.Target, p.Protocol, listing.HostPort(p)); err != nil {
					return err
				}
			}
			return nil
		}
		if len(ports) == 0 {
			var has []string
			for _, p := range all {
				has = append(has, fmt.Sprintf("%d/%s", p.Target, p.Protocol))
			}
			return fmt.Errorf("no port %d/%s for container %s: %s", target, kind, c.Name, strings.Join(slices.Compact(has), ", "))
		}
		_, err = fmt.Fprintln(a.Out, listing.HostPort(ports[0]))
		return err
	}
}
