package docker_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
)

// started makes and starts a container of a project.
func started(t *testing.T, d *docker.Driver, project string, spec driver.ContainerSpec) driver.Ref {
	t.Helper()
	c := created(t, d, project, spec)
	if _, err := d.Do(t.Context(), &driver.StartContainer{Container: c}, nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func created(t *testing.T, d *docker.Driver, project string, spec driver.ContainerSpec) driver.Ref {
	t.Helper()
	spec.Image, spec.NetworkMode = "ck-probe", "none"
	spec.Labels = labels(project, "web", "1")
	made, err := d.Do(t.Context(), &driver.CreateContainer{Name: project + "-web-1", Spec: spec}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return driver.Ref{ID: made.ID, Name: project + "-web-1"}
}

func begin(t *testing.T) (*docker.Driver, string) {
	t.Helper()
	d := enginetest.Open(t)
	enginetest.Images(t, "ck-probe")
	return d, enginetest.Project(t, d)
}

// TestLogStreams: which stream a line was written to, when, and lines that are longer than what
// an engine keeps in one entry.
func TestLogStreams(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{Command: []string{"sh", "-c", `
		echo one; sleep 0.2; echo two >&2; sleep 0.2; printf three
		sleep 0.2; head -c 20000 /dev/zero | tr '\0' x`}})
	if _, err := d.Wait(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	var got []string
	long := 0
	var last time.Time
	for line, err := range d.Logs(t.Context(), c, driver.LogOptions{Timestamps: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if line.Time.Before(last) || time.Since(line.Time) > time.Hour {
			t.Errorf("the time of %.20q is %v, after %v", line.Text, line.Time, last)
		}
		last = line.Time
		if strings.Contains(line.Text, "x") {
			long += strings.Count(line.Text, "x")
			continue
		}
		got = append(got, line.Text)
		if line.Stderr != (line.Text == "two") {
			t.Errorf("%+v is of the wrong stream", line)
		}
	}
	if !slices.Equal(got, []string{"one", "two"}) || long != 20000 {
		t.Errorf("the lines are %q, and %d of 20000 characters of the long one", got, long)
	}
}

// TestTerminal: a container with a terminal has one stream, and a size.
func TestTerminal(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{TTY: true, Stdin: true, Command: []string{"sh", "-c", `
		read code; n=0
		until busybox stty size | grep -x '33 77' || [ $((n+=1)) = 6000 ]; do sleep 0.1; done # it may arrive late
		exit $code`}})
	in, write := io.Pipe()
	var out bytes.Buffer
	size := make(chan driver.Size, 1)
	size <- driver.Size{Width: 77, Height: 33}
	done := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		done <- d.Attach(t.Context(), c, driver.Stdio{In: in, Out: &out, TTY: true, Resize: size}, func() { close(ready) })
	}()
	<-ready
	_, _ = io.WriteString(write, "4\n")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if code, err := d.Wait(t.Context(), c); code != 4 || err != nil {
		t.Errorf("it ended with %d, %v", code, err)
	}
	if !slices.Contains(strings.Split(out.String(), "\r\n"), "33 77") {
		t.Errorf("the terminal showed %q", out.String())
	}
	for line, err := range d.Logs(t.Context(), c, driver.LogOptions{}) {
		if err != nil || strings.HasSuffix(line.Text, "\r") {
			t.Errorf("a line is %q, %v", line.Text, err)
		}
	}
}

// TestInput: what is written to a command arrives there, and so does its end.
func TestInput(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{})
	var out, errs bytes.Buffer
	code, err := d.Exec(t.Context(), driver.ExecContainer{
		Container: c, Command: []string{"sh", "-c", `cat; echo "$A" >&2; id -u; pwd; exit 5`},
		Env: []string{"A=b"}, User: "nobody", WorkingDir: "/tmp",
	}, driver.Stdio{In: strings.NewReader("in\n"), Out: &out, Err: &errs}, false)
	if err != nil || code != 5 || out.String() != "in\n65534\n/tmp\n" || errs.String() != "b\n" {
		t.Errorf("the command ended with %d, %v and wrote %q and %q", code, err, &out, &errs)
	}
	code, err = d.Exec(t.Context(), driver.ExecContainer{Container: c, Command: []string{"no-such-program"}}, driver.Stdio{Out: &out}, false)
	// Engines before API 1.44 say that it could not be run, others that it was not found.
	if err != nil || code != 126 && code != 127 || !strings.Contains(out.String(), "no-such-program") {
		t.Errorf("a program that is not there ended with %d, %v and wrote %q", code, err, &out)
	}
}

// TestDetachKeys leave the process alone.
func TestDetachKeys(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{TTY: true, Stdin: true, Command: []string{"cat"}})
	in, write := io.Pipe()
	done := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		done <- d.Attach(t.Context(), c, driver.Stdio{In: in, Out: io.Discard, TTY: true, DetachKeys: "ctrl-x"}, func() { close(ready) })
	}()
	<-ready
	_, _ = write.Write([]byte{24})
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(enginetest.Patience):
		t.Fatal("the keys do not detach")
	}
	state, err := d.Observe(t.Context(), driver.Selector{Project: project})
	if err != nil || state.Containers[0].Status != driver.StatusRunning {
		t.Errorf("afterwards it is %+v, %v", state, err)
	}
}

