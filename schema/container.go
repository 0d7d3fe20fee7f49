package schema

import "github.com/composekit/composekit/syntax"

// place says where a container is declared: some rules of the reference hold in some places only.
type place uint8

const (
	inService place = iota
	inJob
	inHook // services.*.pre_start.*
)

// Kinds of functions of the table.
type (
	keyFunc  = func(c *Context, item *syntax.Node) (key string, ok bool)
	nodeFunc = func(c *Context, n *syntax.Node) *syntax.Node
)

// unique is the key where lists are made unique by key: in services only.
func (p place) unique(key keyFunc) keyFunc {
	if p == inService {
		return key
	}
	return nil
}

// filled is the function where defaults are filled in: not in hooks.
func (p place) filled(fill nodeFunc) nodeFunc {
	if p == inHook {
		return nil
	}
	return fill
}

// common are the types of container attributes to which the same rules apply everywhere.
type common struct {
	blkio, credentials, labelFiles, hosts, logging, models, ulimits *Type
}

func newCommon() *common {
	return &common{
		blkio:       blkioConfigType(),
		credentials: credentialSpecType(),
		labelFiles:  labelFilesType(),
		hosts:       hostsType(),
		logging:     loggingType(),
		models:      serviceModelsType(),
		ulimits:     ulimitsType(wholeCast, MergeUlimit),
	}
}

