package cli

import (
	"maps"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// interruptSignal is what a container gets if somebody presses control and c.
const interruptSignal = "SIGINT"

// signals are those that the system sends to the process. Without take they do what they do by default.
type signals struct {
	came chan os.Signal
	all  atomic.Bool // they are taken for a container

	mu       sync.Mutex
	restores []*func() // what is done before the process is ended
}

// restoring is how long the process, when it is to end at once, waits for what gives the terminal back.
const restoring = time.Second

// beforeEnd has f done before a signal ends the process at once, until forget is called.
func (x *signals) beforeEnd(f func()) (forget func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.restores = append(x.restores, &f)
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.restores = slices.DeleteFunc(x.restores, func(g *func()) bool { return g == &f })
	}
}

// restore does what is to be done before the end, the last first, unless that hangs.
func (x *signals) restore() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.mu.Lock()
		restores := slices.Clone(x.restores)
		x.mu.Unlock()
		for _, f := range slices.Backward(restores) {
			(*f)()
		}
	}()
	select {
	case <-done:
	case <-time.After(restoring):
	}
}

// take takes the signals that end the process, by name. The third ends it at once, whatever it does; those that come
// while all signals are taken do not count.
func (x *signals) take() <-chan string {
	x.came = make(chan os.Signal, 3)
	// To the very end, or an interrupt that comes while the program ends would change its status.
	signal.Notify(x.came, os.Interrupt, syscall.SIGTERM)
	names := make(chan string, 2) // what takes one may hang, and the third is to be heard all the same
	go func() {
		n := 0
		for s := range x.came {
			if !x.all.Load() {
				n++
			}
			if n == 3 {
				x.restore()
				os.Exit(cancelled)
			}
			names <- signalName(s)
		}
	}()
	return names
}

// takeAll takes the other signals, too, until restore is called. It comes after take.
func (x *signals) takeAll() (restore func()) {
	x.all.Store(true)
	others := slices.Collect(maps.Keys(otherSignals()))
	if len(others) > 0 {
		signal.Notify(x.came, others...)
	}
	return func() {
		x.all.Store(false)
		if len(others) > 0 {
			signal.Reset(others...)
		}
	}
}

func signalName(s os.Signal) string {
	switch s {
	case os.Interrupt:
		return interruptSignal
	case syscall.SIGTERM:
		return "SIGTERM"
	}
	return otherSignals()[s]
}
