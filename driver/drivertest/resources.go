package drivertest

import (
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
)

func (x *tester) networkOp(key string) *driver.CreateNetwork {
	return &driver.CreateNetwork{Spec: driver.NetworkSpec{Name: x.project + "_" + key, Labels: driver.Labels{
		driver.LabelProject: x.project, driver.LabelNetwork: key, driver.LabelConfigHash: "abc"}}}
}

func (x *tester) network(key string) (name, id string) {
	x.Helper()
	op := x.networkOp(key)
	return op.Spec.Name, x.changes(op).ID
}

func (x *tester) networks() []driver.Network {
	x.Helper()
	return x.observe(driver.Selector{Project: x.project}).Networks
}

func testNetwork(x *tester) {
	name, id := x.network("front")
	got := x.networks()
	if len(got) != 1 || got[0].Name != name || got[0].ID != id || got[0].Labels[driver.LabelNetwork] != "front" || got[0].Driver == "" {
		x.Fatalf("the networks are %+v, want %s with the ID %s", got, name, id)
	}
	if again := x.unchanged(x.networkOp("front")); again.ID != id {
		x.Errorf("creating it again gave %s, want %s", again.ID, id)
	}
	x.changes(&driver.RemoveNetwork{Network: name, ID: id})
	x.unchanged(&driver.RemoveNetwork{Network: name, ID: id})
	x.unchanged(&driver.RemoveNetwork{Network: name})
	if got := x.networks(); len(got) > 0 {
		x.Errorf("there is still %+v", got)
	}
}

func testNetworkTaken(x *tester) {
	x.network("front")
	op := x.networkOp("front")
	op.Spec.Labels[driver.LabelNetwork] = "other"
	x.fails(op, driver.ErrConflict)
	op = x.networkOp("front")
	op.Spec.Labels[driver.LabelProject] = "another"
	x.fails(op, driver.ErrConflict)
}

func testNetworkTogether(x *tester) {
	id := x.together(x.networkOp("front"))
	if got := x.networks(); len(got) != 1 || got[0].ID != id {
		x.Errorf("the networks are %+v, want one with the ID %s", got, id)
	}
}

// on puts a container on networks.
func on(names ...string) func(*driver.ContainerSpec) {
	return func(s *driver.ContainerSpec) {
		s.NetworkMode = names[0]
		s.Networks = map[string]driver.Endpoint{}
		for _, name := range names {
			s.Networks[name] = driver.Endpoint{Aliases: []string{"alias-of-" + name}}
		}
	}
}

func testNetworkInUse(x *tester) {
	name, id := x.network("front")
	w := x.run("web", x.Images.Forever, on(name))
	x.fails(&driver.RemoveNetwork{Network: name, ID: id}, driver.ErrConflict)
	x.do(&driver.RemoveContainer{Container: w, Force: true})
	x.changes(&driver.RemoveNetwork{Network: name, ID: id})
}

// attachments are the networks of a container, by name.
func (x *tester) attachments(c driver.Ref) map[string]driver.Attachment {
	x.Helper()
	out := map[string]driver.Attachment{}
	for _, a := range x.see(c).Networks {
		out[a.Name] = a
	}
	return out
}

func testConnect(x *tester) {
	front, frontID := x.network("front")
	back, backID := x.network("back")
	w := x.run("web", x.Images.Forever, on(front))
	x.changes(&driver.ConnectNetwork{Network: back, Container: w, Endpoint: driver.Endpoint{Aliases: []string{"w"}}})
	x.unchanged(&driver.ConnectNetwork{Network: back, Container: w, Endpoint: driver.Endpoint{Aliases: []string{"w"}}})
	got := x.attachments(w)
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, []string{back, front}) {
		x.Fatalf("it is on %v", names)
	}
	for name, id := range map[string]string{front: frontID, back: backID} {
		if a := got[name]; a.ID != id || a.IPAddress == "" {
			x.Errorf("its attachment to %s has the ID %q and the IPAddress %q, want the ID %q and some address", name, a.ID, a.IPAddress, id)
		}
	}
	if aliases := got[back].Aliases; !slices.Contains(aliases, "w") {
		x.Errorf("its aliases are %v", aliases)
	}
	if aliases := got[front].Aliases; !slices.Contains(aliases, "alias-of-"+front) {
		x.Errorf("its aliases are %v", aliases)
	}
	x.changes(&driver.DisconnectNetwork{Network: back, Container: w})
	x.unchanged(&driver.DisconnectNetwork{Network: back, Container: w})
	if _, ok := x.attachments(w)[back]; ok {
		x.Error("it is still connected")
	}
	x.fails(&driver.ConnectNetwork{Network: x.project + "_none", Container: w}, driver.ErrNotFound)
}

