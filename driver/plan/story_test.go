package plan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// TestStories runs the cases of testdata: Compose files, and a story of what happens to an engine
// in memory. A line of the story is one of
//
//	VERB FILE [FLAGS] [SERVICES]         plan and carry out
//	plan VERB FILE [FLAGS] [SERVICES]    plan, and put the plan down in want
//	first N VERB FILE …                  carry out the first N steps, as if the program was killed then
//	json VERB FILE …                     plan, and put the plan down as JSON
//	image NAME [KEY=VALUE]               give the engine an image: version=, health=, exits=, volume=, env=, cmd=, entrypoint=, label=
//	provider SERVICE KEY=VALUE…          have the provider of a service tell variables from now on
//	models ENDPOINT [NAME:TAG…]          have docker's plugin model tell that from now on; flags=no is one that takes none
//	env CONTAINER                        put the variables of a container down in want
//	absent NAME                          take an image away
//	                                     (containers of hooks always end, with status 0)
//	op KIND JSON                         do an operation
//	sleep DURATION
//
// with "engine old" as the first one for an engine that can do less.
// FILE is "-" for a plan without a project. All images that the files name are there unless the
// story says otherwise.
func TestStories(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		synctest.Test(t, func(t *testing.T) { newStory(t, a).check() })
	})
}

type story struct {
	*testing.T
	archive *txtar.Archive
	files   map[string]string
	engine  *sim.Engine
	images  map[string]sim.Image
	told    map[string]map[string]string // by providers
	models  *plan.Models
	info    driver.Info
	lines   []string
	out     strings.Builder
}

func newStory(t *testing.T, a *txtar.Archive) *story {
	s := &story{T: t, archive: a, files: map[string]string{}, images: map[string]sim.Image{}, told: map[string]map[string]string{}}
	for _, f := range a.Files {
		s.files["/shop/"+f.Name] = string(f.Data)
	}
	return s
}

// begin makes the engine.
func (s *story) begin() {
	s.lines = strings.Split(strings.TrimSpace(s.files["/shop/story"]), "\n")
	caps := driver.Caps{HealthChecks: true, Endpoints: true, Links: true, ImageMounts: true, InterfaceNames: true, Umasks: true, HealthStartInterval: true, Update: true, Build: true, BuildKit: true}
	for {
		kind, ok := strings.CutPrefix(s.lines[0], "engine ")
		if !ok {
			break
		}
		switch kind {
		case "old":
			caps.Endpoints, caps.InterfaceNames, caps.ImageMounts, caps.Umasks = false, false, false, false
		case "docker": // with BuildKit, through its API
			caps.BuildKit, caps.BuildSecrets = false, true
		case "builderless":
			caps.Build, caps.BuildKit = false, false
		case "podman":
			caps = driver.Caps{Build: true}
		default:
			s.Fatalf("no such engine: %s", kind)
		}
		s.lines = s.lines[1:]
	}
	s.engine = sim.New(sim.Config{Clock: host.Clock{}, Caps: &caps, Registry: s.images, Build: func(spec driver.BuildSpec) (sim.Image, error) {
		if i, told := s.images[spec.Tags[0]]; told {
			return i, nil
		}
		return hooksEnd(sim.Image{}), nil
	}})
	s.info, _ = s.engine.Info(s.Context())
}

// check tells the story and compares what it gives with want.
func (s *story) check() {
	s.begin()
	for _, line := range s.lines {
		s.line(strings.TrimSpace(line))
	}
	got := s.out.String()
	for i, f := range s.archive.Files {
		if f.Name != "want" {
			continue
		}
		if string(f.Data) == got {
			return
		}
		s.Errorf("it gives\n%s\nwant\n%s", got, f.Data)
		s.archive.Files[i].Data = []byte(got)
		return
	}
	s.Error("it has no file want")
}

