package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
)

type image struct {
	id     string
	digest string // what containers are labelled with
	config driver.ImageConfig
	labels driver.Labels
	behave func(*driver.ContainerSpec, int) Behaviour
	made   time.Time
	// platform that it was pulled or built for, OS[/ARCH[/VARIANT]]; "" is the engine's own.
	platform string
	tagged   time.Time
}

// normal is a reference in full, so that nginx and docker.io/library/nginx:latest are one.
func normal(ref string) string {
	ref = strings.TrimPrefix(ref, "docker.io/")
	ref = strings.TrimPrefix(ref, "library/")
	if !strings.Contains(ref[strings.LastIndex(ref, "/")+1:], ":") && !strings.Contains(ref, "@") {
		ref += ":latest"
	}
	return ref
}

// inFull is a reference with the registry and the repository that are meant where none is named.
func inFull(ref string) string {
	ref = normal(ref)
	first, _, several := strings.Cut(ref, "/")
	switch {
	case !several:
		return "docker.io/library/" + ref
	case !strings.ContainsAny(first, ".:"):
		return "docker.io/" + ref
	}
	return ref
}

// id of an image that is known under a reference.
func (i *Image) id(ref string) string {
	return "sha256:" + digest("image "+normal(ref)+" "+i.Version)
}

// addImage makes an image known under a reference.
func (e *Engine) addImage(ref string, i Image) *image {
	behave := i.Behave
	if behave == nil {
		behave = Always(Behaviour{})
	}
	now := e.config.Clock.Now()
	id := i.id(ref)
	out := &image{
		id: id, digest: id, config: i.Config,
		labels: i.Config.Labels, behave: behave, made: now, tagged: now,
	}
	e.name(ref, out)
	return out
}

// name makes a reference that of an image. The one that it was of, which may have no other, stays.
func (e *Engine) name(ref string, i *image) {
	before := e.images[normal(ref)]
	e.images[normal(ref)] = i
	e.unnamed = slices.DeleteFunc(e.unnamed, func(other *image) bool { return other.id == i.id })
	if before != nil && before.id != i.id && len(e.namesOf(before)) == 0 {
		e.unnamed = append(e.unnamed, before)
	}
}

