package run

import (
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// Event is something that happened while a plan was carried out. There is no text in it: who
// shows it to people says it in words of his own.
type Event struct {
	// Seq numbers the events of a Run or Converge from 1.
	Seq  int       `json:"seq"`
	Time time.Time `json:"time"`
	// Attempt counts the plans of a Converge from 1.
	Attempt int   `json:"attempt"`
	Phase   Phase `json:"phase"`
	// Step is the ID of the step in the plan; "" with PhaseBegun and PhaseEnded.
	Step string `json:"step,omitempty"`
	// Undo: the step's Undo is meant, not its Op.
	Undo bool `json:"undo,omitempty"`
	// Plan that begins, with PhaseBegun.
	Plan *plan.Plan `json:"plan,omitempty"`
	// Progress, with PhaseProgress.
	Progress *driver.Progress `json:"progress,omitempty"`
	// Result, with PhaseDone.
	Result *driver.Result `json:"result,omitempty"`
	// Err is why, with PhaseFailed; Error is its text.
	Err   error  `json:"-"`
	Error string `json:"error,omitempty"`
}

// Phase is how far a step, or the whole, has come.
type Phase string

// The phases. A step that is begun has PhaseStarted, perhaps PhaseProgress, and then one of
// PhaseDone, PhaseFailed and PhaseCancelled; one that is not has one of PhaseOmitted,
// PhaseSkipped and PhaseCancelled.
const (
	PhaseBegun     Phase = "begun" // the plan
	PhaseStarted   Phase = "started"
	PhaseProgress  Phase = "progress"
	PhaseDone      Phase = "done"
	PhaseFailed    Phase = "failed"
	PhaseOmitted   Phase = "omitted"   // Step.When does not hold
	PhaseSkipped   Phase = "skipped"   // what it needs has failed
	PhaseCancelled Phase = "cancelled" // by the caller, or after a failure elsewhere
	PhaseEnded     Phase = "ended"     // the plan
)

// teller numbers events and hands them on one by one.
type teller struct {
	clock   driver.Clock
	notify  func(Event)
	attempt int

	mu  sync.Mutex
	seq int
}

func (t *teller) tell(ev Event) {
	if t.notify == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seq++
	ev.Seq, ev.Time, ev.Attempt = t.seq, t.clock.Now(), t.attempt
	if ev.Err != nil {
		ev.Error = ev.Err.Error()
	}
	t.notify(ev)
}
