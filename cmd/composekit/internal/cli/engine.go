package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// engine connects to the engine that the options mean.
func (a *app) engine(ctx context.Context) (driver.Driver, error) {
	o, err := a.engineOptions()
	if err != nil {
		return nil, err
	}
	a.heed()
	return a.Open(ctx, o)
}

// engineOptions say which engine is meant. What is wrong with docker's configuration is told once.
func (a *app) engineOptions() (EngineOptions, error) {
	variables, err := a.environ()
	o := a.global.engine
	o.Env = host.Environ(variables)
	o.Warn = func(err error) { a.badConfig.Do(func() { a.warn(err.Error()) }) }
	return o, err
}

// ability is an optional ability of an engine. Without it the command that needs it ends; doing says for what.
func ability[T any](d driver.Driver, doing string) (T, error) {
	can, ok := driver.As[T](d)
	if !ok {
		return can, fmt.Errorf("this engine cannot %s", doing)
	}
	return can, nil
}

// setting is a variable by which docker compose is configured, COMPOSE_ANSI and its kin: the process's, or one
// of the project's .env file.
func (a *app) setting(name string) string {
	o, err := a.hostOptions()
	if err != nil {
		return ""
	}
	if value, ok := host.Environ(o.Environ).Lookup(name); ok {
		return value
	}
	if l, err := o.Loader(); err == nil && l.Env != nil {
		value, _ := l.Env.Lookup(name)
		return value
	}
	return ""
}

// settingOn reports whether a variable says yes.
func (a *app) settingOn(name string) bool { return saysYes(a.setting(name)) }

func saysYes(value string) bool {
	switch strings.ToLower(value) {
	case "1", "t", "true", "y", "yes", "on":
		return true
	}
	return false
}

// separator is model.Project.Separator: what docker-compose put there that was before docker compose, if that is
// asked for. Env has the variables that the project is loaded with.
func (a *app) separator(env source.Env) string {
	if value, _ := env.Lookup("COMPOSE_COMPATIBILITY"); a.global.compatibility || saysYes(value) {
		return "_"
	}
	return ""
}

// upProject is the whole project, ready to be carried out, with the named services selected and what
// they depend on.
func (a *app) upProject(ctx context.Context, services []string) (*loaded, error) {
	return a.toStart(ctx, &config{app: a}, services)
}

// toStart is a project whose containers are to be made.
func (a *app) toStart(ctx context.Context, c *config, services []string) (*loaded, error) {
	l, err := c.load(ctx, services, printed)
	if err != nil {
		return nil, err
	}
	if err := a.setPlatforms(l); err != nil {
		return nil, err
	}
	return l, nil
}

// projectOrName is the project that commands on existing containers are for: what the files say if there
// are any, else what is known of it by name alone. The project may be nil, the name is not empty.
func (a *app) projectOrName(ctx context.Context, services []string) (*model.Project, string, error) {
	if len(a.global.files) == 0 && a.global.name != "" {
		return nil, strings.ToLower(a.global.name), a.checkEnvFiles()
	}
	c := &config{app: a}
	l, err := a.prepare()
	if err != nil {
		return nil, "", err
	}
	l.Services = services
	l.Without = c.without(listed)
	result, err := l.Load(ctx)
	if err != nil {
		return nil, "", err
	}
	if list := result.Diagnostics; list.HasErrors() {
		if name := a.setting("COMPOSE_PROJECT_NAME"); name != "" && !nameJob(list) {
			return nil, strings.ToLower(name), a.checkEnvFiles()
		}
		return nil, "", a.report(list)
	}
	variables, err := a.environ()
	if err != nil {
		return nil, "", err
	}
	result.Project.Environment = environmentOf(variables, l.Env, result.Project.Name)
	result.Project.Separator = a.separator(l.Env)
	return result.Project, result.Project.Name, nil
}

// checkEnvFiles reports what is wrong with the env files, whose variables may say which project and which engine are meant, to
// commands that go without the project's files.
func (a *app) checkEnvFiles() error {
	o, err := a.hostOptions()
	if err != nil {
		return err
	}
	if len(o.Files) == 0 {
		o.Files = host.DefaultFiles[:1] // they are not looked for
	}
	l, err := o.Loader()
	if err != nil || !l.Found.HasErrors() {
		return err
	}
	return a.report(l.Found)
}

