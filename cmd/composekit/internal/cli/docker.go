package cli

import (
	"context"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
)

// openDocker connects to Docker Engine, the one that docker's own command line would.
func openDocker(_ context.Context, o EngineOptions) (driver.Driver, error) {
	opt := docker.FromEnvironment(o.Env.Lookup)
	switch {
	case o.Host != "":
		opt.Host, opt.Context = o.Host, ""
	case o.Context != "":
		opt.Host, opt.Context = "", o.Context
	}
	if o.ConfigDir != "" {
		opt.ConfigDir = o.ConfigDir
	}
	opt.Verify = opt.Verify || o.TLSVerify
	return docker.Open(opt)
}
