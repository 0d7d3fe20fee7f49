// Package publishing owns what of a project is put in a registry: which files, and as which text, and what in
// them a person should have been asked about. It reads files by the loader's means, and sends nothing.
package publishing

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/composekit/composekit/cmd/composekit/internal/sensitive"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Parts are a project, ready to be published.
type Parts struct {
	Files []docker.PublishedFile
	// EnvFiles are the services and jobs that name env files: "service web".
	EnvFiles []string
	// Literals are variables with names of secrets whose values are published as they are written.
	Literals []Place
	// Contents are configs whose content is.
	Contents []Place
	// Secrets are what looks like some.
	Secrets []Place
}

// Place is something that is published as it is written.
type Place struct {
	Span source.Span
	What string
}

// Collect finds what is to be published of a project that was loaded without an error. Files that services extend, and with
// withEnv env files, get names that tell nothing of where they come from; the Compose files name them by these. What
// is somewhere else already, such as in another registry, stays there.
func Collect(l *loader.Loader, loaded *loader.Result, withEnv bool) (*Parts, error) {
	c := &collector{Loader: l, loaded: loaded, withEnv: withEnv, parts: &Parts{}, seen: map[string]bool{}}
	for _, name := range loaded.Project.ComposeFiles {
		if err := c.compose(name, docker.PublishedFile{Kind: docker.ComposeFile, Name: c.baseName(name)}, loaded.Project.WorkingDir); err != nil {
			return nil, err
		}
	}
	for len(c.extended) > 0 {
		name := c.extended[0]
		c.extended = c.extended[1:]
		if err := c.compose(name, docker.PublishedFile{Kind: docker.ExtendedFile, Name: published(name, ofCompose)}, l.FS.Style().Dir(name)); err != nil {
			return nil, err
		}
	}
	c.parts.Files = append(c.parts.Files, c.envFiles...)
	slices.Sort(c.parts.EnvFiles)
	c.parts.EnvFiles = slices.Compact(c.parts.EnvFiles)
	return c.parts, nil
}

type collector struct {
	*loader.Loader
	loaded   *loader.Result
	withEnv  bool
	parts    *Parts
	seen     map[string]bool // extended files and env files
	extended []string        // which are to be read
	envFiles []docker.PublishedFile
}

// baseName is the name of a file without its directory. What came from standard input has none.
func (c *collector) baseName(name string) string {
	if name == "-" {
		return "compose.yaml"
	}
	return c.FS.Style().Base(name)
}

// The extensions of files that are published under names made up for that.
const ofCompose, ofEnv = ".yaml", ".env"

// published is the name under which a file is published.
func published(name, extension string) string {
	return fmt.Sprintf("%x%s", sha256.Sum256([]byte(name)), extension)
}

// compose adds a Compose file, whose relative names start in a directory.
func (c *collector) compose(name string, as docker.PublishedFile, dir string) error {
	f := c.loaded.File(name)
	if f == nil {
		text, err := source.ReadText(c.FS, name)
		if err != nil {
			return err
		}
		f = source.NewFile(name, text)
	}
	docs, list := syntax.Parse(f, c.Limits.Syntax)
	r := &reading{collector: c, dir: dir}
	for _, doc := range docs {
		root, more := syntax.Resolve(doc, c.Limits.Syntax)
		list = append(list, more...)
		r.walk(position{}, root, schema.Compose())
		for _, comment := range doc.Comments {
			if kind := sensitive.Kind("", comment.Span.Text()); kind != "" {
				c.parts.Secrets = append(c.parts.Secrets, Place{comment.Span, kind})
			}
		}
	}
	if err := cmp.Or(list.Err(), r.err); err != nil {
		return err
	}
	text, err := syntax.Apply(f.Text(), r.edits)
	as.Text = []byte(text)
	c.parts.Files = append(c.parts.Files, as)
	return err
}

// reading is one Compose file that is read.
type reading struct {
	*collector
	dir   string
	edits []diag.Edit
	err   error // the first
}

// position is where a value stands.
type position struct {
	path  syntax.Path
	owner string // "service web"
}

func (p position) key(name string) position {
	if len(p.path) == 1 {
		p.owner = strings.TrimSuffix(p.path[0].Name, "s") + " " + name
	}
	p.path = append(slices.Clip(p.path), syntax.Step{Name: name})
	return p
}

