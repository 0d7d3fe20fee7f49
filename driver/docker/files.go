package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// CopyTo unpacks an archive in a directory of the container.
func (d *Driver) CopyTo(ctx context.Context, c driver.Ref, dir string, archive io.Reader, opt driver.CopyOptions) error {
	return d.fail(d.api.CopyTo(ctx, c.Target(), dir, archive, opt.KeepOwner))
}

// CopyFrom packs a path of the container.
func (d *Driver) CopyFrom(ctx context.Context, c driver.Ref, path string) (io.ReadCloser, error) {
	out, err := d.api.CopyFrom(ctx, c.Target(), path)
	return out, d.fail(err)
}

// Stat tells what is at a path of the container.
func (d *Driver) Stat(ctx context.Context, c driver.Ref, path string) (driver.FileStat, error) {
	out, err := d.api.StatPath(ctx, c.Target(), path)
	if err = d.fail(err); errors.Is(err, driver.ErrNotFound) {
		err = fmt.Errorf("%s in container %s: %w", path, c.Name, driver.ErrNotFound) // the engine says no more than that
	}
	if err != nil {
		return driver.FileStat{}, err
	}
	return driver.FileStat{Name: out.Name, Dir: fs.FileMode(out.Mode).IsDir(), LinkTarget: out.LinkTarget}, nil
}

// Export yields the container's files.
func (d *Driver) Export(ctx context.Context, c driver.Ref) (io.ReadCloser, error) {
	out, err := d.api.ExportContainer(ctx, c.Target())
	return out, d.fail(err)
}

// Commit makes an image of a container.
func (d *Driver) Commit(ctx context.Context, c driver.Ref, opt driver.CommitOptions) (string, error) {
	id, err := d.api.CommitContainer(ctx, c.Target(), engine.Commit{
		Reference: opt.Reference, Comment: opt.Comment, Author: opt.Author, Changes: opt.Changes, NoPause: !opt.Pause,
	})
	return id, d.fail(err)
}
