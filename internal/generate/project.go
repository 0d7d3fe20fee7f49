package generate

import (
	"slices"

	"github.com/composekit/composekit/schema"
)

// manner is what all workloads of a project have in common, so that one that is laid over
// another does not contradict it.
type manner struct {
	host   bool // the host's network, or a service's, instead of networks of their own
	deploy bool // deploy instead of scale and limits beside it
	named  bool // container_name instead of scale
	inline bool // dockerfile_inline instead of dockerfile
}

func (g *generator) newManner() manner {
	return manner{host: g.r.IntN(5) == 0, deploy: g.r.IntN(2) == 0, named: g.r.IntN(3) == 0, inline: g.r.IntN(2) == 0}
}

// resourceNames are the top-level attributes that hold what services refer to.
var resourceNames = []string{"networks", "volumes", "secrets", "configs", "models"}

// project makes a project that Compose accepts: what it refers to exists, and attributes
// that exclude each other do not stand together.
func (g *generator) project() *value {
	p := &value{kind: mapping}
	if g.r.IntN(10) == 0 {
		p.set("version", text("3.8"))
	}
	if g.r.IntN(2) == 0 {
		p.set("name", text(g.word()))
	}
	for _, resource := range resourceNames {
		if resource == "models" && g.r.IntN(4) > 0 {
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
			jobs.set(g.unique(), g.job())
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
		v.set(key, g.resource(name, key))
	}
	return v
}

// resource makes a network, volume, secret, config or model. Made again for the same key, it can
// be laid over the first.
func (g *generator) resource(kind, key string) *value {
	v := g.mapping(valuesOf(kind), 1)
	external := v.get("external")
	v.drop("external")
	if kind == "models" {
		return v
	}
	source, made := g.sources[kind+key]
	if !made {
		source = "file"
		if kind == "secrets" || kind == "configs" {
			source = pick(g, "file", "file", "environment", "content")
		}
		if kind == "secrets" && source == "content" {
			source = "file"
		}
		if external != nil && g.r.IntN(3) == 0 {
			source = "external"
		}
		g.sources[kind+key] = source
	}
	if config := v.at("ipam", "config"); config != nil && len(config.items) == 0 { // Compose makes null of two empty ones
		v.get("ipam").drop("config")
	}
	if source == "external" {
		return g.external(v.get("name"), made)
	}
	if kind == "secrets" || kind == "configs" {
		v.drop("file", "environment", "content")
		v.set(source, text("./"+g.unique()))
		if source == "environment" {
			v.set(source, text(pick(g, "UNSET_"+g.word(), g.variable())))
		}
	}
	return v
}

// external makes the entry of something that exists already.
func (g *generator) external(name *value, again bool) *value {
	if g.r.IntN(3) == 0 && !again {
		return object("external", object("name", text(g.unique())))
	}
	v := object("external", bare("true"))
	if name != nil && !again {
		v.set("name", name)
	}
	return v
}

func (g *generator) service(name string) *value {
	v := g.workload(valuesOf("services"))
	v.drop("extends")
	switch {
	case g.manner.deploy:
		v.drop("scale", "cpus", "mem_limit", "mem_reservation", "pids_limit", "container_name")
		g.settleDeploy(v.get("deploy"))
	case g.manner.named:
		v.drop("deploy", "scale")
		if v.get("container_name") != nil {
			v.set("container_name", text(name+"-only"))
		}
	default:
		v.drop("deploy", "container_name")
	}
	g.settleDevelop(v.get("develop"))
	g.refer(v, "links")
	if v.get("provider") != nil && g.r.IntN(3) == 0 {
		v.drop("image", "build")
	}
	if hooks := v.get("pre_start"); hooks != nil {
		for _, h := range hooks.items {
			if h.kind == mapping {
				g.settleContainer(h)
			}
		}
	}
	return v
}

func (g *generator) job() *value {
	v := g.workload(valuesOf("jobs"))
	if g.manner.deploy {
		v.drop("cpus", "mem_limit", "mem_reservation", "pids_limit")
	}
	return v
}

// settleDeploy makes requests for devices ask by number or by name.
func (g *generator) settleDeploy(v *value) {
	requests := v.at("resources", "reservations", "devices")
	if requests == nil {
		return
	}
	for _, request := range requests.items {
		g.settleRequest(request)
	}
}

// settleRequest makes a device request ask by number or by name.
func (g *generator) settleRequest(v *value) {
	if v.get("device_ids") != nil {
		v.drop("count")
	}
}

func (g *generator) settleDevelop(v *value) {
	rules := v.at("watch")
	if rules == nil {
		return
	}
	for _, rule := range rules.items {
		if rule.kind != mapping {
			continue
		}
		if rule.get("target") == nil {
			rule.set("target", text("/src/"+g.unique()))
		}
		rule.set("path", text("./"+g.unique()))
	}
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
		for _, option := range []string{"required", "restart"} {
			if g.r.IntN(3) == 0 {
				d.set(option, bare(pick(g, "true", "false")))
			}
		}
		m.set(name, d)
	}
	v.set("depends_on", m)
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

func texts(names []string) (out []*value) {
	for _, n := range names {
		out = append(out, text(n))
	}
	return out
}

// before calls f while only the services before the named one can be referred to.
func (g *generator) before(services *value, name string, f func()) {
	all := g.names["services"]
	i := slices.Index(services.keys, name)
	g.names["services"] = slices.DeleteFunc(slices.Clone(all), func(other string) bool {
		j := slices.Index(services.keys, other)
		return j < 0 || j >= i
	})
	f()
	g.names["services"] = all
}
