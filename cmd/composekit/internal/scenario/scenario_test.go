package scenario

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/moby/moby/client"
)

// images are the names under which scripts find the stand-in image.
var images = []string{"alpine", "busybox", "bash", "nginx", "mariadb", "ck-probe"}

// patience is how long a script waits for what an engine does by itself.
const patience = 20 * time.Second

// TestScenarios runs the scripts of testdata, each in a project of its own, whose name is in
// $P. "exec composekit" runs the program. Besides testscript's own
// commands there are
//
//	status N PROGRAM ARGS…      run it, and check the status with which it ends
//	is NAME STATE…              wait until containers of a service, or one (web-1), are in one of the
//	                            states; "gone" is no such container. "healthy" is a state, too
//	numbers SERVICE N…          check the numbers of a service's containers
//	note                        remember all containers
//	kept NAME…                  check that containers are those that were noted
//	untouched NAME…             the same, and that they have not been started again
//	anew NAME…                  check that they are others
//	inspect NAME REGEXP…        check what the engine tells of a container, in JSON
//	there KIND NAME            check that there is a network, volume or image of that name
//	until REGEXP PROGRAM ARGS…  run it until its output matches
//	image NAME INSTRUCTION…     make a stand-in image with instructions of a Dockerfile
//
// of which is, inspect, there and until can be negated.
func TestScenarios(t *testing.T) {
	s := &scenarios{t: t, d: enginetest.Open(t), api: enginetest.Client(t)}
	enginetest.Images(t, images...)
	bin := build(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// What the program itself makes of the directory's name.
			name := filepath.Base(e.WorkDir)
			e.Vars = append(e.Vars,
				"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
				"DOCKER_HOST="+enginetest.Host(t), "DOCKER_CONFIG="+filepath.Join(e.WorkDir, ".docker"),
				"P="+name)
			e.Values["noted"] = map[string]driver.Container{}
			clear := func() {
				ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
				defer cancel()
				if err := enginetest.Sweep(ctx, s.d, name); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			clear()
			e.Defer(clear)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": s.status, "is": s.is, "numbers": s.numbers, "note": s.note, "inspect": s.inspect,
			"there": s.there, "until": s.until, "image": s.image,
			"kept":      s.compare("another container than it was", func(was, now driver.Container) bool { return was.ID == now.ID }),
			"untouched": s.compare("touched", func(was, now driver.Container) bool { return was.ID == now.ID && was.Started.Equal(now.Started) }),
			"anew":      s.compare("the container that it was", func(was, now driver.Container) bool { return was.ID != now.ID }),
		},
	})
}

// build compiles the program, and puts before it what ends it if it hangs, so that the one script
// fails and not all.
func build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "program")
	if given := os.Getenv("COMPOSEKIT_PROGRAM"); given != "" {
		program = given
	} else if out, err := exec.Command("go", "build", "-o", program, "github.com/composekit/composekit/cmd/composekit").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	script := fmt.Sprintf("#!/bin/sh\nexec timeout --kill-after=5 60 %s \"$@\"\n", program)
	if err := os.WriteFile(filepath.Join(dir, "composekit"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

type scenarios struct {
	t   *testing.T
	d   *docker.Driver
	api *client.Client
}

// containers are those of the script's project, by name without the project's.
func (s *scenarios) containers(ts *testscript.TestScript) map[string]driver.Container {
	name := ts.Getenv("P")
	state, err := s.d.Observe(context.Background(), driver.Selector{Project: name, Specs: true})
	ts.Check(err)
	out := map[string]driver.Container{}
	for _, c := range state.Containers {
		out[strings.TrimPrefix(c.Name, name+"-")] = c
	}
	return out
}

// named are the containers of a service, or the one with the name.
func named(all map[string]driver.Container, name string) []driver.Container {
	if c, ok := all[name]; ok {
		return []driver.Container{c}
	}
	var out []driver.Container
	for _, c := range all {
		if c.Service() == name && !c.OneOff() {
			out = append(out, c)
		}
	}
	return out
}

// eventually tries until what is wanted holds, and says what was wrong at last if it never does.
func eventually(ts *testscript.TestScript, try func() string) {
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		wrong := try()
		if wrong == "" {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s", wrong)
		}
	}
}

func (s *scenarios) is(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: is NAME STATE…")
	}
	eventually(ts, func() string {
		found := named(s.containers(ts), args[0])
		if len(found) == 0 {
			if slices.Contains(args[1:], "gone") != neg {
				return ""
			}
			return args[0] + " does not exist"
		}
		for _, c := range found {
			has := slices.Contains(args[1:], string(c.Status)) || slices.Contains(args[1:], string(c.Health))
			if has == neg {
				return fmt.Sprintf("%s is %s %s", c.Name, c.Status, c.Health)
			}
		}
		return ""
	})
}

