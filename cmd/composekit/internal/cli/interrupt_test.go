package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
)

// reacting is a stream that does something when a text has been written to it for the first time, and again when
// the next one has.
type reacting struct {
	mu   sync.Mutex
	text bytes.Buffer
	to   []string
	do   func()
	// afresh: what was written before the last reaction is nothing to react to.
	afresh bool
	seen   int
}

func (r *reacting) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.text.Write(b)
	if len(r.to) > 0 && strings.Contains(r.text.String()[r.seen:], r.to[0]) {
		go r.do()
		r.to = r.to[1:]
		if r.afresh {
			r.seen = r.text.Len()
		}
	}
	return len(b), nil
}

func (r *reacting) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// TestInterruptAttached: the first interrupt of an attached up stops the containers, a second one ends them at once.
// The status is 130 both times.
func TestInterruptAttached(t *testing.T) {
	const compose = `
name: shop
services:
  server: {image: server, depends_on: [slow]}
  slow: {image: IMAGE, stop_grace_period: 10m}
`
	for _, c := range []struct {
		name, image      string
		atOut, atErr     []string // the interrupts come when these have been written
		wantOut, wantErr []string
	}{
		{
			name: "once", image: "other",
			atOut:   []string{"server listens"},
			wantOut: []string{"server-1 exited with code 143", "slow-1 exited with code 143"},
			wantErr: []string{"Gracefully Stopping", "Container shop-server-1 Stopping", "Container shop-slow-1 Stopped"},
		},
		{
			name: "twice", image: "stubborn",
			atOut:   []string{"server listens"},
			atErr:   []string{"Gracefully Stopping"},
			wantOut: []string{"slow-1 exited with code 137"},
			wantErr: []string{"Gracefully Stopping", "Container shop-slow-1 Killed"},
		},
		{
			name: "twice, first while containers start", image: "stubborn",
			atErr:   []string{"Container shop-server-1 Starting", "Gracefully Stopping"},
			wantOut: []string{"slow-1 exited with code 137"},
			wantErr: []string{"Gracefully Stopping", "Container shop-slow-1 Killed"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			text := strings.ReplaceAll(compose, "IMAGE", c.image)
			if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			interrupts := make(chan string)
			interrupt := func() { interrupts <- interruptSignal }
			out := &reacting{to: c.atOut, do: interrupt}
			errs := &reacting{to: c.atErr, do: interrupt}
			engine := newSim()
			status := make(chan int, 1)
			go func() {
				status <- Run(context.Background(), []string{"up"}, Machine{
					Streams: Streams{In: strings.NewReader(""), Out: out, Err: errs}, Dir: dir, Environ: []string{"HOME=" + dir},
					Interrupts: func() <-chan string { return interrupts }, Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
				})
			}()
			select {
			case got := <-status:
				if got != cancelled {
					t.Errorf("status %d, want %d", got, cancelled)
				}
			case <-time.After(10 * time.Minute):
				t.Fatalf("still there after ten minutes\n%s%s", out, errs)
			}
			for _, want := range c.wantOut {
				if !strings.Contains(out.String(), want) {
					t.Errorf("standard output lacks %q:\n%s", want, out)
				}
			}
			for _, want := range c.wantErr {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("standard error lacks %q:\n%s", want, errs)
				}
			}
			if strings.Contains(errs.String(), "error") {
				t.Errorf("an interrupt is no error:\n%s", errs)
			}
		})
	}
}

// TestInterruptedWhileNothingHappens: who waits for a container is interrupted at once, and who is attached to one hands the
// interrupt on and ends with the container's status.
func TestInterruptedWhileNothingHappens(t *testing.T) {
	for _, command := range []string{"wait", "attach"} {
		t.Run(command, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: server}}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			engine, interrupts := newSim(), make(chan string)
			run := func(args ...string) int {
				return Run(context.Background(), args, Machine{
					Streams: Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, Dir: dir, Environ: []string{"HOME=" + dir},
					Interrupts: func() <-chan string { return interrupts }, Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
				})
			}
			if got := run("up", "-d"); got != ok {
				t.Fatalf("up: status %d", got)
			}
			status := make(chan int, 1)
			go func() { status <- run(command, "web") }()
			time.Sleep(300 * time.Millisecond) // it says nothing by which to know that it waits
			interrupts <- interruptSignal
			select {
			case got := <-status:
				if got != cancelled {
					t.Errorf("status %d, want %d", got, cancelled)
				}
			case <-time.After(10 * time.Minute):
				t.Fatal("still there after ten minutes")
			}
		})
	}
}

// breakingOff is an engine whose logs break off when they end.
type breakingOff struct{ *sim.Engine }

func (u breakingOff) Logs(ctx context.Context, c driver.Ref, o driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	return func(yield func(driver.LogLine, error) bool) {
		for line, err := range u.Engine.Logs(ctx, c, o) {
			if !yield(line, err) {
				return
			}
		}
		yield(driver.LogLine{}, errors.New("the log is gone"))
	}
}

