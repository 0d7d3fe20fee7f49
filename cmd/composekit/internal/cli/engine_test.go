package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// simImages are the images that scripts can use, by what their containers do.
func simImages() map[string]sim.Image {
	always := func(b sim.Behaviour) sim.Image { return sim.Image{Behave: sim.Always(b)} }
	return map[string]sim.Image{
		"server":   always(sim.Behaviour{Output: []string{"server starts", "server listens"}}),
		"other":    always(sim.Behaviour{}),
		"job":      always(sim.Behaviour{Output: []string{"job works"}, Exits: true, After: 100 * time.Millisecond}),
		"failing":  always(sim.Behaviour{Output: []string{"failing fails"}, Exits: true, After: 100 * time.Millisecond, Code: 3}),
		"sick":     always(sim.Behaviour{NeverHealthy: true}),
		"stubborn": always(sim.Behaviour{IgnoresSignals: true}),
	}
}

func newSim() *sim.Engine {
	return sim.New(sim.Config{Clock: host.Clock{}, Images: simImages(), Registry: map[string]sim.Image{"far": {}, "near": {}}})
}

// TestEngineScripts runs the scripts of testdata/engine, each with a simulated engine of its own. Besides
// testscript's own commands there is
//
//	ck ARGS…             run composekit, and check that it ends with status 0
//	status N ck ARGS…    run it, and check that it ends with status N
//	same FILE            as in the other scripts
//
// Variables of the process are those that the script sets in ENVIRON, with blanks between them. Standard input is what it
// sets in STDIN, with \n for line breaks, or the file that INPUT names. With TERMINAL standard output is a terminal, and NAME is
// the name by which the program is called.
func TestEngineScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/engine",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Values["engine"] = newSim()
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"ck": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg {
					ts.Fatalf("write status N ck ARGS...")
				}
				inProcess(ts, 0, args)
			},
			"status": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 2 || args[1] != "ck" {
					ts.Fatalf("usage: status N ck args...")
				}
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				inProcess(ts, want, args[2:])
			},
			"same": same,
		},
	})
}

// gifted is an engine whose containers all use the same, each sample more, and whose user has credentials.
type gifted struct {
	*sim.Engine
	credentials string
}

func (g gifted) Unwrap() driver.Driver { return g.Engine }

func (g gifted) Credentials(context.Context) ([]byte, error) {
	if g.credentials == "" {
		return nil, nil
	}
	return []byte(g.credentials), nil
}

func (gifted) Stats(context.Context, driver.Ref) iter.Seq2[driver.Sample, error] {
	return func(yield func(driver.Sample, error) bool) {
		for n := int64(1); yield(driver.Sample{CPUPercent: float64(n), Memory: n << 20, MemoryLimit: 100 << 20, NetworkIn: n * 1000, Pids: n}, nil); n++ {
		}
	}
}

// Top has one process for each container, but none for those that have ended by the time when they are asked for.
func (g gifted) Top(_ context.Context, c driver.Ref, _ ...string) (driver.Table, error) {
	if strings.Contains(c.Name, "ended") {
		return driver.Table{}, fmt.Errorf("container %s is not running: %w", c.Name, driver.ErrConflict)
	}
	return driver.Table{Columns: []string{"PID", "CMD"}, Rows: [][]string{{"7", "serve"}}}, nil
}

// Export gives the name of the container and its variables for an archive.
func (g gifted) Export(ctx context.Context, c driver.Ref) (io.ReadCloser, error) {
	state, err := g.Observe(ctx, driver.Selector{Containers: []string{c.Name}, Specs: true})
	if err != nil {
		return nil, err
	}
	text := "archive of " + c.Name + "\n"
	for _, x := range state.Containers {
		text += strings.Join(x.Spec.Env, "\n") + "\n"
	}
	return io.NopCloser(strings.NewReader(text)), nil
}

// Commit gives what it is asked for in place of the ID of an image.
func (gifted) Commit(_ context.Context, c driver.Ref, o driver.CommitOptions) (string, error) {
	return fmt.Sprintf("%s: reference %q, author %q, message %q, changes %q, pause %t", c.Name, o.Reference, o.Author, o.Comment, o.Changes, o.Pause), nil
}

