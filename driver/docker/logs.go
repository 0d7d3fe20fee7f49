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
	"github.com/moby/moby/client"
)

// Logs yields the lines of a container.
func (d *Driver) Logs(ctx context.Context, c driver.Ref, opt driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	return func(yield func(driver.LogLine, error) bool) {
		in, err := d.inspect(ctx, c)
		if err != nil {
			yield(driver.LogLine{}, err)
			return
		}
		options := client.ContainerLogsOptions{
			ShowStdout: true, ShowStderr: true, Follow: opt.Follow,
			Since: opt.Since, Until: opt.Until, Timestamps: opt.Timestamps,
		}
		if opt.Tail != nil {
			options.Tail = strconv.Itoa(*opt.Tail)
		}
		stream, err := d.api.ContainerLogs(ctx, in.ID, options)
		if err != nil {
			yield(driver.LogLine{}, d.fail(err))
			return
		}
		defer stream.Close()
		read := readFrames
		if in.Config.Tty {
			read = readLines
		}
		err = read(stream, func(line driver.LogLine) bool {
			if opt.Timestamps {
				line.Time, line.Text = cutTime(line.Text)
			}
			return yield(line, nil)
		})
		if err != nil && ctx.Err() == nil {
			yield(driver.LogLine{}, d.fail(err))
		}
	}
}

// cutTime takes the time off the front of a line.
func cutTime(text string) (time.Time, string) {
	stamp, rest, _ := strings.Cut(text, " ")
	t, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil {
		return time.Time{}, text
	}
	return t, rest
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
