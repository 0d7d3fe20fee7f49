package scenario

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/moby/client"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/composekit/composekit/cmd/composekit/internal/screen"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
)

// TestScenarios runs the scripts of testdata on a real engine, each in a project of its own.
func TestScenarios(t *testing.T) {
	engine := realEngine{Driver: enginetest.Open(t), t: t, api: enginetest.Client(t)}
	enginetest.Images(t, images...)
	bin := build(t)
	p := params("engine", engine.version, func(e *testscript.Env) (place, []string, error) {
		name := filepath.Base(e.WorkDir)
		clear := func() {
			ctx, cancel := context.WithTimeout(context.Background(), enginetest.Patience)
			defer cancel()
			if err := enginetest.Sweep(ctx, engine, engine.api, name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		clear()
		e.Defer(clear)
		return engine, []string{
			"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
			"DOCKER_HOST=" + enginetest.Host(t),
		}, nil
	})
	p.Dir = "testdata"
	testscript.Run(t, p)
}

// build compiles the program, and puts before it what ends it if it hangs, so that the one script
// fails and not all. It gives the directory of both: composekit, and program itself.
func build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	if given := os.Getenv("COMPOSEKIT_PROGRAM"); given != "" {
		if err := os.Symlink(given, program); err != nil {
			t.Fatal(err)
		}
	} else if out, err := exec.Command("go", "build", "-o", program, "github.com/composekit/composekit/cmd/composekit").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// In the foreground, or an interrupt would reach the program twice.
	script := fmt.Sprintf("#!/bin/sh\nexec timeout --foreground --kill-after=5 %d %s \"$@\"\n", int(hangs.Seconds()), program)
	if err := os.WriteFile(filepath.Join(dir, "composekit"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// realEngine runs the program as a process of its own, on the engine for tests.
type realEngine struct {
	*docker.Driver
	t   *testing.T
	api *client.Client
}

// version is that of the engine's API.
func (e realEngine) version() string {
	ping, err := e.api.Ping(e.t.Context(), client.PingOptions{})
	if err != nil {
		e.t.Fatal(err)
	}
	return ping.APIVersion
}

func (e realEngine) run(ts *testscript.TestScript, args []string) (int, string) {
	return execute(ts, append([]string{"composekit"}, args...))
}

func (e realEngine) begin(ts *testscript.TestScript, args []string, output io.Writer) *process {
	cmd := e.program(ts, args)
	cmd.Stdout, cmd.Stderr = output, output
	ts.Check(cmd.Start())
	return running(cmd, func() {})
}

// program is the program itself: what would end it if it hangs would also end it soon after an interrupt, and make one of
// two.
func (e realEngine) program(ts *testscript.TestScript, args []string) *exec.Cmd {
	dir, _, _ := strings.Cut(ts.Getenv("PATH"), string(os.PathListSeparator))
	cmd := exec.Command(filepath.Join(dir, "program"), args...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), environ(ts)
	return cmd
}

// running is what has been started, of which read comes back when all is read that it writes.
func running(cmd *exec.Cmd, read func()) *process {
	status := make(chan int, 1)
	go func() {
		_ = cmd.Wait() // its status says it
		read()
		status <- cmd.ProcessState.ExitCode()
	}()
	return &process{
		interrupt: func() { _ = cmd.Process.Signal(os.Interrupt) },
		kill:      func() { _ = cmd.Process.Kill() },
		status:    status,
	}
}

func (e realEngine) attend(ts *testscript.TestScript, args []string, output io.Writer) *process {
	cmd := e.program(ts, args)
	cmd.Env = append(cmd.Env, "NO_COLOR=1")
	person, err := screen.Start(cmd)
	ts.Check(err)
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(output, person) // it ends in an error when nobody has the terminal any more
	}()
	p := running(cmd, func() { <-read })
	p.interrupt = func() { p.press("\x03") }
	p.press = func(keys string) {
		_, err := io.WriteString(person, keys)
		ts.Check(err)
	}
	ts.Defer(func() { _ = person.Close() })
	return p
}

func (e realEngine) raw(ts *testscript.TestScript, id string) []byte {
	in, err := e.api.ContainerInspect(context.Background(), id, client.ContainerInspectOptions{})
	ts.Check(err)
	return in.Raw
}

func (e realEngine) image(_ *testscript.TestScript, name string, instructions []string) {
	enginetest.Image(e.t, name, instructions...)
}
