package validate

import "github.com/composekit/composekit/diag"

// The kinds of finding of Replicas.
var (
	ScaleAndReplicas = &diag.Def{Code: "scale-and-replicas", Title: "scale and deploy.replicas differ"}
	NegativeScale    = &diag.Def{Code: "negative-scale", Title: "a negative number of containers"}
)

// Replicas demands that scale and deploy.replicas agree and are not negative.
var Replicas = &Rule{
	Name:  "replicas",
	Doc:   "scale and deploy.replicas say the same thing, so they may not differ; and there are no fewer containers than none.",
	Codes: []*diag.Def{ScaleAndReplicas, NegativeScale},
	Check: checkReplicas,
}

func checkReplicas(p *Pass) {
	for s := range p.Services() {
		if p.brokenAt(s, "scale", "deploy") {
			continue
		}
		replicas := (*int)(nil)
		if s.Deploy != nil {
			replicas = s.Deploy.Replicas
		}
		if s.Scale != nil && replicas != nil && *s.Scale != *replicas {
			p.Report(ScaleAndReplicas.At(s.Span("scale"), "scale is %d and deploy.replicas is %d", *s.Scale, *replicas).
				Labelled(s.Span("deploy", "replicas"), "deploy.replicas is here").
				Helped("remove one of them, or make them equal").About(s.Path()+".scale").With("service", s.Name))
		}
		if s.Scale != nil && *s.Scale < 0 {
			p.Report(NegativeScale.At(s.Span("scale"), "scale must be 0 or more, not %d", *s.Scale).About(s.Path()+".scale").With("service", s.Name))
		}
		if replicas != nil && *replicas < 0 {
			p.Report(NegativeScale.At(s.Span("deploy", "replicas"), "deploy.replicas must be 0 or more, not %d", *replicas).
				About(s.Path()+".deploy.replicas").With("service", s.Name))
		}
	}
}
