package watch

import (
	"context"
	"time"

	"github.com/composekit/composekit/driver"
)

// Quiet is how long nothing must have changed for a batch of changes to be complete: saving all files of an editor, or
// switching to another branch, is one. Patience is how long a batch takes at most, for there are files that
// are never left alone.
const (
	Quiet    = 500 * time.Millisecond
	Patience = 10 * Quiet
)

// Batches puts changes together that happen soon after each other, each once, in the order in which they came. While
// nobody takes a batch it grows. The batches end with the changes, or when ctx is done.
func Batches(ctx context.Context, clock driver.Clock, changes <-chan Change) <-chan []Change {
	out := make(chan []Change)
	go func() {
		defer close(out)
		var batch []Change
		seen := map[Change]bool{}
		var first time.Time
		var quiet chan struct{} // closed when the batch is complete
		stop := func() bool { return true }
		defer func() { stop() }()
		complete := false
		for {
			var to chan<- []Change // only a batch that is complete is handed out
			if complete {
				to = out
			}
			select {
			case <-ctx.Done():
				return
			case c, more := <-changes:
				if !more {
					if changes = nil; len(batch) == 0 {
						return
					}
					complete = true
					continue
				}
				if len(batch) == 0 {
					first = clock.Now()
				}
				if !seen[c] {
					seen[c] = true
					batch = append(batch, c)
				}
				stop()
				over := make(chan struct{})
				quiet = over
				stop = clock.AfterFunc(max(min(Quiet, first.Add(Patience).Sub(clock.Now())), 0), func() { close(over) })
			case <-quiet:
				complete, quiet = true, nil
			case to <- batch:
				if changes == nil {
					return
				}
				stop()
				batch, complete, quiet = nil, false, nil
				clear(seen)
			}
		}
	}()
	return out
}
