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
		text := "composekit version " + version()
		switch {
		case *short:
			text = version()
		case *format == "json":
			text = fmt.Sprintf(`{"version":%q}`, version())
		}
		_, err := fmt.Fprintln(a.Out, text)
		return err
	}
}

// version is the version that the program was built from, "dev" if that is not a release.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
