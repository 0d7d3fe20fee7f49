package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/host"
)

// psFormat is the form of lists of containers that docker's configuration asks for; "" if it does not.
func (a *app) psFormat() (string, error) {
	opt, err := a.dockerOptions()
	if err != nil {
		return "", err
	}
	return opt.PsFormat()
}

// dockerOptions say where docker's configuration is.
func (a *app) dockerOptions() (docker.Options, error) {
	variables, err := a.environ()
	opt := docker.FromEnvironment(host.Environ(variables).Lookup)
	opt.ConfigDir = cmp.Or(a.global.engine.ConfigDir, opt.ConfigDir)
	return opt, err
}

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
	opt.TLS = opt.TLS || o.TLS
	if o.TLSVerify != nil {
		opt.TLS, opt.Verify = true, *o.TLSVerify
	}
	opt.CAFile, opt.CertFile, opt.KeyFile = o.TLSCA, o.TLSCert, o.TLSKey
	if named := cmp.Or(o.TLSCA, o.TLSCert, o.TLSKey); named != "" && opt.Host == "" {
		return nil, fmt.Errorf("%s is given, but no engine to use it with: name it with --host", named)
	} else if named != "" && !opt.TLS && !opt.Verify && opt.CertPath == "" {
		return nil, fmt.Errorf("%s is given, but the connection is not encrypted: say --tlsverify, or --tls to trust any engine", named)
	}
	return docker.Open(opt)
}
