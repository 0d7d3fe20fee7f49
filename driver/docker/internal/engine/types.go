package engine

import (
	"net/netip"
	"time"

	"github.com/moby/moby/api/types/blkiodev"
	"github.com/moby/moby/api/types/mount"
	"github.com/moby/moby/api/types/network"
)

// The types of this file are what the driver says to an engine and reads of its answers. The engine's own package of
// them is used where it can be: those for containers and images bring regular expressions along
// that every program would compile at its start.

// CreateContainer asks for a container.
type CreateContainer struct {
	Name     string `json:"-"`
	Platform string `json:"-"` // such as linux/arm64; "" is the engine's
	*Config
	HostConfig       *HostConfig
	NetworkingConfig *network.NetworkingConfig `json:",omitempty"`
}

// Created is what has been made.
type Created struct {
	ID       string `json:"Id"`
	Warnings []string
}

// Config is what a container is wherever it runs.
type Config struct {
	Hostname        string
	Domainname      string
	User            string
	AttachStdin     bool
	AttachStdout    bool
	AttachStderr    bool
	ExposedPorts    network.PortSet `json:",omitempty"`
	Tty             bool
	OpenStdin       bool
	StdinOnce       bool
	Env             []string
	Cmd             []string
	Healthcheck     *Healthcheck `json:",omitempty"`
	Image           string
	Volumes         map[string]struct{}
	WorkingDir      string
	Entrypoint      []string
	NetworkDisabled bool `json:",omitempty"`
	Labels          map[string]string
	StopSignal      string `json:",omitempty"`
	StopTimeout     *int   `json:",omitempty"` // in seconds
}

// Healthcheck is how an engine finds out whether a container is healthy.
type Healthcheck struct {
	Test          []string      `json:",omitempty"`
	Interval      time.Duration `json:",omitempty"`
	Timeout       time.Duration `json:",omitempty"`
	StartPeriod   time.Duration `json:",omitempty"`
	StartInterval time.Duration `json:",omitempty"`
	Retries       int           `json:",omitempty"`
}

// HostConfig is what a container has of the machine.
type HostConfig struct {
	Binds          []string
	LogConfig      LogConfig
	NetworkMode    string
	PortBindings   network.PortMap
	RestartPolicy  RestartPolicy
	AutoRemove     bool
	VolumesFrom    []string
	Annotations    map[string]string `json:",omitempty"`
	CapAdd         []string
	CapDrop        []string
	CgroupnsMode   string
	DNS            []netip.Addr `json:"Dns"`
	DNSOptions     []string     `json:"DnsOptions"`
	DNSSearch      []string     `json:"DnsSearch"`
	ExtraHosts     []string
	GroupAdd       []string
	IpcMode        string
	Links          []string
	OomScoreAdj    int
	PidMode        string
	Privileged     bool
	ReadonlyRootfs bool
	SecurityOpt    []string
	StorageOpt     map[string]string `json:",omitempty"`
	Tmpfs          map[string]string `json:",omitempty"`
	UTSMode        string
	UsernsMode     string
	ShmSize        int64
	Sysctls        map[string]string `json:",omitempty"`
	Runtime        string            `json:",omitempty"`
	Isolation      string
	Resources
	Mounts        []mount.Mount `json:",omitempty"`
	MaskedPaths   []string
	ReadonlyPaths []string
	Init          *bool   `json:",omitempty"`
	Umask         *uint32 `json:",omitempty"`
}

// LogConfig is where a container's output goes.
type LogConfig struct {
	Type   string
	Config map[string]string
}

// RestartPolicy is when an engine starts a container again.
type RestartPolicy struct {
	Name              string
	MaximumRetryCount int
}

// Resources are what a container may take.
type Resources struct {
	CPUShares            int64 `json:"CpuShares"`
	Memory               int64
	NanoCPUs             int64 `json:"NanoCpus"`
	CgroupParent         string
	BlkioWeight          uint16
	BlkioWeightDevice    []*blkiodev.WeightDevice
	BlkioDeviceReadBps   []*blkiodev.ThrottleDevice
	BlkioDeviceWriteBps  []*blkiodev.ThrottleDevice
	BlkioDeviceReadIOps  []*blkiodev.ThrottleDevice
	BlkioDeviceWriteIOps []*blkiodev.ThrottleDevice
	CPUPeriod            int64 `json:"CpuPeriod"`
	CPUQuota             int64 `json:"CpuQuota"`
	CPURealtimePeriod    int64 `json:"CpuRealtimePeriod"`
	CPURealtimeRuntime   int64 `json:"CpuRealtimeRuntime"`
	CpusetCpus           string
	Devices              []Device
	DeviceCgroupRules    []string
	DeviceRequests       []DeviceRequest
	MemoryReservation    int64
	MemorySwap           int64
	MemorySwappiness     *int64
	OomKillDisable       *bool
	PidsLimit            *int64
	Ulimits              []*Ulimit
	CPUCount             int64 `json:"CpuCount"`
	CPUPercent           int64 `json:"CpuPercent"`
}