func TestTopAndStats(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{Resources: driver.Resources{Memory: 64 << 20}})
	table, err := d.Top(t.Context(), c)
	if err != nil || len(table.Rows) != 1 || len(table.Columns) != len(table.Rows[0]) {
		t.Fatalf("the processes are %+v, %v", table, err)
	}
	if i := slices.Index(table.Columns, "CMD"); i < 0 || table.Rows[0][i] != "/bin/probe wait" {
		t.Errorf("the processes are %+v", table)
	}
	samples := 0
	for s, err := range d.Stats(t.Context(), c) {
		if err != nil {
			t.Fatal(err)
		}
		if s.MemoryLimit != 64<<20 || s.Memory <= 0 || s.Memory > s.MemoryLimit || s.Pids < 1 || s.Time.IsZero() {
			t.Errorf("a sample is %+v", s)
		}
		if samples++; samples == 2 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range d.Stats(ctx, c) {
		if err == nil {
			t.Error("a sample after the end")
		}
	}
}

// entries are those of an archive, each with what is in it.
func entries(t *testing.T, archive io.Reader) iter.Seq2[*tar.Header, io.Reader] {
	return func(yield func(*tar.Header, io.Reader) bool) {
		t.Helper()
		for r := tar.NewReader(archive); ; {
			h, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !yield(h, r) {
				return
			}
		}
	}
}