func (s *story) line(line string) {
	words := strings.Fields(line)
	if len(words) == 0 || strings.HasPrefix(line, "#") {
		return
	}
	switch words[0] {
	case "plan", "json":
		fmt.Fprintf(&s.out, "$ %s\n", line)
		p, err := s.plan(words[1:])
		switch {
		case err != nil:
			fmt.Fprintf(&s.out, "error: %v\n", err)
		case words[0] == "json":
			text, err := json.MarshalIndent(p, "", "  ")
			if err != nil {
				s.Fatal(err)
			}
			fmt.Fprintf(&s.out, "%s\n", text)
		default:
			s.out.WriteString(p.String())
		}
	case "first":
		n, _ := strconv.Atoi(words[1])
		p, err := s.plan(words[2:])
		if err != nil {
			s.Fatal(line, err)
		}
		p.Steps = p.Steps[:n]
		s.carryOut(line, p)
	case "image":
		s.image(words[1], words[2:])
	case "provider":
		s.told[words[1]] = map[string]string{}
		for _, variable := range words[2:] {
			name, value, _ := strings.Cut(variable, "=")
			s.told[words[1]][name] = value
		}
	case "models":
		s.models = &plan.Models{Endpoint: words[1], RuntimeFlags: true}
		for _, word := range words[2:] {
			if word == "flags=no" {
				s.models.RuntimeFlags = false
				continue
			}
			s.models.There = append(s.models.There, word)
		}
	case "env":
		state, err := s.engine.Observe(s.Context(), driver.Selector{Containers: words[1:], Specs: true})
		if err != nil || len(state.Containers) != 1 {
			s.Fatal(line, err)
		}
		c := state.Containers[0]
		fmt.Fprintf(&s.out, "$ %s\n%s %s %s\n", line, c.ID[:12], c.Status, strings.Join(c.Spec.Env, " "))
	case "absent":
		delete(s.images, words[1])
		s.do(&driver.RemoveImage{Image: words[1], Force: true})
	case "sleep":
		d, err := time.ParseDuration(words[1])
		if err != nil {
			s.Fatal(err)
		}
		time.Sleep(d)
	case "op":
		op, err := driver.UnmarshalOp([]byte(`{"kind":"` + words[1] + `",` + strings.TrimPrefix(strings.Join(words[2:], " "), "{")))
		if err != nil {
			s.Fatal(line, err)
		}
		s.do(op)
	default:
		p, err := s.plan(words)
		if err != nil {
			s.Fatal(line, err)
		}
		s.carryOut(line, p)
		synctest.Wait()
	}
}

func (s *story) do(op driver.Op) {
	if _, err := s.engine.Do(s.Context(), op, nil); err != nil {
		s.Fatal(err)
	}
}

func (s *story) carryOut(line string, p *plan.Plan) {
	x := run.Executor{
		Driver: s.engine, Clock: host.Clock{}, Limits: run.Limits{Pulls: 1}, // so that the story of models has one order
		Content: func(string) ([]byte, error) { return []byte("x"), nil },
		Provide: func(_ context.Context, c run.Call, _ func(driver.Progress)) (run.Provided, error) {
			fmt.Fprintf(&s.out, "%s: %s %s %v\n", line, c.Service, &c.ProviderCall, c.Options)
			return run.Provided{Variables: s.told[c.Service]}, nil
		},
		Model: func(_ context.Context, c plan.ModelCall, _ func(driver.Progress)) error {
			fmt.Fprintf(&s.out, "%s: %s %s\n", line, c.Name, &c)
			return nil
		},
	}
	if _, err := x.Run(s.Context(), p); err != nil {
		s.Errorf("%s: %v\n%s", line, err, p)
	}
}

// image gives the engine an image.
func (s *story) image(name string, settings []string) {
	i := sim.Image{}
	for _, setting := range settings {
		key, value, _ := strings.Cut(setting, "=")
		switch key {
		case "version":
			i.Version = value
		case "health":
			i.Config.Healthcheck = &driver.Healthcheck{Test: []string{"CMD", "ok"}, Interval: time.Second, Retries: 1, StartPeriod: time.Minute, StartInterval: time.Second}
			d, _ := time.ParseDuration(value)
			i.Behave = sim.Always(sim.Behaviour{HealthyAfter: d})
		case "exits":
			code, _ := strconv.Atoi(value)
			i.Behave = sim.Always(sim.Behaviour{Exits: true, After: time.Second, Code: code})
		case "volume":
			i.Config.Volumes = append(i.Config.Volumes, value)
		case "env":
			i.Config.Env = append(i.Config.Env, value)
		case "cmd":
			i.Config.Command = append(i.Config.Command, value)
		case "entrypoint":
			i.Config.Entrypoint = append(i.Config.Entrypoint, value)
		case "label":
			k, v, _ := strings.Cut(value, "=")
			if i.Config.Labels == nil {
				i.Config.Labels = driver.Labels{}
			}
			i.Config.Labels[k] = v
		default:
			s.Fatalf("image: no setting %s", key)
		}
	}
	i = hooksEnd(i)
	s.images[name] = i
	s.do(&driver.PullImage{Image: name})
}

