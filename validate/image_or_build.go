package validate

import "github.com/composekit/composekit/diag"

// NoImage is a service that has nothing to run.
var NoImage = &diag.Def{Code: "no-image", Title: "a service without image or build"}

// ImageOrBuild demands that a service has an image, a build or a provider.
var ImageOrBuild = &Rule{
	Name:  "image-or-build",
	Doc:   "A service needs an image, a build or a provider, or there is nothing to run.",
	Codes: []*diag.Def{NoImage},
	Check: func(p *Pass) {
		for _, s := range p.Services() {
			if s.Build == nil && s.Image == "" && s.Provider == nil && !p.broken(s.Path) {
				p.Report(NoImage.At(s.pair.Span, "the service %s has neither an image nor a build", s.Name).
					Helped("add image: with the image to run, or build: with the directory to build it from").
					About(s.Path))
			}
		}
	},
}
