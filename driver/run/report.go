package run

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// Report is what became of a plan.
type Report struct {
	Plan *plan.Plan
	// Attempt is which plan of a Converge it was, from 1.
	Attempt int
	// Steps by ID; every step of the plan is there.
	Steps map[string]Outcome
	// Undone are the steps that were taken back, or that this failed for, by ID.
	Undone map[string]Outcome

	effects []effect
}

// effect is what an operation that succeeded makes of a container: it has a name from then on, or
// is gone where that is "". A fleeting one may go by itself.
type effect struct {
	id, name string
	fleeting bool
}

// Outcome is what became of a step.
type Outcome struct {
	// Phase is the last one.
	Phase  Phase
	Result driver.Result
	Err    error
	// Started and Finished are zero if the step was not begun.
	Started, Finished time.Time
}

// Changed reports whether anything was done.
func (r *Report) Changed() bool {
	for _, o := range r.Steps {
		if o.Phase == PhaseDone && !o.Result.Unchanged {
			return true
		}
	}
	return false
}

func (r *Report) rolledBack() bool { return len(r.Undone) > 0 }

// Error is why a plan was not carried out in full.
type Error struct {
	// Failures in the order in which they happened. Failures of steps that are Optional are
	// not among them.
	Failures []StepError
	// Skipped is how many steps were not done because of failures.
	Skipped int
	// Interrupted: the caller did not let it come to its end, by Stop or by the context.
	Interrupted bool
	// Cause is the error of the context, if that was done.
	Cause error
}

// Error names the failures.
func (e *Error) Error() string {
	var parts []string
	for _, f := range e.Failures {
		parts = append(parts, f.Error())
	}
	if e.Interrupted {
		parts = append(parts, "interrupted")
	}
	return strings.Join(parts, "\n")
}

// Unwrap gives the errors of the steps, and ErrInterrupted or the context's error.
func (e *Error) Unwrap() []error {
	var out []error
	for i := range e.Failures {
		out = append(out, &e.Failures[i])
	}
	if e.Interrupted {
		out = append(out, ErrInterrupted)
	}
	if e.Cause != nil {
		out = append(out, e.Cause)
	}
	return out
}

// ErrInterrupted is in the error of a run that the caller stopped.
var ErrInterrupted = errors.New("interrupted")

// ErrTimeout is in the error of a step that waited for its Timeout.
var ErrTimeout = errors.New("timeout")

// OvertakenError is why a plan was not carried out at all: what exists is not what it was made on.
type OvertakenError struct {
	// Differences for people, as of plan.Base.
	Differences []string
}

// Error names what differs.
func (e *OvertakenError) Error() string {
	return "what exists has changed since the plan was made:\n  " + strings.Join(e.Differences, "\n  ")
}

// Unwrap gives driver.ErrConflict.
func (e *OvertakenError) Unwrap() error { return driver.ErrConflict }

// StepError is the failure of a step.
type StepError struct {
	Step *plan.Step
	// Undo: taking the step back has failed.
	Undo bool
	Err  error
}

// Error names the service, or the step where there is none.
func (e *StepError) Error() string {
	subject := e.Step.ID
	if e.Step.Service != "" {
		subject = "service " + e.Step.Service
	}
	if e.Undo {
		return fmt.Sprintf("%s: taking back %s: %v", subject, e.Step.ID, e.Err)
	}
	return fmt.Sprintf("%s: %v", subject, e.Err)
}

// Unwrap gives the reason.
func (e *StepError) Unwrap() error { return e.Err }
