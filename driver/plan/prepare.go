package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// prepare gives the project as it is to be carried out: with what the options change in it. The
// project given is not changed.
func prepare(in *Input) (*model.Project, error) {
	p, opt := in.Project, &in.Options
	if err := namesMissing(p); err != nil {
		return nil, err
	}
	if len(opt.Services) > 0 {
		p = p.WithServicesEnabled(opt.Services...)
	}
	q := *p
	q.Services = make(map[string]*model.Service, len(p.Services))
	for name, s := range p.Services {
		q.Services[name] = in.service(s)
	}
	for _, name := range slices.Sorted(maps.Keys(opt.Scale)) {
		s, err := q.Service(name)
		if err != nil {
			return nil, err
		}
		n, t := opt.Scale[name], *s
		if n < 0 {
			return nil, fmt.Errorf("service %s: the scale must not be negative", name)
		}
		t.Scale = &n
		if t.Deploy != nil && t.Deploy.Replicas != nil {
			d := *t.Deploy
			d.Replicas = &n
			t.Deploy = &d
		}
		q.Services[name] = &t
	}
	for _, s := range q.Services {
		if s.UseAPISocket {
			q.Configs = copyOf(q.Configs)
			q.Configs[apiSocketConfig] = &model.Config{Content: apiSocketConfig}
			break
		}
	}
	return &q, nil
}

// namesMissing is an error if a project lacks names that one has which was loaded.
func namesMissing(p *model.Project) error {
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		if p.Services[name].Name != name {
			return fmt.Errorf("service %s: its Name is not the one that the project has it by", name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.Networks)) {
		if p.Networks[key].Name == "" {
			return fmt.Errorf("network %s: it has no Name for the engine", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.Volumes)) {
		if p.Volumes[key].Name == "" {
			return fmt.Errorf("volume %s: it has no Name for the engine", key)
		}
	}
	return nil
}

// APISocketSource is the driver.File.Source of the config that use_api_socket grants a service. Who carries a plan
// out knows its content: the user's credentials for registries as the docker command's config.json.
const APISocketSource = "configs." + apiSocketConfig

const apiSocketConfig = "#apisocket" // the key of that config

// wantsCredentials reports whether a service gets the user's credentials for registries with the engine's socket, if there
// are any: one that says where its own are does not.
func wantsCredentials(s *model.Service) bool {
	_, set := s.Environment["DOCKER_CONFIG"]
	return s.UseAPISocket && !set
}

// NeedsCredentials reports whether the plan for an input depends on its Credentials.
func NeedsCredentials(in Input) bool {
	switch in.Options.Verb {
	case Create, Up, Scale, Run, Start:
	default:
		return false
	}
	if in.Project == nil {
		return false
	}
	p, err := prepare(&in)
	if err != nil {
		return false // MakePlan says it
	}
	in.Project = p
	if p, err = in.selected(); err != nil {
		return false
	}
	for _, s := range p.Services {
		if wantsCredentials(s) {
			return true
		}
	}
	return false
}

// copyOf is a copy of a map to put more into, where the map itself is not ours to change: that of nil is a map, too.
func copyOf[M ~map[K]V, K comparable, V any](m M) M {
	out := make(M, len(m)+1)
	maps.Copy(out, m)
	return out
}

// service is a service with what the options change in it.
func (in *Input) service(s *model.Service) *model.Service {
	// What env files say is in Environment, and docker compose hashes a service without their names.
	t, opt := *s.WithoutEnvFiles(), &in.Options
	if t.Build != nil && t.Platform == "" {
		t.Platform = in.defaultPlatform()
	}
	if opt.Pull != "" {
		t.PullPolicy = opt.Pull
	}
	if t.Build != nil {
		if opt.BuildAll {
			t.PullPolicy = "build"
		}
		t.Build = opt.build(t.Build)
	}
	if t.UseAPISocket {
		const socket, configDir = "/var/run/docker.sock", "/run/secrets/docker"
		t.Volumes = append(slices.Clip(t.Volumes), model.Mount{Type: "bind", Source: socket, Target: socket})
		if in.Credentials && wantsCredentials(s) {
			t.Environment = copyOf(t.Environment)
			dir, rootOnly := configDir, model.FileMode(0o600)
			t.Environment["DOCKER_CONFIG"] = &dir
			t.Configs = append(slices.Clip(t.Configs), model.FileReference{Source: apiSocketConfig, Target: configDir + "/config.json", Mode: &rootOnly})
		}
	}
	return &t
}

// build is a build section with what the options change in it.
func (opt *Options) build(b *model.Build) *model.Build {
	t := *b
	t.Provenance, t.SBOM = cmp.Or(opt.Provenance, b.Provenance), cmp.Or(opt.SBOM, b.SBOM)
	t.SSH = slices.DeleteFunc(slices.Clone(b.SSH), func(k model.SSHKey) bool {
		return slices.ContainsFunc(opt.BuildSSH, func(given model.SSHKey) bool { return given.ID == k.ID })
	})
	t.SSH = append(t.SSH, opt.BuildSSH...)
	return &t
}

// selected is the project with the services that a verb is for. Where dependencies are left alone, providers are
// called all the same: what they tell is configuration of the services, not only something that must be there.
func (in *Input) selected() (*model.Project, error) {
	names := in.Options.Services
	if in.Options.NoDeps {
		for _, name := range in.Options.Services {
			s := in.Project.Services[name]
			if s == nil {
				continue // which is said below
			}
			for _, dependency := range slices.Sorted(maps.Keys(s.DependsOn)) {
				if d := in.Project.Services[dependency]; d != nil && d.Provider != nil && !slices.Contains(names, dependency) {
					names = append(slices.Clip(names), dependency)
				}
			}
		}
	}
	return in.Project.WithSelectedServices(names, in.Options.dependencies())
}

// dependencies of a verb: which services it takes besides those that are named.
func (opt Options) dependencies() model.DependencyPolicy {
	if opt.NoDeps {
		return model.IgnoreDependencies
	}
	return model.IncludeDependencies
}

// SelectorFor is what must be observed to make a plan for a project. Without a project, select
// by its name alone.
func SelectorFor(p *model.Project, opt Options) driver.Selector {
	sel := driver.Selector{Project: p.Name, Specs: true, ProjectImages: opt.RemoveImages != ""}
	images := map[string]bool{}
	for _, s := range p.WithServicesEnabled(opt.Services...).Services {
		images[p.ImageName(s)] = true
		if s.ContainerName != "" {
			sel.Containers = append(sel.Containers, s.ContainerName)
		} else {
			for n := range max(scale(s), opt.Scale[s.Name]) {
				sel.Containers = append(sel.Containers, containerName(p, s, n+1))
			}
		}
		for _, v := range s.Volumes {
			if v.Type == "image" {
				images[v.Source] = true
				images[p.Name+"-"+v.Source] = true
			}
		}
		for _, h := range s.PreStart {
			images[h.Image] = true
		}
		if opt.IgnoreMissing && s.Build != nil {
			for _, tag := range s.Build.Tags {
				images[tag] = true
			}
		}
	}
	delete(images, "")
	for image := range images {
		if !strings.ContainsAny(image, " \t") {
			sel.Images = append(sel.Images, image)
		}
	}
	for _, n := range p.Networks {
		sel.Networks = append(sel.Networks, n.Name)
	}
	for _, v := range p.Volumes {
		sel.Volumes = append(sel.Volumes, v.Name)
	}
	for _, names := range []*[]string{&sel.Containers, &sel.Networks, &sel.Volumes, &sel.Images} {
		slices.Sort(*names)
		*names = slices.Compact(*names)
	}
	return sel
}
