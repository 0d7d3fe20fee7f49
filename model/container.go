package model

// ContainerSpec holds the attributes of anything that runs in a container: services, jobs and
// pre_start hooks.
type ContainerSpec struct {
	// Annotations of the container; a list of KEY=VALUE is taken too. container_spec.md#annotations
	Annotations Mapping `yaml:"annotations"`
	// BlkioConfig bounds the container's block IO. container_spec.md#blkio_config
	BlkioConfig *BlkioConfig `yaml:"blkio_config"`
	// CapAdd lists kernel capabilities to grant. container_spec.md#cap_add
	CapAdd []string `yaml:"cap_add"`
	// CapDrop lists kernel capabilities to take away. container_spec.md#cap_drop
	CapDrop []string `yaml:"cap_drop"`
	// CgroupParent is the cgroup under which the container's is made. container_spec.md#cgroup_parent
	CgroupParent string `yaml:"cgroup_parent"`
	// Cgroup is the cgroup namespace: host or private. Default: the engine's. container_spec.md#cgroup
	Cgroup string `yaml:"cgroup"`
	// CPUCount is the number of processors (Windows). container_spec.md#cpu_count
	CPUCount int64 `yaml:"cpu_count"`
	// CPUPercent is the share of all processors in percent (Windows). container_spec.md#cpu_percent
	CPUPercent float32 `yaml:"cpu_percent"`
	// CPUPeriod is the period of the CFS scheduler in microseconds. container_spec.md#cpu_period
	CPUPeriod int64 `yaml:"cpu_period"`
	// CPUQuota is the quota of the CFS scheduler in microseconds per period. container_spec.md#cpu_quota
	CPUQuota int64 `yaml:"cpu_quota"`
	// CPURTPeriod is the period of the real-time scheduler in microseconds. container_spec.md#cpu_rt_period
	CPURTPeriod int64 `yaml:"cpu_rt_period"`
	// CPURTRuntime is the time per period of the real-time scheduler in microseconds.
	// container_spec.md#cpu_rt_runtime
	CPURTRuntime int64 `yaml:"cpu_rt_runtime"`
	// CPUs is how many processors the container may use, in fractions. Default 0: no limit.
	// container_spec.md#cpus
	CPUs float32 `yaml:"cpus"`
	// CPUSet lists the processors that may be used: "0-3", "0,1". container_spec.md#cpuset
	CPUSet string `yaml:"cpuset"`
	// CPUShares is the weight among containers that compete for processors. container_spec.md#cpu_shares
	CPUShares int64 `yaml:"cpu_shares"`
	// Command replaces the image's command; a string is split into words as a shell would.
	// Nil keeps the image's, an empty list clears it. container_spec.md#command
	Command ShellCommand `yaml:"command" json:"command,always"`
	// Configs are the configs that the container is granted. Short syntax: the key alone.
	// container_spec.md#configs
	Configs []FileReference `yaml:"configs"`
	// CredentialSpec is the credential of a managed service account (Windows).
	// container_spec.md#credential_spec
	CredentialSpec *CredentialSpec `yaml:"credential_spec"`
	// DeviceCgroupRules lists rules for the device cgroup: "c 1:3 mr". container_spec.md#device_cgroup_rules
	DeviceCgroupRules []string `yaml:"device_cgroup_rules"`
	// Devices of the host that the container sees. Short syntax: SOURCE[:TARGET[:PERMISSIONS]].
	// container_spec.md#devices
	Devices []Device `yaml:"devices"`
	// DNS lists name servers; one may stand alone. container_spec.md#dns
	DNS StringList `yaml:"dns"`
	// DNSOpts lists options of the resolver. container_spec.md#dns_opt
	DNSOpts []string `yaml:"dns_opt"`
	// DNSSearch lists search domains; one may stand alone. container_spec.md#dns_search
	DNSSearch StringList `yaml:"dns_search"`
	// DomainName of the container. container_spec.md#domainname
	DomainName string `yaml:"domainname"`
	// Entrypoint replaces the image's entry point; a string is split into words as a shell
	// would. Nil keeps the image's, an empty list clears it. container_spec.md#entrypoint
	Entrypoint ShellCommand `yaml:"entrypoint" json:"entrypoint,always"`
	// Environment variables; a list of KEY[=VALUE] is taken too. Nil values are unset.
	// container_spec.md#environment
	Environment MappingWithEquals `yaml:"environment"`
	// EnvFiles are files of environment variables, later ones win. Short syntax: a path or a
	// list of paths. container_spec.md#env_file
	EnvFiles []EnvFile `yaml:"env_file"`
	// ExtraHosts are addresses by host name. Short syntax: a list of HOST=ADDRESS.
	// container_spec.md#extra_hosts
	ExtraHosts HostsList `yaml:"extra_hosts"`
	// GroupAdd lists further groups of the process, by name or number. container_spec.md#group_add
	GroupAdd []string `yaml:"group_add"`
	// GPUs to reserve; "all" for all of them. container_spec.md#gpus
	GPUs []DeviceRequest `yaml:"gpus"`
	// Hostname of the container. Default: its ID. container_spec.md#hostname
	Hostname string `yaml:"hostname"`
	// Image to run: [REGISTRY/]NAME[:TAG][@DIGEST]. container_spec.md#image
	Image string `yaml:"image"`
	// Init runs an init process as PID 1 that reaps children. Default: the engine's.
	// container_spec.md#init
	Init *bool `yaml:"init"`
	// IPC is the IPC namespace: shareable, service:NAME and others. container_spec.md#ipc
	IPC string `yaml:"ipc"`
	// Isolation technology of the container. container_spec.md#isolation
	Isolation string `yaml:"isolation"`
	// Labels of the container; a list of KEY=VALUE is taken too. container_spec.md#labels
	Labels Labels `yaml:"labels"`
	// LabelFiles are files of labels; Labels win over them. One path may stand alone.
	// container_spec.md#label_file
	LabelFiles []string `yaml:"label_file"`
	// Logging says where the container's output goes. container_spec.md#logging
	Logging *Logging `yaml:"logging"`
	// MemLimit is the most memory that may be used. Default 0: no limit. container_spec.md#mem_limit
	MemLimit Bytes `yaml:"mem_limit"`
	// MemReservation is the memory aimed at when the host is short of it.
	// container_spec.md#mem_reservation
	MemReservation Bytes `yaml:"mem_reservation"`
	// MemSwapLimit is the most memory and swap together; -1 is no limit on swap.
	// container_spec.md#memswap_limit
	MemSwapLimit Bytes `yaml:"memswap_limit"`
	// MemSwappiness from 0 to 100 is how readily anonymous pages are swapped out, in percent.
	// container_spec.md#mem_swappiness
	MemSwappiness Bytes `yaml:"mem_swappiness"`
	// MACAddress of the container on its main network. container_spec.md#mac_address
	MACAddress string `yaml:"mac_address"`
	// Models that the container uses, by key; nil values take all defaults. Short syntax: a
	// list of keys. container_spec.md#models
	Models map[string]*ServiceModel `yaml:"models"`
	// NetworkMode replaces Networks: none, host, service:NAME, container:NAME.
	// container_spec.md#network_mode
	NetworkMode string `yaml:"network_mode"`
	// Networks joined, by key; nil values take all defaults. Short syntax: a list of keys.
	// Default: the network "default". container_spec.md#networks
	Networks map[string]*ServiceNetwork `yaml:"networks"`
	// OOMKillDisable keeps the kernel from killing the container when memory runs out.
	// container_spec.md#oom_kill_disable
	OOMKillDisable bool `yaml:"oom_kill_disable"`
	// OOMScoreAdj from -1000 to 1000 is how readily the kernel kills the container when memory
	// runs out. container_spec.md#oom_score_adj
	OOMScoreAdj int64 `yaml:"oom_score_adj"`
	// PID is the process namespace: host, service:NAME, container:NAME. container_spec.md#pid
	PID string `yaml:"pid"`
	// PidsLimit is the most processes that may run; -1 is no limit. container_spec.md#pids_limit
	PidsLimit int64 `yaml:"pids_limit"`
	// Platform that the container runs on: OS[/ARCH[/VARIANT]]. container_spec.md#platform
	Platform string `yaml:"platform"`
	// Privileged gives the container all rights on the host. container_spec.md#privileged
	Privileged bool `yaml:"privileged"`
	// PullPolicy says when the image is pulled: always, never, missing, build, daily, weekly,
	// every_DURATION. Default: missing. container_spec.md#pull_policy
	PullPolicy string `yaml:"pull_policy"`
	// PullRefreshAfter is the age, as a duration, at which the image is pulled again where
	// PullPolicy is refresh.
	PullRefreshAfter string `yaml:"pull_refresh_after"`
	// ReadOnly makes the container's root file system read-only. container_spec.md#read_only
	ReadOnly bool `yaml:"read_only"`
	// Runtime of the container: runc and others. Default: the engine's. container_spec.md#runtime
	Runtime string `yaml:"runtime"`
	// Secrets that the container is granted. Short syntax: the key alone. container_spec.md#secrets
	Secrets []FileReference `yaml:"secrets"`
	// SecurityOpt lists labelling schemes and profiles: "label=user:USER". container_spec.md#security_opt
	SecurityOpt []string `yaml:"security_opt"`
	// ShmSize is the size of /dev/shm. Default 0: the engine's, usually 64 MiB.
	// container_spec.md#shm_size
	ShmSize Bytes `yaml:"shm_size"`
	// StopGracePeriod is how long to wait after StopSignal before killing. Default: 10 s.
	// container_spec.md#stop_grace_period
	StopGracePeriod *Duration `yaml:"stop_grace_period"`
	// StopSignal asks the container to stop. Default: the image's, else SIGTERM.
	// container_spec.md#stop_signal
	StopSignal string `yaml:"stop_signal"`
	// StorageOpt are options of the storage driver: size. container_spec.md#storage_opt
	StorageOpt StringMap `yaml:"storage_opt"`
	// Sysctls are kernel parameters; a list of KEY=VALUE is taken too. container_spec.md#sysctls
	Sysctls Mapping `yaml:"sysctls"`
	// Tmpfs lists temporary file systems, PATH[:OPTIONS]; one may stand alone.
	// container_spec.md#tmpfs
	Tmpfs StringList `yaml:"tmpfs"`
	// Ulimits by name: nofile, nproc. Short syntax: one number for soft and hard.
	// container_spec.md#ulimits
	Ulimits map[string]*Ulimit `yaml:"ulimits"`
	// Umask of the process. Text with a leading 0 or 0o is octal.
	Umask *uint32 `yaml:"umask"`
	// UseAPISocket gives the container the engine's API socket and credentials.
	// container_spec.md#use_api_socket
	UseAPISocket bool `yaml:"use_api_socket"`
	// User that runs the process: USER[:GROUP]. Default: the image's. container_spec.md#user
	User string `yaml:"user"`
	// UserNSMode is the user namespace: host. container_spec.md#userns_mode
	UserNSMode string `yaml:"userns_mode"`
	// UTS is the UTS namespace: host. container_spec.md#uts
	UTS string `yaml:"uts"`
	// Volumes are what is mounted into the container. Short syntax: [SOURCE:]TARGET[:OPTIONS].
	// container_spec.md#volumes
	Volumes []Mount `yaml:"volumes"`
	// VolumesFrom lists services or containers (container:NAME) whose volumes are mounted too,
	// NAME[:ro|rw]. container_spec.md#volumes_from
	VolumesFrom []string `yaml:"volumes_from"`
	// WorkingDir of the process in the container. Default: the image's. container_spec.md#working_dir
	WorkingDir string `yaml:"working_dir"`
}

