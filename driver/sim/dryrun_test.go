package sim_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

func TestDryRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		real := sim.New(sim.Config{Clock: host.Clock{}, Images: standIns()})
		labels := func(service string) driver.Labels {
			return driver.Labels{driver.LabelProject: "p", driver.LabelService: service}
		}
		network := &driver.CreateNetwork{Spec: driver.NetworkSpec{Name: "p_default", Labels: driver.Labels{driver.LabelProject: "p", driver.LabelNetwork: "default"}}}
		create := func(name, image string) *driver.CreateContainer {
			return &driver.CreateContainer{Name: name, Spec: driver.ContainerSpec{Image: image, Labels: labels(name),
				NetworkMode: "p_default", Networks: map[string]driver.Endpoint{"p_default": {}}}}
		}
		old := driver.Ref{Name: "old"}
		for _, op := range []driver.Op{network, create("old", "stand-in/forever"), &driver.StartContainer{Container: old}} {
			if _, err := real.Do(t.Context(), op, nil); err != nil {
				t.Fatal(err)
			}
		}
		before, err := real.Observe(t.Context(), driver.Selector{Project: "p", Specs: true})
		if err != nil {
			t.Fatal(err)
		}
		old.ID = before.Containers[0].ID

		dry := driver.Wrap(real, sim.DryRun(host.Clock{}))
		for _, want := range []struct {
			op        driver.Op
			err       error
			unchanged bool
		}{
			{op: network, unchanged: true},
			{op: create("new", "elsewhere"), err: driver.ErrNotFound},
			{op: &driver.PullImage{Image: "elsewhere"}},
			{op: create("new", "elsewhere")},
			{op: &driver.StartContainer{Container: old}, unchanged: true},
			{op: &driver.StopContainer{Container: old}},
			{op: &driver.RemoveContainer{Container: old}},
			{op: &driver.RemoveContainer{Container: old}, unchanged: true},
			{op: &driver.RenameContainer{Container: driver.Ref{Name: "new"}, Name: "old"}},
			{op: &driver.StartContainer{Container: driver.Ref{Name: "old"}}},
			{op: &driver.RemoveNetwork{Network: "p_default"}, err: driver.ErrConflict},
		} {
			r, err := dry.Do(t.Context(), want.op, nil)
			if !errors.Is(err, want.err) || r.Unchanged != want.unchanged {
				t.Errorf("%s %s: %v, %v", driver.KindOf(want.op), driver.SubjectOf(want.op), r, err)
			}
		}
		after, err := dry.Observe(t.Context(), driver.Selector{Project: "p"})
		if err != nil {
			t.Fatal(err)
		}
		if len(after.Containers) != 1 || after.Containers[0].Name != "old" || after.Containers[0].ID == old.ID || after.Containers[0].Status != driver.StatusRunning {
			t.Errorf("there would be %+v", after.Containers)
		}
		real2, err := real.Observe(t.Context(), driver.Selector{Project: "p", Specs: true, Images: []string{"elsewhere"}})
		if err != nil || len(real2.Images) > 0 || len(real2.Containers) != 1 || real2.Containers[0].ID != old.ID || real2.Containers[0].Status != driver.StatusRunning {
			t.Errorf("there is %+v, %v", real2, err)
		}
		if _, ok := driver.As[driver.Execer](dry); ok {
			t.Error("commands would be run for real")
		}
	})
}
