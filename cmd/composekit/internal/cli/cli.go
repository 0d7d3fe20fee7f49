// Package cli owns the command line: which commands and options there are, what they print,
// and with which status the program ends. What a Compose file means is the library's, and what
// must be done for it that of the packages below driver.
package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/composekit/composekit/driver/run"
)

// The statuses that the program ends with, the same as docker compose's.
const (
	ok        = 0
	failed    = 1   // the project has errors, or the command line has
	cancelled = 130 // interrupted
)

// exitStatus ends the program with a status of a container's, and without another word.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// Run runs the program with the given arguments, its name not included, and returns the
// status to end with.
func Run(ctx context.Context, args []string, m Machine) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := &app{Machine: m.complete(), cancel: cancel}
	defer a.heedNoMore()
	defer a.removeCertificates()
	args = a.asPlugin(args)
	root := a.root(args)
	root.SetArgs(args)
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	cmd, err := root.ExecuteContextC(ctx)
	interrupted := a.wasInterrupted() || ctx.Err() != nil
	var news error
	switch {
	case !interrupted:
		news = untold(err, errFindings)
	case ctx.Err() == nil:
		news = untold(err, errFindings, context.Canceled, run.ErrInterrupted)
	default: // what is cut short fails in many ways, and all of them mean just that
	}
	if news != nil {
		a.fail(wrongOption(cmd, news))
	}
	var status exitStatus
	switch {
	case interrupted:
		return cancelled
	case errors.As(err, &status):
		return int(status)
	case err != nil:
		return failed
	}
	return ok
}

// untold is an error without what is no news: the errors given, and statuses to end with.
func untold(err error, known ...error) error {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		parts := several.Unwrap()
		var left []error
		for _, part := range parts {
			if part = untold(part, known...); part != nil {
				left = append(left, part)
			}
		}
		if len(left) == len(parts) {
			return err
		}
		return errors.Join(left...)
	}
	var status exitStatus
	if errors.As(err, &status) || slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) }) {
		return nil
	}
	return err
}

// app is one run of the program.
type app struct {
	Machine
	global globalOptions
	// plugin is the name under which docker runs the program as a plugin; "" if it does not.
	plugin string

	cancel      context.CancelFunc
	heeding     heeding
	mu          sync.Mutex
	interrupted bool
	gracefully  []func()   // what interrupts do, the first one first; after them they cancel
	acting      sync.Mutex // held while an interrupt does so
	// forward hands signals on to a container; nil does not. With counted, interrupts end the command all the same.
	forward func(signal string)
	counted bool

	ansi string // see ansiMode

	badConfig sync.Once // docker's configuration has been warned of

	certificates string // a directory; see certificatesAsDir
}

// heeding is how interrupts are taken, if they are.
type heeding struct {
	begun       sync.Once
	done, ended chan struct{} // nil before
}

// heed takes interrupts from now on. Before, the system ends the process: what only reads and prints leaves nothing behind,
// and to listen takes a thread and goroutines, a twentieth of the time in which a small project is printed.
func (a *app) heed() {
	a.heeding.begun.Do(func() {
		if a.Interrupts == nil {
			return
		}
		interrupts, done, ended := a.Interrupts(), make(chan struct{}), make(chan struct{})
		a.heeding.done, a.heeding.ended = done, ended
		go func() {
			defer close(ended)
			for {
				select {
				case <-done:
					return
				case signal := <-interrupts:
					a.interrupt(signal)
				}
			}
		}()
	})
}

// heedNoMore cancels the command, and waits until no interrupt does anything any more.
func (a *app) heedNoMore() {
	a.cancel()                    // or one could wait for an engine that does not answer
	a.heeding.begun.Do(func() {}) // from now on it is too late
	if a.heeding.done != nil {
		close(a.heeding.done)
		<-a.heeding.ended
	}
}

// interrupt ends what is going on: gracefully if the command knows how.
func (a *app) interrupt(signal string) {
	a.mu.Lock()
	ends := signal == interruptSignal || signal == "SIGTERM"
	if a.forward != nil {
		forward := a.forward
		a.interrupted = a.interrupted || ends && a.counted
		a.mu.Unlock()
		forward(signal)
		return
	}
	a.mu.Unlock()
	if !ends { // it was meant for a container
		return
	}
	a.acting.Lock()
	defer a.acting.Unlock()
	a.mu.Lock()
	a.interrupted = true
	next := a.cancel
	if len(a.gracefully) > 0 {
		next, a.gracefully = a.gracefully[0], a.gracefully[1:]
	}
	a.mu.Unlock()
	next()
}

func (a *app) wasInterrupted() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.interrupted
}

// onInterrupt says what the next interrupts do instead of cancelling the command, the first one first,
// until the returned function is called. It waits for the step that is being taken, and none is taken after it.
func (a *app) onInterrupt(steps ...func()) (restore func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := a.gracefully
	a.gracefully = steps
	return func() {
		a.acting.Lock()
		defer a.acting.Unlock()
		a.mu.Lock()
		defer a.mu.Unlock()
		a.gracefully = before
	}
}

// forwardSignals hands signals on to a container, until the returned function is called. The command ends when the container
// does; if they are counted, it has been interrupted then by those that interrupt it otherwise.
func (a *app) forwardSignals(forward func(signal string), counted bool) (restore func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.forward, a.counted = forward, counted
	ignore := func() {}
	if a.TakeSignals != nil {
		ignore = a.TakeSignals()
	}
	return func() {
		ignore()
		a.mu.Lock()
		defer a.mu.Unlock()
		a.forward = nil
	}
}

