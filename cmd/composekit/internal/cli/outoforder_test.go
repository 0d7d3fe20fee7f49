package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// outOfOrder is an engine that one call fails of, the one with the number.
type outOfOrder struct {
	gifted
	calls, number int
}

var errOutOfOrder = errors.New("the engine is out of order")

func (o *outOfOrder) next() error {
	o.calls++
	if o.calls == o.number {
		return errOutOfOrder
	}
	return nil
}

func (o *outOfOrder) Info(ctx context.Context) (driver.Info, error) {
	if err := o.next(); err != nil {
		return driver.Info{}, err
	}
	return o.gifted.Info(ctx)
}

func (o *outOfOrder) Observe(ctx context.Context, sel driver.Selector) (*driver.State, error) {
	if err := o.next(); err != nil {
		return nil, err
	}
	return o.gifted.Observe(ctx, sel)
}

func (o *outOfOrder) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	if err := o.next(); err != nil {
		return driver.Result{}, err
	}
	return o.gifted.Do(ctx, op, report)
}

func (o *outOfOrder) Logs(ctx context.Context, ref driver.Ref, opt driver.LogOptions) iter.Seq2[driver.LogLine, error] {
	if err := o.next(); err != nil {
		return func(yield func(driver.LogLine, error) bool) { yield(driver.LogLine{}, err) }
	}
	return o.gifted.Logs(ctx, ref, opt)
}

func (o *outOfOrder) CopyTo(ctx context.Context, ref driver.Ref, dir string, archive io.Reader, opt driver.CopyOptions) error {
	if err := o.next(); err != nil {
		return err
	}
	return o.gifted.CopyTo(ctx, ref, dir, archive, opt)
}

func (o *outOfOrder) CopyFrom(ctx context.Context, ref driver.Ref, name string) (io.ReadCloser, error) {
	if err := o.next(); err != nil {
		return nil, err
	}
	return o.gifted.CopyFrom(ctx, ref, name)
}

func (o *outOfOrder) Stat(ctx context.Context, ref driver.Ref, name string) (driver.FileStat, error) {
	if err := o.next(); err != nil {
		return driver.FileStat{}, err
	}
	return o.gifted.Stat(ctx, ref, name)
}

func (o *outOfOrder) Export(ctx context.Context, c driver.Ref) (io.ReadCloser, error) {
	if err := o.next(); err != nil {
		return nil, err
	}
	return o.gifted.Export(ctx, c)
}

func (o *outOfOrder) Commit(ctx context.Context, c driver.Ref, opt driver.CommitOptions) (string, error) {
	if err := o.next(); err != nil {
		return "", err
	}
	return o.gifted.Commit(ctx, c, opt)
}

// TestOutOfOrder: whichever call of a command the engine fails with, the command ends with status 1, and says what the engine
// said.
func TestOutOfOrder(t *testing.T) {
	const compose = `
name: shop
services:
  web: {image: server, volumes: ["data:/data"], ports: ["8080:80"]}
  job: {image: job}
volumes: {data: }
`
	for _, command := range []string{
		"ls", "ps", "ps -q", "ps --services", "images", "images -q", "port web", "port web 80", "volumes", "volumes web", "logs --index 1 web",
		"cp FILE web:/data/x", "cp web:/data/file OUT", "export web", "commit web", "plan", "create",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			for n, reached := 1, true; reached; n++ {
				dir := t.TempDir()
				for name, text := range map[string]string{"compose.yaml": compose, "file": "content\n"} {
					if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				engine := newSim()
				run := func(d driver.Driver, args ...string) (int, string) {
					var errs bytes.Buffer
					status := Run(context.Background(), args, Machine{
						Streams: Streams{In: strings.NewReader(""), Out: io.Discard, Err: &errs}, Dir: dir, Environ: []string{"HOME=" + dir},
						Open: func(context.Context, EngineOptions) (driver.Driver, error) { return d, nil },
					})
					return status, errs.String()
				}
				for _, args := range [][]string{{"up", "-d"}, {"cp", "file", "web:/data/file"}} {
					if status, errs := run(engine, args...); status != ok {
						t.Fatalf("%v: %s", args, errs)
					}
				}
				broken := &outOfOrder{gifted: gifted{Engine: engine}, number: n}
				status, errs := run(broken, strings.Fields(strings.NewReplacer("FILE", "file", "OUT", "out").Replace(command))...)
				reached = broken.calls >= n
				if reached && (status != failed || !strings.Contains(errs, errOutOfOrder.Error())) || !reached && status != ok {
					t.Errorf("call %d of %d: status %d, %s", n, broken.calls, status, errs)
				}
			}
		})
	}
}
