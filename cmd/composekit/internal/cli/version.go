package cli

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func setupVersion(a *app, cmd *cobra.Command) action {
	short := cmd.Flags().Bool("short", false, "print the version number alone")
	format := cmd.Flags().StringP("format", "f", "", "form of the output: pretty or json")
	return func(context.Context, []string) error {
		text := version()
		switch {
		case *short:
		case *format == "json":
			text = fmt.Sprintf(`{"version":%q}`, version())
		default:
			return a.printVersion()
		}
		_, err := fmt.Fprintln(a.Out, text)
		return err
	}
}

// printVersion prints the version for people.
func (a *app) printVersion() error {
	_, err := fmt.Fprintln(a.Out, "composekit version "+version())
	return err
}

// version is the version that the program was built from, "dev" if that is not a release.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}

// labelledVersion is the version in labels of what is made: as docker compose labels, none if it was not released.
func labelledVersion() string {
	if v := version(); v != "dev" {
		return v
	}
	return ""
}
