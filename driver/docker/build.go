package docker

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/composekit/composekit/internal/output"
	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/model"
	"github.com/moby/moby/api/types/jsonstream"
)

// buildImage builds an image by the engine's own builder, which needs nothing but the API: the
// context goes there as an archive, and what the builder says comes back as progress.
func (d *Driver) buildImage(ctx context.Context, op *driver.BuildImage, report func(driver.Progress)) (driver.Result, error) {
	s := op.Spec
	f, err := d.facts(ctx)
	if err != nil {
		return driver.Result{}, err
	}
	if err := buildable(&s, f.info.Caps); err != nil {
		return driver.Result{}, err
	}
	for _, tag := range s.Tags {
		if _, err := engine.ParseReference(tag); err != nil {
			return driver.Result{}, err
		}
	}
	before, err := d.image(ctx, s.Tags[0])
	if err != nil && !errors.Is(err, driver.ErrNotFound) {
		return driver.Result{}, err
	}
	b := &builder{Driver: d, kind: f.builder, report: report}
	var context string // of this machine
	var file *dockerfile
	if !model.IsRemoteContext(s.Context) {
		if context, err = directory(s.Context); err != nil {
			return driver.Result{}, fmt.Errorf("build.context of service %s: %w", s.Service, err)
		}
		if file, err = readDockerfile(&s, context); err != nil {
			return driver.Result{}, fmt.Errorf("build.dockerfile of service %s: %w", s.Service, err)
		}
	}
	var session *session
	if b.kind == builderBuildKit {
		if session, err = d.openSession(ctx, &s, context); err != nil {
			return driver.Result{}, err
		}
		defer session.Close()
		b.session = session.id
	}
	options, warnings, err := b.options(ctx, &s)
	if err != nil {
		return driver.Result{}, err
	}
	defer b.forget(ctx)
	if s.Contexts, err = b.directoryImages(ctx, &s); err != nil {
		return driver.Result{}, err
	}
	var archive *contextArchive
	switch {
	case file == nil:
		options.RemoteContext, options.Dockerfile = s.Context, s.Dockerfile
	case session != nil:
		file.nameImages(s.Contexts)
		options.RemoteContext = clientSession
		options.Dockerfile, err = session.share(context, file)
	default:
		file.nameImages(s.Contexts)
		archive, err = openContext(context, file)
	}
	if err != nil {
		return driver.Result{}, fmt.Errorf("build.context of service %s: %w", s.Service, err)
	}
	id, err := b.build(ctx, archive, options)
	if line := file.line(err); line != "" {
		err = fmt.Errorf("%w\n%s", err, line)
	}
	return driver.Result{ID: id, Unchanged: err == nil && id != "" && id == before.ID, Warnings: append(warnings, b.warnings...)}, err
}

// clientSession is what the engine calls a context that it has by the session.
const clientSession = "client-session"

// builder is one of the engine's builders at the work of one operation.
type builder struct {
	*Driver
	kind    string
	session string // of BuildKit
	report  func(driver.Progress)
	names   []string // of images that only this build uses
	// warnings are the builder's.
	warnings []string
}

// directoryImages are the contexts of a build that it is given by name, directories as images that have what is in
// them: the API lets a build have no other contexts. What was built before is found again by them.
func (b *builder) directoryImages(ctx context.Context, s *driver.BuildSpec) (map[string]string, error) {
	out := maps.Clone(s.Contexts)
	for _, name := range slices.Sorted(maps.Keys(s.Contexts)) {
		dir := s.Contexts[name]
		if strings.HasPrefix(dir, driver.ImageContext) {
			continue
		}
		image, err := b.directoryImage(ctx, dir, s.Isolation)
		if err != nil {
			return nil, fmt.Errorf("build.additional_contexts.%s of service %s: %w", name, s.Service, err)
		}
		out[name] = driver.ImageContext + image
	}
	return out, nil
}

// directoryImage makes an image of a directory. BuildKit can use it by a name only, which is taken from it in
// the end; the other builder by its ID: it stays, without a name.
func (b *builder) directoryImage(ctx context.Context, dir, isolation string) (string, error) {
	archive, err := openDirectory(dir)
	if err != nil {
		return "", err
	}
	options := engine.Build{Version: b.kind, Session: b.session, Isolation: isolation}
	if b.kind != builderBuildKit {
		return b.build(ctx, archive, options)
	}
	name := "composekit-context:" + strings.ToLower(rand.Text())
	options.Tags, b.names = []string{name}, append(b.names, name)
	_, err = b.build(ctx, archive, options)
	return name, err
}

// forget removes the images that only this build has used.
func (b *builder) forget(ctx context.Context) {
	for _, name := range b.names {
		_ = b.api.RemoveImage(context.WithoutCancel(ctx), name, false)
	}
}

