package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
)

// Container is a container of a service as it is to be made: what a service comes to for an
// engine.
type Container struct {
	Name string
	Spec driver.ContainerSpec
	// Hashed is the text of driver.CreateContainer; "" if the hash is known.
	Hashed string
	// Connect are the networks that the container must be connected to after it is created, for
	// the engine cannot do so at once.
	Connect []Connection
	// Files are written into the container before each start.
	Files []driver.File
}

// Connection is a network and how a container is attached to it.
type Connection struct {
	Network  string
	Endpoint driver.Endpoint
}

// Lower gives what the container with a number of a service comes to. Containers of services that
// it refers to are named as Bind fills them in. LowerNetwork, LowerVolume and LowerBuild are the
// same for what else a project has. The error is that of MakePlan, for one service.
func Lower(in Input, service string, number int) (Container, error) {
	if in.Project == nil {
		return Container{}, fmt.Errorf("service %s needs a project", service)
	}
	p, err := prepare(&in)
	if err != nil {
		return Container{}, err
	}
	s, err := p.Service(service)
	if err != nil {
		return Container{}, err
	}
	l := lowering{in: &in, project: p, images: imagesOf(&in, p)}
	l.containers = func(service string) []string {
		var names []string
		for n := range scale(p.Services[service]) {
			names = append(names, containerName(p, p.Services[service], n+1))
		}
		return names
	}
	l.reference = func(service string) (string, error) {
		names := l.containers(service)
		if len(names) == 0 {
			return "", fmt.Errorf("service %s has no container", service)
		}
		slices.Sort(names)
		return containerID(names[0]), nil
	}
	return l.container(s, number, nil, nil)
}

// lowering is the way from services to what engines are told.
type lowering struct {
	in      *Input
	project *model.Project
	images  images
	// containers are the names of a service's containers as they will be, by number.
	containers func(service string) []string
	// reference is the ID of the container that stands for a service in references to it, or the
	// text that Bind replaces by it.
	reference func(service string) (string, error)
}

// scale is how many containers a service has; one that is not there has none.
func scale(s *model.Service) int {
	if s == nil {
		return 0
	}
	return s.Replicas()
}

// containerName is the name of a service's container with a number.
func containerName(p *model.Project, s *model.Service, number int) string {
	if s.ContainerName != "" {
		return s.ContainerName
	}
	return p.Joined(s.Name, strconv.Itoa(number))
}

// container lowers a service. inherit is the container whose volumes without a name are handed
// on, nil for none; once is what makes it a one-off container, nil for an ordinary one.
func (l *lowering) container(s *model.Service, number int, inherit *driver.Container, once *RunOptions) (Container, error) {
	if len(s.Models) > 0 && l.in.Models == nil {
		return Container{}, l.in.modelsUnknown(s.Name)
	}
	hashed, spec, err := l.references(s)
	if err != nil {
		return Container{}, fmt.Errorf("service %s: %w", s.Name, err)
	}
	c := Container{Name: containerName(l.project, s, number), Spec: spec}
	text := model.HashedConfig(hashed)
	for _, part := range []func(*Container, *model.Service) error{l.process, l.resources, l.ports, l.security} {
		if err := part(&c, s); err != nil {
			return Container{}, fmt.Errorf("service %s: %w", s.Name, err)
		}
	}
	c.Spec.Labels = l.labels(s, number, inherit, once)
	if unhashed(text) {
		c.Hashed = text
	} else {
		c.Spec.Labels[driver.LabelConfigHash] = confighash.Of(text)
	}
	if err := l.networks(&c, s, number, once); err != nil {
		return Container{}, fmt.Errorf("service %s: %w", s.Name, err)
	}
	if err := l.mounts(&c, s, inherit); err != nil {
		return Container{}, fmt.Errorf("service %s: %w", s.Name, err)
	}
	if c.Files, err = l.files(s); err != nil {
		return Container{}, fmt.Errorf("service %s: %w", s.Name, err)
	}
	if once != nil {
		c.Spec.AutoRemove = once.AutoRemove
		c.Spec.StdinOnce = once.Interactive
	}
	return c, nil
}

// unhashed reports whether a text of model.HashedConfig has in it what Bind fills in.
func unhashed(text string) bool {
	return strings.Contains(text, containerPrefix) || strings.Contains(text, providerPrefix)
}

