package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// shells are those that setupCompletion has scripts for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

// setupCompletion is the command that writes the script by which a shell asks the program what may come next.
func setupCompletion(a *app, cmd *cobra.Command) action {
	cmd.Long = "Completion writes a script by which a shell completes commands, options, and names of services, profiles and projects.\n\n" +
		"A SHELL is " + strings.Join(shells, ", ") + ". To have it in every bash, for one: source <(composekit completion bash) in ~/.bashrc.\n" +
		"In bash, files are narrowed down to those that an option takes only where the package bash-completion is there."
	return func(_ context.Context, args []string) error {
		root := cmd.Root()
		switch args[0] {
		case "bash":
			return writeBashCompletion(a.Out, root)
		case "zsh":
			return root.GenZshCompletion(a.Out)
		case "fish":
			return root.GenFishCompletion(a.Out, true)
		case "powershell":
			return root.GenPowerShellCompletionWithDesc(a.Out)
		}
		return &helpedError{
			fmt.Errorf("there is no script for %q; there are %s", args[0], strings.Join(shells, ", ")),
			meantOr(args[0], slices.Values(shells), "", "see "+cmd.CommandPath()+" --help"),
		}
	}
}

// writeBashCompletion writes the script for bash, changed to do without the package bash-completion where that is not there.
func writeBashCompletion(w io.Writer, root *cobra.Command) error {
	var script strings.Builder
	if err := root.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	own := "__" + root.Name() + "_filedir"
	_, err := io.WriteString(w, strings.ReplaceAll(script.String(), "_filedir", own)+strings.ReplaceAll(bashAlone, "NAME", root.Name()))
	return err
}

// bashAlone are functions for what the script for bash wants of the package bash-completion, NAME being the program's; the first takes the
// place of one that the script has. bash itself takes = and : for the ends of words.
const bashAlone = `
__NAME_init_completion()
{
    COMPREPLY=()
    if declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
        _get_comp_words_by_ref "$@" cur prev words cword
        return
    fi
    local i part rest before="" line=${COMP_LINE}
    words=()
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        part=${COMP_WORDS[i]}
        rest=${line#"${line%%[![:space:]]*}"}
        if [[ $i -gt 0 && $rest == "$line" && ( $part == [=:]* || $before == [=:]* ) ]]; then
            words[${#words[@]}-1]+=$part
        else
            words+=("$part")
        fi
        if ((i == COMP_CWORD)); then
            cword=$((${#words[@]} - 1))
        fi
        before=$part line=${rest#"$part"}
    done
    cur=${words[cword]} prev=""
    if ((cword > 0)); then
        prev=${words[cword-1]}
    fi
}

# Without the package, bash offers all files by itself.
__NAME_filedir()
{
    if declare -F _filedir >/dev/null 2>&1; then
        _filedir "$@"
    fi
}
`

// word is a word of the command line that somebody has begun to write.
type word struct {
	ctx     context.Context
	app     *app
	command string
	before  []string // the arguments before it
	begun   string
}

// completer says what a word may be, and what the shell is to do with that.
type completer func(w word) ([]string, cobra.ShellCompDirective)