// inProcess runs the program in this process, which has the engine.
func inProcess(ts *testscript.TestScript, want int, args []string) {
	var stdin strings.Builder
	if text := ts.Getenv("STDIN"); text != "" {
		stdin.WriteString(strings.ReplaceAll(text, `\n`, "\n"))
	}
	if name := ts.Getenv("INPUT"); name != "" {
		stdin.WriteString(ts.ReadFile(name))
	}
	m := Machine{
		Streams: Streams{In: strings.NewReader(stdin.String()), Out: ts.Stdout(), Err: ts.Stderr()},
		Dir:     ts.MkAbs("."), Name: ts.Getenv("NAME"),
		Environ: append(strings.Fields(ts.Getenv("ENVIRON")), "HOME="+ts.Getenv("HOME"), "COMPOSE_PROGRESS="+ts.Getenv("COMPOSE_PROGRESS")),
		Open: func(context.Context, EngineOptions) (driver.Driver, error) {
			return gifted{ts.Value("engine").(*sim.Engine), ts.Getenv("CREDENTIALS")}, nil
		},
	}
	if ts.Getenv("TERMINAL") != "" {
		m.OutWidth = 80
	}
	if got := Run(context.Background(), args, m); got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

// TestMeantBy: programs beside the engine are told by variables which engine the options mean.
func TestMeantBy(t *testing.T) {
	yes, no := true, false
	given := []string{"A=1", "DOCKER_HOST=tcp://env:1", "DOCKER_CONTEXT=env", "DOCKER_CONFIG=/env", "DOCKER_TLS_VERIFY=1"}
	for _, test := range []struct {
		options EngineOptions
		want    string
	}{
		{EngineOptions{}, "A=1 DOCKER_HOST=tcp://env:1 DOCKER_CONTEXT=env DOCKER_CONFIG=/env DOCKER_TLS_VERIFY=1"},
		{EngineOptions{Host: "tcp://mine:1", Context: "mine"}, "A=1 DOCKER_CONFIG=/env DOCKER_TLS_VERIFY=1 DOCKER_HOST=tcp://mine:1"},
		{EngineOptions{Context: "mine"}, "A=1 DOCKER_CONFIG=/env DOCKER_TLS_VERIFY=1 DOCKER_CONTEXT=mine"},
		{EngineOptions{ConfigDir: "/mine", TLS: true}, "A=1 DOCKER_HOST=tcp://env:1 DOCKER_CONTEXT=env DOCKER_TLS_VERIFY=1 DOCKER_CONFIG=/mine DOCKER_TLS=1"},
		{EngineOptions{Host: "h", TLSVerify: &yes}, "A=1 DOCKER_CONFIG=/env DOCKER_HOST=h DOCKER_TLS=1 DOCKER_TLS_VERIFY=1"},
		{EngineOptions{Host: "h", TLSVerify: &no}, "A=1 DOCKER_CONFIG=/env DOCKER_HOST=h DOCKER_TLS=1"},
	} {
		if got := strings.Join(test.options.meantBy(slices.Clone(given), ""), " "); got != test.want {
			t.Errorf("%+v gives %s", test.options, got)
		}
	}
}

// TestCertificatesBeside: programs beside the engine find the certificates that were given as single files in the directory
// that DOCKER_CERT_PATH names, and the others, where they are, too. It is gone when the program has ended.
func TestCertificatesBeside(t *testing.T) {
	given, config, yes := t.TempDir(), t.TempDir(), true
	put := func(dir, name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	put(config, "cert.pem", "configured certificate")
	put(config, "key.pem", "configured key")
	a := &app{Machine: Machine{Dir: t.TempDir(), Environ: []string{"HOME=" + config}}}
	a.global.engine = EngineOptions{Host: "tcp://engine:2376", ConfigDir: config, TLSVerify: &yes, TLSCA: put(given, "authority", "given authority")}
	w := &work{app: a}
	for range 2 {
		_, environ, err := w.besideEngine()
		if err != nil {
			t.Fatal(err)
		}
		dir, _ := host.Environ(environ).Lookup("DOCKER_CERT_PATH")
		for name, want := range map[string]string{"ca.pem": "given authority", "cert.pem": "configured certificate", "key.pem": "configured key"} {
			if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
				t.Errorf("%s is %q, %v, want %q", name, got, err, want)
			}
		}
	}
	dir := a.certificates
	a.removeCertificates()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
	a.global.engine.TLSCA = filepath.Join(given, "none")
	a.certificates = ""
	if _, _, err := w.besideEngine(); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("a certificate that is not there gives the error %v", err)
	}
}

// TestUnavailable: an engine that is not there is to be started, and one that may not be used to be allowed.
func TestUnavailable(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{syscall.ECONNREFUSED, "start the container engine"},
		{fs.ErrNotExist, "start the container engine"},
		{&fs.PathError{Op: "dial", Path: "/var/run/docker.sock", Err: syscall.EACCES}, "you may not use it"},
	} {
		d := unavailable(fmt.Errorf("no container engine answers: %w", test.err))
		if !strings.Contains(d.Help, test.want) {
			t.Errorf("for %v the help is %s", test.err, d.Help)
		}
	}
}
