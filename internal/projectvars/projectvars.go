// Package projectvars owns the variables by which a person says what project is meant: which Compose files and env files it
// has, and which profiles are active. It reads no files, and does not know where variables come from.
package projectvars

import (
	"strings"

	"github.com/composekit/composekit/source"
)

// The names of the variables.
const (
	Files     = "COMPOSE_FILE"
	Separator = "COMPOSE_PATH_SEPARATOR"
	EnvFiles  = "COMPOSE_ENV_FILES"
	Profiles  = "COMPOSE_PROFILES"
)

// FileNames are the entries of COMPOSE_FILE, empty ones included, and whether it is set. Separator is what stands between them
// unless COMPOSE_PATH_SEPARATOR says otherwise.
func FileNames(env source.Env, separator string) (names []string, set bool) {
	value, set := env.Lookup(Files)
	if !set {
		return nil, false
	}
	if other, _ := env.Lookup(Separator); other != "" {
		separator = other
	}
	return strings.Split(value, separator), true
}

// EnvFileNames are the env files that COMPOSE_ENV_FILES names.
func EnvFileNames(env source.Env) []string {
	value, _ := env.Lookup(EnvFiles)
	return strings.FieldsFunc(value, func(c rune) bool { return c == ',' })
}

// ProfileNames are the profiles of COMPOSE_PROFILES.
func ProfileNames(env source.Env) []string {
	value, _ := env.Lookup(Profiles)
	var out []string
	for name := range strings.SplitSeq(value, ",") {
		out = append(out, strings.TrimSpace(name))
	}
	return out
}
