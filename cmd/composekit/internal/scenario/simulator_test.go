package scenario

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/composekit/composekit/cmd/composekit/internal/cli"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/driver/watch"
	"github.com/composekit/composekit/host"
)

// TestScenariosOnSimulator runs the same scripts in this process and in virtual time, each on a simulator of its
// own. A script that asks for what the simulator has not says so, and why.
func TestScenariosOnSimulator(t *testing.T) {
	for _, file := range scripts() {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := params(simulator, func() string { return "9.0" }, func(e *testscript.Env) (place, []string, error) {
					return &simulated{Engine: newSimulator()}, nil, nil
				})
				p.Files = []string{file}
				testscript.RunT(inBubble{t}, p)
			})
		})
	}
}

// inBubble lets testscript run its only script in the test that it is given.
type inBubble struct{ *testing.T }

func (t inBubble) Run(_ string, f func(testscript.T)) { f(t) }
func (t inBubble) Parallel()                          {}
func (t inBubble) Verbose() bool                      { return testing.Verbose() }

func newSimulator() *sim.Engine {
	have := map[string]sim.Image{}
	for _, name := range images {
		have[name] = sim.Image{Behave: standIn}
	}
	return sim.New(sim.Config{
		Clock: host.Clock{}, Images: have,
		Latency: func(op driver.Op) time.Duration {
			if _, ok := op.(*driver.BuildImage); ok {
				return 2 * time.Second
			}
			return 20 * time.Millisecond
		},
		Build: func(spec driver.BuildSpec) (sim.Image, error) {
			version, err := json.Marshal(spec)
			return sim.Image{Version: string(version), Behave: standIn}, err
		},
	})
}

// standIn is what the stand-in image does, as far as the commands of scripts need no files and no
// network.
func standIn(spec *driver.ContainerSpec, _ int) sim.Behaviour {
	out := sim.Behaviour{
		Exec:         answer,
		NeverHealthy: spec.Healthcheck != nil && strings.HasSuffix(strings.Join(spec.Healthcheck.Test, " "), "false"),
	}
	command := slices.Concat(spec.Entrypoint, spec.Command)
	if len(command) == 0 {
		command = []string{"probe", "wait"}
	}
	name, args := path.Base(command[0]), append(slices.Clone(command[1:]), "", "", "")
	switch name + " " + args[0] {
	case "probe wait":
		out.Output = []string{cmp.Or(args[1], "ready")}
		return out
	case "probe serve":
		return out
	case "probe stubborn":
		out.IgnoresSignals = true
		return out
	case "probe exit":
		out.Exits = true
		out.Code, _ = strconv.Atoi(args[1])
		out.After, _ = time.ParseDuration(args[2])
		return out
	case "probe print":
		out.Exits = true
		count, _ := strconv.Atoi(args[1])
		every, _ := time.ParseDuration(args[2])
		out.After = time.Duration(count) * every
		for n := range count {
			out.Output = append(out.Output, "line "+strconv.Itoa(n+1))
		}
		return out
	case "true ":
		out.Exits = true
		return out
	case "false ":
		out.Exits, out.Code = true, 1
		return out
	}
	switch name {
	case "echo":
		out.Exits, out.Output = true, []string{strings.Join(command[1:], " ")}
	case "sleep":
		out.After, _ = time.ParseDuration(args[0] + "s")
		out.Exits = out.After > 0
		out.IgnoresSignals = spec.Init == nil || !*spec.Init // the kernel keeps signals from the first process
	default:
		out.StartError = "the simulator's stand-in does not know " + strings.Join(command, " ")
	}
	return out
}

// answer is what a command in a stand-in's container gives.
func answer(command []string) (int, string) {
	switch command[0] {
	case "true":
		return 0, ""
	case "false":
		return 1, ""
	case "echo":
		return 0, strings.Join(command[1:], " ") + "\n"
	case "rm":
		if i := slices.IndexFunc(command, func(arg string) bool { return strings.HasPrefix(arg, "/stuck/") }); i >= 0 {
			return 1, "rm: can't remove '" + command[i] + "'\n"
		}
		return 0, ""
	}
	return 127, command[0] + ": the simulator's stand-in does not know it\n"
}

