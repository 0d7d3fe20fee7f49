package model

import (
	"errors"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// The selections of this file never change the project that they are called on. What they
// return shares everything that is the same, and is the project itself where nothing differs.

// WithProfiles returns the project with exactly the given profiles active: services and jobs
// that name one of them, or no profile, are enabled, all others are disabled. "*" activates
// all profiles. 15-profiles.md
func (p *Project) WithProfiles(profiles []string) *Project {
	on, off, same := split(p.Services, p.DisabledServices, func(s *Service) bool { return s.HasProfile(profiles) })
	jobsOn, jobsOff, sameJobs := split(p.Jobs, p.DisabledJobs, func(j *Job) bool { return j.HasProfile(profiles) })
	if same && sameJobs && slices.Equal(p.Profiles, profiles) {
		return p
	}
	q := *p
	q.Services, q.DisabledServices = on, off
	q.Jobs, q.DisabledJobs = jobsOn, jobsOff
	q.Profiles = profiles
	return &q
}

// split divides what is on and off anew. If nothing moves it returns the same maps.
func split[V any](on, off map[string]V, enabled func(V) bool) (newOn, newOff map[string]V, same bool) {
	same = true
	for _, v := range on {
		same = same && enabled(v)
	}
	for _, v := range off {
		same = same && !enabled(v)
	}
	if same {
		return on, off, true
	}
	newOn, newOff = make(map[string]V, len(on)), map[string]V{}
	for name, v := range union(on, off) {
		if enabled(v) {
			newOn[name] = v
		} else {
			newOff[name] = v
		}
	}
	return newOn, newOff, false
}

// WithServicesEnabled returns the project with the profiles of the named services active too,
// as far as the services are disabled. That may enable further services and jobs. Names of no
// service are passed over. 15-profiles.md
func (p *Project) WithServicesEnabled(names ...string) *Project {
	profiles := p.Profiles
	for _, name := range names {
		if s, disabled := p.DisabledServices[name]; disabled && p.Services[name] == nil {
			profiles = append(slices.Clip(profiles), s.Profiles...)
		}
	}
	if len(names) == 0 {
		return p
	}
	return p.WithProfiles(profiles)
}

// DependencyPolicy says which services a selection takes besides those that are named.
type DependencyPolicy uint8

const (
	// IncludeDependencies takes what the named services depend on, directly or not.
	IncludeDependencies DependencyPolicy = iota
	// IncludeDependents takes what depends on the named services, directly or not.
	IncludeDependents
	// IgnoreDependencies takes the named services alone.
	IgnoreDependencies
)

// Select is the names of the enabled services that a selection takes, sorted. Names may be
// patterns as path.Match has them. No names at all select every service. The error joins an
// *UnknownError for each name that no service has and for each required dependency that is
// not there or is disabled.
func (p *Project) Select(names []string, policy DependencyPolicy) ([]string, error) {
	if len(names) == 0 {
		return p.ServiceNames(), nil
	}
	set, err := p.selection(names, policy)
	if err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(set)), nil
}

func (p *Project) selection(names []string, policy DependencyPolicy) (map[string]bool, error) {
	w := selecting{project: p, policy: policy, taken: make(map[string]bool, len(names))}
	if policy == IncludeDependents {
		w.dependents = p.dependents()
	}
	for _, name := range names {
		w.take(name, "", true)
	}
	for len(w.queue) > 0 {
		last := len(w.queue) - 1
		name := w.queue[last]
		w.queue = w.queue[:last]
		w.follow(name)
	}
	slices.SortFunc(w.unknown, func(a, b *UnknownError) int {
		return strings.Compare(a.NeededBy+"\x00"+a.Name, b.NeededBy+"\x00"+b.Name)
	})
	errs := make([]error, len(w.unknown))
	for i, u := range w.unknown {
		errs[i] = u
	}
	return w.taken, errors.Join(errs...)
}

// selecting is a selection under way.
type selecting struct {
	project    *Project
	policy     DependencyPolicy
	dependents map[string][]string
	taken      map[string]bool
	queue      []string // taken, but not followed
	unknown    []*UnknownError
}

