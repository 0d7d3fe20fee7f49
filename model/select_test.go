package model

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	composegraph "github.com/compose-spec/compose-go/v2/graph"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/composekit/composekit/internal/material"
	"github.com/distribution/reference"
	"github.com/opencontainers/go-digest"
)

// pair is one project twice: ours and the reference's.
type pair struct {
	ours   *Project
	theirs *types.Project
}

// randomPair makes a project of up to n services and a few jobs that depend on each other,
// on what is not there, and on networks, volumes, secrets, configs and models.
func randomPair(r *rand.Rand, n int, acyclic bool) pair {
	p := pair{
		&Project{Name: "demo", Services: map[string]*Service{}, DisabledServices: map[string]*Service{}},
		&types.Project{Name: "demo", Services: types.Services{}, DisabledServices: types.Services{}},
	}
	names := []string{"web", "db", "cache", "api", "worker", "proxy", "web2", "web-old", "queue", "mail", "auth", "cron"}[:1+r.IntN(n)]
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for i, name := range names {
		candidates := names
		if acyclic {
			candidates = names[:i]
		}
		p.addService(r, name, candidates)
	}
	for i := range r.IntN(3) {
		p.addJob(r, fmt.Sprintf("job%d", i), names)
	}
	p.addResources()
	if r.IntN(4) > 0 {
		p.activate(some(r, "dev", "test", "*"))
	}
	return p
}

func some(r *rand.Rand, from ...string) []string {
	var out []string
	for _, s := range from {
		if r.IntN(4) == 0 {
			out = append(out, s)
		}
	}
	return out
}

func dependencies(r *rand.Rand, candidates []string) (map[string]Dependency, types.DependsOnConfig) {
	ours, theirs := map[string]Dependency{}, types.DependsOnConfig{}
	for range r.IntN(4) {
		name := "ghost"
		if len(candidates) > 0 && r.IntN(12) > 0 {
			name = candidates[r.IntN(len(candidates))]
		}
		required := r.IntN(4) > 0
		ours[name] = Dependency{Condition: ServiceStarted, Required: required}
		theirs[name] = types.ServiceDependency{Condition: ServiceStarted, Required: required}
	}
	return ours, theirs
}

func (p pair) addService(r *rand.Rand, name string, candidates []string) {
	s := &Service{Name: name, Profiles: some(r, "dev", "test")}
	t := types.ServiceConfig{Name: name, Profiles: s.Profiles}
	s.DependsOn, t.DependsOn = dependencies(r, candidates)
	s.Image, t.Image = "image-"+name, "image-"+name
	s.Networks, t.Networks = map[string]*ServiceNetwork{}, map[string]*types.ServiceNetworkConfig{}
	for _, n := range some(r, "front", "back", "nowhere") {
		s.Networks[n], t.Networks[n] = nil, nil
	}
	s.Models, t.Models = map[string]*ServiceModel{}, map[string]*types.ServiceModelConfig{}
	for _, m := range some(r, "llm", "embed") {
		s.Models[m], t.Models[m] = nil, nil
	}
	for _, v := range some(r, "data", "logs", "") {
		s.Volumes = append(s.Volumes, Mount{Type: "volume", Source: v}, Mount{Type: "bind", Source: "cachedir"}, Mount{Type: "image", Source: "tool"})
		t.Volumes = append(t.Volumes, types.ServiceVolumeConfig{Type: "volume", Source: v}, types.ServiceVolumeConfig{Type: "bind", Source: "cachedir"}, types.ServiceVolumeConfig{Type: "image", Source: "tool"})
	}
	for _, v := range some(r, "key", "cert") {
		s.Secrets = append(s.Secrets, FileReference{Source: v})
		t.Secrets = append(t.Secrets, types.ServiceSecretConfig{Source: v})
		s.Configs = append(s.Configs, FileReference{Source: v})
		t.Configs = append(t.Configs, types.ServiceConfigObjConfig{Source: v})
	}
	if r.IntN(3) == 0 {
		s.Build = &Build{Context: ".", Secrets: []FileReference{{Source: "token"}}}
		t.Build = &types.BuildConfig{Context: ".", Secrets: []types.ServiceSecretConfig{{Source: "token"}}}
	}
	if r.IntN(3) == 0 {
		s.PreStart = []PreStartHook{{ContainerSpec: ContainerSpec{Image: "init"}}, {}}
		t.PreStart = []types.PreStartHook{{ContainerSpec: types.ContainerSpec{Image: "init"}}, {}}
	}
	p.ours.Services[name], p.theirs.Services[name] = s, t
}

