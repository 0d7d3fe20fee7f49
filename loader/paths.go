package loader

import (
	"path"
	"strings"

	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// resolvePaths makes the relative paths of a tree start in dir, by the rule that the table has
// for each attribute.
func (r *run) resolvePaths(tree *syntax.Node, dir string) *syntax.Node {
	return r.pathsIn(dir).node(tree, r.root)
}

func (r *run) pathsIn(dir string) *pathResolver {
	return &pathResolver{run: r, style: r.fs.Style(), dir: dir, dirIsClean: dir != "/" && dir != "." && dir == path.Clean(dir)}
}

type pathResolver struct {
	*run
	style source.PathStyle
	dir   string
	// dirIsClean says that dir is in its shortest form and may have a name put behind it.
	dirIsClean bool
	// included says that the tree becomes a part of another, where items with the same path are one.
	included bool

	once syntax.Once[*schema.Type]
}

// node is a value of type t with its paths resolved. A nil pathResolver leaves it as it is.
func (p *pathResolver) node(n *syntax.Node, t *schema.Type) *syntax.Node {
	if p == nil || !t.Holds(schema.HasPath) {
		return n
	}
	return p.holding(n, t)
}

// child is node for the value under a key of a mapping of type t.
func (p *pathResolver) child(n *syntax.Node, t *schema.Type, key string) *syntax.Node {
	if p == nil {
		return n
	}
	if of := t.ChildHolding(schema.HasPath, key); of != nil {
		return p.holding(n, of)
	}
	return n
}

// holding is node for a type that has paths.
func (p *pathResolver) holding(n *syntax.Node, t *schema.Type) *syntax.Node {
	if n == nil {
		return n
	}
	if !n.Repeated() {
		return p.resolved(n, t)
	}
	return p.shared(n, t)
}

// shared is holding for what stands in the tree several times.
func (p *pathResolver) shared(n *syntax.Node, t *schema.Type) *syntax.Node {
	to, _ := p.once.Of(&p.build, n, t, func() (*syntax.Node, bool) { return p.resolved(n, t), false })
	return to
}

func (p *pathResolver) resolved(n *syntax.Node, t *schema.Type) *syntax.Node {
	switch t.Path {
	case schema.MountPath:
		return p.mount(n)
	case schema.DriverPath:
		return p.driver(n)
	case schema.NoPath:
	default:
		if n.Kind == syntax.Scalar {
			return p.scalar(n, t.Path)
		}
	}
	switch n.Kind {
	case syntax.Mapping:
		if len(t.Attrs()) == 0 && t.Values == nil {
			return n
		}
		return p.each(n, func(q *syntax.Pair) *syntax.Node { return p.child(q.Value, t, q.Name()) })
	case syntax.Sequence:
		if t.Elem == nil || !t.Elem.Holds(schema.HasPath) {
			return n
		}
		made := p.holding
		if n.AddedTo() {
			made = p.shared
		}
		n = p.eachItem(n, func(item *syntax.Node) *syntax.Node { return made(item, t.Elem) })
		if p.included && t.Key != nil && t.Elem.Path == schema.NoPath && n.Len() > 1 {
			return merge.UniqueItems(&p.schema, n, t)
		}
	}
	return n
}

func (p *pathResolver) scalar(n *syntax.Node, rule schema.Path) *syntax.Node {
	if !n.IsString() {
		return n
	}
	resolved := n.Value()
	switch rule {
	case schema.HostPath:
		resolved = p.host(n)
	case schema.EitherPath:
		resolved = p.either(n)
	case schema.ContextPath:
		if context := n.Value(); !model.IsRemoteContext(context) && !strings.HasPrefix(context, "service:") {
			resolved = p.host(n)
		}
	case schema.WatchPath:
		resolved = p.watched(n)
	case schema.ExtendsPath:
		if p.resolver(n.Value()) == nil {
			resolved = p.host(n)
		}
	}
	if resolved == n.Value() {
		return n
	}
	return p.build.Scalar(resolved, syntax.String, n, syntax.Resolved)
}

// host is a path by the host's rules. No path stays none.
func (p *pathResolver) host(n *syntax.Node) string {
	name := p.expandHome(n)
	if name == "" || p.style.IsAbs(name) {
		return name
	}
	return p.join(name, n)
}

// join is a relative name, which n stands for, in the directory.
func (p *pathResolver) join(name string, n *syntax.Node) string {
	if !p.affordsText(len(p.dir), n.Span()) {
		return name
	}
	if p.style != source.Unix || p.dir == "" {
		return p.style.Join(p.dir, name)
	}
	// As Join does it, without making the text thrice.
	name = strings.TrimPrefix(name, "./")
	joined := p.texts.Join(p.dir, "/", name)
	if p.dirIsClean && isClean(name) {
		return joined
	}
	return path.Clean(joined)
}

// isClean reports whether a relative name stays as it is when the path that ends with it is cleaned.
func isClean(name string) bool {
	before := byte('/')
	for i := range len(name) {
		c := name[i]
		if before == '/' && (c == '/' || c == '.') { // an element that is empty, or perhaps . or ..
			return false
		}
		before = c
	}
	return before != '/'
}

// either is a path that may be one of another host, where the engine is.
func (p *pathResolver) either(n *syntax.Node) string {
	name := p.expandHome(n)
	if path.IsAbs(name) || source.IsWindowsAbs(name) {
		return name
	}
	return p.join(name, n)
}

func (p *pathResolver) watched(n *syntax.Node) string {
	name := p.host(n)
	if !p.style.IsAbs(name) {
		return name
	}
	resolved, err := source.ResolveLink(p.fs, name)
	if err != nil {
		p.report(BrokenLink.At(n.Span(), "%s cannot be watched: %v", name, err))
		return name
	}
	return resolved
}

func (p *pathResolver) expandHome(n *syntax.Node) string {
	if !strings.HasPrefix(n.Value(), "~") {
		return n.Value()
	}
	if p.Home == "" {
		if !p.noHome {
			p.noHome = true
			p.report(NoHome.At(n.Span(), "~ stands for a home directory, and none is known; it is taken as the name of a file"))
		}
		return n.Value()
	}
	if !p.affordsText(len(p.Home), n.Span()) {
		return n.Value()
	}
	return p.style.Join(p.Home, n.Value()[1:])
}

// mount resolves the source of a service's bind mount.
func (p *pathResolver) mount(n *syntax.Node) *syntax.Node {
	kind, from := -1, -1 // where they are
	pairs := n.Pairs()
	for i := range pairs {
		switch pairs[i].Name() {
		case "type":
			kind = i
		case "source":
			from = i
		}
	}
	if kind < 0 || !is(pairs[kind].Value, "bind") {
		return n
	}
	if from < 0 {
		p.report(BindWithoutSource.At(pairs[kind].Value.Span(), "a bind mount needs a source").
			Helped("add source: the path on the host"))
		return n
	}
	e := p.build.Change(n, syntax.Normalised)
	e.Set(from, p.scalar(pairs[from].Value, schema.EitherPath))
	return e.Node()
}

// driver resolves the device of a local volume that is in truth a bind mount.
func (p *pathResolver) driver(n *syntax.Node) *syntax.Node {
	options := n.Get("driver_opts")
	device := options.Get("device")
	if device == nil || !is(n.Get("driver"), "local") || !is(options.Get("o"), "bind") {
		return n
	}
	return p.with(n, "driver_opts", p.with(options, "device", p.scalar(device, schema.EitherPath)))
}

func is(n *syntax.Node, value string) bool { return n.IsString() && n.Value() == value }

// convertWindowsPaths turns C:\a into /c/a in the sources of mounts, if the project asks for
// it: engines on Unix name the drives of Windows so.
func (r *run) convertWindowsPaths(p *model.Project) {
	if r.fs.Style() != source.Windows || r.Env == nil || !r.does(PathResolution) {
		return
	}
	if asked, _ := r.Env.Lookup("COMPOSE_CONVERT_WINDOWS_PATHS"); !truthy(asked) {
		return
	}
	for _, s := range p.Services {
		for i := range s.Volumes {
			v := &s.Volumes[i]
			if drive := source.WindowsVolume(v.Source); len(drive) == 2 {
				v.Source = "/" + strings.ToLower(drive[:1]) + strings.ReplaceAll(v.Source[2:], `\`, "/")
			}
		}
	}
}

// truthy reports whether the value of a variable means yes.
func truthy(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "1", "t", "true":
		return true
	}
	return false
}
