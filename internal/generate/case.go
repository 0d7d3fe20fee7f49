package generate

import (
	"math/rand/v2"
	"strconv"
	"strings"
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
	g.include(main, c)
	g.activate(main, c)
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
			if p.kind == str && p.text != "" && g.r.IntN(2) == 0 {
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
			v := g.over(name)
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
	dir := g.dir
	g.dir = pick(g, dir, dir+"base/")
	base := object("services", object("base", g.over("base"), "unused", g.over("unused")))
	if g.r.IntN(3) == 0 {
		base.get("services").get("base").set("extends", text("unused"))
	}
	name := g.unique() + ".yaml"
	c.Beside = append(c.Beside, File{g.dir + name, g.write(base, c)})
	file := "./" + g.dir[len(dir):] + name
	g.dir = dir
	heir := services.items[len(services.items)-1]
	if heir.get("extends") == nil {
		heir.set("extends", object("file", text(file), "service", text("base")))
	}
}

// include moves some of what could be one file to another that the first includes.
func (g *generator) include(project *value, c *Case) {
	if !g.o.Include {
		return
	}
	for range 1 + g.r.IntN(2) {
		names := g.names
		g.names = map[string][]string{}
		g.dir = pick(g, "", "part"+strconv.Itoa(g.serial())+"/")
		part := g.project()
		part.drop("name")
		g.names = names
		name := g.dir + g.unique() + ".yaml"
		c.Beside = append(c.Beside, File{name, g.write(part, c)})
		if g.dir != "" && g.o.EnvFiles {
			c.Beside = append(c.Beside, File{g.dir + ".env", g.variable() + "=" + g.word() + "\n"})
		}
		g.dir = ""
		include := project.get("include")
		if include == nil {
			include = &value{kind: list}
			project.set("include", include)
		}
		include.items = append(include.items, pick(g, text(name), object("path", text(name)), object("path", listOf(text(name)))))
	}
}

// override makes a file that changes some of a project's services.
func (g *generator) override(project *value) *value {
	services := &value{kind: mapping}
	for _, name := range project.get("services").keys {
		if g.r.IntN(3) > 0 {
			services.set(name, g.over(name))
		}
	}
	return object("services", services)
}

// over makes a service that can be laid over another: without what could contradict it.
func (g *generator) over(name string) *value {
	others := g.names["services"] // to depend on one might close a cycle
	g.names["services"] = nil
	v := g.service(name)
	g.names["services"] = others
	v.drop(
		"network_mode", "deploy", "scale", "container_name", "cpus", "mem_limit", "mem_reservation", "pids_limit",
		"gpus", "links", "depends_on", "profiles", "develop",
	)
	if b := v.get("build"); b != nil && b.kind == mapping {
		b.drop("dockerfile", "dockerfile_inline")
	}
	// A service in the namespace of the host has no networks; the base may be one.
	v.drop("networks", "ports", "mac_address")
	return v
}

// interpolate writes some of the strings with variables.
func (g *generator) interpolate(v *value, env map[string]string) {
	for _, item := range v.items {
		g.interpolate(item, env)
	}
	if v.kind != str || v.text == "" || strings.ContainsAny(v.text, "${}'\"\n\\") || !g.chance(g.o.Variables) {
		return
	}
	name := "V" + strconv.Itoa(g.serial())
	switch g.r.IntN(6) {
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
	default:
		env[name] = v.text[:1]
		v.text = "${" + name + "}" + v.text[1:]
	}
}
