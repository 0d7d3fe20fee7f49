package sim

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
)

// Engine is an engine in memory. Its methods may be called concurrently.
type Engine struct {
	config Config

	mu         sync.Mutex
	down       bool
	containers map[string]*container // by ID
	networks   map[string]*network   // by ID
	volumes    map[string]*volume    // by name
	images     map[string]*image     // by normal reference
	unnamed    []*image              // whose names later ones have
	made       map[string]int        // how many things of a name were made, for IDs
	nextPort   uint16
	nextHost   int // of addresses
	watchers   map[*watcher]bool
	locks      map[string]chan struct{} // by project
	// changed is closed, and another put in its place, whenever something changes.
	changed chan struct{}
}

// New makes an engine that has the images of its Config, and the networks that every Docker Engine
// has.
func New(c Config) *Engine {
	e := &Engine{
		config:     c,
		containers: map[string]*container{},
		networks:   map[string]*network{},
		volumes:    map[string]*volume{},
		images:     map[string]*image{},
		made:       map[string]int{},
		nextPort:   32768,
		watchers:   map[*watcher]bool{},
		locks:      map[string]chan struct{}{},
		changed:    make(chan struct{}),
	}
	for ref, i := range c.Images {
		e.addImage(ref, i)
	}
	for name, kind := range map[string]string{"bridge": "bridge", "host": "host", "none": "null"} {
		n := &network{id: e.newID("network", name), spec: driver.NetworkSpec{Name: name, Driver: kind}, fixed: true}
		e.networks[n.id] = n
	}
	return e
}

// Info tells that this is a simulator, and what it was configured to be able to do.
func (e *Engine) Info(ctx context.Context) (driver.Info, error) {
	if err := e.ready(ctx); err != nil {
		return driver.Info{}, err
	}
	return driver.Info{Name: "simulator", OS: "linux", Arch: "amd64", Caps: e.caps()}, nil
}

func (e *Engine) caps() driver.Caps {
	if e.config.Caps != nil {
		return *e.config.Caps
	}
	return driver.Caps{HealthChecks: true, Endpoints: true, Links: true, ImageMounts: true, InterfaceNames: true, Umasks: true,
		HealthStartInterval: true, AllEvents: true, Update: true, Build: true, BuildKit: true}
}

// Crash takes the engine away: containers that run end with status 137, every call fails with
// ErrUnavailable, and so do watches.
func (e *Engine) Crash() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for w := range e.watchers {
		w.lose(errDown())
	}
	clear(e.watchers)
	e.down = true
	for _, c := range e.containers {
		c.lost = c.status == driver.StatusRunning || c.status == driver.StatusRestarting
		e.halt(c)
	}
	e.touch()
}

// Restore brings a crashed engine back. Containers that ran are started again if their restart
// policy is always or unless-stopped.
func (e *Engine) Restore() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.down = false
	for _, c := range e.sortedContainers() {
		if p := c.spec.Restart.Name; c.lost && (p == "always" || p == "unless-stopped") {
			_ = e.start(c) // one that cannot start stays as it is, as after a reboot
		}
		c.lost = false
	}
}

// errDown is made when it is needed: not at the start of every program that has a simulator.
func errDown() error { return fmt.Errorf("the simulated engine is down: %w", driver.ErrUnavailable) }

func (e *Engine) ready(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		return errDown()
	}
	return nil
}

// Do does one operation. One that is cancelled in the first half of its latency is not done; one
// that is cancelled later is done, and its caller does not get to know.
func (e *Engine) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	if err := e.ready(ctx); err != nil {
		return driver.Result{}, err
	}
	var latency time.Duration
	if e.config.Latency != nil {
		latency = e.config.Latency(op)
	}
	if err := driver.Sleep(ctx, e.config.Clock, latency/2); err != nil {
		return driver.Result{}, err
	}
	result, err := e.act(ctx, op, report)
	if err != nil {
		return result, err
	}
	return result, driver.Sleep(ctx, e.config.Clock, latency-latency/2)
}

