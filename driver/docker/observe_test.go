package docker

import (
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestStatusForPeople: old engines tell health and exit code in the phrase that docker ps prints, and nowhere else.
func TestStatusForPeople(t *testing.T) {
	for _, c := range []struct {
		text   string
		health driver.Health
		code   int
	}{
		{"Up 5 minutes (healthy)", driver.HealthHealthy, 0},
		{"Up About an hour (unhealthy)", driver.HealthUnhealthy, 0},
		{"Up 2 seconds (health: starting)", driver.HealthStarting, 0},
		{"Up 5 minutes (Paused)", driver.HealthNone, 0},
		{"Up 5 minutes", driver.HealthNone, 0},
		{"Exited (137) 3 minutes ago", driver.HealthNone, 137},
		{"Exited (-1) 3 minutes ago", driver.HealthNone, -1},
		{"Restarting (1) 2 seconds ago", driver.HealthNone, 1},
		{"Created", driver.HealthNone, 0},
		{"", driver.HealthNone, 0},
	} {
		if health, code := readStatus(c.text); health != c.health || code != c.code {
			t.Errorf("%q: %q and %d, want %q and %d", c.text, health, code, c.health, c.code)
		}
	}
}