// hooksEnd is an image whose containers for hooks end with status 0.
func hooksEnd(i sim.Image) sim.Image {
	main := i.Behave
	i.Behave = func(spec *driver.ContainerSpec, n int) sim.Behaviour {
		switch {
		case spec.Labels[driver.LabelHook] != "":
			return sim.Behaviour{Exits: true, After: time.Second}
		case main == nil:
			return sim.Behaviour{}
		}
		return main(spec, n)
	}
	return i
}

// plan makes a plan by a line of the story, and holds it to what every plan must be.
func (s *story) plan(words []string) (*plan.Plan, error) {
	in := s.input(words)
	p, err := plan.MakePlan(in)
	if err != nil {
		return nil, err
	}
	again, err := plan.MakePlan(s.input(words))
	if err != nil {
		s.Fatal(err)
	}
	checkPlan(s.T, p, again)
	return p, nil
}

// checkPlan holds a plan, and one made of the same input, to what every plan must be.
func checkPlan(t testing.TB, p, again *plan.Plan) {
	t.Helper()
	one, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	two, _ := json.Marshal(again)
	if !bytes.Equal(one, two) {
		t.Errorf("the same input gives two plans:\n%s\n%s", p, again)
	}
	var back plan.Plan
	if err := json.Unmarshal(one, &back); err != nil {
		t.Fatal(err)
	}
	three, _ := json.Marshal(&back)
	if !bytes.Equal(one, three) || back.String() != p.String() {
		t.Errorf("a plan is another one after JSON:\n%s\n%s", one, three)
	}
	seen := map[string]bool{}
	for i := range p.Steps {
		step := &p.Steps[i]
		for _, after := range slices.Concat(step.After, step.Settled) {
			if !seen[after] {
				t.Errorf("%s comes after %s, which is not before it", step.ID, after)
			}
		}
		if seen[step.ID] {
			t.Errorf("two steps %s", step.ID)
		}
		seen[step.ID] = true
		kinds := map[bool]int{}
		for _, has := range []bool{step.Op != nil, step.Provider != nil, step.Model != nil, step.Wait != nil} {
			kinds[has]++
		}
		if kinds[true] != 1 || step.Reason.Code == "" || step.Reason.Text == "" || step.Group == "" {
			t.Errorf("step %s is not complete: %+v", step.ID, *step)
		}
		if step.Op != nil && reflect.ValueOf(step.Op).IsNil() {
			t.Errorf("step %s has a nil operation", step.ID)
		}
	}
	for _, r := range p.Risks {
		for _, id := range r.Steps {
			if !seen[id] {
				t.Errorf("risk %s names step %s, which is none", r.Kind, id)
			}
		}
	}
	if strings.Count(p.DOT(), "[label=") != len(p.Steps) || strings.Count(p.Mermaid(), `["`) != len(p.Steps) {
		t.Errorf("a graph of the plan has other steps:\n%s\n%s", p.DOT(), p.Mermaid())
	}
}

func (s *story) input(words []string) plan.Input {
	in := plan.Input{Info: s.info, Version: "5.5.0", Now: time.Now()}
	in.Options.Verb = plan.Verb(words[0])
	in.Name = "shop"
	var selector driver.Selector
	if words[1] != "-" {
		l := loader.Loader{FS: source.Map(s.files, source.Unix), Env: source.Vars{"TOKEN": "secret"}, Name: "shop", Dir: "/shop"}
		result, err := l.Load(context.Background(), "/shop/"+words[1])
		if err != nil {
			s.Fatal(err)
		}
		if err := result.Diagnostics.Err(); err != nil {
			s.Fatal(err)
		}
		in.Project, in.Tree, in.Env = result.Project, result.Tree, l.Env
	}
	flags(s.T, &in.Options, words[2:])
	if in.Project != nil {
		selector = plan.SelectorFor(in.Project, in.Options)
		for _, image := range selector.Images {
			if _, known := s.images[image]; !known && strings.HasPrefix(image, "img") {
				s.image(image, nil)
			}
		}
	} else {
		selector = driver.Selector{Project: in.Name, Specs: true}
	}
	state, err := s.engine.Observe(s.Context(), selector)
	if err != nil {
		s.Fatal(err)
	}
	in.State = state
	if _, needed := plan.NeedsModels(in); needed {
		in.Models = s.models
	}
	return in
}

