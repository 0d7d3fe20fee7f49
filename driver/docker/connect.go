package docker

import (
	"cmp"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// Options say which engine is meant. The zero value is the one that the Docker command line uses
// when nothing was set: that of the current context, else the one of this machine.
type Options struct {
	// Host is where the engine listens: unix:///PATH, tcp://HOST:PORT, ssh://[USER@]HOST[:PORT],
	// npipe:////./pipe/NAME. It wins over Context.
	Host string
	// Context is the name of a context of the Docker command line.
	Context string
	// TLS encrypts the connection to Host; Verify, which includes it, asks besides for the
	// server's certificate to be known. A CertPath includes it, too.
	TLS, Verify bool
	// CertPath is a directory with ca.pem, cert.pem and key.pem, of which each may be absent;
	// empty is ConfigDir.
	CertPath string
	// CAFile, CertFile and KeyFile are used instead of those of CertPath, and must be there.
	CAFile, CertFile, KeyFile string
	// APIVersion to speak; empty is the newest that both sides know.
	APIVersion string
	// ConfigDir is where config.json and the contexts are; empty is ~/.docker.
	ConfigDir string
	// BuildKit says which of the engine's two builders makes images: BuildKit or the one before it. Nil
	// is the one that the engine prefers.
	BuildKit *bool
	// Warn is told of a config.json that cannot be read, and what is wrong where; it then says only
	// what could be read of it. Where Warn is nil, that is an error.
	Warn func(error)
}

// FromEnvironment are the options that the variables DOCKER_HOST, DOCKER_CONTEXT,
// DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, DOCKER_API_VERSION, DOCKER_CONFIG and DOCKER_BUILDKIT give.
func FromEnvironment(lookup func(name string) (value string, set bool)) Options {
	get := func(name string) string {
		value, _ := lookup(name)
		return value
	}
	var buildKit *bool
	if on, err := strconv.ParseBool(get("DOCKER_BUILDKIT")); err == nil {
		buildKit = &on
	}
	return Options{
		Host:       get("DOCKER_HOST"),
		Context:    get("DOCKER_CONTEXT"),
		CertPath:   get("DOCKER_CERT_PATH"),
		TLS:        get("DOCKER_TLS") != "",
		Verify:     get("DOCKER_TLS_VERIFY") != "",
		APIVersion: get("DOCKER_API_VERSION"),
		ConfigDir:  get("DOCKER_CONFIG"),
		BuildKit:   buildKit,
	}
}

func (o Options) configDir() string {
	if o.ConfigDir != "" {
		return o.ConfigDir
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ".docker"
	}
	return filepath.Join(home, ".docker")
}

// Open prepares a driver for the engine that opt means. It does not connect: an engine that is
// not there is noticed by the first request, which fails with driver.ErrUnavailable. The error of Open
// is about the configuration: a context, a certificate or config.json that cannot be read, or an address
// that is none. Close the driver in the end. A Driver may be used concurrently.
func Open(opt Options) (*Driver, error) {
	cfg, err := opt.readConfig()
	if err != nil {
		return nil, err
	}
	at, err := opt.endpoint(cfg)
	if err != nil {
		return nil, err
	}
	api, err := at.client(opt.APIVersion)
	if err != nil {
		return nil, fmt.Errorf("container engine at %s: %w", at.host, err)
	}
	d := newDriver(api, at.host, cfg)
	d.buildKit = opt.BuildKit
	return d, nil
}

// endpoint is how an engine is reached.
type endpoint struct {
	host string
	tls  *tls.Config
}

// endpoint finds out which engine is meant.
func (o Options) endpoint(cfg *config) (endpoint, error) {
	if o.Host != "" {
		at := endpoint{host: o.Host}
		var err error
		if o.TLS || o.Verify || o.CertPath != "" {
			at.tls, err = o.certificates().config(!o.Verify)
		}
		return at, err
	}
	name := o.Context
	if name == "" {
		name = cfg.CurrentContext
	}
	if name == "" || name == "default" {
		return endpoint{host: engine.DefaultHost}, nil
	}
	return readContext(cfg.dir, name)
}

// readContext reads a context of the Docker command line. Its files are in directories that are
// named for the digest of its name.
func readContext(dir, name string) (endpoint, error) {
	sum := sha256.Sum256([]byte(name))
	id := hex.EncodeToString(sum[:])
	file := filepath.Join(dir, "contexts", "meta", id, "meta.json")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return endpoint{}, fmt.Errorf("there is no docker context %q in %s", name, filepath.Join(dir, "contexts"))
	}
	if err != nil {
		return endpoint{}, err
	}
	var meta struct {
		Endpoints map[string]struct {
			Host          string
			SkipTLSVerify bool
		}
	}
	if err := json.Unmarshal(text, &meta); err != nil {
		return endpoint{}, fmt.Errorf("docker context %q: %s: %w", name, file, err)
	}
	engine, ok := meta.Endpoints["docker"]
	if !ok || engine.Host == "" {
		return endpoint{}, fmt.Errorf("docker context %q names no Docker Engine", name)
	}
	at := endpoint{host: engine.Host}
	certs := filepath.Join(dir, "contexts", "tls", id, "docker")
	if _, err := os.Stat(certs); err == nil {
		if at.tls, err = certificatesIn(certs).config(engine.SkipTLSVerify); err != nil {
			return endpoint{}, fmt.Errorf("docker context %q: %w", name, err)
		}
	}
	return at, nil
}

