package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// globalOptions are the options of every command; they say which project is meant. Names
// and meaning are docker compose's.
type globalOptions struct {
	files        []string // - is standard input
	directory    string
	name         string
	profiles     []string
	envFiles     []string
	allResources bool
	ansi         string
	diagnostics  string
}

func (o *globalOptions) declare(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.files, "file", "f", nil, "Compose files, in the order in which they override each other; - is standard input")
	f.StringVar(&o.directory, "project-directory", "", "directory that relative paths start from\n(default: that of the first Compose file)")
	f.StringVarP(&o.name, "project-name", "p", "", "name of the project")
	f.StringArrayVar(&o.profiles, "profile", nil, "profiles to enable")
	f.StringArrayVar(&o.envFiles, "env-file", nil, "files of variables to use instead of .env")
	f.BoolVar(&o.allResources, "all-resources", false, "keep networks, volumes and so on that no service uses")
	f.StringVar(&o.ansi, "ansi", "auto", `colour: "never", "always" or "auto"`)
	f.StringVar(&o.diagnostics, "diagnostics", "full", `how to show what is wrong: "full" with the source, or "line" by line`)
}

// check refuses values that no option may have.
func (o *globalOptions) check() error {
	for _, c := range []struct {
		flag, value string
		allowed     []string
	}{
		{"ansi", o.ansi, []string{"never", "always", "auto"}},
		{"diagnostics", o.diagnostics, []string{"full", "line"}},
	} {
		if !slices.Contains(c.allowed, c.value) {
			return fmt.Errorf("--%s is %q, but must be one of %s", c.flag, c.value, strings.Join(c.allowed, ", "))
		}
	}
	return nil
}
