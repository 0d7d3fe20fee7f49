package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of BuildContexts.
var (
	UnknownContext   = &diag.Def{Code: "unknown-context-service", Title: "an additional context of a service that is not there"}
	UnbuildableImage = &diag.Def{Code: "context-without-build", Title: "an additional context of a service that is not built"}
)

// BuildContexts demands that services used as additional contexts exist and are built.
var BuildContexts = &Rule{
	Name:  "build-contexts",
	Doc:   "An additional context service:NAME needs a service of that name that has a build.",
	Codes: []*diag.Def{UnknownContext, UnbuildableImage},
	Check: checkBuildContexts,
}

func checkBuildContexts(p *Pass) {
	for s := range p.Services() {
		if s.Build == nil || p.brokenAt(s, "build") {
			continue
		}
		for name := range s.Build.AdditionalContexts {
			target, isService := strings.CutPrefix(s.Build.AdditionalContexts[name], "service:")
			if isService {
				p.checkContext(s, name, target)
			}
		}
	}
}

func (p *Pass) checkContext(s Service, name, target string) {
	at := narrowed(s.Span("build", "additional_contexts", name), target)
	path := syntax.Below(s.Path()+".build.additional_contexts", name)
	report := func(d diag.Diagnostic) {
		p.Report(d.About(path).With("service", s.Name).With("context", name).With("target", target))
	}
	t := p.Project.Services[target]
	if t == nil {
		t = p.Project.DisabledServices[target]
	}
	switch {
	case t == nil && p.mayName("services", target):
	case t == nil:
		report(suggest(p, UnknownContext.At(at, "the context %s is the image of the service %s, which does not exist", name, target), target, p.Project.Services))
	case t.Build == nil && !p.broken(syntax.Below("services", target)):
		report(UnbuildableImage.At(at, "the context %s is the image of the service %s, which has no build", name, target).
			Labelled(pairOf(p.Tree.Get("services"), target).Span(), "%s is here", target).
			Helped("use docker-image:// and the image's name"))
	}
}
