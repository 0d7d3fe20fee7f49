package host

import "time"

// Clock is the clock of the operating system, for drivers and executors.
type Clock struct{}

// Now is the present time.
func (Clock) Now() time.Time { return time.Now() }

// AfterFunc calls f in a goroutine of its own when d has passed, unless stop is called before.
func (Clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	return time.AfterFunc(d, f).Stop
}
