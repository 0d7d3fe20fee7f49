package validate

import (
	"slices"

	"github.com/composekit/composekit/diag"
)

// PlatformNotBuilt is a platform to run on that the image is not built for.
var PlatformNotBuilt = &diag.Def{Code: "platform-not-built", Title: "a platform that the image is not built for"}

// BuildPlatforms demands that an image is built for the platform that its service runs on.
var BuildPlatforms = &Rule{
	Name:  "build-platforms",
	Doc:   "If a service says what it runs on, and its build what it is for, the one must be among the others.",
	Codes: []*diag.Def{PlatformNotBuilt},
	Check: checkBuildPlatforms,
}

func checkBuildPlatforms(p *Pass) {
	for s := range p.Services() {
		if s.Build == nil || p.brokenAt(s, "build", "platform") || s.Platform == "" || len(s.Build.Platforms) == 0 || slices.Contains(s.Build.Platforms, s.Platform) {
			continue
		}
		p.Report(PlatformNotBuilt.At(s.Span("platform"), "the %s runs on %s, which its build is not for", p.kind(), s.Platform).
			Labelled(s.Key("build", "platforms"), "it is built for these").
			Helped("add %s to build.platforms", s.Platform).About(s.Path()+".platform").With("service", s.Name).With("platform", s.Platform))
	}
}
