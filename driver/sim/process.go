package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
)

// process is one run of a container.
type process struct {
	behaviour Behaviour
	timers    []func() bool // that stop them
	// byHand: it is ended by somebody's will, so the restart policy does not apply.
	byHand bool
	// stopping: it was asked to stop, and the event stop is due when it has ended; then is
	// what comes after that.
	stopping bool
	then     func()
	ended    chan struct{}
}

// start runs a container that does not run.
func (e *Engine) start(c *container) error {
	switch c.status {
	case driver.StatusPaused:
		return fmt.Errorf("container %s is paused: %w", c.name, driver.ErrConflict)
	case driver.StatusDead, driver.StatusRemoving:
		return fmt.Errorf("container %s is being removed: %w", c.name, driver.ErrConflict)
	}
	if id, ok := strings.CutPrefix(c.spec.NetworkMode, "container:"); ok {
		other, err := e.find(driver.Ref{Name: id})
		if err != nil && len(id) < len(c.id) {
			return fmt.Errorf("there is no container %s to join the network of: %w", id, driver.ErrInvalid)
		}
		if err != nil {
			return fmt.Errorf("cannot join the network of container %s: %w", id, err)
		}
		if other.proc == nil {
			return fmt.Errorf("cannot join the network of container %s, which does not run: %w", other.name, driver.ErrConflict)
		}
	}
	for _, a := range c.attachments {
		if n := e.networkOf(a); n == nil {
			return fmt.Errorf("there is no network %s: %w", a.name, driver.ErrNotFound)
		}
	}
	b := c.image.behave(&c.spec, c.starts+1)
	if b.StartError != "" {
		c.exitCode = 127
		return fmt.Errorf("container %s: %s: %w", c.name, b.StartError, driver.ErrInvalid)
	}
	if err := e.publish(c); err != nil {
		return err
	}
	c.starts++
	c.byHand = false
	e.begin(c, &process{behaviour: b, ended: make(chan struct{})})
	return nil
}

// begin makes p the run of a container.
func (e *Engine) begin(c *container, p *process) {
	c.proc = p
	c.status, c.started, c.finished = driver.StatusRunning, e.config.Clock.Now(), time.Time{}
	c.exitCode = 0
	for _, a := range c.sortedAttachments() {
		n := e.networkOf(a)
		a.networkID = n.id
		e.giveAddress(a)
		e.emitNetwork(n, driver.ActionConnect, c)
	}
	e.emitContainer(c, driver.ActionStart, nil)
	for _, line := range p.behaviour.Output {
		c.log = append(c.log, driver.LogLine{Text: line, Time: c.started})
	}
	if p.behaviour.Exits {
		e.later(c, p, p.behaviour.After, func() { e.exit(c, p.behaviour.Code) })
	}
	e.beginHealth(c, p)
	e.touch()
}

// later does something after a while, if the run still lasts then.
func (e *Engine) later(c *container, p *process, d time.Duration, f func()) {
	p.timers = append(p.timers, e.config.Clock.AfterFunc(d, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if c.proc == p {
			f()
		}
	}))
}

// exit ends the run of a container.
func (e *Engine) exit(c *container, code int) {
	p := c.proc
	ran := e.halt(c)
	c.exitCode = code
	e.emitContainer(c, driver.ActionDie, func(ev *driver.Event) { ev.ExitCode = code })
	for _, a := range c.sortedAttachments() {
		if n := e.networkOf(a); n != nil {
			e.emitNetwork(n, driver.ActionDisconnect, c)
		}
	}
	switch {
	case p.stopping:
		e.emitContainer(c, driver.ActionStop, nil)
		if p.then != nil {
			p.then()
		}
	case !p.byHand && e.wantsRestart(c, code):
		e.backOff(c, ran)
	}
	if c.spec.AutoRemove && c.proc == nil && c.status == driver.StatusExited {
		e.destroy(c, true)
	}
	e.touch()
}

// halt takes the run off a container, whatever it was doing, and says how long it lasted.
func (e *Engine) halt(c *container) (ran time.Duration) {
	if c.stopBackOff != nil {
		c.stopBackOff()
		c.stopBackOff = nil
	}
	if c.status == driver.StatusRestarting {
		c.status = driver.StatusExited
	}
	p := c.proc
	if p == nil {
		return 0
	}
	for _, stop := range p.timers {
		stop()
	}
	c.proc = nil
	now := e.config.Clock.Now()
	c.status, c.finished, c.exitCode = driver.StatusExited, now, 137
	if c.health != driver.HealthNone {
		c.health = driver.HealthUnhealthy // Docker Engine says so of every container that ended
	}
	c.published = nil
	close(p.ended)
	return now.Sub(c.started)
}

// wantsRestart reports whether the restart policy starts a container again that ended by itself.
func (e *Engine) wantsRestart(c *container, code int) bool {
	switch p := c.spec.Restart; p.Name {
	case "always":
		return true
	case "unless-stopped":
		return !c.byHand
	case "on-failure":
		return code != 0 && (p.Retries == 0 || c.restarts < p.Retries)
	}
	return false
}

// The back-off of restart policies: it begins with the first, doubles up to the last, and begins
// anew after a run of some length.
const (
	firstBackOff = 100 * time.Millisecond
	lastBackOff  = time.Minute
	calmRun      = 10 * time.Second
)

