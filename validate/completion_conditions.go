package validate

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
)

// NeverCompletes is waiting for the end of a service that is always started again.
var NeverCompletes = &diag.Def{Code: "never-completes", Severity: diag.Warning, Title: "waiting for the end of a service that is always started again"}

// CompletionConditions looks for conditions service_completed_successfully that never come true.
var CompletionConditions = &Rule{
	Name:  "completion-conditions",
	Doc:   "A service that is started again whenever it ends does not complete.",
	Codes: []*diag.Def{NeverCompletes},
	Check: checkCompletionConditions,
}

func checkCompletionConditions(p *Pass) {
	p.eachWait(model.ServiceCompletedSuccessfully, p.checkCompletion)
}

func (p *Pass) checkCompletion(s Service, name string) {
	target := p.Project.Services[name]
	if target == nil || target.Provider != nil || p.Full(NeverCompletes) || p.mayHoldOf(name, "restart", "deploy", "extends") {
		return
	}
	if policy := target.RestartName(); policy != "always" && policy != "unless-stopped" {
		return
	}
	keys := []string{"restart"}
	if target.Deploy != nil && target.Deploy.RestartPolicy != nil {
		keys = []string{"deploy", "restart_policy"}
	}
	at, path := s.waitsAt(name)
	p.Report(NeverCompletes.At(at, "%s never completes, for it is started again whenever it ends", name).
		Labelled(p.serviceNamed(name).Key(keys...), "here").
		Helped("leave the restart policy of %s out, or write on-failure", name).About(path))
}
