package docker

import (
	"cmp"
	"context"
	"errors"

	"github.com/composekit/composekit/driver"
	"github.com/moby/moby/client"
)

// createVolume makes a volume unless there is one. Engines take a second request for the same
// name as fulfilled, without a word of it, and so we ask.
func (d *Driver) createVolume(ctx context.Context, op *driver.CreateVolume) (driver.Result, error) {
	found, err := d.api.VolumeInspect(ctx, op.Spec.Name, client.VolumeInspectOptions{})
	switch err := d.fail(err); {
	case err == nil:
		if want := cmp.Or(op.Spec.Driver, "local"); found.Volume.Driver != want {
			return driver.Result{}, conflict("the name %s is taken by a volume of driver %s%s",
				op.Spec.Name, found.Volume.Driver, owner(found.Volume.Labels))
		}
		return driver.Result{ID: found.Volume.Name, Unchanged: true}, nil
	case !errors.Is(err, driver.ErrNotFound):
		return driver.Result{}, err
	}
	made, err := d.api.VolumeCreate(ctx, client.VolumeCreateOptions{
		Name: op.Spec.Name, Driver: op.Spec.Driver, DriverOpts: op.Spec.Options, Labels: op.Spec.Labels,
	})
	return driver.Result{ID: made.Volume.Name}, err
}

func (d *Driver) removeVolume(ctx context.Context, op *driver.RemoveVolume) (driver.Result, error) {
	_, err := d.api.VolumeRemove(ctx, op.Volume, client.VolumeRemoveOptions{Force: op.Force})
	err = d.fail(err)
	if errors.Is(err, driver.ErrNotFound) {
		return driver.Result{Unchanged: true}, nil
	}
	return driver.Result{}, err
}