func (s *scenarios) numbers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: numbers SERVICE N…")
	}
	var got []string
	for _, c := range named(s.containers(ts), args[0]) {
		got = append(got, strconv.Itoa(c.Number()))
	}
	slices.Sort(got)
	if !slices.Equal(got, args[1:]) {
		ts.Fatalf("the containers of %s have the numbers %v", args[0], got)
	}
}

func (s *scenarios) note(ts *testscript.TestScript, neg bool, args []string) {
	noted := ts.Value("noted").(map[string]driver.Container)
	clear(noted)
	for name, c := range s.containers(ts) {
		noted[name] = c
	}
}

func (s *scenarios) compare(otherwise string, want func(was, now driver.Container) bool) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("say kept or anew")
		}
		noted, now := ts.Value("noted").(map[string]driver.Container), s.containers(ts)
		for _, name := range args {
			was, ok := noted[name]
			is, there := now[name]
			if !ok || !there {
				ts.Fatalf("%s was there: %v, is there: %v", name, ok, there)
			}
			if !want(was, is) {
				ts.Fatalf("%s is %s", name, otherwise)
			}
		}
	}
}

func (s *scenarios) inspect(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: inspect NAME REGEXP…")
	}
	found := named(s.containers(ts), args[0])
	if len(found) == 0 {
		ts.Fatalf("%s does not exist", args[0])
	}
	for _, c := range found {
		in, err := s.api.ContainerInspect(context.Background(), c.ID, client.ContainerInspectOptions{})
		ts.Check(err)
		for _, pattern := range args[1:] {
			re, err := regexp.Compile(pattern)
			ts.Check(err)
			if re.Match(in.Raw) == neg {
				ts.Fatalf("%s of %s in\n%s", pattern, c.Name, in.Raw)
			}
		}
	}
}

func (s *scenarios) there(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: there KIND NAME")
	}
	sel := driver.Selector{}
	switch args[0] {
	case "network":
		sel.Networks = args[1:]
	case "volume":
		sel.Volumes = args[1:]
	case "image":
		sel.Images = args[1:]
	case "container":
		sel.Containers = args[1:]
	default:
		ts.Fatalf("there is no kind %s", args[0])
	}
	state, err := s.d.Observe(context.Background(), sel)
	ts.Check(err)
	if there := len(state.Networks)+len(state.Volumes)+len(state.Images)+len(state.Containers) > 0; there == neg {
		ts.Fatalf("%s %s exists: %v", args[0], args[1], there)
	}
}

// run runs a program as exec does, and returns its status.
func run(ts *testscript.TestScript, args []string) int {
	if len(args) == 0 {
		ts.Fatalf("no program")
	}
	err := ts.Exec(args[0], args[1:]...)
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		return ended.ExitCode()
	}
	ts.Fatalf("%v", err)
	return -1
}

func (s *scenarios) status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := run(ts, args[1:]); got != want {
		ts.Fatalf("it ended with %d, want %d", got, want)
	}
}

func (s *scenarios) until(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: until REGEXP PROGRAM ARGS…")
	}
	re, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	eventually(ts, func() string {
		run(ts, args[1:])
		if out := ts.ReadFile("stdout") + ts.ReadFile("stderr"); re.MatchString(out) == neg {
			return "the output is\n" + out
		}
		return ""
	})
}

func (s *scenarios) image(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: image NAME INSTRUCTION…")
	}
	enginetest.Image(s.t, args[0], args[1:]...)
}
