package validate

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/source"
)

// UnknownProfile is an active profile that no service or job has.
var UnknownProfile = &diag.Def{Code: "unknown-profile", Severity: diag.Warning, Title: "an active profile that enables nothing"}

// UnknownProfiles looks for active profiles that nothing has.
var UnknownProfiles = &Rule{
	Name:  "unknown-profiles",
	Doc:   "A profile that is activated and that no service has was probably misspelt.",
	Codes: []*diag.Def{UnknownProfile},
	Check: checkUnknownProfiles,
}

func checkUnknownProfiles(p *Pass) {
	if len(p.Project.Profiles) == 0 || p.mayHold("profiles") {
		return
	}
	declared := p.Project.DeclaredProfiles()
	for _, profile := range p.Project.Profiles {
		if profile == "*" || profile == "" || slices.Contains(declared, profile) {
			continue
		}
		d := UnknownProfile.At(source.Span{}, "no service has the active profile %s", profile)
		if near := typo.Nearest(profile, slices.Values(declared)); near != "" {
			d = d.Helped("did you mean %s?", near)
		}
		p.Report(d)
	}
}
