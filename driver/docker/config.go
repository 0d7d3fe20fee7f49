package docker

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/composekit/composekit/source"
)

// config is what the configuration file of the Docker command line, config.json, says.
type config struct {
	dir string

	CurrentContext string                 `json:"currentContext"`
	Auths          map[string]storedAuth  `json:"auths"`
	CredsStore     string                 `json:"credsStore"`
	CredHelpers    map[string]string      `json:"credHelpers"`
	Proxies        map[string]proxyConfig `json:"proxies"`
	PsFormat       string                 `json:"psFormat"`
	DetachKeys     string                 `json:"detachKeys"`
	PluginDirs     []string               `json:"cliPluginsExtraDirs"`
}

// storedAuth are credentials in config.json.
type storedAuth struct {
	Auth          string `json:"auth"` // base64 of USER:PASSWORD
	Username      string `json:"username"`
	Password      string `json:"password"`
	IdentityToken string `json:"identitytoken"`
}

// proxyConfig are proxies that containers are told of.
type proxyConfig struct {
	HTTP  string `json:"httpProxy"`
	HTTPS string `json:"httpsProxy"`
	NO    string `json:"noProxy"`
	FTP   string `json:"ftpProxy"`
	ALL   string `json:"allProxy"`
}

// PsFormat is the form in which the configuration asks for lists of containers; "" if it does not.
func (o Options) PsFormat() (string, error) {
	c, err := o.readConfig()
	if err != nil {
		return "", err
	}
	return c.PsFormat, nil
}

// DetachKeys are the keys with which the configuration has people leave containers alone; "" if it does not say.
func (o Options) DetachKeys() (string, error) {
	c, err := o.readConfig()
	if err != nil {
		return "", err
	}
	return c.DetachKeys, nil
}

// PluginDirs are where plugins of the Docker command line are looked for, in order: those that its
// configuration names, the user's own, those of the system.
func (o Options) PluginDirs() ([]string, error) {
	c, err := o.readConfig()
	if err != nil {
		return nil, err
	}
	system := []string{"/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins", "/usr/libexec/docker/cli-plugins"}
	if runtime.GOOS == "windows" {
		system = []string{filepath.Join(os.Getenv("ProgramData"), "Docker", "cli-plugins"), filepath.Join(os.Getenv("ProgramFiles"), "Docker", "cli-plugins")}
	}
	return slices.Concat(c.PluginDirs, []string{filepath.Join(c.dir, "cli-plugins")}, system), nil
}

// readConfig reads config.json; one that is not there says nothing.
func (o Options) readConfig() (*config, error) {
	c := &config{dir: o.configDir()}
	name := filepath.Join(c.dir, "config.json")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		if err = json.Unmarshal(text, c); err == nil {
			return c, nil
		}
		err = fmt.Errorf("%s: %w", placeInJSON(name, text, err), err)
	}
	err = fmt.Errorf("docker's configuration cannot be read: %w; the variable DOCKER_CONFIG can name another directory", err)
	if o.Warn == nil {
		return nil, err
	}
	o.Warn(err)
	return c, nil
}

// placeInJSON is the file, the line and the column that an error of reading JSON is about.
func placeInJSON(name string, text []byte, err error) string {
	var (
		syntax *json.SyntaxError
		kind   *json.UnmarshalTypeError
		offset int64
	)
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	// What is wrong is the byte before the offset.
	return source.NewFile(name, string(text)).Span(int(max(offset-1, 0)), int(offset)).String()
}

// hub is what config.json calls the registry that images without a registry come from.
const hub = "https://index.docker.io/v1/"

// authFor gives the credentials for an image's registry in the form that the API takes; "" if
// there are none.
func (c *config) authFor(ctx context.Context, image string) (string, error) {
	ref, err := engine.ParseReference(image)
	if err != nil {
		return "", err
	}
	host := ref.Domain
	if host == "docker.io" {
		host = hub
	}
	auth, err := c.credentials(ctx, host)
	if err != nil || auth == (engine.Auth{}) {
		return "", err
	}
	return engine.EncodeAuth(auth)
}

// all gives the credentials of every registry that is known, for builds.
func (c *config) all(ctx context.Context) (map[string]engine.Auth, error) {
	out := map[string]engine.Auth{}
	hosts := make([]string, 0, len(c.Auths)+len(c.CredHelpers))
	for host := range c.Auths {
		hosts = append(hosts, host)
	}
	for host := range c.CredHelpers {
		hosts = append(hosts, host)
	}
	slices.Sort(hosts)
	for _, host := range slices.Compact(hosts) {
		auth, err := c.credentials(ctx, host)
		if err != nil {
			return nil, err
		}
		if auth != (engine.Auth{}) {
			out[host] = auth
		}
	}
	return out, nil
}

