package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// TestLeavingKeys: input ends with the keys by which a process is left alone, and nothing else of it is lost.
func TestLeavingKeys(t *testing.T) {
	for _, c := range []struct {
		keys, input, handedOn string
		left                  bool
	}{
		{"", "exit\x10\x11more", "exit", true},
		{"", "\x10a\x11\x10", "\x10a\x11\x10", false},
		{"", "\x10\x10\x11", "\x10", true},
		{"", "", "", false},
		{"ctrl-x,y", "\x18z\x18y", "\x18z", true},
		{"ctrl-x,y", "\x10\x11", "\x10\x11", false},
		{"a", "bcadd", "bc", true},
		{"ctrl-@,DEL,ctrl-_", "\x00\x7f\x00\x7f\x1f", "\x00\x7f", true},
		{"ctrl-[,ctrl-\\,ctrl-],ctrl-^", "\x1b\x1c\x1d\x1e", "", true},
	} {
		keys, err := parseKeys(c.keys)
		if err != nil {
			t.Errorf("%s: %v", c.keys, err)
			continue
		}
		for name, in := range map[string]io.Reader{
			"at once": strings.NewReader(c.input), "one by one": iotest.OneByteReader(strings.NewReader(c.input)),
			"with its end": iotest.DataErrReader(strings.NewReader(c.input)),
		} {
			left := false
			k := &leavingKeys{Reader: in, keys: keys, leave: func() { left = true }}
			got, err := io.ReadAll(k)
			if err != nil || string(got) != c.handedOn || left != c.left || k.pressed.Load() != c.left {
				t.Errorf("keys %q of %q, %s: %q is handed on, left alone: %t, %v", c.keys, c.input, name, got, left, err)
			}
		}
	}
	for _, keys := range []string{"ctrl-", "ctrl-P", "ctrl-aa", "ctrl-1", "a,", ",", "del", "ab"} {
		if got, err := parseKeys(keys); err == nil {
			t.Errorf("%q are keys: %q", keys, got)
		}
	}
}

// attended is an engine whose containers and commands go on for ten minutes, whatever is typed, and end with status 7; their
// streams end with the input.
type attended struct {
	*sim.Engine
	got *strings.Builder
}

func (e attended) Attach(ctx context.Context, _ driver.Ref, streams driver.Stdio, ready func()) error {
	ready()
	if streams.In != nil {
		_, _ = io.Copy(e.got, streams.In)
	}
	return ctx.Err()
}

func (e attended) Exec(ctx context.Context, _ driver.ExecContainer, streams driver.Stdio, _ bool) (int, error) {
	_, _ = io.Copy(e.got, streams.In)
	return 7, driver.Sleep(ctx, host.Clock{}, 10*time.Minute)
}

func (e attended) Observe(ctx context.Context, sel driver.Selector) (*driver.State, error) {
	state, err := e.Engine.Observe(ctx, sel)
	for i := range state.Containers {
		if spec := state.Containers[i].Spec; spec != nil && strings.HasPrefix(state.Containers[i].Name, "shop-tty") {
			spec.TTY = true
		}
	}
	return state, err
}

