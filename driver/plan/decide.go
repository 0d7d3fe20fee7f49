package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
)

// service is what is decided of a service.
type service struct {
	*model.Service
	replicas []*replica // those that there are to be, by number
	surplus  []surplus  // those that there are not to be
	changed  change     // of any of the replicas
}

// replica is a container of a service as it is to be.
type replica struct {
	id      string // in IDs of steps, if not service and number
	service string
	number  int
	name    string
	old     *driver.Container // what is there: it is kept or replaced; nil if it is made
	change  change            // whether it is replaced
	reason  Reason            // why it is made or replaced
	// cleared: what is there is removed before the new one is made.
	cleared bool
	// renamed are the steps after which what is there has its name, if it has another.
	renamed []string

	present []string // steps after which it exists under its name
	started []string // steps after which it has been started
	starts  bool     // it is started, or may be
}

// surplus is a container that a service has too many.
type surplus struct {
	*driver.Container
	reason Reason
}

// change is whether something happens: always, or on conditions.
type change struct {
	always bool
	when   []LateChange
}

func (c change) any() bool { return c.always || len(c.when) > 0 }

// conditions are those of the steps that make the change.
func (c change) conditions() []LateChange {
	if c.always {
		return nil
	}
	return c.when
}

func (c *change) join(d change) {
	c.always = c.always || d.always
	for _, w := range d.when {
		if !slices.Contains(c.when, w) {
			c.when = append(c.when, w)
		}
	}
}

// policy is which of a service's containers are replaced.
type policy int

const (
	replaceChanged policy = iota
	replaceAll
	replaceNone
)

func (b *builder) policy(name string) policy {
	opt := &b.in.Options
	named := len(opt.Services) == 0 || slices.Contains(opt.Services, name)
	switch {
	case opt.NoRecreate:
		return replaceNone
	case slices.Contains(opt.RecreateOf, name):
		return replaceAll
	case named && (opt.ForceRecreate || opt.RenewAnonVolumes), !named && opt.AlwaysRecreateDeps:
		return replaceAll
	}
	return replaceChanged
}

// decide decides which containers a service is to have. What it depends on is decided already.
func (b *builder) decide(m *model.Service) (*service, error) {
	s := &service{Service: m}
	b.services[m.Name] = s
	want := scale(m)
	if m.Provider != nil {
		for _, c := range b.observed.services[m.Name] {
			s.surplus = append(s.surplus, surplus{c, Reason{Code: ReasonProvider, Text: "a provider runs the service now"}})
		}
		return s, nil
	}
	if want > 1 && m.ContainerName != "" {
		return nil, fmt.Errorf("service %s cannot have %d containers, for container_name %s is the name of one%s", m.Name, want, m.ContainerName, b.in.at("services", m.Name, "container_name"))
	}
	d := decision{b: b, service: m, policy: b.policy(m.Name), parents: b.parentsChange(m), late: len(b.lowering.providers(m)) > 0}
	if !d.late {
		d.hash = b.expectedHash(m)
	}
	have := b.observed.services[m.Name]
	verdicts := map[*driver.Container]verdict{}
	for _, c := range have {
		v, err := d.of(c)
		if err != nil {
			return nil, err
		}
		verdicts[c] = v
	}
	have = d.withoutDuplicates(s, have, verdicts)
	slices.SortStableFunc(have, func(x, y *driver.Container) int {
		return cmp.Or(compareBool(verdicts[x].always, verdicts[y].always), cmp.Compare(x.Number(), y.Number()), y.Created.Compare(x.Created))
	})
	for i, c := range have {
		if i >= want {
			s.surplus = append(s.surplus, surplus{c, Reason{Code: ReasonScale, Text: fmt.Sprintf("%d of %d containers are wanted", want, len(have))}})
			continue
		}
		v := verdicts[c]
		r := &replica{service: m.Name, number: c.Number(), name: c.Name, old: c, change: v.change, reason: v.reason}
		if v.always || isLeftover(c.Name) {
			r.name = containerName(b.project, m, r.number)
		}
		s.replicas = append(s.replicas, r)
		s.changed.join(v.change)
	}
	number := 0
	for _, c := range b.observed.services[m.Name] {
		number = max(number, c.Number())
	}
	for len(s.replicas) < want {
		number++
		reason := Reason{Code: ReasonMissing, Text: "the container does not exist"}
		if len(s.replicas) > 0 || number > 1 && len(b.observed.services[m.Name]) > 0 {
			reason = Reason{Code: ReasonScale, Text: fmt.Sprintf("%d containers are wanted", want)}
		}
		s.replicas = append(s.replicas, &replica{service: m.Name, number: number, name: containerName(b.project, m, number), reason: reason})
	}
	slices.SortFunc(s.replicas, func(x, y *replica) int { return cmp.Compare(x.number, y.number) })
	return s, b.namesAreFree(s)
}

