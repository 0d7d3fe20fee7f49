package validate

import "github.com/composekit/composekit/diag"

// NoImage is a service that has nothing to run.
var NoImage = &diag.Def{Code: "no-image", Title: "a service without image or build"}

// ImageOrBuild demands that a service has an image, a build or a provider.
var ImageOrBuild = &Rule{
	Name:  "image-or-build",
	Doc:   "A service needs an image, a build or a provider, or there is nothing to run.",
	Codes: []*diag.Def{NoImage},
	Check: checkImageOrBuild,
}

func checkImageOrBuild(p *Pass) {
	for s := range p.Services() {
		if s.Build == nil && s.Image == "" && s.Provider == nil && !p.mayRun(s) && !p.Full(NoImage) {
			d := NoImage.At(s.pair.Span(), "the %s %s has neither an image nor a build", p.kind(), s.Name).
				Helped("add image: with the image to run, or build: with the directory to build it from").About(s.Path())
			if written := s.Node("image"); written.IsString() { // it is what became of variables, or of an anchor
				d = NoImage.At(s.Span("image"), "the image of the %s %s is an empty text", p.kind(), s.Name).
					Helped("name the image to run here").About(s.Path() + ".image")
			}
			p.Report(d.With("service", s.Name))
		}
	}
}

// mayRun reports whether a service may have something to run that could not be read, or profiles by which it
// is not to run.
func (p *Pass) mayRun(s Service) bool {
	return p.unsure("services") || p.mayHoldOf(s.Name, "image", "build", "provider", "extends", "profiles")
}
