package validate

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of HealthConditions.
var (
	NeverHealthy  = &diag.Def{Code: "never-healthy", Severity: diag.Warning, Title: "waiting for the health of a service whose health check is off"}
	UnknownHealth = &diag.Def{Code: "health-left-to-image", Severity: diag.Note, Title: "waiting for the health of a service without a health check of its own"}
)

// HealthConditions looks for conditions service_healthy that may never come true.
var HealthConditions = &Rule{
	Name:  "health-conditions",
	Doc:   "A service becomes healthy only if it, or its image, has a health check.",
	Codes: []*diag.Def{NeverHealthy, UnknownHealth},
	Check: checkHealthConditions,
}

func checkHealthConditions(p *Pass) { p.eachWait(model.ServiceHealthy, p.checkHealth) }

// eachWait calls a function for each dependency that has a condition, with the service that waits.
func (p *Pass) eachWait(condition string, check func(s Service, dependency string)) {
	for s := range p.Services() {
		if !waits(s.DependsOn, condition) {
			continue
		}
		inOrder(s.DependsOn, s.pair.Value, "depends_on", func(name string, dependency model.Dependency) {
			if dependency.Condition == condition {
				check(s, name)
			}
		})
	}
}

// waits reports whether some dependency has a condition.
func waits(dependencies map[string]model.Dependency, condition string) bool {
	for _, d := range dependencies {
		if d.Condition == condition {
			return true
		}
	}
	return false
}

func (p *Pass) checkHealth(s Service, name string) {
	target := p.Project.Services[name]
	if target == nil || target.Provider != nil || p.mayHoldOf(name, "healthcheck", "extends") {
		return
	}
	check := target.Healthcheck
	switch {
	case p.Full(UnknownHealth): // or NeverHealthy, which is a warning, too
	case check != nil && (check.Disable || slices.Equal(check.Test, []string{"NONE"})):
		at, path := s.waitsAt(name)
		p.Report(NeverHealthy.At(at, "%s never becomes healthy, for its health check is switched off", name).
			Labelled(p.serviceNamed(name).Key("healthcheck"), "here").
			Helped("give %s a health check, or use the condition service_started", name).About(path))
	case check == nil || len(check.Test) == 0:
		at, path := s.waitsAt(name)
		p.Report(UnknownHealth.At(at, "%s has no health check here, so its image must have one, or it never becomes healthy", name).
			Labelled(p.serviceNamed(name).pair.Span(), "%s is here", name).
			Helped("give %s a healthcheck, unless its image has one", name).About(path))
	}
}

// waitsAt is the place of the condition of a dependency, and the dependency's path.
func (s Service) waitsAt(name string) (source.Span, string) {
	return s.Span("depends_on", name, "condition"), syntax.Below(s.Path()+".depends_on", name)
}
