package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/diag/catalogue"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/fetched"
	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

// checkOptions are the options of check.
type checkOptions struct {
	format string
	rules  []string
	fix    bool
	diff   bool
	guess  bool
	strict bool
	quiet  bool
}

// check is one run of the command check.
type check struct {
	targets
	checkOptions
	tips []string
}

func setupCheck(a *app, cmd *cobra.Command) action {
	c := &check{targets: targets{app: a}}
	f := cmd.Flags()
	f.StringVar(&c.format, "format", "text", "format of the findings: "+strings.Join(formatNames(), ", "))
	f.StringSliceVar(&c.rules, "rules", nil, "packs of rules to apply besides those that always are: "+strings.Join(validate.Packs(), ", "))
	f.BoolVar(&c.fix, "fix", false, "mend in the files what can be mended without doubt, then check again")
	f.BoolVar(&c.guess, "guess", false, "with --fix or --diff: also mend by guessing what was meant")
	f.BoolVar(&c.diff, "diff", false, "only print what --fix would change")
	f.BoolVar(&c.strict, "strict", false, "end with status 1 on warnings, too")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "print what the status is 1 for only, and no summary")
	cmd.Long = "Check reports what is wrong with projects, and what looks wrong.\n\n" +
		"Each FILE is a project. In a FOLDER, every directory with a default Compose file is one, with its override.\n" +
		"Without either, the project is the one that the global options mean, as with config.\n\n" +
		"composekit explain CODE tells more of a kind of finding, such as port-kept."
	return c.run
}

// format is a way of printing findings.
type format struct {
	name string
	show func(w io.Writer, list diag.List, opt diag.RenderOptions) error
}

var formats = []format{
	{"text", diag.Render},
	{"line", diag.RenderLines},
	{"json", diag.RenderJSON},
	{"sarif", func(w io.Writer, list diag.List, opt diag.RenderOptions) error {
		return diag.RenderSARIF(w, list, diag.SARIFOptions{
			Version: version(), InformationURI: home, Help: helpOf, Name: opt.Name,
		})
	}},
	{"github", diag.RenderGitHub},
}

func formatNames() []string {
	var out []string
	for _, f := range formats {
		out = append(out, f.name)
	}
	return out
}

// chosenRules are the rules to apply to a project with the given files.
func (c *check) chosenRules(fsys source.FS) ([]*validate.Rule, error) {
	out := append(validate.Default(), validate.Warnings()...)
	for _, name := range slices.Compact(slices.Sorted(slices.Values(c.rules))) {
		pack := validate.Pack(name, fsys)
		if pack == nil {
			return nil, fmt.Errorf("there is no pack of rules %q; there are %s", name, strings.Join(validate.Packs(), ", "))
		}
		out = append(out, pack...)
	}
	return out, nil
}

// helpOf explains a kind of finding as the catalogue does, and tells where to read on: the
// reasons of its rule, or its entry in the reference page.
func helpOf(d *diag.Def) (text, uri string) {
	e, _ := catalogue.Find(d.Code) // which has all that there are
	if e.Rule != nil && e.Rule.Reference != "" {
		return e.Explanation, e.Rule.Reference
	}
	return e.Explanation, home + "/blob/main/docs/diagnostics.md#" + d.Code
}

// home is the address of the project.
const home = "https://github.com/composekit/composekit"

const mostRounds = 10 // of fixing: a fix may make room for others

func (c *check) run(ctx context.Context, args []string) error {
	i := slices.IndexFunc(formats, func(f format) bool { return f.name == c.format })
	switch {
	case i < 0:
		return unsupportedFormat(c.format, formatNames()...)
	case c.guess && !c.fix && !c.diff:
		return errors.New("--guess says how to mend: use it with --fix or --diff")
	case c.fix && c.diff:
		return errors.New("--fix changes files and --diff does not: choose one of them")
	case c.fix && (slices.Contains(args, "-") || slices.Contains(c.global.files, "-")):
		return errors.New("--fix cannot change standard input: --diff prints what it would change")
	}
	if c.fix {
		c.heed()
	}
	projects, err := c.projects(args)
	if err != nil {
		return err
	}
	list, err := c.findings(ctx, projects)
	if err != nil {
		return err
	}
	left := list
	var changes []diag.Change
	var unchanged error
	if c.fix || c.diff {
		changes, left, err = c.mended(ctx, projects, list)
	}
	switch {
	case err != nil:
		return err
	case c.diff:
		err = c.printDiff(changes)
	default:
		if unchanged = c.write(changes); unchanged != nil {
			if left, err = c.findings(ctx, projects); err != nil {
				return err
			}
		}
		list = left
		err = c.print(formats[i], list, len(projects))
	}
	if err == nil && (c.fix || c.diff) && !c.guess {
		c.tellGuesses(left)
	}
	if err == nil {
		err = unchanged
	}
	if err == nil && slices.ContainsFunc(list, c.counts) {
		return errFindings
	}
	return err
}