// Credentials are those for all registries that are known, as a config.json that needs no helper; nil if there are none.
func (d *Driver) Credentials(ctx context.Context) ([]byte, error) {
	all, err := d.config.all(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	type entry struct {
		Auth          string `json:"auth,omitempty"`
		IdentityToken string `json:"identitytoken,omitempty"`
	}
	auths := map[string]entry{}
	for host, auth := range all {
		e := entry{IdentityToken: auth.IdentityToken}
		if auth.Username != "" {
			e.Auth = base64.StdEncoding.EncodeToString([]byte(auth.Username + ":" + auth.Password))
		}
		auths[host] = e
	}
	return json.Marshal(map[string]any{"auths": auths})
}

// credentials asks the helper for the registry, else the one for all of them, else config.json.
func (c *config) credentials(ctx context.Context, host string) (engine.Auth, error) {
	helper := c.CredHelpers[bare(host)]
	if helper == "" {
		helper = c.CredHelpers[host]
	}
	if helper == "" {
		helper = c.CredsStore
	}
	if helper != "" {
		auth, found, err := askHelper(ctx, c.dir, helper, host)
		if err != nil || found {
			return auth, err
		}
	}
	stored, ok := c.Auths[host]
	for name, auth := range c.Auths {
		if !ok && bare(name) == bare(host) {
			stored, ok = auth, true
		}
	}
	if !ok {
		return engine.Auth{}, nil
	}
	auth := engine.Auth{
		Username: stored.Username, Password: stored.Password,
		IdentityToken: stored.IdentityToken, ServerAddress: host,
	}
	if stored.Auth != "" {
		plain, err := base64.StdEncoding.DecodeString(stored.Auth)
		if err != nil {
			return engine.Auth{}, fmt.Errorf("credentials for %s in %s: %w", host, filepath.Join(c.dir, "config.json"), err)
		}
		user, password, _ := strings.Cut(string(plain), ":")
		auth.Username, auth.Password = user, strings.TrimRight(password, "\x00")
	}
	if auth.Username == "" && auth.IdentityToken == "" {
		return engine.Auth{}, nil
	}
	return auth, nil
}

// bare is a registry's host without scheme and path.
func bare(host string) string {
	host = strings.TrimPrefix(strings.TrimPrefix(host, "https://"), "http://")
	name, _, _ := strings.Cut(host, "/")
	return name
}

// askHelper runs docker-credential-NAME, which the configuration in a directory names.
func askHelper(ctx context.Context, dir, name, host string) (engine.Auth, bool, error) {
	cmd := exec.CommandContext(ctx, "docker-credential-"+name, "get")
	cmd.Stdin = strings.NewReader(host)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		if strings.Contains(out.String(), "credentials not found") {
			return engine.Auth{}, false, nil
		}
		if errors.Is(err, exec.ErrNotFound) {
			err = fmt.Errorf("there is no such program, which docker's configuration in %s names", dir)
		}
		for _, text := range []string{out.String(), said.String()} {
			if text = strings.TrimSpace(text); text != "" {
				err = fmt.Errorf("%w: %s", err, text)
			}
		}
		return engine.Auth{}, false, fmt.Errorf("credentials for %s: docker-credential-%s: %w", host, name, err)
	}
	var found struct{ Username, Secret string }
	if err := json.Unmarshal(out.Bytes(), &found); err != nil {
		return engine.Auth{}, false, fmt.Errorf("credentials for %s: docker-credential-%s: %w", host, name, err)
	}
	auth := engine.Auth{ServerAddress: host}
	if found.Username == "<token>" {
		auth.IdentityToken = found.Secret
	} else {
		auth.Username, auth.Password = found.Username, found.Secret
	}
	return auth, true, nil
}

// Proxy are the variables by which containers and builds learn of proxies, as config.json has them
// for this engine; see plan.Input.
func (d *Driver) Proxy() map[string]string {
	p, ok := d.config.Proxies[d.host]
	if !ok {
		p = d.config.Proxies["default"]
	}
	out := map[string]string{}
	for name, value := range map[string]string{
		"HTTP_PROXY": p.HTTP, "HTTPS_PROXY": p.HTTPS, "NO_PROXY": p.NO, "FTP_PROXY": p.FTP, "ALL_PROXY": p.ALL,
	} {
		if value != "" {
			out[name], out[strings.ToLower(name)] = value, value
		}
	}
	return out
}
