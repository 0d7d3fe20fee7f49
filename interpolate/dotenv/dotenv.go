// Package dotenv owns the text of env files: what variables a file sets, where each is
// written, and what is wrong with it. It reads no files itself.
//
// There are two formats. The default one has quotes, escapes, comments and variables; raw has
// nothing but KEY=VALUE on each line.
package dotenv

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
)

// Var is one variable that a file sets. Of several with the same name the last counts.
type Var struct {
	Name, Value string
	// NameSpan is where the name is written.
	NameSpan source.Span
	// ValueSpan is where the value is written, with its quotes; of no width if it is empty.
	// Of an inherited variable it is the zero Span.
	ValueSpan source.Span
	// Inherited is set for a name without a value, which takes its value from Options.Env.
	Inherited bool
}

// Options are the settings of reading a file. The zero value reads the standard format, and has no variables set.
type Options struct {
	Format Format
	// Env gives names without a value theirs, and comes first for variables inside values.
	Env source.Env
	// Known are variables known from elsewhere, such as earlier files. Variables inside values
	// are looked up in Env, then in the file itself, then here.
	Known source.Env
	// Limits bound what the variables of one file may make; the zero value has sensible bounds.
	Limits interpolate.Limits
}

// Format is a syntax of env files. container_spec.md#env_file
type Format uint8

const (
	// Standard has lines of [export] NAME=value or NAME: value, comments, and names without a value.
	//
	// A value without quotes ends with its line or before " #"; one in single quotes is literal; one in double
	// quotes has escapes. Both quotes may span lines. Variables are replaced except in single quotes.
	Standard Format = iota
	// Raw has lines of NAME=value, where the value is everything up to the end of the line, and names without
	// one. White space before the name is skipped, and so are empty lines and those that begin with #.
	Raw
)

// FormatNamed is the format that an env_file's attribute format names; ok is false if there is
// none. No name at all is the standard one.
func FormatNamed(name string) (f Format, ok bool) {
	switch name {
	case "", ".env":
		return Standard, true
	case "raw":
		return Raw, true
	}
	return Standard, false
}

// Files is what several env files of a project set together, in the standard format: later files override earlier
// ones, and may use their variables. Variables of env are not overridden in expansions: env
// comes first there. The result holds what the files say, not env; callers put env before it, as
// docker compose does:
//
//	env = source.Layers{env, set}
func Files(files []*source.File, env source.Env, limits interpolate.Limits) (set Set, faults diag.List) {
	for _, f := range files {
		found, list := Parse(f, Options{Env: env, Known: set.Vars, Limits: limits})
		if set.Vars == nil {
			set.Vars = make(source.Vars, len(found))
		}
		before := len(set.Vars)
		for _, v := range found {
			set.Vars[v.Name] = v.Value
		}
		if len(set.Vars)-before < len(found) {
			list = append(list, FindRepeated(found)...)
		}
		if set.All == nil {
			set.All = found // of the one file that there is, as a rule
		} else {
			set.All = append(set.All, found...)
		}
		faults = append(faults, list...)
	}
	return set, faults
}

// mostRepeated is how many findings FindRepeated makes of a file. More of them help nobody.
const mostRepeated = 20

// FindRepeated warns of the variables of an env file that a later line sets to another value, which alone counts. Whoever puts
// variables into a map asks only if that has fewer.
func FindRepeated(vars []Var) (found diag.List) {
	last := make(map[string]int, len(vars))
	for i := range vars {
		before, again := last[vars[i].Name]
		if last[vars[i].Name] = i; !again || vars[before].Value == vars[i].Value || len(found) == mostRepeated {
			continue
		}
		found = append(found, Repeated.At(vars[before].NameSpan, "a later line sets %s again, and this value counts for nothing", vars[i].Name).
			Labelled(vars[i].NameSpan, "set here").Helped("remove one of them").With("variable", vars[i].Name))
	}
	return found
}
