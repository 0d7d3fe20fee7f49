package cli

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
)

func setupLs(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	all := f.BoolP("all", "a", false, "list projects, too, of which nothing runs")
	filters := f.StringArray("filter", nil, "list projects whose name matches: name=PATTERN")
	format := f.String("format", "table", "form of the output: table or json")
	quiet := f.BoolP("quiet", "q", false, "list names alone")
	return func(ctx context.Context, _ []string) error {
		var names []*regexp.Regexp
		for _, text := range *filters {
			key, value, ok := strings.Cut(text, "=")
			if !ok || key != "name" {
				return fmt.Errorf("--filter is %q, but must be name=PATTERN", text)
			}
			re, err := regexp.Compile(value)
			if err != nil {
				return fmt.Errorf("--filter is %q: %w", text, err)
			}
			names = append(names, re)
		}
		if err := a.checkEnvFiles(); err != nil {
			return err
		}
		d, err := a.engine(ctx)
		if err != nil {
			return err
		}
		state, err := d.Observe(ctx, driver.Selector{AllProjects: true})
		if err != nil {
			return err
		}
		w := which{stopped: *all, oneOff: true}
		projects := listing.ProjectsOf(slices.DeleteFunc(state.Containers, func(c driver.Container) bool { return !w.means(&c) }))
		projects = slices.DeleteFunc(projects, func(p listing.Project) bool {
			return len(names) > 0 && !slices.ContainsFunc(names, func(re *regexp.Regexp) bool { return re.MatchString(p.Name) })
		})
		if *quiet {
			for _, p := range projects {
				if _, err := fmt.Fprintln(a.Out, p.Name); err != nil {
					return err
				}
			}
			return nil
		}
		return listing.Projects(a.Out, *format, projects)
	}
}
