package generate

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/schema"
)

// File is a made-up file.
type File struct{ Name, Text string }

// Case is a project of several files, to be loaded in one directory.
type Case struct {
	// Load are the files to load, in order: the first is overridden by the others.
	Load []File
	// Beside are the files that those include.
	Beside []File
	// Env are the variables that the files use.
	Env map[string]string
	// Profiles are the active ones.
	Profiles []string
}

// Names are the names of the files to load.
func (c *Case) Names() (out []string) {
	for _, f := range c.Load {
		out = append(out, f.Name)
	}
	return out
}

// Files makes a project of several files: what Project makes, with the overrides, extended
// services, included files and variables that the options ask for.
func Files(r *rand.Rand, o Options) *Case {
	g := newGenerator(r, o)
	c := &Case{Env: map[string]string{}}
	main := g.project()
	g.extend(main)
	g.extendFile(main, c)
	g.include(main, c, 0)
	g.activate(main, c)
	g.tagSome(main)
	c.Load = append(c.Load, File{"compose.yaml", g.write(main, c)})
	for i := range o.Overrides {
		over := g.override(main)
		g.tag(over, 0)
		if text := g.write(over, c); g.r.IntN(6) > 0 {
			c.Load = append(c.Load, File{"override" + strconv.Itoa(i+1) + ".yaml", text})
		} else {
			c.Load[len(c.Load)-1].Text += "---\n" + text
		}
	}
	if o.Variables > 0 && g.r.IntN(4) == 0 {
		c.Env[g.variable()] = g.word() // for secrets, configs and env files
	}
	return c
}

// activate makes some of a project's profiles the active ones.
func (g *generator) activate(project *value, c *Case) {
	for _, service := range project.get("services").items {
		profiles := service.get("profiles")
		if profiles == nil || g.r.IntN(2) == 0 {
			continue
		}
		for _, p := range profiles.items {
			if p.kind == str && p.text != "" && g.r.IntN(2) == 0 && !strings.ContainsAny(p.text, " \n\t") {
				c.Profiles = append(c.Profiles, p.text)
			}
		}
	}
}

func (g *generator) write(v *value, c *Case) string {
	g.interpolate(v, c.Env)
	if g.o.Anchors > 0 {
		g.alias(v, anchors{}, "", 0)
	}
	c.Beside = append(c.Beside, g.files...)
	g.files = nil
	w := writer{r: g.r}
	return w.document(v)
}

// extend makes some services start from one that came before them.
func (g *generator) extend(project *value) {
	if !g.o.Extends {
		return
	}
	services := project.get("services")
	for i, base := range services.keys {
		profiles := services.items[i].get("profiles")
		if i+1 < len(services.keys) && profiles == nil && g.r.IntN(2) == 0 {
			name := services.keys[i+1]
			var v *value
			g.before(services, name, func() { v = g.over("services", name, services.items[i+1]) })
			v.set("extends", pick(g, text(base), object("service", text(base))))
			services.set(name, v)
		}
	}
}

// extendFile makes a service start from one of another file.
func (g *generator) extendFile(project *value, c *Case) {
	services := project.get("services")
	if !g.o.Extends || g.r.IntN(3) > 0 || len(services.keys) == 0 {
		return
	}
	heir := services.items[len(services.items)-1]
	dir, names := g.dir, g.names
	g.dir = pick(g, dir, dir+"base/")
	g.names = map[string][]string{}
	for _, resource := range resourceNames {
		g.names[resource] = names[resource]
	}
	base := object("services", object("base", g.over("services", "base", heir), "unused", g.over("services", "unused", heir)))
	g.names = names
	if g.r.IntN(3) == 0 {
		base.get("services").get("base").set("extends", text("unused"))
	}
	name := g.unique() + ".yaml"
	g.tagSome(base)
	c.Beside = append(c.Beside, File{g.dir + name, g.write(base, c)})
	file := "./" + g.dir[len(dir):] + name
	g.dir = dir
	if heir.get("extends") == nil {
		heir.set("extends", object("file", text(file), "service", text("base")))
	}
}

