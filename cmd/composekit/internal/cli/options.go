package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// globalOptions are the options of every command; they say which project is meant, and which engine. Names
// and meaning are docker compose's, and docker's.
type globalOptions struct {
	files         []string // - is standard input
	directory     string
	name          string
	profiles      []string
	envFiles      []string
	allResources  bool
	compatibility bool
	ansi          string
	diagnostics   string
	dryRun        bool
	parallel      int
	progress      string
	quietBuilds   bool // nothing is shown of how builds go on; an option of some commands
	engine        EngineOptions
	tlsVerify     bool
	insecure      []string // registries

	given func(name string) bool // whether an option was given
}

func (o *globalOptions) declare(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.files, "file", "f", nil, "Compose files, in the order in which they override each other; - is standard input")
	f.StringVar(&o.directory, "project-directory", "", "directory that relative paths start from\n(default: that of the first Compose file)")
	f.StringVarP(&o.name, "project-name", "p", "", "name of the project")
	f.StringArrayVar(&o.profiles, "profile", nil, "profiles to enable")
	f.StringArrayVar(&o.envFiles, "env-file", nil, "files of variables to use instead of .env")
	f.BoolVar(&o.allResources, "all-resources", false, "keep networks, volumes and so on that no service uses")
	f.BoolVar(&o.compatibility, "compatibility", false, "")
	f.StringVar(&o.ansi, "ansi", "auto", `colour and movement: "never", "always" or "auto"`)
	f.StringVar(&o.diagnostics, "diagnostics", "full", `how to show what is wrong: "full" with the source, or "line" by line`)
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and do nothing")
	f.IntVar(&o.parallel, "parallel", -1, "how much to do at once at most; -1 is as the work allows")
	f.StringVar(&o.progress, "progress", "", `how to show what is done: "auto", "tty", "plain", "json" or "quiet"`)
	f.StringVarP(&o.engine.Context, "context", "c", "", "docker's context of the engine")
	f.StringVarP(&o.engine.Host, "host", "H", "", "address of the engine")
	f.StringVar(&o.engine.ConfigDir, "config", "", "directory of docker's configuration")
	f.BoolVar(&o.engine.TLS, "tls", false, "talk to the engine by TLS")
	f.BoolVar(&o.tlsVerify, "tlsverify", false, "talk to the engine by TLS, and check who it is")
	f.StringVar(&o.engine.TLSCA, "tlscacert", "", "certificates that are trusted")
	f.StringVar(&o.engine.TLSCert, "tlscert", "", "certificate to show to the engine")
	f.StringVar(&o.engine.TLSKey, "tlskey", "", "key of the certificate")
	f.StringArrayVar(&o.insecure, "insecure-registry", nil, "registries of projects to speak to by http")
	// docker hands its plugins options that mean nothing here.
	f.BoolP("debug", "D", false, "")
	f.StringP("log-level", "l", "", "")
	for _, name := range []string{"config", "tls", "tlsverify", "tlscacert", "tlscert", "tlskey", "debug", "log-level", "compatibility", "insecure-registry"} {
		f.Lookup(name).Hidden = true
	}
}

// ansiModes are the values of --ansi.
func ansiModes() []string { return []string{"never", "always", "auto"} }

// diagnosticForms are the ways of showing what is wrong.
func diagnosticForms() []string { return []string{"full", "line"} }

// progressModes are the ways of showing what is done.
func progressModes() []string { return []string{"auto", "tty", "plain", "json", "quiet", "none"} }

// check refuses values that no option may have.
func (o *globalOptions) check(cmd *cobra.Command) error {
	o.given = func(name string) bool { return cmd.Root().Flags().Changed(name) || cmd.Flags().Changed(name) }
	if o.given("tlsverify") {
		o.engine.TLSVerify = &o.tlsVerify
	}
	for _, c := range []struct {
		flag, value string
		allowed     []string
	}{
		{"ansi", o.ansi, ansiModes()},
		{"diagnostics", o.diagnostics, diagnosticForms()},
		{"progress", cmp.Or(o.progress, "auto"), progressModes()},
	} {
		if !slices.Contains(c.allowed, c.value) {
			return fmt.Errorf("--%s is %q, but must be one of %s", c.flag, c.value, strings.Join(c.allowed, ", "))
		}
	}
	return nil
}
