package schema

import "github.com/composekit/composekit/syntax"

// Attributes that default to something as soon as the value that holds them exists.

// fillBuild gives a build its context.
func fillBuild(c *Context, n *syntax.Node) *syntax.Node {
	return fill(c, n, "context", ".", syntax.String)
}

// fillSecretMount mounts a secret in /run/secrets.
func fillSecretMount(c *Context, n *syntax.Node) *syntax.Node {
	source := n.Get("source")
	if !source.IsString() || n.Find("target") >= 0 {
		return n
	}
	return fill(c, n, "target", "/run/secrets/"+source.Value(), syntax.String)
}

// fillPort gives a port its protocol and mode.
func fillPort(c *Context, n *syntax.Node) *syntax.Node {
	return fill(c, fill(c, n, "protocol", "tcp", syntax.String), "mode", "ingress", syntax.String)
}

// fillDeviceRequest requests all devices, if neither a number nor some by their IDs.
func fillDeviceRequest(c *Context, n *syntax.Node) *syntax.Node {
	if n.Find("device_ids") >= 0 {
		return n
	}
	return fill(c, n, "count", "all", syntax.String)
}

// fillBind creates the path on the host.
func fillBind(c *Context, n *syntax.Node) *syntax.Node {
	return fill(c, n, "create_host_path", "true", syntax.Bool)
}

// fillHookBind does not create the path: docker compose forgets the default in hooks.
func fillHookBind(c *Context, n *syntax.Node) *syntax.Node {
	return fill(c, n, "create_host_path", "false", syntax.Bool)
}

// fill gives a mapping an attribute unless it has it.
func fill(c *Context, n *syntax.Node, name, value string, typ syntax.Type) *syntax.Node {
	if n.Kind != syntax.Mapping || n.Find(name) >= 0 {
		return n
	}
	return with(c, n, syntax.Normalised, c.Build.PairAt(n, name, implied(c, n, value, typ)))
}
