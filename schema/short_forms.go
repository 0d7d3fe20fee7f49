package schema

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// Short forms of which the whole text is one attribute.

func longBuild(c *Context, n *syntax.Node) *syntax.Node     { return wrap(c, n, "context") }
func longExtends(c *Context, n *syntax.Node) *syntax.Node   { return wrap(c, n, "service") }
func longFileMount(c *Context, n *syntax.Node) *syntax.Node { return wrap(c, n, "source") }
func longSchedule(c *Context, n *syntax.Node) *syntax.Node  { return wrap(c, n, "cron") }
func longInclude(c *Context, n *syntax.Node) *syntax.Node   { return wrap(c, n, "path") }

// longUlimit keeps both forms: a number is the soft and the hard limit, and stays one number. It
// must be one even where another file says something else.
func longUlimit(c *Context, n *syntax.Node) *syntax.Node {
	if !isNumber(n) && n.Type != syntax.Timestamp {
		return n
	}
	if _, ok := n.Int(); !ok || n.Type == syntax.Float {
		c.Report(WrongKind.At(n.Span(), "a limit must be an integer of 64 bits, but is %s", n.Value()))
	}
	return n
}

// longUlimits looks at limits under names that no check looks at, since they cannot be names of limits.
func longUlimits(c *Context, n *syntax.Node) *syntax.Node {
	if n.Kind != syntax.Mapping {
		return n
	}
	for i := range n.Pairs() {
		p := &n.Pairs()[i]
		if v := p.Value; v.Kind != syntax.Mapping && !v.IsString() && !isNumber(v) && !LowerKey.allows(p.Name()) && !IsExtension(p.Name()) {
			c.malformed(func() diag.Diagnostic {
				return WrongKind.At(v.Span(), "a limit must be a number or a mapping, but is %s", found(v)).Helped("leave it out")
			})
		}
	}
	return n
}

// longStringList makes a string the only item of a list.
func longStringList(c *Context, n *syntax.Node) *syntax.Node {
	if !n.IsString() {
		return n
	}
	items := append(c.Build.Items(1), c.Build.Derive(n, n, syntax.LongForm))
	return c.Build.Sequence(items, n, syntax.LongForm)
}

// longAnyString makes any scalar but null a string of its text.
func longAnyString(c *Context, n *syntax.Node) *syntax.Node {
	if n.Kind != syntax.Scalar || n.Type == syntax.String || n.Type == syntax.Null {
		return n
	}
	return c.Build.Scalar(n.Text(), syntax.String, n, syntax.LongForm)
}

// longGPUs makes "all" the request for every GPU.
func longGPUs(c *Context, n *syntax.Node) *syntax.Node {
	if !n.IsString() {
		return n
	}
	count := c.Build.Scalar("all", syntax.String, n, syntax.LongForm)
	request := c.Build.Mapping(append(c.Build.Pairs(1), c.Build.PairAt(n, "count", count)), n, syntax.LongForm)
	return c.Build.Sequence(append(c.Build.Items(1), request), n, syntax.LongForm)
}

// longNameMapping makes a list of names a mapping of null values.
func longNameMapping(c *Context, n *syntax.Node) *syntax.Node {
	return fromNames(c, n, func(item *syntax.Node) *syntax.Node {
		return implied(c, item, "", syntax.Null)
	})
}

// longDependsOn makes a list of services a mapping, and gives each entry of a mapping the
// condition service_started and required unless it has its own.
func longDependsOn(c *Context, n *syntax.Node) *syntax.Node {
	if n.Kind == syntax.Mapping {
		return eachValue(c, n, func(v *syntax.Node) *syntax.Node { return dependency(c, v) })
	}
	return fromNames(c, n, func(item *syntax.Node) *syntax.Node {
		return c.Build.Mapping(appendDependency(c, c.Build.Pairs(2), item, true, true), item, syntax.LongForm)
	})
}

func dependency(c *Context, v *syntax.Node) *syntax.Node {
	condition, required := v.Find("condition") < 0, v.Find("required") < 0
	if v.Kind != syntax.Mapping || !condition && !required {
		return v
	}
	pairs := append(c.Build.Pairs(v.Len()+count(condition, required)), v.Pairs()...)
	return c.Build.Mapping(appendDependency(c, pairs, v, condition, required), v, syntax.LongForm)
}

