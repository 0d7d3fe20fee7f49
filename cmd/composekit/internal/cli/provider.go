package cli

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/composekit/composekit/cmd/composekit/internal/provider"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/model"
)

// provide has a program do something that runs a service in place of the engine.
func (w *work) provide(ctx context.Context, call run.Call, report func(driver.Progress)) (run.Provided, error) {
	p, err := w.providers()
	if err != nil {
		return run.Provided{}, err
	}
	return p.Call(ctx, call, report)
}

// canProvide looks whether that program could do it.
func (w *work) canProvide(ctx context.Context, call run.Call) error {
	p, err := w.providers()
	if err != nil {
		return err
	}
	return p.Check(ctx, call)
}

// providers are the programs that run services in place of the engine.
func (w *work) providers() (*provider.Programs, error) {
	dirs, environ, err := w.besideEngine()
	if err != nil {
		return nil, err
	}
	p := &provider.Programs{PluginDirs: dirs, Environ: environ}
	if project := w.in.Project; project != nil {
		p.Config = func(service string) ([]byte, error) { return serviceConfig(project, service) }
	}
	return p, nil
}

// besideEngine is what programs beside the engine need: the directories of docker's plugins, and the variables, which
// mean the same engine as ours.
func (w *work) besideEngine() (dirs, environ []string, err error) {
	opt, err := w.dockerOptions()
	if err != nil {
		return nil, nil, err
	}
	if dirs, err = opt.PluginDirs(); err != nil {
		return nil, nil, err
	}
	if w.in.Project == nil {
		if environ, err = w.environ(); err != nil {
			return nil, nil, err
		}
	} else {
		for name, value := range w.in.Project.Environment {
			environ = append(environ, name+"="+value)
		}
	}
	certificates, err := w.certificatesAsDir(opt)
	return dirs, w.global.engine.meantBy(environ, certificates), err
}

// meantBy are variables by which docker's programs mean the engine that options do. Those of a process do already
// where no option is given. Certificates that are given are in a directory.
func (o EngineOptions) meantBy(environ []string, certificates string) []string {
	set := func(name, value string) {
		environ = slices.DeleteFunc(environ, func(entry string) bool { return strings.HasPrefix(entry, name+"=") })
		if value != "" {
			environ = append(environ, name+"="+value)
		}
	}
	if o.Host != "" || o.Context != "" {
		set("DOCKER_HOST", o.Host)
		set("DOCKER_CONTEXT", "")
		if o.Host == "" {
			set("DOCKER_CONTEXT", o.Context)
		}
	}
	if o.ConfigDir != "" {
		set("DOCKER_CONFIG", o.ConfigDir)
	}
	if o.TLS || o.TLSVerify != nil {
		set("DOCKER_TLS", "1")
	}
	if o.TLSVerify != nil {
		set("DOCKER_TLS_VERIFY", map[bool]string{true: "1"}[*o.TLSVerify])
	}
	if certificates != "" {
		set("DOCKER_CERT_PATH", certificates)
	}
	return environ
}

// serviceConfig is what config prints of a service as JSON, on one line, with the image that it has instead of how
// that is built.
func serviceConfig(p *model.Project, name string) ([]byte, error) {
	s, err := p.Service(name)
	if err != nil {
		return nil, err
	}
	resolved := *s
	resolved.Image, resolved.Build = p.ImageName(s), nil
	text, err := model.EncodeJSON(&model.Project{Name: p.Name, Services: map[string]*model.Service{name: &resolved}})
	if err != nil {
		return nil, err
	}
	var all struct {
		Services map[string]json.RawMessage `json:"services"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	return json.Marshal(all.Services[name]) // which makes it one line
}
