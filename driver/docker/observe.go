package docker

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/moby/moby/api/types/network"
)

// Observe takes a snapshot with one request for each kind of thing, all at once: a second one for
// containers only if some are named, one for each image, those of the project after they have been listed, and one for
// each container if their specifications are asked for.
func (d *Driver) Observe(ctx context.Context, sel driver.Selector) (*driver.State, error) {
	var (
		state driver.State
		all   = newTasks(ctx)
	)
	all.run(func(ctx context.Context) (func(), error) {
		list, err := d.containers(ctx, sel)
		return func() { state.Containers = list }, err
	})
	all.run(func(ctx context.Context) (func(), error) {
		list, err := d.networks(ctx, sel)
		return func() { state.Networks = list }, err
	})
	all.run(func(ctx context.Context) (func(), error) {
		list, err := d.volumes(ctx, sel)
		return func() { state.Volumes = list }, err
	})
	for _, ref := range sel.Images {
		all.run(func(ctx context.Context) (func(), error) {
			found, err := d.image(ctx, ref)
			if errors.Is(err, driver.ErrNotFound) {
				return func() {}, nil
			}
			return func() {
				if state.Images == nil {
					state.Images = map[string]driver.Image{}
				}
				state.Images[ref] = found
			}, err
		})
	}
	var labelled []driver.Image
	if sel.ProjectImages && sel.Project != "" {
		all.run(func(ctx context.Context) (func(), error) {
			list, err := d.ListImages(ctx, driver.Labels{driver.LabelProject: sel.Project})
			return func() { labelled = list }, err
		})
	}
	if err := all.wait(); err != nil {
		return nil, err
	}
	state.AddImages(labelled)
	return &state, nil
}

// tasks are requests that run at once. What each found is taken in by one after the other.
type tasks struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	wg     sync.WaitGroup
	mu     sync.Mutex
}

func newTasks(ctx context.Context) *tasks {
	t := new(tasks)
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	return t
}

func (t *tasks) run(request func(context.Context) (take func(), err error)) {
	t.wg.Go(func() {
		take, err := request(t.ctx)
		if err != nil {
			t.cancel(err)
			return
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		take()
	})
}

// wait returns the first error; the other requests end with it.
func (t *tasks) wait() error {
	t.wg.Wait()
	err := context.Cause(t.ctx)
	t.cancel(nil)
	return err
}

// projectFilter selects by the label of the project.
func projectFilter(sel driver.Selector) engine.Filters {
	if sel.AllProjects {
		return engine.Filters{"label": {driver.LabelProject}}
	}
	return engine.Filters{"label": {driver.LabelProject + "=" + sel.Project}}
}

// ofProject reports whether labels are those of something that sel means.
func ofProject(sel driver.Selector, labels map[string]string) bool {
	project, ok := labels[driver.LabelProject]
	return ok && (sel.AllProjects || sel.Project != "" && project == sel.Project)
}

// nameFilter selects containers by their whole names.
func nameFilter(names []string) engine.Filters {
	f := engine.Filters{}
	for _, name := range names {
		f["name"] = append(f["name"], "^/?"+regexp.QuoteMeta(name)+"$")
	}
	return f
}

// adapt makes containers what Docker Engine would tell of them.
func (d *Driver) adapt(ctx context.Context, list []driver.Container) error {
	if podman, err := d.podman(ctx); err != nil || !podman {
		return err
	}
	f, err := d.facts(ctx)
	if err != nil {
		return err
	}
	networks, err := d.api.ListNetworks(ctx, nil)
	if err != nil {
		return d.fail(err)
	}
	ids := map[string]string{}
	for _, n := range networks {
		ids[n.Name] = n.ID
	}
	for i := range list {
		c := &list[i]
		for i := range c.Networks { // Podman has the name for the ID
			c.Networks[i].ID = ids[c.Networks[i].Name]
		}
		for i := range c.Ports { // and no address for all addresses
			if p := &c.Ports[i]; p.Published != 0 {
				p.HostIP = cmp.Or(p.HostIP, "0.0.0.0")
			}
		}
		if !f.info.Caps.HealthChecks {
			c.Health = driver.HealthNone
		}
		c.Image = familiar(c.Image) // Podman writes references in full
		if c.Spec != nil {
			c.Spec.Image = familiar(c.Spec.Image)
		}
	}
	return nil
}

// familiar is the short form of a reference, as people write it.
func familiar(image string) string {
	ref, err := engine.ParseReference(image)
	if err != nil {
		return image
	}
	if ref.Tag == "latest" {
		ref.Tag, ref.Digest = "", ""
	}
	return ref.Familiar()
}

// containers lists those of the project and those that are named, sorted by name.
func (d *Driver) containers(ctx context.Context, sel driver.Selector) ([]driver.Container, error) {
	var filters []engine.Filters
	if sel.Project != "" || sel.AllProjects {
		filters = append(filters, projectFilter(sel))
	}
	if len(sel.Containers) > 0 {
		filters = append(filters, nameFilter(sel.Containers))
	}
	var out []driver.Container
	all := newTasks(ctx)
	for _, f := range filters {
		all.run(func(ctx context.Context) (func(), error) {
			found, err := d.api.ListContainers(ctx, engine.ListContainers{All: true, Size: sel.Sizes, Filters: f})
			return func() {
				for i := range found {
					out = append(out, containerOf(&found[i]))
				}
			}, d.fail(err)
		})
	}
	if err := all.wait(); err != nil {
		return nil, err
	}
	byID := func(a, b driver.Container) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(out, byID)
	out = slices.CompactFunc(out, func(a, b driver.Container) bool { return a.ID == b.ID })
	slices.SortStableFunc(out, func(a, b driver.Container) int { return cmp.Compare(a.Name, b.Name) })
	if len(out) == 0 {
		return nil, nil
	}
	if sel.Specs {
		var err error
		if out, err = d.addSpecs(ctx, out); err != nil {
			return nil, err
		}
	}
	return out, d.adapt(ctx, out)
}

// addSpecs inspects containers. One that is gone meanwhile is left out.
func (d *Driver) addSpecs(ctx context.Context, list []driver.Container) ([]driver.Container, error) {
	f, err := d.facts(ctx)
	if err != nil {
		return nil, err
	}
	all := newTasks(ctx)
	gone := map[string]bool{}
	for i := range list {
		c := &list[i]
		all.run(func(ctx context.Context) (func(), error) {
			in, err := d.inspect(ctx, driver.Ref{ID: c.ID})
			if errors.Is(err, driver.ErrNotFound) {
				return func() { gone[c.ID] = true }, nil
			}
			return func() { addInspected(c, in, f.defaults) }, err
		})
	}
	if err := all.wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(c driver.Container) bool { return gone[c.ID] }), nil
}

