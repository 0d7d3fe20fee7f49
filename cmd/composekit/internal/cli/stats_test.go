package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestStatsOnTerminals: what was measured gives way to what is measured next on a terminal, unless nothing may move there.
func TestStatsOnTerminals(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: server}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	engine := newSim()
	// Each run has interrupts of its own: one that has just ended would take that of the next.
	run := func(out io.Writer, interrupts chan string, width int, args ...string) int {
		return Run(context.Background(), args, Machine{
			Streams: Streams{In: strings.NewReader(""), Out: out, Err: io.Discard, OutWidth: width}, Dir: dir, Environ: []string{"HOME=" + dir},
			Interrupts: func() <-chan string { return interrupts }, Open: func(context.Context, EngineOptions) (driver.Driver, error) { return gifted{engine, ""}, nil },
		})
	}
	if status := run(io.Discard, nil, 0, "up", "-d"); status != ok {
		t.Fatalf("up ends with status %d", status)
	}
	for _, c := range []struct {
		width int
		args  string
		moves bool
	}{
		{80, "stats", true},
		{80, "stats --aggregate", true},
		{0, "stats", false},
		{80, "--ansi never stats", false},
		{80, "--ansi never stats --all-projects", false},
	} {
		interrupts := make(chan string)
		out := &reacting{to: []string{"CPU %"}, do: func() { interrupts <- interruptSignal }}
		if status := run(out, interrupts, c.width, strings.Fields(c.args)...); status != cancelled {
			t.Errorf("%s ends with status %d, want %d", c.args, status, cancelled)
		}
		if strings.Contains(out.String(), "\x1b") != c.moves {
			t.Errorf("%s on a terminal of %d columns prints %q", c.args, c.width, out)
		}
	}
}
