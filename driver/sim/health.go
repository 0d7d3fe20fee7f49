package sim

import (
	"cmp"
	"time"

	"github.com/composekit/composekit/driver"
)

// The values of health checks that say nothing.
const (
	defaultInterval      = 30 * time.Second
	defaultStartInterval = 5 * time.Second
	defaultRetries       = 3
)

// beginHealth makes the results of a run's health checks known at their times. What the checks
// will find is settled when the run begins, so that only changes need a timer.
func (e *Engine) beginHealth(c *container, p *process) {
	h := c.spec.Healthcheck
	if !checks(h) || !e.caps().HealthChecks {
		c.health = driver.HealthNone
		return
	}
	c.health = driver.HealthStarting
	for _, change := range healthChanges(h, &p.behaviour) {
		e.later(c, p, change.after, func() {
			c.health = change.to
			e.emitContainer(c, driver.ActionHealth, func(ev *driver.Event) { ev.Health = change.to })
			e.touch()
		})
	}
}

func checks(h *driver.Healthcheck) bool {
	return h != nil && len(h.Test) > 0 && h.Test[0] != "NONE"
}

type healthChange struct {
	after time.Duration
	to    driver.Health
}

// healthChanges runs the checks of a whole run ahead of time.
func healthChanges(h *driver.Healthcheck, b *Behaviour) (out []healthChange) {
	interval := cmp.Or(h.Interval, defaultInterval)
	startInterval := interval
	if h.StartPeriod > 0 {
		startInterval = cmp.Or(h.StartInterval, defaultStartInterval)
	}
	retries := cmp.Or(h.Retries, defaultRetries)
	settled := max(b.HealthyAfter, b.UnhealthyAfter, h.StartPeriod)
	health, failures := driver.HealthStarting, 0
	for at := time.Duration(0); ; {
		if health == driver.HealthStarting && at < h.StartPeriod {
			at += startInterval
		} else {
			at += interval
		}
		well := !b.NeverHealthy && at >= b.HealthyAfter && (b.UnhealthyAfter == 0 || at < b.UnhealthyAfter)
		was := health
		switch {
		case well:
			health, failures = driver.HealthHealthy, 0
		case health != driver.HealthStarting || at > h.StartPeriod:
			if failures++; failures >= retries {
				health = driver.HealthUnhealthy
			}
		}
		if health != was {
			out = append(out, healthChange{at, health})
		}
		if at >= settled && (well || health == driver.HealthUnhealthy) {
			return out
		}
	}
}
