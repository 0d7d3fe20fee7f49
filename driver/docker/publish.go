package docker

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"time"

	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/composekit/composekit/driver/docker/internal/registry"
)

// FileKind says what a file of a published project is to it.
type FileKind uint8

// The kinds of files.
const (
	ComposeFile  FileKind = iota // one of those that make up the project, in order
	ExtendedFile                 // a Compose file whose services others extend
	EnvFile                      // variables for services
)

// PublishedFile is a file of a project as it is put in a registry: Compose files name other files as they are called here.
type PublishedFile struct {
	Kind FileKind
	Name string // without a directory
	Text []byte
}

// Publication is a project to be put in a registry, in the form that docker compose publish has.
type Publication struct {
	Files []PublishedFile
	// Images are copied to where the project goes, from their registries; an index of them refers to the project.
	Images []string
	// OCI is the version of the specification of manifests that is used: "1.0" or "1.1". Default: 1.1, or 1.0 where
	// the registry refuses that.
	OCI string
	// HTTP says that the registry is spoken to by http.
	HTTP bool
	// By is the version of the program that publishes.
	By string
	// Created is the time that is put down.
	Created time.Time
}

const (
	byAnnotation      = "com.docker.compose.version"
	createdAnnotation = "org.opencontainers.image.created"
	// sourceAnnotation, with the registry's name, and without its port, is where an image was copied from.
	sourceAnnotation = "containerd.io/distribution.source."

	emptyType = "application/vnd.oci.empty.v1+json"
)

// PublishingTo is the name in full that a project is published under: [REGISTRY/]NAME[:TAG]. The error is that it
// is none.
func PublishingTo(name string) (string, error) {
	to, err := publishingTo(name)
	return to.Familiar(), err
}

func publishingTo(name string) (engine.Reference, error) {
	to, err := engine.ParseReference(name)
	if err == nil && to.Digest != "" {
		err = fmt.Errorf("%s has a digest, but that comes of what is published", name)
	}
	to.Tag = cmp.Or(to.Tag, "latest")
	return to, err
}

// Publish puts a project in a registry, under a name as PublishingTo takes it. Older says that the registry refused
// OCI 1.1, and took 1.0.
func (a *Artifacts) Publish(ctx context.Context, name string, p Publication) (older bool, err error) {
	to, err := publishingTo(name)
	if err != nil {
		return false, err
	}
	if !slices.Contains([]string{"", "1.0", "1.1"}, p.OCI) {
		return false, fmt.Errorf("the version of OCI is %q, but must be 1.0 or 1.1", p.OCI)
	}
	if p.HTTP {
		with := *a
		with.Insecure = append(slices.Clip(a.Insecure), to.Domain)
		a = &with
	}
	r := a.repository(to)
	r.Writes = true
	var layers []registry.Descriptor
	for _, f := range p.Files {
		d := p.layer(f)
		if err := r.PutBlob(ctx, d); err != nil {
			return false, fmt.Errorf("%s: %w", f.Name, err)
		}
		layers = append(layers, d)
	}
	if err := r.PutBlob(ctx, registry.Describe(emptyType, []byte("{}"))); err != nil {
		return false, err
	}
	put := func(oci string) (registry.Descriptor, error) {
		d, err := p.manifest(layers, oci)
		if err != nil {
			return d, err
		}
		return d, r.PutManifest(ctx, to.Tag, d)
	}
	project, err := put(cmp.Or(p.OCI, "1.1"))
	if p.OCI == "" && refusesKind(err) {
		older = true
		project, err = put("1.0")
	}
	if err != nil || len(p.Images) == 0 {
		return older, err
	}
	return older, a.publishImages(ctx, r, p, project)
}

// refusesKind reports whether a registry takes no manifest of the kind, rather than from whom it comes.
func refusesKind(err error) bool {
	var refused *registry.StatusError
	return errors.As(err, &refused) && refused.Status >= 400 && refused.Status < 500 &&
		!slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired}, refused.Status)
}

// layer describes a file.
func (p *Publication) layer(f PublishedFile) registry.Descriptor {
	mediaType, annotation := composeFileType, fileAnnotation
	if f.Kind == EnvFile {
		mediaType, annotation = envFileType, envFileAnnotation
	}
	d := registry.Describe(mediaType, f.Text)
	d.Annotations = map[string]string{byAnnotation: p.By, annotation: filepath.Base(f.Name)}
	if f.Kind == ExtendedFile {
		d.Annotations[extendsAnnotation] = "true"
	}
	return d
}

// manifest is that of the project.
func (p *Publication) manifest(layers []registry.Descriptor, oci string) (registry.Descriptor, error) {
	m := registry.Manifest{
		SchemaVersion: 2, MediaType: registry.ManifestType, ArtifactType: projectType, Config: registry.Describe(emptyType, []byte("{}")),
		Layers: layers, Annotations: map[string]string{createdAnnotation: p.Created.Format(time.RFC3339)},
	}
	if oci == "1.0" { // which has no types of artifacts: that of the configuration tells
		m.ArtifactType, m.Config.MediaType = "", emptyConfigType
	}
	text, err := json.Marshal(m)
	d := registry.Describe(m.MediaType, text)
	d.Annotations, d.ArtifactType = map[string]string{byAnnotation: p.By}, m.ArtifactType
	return d, err
}

// publishImages copies images to where the project is, and puts an index of them there that refers to it.
func (a *Artifacts) publishImages(ctx context.Context, to *registry.Repository, p Publication, project registry.Descriptor) error {
	project.Data = nil
	index := registry.Manifest{SchemaVersion: 2, MediaType: registry.IndexType, Subject: &project, Annotations: map[string]string{byAnnotation: p.By}}
	for _, image := range p.Images {
		name, err := engine.ParseReference(image)
		if err != nil {
			return err
		}
		d, err := to.Copy(ctx, a.repository(name), cmp.Or(name.Digest, name.Tag, "latest"))
		if err != nil {
			return fmt.Errorf("%s: %w", image, err)
		}
		d.Annotations = map[string]string{sourceAnnotation + (&url.URL{Host: name.Domain}).Hostname(): name.Path}
		index.Manifests = append(index.Manifests, d)
	}
	text, err := json.Marshal(index)
	if err != nil {
		return err
	}
	d := registry.Describe(index.MediaType, text)
	return to.PutManifest(ctx, d.Digest, d)
}
