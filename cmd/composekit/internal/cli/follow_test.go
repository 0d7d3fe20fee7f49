package cli

import (
	"bytes"
	"context"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/cmd/composekit/internal/logs"
	"github.com/composekit/composekit/driver"
)

// written are the lines of a container.
type written []driver.LogLine

func (w written) Logs(context.Context, driver.Ref, driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	return func(yield func(driver.LogLine, error) bool) {
		for _, line := range w {
			if !yield(line, nil) {
				return
			}
		}
	}
}

// TestPrintLog: what a container writes to its two streams does not mix within a line, and what has no end when the log
// has is printed as all else is.
func TestPrintLog(t *testing.T) {
	at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	log := written{
		{Text: "one, ", Partial: true, Time: at},
		{Text: "an error", Stderr: true, Time: at},
		{Text: "two, ", Partial: true, Time: at.Add(time.Second)},
		{Text: "wor", Stderr: true, Partial: true, Time: at.Add(2 * time.Second)},
		{Text: "three", Time: at.Add(3 * time.Second)},
		{Text: "four", Partial: true, Time: at.Add(4 * time.Second)},
		{Text: "se", Stderr: true, Partial: true, Time: at.Add(5 * time.Second)},
	}
	for _, c := range []struct {
		twoStreams   bool
		wantOut, err string
	}{
		{false, `web-1  | 2026-05-04T03:02:01.000000000Z an error
web-1  | 2026-05-04T03:02:04.000000000Z one, two, three
web-1  | 2026-05-04T03:02:05.000000000Z four
web-1  | 2026-05-04T03:02:06.000000000Z worse
`, ""},
		{true, `web-1  | 2026-05-04T03:02:04.000000000Z one, two, three
web-1  | 2026-05-04T03:02:05.000000000Z four
`, `web-1  | 2026-05-04T03:02:01.000000000Z an error
web-1  | 2026-05-04T03:02:06.000000000Z worse
`},
	} {
		var out, errs bytes.Buffer
		p := &logs.Printer{Out: &out, Err: &errs, Prefix: true, Timestamps: true}
		if err := printLog(t.Context(), log, p, driver.Ref{Name: "web"}, "web-1", driver.LogOptions{}, c.twoStreams); err != nil {
			t.Fatal(err)
		}
		if out.String() != c.wantOut || errs.String() != c.err {
			t.Errorf("two streams: %v: standard output is\n%sstandard error\n%s", c.twoStreams, out.String(), errs.String())
		}
	}
}

// unkept is an engine that keeps no lines, and on which a connection with a container outlasts the container's end.
type unkept struct {
	driver.Driver
	asked <-chan struct{} // closed when it answers who asks for lines
}

func (u unkept) Observe(context.Context, driver.Selector) (*driver.State, error) {
	return &driver.State{}, nil
}

func (u unkept) Logs(context.Context, driver.Ref, driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	return func(yield func(driver.LogLine, error) bool) {
		<-u.asked
		yield(driver.LogLine{}, driver.ErrUnsupported)
	}
}

func (u unkept) Attach(ctx context.Context, _ driver.Ref, streams driver.Stdio, ready func()) error {
	ready()
	if _, err := streams.Out.Write([]byte("hello\n")); err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

// TestFollowUnkept: nobody waits for the lines of a container that has ended, whether it did so before or after its
// lines were asked for.
func TestFollowUnkept(t *testing.T) {
	for _, c := range []struct {
		name    string
		endsNow bool // before lines are asked for
		want    string
	}{
		{"after", false, "web-1  | hello\nweb-1 exited with code 0\n"},
		{"before", true, "web-1 exited with code 0\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := make(chan struct{})
				var out bytes.Buffer
				engine := unkept{asked: asked}
				all := func(string) bool { return true }
				f := &follower{driver: engine, logger: engine, printer: &logs.Printer{Out: &out, Err: &out, Prefix: true}, watched: all, printed: all}
				events := make(chan occurrence)
				ended := make(chan error, 1)
				started := make(chan []string, 1)
				started <- []string{"p-web-1"}
				go func() { ended <- f.follow(t.Context(), events, nil, started) }()
				event := func(a driver.Action) {
					events <- occurrence{Event: driver.Event{Type: driver.TypeContainer, Action: a, ID: "1", Name: "p-web-1", Time: time.Now(), Labels: driver.Labels{
						driver.LabelProject: "p", driver.LabelService: "web", driver.LabelNumber: "1", driver.LabelConfigHash: "x",
					}}}
				}
				event(driver.ActionStart)
				if c.endsNow {
					event(driver.ActionDie)
					synctest.Wait()
					close(asked)
				} else {
					close(asked)
					synctest.Wait()
					event(driver.ActionDie)
				}
				if err := <-ended; err != nil {
					t.Error(err)
				}
				if out.String() != c.want {
					t.Errorf("it prints\n%s", out.String())
				}
			})
		})
	}
}
