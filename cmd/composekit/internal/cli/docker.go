package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
)

// psFormat is the form of lists of containers that docker's configuration asks for; "" if it does not.
func (a *app) psFormat() (string, error) {
	opt, err := a.dockerOptions()
	if err != nil {
		return "", err
	}
	return opt.PsFormat()
}

// dockerOptions say which engine is meant, and where docker's configuration is.
func (a *app) dockerOptions() (docker.Options, error) {
	o, err := a.engineOptions()
	return o.docker(), err
}

// docker are the options for Docker Engine, variables included.
func (o EngineOptions) docker() docker.Options {
	opt := docker.FromEnvironment(o.Env.Lookup)
	switch {
	case o.Host != "":
		opt.Host, opt.Context = o.Host, ""
	case o.Context != "":
		opt.Host, opt.Context = "", o.Context
	}
	opt.ConfigDir = cmp.Or(o.ConfigDir, opt.ConfigDir)
	opt.TLS = opt.TLS || o.TLS
	if o.TLSVerify != nil {
		opt.TLS, opt.Verify = true, *o.TLSVerify
	}
	opt.CAFile, opt.CertFile, opt.KeyFile, opt.Warn = o.TLSCA, o.TLSCert, o.TLSKey, o.Warn
	return opt
}

// openDocker connects to Docker Engine, the one that docker's own command line would.
func openDocker(_ context.Context, o EngineOptions) (driver.Driver, error) {
	opt := o.docker()
	if named := cmp.Or(o.TLSCA, o.TLSCert, o.TLSKey); named != "" && opt.Host == "" {
		return nil, fmt.Errorf("%s is given, but no engine to use it with: name it with --host", named)
	} else if named != "" && !opt.TLS && !opt.Verify && opt.CertPath == "" {
		return nil, fmt.Errorf("%s is given, but the connection is not encrypted: say --tlsverify, or --tls to trust any engine", named)
	}
	return docker.Open(opt)
}

// certificatesAsDir is a directory with the certificates that were given as single files, which variables cannot name;
// "" if none were. It is there as long as the program runs.
func (a *app) certificatesAsDir(opt docker.Options) (string, error) {
	if cmp.Or(opt.CAFile, opt.CertFile, opt.KeyFile) == "" {
		return "", nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.certificates == "" {
		dir, err := os.MkdirTemp("", "composekit-certificates-")
		if err != nil {
			return "", err
		}
		if err := opt.CopyCertificates(dir); err != nil {
			return "", errors.Join(err, os.RemoveAll(dir))
		}
		a.certificates = dir
	}
	return a.certificates, nil
}

// removeCertificates removes what certificatesAsDir made.
func (a *app) removeCertificates() {
	if a.certificates != "" {
		_ = os.RemoveAll(a.certificates) // there is nobody any more to tell
	}
}
