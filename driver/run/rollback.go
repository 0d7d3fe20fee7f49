package run

import (
	"slices"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// rollout is how far the gradual replacement of a service's containers has come.
type rollout struct {
	plan.Rollout
	failed map[string]bool // groups
	busy   int             // jobs at work
	// halted: more has failed than may, and the action is not to go on. overtaken: somebody
	// else has changed what it was planned for.
	halted, overtaken, rolledBack bool
}

func rolloutsOf(p *plan.Plan) map[string]*rollout {
	out := map[string]*rollout{}
	for _, r := range p.Rollouts {
		out[r.Service] = &rollout{Rollout: r, failed: map[string]bool{}}
	}
	return out
}

func (r *rollout) fail(group string, overtaken bool) {
	if overtaken {
		r.halted, r.overtaken = true, true
		return
	}
	r.failed[group] = true
	if float32(len(r.failed)) > r.MaxFailureRatio*float32(r.Containers) && r.Action != "continue" {
		r.halted = true
	}
}

// back reports whether what was done is to be taken back.
func (r *rollout) back() bool { return r.halted && !r.overtaken && r.Action == "rollback" }

// refuses reports whether a step must not be begun. What is paused finishes the container that it
// is at; what is rolled back does not.
func (r *rollout) refuses(groupBegun bool) bool { return r.halted && (r.back() || !groupBegun) }

func (r *rollout) wantsRollback() bool { return r.back() && r.busy == 0 && !r.rolledBack }

// rollBackAll takes back everything after a failure, if that is wanted, and reports whether there
// is something to do.
func (r *runner) rollBackAll() bool {
	failed := slices.ContainsFunc(r.failures, func(f StepError) bool { return !overtaken(r.plan, f.Step, f.Err) })
	if !r.Rollback || r.rolledBack || !failed || r.stopped || r.ctx.Err() != nil {
		return false
	}
	r.rolledBack = true
	return r.takeBack(func(*job) bool { return true })
}

// takeBack arranges that what was done by some jobs is undone, each before what it was built on.
// What had to be done before something was destroyed stays, and so does the group in which it was:
// taking back the rest would leave less than there is.
func (r *runner) takeBack(which func(*job) bool) bool {
	stays := map[*job]bool{}
	groups := map[string]bool{}
	var keep func(j *job)
	keep = func(j *job) {
		if !stays[j] {
			stays[j] = true
			for _, before := range j.after {
				keep(before)
			}
		}
	}
	for _, j := range r.jobs {
		if j.changed() && j.step.Undo == nil && destroys(j.step.Op) {
			keep(j)
			groups[j.step.Group] = j.step.Group != ""
		}
	}
	undoing := map[*job]*job{}
	var made []*job
	for _, j := range r.jobs {
		if j.undone || !which(j) || stays[j] || groups[j.step.Group] || j.step.Undo == nil || !j.changed() && !j.perhapsChanged() {
			continue
		}
		u := &job{step: j.step, undo: true, container: j.container, place: -j.place, class: classOf(&plan.Step{Op: j.step.Undo})}
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

// takeBackAgain tries once more what could not be taken back, as long as that gets further: what
// is started again may need the namespaces of another, of which the plan's edges know nothing.
func (r *runner) takeBackAgain() bool {
	var failed []int
	for i, u := range r.undoes {
		if u.phase == PhaseFailed || u.phase == PhaseSkipped {
			failed = append(failed, i)
		}
	}
	if len(failed) == 0 || len(failed) == r.stuck || r.ctx.Err() != nil {
		return false
	}
	r.stuck = len(failed)
	again := map[*job]*job{}
	for _, i := range failed {
		u := r.undoes[i]
		again[u] = &job{step: u.step, undo: true, container: u.container, place: u.place, class: u.class}
		r.undoes[i] = again[u]
	}
	for u, anew := range again {
		for _, before := range u.after {
			if other := again[before]; other != nil {
				anew.follow(other)
			}
		}
	}
	for _, anew := range again {
		if anew.open == 0 {
			r.offer(anew)
		}
	}
	return true
}

// perhapsChanged reports whether a job that failed may have done something all the same, and can
// be undone safely: undoing what was not done changes nothing if it is to a very container, but
// by its name alone it could be another's.
func (j *job) perhapsChanged() bool { return j.phase == PhaseFailed && j.container != "" }

// destroys reports whether an operation takes something away for good.
func destroys(op driver.Op) bool {
	switch op.(type) {
	case *driver.RemoveContainer, *driver.RemoveVolume, *driver.RemoveNetwork:
		return true
	}
	return false
}
