package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// attribute is a row of the table from what a container is created with to the attributes of a
// service that say so. Values are texts for people, by the part of the attribute: a variable, a
// network; "" is the attribute itself.
type attribute struct {
	fields []string // of driver.ContainerSpec, or Resources.FIELD
	path   string   // in the service
	values func(d *difference, s *driver.ContainerSpec) map[string]string
	// usual are values that engines fill in where nothing is said; "*" is any.
	usual []string
	// index is the index of a part in the attribute's list; below 0 if it is not there.
	index func(s *model.Service, key string) int
}

// unnamed are the fields that no attribute of a service says: run alone sets them.
var unnamed = []string{"StdinOnce", "AutoRemove"}

// attributes in the order in which people read about them.
var attributes = []attribute{
	{fields: []string{"Image"}, path: "image", values: text(func(s *driver.ContainerSpec) string { return s.Image })},
	{fields: []string{"Platform"}, path: "platform", usual: []string{"*"}, values: text(func(s *driver.ContainerSpec) string { return s.Platform })},
	{fields: []string{"Command"}, path: "command", values: text(func(s *driver.ContainerSpec) string { return words(s.Command) })},
	{fields: []string{"Entrypoint"}, path: "entrypoint", values: text(func(s *driver.ContainerSpec) string { return words(s.Entrypoint) })},
	{fields: []string{"Env"}, path: "environment", values: func(_ *difference, s *driver.ContainerSpec) map[string]string { return variables(s.Env) }},
	{fields: []string{"Labels"}, path: "labels", values: func(_ *difference, s *driver.ContainerSpec) map[string]string { return ownLabels(s.Labels) }},
	{fields: []string{"Annotations"}, path: "annotations", values: func(_ *difference, s *driver.ContainerSpec) map[string]string { return s.Annotations }},
	{fields: []string{"WorkingDir"}, path: "working_dir", values: text(func(s *driver.ContainerSpec) string { return s.WorkingDir })},
	{fields: []string{"User"}, path: "user", values: text(func(s *driver.ContainerSpec) string { return s.User })},
	{fields: []string{"Hostname"}, path: "hostname", values: func(d *difference, s *driver.ContainerSpec) map[string]string {
		if s == d.have && s.Hostname == shortID(d.container) {
			return nil
		}
		return map[string]string{"": s.Hostname}
	}},
	{fields: []string{"Domainname"}, path: "domainname", values: text(func(s *driver.ContainerSpec) string { return s.Domainname })},
	{fields: []string{"TTY"}, path: "tty", values: text(func(s *driver.ContainerSpec) string { return set(s.TTY) })},
	{fields: []string{"Stdin"}, path: "stdin_open", values: text(func(s *driver.ContainerSpec) string { return set(s.Stdin) })},
	{fields: []string{"StopSignal"}, path: "stop_signal", usual: []string{"SIGTERM"}, values: text(func(s *driver.ContainerSpec) string { return s.StopSignal })},
	{fields: []string{"StopTimeout"}, path: "stop_grace_period", values: text(func(s *driver.ContainerSpec) string {
		if s.StopTimeout == nil {
			return ""
		}
		return strconv.Itoa(*s.StopTimeout) + "s"
	})},
	{fields: []string{"Healthcheck"}, path: "healthcheck", values: func(_ *difference, s *driver.ContainerSpec) map[string]string { return check(s.Healthcheck) }},
	{fields: []string{"Restart"}, path: "restart", usual: []string{"no"}, values: text(func(s *driver.ContainerSpec) string {
		if s.Restart.Retries > 0 {
			return s.Restart.Name + ":" + strconv.Itoa(s.Restart.Retries)
		}
		return s.Restart.Name
	})},
	{fields: []string{"Init"}, path: "init", values: text(func(s *driver.ContainerSpec) string {
		if s.Init == nil {
			return ""
		}
		return strconv.FormatBool(*s.Init)
	}), usual: []string{"false"}},
	{fields: []string{"NetworkMode", "NetworkDisabled"}, path: "network_mode", usual: []string{"default", "none", "bridge"}, values: func(d *difference, s *driver.ContainerSpec) map[string]string {
		if d.service.NetworkMode == "" && s == d.want {
			return nil
		}
		if _, isNetwork := s.Networks[s.NetworkMode]; isNetwork {
			return nil
		}
		return map[string]string{"": s.NetworkMode}
	}},
	{fields: []string{"PidMode"}, path: "pid", values: text(func(s *driver.ContainerSpec) string { return s.PidMode })},
	{fields: []string{"IpcMode"}, path: "ipc", usual: []string{"private", "shareable"}, values: text(func(s *driver.ContainerSpec) string { return s.IpcMode })},
	{fields: []string{"UTSMode"}, path: "uts", values: text(func(s *driver.ContainerSpec) string { return s.UTSMode })},
	{fields: []string{"UsernsMode"}, path: "userns_mode", values: text(func(s *driver.ContainerSpec) string { return s.UsernsMode })},
	{fields: []string{"CgroupnsMode"}, path: "cgroup", usual: []string{"private", "host"}, values: text(func(s *driver.ContainerSpec) string { return s.CgroupnsMode })},
	{fields: []string{"CgroupParent"}, path: "cgroup_parent", values: text(func(s *driver.ContainerSpec) string { return s.CgroupParent })},
	{fields: []string{"Networks"}, path: "networks", values: endpoints},
	{fields: []string{"Exposed"}, path: "expose", values: func(_ *difference, s *driver.ContainerSpec) map[string]string {
		var own []string
		for _, port := range s.Exposed {
			if _, published := s.Ports[port]; !published {
				own = append(own, port)
			}
		}
		return map[string]string{"": strings.Join(own, ", ")}
	}},
	{fields: []string{"Ports"}, path: "ports", values: publications, index: func(s *model.Service, key string) int {
		return slices.IndexFunc(s.Ports, func(p model.Port) bool {
			return strconv.FormatUint(uint64(p.Target), 10)+"/"+p.Protocol == key
		})
	}},
	{fields: []string{"DNS"}, path: "dns", values: joined(func(s *driver.ContainerSpec) []string { return s.DNS })},
	{fields: []string{"DNSOptions"}, path: "dns_opt", values: joined(func(s *driver.ContainerSpec) []string { return s.DNSOptions })},
	{fields: []string{"DNSSearch"}, path: "dns_search", values: joined(func(s *driver.ContainerSpec) []string { return s.DNSSearch })},
	{fields: []string{"ExtraHosts"}, path: "extra_hosts", values: joined(func(s *driver.ContainerSpec) []string { return slices.Sorted(slices.Values(s.ExtraHosts)) })},
	{fields: []string{"Links"}, path: "links", values: joined(func(s *driver.ContainerSpec) []string { return slices.Sorted(slices.Values(s.Links)) })},
	{fields: []string{"Binds", "Mounts", "Volumes"}, path: "volumes", values: mountings, index: func(s *model.Service, key string) int {
		return slices.IndexFunc(s.Volumes, func(v model.Mount) bool { return v.Target == key })
	}},
	{fields: []string{"Tmpfs"}, path: "tmpfs", values: func(_ *difference, s *driver.ContainerSpec) map[string]string {
		var list []string
		for _, target := range slices.Sorted(maps.Keys(s.Tmpfs)) {
			list = append(list, strings.TrimSuffix(target+":"+s.Tmpfs[target], ":"))
		}
		return map[string]string{"": strings.Join(list, ", ")}
	}},
	{fields: []string{"VolumesFrom"}, path: "volumes_from", values: joined(func(s *driver.ContainerSpec) []string { return s.VolumesFrom })},
	{fields: []string{"ReadOnly"}, path: "read_only", values: text(func(s *driver.ContainerSpec) string { return set(s.ReadOnly) })},
	{fields: []string{"ShmSize"}, path: "shm_size", usual: []string{"67108864"}, values: number(func(s *driver.ContainerSpec) int64 { return s.ShmSize })},
	{fields: []string{"StorageOpt"}, path: "storage_opt", values: func(_ *difference, s *driver.ContainerSpec) map[string]string { return s.StorageOpt }},
	{fields: []string{"Privileged"}, path: "privileged", values: text(func(s *driver.ContainerSpec) string { return set(s.Privileged) })},
	{fields: []string{"CapAdd"}, path: "cap_add", values: joined(func(s *driver.ContainerSpec) []string { return s.CapAdd })},
	{fields: []string{"CapDrop"}, path: "cap_drop", values: joined(func(s *driver.ContainerSpec) []string { return s.CapDrop })},
	{fields: []string{"SecurityOpt", "Unconfined"}, path: "security_opt", values: joined(securityOptions)},
	{fields: []string{"GroupAdd"}, path: "group_add", values: joined(func(s *driver.ContainerSpec) []string { return s.GroupAdd })},
	{fields: []string{"Sysctls"}, path: "sysctls", values: func(_ *difference, s *driver.ContainerSpec) map[string]string { return s.Sysctls }},
	{fields: []string{"Runtime"}, path: "runtime", usual: []string{"*"}, values: text(func(s *driver.ContainerSpec) string { return s.Runtime })},
	{fields: []string{"Isolation"}, path: "isolation", usual: []string{"default"}, values: text(func(s *driver.ContainerSpec) string { return s.Isolation })},
	{fields: []string{"Umask"}, path: "umask", values: text(func(s *driver.ContainerSpec) string {
		if s.Umask == nil {
			return ""
		}
		return fmt.Sprintf("%#o", *s.Umask)
	})},
	{fields: []string{"LogDriver"}, path: "logging.driver", usual: []string{"json-file", "local", "journald"}, values: text(func(s *driver.ContainerSpec) string { return s.LogDriver })},
	{fields: []string{"LogOptions"}, path: "logging.options", values: func(_ *difference, s *driver.ContainerSpec) map[string]string { return s.LogOptions }},

	{fields: []string{"Resources.NanoCPUs"}, path: "cpus", values: text(func(s *driver.ContainerSpec) string {
		if s.Resources.NanoCPUs == 0 {
			return ""
		}
		return strconv.FormatFloat(float64(s.Resources.NanoCPUs)/1e9, 'g', 7, 64)
	})},
	{fields: []string{"Resources.CPUCount"}, path: "cpu_count", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.CPUCount })},
	{fields: []string{"Resources.CPUPercent"}, path: "cpu_percent", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.CPUPercent })},
	{fields: []string{"Resources.CPUPeriod"}, path: "cpu_period", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.CPUPeriod })},
	{fields: []string{"Resources.CPUQuota"}, path: "cpu_quota", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.CPUQuota })},
	{fields: []string{"Resources.CPURealtimePeriod"}, path: "cpu_rt_period", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.CPURealtimePeriod })},
	{fields: []string{"Resources.CPURealtimeRuntime"}, path: "cpu_rt_runtime", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.CPURealtimeRuntime })},
	{fields: []string{"Resources.CPUShares"}, path: "cpu_shares", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.CPUShares })},
	{fields: []string{"Resources.CPUSet"}, path: "cpuset", values: text(func(s *driver.ContainerSpec) string { return s.Resources.CPUSet })},
	{fields: []string{"Resources.Memory"}, path: "mem_limit", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.Memory })},
	{fields: []string{"Resources.MemoryReservation"}, path: "mem_reservation", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.MemoryReservation })},
	{fields: []string{"Resources.MemorySwap"}, path: "memswap_limit", usual: []string{"*"}, values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.MemorySwap })},
	{fields: []string{"Resources.MemorySwappiness"}, path: "mem_swappiness", values: number(func(s *driver.ContainerSpec) int64 {
		if s.Resources.MemorySwappiness == nil {
			return 0
		}
		return *s.Resources.MemorySwappiness
	}), usual: []string{"-1"}},
	{fields: []string{"Resources.OomKillDisable"}, path: "oom_kill_disable", values: text(func(s *driver.ContainerSpec) string { return set(s.Resources.OomKillDisable) })},
	{fields: []string{"Resources.OomScoreAdj"}, path: "oom_score_adj", values: number(func(s *driver.ContainerSpec) int64 { return int64(s.Resources.OomScoreAdj) })},
	{fields: []string{"Resources.PidsLimit"}, path: "pids_limit", values: number(func(s *driver.ContainerSpec) int64 { return s.Resources.PidsLimit })},
	{fields: []string{"Resources.BlkioWeight"}, path: "blkio_config.weight", values: number(func(s *driver.ContainerSpec) int64 { return int64(s.Resources.BlkioWeight) })},
	{fields: []string{"Resources.BlkioWeightDevice"}, path: "blkio_config.weight_device", values: shown(func(s *driver.ContainerSpec) any { return s.Resources.BlkioWeightDevice })},
	{fields: []string{"Resources.BlkioReadBps"}, path: "blkio_config.device_read_bps", values: shown(func(s *driver.ContainerSpec) any { return s.Resources.BlkioReadBps })},
	{fields: []string{"Resources.BlkioReadIOps"}, path: "blkio_config.device_read_iops", values: shown(func(s *driver.ContainerSpec) any { return s.Resources.BlkioReadIOps })},
	{fields: []string{"Resources.BlkioWriteBps"}, path: "blkio_config.device_write_bps", values: shown(func(s *driver.ContainerSpec) any { return s.Resources.BlkioWriteBps })},
	{fields: []string{"Resources.BlkioWriteIOps"}, path: "blkio_config.device_write_iops", values: shown(func(s *driver.ContainerSpec) any { return s.Resources.BlkioWriteIOps })},
	{fields: []string{"Resources.Ulimits"}, path: "ulimits", values: func(_ *difference, s *driver.ContainerSpec) map[string]string {
		out := map[string]string{}
		for _, u := range s.Resources.Ulimits {
			out[u.Name] = fmt.Sprintf("%d:%d", u.Soft, u.Hard)
		}
		return out
	}},
	{fields: []string{"Resources.Devices"}, path: "devices", values: joined(func(s *driver.ContainerSpec) (out []string) {
		for _, d := range s.Resources.Devices {
			out = append(out, d.Source+":"+d.Target+":"+d.Permissions)
		}
		return out
	})},
	{fields: []string{"Resources.DeviceCgroupRules"}, path: "device_cgroup_rules", values: joined(func(s *driver.ContainerSpec) []string { return s.Resources.DeviceCgroupRules })},
	{fields: []string{"Resources.DeviceRequests"}, path: "deploy.resources.reservations.devices", values: shown(func(s *driver.ContainerSpec) any { return s.Resources.DeviceRequests })},
}