func appendDependency(c *Context, pairs []syntax.Pair, at *syntax.Node, condition, required bool) []syntax.Pair {
	if condition {
		pairs = append(pairs, c.Build.PairAt(at, "condition", implied(c, at, "service_started", syntax.String)))
	}
	if required {
		pairs = append(pairs, c.Build.PairAt(at, "required", implied(c, at, "true", syntax.Bool)))
	}
	return pairs
}

// longEnvFile makes a path, or a list of paths and mappings, a list of mappings of which each
// says whether its file is required.
func longEnvFile(c *Context, n *syntax.Node) *syntax.Node {
	if n.IsString() {
		return c.Build.Sequence(append(c.Build.Items(1), envFile(c, n)), n, syntax.LongForm)
	}
	c.reportDate(n)
	return eachItem(c, n, func(item *syntax.Node) *syntax.Node { return envFile(c, item) })
}

func envFile(c *Context, n *syntax.Node) *syntax.Node {
	switch {
	case n.IsString():
		path := c.Build.Derive(n, n, syntax.LongForm)
		return c.Build.Mapping(append(c.Build.Pairs(2), c.Build.PairAt(n, "path", path),
			c.Build.PairAt(n, "required", implied(c, n, "true", syntax.Bool))), n, syntax.LongForm)
	case n.Kind == syntax.Mapping && n.Find("required") < 0:
		return with(c, n, syntax.LongForm, c.Build.PairAt(n, "required", implied(c, n, "true", syntax.Bool)))
	}
	return n
}

// longKeyValue makes a list of KEY=VALUE a mapping.
func longKeyValue(c *Context, n *syntax.Node) *syntax.Node {
	return fromEntries(c, n, func(k *cut) (*syntax.Node, int) {
		i := strings.IndexByte(k.n.Value(), '=')
		if i < 0 {
			c.malformed(func() diag.Diagnostic {
				return BadKeyValue.At(k.n.Span(), "%q has no value", k.n.Value()).
					Helped("write it as name=value").With("value", k.n.Value())
			})
			return nil, 0
		}
		return k.text(c, i+1, len(k.n.Value())), i
	})
}

// longSSH makes a list of ID=PATH a mapping; only the ID default may stand without a path.
func longSSH(c *Context, n *syntax.Node) *syntax.Node {
	return fromEntries(c, n, func(k *cut) (*syntax.Node, int) {
		i := strings.IndexByte(k.n.Value(), '=')
		switch {
		case i >= 0:
			return k.text(c, i+1, len(k.n.Value())), i
		case k.n.Value() == "default":
			return implied(c, k.n, "", syntax.Null), len(k.n.Value())
		}
		c.malformed(func() diag.Diagnostic {
			return BadSSH.At(k.n.Span(), "the SSH key %q has no path", k.n.Value()).
				Helped("write it as id=path; only default, the running SSH agent, needs no path").With("value", k.n.Value())
		})
		return nil, 0
	})
}

// fromNames makes a list of strings a mapping with those keys; any other list stays.
func fromNames(c *Context, n *syntax.Node, value func(item *syntax.Node) *syntax.Node) *syntax.Node {
	if !c.isStringList(n) {
		return n
	}
	out := keyed{pairs: c.Build.Pairs(n.Len())}
	for _, item := range n.Items() {
		out.set(c.Build.Pair(item.Value(), item.Span(), value(item)))
	}
	return c.Build.Mapping(out.pairs, n, syntax.LongForm)
}

// fromEntries makes a list of strings a mapping. Read gives the value of an entry and the
// length of its key, or nil if it cannot be read; a lenient context then keeps the list.
func fromEntries(c *Context, n *syntax.Node, read func(*cut) (*syntax.Node, int)) *syntax.Node {
	if !c.isStringList(n) {
		return n
	}
	out := keyed{pairs: c.Build.Pairs(n.Len())}
	for _, item := range n.Items() {
		k := cutOf(item)
		value, key := read(&k)
		switch {
		case value != nil:
			out.set(c.Build.Pair(item.Value()[:key], k.at(0, key), value))
		case c.Lenient:
			return n
		}
	}
	return c.Build.Mapping(out.pairs, n, syntax.LongForm)
}

