package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/internal/output"
)

// Models are the AI models that docker's plugin model runs.
type Models struct {
	// PluginDirs are where docker's plugins are.
	PluginDirs []string
	// Environ are the variables of the plugin, as KEY=VALUE.
	Environ []string
}

// ErrNoModels: docker's plugin model is not there.
var ErrNoModels = errors.New("docker's plugin model is not there")

// Known asks the plugin what plans must know of models.
func (m *Models) Known(ctx context.Context) (*plan.Models, error) {
	path, err := m.find()
	if err != nil {
		return nil, err
	}
	flags, err := m.takesFlags(ctx, path)
	if err != nil {
		return nil, err
	}
	known := &plan.Models{RuntimeFlags: flags}
	var there []struct{ Tags []string }
	// First, because where nothing runs models yet it has that installed.
	if err := m.ask(ctx, path, &there, "ls", "--json"); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		known.Unlisted = err.Error()
	}
	for _, one := range there {
		known.There = append(known.There, one.Tags...)
	}
	var status struct{ Endpoint string }
	if err := m.ask(ctx, path, &status, "status", "--json"); err != nil {
		return nil, err
	}
	if status.Endpoint == "" {
		return nil, m.failed([]string{"status", "--json"}, errors.New("it does not say where models can be reached"))
	}
	known.Endpoint = status.Endpoint
	return known, nil
}

// Do has the plugin pull or configure a model: run.Executor.Model.
func (m *Models) Do(ctx context.Context, call plan.ModelCall, report func(driver.Progress)) error {
	path, err := m.find()
	if err != nil {
		return err
	}
	args := []string{string(call.Command)}
	if call.ContextSize > 0 {
		args = append(args, "--context-size", strconv.Itoa(call.ContextSize))
	}
	args = append(args, call.Model)
	if len(call.RuntimeFlags) > 0 {
		args = append(append(args, "--"), call.RuntimeFlags...)
	}
	if call.Quiet || call.Command != plan.ModelPull {
		report = func(driver.Progress) {}
	}
	return m.run(ctx, path, report, args...)
}

func (m *Models) find() (string, error) {
	if path := plugin(m.PluginDirs, "model"); path != "" {
		return path, nil
	}
	return "", fmt.Errorf("%w: no docker-model is in %s", ErrNoModels, strings.Join(m.PluginDirs, ", "))
}

// takesFlags asks the plugin for its version: flags of models are an addition of 1.0.6.
func (m *Models) takesFlags(ctx context.Context, path string) (bool, error) {
	var self struct{ Version string }
	if err := m.ask(ctx, path, &self, "docker-cli-plugin-metadata"); err != nil {
		return false, err
	}
	var major, minor, patch int
	// The rest, such as -rc1, does not matter; what is no version is an older one.
	if n, _ := fmt.Sscanf(strings.TrimPrefix(self.Version, "v"), "%d.%d.%d", &major, &minor, &patch); n < 2 {
		return false, nil
	}
	return major > 1 || major == 1 && (minor > 0 || patch >= 6), nil
}

// ask takes an answer of the plugin in JSON.
func (m *Models) ask(ctx context.Context, path string, answer any, args ...string) error {
	cmd := command(ctx, m.Environ, path, args...)
	var complaints output.Tail
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return m.failed(args, fmt.Errorf("%w%s", err, complaints.After()))
	}
	if err := json.Unmarshal(out, answer); err != nil {
		return m.failed(args, fmt.Errorf("what it writes is not what was asked for: %w", err))
	}
	return nil
}

// run has the plugin do something, and reports each line that it writes.
func (m *Models) run(ctx context.Context, path string, report func(driver.Progress), args ...string) error {
	cmd := command(ctx, m.Environ, path, args...)
	var said, complaints output.Tail
	cmd.Stderr = &complaints
	cmd.Stdout = &output.Lines{Ends: "\r\n", Line: func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			_, _ = said.Write([]byte(text + "\n"))
			report(driver.Progress{Text: text})
		}
	}}
	err := cmd.Run()
	if err == nil {
		return nil
	}
	if errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil {
		return nil // it has ended well, and left something behind
	}
	text := complaints.After()
	if text == "" {
		text = said.After()
	}
	return m.failed(args, fmt.Errorf("%w%s", err, text))
}

func (m *Models) failed(args []string, err error) error {
	return fmt.Errorf("docker model %s: %w", strings.Join(args, " "), err)
}