// containerOf reads an item of a list of containers.
func containerOf(in *engine.ContainerSummary) driver.Container {
	out := driver.Container{
		ID:         in.ID,
		Labels:     in.Labels,
		Status:     driver.Status(in.State),
		Created:    time.Unix(in.Created, 0).UTC(),
		StatusText: in.Status,
		Image:      in.Image,
		ImageID:    in.ImageID,
		Command:    in.Command,
		SizeRw:     in.SizeRw,
		SizeRootFs: in.SizeRootFs,
	}
	// A container has more names if others are linked to it; its own is without a second slash.
	for _, name := range in.Names {
		name = strings.TrimPrefix(name, "/")
		if out.Name == "" || !strings.Contains(name, "/") {
			out.Name = name
		}
	}
	out.Health, out.ExitCode = readStatus(in.Status)
	if in.Health != nil && in.Health.Status != engine.NoHealthcheck {
		out.Health = driver.Health(in.Health.Status)
	}
	if in.NetworkSettings != nil {
		out.Networks = attachments(in.NetworkSettings.Networks, in.ID)
	}
	for _, m := range in.Mounts {
		out.Mounts = append(out.Mounts, mountPoint(m))
	}
	slices.SortFunc(out.Mounts, func(a, b driver.MountPoint) int { return cmp.Compare(a.Target, b.Target) })
	for _, p := range in.Ports {
		out.Ports = append(out.Ports, driver.PortPoint{
			HostIP: addressText(p.IP), Published: p.PublicPort, Target: p.PrivatePort, Protocol: p.Type,
		})
	}
	return out
}

// readStatus reads health and exit code off the engine's phrase for people: lists of engines
// before API 1.52 have them nowhere else.
func readStatus(text string) (driver.Health, int) {
	var health driver.Health
	switch {
	case strings.Contains(text, "(healthy)"):
		health = driver.HealthHealthy
	case strings.Contains(text, "(unhealthy)"):
		health = driver.HealthUnhealthy
	case strings.Contains(text, "(health: starting)"):
		health = driver.HealthStarting
	}
	code := 0
	if verb, rest, ok := strings.Cut(text, " ("); ok && (verb == "Exited" || verb == "Restarting") {
		number, _, _ := strings.Cut(rest, ")")
		code, _ = strconv.Atoi(number)
	}
	return health, code
}

