package drivertest

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
)

// ability is an ability that the driver has; the test is skipped if it has not.
func ability[T any](x *tester) T {
	x.Helper()
	t, ok := driver.As[T](x.Driver)
	if !ok {
		x.Skipf("the driver is no %T", &t)
	}
	return t
}

// lines reads a log to its end.
func (x *tester) lines(c driver.Ref, opt driver.LogOptions) (out []string) {
	x.Helper()
	for line, err := range ability[driver.Logger](x).Logs(x.ctx, c, opt) {
		if err != nil {
			x.Fatal(err)
		}
		if line.Stderr || opt.Timestamps == line.Time.IsZero() {
			x.Errorf("the line is %+v, read with %+v", line, opt)
		}
		out = append(out, line.Text)
	}
	return out
}

var printed = []string{"one", "two", "three"}

func testLogs(x *tester) {
	ability[driver.Logger](x)
	w := x.run("web", x.Images.Prints)
	x.await("all lines are written", func() bool { return len(x.lines(w, driver.LogOptions{})) == 3 })
	if got := x.lines(w, driver.LogOptions{}); !slices.Equal(got, printed) {
		x.Errorf("the lines are %q", got)
	}
	two, none := 2, 0
	if got := x.lines(w, driver.LogOptions{Tail: &two, Timestamps: true}); !slices.Equal(got, printed[1:]) {
		x.Errorf("the last two lines are %q", got)
	}
	if got := x.lines(w, driver.LogOptions{Tail: &none}); len(got) > 0 {
		x.Errorf("the last no lines are %q", got)
	}
	gone := driver.Ref{Name: x.project + "-none"}
	for _, err := range ability[driver.Logger](x).Logs(x.ctx, gone, driver.LogOptions{}) {
		if !errors.Is(err, driver.ErrNotFound) {
			x.Errorf("the log of no container: error %v", err)
		}
	}
}

func testLogsFollow(x *tester) {
	logger := ability[driver.Logger](x)
	w := x.run("web", x.Images.Prints)
	var got []string
	ctx, cancel := context.WithTimeout(x.ctx, x.Patience)
	defer cancel()
	for line, err := range logger.Logs(ctx, w, driver.LogOptions{Follow: true}) {
		if err != nil {
			x.Fatal(err)
		}
		got = append(got, line.Text)
		if len(got) == len(printed) {
			x.do(&driver.StopContainer{Container: w})
		}
	}
	if !slices.Equal(got, printed) || ctx.Err() != nil {
		x.Errorf("the lines are %q; the log ended with the container: %v", got, ctx.Err() == nil)
	}
}