// flags reads the flags of docker compose that the stories use.
func flags(t *testing.T, opt *plan.Options, words []string) {
	f := flag.NewFlagSet("", flag.ContinueOnError)
	f.BoolVar(&opt.ForceRecreate, "force-recreate", false, "")
	f.Func("recreate", "", func(name string) error {
		opt.RecreateOf = append(opt.RecreateOf, name)
		return nil
	})
	f.BoolVar(&opt.NoRecreate, "no-recreate", false, "")
	f.BoolVar(&opt.AlwaysRecreateDeps, "always-recreate-deps", false, "")
	f.BoolVar(&opt.RenewAnonVolumes, "V", false, "")
	f.BoolVar(&opt.NoDeps, "no-deps", false, "")
	f.BoolVar(&opt.NoStart, "no-start", false, "")
	f.BoolVar(&opt.RemoveOrphans, "remove-orphans", false, "")
	f.BoolVar(&opt.IgnoreBuildable, "ignore-buildable", false, "")
	f.BoolVar(&opt.IgnoreFailures, "ignore-failures", false, "")
	f.BoolVar(&opt.IgnoreMissing, "ignore-missing", false, "")
	f.BoolVar(&opt.IgnoreOrphans, "ignore-orphans", false, "")
	f.BoolVar(&opt.AllResources, "all-resources", false, "")
	f.BoolVar(&opt.BuildAll, "build", false, "")
	f.BoolVar(&opt.NoBuild, "no-build", false, "")
	f.StringVar(&opt.Pull, "pull", "", "")
	f.StringVar(&opt.Provenance, "provenance", "", "")
	f.StringVar(&opt.SBOM, "sbom", "", "")
	f.Int64Var(&opt.BuildMemory, "memory", 0, "")
	f.Func("ssh", "", func(text string) error {
		id, path, _ := strings.Cut(text, "=")
		opt.BuildSSH = append(opt.BuildSSH, model.SSHKey{ID: id, Path: path})
		return nil
	})
	f.StringVar(&opt.Signal, "signal", "", "")
	f.BoolVar(&opt.Volumes, "volumes", false, "")
	f.StringVar(&opt.RemoveImages, "rmi", "", "")
	f.BoolVar(&opt.StopFirst, "stop", false, "")
	f.BoolVar(&opt.Wait, "wait", false, "")
	f.DurationVar(&opt.WaitTimeout, "wait-timeout", 0, "")
	f.BoolVar(&opt.RecreateVolumes, "recreate-volumes", false, "")
	f.StringVar((*string)(&opt.Rerun), "rerun", "", "")
	f.Func("timeout", "", func(text string) error {
		d, err := time.ParseDuration(text)
		opt.Timeout = &d
		return err
	})
	f.Func("scale", "", func(text string) error {
		name, n, _ := strings.Cut(text, "=")
		if opt.Scale == nil {
			opt.Scale = map[string]int{}
		}
		var err error
		opt.Scale[name], err = strconv.Atoi(n)
		return err
	})
	once := &plan.RunOptions{Slug: strings.Repeat("0123456789abcdef", 4)}
	f.StringVar(&once.Name, "name", "", "")
	f.BoolVar(&once.AutoRemove, "rm", false, "")
	f.BoolVar(&once.ServicePorts, "service-ports", false, "")
	f.BoolVar(&once.UseAliases, "use-aliases", false, "")
	f.StringVar(&once.User, "user", "", "")
	f.Func("e", "", func(text string) error { once.Env = append(once.Env, text); return nil })
	f.Func("p", "", func(text string) error { once.Publish = append(once.Publish, text); return nil })
	f.Func("v", "", func(text string) error { once.Volumes = append(once.Volumes, text); return nil })
	f.Func("cap-add", "", func(text string) error { once.CapAdd = append(once.CapAdd, text); return nil })
	if err := f.Parse(words); err != nil {
		t.Fatal(err)
	}
	opt.Services = f.Args()
	if opt.Verb == plan.Run {
		opt.Run = once
		if len(opt.Services) > 1 {
			once.Command = opt.Services[1:]
			opt.Services = opt.Services[:1]
		}
	}
}
