package differential

import (
	"errors"
	"testing"
	"time"
)

// patience is how long compose-go may take for a project; it is done within a second, or goes
// round in circles for ever.
const patience = 2 * time.Minute

var errUnfinished = errors.New("compose-go does not come back")

// theirs is what compose-go makes of a sample. A call that does not come back goes on
// until the tests end.
func theirs(s sample) outcome {
	return within(patience, func() outcome { return reference(s) })
}

func within(limit time.Duration, f func() outcome) outcome {
	done := make(chan outcome, 1)
	go func() { done <- f() }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case out := <-done:
		return out
	case <-timer.C:
		return outcome{refusal: errUnfinished}
	}
}

// TestPatience has a reference that does not come back, of which a comparison says so.
func TestPatience(t *testing.T) {
	forever := make(chan struct{})
	defer close(forever)
	out := within(time.Millisecond, func() outcome { <-forever; return outcome{} })
	if !errors.Is(out.refusal, errUnfinished) {
		t.Errorf("got %v, want %v", out.refusal, errUnfinished)
	}
	if out := within(patience, func() outcome { return outcome{yaml: "x"} }); out.yaml != "x" {
		t.Errorf("got %v of a reference that comes back", out)
	}
}
