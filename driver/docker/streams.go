package docker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/composekit/composekit/driver"
	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// Attach connects to the streams of a container.
func (d *Driver) Attach(ctx context.Context, c driver.Ref, streams driver.Stdio, ready func()) error {
	conn, err := d.api.ContainerAttach(ctx, c.Target(), client.ContainerAttachOptions{
		Stream: true, Stdin: streams.In != nil, Stdout: streams.Out != nil,
		Stderr: streams.Err != nil && !streams.TTY, DetachKeys: streams.DetachKeys,
	})
	if err != nil {
		// The client tells a refusal's number only; the engine's own words are elsewhere.
		if _, lookErr := d.inspect(ctx, c); lookErr != nil {
			return lookErr
		}
		return d.fail(err)
	}
	if ready != nil {
		ready()
	}
	return d.pass(ctx, conn.HijackedResponse, streams, func(s driver.Size) error {
		_, err := d.api.ContainerResize(ctx, c.Target(), client.ContainerResizeOptions{Height: uint(s.Height), Width: uint(s.Width)})
		return err
	})
}

// Exec runs a command in a container that runs.
func (d *Driver) Exec(ctx context.Context, cmd driver.ExecContainer, streams driver.Stdio, detach bool) (int, error) {
	made, err := d.api.ExecCreate(ctx, cmd.Container.Target(), client.ExecCreateOptions{
		User: cmd.User, Privileged: cmd.Privileged, TTY: streams.TTY,
		// Output is attached even if nobody wants it: the end of the streams tells of the end.
		AttachStdin: !detach && streams.In != nil, AttachStdout: !detach, AttachStderr: !detach && !streams.TTY,
		DetachKeys: streams.DetachKeys, Env: cmd.Env, WorkingDir: cmd.WorkingDir, Cmd: cmd.Command,
	})
	if err != nil {
		return 0, d.fail(err)
	}
	if detach {
		_, err := d.api.ExecStart(ctx, made.ID, client.ExecStartOptions{Detach: true, TTY: streams.TTY})
		return 0, d.fail(err)
	}
	conn, err := d.api.ExecAttach(ctx, made.ID, client.ExecAttachOptions{TTY: streams.TTY})
	if err != nil {
		return 0, d.fail(err)
	}
	if err := d.pass(ctx, conn.HijackedResponse, streams, func(s driver.Size) error {
		_, err := d.api.ExecResize(ctx, made.ID, client.ExecResizeOptions{Height: uint(s.Height), Width: uint(s.Width)})
		return err
	}); err != nil {
		return 0, err
	}
	for {
		ended, err := d.api.ExecInspect(ctx, made.ID, client.ExecInspectOptions{})
		if err != nil || !ended.Running {
			return ended.ExitCode, d.fail(err)
		}
		if err := pause(ctx); err != nil {
			return 0, err
		}
	}
}

// pass copies between the caller's streams and a connection, until the other side ends or ctx is
// done. The caller's input may go on for ever; nobody waits for it.
func (d *Driver) pass(ctx context.Context, conn client.HijackedResponse, streams driver.Stdio, resize func(driver.Size) error) error {
	defer conn.Close()
	stop := context.AfterFunc(ctx, conn.Close)
	defer stop()
	done := make(chan struct{})
	defer close(done)
	if streams.Resize != nil {
		go func() {
			for {
				select {
				case size, ok := <-streams.Resize:
					if !ok {
						return
					}
					_ = resize(size) // a process that has ended has no size; it is told by the stream
				case <-done:
					return
				}
			}
		}()
	}
	if streams.In != nil {
		go func() {
			_, _ = io.Copy(conn.Conn, streams.In)
			_ = conn.CloseWrite()
		}()
	}
	var err error
	if streams.TTY {
		_, err = io.Copy(orDiscard(streams.Out), conn.Reader)
	} else {
		_, err = stdcopy.StdCopy(orDiscard(streams.Out), orDiscard(streams.Err), conn.Reader)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return d.fail(err)
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// Wait returns the exit code of a container once it does not run.
func (d *Driver) Wait(ctx context.Context, c driver.Ref) (int, error) {
	wait := d.api.ContainerWait(ctx, c.Target(), client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
	select {
	case ended := <-wait.Result:
		if ended.Error != nil {
			return int(ended.StatusCode), errors.New(ended.Error.Message)
		}
		return int(ended.StatusCode), nil
	case err := <-wait.Error:
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		return 0, d.fail(err)
	}
}

// outputLines and tailSize bound the output of a command that is kept.
const outputLines = 10

// execContainer runs a command to its end, reports what it writes line by line, and keeps the last lines.
func (d *Driver) execContainer(ctx context.Context, op *driver.ExecContainer, report func(driver.Progress)) (driver.Result, error) {
	output := new(tail)
	told := &lineReporter{report: report}
	both := io.MultiWriter(output, told)
	code, err := d.Exec(ctx, *op, driver.Stdio{Out: both, Err: both}, false)
	told.flush()
	lines := strings.Split(output.String(), "\n")
	lines = lines[max(0, len(lines)-outputLines):]
	return driver.Result{ExitCode: code, Output: strings.Join(lines, "\n")}, err
}

// lineReporter reports each line that is written to it.
type lineReporter struct {
	report func(driver.Progress)
	mu     sync.Mutex
	rest   []byte // of a line whose end has not come yet
}

func (l *lineReporter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		line, rest, ended := bytes.Cut(l.rest, []byte("\n"))
		if !ended {
			return len(p), nil
		}
		l.report(driver.Progress{Text: strings.TrimSuffix(string(line), "\r")})
		l.rest = rest
	}
}

// flush reports a last line that has no end.
func (l *lineReporter) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rest) > 0 {
		l.report(driver.Progress{Text: string(l.rest)})
		l.rest = nil
	}
}