func TestExportAndCommit(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{})
	if _, err := d.Do(t.Context(), &driver.CopyInto{Container: c, Files: []driver.File{
		{Target: "/run/secrets/s", Mode: 0o440, UID: 3, GID: 4, Source: "secrets.s", Content: []byte("hush")},
	}}, nil); err != nil {
		t.Fatal(err)
	}
	stream, err := d.Export(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	found := false
	for h, content := range entries(t, stream) {
		if h.Name == "run/secrets/s" {
			text, _ := io.ReadAll(content)
			found = h.FileInfo().Mode() == 0o440 && h.Uid == 3 && h.Gid == 4 && string(text) == "hush"
			if !found {
				t.Errorf("the file is %+v with %q", h, text)
			}
		}
	}
	if !found {
		t.Error("the file is not in the archive")
	}
	tag := project + "-commit"
	id, err := d.Commit(t.Context(), c, driver.CommitOptions{
		Reference: tag, Comment: "why", Author: "who", Changes: []string{"ENV COMMITTED=1"}, Pause: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { enginetest.Remove(t, d, tag) })
	state, err := d.Observe(t.Context(), driver.Selector{Images: []string{tag}})
	if err != nil {
		t.Fatal(err)
	}
	if image := state.Images[tag]; image.ID != id || !slices.Contains(image.Config.Env, "COMMITTED=1") {
		t.Errorf("the image is %+v, want %s", image, id)
	}
}

// TestStopSignal: a signal of one's own, also with an engine that cannot be told one.
// TestOwners: of files that are written into a container of a user those are the user's that an owner was asked for, as the engine has
// it, and the others are root's.
func TestOwners(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{User: "1000"})
	if _, err := d.Do(t.Context(), &driver.CopyInto{Container: c, Files: []driver.File{
		{Target: "/f/root", Mode: 0o400, Owned: true, Content: []byte("a")},
		{Target: "/f/nobody", Mode: 0o400, Content: []byte("b")},
		{Target: "/f/user", Mode: 0o400, UID: 1000, Content: []byte("c")},
	}}, nil); err != nil {
		t.Fatal(err)
	}
	packed, err := d.CopyFrom(t.Context(), c, "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	got := map[string]int{}
	for h := range entries(t, packed) {
		got[h.Name] = h.Uid
	}
	for name, want := range map[string]int{"f/root": 1000, "f/nobody": 0, "f/user": 1000} {
		if uid, ok := got[name]; uid != want || !ok {
			t.Errorf("%s is the file of %d (%t), want %d", name, uid, ok, want)
		}
	}
}

func TestStopSignal(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := started(t, d, project, driver.ContainerSpec{Command: []string{"sh", "-c", "trap 'exit 9' USR1; trap '' TERM; echo ready; while :; do sleep 0.1; done"}})
	ready := func(times int) { // the traps are set
		t.Helper()
		for line, err := range d.Logs(t.Context(), c, driver.LogOptions{Follow: true}) {
			if err != nil {
				t.Fatal(err)
			}
			if line.Text == "ready" {
				times--
			}
			if times == 0 {
				return
			}
		}
		t.Fatal("it ended before it was ready")
	}
	ready(1)
	grace := enginetest.Patience
	stop := &driver.StopContainer{Container: c, Signal: "SIGUSR1", Timeout: &grace}
	for i := range 2 {
		out, err := d.Do(t.Context(), stop, nil)
		if err != nil || out.Unchanged != (i == 1) {
			t.Errorf("stop %d: %+v, %v", i, out, err)
		}
	}
	if code, err := d.Wait(t.Context(), c); code != 9 || err != nil {
		t.Errorf("it ended with %d, %v", code, err)
	}
	if _, err := d.Do(t.Context(), &driver.StartContainer{Container: c}, nil); err != nil {
		t.Fatal(err)
	}
	ready(2)
	grace = time.Second
	stop.Signal = "SIGTERM"
	if _, err := d.Do(t.Context(), stop, nil); err != nil {
		t.Error(err)
	}
	if code, err := d.Wait(t.Context(), c); code != 137 || err != nil {
		t.Errorf("it ended with %d, %v, want 137", code, err)
	}
}

// TestWaitForWhatCouldNotStart: why a container could not be started is told when it is; who waits for its end gets the code.
func TestWaitForWhatCouldNotStart(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	c := created(t, d, project, driver.ContainerSpec{Entrypoint: []string{"/nosuch"}})
	if _, err := d.Do(t.Context(), &driver.StartContainer{Container: c}, nil); err == nil {
		t.Fatal("it has been started")
	}
	if code, err := d.Wait(t.Context(), c); code != 127 || err != nil {
		t.Errorf("it ended with %d, %v, want 127", code, err)
	}
}

// TestMissing: errors of what is not there have a kind.
func TestMissing(t *testing.T) {
	t.Parallel()
	d, project := begin(t)
	none := driver.Ref{Name: project + "-none"}
	_, top := d.Top(t.Context(), none)
	_, export := d.Export(t.Context(), none)
	_, commit := d.Commit(t.Context(), none, driver.CommitOptions{})
	_, exec := d.Exec(t.Context(), driver.ExecContainer{Container: none, Command: []string{"true"}}, driver.Stdio{}, false)
	attach := d.Attach(t.Context(), none, driver.Stdio{}, nil)
	for what, err := range map[string]error{"top": top, "export": export, "commit": commit, "exec": exec, "attach": attach} {
		if !errors.Is(err, driver.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	stopped := created(t, d, project, driver.ContainerSpec{})
	if _, err := d.Exec(t.Context(), driver.ExecContainer{Container: stopped, Command: []string{"true"}}, driver.Stdio{}, false); !errors.Is(err, driver.ErrConflict) {
		t.Errorf("a command in a container that does not run: %v", err)
	}
}