// containerAttrs are the attributes of everything that runs a container.
func containerAttrs(p place, c *common) []Attr {
	return []Attr{
		{"annotations", keyValues("a mapping or list of annotations", KeyValues, MergeKeyValue, p.unique(keyValueKey)), "", "", containerPage + "annotations", "Annotations of the container: names and values for the runtime and other tools."},
		{"blkio_config", c.blkio, "", "", containerPage + "blkio_config", "Limits on the container's reading and writing of block devices."},
		{"cap_add", nameList("a list of capabilities", p.unique(keyValueKey)), "", "", containerPage + "cap_add", "Linux capabilities given to the container besides the usual ones."},
		{"cap_drop", nameList("a list of capabilities", p.unique(keyValueKey)), "", "", containerPage + "cap_drop", "Linux capabilities taken from the container."},
		{"cgroup", &Type{Name: "a cgroup namespace", Accept: String, Enum: []string{"host", "private"}}, "the runtime's choice", "", containerPage + "cgroup", "Cgroup namespace that the container runs in."},
		{"cgroup_parent", text, "", "", containerPage + "cgroup_parent", "Cgroup under which the container's own is made."},
		{"command", command, "the image's command", "", containerPage + "command", "Command that replaces the image's; an empty one removes it."},
		{"configs", fileMounts("a list of configs", configMountRows, p.unique(configMountKey), nil), "", "", containerPage + "configs", "Configs that the container may read, mounted as files."},
		{"cpu_count", &Type{Name: "a whole number", Accept: Int | String, Min: &zero, Cast: ToInt64}, "", "", containerPage + "cpu_count", "Number of CPUs that the container may use (Windows)."},
		{"cpu_percent", &Type{Name: "a percentage", Accept: Int | String, Min: &zero, Max: &hundred, Cast: ToFloat}, "", "", containerPage + "cpu_percent", "Share of the available CPUs that the container may use, in percent (Windows)."},
		{"cpu_shares", wholeFloat, "", "", containerPage + "cpu_shares", "Weight of the container against others when CPUs are scarce."},
		{"cpu_quota", microseconds, "", "", containerPage + "cpu_quota", "CPU time that the container may use in each cpu_period, in microseconds."},
		{"cpu_period", microseconds, "", "", containerPage + "cpu_period", "Length of the period that cpu_quota counts in, in microseconds."},
		{"cpu_rt_period", microseconds, "", "", containerPage + "cpu_rt_period", "Length of the period that cpu_rt_runtime counts in, in microseconds."},
		{"cpu_rt_runtime", microseconds, "", "", containerPage + "cpu_rt_runtime", "Time that real-time processes may run in each cpu_rt_period, in microseconds."},
		{"cpus", cpusCast, "no limit", "", containerPage + "cpus", "Number of CPUs that the container may use, also a fraction."},
		{"cpuset", text, "", "", containerPage + "cpuset", "CPUs that the container may run on, as a range such as 0-3 or a list such as 0,1."},
		{"credential_spec", c.credentials, "", "", containerPage + "credential_spec", "Where the credential specification of a managed service account comes from (Windows)."},
		{"device_cgroup_rules", uniqueTexts, "", "", containerPage + "device_cgroup_rules", "Rules of the device cgroup in the kernel's notation, such as c 1:3 mr."},
		{"devices", devicesType(p), "", "", containerPage + "devices", "Devices of the host that the container may use."},
		{"dns", dnsType(p), "", "", containerPage + "dns", "Addresses of the DNS servers that the container asks."},
		{"dns_opt", &Type{Name: "a list of DNS options", Accept: List, Elem: text, Unique: true, Merge: MergeSequence, Key: p.unique(keyValueKey)}, "", "", containerPage + "dns_opt", "Options for the container's DNS resolver."},
		{"dns_search", stringOrList(p.unique(keyValueKey)), "", "", containerPage + "dns_search", "Domains in which the container looks up names without a dot."},
		{"domainname", text, "", "", containerPage + "domainname", "Domain name of the container, by the rules of RFC 1123."},
		{"entrypoint", command, "the image's entrypoint", "", containerPage + "entrypoint", "Entrypoint that replaces the image's; an empty one removes it."},
		{"env_file", envFilesType(p), "", "", containerPage + "env_file", "Files that environment variables are read from; later files win, environment wins over all."},
		{"label_file", c.labelFiles, "", "", containerPage + "label_file", "Files that labels are read from; later files win, labels wins over all."},
		{"environment", keyValues("a mapping or list of environment variables", Environment, MergeKeyValue, p.unique(keyValueKey)), "", "", containerPage + "environment", "Environment variables of the container; one without value takes it from the project's environment."},
		{"extra_hosts", c.hosts, "", "", containerPage + "extra_hosts", "Names and IP addresses added to the container's hosts file."},
		{"gpus", gpusType(p), "", "", containerPage + "gpus", "GPUs that the container may use."},
		{"group_add", &Type{Name: "a list of groups", Accept: List, Elem: numberOrText, Unique: true}, "", "", containerPage + "group_add", "Groups, by name or number, that the container's user is in besides its own."},
		{"hostname", text, "", "", containerPage + "hostname", "Host name of the container, by the rules of RFC 1123."},
		{"image", image, "", "", containerPage + "image", "Image that the container is started from."},
		{"init", truthCast, "the platform's choice", "", containerPage + "init", "Whether an init process runs first in the container, passing on signals and reaping processes."},
		{"ipc", text, "", "", containerPage + "ipc", "IPC namespace: shareable, or that of another service (service:NAME)."},
		{"isolation", text, "", "", containerPage + "isolation", "Technology that isolates the container; the platform says which there are."},
		{"labels", keyValues("a mapping or list of labels", Labels, MergeKeyValue, p.unique(keyValueKey)), "", "", containerPage + "labels", "Labels of the container: names and values for people and tools."},
		{"logging", c.logging, "", "", containerPage + "logging", "How the container's output is logged."},
		{"mac_address", mac, "", "", containerPage + "mac_address", "MAC address of the container."},
		{"mem_limit", byteCount, "no limit", "", containerPage + "mem_limit", "Memory that the container may use, in bytes or with a unit."},
		{"mem_reservation", byteWhole, "", "", containerPage + "mem_reservation", "Memory that is kept for the container, in bytes or with a unit."},
		{"mem_swappiness", whole, "the platform's choice", "", containerPage + "mem_swappiness", "How readily the container's memory is swapped out, from 0 (never) to 100."},
		{"memswap_limit", byteCount, "", "", containerPage + "memswap_limit", "Memory and swap together that the container may use, in bytes or with a unit; -1 lifts the limit on swap."},
		{"models", c.models, "", "", containerPage + "models", "AI models that the container may use."},
		{"network_mode", text, "", "", containerPage + "network_mode", "Network namespace: none, host, or that of another service (service:NAME) or container (container:NAME)."},
		{"networks", serviceNetworksType(p), "the network default", "", containerPage + "networks", "Networks that the container is attached to."},
		{"oom_kill_disable", truthCast, "false", "", containerPage + "oom_kill_disable", "Whether the platform may not kill the container when memory runs out."},
		{"oom_score_adj", &Type{Name: "a whole number", Accept: Int | String, Min: &minusGrand, Max: &grand, Cast: ToInt64}, "", "", containerPage + "oom_score_adj", "How readily the container is killed when memory runs out, from -1000 (never) to 1000."},
		{"pid", stringNull, "", "", containerPage + "pid", "PID namespace: host, or that of another service (service:NAME) or container (container:NAME)."},
		{"pids_limit", wholeFloat, "", "", containerPage + "pids_limit", "Number of processes that the container may have; -1 for no limit."},
		{"platform", platform, "", "", containerPage + "platform", "Platform that the container runs on, as os[/arch[/variant]]."},
		{"privileged", truthCast, "false", "", containerPage + "privileged", "Whether the container has the privileges of the host."},
		{"pull_policy", &Type{Name: "a pull policy", Accept: String, Pattern: isPullPolicy, Format: PullPolicy}, "missing", "", containerPage + "pull_policy", "When the image is pulled: always, never, missing, build, daily, weekly or every_DURATION."},
		{"pull_refresh_after", text, "", "", containerPage + "pull_policy", "How long a pulled image counts as fresh where pull_policy is refresh."},
		{"read_only", truthCast, "false", "", containerPage + "read_only", "Whether the container's file system may not be written to."},
		{"runtime", text, "the platform's choice", "", containerPage + "runtime", "Runtime that the container runs with, such as runc."},
		{"security_opt", uniqueTexts, "", "", containerPage + "security_opt", "Labels and profiles that replace those of the container's security modules."},
		{"shm_size", byteCount, "", "", containerPage + "shm_size", "Size of the container's shared memory, in bytes or with a unit."},
		{"secrets", fileMounts("a list of secrets", secretMountRows, p.unique(secretMountKey), p.filled(fillSecretMount)), "", "", containerPage + "secrets", "Secrets that the container may read, mounted as files."},
		{"sysctls", keyValues("a mapping or list of kernel parameters", KeyValues, MergeKeyValue, p.unique(keyValueKey)), "", "", containerPage + "sysctls", "Kernel parameters set in the container."},
		{"stop_grace_period", duration, "10s", "", containerPage + "stop_grace_period", "How long the container may take to stop before it is killed, as a duration."},
		{"stop_signal", text, "the image's, or SIGTERM", "", containerPage + "stop_signal", "Signal that asks the container to stop."},
		{"storage_opt", storageOpts, "", "", containerPage + "storage_opt", "Options of the storage driver for the container."},
		{"tmpfs", &Type{Name: "a string or a list of strings", Accept: String | List, Elem: text, Unique: true, Format: Tmpfs, Merge: MergeSequence, Key: p.unique(keyValueKey)}, "", "", containerPage + "tmpfs", "Paths in the container where temporary file systems are mounted, each with options after a colon."},
		{"ulimits", c.ulimits, "", "", containerPage + "ulimits", "Limits on what the container's processes may use, by name; -1 for no limit."},
		{"umask", &Type{Name: "a file mode mask", Accept: Int | String | Null, Min: &zero, Max: &maxUint32, Format: Umask, Cast: ToUmask}, "", "", containerPage + "umask", "File mode creation mask of the container's process; octal with a leading 0 or 0o."},
		{"use_api_socket", onlyBool, "false", "", containerPage + "use_api_socket", "Whether the container may use the container engine's API socket."},
		{"user", text, "the image's user", "", containerPage + "user", "User, and group after a colon, that runs the container's process."},
		{"uts", text, "", "", containerPage + "uts", "UTS namespace; host shares the host's name with the container."},
		{"userns_mode", text, "", "", containerPage + "userns_mode", "User namespace that the container runs in."},
		{"volumes", serviceVolumesType(p), "", "", containerPage + "volumes", "Paths of the host and named volumes mounted in the container."},
		{"volumes_from", uniqueTexts, "", "", containerPage + "volumes_from", "Services, or containers as container:NAME, whose volumes are all mounted, with ro or rw after a colon."},
		{"working_dir", text, "the image's working directory", "", containerPage + "working_dir", "Directory in the container that its command runs in."},
	}
}

