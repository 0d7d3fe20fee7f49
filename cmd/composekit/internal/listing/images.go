package listing

import (
	"io"
	"strings"
	"time"

	"github.com/docker/go-units"

	"github.com/composekit/composekit/driver"
)

// ImageUse is a row of images: a container and the image that it was made of.
type ImageUse struct {
	Container driver.Container
	// Image is nil if it exists no longer.
	Image *driver.Image
}

// image is a row of images in JSON.
type image struct {
	ID            string
	ContainerName string
	Repository    string
	Tag           string
	Platform      string
	Size          int64
	Created       *time.Time `json:",omitempty"`
	LastTagTime   time.Time  `json:",omitzero"`
}

// Images prints what images does.
func Images(w io.Writer, format string, list []ImageUse, now time.Time) error {
	images := make([]image, len(list))
	for i, u := range list {
		images[i] = imageRow(u)
	}
	switch format {
	case "json":
		if len(images) == 0 {
			images = nil // docker compose prints null
		}
		if err := array(w, images); err != nil {
			return err
		}
		_, err := io.WriteString(w, "\n")
		return err
	case "", "table":
	default:
		return unknownFormat(format)
	}
	rows := make([][]string, len(images))
	for i, m := range images {
		created := "N/A"
		if m.Created != nil {
			created = Age(now.Sub(*m.Created))
		}
		rows[i] = []string{
			m.ContainerName, orNone(m.Repository), orNone(m.Tag), m.Platform, ShortID(m.ID),
			units.HumanSizeWithPrecision(float64(m.Size), 3), created,
		}
	}
	return columns(w, []string{"CONTAINER", "REPOSITORY", "TAG", "PLATFORM", "IMAGE ID", "SIZE", "CREATED"}, rows)
}

func imageRow(u ImageUse) image {
	out := image{ID: u.Container.ImageID, ContainerName: u.Container.Name, Platform: "unknown"}
	out.Repository, out.Tag = familiarName(u.Container.Image)
	if m := u.Image; m != nil {
		out.ID, out.Size, out.LastTagTime = m.ID, m.Size, m.LastTagged
		if !m.Created.IsZero() {
			out.Created = &m.Created
		}
		out.Platform = m.OS
		for _, part := range []string{m.Arch, m.Variant} {
			if part != "" {
				out.Platform += "/" + part
			}
		}
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "<none>"
	}
	return s
}

// familiarName is the repository and the tag of a reference as people write it: without the
// registry that is Docker's own. The ID of an image has neither.
func familiarName(ref string) (repository, tag string) {
	name, _, digested := strings.Cut(ref, "@")
	if strings.HasPrefix(name, "sha256:") {
		return "", ""
	}
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name, tag = name[:i], name[i+1:]
	} else if !digested {
		tag = "latest"
	}
	for _, own := range []string{"docker.io/", "index.docker.io/"} {
		name = strings.TrimPrefix(name, own)
	}
	return strings.TrimPrefix(name, "library/"), tag
}
