package docker

import (
	"context"
	"io"

	"github.com/composekit/composekit/driver"
	"github.com/moby/moby/client"
)

// CopyTo unpacks an archive in a directory of the container.
func (d *Driver) CopyTo(ctx context.Context, c driver.Ref, dir string, archive io.Reader, opt driver.CopyOptions) error {
	_, err := d.api.CopyToContainer(ctx, c.Target(), client.CopyToContainerOptions{
		DestinationPath: dir, Content: archive, CopyUIDGID: opt.KeepOwner,
	})
	return d.fail(err)
}

// CopyFrom packs a path of the container.
func (d *Driver) CopyFrom(ctx context.Context, c driver.Ref, path string) (io.ReadCloser, error) {
	out, err := d.api.CopyFromContainer(ctx, c.Target(), client.CopyFromContainerOptions{SourcePath: path})
	if err != nil {
		return nil, d.fail(err)
	}
	return out.Content, nil
}

// Stat tells what is at a path of the container.
func (d *Driver) Stat(ctx context.Context, c driver.Ref, path string) (driver.FileStat, error) {
	out, err := d.api.ContainerStatPath(ctx, c.Target(), client.ContainerStatPathOptions{Path: path})
	if err != nil {
		return driver.FileStat{}, d.fail(err)
	}
	return driver.FileStat{Name: out.Stat.Name, Dir: out.Stat.Mode.IsDir(), LinkTarget: out.Stat.LinkTarget}, nil
}

// Export yields the container's files.
func (d *Driver) Export(ctx context.Context, c driver.Ref) (io.ReadCloser, error) {
	out, err := d.api.ContainerExport(ctx, c.Target(), client.ContainerExportOptions{})
	if err != nil {
		return nil, d.fail(err)
	}
	return out, nil
}

// Commit makes an image of a container.
func (d *Driver) Commit(ctx context.Context, c driver.Ref, opt driver.CommitOptions) (string, error) {
	out, err := d.api.ContainerCommit(ctx, c.Target(), client.ContainerCommitOptions{
		Reference: opt.Reference, Comment: opt.Comment, Author: opt.Author, Changes: opt.Changes, NoPause: !opt.Pause,
	})
	return out.ID, d.fail(err)
}
