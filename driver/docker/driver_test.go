package docker_test

import (
	"errors"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
)

// The abilities that a Driver has beside driver.Driver.
var (
	_ driver.Driver   = (*docker.Driver)(nil)
	_ driver.Logger   = (*docker.Driver)(nil)
	_ driver.Attacher = (*docker.Driver)(nil)
	_ driver.Execer   = (*docker.Driver)(nil)
	_ driver.Waiter   = (*docker.Driver)(nil)
	_ driver.Copier   = (*docker.Driver)(nil)
	_ driver.Topper   = (*docker.Driver)(nil)
	_ driver.Exporter = (*docker.Driver)(nil)
	_ driver.Sampler  = (*docker.Driver)(nil)
	_ driver.Images   = (*docker.Driver)(nil)
	_ driver.Proxier  = (*docker.Driver)(nil)
)

// labels are those of a container of a project.
func labels(project, service, number string) driver.Labels {
	return driver.Labels{
		driver.LabelProject: project, driver.LabelService: service, driver.LabelNumber: number,
		driver.LabelOneOff: "False", driver.LabelConfigHash: "0",
	}
}

// TestLifeOfAContainer takes one from its making to its removal.
func TestLifeOfAContainer(t *testing.T) {
	t.Parallel()
	d := enginetest.Open(t)
	enginetest.Images(t, "ck-probe")
	project := enginetest.Project(t, d)
	ctx := t.Context()
	do := func(op driver.Op) driver.Result {
		t.Helper()
		out, err := d.Do(ctx, op, nil)
		if err != nil {
			t.Fatalf("%s of %s: %v", driver.KindOf(op), driver.SubjectOf(op), err)
		}
		return out
	}
	network := &driver.CreateNetwork{Spec: driver.NetworkSpec{
		Name: project + "_default", Labels: driver.Labels{driver.LabelProject: project, driver.LabelNetwork: "default"},
	}}
	if out := do(network); out.Unchanged || out.ID == "" {
		t.Errorf("new network: %+v", out)
	}
	if out := do(network); !out.Unchanged {
		t.Errorf("network again: %+v", out)
	}
	create := &driver.CreateContainer{Name: project + "-web-1", Spec: driver.ContainerSpec{
		Image: "ck-probe", Labels: labels(project, "web", "1"), NetworkMode: project + "_default",
		Networks: map[string]driver.Endpoint{project + "_default": {Aliases: []string{project + "-web-1", "web"}}},
	}}
	made := do(create)
	if again := do(create); !again.Unchanged || again.ID != made.ID {
		t.Errorf("container again: %+v, made %+v", again, made)
	}
	ref := driver.Ref{ID: made.ID, Name: create.Name}
	if out := do(&driver.StartContainer{Container: ref}); out.Unchanged {
		t.Errorf("start: %+v", out)
	}
	if out := do(&driver.StartContainer{Container: ref}); !out.Unchanged {
		t.Errorf("start again: %+v", out)
	}
	state, err := d.Observe(ctx, driver.Selector{Project: project, Specs: true, Images: []string{"ck-probe", "no-such-image"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Containers) != 1 || len(state.Networks) != 1 || len(state.Images) != 1 {
		t.Fatalf("state: %+v", state)
	}
	c := state.Containers[0]
	if c.Status != driver.StatusRunning || c.Name != create.Name || c.Service() != "web" || c.Started.IsZero() {
		t.Errorf("container: %+v", c)
	}
	if len(c.Networks) != 1 || c.Networks[0].ID != state.Networks[0].ID || len(c.Networks[0].Aliases) != 2 {
		t.Errorf("networks: %+v", c.Networks)
	}
	grace := time.Second
	if out := do(&driver.StopContainer{Container: ref, Timeout: &grace}); out.Unchanged {
		t.Errorf("stop: %+v", out)
	}
	if out := do(&driver.StopContainer{Container: ref}); !out.Unchanged {
		t.Errorf("stop again: %+v", out)
	}
	if _, err := d.Do(ctx, &driver.KillContainer{Container: ref}, nil); !errors.Is(err, driver.ErrConflict) {
		t.Errorf("kill what does not run: %v", err)
	}
	do(&driver.RemoveContainer{Container: ref})
	if out := do(&driver.RemoveContainer{Container: ref}); !out.Unchanged {
		t.Errorf("remove again: %+v", out)
	}
	if _, err := d.Do(ctx, &driver.StartContainer{Container: ref}, nil); !errors.Is(err, driver.ErrNotFound) {
		t.Errorf("start what is gone: %v", err)
	}
}
