package driver_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// keeper is a driver that never removes a volume.
type keeper struct{ driver.Driver }

func (k keeper) Unwrap() driver.Driver { return k.Driver } // what else the engine can do can still be found

func (k keeper) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	if op, ok := op.(*driver.RemoveVolume); ok {
		return driver.Result{}, fmt.Errorf("%w: the volume %s is to stay", driver.ErrDenied, op.Volume)
	}
	return k.Driver.Do(ctx, op, report)
}

// A driver around another, for what has nothing to do with an engine.
func ExampleMiddleware() {
	engine := sim.New(sim.Config{Clock: host.Clock{}})
	d := driver.Wrap(engine, func(inner driver.Driver) driver.Driver { return keeper{inner} })

	for _, op := range []driver.Op{
		&driver.CreateVolume{Spec: driver.VolumeSpec{Name: "shop_data"}},
		&driver.RemoveVolume{Volume: "shop_data"},
	} {
		_, err := d.Do(context.Background(), op, nil)
		fmt.Println(driver.KindOf(op), driver.SubjectOf(op), err, errors.Is(err, driver.ErrDenied))
	}

	_, logs := driver.As[driver.Logger](d)
	fmt.Println("logs can be read:", logs)
	// Output:
	// volume.create shop_data <nil> false
	// volume.remove shop_data denied: the volume shop_data is to stay true
	// logs can be read: true
}

// What was done, for a log or a test.
func ExampleRecord() {
	var deeds []driver.Deed
	d := driver.Wrap(sim.New(sim.Config{Clock: host.Clock{}}),
		driver.Record(host.Clock{}, func(deed driver.Deed) { deeds = append(deeds, deed) }))

	for range 2 {
		_, err := d.Do(context.Background(), &driver.CreateVolume{Spec: driver.VolumeSpec{Name: "shop_data"}}, nil)
		if err != nil {
			fmt.Println(err)
		}
	}
	for _, deed := range deeds {
		fmt.Println(driver.KindOf(deed.Op), driver.SubjectOf(deed.Op), "unchanged:", deed.Result.Unchanged)
	}
	// Output:
	// volume.create shop_data unchanged: false
	// volume.create shop_data unchanged: true
}

// Plans are kept and sent as JSON, and so are their operations.
func ExampleMarshalOp() {
	text, err := driver.MarshalOp(&driver.StartContainer{Container: driver.Ref{Name: "shop-web-1"}})
	fmt.Printf("%s %v\n", text, err)

	op, err := driver.UnmarshalOp(text)
	fmt.Println(driver.KindOf(op), driver.SubjectOf(op), err)
	// Output:
	// {"kind":"container.start","container":{"name":"shop-web-1"}} <nil>
	// container.start shop-web-1 <nil>
}
