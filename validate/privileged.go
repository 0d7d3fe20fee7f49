package validate

import "github.com/composekit/composekit/diag"

// owasp is the page that most rules of Security have their reasons from.
const owasp = "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html"

// Privileged is a container with all rights on its host.
var Privileged = &diag.Def{Code: "privileged", Severity: diag.Warning, Title: "a container with all rights on its host"}

// NoPrivileged is against privileged containers.
var NoPrivileged = &Rule{
	Name:      "no-privileged",
	Doc:       "A privileged container has every capability and every device, so who breaks into it has the host.",
	Reference: "https://docs.docker.com/reference/cli/docker/container/run/#privileged",
	Codes:     []*diag.Def{Privileged},
	Check:     checkNoPrivileged,
}

func checkNoPrivileged(p *Pass) {
	for s := range p.Services() {
		if s.Privileged {
			p.Report(Privileged.At(s.Span("privileged"), "%s has all rights on the host", s.Name).
				Helped("give it the capabilities and devices that it needs with cap_add and devices").
				About(s.Path() + ".privileged"))
		}
	}
}
