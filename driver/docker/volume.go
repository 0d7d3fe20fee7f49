package docker

import (
	"cmp"
	"context"
	"errors"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// createVolume makes a volume unless there is one. Engines take a second request for the same
// name as fulfilled, without a word of it, and so we ask.
func (d *Driver) createVolume(ctx context.Context, op *driver.CreateVolume) (driver.Result, error) {
	found, err := d.api.InspectVolume(ctx, op.Spec.Name)
	switch err := d.fail(err); {
	case err == nil:
		if want := cmp.Or(op.Spec.Driver, "local"); found.Driver != want {
			return driver.Result{}, conflict("the name %s is taken by a volume of driver %s%s",
				op.Spec.Name, found.Driver, owner(found.Labels))
		}
		return driver.Result{ID: found.Name, Unchanged: true}, nil
	case !errors.Is(err, driver.ErrNotFound):
		return driver.Result{}, err
	}
	made, err := d.api.CreateVolume(ctx, engine.CreateVolume{
		Name: op.Spec.Name, Driver: op.Spec.Driver, DriverOpts: op.Spec.Options, Labels: op.Spec.Labels,
	})
	return driver.Result{ID: made.Name}, err
}

func (d *Driver) removeVolume(ctx context.Context, op *driver.RemoveVolume) (driver.Result, error) {
	err := d.fail(d.api.RemoveVolume(ctx, op.Volume, op.Force))
	if errors.Is(err, driver.ErrNotFound) {
		return driver.Result{Unchanged: true}, nil
	}
	return driver.Result{}, err
}
