package generate

import (
	"strconv"

	"github.com/composekit/composekit/schema"
)

// project makes a project that Compose accepts: what it refers to exists, and attributes
// that exclude each other do not stand together.
func (g *generator) project() *value {
	p := &value{kind: mapping}
	if g.r.IntN(2) == 0 {
		p.set("name", text(g.word()))
	}
	for _, resource := range []string{"networks", "volumes", "secrets", "configs", "models"} {
		if resource == "models" && g.r.IntN(5) > 0 {
			continue
		}
		if v := g.resources(resource); len(v.keys) > 0 {
			p.set(resource, v)
			g.names[resource] = v.keys
		}
	}
	services := &value{kind: mapping}
	for range g.o.Services {
		name := g.unique()
		services.set(name, g.service(name))
		if services.get(name).get("profiles") == nil {
			g.names["services"] = append(g.names["services"], name)
		}
	}
	p.set("services", services)
	if g.o.Jobs {
		jobs := &value{kind: mapping}
		for range 1 + g.r.IntN(2) {
			jobs.set(g.unique(), g.workload(valuesOf("jobs")))
		}
		p.set("jobs", jobs)
	}
	if g.r.IntN(5) == 0 {
		p.set("x-"+g.word(), object("any", text(g.word())))
	}
	return p
}

// valuesOf is the type of the entries of a top-level attribute.
func valuesOf(name string) *schema.Type { return schema.Compose().Attr(name).Type.Values }

func (g *generator) resources(name string) *value {
	v := &value{kind: mapping}
	for range g.r.IntN(4) {
		key := g.unique()
		item := g.mapping(valuesOf(name), 1)
		g.settleResource(name, item)
		v.set(key, item)
	}
	return v
}

// settleResource takes out of a resource what excludes each other.
func (g *generator) settleResource(kind string, v *value) {
	external := v.get("external")
	v.drop("external")
	if kind == "secrets" || kind == "configs" {
		source := pick(g, "file", "environment", "content")
		if kind == "secrets" && source == "content" {
			source = "file"
		}
		v.drop("file", "environment", "content", "driver", "driver_opts")
		v.set(source, text("./"+g.unique()))
		if source == "environment" {
			v.set(source, text("UNSET_"+g.word()))
		}
	}
	if external != nil && kind != "models" && g.r.IntN(3) == 0 {
		name := v.get("name")
		*v = *object("external", bare("true"))
		if name != nil {
			v.set("name", name)
		}
	}
}

func (g *generator) service(name string) *value {
	v := g.workload(valuesOf("services"))
	v.drop("extends", "provider")
	if v.get("deploy") != nil {
		v.drop("scale", "cpus", "mem_limit", "mem_reservation", "pids_limit", "container_name")
		g.settleDeploy(v.get("deploy"))
	}
	if v.get("container_name") != nil {
		v.set("container_name", text(name+"-only"))
		v.drop("scale")
	}
	if v.get("develop") != nil {
		v.set("develop", g.develop())
	}
	g.refer(v, "links")
	if hooks := v.get("pre_start"); hooks != nil {
		for _, h := range hooks.items {
			g.settleContainer(h)
		}
	}
	return v
}

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
	if b := v.get("build"); b != nil && b.kind == mapping {
		b.drop("ssh", "platforms", "additional_contexts")
		if b.get("dockerfile") != nil {
			b.drop("dockerfile_inline")
		}
		g.mounts(b, "secrets")
	}
	return v
}

