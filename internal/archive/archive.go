// Package archive owns how a file of this machine is described in an archive that a container gets. Which files those
// are is not its business.
package archive

import (
	"archive/tar"
	"io/fs"
	"strings"

	"github.com/composekit/composekit/source"
)

// Header describes a file of a machine with paths of a style, and what it leads to if it is a link. Its name is left to the
// caller. Windows knows no permission to execute and shows all that may be read as allowed to all; there every file may be
// executed, or no script of a context could be, and only its owner may write it, as docker has it.
func Header(info fs.FileInfo, link string, style source.PathStyle) (*tar.Header, error) {
	if style == source.Windows {
		link = strings.ReplaceAll(link, `\`, "/")
	}
	h, err := tar.FileInfoHeader(info, link)
	if err != nil {
		return nil, err
	}
	if style == source.Windows {
		h.Mode = h.Mode&^0o777 | (h.Mode|0o111)&0o755
	}
	h.Uname, h.Gname = "", "" // they mean others in a container
	return h, nil
}
