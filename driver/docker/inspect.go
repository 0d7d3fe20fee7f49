package docker

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/moby/moby/api/types/blkiodev"
	"github.com/moby/moby/api/types/mount"
	"github.com/moby/moby/api/types/network"
)

// defaults are what an engine fills in where a specification says nothing, and tells of
// afterwards as though it had been asked for.
type defaults struct {
	runtime   string
	logDriver string
	cgroupns  string
}

// defaultShmSize is what every engine gives to /dev/shm.
const defaultShmSize = 64 << 20

// specOf reads back what a container was created with, as far as an engine tells. What the
// engine itself filled in is left out again, so that the specification that a container was made
// with and the one that it reads back as differ by what the image contributed only.
func specOf(in *engine.Container, def defaults) *driver.ContainerSpec {
	c, h := in.Config, in.HostConfig
	s := &driver.ContainerSpec{
		Image:           c.Image,
		Command:         c.Cmd,
		Entrypoint:      c.Entrypoint,
		Env:             slices.Sorted(slices.Values(c.Env)),
		Labels:          c.Labels,
		Annotations:     h.Annotations,
		WorkingDir:      c.WorkingDir,
		User:            c.User,
		Hostname:        c.Hostname,
		Domainname:      c.Domainname,
		TTY:             c.Tty,
		Stdin:           c.OpenStdin,
		StdinOnce:       c.StdinOnce,
		StopSignal:      c.StopSignal,
		StopTimeout:     c.StopTimeout,
		Healthcheck:     healthcheckOf(c.Healthcheck),
		Restart:         driver.RestartPolicy{Name: h.RestartPolicy.Name, Retries: h.RestartPolicy.MaximumRetryCount},
		AutoRemove:      h.AutoRemove,
		Init:            h.Init,
		NetworkMode:     h.NetworkMode,
		NetworkDisabled: c.NetworkDisabled,
		PidMode:         h.PidMode,
		IpcMode:         h.IpcMode,
		UTSMode:         h.UTSMode,
		UsernsMode:      h.UsernsMode,
		CgroupnsMode:    h.CgroupnsMode,
		CgroupParent:    h.CgroupParent,
		Ports:           bindingsOf(h.PortBindings),
		DNSOptions:      notEmpty(h.DNSOptions),
		DNSSearch:       notEmpty(h.DNSSearch),
		ExtraHosts:      notEmpty(h.ExtraHosts),
		Links:           linksOf(h.Links),
		Binds:           notEmpty(h.Binds),
		Mounts:          mountsOf(h.Mounts),
		Tmpfs:           h.Tmpfs,
		VolumesFrom:     notEmpty(h.VolumesFrom),
		Volumes:         notEmpty(slices.Sorted(maps.Keys(c.Volumes))),
		ReadOnly:        h.ReadonlyRootfs,
		ShmSize:         h.ShmSize,
		StorageOpt:      h.StorageOpt,
		Privileged:      h.Privileged,
		CapAdd:          notEmpty(h.CapAdd),
		CapDrop:         notEmpty(h.CapDrop),
		SecurityOpt:     notEmpty(h.SecurityOpt),
		GroupAdd:        notEmpty(h.GroupAdd),
		Unconfined:      len(h.MaskedPaths) == 0 && len(h.ReadonlyPaths) == 0 && !h.Privileged,
		Sysctls:         h.Sysctls,
		Runtime:         h.Runtime,
		Isolation:       h.Isolation,
		Umask:           h.Umask,
		LogDriver:       h.LogConfig.Type,
		LogOptions:      h.LogConfig.Config,
		Resources:       resourcesOf(&h.Resources),
	}
	s.Resources.OomScoreAdj = h.OomScoreAdj
	for port := range c.ExposedPorts {
		s.Exposed = append(s.Exposed, port.String())
	}
	slices.Sort(s.Exposed)
	for _, ip := range h.DNS {
		s.DNS = append(s.DNS, ip.String())
	}
	if in.NetworkSettings != nil && joins(s.NetworkMode) {
		for name, e := range in.NetworkSettings.Networks {
			if s.Networks == nil {
				s.Networks = map[string]driver.Endpoint{}
			}
			s.Networks[name] = endpointOf(e, in.ID)
		}
	}
	leaveOut(s, in.ID, def)
	return s
}

