package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/model"
)

// helpedError is an error that people are told what to do about.
type helpedError struct {
	error
	help string
}

func (e *helpedError) Unwrap() error { return e.error }

// helpFor is what to do about an error; "" is not known.
func helpFor(err error) string {
	if helped := (*helpedError)(nil); errors.As(err, &helped) {
		return helped.help
	}
	if unknown := (*model.UnknownError)(nil); errors.As(err, &unknown) && unknown.Near != "" {
		return fmt.Sprintf("did you mean %s?", unknown.Near)
	}
	return ""
}

// meantOr asks whether the nearest of the candidates was meant, and says something else if none is near.
func meantOr(word string, candidates iter.Seq[string], prefix, otherwise string) string {
	if near := typo.Nearest(word, candidates); near != "" {
		return fmt.Sprintf("did you mean %s%s?", prefix, near)
	}
	return otherwise
}

// unsupportedFormat is the error about a value of --format that there is not.
func unsupportedFormat(format string, known ...string) error {
	return fmt.Errorf("unsupported format %q; there are %s", format, strings.Join(known, ", "))
}

// unknownCommand is the error about a command that there is not.
func unknownCommand(root *cobra.Command, name string) error {
	names := func(yield func(string) bool) {
		for _, c := range root.Commands() {
			if !c.Hidden && !yield(c.Name()) {
				return
			}
		}
	}
	return &helpedError{
		fmt.Errorf("unknown command %q for %q", name, root.CommandPath()),
		meantOr(name, names, root.CommandPath()+" ", "see "+root.CommandPath()+" --help"),
	}
}

// helpCommand prints the help of the program or of a command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Print the help of a command", DisableFlagsInUseLine: true, Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				cmd.Root().InitDefaultHelpFlag()
				return cmd.Root().Help()
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					c.InitDefaultHelpFlag()
					return c.Help()
				}
			}
			return unknownCommand(cmd.Root(), args[0])
		},
	}
}

// usage is the template of help pages, in the form that docker's have.
const usage = `Usage:  {{if .HasAvailableSubCommands}}{{.CommandPath}} [OPTIONS] COMMAND

Commands:{{range .Commands}}{{if or .IsAvailableCommand (eq .Name "help")}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{else}}{{.UseLine}}{{end}}{{if .HasAvailableLocalFlags}}

Options:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

Run '{{.CommandPath}} COMMAND --help' for more information on a command.{{else}}

Options of all commands, such as --file and --profile, are in '{{.Root.CommandPath}} --help'.{{end}}
`

// wrongOption explains an error that is about an option of a command; others it leaves as they are.
func wrongOption(cmd *cobra.Command, err error) error {
	see := "see " + cmd.CommandPath() + " --help"
	var (
		unknown *pflag.NotExistError
		invalid *pflag.InvalidValueError
		lacking *pflag.ValueRequiredError
	)
	switch {
	case errors.As(err, &unknown):
		names := func(yield func(string) bool) {
			more := true
			cmd.Flags().VisitAll(func(f *pflag.Flag) { more = more && yield(f.Name) })
		}
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			// A name with one hyphen too few is read as letters.
			return &helpedError{err, meantOr(letters, names, "--", see)}
		}
		if !cmd.HasParent() {
			see += "; options of a command stand behind its name"
		}
		return &helpedError{err, meantOr(unknown.GetSpecifiedName(), names, "--", see)}
	case errors.As(err, &invalid):
		must := map[string]string{"int": "a number", "bool": "true or false", "duration": "a duration such as 1m30s"}[invalid.GetFlag().Value.Type()]
		if number := (*strconv.NumError)(nil); must == "" || errors.As(err, &number) && errors.Is(number, strconv.ErrRange) {
			return err
		}
		return fmt.Errorf("--%s is %q, but must be %s", invalid.GetFlag().Name, invalid.GetValue(), must)
	case errors.As(err, &lacking):
		return &helpedError{err, see}
	}
	return err
}

// wrongArguments says how a command is called that was given too many or too few arguments.
func wrongArguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		return nil
	}
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &helpedError{fmt.Errorf("%s %w", cmd.CommandPath(), err), "it is called as " + cmd.UseLine()}
		}
		return nil
	}
}

// orUnknown is the error that a service has no container, unless the project has no such service at all. The project is
// nil if nobody had to read its files so far.
func (a *app) orUnknown(ctx context.Context, p *model.Project, service string, err error) error {
	if p == nil {
		l, failed := a.prepare()
		if failed != nil {
			return err
		}
		result, failed := l.Load(ctx)
		if failed != nil || result.Diagnostics.HasErrors() {
			return err
		}
		p = result.Project
	}
	_, known := p.Service(service)
	if unknown := (*model.UnknownError)(nil); errors.As(known, &unknown) && !unknown.Disabled {
		return unknown
	}
	return err
}

// whereFiles says where Compose files were looked for, and how to name one.
func (a *app) whereFiles() string {
	dir, err := a.dir()
	if err != nil || a.global.directory != "" {
		dir = a.path(a.global.directory)
	}
	last := len(host.DefaultFiles) - 1
	return fmt.Sprintf("neither %s nor a directory above it has a file %s or %s: name one with --file, or its directory with --project-directory",
		dir, strings.Join(host.DefaultFiles[:last], ", "), host.DefaultFiles[last])
}