// completing reports whether a shell asks what may come next.
func completing(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// offer says how arguments and the values of options are completed, of the program and of commands.
func (a *app) offer(root *cobra.Command, commands ...*cobra.Command) {
	at := func(c completer, cmd *cobra.Command, before []string, begun string) ([]string, cobra.ShellCompDirective) {
		a.Err = io.Discard                        // nobody is there to read what is wrong
		a.In, a.InTerminal = &bytes.Buffer{}, nil // the terminal is the shell's
		offered, directive := c(word{cmd.Context(), a, cmd.Name(), before, begun})
		if directive&(cobra.ShellCompDirectiveFilterFileExt|cobra.ShellCompDirectiveFilterDirs) == 0 {
			offered = slices.DeleteFunc(offered, func(s string) bool { return !strings.HasPrefix(s, begun) })
		}
		return offered, directive
	}
	options := func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			c := valuesOf(cmd.Name(), f.Name)
			if f.Value.Type() == "bool" {
				c = oneOf("true", "false")
			}
			_ = cmd.RegisterFlagCompletionFunc(f.Name, func(cmd *cobra.Command, before []string, begun string) ([]string, cobra.ShellCompDirective) {
				return at(c, cmd, before, begun)
			})
		})
	}
	options(root)
	for _, cmd := range commands {
		options(cmd)
		cmd.ValidArgsFunction = func(cmd *cobra.Command, before []string, begun string) ([]string, cobra.ShellCompDirective) {
			return at(argumentOf(cmd.Use, len(before)), cmd, before, begun)
		}
	}
}

// argumentOf completes an argument of a command by what the command's line of usage calls it.
func argumentOf(use string, i int) completer {
	_, arguments, _ := strings.Cut(use, " ")
	names := strings.Fields(strings.TrimPrefix(arguments, "[OPTIONS]"))
	if last := len(names) - 1; i > last {
		if last < 0 || !strings.Contains(names[last], "...") {
			return nothing
		}
		i = last
	}
	switch strings.Trim(names[i], "[].") {
	case "SERVICE":
		return services
	case "SERVICE=NUMBER":
		return servicesBefore("=")
	case "SERVICE:PATH", "PATH|-":
		return servicesBefore(":")
	case "FILE|FOLDER", "FILE":
		return files()
	case "PLAN.json":
		return files("json")
	case "PATH":
		return attributes
	case "COMMAND":
		return commandNames
	case "SHELL":
		return oneOf(shells...)
	}
	return nothing
}

// valuesOf completes the value of an option of a command.
func valuesOf(command, option string) completer {
	switch command + " --" + option {
	case "check --format":
		return oneOf(formatNames()...)
	case "check --rules":
		return oneOf(validate.Packs()...)
	case "config --format":
		return oneOf("yaml", "json")
	case "config --hash":
		return func(w word) ([]string, cobra.ShellCompDirective) {
			names, directive := services(w)
			return append(names, "*"), directive
		}
	case "diff --format", "explain --format":
		return oneOf("text", "json")
	case "plan --format":
		return oneOf("text", "json", "dot", "mermaid")
	case "version --format":
		return oneOf("pretty", "json")
	case "pull --policy":
		return oneOf("missing", "always")
	}
	switch option {
	case "file":
		return files("yaml", "yml")
	case "project-directory", "config":
		return folders
	case "env-file", "env-from-file", "output", "tlscacert", "tlscert", "tlskey":
		return files()
	case "project-name":
		return projects
	case "profile":
		return profiles
	case "ansi":
		return oneOf(ansiModes()...)
	case "diagnostics":
		return oneOf(diagnosticForms()...)
	case "progress":
		return oneOf(progressModes()...)
	case "format": // of lists
		return oneOf("table", "json")
	case "attach", "no-attach", "exit-code-from":
		return services
	case "scale":
		return servicesBefore("=")
	case "pull":
		return oneOf(pullPolicies...)
	case "rmi":
		return oneOf("all", "local")
	case "signal":
		return oneOf("SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGTERM")
	case "status":
		return oneOf("paused", "restarting", "removing", "running", "dead", "created", "exited")
	case "protocol":
		return oneOf("tcp", "udp")
	case "accept":
		return oneOf("data-loss", "downtime", "orphan")
	case "oci-version":
		return oneOf("1.0", "1.1")
	case "provenance", "sbom":
		return oneOf("true", "false")
	}
	return nothing
}

