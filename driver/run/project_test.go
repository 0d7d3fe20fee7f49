package run_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// draft is a made-up project that can be changed and written as a file.
type draft struct {
	services []*draftService
	networks []string // keys beside default
	label    int      // on the first of networks
	made     int      // services, for names
	told     int      // version of what providers tell
}

type draftService struct {
	name, image string
	scale       int
	version     int // of its configuration
	deps        map[string]string
	networks    []string
	volumes     []string
	share       string // the service whose network it uses
	secret      bool
	hook        bool
	build       bool
	update      string // order of deploy.update_config
	onFailure   string // its failure_action
	provider    bool   // in place of containers
}

// simImages are what the services of drafts are made of, by what their containers do.
func simImages() map[string]sim.Image {
	check := driver.ImageConfig{Healthcheck: &driver.Healthcheck{Test: []string{"CMD", "check"}, Interval: time.Second}}
	return map[string]sim.Image{
		"runs":     {},
		"volume":   {Config: driver.ImageConfig{Volumes: []string{"/cache"}}},
		"slow":     {Behave: sim.Always(sim.Behaviour{StopsAfter: 2 * time.Second})},
		"stubborn": {Behave: sim.Always(sim.Behaviour{IgnoresSignals: true})},
		"healthy":  {Config: check, Behave: sim.Always(sim.Behaviour{HealthyAfter: 2 * time.Second})},
		"sick":     {Config: check, Behave: sim.Always(sim.Behaviour{NeverHealthy: true})},
		"broken":   {Config: check, Behave: sim.Always(sim.Behaviour{StartError: "exec: no such file"})},
		"job":      {Behave: sim.Always(sim.Behaviour{Exits: true, After: time.Second})},
	}
}

func newDraft(r *rand.Rand) *draft {
	d := &draft{}
	for _, key := range []string{"front", "back"} {
		if r.IntN(3) == 0 {
			d.networks = append(d.networks, key)
		}
	}
	for range 1 + r.IntN(4) {
		d.grow(r)
	}
	return d
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// grow adds a service that may depend on those that there are.
func (d *draft) grow(r *rand.Rand) {
	d.made++
	s := &draftService{name: fmt.Sprintf("s%d", d.made), scale: pick(r, 1, 1, 1, 2, 3), deps: map[string]string{},
		image: pick(r, "runs", "runs", "volume", "slow", "stubborn", "healthy", "healthy", "job")}
	for _, other := range d.services {
		if r.IntN(3) > 0 {
			continue
		}
		switch condition := "service_started"; {
		case other.image == "job" && r.IntN(4) > 0:
			s.deps[other.name] = "service_completed_successfully"
		case other.provider:
			s.deps[other.name] = condition
		case other.image == "healthy" && r.IntN(4) > 0:
			s.deps[other.name] = "service_healthy"
		default:
			s.deps[other.name] = condition
		}
		if other.image != "job" && !other.provider && s.scale == 1 && r.IntN(6) == 0 {
			s.share = other.name
		}
	}
	for _, key := range d.networks {
		if s.share == "" && r.IntN(2) == 0 {
			s.networks = append(s.networks, key)
		}
	}
	for _, key := range []string{"data", "logs"} {
		if r.IntN(5) == 0 {
			s.volumes = append(s.volumes, key)
		}
	}
	s.secret, s.hook, s.build = r.IntN(8) == 0, r.IntN(8) == 0 && s.image != "job", r.IntN(4) == 0 && s.image == "runs"
	if r.IntN(5) == 0 && s.image != "job" {
		s.update, s.onFailure = pick(r, "stop-first", "start-first"), pick(r, "rollback", "rollback", "pause", "continue")
	}
	if r.IntN(7) == 0 {
		*s = draftService{name: s.name, deps: s.deps, provider: true}
	}
	d.services = append(d.services, s)
}

// change makes another version of the project.
func (d *draft) change(r *rand.Rand) {
	for range 1 + r.IntN(3) {
		s := pick(r, d.services...)
		switch r.IntN(9) {
		case 0, 1, 2:
			if s.version++; s.provider {
				d.told++
			}
		case 3, 4:
			if s.provider {
				continue
			}
			if s.scale = 1 + r.IntN(3); s.share != "" {
				s.scale = 1
			}
		case 5:
			d.grow(r)
		case 6:
			d.label++
		case 7:
			if !slices.ContainsFunc(d.services, func(o *draftService) bool { return o.deps[s.name] != "" }) && len(d.services) > 1 {
				d.services = slices.DeleteFunc(d.services, func(o *draftService) bool { return o == s })
			}
		case 8:
			if s.share == "" && !s.provider && len(d.networks) > 0 {
				s.networks = pick(r, nil, d.networks[:1], d.networks)
			}
		}
	}
}

// yaml writes the project.
func (d *draft) yaml() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("name: p\nservices:")
	for _, s := range d.services {
		p("  %s:\n    scale: %d\n    environment: {VERSION: %q}\n    stop_grace_period: 3s", s.name, s.scale, fmt.Sprint(s.version))
		switch {
		case s.provider:
			p("    provider: {type: cloud}")
		case s.build:
			p("    build: .")
		default:
			p("    image: %s", s.image)
		}
		if len(s.deps) > 0 {
			p("    depends_on:")
			for _, other := range d.services {
				if condition := s.deps[other.name]; condition != "" {
					p("      %s: {condition: %s}", other.name, condition)
				}
			}
		}
		if s.share != "" {
			p("    network_mode: service:%s", s.share)
		}
		if len(s.networks) > 0 {
			p("    networks: [%s]", strings.Join(s.networks, ", "))
		}
		if len(s.volumes) > 0 {
			p("    volumes:")
			for _, v := range s.volumes {
				p("      - %s:/%s", v, v)
			}
		}
		if s.secret {
			p("    secrets: [key]")
		}
		if s.hook {
			p("    post_start: [{command: [hello]}]\n    pre_stop: [{command: [bye]}]")
		}
		if s.update != "" {
			p("    deploy: {update_config: {order: %s, failure_action: %s, parallelism: 1, delay: 1s, monitor: 1s}}", s.update, s.onFailure)
		}
	}
	if len(d.networks) > 0 {
		p("networks:")
		for i, key := range d.networks {
			if i == 0 {
				p("  %s: {labels: {version: %q}}", key, fmt.Sprint(d.label))
			} else {
				p("  %s:", key)
			}
		}
	}
	p("volumes: {data: , logs: }\nsecrets: {key: {environment: KEY}}")
	return b.String()
}

// load reads a project's file.
func load(t *testing.T, text string) *loader.Result {
	t.Helper()
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix), Env: source.Vars{"KEY": "secret"}}
	r, err := l.Load(t.Context(), "/p/compose.yaml")
	if err == nil {
		err = r.Diagnostics.Err()
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return r
}
