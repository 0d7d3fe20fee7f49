package docker_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/internal/fakeregistry"
)

// shop is a project of files of all kinds.
var shop = docker.Publication{
	By: "1.2.3", Created: time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC),
	Files: []docker.PublishedFile{
		{Name: "compose.yaml", Text: []byte("one")}, {Name: "over.yaml", Text: []byte("two")},
		{Kind: docker.ExtendedFile, Name: "base.yaml", Text: []byte("base")}, {Kind: docker.EnvFile, Name: "web.env", Text: []byte("A=1")},
	},
}

// What is published is what is read.
func TestPublish(t *testing.T) {
	for _, c := range []struct {
		name, oci, refuses string
		old                bool
		artifact, config   string // types
		older              bool
		err                string
	}{
		{name: "shop", artifact: ofProject, config: "application/vnd.oci.empty.v1+json"},
		{name: "shop:v1", oci: "1.1", artifact: ofProject, config: "application/vnd.oci.empty.v1+json"},
		{name: "shop:v1", oci: "1.0", config: "application/vnd.docker.compose.config.empty.v1+json"},
		{name: "shop:v1", old: true, older: true, config: "application/vnd.docker.compose.config.empty.v1+json"},
		{name: "shop:v1", old: true, oci: "1.1", err: "the registry says 400 Bad Request: artifactType is not known"},
		{name: "shop:v1", oci: "2", err: `the version of OCI is "2"`},
		{name: "shop@" + fakeregistry.DigestOf(""), err: "has a digest"},
		{name: "Shop", err: "must be in lower case"},
	} {
		r, a := newFakeRegistry(t)
		r.Old = c.old
		what := shop
		what.OCI = c.oci
		older, err := a.Publish(context.Background(), r.Host+"/"+c.name, what)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%+v: the error is %v", c, err)
			}
			continue
		}
		if err != nil || older != c.older {
			t.Errorf("%+v: older is %v, the error %v", c, older, err)
			continue
		}
		name, err := a.Load(context.Background(), "oci://"+r.Host+"/"+c.name)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		for file, want := range map[string]string{"compose.yaml": "one\n---\ntwo", "base.yaml": "base", "web.env": "A=1"} {
			if text, err := os.ReadFile(filepath.Join(filepath.Dir(name), file)); err != nil || string(text) != want {
				t.Errorf("%+v: %s is %q (%v)", c, file, text, err)
			}
		}
		_, tag, named := strings.Cut(c.name, ":")
		if !named {
			tag = "latest"
		}
		var m struct {
			ArtifactType string
			Config       struct{ MediaType string }
			Annotations  map[string]string
			Layers       []struct{ Annotations map[string]string }
		}
		if err := json.Unmarshal([]byte(r.Texts["shop/manifests/"+tag]), &m); err != nil {
			t.Fatal(err)
		}
		if m.ArtifactType != c.artifact || m.Config.MediaType != c.config || m.Annotations["org.opencontainers.image.created"] != "2026-02-03T04:05:06Z" {
			t.Errorf("%+v: the manifest has %+v", c, m)
		}
		if want := map[string]string{"com.docker.compose.version": "1.2.3", "com.docker.compose.file": "base.yaml", "com.docker.compose.extends": "true"}; !maps.Equal(m.Layers[2].Annotations, want) {
			t.Errorf("%+v: what others extend is described by %v", c, m.Layers[2].Annotations)
		}
	}
}

