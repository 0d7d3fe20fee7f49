package loader

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

const projectNameVariable = "COMPOSE_PROJECT_NAME"

// projectName is the name of the project.
func (r *run) projectName(mains []*file) string {
	name := r.wantedName(mains)
	if len(name) > longest {
		r.report(InvalidProjectName.At(r.named.Span, "the project name has %d bytes, and at most %d are possible", len(name), longest).
			Helped("give the project a shorter name"))
		return ""
	}
	return name
}

// wantedName is the name of the project, however long: the caller's, else that of the environment, else
// the last one in the files, else that of the project directory.
func (r *run) wantedName(mains []*file) string {
	if r.Name != "" || !r.does(Naming) {
		r.named.From = "the name that was given for the project"
		return r.givenName(r.Name, "the project name")
	}
	if r.Env != nil {
		if name, _ := r.Env.Lookup(projectNameVariable); name != "" {
			r.named, _ = source.OriginOf(r.Env, projectNameVariable)
			return r.givenName(name, projectNameVariable)
		}
	}
	written, at := r.writtenName(mains)
	name := ""
	if at != nil {
		r.named.Span = at.Span()
	}
	dir := r.dir
	if r.remote {
		dir = cmp.Or(r.NameDir, dir)
	}
	switch {
	case at == nil:
		r.named.From = "the name of the project directory"
		if dir != r.dir {
			r.named.From = "the name of the directory " + dir
		}
		name = NormalizeName(r.fs.Style().Base(dir))
		if name != "" && len(mains) > 0 {
			r.checkNamedAfterLink(name, dir)
		}
	case r.does(Interpolation):
		// Its faults are reported with those of the other attributes.
		written = interpolate.Expand(written, r.Env, r.limits.Interpolation).Value
		fallthrough
	default:
		name = written
		if r.does(Normalization) {
			name = NormalizeName(written)
		}
	}
	if name == "" && len(mains) > 0 {
		var span source.Span
		if at != nil {
			span = at.Span()
		}
		help := "give it one with the attribute name, of lower-case letters, digits, hyphens and underscores"
		base := r.fs.Style().Base(dir)
		why := fmt.Sprintf("none is left of %q", strings.TrimSpace(cmp.Or(written, base)))
		switch {
		case at != nil && written == "":
			why = "its attribute name comes to nothing"
		case at == nil && (base == "." || base == ".."):
			why = fmt.Sprintf("its directory is only known as %q", dir)
			help = "name the file by its absolute path, or give the project a name"
		}
		r.report(NoProjectName.At(span, "the project has no name, for %s", why).Helped("%s", help))
	}
	return name
}

// checkNamedAfterLink reports that a project has a name which it would not have if its directory were
// called by its own name. One that leads nowhere, or through a link that does, is as good as any.
func (r *run) checkNamedAfterLink(name, dir string) {
	if !r.fs.Style().IsAbs(dir) || !source.IsLink(r.fs, dir) {
		return // links above a directory do not change what it is called
	}
	for at := dir; ; {
		target, err := source.ResolveLink(r.fs, at)
		if err != nil {
			return
		}
		if target != at {
			at = target
			continue
		}
		if r.fs.Style().Base(at) != r.fs.Style().Base(dir) {
			r.report(NamedAfterLink.At(source.Span{}, "the project is named %s after a symbolic link; the directory is %s", name, at).
				Helped("give it a name of its own with the attribute name, or else it is another project where the directory is reached without the link").
				With("name", name).With("directory", dir))
		}
		return
	}
}

func (r *run) givenName(name, what string) string {
	normal := NormalizeName(name)
	if normal != name {
		d := InvalidProjectName.At(source.Span{}, "%s %q is not valid", what, name)
		if normal != "" {
			d = d.Helped("a project name has lower-case letters, digits, hyphens and underscores, and begins with a letter or digit, such as %s", normal)
		} else {
			d = d.Helped("a project name has lower-case letters, digits, hyphens and underscores, and begins with a letter or digit")
		}
		r.report(d)
	}
	return normal
}

// writtenName is the last top-level name in the files that is not empty, and its node; nil if
// there is none.
func (r *run) writtenName(mains []*file) (string, *syntax.Node) {
	name := ""
	var at *syntax.Node
	for _, f := range mains {
		for _, doc := range f.documents(r) {
			if written, n := WrittenName(doc.Document); n != nil {
				name, at = written, n
			}
		}
	}
	return name, at
}

// WrittenName is the attribute name of a document, which is looked for before anything else is done with it, and its node;
// nil if it is empty or there is none. 04-version-and-name.md
func WrittenName(doc *syntax.Document) (string, *syntax.Node) {
	n := doc.Root.Get("name")
	if n != nil && n.Kind == syntax.Alias {
		n = n.Target()
	}
	if n == nil || n.Kind != syntax.Scalar || n.Type == syntax.Null {
		return "", nil
	}
	name := n.Value()
	if n.IsString() {
		name = n.Text() // !!binary
	}
	if name == "" {
		return "", nil
	}
	return name, n
}

// NormalizeName is a text with everything changed or left out that a project name cannot
// have: upper-case letters become lower-case, other characters than letters, digits, hyphens
// and underscores vanish, and so do hyphens and underscores at its start. 04-version-and-name.md
func NormalizeName(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '_', c == '-':
			return c
		}
		return -1
	}, strings.ToLower(s))
	return strings.TrimLeft(s, "_-")
}
