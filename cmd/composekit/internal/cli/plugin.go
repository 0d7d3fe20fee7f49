package cli

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// metadataName is the command by which docker asks its plugins what they are.
const metadataName = "docker-cli-plugin-metadata"

// asPlugin recognises that docker runs the program as a plugin: as docker-NAME, with docker's own options and
// NAME in front. It takes NAME away, and leaves the options.
func (a *app) asPlugin(args []string) []string {
	name, ok := strings.CutPrefix(a.Name, "docker-")
	if !ok {
		return args
	}
	valued := []string{"--config", "-c", "--context", "-H", "--host", "-l", "--log-level", "--tlscacert", "--tlscert", "--tlskey"}
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case slices.Contains(valued, arg):
			i++
		case strings.HasPrefix(arg, "-"):
		case arg == "__complete" || arg == "__completeNoDesc":
		case arg == name:
			a.plugin = name
			return slices.Delete(slices.Clone(args), i, i+1)
		default:
			return args
		}
	}
	return args
}

// metadataCommand tells docker what the plugin is.
func (a *app) metadataCommand() *cobra.Command {
	return &cobra.Command{
		Use: metadataName, Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			enc := json.NewEncoder(a.Out)
			enc.SetIndent("", "     ")
			return enc.Encode(struct{ SchemaVersion, Vendor, Version, ShortDescription string }{
				"0.1.0", "composekit", version(), "Compose projects: what is in them, what to do for them, and doing it",
			})
		},
	}
}
