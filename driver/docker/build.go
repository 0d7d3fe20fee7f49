package docker

import (
	"context"

	"github.com/composekit/composekit/driver"
)

func (d *Driver) buildImage(context.Context, *driver.BuildImage, func(driver.Progress)) (driver.Result, error) {
	return driver.Result{}, driver.ErrUnsupported
}
