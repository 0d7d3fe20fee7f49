package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/jsonstream"
	"github.com/moby/moby/client"
)

// buildImage builds an image by the engine's own builder, which needs nothing but the API: the
// context goes there as an archive, and what the builder says comes back as progress.
func (d *Driver) buildImage(ctx context.Context, op *driver.BuildImage, report func(driver.Progress)) (driver.Result, error) {
	s := op.Spec
	if err := buildable(&s); err != nil {
		return driver.Result{}, err
	}
	options, err := d.buildOptions(ctx, &s)
	if err != nil {
		return driver.Result{}, err
	}
	before, err := d.image(ctx, s.Tags[0])
	if err != nil && !errors.Is(err, driver.ErrNotFound) {
		return driver.Result{}, err
	}
	if s.Contexts, err = d.directoryImages(ctx, &s, report); err != nil {
		return driver.Result{}, err
	}
	var archive *contextArchive
	if remote(s.Context) {
		options.RemoteContext, options.Dockerfile = s.Context, s.Dockerfile
	} else if archive, err = openContext(&s); err != nil {
		return driver.Result{}, err
	}
	id, err := d.build(ctx, archive, options, report)
	return driver.Result{ID: id, Unchanged: err == nil && id != "" && id == before.ID}, err
}

// directoryImages are the contexts of a build that it is given by name, directories as images that have what is in
// them: this builder knows no other contexts. Those images stay, without a name, as what was built before
// is found again by them.
func (d *Driver) directoryImages(ctx context.Context, s *driver.BuildSpec, report func(driver.Progress)) (map[string]string, error) {
	out := maps.Clone(s.Contexts)
	for _, name := range slices.Sorted(maps.Keys(s.Contexts)) {
		dir := s.Contexts[name]
		if strings.HasPrefix(dir, driver.ImageContext) {
			continue
		}
		archive, err := openDirectory(dir)
		if err != nil {
			return nil, fmt.Errorf("build.additional_contexts.%s of service %s: %w", name, s.Service, err)
		}
		id, err := d.build(ctx, archive, client.ImageBuildOptions{Remove: true, Isolation: container.Isolation(s.Isolation)}, report)
		if err != nil {
			return nil, fmt.Errorf("build.additional_contexts.%s of service %s: %w", name, s.Service, err)
		}
		out[name] = driver.ImageContext + id
	}
	return out, nil
}

// build has the engine build an archive, nil for a remote context, and gives the image's ID.
func (d *Driver) build(ctx context.Context, archive *contextArchive, options client.ImageBuildOptions, report func(driver.Progress)) (id string, err error) {
	var body io.Reader
	if archive != nil {
		defer archive.Close()
		options.Dockerfile, body = archive.dockerfile, archive
	}
	answer, err := d.api.ImageBuild(ctx, body, options)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	said := new(tail)
	err = readProgress(answer.Body, report, func(m *jsonstream.Message) {
		_, _ = said.Write([]byte(m.Stream))
		var built struct{ ID string }
		if m.Aux != nil && json.Unmarshal(*m.Aux, &built) == nil && built.ID != "" {
			id = built.ID
		}
	})
	if err != nil {
		return id, buildError(err, said.String())
	}
	return id, nil
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
		{"additional_contexts", !nameable(s)},
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

// nameable reports whether what a build is given by name besides its context are images and directories, of
// which this driver writes the images into the Dockerfile. For that it must have it.
func nameable(s *driver.BuildSpec) bool {
	for _, context := range s.Contexts {
		if remote(s.Context) || !strings.HasPrefix(context, driver.ImageContext) && !filepath.IsAbs(context) {
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
