package generate

import "strings"

// environmentFiles gives a container env files and label files that exist, if it wants some.
func (g *generator) environmentFiles(v *value) {
	if !g.o.EnvFiles {
		v.drop("label_file")
		if v.get("env_file") != nil {
			v.set("env_file", listOf(object("path", text("./"+g.unique()+".env"), "required", bare("false"))))
		}
		return
	}
	if v.get("label_file") != nil {
		v.set("label_file", pick(g, text(g.envFile()), listOf(text(g.envFile()), text(g.envFile()))))
	}
	if v.get("env_file") == nil && g.r.IntN(4) > 0 {
		return
	}
	v.set("env_file", pick(g,
		text(g.envFile()),
		listOf(text(g.envFile()), object("path", text(g.envFile()))),
		listOf(object("path", text(g.envFile()), "required", bare("true")), object("path", text("none.env"), "required", bare("false"))),
		listOf(object("path", text(g.envFile()), "format", text(""))),
	))
	if v.get("environment") != nil && g.r.IntN(2) == 0 {
		v.set("environment", listOf(text(g.variable()+"=of the service"), text("V_LAST="+g.word())))
	}
}

// envFile makes an env file and returns its path.
func (g *generator) envFile() string {
	name := g.unique() + ".env"
	if g.chance(g.o.Faults) {
		return "./" + name // and there is none
	}
	var b strings.Builder
	for range g.r.IntN(6) {
		b.WriteString(g.envLine() + pick(g, "\n", "\n", "\n", "\n\n", "\r\n"))
	}
	g.files = append(g.files, File{g.dir + name, b.String()})
	return pick(g, "./", "") + name
}

func (g *generator) variable() string { return "V_" + strings.ToUpper(g.word()) }

func (g *generator) envLine() string {
	if g.chance(g.o.Faults) {
		return pick(g, `A="open`, "A B=c", "@=x", "A=${", `="x"`, "A='it''s", "=", ": x", "A=${B:?no}")
	}
	return pick(g,
		g.variable()+"="+g.word(),
		g.variable()+"="+g.word()+" # comment",
		g.variable()+"=a#b",
		g.variable()+": "+g.word(),
		"export "+g.variable()+"=1",
		g.variable()+`="two\nlines \"quoted\" $`+g.variable()+`"`,
		g.variable()+`='$literal ${text}'`,
		g.variable()+"=${"+g.variable()+":-"+g.word()+"}",
		g.variable()+"=$$x",
		g.variable()+"=",
		g.variable(),
		"# "+g.word(),
		g.variable()+" = spaced",
		g.variable()+"=\"a\nb\"",
		g.variable()+"=${"+g.variable()+":+set}",
		g.variable()+"=${"+g.variable()+"-${"+g.variable()+":-deep}}",
		g.variable()+`="a\tb\\c\$d"`,
		g.variable()+"='a' # note",
		g.variable()+"=a\\nb",
		"a.b-c[0]="+g.word(),
		"  "+g.variable()+"\t=\t"+g.word()+"  ",
	)
}

// share makes a service depend on others by what it shares with them.
func (g *generator) share(v *value) {
	others := g.names["services"]
	if !g.o.Links || len(others) == 0 {
		return
	}
	service := func() *value { return text("service:" + pick(g, others...)) }
	switch g.r.IntN(8) {
	case 0:
		if g.manner.host {
			v.set("network_mode", service())
		}
	case 1:
		v.set(pick(g, "ipc", "pid"), service())
	case 2:
		v.set("volumes_from", listOf(text(pick(g, others...)+pick(g, "", ":ro")), text("container:"+g.word())))
	case 3:
		if !g.manner.host {
			v.set("links", listOf(text(pick(g, others...)+":"+g.unique())))
		}
	case 4:
		v.set("build", object(
			"context", text(pick(g, ".", "./app", "https://example.com/app.git", "git@example.com:app")),
			"additional_contexts", pick(g, listOf(text("base=./base"), text("alpine=docker-image://alpine")), object("base", text("../base"))),
			"ssh", pick(g, listOf(text("default")), object("default", bare("null"))),
			"args", pick(g, listOf(text("A=1"), text("V_UNSET")), object("A", bare("1"), "V_UNSET", bare("null"))),
		))
	}
}
