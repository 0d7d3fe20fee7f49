// Package registry owns reading from registries: what they keep, and the tokens that they want to see.
package registry

import (
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
	// Credentials are asked for if the registry wants some; all empty if there are none.
	Credentials func(ctx context.Context) (user, password, identityToken string, err error)

	authorization string // the header, once it is known
}

// Descriptor says what a registry keeps, and how it is recognised.
type Descriptor struct {
	MediaType    string            `json:"mediaType"`
	Digest       string            `json:"digest"`
	Size         int64             `json:"size"`
	ArtifactType string            `json:"artifactType"`
	Annotations  map[string]string `json:"annotations"`
}

// Manifest is that of an image or artifact, or, with Manifests, an index of several.
type Manifest struct {
	MediaType    string       `json:"mediaType"`
	ArtifactType string       `json:"artifactType"`
	Config       Descriptor   `json:"config"`
	Layers       []Descriptor `json:"layers"`
	Manifests    []Descriptor `json:"manifests"`

	Digest string `json:"-"`
}

// MostBytes is how large a manifest, or a blob, may be.
const MostBytes = 16 << 20

const (
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	indexType    = "application/vnd.oci.image.index.v1+json"
)

// Manifest is the manifest or index of a tag or digest.
func (r *Repository) Manifest(ctx context.Context, version string) (Manifest, error) {
	var m Manifest
	text, err := r.get(ctx, "manifests/"+version, manifestType+", "+indexType)
	if err != nil {
		return m, err
	}
	m.Digest = "sha256:" + sum256(text)
	if strings.Contains(version, ":") {
		if err := verify(text, version); err != nil {
			return m, err
		}
		m.Digest = version
	}
	return m, json.Unmarshal(text, &m)
}

// Blob is what a descriptor describes.
func (r *Repository) Blob(ctx context.Context, d Descriptor) ([]byte, error) {
	text, err := r.get(ctx, "blobs/"+d.Digest, "")
	if err != nil {
		return nil, err
	}
	return text, verify(text, d.Digest)
}

func sum256(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// verify is an error if a text has not the digest that it should have.
func verify(text []byte, digest string) error {
	algorithm, want, _ := strings.Cut(digest, ":")
	got := ""
	switch algorithm {
	case "sha256":
		got = sum256(text)
	case "sha512":
		sum := sha512.Sum512(text)
		got = hex.EncodeToString(sum[:])
	default:
		return fmt.Errorf("the digest %s is of no kind that is known", digest)
	}
	if got != want {
		return fmt.Errorf("the registry gave something else than %s", digest)
	}
	return nil
}

// get is what a repository has at a path. A registry that wants to know who asks is told, once.
func (r *Repository) get(ctx context.Context, path, accept string) ([]byte, error) {
	for asked := false; ; asked = true {
		text, challenge, err := r.try(ctx, path, accept)
		if challenge == "" || asked {
			return text, err
		}
		if err := r.authorize(ctx, challenge); err != nil {
			return nil, err
		}
	}
}

// try is get with what is known. The challenge is not empty if the registry wants to know more.
func (r *Repository) try(ctx context.Context, path, accept string) (text []byte, challenge string, err error) {
	scheme := "https://"
	if r.HTTP {
		scheme = "http://"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+r.Registry+"/v2/"+r.Name+"/"+path, nil)
	if err != nil {
		return nil, "", err
	}
	for name, value := range map[string]string{"Accept": accept, "Authorization": r.authorization} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	text, err = io.ReadAll(io.LimitReader(answer.Body, MostBytes+1))
	switch {
	case err != nil:
		return nil, "", err
	case answer.StatusCode == http.StatusUnauthorized:
		return nil, strings.Join(answer.Header.Values("WWW-Authenticate"), ", "), errors.New("the registry wants credentials: docker login has them known")
	case answer.StatusCode == http.StatusForbidden:
		return nil, "", errors.New("the registry does not let you read this")
	case answer.StatusCode == http.StatusNotFound:
		return nil, "", errors.New("the registry does not have this")
	case answer.StatusCode != http.StatusOK:
		return nil, "", fmt.Errorf("the registry says %s", answer.Status)
	case len(text) > MostBytes:
		return nil, "", fmt.Errorf("there is more than %d bytes", MostBytes)
	}
	return text, "", nil
}

// authorize gets what a challenge asks for.
func (r *Repository) authorize(ctx context.Context, challenge string) error {
	var user, password, identity string
	if r.Credentials != nil {
		var err error
		if user, password, identity, err = r.Credentials(ctx); err != nil {
			return err
		}
	}
	scheme, parameters := parseChallenge(challenge)
	if !strings.EqualFold(scheme, "bearer") {
		if user == "" {
			return errors.New("the registry wants credentials: docker login has them known")
		}
		request := http.Request{Header: http.Header{}}
		request.SetBasicAuth(user, password)
		r.authorization = request.Header.Get("Authorization")
		return nil
	}
	token, err := r.token(ctx, parameters, user, password, identity)
	r.authorization = "Bearer " + token
	return err
}

// token asks the service that a challenge names for a token.
func (r *Repository) token(ctx context.Context, parameters map[string]string, user, password, identity string) (string, error) {
	realm, err := url.Parse(parameters["realm"])
	if err != nil || realm.Host == "" || realm.Scheme != "https" && !r.HTTP {
		return "", fmt.Errorf("the registry names %q as where it gets its tokens from", parameters["realm"])
	}
	values := url.Values{"service": {parameters["service"]}, "scope": {"repository:" + r.Name + ":pull"}}
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
	if answer.StatusCode != http.StatusOK {
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
