package cli

import (
	"context"
	"maps"
	"slices"

	"github.com/composekit/composekit/model"
)

// view is a list that config prints instead of the project.
type view struct {
	flag, help string
	// valued: the option takes a value (configOptions.hash), and the list is asked for if that is not empty.
	valued bool
	// print prints the list. Nil prints what is told below.
	print func(c *config, ctx context.Context, args []string) error
	// services of the command line are selected before the list is made.
	selects bool
	// envFiles of services must be there, as docker compose has it for some of the lists.
	envFiles bool
	// list is what is printed, one item a line.
	list func(*model.Project) []string
}

// views are the lists. Of several that are asked for the first counts; their order is docker compose's.
func views() []view {
	return []view{
		{flag: "services", help: "print the names of the services", list: serviceNames},
		{flag: "volumes", help: "print the keys of the volumes", list: func(p *model.Project) []string { return sortedKeys(p.Volumes) }},
		{flag: "networks", help: "print the keys of the networks", list: func(p *model.Project) []string { return sortedKeys(p.Networks) }},
		{flag: "models", help: "print the names of the models", list: modelNames},
		{flag: "hash", help: `print the configuration hashes of services: names with commas between them, or "*"`, valued: true, print: (*config).runHash},
		{flag: "profiles", help: "print the names of all profiles", selects: true, envFiles: true, list: profileNames},
		{flag: "images", help: "print the names of the images", selects: true, envFiles: true, list: imageNames},
		{flag: "variables", help: "print the variables that the project uses, and their defaults", print: (*config).runVariables},
		{flag: "environment", help: "print the variables that were used for interpolation", selects: true, envFiles: true, list: environment},
	}
}

// serviceNames puts every service after those that it depends on, otherwise by name.
func serviceNames(p *model.Project) []string {
	seen := map[string]bool{}
	var out []string
	var visit func(names []string)
	visit = func(names []string) {
		for _, name := range names {
			s := p.Services[name]
			if s == nil || seen[name] {
				continue
			}
			seen[name] = true
			visit(sortedKeys(s.DependsOn))
			out = append(out, name)
		}
	}
	visit(sortedKeys(p.Services))
	return out
}

func modelNames(p *model.Project) []string {
	var out []string
	for _, key := range sortedKeys(p.Models) {
		if name := p.Models[key].Model; name != "" {
			out = append(out, name)
		}
	}
	return out
}

// profileNames also tells the profiles of services that are not enabled.
func profileNames(p *model.Project) []string {
	set := map[string]bool{}
	for _, services := range []map[string]*model.Service{p.Services, p.DisabledServices} {
		for _, s := range services {
			for _, profile := range s.Profiles {
				set[profile] = true
			}
		}
	}
	return sortedKeys(set)
}

// imageNames are the images of services and jobs, each followed by those of its pre_start hooks.
func imageNames(p *model.Project) []string {
	var out []string
	add := func(key, image string, hooks []model.PreStartHook) {
		if image == "" {
			image = p.Name + "-" + key // what docker compose calls the image that it builds
		}
		out = append(out, image)
		for _, h := range hooks {
			if h.Image != "" && h.Image != image {
				out = append(out, h.Image)
			}
		}
	}
	for _, key := range sortedKeys(p.Services) {
		add(key, p.Services[key].Image, p.Services[key].PreStart)
	}
	for _, key := range sortedKeys(p.Jobs) {
		add(key, p.Jobs[key].Image, nil)
	}
	return out
}

func environment(p *model.Project) []string {
	var out []string
	for name, value := range p.Environment {
		out = append(out, name+"="+value)
	}
	slices.Sort(out)
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
