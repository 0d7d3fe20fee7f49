package cli

import (
	"maps"
	"slices"

	"github.com/composekit/composekit/model"
)

// view is a list that config prints instead of the project.
type view struct {
	flag, help string
	// services of the command line are selected before the list is made.
	selects bool
	// envFiles of services must be there, as docker compose has it for some of the lists.
	envFiles bool
	// list is what is printed, one item a line.
	list func(*model.Project) []string
}

// views are the lists, the first that is asked for counts. Their order is docker compose's.
func views() []view {
	return []view{
		{"services", "print the names of the services", false, false, serviceNames},
		{"volumes", "print the keys of the volumes", false, false, func(p *model.Project) []string { return sortedKeys(p.Volumes) }},
		{"networks", "print the keys of the networks", false, false, func(p *model.Project) []string { return sortedKeys(p.Networks) }},
		{"models", "print the names of the models", false, false, modelNames},
		{"profiles", "print the names of all profiles", true, true, profileNames},
		{"images", "print the names of the images", true, true, imageNames},
		{"environment", "print the variables that were used for interpolation", true, true, environment},
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
