package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/copying"
	"github.com/composekit/composekit/cmd/composekit/internal/progress"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/source"
)

type cp struct {
	*app
	all, archive, follow bool
	index                int
	archives             func() io.Reader // what is on standard input, for each container
}

func setupCp(a *app, cmd *cobra.Command) action {
	c := &cp{app: a}
	f := cmd.Flags()
	f.BoolVar(&c.all, "all", false, "copy to containers, too, that run made")
	f.BoolVarP(&c.archive, "archive", "a", false, "keep the numbers of users and groups")
	f.BoolVarP(&c.follow, "follow-link", "L", false, "copy what a link leads to")
	f.IntVar(&c.index, "index", 0, "number of the container, if the service has several")
	return c.run
}

func (c *cp) run(ctx context.Context, args []string) error {
	style := host.FS().Style()
	from, src := splitService(args[0], style)
	to, dst := splitService(args[1], style)
	switch {
	case args[0] == "":
		return errors.New("source can not be empty")
	case args[1] == "":
		return errors.New("destination can not be empty")
	case from != "" && to != "":
		return errors.New("copying between services is not supported")
	case from == "" && to == "":
		return errors.New("one of the two must be in a container: SERVICE:PATH")
	case from != "" && src == "", to != "" && dst == "":
		return errors.New("the path in the container is missing: SERVICE:PATH")
	}
	d, copier, p, err := able[driver.Copier](ctx, c.app, "copy files")
	if err != nil {
		return err
	}
	service := from + to
	list, err := containers(ctx, d, p.name, which{services: []string{service}, stopped: true, oneOff: c.all})
	if c.index > 0 {
		var one driver.Container
		one, err = c.oneContainer(ctx, d, p, service, c.index, which{stopped: true})
		list = []driver.Container{one}
	}
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return c.orUnknown(ctx, p.project, service, fmt.Errorf("no container found for service %q", service))
	}
	display, err := c.display(false)
	if err != nil {
		return err
	}
	display.Begin("copy")
	defer display.End()
	if from != "" {
		list = list[:1]
	}
	c.archives = func() io.Reader { return c.In }
	if src == "-" && len(list) > 1 && !c.global.dryRun {
		text, err := io.ReadAll(c.In)
		if err != nil {
			return err
		}
		c.archives = func() io.Reader { return bytes.NewReader(text) }
	}
	for _, x := range list {
		do, details := c.into, fmt.Sprintf("%s to %s:%s", src, x.Name, dst)
		if from != "" {
			do, details = c.outOf, fmt.Sprintf("%s:%s to %s", x.Name, src, dst)
		}
		display.On(progress.Event{ID: x.Name, Text: "Copying", Details: details})
		if err := do(ctx, copier, ref(&x), src, dst); err != nil {
			return fmt.Errorf("%s: %w", x.Name, err)
		}
		display.On(progress.Event{ID: x.Name, Text: "Copied", Details: details, Status: progress.Done})
	}
	return nil
}

// splitService tells SERVICE:PATH from a path of this machine, whose paths have a style.
func splitService(arg string, style source.PathStyle) (service, name string) {
	if style.IsAbs(arg) || strings.HasPrefix(arg, "/") {
		return "", arg
	}
	service, name, ok := strings.Cut(arg, ":")
	if !ok || strings.HasPrefix(service, ".") {
		return "", arg
	}
	return service, name
}

// into copies from this machine into a container. A dry run finds out whether that can be done, and does no more.
func (c *cp) into(ctx context.Context, copier driver.Copier, x driver.Ref, src, dst string) error {
	d := copying.Destination{Path: dst}
	stat, err := copier.Stat(ctx, x, dst)
	if err == nil && stat.LinkTarget != "" && !stat.Dir {
		if d.Path = stat.LinkTarget; !path.IsAbs(d.Path) {
			d.Path = path.Join(path.Dir(path.Clean(dst)), d.Path)
		}
		stat, err = copier.Stat(ctx, x, d.Path)
	}
	if err == nil {
		d.Exists, d.Dir = true, stat.Dir
	} else if !errors.Is(err, driver.ErrNotFound) {
		return err
	}
	o := driver.CopyOptions{KeepOwner: c.archive}
	if src == "-" {
		if !d.Dir {
			return fmt.Errorf("destination %q must be a directory", dst)
		}
		if c.global.dryRun {
			return nil
		}
		return copier.CopyTo(ctx, x, d.Path, c.archives(), o)
	}
	s, archive, err := copying.Pack(c.path(src), c.follow)
	if err != nil {
		return err
	}
	defer archive.Close()
	dir, name, err := copying.Place(s, d)
	if err != nil {
		return err
	}
	if c.global.dryRun {
		return nil
	}
	packed := copying.Rename(archive, name)
	defer packed.Close()
	return copier.CopyTo(ctx, x, dir, packed, o)
}

// outOf copies from a container to this machine, as into does.
func (c *cp) outOf(ctx context.Context, copier driver.Copier, x driver.Ref, src, dst string) error {
	source := copying.Source{Path: src}
	stat, err := copier.Stat(ctx, x, src)
	if err == nil && c.follow && stat.LinkTarget != "" {
		target := stat.LinkTarget
		if !path.IsAbs(target) {
			target = path.Join(path.Dir(path.Clean(src)), target)
		}
		if stat, err = copier.Stat(ctx, x, target); err == nil {
			src = target
		}
	}
	if err != nil {
		return err
	}
	if c.global.dryRun {
		return nil
	}
	source.Dir = stat.Dir
	archive, err := copier.CopyFrom(ctx, x, src)
	if err != nil {
		return err
	}
	defer archive.Close()
	if dst == "-" {
		_, err := io.Copy(c.Out, archive)
		return err
	}
	local := c.path(dst)
	if strings.HasSuffix(dst, "/") && !strings.HasSuffix(local, "/") {
		local += "/"
	}
	d, err := copying.Here(local)
	if err != nil {
		return err
	}
	dir, name, err := copying.Place(source, d)
	if err != nil {
		return err
	}
	unpacked := copying.Rename(archive, name)
	defer unpacked.Close()
	return copying.Unpack(unpacked, filepath.FromSlash(dir))
}