// leaveOut takes off a specification what the engine filled in.
func leaveOut(s *driver.ContainerSpec, id string, def defaults) {
	drop := func(field *string, value string) {
		if *field == value {
			*field = ""
		}
	}
	drop(&s.Hostname, id[:min(len(id), shortID)])
	drop(&s.Restart.Name, "no")
	drop(&s.NetworkMode, network.NetworkDefault)
	drop(&s.IpcMode, "private")
	drop(&s.CgroupnsMode, def.cgroupns)
	drop(&s.Runtime, def.runtime)
	drop(&s.Isolation, "default")
	if len(s.LogOptions) == 0 {
		s.LogOptions = nil
		drop(&s.LogDriver, def.logDriver)
	}
	if s.ShmSize == defaultShmSize {
		s.ShmSize = 0
	}
	if s.Privileged {
		s.SecurityOpt = slices.DeleteFunc(s.SecurityOpt, func(opt string) bool { return opt == "label=disable" })
		s.SecurityOpt = notEmpty(s.SecurityOpt)
	}
	if r := &s.Resources; r.MemorySwap == 2*r.Memory {
		r.MemorySwap = 0 // as much swap as memory
	}
}

// shortID is the length of an ID for people, which engines use as a name of the container.
const shortID = 12

// joins reports whether a container with this network mode is on networks of its own.
func joins(mode string) bool {
	return mode != network.NetworkHost && mode != network.NetworkNone && !strings.HasPrefix(mode, "container:")
}

