package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
)

// FloatingTag is an image whose name says nothing about its version.
var FloatingTag = &diag.Def{Code: "floating-tag", Severity: diag.Warning, Title: "an image without a version"}

// NoFloatingTags is against images with the tag latest, or with none, which is the same.
var NoFloatingTags = &Rule{
	Name:      "no-floating-tags",
	Doc:       "What latest stands for changes without notice, so nobody knows which version runs, or can go back to it.",
	Reference: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
	Codes:     []*diag.Def{FloatingTag},
	Check:     checkNoFloatingTags,
}

func checkNoFloatingTags(p *Pass) {
	for s := range p.Services() {
		if s.Image == "" || s.Build != nil {
			continue // the tag is a name for what is built
		}
		_, tag, digest := nameAndTag(s.Image)
		if digest || tag != "" && tag != "latest" {
			continue
		}
		p.Report(FloatingTag.At(s.Span("image"), "the image %s can be any version", s.Image).
			Helped("name the version that the project was tested with").About(s.Path() + ".image"))
	}
}

// nameAndTag are the last part of an image's name and its tag, "" if it has none, and whether it has a digest.
func nameAndTag(image string) (name, tag string, digest bool) {
	name, _, digest = strings.Cut(image, "@")
	name, tag, _ = strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ":")
	return name, tag, digest
}
