package generate

import (
	"strconv"

	"github.com/composekit/composekit/schema"
)

// workload makes what services and jobs have in common.
func (g *generator) workload(t *schema.Type) *value {
	v := g.mapping(t, 2)
	v.set("image", text(g.word()+":"+strconv.Itoa(g.r.IntN(9))))
	g.settleContainer(v)
	if v.get("depends_on") != nil {
		g.dependencies(v)
	}
	g.share(v)
	if ports := v.get("ports"); ports != nil {
		for _, port := range ports.items {
			if port.kind == mapping {
				port.set("target", integer(1000+g.serial()))
			}
		}
	}
	g.settleBuild(v)
	return v
}

func (g *generator) settleBuild(v *value) {
	b := v.get("build")
	if b == nil || b.kind != mapping {
		return
	}
	if g.manner.inline {
		b.drop("dockerfile")
	} else {
		b.drop("dockerfile_inline")
	}
	if b.get("platforms") != nil {
		v.drop("platform")
	}
	if contexts := b.get("additional_contexts"); contexts != nil && contexts.kind == mapping { // Compose crashes over others
		for i := range contexts.items {
			contexts.items[i] = text(pick(g, "./", "https://example.com/", "docker-image://") + g.unique())
		}
	}
	g.mounts(b, "secrets")
}

// settleContainer makes the attributes of a container agree with each other and the project.
func (g *generator) settleContainer(v *value) {
	if options := v.get("storage_opt"); options != nil { // the official schema takes anything, Compose strings
		for i := range options.items {
			options.items[i] = text(g.unique())
		}
	}
	if v.get("volumes_from") != nil {
		v.set("volumes_from", listOf(text("container:"+g.unique())))
	}
	for _, namespace := range []string{"network_mode", "ipc", "pid", "uts", "userns_mode"} {
		if v.get(namespace) != nil {
			v.set(namespace, text("host"))
		}
	}
	if g.manner.host {
		v.drop("networks", "ports", "links", "mac_address")
	} else {
		v.drop("network_mode")
	}
	g.environmentFiles(v)
	g.mounts(v, "secrets")
	g.mounts(v, "configs")
	g.join(v, "networks")
	g.join(v, "models")
	g.settleVolumes(v)
	if v.get("tmpfs") != nil {
		path := text("/tmp/" + g.unique() + pick(g, "", ":size=64m"))
		v.set("tmpfs", pick(g, listOf(path), path))
	}
	if devices := v.get("devices"); devices != nil {
		for _, device := range devices.items {
			if device.kind == mapping {
				device.set("target", text(g.place("/dev/")))
			}
		}
	}
	if gpus := v.get("gpus"); gpus != nil {
		for _, request := range gpus.items {
			g.settleRequest(request)
		}
	}
}

// settleVolumes gives mounts sources that exist.
func (g *generator) settleVolumes(v *value) {
	volumes := v.get("volumes")
	if volumes == nil {
		return
	}
	for i, item := range volumes.items {
		if item.kind != mapping {
			continue
		}
		kind := pick(g, "bind", "volume", "tmpfs", "image", "cluster", "npipe")
		mount := object("type", text(kind), "target", text(g.place("/mnt/")))
		switch {
		case kind == "bind":
			mount.set("source", text("./"+g.unique()))
		case kind == "volume" && len(g.names["volumes"]) > 0:
			mount.set("source", text(pick(g, g.names["volumes"]...)))
		case kind == "image":
			mount.set("source", text(g.word()+":1"))
		case kind == "npipe":
			mount.set("source", text(`\\.\pipe\`+g.word()))
		}
		for _, keep := range []string{"read_only", "consistency", kind} {
			if option := item.get(keep); option != nil {
				mount.set(keep, option)
			}
		}
		volumes.items[i] = mount
	}
}

// mounts replaces a list of secrets or configs by ones that exist.
func (g *generator) mounts(v *value, name string) {
	old := v.get(name)
	if old == nil {
		return
	}
	names := g.some(name)
	if len(names) == 0 {
		v.drop(name)
		return
	}
	items := &value{kind: list}
	for i, n := range names {
		if i >= len(old.items) || old.items[i].kind != mapping {
			items.items = append(items.items, text(n))
			continue
		}
		mount := old.items[i]
		mount.set("source", text(n))
		mount.set("target", text(g.place("/run/")))
		items.items = append(items.items, mount)
	}
	v.set(name, items)
}

// join replaces networks or models by ones that exist.
func (g *generator) join(v *value, name string) {
	old := v.get(name)
	if old == nil {
		return
	}
	names := g.some(name)
	if len(names) == 0 {
		v.drop(name)
		return
	}
	if old.kind == list {
		v.set(name, listOf(texts(names)...))
		return
	}
	m := &value{kind: mapping}
	for i, n := range names {
		options := bare("null")
		if i < len(old.items) {
			options = old.items[i]
		}
		m.set(n, options)
	}
	v.set(name, m)
}