// nameList makes the type of a list of different strings.
func nameList(name string, key keyFunc) *Type {
	return &Type{Name: name, Accept: List, Elem: text, Unique: true, Key: key}
}

// stringOrList makes the type of one string or a list of different ones, merged as lists.
func stringOrList(key keyFunc) *Type {
	return &Type{Name: "a string or a list of strings", Accept: String | List, Elem: text, Unique: true, Merge: MergeSequence, Key: key}
}

func dnsType(p place) *Type {
	return &Type{
		Name: "an IP address or a list of them", Accept: String | List, Elem: address, Unique: true,
		Merge: MergeSequence, Key: p.unique(keyValueKey), Long: longStringList, OmitEmpty: p != inHook,
	}
}

func envFilesType(p place) *Type {
	file := &Type{
		Name: "an env file", Accept: String | Map, Required: []string{"path"},
		attrs: []Attr{
			{"path", hostFile, "", "", containerPage + "env_file", "Path of the file, relative to the Compose file's directory."},
			{"format", text, "the dotenv format", "", containerPage + "format", "Format of the file; raw takes every value as it stands."},
			{"required", truth, "true", "", containerPage + "required", "Whether it is an error if the file does not exist."},
		},
	}
	return &Type{
		Name: "a path or a list of env files", Accept: String | List, Elem: file, Format: EnvFiles,
		Merge: MergeSequence, Key: p.unique(envFileKey), Long: longEnvFile,
	}
}

