package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/enginetest"
)

// images are the names under which scripts find the stand-in image.
var images = []string{"alpine", "busybox", "bash", "nginx", "mariadb", "ck-probe"}

const (
	// patience is how long a script waits for what an engine does by itself.
	patience = enginetest.Patience
	// hangs is how long a program runs that hangs.
	hangs = patience + 5*time.Minute
)

// place is where a script runs.
type place interface {
	driver.Driver
	// run runs the program until it ends.
	run(ts *testscript.TestScript, args []string) (status int, output string)
	// begin starts it in the background, both of its streams going to the same.
	begin(ts *testscript.TestScript, args []string, output io.Writer) *process
	// attend starts it in the background on a terminal.
	attend(ts *testscript.TestScript, args []string, output io.Writer) *process
	// raw is what the engine tells of a container in its own words.
	raw(ts *testscript.TestScript, id string) []byte
	// image makes a stand-in image, changed by instructions of a Dockerfile.
	image(ts *testscript.TestScript, name string, instructions []string)
}

// process is the program running in the background.
type process struct {
	interrupt func()
	kill      func()
	press     func(keys string) // nil without a terminal
	status    <-chan int
}

// params are those of all scripts, with the commands that there are besides testscript's own:
//
//	composekit ARGS…            run the program, which has to end with 0
//	status N composekit ARGS…   run it, and check the status with which it ends; the same for
//	                            another PROGRAM
//	within DURATION composekit ARGS…  the same, and check that it takes no longer
//	until REGEXP composekit ARGS…  run it until its output matches
//	begin ARGS…                 start the program in the background; tells, interrupt and ends
//	                            are about the last one that was started
//	attend ARGS…                the same on a terminal, without colours
//	press KEYS                  press keys on that
//	tells REGEXP                wait until what it prints matches
//	keep NAME                   keep what was printed last as a variable
//	interrupt                   interrupt it once. Two interrupts at once are one to an operating system: let it
//	                            tell that it has seen the first
//	ends N                      wait for its end with the status
//	is NAME STATE…              wait until containers of a service, or one (web-1), are in one of the
//	                            states; "gone" is no such container. "healthy" is a state, too
//	numbers SERVICE N…          check the numbers of a service's containers
//	note                        remember all containers
//	kept NAME…                  check that containers are those that were noted
//	untouched NAME…             the same, and that they have not been started again
//	anew NAME…                  check that they are others
//	inspect NAME REGEXP…        check what the engine tells of a container, in JSON
//	there KIND NAME             check that there is a network, volume, container or image of that name
//	image NAME INSTRUCTION…     make a stand-in image with instructions of a Dockerfile
//	byhand OP CONTAINER         start, stop or remove a container, or untag an IMAGE, behind the
//	                            program's back
//
// of which is, inspect, there, until and tells can be negated. The condition [simulator] holds on the
// simulator, and [api:VERSION] if the engine's API has that version or a later one. The project's name is in $P.
func params(where string, version func() string, env func(*testscript.Env) (place, []string, error)) testscript.Params {
	return testscript.Params{
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			p, vars, err := env(e)
			if err != nil {
				return err
			}
			// What the program itself makes of the directory's name.
			e.Vars = append(append(e.Vars, "P="+filepath.Base(e.WorkDir), "DOCKER_CONFIG="+filepath.Join(e.WorkDir, ".docker"),
				"GORACE="+os.Getenv("GORACE")), vars...) // how long programs wait before they end
			e.Values[placeKey] = p
			e.Values[notedKey] = map[string]driver.Container{}
			e.Values[begunKey] = &begun{}
			return nil
		},
		Condition: func(condition string) (bool, error) {
			if api, ok := strings.CutPrefix(condition, "api:"); ok {
				return atLeast(version(), api), nil
			}
			if condition != simulator {
				return false, fmt.Errorf("there is no condition %q", condition)
			}
			return where == simulator, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"composekit": program, "status": status, "within": within, "until": until,
			"keep": keep, "begin": starting(place.begin), "attend": starting(place.attend), "press": press, "tells": tells, "interrupt": interrupt, "ends": ends,
			"is": is, "numbers": numbers, "note": note, "inspect": inspect,
			"there": there, "image": image, "byhand": byHand,
			"kept":      compare("another container than it was", func(was, now driver.Container) bool { return was.ID == now.ID }),
			"untouched": compare("touched", func(was, now driver.Container) bool { return was.ID == now.ID && was.Started.Equal(now.Started) }),
			"anew":      compare("the container that it was", func(was, now driver.Container) bool { return was.ID != now.ID }),
		},
	}
}

