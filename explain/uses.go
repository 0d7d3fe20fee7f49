package explain

import (
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The stories of variables: where one has its value from, and what takes it.

// nameOfVariable is the name of the variable that $NAME or ${NAME} means in place of a path.
func nameOfVariable(path string) (name string, is bool) {
	name, is = strings.CutPrefix(strings.TrimSpace(path), "$")
	if inner, braced := strings.CutPrefix(name, "{"); braced {
		inner, braced = strings.CutSuffix(inner, "}")
		is, name = braced, inner
	}
	return name, is && name != ""
}

// finder finds where the Compose files of a project use variables.
type finder struct {
	only  string // the name of the one that is looked for; "" is any
	found map[string][]Step
}

// uses are where a variable is used, or, for "", all that are used, by name. Each has the path that it has in its document.
func uses(result *loader.Result, name string) map[string][]Step {
	u := finder{name, map[string][]Step{}}
	for _, f := range result.Files {
		for _, doc := range result.Documents(f) {
			for path, n := range doc.Root.All() {
				u.see(doc.Root, path, n)
			}
		}
	}
	return u.found
}

// see looks at a value, to which a path leads from the root.
func (u *finder) see(root *syntax.Node, path syntax.Path, n *syntax.Node) {
	last := len(path) - 1
	if last > 0 && n.IsNull() && !path[last].Item && takesVariables(path[:last]) {
		in := root.At(path[:last])
		if i := in.Find(path[last].Name); i >= 0 { // a key may be a collection
			u.add(path[last].Name, in.Pairs()[i].Span(), path[last].Name, path)
		}
		return
	}
	text := n.Value()
	if !n.IsString() || !strings.Contains(text, u.only) {
		return
	}
	switch {
	case last == 2 && path[2].Name == "environment" && (path[0].Name == "secrets" || path[0].Name == "configs"),
		last > 0 && path[last].Item && takesVariables(path[:last]) && !strings.ContainsAny(text, "=$"):
		u.add(text, n.Span(), text, path)
	case strings.Contains(text, "$"):
		var places syntax.Places
		for _, use := range interpolate.Uses(text) {
			u.add(use.Name, places.Of(n).Span(use.From, use.To), text, path)
		}
	}
}

// takesVariables reports whether a name alone, in what a path leads to, takes the value of the project's variable.
func takesVariables(path syntax.Path) bool {
	last := len(path) - 1
	if last < 2 || path[0].Name != "services" && path[0].Name != "jobs" {
		return false
	}
	return path[last].Name == "environment" || path[last].Name == "args" && path[last-1].Name == "build"
}

func (u *finder) add(name string, at source.Span, text string, path syntax.Path) {
	if u.only == "" || u.only == name {
		u.found[name] = append(u.found[name], Step{What: Used, Span: at, Text: text, Name: path.Bounded()})
	}
}

// ofVariable is the story of a variable. One that is neither set nor used is not known.
func ofVariable(result *loader.Result, path, name string) (Story, error) {
	used := uses(result, name)[name]
	v := variable(result.Env(), name)
	if !v.Set && len(used) == 0 {
		err := &UnknownPathError{Path: path, Name: "$" + name}
		if near := typo.Nearest(name, slices.Values(slices.Sorted(maps.Keys(uses(result, ""))))); near != "" {
			err.Near = "$" + near
		}
		return Story{}, err
	}
	story := Story{Path: "$" + name, Set: v.Set}
	if v.Set {
		story.Value = shown(v.Value)
		story.Steps = append(story.Steps, Step{What: Defined, Span: v.Origin.Span, Name: v.Origin.From})
	}
	for _, step := range used {
		for _, env := range result.Envs(step.Span.File) {
			if other := variable(env, name); (other.Value != v.Value || other.Set != v.Set) && !slices.Contains(step.Variables, other) {
				step.Variables = append(step.Variables, other) // of what is included, which may have variables of its own
			}
		}
		story.Steps = append(story.Steps, step)
	}
	return story, nil
}

// variablesLike are the paths of the variables that a pattern stands for, by name.
func variablesLike(result *loader.Result, pattern, wildcard string) (out []string, err error) {
	if !strings.Contains(wildcard, "*") {
		story, err := ofVariable(result, pattern, wildcard)
		if err != nil {
			return nil, err
		}
		return []string{story.Path}, nil
	}
	for _, name := range slices.Sorted(maps.Keys(uses(result, ""))) {
		if matches(wildcard, name) {
			out = append(out, "$"+name)
		}
	}
	if len(out) == 0 {
		err = &UnknownPathError{Path: pattern, Name: "$" + wildcard}
	}
	return out, err
}
