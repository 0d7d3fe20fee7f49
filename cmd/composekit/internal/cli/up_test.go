package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
)

// TestUpTimestamps: lines have the time that it is where they are printed.
func TestUpTimestamps(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: job}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	engine, zone := newSim(), time.FixedZone("", 3*60*60+30*60)
	var out, errs reacting
	status := Run(t.Context(), []string{"up", "--timestamps"}, Machine{
		Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, Dir: dir, Environ: []string{"HOME=" + dir},
		Now: func() time.Time { return time.Now().In(zone) }, Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
	})
	if status != ok || !strings.Contains(out.String(), "+03:30 job works\n") {
		t.Errorf("status %d, and standard output without the time here:\n%s%s", status, &out, &errs)
	}
}

// TestHookName: what stands before the lines of a hook's container tells its service, or the container of that, and
// which of the hooks it is.
func TestHookName(t *testing.T) {
	s := &session{follower: &follower{project: "shop"}}
	for container, want := range map[string]string{
		"shop-web-pre_start-0":              "web pre_start[0] ->",
		"shop-web-2-pre_start-2":            "web-2 pre_start[2] ->",
		"shop_web_pre_start_0":              "web pre_start[0] ->", // with --compatibility
		"shop-pre_start-pre_start-0":        "pre_start pre_start[0] ->",
		"shop-my_pre_start_x-1-pre_start-1": "my_pre_start_x-1 pre_start[1] ->",
	} {
		if got := s.hookName(container); got != want {
			t.Errorf("%s: got %q, want %q", container, got, want)
		}
	}
}

// TestLastingName: a container that replaces another has a temporary name until then.
func TestLastingName(t *testing.T) {
	for name, want := range map[string]string{
		"0123456789ab_shop-web-1": "shop-web-1",
		"0123456789ab_shop_web_1": "shop_web_1",
		"shop-web-1":              "shop-web-1",
		"shop_web_1":              "shop_web_1",
		"0123456789AB_shop-web-1": "0123456789AB_shop-web-1",
		"0123456789a_shop-web-1":  "0123456789a_shop-web-1",
	} {
		if got := lastingName(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestBetween: of the lines of two runs those that were given their time late, or before the start was told, are of the
// right one.
func TestBetween(t *testing.T) {
	end := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct{ start, lastLine, firstLine time.Duration }{
		{10 * time.Second, 3 * time.Millisecond, 9900 * time.Millisecond},
		{100 * time.Millisecond, 20 * time.Millisecond, 80 * time.Millisecond},
		{-time.Millisecond, -time.Second, 0}, // the end was told late
	} {
		since := between(end, end.Add(test.start))
		if end.Add(test.lastLine).After(since) || end.Add(test.firstLine).Before(since) {
			t.Errorf("of a start %s after the end lines are printed from %s after it on", test.start, since.Sub(end))
		}
	}
}
