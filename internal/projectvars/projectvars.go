// Package projectvars owns the variables by which a person says what project is meant: which Compose files and env files it
// has, and which profiles are active. It reads no files, and does not know where variables come from.
package projectvars

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/source"
)

// Prefix is what the names of the variables begin with that tell docker compose what to do.
const Prefix = "COMPOSE_"

// The names of the variables.
const (
	Files          = "COMPOSE_FILE"
	Separator      = "COMPOSE_PATH_SEPARATOR"
	EnvFiles       = "COMPOSE_ENV_FILES"
	DisableEnvFile = "COMPOSE_DISABLE_ENV_FILE"
	Profiles       = "COMPOSE_PROFILES"
)

// known are all names that docker compose asks for, or asked for in earlier versions.
var known = [...]string{
	Files, Separator, EnvFiles, DisableEnvFile, Profiles,
	"COMPOSE_ANSI", "COMPOSE_API_VERSION", "COMPOSE_BAKE", "COMPOSE_COMPATIBILITY", "COMPOSE_CONVERT_WINDOWS_PATHS", "COMPOSE_DOCKER_CLI_BUILD",
	"COMPOSE_EXPERIMENTAL", "COMPOSE_EXPERIMENTAL_GIT_REMOTE", "COMPOSE_EXPERIMENTAL_OCI_REMOTE", "COMPOSE_EXPERIMENTAL_WATCH_TAR",
	"COMPOSE_FORCE_WINDOWS_HOST", "COMPOSE_HTTP_TIMEOUT", "COMPOSE_IGNORE_ORPHANS", "COMPOSE_INTERACTIVE_NO_CLI", "COMPOSE_MENU",
	"COMPOSE_PARALLEL_LIMIT", "COMPOSE_PROGRESS", "COMPOSE_PROJECT_NAME", "COMPOSE_PROVIDER_MESSAGES", "COMPOSE_RELAY_IMAGE",
	"COMPOSE_REMOVE_ORPHANS", "COMPOSE_STATUS_STDOUT", "COMPOSE_TLS_VERSION", "COMPOSE_WATCH_WINDOWS_BUFFER_SIZE",
}

// Meant is the variable that one with a name of which there is none was probably meant to be; "" if there is one, or none is similar.
func Meant(name string) string {
	if slices.Contains(known[:], name) {
		return ""
	}
	return typo.Nearest(name, slices.Values(known[:]))
}

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
