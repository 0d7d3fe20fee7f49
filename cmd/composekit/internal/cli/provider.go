package cli

import (
	"context"
	"encoding/json"

	"github.com/composekit/composekit/cmd/composekit/internal/provider"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/model"
)

// provide has a program do something that runs a service in place of the engine.
func (w *work) provide(ctx context.Context, call run.Call, report func(driver.Progress)) (run.Provided, error) {
	opt, err := w.dockerOptions()
	if err != nil {
		return run.Provided{}, err
	}
	dirs, err := opt.PluginDirs()
	if err != nil {
		return run.Provided{}, err
	}
	p := &provider.Programs{PluginDirs: dirs}
	if project := w.in.Project; project == nil {
		if p.Environ, err = w.environ(); err != nil {
			return run.Provided{}, err
		}
	} else {
		for name, value := range project.Environment {
			p.Environ = append(p.Environ, name+"="+value)
		}
		p.Config = func(service string) ([]byte, error) { return serviceConfig(project, service) }
	}
	return p.Call(ctx, call, report)
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
