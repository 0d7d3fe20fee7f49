package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// planRun makes a one-off container of a service, after what the service depends on has been
// started. It is started too if nobody attaches to it; else whoever attaches starts it.
func planRun(in Input) (*Plan, error) {
	switch once := in.Options.Run; {
	case len(in.Options.Services) != 1:
		return nil, fmt.Errorf("run needs exactly one service")
	case once == nil || once.Slug == "":
		return nil, fmt.Errorf("run needs options with a slug")
	}
	name := in.Options.Services[0]
	p, err := in.selected()
	if err != nil {
		return nil, err
	}
	m, err := p.Service(name)
	if err != nil {
		return nil, err
	}
	if m.Provider != nil {
		return nil, fmt.Errorf("service %s is run by the provider %s", name, m.Provider.Type)
	}
	once, err := in.oneOff(p, m)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", name, err)
	}
	q := *p
	q.Services = maps.Clone(p.Services)
	q.Services[name] = once
	q.Volumes = in.entire().Volumes
	in.Project = q.WithoutUnnecessaryResources()
	order, err := inOrder(in.Project)
	if err != nil {
		return nil, err
	}
	dependencies := slices.DeleteFunc(slices.Clone(order), func(s string) bool { return s == name })
	b := newBuilder(in)
	if err := b.converge(order, dependencies); err != nil {
		return nil, err
	}
	if err := b.planOnce(once); err != nil {
		return nil, err
	}
	return b.plan()
}

// planOnce adds the steps of the one-off container itself.
func (b *builder) planOnce(m *model.Service) error {
	once := b.in.Options.Run
	if holder := b.observed.byName[m.ContainerName]; holder != nil {
		return fmt.Errorf("service %s: the container name %s is taken by %s", m.Name, m.ContainerName, shortID(holder))
	}
	c, err := b.lowering.container(m, 0, nil, once)
	if err != nil {
		return err
	}
	s := &service{Service: m}
	ready, err := b.awaitDependencies(s)
	if err != nil {
		return err
	}
	thing, self := "container:"+c.Name, driver.Ref{Name: c.Name}
	step := func(verb string, op, undo driver.Op, after ...string) string {
		return b.add(Step{
			ID: thing + "/" + verb, Op: op, Service: m.Name, Group: "Container " + c.Name, Undo: undo,
			Reason: Reason{Code: ReasonForced, Text: "it was asked for"},
		}, after...)
	}
	last := step("create", &driver.CreateContainer{Name: c.Name, Spec: c.Spec, Hashed: c.Hashed},
		&driver.RemoveContainer{Container: self, Force: true}, append(ready, b.needs(m)...)...)
	for _, n := range c.Connect {
		last = step("connect:"+n.Network, &driver.ConnectNetwork{Network: n.Network, Container: self, Endpoint: n.Endpoint}, nil, last)
	}
	if len(c.Files) > 0 {
		last = step("copy", &driver.CopyInto{Container: self, Files: c.Files}, nil, last)
	}
	if once.Detach || len(m.PostStart) > 0 {
		last = step("start", &driver.StartContainer{Container: self}, &driver.StopContainer{Container: self}, last)
		b.hooks(thing, c.Name, "post_start", m, m.PostStart, self, nil, []string{last})
	}
	return nil
}

// oneOff is what run makes of a service.
func (in *Input) oneOff(p *model.Project, s *model.Service) (*model.Service, error) {
	m, opt := *s, in.Options.Run
	m.TTY, m.StdinOpen = opt.TTY, opt.Interactive
	m.ContainerName = cmp.Or(opt.Name, p.Joined(s.Name, "run", opt.Slug[:min(idLength, len(opt.Slug))]))
	one := 1
	m.Scale, m.Restart = &one, ""
	if m.Deploy != nil {
		d := *m.Deploy
		d.RestartPolicy = nil
		m.Deploy = &d
	}
	if len(opt.Command) > 0 {
		m.Command = opt.Command
	}
	if opt.Entrypoint != nil {
		m.Entrypoint = opt.Entrypoint
		if len(opt.Command) == 0 {
			m.Command = model.ShellCommand{}
		}
	}
	m.User, m.WorkingDir = cmp.Or(opt.User, m.User), cmp.Or(opt.WorkingDir, m.WorkingDir)
	m.CapAdd, m.CapDrop = capabilities(m.CapAdd, opt.CapAdd, opt.CapDrop), capabilities(m.CapDrop, opt.CapDrop, opt.CapAdd)
	m.Environment = in.runEnvironment(m.Environment, opt.Env)
	m.Labels = copyOf(m.Labels)
	maps.Copy(m.Labels, opt.Labels)
	ports, volumes, err := readShort(in.entire(), opt)
	if err != nil {
		return nil, err
	}
	if !opt.ServicePorts {
		m.Ports = ports
		if m.Ports == nil {
			m.Ports = []model.Port{}
		}
	}
	m.Volumes = append(slices.Clip(m.Volumes), volumes...)
	return &m, nil
}

// capabilities are those of a service with more added, less those that were added to the
// opposite list.
func capabilities(own, more, less []string) []string {
	if len(more)+len(less) == 0 {
		return own
	}
	out := slices.DeleteFunc(slices.Clone(own), func(c string) bool { return slices.Contains(less, c) })
	return append(out, more...)
}

// runEnvironment adds variables given as KEY=VALUE, or as KEY to be taken from the project's
// environment if set there.
func (in *Input) runEnvironment(own model.MappingWithEquals, more []string) model.MappingWithEquals {
	if len(more) == 0 {
		return own
	}
	env := copyOf(own)
	for _, text := range more {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			if value, ok = in.variable(name); !ok {
				continue
			}
		}
		env[name] = &value
	}
	return env
}

// readShort reads ports and volumes in short syntax: they are those of a service of a project
// with the same volumes.
func readShort(p *model.Project, opt *RunOptions) ([]model.Port, []model.Mount, error) {
	if len(opt.Publish)+len(opt.Volumes) == 0 {
		return nil, nil, nil
	}
	if opt.ServicePorts && len(opt.Publish) > 0 {
		return nil, nil, fmt.Errorf("ports are either the service's or given, not both")
	}
	volumes := map[string]any{}
	for key := range p.Volumes {
		volumes[key] = nil
	}
	given := map[string]any{"image": "run"}
	for attribute, short := range map[string][]string{"ports": opt.Publish, "volumes": opt.Volumes} {
		var literally []string // null, if there are none, is no list
		for _, text := range short {
			literally = append(literally, strings.ReplaceAll(text, "$", "$$"))
		}
		if literally != nil {
			given[attribute] = literally
		}
	}
	text, err := json.Marshal(map[string]any{
		"services": map[string]any{"run": given},
		"volumes":  volumes,
	})
	if err != nil {
		return nil, nil, err
	}
	style := source.Unix
	if len(p.WorkingDir) > 1 && p.WorkingDir[1] == ':' {
		style = source.Windows
	}
	const name = "options"
	l := loader.Loader{
		FS: source.Map(map[string]string{name: string(text)}, style), Dir: p.WorkingDir, Name: p.Name,
	}
	result, err := l.Load(context.Background(), name)
	if err != nil {
		return nil, nil, err
	}
	if wrong := result.Diagnostics.Errors(); len(wrong) > 0 {
		return nil, nil, errors.New(wrong[0].Message) // its place is in no file that anybody has
	}
	s := result.Project.Services["run"]
	return s.Ports, s.Volumes, nil
}
