package model

import "testing"

func TestIsRemoteContext(t *testing.T) {
	for context, want := range map[string]bool{
		"":                                     false,
		".":                                    false,
		"./github.com":                         false,
		"/src/app":                             false,
		`C:\src\app`:                           false,
		"C:/src/app":                           false,
		"~/app":                                false,
		"github.company.example/app":           false,
		"git@example.com:team/app.git":         true,
		"github.com/team/app.git#main:back":    true,
		"https://example.com/app.tar.gz":       true,
		"ssh://git@example.com/team/app.git":   true,
		"git://example.com/team/app.git":       true,
		"docker-image://docker.io/library/app": true,
		"oci-layout:///images/app":             true,
	} {
		if got := IsRemoteContext(context); got != want {
			t.Errorf("%q is remote: %v, want %v", context, got, want)
		}
	}
}
