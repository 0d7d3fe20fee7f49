package language

import (
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Link is a text that leads somewhere else. One of File and Page is set.
type Link struct {
	Span source.Span
	// File is the path of a file, which need not exist.
	File string
	// Page is the address of a page of a registry, about an image or an AI model.
	Page string
}

// leads is what the value of an attribute leads to.
type leads uint8

const (
	toFile       leads = iota + 1 // by a path, or several, from the project directory
	toFiles                       // the same, of the items that are texts
	toDockerfile                  // by a path from the context of the build
	toDirectory
	toImage
)

// linked is which attributes lead somewhere, by their row of the table.
var linked = sync.OnceValue(func() map[*schema.Attr]leads { return byRow(linkedPaths) })

var linkedPaths = map[string]leads{
	"/include": toFiles, "/include.path": toFile, "/include.env_file": toFile,
	"env_file": toFile, "env_file.path": toFile, "label_file": toFile,
	"extends.file": toFile, "credential_spec.file": toFile,
	"build": toDirectory, "/include.project_directory": toDirectory,
	"build.dockerfile": toDockerfile, "image": toImage,
	"/configs.file": toFile, "/secrets.file": toFile, "/models.model": toImage,
}

// Links are the texts of a Compose file that lead to other files, or to pages about images, in order of
// place. A path with a variable in it is none.
func (v *View) Links(f *source.File) []Link {
	file := v.file(f)
	if file == nil {
		return nil
	}
	l := linker{view: v, file: f, style: styleOf(f)}
	file.walk(func(_ *syntax.Document, s spot) {
		if s.row != nil {
			l.value(s.node, linked()[s.row], s.parent)
		}
	})
	slices.SortStableFunc(l.links, func(a, b Link) int { return int(a.Span.Start) - int(b.Span.Start) })
	return l.links
}

type linker struct {
	view  *View
	file  *source.File
	style source.PathStyle
	links []Link
}

// value adds the links of the value of an attribute of n.
func (l *linker) value(value *syntax.Node, to leads, n *syntax.Node) {
	switch to {
	case toFile, toFiles:
		if to == toFile {
			l.path(value, "")
		}
		for _, item := range value.Items() {
			l.path(item, "")
		}
	case toDockerfile:
		if context, ok := contextOf(n); ok {
			l.path(value, context)
		}
	case toImage:
		if page := pageOf(value.Value()); value.IsString() && page != "" {
			l.links = append(l.links, Link{Span: syntax.Locate(value, 0, len(value.Value())), Page: page})
		}
	}
}

// contextOf is the directory that is the context of a build; not ok if it is none, or not known.
func contextOf(build *syntax.Node) (string, bool) {
	context := build.Get("context")
	if context == nil {
		return ".", true
	}
	return context.Value(), context.IsString() && !strings.Contains(context.Value(), "$") && !strings.Contains(context.Value(), ":")
}

// path adds the link of a path that starts in a directory below the project's.
func (l *linker) path(n *syntax.Node, dir string) {
	path := n.Value()
	if !n.IsString() || path == "" || path == "-" || strings.ContainsAny(path, "$\n") || strings.Contains(path, "://") || strings.HasPrefix(path, "~") {
		return
	}
	if dir != "" && !l.style.IsAbs(path) {
		path = l.style.Join(dir, path)
	}
	link := Link{Span: syntax.Locate(n, 0, len(n.Value())), File: path}
	if have := l.view.fileNamed(l.file, path); have != nil {
		link.File = have.Name()
	} else if !l.style.IsAbs(path) {
		link.File = l.style.Join(l.view.dirOf(l.file), path)
	}
	l.links = append(l.links, link)
}

// dirOf is where relative paths in a file start: the project directory, or the directory of a file that is
// included or extended from.
func (v *View) dirOf(f *source.File) string {
	if p := v.result.Project; slices.Contains(p.ComposeFiles, f.Name()) {
		return p.WorkingDir
	}
	return styleOf(f).Dir(f.Name())
}

// styleOf is how paths in a file are written.
func styleOf(f *source.File) source.PathStyle {
	if source.IsWindowsAbs(f.Name()) {
		return source.Windows
	}
	return source.Unix
}

// pages are where registries show their images, by host: before what follows the host.
var pages = map[string]string{
	"docker.io":         "https://hub.docker.com/r/",
	"ghcr.io":           "https://ghcr.io/",
	"quay.io":           "https://quay.io/repository/",
	"mcr.microsoft.com": "https://mcr.microsoft.com/artifact/mar/",
	"public.ecr.aws":    "https://gallery.ecr.aws/",
	"hf.co":             "https://hf.co/",
}

// pageOf is the page about an image; "" if there is none that is known. Tag and digest may hold variables.
func pageOf(image string) string {
	name, _, _ := strings.Cut(image, "@")
	if before, _, ok := strings.Cut(name, "$"); ok {
		if name, ok = strings.CutSuffix(before, ":"); !ok {
			return "" // the variable is a part of the name
		}
	} else if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name = name[:i]
	}
	host, path, _ := strings.Cut(name, "/")
	if path == "" || !strings.ContainsAny(host, ".:") && host != "localhost" {
		host, path = "docker.io", name
	}
	valid := func(r rune) bool {
		return r == '/' || r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' && host == "hf.co"
	}
	page := pages[host]
	if page == "" || path == "" || strings.ContainsFunc(path, func(r rune) bool { return !valid(r) }) || strings.Contains("/"+path+"/", "//") {
		return ""
	}
	if host == "docker.io" {
		if official := strings.TrimPrefix(path, "library/"); !strings.Contains(official, "/") {
			return "https://hub.docker.com/_/" + official
		}
	}
	return page + path
}
