package plan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/model"
)

// TestRandomStates plans every verb for random projects on engines that have something like them,
// in any condition: whatever is there, there is a plan or an error, and the plan is what every
// plan must be.
func TestRandomStates(t *testing.T) {
	runs := material.Tries(300)
	planned := 0
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 1))
		before := randomProject(r)
		state := randomState(t, r, before)
		after := changed(r, before)
		for _, verb := range []plan.Verb{plan.Create, plan.Up, plan.Start, plan.Stop, plan.Restart, plan.Down, plan.Kill, plan.Remove, plan.Pause, plan.Unpause, plan.Scale, plan.Run, plan.Pull, plan.Build, plan.Push} {
			in := plan.Input{Project: after, State: state, Options: randomOptions(r, verb, after), Info: driver.Info{Caps: driver.Caps{Endpoints: seed%2 == 0}}}
			p, err := plan.MakePlan(in)
			if err != nil {
				if strings.Contains(err.Error(), "wait for each other") {
					t.Fatalf("seed %d, %s: %v", seed, verb, err)
				}
				continue
			}
			planned++
			again, _ := plan.MakePlan(in)
			checkPlan(t, p, again)
			if t.Failed() {
				t.Fatalf("seed %d, %s", seed, verb)
			}
		}
	}
	if planned < runs*8 {
		t.Errorf("only %d of %d inputs have a plan", planned, runs*15)
	}
}

