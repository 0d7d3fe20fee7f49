package sim

import (
	"context"
	"iter"
	"sync"

	"github.com/composekit/composekit/driver"
)

// DryRun is a middleware under which nothing is done. Operations are done to a simulated engine
// that has what the inner one had, so they fail where they would fail, and what is observed
// afterwards is what they would have made. Pulls and builds succeed.
//
// No ability of the inner driver can be reached but listing images, for others have effects.
func DryRun(c driver.Clock) driver.Middleware {
	return func(inner driver.Driver) driver.Driver {
		return &dryRun{inner: inner, shadow: New(Config{Clock: c}), seen: map[string]bool{}}
	}
}

type dryRun struct {
	inner  driver.Driver
	shadow *Engine

	mu sync.Mutex
	// seen are things that the shadow has had: what is gone from it must not come back.
	seen map[string]bool
}

// Pretends reports that nothing is done.
func (d *dryRun) Pretends() bool { return true }

// Info tells what the inner driver is.
func (d *dryRun) Info(ctx context.Context) (driver.Info, error) { return d.inner.Info(ctx) }

// Observe tells what there would be.
func (d *dryRun) Observe(ctx context.Context, sel driver.Selector) (*driver.State, error) {
	if err := d.adopt(ctx, sel); err != nil {
		return nil, err
	}
	return d.shadow.Observe(ctx, sel)
}

// Watch tells what would happen.
func (d *dryRun) Watch(ctx context.Context, sel driver.Selector) iter.Seq2[driver.Event, error] {
	return d.shadow.Watch(ctx, sel)
}

// ListImages lists what images the inner driver has.
func (d *dryRun) ListImages(ctx context.Context, labels driver.Labels) ([]driver.Image, error) {
	images, ok := driver.As[driver.Images](d.inner)
	if !ok {
		return nil, driver.ErrUnsupported
	}
	return images.ListImages(ctx, labels)
}

// Do does an operation to the shadow.
func (d *dryRun) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	if err := d.adopt(ctx, needs(op)); err != nil {
		return driver.Result{}, err
	}
	if pull, ok := op.(*driver.PullImage); ok {
		return d.shadow.pretendPull(pull), nil
	}
	return d.shadow.Do(ctx, op, report)
}

// needs is what an operation is about.
func needs(op driver.Op) (sel driver.Selector) {
	if c, ok := driver.ContainerOf(op); ok {
		sel.Containers = []string{c.Name}
	}
	switch op := op.(type) {
	case *driver.PullImage:
		sel.Images = []string{op.Image}
	case *driver.TagImage:
		sel.Images = []string{op.Image}
	case *driver.PushImage:
		sel.Images = []string{op.Image}
	case *driver.RemoveImage:
		sel.Images = []string{op.Image}
	case *driver.CreateNetwork:
		sel.Networks = []string{op.Spec.Name}
	case *driver.RemoveNetwork:
		sel.Networks = []string{op.Network}
	case *driver.ConnectNetwork:
		sel.Networks = []string{op.Network}
	case *driver.DisconnectNetwork:
		sel.Networks = []string{op.Network}
	case *driver.CreateVolume:
		sel.Volumes = []string{op.Spec.Name}
	case *driver.RemoveVolume:
		sel.Volumes = []string{op.Volume}
	case *driver.CreateContainer:
		sel.Images = []string{op.Spec.Image}
		sel.Containers = []string{op.Name}
		for name := range op.Spec.Networks {
			sel.Networks = append(sel.Networks, name)
		}
	}
	return sel
}

// adopt gives the shadow what the inner driver has and the shadow has not had yet.
func (d *dryRun) adopt(ctx context.Context, sel driver.Selector) error {
	sel.Specs = true
	s, err := d.inner.Observe(ctx, sel)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	fresh := func(kind, id string) bool {
		seen := d.seen[kind+id]
		d.seen[kind+id] = true
		return !seen
	}
	e := d.shadow
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, n := range s.Networks {
		if fresh("network ", n.ID) && e.networkNamed(n.Name) == nil {
			e.networks[n.ID] = &network{id: n.ID, spec: driver.NetworkSpec{Name: n.Name, Driver: n.Driver, Labels: n.Labels}}
		}
	}
	for _, v := range s.Volumes {
		if fresh("volume ", v.Name) && e.volumes[v.Name] == nil {
			e.volumes[v.Name] = &volume{spec: driver.VolumeSpec{Name: v.Name, Driver: v.Driver, Labels: v.Labels}}
		}
	}
	for ref, i := range s.Images {
		if fresh("image ", normal(ref)) {
			e.adoptImage(ref, &i)
		}
	}
	for i := range s.Containers {
		if c := &s.Containers[i]; fresh("container ", c.ID) && e.named(c.Name) == nil {
			e.adoptContainer(c)
		}
	}
	return nil
}

func (e *Engine) adoptImage(ref string, i *driver.Image) *image {
	out := &image{id: i.ID, digest: i.Digest, config: i.Config, labels: i.Labels, behave: Always(Behaviour{}), made: i.Created, tagged: i.LastTagged}
	if ref == i.ID {
		e.unnamed = append(e.unnamed, out)
	} else {
		e.name(ref, out)
	}
	return out
}

func (e *Engine) adoptContainer(o *driver.Container) {
	c := &container{
		id: o.ID, name: o.Name, imageRef: o.Image, status: o.Status, health: o.Health, exitCode: o.ExitCode,
		created: o.Created, started: o.Started, finished: o.Finished, mounts: o.Mounts, published: o.Ports,
		files: map[string]driver.File{}, attachments: map[string]*attachment{},
		image: &image{id: o.ImageID, behave: Always(Behaviour{})},
	}
	if o.Spec != nil {
		c.spec = *o.Spec
	}
	c.spec.Labels = o.Labels
	for _, a := range o.Networks {
		c.attachments[a.Name] = &attachment{name: a.Name, networkID: a.ID, endpoint: a.Endpoint, address: a.IPAddress}
		if n := e.networkNamed(a.Name); n != nil {
			c.attachments[a.Name].networkID = n.id
		}
	}
	if o.Status == driver.StatusRunning || o.Status == driver.StatusPaused {
		c.proc = &process{ended: make(chan struct{})}
	}
	e.containers[c.id] = c
}

// pretendPull answers a pull: as far as one can know, the image stays what it is.
func (e *Engine) pretendPull(op *driver.PullImage) driver.Result {
	e.mu.Lock()
	defer e.mu.Unlock()
	if i, err := e.image(op.Image); err == nil {
		return driver.Result{ID: i.id, Unchanged: true}
	}
	return driver.Result{ID: e.addImage(op.Image, Image{}).id}
}
