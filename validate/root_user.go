package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
)

// RootUser is a container that is told to run as root.
var RootUser = &diag.Def{Code: "root-user", Severity: diag.Warning, Title: "a container that is told to run as root"}

// NoRootUser is against services that choose root as their user. Which user an image has by
// itself is not known here.
var NoRootUser = &Rule{
	Name:      "no-root-user",
	Doc:       "Root in a container is root on the host for everything that the container can reach.",
	Reference: owasp,
	Codes:     []*diag.Def{RootUser},
	Check:     checkNoRootUser,
}

func checkNoRootUser(p *Pass) {
	for s := range p.Services() {
		if user, _, _ := strings.Cut(s.User, ":"); user == "root" || user == "0" {
			p.Report(RootUser.At(s.Span("user"), "%s runs as root", s.Name).
				Helped("run it as a user without rights").About(s.Path() + ".user"))
		}
	}
}