// mended carries out fixes in drafts of the files until there are none any more, or it has been long enough. It returns what becomes
// of the files, each in one edit, and what is then found.
func (c *check) mended(ctx context.Context, projects []host.Options, list diag.List) ([]diag.Change, diag.List, error) {
	var out []diag.Change
	index := map[string]int{} // of files, by name
	for range mostRounds {
		changed := false
		for _, change := range c.changes(list) {
			name, text := change.File.Name(), change.Text()
			if text == change.File.Text() || fetched.Has(name) || c.fix && name == "-" {
				continue
			}
			i, known := index[name]
			if !known {
				i = len(out)
				index[name] = i
				out = append(out, diag.Change{File: change.File})
			}
			original := out[i].File
			out[i].Edits = []diag.Edit{{Span: original.Span(0, original.Len()), New: text}}
			c.draft(name, text)
			changed = true
		}
		if !changed {
			break
		}
		var err error
		if list, err = c.findings(ctx, projects); err != nil {
			return nil, nil, err
		}
	}
	return out, list, nil
}

// write writes what becomes of files, and says why it could not write others. The drafts of those are then what they were at first.
func (c *check) write(changes []diag.Change) error {
	written, err := writeChanges(changes)
	c.tellChanged(written)
	for _, change := range changes {
		if !slices.Contains(written, change.File.Name()) {
			c.draft(change.File.Name(), change.File.Text())
		}
	}
	return err
}

// counts reports whether the command ends with status 1 because of a finding.
func (c *check) counts(d diag.Diagnostic) bool {
	return d.Severity() == diag.Error || c.strict && d.Severity() == diag.Warning
}

// changes are what is to be done to the files next.
func (c *check) changes(list diag.List) []diag.Change {
	if !c.guess {
		list = list.SafelyFixable()
	}
	return diag.Changes(list)
}

// tellChanged tells which files were changed.
func (a *app) tellChanged(names []string) {
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		fmt.Fprintln(a.Err, "changed "+terminal.Line(a.shortName(name)))
	}
}

// tellGuesses tells how many findings could be mended by guessing.
func (c *check) tellGuesses(list diag.List) {
	left := 0
	for i, d := range list.SafelyFixable() {
		if len(d.Fixes) == 0 && len(list[i].Fixes) > 0 {
			left++
		}
	}
	if left == 0 {
		return
	}
	what := "1 finding is left that has a fix"
	if left > 1 {
		what = fmt.Sprintf("%d findings are left that have fixes", left)
	}
	fmt.Fprintf(c.Err, "%s which may not be what was meant: --guess applies such fixes, too\n", what)
}

// findings are those of all projects, each once: projects may have files in common.
func (c *check) findings(ctx context.Context, projects []host.Options) (diag.List, error) {
	type finding struct {
		def        *diag.Def
		file       string
		start, end int32
		message    string
	}
	seen := map[finding]bool{}
	var all diag.List
	c.tips = nil
	c.open()
	for _, o := range projects {
		l, err := c.loader(o)
		if err != nil {
			return nil, err
		}
		if l.Rules, err = c.chosenRules(l.FS); err != nil {
			return nil, err
		}
		result, err := l.Load(ctx)
		if err != nil {
			return nil, err
		}
		if tip := c.envExample(result); tip != "" && !slices.Contains(c.tips, tip) {
			c.tips = append(c.tips, tip)
		}
		if c.fix || c.diff {
			c.keep(result.Files)
		}
		for _, d := range result.Diagnostics {
			id := finding{d.Def, "", d.Span.Start, d.Span.End, d.Message}
			if d.Span.Valid() {
				id.file = d.Span.File.Name()
			}
			if !seen[id] {
				seen[id] = true
				all.Add(inFile(d, l))
			}
		}
	}
	return all, nil
}

// inFile is a finding with the file that it is about, also one that is about the whole project of a loader: that file is the first of the
// project, or the one that it would be.
func inFile(d diag.Diagnostic, l *loader.Loader) diag.Diagnostic {
	if d.Span.Valid() || d.Fact("file") != "" {
		return d
	}
	if len(l.Files) > 0 {
		return d.With("file", l.Files[0])
	}
	return d.With("file", l.FS.Style().Join(l.Dir, host.DefaultFiles[0]))
}

// print shows findings. For people, there is a summary at the end.
func (c *check) print(f format, list diag.List, projects int) error {
	if f.name == "text" && c.global.diagnostics == "line" {
		f = format{"line", diag.RenderLines}
	}
	if c.quiet {
		list = slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool { return !c.counts(d) })
	}
	opt := diag.RenderOptions{
		Color: c.colorOn(c.OutColor), Width: c.OutWidth, Fold: true,
		Name: func(f *source.File) string { return filepath.ToSlash(c.shortName(f.Name())) },
	}
	if err := f.show(c.Out, c.whereFilesAre(list), opt); err != nil {
		return err
	}
	if c.quiet || f.name != "text" {
		return nil
	}
	summary := cmp.Or(diag.Summary(list), "nothing found") + " in " + counted(projects)
	if len(list) > 0 {
		summary = "\n" + summary
	}
	_, err := fmt.Fprintln(c.Out, summary)
	for _, tip := range c.tips {
		c.say(diag.Note, tip)
	}
	return err
}

func counted(projects int) string {
	if projects == 1 {
		return "1 project"
	}
	return fmt.Sprintf("%d projects", projects)
}

// printDiff prints changes as a patch. Where a name has a blank, a tab says where it ends, as patch wants it.
func (a *app) printDiff(changes []diag.Change) error {
	for _, change := range changes {
		name := filepath.ToSlash(a.shortName(change.File.Name()))
		if strings.Contains(name, " ") {
			name += "\t"
		}
		text := diff.Diff("a/"+name, []byte(change.File.Text()), "b/"+name, []byte(change.Text()))
		if _, err := a.Out.Write(text); err != nil {
			return err
		}
	}
	return nil
}
