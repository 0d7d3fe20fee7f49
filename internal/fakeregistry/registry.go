// Package fakeregistry owns a registry of images and artifacts in memory, for tests: what is sent to it is held to the
// rules of the distribution specification, and it may be told to want credentials.
package fakeregistry

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Registry answers as one does. The one user that it knows is "me", with the password "secret" or the token "identity".
// Its fields are not to be touched while requests are answered.
type Registry struct {
	// Host is where it is spoken to, by http.
	Host string
	// Texts are what it has, by paths such as shop/manifests/v1 and shop/blobs/sha256:….
	Texts map[string]string
	// Types are the media types of manifests, by the same paths.
	Types map[string]string
	// Wants is the scheme of the credentials that it wants: Basic, Bearer; "" wants none.
	Wants string
	// Old refuses manifests that have a type of artifact, as registries do that know OCI 1.0 only.
	Old bool
	// Asked are the requests for tokens, Log those for all else.
	Asked, Log []string

	mu      sync.Mutex
	uploads int
}

// Start begins to serve; stop ends that.
func Start() (r *Registry, stop func()) {
	r = &Registry{Texts: map[string]string{}, Types: map[string]string{}}
	server := httptest.NewServer(r)
	r.Host = strings.TrimPrefix(server.URL, "http://")
	return r, server.Close
}

// DigestOf is the digest of a text.
func DigestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ServeHTTP implements http.Handler.
func (r *Registry) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	user, password, basic := q.BasicAuth()
	known := basic && user == "me" && password == "secret"
	if q.URL.Path == "/token" {
		r.Asked = append(r.Asked, q.Method+" "+q.URL.RawQuery)
		if !known && q.FormValue("refresh_token") != "identity" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		token := "reads"
		if strings.HasSuffix(q.FormValue("scope"), ",push") {
			token = "writes"
		}
		fmt.Fprintf(w, `{"token": %q}`, token)
		return
	}
	r.Log = append(r.Log, q.Method+" "+q.URL.RequestURI())
	token, _ := strings.CutPrefix(q.Header.Get("Authorization"), "Bearer ")
	writes := q.Method != http.MethodGet && q.Method != http.MethodHead
	switch {
	case r.Wants == "Bearer" && token != "writes" && (token != "reads" || writes):
		w.Header().Set("WWW-Authenticate", `Bearer realm="http://`+r.Host+`/token?a=b",service="here",scope="repository:shop:pull,push"`)
		w.WriteHeader(http.StatusUnauthorized)
	case r.Wants == "Basic" && !known:
		w.Header().Set("WWW-Authenticate", `Basic realm="here"`)
		w.WriteHeader(http.StatusUnauthorized)
	case q.URL.Path == "/v2/":
	case writes:
		r.write(w, q, strings.TrimPrefix(q.URL.Path, "/v2/"))
	default:
		r.read(w, q, strings.TrimPrefix(q.URL.Path, "/v2/"))
	}
}

func (r *Registry) read(w http.ResponseWriter, q *http.Request, path string) {
	text, there := r.Texts[path]
	if !there {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if strings.Contains(path, "/manifests/") {
		w.Header().Set("Content-Type", r.Types[path])
		w.Header().Set("Docker-Content-Digest", DigestOf(text))
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(text)))
	if q.Method == http.MethodGet {
		io.WriteString(w, text)
	}
}

// write takes what is sent, first to where it has named, then for good.
func (r *Registry) write(w http.ResponseWriter, q *http.Request, path string) {
	refuse := func(format string, args ...any) {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{"message": fmt.Sprintf(format, args...)}}})
	}
	body, err := io.ReadAll(q.Body)
	if err != nil {
		refuse("%v", err)
		return
	}
	text, query := string(body), q.URL.Query()
	name, reference, isManifest := strings.Cut(path, "/manifests/")
	repository, _, isUpload := strings.Cut(path, "/blobs/uploads/")
	switch {
	case q.Method == http.MethodPost && isUpload:
		if mounted, there := r.Texts[query.Get("from")+"/blobs/"+query.Get("mount")]; there {
			r.Texts[repository+"/blobs/"+query.Get("mount")] = mounted
			w.WriteHeader(http.StatusCreated)
			return
		}
		r.uploads++
		w.Header().Set("Location", fmt.Sprintf("/v2/%s/blobs/uploads/%d?state=1%%2F2", repository, r.uploads))
		w.WriteHeader(http.StatusAccepted)
	case q.Method == http.MethodPut && isUpload:
		if digest := query.Get("digest"); digest != DigestOf(text) || query.Get("state") != "1/2" {
			refuse("%d bytes are not %s", len(text), digest)
			return
		}
		r.Texts[repository+"/blobs/"+DigestOf(text)] = text
		w.WriteHeader(http.StatusCreated)
	case q.Method == http.MethodPut && isManifest:
		if err := r.check(name, reference, q.Header.Get("Content-Type"), text); err != nil {
			refuse("%v", err)
			return
		}
		for _, reference := range []string{reference, DigestOf(text)} {
			r.Texts[name+"/manifests/"+reference], r.Types[name+"/manifests/"+reference] = text, q.Header.Get("Content-Type")
		}
		w.Header().Set("Docker-Content-Digest", DigestOf(text))
		w.WriteHeader(http.StatusCreated)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// check is an error if a manifest is not as it should be, or what it is of is not there.
func (r *Registry) check(name, reference, mediaType, text string) error {
	type descriptor struct {
		MediaType, Digest string
		Size              int
	}
	var m struct {
		SchemaVersion           int
		MediaType, ArtifactType string
		Config                  descriptor
		Layers, Manifests       []descriptor
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return err
	}
	switch {
	case m.SchemaVersion != 2 || m.MediaType != mediaType:
		return fmt.Errorf("the manifest has version %d and type %q, sent as %q", m.SchemaVersion, m.MediaType, mediaType)
	case strings.Contains(reference, ":") && reference != DigestOf(text):
		return fmt.Errorf("the manifest is not %s", reference)
	case m.ArtifactType != "" && r.Old:
		return fmt.Errorf("artifactType is not known")
	}
	for _, part := range m.Manifests {
		if len(r.Texts[name+"/manifests/"+part.Digest]) != part.Size {
			return fmt.Errorf("there is no manifest %s of %d bytes", part.Digest, part.Size)
		}
	}
	blobs := m.Layers
	if len(m.Manifests) == 0 {
		blobs = append([]descriptor{m.Config}, m.Layers...)
	}
	for _, blob := range blobs {
		if strings.Contains(blob.MediaType, ".foreign.") {
			continue // its place is elsewhere
		}
		if text, there := r.Texts[name+"/blobs/"+blob.Digest]; blob.MediaType == "" || !there || len(text) != blob.Size {
			return fmt.Errorf("there is no blob %s of %d bytes, or it has no type", blob.Digest, blob.Size)
		}
	}
	return nil
}