// isStringList reports whether n is a list of strings. Dates in it are reported.
func (c *Context) isStringList(n *syntax.Node) bool {
	if n.Kind != syntax.Sequence {
		return false
	}
	all := true
	for _, item := range n.Items() {
		if !item.IsString() {
			c.reportDate(item)
			all = false
		}
	}
	return all
}

// eachItem is the list n with its items changed; n itself if none is.
func eachItem(c *Context, n *syntax.Node, change func(*syntax.Node) *syntax.Node) *syntax.Node {
	out := c.Build.Change(n, syntax.LongForm)
	for i, item := range n.Items() {
		out.Set(i, change(item))
	}
	return out.Node()
}

// eachValue is the mapping n with its values changed; n itself if none is.
func eachValue(c *Context, n *syntax.Node, change func(*syntax.Node) *syntax.Node) *syntax.Node {
	out := c.Build.Change(n, syntax.LongForm)
	for i, p := range n.Pairs() {
		out.Set(i, change(p.Value))
	}
	return out.Node()
}

// longDevice reads "source[:target[:permissions]]".
func longDevice(c *Context, n *syntax.Node) *syntax.Node {
	if !n.IsString() {
		c.reportDate(n)
		return n
	}
	v := n.Value()
	k := cutOf(n)
	first := strings.IndexByte(v, ':')
	if first < 0 {
		source := k.text(c, 0, len(v))
		return device(c, n, source, nil, nil)
	}
	source, rest := k.text(c, 0, first), first+1
	second := strings.IndexByte(v[rest:], ':')
	if second < 0 {
		return device(c, n, source, k.text(c, rest, len(v)), nil)
	}
	second += rest
	if third := strings.IndexByte(v[second+1:], ':'); third >= 0 {
		c.malformed(func() diag.Diagnostic {
			return BadDevice.At(k.at(second+1+third, len(v)), "the device %q has more than three parts", v).
				Helped("write it as source:target:permissions, or as a mapping of source, target and permissions").With("value", v)
		})
		return n
	}
	return device(c, n, source, k.text(c, rest, second), k.text(c, second+1, len(v)))
}

func device(c *Context, n, source, target, permissions *syntax.Node) *syntax.Node {
	if target == nil || target.Value() == "" {
		target = c.Build.Scalar(source.Value(), syntax.String, source, syntax.Defaulted)
	}
	if permissions == nil {
		permissions = implied(c, n, "rwm", syntax.String)
	}
	pairs := append(c.Build.Pairs(3), c.Build.PairAt(n, "source", source), c.Build.PairAt(n, "target", target), c.Build.PairAt(n, "permissions", permissions))
	return c.Build.Mapping(pairs, n, syntax.LongForm)
}

// longExternal turns the old "external: {name: n}" of a volume, network, secret or config into
// "external: true" and "name: n".
func longExternal(c *Context, n *syntax.Node) *syntax.Node {
	i := n.Find("external")
	if n.Kind != syntax.Mapping || i < 0 || n.Pairs()[i].Value.Kind != syntax.Mapping {
		return n
	}
	external := n.Pairs()[i].Value
	pairs := append(c.Build.Pairs(n.Len()+1), n.Pairs()...)
	pairs[i].Value = c.Build.Scalar("true", syntax.Bool, external, syntax.LongForm)
	if j := external.Find("name"); j >= 0 {
		pair := external.Pairs()[j]
		c.Report(ExternalName.At(pair.Span(), "a name inside external is deprecated").
			Helped("set external: true, and name beside it"))
		switch name := n.Get("name"); {
		case name == nil:
			pair.Value = c.Build.Derive(pair.Value, pair.Value, syntax.LongForm)
			pairs = append(pairs, pair)
		case name.Value() != pair.Value.Value() || name.Type != pair.Value.Type || name.Kind != pair.Value.Kind:
			c.Report(ExternalConflict.At(pair.Value.Span(), "name and external.name differ").
				Labelled(name.Span(), "the name").Helped("keep name, and set external: true"))
		}
	}
	return c.Build.Mapping(pairs, n, syntax.LongForm)
}