// TestLeftAlone: who leaves a container alone with keys is told so with status 1 by attach and exec; docker's configuration may name
// other keys. The end of the input is not the container's.
func TestLeftAlone(t *testing.T) {
	for _, c := range []struct {
		name, config, args, input string
		handedOn                  string
		status                    int
		text                      string
	}{
		{name: "exec", args: "exec -T=false tty sh", input: "ls\x10\x11", handedOn: "ls", status: failed, text: "error: read escape sequence\n"},
		{name: "exec, other keys", config: `{"detachKeys": "ctrl-x,x"}`, args: "exec -T=false tty sh", input: "\x10\x11\x18x", handedOn: "\x10\x11", status: failed, text: "error: read escape sequence\n"},
		{name: "exec, no keys", config: `{"detachKeys": "ctrl-"}`, args: "exec -T=false tty sh", status: failed, text: "error: invalid detach keys (ctrl-): there is no key \"ctrl-\"\n"},
		{name: "exec without a terminal", args: "exec -T tty sh", input: "\x10\x11", handedOn: "\x10\x11", status: 7},
		{name: "attach", args: "attach once", input: "in", handedOn: "in", status: 7},
		{name: "attach to one that reads nothing", args: "attach deaf", input: "in", status: 7},
		{name: "attach without input", args: "attach --no-stdin once", input: "in", status: 7},
		{name: "attach to a terminal without one", args: "attach tty", status: failed, text: "error: cannot attach stdin to a TTY-enabled container because stdin is not a terminal: say --no-stdin\n"},
		{name: "attach to a terminal without input", args: "attach --no-stdin tty", status: 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				for name, text := range map[string]string{
					"compose.yaml": "name: shop\nservices: {tty: {image: once, tty: true, stdin_open: true}, once: {image: once, stdin_open: true}, deaf: {image: once}}\n",
					"config.json":  c.config,
				} {
					if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); text != "" && err != nil {
						t.Fatal(err)
					}
				}
				if c.config == "" {
					_ = os.Remove(filepath.Join(dir, "config.json"))
				}
				engine := attended{sim.New(sim.Config{Clock: host.Clock{}, Images: map[string]sim.Image{
					"once": {Behave: sim.Always(sim.Behaviour{Exits: true, After: 10 * time.Minute, Code: 7})},
				}}), new(strings.Builder)}
				var errs bytes.Buffer
				run := func(args ...string) int {
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					return Run(ctx, args, Machine{
						Streams: Streams{In: strings.NewReader(c.input), Out: &errs, Err: &errs}, Dir: dir, Environ: []string{"HOME=" + dir, "DOCKER_CONFIG=" + dir},
						Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
					})
				}
				if status := run("up", "-d"); status != ok {
					t.Fatal(errs.String())
				}
				errs.Reset()
				status := run(strings.Fields(c.args)...)
				if status != c.status || errs.String() != c.text || engine.got.String() != c.handedOn {
					t.Errorf("status %d, want %d; %q, want %q; %q is handed on, want %q", status, c.status, &errs, c.text, engine.got, c.handedOn)
				}
			})
		})
	}
}

// TestSignalsAreHandedOn: a container that somebody is attached to gets signals as they come, and attach was interrupted by those
// that interrupt other commands; run has the container's status.
func TestSignalsAreHandedOn(t *testing.T) {
	for _, c := range []struct {
		args, signal string
		status       int
		got          string // the signal that the container has got; "" if it has none
	}{
		{"attach web", "SIGINT", cancelled, "SIGINT"},
		{"attach web", "SIGTERM", cancelled, "SIGTERM"},
		{"attach web", "SIGHUP", 7, "SIGHUP"},
		{"attach --sig-proxy=false web", "SIGINT", cancelled, ""},
		{"run -T web", "SIGINT", 7, "SIGINT"},
		{"run -T web", "SIGTERM", 7, "SIGTERM"},
		{"run -T web", "SIGQUIT", 7, "SIGQUIT"},
	} {
		t.Run(c.args+" "+c.signal, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: once}}\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				engine := &signalled{Engine: sim.New(sim.Config{Clock: host.Clock{}, Images: map[string]sim.Image{
					"once": {Behave: sim.Always(sim.Behaviour{Exits: true, After: 10 * time.Minute, Code: 7})},
				}})}
				interrupts := make(chan string)
				var taken atomic.Int32
				run := func(args ...string) int {
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					return Run(ctx, args, Machine{
						Streams: Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, Dir: dir, Environ: []string{"HOME=" + dir},
						Interrupts: func() <-chan string { return interrupts }, TakeSignals: func() func() { taken.Add(1); return func() { taken.Add(-1) } },
						Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
					})
				}
				if status := run("up", "-d"); status != ok {
					t.Fatal(status)
				}
				status := make(chan int, 1)
				go func() { status <- run(strings.Fields(c.args)...) }()
				time.Sleep(time.Minute)
				if want := c.got != ""; want != (taken.Load() == 1) {
					t.Errorf("signals are taken %d times", taken.Load())
				}
				interrupts <- c.signal
				got := <-status
				if sent, _ := engine.got.Load().(string); got != c.status || sent != c.got || taken.Load() != 0 {
					t.Errorf("status %d, want %d; the container got %q, want %q; signals are taken %d times", got, c.status, sent, c.got, taken.Load())
				}
			})
		})
	}
}

// signalled is an engine that sees which signal a container gets, and sends none.
type signalled struct {
	*sim.Engine
	got atomic.Value
}

func (e *signalled) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	if k, ok := op.(*driver.KillContainer); ok {
		e.got.Store(k.Signal)
		return driver.Result{}, nil
	}
	return e.Engine.Do(ctx, op, report)
}
