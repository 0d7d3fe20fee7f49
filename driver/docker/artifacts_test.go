package docker_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/internal/fakeregistry"
)

// fakeRegistry has the repository shop.
type fakeRegistry struct{ *fakeregistry.Registry }

type layer struct{ mediaType, file, annotation, text string }

// put keeps a document under its digest and a tag.
func (r fakeRegistry) put(tag string, document any) (digest string) {
	text, _ := json.Marshal(document)
	digest = fakeregistry.DigestOf(string(text))
	r.Texts["shop/manifests/"+tag], r.Texts["shop/manifests/"+digest] = string(text), string(text)
	return digest
}

func (r fakeRegistry) project(tag, artifactType string, layers ...layer) (digest string) {
	var list []any
	for _, l := range layers {
		annotations := map[string]string{}
		if l.annotation != "" {
			annotations[l.annotation] = l.file
		}
		if l.annotation == "com.docker.compose.extends" {
			annotations["com.docker.compose.file"] = l.file
		}
		r.Texts["shop/blobs/"+fakeregistry.DigestOf(l.text)] = l.text
		list = append(list, map[string]any{"mediaType": l.mediaType, "digest": fakeregistry.DigestOf(l.text), "size": len(l.text), "annotations": annotations})
	}
	return r.put(tag, map[string]any{"mediaType": "application/vnd.oci.image.manifest.v1+json", "artifactType": artifactType, "layers": list,
		"config": map[string]any{"mediaType": "application/vnd.oci.empty.v1+json"}})
}

func newFakeRegistry(t *testing.T) (fakeRegistry, *docker.Artifacts) {
	t.Helper()
	r, stop := fakeregistry.Start()
	t.Cleanup(stop)
	return fakeRegistry{r}, &docker.Artifacts{Options: docker.Options{ConfigDir: t.TempDir()}, Dir: t.TempDir(), Insecure: []string{r.Host}}
}

const (
	ofProject = "application/vnd.docker.compose.project"
	ofCompose = "application/vnd.docker.compose.file+yaml"
	ofEnv     = "application/vnd.docker.compose.envfile"
)

func TestArtifacts(t *testing.T) {
	r, a := newFakeRegistry(t)
	digest := r.project("v1", ofProject,
		layer{ofCompose, "compose.yaml", "com.docker.compose.file", "one"}, layer{ofCompose, "over.yaml", "com.docker.compose.file", "two"},
		layer{ofCompose, "base.yaml", "com.docker.compose.extends", "base"}, layer{ofEnv, "web.env", "com.docker.compose.envfile", "A=1"},
		layer{"application/octet-stream", "", "", "something else"})
	r.put("index", map[string]any{"mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []any{
		map[string]any{"digest": fakeregistry.DigestOf("image"), "artifactType": ""}, map[string]any{"digest": digest, "artifactType": ofProject},
	}})
	r.put("old", map[string]any{"config": map[string]any{"mediaType": "application/vnd.docker.compose.config.empty.v1+json"}})
	r.put("image", map[string]any{"config": map[string]any{"mediaType": "application/vnd.oci.image.config.v1+json"}})
	r.put("images", map[string]any{"manifests": []any{map[string]any{"digest": fakeregistry.DigestOf("image")}}})
	r.project("leads-out", ofProject, layer{ofEnv, "../web.env", "com.docker.compose.envfile", "A=2"})
	r.project("leads-down", ofProject, layer{ofCompose, `a\b.yaml`, "com.docker.compose.extends", "b"})
	r.project("nameless", ofProject, layer{ofEnv, "", "", "A=3"})
	r.project("forged", ofProject, layer{ofCompose, "compose.yaml", "com.docker.compose.file", "as it was"})
	r.Texts["shop/blobs/"+fakeregistry.DigestOf("as it was")] = "as it was not"
	r.Texts["shop/manifests/"+fakeregistry.DigestOf("wanted")] = "{}"
	for _, c := range []struct{ version, want, err string }{
		{version: ":v1", want: "one\n---\ntwo"},
		{version: "@" + digest, want: "one\n---\ntwo"},
		{version: ":index", want: "one\n---\ntwo"},
		{version: ":old"},
		{version: ":none", err: "the registry does not have this"},
		{version: "", err: "the registry does not have this"},
		{version: ":image", err: "this is no Compose project"},
		{version: ":images", err: "no Compose project is among"},
		{version: ":leads-out", err: `"../web.env" is no name of a file`},
		{version: ":leads-down", err: `"a\\b.yaml" is no name of a file`},
		{version: ":nameless", err: `"" is no name of a file`},
		{version: ":forged", err: "the registry gave something else"},
		{version: "@" + fakeregistry.DigestOf("wanted"), err: "the registry gave something else"},
		{version: ":Not/A/Tag", err: "invalid reference format"},
	} {
		ref := "oci://" + r.Host + "/shop" + c.version
		if !a.Accept(ref) {
			t.Errorf("%s is not accepted", ref)
		}
		name, err := a.Load(context.Background(), ref)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got the error %v, want %q", c.version, err, c.err)
			}
			continue
		}
		if text, readErr := os.ReadFile(name); err != nil || readErr != nil || string(text) != c.want {
			t.Errorf("%s: got %q, %v and %v, want %q", c.version, text, err, readErr, c.want)
		}
	}
	name, err := a.Load(context.Background(), "oci://"+r.Host+"/shop:v1")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"base.yaml": "base", "web.env": "A=1"} {
		if text, err := os.ReadFile(filepath.Join(filepath.Dir(name), file)); err != nil || string(text) != want {
			t.Errorf("%s: got %q and %v, want %q", file, text, err, want)
		}
	}
	if a.Accept("compose.yaml") || a.Accept("https://example.com/shop.git") {
		t.Error("other names are accepted")
	}
}

