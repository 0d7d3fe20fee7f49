package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/diag"
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
		"A value is named by its PATH, such as services.web.ports[0], or by its place, FILE:LINE or FILE:LINE:COLUMN."
	return func(ctx context.Context, args []string) error {
		if *format != "text" && *format != "json" {
			return fmt.Errorf("unsupported format %q", *format)
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
		for _, path := range args {
			if at := a.pathAt(result, path); at != "" {
				path = at
			}
			story, err := explain.Value(result, path)
			if err != nil {
				failures = append(failures, err)
				continue
			}
			stories = append(stories, story)
		}
		if err := a.tell(stories, *format); err != nil {
			return err
		}
		if len(failures) == 0 && list.HasErrors() {
			a.say(diag.Note, "the project has mistakes ("+diag.Summary(list)+"); this is what could be read of it")
		}
		return errors.Join(failures...)
	}
}

// pathAt is the attribute at a place of one of the files that a load has read; empty if the text
// names no such place.
func (a *app) pathAt(result *loader.Result, text string) string {
	place := regexp.MustCompile(`^(.+?):([0-9]+)(?::([0-9]+))?$`) // as compilers and editors write it
	m := place.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	i := slices.IndexFunc(result.Files, func(f *source.File) bool { return f.Name() == m[1] || a.shortName(f.Name()) == m[1] })
	if i < 0 {
		return ""
	}
	f := result.Files[i]
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(m[3])
	if column == 0 {
		text := f.LineSpan(line).Text()
		column = 1 + utf8.RuneCountInString(text[:len(text)-len(strings.TrimLeft(text, " -"))])
	}
	return language.New(result).Path(f, f.Offset(source.Position{Line: line, Column: column}, source.Runes))
}

// tell prints stories, with an empty line between them, or as one JSON array.
func (a *app) tell(stories []explain.Story, format string) error {
	if format == "json" {
		enc := json.NewEncoder(a.Out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(append([]explain.Story{}, stories...))
	}
	opt := explain.Options{Name: func(f *source.File) string { return a.shortName(f.Name()) }}
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
