package validate

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// DependencyCycle is a service that cannot start before it has started.
var DependencyCycle = &diag.Def{Code: "dependency-cycle", Title: "services that depend on each other"}

// DependencyCycles forbids services to depend on themselves, directly or through others.
var DependencyCycles = &Rule{
	Name:  "dependency-cycles",
	Doc:   "Services that depend on each other cannot start, for each must start before the other.",
	Codes: []*diag.Def{DependencyCycle},
	Check: checkDependencyCycles,
}

func checkDependencyCycles(p *Pass) {
	if p.noChains {
		return
	}
	for _, cycle := range p.Project.Cycles() {
		if p.Full(DependencyCycle) {
			return
		}
		p.reportCycle(cycle.Services)
	}
}

func (p *Pass) reportCycle(names []string) {
	if slices.ContainsFunc(names, func(name string) bool { return p.unsure(p.member(name).Path() + ".depends_on") }) {
		return
	}
	var d diag.Diagnostic
	for i, name := range names {
		next, s := names[(i+1)%len(names)], p.member(name)
		pair := pairOf(s.Node("depends_on"), next)
		at, path := firstSpan(pair.Span(), spanOf(pair.Value), s.pair.Span()), syntax.Below(s.Path()+".depends_on", next)
		if i == 0 {
			d = DependencyCycle.At(at, "%ss depend on each other: %s", p.kind(), diag.Chain(append(slices.Clone(names), names[0]))).
				Helped("remove one of these dependencies").About(path)
		}
		if at.File == d.Span.File && at.Start < d.Span.Start { // whoever reads from top to bottom meets it first
			d.Span, d.Path = at, path
		}
		d.Facts = append(d.Facts, diag.Fact{Name: "service", Value: name})
		d = d.Labelled(at, "%s %s %s", name, because(pair.Value, at), next)
	}
	p.Report(d)
}

// because says how a service comes to depend on another.
func because(dependency *syntax.Node, at source.Span) string {
	if dependency != nil && dependency.How == syntax.Defaulted && at.Valid() {
		return "is linked to, or shares something with,"
	}
	return "depends on"
}
