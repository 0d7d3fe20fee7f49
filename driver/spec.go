package driver

import "time"

// ContainerSpec is all that an engine needs to know to create a container, in the engine's terms:
// what the attributes of a service come to. It is plain data. Zero values leave a thing to the
// image or the engine; where zero and unset differ, the field is a pointer or its comment says so.
//
// A service's containers are compared field by field with what an engine tells of existing ones,
// so lists that have no order are sorted.
type ContainerSpec struct {
	Image    string `json:"image"`
	Platform string `json:"platform,omitempty"` // OS/ARCH[/VARIANT]

	// Command and Entrypoint: nil is the image's, empty is none.
	Command    []string `json:"command"`
	Entrypoint []string `json:"entrypoint"`
	// Env are variables as KEY=VALUE, or KEY alone to unset one of the image.
	Env         []string     `json:"env,omitempty"`
	Labels      Labels       `json:"labels,omitempty"`
	Annotations Labels       `json:"annotations,omitempty"`
	WorkingDir  string       `json:"workingDir,omitempty"`
	User        string       `json:"user,omitempty"`
	Hostname    string       `json:"hostname,omitempty"`
	Domainname  string       `json:"domainname,omitempty"`
	TTY         bool         `json:"tty,omitempty"`
	Stdin       bool         `json:"stdin,omitempty"`     // keep it open
	StdinOnce   bool         `json:"stdinOnce,omitempty"` // close it when the first client leaves
	StopSignal  string       `json:"stopSignal,omitempty"`
	StopTimeout *int         `json:"stopTimeout,omitempty"` // seconds
	Healthcheck *Healthcheck `json:"healthcheck,omitempty"`
	// Restart policy.
	Restart    RestartPolicy `json:"restart,omitzero"`
	AutoRemove bool          `json:"autoRemove,omitempty"`
	Init       *bool         `json:"init,omitempty"`

	// Namespaces: "", host, none, container:ID and what else the engine knows. NetworkMode is
	// the name of the first network where the container is on networks.
	NetworkMode     string `json:"networkMode,omitempty"`
	NetworkDisabled bool   `json:"networkDisabled,omitempty"`
	PidMode         string `json:"pidMode,omitempty"`
	IpcMode         string `json:"ipcMode,omitempty"`
	UTSMode         string `json:"utsMode,omitempty"`
	UsernsMode      string `json:"usernsMode,omitempty"`
	CgroupnsMode    string `json:"cgroupnsMode,omitempty"`
	CgroupParent    string `json:"cgroupParent,omitempty"`

	// Networks that the container joins when it is created, by name of the network.
	Networks map[string]Endpoint `json:"networks,omitempty"`
	// Exposed ports, PORT/PROTOCOL, sorted.
	Exposed []string `json:"exposed,omitempty"`
	// Ports published, by PORT/PROTOCOL.
	Ports      map[string][]PortBinding `json:"ports,omitempty"`
	DNS        []string                 `json:"dns,omitempty"`
	DNSOptions []string                 `json:"dnsOptions,omitempty"`
	DNSSearch  []string                 `json:"dnsSearch,omitempty"`
	ExtraHosts []string                 `json:"extraHosts,omitempty"` // HOST:ADDRESS
	Links      []string                 `json:"links,omitempty"`      // CONTAINER:ALIAS, for the default bridge

	// Binds are SOURCE:TARGET[:OPTIONS], Mounts what that form cannot say.
	Binds       []string          `json:"binds,omitempty"`
	Mounts      []Mount           `json:"mounts,omitempty"`
	Tmpfs       map[string]string `json:"tmpfs,omitempty"` // options by target
	VolumesFrom []string          `json:"volumesFrom,omitempty"`
	// Volumes are targets that get a volume without a name.
	Volumes    []string          `json:"volumes,omitempty"`
	ReadOnly   bool              `json:"readOnly,omitempty"` // the root file system
	ShmSize    int64             `json:"shmSize,omitempty"`  // bytes
	StorageOpt map[string]string `json:"storageOpt,omitempty"`

	Privileged  bool     `json:"privileged,omitempty"`
	CapAdd      []string `json:"capAdd,omitempty"`
	CapDrop     []string `json:"capDrop,omitempty"`
	SecurityOpt []string `json:"securityOpt,omitempty"`
	GroupAdd    []string `json:"groupAdd,omitempty"`
	// Unconfined shows the system paths that engines hide otherwise.
	Unconfined bool              `json:"unconfined,omitempty"`
	Sysctls    map[string]string `json:"sysctls,omitempty"`
	Runtime    string            `json:"runtime,omitempty"`
	Isolation  string            `json:"isolation,omitempty"`
	Umask      *uint32           `json:"umask,omitempty"`
	LogDriver  string            `json:"logDriver,omitempty"`
	LogOptions map[string]string `json:"logOptions,omitempty"`

	Resources Resources `json:"resources,omitzero"`
}