func nothing(word) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// oneOf completes to words that are all that there is.
func oneOf(list ...string) completer {
	return func(word) ([]string, cobra.ShellCompDirective) {
		return slices.Clone(list), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// files are those that the shell finds, with the given endings.
func files(endings ...string) completer {
	return func(word) ([]string, cobra.ShellCompDirective) {
		if len(endings) == 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return slices.Clone(endings), cobra.ShellCompDirectiveFilterFileExt
	}
}

func folders(word) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// load loads the project that the options mean as far as it can be read. Nothing is fetched for it.
func (w word) load() *loader.Result {
	l, err := w.app.prepare()
	if err != nil {
		return nil
	}
	l.Rules, l.Resolvers = []*validate.Rule{}, nil
	l.Without = asWritten
	result, err := l.Load(w.ctx)
	if err != nil {
		return nil
	}
	return result
}

// services are the names of all services, and of jobs where a job may be named, but for those that the command line has already.
func services(w word) ([]string, cobra.ShellCompDirective) {
	result := w.load()
	if result == nil {
		return nothing(w)
	}
	p := result.Project
	names := slices.Concat(p.ServiceNames(), p.DisabledServiceNames())
	if w.command == "run" {
		names = slices.Concat(names, p.JobNames(), p.DisabledJobNames())
	}
	slices.Sort(names)
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(w.before, name) })
	return names, cobra.ShellCompDirectiveNoFileComp
}

// servicesBefore are names of services with what must follow, behind which one writes on; where there are files, too, the shell
// looks for those if no service begins so.
func servicesBefore(separator string) completer {
	return func(w word) ([]string, cobra.ShellCompDirective) {
		names, _ := services(w)
		for i := range names {
			names[i] += separator
		}
		if separator == ":" && !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, w.begun) }) {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

func profiles(w word) ([]string, cobra.ShellCompDirective) {
	result := w.load()
	if result == nil {
		return nothing(w)
	}
	return result.Project.DeclaredProfiles(), cobra.ShellCompDirectiveNoFileComp
}

// A shell that asks an engine waits no longer than engineTime.
const engineTime = 3 * time.Second

// projects are those that the engine has.
func projects(w word) ([]string, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(w.ctx, engineTime)
	defer cancel()
	d, err := w.app.engine(ctx)
	if err != nil {
		return nothing(w)
	}
	state, err := d.Observe(ctx, driver.Selector{AllProjects: true})
	if err != nil {
		return nothing(w)
	}
	var names []string
	for _, p := range listing.ProjectsOf(state.Containers) {
		names = append(names, p.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// attributes are the paths of the values that are below the one before the last dot, or that are items of it. Of those with
// more below them the dot is there already.
func attributes(w word) ([]string, cobra.ShellCompDirective) {
	result := w.load()
	if result == nil || result.Tree == nil {
		return nothing(w)
	}
	parent := "*"
	if i := strings.LastIndexAny(w.begun, ".["); i >= 0 {
		parent = w.begun[:i] + map[byte]string{'.': ".*", '[': "[*]"}[w.begun[i]]
	}
	paths, err := explain.Paths(result, parent)
	if err != nil {
		return nothing(w)
	}
	directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	paths = slices.DeleteFunc(paths, func(path string) bool { return !strings.HasPrefix(path, w.begun) })
	for i, text := range paths {
		path, err := syntax.ParsePath(text)
		if err != nil {
			continue
		}
		if n := result.Tree.At(path); n != nil && n.Kind == syntax.Mapping && n.Len() > 0 {
			paths[i] += "."
			directive |= cobra.ShellCompDirectiveNoSpace
		}
	}
	return paths, directive
}

// commandNames are the commands that help has pages of; what runs in containers nobody knows.
func commandNames(w word) ([]string, cobra.ShellCompDirective) {
	if w.command != "help" {
		return nothing(w)
	}
	var names []string
	for _, c := range commands() {
		name, _, _ := strings.Cut(c.use, " ")
		names = append(names, name)
	}
	slices.Sort(names)
	return names, cobra.ShellCompDirectiveNoFileComp
}
