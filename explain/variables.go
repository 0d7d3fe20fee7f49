package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

const projectNameVariable = "COMPOSE_PROJECT_NAME"

// projectName is the project's name as a variable, with whoever gave it.
func (l *location) projectName() Variable { return variable(l.result.Env(), projectNameVariable) }

func variable(env source.Env, name string) Variable {
	v := Variable{Name: name}
	if env != nil {
		v.Value, v.Set = env.Lookup(name)
		v.Origin, _ = source.OriginOf(env, name)
	}
	return v
}

// env are the variables that gave n its value: those of the file that it is written in. Fits
// tells them from others that the file is used with.
func (l *location) env(n *syntax.Node, fits func(source.Env) bool) source.Env {
	if n.Span().Valid() {
		for _, env := range l.result.Envs(n.Span().File) {
			if fits(env) {
				return env
			}
		}
	}
	return l.result.Env()
}

// variable is the variable that a bare name took its value from.
func (l *location) variable(n *syntax.Node, name string) Variable {
	return variable(l.env(n, func(env source.Env) bool {
		value, set := env.Lookup(name)
		return set && strings.HasSuffix(n.Value(), value)
	}), name)
}

// variables are those that counted when n was made of its text: not those of a default that
// was not needed.
func (l *location) variables(n *syntax.Node) []Variable {
	text := n.Prev.Value()
	env := l.env(n, func(env source.Env) bool {
		return interpolate.Expand(text, env, interpolate.Limits{}).Value == n.Value()
	})
	return Variables(text, env)
}

// Variables are the variables that count in a text, each once, and once more for each default of it that counts:
// not those of a default that is not needed.
func Variables(text string, env source.Env) []Variable {
	var out []Variable
	skip := 0
	for _, u := range interpolate.Uses(text) {
		if u.From < skip {
			continue
		}
		v := variable(env, u.Name)
		v.Default = u.Default
		colon := strings.HasPrefix(strings.TrimPrefix(text[u.From:u.To], "${"+u.Name), ":")
		has := v.Set && (v.Value != "" || !colon)
		v.UsedDefault = u.Default != "" && !has
		if u.Default != "" && has || u.Alternate != "" && !has {
			skip = u.To
		}
		told := func(o Variable) bool {
			return o.Name == v.Name && o.UsedDefault == v.UsedDefault && (o.Default == v.Default || !v.UsedDefault)
		}
		if !slices.ContainsFunc(out, told) {
			out = append(out, v)
		}
	}
	return out
}

func number(i int) string { return strconv.Itoa(i) }
