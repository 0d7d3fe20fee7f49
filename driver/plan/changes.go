package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// at is where an attribute of the project was written, as " (FILE:LINE:COLUMN)"; "" if that is
// not known.
func (in *Input) at(path ...any) string { return in.placed(pathOf(path...)) }

// placed is at of a path.
func (in *Input) placed(path syntax.Path) string {
	if place := place(in.Tree, path, 2); place != "" {
		return " (" + place + ")"
	}
	return ""
}

// pathOf is the path of keys, which are strings, and of positions in lists.
func pathOf(steps ...any) syntax.Path {
	var p syntax.Path
	for _, step := range steps {
		switch step := step.(type) {
		case string:
			p = append(p, syntax.Step{Name: step})
		case int:
			p = append(p, syntax.Step{Index: step, Item: true})
		}
	}
	return p
}

// place is where the value at a path was written, or else what holds it: no less of the path than
// the first steps, for what is above them says nothing.
func place(tree *syntax.Node, path syntax.Path, least int) string {
	for n := len(path); n >= least; n-- {
		if at := tree.At(path[:n]); at != nil {
			if at = at.Origin(); at.Span().Valid() {
				return at.Span().String()
			}
		}
	}
	return ""
}

// changes are the attributes of a service that differ from what a container was created with.
func (b *builder) changes(m *model.Service, c *driver.Container) ([]Change, error) {
	if c.Spec == nil {
		return nil, nil
	}
	want, err := b.lowering.container(m, c.Number(), nil, nil)
	if err != nil {
		return nil, err
	}
	for _, n := range want.Connect {
		if want.Spec.Networks == nil {
			want.Spec.Networks = map[string]driver.Endpoint{}
		}
		want.Spec.Networks[n.Network] = n.Endpoint
	}
	for _, mode := range []*string{&want.Spec.NetworkMode, &want.Spec.IpcMode, &want.Spec.PidMode} {
		*mode = b.withObserved(*mode)
	}
	for i, from := range want.Spec.VolumesFrom {
		want.Spec.VolumesFrom[i] = b.withObserved(from)
	}
	have := *c.Spec
	if !b.in.Info.Caps.Endpoints { // it was created with one network, and connected to the others
		have.Networks = copyOf(have.Networks)
		for _, a := range c.Networks {
			if _, ok := have.Networks[a.Name]; !ok {
				have.Networks[a.Name] = a.Endpoint
			}
		}
	}
	d := difference{b: b, service: m, container: c, want: &want.Spec, have: &have, image: b.images.all[b.project.ImageName(m)].Config}
	var out []Change
	for _, a := range attributes {
		want, have := a.values(&d, d.want), a.values(&d, d.have)
		for _, key := range unionOf(want, have) {
			from, to := have[key], want[key]
			if from == to || to == "" && d.isDefault(a, key, from) {
				continue
			}
			path := d.path(a, key)
			out = append(out, Change{Path: path.String(), From: from, To: to, Place: place(b.in.Tree, path, 3)})
		}
	}
	return out, nil
}

// unionOf are the keys of two maps, sorted.
func unionOf(x, y map[string]string) []string {
	all := copyOf(x)
	maps.Copy(all, y)
	return slices.Sorted(maps.Keys(all))
}

// difference is between a service and a container of it.
type difference struct {
	b         *builder
	service   *model.Service
	container *driver.Container
	want      *driver.ContainerSpec
	have      *driver.ContainerSpec
	image     driver.ImageConfig
}

// isDefault reports whether a value is what an attribute comes to that is not set: the image's,
// or the engine's own.
func (d *difference) isDefault(a attribute, key, value string) bool {
	if slices.Contains(a.usual, value) || slices.Contains(a.usual, "*") {
		return true
	}
	image := imageSpec(d.image)
	return a.values(d, &image)[key] == value
}

// imageSpec is what an image gives to a container.
func imageSpec(i driver.ImageConfig) driver.ContainerSpec {
	return driver.ContainerSpec{
		Command: i.Command, Entrypoint: i.Entrypoint, Env: i.Env, Labels: i.Labels, WorkingDir: i.WorkingDir, User: i.User,
		StopSignal: i.StopSignal, Healthcheck: i.Healthcheck, Exposed: i.Exposed,
	}
}

// path of the part of an attribute with a key.
func (d *difference) path(a attribute, key string) syntax.Path {
	path := pathOf("services", d.service.Name)
	if a.path == "volumes" { // the files of secrets and configs are mounts to an engine
		for attr, refs := range map[string][]model.FileReference{"secrets": d.service.Secrets, "configs": d.service.Configs} {
			for i, ref := range refs {
				if fileTarget(ref, fileDirs[attr]) == key {
					return append(path, syntax.Step{Name: attr}, syntax.Step{Item: true, Index: i})
				}
			}
		}
	}
	if secret, ok := strings.CutPrefix(key, fileDirs["secrets"]); ok && a.path == "volumes" {
		return append(path, syntax.Step{Name: "secrets"}, syntax.Step{Name: secret})
	}
	for _, name := range strings.Split(a.path, ".") {
		path = append(path, syntax.Step{Name: name})
	}
	switch {
	case key == "":
		return path
	case a.index != nil:
		if i := a.index(d.service, key); i >= 0 {
			return append(path, syntax.Step{Item: true, Index: i})
		}
	}
	return append(path, syntax.Step{Name: key})
}

// networkChanges are the attributes of a network that have changed, as far as that can be seen.
func (b *builder) networkChanges(key string, n *network) []Change {
	return resourceChanges(b, pathOf("networks", key), n.have.Name, n.Name, n.have.Driver, n.Driver, n.have.Labels, n.Labels)
}

// volumeChanges are the same for a volume.
func (b *builder) volumeChanges(key string, v *volume) []Change {
	return resourceChanges(b, pathOf("volumes", key), v.have.Name, v.Name, v.have.Driver, v.Driver, v.have.Labels, v.Labels)
}

func resourceChanges(b *builder, path syntax.Path, haveName, wantName, haveDriver, wantDriver string, have driver.Labels, want model.Labels) []Change {
	var out []Change
	note := func(from, to string, more ...any) {
		if from != to {
			at := slices.Concat(path, pathOf(more...))
			out = append(out, Change{Path: at.String(), From: from, To: to, Place: place(b.in.Tree, at, 3)})
		}
	}
	note(haveName, wantName, "name")
	if wantDriver != "" {
		note(haveDriver, wantDriver, "driver")
	}
	from, to := ownLabels(have), ownLabels(driver.Labels(want))
	for _, key := range unionOf(from, to) {
		note(from[key], to[key], "labels", key)
	}
	return out
}

// ownLabels are labels without those that we and docker compose set.
func ownLabels(labels driver.Labels) map[string]string {
	out := map[string]string{}
	for key, value := range labels {
		if !strings.HasPrefix(key, driver.LabelPrefix) {
			out[key] = value
		}
	}
	return out
}
