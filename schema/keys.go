package schema

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// The identity of list items, as their file wrote them and in canonical form.

// keyValueKey is the text before the equals sign.
func keyValueKey(c *Context, item *syntax.Node) (string, bool) {
	if !item.IsString() {
		c.reportDate(item)
		return "", false
	}
	key, _, _ := strings.Cut(item.Value(), "=")
	return key, true
}

// volumeKey is the mount target.
func volumeKey(c *Context, item *syntax.Node) (string, bool) {
	if !item.IsString() {
		return targetKey(c, item, "volume")
	}
	v, fault := readVolume(item.Value())
	return v.target.of(item.Value()), fault.what == ""
}

// deviceKey is the path in the container.
func deviceKey(c *Context, item *syntax.Node) (string, bool) {
	if !item.IsString() {
		return targetKey(c, item, "device")
	}
	source, rest, found := strings.Cut(item.Value(), ":")
	if !found {
		return source, true
	}
	target, _, _ := strings.Cut(rest, ":")
	return target, true
}

func targetKey(c *Context, item *syntax.Node, what string) (string, bool) {
	if item.Kind != syntax.Mapping {
		return "", false
	}
	target := item.Get("target")
	if target == nil {
		c.Report(missingTarget(item, "the "+what, "the path in the container").With("kind", what))
	}
	if !target.IsString() {
		c.reportDate(target)
		return "", false
	}
	return target.Value(), true
}

func missingTarget(item *syntax.Node, subject, target string) diag.Diagnostic {
	d := MissingTarget.At(item.Span(), "%s has no target", subject)
	if EndsInColon(item) {
		return d.Helped("go on right behind the colon: %s", target)
	}
	return d.Helped("add target: %s", target)
}

// EndsInColon reports whether a value is a mapping for no other reason than a colon at its end, as is a short form that is
// not finished: 80:.
func EndsInColon(n *syntax.Node) bool {
	return n.Kind == syntax.Mapping && n.Len() == 1 && n.Pairs()[0].Value.IsNull() && strings.HasSuffix(n.Span().Text(), ":")
}

// secretMountKey is the path in the container, by default one in /run/secrets.
func secretMountKey(c *Context, item *syntax.Node) (string, bool) {
	return mountKey(c, "/run/secrets/", item)
}

// configMountKey is the path in the container, by default one in the root directory.
func configMountKey(c *Context, item *syntax.Node) (string, bool) { return mountKey(c, "/", item) }

func mountKey(c *Context, dir string, item *syntax.Node) (string, bool) {
	if item.IsString() {
		return dir + item.Value(), true
	}
	if target := item.Get("target"); target != nil {
		return target.Value(), target.IsString()
	}
	source := item.Get("source")
	if !source.IsString() {
		c.reportDate(item)
		return "", false
	}
	return dir + source.Value(), true
}

// exposeKey is the text or number.
func exposeKey(c *Context, item *syntax.Node) (string, bool) {
	if item.IsString() {
		return item.Value(), true
	}
	if item.Kind != syntax.Scalar {
		return "", false
	}
	switch item.Type {
	case syntax.Int:
		if _, ok := item.Int(); ok {
			return item.Text(), true
		}
		fallthrough // too large for any number, let alone a port
	case syntax.Float, syntax.Timestamp:
		c.Report(BadExpose.At(item.Span(), "%s is not a port", item.Value()).
			Helped("a port is a whole number, or a range in quotes").With("value", item.Value()))
	}
	return "", false
}

// portKey is address, published port, target and protocol of a mapping, and the text of a short form.
func portKey(c *Context, item *syntax.Node) (string, bool) {
	switch {
	case item.IsString():
		return item.Value(), true
	case item.Kind == syntax.Scalar && item.Type == syntax.Int:
		return item.Text(), true
	case item.Kind != syntax.Mapping:
		return "", false
	}
	var address, published, target, protocol *syntax.Node
	pairs := item.Pairs()
	for i := range pairs {
		switch value := pairs[i].Value; pairs[i].Name() {
		case "host_ip":
			address = value
		case "published":
			published = value
		case "target":
			target = value
		case "protocol":
			protocol = value
		}
	}
	if target == nil {
		c.Report(missingTarget(item, "the port", "the port of the container").With("kind", "ports"))
		return "", false
	}
	for _, part := range [...]*syntax.Node{address, published, target, protocol} {
		if part != nil && part.Kind != syntax.Scalar {
			return "", false
		}
	}
	return c.key(textOr(address, "0.0.0.0"), ":", textOr(published, unset), ":", target.Text(), "/", textOr(protocol, "tcp")), true
}

// unset stands for a published port that is chosen at run time, and for null; no text of a port equals it.
const unset = "\x00"

func textOr(n *syntax.Node, otherwise string) string {
	switch {
	case n == nil:
		return otherwise
	case n.IsNull():
		return unset
	}
	return n.Text()
}

// envFileKey is the path.
func envFileKey(_ *Context, item *syntax.Node) (string, bool) {
	if item.IsString() {
		return item.Value(), true
	}
	path := item.Get("path")
	if !path.IsString() {
		return "", false
	}
	return path.Value(), true
}