func (p pair) addJob(r *rand.Rand, name string, candidates []string) {
	if p.ours.Jobs == nil {
		p.ours.Jobs, p.theirs.Jobs = map[string]*Job{}, types.Jobs{}
	}
	j := &Job{Name: name, Profiles: some(r, "dev", "batch")}
	t := types.JobConfig{Name: name, Profiles: j.Profiles}
	j.DependsOn, t.DependsOn = dependencies(r, append(slices.Clone(candidates), "job0", "job1"))
	p.ours.Jobs[name], p.theirs.Jobs[name] = j, t
}

func (p pair) addResources() {
	p.ours.Networks, p.theirs.Networks = map[string]*Network{"front": {}, "back": {}}, types.Networks{"front": {}, "back": {}}
	p.ours.Volumes, p.theirs.Volumes = map[string]*Volume{"data": {}, "logs": {}, "cachedir": {}}, types.Volumes{"data": {}, "logs": {}, "cachedir": {}}
	p.ours.Secrets, p.theirs.Secrets = map[string]*Secret{"key": {}, "token": {}}, types.Secrets{"key": {}, "token": {}}
	p.ours.Configs, p.theirs.Configs = map[string]*Config{"cert": {}}, types.Configs{"cert": {}}
	p.ours.Models, p.theirs.Models = map[string]*Model{"llm": {}, "embed": {}}, types.Models{"llm": {}, "embed": {}}
}

func (p *pair) activate(profiles []string) {
	p.ours = p.ours.WithProfiles(profiles)
	p.theirs, _ = p.theirs.WithProfiles(profiles)
}