// withoutDuplicates leaves one container for each number: an interrupted run can leave the one
// that was to be replaced and the one that was to replace it.
func (d *decision) withoutDuplicates(s *service, have []*driver.Container, verdicts map[*driver.Container]verdict) []*driver.Container {
	best := map[int]*driver.Container{}
	better := func(x, y *driver.Container) bool {
		newer := 0
		if d.late { // whose configuration is the present one, providers tell: the newer one's is likelier to be
			newer = y.Created.Compare(x.Created)
		}
		return cmp.Or(
			compareBool(verdicts[x].always, verdicts[y].always),
			compareBool(!runs(x), !runs(y)),
			newer,
			compareBool(isLeftover(x.Name), isLeftover(y.Name)),
			y.Created.Compare(x.Created),
			strings.Compare(x.ID, y.ID)) < 0
	}
	for _, c := range have {
		if first := best[c.Number()]; first == nil || better(c, first) {
			best[c.Number()] = c
		}
	}
	var out []*driver.Container
	for _, c := range have {
		if first := best[c.Number()]; c == first {
			out = append(out, c)
		} else {
			s.surplus = append(s.surplus, surplus{c, Reason{Code: ReasonLeftover, Text: "an interrupted run has left it beside " + first.Name}})
		}
	}
	return out
}

// compareBool orders false before true.
func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// namesAreFree reports containers that have the name of one to be made, and are not the
// service's.
func (b *builder) namesAreFree(s *service) error {
	for _, r := range s.replicas {
		holder := b.observed.byName[r.name]
		if holder == nil || holder == r.old || r.old != nil && !r.change.any() && r.name == r.old.Name {
			continue
		}
		project := holder.Labels[driver.LabelProject]
		ours := project == b.project.Name && (holder.Service() == s.Name || holder.Status == driver.StatusRemoving ||
			b.in.Options.RemoveOrphans && slices.Contains(b.observed.leftBehind(), holder))
		if ours {
			continue
		}
		whose := "which belongs to no project"
		if project != "" {
			whose = "which belongs to service " + holder.Service() + " of project " + project
		}
		return fmt.Errorf("service %s: the container name %s is taken by %s, %s%s", s.Name, r.name, shortID(holder), whose, b.in.at("services", s.Name, "container_name"))
	}
	return nil
}

// parentsChange is whether a service whose namespaces or volumes it uses is replaced: it would be
// left with those of a container that is gone.
func (b *builder) parentsChange(m *model.Service) change {
	var c change
	for _, parent := range parents(m) {
		if p := b.services[parent]; p != nil {
			c.join(p.changed)
		}
	}
	return c
}

// parents are the services whose namespaces or volumes a service uses.
func parents(m *model.Service) []string {
	var out []string
	for _, mode := range []string{m.NetworkMode, m.IPC, m.PID} {
		if name, ok := strings.CutPrefix(mode, "service:"); ok {
			out = append(out, name)
		}
	}
	for _, from := range m.VolumesFrom {
		if !strings.HasPrefix(from, "container:") {
			name, _, _ := strings.Cut(from, ":")
			out = append(out, name)
		}
	}
	return out
}

// expectedHash is the hash that a service's containers have if they are up to date; "" if it
// refers to containers that do not exist.
func (b *builder) expectedHash(m *model.Service) string {
	hashed, _, err := b.lowering.references(m)
	if err != nil {
		return ""
	}
	text := model.HashedConfig(hashed)
	if strings.Contains(text, containerPrefix) {
		// What it refers to may be replaced. If not, it is what is there now.
		text = b.withObserved(text)
	}
	return confighash.Of(text)
}