// Registries are told who asks, as docker's configuration says it.
func TestArtifactsOfThePrivate(t *testing.T) {
	for _, c := range []struct {
		name, wants, auth, err, seen string
	}{
		{name: "a password", wants: "Basic", auth: `"auth": "` + base64.StdEncoding.EncodeToString([]byte("me:secret")) + `"`},
		{name: "no password", wants: "Basic", err: "wants credentials: docker login"},
		{name: "a wrong password", wants: "Basic", auth: `"username": "me", "password": "guessed"`, err: "does not take the credentials that there are: docker login"},
		{name: "an identity for a password", wants: "Basic", auth: `"identitytoken": "identity"`, err: "wants credentials: docker login"},
		{name: "a token for a password", wants: "Bearer", auth: `"username": "me", "password": "secret"`, seen: "GET a=b&scope=repository%3Ashop%3Apull&service=here"},
		{name: "a token for an identity", wants: "Bearer", auth: `"identitytoken": "identity"`, seen: "POST a=b"},
		{name: "no token", wants: "Bearer", err: "gives no token: 401 Unauthorized: the registry wants credentials: docker login"},
		{name: "a wrong password for a token", wants: "Bearer", auth: `"username": "me", "password": "guessed"`, err: "gives no token: 401 Unauthorized: the registry does not take the credentials"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, a := newFakeRegistry(t)
			r.Wants = c.wants
			r.project("latest", ofProject, layer{ofCompose, "compose.yaml", "com.docker.compose.file", "text"})
			config := `{"auths": {"` + r.Host + `": {` + c.auth + `}}}`
			if err := os.WriteFile(filepath.Join(a.Options.ConfigDir, "config.json"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			name, err := a.Load(context.Background(), "oci://"+r.Host+"/shop")
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got the error %v, want %q", err, c.err)
				}
				return
			}
			if text, readErr := os.ReadFile(name); err != nil || readErr != nil || string(text) != "text" {
				t.Errorf("got %q, %v and %v", text, err, readErr)
			}
			if c.seen != "" && (len(r.Asked) != 1 || r.Asked[0] != c.seen) {
				t.Errorf("asked for tokens by %q, want %q once", r.Asked, c.seen)
			}
		})
	}
}
