package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// leaving is an engine that takes all input, and closes the streams of a container after a minute. With an error nothing is
// heard from the engine but that.
type leaving struct {
	*sim.Engine
	lost error
}

func (l leaving) Attach(ctx context.Context, c driver.Ref, streams driver.Stdio, ready func()) error {
	ready()
	if _, err := io.Copy(io.Discard, streams.In); err != nil {
		return err
	}
	return driver.Sleep(ctx, host.Clock{}, time.Minute)
}

func (l leaving) Watch(ctx context.Context, sel driver.Selector) iter.Seq2[driver.Event, error] {
	if l.lost == nil {
		return l.Engine.Watch(ctx, sel)
	}
	return func(yield func(driver.Event, error) bool) { yield(driver.Event{}, l.lost) }
}

// TestRunEnds: run ends when a person leaves its container alone, which goes on, and does not wait for ever for the status of
// one when the engine tells nothing any more.
func TestRunEnds(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: server}, once: {image: fails}, later: {image: slow}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, service string
		tty, input    string
		lost          error
		status        int
		text          string
		runs          bool
	}{
		{name: "left alone", service: "web", tty: "-t", input: "exit\x10\x11", status: ok, runs: true},
		{name: "the keys without a terminal", service: "later", tty: "-T", input: "\x10\x11", status: 4},
		{name: "streams closed before the end", service: "later", tty: "-t", input: "\x10a\x11", status: 4},
		{name: "ended", service: "once", tty: "-T", status: 3},
		{name: "lost", service: "once", tty: "-T", lost: errors.New("the engine hung up"), status: failed, text: "the engine hung up"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				engine := sim.New(sim.Config{Clock: host.Clock{}, Images: map[string]sim.Image{
					"server": {}, "fails": {Behave: sim.Always(sim.Behaviour{Exits: true, Code: 3})},
					"slow": {Behave: sim.Always(sim.Behaviour{Exits: true, After: 5 * time.Minute, Code: 4})},
				}})
				var errs bytes.Buffer
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				status := Run(ctx, []string{"run", c.tty, c.service}, Machine{
					Streams: Streams{In: strings.NewReader(c.input), Out: &errs, Err: &errs}, Dir: dir, Environ: []string{"HOME=" + dir},
					Open: func(context.Context, EngineOptions) (driver.Driver, error) { return leaving{engine, c.lost}, nil },
				})
				if status != c.status || !strings.Contains(errs.String(), c.text) {
					t.Errorf("it ends with %d, want %d and %q:\n%s", status, c.status, c.text, &errs)
				}
				state, err := engine.Observe(t.Context(), driver.Selector{Project: "shop"})
				if err != nil || len(state.Containers) != 1 || (state.Containers[0].Status == driver.StatusRunning) != c.runs {
					t.Errorf("there are %+v, %v", state.Containers, err)
				}
			})
		})
	}
}