// nameJob reports whether something is wrong because a job was named where services are.
func nameJob(list diag.List) bool {
	return slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.Def == loader.UnknownService && d.Fact("job") != "" })
}

// named is a project that is known by its name.
type named struct {
	name string
	// project is what the files say, if they had to be read for the name.
	project *model.Project
}

// name is the project that the options mean, by its name.
func (a *app) name(ctx context.Context) (named, error) {
	for _, name := range []string{a.global.name, a.setting("COMPOSE_PROJECT_NAME")} {
		if name != "" {
			return named{name: strings.ToLower(name)}, a.checkEnvFiles()
		}
	}
	project, name, err := a.projectOrName(ctx, nil)
	return named{name, project}, err
}

// named is what commands on containers of a project need that is known by its name: the engine, and the name.
func (a *app) named(ctx context.Context) (driver.Driver, named, error) {
	p, err := a.name(ctx)
	if err != nil {
		return nil, named{}, err
	}
	d, err := a.engine(ctx)
	return d, p, err
}

// able is named for a command that an optional ability of the engine is for; doing says for what.
func able[T any](ctx context.Context, a *app, doing string) (d driver.Driver, can T, p named, err error) {
	if d, p, err = a.named(ctx); err == nil {
		can, err = ability[T](d, doing)
	}
	return d, can, p, err
}

// which says which containers of a project are meant. Hooks' are never.
type which struct {
	services []string // none means all
	stopped  bool     // those too that do not run
	oneOff   bool     // those too that were made by run
}

// containers are those of a project, by name.
func containers(ctx context.Context, d driver.Driver, project string, w which) ([]driver.Container, error) {
	state, err := d.Observe(ctx, driver.Selector{Project: project})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(state.Containers, func(c driver.Container) bool { return !w.means(&c) }), nil
}

func (w which) means(c *driver.Container) bool {
	runs := c.Status == driver.StatusRunning || c.Status == driver.StatusPaused || c.Status == driver.StatusRestarting
	return c.Hash() != "" && // otherwise docker compose does not see it either
		(w.stopped || runs) && (w.oneOff || !c.OneOff()) &&
		(len(w.services) == 0 || slices.Contains(w.services, c.Service()))
}

// oneContainer is the container of a service with the number, or the first if that is 0; one-off ones come last.
func (a *app) oneContainer(ctx context.Context, d driver.Driver, p named, service string, number int, w which) (driver.Container, error) {
	w.services = []string{service}
	list, err := containers(ctx, d, p.name, w)
	if err != nil {
		return driver.Container{}, err
	}
	list = slices.DeleteFunc(list, func(c driver.Container) bool { return number > 0 && c.Number() != number })
	if len(list) == 0 {
		if number > 0 {
			return driver.Container{}, fmt.Errorf("service %q is not running container #%d", service, number)
		}
		return driver.Container{}, a.orUnknown(ctx, p.project, service, fmt.Errorf("service %q is not running", service))
	}
	return slices.MinFunc(list, func(x, y driver.Container) int {
		if x.OneOff() != y.OneOff() {
			if x.OneOff() {
				return 1
			}
			return -1
		}
		return x.Number() - y.Number()
	}), nil
}

// checkServices refuses names that the project has no service of. A project that is known by name only has
// all.
func checkServices(p *model.Project, names []string) error {
	if p == nil {
		return nil
	}
	for _, name := range names {
		if _, err := p.Service(name); err != nil {
			return err
		}
	}
	return nil
}

// displayName is a container's name without the project's, unless the project gave it one of its own.
func displayName(c *driver.Container) string {
	project := c.Labels[driver.LabelProject]
	for _, sep := range []string{"-", "_"} {
		if c.Name == strings.Join([]string{project, c.Service(), c.Labels[driver.LabelNumber]}, sep) {
			return c.Name[len(project)+1:]
		}
	}
	return c.Name
}

func ref(c *driver.Container) driver.Ref { return driver.Ref{ID: c.ID, Name: c.Name} }
