package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/diag/catalogue"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// setupExplain is the command that tells why values are what they are. Mistakes in the project
// do not end it: what could be read has its story.
func setupExplain(a *app, cmd *cobra.Command) action {
	format := cmd.Flags().String("format", "text", "format of the output: text or json")
	cmd.Long = "Explain tells where values were written, with which variables, and what overrode them.\n\n" +
		"A value is named by its PATH, such as services.web.ports[0], or by its place, FILE:LINE or FILE:LINE:COLUMN.\n" +
		"An asterisk in a path stands for any name or position: services.*.image. '$NAME' is a variable: where it is set, and used;\n" +
		"'$*' is all of them. A code of check, such as port-kept, is what that kind of finding is about."
	return func(ctx context.Context, args []string) error {
		if *format != "text" && *format != "json" {
			return unsupportedFormat(*format, "text", "json")
		}
		args, err := a.explainKinds(args, *format)
		if err != nil || len(args) == 0 {
			return err
		}
		l, err := a.prepare()
		if err != nil {
			return err
		}
		result, err := l.Load(ctx)
		if err != nil {
			return err
		}
		list := result.Diagnostics
		if result.Tree == nil && list.HasErrors() {
			return a.report(list)
		}
		var stories []explain.Story
		var failures []error
		for _, asked := range args {
			told, err := a.storiesOf(result, asked)
			if err != nil {
				failures = append(failures, err)
			}
			stories = append(stories, told...)
		}
		if err := a.tell(stories, *format); err != nil {
			return err
		}
		if list.HasErrors() {
			a.say(diag.Note, "the project has mistakes ("+diag.Summary(list)+"), which check tells; this is what could be read of it")
		}
		return errors.Join(failures...)
	}
}

// explainKinds tells of the kinds of finding that are named by their codes, which takes no project, and gives back what else is asked for.
func (a *app) explainKinds(args []string, format string) (others []string, err error) {
	for _, asked := range args {
		e, ok := catalogue.Find(asked)
		switch {
		case !ok:
			others = append(others, asked)
		case format != "text":
			return nil, fmt.Errorf("--format is %q, but kinds of finding such as %s are explained as text only", format, asked)
		default:
			if _, err := fmt.Fprintln(a.Out, e.Text()); err != nil {
				return nil, err
			}
		}
	}
	return others, nil
}

// placeForm finds FILE:LINE and FILE:LINE:COLUMN, as compilers and editors write them.
var placeForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(.+?):([0-9]+)(?::([0-9]+))?$`) })

// storiesOf are the stories of the values that a path or a place names.
func (a *app) storiesOf(result *loader.Result, asked string) ([]explain.Story, error) {
	paths := []string{asked}
	if m := placeForm().FindStringSubmatch(asked); m != nil {
		path, err := a.pathOfPlace(result, asked, m)
		if err != nil {
			return nil, err
		}
		paths[0] = path
	} else if strings.Contains(asked, "*") {
		all, err := explain.Paths(result, asked)
		if err != nil {
			return nil, err
		}
		paths = all
	}
	var out []explain.Story
	for _, path := range paths {
		story, err := explain.Value(result, path)
		if err != nil {
			return out, err
		}
		out = append(out, story)
	}
	return out, nil
}

// pathOfPlace is the path of the value at a place, in the parts that placeForm finds; or what looks like a place, if it is a path.
func (a *app) pathOfPlace(result *loader.Result, asked string, m []string) (string, error) {
	view := language.New(result)
	files := view.Files()
	i := slices.IndexFunc(files, func(f *source.File) bool { return a.calls(f, m[1]) })
	if i >= 0 {
		return a.pathAt(result, view, files[i], m[2], m[3])
	}
	if _, err := explain.Value(result, asked); err == nil { // names may have colons
		return asked, nil
	}
	var names []string
	for _, f := range files {
		names = append(names, a.shortName(f.Name()))
	}
	return "", fmt.Errorf("%s is no Compose file of the project, which has %s", m[1], strings.Join(names, ", "))
}

// calls reports whether a file is meant by a name on the command line.
func (a *app) calls(f *source.File, name string) bool {
	if f.Name() == name || a.shortName(f.Name()) == name {
		return true
	}
	abs, err := filepath.Abs(a.path(name))
	return err == nil && abs == f.Name()
}

// pathAt is the attribute at a place of a file. Without a column that is what the line begins with.
func (a *app) pathAt(result *loader.Result, view *language.View, f *source.File, line, column string) (string, error) {
	name := a.shortName(f.Name())
	end := max(f.Len()-1, 0) // not behind the last line break
	last := f.Span(end, end).Pos(source.Runes).Line
	n, err := strconv.Atoi(line)
	if err != nil || n < 1 || n > last {
		return "", fmt.Errorf("%s has no line %s; its last one is %d", name, line, last)
	}
	at, _ := strconv.Atoi(column) // too large a number is at the end of the line
	if at == 0 {
		text := f.LineSpan(n).Text()
		at = 1 + utf8.RuneCountInString(text[:len(text)-len(strings.TrimLeft(text, " -"))])
	}
	offset := f.Offset(source.Position{Line: n, Column: at}, source.Runes)
	path := view.Path(f, offset)
	if path == "" {
		return "", fmt.Errorf("there is no value of the project at %s:%d:%d", name, n, at)
	}
	return explain.ItemAt(result, path, f, offset), nil
}

// tell prints stories, with an empty line between them, or as one JSON array.
func (a *app) tell(stories []explain.Story, format string) error {
	opt := explain.Options{Name: func(f *source.File) string { return a.shortName(f.Name()) }}
	if format == "json" {
		return explain.RenderJSON(a.Out, stories, opt)
	}
	for i, s := range stories {
		if i > 0 {
			if _, err := fmt.Fprintln(a.Out); err != nil {
				return err
			}
		}
		if err := explain.Render(a.Out, s, opt); err != nil {
			return err
		}
	}
	return nil
}
