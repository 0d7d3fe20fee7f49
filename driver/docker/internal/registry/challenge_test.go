package registry

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestChallenge(t *testing.T) {
	for _, c := range []struct {
		text, scheme string
		want         map[string]string
	}{
		{`Bearer realm="https://auth.example.com/token?a=b,c",service="here",scope="repository:a:pull,push"`, "Bearer",
			map[string]string{"realm": "https://auth.example.com/token?a=b,c", "service": "here", "scope": "repository:a:pull,push"}},
		{`bearer REALM=https://x , Service = y`, "bearer", map[string]string{"realm": "https://x", "service": "y"}},
		{`Basic realm="a", Bearer realm="b"`, "Basic", map[string]string{"realm": "a"}},
		{"Basic", "Basic", map[string]string{}},
		{`Bearer realm="open`, "Bearer", map[string]string{"realm": "open"}},
		{"", "", map[string]string{}},
	} {
		scheme, got := parseChallenge(c.text)
		if scheme != c.scheme || !maps.Equal(got, c.want) {
			t.Errorf("%s: got %s and %v, want %s and %v", c.text, scheme, got, c.scheme, c.want)
		}
	}
}

// FuzzChallenge: whatever a registry says, it is taken apart.
func FuzzChallenge(f *testing.F) {
	f.Add(`Bearer realm="https://x/y",service="z",scope="a:b:c"`)
	f.Add(`Basic realm=x, =, ="`)
	f.Fuzz(func(t *testing.T, text string) {
		scheme, parameters := parseChallenge(text)
		if strings.Contains(scheme, " ") {
			t.Errorf("%q has the scheme %q", text, scheme)
		}
		for key := range parameters {
			if key != strings.ToLower(key) || strings.Contains(key, " ") {
				t.Errorf("%q has the parameter %q", text, key)
			}
		}
	})
}

// TestRefusals: who has got a token and may not do a thing is not told to log in, and a registry that speaks http is said to.
func TestRefusals(t *testing.T) {
	var host string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/token" {
			fmt.Fprint(w, `{"token": "reads"}`)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="http://`+host+`/token",service="here"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	host = strings.TrimPrefix(server.URL, "http://")
	for _, c := range []struct {
		user         string
		https, write bool
		want         string
	}{
		{user: "me", want: "the registry does not let you read this"},
		{user: "me", write: true, want: "the registry does not let you write this"},
		{want: "the registry wants credentials: docker login has them known"},
		{https: true, want: "the registry speaks http, and not https: composekit --insecure-registry " + host + " allows that"},
	} {
		r := &Repository{Registry: host, Name: "shop", HTTP: !c.https, Credentials: func(context.Context) (string, string, string, error) { return c.user, "secret", "", nil }}
		_, err := r.Manifest(t.Context(), "latest")
		if c.write {
			err = r.PutManifest(t.Context(), "latest", Describe(ManifestType, []byte("{}")))
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%+v: the error is %v", c, err)
		}
	}
}
