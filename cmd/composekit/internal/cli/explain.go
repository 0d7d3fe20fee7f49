package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/source"
)

// setupExplain is the command that tells why values are what they are. Mistakes in the project
// do not end it: what could be read has its story.
func setupExplain(a *app, cmd *cobra.Command) action {
	format := cmd.Flags().String("format", "text", "format of the output: text or json")
	return func(ctx context.Context, args []string) error {
		if *format != "text" && *format != "json" {
			return fmt.Errorf("unsupported format %q", *format)
		}
		l, files, list, err := a.prepare()
		if err != nil {
			return err
		}
		result, err := l.Load(ctx, files...)
		if err != nil {
			return err
		}
		if list = append(list, result.Diagnostics...); result.Tree == nil && list.HasErrors() {
			return a.report(list)
		}
		var stories []explain.Story
		var failures []error
		for _, path := range args {
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
