package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
)

// NewPrivileges is a container whose processes may gain rights.
var NewPrivileges = &diag.Def{Code: "new-privileges", Severity: diag.Warning, Title: "a container whose processes may gain rights"}

// NoNewPrivileges asks for security_opt: no-new-privileges.
var NoNewPrivileges = &Rule{
	Name:      "no-new-privileges",
	Doc:       "With no-new-privileges a process cannot become root by means of a program with the setuid bit.",
	Reference: owasp,
	Codes:     []*diag.Def{NewPrivileges},
	Check:     checkNoNewPrivileges,
}

func checkNoNewPrivileges(p *Pass) {
	for s := range p.Services() {
		if s.Provider != nil || s.Privileged || slices.ContainsFunc(s.SecurityOpt, forbidsNewPrivileges) {
			continue
		}
		p.Report(NewPrivileges.At(firstSpan(s.Key("security_opt"), s.pair.Span()), "processes of %s may gain rights that they did not start with", s.Name).
			Helped("add no-new-privileges:true to its security_opt").About(s.Path() + ".security_opt"))
	}
}

func forbidsNewPrivileges(option string) bool {
	switch strings.Replace(option, "=", ":", 1) {
	case "no-new-privileges", "no-new-privileges:true":
		return true
	}
	return false
}
