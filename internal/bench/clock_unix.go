//go:build unix

package main

import (
	"syscall"
	"time"
)

// clock is the time that the process has spent on the processor, in its own code and in the
// system's: unlike the time of day it does not run on while others have their turn.
func clock() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		panic(err) // it cannot fail for the process itself
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