func labelFilesType() *Type {
	return &Type{Name: "a path or a list of paths", Accept: String | List, Elem: hostFile, Merge: MergeSequence, Long: longStringList}
}

func blkioConfigType() *Type {
	const section = containerPage + "device_read_bps-device_write_bps"
	const iops = containerPage + "device_read_iops-device_write_iops"
	bytes := blkioLimit("rate", byteWhole, section, "Limit for the device, in bytes a second, also with a unit.")
	operations := blkioLimit("rate", byteWhole, iops, "Limit for the device, in operations a second.")
	weights := blkioLimit("weight", whole, containerPage+"weight_device", "Weight for the device, from 10 to 1000.")
	return &Type{
		Name: "a mapping", Accept: Map,
		attrs: []Attr{
			{"device_read_bps", bytes, "", "", section, "Limits on reading from devices, in bytes a second."},
			{"device_read_iops", operations, "", "", iops, "Limits on reading from devices, in operations a second."},
			{"device_write_bps", bytes, "", "", section, "Limits on writing to devices, in bytes a second."},
			{"device_write_iops", operations, "", "", iops, "Limits on writing to devices, in operations a second."},
			{"weight", whole, "500", "", containerPage + "weight", "Weight of the container against others when devices are busy, from 10 to 1000."},
			{"weight_device", weights, "", "", containerPage + "weight_device", "Weights for single devices."},
		},
	}
}

// blkioLimit makes the type of a list of limits by device, where the limit is the named attribute.
func blkioLimit(name string, t *Type, section, doc string) *Type {
	limit := &Type{
		Name: "a limit for a device", Accept: Map,
		attrs: []Attr{
			{"path", text, "", "", section, "Path of the device that the limit is for."},
			{name, t, "", "", section, doc},
		},
	}
	return &Type{Name: "a list of limits for devices", Accept: List, Elem: limit}
}

func credentialSpecType() *Type {
	const section = containerPage + "credential_spec"
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"config", text, "", "", section, "Name of the config that holds the credential specification."},
			{"file", text, "", "", section, "Path of the file that holds the credential specification."},
			{"registry", text, "", "", section, "Name of the registry value that holds the credential specification."},
		},
	}
}

func devicesType(p place) *Type {
	const section = containerPage + "devices"
	device := &Type{
		Name: "a device", Accept: String | Map, Extensible: true, Required: []string{"source"},
		Format: Device, Long: longDevice,
		attrs: []Attr{
			{"source", text, "", "", section, "Path of the device on the host, or its CDI name."},
			{"target", text, "the source", "", section, "Path of the device in the container."},
			{"permissions", text, "rwm", "", section, "What the container may do with the device: read (r), write (w), make nodes (m)."},
		},
	}
	return &Type{Name: "a list of devices", Accept: List, Elem: device, Key: p.unique(deviceKey)}
}