// BlkioConfig bounds the block IO of a container. container_spec.md#blkio_config
type BlkioConfig struct {
	// Weight from 10 to 1000 among containers that compete for a device. Default: 500.
	Weight uint16 `yaml:"weight"`
	// WeightDevice sets the weight for single devices.
	WeightDevice []WeightDevice `yaml:"weight_device"`
	// DeviceReadBps bounds reading from single devices, in bytes per second.
	DeviceReadBps []ThrottleDevice `yaml:"device_read_bps"`
	// DeviceReadIOps bounds reading from single devices, in operations per second.
	DeviceReadIOps []ThrottleDevice `yaml:"device_read_iops"`
	// DeviceWriteBps bounds writing to single devices, in bytes per second.
	DeviceWriteBps []ThrottleDevice `yaml:"device_write_bps"`
	// DeviceWriteIOps bounds writing to single devices, in operations per second.
	DeviceWriteIOps []ThrottleDevice `yaml:"device_write_iops"`
}

// WeightDevice is the IO weight for one device. container_spec.md#weight_device
type WeightDevice struct {
	// Path of the device.
	Path string `yaml:"path,always" json:"Path"`
	// Weight from 10 to 1000.
	Weight uint16 `yaml:"weight,always" json:"Weight"`
}

// ThrottleDevice is the bound on the IO with one device.
type ThrottleDevice struct {
	// Path of the device.
	Path string `yaml:"path,always" json:"Path"`
	// Rate per second, in bytes or operations.
	Rate Bytes `yaml:"rate,always" json:"Rate"`
}

