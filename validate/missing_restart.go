package validate

import "github.com/composekit/composekit/diag"

// NoRestart is a service that stays down after it fell.
var NoRestart = &diag.Def{Code: "no-restart-policy", Severity: diag.Warning, Title: "a service that is not started again"}

// RestartPolicies asks what is to happen when a container ends.
var RestartPolicies = &Rule{
	Name:      "restart-policies",
	Doc:       "Without a restart policy a service stays down after it failed, or after the host was started anew.",
	Reference: "https://docs.docker.com/engine/containers/start-containers-automatically/",
	Codes:     []*diag.Def{NoRestart},
	Check:     checkRestartPolicies,
}

func checkRestartPolicies(p *Pass) {
	for s := range p.Services() {
		if s.Restart != "" || s.Deploy != nil && s.Deploy.RestartPolicy != nil || s.Provider != nil || p.completes(s.Name) {
			continue
		}
		p.Report(NoRestart.At(s.pair.Span(), "%s is not started again when it ends", s.Name).
			Helped("add restart: unless-stopped, or restart: no if that is meant").About(s.Path()))
	}
}