// text is the values of an attribute that is one text.
func text(value func(*driver.ContainerSpec) string) func(*difference, *driver.ContainerSpec) map[string]string {
	return func(_ *difference, s *driver.ContainerSpec) map[string]string { return map[string]string{"": value(s)} }
}

func number(value func(*driver.ContainerSpec) int64) func(*difference, *driver.ContainerSpec) map[string]string {
	return text(func(s *driver.ContainerSpec) string {
		if n := value(s); n != 0 {
			return strconv.FormatInt(n, 10)
		}
		return ""
	})
}

func joined(value func(*driver.ContainerSpec) []string) func(*difference, *driver.ContainerSpec) map[string]string {
	return text(func(s *driver.ContainerSpec) string { return strings.Join(value(s), ", ") })
}

// shown is the values of an attribute that people see as it is.
func shown(value func(*driver.ContainerSpec) any) func(*difference, *driver.ContainerSpec) map[string]string {
	return text(func(s *driver.ContainerSpec) string {
		encoded, _ := json.Marshal(value(s)) // plain data
		if string(encoded) == "null" || string(encoded) == "[]" {
			return ""
		}
		return string(encoded)
	})
}

// set is a flag that is unset if false.
func set(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// words of a command; those that a shell would take apart are in quotes.
func words(list []string) string {
	var out []string
	for _, word := range list {
		if word == "" || strings.ContainsAny(word, " \t\n\"'\\$") {
			word = strconv.Quote(word)
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// variables by name, those that are unset left out.
func variables(env []string) map[string]string {
	out := map[string]string{}
	for _, entry := range env {
		if name, value, ok := strings.Cut(entry, "="); ok {
			out[name] = cmp.Or(value, "(empty)")
		}
	}
	return out
}

func check(h *driver.Healthcheck) map[string]string {
	if h == nil {
		return nil
	}
	out := map[string]string{"test": words(h.Test)}
	for name, d := range map[string]interface{ String() string }{
		"interval": h.Interval, "timeout": h.Timeout, "start_period": h.StartPeriod, "start_interval": h.StartInterval,
	} {
		if text := d.String(); text != "0s" {
			out[name] = text
		}
	}
	if h.Retries != 0 {
		out["retries"] = strconv.Itoa(h.Retries)
	}
	return out
}

// networkKey is the key of a network by its name; of one that the project has no more, the one
// that it had. Others have their name.
func (d *difference) networkKey(name string) string {
	for _, key := range d.b.project.NetworkNames() {
		if d.b.project.Networks[key].Name == name {
			return key
		}
	}
	for _, n := range d.b.observed.state.Networks {
		if n.Name == name && n.Labels[driver.LabelProject] == d.b.project.Name {
			return cmp.Or(n.Labels[driver.LabelNetwork], name)
		}
	}
	return name
}

// endpoints by the key of the network.
func endpoints(d *difference, s *driver.ContainerSpec) map[string]string {
	out := map[string]string{}
	for name, e := range s.Networks {
		key := d.networkKey(name)
		words := []string{"joined"}
		aliases := slices.DeleteFunc(slices.Clone(e.Aliases), func(alias string) bool {
			return alias == shortID(d.container) || alias == d.service.Name || alias == d.container.Name || strings.HasSuffix(d.container.Name, "_"+alias)
		})
		if len(aliases) > 0 {
			words = append(words, "as "+strings.Join(aliases, ", "))
		}
		for _, address := range []string{e.IPv4, e.IPv6} {
			if address != "" {
				words = append(words, "at "+address)
			}
		}
		if want := d.want.Networks[name]; e.MAC != "" && want.MAC != "" {
			words = append(words, "with "+e.MAC)
		}
		if e.InterfaceName != "" {
			words = append(words, "on "+e.InterfaceName)
		}
		out[key] = strings.Join(words, " ")
	}
	return out
}

// publications are what ports are published on, by port and protocol.
func publications(_ *difference, s *driver.ContainerSpec) map[string]string {
	out := map[string]string{}
	for port, bindings := range s.Ports {
		var list []string
		for _, b := range bindings {
			text := b.Port
			if b.HostIP != "" {
				text = b.HostIP + ":" + text
			}
			if text == "" {
				text = "any"
			}
			list = append(list, text)
		}
		out[port] = strings.Join(list, ", ")
	}
	return out
}

// mountings are what is mounted, by target. Volumes without a name are left out, for they differ
// from container to container.
func mountings(d *difference, s *driver.ContainerSpec) map[string]string {
	out := map[string]string{}
	for _, bind := range s.Binds {
		parts := strings.Split(bind, ":")
		if len(parts) < 2 {
			continue
		}
		at := len(parts) - 1
		if len(parts) > 2 && !strings.HasPrefix(parts[at], "/") {
			at--
		}
		out[parts[at]] = strings.TrimSuffix(bind, ":rw")
	}
	for _, m := range s.Mounts {
		if m.Type == "volume" && (m.Source == "" || isAnonymous(d, m)) {
			continue
		}
		text := m.Source + ":" + m.Target
		if m.Source == "" {
			text = m.Type
		}
		if m.ReadOnly {
			text += ":ro"
		}
		out[m.Target] = text
	}
	return out
}

// isAnonymous reports whether a mounted volume is one that the engine has named.
func isAnonymous(d *difference, m driver.Mount) bool {
	for _, v := range d.b.project.Volumes {
		if v.Name == m.Source {
			return false
		}
	}
	return len(m.Source) == 64 && strings.Trim(m.Source, "0123456789abcdef") == ""
}

// securityOptions without the content of seccomp profiles, which engines tell in place of files.
func securityOptions(s *driver.ContainerSpec) []string {
	var out []string
	for _, option := range s.SecurityOpt {
		if profile, ok := strings.CutPrefix(option, "seccomp="); ok && (strings.HasPrefix(profile, "{") || strings.HasPrefix(profile, "/")) {
			option = "seccomp=PROFILE"
		}
		out = append(out, option)
	}
	if s.Unconfined {
		out = append(out, "systempaths=unconfined")
	}
	slices.Sort(out)
	return out
}
