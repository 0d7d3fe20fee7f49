//go:build unix

package material

import (
	"syscall"
	"time"
)

// ProcessorTime is what the process has spent on the processor so far, in its own code and in the
// system's: unlike the time of day it does not run on while others have their turn.
func ProcessorTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		panic(err) // it cannot fail for the process itself
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
