package sim

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
)

// Logs yields what a container wrote: the Output of its runs. Of Since it knows times in full, and of Until
// nothing.
func (e *Engine) Logs(ctx context.Context, ref driver.Ref, opt driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	return func(yield func(driver.LogLine, error) bool) {
		var c *container
		next := 0
		since, _ := time.Parse(time.RFC3339Nano, opt.Since)
		for first := true; ; first = false {
			var lines []driver.LogLine
			over := false
			err := e.wait(ctx, func() (bool, error) {
				if c == nil {
					var err error
					if c, err = e.find(ref); err != nil {
						return false, err
					}
				}
				if first && opt.Tail != nil {
					next = max(0, len(c.log)-*opt.Tail)
				}
				lines = slices.Clone(c.log[next:])
				next = len(c.log)
				_, exists := e.containers[c.id]
				over = !opt.Follow || !exists || c.proc == nil && c.status != driver.StatusRestarting
				return over || len(lines) > 0, nil
			})
			for _, line := range lines {
				if line.Time.Before(since) {
					continue
				}
				if !opt.Timestamps {
					line.Time = time.Time{}
				}
				if !yield(line, nil) {
					return
				}
			}
			if err != nil {
				if !errors.Is(err, ctx.Err()) {
					yield(driver.LogLine{}, err)
				}
				return
			}
			if over {
				return
			}
		}
	}
}

// Attach writes what a container writes from now on until it ends.
func (e *Engine) Attach(ctx context.Context, ref driver.Ref, stdio driver.Stdio, ready func()) error {
	var c *container
	next := 0
	err := e.wait(ctx, func() (bool, error) {
		var err error
		if c, err = e.find(ref); err == nil {
			next = len(c.log)
		}
		return err == nil, err
	})
	if err != nil {
		return err
	}
	if ready != nil {
		ready()
	}
	ran := false
	for over := false; !over; {
		var lines []driver.LogLine
		err := e.wait(ctx, func() (bool, error) {
			lines = slices.Clone(c.log[next:])
			next = len(c.log)
			ran = ran || c.proc != nil || len(lines) > 0
			_, exists := e.containers[c.id]
			over = !exists || ran && c.proc == nil
			return over || len(lines) > 0, nil
		})
		if err != nil {
			return err
		}
		for _, line := range lines {
			if stdio.Out != nil {
				if _, err := io.WriteString(stdio.Out, line.Text+"\n"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Exec runs a command as the Behaviour of the container answers it.
func (e *Engine) Exec(ctx context.Context, cmd driver.ExecContainer, stdio driver.Stdio, detach bool) (int, error) {
	if err := e.ready(ctx); err != nil {
		return 0, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(cmd.Container)
	if err != nil {
		return 0, err
	}
	code, output, err := e.exec(c, cmd.Command)
	if err != nil || detach {
		return 0, err
	}
	if stdio.Out != nil {
		_, err = io.WriteString(stdio.Out, output)
	}
	return code, err
}

// Wait returns the exit code of a container once it does not run.
func (e *Engine) Wait(ctx context.Context, ref driver.Ref) (code int, err error) {
	var c *container
	err = e.wait(ctx, func() (bool, error) {
		if c == nil {
			if c, err = e.find(ref); err != nil {
				return false, err
			}
		}
		code = c.exitCode
		return c.proc == nil && c.status != driver.StatusRestarting, nil
	})
	return code, err
}

// CopyTo unpacks an archive in a directory of a container.
func (e *Engine) CopyTo(ctx context.Context, ref driver.Ref, dir string, archive io.Reader, opt driver.CopyOptions) error {
	var files []driver.File
	for r := tar.NewReader(archive); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("archive: %w: %w", err, driver.ErrInvalid)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return fmt.Errorf("archive: %w: %w", err, driver.ErrInvalid)
		}
		f := driver.File{Target: path.Join(dir, h.Name), Mode: uint32(h.Mode), Content: content}
		if opt.KeepOwner {
			f.UID, f.GID = h.Uid, h.Gid
		}
		files = append(files, f)
	}
	_, err := e.Do(ctx, &driver.CopyInto{Container: ref, Files: files}, nil)
	return err
}

// filesBelow are the files of a container at a path or below it, by target.
func (e *Engine) filesBelow(ctx context.Context, ref driver.Ref, name string) ([]driver.File, error) {
	if err := e.ready(ctx); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(ref)
	if err != nil {
		return nil, err
	}
	name = path.Clean(name)
	var out []driver.File
	for target, f := range c.files {
		if target == name || strings.HasPrefix(target, strings.TrimSuffix(name, "/")+"/") {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s in container %s: %w", name, c.name, driver.ErrNotFound)
	}
	slices.SortFunc(out, func(a, b driver.File) int { return strings.Compare(a.Target, b.Target) })
	return out, nil
}

// CopyFrom packs a path of a container.
func (e *Engine) CopyFrom(ctx context.Context, ref driver.Ref, name string) (io.ReadCloser, error) {
	files, err := e.filesBelow(ctx, ref, name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		inside := path.Join(path.Base(name), strings.TrimPrefix(f.Target, path.Clean(name)))
		h := &tar.Header{Name: inside, Typeflag: tar.TypeReg, Mode: int64(f.Mode), Uid: f.UID, Gid: f.GID, Size: int64(len(f.Content))}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Content); err != nil {
			return nil, err
		}
	}
	return io.NopCloser(&b), w.Close()
}

// Stat tells what is at a path of a container.
func (e *Engine) Stat(ctx context.Context, ref driver.Ref, name string) (driver.FileStat, error) {
	files, err := e.filesBelow(ctx, ref, name)
	if err != nil {
		return driver.FileStat{}, err
	}
	return driver.FileStat{Name: path.Base(name), Dir: files[0].Target != path.Clean(name)}, nil
}
