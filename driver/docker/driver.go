package docker

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"github.com/composekit/composekit/driver"
	"github.com/moby/moby/api/types/build"
	"github.com/moby/moby/client"
	"github.com/moby/moby/client/pkg/versions"
)

// Driver is a Docker Engine. It has all optional abilities of package driver but Locker.
type Driver struct {
	api    *client.Client
	config *config // of the Docker command line: credentials and proxies
	host   string
	// buildKit says which builder is used; nil leaves it to the engine.
	buildKit *bool

	facts   func(context.Context) (facts, error)
	version func(context.Context) (client.ServerVersionResult, error)
}

// facts are what an engine is, and what it does where nobody says otherwise.
type facts struct {
	info     driver.Info
	defaults defaults
	builder  build.BuilderVersion
}

// newDriver is a driver over a client.
func newDriver(api *client.Client, host string, cfg *config) *Driver {
	d := &Driver{api: api, host: host, config: cfg}
	d.facts = onceOK(d.ask)
	d.version = onceOK(func(ctx context.Context) (client.ServerVersionResult, error) {
		version, err := api.ServerVersion(ctx, client.ServerVersionOptions{})
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
	if _, err := d.api.Ping(ctx, client.PingOptions{}); err != nil {
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
	system, err := d.api.Info(ctx, client.InfoOptions{})
	if err != nil {
		return facts{}, d.fail(err)
	}
	ping, err := d.api.Ping(ctx, client.PingOptions{})
	if err != nil {
		return facts{}, d.fail(err)
	}
	f := facts{
		info: driver.Info{
			Name:       "Docker Engine",
			Version:    version.Version,
			APIVersion: d.api.ClientVersion(),
			OS:         version.Os,
			Arch:       version.Arch,
			Caps: driver.Caps{
				HealthChecks:        true,
				Endpoints:           d.speaks("1.44"),
				Links:               true,
				ImageMounts:         d.speaks("1.48"),
				InterfaceNames:      d.speaks("1.49"),
				HealthStartInterval: d.speaks("1.44"),
				AllEvents:           true,
				Update:              true,
				Build:               true,
			},
		},
		defaults: defaults{
			runtime:   system.Info.DefaultRuntime,
			logDriver: system.Info.LoggingDriver,
			cgroupns:  "host",
		},
		builder: build.BuilderV1,
	}
	prefers := ping.BuilderVersion == build.BuilderBuildKit
	if d.buildKit != nil {
		prefers = *d.buildKit
	}
	if prefers && !podman {
		f.builder, f.info.Caps.BuildSecrets = build.BuilderBuildKit, true
	}
	if system.Info.CgroupVersion == "2" {
		f.defaults.cgroupns = "private"
	}
	if podman {
		// Podman runs health checks through timers of systemd, which need not be there.
		f.info.Name = "Podman"
		f.info.Caps.AllEvents = false
		f.info.Caps.HealthChecks = system.Info.CgroupDriver == "systemd"
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

// speaks reports whether the API that is spoken has at least this version.
func (d *Driver) speaks(version string) bool {
	return versions.GreaterThanOrEqualTo(d.api.ClientVersion(), version)
}

// Close lets go of idle connections.
func (d *Driver) Close() error { return d.api.Close() }

// statusKey is the key of a context under which a request's HTTP status is kept.
type statusKey struct{}

// keepStatus notes the status of an answer where the request's context asks for it: the client
// keeps it to itself, and some answers differ by nothing else.
func keepStatus(resp *http.Response) {
	if status, ok := resp.Request.Context().Value(statusKey{}).(*int); ok {
		*status = resp.StatusCode
	}
}

// unchanged does a request and reports whether the engine answered that nothing had to be done.
func unchanged(ctx context.Context, request func(context.Context) error) (bool, error) {
	var status int
	err := request(context.WithValue(ctx, statusKey{}, &status))
	return status == http.StatusNotModified, err
}