// command is one row of the table of commands.
type command struct {
	use, short string
	args       cobra.PositionalArgs
	// setup declares the command's options and returns what runs it.
	setup func(a *app, cmd *cobra.Command) action
	// reads says that it reads and prints, and does nothing that would have to be ended in order, unless it heeds interrupts itself.
	reads bool
}

type action func(ctx context.Context, args []string) error

func (c command) name() string {
	name, _, _ := strings.Cut(c.use, " ")
	return name
}

// commands are the program's commands, in the order of the help page.
func commands() []command {
	return append([]command{
		{
			use:   "config [OPTIONS] [SERVICE...]",
			short: "Print a project in canonical form, or what is wrong with it",
			setup: setupConfig,
			reads: true,
		},
		{
			use:   "check [OPTIONS] [FILE|FOLDER...]",
			short: "Report what is wrong with projects, and mend it",
			setup: setupCheck,
			reads: true,
		},
		{
			use:   "format [OPTIONS] [FILE|FOLDER...]",
			short: "Lay out Compose files",
			setup: setupFormat,
		},
		{
			use:   "explain [OPTIONS] PATH...",
			short: "Tell why values such as services.web.image are what they are",
			args:  cobra.MinimumNArgs(1),
			setup: setupExplain,
			reads: true,
		},
		{
			use:   "diff [OPTIONS] FILE...|FOLDER",
			short: "Tell in what a project has another effect than another version of it",
			args:  cobra.MinimumNArgs(1),
			setup: setupDiff,
			reads: true,
		},
		{
			use:   "language-server",
			short: "Answer an editor on standard input and output",
			args:  cobra.ExactArgs(0),
			setup: setupLanguageServer,
		},
		{
			use:   "completion SHELL",
			short: "Write a script by which a shell completes what is typed",
			args:  cobra.ExactArgs(1),
			setup: setupCompletion,
			reads: true,
		},
		{
			use:   "version [OPTIONS]",
			short: "Print the version of this program",
			args:  cobra.ExactArgs(0),
			setup: setupVersion,
			reads: true,
		},
	}, engineCommands()...)
}

// root builds the command tree, of commands whose name is among the arguments. The others join them if somebody is told which
// there are: who asks for one command should not wait for forty to be made.
func (a *app) root(args []string) *cobra.Command {
	root := &cobra.Command{
		Use:               "composekit",
		Short:             "Read Compose projects, and carry them out",
		Args:              cobra.ArbitraryArgs, // which RunE answers
		SilenceErrors:     true,
		SilenceUsage:      true,
		TraverseChildren:  true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true}, // setupCompletion is it
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.global.check(cmd) },
	}
	if a.plugin != "" {
		root.Use = a.plugin
		root.Annotations = map[string]string{cobra.CommandDisplayNameAnnotation: "docker " + a.plugin}
	}
	a.global.declare(root.Flags())
	root.Flags().SetInterspersed(false)
	table := commands()
	add := func(asked bool) {
		for _, c := range table {
			if slices.Contains(args, c.name()) == asked {
				root.AddCommand(a.commandOf(c, root.Flags(), asked))
			}
		}
	}
	add(true)
	if slices.Contains(args, metadataName) {
		root.AddCommand(a.metadataCommand())
	}
	others := sync.OnceFunc(func() { add(false) })
	showVersion := false
	root.Flags().BoolVarP(&showVersion, "version", "v", false, "print the version of this program") // not behind a command
	root.SetUsageTemplate(usage)
	root.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) > 0:
			others()
			return unknownCommand(cmd, args[0])
		case showVersion:
			return a.printVersion()
		}
		return cmd.Help()
	}
	show := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if cmd == root {
			others()
		}
		show(cmd, args)
	})
	help := helpCommand()
	root.SetHelpCommand(help)
	if completing(args) || slices.Contains(args, help.Name()) {
		others()
	}
	if completing(args) {
		a.offer(root, append(root.Commands(), help)...)
	}
	return root
}

// commandOf is a row of the table of commands as a command; unless it is asked for, with no more than the help page says.
func (a *app) commandOf(c command, program *pflag.FlagSet, asked bool) *cobra.Command {
	cmd := &cobra.Command{Use: c.use, Short: c.short, Args: wrongArguments(c.args), DisableFlagsInUseLine: true}
	var run action
	if asked {
		run = c.setup(a, cmd)
		alsoBehind(program, cmd.Flags())
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !c.reads {
			a.heed()
		}
		return run(cmd.Context(), args)
	}
	return cmd
}

// alsoBehind lets the options of the program stand behind a command, too, without a place in its help. An
// option of the command's own goes first, and so does its letter: -f is --file before "logs", and --follow
// behind it.
func alsoBehind(program, command *pflag.FlagSet) {
	program.VisitAll(func(f *pflag.Flag) {
		if command.Lookup(f.Name) != nil {
			return
		}
		same := *f
		same.Hidden = true
		if same.Shorthand != "" && command.ShorthandLookup(same.Shorthand) != nil {
			same.Shorthand = ""
		}
		command.AddFlag(&same)
	})
}

// hide leaves options out of the help.
func hide(f *pflag.FlagSet, names ...string) {
	for _, name := range names {
		f.Lookup(name).Hidden = true
	}
}

// renamed lets the names of options be written in an older way, too.
func renamed(f *pflag.FlagSet, names map[string]string) {
	f.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if now, ok := names[name]; ok {
			name = now
		}
		return pflag.NormalizedName(name)
	})
}