// simulated runs the program in this process.
type simulated struct{ *sim.Engine }

func (s *simulated) machine(ts *testscript.TestScript, out, err io.Writer) cli.Machine {
	return cli.Machine{
		Streams: cli.Streams{In: strings.NewReader(""), Out: out, Err: err},
		Dir:     ts.MkAbs("."), Environ: environ(ts),
		Open: func(context.Context, cli.EngineOptions) (driver.Driver, error) { return s.Engine, nil },
		// Who waits for the operating system keeps virtual time from passing.
		WatchFiles: func(ctx context.Context, paths []string, _ func(string) bool) (iter.Seq2[watch.Change, error], error) {
			before := filesBelow(paths)
			return func(yield func(watch.Change, error) bool) {
				for driver.Sleep(ctx, host.Clock{}, 50*time.Millisecond) == nil {
					now := filesBelow(paths)
					for c, state := range now {
						if before[c] != state && !yield(c, nil) {
							return
						}
					}
					for c := range before {
						if _, there := now[c]; !there && !yield(watch.Change{Path: c.Path}, nil) {
							return
						}
					}
					before = now
				}
			}, nil
		},
	}
}

// filesBelow are the files and directories at and below paths, with what shows that they have changed.
func filesBelow(paths []string) map[watch.Change]string {
	out := map[watch.Change]string{}
	for _, root := range paths {
		// What cannot be read is not there.
		_ = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return nil
			}
			state := ""
			if info, err := entry.Info(); err == nil && !entry.IsDir() {
				state = fmt.Sprint(info.ModTime().UnixNano(), info.Size())
			}
			out[watch.Change{Path: name, Dir: entry.IsDir()}] = state
			return nil
		})
	}
	return out
}

func (s *simulated) run(ts *testscript.TestScript, args []string) (int, string) {
	var out, err bytes.Buffer
	ctx, cancel := context.WithTimeout(context.Background(), hangs) // one that hangs fails its script alone
	defer cancel()
	status := cli.Run(ctx, args, s.machine(ts, &out, &err))
	output := out.String() + err.String()
	_, failed := out.WriteTo(ts.Stdout())
	ts.Check(failed)
	_, failed = err.WriteTo(ts.Stderr())
	ts.Check(failed)
	return status, output
}

func (s *simulated) begin(ts *testscript.TestScript, args []string, output io.Writer) *process {
	return s.start(s.machine(ts, output, output), args)
}

func (s *simulated) start(m cli.Machine, args []string) *process {
	interrupts, status := make(chan string, 3), make(chan int, 1)
	m.Interrupts = func() <-chan string { return interrupts }
	ctx, cancel := context.WithCancel(context.Background())
	go func() { status <- cli.Run(ctx, args, m) }()
	return &process{interrupt: func() { interrupts <- "SIGINT" }, kill: cancel, status: status}
}

func (s *simulated) attend(ts *testscript.TestScript, args []string, output io.Writer) *process {
	m := s.machine(ts, output, output)
	keys, pressed := io.Pipe()
	m.In, m.Width, m.OutWidth = keys, 80, 80
	m.TakeKeys = func() (restore func(), err error) { return func() {}, nil }
	p := s.start(m, args)
	p.press = func(text string) {
		_, err := io.WriteString(pressed, text)
		ts.Check(err)
	}
	ts.Defer(func() { _ = pressed.Close() })
	return p
}

func (s *simulated) raw(ts *testscript.TestScript, _ string) []byte {
	ts.Fatalf("the simulator tells nothing in an engine's words: let the script skip it")
	return nil
}

func (s *simulated) image(ts *testscript.TestScript, _ string, _ []string) {
	ts.Fatalf("the simulator makes no images of instructions: let the script skip it")
}