func (b *builder) withObserved(text string) string {
	bind := binder{names: Names{Container: func(name string) (string, bool) {
		if c := b.observed.byName[name]; c != nil {
			return c.ID, true
		}
		return "", false
	}}}
	return bind.replace(text, containerPrefix, "container", bind.names.Container)
}

// verdict is what is decided of a container.
type verdict struct {
	change
	reason Reason
}

// decision decides of a service's containers whether they are replaced.
type decision struct {
	b       *builder
	service *model.Service
	policy  policy
	parents change
	// late: what its configuration comes to, providers tell while the plan is carried out.
	late bool
	hash string // that its containers have if they are up to date; "" if that is not known yet
}

func (d *decision) of(c *driver.Container) (verdict, error) {
	yes := func(code ReasonCode, format string, args ...any) verdict {
		return verdict{change{always: true}, Reason{Code: code, Text: fmt.Sprintf(format, args...)}}
	}
	switch d.policy {
	case replaceNone:
		return verdict{}, nil
	case replaceAll:
		return yes(ReasonForced, "it was asked for"), nil
	}
	if d.parents.always {
		return yes(ReasonDependency, "it uses namespaces or volumes of a container that is made anew"), nil
	}
	if !d.late && c.Hash() != d.hash {
		v := yes(ReasonConfig, "its configuration has changed")
		changes, err := d.b.changes(d.service, c)
		v.reason.Changes = changes
		if len(changes) == 0 && c.Spec != nil {
			v.reason.Text += ", in attributes that do not show in containers"
		}
		return v, err
	}
	v := verdict{change: d.parents}
	if v.any() {
		v.reason = Reason{Code: ReasonDependency, Text: "it uses namespaces or volumes of a container that may be made anew"}
	}
	if d.late {
		v.when = append(slices.Clip(v.when), LateChange{Container: creationStep(thing(d.service.Name, c.Number())), From: c.Hash()})
		v.reason = Reason{Code: ReasonConfig, Text: "its configuration may be another one, with what providers tell"}
	}
	if image, digest := d.b.project.ImageName(d.service), c.Labels[driver.LabelImage]; d.b.images.changing[image] {
		v.when = append(slices.Clip(v.when), LateChange{Image: image, From: digest})
		v.reason = Reason{Code: ReasonImage, Text: "its image may change"}
	} else if have, there := d.b.images.all[image]; there && digest != cmp.Or(have.Digest, have.ID) {
		return yes(ReasonImage, "the image %s is another one now", image), nil
	}
	switch changed := d.mountedImages(c); {
	case changed.always:
		return yes(ReasonImage, "an image that it mounts is another one now"), nil
	case changed.any():
		v.join(changed)
		v.reason = Reason{Code: ReasonImage, Text: "an image that it mounts may change"}
	}
	if name := d.b.missingNetwork(d.service, c); name != "" {
		return yes(ReasonNetwork, "it is not on the network %s", name), nil
	}
	if name := d.b.missingVolume(d.service, c); name != "" {
		return yes(ReasonVolume, "it does not have the volume %s", name), nil
	}
	if c.Status == driver.StatusDead {
		return yes(ReasonStatus, "it is dead: the engine could not remove it"), nil
	}
	return v, nil
}

// mountedImages is whether the images that a container mounts have changed.
func (d *decision) mountedImages(c *driver.Container) change {
	want := d.b.lowering.volumeDigest(d.service)
	have := c.Labels[driver.LabelImageVolumeDigest]
	if !strings.Contains(want, imagePrefix) {
		return change{always: want != have}
	}
	digests := map[string]string{}
	for _, entry := range strings.Split(have, ",") {
		target, digest, _ := strings.Cut(entry, "=")
		digests[target] = digest
	}
	var out change
	for _, v := range d.service.Volumes {
		if image := d.b.lowering.mountedImage(v); v.Type == "image" && d.b.images.changing[image] {
			out.join(change{when: []LateChange{{Image: image, From: digests[v.Target]}}})
		}
	}
	return out
}
