package model

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/typo"
)

// ServiceNames are the names of the enabled services, sorted.
func (p *Project) ServiceNames() []string { return names(p.Services) }

// DisabledServiceNames are the names of the disabled services, sorted.
func (p *Project) DisabledServiceNames() []string { return names(p.DisabledServices) }

// JobNames are the names of the enabled jobs, sorted.
func (p *Project) JobNames() []string { return names(p.Jobs) }

// DisabledJobNames are the names of the disabled jobs, sorted.
func (p *Project) DisabledJobNames() []string { return names(p.DisabledJobs) }

// NetworkNames are the keys of the networks, sorted.
func (p *Project) NetworkNames() []string { return names(p.Networks) }

// VolumeNames are the keys of the volumes, sorted.
func (p *Project) VolumeNames() []string { return names(p.Volumes) }

// SecretNames are the keys of the secrets, sorted.
func (p *Project) SecretNames() []string { return names(p.Secrets) }

// ConfigNames are the keys of the configs, sorted.
func (p *Project) ConfigNames() []string { return names(p.Configs) }

// ModelNames are the keys of the models, sorted.
func (p *Project) ModelNames() []string { return names(p.Models) }

// names are the keys of a map, sorted; nil if there are none.
func names[V any](m map[string]V) []string {
	if len(m) == 0 {
		return nil
	}
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Service is the enabled service of the given name. The error, if there is none, is an
// *UnknownError.
func (p *Project) Service(name string) (*Service, error) {
	if s, ok := p.Services[name]; ok {
		return s, nil
	}
	return nil, p.unknownService(name, "")
}

// HasService reports whether there is a service of the given name, enabled or not.
func (p *Project) HasService(name string) bool {
	return p.Services[name] != nil || p.DisabledServices[name] != nil
}

// HasJob reports whether there is a job of the given name, enabled or not.
func (p *Project) HasJob(name string) bool { return p.Jobs[name] != nil || p.DisabledJobs[name] != nil }

// Job is the enabled job of the given name. The error, if there is none, is an *UnknownError.
func (p *Project) Job(name string) (*Job, error) {
	if j, ok := p.Jobs[name]; ok {
		return j, nil
	}
	unknown := &UnknownError{Kind: "job", Name: name}
	if j, ok := p.DisabledJobs[name]; ok {
		unknown.Disabled, unknown.Profiles = true, j.Profiles
	}
	return nil, unknown
}

// UnknownError says that a service or job was named that is not there, or not enabled.
type UnknownError struct {
	Kind string // "service" or "job"
	Name string // as it was given; a pattern that nothing matches is unknown too
	// NeededBy is the service that depends on Name; empty if Name was asked for.
	NeededBy string
	// Disabled is set for a service or job that is there but that no active profile enables.
	Disabled bool
	Profiles []string // those that would enable it
	// Near is the name that was most likely meant; empty if none is near.
	Near string
}

// Error is "no such service: web", and more where more is known.
func (e *UnknownError) Error() string {
	var b strings.Builder
	b.WriteString("no such " + e.Kind + ": " + e.Name)
	if e.Disabled {
		b.WriteString(" is disabled")
		if len(e.Profiles) > 0 {
			b.WriteString(" unless one of its profiles is active: " + strings.Join(e.Profiles, ", "))
		}
	}
	if e.NeededBy != "" {
		b.WriteString(" (needed by " + e.NeededBy + ")")
	}
	return b.String()
}

func (p *Project) unknownService(name, neededBy string) *UnknownError {
	unknown := &UnknownError{Kind: "service", Name: name, NeededBy: neededBy}
	if s, ok := p.DisabledServices[name]; ok {
		unknown.Disabled, unknown.Profiles = true, s.Profiles
	} else {
		unknown.Near = typo.Nearest(name, slices.Values(slices.Concat(names(p.Services), names(p.DisabledServices))))
	}
	return unknown
}

// DeclaredProfiles are the profiles that services and jobs name, enabled or not, sorted.
// 15-profiles.md
func (p *Project) DeclaredProfiles() []string {
	set := map[string]bool{}
	add := func(profiles []string) {
		for _, name := range profiles {
			set[name] = true
		}
	}
	for _, services := range [...]map[string]*Service{p.Services, p.DisabledServices} {
		for _, s := range services {
			add(s.Profiles)
		}
	}
	for _, jobs := range [...]map[string]*Job{p.Jobs, p.DisabledJobs} {
		for _, j := range jobs {
			add(j.Profiles)
		}
	}
	return names(set)
}

// ImageName is the image of a service, of which its containers are made: its own, or the one that is
// built for it under the name of project and service joined by "-". It is empty if the service has
// neither an image nor a build section, as most do that a provider runs; where such a service has
// one, this is it, although nothing is run of it.
func (p *Project) ImageName(s *Service) string {
	if s.Image != "" || s.Build == nil {
		return s.Image
	}
	return p.Joined(s.Name)
}

// PortRange reads a port or a range of ports as Port.Published and Service.Expose have it, without a protocol: the first and the
// last of them, which are one for "8000". It is not ok if the text is neither, such as the empty one. Port 0, published, is any that is free.
func PortRange(text string) (first, last uint16, ok bool) {
	from, to, several := strings.Cut(text, "-")
	if !several {
		to = from
	}
	a, err1 := strconv.ParseUint(from, 10, 16)
	b, err2 := strconv.ParseUint(to, 10, 16)
	return uint16(a), uint16(b), err1 == nil && err2 == nil && a <= b
}

// Joined is a name of the project's own: the parts behind the project's name.
func (p *Project) Joined(parts ...string) string {
	return strings.Join(append([]string{p.Name}, parts...), cmp.Or(p.Separator, "-"))
}

// Images are the images of the enabled services, sorted, each once: what ImageName gives, also of services
// that a provider runs. docker compose config --images has those of pre_start hooks and of jobs, too.
func (p *Project) Images() []string {
	set := map[string]bool{}
	for _, s := range p.Services {
		if image := p.ImageName(s); image != "" {
			set[image] = true
		}
	}
	return names(set)
}

// Dependents are the enabled services that depend directly on the given one, sorted.
func (p *Project) Dependents(name string) []string {
	var out []string
	for dependent, s := range p.Services {
		if _, ok := s.DependsOn[name]; ok {
			out = append(out, dependent)
		}
	}
	slices.Sort(out)
	return out
}

// HasProfile reports whether the service is enabled while the given profiles are active: it
// names none, or one of them, or all ("*") are active. 15-profiles.md
func (s *Service) HasProfile(active []string) bool { return anyProfile(s.Profiles, active) }

// Replicas is how many containers the service is to have: Scale, else Deploy.Replicas, else 1.
// 05-services.md#scale, deploy.md#replicas
func (s *Service) Replicas() int {
	switch {
	case s.Scale != nil:
		return *s.Scale
	case s.Deploy != nil && s.Deploy.Replicas != nil:
		return *s.Deploy.Replicas
	}
	return 1
}

// HasProfile reports whether the job is enabled while the given profiles are active.
func (j *Job) HasProfile(active []string) bool { return anyProfile(j.Profiles, active) }

func anyProfile(declared, active []string) bool {
	return len(declared) == 0 || slices.ContainsFunc(active, func(name string) bool {
		return name == "*" || slices.Contains(declared, name)
	})
}

// allJobs are the jobs, enabled or not.
func (p *Project) allJobs() map[string]*Job { return union(p.Jobs, p.DisabledJobs) }

func union[V any](a, b map[string]V) map[string]V {
	if len(b) == 0 {
		return a
	}
	out := make(map[string]V, len(a)+len(b))
	maps.Copy(out, a)
	maps.Copy(out, b)
	return out
}

// RestartName is the restart policy of the service's containers without a number of attempts: no, always, on-failure or unless-stopped.
// deploy.restart_policy goes before restart, and none and any are no and always. "" is the engine's default, no.
// services.md#restart, deploy.md#restart_policy
func (s *Service) RestartName() string {
	name, _, _ := strings.Cut(s.Restart, ":")
	if s.Deploy != nil && s.Deploy.RestartPolicy != nil {
		name = s.Deploy.RestartPolicy.Condition
	}
	switch name {
	case "none":
		return "no"
	case "any":
		return "always"
	}
	return name
}
