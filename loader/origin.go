package loader

import (
	"slices"

	"github.com/composekit/composekit/source"
)

// projectNameEnv is the project's name as a variable.
type projectNameEnv struct {
	name string
	from source.Origin
}

// Lookup implements source.Env.
func (e projectNameEnv) Lookup(name string) (string, bool) {
	return e.name, name == projectNameVariable
}

// Trace implements source.Tracer.
func (e projectNameEnv) Trace(name string) (source.Origin, bool) {
	return e.from, name == projectNameVariable
}

// use is the use of a file in a scope.
type use struct {
	file  *source.File
	scope *scope
	// whole is whether all of the file is part of the project; else only services that others extend are.
	whole bool
}

// remember notes in which scope a file is used.
func (r *run) remember(s *scope, f *file) {
	u := use{f.File, s, f.whole}
	if n := len(r.uses); n > 0 && r.uses[n-1] == u {
		return
	}
	r.uses = append(r.uses, u)
}

// Whole reports whether all of a Compose file is part of the project, or of one that it includes. Of other
// files only services are that others extend.
func (r *Result) Whole(f *source.File) bool {
	return slices.ContainsFunc(r.uses, func(u use) bool { return u.file == f && u.whole })
}

// Env has the variables of the project: those of the Loader's Env, and the project's name.
func (r *Result) Env() source.Env { return r.env }

// Envs are the variables that a Compose file was interpolated with. There are several where
// the file is included from directories with variables of their own; none for other files.
func (r *Result) Envs(f *source.File) []source.Env {
	var out []source.Env
	for _, u := range r.uses {
		if u.file == f {
			out = append(out, u.scope.env)
		}
	}
	return out
}