// Who publishes is known by a token that says he may.
func TestPublishByTheKnown(t *testing.T) {
	for _, c := range []struct{ wants, auth, err, asked string }{
		{"Basic", `"username": "me", "password": "secret"`, "", ""},
		{"Bearer", `"username": "me", "password": "secret"`, "", "GET a=b&scope=repository%3Ashop%3Apull%2Cpush&service=here"},
		{"Bearer", `"identitytoken": "identity"`, "", "POST a=b"},
		{"Basic", "", "docker login", ""},
	} {
		r, a := newFakeRegistry(t)
		r.Wants = c.wants
		config := `{"auths": {"` + r.Host + `": {` + c.auth + `}}}`
		if err := os.WriteFile(filepath.Join(a.Options.ConfigDir, "config.json"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := a.Publish(context.Background(), r.Host+"/shop", shop)
		if c.err == "" && (err != nil || r.Texts["shop/manifests/latest"] == "") || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%+v: the error is %v", c, err)
		}
		if c.asked != "" && (len(r.Asked) != 1 || r.Asked[0] != c.asked) {
			t.Errorf("%+v: asked for tokens by %q", c, r.Asked)
		}
	}
}

// image keeps an image in a repository, and in an index of its own.
func image(r fakeRegistry, repository string) (index string) {
	put := func(path, text string) map[string]any {
		digest := fakeregistry.DigestOf(text)
		r.Texts[repository+path+digest] = text
		return map[string]any{"mediaType": "application/octet-stream", "digest": digest, "size": len(text)}
	}
	foreign := map[string]any{"mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "digest": fakeregistry.DigestOf("x"), "size": 1}
	manifest := map[string]any{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		"config": put("/blobs/", repository+"'s configuration"), "layers": []any{put("/blobs/", repository+"'s layer")}}
	if repository == "windows" {
		manifest["layers"] = append(manifest["layers"].([]any), foreign)
	}
	text, _ := json.Marshal(manifest)
	part := put("/manifests/", string(text))
	part["mediaType"], part["platform"] = manifest["mediaType"], map[string]any{"os": "linux"}
	text, _ = json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []any{part}})
	r.Texts[repository+"/manifests/v1"] = string(text)
	return put("/manifests/", string(text))["digest"].(string)
}

// Images come with the project, from its registry and others, and the project stays what its tag means.
func TestPublishWithImages(t *testing.T) {
	r, a := newFakeRegistry(t)
	other, _ := newFakeRegistry(t)
	a.Insecure = nil // but for what follows
	near, far := image(r, "near"), image(other, "far")
	what := shop
	what.HTTP, what.Images = true, []string{r.Host + "/near:v1", r.Host + "/near@" + near}
	if _, err := a.Publish(context.Background(), r.Host+"/shop:v1", what); err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(r.Log, func(line string) bool { return strings.Contains(line, "mount=") && strings.Contains(line, "from=near") }); i < 0 {
		t.Error("what the registry has is not mounted")
	}
	a.Insecure = []string{other.Host}
	what.Images, what.Created = []string{other.Host + "/far:v1"}, what.Created.Add(time.Second)
	if _, err := a.Publish(context.Background(), r.Host+"/shop:v2", what); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"far's layer", "near's configuration"} {
		if r.Texts["shop/blobs/"+fakeregistry.DigestOf(text)] != text {
			t.Errorf("%s has not been copied", text)
		}
	}
	type descriptor struct {
		Digest, ArtifactType string
		Annotations          map[string]string
	}
	var got []string
	for path, text := range r.Texts {
		var index struct {
			Manifests []descriptor
			Subject   descriptor
		}
		if json.Unmarshal([]byte(text), &index) != nil || index.Subject.Digest == "" {
			continue
		}
		if !strings.HasSuffix(path, fakeregistry.DigestOf(text)) {
			t.Errorf("the index of images is %s", path)
		}
		for _, tag := range []string{"v1", "v2"} {
			if index.Subject.Digest == fakeregistry.DigestOf(r.Texts["shop/manifests/"+tag]) && index.Subject.ArtifactType == ofProject {
				for _, d := range index.Manifests {
					got = append(got, tag+" "+d.Digest+" "+d.Annotations["containerd.io/distribution.source.127.0.0.1"])
				}
			}
		}
	}
	slices.Sort(got)
	if want := []string{"v1 " + near + " near", "v1 " + near + " near", "v2 " + far + " far"}; !slices.Equal(got, want) {
		t.Errorf("the images are\n%s", strings.Join(got, "\n"))
	}
	image(other, "windows")
	what.Images = []string{other.Host + "/windows:v1"}
	if _, err := a.Publish(context.Background(), r.Host+"/shop:v3", what); err != nil {
		t.Errorf("with a layer that no registry has: %v", err)
	}
	what.Images = []string{other.Host + "/none"}
	if _, err := a.Publish(context.Background(), r.Host+"/shop:v3", what); err == nil || !strings.Contains(err.Error(), "/none: the registry does not have this") {
		t.Errorf("without the image the error is %v", err)
	}
}
