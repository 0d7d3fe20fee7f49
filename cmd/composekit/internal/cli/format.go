package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/fetched"
	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

// formatting is one run of the command format.
type formatting struct {
	targets
	check, diff bool
	indent      int
}

func setupFormat(a *app, cmd *cobra.Command) action {
	c := &formatting{targets: targets{app: a}}
	f := cmd.Flags()
	f.BoolVar(&c.check, "check", false, "change nothing, list files that are laid out otherwise, and end with status 1 if there are any")
	f.BoolVar(&c.diff, "diff", false, "change nothing, and print what would be changed")
	f.IntVar(&c.indent, "indent", 2, "blanks for each level, 1 to 8")
	cmd.Long = "Format indents what is in Compose files by the same width everywhere, takes blanks from the ends of lines, and ends the last line.\n" +
		"What files say, their comments and all that is within a line stay as they are.\n\n" +
		"Of a FOLDER it is the files of each project, those that they include or extend, too; a project is in every directory with\n" +
		"a default Compose file. Without arguments it is the project that the global options mean. Of a FILE it is that file alone;\n" +
		"- is standard input, which is written to standard output."
	return c.run
}

// unread are the findings that say why a file could not be looked at.
var unread = []*diag.Def{loader.NoFile, loader.FileNotFound, loader.FileUnreadable, loader.FileLimit}

func (c *formatting) run(ctx context.Context, args []string) error {
	if c.indent < 1 || c.indent > 8 {
		return fmt.Errorf("--indent is %d, but must be a number from 1 to 8", c.indent)
	}
	projects, err := c.projects(args)
	if err != nil {
		return err
	}
	var changes []diag.Change
	var wrong diag.List
	seen := map[string]bool{}
	for _, o := range projects {
		files, missing, err := c.files(ctx, o, len(args) > 0 && len(o.Files) > 0)
		if err != nil {
			return err
		}
		wrong = append(wrong, missing...)
		for _, f := range files {
			if seen[f.Name()] || fetched.Has(f.Name()) {
				continue
			}
			seen[f.Name()] = true
			edits, findings := language.Format(f, c.indent)
			if findings.Err() != nil {
				wrong = append(wrong, findings...)
				continue
			}
			changes = append(changes, diag.Change{File: f, Edits: edits})
		}
	}
	return errors.Join(c.carryOut(changes), c.report(wrong))
}

// files are the Compose files of a project, or of one that is named by its file that file, and what says why others could not be read.
func (c *formatting) files(ctx context.Context, o host.Options, named bool) ([]*source.File, diag.List, error) {
	l, err := c.loader(o)
	if err != nil {
		return nil, nil, err
	}
	l.Rules = []*validate.Rule{}
	l.Without = asWritten
	result, err := l.Load(ctx)
	if err != nil {
		return nil, nil, err
	}
	files := language.New(result).Files()
	if named {
		files = slices.DeleteFunc(files, func(f *source.File) bool { return !slices.Contains(l.Files, f.Name()) })
	}
	missing := slices.DeleteFunc(result.Diagnostics, func(d diag.Diagnostic) bool {
		return !slices.Contains(unread, d.Def) || named && d.Span.Valid() // then it is about what the file names
	})
	return files, missing, nil
}

// carryOut writes the files that change, or tells what would change.
func (c *formatting) carryOut(changes []diag.Change) error {
	var other []diag.Change
	for _, change := range changes {
		switch {
		case change.File.Name() == "-" && !c.check && !c.diff:
			if _, err := io.WriteString(c.Out, change.Text()); err != nil {
				return err
			}
		case len(change.Edits) > 0:
			other = append(other, change)
		}
	}
	var err error
	switch {
	case c.diff:
		err = c.printDiff(other)
	case c.check:
		var names []string
		for _, change := range other {
			names = append(names, terminal.Line(c.shortName(change.File.Name())))
		}
		err = printLines(c.Out, names)
	default:
		var written []string
		written, err = writeChanges(other)
		c.tellChanged(written)
	}
	if err == nil && c.check && len(other) > 0 {
		return exitStatus(failed)
	}
	return err
}