// Device is one of the machine's in a container.
type Device struct {
	PathOnHost        string
	PathInContainer   string
	CgroupPermissions string
}

// DeviceRequest asks for devices by what they can do.
type DeviceRequest struct {
	Driver       string
	Count        int
	DeviceIDs    []string
	Capabilities [][]string
	Options      map[string]string
}

// Ulimit is a limit for processes.
type Ulimit struct {
	Name       string
	Hard, Soft int64
}

// UpdateContainer changes what a container may take.
type UpdateContainer struct {
	Resources
	RestartPolicy RestartPolicy
}

// Container is what an inspection tells.
type Container struct {
	ID              string `json:"Id"`
	Name            string
	Created         string
	Image           string
	State           *State
	Config          *Config
	HostConfig      *HostConfig
	NetworkSettings *NetworkSettings
}

// State is what becomes of a container.
type State struct {
	Status     string
	Running    bool
	Restarting bool
	ExitCode   int
	StartedAt  string
	FinishedAt string
	Health     *Health
}

// NoHealthcheck is the health of a container that has no check.
const NoHealthcheck = "none"

// Health is what the last checks found.
type Health struct{ Status string }

// NetworkSettings are the networks that a container is on.
type NetworkSettings struct {
	Networks map[string]*network.EndpointSettings
}

// ContainerSummary is what a list tells of a container.
type ContainerSummary struct {
	ID              string `json:"Id"`
	Names           []string
	Image, ImageID  string
	Command         string
	Created         int64
	Ports           []Port
	SizeRw          int64
	SizeRootFs      int64
	Labels          map[string]string
	State, Status   string
	Health          *Health
	NetworkSettings *NetworkSettings
	Mounts          []MountPoint
}

// Port is one of a container's, published if PublicPort is not 0.
type Port struct {
	IP          netip.Addr
	PrivatePort uint16
	PublicPort  uint16
	Type        string
}

// MountPoint is where a container sees files of somewhere else.
type MountPoint struct {
	Type, Name          string
	Source, Destination string
	RW                  bool
}

// ListContainers selects containers.
type ListContainers struct {
	All     bool // those that do not run, too
	Size    bool // their sizes are told
	Filters Filters
}

// The conditions that WaitContainer waits for.
const (
	NotRunning = "not-running"
	Removed    = "removed"
)

// Ended is how a container ended.
type Ended struct {
	StatusCode int64
	Error      *struct{ Message string }
}

// Stats are a sample of what a container uses, as counts since its start.
type Stats struct {
	Read        time.Time `json:"read"`
	CPUStats    CPUStats  `json:"cpu_stats"`
	PreCPUStats CPUStats  `json:"precpu_stats"` // of the sample before
	MemoryStats struct {
		Usage uint64            `json:"usage"`
		Stats map[string]uint64 `json:"stats"`
		Limit uint64            `json:"limit"`
	} `json:"memory_stats"`
	PidsStats struct {
		Current uint64 `json:"current"`
	} `json:"pids_stats"`
	Networks map[string]struct {
		RxBytes uint64 `json:"rx_bytes"`
		TxBytes uint64 `json:"tx_bytes"`
	} `json:"networks"`
	BlkioStats struct {
		IoServiceBytesRecursive []struct {
			Op    string `json:"op"`
			Value uint64 `json:"value"`
		} `json:"io_service_bytes_recursive"`
	} `json:"blkio_stats"`
}

// CPUStats are of the container's processors and of the machine's.
type CPUStats struct {
	CPUUsage struct {
		TotalUsage  uint64   `json:"total_usage"`
		PercpuUsage []uint64 `json:"percpu_usage"`
	} `json:"cpu_usage"`
	SystemUsage uint64 `json:"system_cpu_usage"`
	OnlineCPUs  uint32 `json:"online_cpus"`
}

