package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/host/remote"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// purpose says what a project is loaded for, and so which stages it goes through.
type purpose uint8

const (
	printed     purpose = iota // everything
	listed                     // services' env files are not read
	rawTree                    // the tree of all files, variables as written
	writtenTree                // the same; attributes that there are not, and values of another kind, do not matter
)

// loaded is a project and the tree that it was made from.
type loaded struct {
	project *model.Project
	tree    *syntax.Node
}

// load loads the project that the options mean, with the named services selected, and reports
// what is wrong with it. The error is errFindings if that has an error in it.
func (c *config) load(ctx context.Context, services []string, want purpose) (*loaded, error) {
	l, err := c.prepare()
	if err != nil {
		return nil, err
	}
	l.Services, l.Run = services, c.byHand
	l.Rules = validate.Default() // of what is merely odd, check tells
	l.Without = c.without(want)
	if want == rawTree || want == writtenTree {
		l.Env = composeVariables(l.Env)
	}
	result, err := l.Load(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.report(result.Diagnostics); err != nil {
		return nil, err
	}
	project := result.Project
	if want == printed || want == listed {
		project = c.finished(project, want)
		variables, err := c.environ()
		if err != nil {
			return nil, err
		}
		project.Environment = environmentOf(variables, l.Env, project.Name)
		project.Separator = c.separator(l.Env)
	}
	return &loaded{project, result.Tree}, nil
}

// composeVariables are the variables that say how a project is loaded. Where variables stay as
// they are written, those that are named without a value do so, too.
func composeVariables(env source.Env) source.Env {
	out := source.Vars{}
	for _, name := range []string{"COMPOSE_PROJECT_NAME", "COMPOSE_CONVERT_WINDOWS_PATHS"} {
		if value, set := env.Lookup(name); set {
			out[name] = value
		}
	}
	return out
}

// prepare is a loader for the project that the options mean.
func (a *app) prepare() (*loader.Loader, error) {
	o, err := a.hostOptions()
	if err != nil {
		return nil, err
	}
	return o.Loader()
}

func (a *app) hostOptions() (host.Options, error) {
	variables, err := a.environ()
	if err != nil {
		return host.Options{}, err
	}
	o := a.global
	return host.Options{
		Files: o.files, ProjectDirectory: o.directory, ProjectName: o.name, Profiles: o.profiles,
		EnvFiles: o.envFiles, Stdin: a.In, Environ: variables, WorkDir: a.Dir, Resolvers: a.resolvers(variables),
	}, nil
}

// resolvers are those of files that are elsewhere.
func (a *app) resolvers(variables []string) []loader.Resolver {
	return []loader.Resolver{
		switched{heedful{&remote.Git{Environ: variables}, a}, "COMPOSE_EXPERIMENTAL_GIT_REMOTE", a},
		switched{artifacts{a}, "COMPOSE_EXPERIMENTAL_OCI_REMOTE", a},
	}
}

// switched is a resolver that a variable can switch off, of the process or of an env file.
type switched struct {
	loader.Resolver
	variable string
	app      *app
}

// Load implements loader.Resolver.
func (s switched) Load(ctx context.Context, ref string) (path string, err error) {
	value := s.app.setting(s.variable)
	if value == "" {
		return s.Resolver.Load(ctx, ref)
	}
	on, err := strconv.ParseBool(value)
	switch {
	case err != nil:
		return "", fmt.Errorf("the variable %s must be true or false, not %q", s.variable, value)
	case !on:
		return "", fmt.Errorf("the variable %s says that nothing is to be fetched from there", s.variable)
	}
	return s.Resolver.Load(ctx, ref)
}

// heedful takes interrupts while files are fetched: what has begun to be kept is removed then.
type heedful struct {
	loader.Resolver
	app *app
}

// Load implements loader.Resolver.
func (h heedful) Load(ctx context.Context, ref string) (path string, err error) {
	h.app.heed()
	return h.Resolver.Load(ctx, ref)
}

// artifacts loads files from registries, with docker's configuration, which is looked for only then.
type artifacts struct{ app *app }

// Accept implements loader.Resolver.
func (artifacts) Accept(ref string) bool { return new(docker.Artifacts).Accept(ref) }

// Load implements loader.Resolver.
func (x artifacts) Load(ctx context.Context, ref string) (path string, err error) {
	opt, err := x.app.dockerOptions()
	if err != nil {
		return "", err
	}
	return heedful{&docker.Artifacts{Options: opt, Insecure: x.app.global.insecure}, x.app}.Load(ctx, ref)
}

// environmentOf is what variables were resolved with: those of the process, what env files
// add to them, and the project's name.
func environmentOf(process []string, env source.Env, project string) model.Mapping {
	out := model.Mapping{"COMPOSE_PROJECT_NAME": project}
	add := func(name, value string) {
		if _, set := out[name]; !set && name != "" {
			out[name] = value
		}
	}
	for _, entry := range process {
		if name, value, ok := strings.Cut(entry, "="); ok {
			add(name, value)
		}
	}
	var walk func(source.Env)
	walk = func(e source.Env) {
		switch e := e.(type) {
		case source.Vars:
			for name, value := range e {
				add(name, value)
			}
		case dotenv.Set:
			walk(e.Vars)
		case source.Layers:
			for _, layer := range e {
				walk(layer)
			}
		}
	}
	walk(env)
	return out
}

// without are the stages that options and purpose leave out.
func (c *config) without(want purpose) loader.Stages {
	var out loader.Stages
	for _, o := range []struct {
		off    bool
		stages loader.Stages
	}{
		{c.noInterpolate || want == rawTree || want == writtenTree, loader.Interpolation},
		{c.noNormalize, loader.Normalization},
		{c.noPathResolve, loader.PathResolution},
		{c.noConsistency || want == writtenTree, loader.Consistency},
		{want == writtenTree, loader.Validation},
		{c.noEnvResolution || want != printed, loader.EnvResolution},
	} {
		if o.off {
			out |= o.stages
		}
	}
	return out
}

// finished is a project as config prints it: without what no service or job uses, and without the
// names of env files that have been read. Of what is run by hand the planner knows what it uses: options may name more.
func (c *config) finished(p *model.Project, want purpose) *model.Project {
	if !c.global.allResources && c.byHand == "" {
		p = p.WithoutUnusedResources()
	}
	if want == printed && !c.noEnvResolution {
		p = p.WithoutEnvFiles()
	}
	with := *p
	return &with
}