// settleContainer makes the attributes of a container agree with each other and the project.
func (g *generator) settleContainer(v *value) {
	v.drop("volumes_from", "storage_opt")
	for _, namespace := range []string{"network_mode", "ipc", "pid", "uts", "userns_mode"} {
		if v.get(namespace) != nil {
			v.set(namespace, text("host"))
		}
	}
	if v.get("network_mode") != nil {
		v.drop("networks", "ports", "links", "mac_address")
	}
	g.environmentFiles(v)
	g.mounts(v, "secrets")
	g.mounts(v, "configs")
	g.join(v, "networks")
	g.join(v, "models")
	g.settleVolumes(v)
	if tmpfs := v.get("tmpfs"); tmpfs != nil {
		v.set("tmpfs", listOf(text("/tmp/"+g.unique())))
	}
	if devices := v.get("devices"); devices != nil {
		for _, device := range devices.items {
			if device.kind == mapping {
				device.set("target", text("/dev/"+g.unique()))
			}
		}
	}
	if gpus := v.get("gpus"); gpus != nil {
		for _, request := range gpus.items {
			g.settleRequest(request)
		}
	}
}

// settleRequest makes a device request ask by number or by name.
func (g *generator) settleRequest(v *value) {
	if v.get("device_ids") != nil {
		v.drop("count")
	}
}

func (g *generator) settleDeploy(v *value) {
	if v.kind != mapping {
		return
	}
	if resources := v.get("resources"); resources != nil {
		if reservations := resources.get("reservations"); reservations != nil && reservations.get("devices") != nil {
			for _, request := range reservations.get("devices").items {
				g.settleRequest(request)
			}
		}
	}
}

// settleVolumes gives mounts sources that exist and targets that are theirs alone.
func (g *generator) settleVolumes(v *value) {
	volumes := v.get("volumes")
	if volumes == nil {
		return
	}
	for i, item := range volumes.items {
		if item.kind != mapping {
			continue
		}
		kind := pick(g, "bind", "volume", "tmpfs")
		mount := object("type", text(kind), "target", text("/mnt/"+g.unique()))
		switch {
		case kind == "bind":
			mount.set("source", text("./"+g.unique()))
		case kind == "volume" && len(g.names["volumes"]) > 0:
			mount.set("source", text(pick(g, g.names["volumes"]...)))
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
	if v.get(name) == nil {
		return
	}
	names := g.some(name)
	if len(names) == 0 {
		v.drop(name)
		return
	}
	items := &value{kind: list}
	for _, n := range names {
		if g.r.IntN(2) == 0 {
			items.items = append(items.items, text(n))
			continue
		}
		items.items = append(items.items, object("source", text(n), "target", text("/run/"+g.unique()), "mode", integer(288)))
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

func texts(names []string) (out []*value) {
	for _, n := range names {
		out = append(out, text(n))
	}
	return out
}

// some chooses among the names of a kind, in their order, at most four.
func (g *generator) some(kind string) (out []string) {
	for _, name := range g.names[kind] {
		if len(out) < 4 && g.r.IntN(2) == 0 {
			out = append(out, name)
		}
	}
	return out
}

// refer replaces a list of services by ones that were made before, so that there are no cycles.
func (g *generator) refer(v *value, name string) {
	if v.get(name) == nil {
		return
	}
	if names := g.some("services"); len(names) > 0 {
		v.set(name, listOf(texts(names)...))
		return
	}
	v.drop(name)
}

func (g *generator) dependencies(v *value) {
	if g.r.IntN(2) == 0 {
		g.refer(v, "depends_on")
		return
	}
	m := &value{kind: mapping}
	for _, name := range g.some("services") {
		d := object("condition", text(pick(g, "service_started", "service_healthy", "service_completed_successfully")))
		if g.r.IntN(3) == 0 {
			d.set(pick(g, "required", "restart"), bare(pick(g, "true", "false")))
		}
		m.set(name, d)
	}
	v.set("depends_on", m)
}

func (g *generator) develop() *value {
	rules := &value{kind: list}
	for range 1 + g.r.IntN(2) {
		rule := object("path", text("./"+g.unique()), "action", text(pick(g, "sync", "sync+restart", "rebuild")), "target", text("/src/"+g.unique()))
		if g.r.IntN(2) == 0 {
			rule.set("ignore", listOf(text("node_modules/")))
		}
		rules.items = append(rules.items, rule)
	}
	return object("watch", rules)
}
