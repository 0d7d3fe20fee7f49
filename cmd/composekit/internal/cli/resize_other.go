//go:build !unix

package cli

import "time"

// onResize calls f every now and then, for nobody tells when the size of the terminal has changed, until it is stopped.
func onResize(f func()) (stop func()) {
	ticker, done := time.NewTicker(250*time.Millisecond), make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() { ticker.Stop(); close(done) }
}