// references replaces references of a service to other services: in the service whose hash is
// taken, and in the fields of the specification. Where volumes_from is to be read only the hash says so, as what
// the container gets, although docker compose's has no access mode.
func (l *lowering) references(s *model.Service) (hashed *model.Service, spec driver.ContainerSpec, err error) {
	h := *s
	for _, mode := range []struct {
		value *string
		what  string
	}{{&h.NetworkMode, "network_mode"}, {&h.IPC, "ipc"}, {&h.PID, "pid"}} {
		service, ok := strings.CutPrefix(*mode.value, "service:")
		if !ok {
			continue
		}
		id, err := l.reference(service)
		if err != nil {
			return nil, spec, fmt.Errorf("%s: %w", mode.what, err)
		}
		*mode.value = "container:" + id
	}
	spec.NetworkMode, spec.IpcMode, spec.PidMode = h.NetworkMode, h.IPC, h.PID
	h.VolumesFrom = nil
	for _, from := range s.VolumesFrom {
		var id, access string
		if container, ok := strings.CutPrefix(from, "container:"); ok {
			id, access, _ = strings.Cut(container, ":")
		} else {
			var service string
			service, access, _ = strings.Cut(from, ":")
			if id, err = l.reference(service); err != nil {
				return nil, spec, fmt.Errorf("volumes_from: %w", err)
			}
		}
		if access != "" && access != "rw" {
			id += ":" + access
		}
		spec.VolumesFrom = append(spec.VolumesFrom, id)
	}
	h.VolumesFrom = spec.VolumesFrom
	h.Volumes = l.imageVolumes(s)
	h.Environment = l.variables(s)
	return &h, spec, nil
}

// imageVolumes are a service's mounts with those of images by the name of the image, where they
// name a service.
func (l *lowering) imageVolumes(s *model.Service) []model.Mount {
	volumes := s.Volumes
	for i, v := range s.Volumes {
		if image := l.mountedImage(v); v.Type == "image" && image != v.Source {
			if &volumes[0] == &s.Volumes[0] {
				volumes = slices.Clone(s.Volumes)
			}
			volumes[i].Source = image
		}
	}
	return volumes
}

func (l *lowering) mountedImage(v model.Mount) string {
	if _, ok := l.images.all[v.Source]; !ok && l.in.entire().Services[v.Source] != nil {
		return l.project.Name + "-" + v.Source
	}
	return v.Source
}

func (l *lowering) labels(s *model.Service, number int, inherit *driver.Container, once *RunOptions) driver.Labels {
	labels := driver.Labels{}
	maps.Copy(labels, s.Labels)
	labels[driver.LabelProject] = l.project.Name
	labels[driver.LabelService] = s.Name
	labels[driver.LabelVersion] = l.in.Version
	labels[driver.LabelWorkingDir] = l.project.WorkingDir
	labels[driver.LabelConfigFiles] = strings.Join(l.project.ComposeFiles, ",")
	if len(l.in.EnvFiles) > 0 {
		labels[driver.LabelEnvironmentFile] = strings.Join(l.in.EnvFiles, ",")
	}
	labels[driver.LabelOneOff] = "False"
	labels[driver.LabelImage] = l.images.digest(l.project.ImageName(s))
	if digest := l.volumeDigest(s); digest != "" {
		labels[driver.LabelImageVolumeDigest] = digest
	}
	var dependencies []string
	for _, name := range slices.Sorted(maps.Keys(s.DependsOn)) {
		d := s.DependsOn[name]
		if !d.Required && l.project.DisabledServices[name] != nil {
			continue
		}
		dependencies = append(dependencies, name+":"+d.Condition+":"+strconv.FormatBool(d.Restart))
	}
	labels[driver.LabelDependsOn] = strings.Join(dependencies, ",")
	if once != nil {
		labels[driver.LabelOneOff] = "True"
		labels[driver.LabelSlug] = once.Slug
		return labels
	}
	labels[driver.LabelNumber] = strconv.Itoa(number)
	if inherit != nil {
		labels[driver.LabelReplace] = cmp.Or(s.ContainerName, s.Name+"-"+strconv.Itoa(number))
	}
	return labels
}

// volumeDigest is the label that tells of which images are mounted.
func (l *lowering) volumeDigest(s *model.Service) string {
	var digests []string
	for _, v := range s.Volumes {
		if v.Type == "image" {
			digests = append(digests, v.Target+"="+l.images.digest(l.mountedImage(v)))
		}
	}
	slices.Sort(digests)
	return strings.Join(digests, ",")
}

func (l *lowering) process(c *Container, s *model.Service) error {
	spec := &c.Spec
	spec.Image = l.project.ImageName(s)
	spec.Platform = cmp.Or(s.Platform, l.in.defaultPlatform())
	spec.Command, spec.Entrypoint = s.Command, s.Entrypoint
	spec.Env = environment(l.in.Proxy, l.variables(s))
	spec.Annotations = driver.Labels(s.Annotations)
	spec.WorkingDir, spec.User = s.WorkingDir, s.User
	spec.Hostname, spec.Domainname = s.Hostname, s.DomainName
	spec.TTY, spec.Stdin = s.TTY, s.StdinOpen
	spec.StopSignal = s.StopSignal
	if s.StopGracePeriod != nil {
		seconds := int(time.Duration(*s.StopGracePeriod).Seconds())
		spec.StopTimeout = &seconds
	}
	spec.Restart = restartPolicy(s)
	spec.Init = s.Init
	if s.Logging != nil {
		spec.LogDriver, spec.LogOptions = s.Logging.Driver, s.Logging.Options
	}
	if h := s.Healthcheck; h != nil && h.StartInterval != nil && h.StartPeriod == nil {
		return fmt.Errorf("healthcheck.start_interval needs healthcheck.start_period to be set%s", l.in.at("services", s.Name, "healthcheck", "start_interval"))
	}
	spec.Healthcheck = healthcheck(s.Healthcheck)
	return nil
}

