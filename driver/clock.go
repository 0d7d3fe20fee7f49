package driver

import (
	"context"
	"time"
)

// Clock tells the time and lets it pass. Who waits is handed one: host.Clock is the operating
// system's, and inside testing/synctest the same one is virtual.
type Clock interface {
	// Now is the present time.
	Now() time.Time
	// AfterFunc calls f in a goroutine of its own when d has passed. stop prevents that, and
	// reports whether it was in time.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// Sleep returns nil when d has passed, and the error of ctx if that is done before.
func Sleep(ctx context.Context, c Clock, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	passed := make(chan struct{})
	stop := c.AfterFunc(d, func() { close(passed) })
	select {
	case <-passed:
		return nil
	case <-ctx.Done():
		stop()
		return ctx.Err()
	}
}
