package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/jsonstream"
	"github.com/moby/moby/client"
)

// buildImage builds an image by the engine's own builder, which needs nothing but the API: the
// context goes there as an archive, and what the builder says comes back as progress.
func (d *Driver) buildImage(ctx context.Context, op *driver.BuildImage, report func(driver.Progress)) (driver.Result, error) {
	s := &op.Spec
	if err := buildable(s); err != nil {
		return driver.Result{}, err
	}
	options, err := d.buildOptions(ctx, s)
	if err != nil {
		return driver.Result{}, err
	}
	var body io.Reader
	if !remote(s.Context) {
		archive, err := openContext(s)
		if err != nil {
			return driver.Result{}, err
		}
		defer archive.Close()
		options.Dockerfile, body = archive.dockerfile, archive
	} else {
		options.RemoteContext, options.Dockerfile = s.Context, s.Dockerfile
	}
	before, err := d.image(ctx, s.Tags[0])
	if err != nil && !errors.Is(err, driver.ErrNotFound) {
		return driver.Result{}, err
	}
	answer, err := d.api.ImageBuild(ctx, body, options)
	if err != nil {
		return driver.Result{}, err
	}
	defer answer.Body.Close()
	var (
		out  driver.Result
		said = new(tail)
	)
	err = readProgress(answer.Body, report, func(m *jsonstream.Message) {
		_, _ = said.Write([]byte(m.Stream))
		var built struct{ ID string }
		if m.Aux != nil && json.Unmarshal(*m.Aux, &built) == nil && built.ID != "" {
			out.ID = built.ID
		}
	})
	if err != nil {
		return out, buildError(err, said.String())
	}
	out.Unchanged = out.ID != "" && out.ID == before.ID
	return out, nil
}

// buildError is a failure of a build with the step that failed and what it wrote at last.
func buildError(err error, said string) error {
	if i := strings.LastIndex(said, "\nStep "); i >= 0 {
		said = said[i+1:]
	}
	var kept []string
	for line := range strings.Lines(said) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && !strings.HasPrefix(line, " ---> ") {
			kept = append(kept, line)
		}
	}
	if len(kept) == 0 {
		return err
	}
	return fmt.Errorf("%w\n%s", err, strings.Join(kept[max(0, len(kept)-outputLines):], "\n"))
}

// remote reports whether the context of a build is something that the engine fetches itself.
func remote(context string) bool {
	for _, prefix := range []string{"http://", "https://", "git://", "git@", "ssh://", "github.com/"} {
		if strings.HasPrefix(context, prefix) {
			return true
		}
	}
	return false
}

// buildable reports what the engine's builder cannot do of what is asked for.
func buildable(s *driver.BuildSpec) error {
	for _, c := range []struct {
		attribute string
		set       bool
	}{
		{"additional_contexts", !onlyImages(s)},
		{"cache_to", len(s.CacheTo) > 0},
		{"platforms", len(s.Platforms) > 1},
		{"privileged", s.Privileged},
		{"secrets", len(s.Secrets) > 0},
		{"ssh", len(s.SSH) > 0},
	} {
		if c.set {
			return fmt.Errorf("build.%s of service %s takes BuildKit, which this driver does not speak: %w", c.attribute, s.Service, driver.ErrUnsupported)
		}
	}
	return nil
}

// onlyImages reports whether what a build is given by name besides its context are images, of which this driver
// writes the references into the Dockerfile. For that it must have it.
func onlyImages(s *driver.BuildSpec) bool {
	for _, context := range s.Contexts {
		if !strings.HasPrefix(context, driver.ImageContext) || remote(s.Context) {
			return false
		}
	}
	return true
}

func (d *Driver) buildOptions(ctx context.Context, s *driver.BuildSpec) (client.ImageBuildOptions, error) {
	out := client.ImageBuildOptions{
		Tags:        s.Tags,
		NoCache:     s.NoCache,
		Remove:      true,
		PullParent:  s.Pull,
		Isolation:   container.Isolation(s.Isolation),
		NetworkMode: s.Network,
		ShmSize:     s.ShmSize,
		Ulimits:     toUlimits(s.Ulimits),
		BuildArgs:   s.Args,
		Labels:      maps.Clone(s.Labels),
		CacheFrom:   s.CacheFrom,
		ExtraHosts:  s.ExtraHosts,
		Target:      s.Target,
	}
	if out.Labels[driver.LabelProject] != "" {
		out.Labels[driver.LabelImageBuilder] = "classic"
	}
	for _, text := range s.Platforms {
		out.Platforms = append(out.Platforms, *toPlatform(text))
	}
	var err error
	out.AuthConfigs, err = d.config.all(ctx)
	return out, err
}
