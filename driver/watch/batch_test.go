package watch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver/watch"
	"github.com/composekit/composekit/host"
)

// after is a path that changes some time after the one before.
type after struct {
	time time.Duration
	path string
}

// story is when batches came, and what was in them. The changes end when it has been quiet for some time.
func story(t *testing.T, changing []after, quiet, takesEach time.Duration) string {
	var out []string
	synctest.Test(t, func(t *testing.T) {
		changes := make(chan watch.Change)
		go func() {
			defer close(changes)
			for _, next := range changing {
				time.Sleep(next.time)
				changes <- watch.Change{Path: next.path}
			}
			time.Sleep(quiet)
		}()
		begun := time.Now()
		for batch := range watch.Batches(t.Context(), host.Clock{}, changes) {
			var paths []string
			for _, c := range batch {
				paths = append(paths, c.Path)
			}
			out = append(out, fmt.Sprint(time.Since(begun), " ", strings.Join(paths, ",")))
			time.Sleep(takesEach)
		}
	})
	return strings.Join(out, "; ")
}

// TestBatches: changes are one batch until nothing has changed for a while, but not for ever, and what comes while
// nobody takes a batch waits for the next one.
func TestBatches(t *testing.T) {
	const ms = time.Millisecond
	for _, test := range []struct {
		name     string
		changing []after
		quiet    time.Duration
		takes    time.Duration
		want     string
	}{
		{"soon after each other", []after{{0, "b"}, {499 * ms, "a"}, {499 * ms, "b"}, {501 * ms, "c"}}, time.Minute, 0, "1.498s b,a; 1.999s c"},
		{"never quiet", slices.Repeat([]after{{100 * ms, "log"}}, 60), time.Minute, 0, "5.1s log; 6.5s log"},
		{"the end", []after{{0, "a"}}, 0, 0, "0s a"},
		{"nothing", nil, 0, 0, ""},
		{"nobody takes them", []after{{0, "a"}, {600 * ms, "b"}, {600 * ms, "c"}, {600 * ms, "b"}}, time.Minute, 2 * time.Second, "500ms a; 2.5s b,c"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := story(t, test.changing, test.quiet, test.takes); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestQueue: what is to be done to a service that is being rebuilt waits for that; a change that a rebuild should
// have seen makes it stale, and what it was for is not lost with it.
func TestQueue(t *testing.T) {
	task := func(service string, files ...string) watch.Task {
		out := watch.Task{Service: service}
		for _, f := range files {
			path, target, ok := strings.Cut(f, ">")
			if !ok {
				target = path
			}
			out.Files = append(out.Files, watch.File{Path: path, Target: target})
		}
		return out
	}
	rebuild := func(t watch.Task) watch.Task { t.Rebuild = true; return t }
	text := func(tasks []watch.Task) string {
		var b strings.Builder
		tell(&b, tasks)
		return strings.ReplaceAll(b.String(), "\n", ";")
	}
	var q watch.Queue
	check := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	check("empty", text(q.Others())+text(q.BeginRebuild()), "nothing;nothing;")

	check("first", fmt.Sprint(q.Add([]watch.Task{rebuild(task("a", "1", "old>3")), task("b", "1")})), "false")
	check("others", text(q.Others()), "b: 1>1;")
	check("rebuild", text(q.BeginRebuild()), "a: rebuild 1>1 old>3;")

	// While a is being rebuilt, its files wait and b's do not; c's rebuild waits its turn.
	check("meanwhile", fmt.Sprint(q.Add([]watch.Task{task("a", "2"), task("b", "2"), rebuild(task("c"))})), "false")
	check("others meanwhile", text(q.Others()), "b: 2>2;")
	check("rebuild meanwhile", text(q.BeginRebuild()), "nothing;")

	// What a is built of changes again.
	check("stale", fmt.Sprint(q.Add([]watch.Task{rebuild(task("a", "3"))})), "true")
	q.EndRebuild(true)
	check("others of a stale one", text(q.Others()), "nothing;")
	again := q.BeginRebuild()
	check("again", text(again), "a: rebuild 1>1 2>2 3>3;c: rebuild;")

	q.Add([]watch.Task{task("c", "4")})
	q.EndRebuild(false)
	check("after", text(q.Others()), "c: 4>4;")
	check("done", text(q.Others())+text(q.BeginRebuild()), "nothing;nothing;")
	if !slices.Equal(again[0].Files, task("a", "1", "2", "3").Files) {
		t.Error("what was taken changed later")
	}
}
