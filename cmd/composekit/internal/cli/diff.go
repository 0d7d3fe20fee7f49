package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/compare"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// difference is one run of the command diff.
type difference struct {
	*app
	format string
	quiet  bool
}

func setupDiff(a *app, cmd *cobra.Command) action {
	d := &difference{app: a}
	cmd.Flags().StringVar(&d.format, "format", "text", "format of the output: text or json")
	cmd.Flags().BoolVarP(&d.quiet, "quiet", "q", false, "print nothing; the status says whether there are differences")
	cmd.Long = "Diff tells in what the project that the global options mean has another effect than another version of it, and ends with\n" +
		"status 1 if it has. How files are written, and how many there are, does not matter.\n\n" +
		"The other version is FILEs, which override each other and are read as if they lay in the project's directory (- is standard\n" +
		"input), or the project in a FOLDER. Without --profile services of all profiles are compared.\n\n" +
		"  git show main:compose.yaml | composekit diff -"
	return d.run
}

func (d *difference) run(ctx context.Context, args []string) error {
	if d.format != "text" && d.format != "json" {
		return unsupportedFormat(d.format, "text", "json")
	}
	now, err := d.hostOptions()
	if err != nil {
		return err
	}
	then, err := d.other(now, args)
	if err != nil {
		return err
	}
	after, err := d.load(ctx, now)
	if err != nil {
		return err
	}
	if then.ProjectDirectory == "" && then.WorkDir == now.WorkDir {
		then.ProjectDirectory = after.Project.WorkingDir
	}
	before, err := d.load(ctx, then)
	if err != nil {
		return err
	}
	if nameless(before) && nameless(after) && then.WorkDir != now.WorkDir {
		// Both are called after their directories.
		then.ProjectName = after.Project.Name
		if before, err = d.load(ctx, then); err != nil {
			return err
		}
	}
	changes, err := compare.Projects(before, after)
	if err != nil {
		return err
	}
	if !d.quiet {
		if err := d.print(changes); err != nil {
			return err
		}
	}
	if len(changes) > 0 {
		return exitStatus(failed)
	}
	return nil
}

// other is the version of the project that arguments name.
func (d *difference) other(o host.Options, args []string) (host.Options, error) {
	o, err := byArguments(o)
	if err != nil {
		return o, err
	}
	folder := ""
	for _, name := range args {
		if info, err := os.Stat(d.path(name)); name != "-" && err == nil && info.IsDir() {
			folder = name
		}
	}
	switch {
	case folder == "" && slices.Contains(args, "-") && slices.Contains(o.Files, "-"):
		return o, errors.New("only one of the two versions can be read from the standard input")
	case folder == "":
		o.Files = args
		return o, nil
	case len(args) > 1:
		return o, errors.New("the other version is either files or one folder, not both: " + strings.Join(args, " "))
	}
	o.Files, o.ProjectDirectory = nil, ""
	o.WorkDir = d.path(folder)
	return o, nil
}

// load is a project without errors; those that it has are reported.
func (d *difference) load(ctx context.Context, o host.Options) (*loader.Result, error) {
	l, err := o.Loader()
	if err != nil {
		return nil, err
	}
	if len(o.Profiles) == 0 {
		l.Profiles = []string{"*"}
	}
	result, err := l.Load(ctx)
	if err != nil {
		return nil, err
	}
	if result.Diagnostics.HasErrors() {
		return nil, d.report(result.Diagnostics)
	}
	if !d.global.allResources {
		result.Project = result.Project.WithoutUnusedResources()
	}
	return result, nil
}

// nameless reports whether a project has no name but that of its directory.
func nameless(r *loader.Result) bool {
	n := r.Tree.Get("name")
	return n == nil || !n.Span().Valid()
}

// change is a difference as JSON.
type change struct {
	Path   string `json:"path"`
	Before *state `json:"before,omitempty"`
	After  *state `json:"after,omitempty"`
}

// state is what one of two projects has at a path: a value, where it was written, if it was, and the variables with which.
type state struct {
	Value any `json:"value"`
	spot
	Variables []variable `json:"variables,omitempty"`
}

// variable is a variable, and where a file sets it, if one does.
type variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Set   bool   `json:"set"`
	spot
}

// spot is a place in a file; without a file it is nowhere.
type spot struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

func (d *difference) print(changes []compare.Change) error {
	out := bufio.NewWriter(d.Out)
	if d.format == "json" {
		list := make([]change, 0, len(changes))
		for _, c := range changes {
			list = append(list, change{c.Path.String(), d.state(c.Before), d.state(c.After)})
		}
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(list); err != nil {
			return err
		}
		return out.Flush()
	}
	for _, c := range changes {
		switch {
		case c.Before.Node == nil:
			fmt.Fprintf(out, "+ %s: %s\n", c.Path, c.After.Told(d.place))
		case c.After.Node == nil:
			fmt.Fprintf(out, "- %s: %s\n", c.Path, c.Before.Told(d.place))
		default:
			fmt.Fprintf(out, "~ %s: %s -> %s\n", c.Path, c.Before.Told(d.place), c.After.Told(d.place))
		}
	}
	if len(changes) == 0 {
		d.say(diag.Note, "there are no differences")
	}
	return out.Flush()
}

// place is what a place is called.
func (d *difference) place(s source.Span) string {
	at := d.spot(s)
	return fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column)
}

func (d *difference) state(side compare.Side) *state {
	if side.Node == nil {
		return nil
	}
	s := &state{Value: model.Plain(side.Node), spot: d.spot(side.Written)}
	for _, v := range side.Variables {
		s.Variables = append(s.Variables, variable{v.Name, v.Value, v.Set, d.spot(v.Origin.Span)})
	}
	return s
}

func (d *difference) spot(s source.Span) spot {
	if !s.Valid() {
		return spot{}
	}
	at := s.Pos(source.Runes)
	return spot{d.shortName(s.File.Name()), at.Line, at.Column}
}
