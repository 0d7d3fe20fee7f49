package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
)

func setupStats(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	all := f.BoolP("all", "a", false, "list containers, too, that do not run")
	format := f.String("format", "", formatHelp)
	noStream := f.Bool("no-stream", false, "measure once")
	noTrunc := f.Bool("no-trunc", false, "do not shorten what is listed")
	allProjects := f.Bool("all-projects", false, "measure the containers of all projects, and tell whose they are (--format: table or json)")
	aggregate := f.Bool("aggregate", false, "a line for each project, with the sums of its containers (--format: table or json)")
	return func(ctx context.Context, args []string) error {
		if *allProjects || *aggregate {
			c := byProject{app: a, all: *all, allProjects: *allProjects, format: *format, noStream: *noStream, print: listing.StatsOfContainers}
			if *aggregate {
				c.print = listing.StatsOfProjects
			}
			return c.run(ctx, args)
		}
		d, sampler, p, err := able[driver.Sampler](ctx, a, "measure containers")
		if err != nil {
			return err
		}
		list, err := containers(ctx, d, p.name, which{services: args, stopped: *all, oneOff: true})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return nil
		}
		m := &measurement{usage: make([]listing.Usage, len(list)), missing: len(list), complete: make(chan struct{})}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for i, c := range list {
			m.usage[i] = listing.Usage{ID: c.ID, Name: c.Name}
			go m.take(ctx, sampler, i, c)
		}
		show := func(clear bool) error {
			var b bytes.Buffer
			if clear {
				b.WriteString("\x1b[H\x1b[J")
			}
			if err := listing.Stats(&b, *format, m.now(), *noTrunc); err != nil {
				return err
			}
			_, err := b.WriteTo(a.Out)
			return err
		}
		select {
		case <-m.complete:
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(3 * time.Second): // some give no sample at all
		}
		if *noStream {
			return show(false)
		}
		for {
			if err := show(a.paintsOut()); err != nil {
				return err
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Second / 2):
			}
		}
	}
}

// measurement is what containers use, as far as it is known.
type measurement struct {
	mu       sync.Mutex
	usage    []listing.Usage
	missing  int           // containers that have no sample yet
	complete chan struct{} // closed when none is missing
}

// take follows one container. Its first sample has nothing that the use of processors could be told from: the second
// counts.
func (m *measurement) take(ctx context.Context, s driver.Sampler, i int, c driver.Container) {
	samples := 0
	arrived := func(sample *driver.Sample) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.usage[i].Sample = sample
		if samples++; samples == 2 {
			if m.missing--; m.missing == 0 {
				close(m.complete)
			}
		}
	}
	for sample, err := range s.Stats(ctx, ref(&c)) {
		if err != nil {
			break
		}
		arrived(&sample)
	}
	samples = max(samples, 1)
	arrived(nil)
}

func (m *measurement) now() []listing.Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]listing.Usage{}, m.usage...)
}

// byProject is a run of stats that tells projects apart.
type byProject struct {
	*app
	all, allProjects, noStream bool
	format                     string
	print                      func(w io.Writer, format string, list []listing.Usage) error
}

const (
	// measuredAtOnce is how many containers are measured at a time, which takes an engine about a second each.
	measuredAtOnce = 32
	measuredAnew   = 2 * time.Second
)

func (c *byProject) run(ctx context.Context, services []string) error {
	switch {
	case len(services) > 0:
		return errors.New("--all-projects and --aggregate are about whole projects: name no service")
	case c.allProjects && c.global.given("project-name"):
		return errors.New("--all-projects and --project-name are incompatible")
	}
	if err := c.print(io.Discard, c.format, nil); err != nil { // before anything is measured
		return err
	}
	sel := driver.Selector{AllProjects: true}
	var d driver.Driver
	var err error
	if c.allProjects {
		d, err = c.engine(ctx)
	} else {
		var p named
		d, p, err = c.named(ctx)
		sel = driver.Selector{Project: p.name}
	}
	if err != nil {
		return err
	}
	sampler, err := ability[driver.Sampler](d, "measure containers")
	if err != nil {
		return err
	}
	for {
		usage, err := c.measure(ctx, d, sampler, sel)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if !c.noStream && c.paintsOut() {
			b.WriteString("\x1b[H\x1b[J")
		}
		if err := c.print(&b, c.format, usage); err != nil {
			return err
		}
		if _, err := b.WriteTo(c.Out); err != nil || c.noStream {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(measuredAnew):
		}
	}
}

// measure measures what there is now. What does not run, or cannot be measured, has no sample.
func (c *byProject) measure(ctx context.Context, d driver.Driver, sampler driver.Sampler, sel driver.Selector) ([]listing.Usage, error) {
	state, err := d.Observe(ctx, sel)
	if err != nil {
		return nil, err
	}
	w := which{stopped: c.all, oneOff: true}
	list := slices.DeleteFunc(state.Containers, func(c driver.Container) bool { return !w.means(&c) })
	usage := make([]listing.Usage, len(list))
	var wait sync.WaitGroup
	slots := make(chan struct{}, measuredAtOnce)
	for i := range list {
		usage[i] = listing.Usage{ID: list[i].ID, Name: list[i].Name, Project: list[i].Labels[driver.LabelProject]}
		if list[i].Status != driver.StatusRunning {
			continue
		}
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			usage[i].Sample = secondSample(ctx, sampler, ref(&list[i]))
		})
	}
	wait.Wait()
	return usage, ctx.Err()
}

// secondSample is the first sample that the use of processors can be told from.
func secondSample(ctx context.Context, sampler driver.Sampler, c driver.Ref) *driver.Sample {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	samples := 0
	for sample, err := range sampler.Stats(ctx, c) {
		if err != nil {
			break
		}
		if samples++; samples == 2 {
			return &sample
		}
	}
	return nil
}