// take takes the services of a name or pattern that the service neededBy gave, or the caller
// if that is empty.
func (w *selecting) take(name, neededBy string, required bool) {
	found := false
	add := func(name string) {
		found = true
		if !w.taken[name] {
			w.taken[name] = true
			w.queue = append(w.queue, name)
		}
	}
	if _, ok := w.project.Services[name]; ok {
		add(name)
	}
	if strings.ContainsAny(name, `*?[\`) {
		for candidate := range w.project.Services {
			if ok, err := path.Match(name, candidate); ok && err == nil {
				add(candidate)
			}
		}
	}
	if !found && required {
		w.unknown = append(w.unknown, w.project.unknownService(name, neededBy))
	}
}

// follow takes what the policy takes because of a service that is taken.
func (w *selecting) follow(name string) {
	switch w.policy {
	case IncludeDependencies:
		for dependency, d := range w.project.Services[name].DependsOn {
			w.take(dependency, name, d.Required)
		}
	case IncludeDependents:
		for _, dependent := range w.dependents[name] {
			w.take(dependent, name, true)
		}
	}
}

// dependents holds for each service the enabled ones that depend directly on it.
func (p *Project) dependents() map[string][]string {
	out := make(map[string][]string, len(p.Services))
	for name, s := range p.Services {
		for dependency := range s.DependsOn {
			out[dependency] = append(out[dependency], name)
		}
	}
	return out
}

// WithSelectedServices returns the project with only the services enabled that Select takes.
// The others are disabled, and no longer stand in what the selected ones depend on. No names
// at all select every service. The error is that of Select.
func (p *Project) WithSelectedServices(names []string, policy DependencyPolicy) (*Project, error) {
	if len(names) == 0 {
		return p, nil
	}
	set, err := p.selection(names, policy)
	if err != nil {
		return nil, err
	}
	kept := make(map[string]*Service, len(set))
	for name := range set {
		kept[name] = p.Services[name]
	}
	return p.only(kept).filterDependencies(func(name string, _ Dependency) bool { return set[name] }), nil
}

// only disables all enabled services but some.
func (p *Project) only(kept map[string]*Service) *Project {
	if len(kept) == len(p.Services) {
		return p
	}
	q := *p
	q.Services, q.DisabledServices = kept, p.disabledBut(kept)
	return &q
}

// disabledBut are the services that are disabled if of the enabled ones some stay.
func (p *Project) disabledBut(kept map[string]*Service) map[string]*Service {
	if 2*len(kept) < len(p.Services) { // a map is copied as it is in a fraction of the time that its entries take one by one
		out := maps.Clone(p.Services)
		for name := range kept {
			delete(out, name)
		}
		maps.Copy(out, p.DisabledServices)
		return out
	}
	out := make(map[string]*Service, len(p.DisabledServices)+len(p.Services)-len(kept))
	maps.Copy(out, p.DisabledServices)
	for name, s := range p.Services {
		if _, stays := kept[name]; !stays {
			out[name] = s
		}
	}
	return out
}

// filterDependencies keeps the dependencies of enabled services that are wanted.
func (p *Project) filterDependencies(wanted func(name string, d Dependency) bool) *Project {
	return p.mapServices(func(s *Service) *Service {
		unwanted := 0
		for name, d := range s.DependsOn {
			if !wanted(name, d) {
				unwanted++
			}
		}
		if unwanted == 0 {
			return s
		}
		t := *s
		t.DependsOn = make(map[string]Dependency, len(s.DependsOn)-unwanted)
		for name, d := range s.DependsOn {
			if wanted(name, d) {
				t.DependsOn[name] = d
			}
		}
		return &t
	})
}

// mapServices replaces enabled services. A function that returns the service that it was
// given leaves it alone.
func (p *Project) mapServices(f func(*Service) *Service) *Project {
	var services map[string]*Service
	for name, s := range p.Services {
		t := f(s)
		if t == s {
			continue
		}
		if services == nil {
			services = maps.Clone(p.Services)
		}
		services[name] = t
	}
	if services == nil {
		return p
	}
	q := *p
	q.Services = services
	return &q
}

// WithServicesDisabled returns the project with the named services disabled and removed from
// what the others depend on. Names of no service are removed from there too.
func (p *Project) WithServicesDisabled(names ...string) *Project {
	if len(names) == 0 {
		return p
	}
	kept, disabled := maps.Clone(p.Services), make(map[string]bool, len(names))
	for _, name := range names {
		delete(kept, name)
		disabled[name] = true
	}
	return p.only(kept).filterDependencies(func(name string, _ Dependency) bool { return !disabled[name] })
}

// WithoutUnresolvedOptionalDependencies returns the project without those dependencies of
// enabled services that are not required and name no enabled service. Required ones stay, for
// MissingDependencies to find.
func (p *Project) WithoutUnresolvedOptionalDependencies() *Project {
	return p.filterDependencies(func(name string, d Dependency) bool {
		return d.Required || p.Services[name] != nil
	})
}

// WithoutEnvFiles returns the project without the names of the env files of enabled services and of their hooks, whose variables are
// in the services' Environment, as docker compose's config prints it. Jobs keep theirs there.
func (p *Project) WithoutEnvFiles() *Project {
	out := *p
	out.Services = maps.Clone(p.Services)
	for name, s := range p.Services {
		out.Services[name] = s.WithoutEnvFiles()
	}
	return &out
}

// WithoutEnvFiles returns the service without the names of its env files and of those of its hooks.
func (s *Service) WithoutEnvFiles() *Service {
	if len(s.EnvFiles)+len(s.PreStart) == 0 {
		return s
	}
	bare := *s
	bare.EnvFiles = nil
	bare.PreStart = slices.Clone(s.PreStart)
	for i := range bare.PreStart {
		bare.PreStart[i].EnvFiles = nil
	}
	return &bare
}

// WithoutUnnecessaryResources returns the project with only the networks, volumes, secrets,
// configs and models that enabled services refer to: what it takes to run them. What jobs refer to
// does not count, as in docker compose; see WithoutUnusedResources.
func (p *Project) WithoutUnnecessaryResources() *Project {
	u := newUses()
	u.ofServices(p)
	return p.withResources(u)
}

// WithoutUnusedResources returns the project with only the networks, volumes, secrets, configs and
// models that enabled services or enabled jobs refer to.
func (p *Project) WithoutUnusedResources() *Project {
	u := newUses()
	u.ofServices(p)
	for _, j := range p.Jobs {
		u.add(&j.ContainerSpec, j.Build)
	}
	return p.withResources(u)
}

// withResources is the project with only those resources that are used.
func (p *Project) withResources(u uses) *Project {
	var changed bool
	networks := restrict(p.Networks, u.networks, &changed)
	volumes := restrict(p.Volumes, u.volumes, &changed)
	secrets := restrict(p.Secrets, u.secrets, &changed)
	configs := restrict(p.Configs, u.configs, &changed)
	models := restrict(p.Models, u.models, &changed)
	if !changed {
		return p
	}
	q := *p
	q.Networks, q.Volumes, q.Secrets, q.Configs, q.Models = networks, volumes, secrets, configs, models
	return &q
}

// uses are the keys of the resources that services and jobs refer to.
type uses struct{ networks, volumes, secrets, configs, models map[string]bool }

func newUses() uses {
	return uses{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

func (u uses) ofServices(p *Project) {
	for _, s := range p.Services {
		u.add(&s.ContainerSpec, s.Build)
	}
}

// add adds what a service or job refers to, and its build, if it has one.
func (u uses) add(c *ContainerSpec, build *Build) {
	for name := range c.Networks {
		u.networks[name] = true
	}
	for i := range c.Volumes {
		if m := &c.Volumes[i]; m.Type == "volume" {
			u.volumes[m.Source] = true
		}
	}
	for i := range c.Secrets {
		u.secrets[c.Secrets[i].Source] = true
	}
	if build != nil {
		for i := range build.Secrets {
			u.secrets[build.Secrets[i].Source] = true
		}
	}
	for i := range c.Configs {
		u.configs[c.Configs[i].Source] = true
	}
	for name := range c.Models {
		u.models[name] = true
	}
}

// restrict is m with the wanted keys only, and notes whether that is less than m.
func restrict[V any](m map[string]V, wanted map[string]bool, changed *bool) map[string]V {
	kept := 0
	for name := range m {
		if wanted[name] {
			kept++
		}
	}
	if kept == len(m) {
		return m
	}
	*changed = true
	out := make(map[string]V, kept)
	for name, v := range m {
		if wanted[name] {
			out[name] = v
		}
	}
	return out
}

// WithSelectedJob returns the project with only those services enabled that a job depends on,
// directly or by other jobs, and what the policy takes with them. Dependencies are looked for
// among jobs first. The job itself stays where it is; a disabled one is enabled, together with
// everything else of its profiles. The error is an *UnknownError for the job, or that of
// Select for the services.
func (p *Project) WithSelectedJob(name string, policy DependencyPolicy) (*Project, error) {
	if _, enabled := p.Jobs[name]; !enabled {
		disabled, ok := p.DisabledJobs[name]
		if !ok {
			return nil, &UnknownError{Kind: "job", Name: name}
		}
		p = p.WithProfiles(append(slices.Clip(p.Profiles), disabled.Profiles...))
	}
	_, services := p.neededByJob(name)
	if len(services) == 0 {
		return p.only(map[string]*Service{}), nil
	}
	return p.WithSelectedServices(services, policy)
}

// WithJobAsService returns the project of which a job is run by hand: that of WithSelectedJob, with the
// job and those jobs that it depends on as services, of the same names. They stay among the jobs as
// well. The error is that of WithSelectedJob, or a *NotManualError for a job, of those, that is not to be
// started by hand.
func (p *Project) WithJobAsService(name string, policy DependencyPolicy) (*Project, error) {
	q, err := p.WithSelectedJob(name, policy)
	if err != nil {
		return nil, err
	}
	r := *q
	r.Services = maps.Clone(q.Services)
	if r.Services == nil {
		r.Services = map[string]*Service{}
	}
	jobs, _ := p.neededByJob(name)
	for _, needed := range jobs {
		job := needed.job
		if t := job.Triggers; t != nil && t.Manual != nil && !*t.Manual {
			return nil, &NotManualError{Name: needed.name, NeededBy: needed.by}
		}
		r.Services[needed.name] = job.AsService()
	}
	return &r, nil
}

// AsService returns the service as which the job is run by hand, of the same name.
func (j *Job) AsService() *Service {
	return &Service{
		Name: j.Name, Profiles: j.Profiles,
		ContainerSpec: j.ContainerSpec, WorkloadSpec: j.WorkloadSpec, Extensions: j.Extensions,
	}
}

// NotManualError says that a job is not to be run by hand: its triggers say manual: false.
type NotManualError struct {
	Name     string
	NeededBy string // the job that depends on it; empty if it was asked for
}

// Error is what is wrong, and for which job it matters.
func (e *NotManualError) Error() string {
	text := "the job " + strconv.Quote(e.Name) + " is not to be run by hand"
	if e.NeededBy != "" {
		text += ", and " + strconv.Quote(e.NeededBy) + " depends on it"
	}
	return text
}

// neededJob is a job that another depends on.
type neededJob struct {
	name string
	job  *Job
	by   string // the first that depends on it; "" of the one that is asked about
}

// neededByJob are a job and those that it depends on, directly or by others, and the sorted names of what is no
// job among all that these depend on.
func (p *Project) neededByJob(name string) (jobs []neededJob, services []string) {
	all := p.allJobs()
	jobs = []neededJob{{name: name, job: all[name]}}
	seen := map[string]bool{name: true}
	for i := 0; i < len(jobs); i++ {
		for _, dependency := range names(jobs[i].job.DependsOn) {
			if seen[dependency] {
				continue
			}
			seen[dependency] = true
			if next, ok := all[dependency]; ok {
				jobs = append(jobs, neededJob{dependency, next, jobs[i].name})
			} else {
				services = append(services, dependency)
			}
		}
	}
	slices.Sort(services)
	return jobs, services
}

// WithImagesResolved returns the project with the images of its enabled services replaced by
// what resolve returns for them: their own, those of their pre_start hooks, and those mounted.
// Resolve is called once for each image, in sorted order; it turns a reference such as
// "nginx:1.27" into another, usually with a digest. The error joins those of resolve.
func (p *Project) WithImagesResolved(resolve func(image string) (string, error)) (*Project, error) {
	set := map[string]string{}
	for _, s := range p.Services {
		eachImage(s, func(image *string) { set[*image] = *image })
	}
	delete(set, "")
	var errs []error
	for _, image := range names(set) {
		resolved, err := resolve(image)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		set[image] = resolved
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return p.mapServices(func(s *Service) *Service { return withImages(s, set) }), nil
}

func withImages(s *Service, resolved map[string]string) *Service {
	same := true
	eachImage(s, func(image *string) { same = same && (*image == "" || resolved[*image] == *image) })
	if same {
		return s
	}
	t := *s
	t.PreStart = slices.Clone(s.PreStart)
	t.Volumes = slices.Clone(s.Volumes)
	eachImage(&t, func(image *string) {
		if *image != "" {
			*image = resolved[*image]
		}
	})
	return &t
}

// eachImage calls f for each image of a service.
func eachImage(s *Service, f func(image *string)) {
	f(&s.Image)
	for i := range s.PreStart {
		f(&s.PreStart[i].Image)
	}
	for i := range s.Volumes {
		if m := &s.Volumes[i]; m.Type == "image" {
			f(&m.Source)
		}
	}
}
