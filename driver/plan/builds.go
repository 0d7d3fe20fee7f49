package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// Builds are the builds that a project comes to where not the engine does them, but another program.
type Builds struct {
	// Project with what the options change in it: the services that they name are enabled, and those that these are
	// built from.
	Project *model.Project
	// Services whose images are asked for, sorted: those that the options name, or all; with Options.IncludeDeps those that they
	// depend on; and those that any of these is built from. Those that a provider runs are among the last only.
	Services []string
	// Specs say what images are built from, by service: those of Services, and of all that these depend on.
	Specs map[string]driver.BuildSpec
	// Warnings are for who asks for an image that nothing is run of.
	Warnings []string
}

// BuildsOf says what there is to build, as the verb Build has it, but of everything that a build section can ask for: nothing is
// left out or refused that engines cannot be asked for. State does not matter, and of Info nothing does. The error is about the
// input: a service that is not there, or that is to be built from nothing, from itself, or from one that builds no image.
func BuildsOf(in Input) (*Builds, error) {
	if in.Project == nil {
		return nil, fmt.Errorf("%s needs a project", Build)
	}
	in.Options.Verb, in.Info.Caps.Build, in.Info.Caps.BuildKit = Build, true, true
	asked, err := in.builtWith(in.Options.imageDependencies())
	if err != nil {
		return nil, err
	}
	all, err := in.builtWith(model.IncludeDependencies)
	if err != nil {
		return nil, err
	}
	out, seen := &Builds{Specs: map[string]driver.BuildSpec{}}, map[string]bool{}
	named := in.Options.Services
	in.Options.Services = all
	p, err := prepare(&in)
	if err != nil {
		return nil, err
	}
	in.Project, in.whole, out.Project = p, p, p
	for _, name := range named {
		if s := p.Services[name]; s != nil && s.Provider != nil && !slices.Contains(asked, name) {
			out.Warnings = append(out.Warnings, runByProvider(s))
		}
	}
	for _, name := range all {
		s := p.Services[name]
		if err := in.canBeBuilt(s, nil, seen); err != nil {
			return nil, err
		}
		out.Specs[name] = LowerBuild(in, s)
		if _, wanted := slices.BinarySearch(asked, name); wanted {
			out.Services = append(out.Services, name)
		}
	}
	return out, nil
}

// builtWith are the services that are built if those are that the options name, sorted: these, what they depend on, if the policy takes
// that, and what any of them is built from. Those that a provider runs are not, unless others are built from them.
func (in *Input) builtWith(policy model.DependencyPolicy) ([]string, error) {
	names, bases := in.Options.Services, map[string]bool{}
	for {
		p := in.Project.WithServicesEnabled(names...)
		taken, err := p.Select(names, policy)
		if err != nil {
			return nil, err
		}
		built := slices.DeleteFunc(slices.Clone(taken), func(name string) bool {
			s := p.Services[name]
			return s.Build == nil || s.Provider != nil && !bases[name]
		})
		known := len(bases)
		for _, name := range built {
			from, err := in.builtFrom(p.Services[name])
			if err != nil {
				return nil, err
			}
			for _, base := range from {
				bases[base.Name] = true
			}
		}
		if len(bases) == known {
			return built, nil
		}
		names = slices.Concat(taken, slices.Collect(maps.Keys(bases)))
	}
}

// builtFrom are the services whose images a service's image is built from, in the order of the names that its Dockerfile
// has for them.
func (in *Input) builtFrom(s *model.Service) (out []*model.Service, err error) {
	for _, name := range slices.Sorted(maps.Keys(s.Build.AdditionalContexts)) {
		target, ok := strings.CutPrefix(s.Build.AdditionalContexts[name], "service:")
		if !ok {
			continue
		}
		t := in.Project.Services[target]
		if t == nil {
			t = in.Project.DisabledServices[target]
		}
		if t == nil || t.Build == nil {
			return nil, fmt.Errorf("service %s: additional_contexts.%s: service %s builds no image%s", s.Name, name, target, in.at("services", s.Name, "build", "additional_contexts", name))
		}
		out = append(out, t)
	}
	return out, nil
}

// needsContext reports an error if a service's build says that it has no context, or one that no builder fetches. One that says
// nothing of it has the project's directory.
func (in *Input) needsContext(s *model.Service) error {
	if s.Build.Context == "" {
		return fmt.Errorf("service %s: build.context is empty, but must be the directory to build from, such as %q%s", s.Name, ".", in.at("services", s.Name, "build", "context"))
	}
	if scheme, _, ok := strings.Cut(s.Build.Context, "://"); ok && !slices.Contains([]string{"http", "https", "git", "ssh"}, scheme) {
		return fmt.Errorf("service %s: build.context is %s, but builders fetch what http, https, git and ssh lead to only: name a directory of this machine by its path%s",
			s.Name, s.Build.Context, in.at("services", s.Name, "build", "context"))
	}
	return nil
}

// canBeBuilt reports an error if a service's image is built from nothing or from itself. within are those that are built from it, seen those
// that are known to be right.
func (in *Input) canBeBuilt(s *model.Service, within []string, seen map[string]bool) error {
	if slices.Contains(within, s.Name) {
		return in.builtFromItself(s, within)
	}
	if seen[s.Name] {
		return nil
	}
	if err := in.needsContext(s); err != nil {
		return err
	}
	from, err := in.builtFrom(s)
	if err != nil {
		return err
	}
	for _, t := range from {
		if err := in.canBeBuilt(t, append(within, s.Name), seen); err != nil {
			return err
		}
	}
	seen[s.Name] = true
	return nil
}

// builtFromItself is the error for a service whose image is built from that of the services within, and so from itself.
func (in *Input) builtFromItself(s *model.Service, within []string) error {
	return fmt.Errorf("service %s: its image is built from itself, by additional_contexts of %s%s", s.Name, strings.Join(within, ", "),
		in.at("services", s.Name, "build", "additional_contexts"))
}
