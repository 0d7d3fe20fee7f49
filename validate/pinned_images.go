package validate

import "github.com/composekit/composekit/diag"

// UnpinnedImage is an image that may be another one tomorrow.
var UnpinnedImage = &diag.Def{Code: "unpinned-image", Severity: diag.Note, Title: "an image without a digest"}

// PinnedImages asks for the digests of images.
var PinnedImages = &Rule{
	Name:      "pinned-images",
	Doc:       "A tag can be moved to another image at any time; a digest stands for one image for ever.",
	Reference: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
	Codes:     []*diag.Def{UnpinnedImage},
	Check:     checkPinnedImages,
}

func checkPinnedImages(p *Pass) {
	for s := range p.Services() {
		if s.Image == "" || s.Build != nil {
			continue
		}
		if _, _, digest := nameAndTag(s.Image); !digest {
			p.Report(UnpinnedImage.At(s.Span("image"), "the image %s may be another one tomorrow", s.Image).
				Helped("add its digest: IMAGE:TAG@sha256:…").About(s.Path() + ".image"))
		}
	}
}
