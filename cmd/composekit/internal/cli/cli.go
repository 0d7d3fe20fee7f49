// Package cli owns the command line: which commands and options there are, what they print,
// and with which status the program ends. What a Compose file means is the library's.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// The statuses that the program ends with, the same as docker compose's.
const (
	ok        = 0
	failed    = 1   // the project has errors, or the command line has
	cancelled = 130 // interrupted
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Color allows colour on Err.
	Color bool
	// Width is the number of columns of Err, 0 if it is not a terminal.
	Width int
	// OutColor and OutWidth are the same of Out.
	OutColor bool
	OutWidth int
}

// Main runs the program with the process's own streams until it is done or interrupted, and
// returns the status to end with.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	s.Color, s.Width = terminal(os.Stderr)
	s.OutColor, s.OutWidth = terminal(os.Stdout)
	return Run(ctx, args, s)
}

// terminal tells whether a file is a terminal that may show colours, and how wide it is: 0 if
// it is none.
func terminal(f *os.File) (color bool, width int) {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return false, 0
	}
	width, _, err := term.GetSize(fd)
	if err != nil {
		width = 0
	}
	return os.Getenv("NO_COLOR") == "", width
}

// Run runs the program with the given arguments, its name not included, and returns the
// status to end with.
func Run(ctx context.Context, args []string, s Streams) int {
	a := &app{Streams: s}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	switch {
	case ctx.Err() != nil:
		return cancelled
	case errors.Is(err, errFindings):
		return failed // they have been shown already
	case err != nil:
		a.fail(err)
		return failed
	}
	return ok
}

// app is one run of the program.
type app struct {
	Streams
	global globalOptions
}

// command is one row of the table of commands.
type command struct {
	use, short string
	args       cobra.PositionalArgs
	// setup declares the command's options and returns what runs it.
	setup func(a *app, cmd *cobra.Command) run
}

type run func(ctx context.Context, args []string) error

// commands are the program's commands, in the order of the help page.
func commands() []command {
	return []command{
		{
			use:   "config [OPTIONS] [SERVICE...]",
			short: "Print a project in canonical form, or what is wrong with it",
			setup: setupConfig,
		},
		{
			use:   "check [OPTIONS] [FILE|FOLDER...]",
			short: "Report what is wrong with projects, and mend it",
			setup: setupCheck,
		},
		{
			use:   "explain [OPTIONS] PATH...",
			short: "Tell why values such as services.web.image are what they are",
			args:  cobra.MinimumNArgs(1),
			setup: setupExplain,
		},
		{
			use:   "version [OPTIONS]",
			short: "Print the version of this program",
			args:  cobra.NoArgs,
			setup: setupVersion,
		},
	}
}

// root builds the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "composekit",
		Short:             "Read Compose projects",
		Args:              cobra.NoArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.global.check() },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.global.declare(root.PersistentFlags())
	for _, c := range commands() {
		cmd := &cobra.Command{Use: c.use, Short: c.short, Args: c.args, DisableFlagsInUseLine: true}
		run := c.setup(a, cmd)
		cmd.RunE = func(cmd *cobra.Command, args []string) error { return run(cmd.Context(), args) }
		root.AddCommand(cmd)
	}
	return root
}
