package docker_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// TestSimulatorAgrees does the same random operations to the engine and to the simulator. Both
// must answer alike, and be alike afterwards.
func TestSimulatorAgrees(t *testing.T) {
	real := enginetest.Open(t)
	enginetest.Images(t, "ck-forever")
	for _, seed := range []uint64{7, 9, 12} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			agree(t, real, seed)
		})
	}
}

func agree(t *testing.T, real driver.Driver, seed uint64) {
	simulated := sim.New(sim.Config{Clock: host.Clock{}, Images: map[string]sim.Image{"ck-forever": {}}})
	project := enginetest.Project(t, real)
	clear := func() { // a volume that was made by the way has no label of the project
		enginetest.Clear(t, real, project)
		if _, err := real.Do(context.Background(), &driver.RemoveVolume{Volume: project + "_vol"}, nil); err != nil {
			t.Error(err)
		}
	}
	clear()
	t.Cleanup(clear)
	r := rand.New(rand.NewPCG(seed, 0))
	var log []string
	for n := range 120 {
		op := randomOp(r, project)
		_, unlike := op.(*driver.KillContainer) // its answer does not say whether it changed anything
		resultReal, errReal := real.Do(t.Context(), op, nil)
		resultSim, errSim := simulated.Do(t.Context(), op, nil)
		log = append(log, fmt.Sprintf("%d %s %s: %v", n, driver.KindOf(op), driver.SubjectOf(op), errReal))
		if kindOfError(errReal) != kindOfError(errSim) || !unlike && errReal == nil && resultReal.Unchanged != resultSim.Unchanged {
			t.Fatalf("%s\nthe engine: %v (%v), unchanged %v\nthe simulator: %v (%v), unchanged %v", strings.Join(log, "\n"),
				errReal, kindOfError(errReal), resultReal.Unchanged, errSim, kindOfError(errSim), resultSim.Unchanged)
		}
		stateReal, stateSim := outline(t, real, project), outline(t, simulated, project)
		if stateReal != stateSim {
			t.Fatalf("%s\nthe engine:\n%s\nthe simulator:\n%s", strings.Join(log, "\n"), stateReal, stateSim)
		}
	}
}

// randomOp is an operation to one of a few things, which may exist or not.
func randomOp(r *rand.Rand, project string) driver.Op {
	name := func() string { return fmt.Sprintf("%s-web-%d", project, 1+r.IntN(3)) }
	c := driver.Ref{Name: name()}
	network, volume := project+"_net", project+"_vol"
	second := time.Second
	switch r.IntN(20) {
	case 0, 1, 2:
		spec := driver.ContainerSpec{Image: "ck-forever", Labels: labels(project, "web", c.Name[len(c.Name)-1:]), NetworkMode: "none"}
		if r.IntN(2) == 0 {
			spec.NetworkMode, spec.Networks = network, map[string]driver.Endpoint{network: {}}
		}
		if r.IntN(3) == 0 {
			spec.Binds = []string{volume + ":/data"}
		}
		return &driver.CreateContainer{Name: c.Name, Spec: spec}
	case 3, 4, 5:
		return &driver.StartContainer{Container: c}
	case 6, 7:
		return &driver.StopContainer{Container: c, Timeout: &second}
	case 8:
		return &driver.KillContainer{Container: c}
	case 9:
		return &driver.RestartContainer{Container: c, Timeout: &second}
	case 10:
		return &driver.PauseContainer{Container: c}
	case 11:
		return &driver.UnpauseContainer{Container: c}
	case 12:
		return &driver.RenameContainer{Container: c, Name: name()}
	case 13:
		return &driver.RemoveContainer{Container: c, Force: r.IntN(2) == 0}
	case 14, 15:
		return &driver.CreateNetwork{Spec: driver.NetworkSpec{Name: network, Labels: driver.Labels{driver.LabelProject: project, driver.LabelNetwork: "net"}}}
	case 16:
		return &driver.RemoveNetwork{Network: network}
	case 17:
		return &driver.ConnectNetwork{Network: network, Container: c}
	case 18:
		return &driver.DisconnectNetwork{Network: network, Container: c}
	}
	if r.IntN(2) == 0 {
		return &driver.RemoveVolume{Volume: volume}
	}
	return &driver.CreateVolume{Spec: driver.VolumeSpec{Name: volume, Labels: driver.Labels{driver.LabelProject: project, driver.LabelVolume: "vol"}}}
}

func kindOfError(err error) error {
	if err == nil {
		return nil
	}
	kinds := []error{driver.ErrNotFound, driver.ErrConflict, driver.ErrUnsupported, driver.ErrUnavailable, driver.ErrInvalid, driver.ErrDenied}
	if i := slices.IndexFunc(kinds, func(kind error) bool { return errors.Is(err, kind) }); i >= 0 {
		return kinds[i]
	}
	return errNoKind
}

var errNoKind = errors.New("of no kind")

// outline is what a project has, but for IDs, times and addresses.
func outline(t *testing.T, d driver.Driver, project string) string {
	t.Helper()
	s, err := d.Observe(context.Background(), driver.Selector{Project: project, Specs: true})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range s.Containers {
		fmt.Fprintf(&b, "%s %s", c.Name, c.Status)
		for _, n := range c.Networks {
			fmt.Fprintf(&b, " %s", n.Name)
		}
		for _, m := range c.Mounts {
			fmt.Fprintf(&b, " %s:%s", m.Name, m.Target)
		}
		b.WriteString("\n")
	}
	for _, n := range s.Networks {
		fmt.Fprintf(&b, "network %s\n", n.Name)
	}
	for _, v := range s.Volumes {
		fmt.Fprintf(&b, "volume %s\n", v.Name)
	}
	return b.String()
}
