package run

import (
	"container/heap"
	"fmt"
	"slices"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// job is a step on its way, or the undoing of one.
type job struct {
	step *plan.Step
	undo bool
	// container is the ID of the container that the step is done to, or has made, once that is
	// known. It is the one that the undoing is for.
	container string
	// place in the order of the plan, which settles ties.
	place int
	class class
	// weight is how long it takes from the beginning of this step to the end of the plan along
	// the longest chain.
	weight time.Duration
	after  []*job
	before []*job // that wait for this one
	open   int    // of after, how many are not settled
	// blocked is what becomes of it because of what it needs; "" if it may begin.
	blocked Phase
	// lost are the groups of a rollout that have failed among all that comes before: edges that
	// others imply are not in a plan, so what a step depends on is more than what it follows.
	lost    map[string]bool
	phase   Phase  // "" until it is begun
	end     func() // ends a wait that is begun; nil for what is none
	outcome Outcome
	undone  bool // its undoing has been arranged
}

// changed reports whether the job did something that can be taken back.
func (j *job) changed() bool { return !j.undo && j.phase == PhaseDone && !j.outcome.Result.Unchanged }

// idle reports whether a job waits for the sake of others, none of which may begin any more.
func (j *job) idle() bool {
	return j.step.Wait != nil && len(j.before) > 0 &&
		!slices.ContainsFunc(j.before, func(next *job) bool { return next.blocked == "" })
}

// endIdleWaits ends those before a job that is not begun any more which nobody else needs.
func (j *job) endIdleWaits() {
	for _, before := range j.after {
		if before.end != nil && before.idle() {
			before.end()
		}
	}
}

// class is what Limits bound together.
type class int

const (
	waits class = iota // and calls of providers
	pulls
	builds
	changes
	stops
	classes
)

func classOf(s *plan.Step) class {
	switch s.Op.(type) {
	case nil:
		if s.Model != nil {
			return pulls
		}
		return waits
	case *driver.PullImage, *driver.PushImage:
		return pulls
	case *driver.BuildImage:
		return builds
	case *driver.StopContainer, *driver.KillContainer, *driver.RestartContainer, *driver.RemoveContainer:
		return stops
	}
	return changes
}

// isAboutImage reports whether an operation gets an image or sends one.
func isAboutImage(op driver.Op) bool {
	switch op.(type) {
	case *driver.PullImage, *driver.PushImage, *driver.BuildImage:
		return true
	}
	return false
}

// bounds are the limits by class; 0 is none.
func (l Limits) bounds() (out [classes]int) {
	for c, bound := range map[class][2]int{pulls: {l.Pulls, 3}, builds: {l.Builds, 2}, changes: {l.Changes, 16}, stops: {l.Stops, 64}} {
		switch {
		case bound[0] == 0:
			out[c] = bound[1]
		case bound[0] > 0:
			out[c] = bound[0]
		}
	}
	return out
}

// usual is how long a step takes, for want of better knowledge. Only the ratios matter.
func usual(s *plan.Step) time.Duration {
	switch {
	case s.Wait != nil:
		return 10*time.Second + s.Wait.Monitor
	case s.Provider != nil:
		return 10 * time.Second
	}
	switch classOf(s) {
	case pulls:
		return 20 * time.Second
	case builds:
		return time.Minute
	case stops:
		return 2 * time.Second
	}
	return 200 * time.Millisecond
}

// jobsOf makes the jobs of a plan, in its order. The error is about a plan that cannot be carried
// out: IDs that occur twice, edges that lead nowhere or backwards.
func jobsOf(p *plan.Plan, estimate func(*plan.Step) time.Duration) ([]*job, error) {
	jobs := make([]*job, len(p.Steps))
	byID := make(map[string]*job, len(p.Steps))
	for i := range p.Steps {
		s := &p.Steps[i]
		kinds := 0
		for _, has := range []bool{s.Op != nil, s.Provider != nil, s.Model != nil, s.Wait != nil} {
			if has {
				kinds++
			}
		}
		if kinds != 1 {
			return nil, fmt.Errorf("step %s has to have one of an operation, a call of a provider or about a model, and something to wait for: %w", s.ID, driver.ErrInvalid)
		}
		j := &job{step: s, place: i, class: classOf(s)}
		for _, id := range slices.Concat(s.After, s.Settled) {
			before := byID[id]
			if before == nil {
				return nil, fmt.Errorf("step %s comes after %s, which is not before it in the plan: %w", s.ID, id, driver.ErrInvalid)
			}
			j.follow(before)
		}
		if byID[s.ID] != nil {
			return nil, fmt.Errorf("there are two steps %s in the plan: %w", s.ID, driver.ErrInvalid)
		}
		jobs[i], byID[s.ID] = j, j
	}
	for i := len(jobs) - 1; i >= 0; i-- {
		j := jobs[i]
		for _, next := range j.before {
			j.weight = max(j.weight, next.weight)
		}
		j.weight += estimate(j.step)
	}
	return jobs, nil
}

// follow makes j wait for another job.
func (j *job) follow(other *job) {
	j.after = append(j.after, other)
	other.before = append(other.before, j)
	j.open++
}

// queue has the jobs that could begin, the one with the longest chain behind it first.
type queue []*job

func (q queue) Len() int { return len(q) }

func (q queue) Less(a, b int) bool {
	if q[a].weight != q[b].weight {
		return q[a].weight > q[b].weight
	}
	return q[a].place < q[b].place
}

func (q queue) Swap(a, b int) { q[a], q[b] = q[b], q[a] }

// Push is for package container/heap.
func (q *queue) Push(x any) { *q = append(*q, x.(*job)) }

// Pop is for package container/heap.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func (q *queue) add(j *job) { heap.Push(q, j) }

func (q *queue) take() *job { return heap.Pop(q).(*job) }