func attachments(networks map[string]*network.EndpointSettings, id string) []driver.Attachment {
	var out []driver.Attachment
	for name, e := range networks {
		if e == nil {
			e = &network.EndpointSettings{}
		}
		a := driver.Attachment{
			ID: e.NetworkID, Name: name, Endpoint: endpointOf(e, id),
			IPAddress: addressText(e.IPAddress), IPv6Address: addressText(e.GlobalIPv6Address),
		}
		if e.MacAddress != nil {
			a.MAC = e.MacAddress.String()
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b driver.Attachment) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func mountPoint(m engine.MountPoint) driver.MountPoint {
	return driver.MountPoint{
		Type: m.Type, Name: m.Name, Source: m.Source, Target: m.Destination, ReadOnly: !m.RW,
	}
}

// addInspected adds to a container of a list what only an inspection tells.
func addInspected(c *driver.Container, in *engine.Container, def defaults) {
	if in.State != nil {
		c.Status, c.ExitCode = driver.Status(in.State.Status), in.State.ExitCode
		c.Started, c.Finished = readTime(in.State.StartedAt), readTime(in.State.FinishedAt)
		c.Health = driver.HealthNone
		if h := in.State.Health; h != nil && h.Status != engine.NoHealthcheck {
			c.Health = driver.Health(h.Status)
		}
	}
	if created := readTime(in.Created); !created.IsZero() {
		c.Created = created
	}
	c.ImageID = in.Image
	if in.NetworkSettings != nil {
		c.Networks = attachments(in.NetworkSettings.Networks, in.ID)
	}
	if in.Config != nil && in.HostConfig != nil {
		c.Image = in.Config.Image // a list gives an ID if the name has passed to another image
		c.Spec = specOf(in, def)
	}
}

// readTime reads a time; what engines write for none is the zero time.
func readTime(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() <= 1 {
		return time.Time{}
	}
	return t.UTC()
}

func (d *Driver) networks(ctx context.Context, sel driver.Selector) ([]driver.Network, error) {
	filters := projectFilter(sel)
	if len(sel.Networks) > 0 {
		// Filters of different kinds are joined by "and": ask for all, and choose here.
		filters = nil
	} else if sel.Project == "" && !sel.AllProjects {
		return nil, nil
	}
	found, err := d.api.ListNetworks(ctx, filters)
	if err != nil {
		return nil, d.fail(err)
	}
	var out []driver.Network
	for _, n := range found {
		if ofProject(sel, n.Labels) || slices.Contains(sel.Networks, n.Name) {
			network := networkOf(n)
			if sel.Specs {
				network.Spec = d.networkSpecOf(n)
			}
			out = append(out, network)
		}
	}
	slices.SortFunc(out, func(a, b driver.Network) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func networkOf(n network.Network) driver.Network {
	return driver.Network{ID: n.ID, Name: n.Name, Driver: n.Driver, Scope: n.Scope, Labels: n.Labels}
}

// networkSpecOf is the inverse of toNetwork.
func (d *Driver) networkSpecOf(n network.Network) *driver.NetworkSpec {
	out := &driver.NetworkSpec{
		Name: n.Name, Driver: n.Driver, Options: n.Options, Internal: n.Internal, Attachable: n.Attachable,
		EnableIPv6: &n.EnableIPv6, IPAMDriver: n.IPAM.Driver, IPAMOptions: n.IPAM.Options, Labels: n.Labels,
	}
	if d.api.Speaks("1.47") { // others have no such option
		out.EnableIPv4 = &n.EnableIPv4
	}
	for _, c := range n.IPAM.Config {
		pool := driver.Pool{Gateway: addressText(c.Gateway), Subnet: prefixText(c.Subnet), Range: prefixText(c.IPRange)}
		for host, address := range c.AuxAddress {
			if pool.Auxiliary == nil {
				pool.Auxiliary = map[string]string{}
			}
			pool.Auxiliary[host] = address.String()
		}
		out.Pools = append(out.Pools, pool)
	}
	return out
}

func prefixText(p netip.Prefix) string {
	if !p.IsValid() {
		return ""
	}
	return p.String()
}

func (d *Driver) volumes(ctx context.Context, sel driver.Selector) ([]driver.Volume, error) {
	filters := projectFilter(sel)
	if len(sel.Volumes) > 0 {
		filters = nil
	} else if sel.Project == "" && !sel.AllProjects {
		return nil, nil
	}
	found, err := d.api.ListVolumes(ctx, filters)
	if err != nil {
		return nil, d.fail(err)
	}
	var out []driver.Volume
	for _, v := range found {
		if ofProject(sel, v.Labels) || slices.Contains(sel.Volumes, v.Name) {
			out = append(out, volumeOf(v))
		}
	}
	slices.SortFunc(out, func(a, b driver.Volume) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

func volumeOf(v engine.Volume) driver.Volume {
	return driver.Volume{Name: v.Name, Driver: v.Driver, Mountpoint: v.Mountpoint, Labels: v.Labels}
}

// image inspects an image.
func (d *Driver) image(ctx context.Context, ref string) (driver.Image, error) {
	f, err := d.facts(ctx)
	if err != nil {
		return driver.Image{}, err
	}
	in, err := d.api.InspectImage(ctx, ref, d.api.Speaks("1.48"))
	if err != nil {
		return driver.Image{}, d.fail(err)
	}
	return imageOf(&in, f.info.OS, f.info.Arch), nil
}

// ListImages lists the images that have all of the labels.
func (d *Driver) ListImages(ctx context.Context, labels driver.Labels) ([]driver.Image, error) {
	filters := engine.Filters{}
	for name, value := range labels {
		if value != "" {
			name += "=" + value
		}
		filters["label"] = append(filters["label"], name)
	}
	var found, dangling []string
	lists := newTasks(ctx)
	lists.run(func(ctx context.Context) (func(), error) {
		list, err := d.api.ListImages(ctx, filters)
		return func() { found = list }, d.fail(err)
	})
	lists.run(func(ctx context.Context) (func(), error) {
		list, err := d.api.ListImages(ctx, engine.Filters{"label": filters["label"], "dangling": {"true"}})
		return func() { dangling = list }, d.fail(err)
	})
	if err := lists.wait(); err != nil {
		return nil, err
	}
	out := make([]driver.Image, len(found))
	all := newTasks(ctx)
	for i, id := range found {
		all.run(func(ctx context.Context) (func(), error) {
			in, err := d.image(ctx, id)
			if errors.Is(err, driver.ErrNotFound) {
				return func() {}, nil
			}
			in.Dangling = slices.Contains(dangling, id)
			return func() { out[i] = in }, err
		})
	}
	if err := all.wait(); err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(i driver.Image) bool { return i.ID == "" })
	slices.SortFunc(out, func(a, b driver.Image) int {
		return cmp.Or(slices.Compare(a.Tags, b.Tags), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// imageOf reads an inspected image of an engine for a platform.
func imageOf(in *engine.Image, os, arch string) driver.Image {
	out := driver.Image{
		ID:          in.ID,
		Digest:      contentDigest(in, os, arch),
		Tags:        slices.Sorted(slices.Values(in.RepoTags)),
		RepoDigests: slices.Sorted(slices.Values(in.RepoDigests)),
		OS:          in.Os,
		Arch:        in.Architecture,
		Variant:     in.Variant,
		Size:        in.Size,
		Created:     readTime(in.Created),
	}
	if tagged := in.Metadata.LastTagTime; tagged.Year() > 1 {
		out.LastTagged = tagged.UTC()
	}
	if c := in.Config; c != nil {
		out.Labels = c.Labels
		out.Config = driver.ImageConfig{
			Env: c.Env, Command: c.Cmd, Entrypoint: c.Entrypoint, WorkingDir: c.WorkingDir, User: c.User,
			StopSignal: c.StopSignal, Healthcheck: healthcheckOf(c.Healthcheck), Labels: c.Labels,
		}
		for port := range c.ExposedPorts {
			out.Config.Exposed = append(out.Config.Exposed, port)
		}
		for target := range c.Volumes {
			out.Config.Volumes = append(out.Config.Volumes, target)
		}
		slices.Sort(out.Config.Exposed)
		slices.Sort(out.Config.Volumes)
	}
	return out
}

// contentDigest is the digest of what runs: of the manifest for the platform, else of the only
// manifest that there is. The image's ID also covers attestations, which differ from build to
// build of the same content; it is what engines that tell no manifests are left with.
func contentDigest(in *engine.Image, os, arch string) string {
	var available []engine.Manifest
	for _, m := range in.Manifests {
		if m.Kind != engine.ImageManifest || !m.Available {
			continue
		}
		available = append(available, m)
		if data := m.ImageData; data != nil && data.Platform.OS == os && data.Platform.Architecture == arch {
			return m.ID
		}
	}
	if len(available) == 1 {
		return available[0].ID
	}
	return in.ID
}
