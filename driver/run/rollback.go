package run

import (
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// rollout is how far the gradual replacement of a service's containers has come.
type rollout struct {
	plan.Rollout
	failed map[string]bool // groups
	busy   int             // jobs at work
	// halted: more has failed than may, and the action is not to go on.
	halted, rolledBack bool
}

func rolloutsOf(p *plan.Plan) map[string]*rollout {
	out := map[string]*rollout{}
	for _, r := range p.Rollouts {
		out[r.Service] = &rollout{Rollout: r, failed: map[string]bool{}}
	}
	return out
}

func (r *rollout) fail(group string) {
	r.failed[group] = true
	if float32(len(r.failed)) > r.MaxFailureRatio*float32(r.Containers) && r.Action != "continue" {
		r.halted = true
	}
}

// refuses reports whether a step must not be begun. What is paused finishes the container that it
// is at; what is rolled back does not.
func (r *rollout) refuses(groupBegun bool) bool {
	return r.halted && (r.Action == "rollback" || !groupBegun)
}

func (r *rollout) wantsRollback() bool {
	return r.halted && r.Action == "rollback" && r.busy == 0 && !r.rolledBack
}

// rollBackAll takes back everything after a failure, if that is wanted, and reports whether there
// is something to do.
func (r *runner) rollBackAll() bool {
	if !r.Rollback || len(r.failures) == 0 || r.stopped || r.ctx.Err() != nil {
		return false
	}
	return r.takeBack(func(*job) bool { return true })
}

// takeBack arranges that what was done by some jobs is undone, each before what it was built on.
// A group in which something was done that cannot be undone is left alone: taking back the rest
// would leave less than there is.
func (r *runner) takeBack(which func(*job) bool) bool {
	final := map[string]bool{}
	for _, j := range r.jobs {
		if j.changed() && which(j) && j.step.Undo == nil && destroys(j.step.Op) {
			final[j.step.Group] = true
		}
	}
	undoing := map[*job]*job{}
	var made []*job
	for _, j := range r.jobs {
		if !j.changed() || j.undone || !which(j) || j.step.Undo == nil || final[j.step.Group] {
			continue
		}
		u := &job{step: j.step, undo: true, place: -j.place, class: classOf(j.step.Undo)}
		j.undone = true
		undoing[j] = u
		made = append(made, u)
	}
	for j, u := range undoing {
		seen := map[*job]bool{}
		var follow func(*job)
		follow = func(j *job) {
			for _, next := range j.before {
				if seen[next] {
					continue
				}
				seen[next] = true
				if later := undoing[next]; later != nil {
					u.follow(later)
					continue
				}
				follow(next)
			}
		}
		follow(j)
	}
	r.undoes = append(r.undoes, made...)
	for _, u := range made {
		if u.open == 0 {
			r.offer(u)
		}
	}
	return len(made) > 0
}

// destroys reports whether an operation takes something away for good.
func destroys(op driver.Op) bool {
	switch op.(type) {
	case *driver.RemoveContainer, *driver.RemoveVolume:
		return true
	}
	return false
}
