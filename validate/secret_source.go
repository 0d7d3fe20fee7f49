package validate

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// SecretSource demands that a secret of the project has a file or a variable.
var SecretSource = &Rule{
	Name:  "secret-source",
	Doc:   "A secret that is not external has a file or environment; a driver alone does not make one on a single host.",
	Codes: []*diag.Def{NoContent},
	Check: checkSecretSource,
}

func checkSecretSource(p *Pass) {
	for _, name := range p.Project.SecretNames() {
		s := p.Project.Secrets[name]
		pair, path := pairOf(p.Tree.Get("secrets"), name), syntax.Below("secrets", name)
		if s.External || s.File != "" || s.Environment != "" || p.sourceUnsure(path, pair.Value) || p.reported(NoContent, path) {
			continue
		}
		p.Report(NoContent.At(pair.Span(), "the secret %s has neither file nor environment", name).
			Helped("set file or environment, or external: true if the secret exists already").About(path).With("secret", name))
	}
}
