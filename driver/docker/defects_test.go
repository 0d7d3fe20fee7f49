package docker_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/host"
	"github.com/google/go-cmp/cmp"
)

var up = plan.Options{Verb: plan.Up}

// TestConcurrentUps: several at once all succeed, and what they make is there once. docker
// compose's fail: on this engine each of them makes a network of the same name.
func TestConcurrentUps(t *testing.T) {
	t.Parallel()
	p := open(t, `
-- compose.yaml --
services:
  web:
    image: ck-probe
    depends_on: [db]
    networks: [front, back]
  db:
    image: ck-probe
    networks: [back]
    volumes: [data:/data]
  cache:
    image: ck-probe
    scale: 2
networks: {front: , back: }
volumes: {data: }
`)
	const many = 4
	errs := make([]error, many)
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() { _, errs[i] = p.try("compose.yaml", up) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for _, c := range p.all(p.name+"-web-1", p.name+"-db-1", p.name+"-cache-1", p.name+"-cache-2") {
		if c.Status != driver.StatusRunning {
			t.Errorf("%s is %s", c.Name, c.Status)
		}
	}
	state, err := p.d.Observe(t.Context(), driver.Selector{Project: p.name})
	if err != nil || len(state.Networks) != 3 || len(state.Volumes) != 1 {
		t.Errorf("there are %+v and %+v, %v", state.Networks, state.Volumes, err)
	}
	p.nothing("compose.yaml", up)
}

// TestAliasesAfterNetworkChange: a container that is moved to a network that was made anew has
// its names and its address there. docker compose attaches it without.
func TestAliasesAfterNetworkChange(t *testing.T) {
	t.Parallel()
	const files = `
-- compose.yaml --
services:
  web:
    image: ck-probe
    networks:
      front: {aliases: [www], ipv4_address: 10.231.%[1]d.9}
      back:
  other:
    image: ck-probe
    networks: [front]
networks:
  front:
    ipam: {config: [{subnet: 10.231.%[1]d.0/24}]}
  back:
`
	p := open(t, fmt.Sprintf(files, 20))
	p.do("compose.yaml", up)
	p.write(fmt.Sprintf(files, 21))
	p.do("compose.yaml", up)
	after := p.containers()
	for _, name := range []string{"web", "www", p.name + "-web-1"} {
		if got, code := p.inContainer(after["other-1"], "probe", "lookup", name); code != 0 || got != "10.231.21.9" {
			t.Errorf("%s is %q (%d)", name, got, code)
		}
	}
	p.nothing("compose.yaml", up)
}

// TestNetworkRollback: an up that makes a network anew, and then fails, is taken back: the network is as
// it was, and so is what was on it.
func TestNetworkRollback(t *testing.T) {
	t.Parallel()
	const files = `
-- compose.yaml --
services:
  web:
    image: ck-probe
    networks: {front: {aliases: [www], ipv4_address: 10.231.30.9}}
  other:
    image: ck-probe
    networks: [front]
    depends_on: [web]
    command: [%[2]q, wait]
    labels: {version: "%[1]d"}
networks:
  front:
    driver_opts: {com.docker.network.bridge.enable_icc: "true"}
    labels: {version: "%[1]d"}
    ipam: {config: [{subnet: 10.231.30.0/24, gateway: 10.231.30.%[1]d, aux_addresses: {a: 10.231.30.8}}]}
`
	p := open(t, fmt.Sprintf(files, 30, "/bin/probe"))
	p.do("compose.yaml", up)
	before := p.networkSpecs()
	p.write(fmt.Sprintf(files, 31, "/no/such/program"))
	x := p.executor()
	x.Rollback = true
	report, err := x.Converge(t.Context(), func(ctx context.Context) (*plan.Plan, *driver.State, error) { return p.plan(ctx, "compose.yaml", up) })
	if err == nil || !strings.Contains(err.Error(), "/no/such/program") || strings.Contains(err.Error(), "taking back") {
		t.Errorf("the up: %v", err)
	}
	if report.Undone["network:front/remove"].Phase != run.PhaseDone {
		t.Errorf("of the removal of the network there is taken back: %+v", report.Undone["network:front/remove"])
	}
	if diff := cmp.Diff(p.networkSpecs(), before); diff != "" {
		t.Errorf("the networks are others:\n%s", diff)
	}
	after := p.containers()
	if got, code := p.inContainer(after["other-1"], "probe", "lookup", "www"); code != 0 || got != "10.231.30.9" {
		t.Errorf("www is %q (%d)", got, code)
	}
	p.write(fmt.Sprintf(files, 30, "/bin/probe"))
	p.nothing("compose.yaml", up)
}

// networkSpecs are what the networks of the project could be made anew with.
func (p *project) networkSpecs() []*driver.NetworkSpec {
	p.t.Helper()
	state, err := p.d.Observe(p.t.Context(), driver.Selector{Project: p.name, Specs: true})
	if err != nil {
		p.t.Fatal(err)
	}
	var out []*driver.NetworkSpec
	for _, n := range state.Networks {
		out = append(out, n.Spec)
	}
	return out
}

// TestVolumesFromMode: what a service takes of another's volumes to read only, it cannot write.
func TestVolumesFromMode(t *testing.T) {
	t.Parallel()
	p := open(t, `
-- compose.yaml --
services:
  db: {image: ck-probe, volumes: [data:/data, /scratch]}
  backup: {image: ck-probe, volumes_from: ["db:ro"]}
  mate: {image: ck-probe, volumes_from: ["db:rw"]}
volumes: {data: {}}
`)
	p.do("compose.yaml", up)
	p.nothing("compose.yaml", up)
	for service, readOnly := range map[string]bool{"db": false, "backup": true, "mate": false} {
		c := p.containers()[service+"-1"]
		if len(c.Mounts) != 2 {
			t.Errorf("%s has %+v", service, c.Mounts)
		}
		for _, m := range c.Mounts {
			if m.ReadOnly != readOnly {
				t.Errorf("%s: read-only is %t of %s", service, m.ReadOnly, m.Target)
			}
		}
		if _, code := p.inContainer(c, "touch", "/data/"+service); (code != 0) != readOnly {
			t.Errorf("%s: writing ends with %d", service, code)
		}
	}
}

// TestInterruptedUpIsHealed ends an up that replaces a container after each of its steps. The
// next one leaves no container under a temporary name, and all running, as docker compose's
// does not.
func TestInterruptedUpIsHealed(t *testing.T) {
	t.Parallel()
	const files = `
-- compose.yaml --
services:
  web:
    image: ck-probe
    labels: {version: "%d"}
    stop_grace_period: 1s
  front:
    image: ck-probe
    depends_on: {web: {condition: service_started, restart: true}}
`
	p := open(t, fmt.Sprintf(files, 0))
	p.do("compose.yaml", up)
	for n, steps := 1, 1; n <= steps; n++ {
		p.write(fmt.Sprintf(files, n))
		made, _, err := p.plan(t.Context(), "compose.yaml", up)
		if err != nil {
			t.Fatal(err)
		}
		if steps = len(made.Steps); steps < 4 {
			t.Fatalf("replacing a container is %s", made)
		}
		made.Steps = made.Steps[:n]
		if _, err := p.executor().Run(t.Context(), made); err != nil {
			t.Fatal(err)
		}
		p.do("compose.yaml", up)
		for _, c := range p.all(p.name+"-web-1", p.name+"-front-1") {
			if c.Status != driver.StatusRunning {
				t.Errorf("after %d of %d steps and another up %s is %s", n, steps, c.Name, c.Status)
			}
		}
		p.nothing("compose.yaml", up)
	}
}

// TestCancelledUpIsHealed cancels an up while one of its operations is under way, every other in turn: package run does so
// with all operations of many projects, on the simulator.
func TestCancelledUpIsHealed(t *testing.T) {
	t.Parallel()
	p := open(t, `
-- compose.yaml --
services:
  web:
    image: ck-probe
    depends_on: {db: {condition: service_healthy}}
    networks: [one, two]
  db:
    image: ck-probe
    healthcheck: {test: [CMD, probe, exists, /bin/probe], interval: 500ms}
    volumes: [data:/data]
    networks: [one]
networks: {one: , two: }
volumes: {data: }
`)
	for n := 1; ; n += 2 {
		ctx, cancel := context.WithCancel(t.Context())
		x := p.executor()
		begun := 0
		x.Notify = func(ev run.Event) {
			if ev.Phase == run.PhaseStarted {
				if begun++; begun == n {
					time.AfterFunc(5*time.Millisecond, cancel)
				}
			}
		}
		_, err := x.Converge(ctx, func(ctx context.Context) (*plan.Plan, *driver.State, error) { return p.plan(ctx, "compose.yaml", up) })
		cancel()
		if begun < n {
			break // it came to its end
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled in step %d: %v", n, err)
		}
		p.do("compose.yaml", up)
		for _, c := range p.all(p.name+"-web-1", p.name+"-db-1") {
			if c.Status != driver.StatusRunning {
				t.Errorf("cancelled in step %d, after another up %s is %s", n, c.Name, c.Status)
			}
		}
		p.nothing("compose.yaml", up)
		p.do("compose.yaml", plan.Options{Verb: plan.Down, Volumes: true})
	}
}

// TestBadDays: what is said when an engine refuses, and that the next up converges when the
// reason is gone.
func TestBadDays(t *testing.T) {
	t.Parallel()
	p := open(t, `
-- compose.yaml --
services:
  web: {image: ck-probe, ports: ["127.0.0.1:28080:80"]}
  db: {image: ck-probe}
`)
	refuse := func(what string, opt plan.Options, kind error, words ...string) {
		t.Helper()
		_, err := p.try("compose.yaml", opt)
		if err == nil {
			t.Fatalf("%s: no error", what)
		}
		if kind != nil && !errors.Is(err, kind) {
			t.Errorf("%s: %v, want an error that is %v", what, err, kind)
		}
		for _, word := range append(words, "service web") {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: the error is %q, want %q in it", what, err, word)
			}
		}
	}

	taken, err := p.d.Do(t.Context(), &driver.CreateContainer{Name: p.name + "-web-1", Spec: driver.ContainerSpec{Image: "ck-probe"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	remove := &driver.RemoveContainer{Container: driver.Ref{ID: taken.ID}, Force: true}
	defer p.d.Do(context.Background(), remove, nil)
	refuse("name taken", up, nil, p.name+"-web-1", "taken", "compose.yaml:2:")
	if left := p.containers(); len(left) > 0 {
		t.Errorf("although nothing could come of it there are %v", left)
	}
	if _, err := p.d.Do(t.Context(), remove, nil); err != nil {
		t.Fatal(err)
	}

	other, err := p.d.Do(t.Context(), &driver.CreateContainer{Name: p.name + "-port", Spec: driver.ContainerSpec{
		Image: "ck-probe", Exposed: []string{"80/tcp"}, Ports: map[string][]driver.PortBinding{"80/tcp": {{HostIP: "127.0.0.1", Port: "28080"}}},
	}}, nil)
	if err == nil {
		_, err = p.d.Do(t.Context(), &driver.StartContainer{Container: driver.Ref{ID: other.ID}}, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	remove = &driver.RemoveContainer{Container: driver.Ref{ID: other.ID}, Force: true}
	defer p.d.Do(context.Background(), remove, nil)
	refuse("port taken", up, driver.ErrConflict, "28080", "allocated")
	if c := p.containers()["db-1"]; c.Status != driver.StatusRunning {
		t.Errorf("the other service is %s", c.Status)
	}
	if _, err := p.d.Do(t.Context(), remove, nil); err != nil {
		t.Fatal(err)
	}
	p.do("compose.yaml", up)
	p.nothing("compose.yaml", up)

	p.write(`
-- compose.yaml --
services:
  web: {image: ck-no-such-image, pull_policy: never}
  db: {image: ck-probe}
`)
	if _, err := p.try("compose.yaml", up); err == nil || !strings.Contains(err.Error(), "ck-no-such-image") || !strings.Contains(err.Error(), "web") {
		t.Errorf("image missing: %v", err)
	}
	if c := p.containers()["web-1"]; c.Status != driver.StatusRunning {
		t.Errorf("without its new image the old container is %s", c.Status)
	}
}

// TestEngineDies loses the engine in the middle of an up, after each number of requests that
// change something.
func TestEngineDies(t *testing.T) {
	t.Parallel()
	p := open(t, `
-- compose.yaml --
services:
  web: {image: ck-probe, depends_on: [db]}
  db: {image: ck-probe}
`)
	address, ok := strings.CutPrefix(enginetest.Host(t), "unix://")
	if !ok {
		t.Skip("the engine is not at a socket")
	}
	for n := int32(0); n < 5; n++ {
		flaky := passOn(t, address, n)
		d, err := docker.Open(docker.Options{Host: "unix://" + flaky, ConfigDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		cut := *p
		cut.d = d
		x := run.Executor{Driver: d, Clock: host.Clock{}}
		ctx, cancel := context.WithTimeout(t.Context(), enginetest.Patience)
		_, err = x.Converge(ctx, func(ctx context.Context) (*plan.Plan, *driver.State, error) { return cut.plan(ctx, "compose.yaml", up) })
		cancel()
		if !errors.Is(err, driver.ErrUnavailable) || !strings.Contains(err.Error(), flaky) {
			t.Errorf("after %d changes the engine is lost: %v", n, err)
		}
		p.do("compose.yaml", up)
		p.nothing("compose.yaml", up)
		p.do("compose.yaml", plan.Options{Verb: plan.Down})
	}
}

var changes = regexp.MustCompile(`^(POST|DELETE|PUT) /`)

// passOn is a socket that passes on to another until so many changes have been asked for, and
// then is gone.
func passOn(t *testing.T, to string, changesLeft int32) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ck")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "s")
	l, err := net.Listen("unix", name)
	if err != nil {
		t.Fatal(err)
	}
	var (
		left  atomic.Int32
		mu    sync.Mutex
		conns []net.Conn
	)
	left.Store(changesLeft)
	die := func() {
		mu.Lock()
		defer mu.Unlock()
		l.Close()
		for _, c := range conns {
			c.Close()
		}
	}
	t.Cleanup(func() { die(); os.RemoveAll(dir) })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", to)
			if err != nil {
				in.Close()
				continue
			}
			mu.Lock()
			conns = append(conns, in, out)
			mu.Unlock()
			go func() { _, _ = io.Copy(in, out); in.Close() }()
			go func() {
				defer out.Close()
				buffer := make([]byte, 64<<10)
				for {
					n, err := in.Read(buffer)
					if err != nil {
						return
					}
					if changes.Match(buffer[:n]) && left.Add(-1) < 0 {
						die()
						return
					}
					if _, err := out.Write(slices.Clone(buffer[:n])); err != nil {
						return
					}
				}
			}()
		}
	}()
	return name
}
