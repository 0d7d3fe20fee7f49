package docker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/composekit/composekit/driver/docker/internal/registry"
	"github.com/composekit/composekit/internal/fetched"
)

// Artifacts is a loader.Resolver for projects that are kept in registries, where docker compose publish puts them:
// oci://REGISTRY/NAME[:TAG|@DIGEST]. The Compose file is made of the files of the project; env files and what others
// extend are beside it. What a tag means is asked each time; what was fetched stays in Dir, a directory for each
// digest, and is not fetched again.
//
// The zero Artifacts is ready, and may be used concurrently. Credentials are those of docker's configuration.
type Artifacts struct {
	Options Options
	// Dir keeps what was fetched. Default: composekit/oci in the user's directory for caches.
	Dir string
	// Insecure are registries that are spoken to by http.
	Insecure []string
}

const (
	artifactScheme = "oci://"

	projectType     = "application/vnd.docker.compose.project"
	composeFileType = "application/vnd.docker.compose.file+yaml"
	envFileType     = "application/vnd.docker.compose.envfile"
	emptyConfigType = "application/vnd.docker.compose.config.empty.v1+json" // instead of projectType, in registries of OCI 1.0

	fileAnnotation    = "com.docker.compose.file"
	extendsAnnotation = "com.docker.compose.extends"
	envFileAnnotation = "com.docker.compose.envfile"

	artifactFile = "compose.yaml"
)

// Accept implements loader.Resolver.
func (a *Artifacts) Accept(ref string) bool { return strings.HasPrefix(ref, artifactScheme) }

// Load implements loader.Resolver.
func (a *Artifacts) Load(ctx context.Context, ref string) (string, error) {
	name, err := engine.ParseReference(strings.TrimPrefix(ref, artifactScheme))
	if err != nil {
		return "", err
	}
	dir, err := fetched.Below(a.Dir, "oci")
	if err != nil {
		return "", err
	}
	from := a.repository(name)
	project, digest, err := projectIn(ctx, from, cmp.Or(name.Digest, name.Tag, "latest"))
	if err != nil {
		return "", err
	}
	dir, err = fetched.Dir(dir, strings.ReplaceAll(digest, ":", "-"), func(dir string) error { return writeProject(ctx, from, project, dir) })
	return filepath.Join(dir, artifactFile), err
}

func (a *Artifacts) repository(name engine.Reference) *registry.Repository {
	r := &registry.Repository{Registry: name.Domain, Name: name.Path, HTTP: slices.Contains(a.Insecure, name.Domain)}
	host := name.Domain
	if host == "docker.io" {
		host, r.Registry = hub, "registry-1.docker.io"
	}
	r.Credentials = func(ctx context.Context) (user, password, identityToken string, err error) {
		c, err := a.Options.readConfig()
		if err != nil {
			return "", "", "", err
		}
		auth, err := c.credentials(ctx, host)
		return auth.Username, auth.Password, auth.IdentityToken, err
	}
	return r
}

// projectIn is the project of a tag or digest, or the one in an index that has it, and the digest of what was named.
func projectIn(ctx context.Context, from *registry.Repository, version string) (project registry.Manifest, digest string, err error) {
	project, err = from.Manifest(ctx, version)
	if err != nil {
		return project, "", err
	}
	digest = project.Digest
	if len(project.Manifests) > 0 {
		i := slices.IndexFunc(project.Manifests, func(d registry.Descriptor) bool { return d.ArtifactType == projectType })
		if i < 0 {
			return project, "", errors.New("no Compose project is among what is there")
		}
		if project, err = from.Manifest(ctx, project.Manifests[i].Digest); err != nil {
			return project, "", err
		}
	}
	if project.ArtifactType != projectType && (project.ArtifactType != "" || project.Config.MediaType != emptyConfigType) {
		return project, "", errors.New("this is no Compose project, but something else")
	}
	return project, digest, nil
}

// writeProject writes the files of a project into a directory. Compose files become one, as documents, but for those
// that others extend.
func writeProject(ctx context.Context, from *registry.Repository, project registry.Manifest, dir string) error {
	files := map[string][]byte{artifactFile: nil}
	total := int64(0)
	for _, layer := range project.Layers {
		name := artifactFile
		switch layer.MediaType {
		case composeFileType:
			if _, extended := layer.Annotations[extendsAnnotation]; extended {
				name = layer.Annotations[fileAnnotation]
			}
		case envFileType:
			name = layer.Annotations[envFileAnnotation]
		default:
			continue
		}
		if name == "" || name == "." || strings.ContainsAny(name, `/\:`) || !filepath.IsLocal(name) {
			return fmt.Errorf("%q is no name of a file", name)
		}
		if total += layer.Size; total > registry.MostBytes {
			return fmt.Errorf("the project has more than %d bytes", registry.MostBytes)
		}
		text, err := from.Blob(ctx, layer)
		if err != nil {
			return err
		}
		if len(files[name]) > 0 && layer.MediaType == composeFileType {
			files[name] = append(files[name], "\n---\n"...)
		}
		files[name] = append(files[name], text...)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
