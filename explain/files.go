package explain

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// filed are the entries of environment or labels of a container that something outside of its tree sets: files, besides what it says
// itself, and variables of the project where it is that of a hook. Their values are in the project.
type filed struct {
	values map[string]*string // of the project, all entries
	set    map[string][]Step  // what each file says of each
	given  map[string]Step    // by which variable an entry that the tree has without value got one
	yields bool               // whether an entry without value leaves what files say

	env source.Env // what comes before the files, for variables in them
	so  dotenv.Set // what the files said so far
}

// container is the container of a service, or of a hook that runs before it, that a way leads to. It is nil if the way leads to none
// that the project has.
func (l *location) container() *model.ContainerSpec {
	if n := len(l.way); n != 3 && n != 5 || l.way[1].name != "services" {
		return nil
	}
	s := l.result.Project.Services[l.way[2].name]
	switch {
	case s == nil:
	case len(l.way) == 3:
		return &s.ContainerSpec
	case l.way[3].name == "pre_start" && l.way[4].item:
		if i, err := strconv.Atoi(l.way[4].name); err == nil && i < len(s.PreStart) {
			return &s.PreStart[i].ContainerSpec
		}
	}
	return nil
}

// above is the location that a location is directly below.
func (l *location) above() *location {
	return &location{result: l.result, way: l.way[:max(1, len(l.way)-1)]}
}

// filed is about the last level; nil if that is nothing that files can set.
func (l *location) filed() *filed {
	c := l.above().container()
	if c == nil {
		return nil
	}
	env := l.result.Env()
	f := &filed{set: map[string][]Step{}, given: map[string]Step{}, so: dotenv.Set{Vars: source.Vars{}}, env: env}
	switch l.last().name {
	case "environment":
		f.values, f.yields = c.Environment, true
		f.env = source.Layers{env, l.ownVariables(f)}
		for _, e := range c.EnvFiles {
			if format, ok := dotenv.FormatNamed(e.Format); ok {
				f.read(l, e.Path, format)
			}
		}
	case "labels":
		f.values = pointers(c.Labels)
		for _, name := range c.LabelFiles {
			f.read(l, name, dotenv.Standard)
		}
	}
	if len(f.set)+len(f.given) == 0 {
		return nil
	}
	return f
}

func pointers(labels model.Labels) map[string]*string {
	out := make(map[string]*string, len(labels))
	for name, value := range labels {
		out[name] = &value
	}
	return out
}

// read adds what a file sets.
func (f *filed) read(l *location, name string, format dotenv.Format) {
	file := l.result.File(name)
	if file == nil {
		return
	}
	vars, _ := dotenv.Parse(file, dotenv.Options{Format: format, Env: f.env, Known: f.so})
	for _, v := range vars {
		f.so.All = append(f.so.All, v)
		f.so.Vars[v.Name] = v.Value
		step := Step{What: FromFile, Span: v.NameSpan, Text: v.Value}
		switch written := v.ValueSpan.Text(); {
		case v.Inherited:
			step.Variables = []Variable{variable(f.env, v.Name)}
		case format == dotenv.Standard && !strings.HasPrefix(written, "'"):
			step.Variables = Variables(written, source.Layers{f.env, f.so})
		}
		f.set[v.Name] = append(f.set[v.Name], step)
	}
}

// ownVariables are the entries of environment that a container has itself. Those of a hook have no value in the tree if the project's
// variables give them theirs.
func (l *location) ownVariables(f *filed) containerEnv {
	own := containerEnv{source.Vars{}, "service"}
	if len(l.way) > 4 {
		own.of = "hook"
	}
	bare := func(name string) {
		if v := variable(f.env, name); v.Set {
			own.Vars[name] = v.Value
			f.given[name] = Step{What: FromVariable, Text: shown(v.Value), Variables: []Variable{v}}
		}
	}
	n := l.last().node
	for _, p := range n.Pairs() {
		switch {
		case p.Value.IsNull():
			bare(p.Name())
		case p.Value.Kind == syntax.Scalar:
			own.Vars[p.Name()] = p.Value.Text()
		}
	}
	for _, item := range n.Items() {
		switch name, value, set := strings.Cut(item.Value(), "="); {
		case !item.IsString():
		case set:
			own.Vars[name] = value
		default:
			bare(name)
		}
	}
	return own
}

// containerEnv is the environment of a container as variables.
type containerEnv struct {
	source.Vars
	of string // a word for whose it is
}

// Trace implements source.Tracer.
func (e containerEnv) Trace(name string) (source.Origin, bool) {
	_, set := e.Vars[name]
	return source.Origin{From: "the environment of the " + e.of}, set
}

func (f *filed) has(name string) bool { return f.set[name] != nil }

// text is all that the project has of them, on one line.
func (f *filed) text() string {
	var b syntax.Builder
	pairs := b.Pairs(len(f.values))
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		value := b.Scalar("null", syntax.Null, nil, syntax.Defaulted)
		if is := f.values[name]; is != nil {
			value = b.Scalar(*is, syntax.String, nil, syntax.Defaulted)
		}
		pairs = append(pairs, b.PairAt(nil, name, value))
	}
	return brief(b.Mapping(pairs, nil, syntax.Defaulted))
}

func (f *filed) names() []string { return slices.Sorted(maps.Keys(f.set)) }
