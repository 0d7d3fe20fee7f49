package cli

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/composekit/composekit/cmd/composekit/internal/screen"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/watch"
)

// person is somebody at a terminal, who does something each time when he has seen what he waits for.
type person struct {
	reacting
	keys      *io.PipeWriter
	changes   chan watch.Change
	interrupt chan string
}

// TestMenu: an up on a terminal that stays with its containers says below their lines what keys do, and does it.
func TestMenu(t *testing.T) {
	const (
		plain   = "name: shop\nservices: {web: {image: server}}\n"
		watched = "name: shop\nservices: {web: {image: server, develop: {watch: [{path: src, action: restart}]}}}\n"
		both    = "w Enable Watch   d Detach"
	)
	press := func(keys string) func(*person) { return func(p *person) { _, _ = io.WriteString(p.keys, keys) } }
	interrupt := func(p *person) { p.interrupt <- interruptSignal }
	change := func(dir string) func(*person) {
		return func(p *person) { p.changes <- watch.Change{Path: filepath.Join(dir, "src", "page")} }
	}
	type reaction struct {
		to string
		do func(*person)
	}
	for _, c := range []struct {
		name, compose, args string
		environ             []string
		noKeys              bool // the terminal cannot tell them
		reactions           func(dir string) []reaction
		status              int
		seen, unseen        []string // among all that was written
		screen              string   // what stays, but for what is done to containers
		running             bool     // the container, in the end
	}{
		{
			name: "detach", compose: plain, args: "up", running: true,
			reactions: func(string) []reaction { return []reaction{{"listens", press("d")}} },
			seen:      []string{both},
			screen:    "Attaching to web-1\nweb-1  | server starts\nweb-1  | server listens",
		},
		{
			name: "other keys", compose: plain, args: "up", running: true,
			reactions: func(string) []reaction {
				return []reaction{{"listens", func(p *person) { press("x")(p); press("\x1bd")(p); press("\n")(p); press("d")(p) }}}
			},
			screen: "Attaching to web-1\nweb-1  | server starts\nweb-1  | server listens",
		},
		{
			name: "interrupt", compose: plain, args: "up", status: cancelled,
			reactions: func(string) []reaction { return []reaction{{both, interrupt}} },
			seen:      []string{"Gracefully Stopping"},
		},
		{
			name: "nothing to watch", compose: plain, args: "up", running: true,
			reactions: func(string) []reaction {
				return []reaction{{both, press("w")}, {both + "   no service says which files", press("d")}}
			},
		},
		{
			name: "watch, and no longer", compose: watched, args: "up", running: true,
			reactions: func(dir string) []reaction {
				return []reaction{
					{both, press("w")}, {"w Disable Watch   d Detach", change(dir)},
					{`service(s) ["web"] restarted`, press("w")}, {both, press("d")},
				}
			},
			seen: []string{"⦿ Watch enabled", "⦿ Watch disabled"},
		},
		{
			name: "watch twice, and leave", compose: watched, args: "up", running: true,
			reactions: func(dir string) []reaction {
				return []reaction{
					{both, press("w")}, {"w Disable Watch", change(dir)}, {`service(s) ["web"] restarted`, press("w")}, {both, press("w")},
					{"w Disable Watch", change(dir)}, {`service(s) ["web"] restarted`, press("d")},
				}
			},
		},
		{
			name: "watch from the start, and leave", compose: watched, args: "up --watch", running: true,
			reactions: func(dir string) []reaction {
				return []reaction{{"Watch enabled", change(dir)}, {`service(s) ["web"] restarted`, press("d")}}
			},
			seen: []string{"w Disable Watch", "Watch disabled"},
		},
		{
			name: "watch from the start, not for a while, and again", compose: watched, args: "up --watch", running: true,
			reactions: func(dir string) []reaction {
				return []reaction{
					{"Watch enabled", change(dir)}, {`service(s) ["web"] restarted`, press("w")}, {both, press("w")},
					{"w Disable Watch", change(dir)}, {`service(s) ["web"] restarted`, press("d")},
				}
			},
		},
		{
			name: "watch, and interrupt", compose: watched, args: "up", status: cancelled,
			reactions: func(dir string) []reaction {
				return []reaction{{both, press("w")}, {"w Disable Watch", change(dir)}, {"restarted", interrupt}}
			},
			seen: []string{"Watch disabled", "Gracefully Stopping"},
		},
		{
			name: "a rule that is wrong", compose: strings.Replace(watched, "restart", "rebuild", 1), args: "up", running: true,
			reactions: func(string) []reaction {
				return []reaction{{both, press("w")}, {"error: ", func(*person) {}}, {both, press("d")}}
			},
		},
		{
			name: "not wanted by option", compose: plain, args: "up --menu=false", status: cancelled,
			reactions: func(string) []reaction { return []reaction{{"listens", interrupt}} }, unseen: []string{"Detach"},
		},
		{
			name: "not wanted by variable", compose: plain, args: "up", environ: []string{"COMPOSE_MENU=0"}, status: cancelled,
			reactions: func(string) []reaction { return []reaction{{"listens", interrupt}} }, unseen: []string{"Detach"},
		},
		{
			name: "the option goes before the variable", compose: plain, args: "up --menu", environ: []string{"COMPOSE_MENU=0"}, running: true,
			reactions: func(string) []reaction { return []reaction{{both, press("d")}} },
		},
		{
			name: "no control characters", compose: plain, args: "--ansi never up --menu", status: cancelled,
			reactions: func(string) []reaction { return []reaction{{"listens", interrupt}} }, unseen: []string{"Detach"},
		},
		{
			name: "progress that is no block", compose: plain, args: "--progress json up", status: cancelled,
			reactions: func(string) []reaction { return []reaction{{"listens", interrupt}} }, unseen: []string{"Detach"},
		},
		{
			name: "no progress", compose: plain, args: "--progress quiet up", running: true,
			reactions: func(string) []reaction { return []reaction{{"listens", press("d")}} },
			screen:    "Attaching to web-1\nweb-1  | server starts\nweb-1  | server listens",
		},
		{
			name: "in the background", compose: plain, args: "up", noKeys: true, status: cancelled,
			reactions: func(string) []reaction { return []reaction{{"listens", interrupt}} }, unseen: []string{"Detach", "error"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, engine := t.TempDir(), newSim()
			if err := os.MkdirAll(filepath.Join(dir, "src"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(c.compose), 0o600); err != nil {
				t.Fatal(err)
			}
			in, keys := io.Pipe()
			p := &person{keys: keys, changes: make(chan watch.Change), interrupt: make(chan string)}
			next := c.reactions(dir)
			for _, r := range next {
				p.to = append(p.to, r.to)
			}
			var turn sync.Mutex
			p.do = func() {
				turn.Lock()
				do := next[0].do
				next = next[1:]
				turn.Unlock()
				do(p)
			}
			p.afresh = true
			taken := 0
			hearing := context.Context(nil) // of who hears of changes
			m := Machine{
				Streams: Streams{In: in, Out: &p.reacting, Err: &p.reacting, OutWidth: 80, Width: 80}, Dir: dir,
				Environ: append([]string{"HOME=" + dir}, c.environ...), Interrupts: func() <-chan string { return p.interrupt },
				Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
				WatchFiles: func(ctx context.Context, _ []string, _ func(string) bool) (iter.Seq2[watch.Change, error], error) {
					if hearing != nil && hearing.Err() == nil {
						t.Error("files are watched twice at once")
					}
					hearing = ctx
					return func(yield func(watch.Change, error) bool) {
						for {
							select {
							case c := <-p.changes:
								if ctx.Err() != nil { // and another waits for it, or will
									go func() { p.changes <- c }()
									return
								}
								if !yield(c, nil) {
									return
								}
							case <-ctx.Done():
								return
							}
						}
					}, nil
				},
				TakeKeys: func() (func(), error) {
					if c.noKeys {
						return nil, errors.New("in the background")
					}
					taken++
					return func() { taken-- }, nil
				},
			}
			status := make(chan int, 1)
			go func() { status <- Run(context.Background(), strings.Fields(c.args), m) }()
			select {
			case got := <-status:
				if got != c.status {
					t.Errorf("status %d, want %d", got, c.status)
				}
			case <-time.After(5 * time.Minute):
				t.Fatalf("still there after five minutes, waiting for %q:\n%s", p.to, p.String())
			}
			if taken != 0 {
				t.Error("the terminal is not given back")
			}
			text := p.String()
			for _, want := range c.seen {
				if !strings.Contains(text, want) {
					t.Errorf("%q was not to be seen:\n%s", want, text)
				}
			}
			for _, not := range c.unseen {
				if strings.Contains(text, not) {
					t.Errorf("%q was to be seen:\n%s", not, text)
				}
			}
			var stays []string
			for _, row := range screen.Of(text) {
				if !strings.HasPrefix(row, "[+] ") && !strings.HasPrefix(row, " ✔ ") && !strings.HasPrefix(row, " - ") {
					stays = append(stays, row)
				}
			}
			if got := strings.Join(stays, "\n"); c.screen != "" && got != c.screen {
				t.Errorf("the screen is in the end\n%s\nwant\n%s", got, c.screen)
			}
			if strings.Contains(strings.Join(stays, "\n"), "Detach") {
				t.Errorf("the line of keys stays:\n%s", strings.Join(stays, "\n"))
			}
			state, err := engine.Observe(context.Background(), driver.Selector{Project: "shop"})
			if err != nil || len(state.Containers) != 1 {
				t.Fatalf("there are containers %v, %v", state.Containers, err)
			}
			if running := state.Containers[0].Status == driver.StatusRunning; running != c.running {
				t.Errorf("the container is %s", state.Containers[0].Status)
			}
		})
	}
}
