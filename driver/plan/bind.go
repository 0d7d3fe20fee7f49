package plan

import (
	"fmt"
	"maps"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// Names look up what exists when an operation is about to be done.
type Names struct {
	// Container is the ID of the container that has a name; ok is false if none has.
	Container func(name string) (id string, ok bool)
	// Image is the digest of the image that a reference names (driver.Image.Digest).
	Image func(reference string) (digest string, ok bool)
}

// Texts in specs that stand for what does not exist when a plan is made.
const (
	containerPrefix = "{container:"
	imagePrefix     = "{image:"
)

func containerID(name string) string      { return containerPrefix + name + "}" }
func imageDigest(reference string) string { return imagePrefix + reference + "}" }

// Bind fills in what an operation could not name when it was planned: IDs of containers and
// digests of images that earlier steps made, and the hash over them. The operation given is not
// changed; if it names nothing of that kind, it is returned as it is.
func Bind(op driver.Op, names Names) (driver.Op, error) {
	create, ok := op.(*driver.CreateContainer)
	if !ok || !unbound(create) {
		return op, nil
	}
	b := binder{names: names}
	bound := *create
	spec := &bound.Spec
	for _, mode := range []*string{&spec.NetworkMode, &spec.PidMode, &spec.IpcMode} {
		*mode = b.fill(*mode)
	}
	spec.VolumesFrom = b.fillAll(spec.VolumesFrom)
	spec.Labels = maps.Clone(spec.Labels)
	for _, key := range []string{driver.LabelImage, driver.LabelImageVolumeDigest} {
		if value, ok := spec.Labels[key]; ok {
			spec.Labels[key] = b.fill(value)
		}
	}
	if bound.Hashed != "" {
		spec.Labels[driver.LabelConfigHash] = model.HashText(b.fill(bound.Hashed))
		bound.Hashed = ""
	}
	if b.err != nil {
		return nil, fmt.Errorf("container %s: %w", create.Name, b.err)
	}
	return &bound, nil
}

// unbound reports whether the operation names something that Bind must fill in.
func unbound(op *driver.CreateContainer) bool {
	if op.Hashed != "" {
		return true
	}
	s := &op.Spec
	texts := append([]string{s.NetworkMode, s.PidMode, s.IpcMode, s.Labels[driver.LabelImage], s.Labels[driver.LabelImageVolumeDigest]}, s.VolumesFrom...)
	for _, text := range texts {
		if strings.Contains(text, containerPrefix) || strings.Contains(text, imagePrefix) {
			return true
		}
	}
	return false
}

type binder struct {
	names Names
	err   error // the first
}

func (b *binder) fillAll(texts []string) []string {
	if texts == nil {
		return nil
	}
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = b.fill(text)
	}
	return out
}

func (b *binder) fill(text string) string {
	text = b.replace(text, containerPrefix, "container", b.names.Container)
	return b.replace(text, imagePrefix, "image", b.names.Image)
}

func (b *binder) replace(text, prefix, what string, lookup func(string) (string, bool)) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, prefix)
		out.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return out.String()
		}
		value, ok := lookup(name)
		if !ok && b.err == nil {
			b.err = fmt.Errorf("%s %s: %w", what, name, driver.ErrNotFound)
		}
		out.WriteString(value)
		text = after
	}
}
