package validate

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
)

// Unconfined is a container without one of the kernel's guards.
var Unconfined = &diag.Def{Code: "unconfined", Severity: diag.Warning, Title: "a container without a guard of the kernel"}

// NoUnconfinedProfiles is against containers with seccomp, AppArmor or SELinux switched off.
var NoUnconfinedProfiles = &Rule{
	Name:      "no-unconfined-profiles",
	Doc:       "The engine's profiles for seccomp, AppArmor and SELinux keep containers from calls that hardly any program needs.",
	Reference: "https://docs.docker.com/engine/security/seccomp/",
	Codes:     []*diag.Def{Unconfined},
	Check:     checkNoUnconfinedProfiles,
}

func checkNoUnconfinedProfiles(p *Pass) {
	for s := range p.Services() {
		for i, option := range s.SecurityOpt {
			if !isUnconfined(option) {
				continue
			}
			p.Report(Unconfined.At(firstSpan(spanOf(item(s.Node("security_opt"), i)), s.Span("security_opt")), "%s switches a guard of the kernel off", option).
				Helped("name a profile that allows what the service needs").About(s.Path() + ".security_opt[" + strconv.Itoa(i) + "]"))
		}
	}
}

func isUnconfined(option string) bool {
	switch strings.Replace(option, ":", "=", 1) {
	case "seccomp=unconfined", "apparmor=unconfined", "label=disable", "systempaths=unconfined":
		return true
	}
	return false
}