// allImages are the images, by their names, and after them those without.
func (e *Engine) allImages() (out []*image) {
	for _, name := range slices.Sorted(maps.Keys(e.images)) {
		if i := e.images[name]; !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return append(out, e.unnamed...)
}

// image is the image of a reference or ID.
func (e *Engine) image(ref string) (*image, error) {
	if i, ok := e.images[normal(ref)]; ok {
		return i, nil
	}
	for _, i := range e.allImages() {
		if i.id == ref || strings.TrimPrefix(i.id, "sha256:") == ref {
			return i, nil
		}
	}
	return nil, fmt.Errorf("there is no image %s: %w", ref, driver.ErrNotFound)
}

func (e *Engine) pull(op *driver.PullImage, report func(driver.Progress)) (driver.Result, error) {
	for ref, i := range e.config.Registry {
		if normal(ref) != normal(op.Image) {
			continue
		}
		report(driver.Progress{Text: "Pulling from the registry"})
		before := e.images[normal(ref)]
		now := e.addImage(ref, i)
		now.platform = op.Platform
		report(driver.Progress{Text: "Pulled", Current: 1, Total: 1})
		return driver.Result{ID: now.id, Unchanged: before != nil && before.id == now.id}, nil
	}
	return driver.Result{}, fmt.Errorf("pull access denied for %s, it may not exist: %w", op.Image, driver.ErrNotFound)
}

// Pin gives the name of an image in full, with the digest that the registry has for it.
func (e *Engine) Pin(ctx context.Context, image string) (string, error) {
	if err := e.ready(ctx); err != nil {
		return "", err
	}
	if strings.Contains(image, "@") {
		return inFull(image), nil
	}
	for ref, i := range e.config.Registry {
		if normal(ref) == normal(image) {
			return inFull(ref) + "@" + i.id(ref), nil
		}
	}
	return "", fmt.Errorf("no registry has %s: %w", image, driver.ErrNotFound)
}

func (e *Engine) build(op *driver.BuildImage, report func(driver.Progress)) (driver.Result, error) {
	if len(op.Spec.Tags) == 0 {
		return driver.Result{}, fmt.Errorf("a build without a tag: %w", driver.ErrInvalid)
	}
	text, err := json.Marshal(op.Spec)
	if err != nil {
		return driver.Result{}, err
	}
	made := Image{Version: string(text)}
	if e.config.Build != nil {
		if made, err = e.config.Build(op.Spec); err != nil {
			return driver.Result{}, err
		}
	}
	report(driver.Progress{Text: "Step 1/1 : FROM scratch"})
	first := op.Spec.Tags[0]
	before := e.images[normal(first)]
	i := e.addImage(first, made)
	if len(op.Spec.Platforms) == 1 {
		i.platform = op.Spec.Platforms[0]
	}
	labels := driver.Labels{}
	maps.Copy(labels, i.labels)
	maps.Copy(labels, op.Spec.Labels)
	i.labels, i.config.Labels = labels, labels
	for _, tag := range op.Spec.Tags[1:] {
		e.name(tag, i)
	}
	return driver.Result{ID: i.id, Unchanged: before != nil && before.id == i.id}, nil
}

func (e *Engine) tag(op *driver.TagImage) (driver.Result, error) {
	i, err := e.image(op.Image)
	if err != nil {
		return driver.Result{}, err
	}
	unchanged := e.images[normal(op.Tag)] == i
	e.name(op.Tag, i)
	return driver.Result{ID: i.id, Unchanged: unchanged}, nil
}

func (e *Engine) removeImage(op *driver.RemoveImage) (driver.Result, error) {
	i, err := e.image(op.Image)
	if err != nil {
		return driver.Result{Unchanged: true}, nil
	}
	var names []string
	for name, other := range e.images {
		if other == i && (name == normal(op.Image) || strings.HasSuffix(i.id, op.Image)) {
			names = append(names, name)
		}
	}
	if last := len(names) == len(e.namesOf(i)); last {
		for _, c := range e.sortedContainers() {
			// A name can be taken away by force from an image that runs, the image cannot.
			if c.image.id == i.id && (!op.Force || c.proc != nil && e.images[normal(op.Image)] != i) {
				return driver.Result{}, fmt.Errorf("image %s is in use by container %s: %w", op.Image, c.name, driver.ErrConflict)
			}
		}
	}
	for _, name := range names {
		delete(e.images, name)
	}
	e.unnamed = slices.DeleteFunc(e.unnamed, func(other *image) bool { return other == i })
	e.touch()
	return driver.Result{ID: i.id}, nil
}

func (e *Engine) namesOf(i *image) (out []string) {
	for name, other := range e.images {
		if other == i {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// ListImages lists the images that have all of the labels.
func (e *Engine) ListImages(ctx context.Context, labels driver.Labels) ([]driver.Image, error) {
	if err := e.ready(ctx); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.imagesWith(labels), nil
}

func (e *Engine) imagesWith(labels driver.Labels) (out []driver.Image) {
	for _, i := range e.allImages() {
		if matches(i.labels, labels) {
			out = append(out, e.observedImage(i))
		}
	}
	return out
}

// matches reports whether there are all of the wanted labels; a value of "" is any.
func matches(labels, wanted driver.Labels) bool {
	for key, value := range wanted {
		if got, ok := labels[key]; !ok || value != "" && got != value {
			return false
		}
	}
	return true
}

func (e *Engine) observedImage(i *image) driver.Image {
	config := i.config
	config.Labels = maps.Clone(config.Labels)
	out := driver.Image{
		ID: i.id, Digest: i.digest, OS: "linux", Arch: "amd64", Size: 1 << 20,
		Created: i.made, LastTagged: i.tagged, Labels: maps.Clone(i.labels), Config: config,
	}
	if i.platform != "" {
		parts := append(strings.SplitN(i.platform, "/", 3), "", "")
		out.OS, out.Arch, out.Variant = parts[0], parts[1], parts[2]
	}
	names := e.namesOf(i)
	out.Dangling = len(names) == 0
	for _, name := range names {
		if strings.Contains(name, "@") {
			out.RepoDigests = append(out.RepoDigests, name)
		} else {
			out.Tags = append(out.Tags, name)
		}
	}
	return out
}
