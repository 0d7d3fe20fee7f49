// Package commandline owns how the cases of tests, and the index of the corpus, write the flags of docker compose.
package commandline

import (
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/projectvars"
)

// Set makes o what a flag of docker compose and its value say. It reports whether there is such
// a flag.
func Set(o *host.Options, flag, value string) bool {
	switch flag {
	case "-f":
		o.Files = append(o.Files, value)
	case "-p", "--project-name":
		o.ProjectName = value
	case "--profile":
		o.Profiles = append(o.Profiles, value)
	case "--env-file":
		o.EnvFiles = append(o.EnvFiles, value)
	case "--project-directory":
		o.ProjectDirectory = value
	default:
		return false
	}
	return true
}

// EnvFiles are the env files that docker compose hands to compose-go: those of flags, else of a variable.
func EnvFiles(o host.Options) []string {
	if len(o.EnvFiles) > 0 {
		return o.EnvFiles
	}
	return projectvars.EnvFileNames(host.Environ(o.Environ))
}