func maybe(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

func randomProject(r *rand.Rand) *model.Project {
	p := &model.Project{
		Name: "shop", WorkingDir: "/shop", Services: map[string]*model.Service{},
		Networks: map[string]*model.Network{"default": {Name: "shop_default"}, "back": {Name: "shop_back"}},
		Volumes:  map[string]*model.Volume{"data": {Name: "shop_data"}},
	}
	for i := range 1 + r.IntN(5) {
		name := fmt.Sprintf("s%d", i)
		s := &model.Service{Name: name}
		s.Image = "img" + fmt.Sprint(r.IntN(3))
		n := r.IntN(4)
		s.Scale = &n
		s.Networks = map[string]*model.ServiceNetwork{"default": nil}
		if maybe(r, 40) {
			s.Networks["back"] = &model.ServiceNetwork{Aliases: []string{"x"}}
		}
		if maybe(r, 40) {
			s.Volumes = []model.Mount{{Type: "volume", Source: "data", Target: "/data"}, {Type: "volume", Target: "/anonymous"}}
		}
		if maybe(r, 30) {
			s.Deploy = &model.Deploy{UpdateConfig: &model.UpdateConfig{Order: []string{"", "start-first"}[r.IntN(2)], Delay: model.Duration(r.IntN(2))}}
			if maybe(r, 50) {
				parallelism := uint64(r.IntN(3))
				s.Deploy.UpdateConfig.Parallelism = &parallelism
			}
		}
		if maybe(r, 20) {
			s.PostStart, s.PreStop = []model.Hook{{Command: []string{"a"}}}, []model.Hook{{Command: []string{"b"}}}
		}
		if maybe(r, 20) {
			s.PreStart = []model.PreStartHook{{PerReplica: maybe(r, 50), ContainerSpec: model.ContainerSpec{Command: []string{"c"}}}}
		}
		if maybe(r, 20) {
			s.Build = &model.Build{Context: "/shop"}
		}
		s.PullPolicy = []string{"", "", "always", "never", "build", "daily"}[r.IntN(6)]
		s.DependsOn = map[string]model.Dependency{}
		for j := range i {
			other := fmt.Sprintf("s%d", j)
			d := model.Dependency{Condition: model.ServiceStarted, Restart: true, Required: true}
			switch r.IntN(12) {
			case 0:
				s.NetworkMode, s.Networks = "service:"+other, nil
			case 1:
				s.VolumesFrom = append(s.VolumesFrom, other+":ro")
			case 2:
				s.Links = append(s.Links, other+":alias")
			case 3, 4:
				d.Condition, d.Required = []string{model.ServiceHealthy, model.ServiceCompletedSuccessfully}[r.IntN(2)], maybe(r, 70)
			case 5:
				d.Restart = false
			default:
				continue
			}
			s.DependsOn[other] = d
		}
		p.Services[name] = s
	}
	return p
}

// changed is a project with some things of it changed.
func changed(r *rand.Rand, p *model.Project) *model.Project {
	q := *p
	q.Services = map[string]*model.Service{}
	for name, s := range p.Services {
		t := *s
		if maybe(r, 40) {
			value := fmt.Sprint(r.IntN(3))
			t.Environment = model.MappingWithEquals{"A": &value}
		}
		if maybe(r, 30) {
			n := r.IntN(4)
			t.Scale = &n
		}
		q.Services[name] = &t
	}
	q.Networks = map[string]*model.Network{}
	for key, n := range p.Networks {
		m := *n
		if maybe(r, 30) {
			m.Labels = model.Labels{"a": "b"}
		}
		if maybe(r, 10) {
			m.Name += "2"
		}
		q.Networks[key] = &m
	}
	if maybe(r, 30) {
		q.Volumes = map[string]*model.Volume{"data": {Name: "shop_data", Labels: model.Labels{"a": "b"}}}
	}
	return &q
}

// randomState is what an engine may have of a project.
func randomState(t *testing.T, r *rand.Rand, p *model.Project) *driver.State {
	t.Helper()
	s := &driver.State{Images: map[string]driver.Image{}}
	for i := range 3 {
		if maybe(r, 80) {
			s.Images[fmt.Sprintf("img%d", i)] = driver.Image{ID: fmt.Sprint("sha256:", r.IntN(2)), Digest: fmt.Sprint("sha256:", r.IntN(2)),
				Config: driver.ImageConfig{Volumes: []string{"/cache"}, Healthcheck: &driver.Healthcheck{Test: []string{"CMD", "x"}}}}
		}
	}
	in := plan.Input{Project: p, State: s}
	id := 0
	newID := func() string {
		id++
		return fmt.Sprintf("%064x", id*0x1234567+r.IntN(1<<20)<<32)
	}
	for _, key := range p.NetworkNames() {
		for range r.IntN(3) {
			spec := plan.LowerNetwork(in, key)
			s.Networks = append(s.Networks, driver.Network{ID: newID(), Name: spec.Name, Labels: spec.Labels})
		}
	}
	if maybe(r, 70) {
		spec := plan.LowerVolume(in, "data")
		s.Volumes = []driver.Volume{{Name: spec.Name, Labels: spec.Labels}}
	}
	statuses := []driver.Status{driver.StatusRunning, driver.StatusRunning, driver.StatusRunning, driver.StatusExited, driver.StatusCreated,
		driver.StatusPaused, driver.StatusRestarting, driver.StatusDead, driver.StatusRemoving}
	taken := map[string]bool{}
	for _, name := range p.ServiceNames() {
		for n := range *p.Services[name].Scale {
			c, err := plan.Lower(in, name, n+1)
			if err != nil {
				continue
			}
			for range 1 + r.IntN(8)/7 {
				have := driver.Container{ID: newID(), Name: c.Name, Labels: c.Spec.Labels, Status: statuses[r.IntN(len(statuses))],
					Image: c.Spec.Image, Spec: &c.Spec, Created: time.Unix(int64(r.IntN(100)), 0), ExitCode: r.IntN(2)}
				if c.Hashed != "" {
					have.Labels[driver.LabelConfigHash] = "other"
				}
				if maybe(r, 15) || taken[have.Name] {
					have.Name = strings.Repeat("0123456789ab", 1) + "_" + have.Name
				}
				if taken[have.Name] {
					have.Name += "_old"
				}
				if taken[have.Name] {
					continue
				}
				taken[have.Name] = true
				for _, network := range s.Networks {
					if _, on := c.Spec.Networks[network.Name]; on && maybe(r, 80) {
						have.Networks = append(have.Networks, driver.Attachment{ID: network.ID, Name: network.Name})
					}
				}
				have.Mounts = []driver.MountPoint{{Type: "volume", Name: "shop_data", Target: "/data"}, {Type: "volume", Name: strings.Repeat("a", 64), Target: "/anonymous"}}
				s.Containers = append(s.Containers, have)
			}
		}
	}
	if n := len(s.Containers); n > 1 && maybe(r, 20) { // somebody renamed them
		a, b := &s.Containers[r.IntN(n)], &s.Containers[r.IntN(n)]
		a.Name, b.Name = b.Name, a.Name
	}
	return s
}

func randomOptions(r *rand.Rand, verb plan.Verb, p *model.Project) plan.Options {
	opt := plan.Options{
		Verb: verb, ForceRecreate: maybe(r, 20), NoRecreate: maybe(r, 10), RemoveOrphans: maybe(r, 30), RenewAnonVolumes: maybe(r, 10),
		AlwaysRecreateDeps: maybe(r, 20), NoDeps: maybe(r, 20), NoStart: maybe(r, 10), BuildAll: maybe(r, 20), Wait: maybe(r, 20),
		RecreateVolumes: maybe(r, 40), Volumes: maybe(r, 30), StopFirst: maybe(r, 50), RemoveImages: []string{"", "local", "all"}[r.IntN(3)],
	}
	if names := p.ServiceNames(); maybe(r, 40) || verb == plan.Run {
		opt.Services = []string{names[r.IntN(len(names))]}
	}
	if verb == plan.Run {
		opt.Run = &plan.RunOptions{Slug: strings.Repeat("f", 64), Detach: maybe(r, 50)}
	}
	return opt
}