// simulator is the name of the place where scripts run on the simulator, and of the condition.
const simulator = "simulator"

// atLeast compares versions such as 1.41 by their numbers.
func atLeast(have, want string) bool {
	numbers := func(version string) (out []int) {
		for part := range strings.SplitSeq(version, ".") {
			n, err := strconv.Atoi(part)
			if err != nil {
				panic(err)
			}
			out = append(out, n)
		}
		return out
	}
	return slices.Compare(numbers(have), numbers(want)) >= 0
}

type key int

// What a script has besides its files.
const (
	placeKey key = iota
	notedKey
	begunKey
)

func at(ts *testscript.TestScript) place { return ts.Value(placeKey).(place) }

// containers are those of the script's project, by name without the project's.
func containers(ts *testscript.TestScript) map[string]driver.Container {
	name := ts.Getenv("P")
	state, err := at(ts).Observe(context.Background(), driver.Selector{Project: name, Specs: true})
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
		if c.Service() == name && !c.OneOff() && c.Hash() != "" {
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

func is(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: is NAME STATE…")
	}
	eventually(ts, func() string {
		found := named(containers(ts), args[0])
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

func numbers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: numbers SERVICE N…")
	}
	var got []string
	for _, c := range named(containers(ts), args[0]) {
		got = append(got, strconv.Itoa(c.Number()))
	}
	slices.Sort(got)
	if !slices.Equal(got, args[1:]) {
		ts.Fatalf("the containers of %s have the numbers %v", args[0], got)
	}
}

func note(ts *testscript.TestScript, neg bool, args []string) {
	noted := ts.Value(notedKey).(map[string]driver.Container)
	clear(noted)
	for name, c := range containers(ts) {
		noted[name] = c
	}
}

func compare(otherwise string, want func(was, now driver.Container) bool) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("say kept or anew")
		}
		noted, now := ts.Value(notedKey).(map[string]driver.Container), containers(ts)
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

func inspect(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: inspect NAME REGEXP…")
	}
	found := named(containers(ts), args[0])
	if len(found) == 0 {
		ts.Fatalf("%s does not exist", args[0])
	}
	for _, c := range found {
		told := at(ts).raw(ts, c.ID)
		for _, pattern := range args[1:] {
			re, err := regexp.Compile(pattern)
			ts.Check(err)
			if re.Match(told) == neg {
				ts.Fatalf("%s of %s in\n%s", pattern, c.Name, told)
			}
		}
	}
}

func there(ts *testscript.TestScript, neg bool, args []string) {
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
	state, err := at(ts).Observe(context.Background(), sel)
	ts.Check(err)
	if there := len(state.Networks)+len(state.Volumes)+len(state.Images)+len(state.Containers) > 0; there == neg {
		ts.Fatalf("%s %s exists: %v", args[0], args[1], there)
	}
}

// run runs the program, or another as exec does.
func run(ts *testscript.TestScript, args []string) (status int, output string) {
	if len(args) == 0 {
		ts.Fatalf("no program")
	}
	if args[0] == "composekit" {
		return at(ts).run(ts, args[1:])
	}
	return execute(ts, args)
}

// execute runs a program as exec does.
func execute(ts *testscript.TestScript, args []string) (status int, output string) {
	err := ts.Exec(args[0], args[1:]...)
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
		status = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	return status, ts.ReadFile("stdout") + ts.ReadFile("stderr")
}

func program(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("say status N composekit")
	}
	if got, _ := at(ts).run(ts, args); got != 0 {
		ts.Fatalf("it ended with %d", got)
	}
}

func within(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: within DURATION PROGRAM ARGS…")
	}
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	begun := time.Now()
	if got, _ := run(ts, args[1:]); got != 0 {
		ts.Fatalf("it ended with %d", got)
	}
	if took := time.Since(begun); took > limit {
		ts.Fatalf("it took %s", took)
	}
}

func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got, _ := run(ts, args[1:]); got != want {
		ts.Fatalf("it ended with %d, want %d", got, want)
	}
}

