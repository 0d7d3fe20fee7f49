package docker

import (
	"bytes"
	"encoding/json"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/moby/moby/api/types/blkiodev"
	"github.com/moby/moby/api/types/mount"
	"github.com/moby/moby/api/types/network"
)

// toCreate says a specification in the words of the API. The other way is specOf.
func toCreate(name string, s *driver.ContainerSpec) (*engine.CreateContainer, error) {
	out := &engine.CreateContainer{Name: name, Platform: s.Platform}
	security, err := toSecurity(s.SecurityOpt)
	if err != nil {
		return out, err
	}
	exposed, err := toPorts(s.Exposed)
	if err != nil {
		return out, err
	}
	bindings, err := toBindings(s.Ports)
	if err != nil {
		return out, err
	}
	dns, err := toAddresses("dns server", s.DNS)
	if err != nil {
		return out, err
	}
	if len(s.Networks) > 0 {
		out.NetworkingConfig = &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{}}
		for name, endpoint := range s.Networks {
			settings, err := toEndpoint(endpoint)
			if err != nil {
				return out, err
			}
			out.NetworkingConfig.EndpointsConfig[name] = settings
		}
	}
	out.Config = &engine.Config{
		Hostname:        s.Hostname,
		Domainname:      s.Domainname,
		User:            s.User,
		AttachStdin:     s.StdinOnce,
		AttachStdout:    true,
		AttachStderr:    true,
		ExposedPorts:    exposed,
		Tty:             s.TTY,
		OpenStdin:       s.Stdin,
		StdinOnce:       s.StdinOnce,
		Env:             s.Env,
		Cmd:             s.Command,
		Healthcheck:     toHealthcheck(s.Healthcheck),
		Image:           s.Image,
		Volumes:         toSet(s.Volumes),
		WorkingDir:      s.WorkingDir,
		Entrypoint:      s.Entrypoint,
		NetworkDisabled: s.NetworkDisabled,
		Labels:          s.Labels,
		StopSignal:      s.StopSignal,
		StopTimeout:     s.StopTimeout,
	}
	// Some lists are never nil for docker compose, which an engine keeps and tells.
	extraHosts := append([]string{}, s.ExtraHosts...)
	out.HostConfig = &engine.HostConfig{
		Binds:          s.Binds,
		LogConfig:      engine.LogConfig{Type: s.LogDriver, Config: s.LogOptions},
		NetworkMode:    s.NetworkMode,
		PortBindings:   bindings,
		RestartPolicy:  toRestart(s.Restart),
		AutoRemove:     s.AutoRemove,
		VolumesFrom:    s.VolumesFrom,
		Annotations:    s.Annotations,
		CapAdd:         toCapabilities(s.CapAdd),
		CapDrop:        toCapabilities(s.CapDrop),
		CgroupnsMode:   s.CgroupnsMode,
		DNS:            dns,
		DNSOptions:     s.DNSOptions,
		DNSSearch:      s.DNSSearch,
		ExtraHosts:     extraHosts,
		GroupAdd:       s.GroupAdd,
		IpcMode:        s.IpcMode,
		Links:          s.Links,
		OomScoreAdj:    s.Resources.OomScoreAdj,
		Umask:          s.Umask,
		PidMode:        s.PidMode,
		Privileged:     s.Privileged,
		ReadonlyRootfs: s.ReadOnly,
		SecurityOpt:    security,
		StorageOpt:     s.StorageOpt,
		Tmpfs:          s.Tmpfs,
		UTSMode:        s.UTSMode,
		UsernsMode:     s.UsernsMode,
		ShmSize:        s.ShmSize,
		Sysctls:        s.Sysctls,
		Runtime:        s.Runtime,
		Isolation:      s.Isolation,
		Resources:      toResources(&s.Resources),
		Mounts:         toMounts(s.Mounts),
		Init:           s.Init,
	}
	out.HostConfig.CgroupParent = s.CgroupParent
	if s.Unconfined {
		out.HostConfig.MaskedPaths = []string{}
		out.HostConfig.ReadonlyPaths = []string{}
	}
	return out, nil
}