// summary is what selections may change of a project, as text.
func summary(p *Project) string {
	var b strings.Builder
	for _, name := range p.ServiceNames() {
		s := p.Services[name]
		fmt.Fprintf(&b, "%s %s", name, s.Image)
		for _, h := range s.PreStart {
			fmt.Fprintf(&b, " hook:%s", h.Image)
		}
		for _, v := range s.Volumes {
			fmt.Fprintf(&b, " mount:%s", v.Source)
		}
		for _, d := range names(s.DependsOn) {
			fmt.Fprintf(&b, " ->%s:%v", d, s.DependsOn[d].Required)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintln(&b, "off", p.DisabledServiceNames(), p.JobNames(), p.DisabledJobNames(), p.Profiles)
	fmt.Fprintln(&b, p.NetworkNames(), p.VolumeNames(), p.SecretNames(), p.ConfigNames(), p.ModelNames())
	return b.String()
}

func theirSummary(p *types.Project) string {
	var b strings.Builder
	for _, name := range p.ServiceNames() {
		s := p.Services[name]
		fmt.Fprintf(&b, "%s %s", name, s.Image)
		for _, h := range s.PreStart {
			fmt.Fprintf(&b, " hook:%s", h.Image)
		}
		for _, v := range s.Volumes {
			fmt.Fprintf(&b, " mount:%s", v.Source)
		}
		for _, d := range names(s.DependsOn) {
			fmt.Fprintf(&b, " ->%s:%v", d, s.DependsOn[d].Required)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintln(&b, "off", p.DisabledServiceNames(), names(p.Jobs), names(p.DisabledJobs), p.Profiles)
	fmt.Fprintln(&b, p.NetworkNames(), p.VolumeNames(), p.SecretNames(), p.ConfigNames(), p.ModelNames())
	return b.String()
}

// TestSelectionsLikeTheReference makes the same selection of random projects twice, and wants
// the same project and an unchanged receiver.
func TestSelectionsLikeTheReference(t *testing.T) {
	policies := []types.DependencyOption{types.IncludeDependencies, types.IncludeDependents, types.IgnoreDependencies}
	r := rand.New(rand.NewPCG(1, 2))
	for range material.Tries(4000) {
		p := randomPair(r, 12, false)
		before := summary(p.ours)
		if want := theirSummary(p.theirs); before != want {
			t.Fatalf("profiles\n got %s\nwant %s", before, want)
		}
		var picked []string
		for range r.IntN(3) {
			picked = append(picked, []string{"web", "db", "api", "web*", "?b", "[a-c]*", "cron", "none", "ghost", "*"}[r.IntN(10)])
		}
		policy := r.IntN(3)
		profiles := some(r, "dev", "test", "batch")
		job := []string{"job0", "job1", "nojob"}[r.IntN(3)]
		steps := []struct {
			name   string
			ours   func() (*Project, error)
			theirs func() (*types.Project, error)
		}{
			{"WithProfiles", func() (*Project, error) { return p.ours.WithProfiles(profiles), nil }, func() (*types.Project, error) { return p.theirs.WithProfiles(profiles) }},
			{"WithServicesEnabled", func() (*Project, error) { return p.ours.WithServicesEnabled(picked...), nil }, func() (*types.Project, error) { return p.theirs.WithServicesEnabled(picked...) }},
			{"WithServicesDisabled", func() (*Project, error) { return p.ours.WithServicesDisabled(picked...), nil }, func() (*types.Project, error) { return p.theirs.WithServicesDisabled(picked...), nil }},
			{"WithSelectedServices", func() (*Project, error) { return p.ours.WithSelectedServices(picked, DependencyPolicy(policy)) }, func() (*types.Project, error) { return p.theirs.WithSelectedServices(picked, policies[policy]) }},
			{"WithoutUnnecessaryResources", func() (*Project, error) { return p.ours.WithoutUnnecessaryResources(), nil }, func() (*types.Project, error) { return p.theirs.WithoutUnnecessaryResources(), nil }},
			{"WithoutUnresolvedOptionalDependencies", func() (*Project, error) { return p.ours.WithoutUnresolvedOptionalDependencies(), nil }, func() (*types.Project, error) { return p.theirs.WithoutUnresolvedOptionalDependencies(), nil }},
			{"WithSelectedJob", func() (*Project, error) { return p.ours.WithSelectedJob(job, DependencyPolicy(policy)) }, func() (*types.Project, error) { return p.theirs.WithSelectedJob(job, policies[policy]) }},
		}
		for _, step := range steps {
			got, err := step.ours()
			want, theirErr := step.theirs()
			if (err == nil) != (theirErr == nil) {
				t.Fatalf("%s %q %q policy %d of\n%s: got error %v, want %v", step.name, picked, job, policy, before, err, theirErr)
			}
			if err == nil && summary(got) != theirSummary(want) {
				t.Fatalf("%s %q %q policy %d of\n%s\n got %s\nwant %s", step.name, picked, job, policy, before, summary(got), theirSummary(want))
			}
			if after := summary(p.ours); after != before {
				t.Fatalf("%s changes its receiver from\n%s to\n%s", step.name, before, after)
			}
		}
	}
}

func TestImagesLikeTheReference(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	sum := digest.FromString("x")
	for range 200 {
		p := randomPair(r, 6, false)
		calls := 0
		got, err := p.ours.WithImagesResolved(func(image string) (string, error) {
			calls++
			named, err := reference.ParseDockerRef(image)
			if err != nil {
				return "", err
			}
			named, err = reference.WithDigest(named, sum)
			return named.String(), err
		})
		want, theirErr := p.theirs.WithImagesResolved(func(reference.Named) (digest.Digest, error) { return sum, nil })
		if err != nil || theirErr != nil {
			t.Fatal(err, theirErr)
		}
		if summary(got) != theirSummary(want) {
			t.Fatalf("got %s\nwant %s", summary(got), theirSummary(want))
		}
		if limit := len(p.ours.Services) + 2; calls > limit {
			t.Fatalf("%d calls for %d images", calls, limit)
		}
	}
}

func TestFailingImagesAreAllReported(t *testing.T) {
	p := &Project{Services: map[string]*Service{"b": {ContainerSpec: ContainerSpec{Image: "y"}}, "a": {ContainerSpec: ContainerSpec{Image: "x"}}}}
	_, err := p.WithImagesResolved(func(image string) (string, error) { return "", errors.New("no " + image) })
	if err == nil || err.Error() != "no x\nno y" {
		t.Errorf("got %v", err)
	}
}

// TestDependencyOrderLikeTheReference wants an order exactly where the reference has one, the
// same words about a cycle, and layers that hold.
func TestDependencyOrderLikeTheReference(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	orders, cycles := 0, 0
	for i := range material.Tries(6000) {
		p := randomPair(r, 8, i%2 == 0)
		if forgetsItself(p.ours) {
			continue
		}
		layers, err := p.ours.DependencyOrder()
		missing := p.ours.MissingDependencies()
		theirErr := composegraph.CheckCycle(p.theirs)
		if (err == nil) != (theirErr == nil) {
			t.Fatalf("%s\n got %v, want %v", summary(p.ours), err, theirErr)
		}
		if err == nil {
			orders++
			checkLayers(t, p.ours, layers)
			continue
		}
		if len(missing) > 0 {
			if !slices.ContainsFunc(missing, func(m *MissingDependency) bool { return m.Error() == theirErr.Error() }) {
				t.Fatalf("got %v, want among them %v", err, theirErr)
			}
			continue
		}
		cycles++
		var first *CycleError
		if !errors.As(err, &first) || first.Error() != theirErr.Error() {
			t.Fatalf("%s\n got %v, want %v", summary(p.ours), first, theirErr)
		}
		for _, c := range p.ours.Cycles() {
			for i, name := range c.Services {
				if _, ok := p.ours.Services[name].DependsOn[c.Services[(i+1)%len(c.Services)]]; !ok {
					t.Fatalf("%v is no cycle", c)
				}
			}
		}
	}
	if least := material.Tries(600); orders < least || cycles < least {
		t.Errorf("only %d orders and %d cycles were compared", orders, cycles)
	}
}

// forgetsItself reports whether some service depends on itself and optionally on something
// that is not there: finding the latter, the reference deletes the former.
func forgetsItself(p *Project) bool {
	for name, s := range p.Services {
		if _, ok := s.DependsOn[name]; !ok {
			continue
		}
		for d := range s.DependsOn {
			if p.Services[d] == nil {
				return true
			}
		}
	}
	return false
}

func checkLayers(t *testing.T, p *Project, layers [][]string) {
	t.Helper()
	level := map[string]int{}
	for i, layer := range layers {
		if !slices.IsSorted(layer) {
			t.Fatalf("layer %q is not sorted", layer)
		}
		for _, name := range layer {
			want := 0
			for d := range p.Services[name].DependsOn {
				if p.Services[d] == nil {
					continue
				}
				at, ok := level[d]
				if !ok {
					t.Fatalf("%s stands before its dependency %s in %q", name, d, layers)
				}
				want = max(want, at+1)
			}
			if want != i {
				t.Fatalf("%s stands in layer %d, not %d, of %q", name, i, want, layers)
			}
			level[name] = i
		}
	}
	if len(level) != len(p.Services) {
		t.Fatalf("%d of %d services have a place", len(level), len(p.Services))
	}
}

// project makes a project of lines "service: dependency dependency? …"; a question mark makes
// a dependency optional.
func project(text string) *Project {
	p := &Project{Name: "demo", Services: map[string]*Service{}}
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		s := &Service{Name: name}
		s.DependsOn = map[string]Dependency{}
		for d := range strings.FieldsSeq(rest) {
			optional := strings.HasSuffix(d, "?")
			s.DependsOn[strings.TrimSuffix(d, "?")] = Dependency{Required: !optional}
		}
		p.Services[name] = s
	}
	return p
}

func TestDependencyOrder(t *testing.T) {
	for _, c := range []struct{ text, want, err string }{
		{"web: api db\napi: db\ndb:", "[[db] [api] [web]]", ""},
		{"b:\na:\nc: a b ghost?", "[[a b] [c]]", ""},
		{"a: b\nb: a", "[]", "dependency cycle detected: a -> b -> a"},
		{"a: a", "[]", "dependency cycle detected: a -> a"},
		{"a: c\nb: c\nc: b", "[]", "dependency cycle detected: c -> b -> c"},
		{"a: b\nb: a\nc: d\nd: c e\ne: c a", "[]", "dependency cycle detected: a -> b -> a\ndependency cycle detected: c -> d -> c"},
		{"a: ghost\nb: b", "[]", "service \"a\" depends on unknown service \"ghost\"\ndependency cycle detected: b -> b"},
	} {
		layers, err := project(c.text).DependencyOrder()
		got := ""
		if err != nil {
			got = err.Error()
		}
		if fmt.Sprint(layers) != c.want || got != c.err {
			t.Errorf("%q\n got %v %s\nwant %v %s", c.text, layers, got, c.want, c.err)
		}
	}
	p := project("a: b\nb:")
	p.Services["b"].Profiles = []string{"dev", "x"}
	_, err := p.WithProfiles(nil).DependencyOrder()
	if want := `service "b" is required by "a" but is disabled. Can be enabled by profiles [dev x]`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestCyclesInLinearTime would not end if paths were tried one by one.
func TestCyclesInLinearTime(t *testing.T) {
	var b strings.Builder
	const layers, width = 300, 10
	for i := range layers {
		for j := range width {
			fmt.Fprintf(&b, "s%04d_%d:", i, j)
			for k := range width {
				if i+1 < layers {
					fmt.Fprintf(&b, " s%04d_%d", i+1, k)
				}
			}
			b.WriteByte('\n')
		}
	}
	p := project(b.String())
	if c := p.Cycles(); len(c) > 0 {
		t.Errorf("found %v", c[0])
	}
	order, err := p.DependencyOrder()
	if err != nil || len(order) != layers {
		t.Errorf("got %d layers and %v", len(order), err)
	}
	p.Services["s0299_0"].DependsOn["s0000_0"] = Dependency{Required: true}
	if c := p.Cycles(); len(c) != 1 || len(c[0].Services) != layers {
		t.Errorf("got %d cycles", len(c))
	}
	if _, err := p.Select([]string{"s0000_0"}, IncludeDependencies); err != nil {
		t.Error(err)
	}
}

func TestSelect(t *testing.T) {
	p := project("web: api cache?\napi: db\ndb:\nworker: db\nweb2:\ncache: ghost")
	for _, c := range []struct {
		names  string
		policy DependencyPolicy
		want   string
		err    string
	}{
		{"", IncludeDependencies, "api cache db web web2 worker", ""},
		{"api", IncludeDependencies, "api db", ""},
		{"api worker", IgnoreDependencies, "api worker", ""},
		{"db", IncludeDependents, "api db web worker", ""},
		{"web? d*", IgnoreDependencies, "db web2", ""},
		{"web", IncludeDependencies, "", "no such service: ghost (needed by cache)"},
		{"nope x* api", IncludeDependencies, "", "no such service: nope\nno such service: x*"},
		{"[", IncludeDependencies, "", "no such service: ["},
	} {
		got, err := p.Select(strings.Fields(c.names), c.policy)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if strings.Join(got, " ") != c.want || text != c.err {
			t.Errorf("%q policy %d\n got %q %s\nwant %s %s", c.names, c.policy, got, text, c.want, c.err)
		}
	}
}

func TestQueries(t *testing.T) {
	p := project("web: db\ndb:\nbatch:")
	p.Services["web"].Image = "nginx"
	p.Services["db"].Build = &Build{Context: "."}
	p.Services["batch"].Profiles = []string{"night"}
	p.Jobs = map[string]*Job{"clean": {Name: "clean", Profiles: []string{"night", "dev"}}}
	p = p.WithProfiles([]string{"dev"})
	provided := &Project{Name: "demo", Services: map[string]*Service{}}
	for _, name := range []string{"none", "named", "built"} {
		provided.Services[name] = &Service{Name: name, Provider: &Provider{Type: "cloud"}}
	}
	provided.Services["named"].Image = "tools"
	provided.Services["built"].Build = &Build{Context: "."}
	for _, c := range []struct{ what, got, want string }{
		{"images", fmt.Sprint(p.Images()), "[demo-db nginx]"},
		{"images of providers", fmt.Sprint(provided.Images()), "[demo-built tools]"},
		{"profiles", fmt.Sprint(p.DeclaredProfiles()), "[dev night]"},
		{"dependents", fmt.Sprint(p.Dependents("db")), "[web]"},
		{"disabled", fmt.Sprint(p.DisabledServiceNames()), "[batch]"},
		{"jobs", fmt.Sprint(p.JobNames(), p.DisabledJobNames()), "[clean] []"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, c.got, c.want)
		}
	}
	for name, want := range map[string]bool{"clean": true, "web": false, "nope": false} {
		if p.HasJob(name) != want || p.WithProfiles(nil).HasJob(name) != want {
			t.Errorf("there is a job %s, enabled or not: want %v", name, want)
		}
	}
	if s, err := p.Service("web"); err != nil || s.Image != "nginx" {
		t.Errorf("web: got %v %v", s, err)
	}
	if _, err := p.Service("batch"); err == nil || err.Error() != "no such service: batch is disabled unless one of its profiles is active: night" {
		t.Errorf("batch: got %v", err)
	}
	var unknown *UnknownError
	if _, err := p.Job("nope"); !errors.As(err, &unknown) || unknown.Kind != "job" || unknown.Disabled {
		t.Errorf("nope: got %v", err)
	}
	if j, err := p.Job("clean"); err != nil || j.Name != "clean" {
		t.Errorf("clean: got %v %v", j, err)
	}
	if _, err := p.WithProfiles(nil).Job("clean"); !errors.As(err, &unknown) || !unknown.Disabled {
		t.Errorf("clean: got %v", err)
	}
}

// TestSelectionsThatChangeNothing return the project itself.
func TestSelectionsThatChangeNothing(t *testing.T) {
	p := project("web: db\ndb:")
	all, err := p.WithSelectedServices([]string{"web"}, IncludeDependencies)
	if err != nil {
		t.Fatal(err)
	}
	images, err := p.WithImagesResolved(func(image string) (string, error) { return image, nil })
	if err != nil {
		t.Fatal(err)
	}
	for what, q := range map[string]*Project{
		"profiles": p.WithProfiles(nil), "enabled": p.WithServicesEnabled("web"), "disabled": p.WithServicesDisabled("nope"),
		"selected": all, "necessary": p.WithoutUnnecessaryResources(), "used": p.WithoutUnusedResources(), "optional": p.WithoutUnresolvedOptionalDependencies(), "images": images,
	} {
		if q != p {
			t.Errorf("%s: a new project", what)
		}
	}
	one := p.WithServicesDisabled("db")
	if one.Services["web"] == p.Services["web"] || one.DisabledServices["db"] != p.Services["db"] {
		t.Error("what changed is shared, or what did not is copied")
	}
}

// TestJobsUseResources: what jobs refer to is not needed to run the services, and is used all the same.
func TestJobsUseResources(t *testing.T) {
	p := project("web:")
	of := func(name string) ContainerSpec {
		return ContainerSpec{
			Networks: map[string]*ServiceNetwork{name: nil}, Volumes: []Mount{{Type: "volume", Source: name}, {Type: "bind", Source: "none"}},
			Secrets: []FileReference{{Source: name}}, Configs: []FileReference{{Source: name}}, Models: map[string]*ServiceModel{name: nil},
		}
	}
	p.Services["web"].ContainerSpec = of("service")
	p.Jobs = map[string]*Job{"clean": {ContainerSpec: of("job"), WorkloadSpec: WorkloadSpec{Build: &Build{Secrets: []FileReference{{Source: "build"}}}}}}
	p.DisabledJobs = map[string]*Job{"rare": {ContainerSpec: of("disabled")}}
	p.Networks, p.Volumes, p.Secrets = map[string]*Network{}, map[string]*Volume{}, map[string]*Secret{}
	p.Configs, p.Models = map[string]*Config{}, map[string]*Model{}
	for _, name := range []string{"service", "job", "build", "disabled", "none"} {
		p.Networks[name], p.Volumes[name], p.Secrets[name], p.Configs[name], p.Models[name] = &Network{}, &Volume{}, &Secret{}, &Config{}, &Model{}
	}
	resources := func(p *Project) string {
		return fmt.Sprint(p.NetworkNames(), p.VolumeNames(), p.SecretNames(), p.ConfigNames(), p.ModelNames())
	}
	if got, want := resources(p.WithoutUnusedResources()), "[job service] [job service] [build job service] [job service] [job service]"; got != want {
		t.Errorf("used are %s, want %s", got, want)
	}
	if got, want := resources(p.WithoutUnnecessaryResources()), "[service] [service] [service] [service] [service]"; got != want {
		t.Errorf("necessary are %s, want %s", got, want)
	}
}

// TestSelectionsLeaveTheirProject as it was, where they share what did not change.
func TestSelectionsLeaveTheirProject(t *testing.T) {
	p := project("db:")
	p.Jobs = map[string]*Job{"clean": {Name: "clean", WorkloadSpec: WorkloadSpec{DependsOn: map[string]Dependency{"db": {Required: true}}}}}
	q, err := p.WithJobAsService("clean", IncludeDependencies)
	if err != nil || q.Services["clean"] == nil || q.Services["db"] != p.Services["db"] {
		t.Errorf("the job as a service: %v, services %v", err, q.ServiceNames())
	}
	if names := p.ServiceNames(); !slices.Equal(names, []string{"db"}) {
		t.Errorf("its project has the services %v now", names)
	}

	db := p.Services["db"]
	db.Image = "a"
	db.PreStart = []PreStartHook{{ContainerSpec: ContainerSpec{Image: "b"}}}
	db.Volumes = []Mount{{Type: "volume", Source: "c"}, {Type: "image", Source: "c"}}
	images := func(p *Project) string {
		s := p.Services["db"]
		return fmt.Sprint(s.Image, s.PreStart[0].Image, s.Volumes[0].Source, s.Volumes[1].Source)
	}
	q, err = p.WithImagesResolved(func(image string) (string, error) { return image + "@1", nil })
	if err != nil || images(q) != "a@1b@1cc@1" || images(p) != "abcc" {
		t.Errorf("resolved: %v, %s; before: %s", err, images(q), images(p))
	}
}

// TestSelectionsAreSafeToShare runs selections of one project at the same time, for -race.
func TestSelectionsAreSafeToShare(t *testing.T) {
	p := randomPair(rand.New(rand.NewPCG(7, 8)), 12, true).ours
	want := summary(p)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			p.WithProfiles([]string{"*"}).WithoutUnnecessaryResources()
			_, _ = p.WithSelectedServices([]string{"*"}, IgnoreDependencies)
			_, _ = p.DependencyOrder()
		})
	}
	wg.Wait()
	if got := summary(p); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestSelectionsThatChangeNothingAllocateNothing(t *testing.T) {
	p := project("web: db\ndb:")
	if n := testing.AllocsPerRun(100, func() {
		p.WithProfiles(nil)
		p.WithServicesEnabled()
		p.WithServicesDisabled()
		p.WithoutUnresolvedOptionalDependencies()
		_, _ = p.WithSelectedServices(nil, IncludeDependencies)
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
