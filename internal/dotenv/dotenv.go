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

// Options are the settings of reading a file. The zero value has no variables set.
type Options struct {
	// Env gives names without a value theirs, and comes first for variables inside values.
	Env source.Env
	// Known are variables known from elsewhere, such as earlier files. Variables inside values
	// are looked up in Env, then in the file itself, then here.
	Known source.Env
	// Limits bound what the variables of one file may make.
	Limits interpolate.Limits
}

// Format is a syntax of env files.
type Format uint8

const (
	Standard Format = iota // quotes, escapes, variables
	Raw                    // KEY=VALUE, as it stands
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

// Read is the variables of a file in the given format, in order, and all that is wrong with it.
func (f Format) Read(file *source.File, opt Options) ([]Var, diag.List) {
	if f == Raw {
		return ParseRaw(file, opt)
	}
	return Parse(file, opt)
}

// Files is what several env files of a project set together: later files override earlier
// ones, and may use their variables. Variables of env are not overridden in expansions: env
// comes first there. The result holds what the files say, not env; callers put env before it.
func Files(files []*source.File, env source.Env, limits interpolate.Limits) (source.Vars, []Var, diag.List) {
	var set source.Vars
	var vars []Var
	var list diag.List
	for _, f := range files {
		found, faults := Parse(f, Options{Env: env, Known: set, Limits: limits})
		if set == nil {
			set = make(source.Vars, len(found))
		}
		for _, v := range found {
			set[v.Name] = v.Value
		}
		if vars == nil {
			vars = found // of the one file that there is, as a rule
		} else {
			vars = append(vars, found...)
		}
		list = append(list, faults...)
	}
	return set, vars, list
}
