package docker

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestPin: digests come from the registry, by way of the engine, with the user's credentials, and only where a name has none.
func TestPin(t *testing.T) {
	t.Parallel()
	digest := "sha256:" + strings.Repeat("0123456789abcdef", 4)
	host := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, asked := strings.CutSuffix(r.URL.Path, "/json")
		_, name, _ = strings.Cut(name, "/distribution/")
		switch {
		case !asked || name == "":
			answers("1.50").ServeHTTP(w, r)
		case strings.Contains(name, "none"):
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"message":"manifest unknown"}`)
		case strings.HasPrefix(name, "private.example/") != (r.Header.Get("X-Registry-Auth") != ""):
			w.WriteHeader(http.StatusUnauthorized)
		default:
			fmt.Fprintf(w, `{"Descriptor":{"digest":%q}}`, digest)
		}
	}))
	dir := t.TempDir()
	put(t, filepath.Join(dir, "config.json"), []byte(`{"auths": {"private.example": {"username": "u", "password": "p"}}}`))
	d, err := Open(Options{Host: host, ConfigDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for image, want := range map[string]string{
		"nginx":                        "docker.io/library/nginx:latest@" + digest,
		"me/app:2":                     "docker.io/me/app:2@" + digest,
		"private.example/app":          "private.example/app:latest@" + digest,
		"none.example/app:2@" + digest: "none.example/app@" + digest,
	} {
		if got, err := d.Pin(t.Context(), image); err != nil || got != want {
			t.Errorf("%s is %s, %v, want %s", image, got, err, want)
		}
	}
	if _, err := d.Pin(t.Context(), "none"); !errors.Is(err, driver.ErrNotFound) {
		t.Errorf("an image that no registry has: %v", err)
	}
	if _, err := d.Pin(t.Context(), "No Name"); !errors.Is(err, driver.ErrInvalid) {
		t.Errorf("what is no name: %v", err)
	}
}

// What an engine tells of a pull is about parts where it tells how far they are; else what it names is the tag.
func TestProgressIsOfParts(t *testing.T) {
	t.Parallel()
	stream := strings.NewReader(`{"status":"Pulling from app","id":"1"}
{"status":"Already exists","progressDetail":{},"id":"187bfca7bd67"}
{"status":"Downloading","progressDetail":{"current":5,"total":10},"id":"5f70bf18a086"}
{"status":"Digest: sha256:00"}
`)
	var got []driver.Progress
	if err := readProgress(stream, func(p driver.Progress) { got = append(got, p) }, nil); err != nil {
		t.Fatal(err)
	}
	want := []driver.Progress{{Part: "187bfca7bd67", Text: "Already exists"}, {Part: "5f70bf18a086", Text: "Downloading", Current: 5, Total: 10}, {Text: "Digest: sha256:00"}}
	if !slices.Equal(got, want) {
		t.Errorf("what is told is %+v, want %+v", got, want)
	}
}

// What engines hand on of registries that do not let somebody do a thing, for want of credentials or with them.
func TestDeniedByRegistries(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`Head "http://127.0.0.1:5001/v2/app/manifests/1": no basic auth credentials`,
		"denied: requested access to the resource is denied",
		"unauthorized: authentication required",
		"push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
	} {
		if err := (&Driver{}).fail(errors.New(text)); !errors.Is(err, driver.ErrDenied) || err.Error() != text {
			t.Errorf("%s: %#v", text, err)
		}
	}
}
