package bake_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/driver/bake"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// TestMake runs the cases of testdata. "compose.yaml" is in /shop, and "env" has variables, one a line. Each line of "commands" is a command
// line without --print; what it comes to is in "want". The command line's tests compare the same cases with docker compose; those that are
// to differ from it say why and where in "differs".
func TestMake(t *testing.T) {
	var used []model.Build
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		c := readCase(a)
		var b strings.Builder
		for command := range strings.Lines(c.commands) {
			in := c.input(t, command)
			for _, s := range in.Project.Services {
				if s.Build != nil {
					used = append(used, *s.Build)
				}
			}
			fmt.Fprintf(&b, "$ %s\n%s", strings.TrimSpace(command), outcome(t, in))
		}
		if got := b.String(); got != string(c.want.Data) {
			t.Errorf("got\n%s\nwant\n%s", got, c.want.Data)
			c.want.Data = []byte(got)
		}
	})
	of := reflect.TypeFor[model.Build]()
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ",")
		sets := func(b model.Build) bool { return !reflect.ValueOf(b).Field(i).IsZero() }
		if name != "" && !slices.ContainsFunc(used, sets) {
			t.Errorf("no case has build.%s", name)
		}
	}
}

// bakeCase is a case of testdata.
type bakeCase struct {
	files    map[string]string
	env      source.Vars
	commands string
	want     *txtar.File
}

func readCase(a *txtar.Archive) *bakeCase {
	c := &bakeCase{files: map[string]string{}, env: source.Vars{}}
	for i, f := range a.Files {
		switch f.Name {
		case "env":
			for line := range strings.Lines(string(f.Data)) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				c.env[name] = value
			}
		case "commands":
			c.commands = string(f.Data)
		case "want":
			c.want = &a.Files[i]
		case "differs":
		default:
			c.files["/shop/"+f.Name] = string(f.Data)
		}
	}
	return c
}

// input is what a command is about.
func (c *bakeCase) input(t *testing.T, command string) request {
	t.Helper()
	r := request{Input: plan.Input{Version: "1.2.3", Env: c.env}}
	o := &r.Input.Options
	f := flag.NewFlagSet("build", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	var profiles []string
	f.Func("profile", "", func(text string) error { profiles = append(profiles, text); return nil })
	f.Func("build-arg", "", func(text string) error {
		if o.BuildArgs == nil {
			o.BuildArgs = map[string]*string{}
		}
		name, value, ok := strings.Cut(text, "=")
		if o.BuildArgs[name] = &value; !ok {
			o.BuildArgs[name] = nil
		}
		return nil
	})
	f.Func("ssh", "", func(text string) error {
		id, path, _ := strings.Cut(text, "=")
		o.BuildSSH = append(o.BuildSSH, model.SSHKey{ID: id, Path: path})
		return nil
	})
	f.Func("memory", "", func(text string) error {
		n, fault := units.Bytes(text)
		if !fault.OK() {
			return errors.New("no amount")
		}
		o.BuildMemory = n
		return nil
	})
	f.BoolVar(&o.NoCache, "no-cache", false, "")
	f.BoolVar(&o.PullBase, "pull", false, "")
	f.BoolVar(&r.Push, "push", false, "")
	f.StringVar(&o.Provenance, "provenance", "", "")
	f.StringVar(&o.SBOM, "sbom", "", "")
	f.BoolVar(&o.IncludeDeps, "with-dependencies", false, "")
	before, after, _ := strings.Cut(command, "build")
	if err := errors.Join(f.Parse(strings.Fields(before)), f.Parse(strings.Fields(after))); err != nil {
		t.Fatal(err)
	}
	o.Services = f.Args()
	l := loader.Loader{FS: source.Map(c.files, source.Unix), Env: c.env, Dir: "/shop", Name: "shop", Profiles: profiles}
	result, err := l.Load(t.Context(), "/shop/compose.yaml")
	if err != nil || result.Diagnostics.HasErrors() {
		t.Fatal(err, result.Diagnostics)
	}
	r.Project, r.Tree = result.Project, result.Tree
	return r
}

// request is what a file is asked for with.
type request struct {
	plan.Input
	bake.Options
}

func outcome(t *testing.T, r request) string {
	t.Helper()
	file, err := bake.Make(r.Input, r.Options)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, w := range file.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	fmt.Fprintf(&b, "%s\n", text)
	return b.String()
}

// TestWindows: paths are those of the system that the project is on.
func TestWindows(t *testing.T) {
	fsys := source.Map(map[string]string{`C:\shop\compose.yaml`: `
services:
  inside: {build: {context: web, dockerfile: 'docker\Dockerfile'}}
  outside: {build: {context: web, dockerfile: 'D:\Dockerfile'}}
`}, source.Windows)
	l := loader.Loader{FS: fsys, Env: source.Vars{}, Dir: `C:\shop`, Name: "shop"}
	result, err := l.Load(t.Context(), `C:\shop\compose.yaml`)
	if err != nil || result.Diagnostics.HasErrors() {
		t.Fatal(err, result.Diagnostics)
	}
	file, err := bake.Make(plan.Input{Project: result.Project}, bake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"inside": `C:\shop\web\docker\Dockerfile`, "outside": `D:\Dockerfile`} {
		if got := file.Targets[name]; got.Dockerfile != want || got.Context != `C:\shop\web` {
			t.Errorf("%s is built in %s by %s, want %s", name, got.Context, got.Dockerfile, want)
		}
	}
}

// TestProxy: variables for proxies are arguments of every build that has none of the name.
func TestProxy(t *testing.T) {
	c := bakeCase{files: map[string]string{"/shop/compose.yaml": "services: {web: {build: {context: ., args: {NO_PROXY: own}}}}"}}
	r := c.input(t, "build")
	r.Proxy = map[string]string{"NO_PROXY": "local", "HTTP_PROXY": "http://proxy"}
	file, err := bake.Make(r.Input, r.Options)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := file.Targets["web"].Args, (map[string]string{"NO_PROXY": "own", "HTTP_PROXY": "http://proxy"}); !maps.Equal(got, want) {
		t.Errorf("arguments are %v, want %v", got, want)
	}
}

// TestPure: the same input gives the same file, and is left as it was.
func TestPure(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		c := readCase(a)
		command, _, _ := strings.Cut(c.commands, "\n")
		r := c.input(t, command)
		before, err := json.Marshal(r.Project)
		if err != nil {
			t.Fatal(err)
		}
		outcomes := map[string]bool{}
		for range 5 {
			outcomes[outcome(t, r)] = true
		}
		after, err := json.Marshal(r.Project)
		if err != nil || !slices.Equal(before, after) {
			t.Errorf("the project has changed: %v", err)
		}
		if len(outcomes) != 1 {
			t.Errorf("there are %d outcomes: %v", len(outcomes), slices.Collect(maps.Keys(outcomes)))
		}
	})
}
