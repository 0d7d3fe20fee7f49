package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// namedImage is a place where a service or job names an image.
type namedImage struct {
	owner string // "service web"
	node  *syntax.Node
}

// imagesIn are the places of a tree where images are named, of the services and jobs that are wanted.
func imagesIn(tree *syntax.Node, wanted func(section, name string) bool) (out []namedImage) {
	for _, section := range []string{"services", "jobs"} {
		for _, p := range tree.Get(section).Pairs() {
			if !wanted(section, p.Name()) {
				continue
			}
			add := func(n *syntax.Node) {
				if n.IsString() && n.Value() != "" {
					out = append(out, namedImage{strings.TrimSuffix(section, "s") + " " + p.Name(), n})
				}
			}
			add(p.Value.Get("image"))
			for _, hook := range p.Value.Get("pre_start").Items() {
				add(hook.Get("image"))
			}
			for _, mount := range p.Value.Get("volumes").Items() {
				if isImageMount(mount) {
					add(mount.Get("source"))
				}
			}
		}
	}
	return out
}

func isImageMount(mount *syntax.Node) bool {
	kind := mount.Get("type")
	return kind.IsString() && kind.Value() == "image"
}

// without is the finding that no registry has told a digest.
func (i namedImage) without(err error) diag.Diagnostic {
	d := engineError(fmt.Sprintf("%s: there is no digest for %s: %s", i.owner, i.node.Value(), withoutKind(err.Error(), err)))
	d.Span = i.node.Origin().Span()
	return d
}

// registryRequests is how many questions are put to registries at once.
const registryRequests = 16

// pins are the images by their names, each in full and with the digest that its registry has for it.
func (c *config) pins(ctx context.Context, images []namedImage) (map[string]string, error) {
	if len(images) == 0 {
		return nil, nil
	}
	d, err := c.engine(ctx)
	if err != nil {
		return nil, err
	}
	pinner, err := ability[driver.Pinner](d, "ask registries for digests")
	if err != nil {
		return nil, err
	}
	first := map[string]namedImage{}
	for _, image := range images {
		if _, known := first[image.node.Value()]; !known {
			first[image.node.Value()] = image
		}
	}
	var (
		pins   = map[string]string{}
		failed diag.List
		turns  = make(chan struct{}, registryRequests)
		mu     sync.Mutex
		all    sync.WaitGroup
	)
	for name, image := range first {
		all.Go(func() {
			turns <- struct{}{}
			pinned, err := pinner.Pin(ctx, name)
			<-turns
			mu.Lock()
			defer mu.Unlock()
			if pins[name] = pinned; err != nil {
				failed.Add(image.without(err))
			}
		})
	}
	all.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	failed.Sort()
	return pins, c.report(failed)
}

// pinProject gives a project with the digests of its images.
func (c *config) pinProject(ctx context.Context, l *loaded) (*model.Project, error) {
	p := l.project
	pins, err := c.pins(ctx, imagesIn(l.tree, func(section, name string) bool {
		return section == "jobs" && p.Jobs[name] != nil || section == "services" && p.Services[name] != nil
	}))
	if err != nil {
		return nil, err
	}
	if p, err = withImages(p, func(name string) (string, error) { return pins[name], nil }); err != nil {
		return nil, err
	}
	if c.lockDigests {
		for _, name := range p.ServiceNames() {
			c.warnOfHooks(name, slices.ContainsFunc(p.Services[name].PreStart, func(h model.PreStartHook) bool { return h.Image != "" }))
		}
		p = onlyImages(p)
	}
	return p, nil
}

// withImages resolves the images of services and of jobs.
func withImages(p *model.Project, resolve func(string) (string, error)) (*model.Project, error) {
	jobs := &model.Project{Services: map[string]*model.Service{}}
	for name, j := range p.Jobs {
		jobs.Services[name] = &model.Service{ContainerSpec: j.ContainerSpec}
	}
	jobs, err := jobs.WithImagesResolved(resolve)
	if err != nil {
		return nil, err
	}
	resolved, err := p.WithImagesResolved(resolve)
	if err != nil {
		return nil, err
	}
	with := *resolved
	with.Jobs = maps.Clone(p.Jobs)
	for name, j := range with.Jobs {
		job := *j
		job.ContainerSpec = jobs.Services[name].ContainerSpec
		with.Jobs[name] = &job
	}
	return &with, nil
}