func gpusType(p place) *Type {
	request := &Type{
		Name: "a device request", Accept: Map, Open: true, Values: anything, Fill: p.filled(fillDeviceRequest),
		attrs: deviceRequestAttrs(),
	}
	return &Type{
		Name: "all or a list of device requests", Accept: String | List, Enum: []string{"all"}, Elem: request,
		Long: longGPUs,
	}
}

// deviceRequestAttrs are the attributes of a request for devices: gpus.*, deploy.resources.reservations.devices.*.
func deviceRequestAttrs() []Attr {
	return []Attr{
		{"capabilities", uniqueTexts, "", "", deployPage + "capabilities", "Capabilities that each of the devices must have, such as gpu."},
		{"count", &Type{Name: "all or a whole number", Accept: String | Int, Format: DeviceCount}, "all", "", deployPage + "count", "Number of devices to reserve; not together with device_ids."},
		{"device_ids", uniqueTexts, "", "", deployPage + "device_ids", "Identifiers of the devices to reserve; not together with count."},
		{"driver", text, "", "", deployPage + "driver", "Driver that provides the devices."},
		{"options", keyValues("a mapping or list of options", KeyValues, MergeDeep, nil), "", "", deployPage + "options", "Options for the driver."},
	}
}

func loggingType() *Type {
	const section = containerPage + "logging"
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Merge: MergeLogging,
		attrs: []Attr{
			{"driver", text, "the platform's choice", "", section, "Driver that takes the container's output."},
			{"options", logOptions, "", "", section, "Options for the driver."},
		},
	}
}

func serviceModelsType() *Type {
	model := &Type{
		Name: "a mapping or null", Accept: Map | Null, Extensible: true,
		attrs: []Attr{
			{"endpoint_var", text, "the model's name in upper case, with _ for - and _URL at the end", "", containerPage + "models", "Environment variable that tells the container the address of the model's API."},
			{"model_var", text, "the model's name in upper case, with _ for - and _MODEL at the end", "", containerPage + "models", "Environment variable that tells the container the identifier of the model."},
		},
	}
	return &Type{
		Name: "a list of model names or a mapping", Accept: List | Map, Elem: text, Unique: true,
		Values: model, Keys: NameKey, Open: true, Merge: MergeMapping, Long: longNameMapping,
	}
}

func serviceNetworksType(p place) *Type {
	names := uniqueTexts
	addresses := &Type{Name: "a list of IP addresses", Accept: List, Elem: address, Unique: true}
	if p == inService {
		names = &Type{Name: "a list of strings", Accept: List, Elem: text, Unique: true, Key: keyValueKey}
		addresses = &Type{Name: "a list of IP addresses", Accept: List, Elem: address, Unique: true, Key: keyValueKey}
	}
	network := &Type{
		Name: "a mapping or null", Accept: Map | Null, Extensible: true,
		attrs: []Attr{
			{"aliases", names, "", "", containerPage + "aliases", "Other names under which containers on this network find the service."},
			{"interface_name", text, "", "", containerPage + "interface_name", "Name of the network interface in the container."},
			{"ipv4_address", address, "", "", containerPage + "ipv4_address-ipv6_address", "Fixed IPv4 address of the container on this network."},
			{"ipv6_address", address, "", "", containerPage + "ipv4_address-ipv6_address", "Fixed IPv6 address of the container on this network."},
			{"link_local_ips", addresses, "", "", containerPage + "link_local_ips", "Link-local addresses of the container on this network."},
			{"mac_address", mac, "", "", containerPage + "mac_address", "MAC address of the container on this network."},
			{"driver_opts", driverOpts, "", "", containerPage + "driver_opts", "Options for the driver of this network."},
			{"priority", number, "0", "", containerPage + "priority", "Order in which the container is attached to its networks: the highest first."},
			{"gw_priority", number, "0", "", containerPage + "gw_priority", "The network with the highest gw_priority is the container's default gateway."},
			{"use_service_name_alias", truthCast, "true", "", containerPage + "networks", "Whether containers on this network find the service under its name."},
		},
	}
	return &Type{
		Name: "a list of network names or a mapping", Accept: List | Map, Elem: text, Unique: true,
		Values: network, Keys: NameKey, Merge: MergeMapping, Long: longNameMapping,
	}
}