func (x *tester) volumeOp(key string) *driver.CreateVolume {
	return &driver.CreateVolume{Spec: driver.VolumeSpec{Name: x.project + "_" + key,
		Labels: driver.Labels{driver.LabelProject: x.project, driver.LabelVolume: key}}}
}

func testVolume(x *tester) {
	op := x.volumeOp("data")
	x.changes(op)
	x.unchanged(op)
	got := x.observe(driver.Selector{Project: x.project}).Volumes
	if len(got) != 1 || got[0].Name != op.Spec.Name || got[0].Labels[driver.LabelVolume] != "data" || got[0].Driver == "" {
		x.Fatalf("the volumes are %+v, want %s alone, with the labels that it was made with and the name of some Driver", got, op.Spec.Name)
	}
	x.changes(&driver.RemoveVolume{Volume: op.Spec.Name})
	x.unchanged(&driver.RemoveVolume{Volume: op.Spec.Name})
}

func testVolumeInUse(x *tester) {
	op := x.volumeOp("data")
	x.changes(op)
	w := x.create("web", x.Images.Forever, func(s *driver.ContainerSpec) { s.Binds = []string{op.Spec.Name + ":/data:ro"} })
	want := driver.MountPoint{Type: "volume", Name: op.Spec.Name, Target: "/data", ReadOnly: true}
	mounts := x.see(w).Mounts
	if len(mounts) == 1 {
		want.Source = mounts[0].Source // where engines keep volumes is their own matter
	}
	if !slices.Equal(mounts, []driver.MountPoint{want}) {
		x.Errorf("the mounts are %+v, want %+v", mounts, want)
	}
	x.fails(&driver.RemoveVolume{Volume: op.Spec.Name}, driver.ErrConflict)
	x.do(&driver.RemoveContainer{Container: w, Volumes: true})
	x.changes(&driver.RemoveVolume{Volume: op.Spec.Name})
}

func testAnonymousVolumes(x *tester) {
	for _, keep := range []bool{true, false} {
		w := x.create("web", x.Images.Forever, func(s *driver.ContainerSpec) { s.Volumes = []string{"/cache"} })
		mounts := x.see(w).Mounts
		if len(mounts) != 1 || mounts[0].Type != "volume" || mounts[0].Name == "" || mounts[0].Target != "/cache" {
			x.Fatalf("the mounts are %+v, want one of type volume at /cache, with the Name that the engine gave to the volume", mounts)
		}
		x.do(&driver.RemoveContainer{Container: w, Volumes: !keep})
		left := x.observe(driver.Selector{Volumes: []string{mounts[0].Name}}).Volumes
		if keep != (len(left) == 1) {
			x.Errorf("removed with Volumes %v there is %+v left", !keep, left)
		}
		if keep {
			x.do(&driver.RemoveVolume{Volume: mounts[0].Name})
		}
	}
}

func testTag(x *tester) {
	tag := "drivertest/" + x.project + ":tag"
	x.do(&driver.TagImage{Image: x.Images.Forever, Tag: tag})
	images := x.observe(driver.Selector{Images: []string{tag, x.Images.Forever}}).Images
	if images[tag].ID == "" || images[tag].ID != images[x.Images.Forever].ID {
		x.Errorf("the images are %+v", images)
	}
	w := x.run("web", tag)
	x.do(&driver.RemoveContainer{Container: w, Force: true})
	x.changes(&driver.RemoveImage{Image: tag})
	x.unchanged(&driver.RemoveImage{Image: tag})
	images = x.observe(driver.Selector{Images: []string{tag, x.Images.Forever}}).Images
	if _, ok := images[tag]; ok || images[x.Images.Forever].ID == "" {
		x.Errorf("after the removal of the tag the images are %+v", images)
	}
	x.fails(&driver.TagImage{Image: "drivertest/none:none", Tag: tag}, driver.ErrNotFound)
}

func testPull(x *tester) {
	if x.Images.Pull == "" {
		x.Skip("there is no registry")
	}
	r := x.do(&driver.PullImage{Image: x.Images.Pull})
	if got := x.observe(driver.Selector{Images: []string{x.Images.Pull}}).Images[x.Images.Pull]; r.ID == "" || got.ID != r.ID {
		x.Errorf("the pull gave %q, the image is %+v", r.ID, got)
	}
	x.fails(&driver.PullImage{Image: x.Images.Pull + "-none"}, driver.ErrNotFound)
}

