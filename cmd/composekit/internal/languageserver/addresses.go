package languageserver

import (
	"net/url"
	"strings"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/source"
)

// unsaved is where files are that an editor has elsewhere than on disk, such as those that were never saved, or those of another
// machine. There is nothing beside them.
const unsaved = "/.unsaved/"

// isUnsaved reports whether a file is one of those.
func isUnsaved(path string) bool {
	return strings.HasPrefix(strings.ReplaceAll(path, `\`, "/"), unsaved)
}

// pathOf is the path of a file that an editor names by its address.
func pathOf(uri string) string { return pathIn(host.FS().Style(), uri) }

// pathIn is the path of a file in a style. Only on Windows are there paths to files of other machines: \\host\share\file.
func pathIn(style source.PathStyle, uri string) string {
	path, ok := filePath(style, uri)
	if !ok {
		path = unsaved + url.PathEscape(uri)
	}
	if style == source.Windows {
		path = strings.ReplaceAll(path, "/", `\`)
	}
	return path
}

// filePath is the path in an address, with slashes; not ok if it is none of a file. Package net/url takes no host like wsl%24, which
// editors write for wsl$.
func filePath(style source.PathStyle, uri string) (path string, ok bool) {
	scheme, rest, _ := strings.Cut(uri, ":")
	if !strings.EqualFold(scheme, "file") {
		return "", false
	}
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	path, err := url.PathUnescape(rest)
	if err != nil {
		return "", false
	}
	if after, there := strings.CutPrefix(path, "//"); there {
		at, below, _ := strings.Cut(after, "/")
		if at != "" && !strings.EqualFold(at, "localhost") {
			return path, style == source.Windows
		}
		path = "/" + below
	}
	if source.IsWindowsAbs(strings.TrimPrefix(path, "/")) {
		path = strings.TrimPrefix(path, "/")
	}
	return path, true
}

// uriOf is the address of a file: what the editor calls it, if it has opened it.
func (s *server) uriOf(path string) string {
	if uri, ok := s.uris[path]; ok {
		return uri
	}
	return uriIn(host.FS().Style(), path)
}

// uriIn is the address of a file whose path is in a style.
func uriIn(style source.PathStyle, path string) string {
	u := url.URL{Scheme: "file", Path: path}
	if style == source.Windows {
		u.Path = strings.ReplaceAll(path, `\`, "/")
		if after, ok := strings.CutPrefix(u.Path, "//"); ok {
			at, below, _ := strings.Cut(after, "/")
			u.Host, u.Path = at, below
		}
	}
	if !strings.HasPrefix(u.Path, "/") {
		u.Path = "/" + u.Path
	}
	return u.String()
}

func (s *server) locationOf(at source.Span) location {
	return location{s.uriOf(at.File.Name()), rangeOf(at)}
}
