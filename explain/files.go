package explain

import (
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// filed are the entries of environment or labels of a service that files set, besides what
// the service says itself: their values are in the project, not in its tree.
type filed struct {
	values map[string]*string // of the project, all entries
	set    map[string][]Step  // what each file says of each

	env source.Env // what comes before the files, for variables in them
	so  dotenv.Set // what the files said so far
}

// filed is about the last level; nil if that is nothing that files can set.
func (l *location) filed() *filed {
	if len(l.way) != 4 || l.way[1].name != "services" {
		return nil
	}
	s := l.result.Project.Services[l.way[2].name]
	if s == nil {
		return nil
	}
	f := &filed{set: map[string][]Step{}, so: dotenv.Set{Vars: source.Vars{}}, env: l.result.Env()}
	switch l.way[3].name {
	case "environment":
		f.values = s.Environment
		f.env = source.Layers{f.env, l.ownVariables()}
		for _, e := range s.EnvFiles {
			if format, ok := dotenv.FormatNamed(e.Format); ok {
				f.read(l, e.Path, format)
			}
		}
	case "labels":
		f.values = pointers(s.Labels)
		for _, name := range s.LabelFiles {
			f.read(l, name, dotenv.Standard)
		}
	}
	if len(f.set) == 0 {
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

// ownVariables are the entries of environment that a service has itself.
func (l *location) ownVariables() serviceEnv {
	own := serviceEnv{source.Vars{}}
	n := l.result.Tree.Get("services").Get(l.way[2].name).Get("environment")
	for _, p := range n.Pairs() {
		if p.Value.Kind == syntax.Scalar && !p.Value.IsNull() {
			own.Vars[p.Name()] = p.Value.Text()
		}
	}
	for _, item := range n.Items() {
		if name, value, set := strings.Cut(item.Value(), "="); set && item.IsString() {
			own.Vars[name] = value
		}
	}
	return own
}

// serviceEnv is the environment of a service as variables.
type serviceEnv struct{ source.Vars }

// Trace implements source.Tracer.
func (e serviceEnv) Trace(name string) (source.Origin, bool) {
	_, set := e.Vars[name]
	return source.Origin{From: "the environment of the service"}, set
}

func (f *filed) has(name string) bool { return f.set[name] != nil }

func (f *filed) names() []string { return slices.Sorted(maps.Keys(f.set)) }
