package watch

import (
	"maps"
	"slices"
	"strings"
)

// Task is what is to be done for one service, in this order.
type Task struct {
	Service string
	// Rebuild: its image is built, and its containers are made anew of that.
	Rebuild bool
	// Files are brought into its containers, or removed from them if they are gone, by target.
	Files []File
	// Restart: its containers are restarted. Those that have just been made anew need it no more.
	Restart bool
	// Exec are the numbers of the rules in develop.watch whose commands run in its containers, in that order.
	Exec []int
}

// File of the host, and its path in containers.
type File struct{ Path, Target string }

// join adds a task to those that there are, by service.
func join(tasks map[string]*Task, t Task) {
	there := tasks[t.Service]
	if there == nil {
		there = &Task{Service: t.Service}
		tasks[t.Service] = there
	}
	there.Rebuild = there.Rebuild || t.Rebuild
	there.Files = append(there.Files, t.Files...)
	there.Restart = there.Restart || t.Restart
	there.Exec = append(there.Exec, t.Exec...)
}

// byService are tasks in order, with each thing to do once. Of files with the same target the last one counts.
func byService(tasks map[string]*Task) []Task {
	var out []Task
	for _, name := range slices.Sorted(maps.Keys(tasks)) {
		t := *tasks[name]
		files := map[string]File{}
		for _, f := range t.Files {
			files[f.Target] = f
		}
		t.Files = slices.SortedFunc(maps.Values(files), func(a, b File) int { return strings.Compare(a.Target, b.Target) })
		t.Exec = slices.Compact(slices.Sorted(slices.Values(t.Exec)))
		out = append(out, t)
	}
	return out
}

// Queue holds tasks until they can be done. Rebuilds take long and go on beside everything else, one at a time; what
// else is to be done to a service waits until its containers are there that are made anew. The zero value is empty.
type Queue struct {
	waiting map[string]*Task
	// rebuilding are the tasks of the rebuild that is under way.
	rebuilding []Task
}

// Add takes tasks. stale reports that the rebuild that is under way began before a change that it should have seen:
// the caller had better break it off.
func (q *Queue) Add(tasks []Task) (stale bool) {
	if q.waiting == nil {
		q.waiting = map[string]*Task{}
	}
	for _, t := range tasks {
		join(q.waiting, t)
		stale = stale || t.Rebuild && q.isRebuilding(t.Service)
	}
	return stale
}

func (q *Queue) isRebuilding(service string) bool {
	return slices.ContainsFunc(q.rebuilding, func(t Task) bool { return t.Service == service })
}

// Others takes the tasks that need no rebuild.
func (q *Queue) Others() []Task {
	return q.take(func(t *Task) bool { return !t.Rebuild && !q.isRebuilding(t.Service) })
}

// BeginRebuild takes the tasks that need a rebuild, which is under way from then on. There are none while another one
// is.
func (q *Queue) BeginRebuild() []Task {
	if len(q.rebuilding) > 0 {
		return nil
	}
	q.rebuilding = q.take(func(t *Task) bool { return t.Rebuild })
	return q.rebuilding
}

// EndRebuild says that the rebuild is over. If it was broken off, its tasks are to be done again.
func (q *Queue) EndRebuild(brokenOff bool) {
	over := q.rebuilding
	q.rebuilding = nil
	if !brokenOff {
		return
	}
	later := q.waiting
	q.waiting = map[string]*Task{}
	for _, t := range over {
		join(q.waiting, t)
	}
	for _, t := range later {
		join(q.waiting, *t)
	}
}

func (q *Queue) take(which func(*Task) bool) []Task {
	taken := map[string]*Task{}
	for name, t := range q.waiting {
		if which(t) {
			taken[name] = t
			delete(q.waiting, name)
		}
	}
	return byService(taken)
}