// act does an operation, and waits for what it has set going.
func (e *Engine) act(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	e.mu.Lock()
	if e.down {
		e.mu.Unlock()
		return driver.Result{}, errDown()
	}
	var steps []driver.Progress
	result, wait, err := e.apply(op, func(p driver.Progress) { steps = append(steps, p) })
	e.mu.Unlock()
	if _, ok := op.(*driver.ExecContainer); ok && result.Output != "" {
		for line := range strings.Lines(result.Output) {
			steps = append(steps, driver.Progress{Text: strings.TrimSuffix(line, "\n")})
		}
	}
	for _, p := range steps { // outside the lock, for report may ask the engine something
		if report != nil {
			report(p)
		}
	}
	if err != nil || wait == nil {
		return result, err
	}
	select {
	case <-wait:
		return result, nil
	case <-ctx.Done():
		return result, ctx.Err()
	}
}

// apply does an operation under the lock. wait, if any, is closed when what it set going is over.
func (e *Engine) apply(op driver.Op, report func(driver.Progress)) (r driver.Result, wait <-chan struct{}, err error) {
	switch op := op.(type) {
	case *driver.PullImage:
		r, err = e.pull(op, report)
	case *driver.BuildImage:
		r, err = e.build(op, report)
	case *driver.TagImage:
		r, err = e.tag(op)
	case *driver.PushImage:
		_, err = e.image(op.Image)
	case *driver.RemoveImage:
		r, err = e.removeImage(op)
	case *driver.CreateNetwork:
		r, err = e.createNetwork(op)
	case *driver.RemoveNetwork:
		r, err = e.removeNetwork(op)
	case *driver.ConnectNetwork:
		r, err = e.connect(op)
	case *driver.DisconnectNetwork:
		r, err = e.disconnect(op)
	case *driver.CreateVolume:
		r, err = e.createVolume(op)
	case *driver.RemoveVolume:
		r, err = e.removeVolume(op)
	case *driver.CreateContainer:
		r, err = e.create(op)
	case *driver.RemoveContainer:
		r, err = e.remove(op)
	default:
		return e.applyToExisting(op)
	}
	return r, nil, err
}

// applyToExisting does an operation that needs a container.
func (e *Engine) applyToExisting(op driver.Op) (r driver.Result, wait <-chan struct{}, err error) {
	ref, ok := driver.ContainerOf(op)
	if !ok {
		return r, nil, fmt.Errorf("%s: %w", driver.KindOf(op), driver.ErrUnsupported)
	}
	c, err := e.find(ref)
	if err != nil {
		return r, nil, err
	}
	r.ID = c.id
	switch op := op.(type) {
	case *driver.StartContainer:
		if c.status == driver.StatusRunning || c.status == driver.StatusRestarting {
			r.Unchanged = true
			return r, nil, nil
		}
		return r, nil, e.start(c)
	case *driver.StopContainer:
		wait, r.Unchanged = e.stop(c, op.Signal, op.Timeout, nil)
		return r, wait, nil
	case *driver.RestartContainer:
		wait, err = e.restart(c, op.Timeout)
		return r, wait, err
	case *driver.KillContainer:
		return r, nil, e.kill(c, op.Signal)
	case *driver.PauseContainer:
		return r, nil, e.pause(c)
	case *driver.UnpauseContainer:
		return r, nil, e.unpause(c)
	case *driver.RenameContainer:
		r.Unchanged, err = e.rename(c, op.Name)
		return r, nil, err
	case *driver.UpdateContainer:
		e.update(c, op)
		return r, nil, nil
	case *driver.CopyInto:
		for _, f := range op.Files {
			c.files[f.Target] = f
		}
		return r, nil, nil
	case *driver.ExecContainer:
		r.ExitCode, r.Output, err = e.exec(c, op.Command)
		return r, nil, err
	}
	return r, nil, fmt.Errorf("%s: %w", driver.KindOf(op), driver.ErrUnsupported)
}

// newID makes the ID of a thing. It depends on what was made before under the same name only, so
// that it is the same in every run of a test.
func (e *Engine) newID(kind, name string) string {
	key := kind + " " + name
	e.made[key]++
	return digest(fmt.Sprintf("%s %d", key, e.made[key]))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// touch wakes those who wait for something to change.
func (e *Engine) touch() {
	close(e.changed)
	e.changed = make(chan struct{})
}

// Lock waits until nobody else has the project.
func (e *Engine) Lock(ctx context.Context, project string) (unlock func(), err error) {
	e.mu.Lock()
	lock, ok := e.locks[project]
	if !ok {
		lock = make(chan struct{}, 1)
		e.locks[project] = lock
	}
	e.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return sync.OnceFunc(func() { <-lock }), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
