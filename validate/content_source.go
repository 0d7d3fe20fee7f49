package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of ContentSource and SecretSource.
var (
	SeveralContents = &diag.Def{Code: "several-contents", Title: "a config or secret with several contents"}
	NoContent       = &diag.Def{Code: "no-content", Title: "a config or secret without content"}
)

// ContentSource demands that a config or secret says once where its content comes from.
var ContentSource = &Rule{
	Name:      "content-source",
	Doc:       "The content of a config or secret comes from one place: a file, a variable, or, of a config, the attribute content.",
	Codes:     []*diag.Def{SeveralContents, NoContent},
	Structure: true,
	Check:     checkContentSource,
}

func checkContentSource(p *Pass) {
	p.checkContents("configs", "config", "file", "environment", "content")
	p.checkContents("secrets", "secret", "file", "environment")
}

func (p *Pass) checkContents(section, what string, sources ...string) {
	for _, pair := range p.Tree.Get(section).Pairs() {
		n, path := pair.Value, syntax.Below(section, pair.Name())
		if n.Kind != syntax.Mapping || p.sourceUnsure(path, n) {
			continue
		}
		var set []*syntax.Pair
		for _, name := range sources {
			if s := pairOf(n, name); s.Value != nil {
				set = append(set, s)
			}
		}
		switch {
		case len(set) > 1:
			d := SeveralContents.At(firstSpan(set[1].Span(), spanOf(n)), "the %s %s has both %s and %s", what, pair.Name(), set[0].Name(), set[1].Name()).
				Labelled(set[0].Span(), "%s is here", set[0].Name()).Helped("remove one of them")
			p.Report(d.About(path).With(what, pair.Name()).With("attributes", strings.Join(sources, "|")))
		case len(set) == 0 && n.Find("driver") < 0 && n.Find("external") < 0:
			p.Report(NoContent.At(pair.Span(), "the %s %s does not say where its content comes from", what, pair.Name()).
				Helped("set one of %s", strings.Join(sources, ", ")).About(path).
				With(what, pair.Name()).With("attributes", strings.Join(sources, "|")))
		}
	}
}

// sourceUnsure reports whether what is known to be wrong with a config or secret may be about where its content comes from. Faults
// of its labels and the options of its driver are not.
func (p *Pass) sourceUnsure(path string, n *syntax.Node) bool {
	if !p.broken(path) {
		return false
	}
	aside := false
	for _, pair := range n.Pairs() {
		switch name := pair.Name(); {
		case !p.Broken(path, name):
		case name == "labels" || name == "driver_opts":
			aside = true
		default:
			return true
		}
	}
	return !aside
}
