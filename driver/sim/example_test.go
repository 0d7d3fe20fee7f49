package sim_test

import (
	"context"
	"fmt"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// An engine with an image whose containers end by themselves with a status.
func ExampleNew() {
	ctx := context.Background()
	engine := sim.New(sim.Config{
		Clock: host.Clock{},
		Images: map[string]sim.Image{
			"migrate": {Behave: sim.Always(sim.Behaviour{Exits: true, After: time.Millisecond, Code: 3})},
		},
	})
	for _, op := range []driver.Op{
		&driver.CreateContainer{Name: "shop-migrate-1", Spec: driver.ContainerSpec{Image: "migrate"}},
		&driver.StartContainer{Container: driver.Ref{Name: "shop-migrate-1"}},
	} {
		if _, err := engine.Do(ctx, op, nil); err != nil {
			fmt.Println(err)
			return
		}
	}
	code, err := engine.Wait(ctx, driver.Ref{Name: "shop-migrate-1"})
	fmt.Println(code, err)
	// Output: 3 <nil>
}

// Nothing happens to the engine, but all is as if.
func ExampleDryRun() {
	ctx := context.Background()
	engine := sim.New(sim.Config{Clock: host.Clock{}})
	dry := driver.Wrap(engine, sim.DryRun(host.Clock{}))

	_, err := dry.Do(ctx, &driver.CreateVolume{Spec: driver.VolumeSpec{Name: "shop_data"}}, nil)
	fmt.Println(err)
	for _, d := range []driver.Driver{dry, engine} {
		state, err := d.Observe(ctx, driver.Selector{Volumes: []string{"shop_data"}})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(state.Volumes))
	}
	// Output:
	// <nil>
	// 1
	// 0
}
