package validate

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// NotAwaited is a dependency that could be waited for and is not.
var NotAwaited = &diag.Def{Code: "health-not-awaited", Severity: diag.Warning, Title: "a dependency whose health is not waited for"}

// ReadyDependencies asks to wait for the health of dependencies that have a health check.
var ReadyDependencies = &Rule{
	Name:      "ready-dependencies",
	Doc:       "A container that has been started is not yet ready; a health check tells when it is.",
	Reference: "https://docs.docker.com/compose/how-tos/startup-order/",
	Codes:     []*diag.Def{NotAwaited},
	Check:     checkReadyDependencies,
}

func checkReadyDependencies(p *Pass) {
	for s := range p.Services() {
		inOrder(s.DependsOn, s.pair.Value, "depends_on", func(name string, dependency model.Dependency) {
			target := p.Project.Services[name]
			if dependency.Condition != model.ServiceStarted || target == nil || target.Healthcheck == nil || target.Healthcheck.Disable || len(target.Healthcheck.Test) == 0 {
				return
			}
			if because(s.Node("depends_on", name), s.Key("depends_on", name)) != "depends on" {
				return // it follows from something else, and cannot be said here
			}
			p.Report(NotAwaited.At(s.Key("depends_on", name), "%s does not wait until %s is healthy", s.Name, name).
				Labelled(p.serviceNamed(name).Key("healthcheck"), "%s has a health check", name).
				Helped("use the condition service_healthy").About(syntax.Below(s.Path()+".depends_on", name)))
		})
	}
}
