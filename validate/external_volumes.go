package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// ExternalConflict is an attribute of a volume that only its maker can give it.
var ExternalConflict = &diag.Def{Code: "external-conflict", Title: "an attribute that an external volume cannot have"}

// ExternalVolumes forbids to describe a volume that is made elsewhere.
var ExternalVolumes = &Rule{
	Name:      "external-volumes",
	Doc:       "An external volume exists already, so only its name can be given.",
	Codes:     []*diag.Def{ExternalConflict},
	Structure: true,
	Check:     checkExternalVolumes,
}

func checkExternalVolumes(p *Pass) {
	for _, volume := range p.Tree.Get("volumes").Pairs() {
		external := pairOf(volume.Value, "external")
		if external.Value == nil || external.Value.Type != syntax.Bool || !strings.EqualFold(external.Value.Value(), "true") {
			continue
		}
		for _, attribute := range volume.Value.Pairs() {
			name := attribute.Name()
			if name == "name" || name == "external" || strings.HasPrefix(name, "x-") {
				continue
			}
			p.Report(ExternalConflict.At(firstSpan(attribute.Span(), spanOf(attribute.Value)), "%s cannot be set for the external volume %s", name, volume.Name()).
				Labelled(firstSpan(external.Span(), spanOf(external.Value)), "it is external").
				Helped("remove %s, or external", name).About(syntax.Below("volumes", volume.Name(), name)).
				With("volume", volume.Name()).With("attribute", name))
		}
	}
}