// environment is variables as KEY=VALUE, sorted. Those of base count where own has none.
func environment(base map[string]string, own model.MappingWithEquals) []string {
	var env []string
	for name, value := range base {
		if _, ok := own[name]; !ok {
			env = append(env, name+"="+value)
		}
	}
	for name, value := range own {
		if value == nil {
			env = append(env, name)
		} else {
			env = append(env, name+"="+*value)
		}
	}
	slices.Sort(env)
	return env
}

func healthcheck(h *model.Healthcheck) *driver.Healthcheck {
	if h == nil {
		return nil
	}
	out := &driver.Healthcheck{
		Test:          h.Test,
		Interval:      length(h.Interval),
		Timeout:       length(h.Timeout),
		StartPeriod:   length(h.StartPeriod),
		StartInterval: length(h.StartInterval),
	}
	if h.Retries != nil {
		out.Retries = int(*h.Retries)
	}
	if h.Disable {
		out.Test = []string{"NONE"}
	}
	return out
}

// length is a duration, 0 if unset.
func length(d *model.Duration) time.Duration {
	if d == nil {
		return 0
	}
	return time.Duration(*d)
}

// restartPolicy is what restart says, or deploy.restart_policy, which wins.
func restartPolicy(s *model.Service) driver.RestartPolicy {
	policy := driver.RestartPolicy{Name: s.RestartName()}
	switch {
	case policy.Name != "on-failure": // engines take a number of attempts for nothing else
	case s.Deploy == nil || s.Deploy.RestartPolicy == nil:
		_, retries, _ := strings.Cut(s.Restart, ":")
		policy.Retries, _ = strconv.Atoi(retries)
	case s.Deploy.RestartPolicy.MaxAttempts != nil:
		policy.Retries = int(*s.Deploy.RestartPolicy.MaxAttempts)
	}
	return policy
}

func (l *lowering) ports(c *Container, s *model.Service) error {
	exposed := map[string]bool{}
	for _, p := range s.Ports {
		key := strconv.FormatUint(uint64(p.Target), 10) + "/" + cmp.Or(p.Protocol, "tcp")
		exposed[key] = true
		if c.Spec.Ports == nil {
			c.Spec.Ports = map[string][]driver.PortBinding{}
		}
		c.Spec.Ports[key] = append(c.Spec.Ports[key], driver.PortBinding{HostIP: p.HostIP, Port: p.Published})
	}
	for i, e := range s.Expose {
		ports, protocol, _ := strings.Cut(e, "/")
		first, last, ok := model.PortRange(ports)
		if !ok {
			return fmt.Errorf("expose: %q is no port or range of ports%s", e, l.in.at("services", s.Name, "expose", i))
		}
		for n := int(first); n <= int(last); n++ {
			exposed[strconv.Itoa(n)+"/"+cmp.Or(protocol, "tcp")] = true
		}
	}
	if len(exposed) > 0 {
		c.Spec.Exposed = slices.Sorted(maps.Keys(exposed))
	}
	return nil
}

func (l *lowering) security(c *Container, s *model.Service) error {
	spec := &c.Spec
	spec.Privileged, spec.ReadOnly = s.Privileged, s.ReadOnly
	spec.CapAdd, spec.CapDrop, spec.GroupAdd = s.CapAdd, s.CapDrop, s.GroupAdd
	spec.UTSMode, spec.UsernsMode, spec.CgroupnsMode, spec.CgroupParent = s.UTS, s.UserNSMode, s.Cgroup, s.CgroupParent
	spec.Sysctls = s.Sysctls
	spec.Runtime, spec.Isolation = s.Runtime, s.Isolation
	if spec.Umask = s.Umask; s.Umask != nil && !l.in.Info.Caps.Umasks {
		return fmt.Errorf("umask needs an engine that has it (Docker Engine 29.8 or later)%s", l.in.at("services", s.Name, "umask"))
	}
	spec.StorageOpt = s.StorageOpt
	spec.ShmSize = int64(s.ShmSize)
	for i, option := range s.SecurityOpt {
		if option == "systempaths=unconfined" {
			spec.Unconfined = true
			continue
		}
		name, value, ok := strings.Cut(option, "=")
		if !ok && option != "no-new-privileges" {
			if name, value, ok = strings.Cut(option, ":"); !ok {
				return fmt.Errorf("security_opt: %q is neither NAME=VALUE nor no-new-privileges%s", option, l.in.at("services", s.Name, "security_opt", i))
			}
		}
		if name == "seccomp" && value != "unconfined" && value != "builtin" && !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "{") {
			option = "seccomp=" + strings.TrimSuffix(l.project.WorkingDir, "/") + "/" + strings.TrimPrefix(value, "./")
		}
		spec.SecurityOpt = append(spec.SecurityOpt, option)
	}
	return nil
}