// TestInterruptedAndUnlucky: what goes wrong while a command ends after an interrupt is told, too.
func TestInterruptedAndUnlucky(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: server}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	interrupts := make(chan string)
	out := &reacting{to: []string{"server listens"}, do: func() { interrupts <- interruptSignal }}
	errs := &reacting{}
	status := Run(context.Background(), []string{"up"}, Machine{
		Streams: Streams{In: strings.NewReader(""), Out: out, Err: errs}, Dir: dir, Environ: []string{"HOME=" + dir},
		Interrupts: func() <-chan string { return interrupts }, Open: func(context.Context, EngineOptions) (driver.Driver, error) { return breakingOff{newSim()}, nil },
	})
	if want := "error: logs of shop-web-1: the log is gone\n"; status != cancelled || !strings.HasSuffix(errs.String(), want) {
		t.Errorf("status %d, want %d, and standard error that ends with %q:\n%s", status, cancelled, want, errs)
	}
}

// lingering is an engine where a service cannot be started before the log of another is read, and where something happens when that
// is read no more, which waits for it.
type lingering struct {
	*sim.Engine
	begin   func()
	reading chan struct{} // closed by begin
	end     func()
}

func (l lingering) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	if op, ok := op.(*driver.StartContainer); ok && strings.Contains(op.Container.Name, "bad") {
		<-l.reading
		return driver.Result{}, errors.New("it cannot be started")
	}
	return l.Engine.Do(ctx, op, report)
}

func (l lingering) Logs(ctx context.Context, c driver.Ref, o driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	return func(yield func(driver.LogLine, error) bool) {
		l.begin()
		l.Engine.Logs(ctx, c, o)(yield)
		l.end()
	}
}

// TestInterruptedAfterFailure: an interrupt that comes when the plan has failed already stops the containers that run, and the
// program does not end before it has.
func TestInterruptedAfterFailure(t *testing.T) {
	dir := t.TempDir()
	compose := "name: shop\nservices:\n  slow: {image: stubborn, stop_grace_period: 1s}\n  bad: {image: other, depends_on: [slow]}\n"
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(compose), 0o600); err != nil {
		t.Fatal(err)
	}
	stopping := make(chan struct{})
	out, errs := &reacting{}, &reacting{to: []string{"Gracefully Stopping"}, do: func() { close(stopping) }}
	interrupts := make(chan string)
	reading := make(chan struct{})
	engine := lingering{newSim(), sync.OnceFunc(func() { close(reading) }), reading, sync.OnceFunc(func() {
		interrupts <- interruptSignal
		<-stopping
	})}
	status := Run(context.Background(), []string{"up"}, Machine{
		Streams: Streams{In: strings.NewReader(""), Out: out, Err: errs}, Dir: dir, Environ: []string{"HOME=" + dir},
		Interrupts: func() <-chan string { return interrupts }, Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
	})
	if status != cancelled || !strings.Contains(errs.String(), "Container shop-slow-1 Stopped") || !strings.Contains(errs.String(), "it cannot be started") {
		t.Errorf("status %d, want %d, and standard error that tells what was stopped and what failed:\n%s", status, cancelled, errs)
	}
}

// TestUntold: of several errors those are told that are news.
func TestUntold(t *testing.T) {
	news, known := errors.New("news"), errors.New("known")
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{news, "news"},
		{known, ""},
		{exitStatus(3), ""},
		{fmt.Errorf("again: %w", known), ""},
		{errors.Join(known, news, exitStatus(3)), "news"},
		{errors.Join(known, errors.Join(exitStatus(3), fmt.Errorf("more %w", news)), news), "more news\nnews"},
		{errors.Join(known, known), ""},
		{fmt.Errorf("%w, %w", news, news), "news, news"},
	} {
		got := ""
		if err := untold(c.err, known); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("of %v there is untold %q, want %q", c.err, got, c.want)
		}
	}
}

// Who only reads and prints is ended by the system: to listen would take longer than to load a small project. What is
// written, or asked of an engine, is ended in order.
func TestHeeded(t *testing.T) {
	for line, want := range map[string]bool{
		"config -q": false, "config --services": false, "check": false, "explain services": false, "version": false, "diff compose.yaml": false,
		"config -o out.yaml": true, "check --fix": true, "format --check": true, "ps": true, "plan": true,
	} {
		t.Run(line, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices:\n  web:\n    image: web\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			heeded := false
			status := Run(t.Context(), strings.Fields(line), Machine{
				Streams: Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, Dir: dir, Environ: []string{"HOME=" + dir},
				Open:       func(context.Context, EngineOptions) (driver.Driver, error) { return newSim(), nil },
				Interrupts: func() <-chan string { heeded = true; return nil },
			})
			if heeded != want {
				t.Errorf("interrupts are heeded: %v, want %v (the status is %d)", heeded, want, status)
			}
		})
	}
}

// Of commands that nobody asks for or about, none is made.
func TestCommandsMade(t *testing.T) {
	for line, want := range map[string]int{"config -q": 1, "-f compose.yaml config": 1, "": 0, "ps config": 2} {
		a := &app{Machine: Machine{}.complete()}
		if made := a.root(strings.Fields(line)).Commands(); len(made) != want {
			t.Errorf("%q: %d commands are made, want %d", line, len(made), want)
		}
	}
	all := len(commands())
	for _, line := range []string{"help", "__complete ''"} {
		a := &app{Machine: Machine{}.complete()}
		if made := a.root(strings.Fields(line)).Commands(); len(made) < all {
			t.Errorf("%q: %d commands are made, want all %d", line, len(made), all)
		}
	}
}
