package validate

import (
	"strings"
	"time"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// leastMemory is the least that engines let a container have, in bytes.
const leastMemory = 6 << 20

var (
	memLimit         = []syntax.Step{{Name: "mem_limit"}}
	deployedLimit    = []syntax.Step{{Name: "deploy"}, {Name: "resources"}, {Name: "limits"}, {Name: "memory"}}
	memReservation   = []syntax.Step{{Name: "mem_reservation"}}
	deployedReserved = []syntax.Step{{Name: "deploy"}, {Name: "resources"}, {Name: "reservations"}, {Name: "memory"}}
	cpus             = []syntax.Step{{Name: "cpus"}}
	deployedCPUs     = []syntax.Step{{Name: "deploy"}, {Name: "resources"}, {Name: "limits"}, {Name: "cpus"}}
)

// refusedMemory looks for amounts of memory that are too small, or do not fit together.
func (p *Pass) refusedMemory(s Service) {
	limit, limitAt, reserved, reservedAt := s.MemLimit, memLimit, s.MemReservation, memReservation
	if s.Deploy != nil {
		if l := s.Deploy.Resources.Limits; l != nil && l.Memory != 0 {
			limit, limitAt = l.Memory, deployedLimit
		}
		if r := s.Deploy.Resources.Reservations; r != nil && r.Memory != 0 {
			reserved, reservedAt = r.Memory, deployedReserved
		}
	}
	const unit = "write 6m or more; a number without a unit is in bytes"
	if limit > 0 && limit < leastMemory {
		p.refuse(s, refusal{what: "engines limit no container to less than 6 MB of memory", help: unit}, limitAt...)
	}
	if reserved > 0 && reserved < leastMemory {
		p.refuse(s, refusal{what: "engines reserve no less than 6 MB of memory for a container", help: unit}, reservedAt...)
	} else if limit >= leastMemory && reserved > limit {
		p.refuse(s, refusal{what: "more memory is reserved than the container may use", help: "reserve less, or raise the limit"}, reservedAt...)
	}
	switch swap := s.MemSwapLimit; {
	case swap > 0 && limit == 0:
		p.refuse(s, refusal{what: "memswap_limit needs a limit of memory", help: "set mem_limit, too"}, key("memswap_limit"))
	case swap > 0 && swap < limit:
		p.refuse(s, refusal{what: "memswap_limit is less than the limit of memory", help: "it is memory and swap together: write at least as much as mem_limit"}, key("memswap_limit"))
	}
	if s.MemSwappiness < -1 || s.MemSwappiness > 100 {
		p.refuse(s, refusal{what: "mem_swappiness is a number from 0 to 100", help: "write such a number"}, key("mem_swappiness"))
	}
	if s.ShmSize < 0 {
		p.refuse(s, refusal{what: "shm_size is less than nothing", help: "write a size such as 64m"}, key("shm_size"))
	}
	if b := s.BlkioConfig; b != nil && b.Weight != 0 && (b.Weight < 10 || b.Weight > 1000) {
		p.refuse(s, refusal{what: "a weight of block IO is a number from 10 to 1000", help: "write such a number"}, key("blkio_config"), key("weight"))
	}
}

// refusedCPU looks for shares of processors that are out of range, or exclude each other.
func (p *Pass) refusedCPU(s Service) {
	limit, limitAt := model.CPUs(s.CPUs), cpus
	if s.Deploy != nil {
		if l := s.Deploy.Resources.Limits; l != nil && l.CPUs != 0 {
			limit, limitAt = l.CPUs, deployedCPUs
		}
	}
	switch {
	case limit != 0 && limit < 0.01:
		p.refuse(s, refusal{what: "engines limit no container to less than 0.01 processors", help: "write a number from 0.01 up"}, limitAt...)
	case limit != 0 && s.CPUQuota > 0:
		p.refuse(s, refusal{what: "cpu_quota and a limit of cpus exclude each other", help: "keep one of them"}, key("cpu_quota"))
	case limit != 0 && s.CPUPeriod > 0:
		p.refuse(s, refusal{what: "cpu_period and a limit of cpus exclude each other", help: "keep one of them"}, key("cpu_period"))
	}
	if s.CPUPeriod != 0 && (s.CPUPeriod < 1000 || s.CPUPeriod > 1_000_000) {
		p.refuse(s, refusal{what: "cpu_period is a number from 1000 to 1000000", help: "it is in microseconds: 100000 is the usual period"}, key("cpu_period"))
	}
	if s.CPUQuota > 0 && s.CPUQuota < 1000 {
		p.refuse(s, refusal{what: "cpu_quota is 1000 or more", help: "it is in microseconds of each cpu_period: 50000 of the usual 100000 is half a processor"}, key("cpu_quota"))
	}
	if s.CPUShares < 0 || s.CPUShares == 1 {
		p.refuse(s, refusal{what: "cpu_shares is less than 2", help: "1024 is the usual weight"}, key("cpu_shares"))
	}
	if s.CPUSet != "" && !isCPUSet(s.CPUSet) {
		p.refuse(s, refusal{what: "%q is no list of processors", about: []any{s.CPUSet}, help: "write numbers and ranges, such as 0-2,4"}, key("cpuset"))
	}
}

// isCPUSet reports whether a text is a list of numbers and ranges.
func isCPUSet(text string) bool {
	for part := range strings.SplitSeq(text, ",") {
		if !isRange(part) {
			return false
		}
	}
	return true
}

// refusedDurations looks for times of a healthcheck that are too short, or lack another one.
func (p *Pass) refusedDurations(s Service) {
	h := s.Healthcheck
	if h == nil {
		return
	}
	for _, x := range [...]struct {
		name string
		time *model.Duration
	}{{"interval", h.Interval}, {"timeout", h.Timeout}, {"start_period", h.StartPeriod}, {"start_interval", h.StartInterval}} {
		if x.time != nil && *x.time != 0 && time.Duration(*x.time) < time.Millisecond {
			p.refuse(s, refusal{what: "%s is less than a millisecond", about: []any{x.name}, help: "write a time with its unit, such as 30s"}, key("healthcheck"), key(x.name))
		}
	}
	if h.StartInterval != nil && h.StartPeriod == nil {
		p.refuse(s, refusal{what: "start_interval goes with start_period, which is not set", help: "add start_period: for that long checks are made every start_interval"},
			key("healthcheck"), key("start_interval"))
	}
}
