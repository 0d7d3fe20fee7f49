package validate

import "github.com/composekit/composekit/diag"

// TwoDockerfiles is a build that names a Dockerfile and holds another.
var TwoDockerfiles = &diag.Def{Code: "two-dockerfiles", Title: "both dockerfile and dockerfile_inline"}

// BuildFile forbids a build to name a Dockerfile and to hold one.
var BuildFile = &Rule{
	Name:  "build-file",
	Doc:   "A build has either dockerfile or dockerfile_inline: it is made from one of them.",
	Codes: []*diag.Def{TwoDockerfiles},
	Check: checkBuildFile,
}

func checkBuildFile(p *Pass) {
	for s := range p.Services() {
		if b := s.Build; b != nil && b.Dockerfile != "" && b.DockerfileInline != "" && !p.brokenAt(s, "build") {
			p.Report(TwoDockerfiles.At(s.Key("build", "dockerfile_inline"), "dockerfile_inline and dockerfile exclude each other").
				Labelled(s.Key("build", "dockerfile"), "dockerfile is here").
				Helped("remove one of them").About(s.Path()+".build.dockerfile_inline").With("service", s.Name))
		}
	}
}