// certificates are the files that a connection is encrypted with. Those that nobody has named may
// be absent.
type certificates struct{ ca, cert, key string }

// The names of certificates in a directory of docker's.
const (
	caName, certName, keyName = "ca.pem", "cert.pem", "key.pem"
)

func certificatesIn(dir string) certificates {
	file := func(name string) string {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return ""
		}
		return path
	}
	return certificates{file(caName), file(certName), file(keyName)}
}

func (o Options) certificates() certificates {
	c := certificatesIn(cmp.Or(o.CertPath, o.configDir()))
	return certificates{cmp.Or(o.CAFile, c.ca), cmp.Or(o.CertFile, c.cert), cmp.Or(o.KeyFile, c.key)}
}

// CopyCertificates puts the certificates that the options mean into a directory that programs can be given as
// CertPath, for those that take no single files.
func (o Options) CopyCertificates(dir string) error {
	c := o.certificates()
	for name, from := range map[string]string{caName: c.ca, certName: c.cert, keyName: c.key} {
		if from == "" {
			continue
		}
		text, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// config reads the files. Insecure takes any certificate of the server's.
func (c certificates) config(insecure bool) (*tls.Config, error) {
	out := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: insecure}
	if c.ca != "" {
		text, err := os.ReadFile(c.ca)
		if err != nil {
			return nil, err
		}
		out.RootCAs = x509.NewCertPool()
		if !out.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s holds no certificate", c.ca)
		}
	}
	switch {
	case c.cert == "" && c.key == "":
		return out, nil
	case c.cert == "":
		return nil, fmt.Errorf("the key %s has no certificate", c.key)
	case c.key == "":
		return nil, fmt.Errorf("the certificate %s has no key", c.cert)
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", c.cert, err)
	}
	out.Certificates = []tls.Certificate{pair}
	return out, nil
}

// client makes a client that reaches the engine.
func (at endpoint) client(apiVersion string) (*engine.Client, error) {
	opt := engine.Options{Host: at.host, TLS: at.tls, APIVersion: apiVersion}
	if strings.HasPrefix(at.host, "ssh:") {
		address, err := url.Parse(at.host)
		if err != nil {
			return nil, err
		}
		if opt.Dial, err = sshDialer(address); err != nil {
			return nil, err
		}
	}
	return engine.New(opt)
}
