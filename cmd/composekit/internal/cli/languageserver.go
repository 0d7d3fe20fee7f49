package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/languageserver"
	"github.com/composekit/composekit/diag"
)

// setupLanguageServer is the command that editors start.
func setupLanguageServer(a *app, cmd *cobra.Command) action {
	cmd.Long = "Language-server speaks the Language Server Protocol on standard input and output, until the editor ends it.\n\n" +
		"Files belong to the project of their directory, or to one of their own. One such as compose.prod.yaml, which lacks what\n" +
		"the Compose file beside it has, is taken to override that. The editor's initialization option\n" +
		`"rules" is a list of the packs of rules to apply besides those that always are, as check --rules.`
	cmd.Flags().Bool("stdio", true, "ignored: there is no other way of speaking")
	return func(ctx context.Context, args []string) error {
		collectAt(growthOfMany)
		return languageserver.Serve(ctx, stdio{a.In, a.Out}, languageserver.Options{
			Version: version(), Environ: a.Environ,
			Reference: func(d *diag.Def) string {
				_, uri := helpOf(d)
				return uri
			},
		})
	}
}

// stdio are the streams of a program as one.
type stdio struct {
	io.Reader
	io.Writer
}

// Close implements io.Closer. What reads of the program's input ends with the program.
func (stdio) Close() error { return nil }