// Healthcheck is how an engine finds out whether a container is well. Zero values are the
// image's or the engine's.
type Healthcheck struct {
	// Test: NONE, or CMD and words, or CMD-SHELL and a line; empty is the image's.
	Test          []string      `json:"test,omitempty"`
	Interval      time.Duration `json:"interval,omitempty"`
	Timeout       time.Duration `json:"timeout,omitempty"`
	StartPeriod   time.Duration `json:"startPeriod,omitempty"`
	StartInterval time.Duration `json:"startInterval,omitempty"`
	Retries       int           `json:"retries,omitempty"`
}

// RestartPolicy says whether a container that ended is started again.
type RestartPolicy struct {
	Name    string `json:"name,omitempty"`    // "" or no, always, on-failure, unless-stopped
	Retries int    `json:"retries,omitempty"` // with on-failure; 0 is no bound
}

// Endpoint is how a container is attached to a network.
type Endpoint struct {
	Aliases       []string          `json:"aliases,omitempty"`
	Links         []string          `json:"links,omitempty"` // CONTAINER:ALIAS
	IPv4          string            `json:"ipv4,omitempty"`
	IPv6          string            `json:"ipv6,omitempty"`
	LinkLocal     []string          `json:"linkLocal,omitempty"`
	MAC           string            `json:"mac,omitempty"`
	DriverOpts    map[string]string `json:"driverOpts,omitempty"`
	GwPriority    int               `json:"gwPriority,omitempty"`
	InterfaceName string            `json:"interfaceName,omitempty"`
}

// PortBinding is where a port is published.
type PortBinding struct {
	HostIP string `json:"hostIP,omitempty"`
	Port   string `json:"port,omitempty"` // a number, or a range START-END to choose from; "" any
}

// Mount is something to mount.
type Mount struct {
	Type     string `json:"type"` // bind, volume, tmpfs, image, npipe, cluster
	Source   string `json:"source,omitempty"`
	Target   string `json:"target"`
	ReadOnly bool   `json:"readOnly,omitempty"`
	// Consistency of a bind: consistent, cached, delegated.
	Consistency string `json:"consistency,omitempty"`
	// Of a bind.
	Propagation    string `json:"propagation,omitempty"`
	CreateHostPath bool   `json:"createHostPath,omitempty"`
	NonRecursive   bool   `json:"nonRecursive,omitempty"`
	RecursiveRO    string `json:"recursiveRO,omitempty"` // "", writable, readonly
	// Of a volume.
	NoCopy        bool              `json:"noCopy,omitempty"`
	Labels        Labels            `json:"labels,omitempty"`
	Subpath       string            `json:"subpath,omitempty"`
	Driver        string            `json:"driver,omitempty"`
	DriverOptions map[string]string `json:"driverOptions,omitempty"`
	// Of a tmpfs.
	TmpfsSize int64  `json:"tmpfsSize,omitempty"`
	TmpfsMode uint32 `json:"tmpfsMode,omitempty"`
}

// Resources bound what a container may use.
type Resources struct {
	NanoCPUs           int64           `json:"nanoCPUs,omitempty"` // billionths of a processor
	CPUCount           int64           `json:"cpuCount,omitempty"`
	CPUPercent         int64           `json:"cpuPercent,omitempty"`
	CPUPeriod          int64           `json:"cpuPeriod,omitempty"` // microseconds
	CPUQuota           int64           `json:"cpuQuota,omitempty"`  // microseconds
	CPURealtimePeriod  int64           `json:"cpuRealtimePeriod,omitempty"`
	CPURealtimeRuntime int64           `json:"cpuRealtimeRuntime,omitempty"`
	CPUShares          int64           `json:"cpuShares,omitempty"`
	CPUSet             string          `json:"cpuset,omitempty"`
	Memory             int64           `json:"memory,omitempty"` // bytes
	MemoryReservation  int64           `json:"memoryReservation,omitempty"`
	MemorySwap         int64           `json:"memorySwap,omitempty"`
	MemorySwappiness   *int64          `json:"memorySwappiness,omitempty"`
	OomKillDisable     bool            `json:"oomKillDisable,omitempty"`
	OomScoreAdj        int             `json:"oomScoreAdj,omitempty"`
	PidsLimit          int64           `json:"pidsLimit,omitempty"`
	BlkioWeight        uint16          `json:"blkioWeight,omitempty"`
	BlkioWeightDevice  []BlkioWeight   `json:"blkioWeightDevice,omitempty"`
	BlkioReadBps       []BlkioRate     `json:"blkioReadBps,omitempty"`
	BlkioReadIOps      []BlkioRate     `json:"blkioReadIOps,omitempty"`
	BlkioWriteBps      []BlkioRate     `json:"blkioWriteBps,omitempty"`
	BlkioWriteIOps     []BlkioRate     `json:"blkioWriteIOps,omitempty"`
	Ulimits            []Ulimit        `json:"ulimits,omitempty"` // by name
	Devices            []DeviceMapping `json:"devices,omitempty"`
	DeviceCgroupRules  []string        `json:"deviceCgroupRules,omitempty"`
	DeviceRequests     []DeviceRequest `json:"deviceRequests,omitempty"`
}

// BlkioWeight is the share of a device's bandwidth.
type BlkioWeight struct {
	Path   string `json:"path"`
	Weight uint16 `json:"weight"`
}

