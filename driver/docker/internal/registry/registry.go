// Package registry owns reading from registries and writing to them: what they keep, and the tokens that they want to see.
package registry

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Repository is one in a registry. It must not be used concurrently.
type Repository struct {
	Registry string // host, and port if need be
	Name     string
	HTTP     bool // it is spoken to in plain
	Writes   bool // it is written to, which tokens have to allow
	// Credentials are asked for if the registry wants some; all empty if there are none.
	Credentials func(ctx context.Context) (user, password, identityToken string, err error)

	authorization string // the header, once it is known
	known         bool   // there are credentials
}

// Descriptor says what a registry keeps, and how it is recognised.
type Descriptor struct {
	MediaType    string            `json:"mediaType"`
	Digest       string            `json:"digest"`
	Size         int64             `json:"size"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	Data         []byte            `json:"data,omitempty"` // what is described; nil leaves it to be fetched
	ArtifactType string            `json:"artifactType,omitempty"`
}

// Describe describes a text, which is part of the description.
func Describe(mediaType string, text []byte) Descriptor {
	return Descriptor{MediaType: mediaType, Digest: DigestOf(text), Size: int64(len(text)), Data: text}
}

// Manifest is that of an image or artifact, or, with Manifests, an index of several.
type Manifest struct {
	SchemaVersion int               `json:"schemaVersion"`
	MediaType     string            `json:"mediaType"`
	ArtifactType  string            `json:"artifactType,omitempty"`
	Config        Descriptor        `json:"config,omitzero"`
	Layers        []Descriptor      `json:"layers,omitempty"`
	Manifests     []Descriptor      `json:"manifests,omitempty"`
	Subject       *Descriptor       `json:"subject,omitempty"`
	Annotations   map[string]string `json:"annotations,omitempty"`

	Digest string `json:"-"`
	Text   []byte `json:"-"` // as the registry has it
}

// MostBytes is how large a manifest, or a blob, may be.
const MostBytes = 16 << 20

// The media types of manifests.
const (
	ManifestType = "application/vnd.oci.image.manifest.v1+json"
	IndexType    = "application/vnd.oci.image.index.v1+json"

	dockerManifestType = "application/vnd.docker.distribution.manifest.v2+json"
	dockerListType     = "application/vnd.docker.distribution.manifest.list.v2+json"
)

// Manifest is the manifest or index of a tag or digest.
func (r *Repository) Manifest(ctx context.Context, version string) (Manifest, error) {
	var m Manifest
	text, mediaType, err := r.get(ctx, "manifests/"+version, strings.Join([]string{ManifestType, IndexType, dockerManifestType, dockerListType}, ", "))
	if err != nil {
		return m, err
	}
	m.Digest = DigestOf(text)
	if strings.Contains(version, ":") {
		if err := verify(text, version); err != nil {
			return m, err
		}
		m.Digest = version
	}
	m.Text = text
	err = json.Unmarshal(text, &m)
	m.MediaType = cmp.Or(m.MediaType, mediaType)
	return m, err
}

// Blob is what a descriptor describes.
func (r *Repository) Blob(ctx context.Context, d Descriptor) ([]byte, error) {
	text, _, err := r.get(ctx, "blobs/"+d.Digest, "")
	if err != nil {
		return nil, err
	}
	return text, verify(text, d.Digest)
}

// DigestOf is the digest by which a registry knows a text.
func DigestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// verify is an error if a text has not the digest that it should have.
func verify(text []byte, digest string) error {
	algorithm, _, _ := strings.Cut(digest, ":")
	got := ""
	switch algorithm {
	case "sha256":
		got = DigestOf(text)
	case "sha512":
		sum := sha512.Sum512(text)
		got = "sha512:" + hex.EncodeToString(sum[:])
	default:
		return fmt.Errorf("the digest %s is of no kind that is known", digest)
	}
	if got != digest {
		return fmt.Errorf("the registry gave something else than %s", digest)
	}
	return nil
}

// get is what a repository has at a path, and its media type.
func (r *Repository) get(ctx context.Context, path, accept string) (text []byte, mediaType string, err error) {
	answer, err := r.do(ctx, request{method: http.MethodGet, path: path, header: map[string]string{"Accept": accept}})
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	text, err = io.ReadAll(io.LimitReader(answer.Body, MostBytes+1))
	if err == nil && len(text) > MostBytes {
		err = fmt.Errorf("there is more than %d bytes", MostBytes)
	}
	return text, answer.Header.Get("Content-Type"), err
}

// request is something to be asked of a registry.
type request struct {
	method string
	path   string // below the repository, or a whole address
	header map[string]string
	// body opens what is sent, size bytes, once for each try; nil sends nothing.
	body func() (io.ReadCloser, error)
	size int64
}

// StatusError is a registry's refusal.
type StatusError struct {
	Status int // of HTTP
	text   string
}

// Error says what the registry does not do.
func (e *StatusError) Error() string { return e.text }

// do asks something. A registry that wants to know who asks is told, once. Answers that are no success are errors,
// StatusError; the body of others is the caller's to close.
func (r *Repository) do(ctx context.Context, q request) (*http.Response, error) {
	for asked := false; ; asked = true {
		answer, err := r.try(ctx, q)
		if err != nil {
			return nil, err
		}
		if answer.StatusCode < 300 {
			return answer, nil
		}
		err = r.refusal(q, answer)
		answer.Body.Close()
		challenge := strings.Join(answer.Header.Values("WWW-Authenticate"), ", ")
		if answer.StatusCode != http.StatusUnauthorized || challenge == "" || asked {
			return nil, err
		}
		if err := r.authorize(ctx, challenge); err != nil {
			return nil, err
		}
	}
}

// refusal says why a registry does not do what it was asked.
func (r *Repository) refusal(q request, answer *http.Response) error {
	text := "the registry says " + answer.Status
	reads := q.method == http.MethodGet || q.method == http.MethodHead
	status := answer.StatusCode
	if status == http.StatusUnauthorized && r.known && strings.HasPrefix(r.authorization, bearer) {
		status = http.StatusForbidden // who has got a token is known, but may not do this
	}
	switch {
	case status == http.StatusUnauthorized:
		text = r.wantsCredentials()
	case status == http.StatusForbidden && reads:
		text = "the registry does not let you read this"
	case status == http.StatusForbidden:
		text = "the registry does not let you write this"
	case status == http.StatusNotFound && reads:
		text = "the registry does not have this"
	}
	var said struct {
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	// What a registry says beside the status is not always of this form.
	if json.NewDecoder(io.LimitReader(answer.Body, 1<<16)).Decode(&said) == nil && !reads && len(said.Errors) > 0 && said.Errors[0].Message != "" {
		text += ": " + said.Errors[0].Message
	}
	return &StatusError{answer.StatusCode, text}
}

// wantsCredentials says that a registry does not know who asks.
func (r *Repository) wantsCredentials() string {
	if r.known {
		return "the registry does not take the credentials that there are: docker login renews them"
	}
	return "the registry wants credentials: docker login has them known"
}

// try asks something with what is known.
func (r *Repository) try(ctx context.Context, q request) (*http.Response, error) {
	address, err := r.address(q.path)
	if err != nil {
		return nil, err
	}
	var body io.ReadCloser
	if q.body != nil {
		if body, err = q.body(); err != nil {
			return nil, err
		}
	}
	asked, err := http.NewRequestWithContext(ctx, q.method, address.String(), body)
	if err != nil {
		return nil, err
	}
	if q.body != nil {
		asked.ContentLength = q.size
	}
	for name, value := range q.header {
		if value != "" {
			asked.Header.Set(name, value)
		}
	}
	// A place to upload to may be somebody else's, whom our credentials are no business of.
	if r.authorization != "" && address.Host == r.Registry {
		asked.Header.Set("Authorization", r.authorization)
	}
	answer, err := http.DefaultClient.Do(asked)
	if errors.Is(err, http.ErrSchemeMismatch) {
		err = fmt.Errorf("the registry speaks http, and not https: composekit --insecure-registry %s allows that", address.Host)
	}
	return answer, err
}

// address is where a path of the repository leads, or a whole address.
func (r *Repository) address(path string) (*url.URL, error) {
	base := &url.URL{Scheme: "https", Host: r.Registry, Path: "/v2/" + r.Name + "/"}
	if r.HTTP {
		base.Scheme = "http"
	}
	to, err := base.Parse(path)
	if err == nil && to.Scheme != "https" && !r.HTTP {
		err = fmt.Errorf("the registry names %s as where to send things to", to)
	}
	return to, err
}

const bearer = "Bearer "

// authorize gets what a challenge asks for.
func (r *Repository) authorize(ctx context.Context, challenge string) error {
	var user, password, identity string
	if r.Credentials != nil {
		var err error
		if user, password, identity, err = r.Credentials(ctx); err != nil {
			return err
		}
	}
	r.known = user != "" || identity != ""
	scheme, parameters := parseChallenge(challenge)
	if !strings.EqualFold(scheme, "bearer") {
		if user == "" {
			r.known = false // a token is none for this
			return errors.New(r.wantsCredentials())
		}
		request := http.Request{Header: http.Header{}}
		request.SetBasicAuth(user, password)
		r.authorization = request.Header.Get("Authorization")
		return nil
	}
	token, err := r.token(ctx, parameters, user, password, identity)
	r.authorization = bearer + token
	return err
}

// token asks the service that a challenge names for a token.
func (r *Repository) token(ctx context.Context, parameters map[string]string, user, password, identity string) (string, error) {
	realm, err := url.Parse(parameters["realm"])
	if err != nil || realm.Host == "" || realm.Scheme != "https" && !r.HTTP {
		return "", fmt.Errorf("the registry names %q as where it gets its tokens from", parameters["realm"])
	}
	scope := "repository:" + r.Name + ":pull"
	if r.Writes {
		scope += ",push"
	}
	values := url.Values{"service": {parameters["service"]}, "scope": {scope}}
	var request *http.Request
	if identity != "" {
		values.Set("grant_type", "refresh_token")
		values.Set("refresh_token", identity)
		values.Set("client_id", "composekit")
		request, err = http.NewRequestWithContext(ctx, http.MethodPost, realm.String(), strings.NewReader(values.Encode()))
	} else {
		query := realm.Query()
		for key := range values {
			query.Set(key, values.Get(key))
		}
		realm.RawQuery = query.Encode()
		request, err = http.NewRequestWithContext(ctx, http.MethodGet, realm.String(), nil)
	}
	if err != nil {
		return "", err
	}
	if identity != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else if user != "" {
		request.SetBasicAuth(user, password)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusUnauthorized:
		return "", fmt.Errorf("%s gives no token: %s: %s", realm.Host, answer.Status, r.wantsCredentials())
	case answer.StatusCode != http.StatusOK:
		return "", fmt.Errorf("%s gives no token: %s", realm.Host, answer.Status)
	}
	var given struct {
		Token       string `json:"token"`
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, MostBytes)).Decode(&given); err != nil {
		return "", err
	}
	if given.Token == "" {
		given.Token = given.AccessToken
	}
	if given.Token == "" {
		return "", fmt.Errorf("%s gives no token", realm.Host)
	}
	return given.Token, nil
}

// parseChallenge takes the header WWW-Authenticate apart: SCHEME KEY="VALUE",KEY=VALUE. Of several challenges
// the first counts.
func parseChallenge(text string) (scheme string, parameters map[string]string) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	parameters = map[string]string{}
	for rest != "" {
		key, after, found := strings.Cut(rest, "=")
		if !found {
			break
		}
		var value string
		if quoted, ok := strings.CutPrefix(after, `"`); ok {
			value, rest, _ = strings.Cut(quoted, `"`)
			rest = strings.TrimLeft(rest, ", ")
		} else {
			value, rest, _ = strings.Cut(after, ",")
		}
		key = strings.ToLower(strings.TrimSpace(key))
		if strings.Contains(key, " ") {
			break // another challenge
		}
		parameters[key] = strings.TrimSpace(value)
	}
	return scheme, parameters
}