// CredentialSpec is where the credential of a managed service account comes from; one of its
// attributes is set. container_spec.md#credential_spec
type CredentialSpec struct {
	// Config is the key of the config that holds the credential.
	Config string `yaml:"config"`
	// File in the engine's directory of credentials.
	File string `yaml:"file"`
	// Registry is the name of a value in the Windows registry of the engine's host.
	Registry string `yaml:"registry"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Device is a device of the host that a container sees. container_spec.md#devices
type Device struct {
	// Source is the device on the host, or the name of a CDI device.
	Source string `yaml:"source"`
	// Target is the device in the container. Default: Source.
	Target string `yaml:"target"`
	// Permissions of the container on it: r, w, m. Default: rwm.
	Permissions string `yaml:"permissions"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// EnvFile is a file of environment variables. container_spec.md#env_file
type EnvFile struct {
	// Path of the file.
	Path string `yaml:"path"`
	// Required makes a missing file an error. Default: true.
	Required OptOut `yaml:"required"`
	// Format of the file: raw takes values as they are. Default: variables are expanded.
	Format string `yaml:"format"`
}

// FileReference grants a service a config or a secret. container_spec.md#configs, #secrets
type FileReference struct {
	// Source is the key of the config or secret.
	Source string `yaml:"source"`
	// Target is the path of the file in the container. Default: a secret's source under
	// /run/secrets, a config's under /.
	Target string `yaml:"target"`
	// UID that owns the file, in decimal.
	UID string `yaml:"uid"`
	// GID that owns the file, in decimal.
	GID string `yaml:"gid"`
	// Mode is the file's permissions. Default: 0444.
	Mode *FileMode `yaml:"mode"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Logging is where the output of a container goes. container_spec.md#logging
type Logging struct {
	// Driver that takes the output. Default: the engine's.
	Driver string `yaml:"driver"`
	// Options are passed to the driver as they are.
	Options Options `yaml:"options"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// ServiceModel says how a service gets to know of a model. container_spec.md#models
type ServiceModel struct {
	// EndpointVariable is the environment variable that gets the model's URL. Default: the
	// model's key in upper case with _URL.
	EndpointVariable string `yaml:"endpoint_var"`
	// ModelVariable is the environment variable that gets the model's name. Default: the
	// model's key in upper case with _MODEL.
	ModelVariable string `yaml:"model_var"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// ServiceNetwork says how a container joins a network. container_spec.md#networks
type ServiceNetwork struct {
	// Aliases are further host names of the service on the network. container_spec.md#aliases
	Aliases []string `yaml:"aliases"`
	// DriverOpts are options passed to the driver as they are. container_spec.md#driver_opts
	DriverOpts Options `yaml:"driver_opts"`
	// GatewayPriority: the network with the highest one is the default gateway. Default: 0.
	// container_spec.md#gw_priority
	GatewayPriority int `yaml:"gw_priority"`
	// InterfaceName of the network interface in the container. container_spec.md#interface_name
	InterfaceName string `yaml:"interface_name"`
	// IPv4Address is fixed. container_spec.md#ipv4_address-ipv6_address
	IPv4Address string `yaml:"ipv4_address"`
	// IPv6Address is fixed. container_spec.md#ipv4_address-ipv6_address
	IPv6Address string `yaml:"ipv6_address"`
	// LinkLocalIPs lists link-local addresses. container_spec.md#link_local_ips
	LinkLocalIPs []string `yaml:"link_local_ips"`
	// MACAddress on this network. container_spec.md#mac_address
	MACAddress string `yaml:"mac_address"`
	// Priority: networks are joined from the highest to the lowest. Default: 0.
	// container_spec.md#priority
	Priority int `yaml:"priority"`
	// UseServiceNameAlias makes the service's name a host name on the network. Default: true.
	UseServiceNameAlias *bool `yaml:"use_service_name_alias"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Ulimit is the limit on one resource of a container's processes. container_spec.md#ulimits
type Ulimit struct {
	// Single is the limit where soft and hard were given as one number; else 0.
	Single int `yaml:"single"`
	// Soft limit, which processes may raise up to Hard.
	Soft int `yaml:"soft"`
	// Hard limit.
	Hard int `yaml:"hard"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Mount is something mounted into a container. container_spec.md#volumes
type Mount struct {
	// Type of the mount: volume, bind, tmpfs, image, npipe or cluster.
	Type string `yaml:"type"`
	// Source is a path of the host (bind), the key of a volume, or an image; empty for tmpfs
	// and anonymous volumes.
	Source string `yaml:"source"`
	// Target is the path in the container.
	Target string `yaml:"target"`
	// ReadOnly mounts cannot be written to.
	ReadOnly bool `yaml:"read_only"`
	// Consistency of the mount: consistent, cached, delegated; only some platforms heed it.
	Consistency string `yaml:"consistency"`
	// Bind holds what concerns bind mounts.
	Bind *BindOptions `yaml:"bind"`
	// Volume holds what concerns volumes.
	Volume *VolumeOptions `yaml:"volume"`
	// Tmpfs holds what concerns temporary file systems.
	Tmpfs *TmpfsOptions `yaml:"tmpfs"`
	// Image holds what concerns mounted images.
	Image *ImageOptions `yaml:"image"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// BindOptions concern mounts of type bind.
type BindOptions struct {
	// SELinux relabels the source: z for shared, Z for private.
	SELinux string `yaml:"selinux"`
	// Propagation of mounts beneath: rprivate, private, rshared, shared, rslave, slave.
	Propagation string `yaml:"propagation"`
	// CreateHostPath makes a directory of the source if it does not exist. Default: true.
	CreateHostPath OptOut `yaml:"create_host_path"`
	// Recursive says what becomes of mounts beneath: enabled, disabled, writable, readonly.
	Recursive string `yaml:"recursive"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// VolumeOptions concern mounts of type volume.
type VolumeOptions struct {
	// Labels of the volume, if it is made for this mount.
	Labels Mapping `yaml:"labels"`
	// NoCopy keeps what the image has at the target from being copied into an empty volume.
	NoCopy bool `yaml:"nocopy"`
	// Subpath is the path in the volume to mount instead of its root.
	Subpath string `yaml:"subpath"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// TmpfsOptions concern mounts of type tmpfs.
type TmpfsOptions struct {
	// Size is the most that may be stored. Default 0: no limit.
	Size Bytes `yaml:"size"`
	// Mode is the permissions of the mount's root, as Unix permission bits.
	Mode uint32 `yaml:"mode"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// ImageOptions concern mounts of type image.
type ImageOptions struct {
	// Subpath is the path in the image to mount instead of its root.
	Subpath string `yaml:"subpath"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}