// build has the engine build an archive, nil for a context that it has otherwise, and gives the image's ID.
func (b *builder) build(ctx context.Context, archive *contextArchive, options engine.Build) (id string, err error) {
	var body io.Reader
	if archive != nil {
		defer archive.Close()
		options.Dockerfile, body = archive.dockerfile, archive
	}
	answer, err := b.api.BuildImage(ctx, body, options)
	if err != nil {
		return "", err
	}
	defer answer.Close()
	said, trace := new(output.Tail), &solving{report: b.report, steps: map[string]*solvingStep{}}
	err = readProgress(answer, b.report, func(m *jsonstream.Message) error {
		_, _ = said.Write([]byte(m.Stream))
		if m.Aux == nil {
			return nil
		}
		if m.ID == "moby.buildkit.trace" {
			var part []byte
			if err := json.Unmarshal(*m.Aux, &part); err != nil {
				return err
			}
			return trace.tell(part)
		}
		var built struct{ ID string }
		if json.Unmarshal(*m.Aux, &built) == nil && built.ID != "" {
			id = built.ID
		}
		return nil
	})
	b.warnings = append(b.warnings, trace.warnings...)
	if err != nil {
		step, wrote := trace.failure()
		if step == "" {
			step, wrote = lastStep(said.String())
		}
		return id, buildError(err, step, wrote)
	}
	return id, nil
}

// lastStep is the last step of those that the builder tells of which came before BuildKit, and what followed.
func lastStep(said string) (step, wrote string) {
	if i := strings.LastIndex(said, "\nStep "); i >= 0 {
		said = said[i+1:]
	}
	if !strings.HasPrefix(said, "Step ") {
		return "", said
	}
	step, wrote, _ = strings.Cut(said, "\n")
	return step, wrote
}

// buildError is a failure of a build with the step that failed and what it wrote at last.
func buildError(err error, step, wrote string) error {
	var kept []string
	for line := range strings.Lines(terminal.Unstyled(wrote)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && !strings.HasPrefix(line, " ---> ") {
			kept = append(kept, line)
		}
	}
	kept = kept[max(0, len(kept)-outputLines):]
	if step != "" {
		kept = slices.Insert(kept, 0, terminal.Unstyled(step))
	}
	if len(kept) == 0 {
		return err
	}
	return fmt.Errorf("%w\n%s", err, strings.Join(kept, "\n"))
}

// buildable reports what the engine's builder cannot do of what is asked for.
func buildable(s *driver.BuildSpec, caps driver.Caps) error {
	for _, c := range []struct {
		attribute string
		set       bool
	}{
		{"additional_contexts", !nameable(s)},
		{"cache_to", len(s.CacheTo) > 0},
		{"dockerfile_inline", s.DockerfileInline != "" && model.IsRemoteContext(s.Context)},
		{"entitlements", len(s.Entitlements) > 0},
		{"no_cache_filter", len(s.NoCacheFilter) > 0},
		{"platforms", len(s.Platforms) > 1},
		{"privileged", s.Privileged},
		{"provenance", s.Provenance != ""},
		{"sbom", s.SBOM != ""},
		{"secrets", len(s.Secrets) > 0 && !caps.BuildSecrets},
		{"ssh", len(s.SSH) > 0 && !caps.BuildSecrets},
	} {
		if c.set {
			return fmt.Errorf("build.%s of service %s is more than this engine's builder can be asked for: %w", c.attribute, s.Service, driver.ErrUnsupported)
		}
	}
	return nil
}

// nameable reports whether what a build is given by name besides its context are images and directories, of
// which this driver writes the images into the Dockerfile. For that it must have it.
func nameable(s *driver.BuildSpec) bool {
	for _, context := range s.Contexts {
		if model.IsRemoteContext(s.Context) || model.IsRemoteContext(context) && !strings.HasPrefix(context, driver.ImageContext) {
			return false
		}
	}
	return true
}

// options are those of a build, and what is to be warned of.
func (b *builder) options(ctx context.Context, s *driver.BuildSpec) (out engine.Build, warnings []string, err error) {
	out = engine.Build{
		Version:     b.kind,
		Session:     b.session,
		Tags:        s.Tags,
		NoCache:     s.NoCache,
		PullParent:  s.Pull,
		Isolation:   s.Isolation,
		NetworkMode: s.Network,
		ShmSize:     s.ShmSize,
		Memory:      s.Memory,
		Ulimits:     toUlimits(s.Ulimits),
		BuildArgs:   s.Args,
		Labels:      maps.Clone(s.Labels),
		ExtraHosts:  s.ExtraHosts,
		Target:      s.Target,
	}
	for _, cache := range s.CacheFrom {
		image, ok := cacheImage(cache)
		if !ok {
			warnings = append(warnings, fmt.Sprintf("build.cache_from: %s is no image, and this engine's builder takes no other cache: it is not used", cache))
			continue
		}
		out.CacheFrom = append(out.CacheFrom, image)
	}
	if len(s.Platforms) > 0 {
		out.Platform = s.Platforms[0]
	}
	if b.kind == builderBuildKit {
		if s.Memory != 0 {
			warnings = append(warnings, "BuildKit bounds no memory: the build takes as much as it wants")
		}
		return out, warnings, nil // it asks for credentials in its session
	}
	if out.Labels[driver.LabelProject] != "" {
		out.Labels[driver.LabelImageBuilder] = "classic"
	}
	out.Auths, err = b.config.all(ctx)
	return out, warnings, err
}

// cacheImage is the image that a cache of build.cache_from is: a reference, or type=registry,ref=REFERENCE.
func cacheImage(cache string) (image string, ok bool) {
	if !strings.Contains(cache, "=") {
		return cache, true
	}
	kind := ""
	for part := range strings.SplitSeq(cache, ",") {
		switch name, value, _ := strings.Cut(part, "="); name {
		case "type":
			kind = value
		case "ref":
			image = value
		}
	}
	return image, kind == "registry" && image != ""
}