// include moves some of what could be one file to others that the first includes.
func (g *generator) include(project *value, c *Case, depth int) {
	if !g.o.Include {
		return
	}
	outside := g.dir
	for range 1 + g.r.IntN(2) {
		names := g.names
		g.names = map[string][]string{}
		g.dir = outside + pick(g, "", "part"+strconv.Itoa(g.serial())+"/")
		part := g.project()
		part.drop("name")
		if depth == 0 && g.r.IntN(4) == 0 {
			g.include(part, c, depth+1)
		}
		path := g.dir[len(outside):] + g.unique() + ".yaml"
		g.tagSome(part)
		c.Beside = append(c.Beside, File{outside + path, g.write(part, c)})
		paths := []string{path}
		if g.r.IntN(4) == 0 { // an overriding file of the included one
			paths = append(paths, g.dir[len(outside):]+g.unique()+".yaml")
			over := g.override(part)
			g.tagSome(over)
			c.Beside = append(c.Beside, File{outside + paths[1], g.write(over, c)})
		}
		g.names = names
		if g.dir != outside && g.o.EnvFiles {
			c.Beside = append(c.Beside, File{g.dir + ".env", g.variable() + "=" + g.word() + "\n"})
		}
		entry := pick(g, text(path), object("path", text(path)), object("path", listOf(text(path))))
		if len(paths) > 1 {
			entry = object("path", listOf(texts(paths)...))
		}
		if entry.kind == mapping && g.dir != outside && g.r.IntN(3) == 0 && (depth == 0 || !g.o.EnvFiles) { // deeper, Compose looks for .env where the process is
			entry.set("project_directory", text("./"+strings.TrimSuffix(g.dir[len(outside):], "/")))
		}
		if depth == 0 && entry.kind == mapping && g.o.EnvFiles && g.r.IntN(2) == 0 { // for these, too
			name := g.unique() + ".env"
			c.Beside = append(c.Beside, File{outside + name, g.variable() + "=" + g.word() + "\n"})
			entry.set("env_file", pick(g, text(name), listOf(text(name))))
		}
		g.dir = outside
		include := project.get("include")
		if include == nil {
			include = &value{kind: list}
			project.set("include", include)
		}
		include.items = append(include.items, entry)
	}
}

// override makes a file that changes some of what a project has.
func (g *generator) override(project *value) *value {
	out := &value{kind: mapping}
	if g.r.IntN(8) == 0 {
		out.set("name", text(g.word()))
	}
	for _, section := range append([]string{"services", "jobs"}, resourceNames...) {
		old := project.get(section)
		if old == nil || section != "services" && g.r.IntN(2) == 0 {
			continue
		}
		now := &value{kind: mapping}
		for i, name := range old.keys {
			switch {
			case g.r.IntN(3) == 0:
			case section == "services" || section == "jobs":
				g.before(project.get("services"), name, func() { now.set(name, g.over(section, name, old.items[i])) })
			case g.r.IntN(12) == 0 && section != "models":
				now.set(name, bare("null"))
			default:
				now.set(name, g.resource(section, name))
			}
		}
		if len(now.keys) > 0 || section == "services" {
			out.set(section, now)
		}
	}
	return out
}

// over makes a service or job that can be laid over another.
func (g *generator) over(section, name string, base *value) *value {
	var v *value
	if section == "jobs" {
		v = g.job()
		if g.r.IntN(2) == 0 {
			v.drop("triggers")
		}
	} else {
		v = g.service(name)
	}
	if gpus := v.get("gpus"); gpus != nil && gpus.kind < list { // it is no list yet, the one below is
		v.drop("gpus")
	}
	if base.get("profiles") == nil { // what depends on it counts on its being there
		v.drop("profiles")
	}
	if b := base.get("build"); b != nil && v.at("build", "platforms") != nil {
		v.get("build").drop("platforms")
	}
	if g.r.IntN(2) == 0 && v.get("provider") == nil {
		v.drop("image")
	}
	if g.r.IntN(6) == 0 && len(v.keys) > 0 {
		g.unset(v)
	}
	return v
}

// unset makes null of one of a service's attributes, which leaves what was there as it is, or
// takes it away, by attribute.
func (g *generator) unset(v *value) {
	service := valuesOf("services")
	key := pick(g, v.keys...)
	if a := service.Attr(key); a != nil && key != "pid" && (a.Type.Accept&schema.Null != 0 || slices.Contains([]string{"command", "entrypoint"}, key)) {
		v.set(key, bare("null"))
	}
}

// interpolate writes some of the strings with variables.
func (g *generator) interpolate(v *value, env map[string]string) {
	for _, item := range v.items {
		g.interpolate(item, env)
	}
	scalar := v.kind == str || v.kind == plain && v.cast
	if !scalar || v.text == "" || strings.ContainsAny(v.text, "${}'\"\n\\") || !g.chance(g.o.Variables) {
		return
	}
	v.kind = str
	name, other := "V"+strconv.Itoa(g.serial()), "W"+strconv.Itoa(g.serial())
	switch g.r.IntN(13) {
	case 0:
		env[name] = v.text
		v.text = "$" + name
	case 1:
		env[name] = v.text
		v.text = "${" + name + "}"
	case 2:
		env[name] = v.text
		v.text = "${" + name + ":?needed}"
	case 3:
		env[name] = ""
		v.text = "${" + name + ":-" + v.text + "}"
	case 4:
		v.text = "${" + name + "-" + v.text + "}"
	case 5:
		env[name] = "set"
		v.text = "${" + name + ":+" + v.text + "}"
	case 6:
		env[name] = ""
		v.text = "${" + name + "+" + v.text + "}"
	case 7:
		env[name] = v.text
		v.text = "${" + name + "?}"
	case 8:
		env[other] = v.text
		v.text = "${" + name + ":-${" + other + ":-no}}"
	case 9:
		v.text = "${" + name + "-${" + other + "-" + v.text + "}}"
	case 10:
		v.text = "${" + name + ":+no}" + v.text
	case 11:
		v.text += "$" + name
	default:
		env[name] = v.text[:1]
		v.text = "${" + name + "}" + v.text[1:]
	}
}
