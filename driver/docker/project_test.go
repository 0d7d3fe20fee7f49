package docker_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"golang.org/x/tools/txtar"
)

// project is a directory with Compose files, and the engine that carries them out.
type project struct {
	t    *testing.T
	d    *docker.Driver
	dir  string
	name string
	// version is what the label of that name says.
	version string
	content map[string]string // of secrets and configs that are not files
	models  *plan.Models
}

// open unpacks a project of this test alone. The images that it names are made.
func open(t *testing.T, archive string) *project {
	t.Helper()
	d := enginetest.Open(t)
	p := &project{t: t, d: d, dir: buildContext(t, archive), name: enginetest.Project(t, d), version: "0.0.1"}
	for _, s := range p.load("compose.yaml").Project.Services {
		if s.Image != "" && s.Build == nil {
			enginetest.Images(t, s.Image)
		}
	}
	return p
}

func (p *project) load(file string) *loader.Result {
	p.t.Helper()
	result, err := composekit.Load(p.t.Context(), host.FS(), source.Vars{"COMPOSE_PROJECT_NAME": p.name}, filepath.Join(p.dir, file))
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// plan says what must be done.
func (p *project) plan(ctx context.Context, file string, opt plan.Options) (*plan.Plan, *driver.State, error) {
	loaded := p.load(file)
	info, err := p.d.Info(ctx)
	if err != nil {
		return nil, nil, err
	}
	state, err := p.d.Observe(ctx, plan.SelectorFor(loaded.Project, opt))
	if err != nil {
		return nil, nil, err
	}
	made, err := plan.MakePlan(plan.Input{
		Project: loaded.Project, Tree: loaded.Tree, State: state, Info: info, Options: opt,
		Version: p.version, Proxy: p.d.Proxy(), Now: time.Now(), Models: p.models,
	})
	return made, state, err
}

func (p *project) executor() *run.Executor {
	return &run.Executor{
		Driver: p.d, Clock: host.Clock{},
		Content: func(source string) ([]byte, error) { return []byte(p.content[source]), nil },
		Model:   func(context.Context, plan.ModelCall, func(driver.Progress)) error { return nil },
	}
}

// try plans and carries out.
func (p *project) try(file string, opt plan.Options) (*run.Report, error) {
	return p.executor().Converge(p.t.Context(), func(ctx context.Context) (*plan.Plan, *driver.State, error) { return p.plan(ctx, file, opt) })
}

func (p *project) do(file string, opt plan.Options) *run.Report {
	p.t.Helper()
	report, err := p.try(file, opt)
	if err != nil {
		p.t.Fatal(err)
	}
	return report
}

// nothing checks that there is nothing to do.
func (p *project) nothing(file string, opt plan.Options) {
	p.t.Helper()
	made, _, err := p.plan(p.t.Context(), file, opt)
	if err != nil {
		p.t.Fatal(err)
	}
	if slices.ContainsFunc(made.Steps, func(s plan.Step) bool { return s.Model == nil }) { // models are configured each time
		p.t.Errorf("there is something left to do:\n%s", made)
	}
}

// containers are those of the project, by name.
func (p *project) containers() map[string]driver.Container {
	p.t.Helper()
	state, err := p.d.Observe(p.t.Context(), driver.Selector{Project: p.name, Specs: true})
	if err != nil {
		p.t.Fatal(err)
	}
	out := map[string]driver.Container{}
	for _, c := range state.Containers {
		out[strings.TrimPrefix(c.Name, p.name+"-")] = c
	}
	return out
}

// inContainer runs a command in a container and returns what it wrote.
func (p *project) inContainer(c driver.Container, command ...string) (string, int) {
	p.t.Helper()
	var out bytes.Buffer
	code, err := p.d.Exec(p.t.Context(), driver.ExecContainer{
		Container: driver.Ref{ID: c.ID, Name: c.Name}, Command: command,
	}, driver.Stdio{Out: &out, Err: &out}, false)
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.TrimSpace(out.String()), code
}

// dockerCompose runs the docker compose binary that COMPOSEKIT_DOCKER_COMPOSE names.
func (p *project) dockerCompose(args ...string) string {
	p.t.Helper()
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		p.t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker compose to compare with")
	}
	cmd := exec.CommandContext(p.t.Context(), binary, args...)
	cmd.Dir = p.dir
	cmd.Env = []string{
		"DOCKER_HOST=" + enginetest.Host(p.t), "COMPOSE_PROJECT_NAME=" + p.name, "HOME=" + p.dir,
		"DOCKER_CONFIG=" + filepath.Join(p.dir, ".docker"), "PATH=" + os.Getenv("PATH"),
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("docker compose %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// write puts files in the project's directory.
func (p *project) write(archive string) {
	p.t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		if err := os.WriteFile(filepath.Join(p.dir, f.Name), f.Data, 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}
