package docker

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/composekit/composekit/internal/output"
	"github.com/moby/moby/api/pkg/stdcopy"
)

// Attach connects to the streams of a container.
func (d *Driver) Attach(ctx context.Context, c driver.Ref, streams driver.Stdio, ready func()) error {
	conn, err := d.api.AttachContainer(ctx, c.Target(), engine.Attach{
		Stdin: streams.In != nil, Stdout: streams.Out != nil,
		Stderr: streams.Err != nil && !streams.TTY, DetachKeys: streams.DetachKeys,
	})
	if err != nil {
		return d.fail(err)
	}
	if ready != nil {
		ready()
	}
	resize := func(s driver.Size) error { return d.api.ResizeContainer(ctx, c.Target(), s.Height, s.Width) }
	if streams.Repaint {
		resize = repainting(resize)
	}
	return d.pass(ctx, conn, streams, driver.Size{}, resize)
}

// repainting has a terminal told another size before the first: of one that it has already no program would be told.
func repainting(resize func(driver.Size) error) func(driver.Size) error {
	painted := false
	return func(s driver.Size) error {
		if !painted {
			if err := resize(driver.Size{Width: s.Width + 1, Height: s.Height + 1}); err != nil {
				return err
			}
			painted = true
		}
		return resize(s)
	}
}

// Exec runs a command in a container that runs.
func (d *Driver) Exec(ctx context.Context, cmd driver.ExecContainer, streams driver.Stdio, detach bool) (int, error) {
	size := firstSize(streams)
	console := d.consoleSize(size)
	made, err := d.api.CreateExec(ctx, cmd.Container.Target(), engine.CreateExec{
		User: cmd.User, Privileged: cmd.Privileged, Tty: streams.TTY,
		// Output is attached even if nobody wants it: the end of the streams tells of the end.
		AttachStdin: !detach && streams.In != nil, AttachStdout: !detach, AttachStderr: !detach && !streams.TTY,
		DetachKeys: streams.DetachKeys, Env: cmd.Env, WorkingDir: cmd.WorkingDir, Cmd: cmd.Command, ConsoleSize: console,
	})
	if err != nil {
		return 0, d.fail(err)
	}
	if detach {
		return 0, d.fail(d.api.StartExec(ctx, made.ID, engine.StartExec{Detach: true, Tty: streams.TTY}))
	}
	conn, err := d.api.AttachExec(ctx, made.ID, engine.StartExec{Tty: streams.TTY, ConsoleSize: console})
	if err != nil {
		return 0, d.fail(err)
	}
	if err := d.pass(ctx, conn, streams, size, func(s driver.Size) error {
		return d.api.ResizeExec(ctx, made.ID, s.Height, s.Width)
	}); err != nil {
		return 0, err
	}
	for {
		ended, err := d.api.InspectExec(ctx, made.ID)
		if err != nil || !ended.Running {
			return ended.ExitCode, d.fail(err)
		}
		if err := pause(ctx); err != nil {
			return 0, err
		}
	}
}

// firstSize is the size that the terminal has already; the zero value if it is not known.
func firstSize(streams driver.Stdio) driver.Size {
	select {
	case size := <-streams.Resize:
		return size
	default:
		return driver.Size{}
	}
}

// consoleSize is the size of a terminal for engines that can have a command begin with it; nil if it is not known, or cannot be told.
func (d *Driver) consoleSize(s driver.Size) *[2]uint16 {
	if s == (driver.Size{}) || !d.api.Speaks("1.42") {
		return nil
	}
	return &[2]uint16{s.Height, s.Width}
}

// resizeAgain is how long after a size could not be told it is tried again.
const resizeAgain = 50 * time.Millisecond

// tellSizes tells a terminal its size, beginning with the first if that is known, and then each time when it has another, until
// done. What is not started yet has no size: it is told until it takes it.
func tellSizes(first driver.Size, sizes <-chan driver.Size, done <-chan struct{}, resize func(driver.Size) error) {
	size := first
	var again <-chan time.Time
	if size != (driver.Size{}) {
		again = time.After(0)
	}
	for {
		select {
		case next, ok := <-sizes:
			if !ok {
				sizes = nil
				continue
			}
			size = next
		case <-again:
		case <-done:
			return
		}
		again = nil
		if resize(size) != nil {
			again = time.After(resizeAgain)
		}
	}
}

// pass copies between the caller's streams and a connection, until the other side ends or ctx is
// done. The caller's input may go on for ever; nobody waits for it. Size is the one that the terminal is to have at first,
// if it is known already.
func (d *Driver) pass(ctx context.Context, conn *engine.Stream, streams driver.Stdio, size driver.Size, resize func(driver.Size) error) error {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	done := make(chan struct{})
	defer close(done)
	if streams.Resize != nil {
		go tellSizes(size, streams.Resize, done, resize)
	}
	if streams.In != nil {
		go func() {
			_, _ = io.Copy(conn, streams.In)
			_ = conn.CloseWrite()
		}()
	}
	var err error
	if streams.TTY {
		_, err = io.Copy(orDiscard(streams.Out), conn)
	} else {
		_, err = stdcopy.StdCopy(orDiscard(streams.Out), orDiscard(streams.Err), conn)
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

// Wait returns the exit code of a container once it does not run. That of one which could not be started comes with the reason,
// which is of the past; a reason without a code is why nobody knows any.
func (d *Driver) Wait(ctx context.Context, c driver.Ref) (int, error) {
	ended, err := d.api.WaitContainer(ctx, c.Target(), engine.NotRunning)
	switch {
	case ctx.Err() != nil && err != nil:
		return 0, ctx.Err()
	case err != nil:
		return 0, d.fail(err)
	case ended.Error != nil && ended.StatusCode < 0:
		return int(ended.StatusCode), errors.New(ended.Error.Message)
	}
	return int(ended.StatusCode), nil
}

// outputLines is how many lines of what a command writes are kept.
const outputLines = 10

// execContainer runs a command to its end, reports what it writes line by line, and keeps the last lines.
func (d *Driver) execContainer(ctx context.Context, op *driver.ExecContainer, report func(driver.Progress)) (driver.Result, error) {
	said := new(output.Tail)
	told := &output.Lines{Line: func(text string) { report(driver.Progress{Text: strings.TrimSuffix(text, "\r")}) }}
	both := io.MultiWriter(said, told)
	code, err := d.Exec(ctx, *op, driver.Stdio{Out: both, Err: both}, false)
	told.Flush()
	lines := strings.Split(said.String(), "\n")
	lines = lines[max(0, len(lines)-outputLines):]
	return driver.Result{ExitCode: code, Output: strings.Join(lines, "\n")}, err
}
