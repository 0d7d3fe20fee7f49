package cli

import (
	"maps"
	"os"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"
)

// interruptSignal is what a container gets if somebody presses control and c.
const interruptSignal = "SIGINT"

// signals are those that the system sends to the process. Without take they do what they do by default.
type signals struct {
	came chan os.Signal
	all  atomic.Bool // they are taken for a container
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
