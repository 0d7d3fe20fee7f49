package validate

import (
	"github.com/composekit/composekit/diag"
)

// UnknownTestForm is the test of a health check that does not say how it is run.
var UnknownTestForm = &diag.Def{Code: "healthcheck-test-form", Title: "a health check's test that does not say how it is run"}

// HealthcheckTest demands that the test of a health check begins with how it is run.
var HealthcheckTest = &Rule{
	Name:  "healthcheck-test",
	Doc:   "The list that tests a container's health begins with CMD, CMD-SHELL or NONE.",
	Codes: []*diag.Def{UnknownTestForm},
	Check: checkHealthcheckTest,
}

func checkHealthcheckTest(p *Pass) {
	for s := range p.Services() {
		if s.Healthcheck == nil || len(s.Healthcheck.Test) == 0 || p.brokenAt(s, "healthcheck") {
			continue
		}
		switch first := s.Healthcheck.Test[0]; first {
		case "CMD", "CMD-SHELL", "NONE":
		default:
			at := firstSpan(spanOf(item(s.Node("healthcheck", "test"), 0)), s.Span("healthcheck", "test"))
			p.Report(UnknownTestForm.At(at, "a test begins with CMD, CMD-SHELL or NONE, not with %q", first).
				Helped("put CMD before the command's words, or write the command as one string").
				About(s.Path()+".healthcheck.test").With("service", s.Name))
		}
	}
}
