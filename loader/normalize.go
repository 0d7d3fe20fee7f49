package loader

import (
	"path"
	"slices"
	"strings"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// normalize resolves the paths of the project, if that is asked for, and fills in what it
// implies: the name, the default network, what follows for each container, and the names of
// resources.
func (r *run) normalize(tree *syntax.Node, env source.Env) *syntax.Node {
	if tree == nil {
		return nil
	}
	n := normalizer{run: r, env: env}
	if r.does(PathResolution) {
		n.paths = r.pathsIn(r.dir)
	}
	for _, section := range [...]string{"services", "jobs"} {
		t := r.root.Child(section).Child("")
		all := tree.Get(section)
		if to := r.each(all, func(p *syntax.Pair) *syntax.Node {
			if !p.Value.Repeated() {
				return n.container(p.Value, t)
			}
			to, _ := n.once.Of(&n.build, p.Value, t, func() (*syntax.Node, bool) { return n.container(p.Value, t), false })
			return to
		}); to != all {
			tree = r.with(tree, section, to)
		}
	}
	tree = r.each(tree, func(p *syntax.Pair) *syntax.Node {
		if p.Name() == "services" || p.Name() == "jobs" {
			return p.Value
		}
		return n.paths.node(p.Value, r.root.Child(p.Name()))
	})
	tree = n.defaultNetwork(tree)
	for _, section := range [...]string{"networks", "volumes", "configs", "secrets"} {
		all := tree.Get(section)
		if to := r.each(all, n.named); to != all {
			tree = r.with(tree, section, to)
		}
	}
	if r.name == "" {
		return tree
	}
	if written := tree.Get("name"); written.IsString() && written.Value() == r.name {
		return tree
	}
	return r.with(tree, "name", r.build.Scalar(r.name, syntax.String, tree.Get("name"), syntax.Normalised))
}

type normalizer struct {
	*run
	env         source.Env
	paths       *pathResolver             // nil leaves paths as they are
	usesDefault bool                      // some container is on the default network
	once        syntax.Once[*schema.Type] // nil stands for that of mounts and lists of them
}

// container is a service or job with what it implies. What is not of the shape that the table
// asks for stays as it is.
func (n *normalizer) container(c *syntax.Node, t *schema.Type) *syntax.Node {
	if c.Kind != syntax.Mapping {
		return c
	}
	e := n.build.Change(c, syntax.Normalised)
	joins, depends := true, false
	networks, hooks := -1, -1 // where they are
	pairs := c.Pairs()
	for i := range pairs {
		name, v := pairs[i].Name(), pairs[i].Value
		if name == "build" && v.Kind == syntax.Mapping {
			e.Set(i, n.buildOf(v, t.Child(name)))
			continue
		}
		v = n.paths.child(v, t, name)
		switch name {
		case "provider":
			joins = false
		case "network_mode":
			joins, depends = false, true
		case "links", "ipc", "pid", "uts", "cgroup", "volumes_from":
			depends = true
		case "pull_policy":
			if is(v, "if_not_present") {
				v = n.build.Scalar("missing", syntax.String, v, syntax.Normalised)
			}
		case "environment":
			v = n.values(v, true)
		case "volumes":
			v = n.mounts(v)
		case "networks":
			networks = i
		case "pre_start":
			hooks = i
		}
		e.Set(i, v)
	}
	if joins {
		n.networks(&e, networks)
	}
	if depends {
		n.dependencies(&e)
	}
	out := e.Node()
	if hooks >= 0 && out.Pairs()[hooks].Value.Len() > 0 {
		return n.with(out, "pre_start", n.hooks(out.Pairs()[hooks].Value, out, t))
	}
	return out
}

// networks puts a container that is on no network on the default one. At is where its networks are.
func (n *normalizer) networks(e *syntax.Change, at int) {
	var joined *syntax.Node
	if at >= 0 {
		joined = e.Node().Pairs()[at].Value
	}
	switch {
	case joined == nil || joined.Kind == syntax.Mapping && joined.Len() == 0:
		n.usesDefault = true
		pairs := append(n.build.Pairs(1), n.build.PairAt(nil, "default", n.build.Scalar("", syntax.Null, nil, syntax.Defaulted)))
		e.PutAt(at, "networks", n.build.Mapping(pairs, joined, syntax.Defaulted))
	case joined.Find("default") >= 0:
		n.usesDefault = true
	}
}

// defaultNetwork adds the default network if some container is on it.
func (n *normalizer) defaultNetwork(tree *syntax.Node) *syntax.Node {
	networks := tree.Get("networks")
	if !n.usesDefault || networks.Find("default") >= 0 || !networks.IsNull() && networks.Kind != syntax.Mapping {
		return tree
	}
	none := n.build.Scalar("", syntax.Null, nil, syntax.Defaulted)
	if networks.IsNull() {
		return n.with(tree, "networks", n.build.Mapping([]syntax.Pair{n.build.PairAt(nil, "default", none)}, networks, syntax.Defaulted))
	}
	return n.with(tree, "networks", n.with(networks, "default", none))
}

// buildOf is a build with its paths, with the Dockerfile's name and with the values of its arguments.
func (n *normalizer) buildOf(b *syntax.Node, t *schema.Type) *syntax.Node {
	e := n.build.Change(b, syntax.Normalised)
	context, dockerfile, inline := -1, -1, -1 // where they are
	pairs := b.Pairs()
	for i := range pairs {
		name := pairs[i].Name()
		v := n.paths.child(pairs[i].Value, t, name)
		switch name {
		case "args":
			v = n.values(v, false)
		case "context":
			context = i
		case "dockerfile":
			dockerfile = i
		case "dockerfile_inline":
			inline = i
		}
		e.Set(i, v)
	}
	missing := func(at int) bool { return at < 0 || pairs[at].Value.IsNull() }
	if missing(context) {
		e.PutAt(context, "context", n.build.Scalar(".", syntax.String, nil, syntax.Defaulted))
	}
	if missing(dockerfile) && missing(inline) {
		e.PutAt(dockerfile, "dockerfile", n.build.Scalar("Dockerfile", syntax.String, nil, syntax.Defaulted))
	}
	return e.Node()
}

// values gives variables without a value that of the project's variable. Those that have none
// there either stay, or are left out.
func (n *normalizer) values(vars *syntax.Node, keep bool) *syntax.Node {
	switch vars.Kind {
	case syntax.Mapping:
		out := n.each(vars, func(p *syntax.Pair) *syntax.Node {
			if !p.Value.IsNull() {
				return p.Value
			}
			value, set := n.env.Lookup(p.Name())
			if !set {
				return p.Value
			}
			return n.build.Scalar(value, syntax.String, p.Value, syntax.Resolved)
		})
		if keep {
			return out
		}
		return n.onlyGiven(out)
	case syntax.Sequence:
		out := n.eachItem(vars, func(item *syntax.Node) *syntax.Node { return n.withValue(item, n.env) })
		if keep {
			return out
		}
		return n.onlySet(out)
	}
	return vars
}

// onlyGiven is a mapping without the entries that have no value.
func (n *normalizer) onlyGiven(vars *syntax.Node) *syntax.Node {
	missing := func(p syntax.Pair) bool { return p.Value.IsNull() }
	if !slices.ContainsFunc(vars.Pairs(), missing) {
		return vars
	}
	pairs := append(n.build.Pairs(vars.Len()), vars.Pairs()...)
	return n.build.Mapping(slices.DeleteFunc(pairs, missing), vars, syntax.Normalised)
}

// onlySet is a list of KEY=VALUE without the items that have no value.
func (n *normalizer) onlySet(list *syntax.Node) *syntax.Node {
	missing := func(item *syntax.Node) bool { return item.IsString() && !strings.Contains(item.Value(), "=") }
	if !slices.ContainsFunc(list.Items(), missing) {
		return list
	}
	items := append(n.build.Items(list.Len()), list.Items()...)
	return n.build.Sequence(slices.DeleteFunc(items, missing), list, syntax.Normalised)
}

// mounts are mounts with clean targets.
func (n *normalizer) mounts(list *syntax.Node) *syntax.Node {
	all := func() *syntax.Node { return n.eachItem(list, n.mount) }
	switch {
	case list.Repeated():
		return n.mountsOnce(list, all)
	case list.AddedTo():
		return n.eachItem(list, func(m *syntax.Node) *syntax.Node { return n.mountsOnce(m, func() *syntax.Node { return n.mount(m) }) })
	}
	return all()
}

// mountsOnce is what comes of one mount or a list of them that stands in the tree several times.
func (n *normalizer) mountsOnce(mounts *syntax.Node, stage func() *syntax.Node) *syntax.Node {
	to, _ := n.once.Of(&n.build, mounts, nil, func() (*syntax.Node, bool) { return stage(), false })
	return to
}

// mount is a mount with a clean target.
func (n *normalizer) mount(m *syntax.Node) *syntax.Node {
	target := m.Get("target")
	if !target.IsString() {
		return m
	}
	written := target.Value()
	if strings.HasPrefix(written, "/") && isClean(written[1:]) {
		return m
	}
	clean := path.Clean(written)
	if clean == written {
		return m
	}
	return n.with(m, "target", n.build.Scalar(clean, syntax.String, target, syntax.Normalised))
}

// namespaces are the attributes that may share a namespace of another service.
var namespaces = [...]string{"network_mode", "ipc", "pid", "uts", "cgroup"}

const servicePrefix, containerPrefix = "service:", "container:"

// dependencies adds the dependencies that follow from links, shared namespaces and shared
// volumes. workload_spec.md#depends_on
func (n *normalizer) dependencies(e *syntax.Change) {
	declared := e.Node().Get("depends_on")
	if !declared.IsNull() && declared.Kind != syntax.Mapping {
		return
	}
	d := n.build.Change(declared, syntax.Normalised)
	for _, link := range e.Node().Get("links").Items() {
		if link.IsString() {
			name := link.Value()
			if service, alias, found := strings.Cut(name, ":"); found && !strings.Contains(alias, ":") {
				name = service
			}
			n.implied(&d, name, link, true)
		}
	}
	for _, namespace := range namespaces {
		if mode := e.Node().Get(namespace); mode.IsString() {
			if name, shared := strings.CutPrefix(mode.Value(), servicePrefix); shared {
				n.implied(&d, name, mode, true)
			}
		}
	}
	for _, from := range e.Node().Get("volumes_from").Items() {
		if from.IsString() && !strings.HasPrefix(from.Value(), containerPrefix) {
			name, _, _ := strings.Cut(from.Value(), ":")
			n.implied(&d, name, from, false)
		}
	}
	if all := d.Node(); all != nil {
		e.Put("depends_on", all)
	}
}

// implied adds a dependency that follows from a value, unless there is one already.
func (n *normalizer) implied(d *syntax.Change, name string, from *syntax.Node, restart bool) {
	if d.Node().Find(name) >= 0 || !n.affordsDependency(from.Span()) {
		return
	}
	pairs := append(n.build.Pairs(3),
		n.build.PairAt(nil, "condition", n.build.Scalar("service_started", syntax.String, from, syntax.Defaulted)),
		n.build.PairAt(nil, "restart", n.build.Scalar(trueOrFalse(restart), syntax.Bool, from, syntax.Defaulted)),
		n.build.PairAt(nil, "required", n.build.Scalar("true", syntax.Bool, from, syntax.Defaulted)),
	)
	d.Put(name, n.build.Mapping(pairs, from, syntax.Defaulted))
}

func trueOrFalse(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// hooks are pre_start hooks with what they inherit of the service's container: everything but
// its volumes. What a hook says itself is merged over that.
func (n *normalizer) hooks(hooks, service *syntax.Node, t *schema.Type) *syntax.Node {
	hook := t.Child("pre_start")
	if hook == nil || hook.Elem == nil || hooks.Kind != syntax.Sequence {
		return hooks
	}
	pairs := n.build.Pairs(service.Len())
	for _, p := range service.Pairs() {
		if p.Name() != "volumes" && p.Name() != "per_replica" && hook.Elem.Attr(p.Name()) != nil {
			pairs = append(pairs, p)
		}
	}
	inherited := n.build.Mapping(pairs, service, syntax.Extended)
	return n.eachItem(hooks, func(own *syntax.Node) *syntax.Node {
		if own.Kind != syntax.Mapping || !n.affordsHeir(inherited, own.Span()) {
			return own
		}
		merged, list := n.merger.Merge(inherited, own, t)
		n.report(list...)
		return merged
	})
}

// named is a resource with the name that it has on the platform.
func (n *normalizer) named(p *syntax.Pair) *syntax.Node {
	resource := p.Value
	if !resource.IsNull() && resource.Kind != syntax.Mapping || !resource.Get("name").IsNull() {
		return resource
	}
	name := p.Name()
	if external := resource.Get("external"); external == nil || external.Kind != syntax.Scalar || !truthy(external.Value()) {
		if !n.affordsText(len(n.name)+len(name), p.Span()) {
			return resource
		}
		name = n.texts.Join(n.name, "_", name)
	}
	value := n.build.Scalar(name, syntax.String, nil, syntax.Defaulted)
	if resource.Len() == 0 {
		pairs := append(n.build.Pairs(1), n.build.PairAt(nil, "name", value))
		return n.build.Mapping(pairs, resource, syntax.Normalised)
	}
	return n.with(resource, "name", value)
}