// pinTree gives a tree with the digests of its images.
func (c *config) pinTree(ctx context.Context, tree *syntax.Node) (*syntax.Node, error) {
	images := imagesIn(tree, func(string, string) bool { return true })
	pins, err := c.pins(ctx, images)
	if err != nil {
		return nil, err
	}
	var build syntax.Builder
	instead := map[*syntax.Node]*syntax.Node{}
	for _, image := range images {
		instead[image.node] = build.Scalar(pins[image.node.Value()], syntax.String, image.node, syntax.Resolved)
	}
	tree = replaced(&build, tree, instead)
	if c.lockDigests {
		for _, p := range tree.Get("services").Pairs() {
			c.warnOfHooks(p.Name(), slices.ContainsFunc(p.Value.Get("pre_start").Items(), func(h *syntax.Node) bool { return h.Get("image") != nil }))
		}
		tree = onlyImagesOf(&build, tree)
	}
	return tree, nil
}

// warnOfHooks says that images of hooks are not in an override file: it would add further hooks to those that there are.
func (c *config) warnOfHooks(service string, has bool) {
	if has {
		c.warn(fmt.Sprintf("service %s: the images of its pre_start hooks are not among the digests, for an override file cannot change hooks: --resolve-image-digests has them", service))
	}
}

// replaced gives a tree with other nodes in place of some, and notes them for all that it has been through.
func replaced(b *syntax.Builder, n *syntax.Node, instead map[*syntax.Node]*syntax.Node) *syntax.Node {
	if other, known := instead[n]; known {
		return other
	}
	change := b.Change(n, syntax.Resolved)
	for i, p := range n.Pairs() {
		change.Set(i, replaced(b, p.Value, instead))
	}
	for i, item := range n.Items() {
		change.Set(i, replaced(b, item, instead))
	}
	instead[n] = change.Node()
	return instead[n]
}

// onlyImages is a project of which there is nothing but the images of services and jobs.
func onlyImages(p *model.Project) *model.Project {
	only := func(c model.ContainerSpec) model.ContainerSpec {
		return model.ContainerSpec{Image: c.Image, Volumes: slices.DeleteFunc(slices.Clone(c.Volumes), func(m model.Mount) bool { return m.Type != "image" })}
	}
	out := &model.Project{Services: map[string]*model.Service{}}
	for name, s := range p.Services {
		out.Services[name] = &model.Service{ContainerSpec: only(s.ContainerSpec)}
	}
	if len(p.Jobs) > 0 {
		out.Jobs = map[string]*model.Job{}
	}
	for name, j := range p.Jobs {
		out.Jobs[name] = &model.Job{ContainerSpec: only(j.ContainerSpec)}
	}
	return out
}

// onlyImagesOf is a tree of which there is nothing but the images of services and jobs.
func onlyImagesOf(b *syntax.Builder, tree *syntax.Node) *syntax.Node {
	only := func(n *syntax.Node, keep func(name string, n *syntax.Node) *syntax.Node) *syntax.Node {
		var pairs []syntax.Pair
		for _, p := range n.Pairs() {
			if p.Value = keep(p.Name(), p.Value); p.Value != nil {
				pairs = append(pairs, p)
			}
		}
		return b.Mapping(pairs, n, syntax.Resolved)
	}
	attribute := func(name string, n *syntax.Node) *syntax.Node {
		switch name {
		case "image":
			return n
		case "volumes":
			mounts := slices.DeleteFunc(slices.Clone(n.Items()), func(m *syntax.Node) bool { return !isImageMount(m) })
			if len(mounts) > 0 {
				return b.Sequence(mounts, n, syntax.Resolved)
			}
		}
		return nil
	}
	return only(tree, func(section string, n *syntax.Node) *syntax.Node {
		if section != "services" && section != "jobs" {
			return nil
		}
		return only(n, func(_ string, n *syntax.Node) *syntax.Node { return only(n, attribute) })
	})
}