func testCopyInto(x *tester) {
	w := x.create("web", x.Images.Forever)
	x.do(&driver.CopyInto{Container: w, Files: []driver.File{{Target: "/run/secrets/key", Mode: 0o400, Content: []byte("secret")}}})
	x.changes(&driver.StartContainer{Container: w})
	x.wantFile(w, "/run/secrets/key", "secret")
}

func testExecContainer(x *tester) {
	w := x.create("web", x.Images.Forever)
	x.fails(&driver.ExecContainer{Container: w, Command: x.Images.Hello}, driver.ErrConflict)
	x.changes(&driver.StartContainer{Container: w})
	if r := x.do(&driver.ExecContainer{Container: w, Command: x.Images.Hello}); r.ExitCode != 0 || strings.TrimSpace(r.Output) != "hello" {
		x.Errorf("the command ended with %d and wrote %q, want 0 and hello", r.ExitCode, r.Output)
	}
	if r := x.do(&driver.ExecContainer{Container: w, Command: x.Images.Fails}); r.ExitCode != 3 {
		x.Errorf("the command ended with %d, want 3", r.ExitCode)
	}
}

func testObserveNames(x *tester) {
	other := newProject()
	x.Cleanup(func() { x.clean(other) })
	op := x.op("web", x.Images.Forever, func(s *driver.ContainerSpec) { s.Labels[driver.LabelProject] = other })
	x.do(op)
	network, volume := x.networkOp("front"), x.volumeOp("data")
	network.Spec.Labels[driver.LabelProject], volume.Spec.Labels[driver.LabelProject] = other, other
	x.do(network)
	x.do(volume)
	s := x.observe(driver.Selector{Project: x.project, Containers: []string{op.Name}, Networks: []string{network.Spec.Name}, Volumes: []string{volume.Spec.Name}})
	if len(s.Containers) != 1 || s.Containers[0].Name != op.Name || len(s.Networks) != 1 || s.Networks[0].Name != network.Spec.Name ||
		len(s.Volumes) != 1 || s.Volumes[0].Name != volume.Spec.Name {
		x.Errorf("observed by name there is %+v", s)
	}
}

func testObserveAll(x *tester) {
	other := newProject()
	x.Cleanup(func() { x.clean(other) })
	x.create("db", x.Images.Forever)
	x.create("web", x.Images.Forever, func(s *driver.ContainerSpec) { s.Labels[driver.LabelProject] = other })
	seen := map[string]bool{}
	var names []string
	for _, c := range x.observe(driver.Selector{AllProjects: true}).Containers {
		seen[c.Labels[driver.LabelProject]] = true
		names = append(names, c.Name)
	}
	if !seen[x.project] || !seen[other] || !slices.IsSorted(names) {
		x.Errorf("the containers of all projects are %v", names)
	}
}

func testObserveImages(x *tester) {
	ref := x.Images.Forever
	i, ok := x.observe(driver.Selector{Images: []string{ref}}).Images[ref]
	if !ok || i.ID == "" || i.Digest == "" || i.OS == "" || i.Arch == "" || !slices.ContainsFunc(i.Tags, func(tag string) bool { return strings.Contains(tag, strings.Split(ref, ":")[0]) }) {
		x.Errorf("the image is %+v", i)
	}
	w := x.create("web", ref)
	if got := x.see(w).ImageID; got != i.ID {
		x.Errorf("the container's image is %s, want %s", got, i.ID)
	}
}

func testObserveSpecs(x *tester) {
	grace := 7
	x.create("web", x.Images.Forever, func(s *driver.ContainerSpec) {
		s.Env = []string{"A=1"}
		s.StopTimeout = &grace
		s.Restart.Name = "unless-stopped"
		s.Hostname = "here"
		s.ReadOnly = true
	})
	for _, c := range x.observe(driver.Selector{Project: x.project, Specs: true}).Containers {
		s := c.Spec
		if s == nil {
			x.Fatal("there is no spec")
		}
		if !slices.Contains(s.Env, "A=1") || s.StopTimeout == nil || *s.StopTimeout != 7 || s.Restart.Name != "unless-stopped" ||
			s.Hostname != "here" || !s.ReadOnly || s.Image != x.Images.Forever {
			x.Errorf("the spec is %+v", s)
		}
	}
	for _, c := range x.observe(driver.Selector{Project: x.project}).Containers {
		if c.Spec != nil {
			x.Error("there is a spec that nobody asked for")
		}
	}
}
