package sim_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/drivertest"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// standIns are the images that the contract of drivers wants.
func standIns() map[string]sim.Image {
	every := func(h *driver.Healthcheck, b sim.Behaviour) sim.Image {
		return sim.Image{Config: driver.ImageConfig{Healthcheck: h}, Behave: sim.Always(b)}
	}
	check := &driver.Healthcheck{Test: []string{"CMD", "check"}, Interval: time.Second, Retries: 2}
	return map[string]sim.Image{
		"stand-in/forever": every(nil, sim.Behaviour{Exec: func(command []string) (int, string) {
			if command[0] == "hello" {
				return 0, "hello\n"
			}
			return 3, ""
		}}),
		"stand-in/exits":     every(nil, sim.Behaviour{Exits: true, Code: 3}),
		"stand-in/stubborn":  every(nil, sim.Behaviour{IgnoresSignals: true}),
		"stand-in/healthy":   every(check, sim.Behaviour{HealthyAfter: time.Second}),
		"stand-in/unhealthy": every(check, sim.Behaviour{NeverHealthy: true}),
		"stand-in/prints":    every(nil, sim.Behaviour{Output: []string{"one", "two", "three"}}),
	}
}

func TestContract(t *testing.T) {
	var mu sync.Mutex
	seen := map[driver.Kind]bool{
		driver.KindBuildImage: true, driver.KindPushImage: true, // these need a builder and a registry that takes images
	}
	see := driver.Record(host.Clock{}, func(d driver.Deed) {
		mu.Lock()
		defer mu.Unlock()
		seen[driver.KindOf(d.Op)] = true
	})
	defer func() {
		for _, kind := range driver.Kinds() {
			if !seen[kind] {
				t.Errorf("the contract does not try %s", kind)
			}
		}
	}()
	for _, latency := range []time.Duration{0, 20 * time.Millisecond} {
		t.Run("latency "+latency.String(), func(t *testing.T) {
			drivertest.Run(t, func(t *testing.T) drivertest.Engine {
				return drivertest.Engine{
					Driver: driver.Wrap(sim.New(sim.Config{
						Clock: host.Clock{}, Images: standIns(), Registry: map[string]sim.Image{"stand-in/pulled": {}},
						Latency: func(driver.Op) time.Duration { return latency },
					}), see),
					Images: drivertest.Images{
						Forever: "stand-in/forever", Exits: "stand-in/exits", Stubborn: "stand-in/stubborn",
						Healthy: "stand-in/healthy", Unhealthy: "stand-in/unhealthy", Prints: "stand-in/prints",
						Pull: "stand-in/pulled", Hello: []string{"hello"}, Fails: []string{"fails"},
					},
				}
			}, synctest.Test)
		})
	}
}