// BlkioRate is a bound on the use of a device, in bytes or operations a second.
type BlkioRate struct {
	Path string `json:"path"`
	Rate uint64 `json:"rate"`
}

// Ulimit is a limit of processes.
type Ulimit struct {
	Name string `json:"name"`
	Soft int64  `json:"soft"`
	Hard int64  `json:"hard"`
}

// DeviceMapping gives a device of the host to a container.
type DeviceMapping struct {
	Source      string `json:"source"`
	Target      string `json:"target"`
	Permissions string `json:"permissions"` // of r, w, m
}

// DeviceRequest asks a device driver for devices.
type DeviceRequest struct {
	Driver       string            `json:"driver,omitempty"`
	Count        int               `json:"count,omitempty"` // -1: all
	IDs          []string          `json:"ids,omitempty"`
	Capabilities [][]string        `json:"capabilities,omitempty"`
	Options      map[string]string `json:"options,omitempty"`
}

// NetworkSpec is what a network is created with.
type NetworkSpec struct {
	Name        string            `json:"name"`
	Driver      string            `json:"driver,omitempty"`
	Options     map[string]string `json:"options,omitempty"`
	Internal    bool              `json:"internal,omitempty"`
	Attachable  bool              `json:"attachable,omitempty"`
	EnableIPv4  *bool             `json:"enableIPv4,omitempty"`
	EnableIPv6  *bool             `json:"enableIPv6,omitempty"`
	IPAMDriver  string            `json:"ipamDriver,omitempty"`
	IPAMOptions map[string]string `json:"ipamOptions,omitempty"`
	Pools       []Pool            `json:"pools,omitempty"`
	Labels      Labels            `json:"labels,omitempty"`
}

// Pool is a pool of addresses of a network.
type Pool struct {
	Subnet    string            `json:"subnet,omitempty"`
	Range     string            `json:"range,omitempty"`
	Gateway   string            `json:"gateway,omitempty"`
	Auxiliary map[string]string `json:"auxiliary,omitempty"` // addresses in use, by host name
}

// VolumeSpec is what a volume is created with.
type VolumeSpec struct {
	Name    string            `json:"name"`
	Driver  string            `json:"driver,omitempty"`
	Options map[string]string `json:"options,omitempty"`
	Labels  Labels            `json:"labels,omitempty"`
}

// ImageContext begins a context of a build that is an image; its reference follows.
const ImageContext = "docker-image://"

// BuildSpec is what an image is built from. Names are those of the attributes of build.
type BuildSpec struct {
	// Service whose image it is, for messages.
	Service string `json:"service"`
	// Tags of the image; the first is its name.
	Tags             []string           `json:"tags"`
	Context          string             `json:"context"` // directory, or URL
	Dockerfile       string             `json:"dockerfile,omitempty"`
	DockerfileInline string             `json:"dockerfileInline,omitempty"`
	Args             map[string]*string `json:"args,omitempty"`
	Target           string             `json:"target,omitempty"`
	Labels           Labels             `json:"labels,omitempty"`
	CacheFrom        []string           `json:"cacheFrom,omitempty"`
	CacheTo          []string           `json:"cacheTo,omitempty"`
	NoCache          bool               `json:"noCache,omitempty"`
	Pull             bool               `json:"pull,omitempty"`
	Network          string             `json:"network,omitempty"`
	ExtraHosts       []string           `json:"extraHosts,omitempty"`
	ShmSize          int64              `json:"shmSize,omitempty"`
	Ulimits          []Ulimit           `json:"ulimits,omitempty"`
	Isolation        string             `json:"isolation,omitempty"`
	// Memory that a step of the build may use, in bytes; 0 is no limit. BuildKit has none.
	Memory     int64    `json:"memory,omitempty"`
	Platforms  []string `json:"platforms,omitempty"`
	Privileged bool     `json:"privileged,omitempty"`
	// Contexts are further contexts by name: directories and URLs; "service:NAME" stands for that
	// service's image, and ImageContext and a reference for any.
	Contexts map[string]string `json:"contexts,omitempty"`
	// SSH are the keys that a build may use, ID[=PATH].
	SSH     []string      `json:"ssh,omitempty"`
	Secrets []BuildSecret `json:"secrets,omitempty"`
	// Provenance and SBOM are attestations that the image gets, Entitlements what the build may do beyond the ordinary,
	// and NoCacheFilter stages that are built anew: all of them for engines with Caps.BuildKit only.
	Provenance    string   `json:"provenance,omitempty"`
	SBOM          string   `json:"sbom,omitempty"`
	Entitlements  []string `json:"entitlements,omitempty"`
	NoCacheFilter []string `json:"noCacheFilter,omitempty"`
}

// BuildSecret is a secret that a build is granted.
type BuildSecret struct {
	// ID by which the build asks for it.
	ID string `json:"id"`
	// File that has it; "" if Content does.
	File string `json:"file,omitempty"`
	// Source says where Content comes from, secrets.KEY. A plan holds no content.
	Source  string `json:"source,omitempty"`
	Content []byte `json:"-"`
}
