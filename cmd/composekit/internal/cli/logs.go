package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/logs"
	"github.com/composekit/composekit/driver"
)

type logsCommand struct {
	*app
	follow, noColor, noPrefix, timestamps bool
	index                                 int
	since, until, tail                    string
}

func setupLogs(a *app, cmd *cobra.Command) action {
	c := &logsCommand{app: a}
	f := cmd.Flags()
	f.BoolVarP(&c.follow, "follow", "f", false, "go on with what is written from now on")
	f.IntVar(&c.index, "index", 0, "number of the container, if the service has several")
	f.BoolVar(&c.noColor, "no-color", false, "use no colours")
	f.BoolVar(&c.noPrefix, "no-log-prefix", false, "print lines without the container's name")
	f.StringVar(&c.since, "since", "", "print what was written since a time (2013-01-02T13:23:37Z), or an age (42m)")
	f.StringVarP(&c.tail, "tail", "n", "all", "how many of the last lines of each container to print")
	f.BoolVarP(&c.timestamps, "timestamps", "t", false, "print times")
	f.StringVar(&c.until, "until", "", "print what was written before a time, or an age")
	return c.run
}

func (c *logsCommand) run(ctx context.Context, args []string) error {
	o := driver.LogOptions{Follow: c.follow, Since: c.since, Until: c.until, Timestamps: c.timestamps}
	if c.tail != "all" && c.tail != "" {
		n, err := strconv.Atoi(c.tail)
		if err != nil {
			return fmt.Errorf("--tail is %q, but must be a number or all", c.tail)
		}
		if n >= 0 {
			o.Tail = &n
		}
	}
	for _, when := range []struct{ option, text string }{{"--since", c.since}, {"--until", c.until}} {
		if _, err := pointInTime(when.text, c.Now()); when.text != "" && err != nil {
			return fmt.Errorf("%s: %w", when.option, err)
		}
	}
	if c.index > 0 && len(args) != 1 {
		return errors.New("--index is the number of a container of one service: name that service, and no other")
	}
	project, name, err := c.projectOrName(ctx, args)
	if err != nil {
		return err
	}
	if err := checkServices(project, args); err != nil {
		return err
	}
	services := args
	if project != nil && len(args) == 0 {
		for _, s := range project.ServiceNames() {
			if attach := project.Services[s].Attach; attach == nil || *attach {
				services = append(services, s)
			}
		}
	}
	d, err := c.engine(ctx)
	if err != nil {
		return err
	}
	logger, err := ability[driver.Logger](d, "keep logs")
	if err != nil {
		return err
	}
	printer := c.logPrinter(c.noColor, c.noPrefix, c.timestamps)
	f := &follower{driver: d, logger: logger, printer: printer, project: name, lines: o, stopped: true}
	f.watched = func(s string) bool { return len(services) == 0 || slices.Contains(services, s) }
	f.printed = f.watched
	var events <-chan occurrence
	watching, stop := context.WithCancel(ctx)
	defer stop()
	if c.follow && c.index == 0 {
		events = f.watch(watching)
	}
	var list []driver.Container
	if c.index > 0 {
		one, err := c.oneContainer(ctx, d, named{name, project}, args[0], c.index, which{stopped: true})
		if err != nil {
			return err
		}
		list = []driver.Container{one}
	} else if list, err = containers(ctx, d, name, which{services: services, stopped: true}); err != nil {
		return err
	}
	for i := range list {
		printer.Register(displayName(&list[i]))
	}
	if events != nil {
		return f.follow(watching, events, list, nil)
	}
	return c.printAll(ctx, f, list, o)
}

// printAll prints the lines of containers, of several at once.
func (c *logsCommand) printAll(ctx context.Context, f *follower, list []driver.Container, o driver.LogOptions) error {
	var all sync.WaitGroup
	errs := make([]error, len(list))
	for i := range list {
		all.Go(func() {
			x := &list[i]
			err := printLog(ctx, f.logger, f.printer, ref(x), displayName(x), o, false)
			switch {
			case errors.Is(err, driver.ErrUnsupported):
				c.warn(fmt.Sprintf("no logs of %s: %v", x.Name, err))
			case err != nil && ctx.Err() == nil:
				errs[i] = fmt.Errorf("logs of %s: %w", x.Name, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// logPrinter prints lines of containers as the options say.
func (a *app) logPrinter(noColor, noPrefix, timestamps bool) *logs.Printer {
	return &logs.Printer{
		Out: a.Out, Err: a.Err, Color: !noColor && a.colorOn(a.OutColor), Prefix: !noPrefix, Timestamps: timestamps,
		Terminal: a.paintsOut(),
	}
}
