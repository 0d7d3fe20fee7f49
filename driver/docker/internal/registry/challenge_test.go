package registry

import (
	"maps"
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