// backOff starts a container again after a while.
func (e *Engine) backOff(c *container, ran time.Duration) {
	if c.backOff == 0 || ran >= calmRun {
		c.backOff = firstBackOff
	} else {
		c.backOff = min(2*c.backOff, lastBackOff)
	}
	c.restarts++
	c.status = driver.StatusRestarting
	c.stopBackOff = e.config.Clock.AfterFunc(c.backOff, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if c.status != driver.StatusRestarting || c.stopBackOff == nil {
			return
		}
		c.stopBackOff = nil
		c.status = driver.StatusExited
		_ = e.start(c) // one that cannot start stays exited
		e.touch()
	})
}

var signals = map[string]int{"HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "USR1": 10, "USR2": 12,
	"TERM": 15, "CHLD": 17, "CONT": 18, "URG": 23, "WINCH": 28}

// harmless are signals that end no process unless it wants to.
var harmless = []int{17, 18, 23, 28}

func signalNumber(name string) (int, error) {
	if n, err := strconv.Atoi(name); err == nil {
		return n, nil
	}
	n, ok := signals[strings.TrimPrefix(strings.ToUpper(name), "SIG")]
	if !ok {
		return 0, fmt.Errorf("signal %q: %w", name, driver.ErrInvalid)
	}
	return n, nil
}

// signal sends a signal to a container that runs.
func (e *Engine) signal(c *container, number int) {
	p := c.proc
	e.emitContainer(c, driver.ActionKill, func(ev *driver.Event) {
		ev.Attributes = map[string]string{"signal": strconv.Itoa(number)}
	})
	if c.status == driver.StatusPaused {
		c.status = driver.StatusRunning
	}
	switch {
	case number == signals["KILL"]:
		e.exit(c, 137)
	case p.behaviour.IgnoresSignals || slices.Contains(harmless, number):
	default:
		code := 128 + number
		if p.behaviour.StopCode != nil {
			code = *p.behaviour.StopCode
		}
		if p.behaviour.StopsAfter == 0 {
			e.exit(c, code)
			return
		}
		e.later(c, p, p.behaviour.StopsAfter, func() { e.exit(c, code) })
	}
}

// defaultGrace is how long a container has to end before it is killed.
const defaultGrace = 10 * time.Second

// stop asks a container to end. ended is closed when it has, and nil if it has already; then, if
// any, is done after that.
func (e *Engine) stop(c *container, signal string, timeout *time.Duration, then func()) (ended <-chan struct{}, unchanged bool) {
	c.byHand = true
	if c.status == driver.StatusRestarting {
		e.halt(c)
		e.emitContainer(c, driver.ActionStop, nil)
		e.touch()
		return nil, false
	}
	p := c.proc
	if p == nil {
		return nil, true
	}
	grace := defaultGrace
	if c.spec.StopTimeout != nil {
		grace = time.Duration(*c.spec.StopTimeout) * time.Second
	}
	if timeout != nil {
		grace = *timeout
	}
	if signal == "" {
		signal = c.spec.StopSignal
	}
	number, err := signalNumber(signal)
	if err != nil {
		number = signals["TERM"]
	}
	if grace == 0 {
		number = signals["KILL"]
	}
	p.byHand, p.stopping = true, true
	if then != nil {
		p.then = then
	}
	e.signal(c, number)
	if grace > 0 && c.proc == p {
		e.later(c, p, grace, func() { e.signal(c, signals["KILL"]) })
	}
	return p.ended, false
}

// restart stops a container if it runs, and starts it.
func (e *Engine) restart(c *container, timeout *time.Duration) (started <-chan struct{}, err error) {
	if c.proc == nil {
		e.halt(c)
		if err := e.start(c); err != nil {
			return nil, err
		}
		e.emitContainer(c, driver.ActionRestart, nil)
		return nil, nil
	}
	done := make(chan struct{})
	e.stop(c, "", timeout, func() {
		if e.start(c) == nil {
			e.emitContainer(c, driver.ActionRestart, nil)
		}
		close(done)
	})
	return done, nil
}

func (e *Engine) kill(c *container, signal string) error {
	if signal == "" {
		signal = "KILL"
	}
	number, err := signalNumber(signal)
	if err != nil {
		return err
	}
	if c.proc == nil {
		return fmt.Errorf("container %s does not run: %w", c.name, driver.ErrConflict)
	}
	c.byHand = true
	own, _ := signalNumber(c.spec.StopSignal)
	c.proc.byHand = c.proc.byHand || number == signals["KILL"] || number == own
	e.signal(c, number)
	return nil
}

func (e *Engine) pause(c *container) error {
	if c.status != driver.StatusRunning {
		return fmt.Errorf("container %s is %s: %w", c.name, c.status, driver.ErrConflict)
	}
	c.status = driver.StatusPaused
	e.emitContainer(c, driver.ActionPause, nil)
	e.touch()
	return nil
}

func (e *Engine) unpause(c *container) error {
	if c.status != driver.StatusPaused {
		return fmt.Errorf("container %s is not paused: %w", c.name, driver.ErrConflict)
	}
	c.status = driver.StatusRunning
	e.emitContainer(c, driver.ActionUnpause, nil)
	e.touch()
	return nil
}

func (e *Engine) exec(c *container, command []string) (code int, output string, err error) {
	if c.status != driver.StatusRunning {
		return 0, "", fmt.Errorf("container %s is %s: %w", c.name, c.status, driver.ErrConflict)
	}
	if f := c.proc.behaviour.Exec; f != nil {
		code, output = f(command)
	}
	return code, output, nil
}
