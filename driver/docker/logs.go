package docker

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// Logs yields the lines of a container.
func (d *Driver) Logs(ctx context.Context, c driver.Ref, opt driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	return func(yield func(driver.LogLine, error) bool) {
		in, err := d.inspect(ctx, c)
		if err != nil {
			yield(driver.LogLine{}, err)
			return
		}
		// What a terminal was sent is no sequence of entries, each with its time, that could be completed.
		completes := opt.Follow && in.State.Running && !in.Config.Tty
		options := engine.Logs{
			Follow: opt.Follow, Since: opt.Since, Until: opt.Until,
			Timestamps: opt.Timestamps || completes,
		}
		if opt.Tail != nil {
			options.Tail = strconv.Itoa(*opt.Tail)
		}
		r := logReader{opt: opt, stamped: options.Timestamps, read: readFrames, yield: func(line driver.LogLine) bool { return yield(line, nil) }}
		if in.Config.Tty {
			r.read = readLines
		}
		err = d.readLog(ctx, in.ID, options, &r)
		if err == nil && completes && !r.left {
			err = d.readRest(ctx, in, options, &r)
		}
		if err != nil && ctx.Err() == nil && !r.left {
			yield(driver.LogLine{}, d.fail(err))
		}
	}
}

func (d *Driver) readLog(ctx context.Context, id string, options engine.Logs, r *logReader) error {
	stream, err := d.api.LogsContainer(ctx, id, options)
	if err != nil {
		return err
	}
	defer stream.Close()
	return r.read(stream, r.take)
}

// readRest reads what is missing at the end of a log that was followed until the container ended. An engine ends the
// stream when it learns of that end, and up to version 20.10 it may not have read all by then that the container
// wrote: if it waits for the file to grow when both happen, it is left to chance which of the two it sees first.
func (d *Driver) readRest(ctx context.Context, followed *engine.Container, options engine.Logs, r *logReader) error {
	if r.last == "" && options.Tail != "" {
		return nil // which lines would have followed nobody can tell
	}
	now, err := d.inspect(ctx, driver.Ref{ID: followed.ID})
	if errors.Is(err, driver.ErrNotFound) {
		return nil // its log has gone with it
	}
	if err != nil {
		return err
	}
	options.Follow, options.Tail = false, ""
	if r.last != "" {
		options.Since = r.last
	}
	if now.State.Running && now.State.StartedAt != followed.State.StartedAt {
		options.Until = now.State.StartedAt // what follows belongs to its next run
	}
	r.skip, r.count = r.last, r.same
	return d.readLog(ctx, followed.ID, options, r)
}

// logReader hands on entries of a log, and remembers up to where.
type logReader struct {
	opt     driver.LogOptions
	read    func(io.Reader, func(driver.LogLine) bool) error
	yield   func(driver.LogLine) bool
	stamped bool // entries begin with their times
	left    bool // nobody wants more

	last string // time of the last entry, as the engine writes it
	same int    // how many of the last entries have that time
	// skip is the time of entries that are not handed on, count how many of them.
	skip  string
	count int
}

func (r *logReader) take(line driver.LogLine) bool {
	if r.stamped {
		stamp, text, ok := strings.Cut(line.Text, " ")
		if t, err := time.Parse(time.RFC3339Nano, stamp); ok && err == nil {
			line.Text = text
			if r.opt.Timestamps {
				line.Time = t
			}
			if stamp == r.skip && r.count > 0 {
				r.count--
				return true
			}
			if stamp != r.last {
				r.last, r.same = stamp, 0
			}
			r.same++
		}
	}
	r.left = !r.yield(line)
	return !r.left
}

// maxFrame bounds what a frame may claim to hold: an engine's are of 16 KiB and a time.
const maxFrame = 64 << 20

// readFrames reads the two streams of a container without a terminal. Each frame is one entry of
// the log: a line, or a part of a long one, which then has no line break.
func readFrames(in io.Reader, yield func(driver.LogLine) bool) error {
	r := bufio.NewReader(in)
	var head [8]byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		size := binary.BigEndian.Uint32(head[4:])
		if size > maxFrame {
			return fmt.Errorf("the log holds an entry of %d bytes, which cannot be", size)
		}
		text := make([]byte, size)
		if _, err := io.ReadFull(r, text); err != nil {
			return err
		}
		if head[0] > 2 { // the engine's own words: the log cannot be read on
			return errors.New(strings.TrimSpace(string(text)))
		}
		line, whole := strings.CutSuffix(string(text), "\n")
		if !yield(driver.LogLine{Text: line, Stderr: head[0] == 2, Partial: !whole}) {
			return nil
		}
	}
}

// readLines reads what a terminal was sent.
func readLines(in io.Reader, yield func(driver.LogLine) bool) error {
	for r := bufio.NewReader(in); ; {
		text, err := r.ReadString('\n')
		if text != "" {
			line, whole := strings.CutSuffix(text, "\n")
			if !yield(driver.LogLine{Text: strings.TrimSuffix(line, "\r"), Partial: !whole}) {
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
