package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

func (l *lowering) resources(c *Container, s *model.Service) error {
	r := driver.Resources{
		// Single precision on purpose: docker compose's containers have these very numbers.
		NanoCPUs:           int64(s.CPUs * 1e9),
		CPUCount:           s.CPUCount,
		CPUPercent:         int64(s.CPUPercent * 100),
		CPUPeriod:          s.CPUPeriod,
		CPUQuota:           s.CPUQuota,
		CPURealtimePeriod:  s.CPURTPeriod,
		CPURealtimeRuntime: s.CPURTRuntime,
		CPUShares:          s.CPUShares,
		CPUSet:             s.CPUSet,
		Memory:             int64(s.MemLimit),
		MemoryReservation:  int64(s.MemReservation),
		MemorySwap:         int64(s.MemSwapLimit),
		OomKillDisable:     s.OOMKillDisable,
		OomScoreAdj:        int(s.OOMScoreAdj),
		PidsLimit:          s.PidsLimit,
		DeviceCgroupRules:  s.DeviceCgroupRules,
		Ulimits:            ulimits(s.Ulimits),
	}
	if s.MemSwappiness != 0 {
		swappiness := int64(s.MemSwappiness)
		r.MemorySwappiness = &swappiness
	}
	if b := s.BlkioConfig; b != nil {
		r.BlkioWeight = b.Weight
		for _, w := range b.WeightDevice {
			r.BlkioWeightDevice = append(r.BlkioWeightDevice, driver.BlkioWeight{Path: w.Path, Weight: w.Weight})
		}
		r.BlkioReadBps, r.BlkioReadIOps = rates(b.DeviceReadBps), rates(b.DeviceReadIOps)
		r.BlkioWriteBps, r.BlkioWriteIOps = rates(b.DeviceWriteBps), rates(b.DeviceWriteIOps)
	}
	deployed(&r, s.Deploy)
	devices(&r, s)
	c.Spec.Resources = r
	return nil
}

// deployed applies deploy.resources. Of reservations only memory and devices mean something to
// an engine.
func deployed(r *driver.Resources, d *model.Deploy) {
	if d == nil {
		return
	}
	if limits := d.Resources.Limits; limits != nil {
		if limits.Memory != 0 {
			r.Memory = int64(limits.Memory)
		}
		if limits.CPUs != 0 {
			r.NanoCPUs = int64(limits.CPUs * 1e9)
		}
		if limits.Pids > 0 {
			r.PidsLimit = limits.Pids
		}
	}
	if reservations := d.Resources.Reservations; reservations != nil {
		if reservations.Memory != 0 {
			r.MemoryReservation = int64(reservations.Memory)
		}
		for _, d := range reservations.Devices {
			r.DeviceRequests = append(r.DeviceRequests, deviceRequest(d, d.Capabilities))
		}
	}
}

func devices(r *driver.Resources, s *model.Service) {
	var cdi []string
	for _, d := range s.Devices {
		if d.Source == d.Target && isCDIName(d.Source) {
			cdi = append(cdi, d.Source)
			continue
		}
		r.Devices = append(r.Devices, driver.DeviceMapping{Source: d.Source, Target: d.Target, Permissions: d.Permissions})
	}
	if len(cdi) > 0 {
		r.DeviceRequests = append(r.DeviceRequests, driver.DeviceRequest{Driver: "cdi", IDs: cdi})
	}
	for _, gpu := range s.GPUs {
		r.DeviceRequests = append(r.DeviceRequests, deviceRequest(gpu, append(slices.Clip(gpu.Capabilities), "gpu")))
	}
}

func deviceRequest(d model.DeviceRequest, capabilities []string) driver.DeviceRequest {
	return driver.DeviceRequest{
		Driver: d.Driver, Count: int(d.Count), IDs: d.IDs,
		Capabilities: [][]string{capabilities}, Options: d.Options,
	}
}

// isCDIName reports whether a device is named as VENDOR/CLASS=NAME, by the Container Device
// Interface, and is no path.
func isCDIName(name string) bool {
	kind, device, _ := strings.Cut(name, "=")
	vendor, class, _ := strings.Cut(kind, "/")
	return vendor != "" && class != "" && device != "" && !strings.ContainsAny(class+device, "/")
}

func rates(in []model.ThrottleDevice) []driver.BlkioRate {
	var out []driver.BlkioRate
	for _, d := range in {
		out = append(out, driver.BlkioRate{Path: d.Path, Rate: uint64(d.Rate)})
	}
	return out
}

// ulimits sorted by name. Soft and hard win over the single number.
func ulimits(in map[string]*model.Ulimit) []driver.Ulimit {
	var out []driver.Ulimit
	for _, name := range slices.Sorted(maps.Keys(in)) {
		u := in[name]
		soft, hard := u.Single, u.Single
		if u.Soft != 0 {
			soft = u.Soft
		}
		if u.Hard != 0 {
			hard = u.Hard
		}
		out = append(out, driver.Ulimit{Name: name, Soft: int64(soft), Hard: int64(hard)})
	}
	return out
}
