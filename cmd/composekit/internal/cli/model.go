package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/composekit/composekit/cmd/composekit/internal/provider"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// models are the AI models of docker's plugin.
func (w *work) models() (*provider.Models, error) {
	dirs, environ, err := w.besideEngine()
	return &provider.Models{PluginDirs: dirs, Environ: environ}, err
}

// askForModels finds out what the plan must know of AI models, if it has to do with any.
func (w *work) askForModels(ctx context.Context) error {
	service, needed := plan.NeedsModels(w.in)
	if !needed {
		return nil
	}
	m, err := w.models()
	if err != nil {
		return err
	}
	known, err := m.Known(ctx)
	if err != nil {
		return w.withoutModels(service, err)
	}
	w.in.Models = known
	return nil
}

// withoutModels says which service needs models, and where that is written.
func (w *work) withoutModels(service string, err error) error {
	if errors.Is(err, context.Canceled) && w.wasInterrupted() {
		return err
	}
	message := fmt.Sprintf("the project has models: %v", err)
	if service != "" {
		message = fmt.Sprintf("service %s uses models: %v", service, err)
	}
	d := engineError(message)
	if errors.Is(err, provider.ErrNoModels) {
		d.Help = "install Docker Model Runner: it is part of Docker Desktop, and elsewhere the package docker-model-plugin beside docker's own"
	}
	if w.in.Tree != nil && service != "" {
		d.Span = placeOf(w.in.Tree, service, "models")
	}
	return w.report(diag.List{d})
}

// model has docker's plugin do something about a model: run.Executor.Model.
func (w *work) model(ctx context.Context, call plan.ModelCall, report func(driver.Progress)) error {
	m, err := w.models()
	if err != nil {
		return err
	}
	return m.Do(ctx, call, report)
}
