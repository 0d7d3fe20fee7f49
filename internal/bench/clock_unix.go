//go:build unix

package main

import (
	"os"
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

// peak is the most memory that a process had, in bytes if the system counts in units of 1,024 of them.
func peak(p *os.ProcessState) int64 {
	if use, ok := p.SysUsage().(*syscall.Rusage); ok {
		return int64(use.Maxrss) << 10
	}
	return 0
}