// Processes are those of a container, a row each.
type Processes struct {
	Titles    []string
	Processes [][]string
}

// Logs says what to read of a log. Since and Until are times or ages.
type Logs struct {
	Follow, Timestamps bool
	Since, Until       string
	Tail               string // number of lines; "" is all
}

// Attach says which streams of a container to connect with.
type Attach struct {
	Stdin, Stdout, Stderr bool
	DetachKeys            string
}

// CreateExec asks for a command in a container.
type CreateExec struct {
	User         string
	Privileged   bool
	Tty          bool
	AttachStdin  bool
	AttachStdout bool
	AttachStderr bool
	DetachKeys   string
	Env          []string
	WorkingDir   string
	Cmd          []string
	ConsoleSize  *[2]uint16 `json:",omitempty"` // height and width; since 1.42
}

// StartExec is how the command of CreateExec is started.
type StartExec struct {
	Detach, Tty bool
	ConsoleSize *[2]uint16 `json:",omitempty"` // as in CreateExec
}

// Exec is how far a command is.
type Exec struct {
	Running  bool
	ExitCode int
}

// PathStat tells of a path in a container.
type PathStat struct {
	Name       string `json:"name"`
	Mode       uint32 `json:"mode"` // as fs.FileMode
	LinkTarget string `json:"linkTarget"`
}

// Commit asks for an image of a container.
type Commit struct {
	Reference string // "" for none
	Comment   string
	Author    string
	Changes   []string
	NoPause   bool
}

// Image is what an inspection tells.
type Image struct {
	ID           string `json:"Id"`
	RepoTags     []string
	RepoDigests  []string
	Created      string
	Config       *ImageConfig
	Architecture string
	Variant      string
	Os           string
	Size         int64
	Metadata     struct{ LastTagTime time.Time }
	Manifests    []Manifest
}

// ImageConfig is what a container has of its image.
type ImageConfig struct {
	Env          []string
	Cmd          []string
	Entrypoint   []string
	WorkingDir   string
	User         string
	StopSignal   string
	Healthcheck  *Healthcheck
	Labels       map[string]string
	ExposedPorts map[string]struct{}
	Volumes      map[string]struct{}
}

// ImageManifest is the kind of a manifest that is for a platform.
const ImageManifest = "image"

// Manifest is one of those that an image consists of.
type Manifest struct {
	ID        string
	Available bool
	Kind      string
	ImageData *struct {
		Platform struct {
			OS           string `json:"os"`
			Architecture string `json:"architecture"`
		}
	}
}

// Build asks for an image.
type Build struct {
	Version       string // which of the engine's builders
	Session       string // by which BuildKit calls back
	Dockerfile    string
	RemoteContext string
	Tags          []string
	NoCache       bool
	PullParent    bool
	Isolation     string
	NetworkMode   string
	ShmSize       int64
	Memory        int64
	Ulimits       []*Ulimit
	BuildArgs     map[string]*string
	Labels        map[string]string
	ExtraHosts    []string
	CacheFrom     []string
	Target        string
	Platform      string
	Auths         map[string]Auth // by registry
}

// Auth are credentials of a registry.
type Auth struct {
	Username      string `json:"username,omitempty"`
	Password      string `json:"password,omitempty"`
	ServerAddress string `json:"serveraddress,omitempty"`
	IdentityToken string `json:"identitytoken,omitempty"`
}

// Volume is what the engine tells of one.
type Volume struct {
	Name, Driver, Mountpoint string
	Labels                   map[string]string
}

// CreateVolume asks for a volume.
type CreateVolume struct {
	Name       string            `json:",omitempty"`
	Driver     string            `json:",omitempty"`
	DriverOpts map[string]string `json:",omitempty"`
	Labels     map[string]string `json:",omitempty"`
}

// Pong is an engine's answer to the question whether it is there.
type Pong struct {
	// BuilderVersion is that of the builder which the engine prefers.
	BuilderVersion string
}

// ServerVersion is what an engine is.
type ServerVersion struct {
	Version, Os, Arch string
	Components        []struct{ Name string }
}

// Info is how an engine is set up.
type Info struct {
	DefaultRuntime string
	LoggingDriver  string
	CgroupVersion  string
	CgroupDriver   string
	SystemTime     string
}

// Filters select the members of a list: of each kind one must fit, of all kinds.
type Filters map[string][]string
