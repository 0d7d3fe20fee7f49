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

// takeInterrupts are the signals that end the process, by name. The third ends it at once, whatever it does; those that come
// while all signals are taken do not count.
func takeInterrupts() (interrupts <-chan string, takeAll func() (restore func())) {
	signals := make(chan os.Signal, 3)
	// To the very end, or an interrupt that comes while the program ends would change its status.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	names := make(chan string, 2) // what takes one may hang, and the third is to be heard all the same
	var all atomic.Bool
	go func() {
		n := 0
		for s := range signals {
			if !all.Load() {
				n++
			}
			if n == 3 {
				os.Exit(cancelled)
			}
			names <- signalName(s)
		}
	}()
	return names, func() func() {
		all.Store(true)
		others := slices.Collect(maps.Keys(otherSignals()))
		if len(others) > 0 {
			signal.Notify(signals, others...)
		}
		return func() {
			all.Store(false)
			if len(others) > 0 {
				signal.Reset(others...)
			}
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
