package cli

import (
	"bytes"
	"context"
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
	return func(ctx context.Context, args []string) error {
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
			if err := show(a.OutWidth > 0); err != nil {
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
