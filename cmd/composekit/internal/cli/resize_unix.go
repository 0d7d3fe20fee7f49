//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// onResize calls f when the size of the terminal has changed, until it is stopped.
func onResize(f func()) (stop func()) {
	changes := make(chan os.Signal, 1)
	signal.Notify(changes, syscall.SIGWINCH)
	go func() {
		for range changes {
			f()
		}
	}()
	return func() { signal.Stop(changes); close(changes) }
}