// walk looks at a value of a type, and what is in it; a nil type is that of extensions.
func (r *reading) walk(at position, n *syntax.Node, t *schema.Type) {
	if t != nil && t.Format == schema.EnvFiles {
		r.namesEnvFiles(at, n)
		return
	}
	for _, p := range n.Pairs() {
		below := at.key(p.Name())
		child := t.Child(p.Name())
		if child != nil && child.Path == schema.ExtendsPath {
			r.rename(p.Value, ofCompose)
			continue
		}
		if len(at.path) == 2 && at.path[0].Name == "configs" && p.Name() == "content" && sensitive.Literal(p.Value.Value()) {
			r.parts.Contents = add(r.parts.Contents, p.Value, below.owner)
		}
		switch {
		case t != nil && t.Format == schema.Environment:
			r.variable(at, p.Name(), p.Value, textOf(p.Value))
		case t != nil && t.Attr(p.Name()) != nil: // Compose's own names tell nothing
			r.text("", p.Value, textOf(p.Value))
		default:
			r.text(p.Name(), p.Value, textOf(p.Value))
		}
		r.walk(below, p.Value, child)
	}
	for _, item := range n.Items() {
		name, value, keyed := strings.Cut(item.Value(), "=")
		switch {
		case keyed && t != nil && t.Format == schema.Environment:
			r.variable(at, name, item, value)
		case keyed && t != nil && (t.Format == schema.KeyValues || t.Format == schema.Labels):
			r.text(name, item, value)
		default:
			r.text("", item, textOf(item))
		}
		r.walk(at, item, t.Item())
	}
}

// textOf is a scalar as text; "" if it is null or a collection.
func textOf(n *syntax.Node) string {
	if n.IsNull() {
		return ""
	}
	return n.Value()
}

// variable looks at a variable of a container.
func (r *reading) variable(at position, name string, n *syntax.Node, value string) {
	if sensitive.Named(name) && sensitive.Literal(value) {
		r.parts.Literals = add(r.parts.Literals, n, at.owner+": "+name)
	}
	r.text(name, n, value)
}

// text looks at a text that has a name.
func (r *reading) text(name string, n *syntax.Node, text string) {
	if kind := sensitive.Kind(name, text); kind != "" {
		r.parts.Secrets = add(r.parts.Secrets, n, named(name, kind))
	}
}

// named is what has a name.
func named(name, what string) string {
	if name == "" {
		return what
	}
	return name + ": " + what
}

// add notes a place, unless an alias has brought it up before.
func add(places []Place, n *syntax.Node, what string) []Place {
	place := Place{n.Span(), what}
	if slices.Contains(places, place) {
		return places
	}
	return append(places, place)
}

// namesEnvFiles looks at env_file: a name, or a list of names and mappings.
func (r *reading) namesEnvFiles(at position, n *syntax.Node) {
	names := n.Items()
	if n.IsString() {
		names = []*syntax.Node{n}
	}
	for _, name := range names {
		if file := name.Get("path"); file != nil {
			name = file
		}
		if name.IsString() && name.Value() != "" {
			r.parts.EnvFiles = append(r.parts.EnvFiles, at.owner)
			r.rename(name, ofEnv)
		}
	}
}

// rename has a Compose file name another file as that is going to be called, and notes the other.
func (r *reading) rename(n *syntax.Node, extension string) {
	if !n.IsString() || n.Value() == "" {
		return
	}
	name := interpolate.Expand(n.Value(), r.Env, r.Limits.Interpolation).Value
	if slices.ContainsFunc(r.Resolvers, func(x loader.Resolver) bool { return x.Accept(name) }) {
		return
	}
	style := r.FS.Style()
	switch {
	case strings.HasPrefix(name, "~") && r.Home != "":
		name = style.Join(r.Home, name[1:])
	case !style.IsAbs(name):
		name = style.Join(r.dir, name)
	}
	span := n.Span()
	written := diag.Edit{Span: span, New: published(name, extension)}
	if strings.HasSuffix(span.Text(), "\n") { // a block scalar
		written.New += "\n"
	}
	if !slices.Contains(r.edits, written) {
		r.edits = append(r.edits, written)
	}
	if r.seen[name] {
		return
	}
	r.seen[name] = true
	if extension == ofCompose {
		r.extended = append(r.extended, name)
	} else if r.withEnv {
		r.envFile(name)
	}
}

// envFile adds an env file. One that is not there is one that need not be: the project has been loaded.
func (r *reading) envFile(name string) {
	content, err := r.FS.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return
	case err != nil:
		r.err = cmp.Or(r.err, err)
		return
	}
	f := source.NewFile(name, string(content))
	offset := 0
	for line := range strings.Lines(f.Text()) {
		key, value, _ := strings.Cut(strings.TrimLeft(strings.TrimSpace(line), "# "), "=")
		key = strings.TrimSpace(strings.TrimPrefix(key, "export "))
		value = strings.Trim(strings.TrimSpace(value), `'"`)
		if value == "" {
			key, value = "", key
		}
		if kind := sensitive.Kind(key, value); kind != "" {
			r.parts.Secrets = append(r.parts.Secrets, Place{f.Span(offset, offset+len(strings.TrimRight(line, "\r\n"))), named(key, kind)})
		}
		offset += len(line)
	}
	r.envFiles = append(r.envFiles, docker.PublishedFile{Kind: docker.EnvFile, Name: published(name, ofEnv), Text: content})
}
