package driver_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// engine is one in which each operation takes a second.
func engine() *sim.Engine {
	return sim.New(sim.Config{Clock: host.Clock{}, Images: map[string]sim.Image{"web": {}},
		Latency: func(driver.Op) time.Duration { return time.Second }})
}

func volume(name string) *driver.CreateVolume {
	return &driver.CreateVolume{Spec: driver.VolumeSpec{Name: name, Labels: driver.Labels{driver.LabelProject: "p"}}}
}

func volumes(t *testing.T, d driver.Driver) (out []string) {
	t.Helper()
	s, err := d.Observe(t.Context(), driver.Selector{Project: "p"})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range s.Volumes {
		out = append(out, v.Name)
	}
	return out
}

func TestRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var deeds []driver.Deed
		d := driver.Wrap(engine(), driver.Record(host.Clock{}, func(d driver.Deed) { deeds = append(deeds, d) }))
		start := &driver.StartContainer{Container: driver.Ref{Name: "none"}}
		_, err1 := d.Do(t.Context(), volume("a"), nil)
		_, err2 := d.Do(t.Context(), start, nil)
		if err1 != nil || !errors.Is(err2, driver.ErrNotFound) || len(deeds) != 2 {
			t.Fatalf("%v, %v, %d deeds", err1, err2, len(deeds))
		}
		if a := deeds[0]; a.Result.ID != "a" || a.Err != nil || a.Finished.Sub(a.Started) != time.Second {
			t.Errorf("the first deed is %+v", a)
		}
		if b := deeds[1]; b.Op != driver.Op(start) || !errors.Is(b.Err, driver.ErrNotFound) {
			t.Errorf("the second deed is %+v", b)
		}
		text, err := json.Marshal(deeds[1])
		want := `{"op":{"kind":"container.start","container":{"name":"none"}},"result":{},"error":"there is no container none: not found",` +
			`"started":"2000-01-01T00:00:01Z","finished":"2000-01-01T00:00:01.5Z"}`
		if err != nil || string(text) != want {
			t.Errorf("as JSON it is %s, %v", text, err)
		}
	})
}

func TestInjectFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := errors.New("lost")
		faults := []driver.Fault{{}, {Err: lost}, {Err: lost, Done: true}}
		d := driver.Wrap(engine(), driver.InjectFaults(func(n int, op driver.Op) driver.Fault { return faults[n] }))
		for i, name := range []string{"a", "b", "c"} {
			if _, err := d.Do(t.Context(), volume(name), nil); !errors.Is(err, faults[i].Err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := volumes(t, d); !slices.Equal(got, []string{"a", "c"}) {
			t.Errorf("the volumes are %v", got)
		}
	})
}

func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		d := driver.Wrap(engine(), driver.RateLimit(host.Clock{}, 3*time.Second, 2))
		ends := make(chan time.Duration, 4)
		for _, name := range []string{"a", "b", "c", "d"} {
			go func() {
				if _, err := d.Do(t.Context(), volume(name), nil); err != nil {
					t.Error(err)
				}
				ends <- time.Since(begun)
			}()
		}
		var got []time.Duration
		for range 4 {
			got = append(got, <-ends)
		}
		if want := []time.Duration{time.Second, time.Second, 4 * time.Second, 7 * time.Second}; !slices.Equal(got, want) {
			t.Errorf("operations ended at %v, want %v", got, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := d.Do(ctx, volume("e"), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while it waits for its turn: %v", err)
		}
	})
}

func TestAs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := engine()
		d := driver.Wrap(inner, driver.RateLimit(host.Clock{}, time.Second, 1), driver.Record(host.Clock{}, func(driver.Deed) {}))
		if got, ok := driver.As[driver.Waiter](d); !ok || got != driver.Waiter(inner) {
			t.Errorf("the ability to wait is %v", got)
		}
		if _, ok := driver.As[driver.Exporter](d); ok {
			t.Error("there is an ability that nobody has")
		}
	})
}
