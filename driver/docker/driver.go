package docker

import (
	"context"
	"strings"
	"sync"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// Driver is a Docker Engine. It has all optional abilities of package driver but Locker.
type Driver struct {
	api    *engine.Client
	config *config // of the Docker command line: credentials and proxies
	host   string
	// buildKit says which builder is used; nil leaves it to the engine.
	buildKit *bool

	facts   func(context.Context) (facts, error)
	version func(context.Context) (engine.ServerVersion, error)
}

// facts are what an engine is, and what it does where nobody says otherwise.
type facts struct {
	info     driver.Info
	defaults defaults
	builder  string
}

// The engine's builders, as it calls them.
const builderClassic, builderBuildKit = "1", "2"

// newDriver is a driver over a client.
func newDriver(api *engine.Client, host string, cfg *config) *Driver {
	d := &Driver{api: api, host: host, config: cfg}
	d.facts = onceOK(d.ask)
	d.version = onceOK(func(ctx context.Context) (engine.ServerVersion, error) {
		version, err := api.ServerVersion(ctx)
		return version, d.fail(err)
	})
	return d
}

// onceOK calls ask until it succeeds once, and then gives what it gave.
func onceOK[T any](ask func(context.Context) (T, error)) func(context.Context) (T, error) {
	var (
		mu    sync.Mutex
		done  bool
		value T
	)
	return func(ctx context.Context) (T, error) {
		mu.Lock()
		defer mu.Unlock()
		if done {
			return value, nil
		}
		v, err := ask(ctx)
		if err == nil {
			value, done = v, true
		}
		return v, err
	}
}

// Info tells what the engine is and can do. It asks the engine each time, so that it also tells
// whether the engine is there.
func (d *Driver) Info(ctx context.Context) (driver.Info, error) {
	if _, err := d.api.Ping(ctx); err != nil {
		return driver.Info{}, d.fail(err)
	}
	f, err := d.facts(ctx)
	return f.info, err
}

// ask finds out what the engine is.
func (d *Driver) ask(ctx context.Context) (facts, error) {
	version, err := d.version(ctx)
	if err != nil {
		return facts{}, err
	}
	podman, err := d.podman(ctx)
	if err != nil {
		return facts{}, err
	}
	system, err := d.api.Info(ctx)
	if err != nil {
		return facts{}, d.fail(err)
	}
	ping, err := d.api.Ping(ctx)
	if err != nil {
		return facts{}, d.fail(err)
	}
	f := facts{
		info: driver.Info{
			Name:       "Docker Engine",
			Version:    version.Version,
			APIVersion: d.api.APIVersion(),
			OS:         version.Os,
			Arch:       version.Arch,
			Caps: driver.Caps{
				HealthChecks:        true,
				Endpoints:           d.api.Speaks("1.44"),
				Links:               true,
				ImageMounts:         d.api.Speaks("1.48"),
				InterfaceNames:      d.api.Speaks("1.49"),
				Umasks:              d.api.Speaks("1.56"),
				HealthStartInterval: d.api.Speaks("1.44"),
				AllEvents:           true,
				Update:              true,
				Build:               true,
			},
		},
		defaults: defaults{
			runtime:   system.DefaultRuntime,
			logDriver: system.LoggingDriver,
			cgroupns:  "host",
		},
		builder: builderClassic,
	}
	prefers := ping.BuilderVersion == builderBuildKit
	if d.buildKit != nil {
		prefers = *d.buildKit
	}
	if prefers && !podman {
		f.builder, f.info.Caps.BuildSecrets = builderBuildKit, true
	}
	if system.CgroupVersion == "2" {
		f.defaults.cgroupns = "private"
	}
	if podman {
		// Podman runs health checks through timers of systemd, which need not be there.
		f.info.Name = "Podman"
		f.info.Caps.AllEvents = false
		f.info.Caps.HealthChecks = system.CgroupDriver == "systemd"
		f.info.Caps.Endpoints = false
		f.info.Caps.Links = false
		f.info.Caps.Update = false
	}
	return f, nil
}

// podman reports whether the engine is Podman, which does some things in ways of its own.
func (d *Driver) podman(ctx context.Context) (bool, error) {
	version, err := d.version(ctx)
	for _, part := range version.Components {
		if strings.HasPrefix(part.Name, "Podman") {
			return true, err
		}
	}
	return false, err
}

// Close lets go of idle connections.
func (d *Driver) Close() error { return d.api.Close() }