// notEmpty makes an empty list nil, for engines differ in which of the two they give.
func notEmpty[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func healthcheckOf(h *engine.Healthcheck) *driver.Healthcheck {
	if h == nil {
		return nil
	}
	return &driver.Healthcheck{
		Test: h.Test, Interval: h.Interval, Timeout: h.Timeout,
		StartPeriod: h.StartPeriod, StartInterval: h.StartInterval, Retries: h.Retries,
	}
}

func bindingsOf(ports network.PortMap) map[string][]driver.PortBinding {
	var out map[string][]driver.PortBinding
	for port, bindings := range ports {
		if out == nil {
			out = map[string][]driver.PortBinding{}
		}
		list := []driver.PortBinding{}
		for _, b := range bindings {
			list = append(list, driver.PortBinding{HostIP: addressText(b.HostIP), Port: b.HostPort})
		}
		out[port.String()] = list
	}
	return out
}

// addressText writes an address; the zero value is "".
func addressText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// linksOf takes off the paths that engines give for links: /TARGET:/CONTAINER/ALIAS.
func linksOf(links []string) []string {
	var out []string
	for _, link := range links {
		target, alias, _ := strings.Cut(link, ":")
		out = append(out, strings.TrimPrefix(target, "/")+":"+alias[strings.LastIndexByte(alias, '/')+1:])
	}
	return out
}

// endpointOf reads how a container was attached. Engines add the container's short ID to its
// aliases, and tell an address that was not asked for as one that the endpoint has now.
func endpointOf(e *network.EndpointSettings, id string) driver.Endpoint {
	out := driver.Endpoint{
		Links:      notEmpty(e.Links),
		DriverOpts: maps.Clone(e.DriverOpts),
		GwPriority: e.GwPriority,
	}
	for _, alias := range e.Aliases {
		if !strings.HasPrefix(id, alias) || len(alias) != shortID {
			out.Aliases = append(out.Aliases, alias)
		}
	}
	if ipam := e.IPAMConfig; ipam != nil {
		out.IPv4, out.IPv6 = addressText(ipam.IPv4Address), addressText(ipam.IPv6Address)
		for _, ip := range ipam.LinkLocalIPs {
			out.LinkLocal = append(out.LinkLocal, ip.String())
		}
	}
	if name, ok := out.DriverOpts[interfaceOption]; ok {
		out.InterfaceName = name
		delete(out.DriverOpts, interfaceOption)
	}
	if len(out.DriverOpts) == 0 {
		out.DriverOpts = nil
	}
	return out
}

func mountsOf(mounts []mount.Mount) []driver.Mount {
	var out []driver.Mount
	for _, m := range mounts {
		to := driver.Mount{
			Type: string(m.Type), Source: m.Source, Target: m.Target,
			ReadOnly: m.ReadOnly, Consistency: string(m.Consistency),
		}
		if o := m.BindOptions; o != nil {
			to.Propagation, to.CreateHostPath, to.NonRecursive = string(o.Propagation), o.CreateMountpoint, o.NonRecursive
			switch {
			case o.ReadOnlyNonRecursive:
				to.RecursiveRO = "writable"
			case o.ReadOnlyForceRecursive:
				to.RecursiveRO = "readonly"
			}
		}
		if o := m.VolumeOptions; o != nil {
			to.NoCopy, to.Labels, to.Subpath = o.NoCopy, o.Labels, o.Subpath
			if o.DriverConfig != nil {
				to.Driver, to.DriverOptions = o.DriverConfig.Name, o.DriverConfig.Options
			}
		}
		if o := m.TmpfsOptions; o != nil {
			to.TmpfsSize, to.TmpfsMode = o.SizeBytes, uint32(o.Mode)
		}
		if o := m.ImageOptions; o != nil {
			to.Subpath = o.Subpath
		}
		out = append(out, to)
	}
	return out
}

func resourcesOf(r *engine.Resources) driver.Resources {
	out := driver.Resources{
		NanoCPUs:           r.NanoCPUs,
		CPUCount:           r.CPUCount,
		CPUPercent:         r.CPUPercent,
		CPUPeriod:          r.CPUPeriod,
		CPUQuota:           r.CPUQuota,
		CPURealtimePeriod:  r.CPURealtimePeriod,
		CPURealtimeRuntime: r.CPURealtimeRuntime,
		CPUShares:          r.CPUShares,
		CPUSet:             r.CpusetCpus,
		Memory:             r.Memory,
		MemoryReservation:  r.MemoryReservation,
		MemorySwap:         r.MemorySwap,
		MemorySwappiness:   r.MemorySwappiness,
		OomKillDisable:     r.OomKillDisable != nil && *r.OomKillDisable,
		BlkioWeight:        r.BlkioWeight,
		BlkioReadBps:       ratesOf(r.BlkioDeviceReadBps),
		BlkioReadIOps:      ratesOf(r.BlkioDeviceReadIOps),
		BlkioWriteBps:      ratesOf(r.BlkioDeviceWriteBps),
		BlkioWriteIOps:     ratesOf(r.BlkioDeviceWriteIOps),
		DeviceCgroupRules:  notEmpty(r.DeviceCgroupRules),
	}
	if r.PidsLimit != nil {
		out.PidsLimit = *r.PidsLimit
	}
	for _, w := range r.BlkioWeightDevice {
		out.BlkioWeightDevice = append(out.BlkioWeightDevice, driver.BlkioWeight{Path: w.Path, Weight: w.Weight})
	}
	for _, u := range r.Ulimits {
		out.Ulimits = append(out.Ulimits, driver.Ulimit{Name: u.Name, Soft: u.Soft, Hard: u.Hard})
	}
	for _, m := range r.Devices {
		out.Devices = append(out.Devices, driver.DeviceMapping{
			Source: m.PathOnHost, Target: m.PathInContainer, Permissions: m.CgroupPermissions,
		})
	}
	for _, q := range r.DeviceRequests {
		out.DeviceRequests = append(out.DeviceRequests, driver.DeviceRequest{
			Driver: q.Driver, Count: q.Count, IDs: q.DeviceIDs, Capabilities: q.Capabilities, Options: q.Options,
		})
	}
	return out
}

func ratesOf(rates []*blkiodev.ThrottleDevice) []driver.BlkioRate {
	var out []driver.BlkioRate
	for _, r := range rates {
		out = append(out, driver.BlkioRate{Path: r.Path, Rate: r.Rate})
	}
	return out
}
