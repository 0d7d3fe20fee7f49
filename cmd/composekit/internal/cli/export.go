package cli

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/progress"
	"github.com/composekit/composekit/driver"
)

func setupExport(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	index := f.Int("index", 0, "number of the container, if the service has several")
	output := f.StringP("output", "o", "", "file to write to, instead of standard output")
	return func(ctx context.Context, args []string) error {
		if *output == "" && a.OutWidth > 0 {
			return errors.New("the archive would go to the terminal: name a file with --output")
		}
		return a.onOne(ctx, args[0], *index, "export", func(d driver.Driver, c driver.Container, show func(progress.Status, string)) error {
			exporter, err := ability[driver.Exporter](d, "export containers")
			if err != nil {
				return err
			}
			show(progress.Working, "Exporting")
			if !a.global.dryRun {
				archive, err := exporter.Export(ctx, ref(&c))
				if err != nil {
					return err
				}
				defer archive.Close()
				if err := a.save(archive, *output); err != nil {
					return err
				}
			}
			show(progress.Done, "Exported")
			return nil
		})
	}
}

// save writes to a file, which is never seen half-written, or to standard output if it has no name. Links are
// followed, and devices and pipes are written to.
func (a *app) save(r io.Reader, name string) error {
	if name == "" {
		_, err := io.Copy(a.Out, r)
		return err
	}
	name = a.path(name)
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		to, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = io.Copy(to, r)
		return errors.Join(err, to.Close())
	}
	return replacing(name, func(temp *os.File) error {
		_, err := io.Copy(temp, r)
		return err
	})
}

func setupCommit(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	var o driver.CommitOptions
	f.StringVarP(&o.Author, "author", "a", "", `author, such as "Ada Lovelace <ada@example.org>"`)
	f.StringArrayVarP(&o.Changes, "change", "c", nil, "instructions of a Dockerfile to apply to the image")
	index := f.Int("index", 0, "number of the container, if the service has several")
	f.StringVarP(&o.Comment, "message", "m", "", "message of the commit")
	f.BoolVarP(&o.Pause, "pause", "p", true, "pause the container meanwhile")
	return func(ctx context.Context, args []string) error {
		if len(args) > 1 {
			o.Reference = args[1]
		}
		return a.onOne(ctx, args[0], *index, "commit", func(d driver.Driver, c driver.Container, show func(progress.Status, string)) error {
			exporter, err := ability[driver.Exporter](d, "make images of containers")
			if err != nil {
				return err
			}
			show(progress.Working, "Committing")
			if a.global.dryRun {
				show(progress.Done, "Committed")
				return nil
			}
			id, err := exporter.Commit(ctx, ref(&c), o)
			if err != nil {
				return err
			}
			show(progress.Done, "Committed as "+id)
			return nil
		})
	}
}

// onOne does something with one container of a service and shows that it is done.
func (a *app) onOne(ctx context.Context, service string, index int, operation string,
	do func(driver.Driver, driver.Container, func(progress.Status, string)) error,
) error {
	d, p, err := a.named(ctx)
	if err != nil {
		return err
	}
	c, err := a.oneContainer(ctx, d, p, service, index, which{oneOff: true})
	if err != nil {
		return err
	}
	display, err := a.display(false)
	if err != nil {
		return err
	}
	display.Begin(operation)
	defer display.End()
	return do(d, c, func(s progress.Status, text string) { display.On(progress.Event{ID: c.Name, Status: s, Text: text}) })
}