func until(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: until REGEXP PROGRAM ARGS…")
	}
	re, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	eventually(ts, func() string {
		if _, out := run(ts, args[1:]); re.MatchString(out) == neg {
			return "the output is\n" + out
		}
		return ""
	})
}

// setting is a line that gives a script a variable.
var setting = regexp.MustCompile(`(?m)^(?:env|keep) (\w+)`)

// variables are the names of those that any script gives itself.
var variables = sync.OnceValue(func() []string {
	out := []string{"P", "HOME", "PATH", "DOCKER_HOST", "DOCKER_CONFIG", "GORACE"}
	for _, file := range scripts() {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		for _, m := range setting.FindAllSubmatch(text, -1) {
			out = append(out, string(m[1]))
		}
	}
	return out
})

// scripts are the files of all scripts.
func scripts() []string {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		panic(fmt.Sprint("no scripts: ", err))
	}
	return files
}

// environ are the variables of a script for the program. One that is empty is not set.
func environ(ts *testscript.TestScript) []string {
	var out []string
	for _, name := range variables() {
		if value := ts.Getenv(name); value != "" {
			out = append(out, name+"="+value)
		}
	}
	return out
}

func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: keep NAME")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}

// begun is the program that was started last in the background, and what it has printed.
type begun struct {
	*process
	mu     sync.Mutex
	output bytes.Buffer
}

func (b *begun) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.output.Write(text)
}

func (b *begun) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.output.String()
}

// inBackground is what was begun last.
func inBackground(ts *testscript.TestScript) *begun {
	b := ts.Value(begunKey).(*begun)
	if b.process == nil {
		ts.Fatalf("nothing was begun")
	}
	return b
}

// starting starts the program in the background.
func starting(start func(place, *testscript.TestScript, []string, io.Writer) *process) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		b := ts.Value(begunKey).(*begun)
		if neg || b.process != nil {
			ts.Fatalf("usage: begin or attend ARGS…, after the end of what was begun before")
		}
		b.output.Reset()
		b.process = start(at(ts), ts, args, b)
		p := b.process
		ts.Defer(func() {
			if b.process != p {
				return
			}
			// Nobody waited for its end.
			for range 3 {
				p.interrupt()
				select {
				case <-p.status:
					return
				case <-time.After(5 * time.Second):
				}
			}
			p.kill()
			<-p.status
		})
	}
}

func press(ts *testscript.TestScript, neg bool, args []string) {
	b := inBackground(ts)
	if neg || len(args) != 1 || b.press == nil {
		ts.Fatalf("usage: press KEYS, after attend")
	}
	b.press(args[0])
}

func tells(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: tells REGEXP")
	}
	re, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	b := inBackground(ts)
	if neg {
		if re.MatchString(b.String()) {
			ts.Fatalf("it tells\n%s", b)
		}
		return
	}
	eventually(ts, func() string {
		if out := b.String(); !re.MatchString(out) {
			return "it tells\n" + out
		}
		return ""
	})
}

func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: interrupt")
	}
	inBackground(ts).interrupt()
}

func ends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ends N")
	}
	b := inBackground(ts)
	select {
	case got := <-b.status:
		b.process = nil
		_, err := io.WriteString(ts.Stdout(), b.String())
		ts.Check(err)
		if strconv.Itoa(got) != args[0] {
			ts.Fatalf("it ended with %d, want %s", got, args[0])
		}
	case <-time.After(patience):
		ts.Fatalf("it does not end; it tells\n%s", b)
	}
}

func image(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: image NAME INSTRUCTION…")
	}
	at(ts).image(ts, args[0], args[1:])
}

func byHand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: byhand start|stop|remove|untag NAME")
	}
	c := driver.Ref{Name: args[1]}
	op, ok := map[string]driver.Op{
		"start":  &driver.StartContainer{Container: c},
		"stop":   &driver.StopContainer{Container: c},
		"remove": &driver.RemoveContainer{Container: c, Force: true},
		"untag":  &driver.RemoveImage{Image: args[1], Force: true},
	}[args[0]]
	if !ok {
		ts.Fatalf("what is %s?", args[0])
	}
	_, err := at(ts).Do(context.Background(), op, nil)
	ts.Check(err)
}
