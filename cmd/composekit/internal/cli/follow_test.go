package cli

import (
	"bytes"
	"context"
	"iter"
	"testing"
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