// toSecurity puts seccomp profiles that are files in place of their names: an engine need not be
// on this machine.
func toSecurity(options []string) ([]string, error) {
	out := slices.Clone(options)
	for i, option := range out {
		file, ok := strings.CutPrefix(option, "seccomp=")
		if !ok || file == "unconfined" || file == "builtin" || strings.HasPrefix(file, "{") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, invalid("security_opt: %w", err)
		}
		var profile bytes.Buffer
		if err := json.Compact(&profile, text); err != nil {
			return nil, invalid("security_opt: %s: %w", file, err)
		}
		out[i] = "seccomp=" + profile.String()
	}
	return out, nil
}

// toCapabilities writes capabilities as all engines know them, in one order: NET_ADMIN is CAP_NET_ADMIN.
func toCapabilities(names []string) []string {
	out := slices.Clone(names)
	for i, name := range out {
		if name = strings.ToUpper(name); name != "ALL" && !strings.HasPrefix(name, "CAP_") {
			name = "CAP_" + name
		}
		out[i] = name
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func toSet(names []string) map[string]struct{} {
	if names == nil {
		return nil
	}
	out := make(map[string]struct{}, len(names))
	for _, name := range names {
		out[name] = struct{}{}
	}
	return out
}

func toPorts(texts []string) (network.PortSet, error) {
	if texts == nil {
		return nil, nil
	}
	out := make(network.PortSet, len(texts))
	for _, text := range texts {
		port, err := network.ParsePort(text)
		if err != nil {
			return nil, invalid("exposed port %q: %w", text, err)
		}
		out[port] = struct{}{}
	}
	return out, nil
}

func toBindings(ports map[string][]driver.PortBinding) (network.PortMap, error) {
	out := make(network.PortMap, len(ports))
	for text, bindings := range ports {
		port, err := network.ParsePort(text)
		if err != nil {
			return nil, invalid("published port %q: %w", text, err)
		}
		for _, b := range bindings {
			ip, err := toAddress("host address of port "+text, b.HostIP)
			if err != nil {
				return nil, err
			}
			out[port] = append(out[port], network.PortBinding{HostIP: ip, HostPort: b.Port})
		}
	}
	return out, nil
}

// toAddress reads an address; none is the zero value.
func toAddress(what, text string) (netip.Addr, error) {
	if text == "" {
		return netip.Addr{}, nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return address, invalid("%s: %w", what, err)
	}
	return address, nil
}

func toAddresses(what string, texts []string) ([]netip.Addr, error) {
	var out []netip.Addr
	for _, text := range texts {
		address, err := toAddress(what, text)
		if err != nil {
			return nil, err
		}
		out = append(out, address)
	}
	return out, nil
}

// interfaceOption is the driver option by which an interface is named.
const interfaceOption = "com.docker.network.endpoint.ifname"

func toEndpoint(e driver.Endpoint) (*network.EndpointSettings, error) {
	v4, err := toAddress("ipv4_address", e.IPv4)
	if err != nil {
		return nil, err
	}
	v6, err := toAddress("ipv6_address", e.IPv6)
	if err != nil {
		return nil, err
	}
	linkLocal, err := toAddresses("link_local_ips", e.LinkLocal)
	if err != nil {
		return nil, err
	}
	out := &network.EndpointSettings{
		Aliases:    e.Aliases,
		Links:      e.Links,
		DriverOpts: e.DriverOpts,
		GwPriority: e.GwPriority,
	}
	if e.IPv4 != "" || e.IPv6 != "" || linkLocal != nil {
		out.IPAMConfig = &network.EndpointIPAMConfig{IPv4Address: v4.Unmap(), IPv6Address: v6, LinkLocalIPs: linkLocal}
	}
	if e.MAC != "" {
		mac, err := net.ParseMAC(e.MAC)
		if err != nil {
			return nil, invalid("mac_address: %w", err)
		}
		out.MacAddress = network.HardwareAddr(mac)
	}
	if e.InterfaceName != "" {
		opts := map[string]string{interfaceOption: e.InterfaceName}
		for k, v := range e.DriverOpts {
			opts[k] = v
		}
		out.DriverOpts = opts
	}
	return out, nil
}

func toHealthcheck(h *driver.Healthcheck) *engine.Healthcheck {
	if h == nil {
		return nil
	}
	return &engine.Healthcheck{
		Test: h.Test, Interval: h.Interval, Timeout: h.Timeout,
		StartPeriod: h.StartPeriod, StartInterval: h.StartInterval, Retries: h.Retries,
	}
}

func toRestart(r driver.RestartPolicy) engine.RestartPolicy {
	return engine.RestartPolicy{Name: r.Name, MaximumRetryCount: r.Retries}
}

func toMounts(mounts []driver.Mount) []mount.Mount {
	var out []mount.Mount
	for _, m := range mounts {
		to := mount.Mount{
			Type: mount.Type(m.Type), Source: m.Source, Target: m.Target,
			ReadOnly: m.ReadOnly, Consistency: mount.Consistency(m.Consistency),
		}
		switch to.Type {
		case mount.TypeBind:
			to.BindOptions = &mount.BindOptions{
				Propagation:            mount.Propagation(m.Propagation),
				CreateMountpoint:       m.CreateHostPath,
				NonRecursive:           m.NonRecursive,
				ReadOnlyNonRecursive:   m.RecursiveRO == "writable",
				ReadOnlyForceRecursive: m.RecursiveRO == "readonly",
			}
		case mount.TypeVolume:
			to.VolumeOptions = &mount.VolumeOptions{NoCopy: m.NoCopy, Labels: m.Labels, Subpath: m.Subpath}
			if m.Driver != "" || m.DriverOptions != nil {
				to.VolumeOptions.DriverConfig = &mount.Driver{Name: m.Driver, Options: m.DriverOptions}
			}
		case mount.TypeTmpfs:
			to.TmpfsOptions = &mount.TmpfsOptions{SizeBytes: m.TmpfsSize, Mode: os.FileMode(m.TmpfsMode)}
		case mount.TypeImage:
			to.ImageOptions = &mount.ImageOptions{Subpath: m.Subpath}
		case mount.TypeCluster:
			to.ClusterOptions = &mount.ClusterOptions{}
		}
		out = append(out, to)
	}
	return out
}

func toResources(r *driver.Resources) engine.Resources {
	out := engine.Resources{
		CPUShares:            r.CPUShares,
		Memory:               r.Memory,
		NanoCPUs:             r.NanoCPUs,
		BlkioWeight:          r.BlkioWeight,
		BlkioDeviceReadBps:   toRates(r.BlkioReadBps),
		BlkioDeviceWriteBps:  toRates(r.BlkioWriteBps),
		BlkioDeviceReadIOps:  toRates(r.BlkioReadIOps),
		BlkioDeviceWriteIOps: toRates(r.BlkioWriteIOps),
		CPUPeriod:            r.CPUPeriod,
		CPUQuota:             r.CPUQuota,
		CPURealtimePeriod:    r.CPURealtimePeriod,
		CPURealtimeRuntime:   r.CPURealtimeRuntime,
		CpusetCpus:           r.CPUSet,
		DeviceCgroupRules:    r.DeviceCgroupRules,
		MemoryReservation:    r.MemoryReservation,
		MemorySwap:           r.MemorySwap,
		MemorySwappiness:     r.MemorySwappiness,
		CPUCount:             r.CPUCount,
		CPUPercent:           r.CPUPercent,
	}
	if r.OomKillDisable {
		out.OomKillDisable = &r.OomKillDisable
	}
	if r.PidsLimit != 0 {
		out.PidsLimit = &r.PidsLimit
	}
	for _, w := range r.BlkioWeightDevice {
		out.BlkioWeightDevice = append(out.BlkioWeightDevice, &blkiodev.WeightDevice{Path: w.Path, Weight: w.Weight})
	}
	out.Ulimits = toUlimits(r.Ulimits)
	for _, m := range r.Devices {
		out.Devices = append(out.Devices, engine.Device{
			PathOnHost: m.Source, PathInContainer: m.Target, CgroupPermissions: m.Permissions,
		})
	}
	for _, q := range r.DeviceRequests {
		out.DeviceRequests = append(out.DeviceRequests, engine.DeviceRequest{
			Driver: q.Driver, Count: q.Count, DeviceIDs: q.IDs, Capabilities: q.Capabilities, Options: q.Options,
		})
	}
	return out
}

func toUlimits(limits []driver.Ulimit) []*engine.Ulimit {
	var out []*engine.Ulimit
	for _, u := range limits {
		out = append(out, &engine.Ulimit{Name: u.Name, Soft: u.Soft, Hard: u.Hard})
	}
	return out
}

func toRates(rates []driver.BlkioRate) []*blkiodev.ThrottleDevice {
	var out []*blkiodev.ThrottleDevice
	for _, r := range rates {
		out = append(out, &blkiodev.ThrottleDevice{Path: r.Path, Rate: r.Rate})
	}
	return out
}