func testAttach(x *tester) {
	attacher := ability[driver.Attacher](x)
	w := x.create("web", x.Images.Prints)
	var out bytes.Buffer
	ready, done := make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithTimeout(x.ctx, x.Patience)
	defer cancel()
	written := &lineCounter{w: &out, lines: make(chan struct{}, 3)}
	go func() { done <- attacher.Attach(ctx, w, driver.Stdio{Out: written}, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-done:
		x.Fatalf("attaching ended before it was ready: %v", err)
	}
	x.changes(&driver.StartContainer{Container: w})
	for range 3 {
		select {
		case <-written.lines:
		case <-ctx.Done():
			x.Fatal("the lines do not come")
		}
	}
	x.do(&driver.StopContainer{Container: w})
	if err := <-done; err != nil {
		x.Error(err)
	}
	if got := strings.Fields(out.String()); !slices.Equal(got, printed) {
		x.Errorf("the lines are %q", got)
	}
}

// lineCounter tells of each line that is written.
type lineCounter struct {
	w     io.Writer
	lines chan struct{}
}

func (l *lineCounter) Write(b []byte) (int, error) {
	n, err := l.w.Write(b)
	for range bytes.Count(b, []byte("\n")) {
		select {
		case l.lines <- struct{}{}:
		default:
		}
	}
	return n, err
}

func testExec(x *tester) {
	execer := ability[driver.Execer](x)
	w := x.run("web", x.Images.Forever)
	var out bytes.Buffer
	code, err := execer.Exec(x.ctx, driver.ExecContainer{Container: w, Command: x.Images.Hello}, driver.Stdio{Out: &out}, false)
	if err != nil || code != 0 || strings.TrimSpace(out.String()) != "hello" {
		x.Errorf("the command ended with %d, %v and wrote %q", code, err, &out)
	}
	if code, err = execer.Exec(x.ctx, driver.ExecContainer{Container: w, Command: x.Images.Fails}, driver.Stdio{}, false); err != nil || code != 3 {
		x.Errorf("the command ended with %d, %v, want 3", code, err)
	}
	if code, err = execer.Exec(x.ctx, driver.ExecContainer{Container: w, Command: x.Images.Fails}, driver.Stdio{}, true); err != nil || code != 0 {
		x.Errorf("the detached command gave %d, %v", code, err)
	}
}

func testWait(x *tester) {
	waiter := ability[driver.Waiter](x)
	w := x.run("web", x.Images.Stubborn)
	ctx, cancel := context.WithTimeout(x.ctx, 300*time.Millisecond)
	defer cancel()
	if _, err := waiter.Wait(ctx, w); err == nil {
		x.Error("the end of a container that runs was seen")
	}
	var done sync.WaitGroup
	done.Go(func() {
		if code, err := waiter.Wait(x.ctx, w); code != 137 || err != nil {
			x.Errorf("the end is %d, %v, want 137", code, err)
		}
	})
	pass(x.ctx, 100*time.Millisecond)
	x.do(&driver.KillContainer{Container: w})
	done.Wait()
	if code, err := waiter.Wait(x.ctx, w); code != 137 || err != nil {
		x.Errorf("the end of a container that has ended is %d, %v, want 137", code, err)
	}
	if _, err := waiter.Wait(x.ctx, driver.Ref{Name: x.project + "-none"}); !errors.Is(err, driver.ErrNotFound) {
		x.Errorf("the end of no container: error %v", err)
	}
}

// wantFile looks at a file of a container, if the driver copies files.
func (x *tester) wantFile(c driver.Ref, name, want string) {
	x.Helper()
	copier, ok := driver.As[driver.Copier](x.Driver)
	if !ok {
		return
	}
	r, err := copier.CopyFrom(x.ctx, c, name)
	if err != nil {
		x.Fatal(err)
	}
	defer r.Close()
	archive := tar.NewReader(r)
	h, err := archive.Next()
	if err != nil {
		x.Fatal(err)
	}
	got, err := io.ReadAll(archive)
	if base := name[strings.LastIndex(name, "/")+1:]; err != nil || h.Name != base || string(got) != want {
		x.Errorf("in the archive of %s there is %s with %q, %v, want %q", name, h.Name, got, err, want)
	}
}

func testCopy(x *tester) {
	copier := ability[driver.Copier](x)
	w := x.create("web", x.Images.Forever)
	var b bytes.Buffer
	archive := tar.NewWriter(&b)
	if err := archive.WriteHeader(&tar.Header{Name: "note.txt", Typeflag: tar.TypeReg, Mode: 0o644, Size: 5}); err != nil {
		x.Fatal(err)
	}
	if _, err := archive.Write([]byte("hello")); err != nil {
		x.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		x.Fatal(err)
	}
	if err := copier.CopyTo(x.ctx, w, "/", &b, driver.CopyOptions{}); err != nil {
		x.Fatal(err)
	}
	x.wantFile(w, "/note.txt", "hello")
	if s, err := copier.Stat(x.ctx, w, "/note.txt"); err != nil || s.Name != "note.txt" || s.Dir {
		x.Errorf("at /note.txt there is %+v, %v", s, err)
	}
	if s, err := copier.Stat(x.ctx, w, "/"); err != nil || !s.Dir {
		x.Errorf("at / there is %+v, %v", s, err)
	}
	if _, err := copier.Stat(x.ctx, w, "/none"); !errors.Is(err, driver.ErrNotFound) || !strings.HasPrefix(err.Error(), "/none in container") {
		x.Errorf("at /none: error %v", err)
	}
	if _, err := copier.CopyFrom(x.ctx, w, "/none"); !errors.Is(err, driver.ErrNotFound) {
		x.Errorf("copying /none: error %v", err)
	}
}

func testListImages(x *tester) {
	images := ability[driver.Images](x)
	all, err := images.ListImages(x.ctx, nil)
	if err != nil {
		x.Fatal(err)
	}
	id := x.observe(driver.Selector{Images: []string{x.Images.Forever}}).Images[x.Images.Forever].ID
	if !slices.ContainsFunc(all, func(i driver.Image) bool { return i.ID == id }) {
		x.Errorf("%s is not among the images", x.Images.Forever)
	}
	none, err := images.ListImages(x.ctx, driver.Labels{driver.LabelProject: x.project})
	if err != nil || len(none) > 0 {
		x.Errorf("the images of a project that has none are %+v, %v", none, err)
	}
}

func testPin(x *tester) {
	pinner := ability[driver.Pinner](x)
	if x.Images.Pull == "" {
		x.Skip("there is no registry")
	}
	pinned, err := pinner.Pin(x.ctx, x.Images.Pull)
	if err != nil {
		x.Fatal(err)
	}
	if name, digest, ok := strings.Cut(pinned, "@"); !ok || !strings.Contains(name, x.Images.Pull) || !strings.Contains(digest, ":") {
		x.Errorf("%s is pinned as %s", x.Images.Pull, pinned)
	}
	if again, err := pinner.Pin(x.ctx, pinned); err != nil || again[strings.Index(again, "@"):] != pinned[strings.Index(pinned, "@"):] {
		x.Errorf("%s is pinned as %s, %v", pinned, again, err)
	}
	if _, err := pinner.Pin(x.ctx, x.Images.Pull+"-none"); !errors.Is(err, driver.ErrNotFound) {
		x.Errorf("pinning no image: error %v", err)
	}
}

func testLock(x *tester) {
	locker := ability[driver.Locker](x)
	unlock, err := locker.Lock(x.ctx, x.project)
	if err != nil {
		x.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(x.ctx, 100*time.Millisecond)
	defer cancel()
	if _, err := locker.Lock(ctx, x.project); err == nil {
		x.Fatal("two have the lock of a project")
	}
	unlock()
	again, err := locker.Lock(x.ctx, x.project)
	if err != nil {
		x.Fatal(err)
	}
	again()
}
