//go:build unix

package material

import (
	"syscall"
	"time"
)

// ProcessorTime is what the process has spent on the processor so far, in its own code and in the
// system's: unlike the time of day it does not run on while others have their turn.
func ProcessorTime() time.Duration {
	use := usage()
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// PageFaults is how often the system has given the process a page of memory so far.
func PageFaults() int64 {
	use := usage()
	return int64(use.Minflt)
}

func usage() (use syscall.Rusage) {
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		panic(err) // it cannot fail for the process itself
	}
	return use
}
