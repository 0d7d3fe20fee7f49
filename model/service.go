package model

// Service is one service: a container, or several alike, that the project runs. 05-services.md
type Service struct {
	// Name is the service's key in its project. It is not printed.
	Name string `yaml:"-"`
	// Profiles that enable the service; none means always enabled. 05-services.md#profiles
	Profiles []string `yaml:"profiles"`
	// Deploy says how many containers run, where, and with which resources. deploy.md
	Deploy *Deploy `yaml:"deploy"`
	// Develop says what to do when source files change. develop.md
	Develop *Develop `yaml:"develop"`
	// Restart policy of the containers: no, always, on-failure[:N], unless-stopped. Default: no.
	// 05-services.md#restart
	Restart string `yaml:"restart"`
	// Scale is how many containers run. Default: Deploy.Replicas, else 1. 05-services.md#scale
	Scale *int `yaml:"scale"`
	// Attach shows the containers' output on the terminal. Default: true. 05-services.md#attach
	Attach *bool `yaml:"attach"`
	// ContainerName fixes the name of the one container. Default: project, service and number
	// joined by "-". 05-services.md#container_name
	ContainerName string `yaml:"container_name"`
	// Provider runs the service by a program outside Compose. 05-services.md#provider
	Provider *Provider `yaml:"provider"`
	// Extends is the service that this one inherits from; gone after loading.
	// 05-services.md#extends
	Extends *Extends `yaml:"extends"`
	// ExternalLinks are containers outside the project to link to, NAME[:ALIAS].
	// 05-services.md#external_links
	ExternalLinks []string `yaml:"external_links"`
	// Links are services that are reachable under another name too, SERVICE[:ALIAS].
	// 05-services.md#links
	Links []string `yaml:"links"`
	// PreStart are containers that run to completion before the service starts, in order.
	PreStart []PreStartHook `yaml:"pre_start"`
	// PostStart are commands run in each container after it has started.
	// 05-services.md#post_start
	PostStart []Hook `yaml:"post_start"`
	// PreStop are commands run in each container before it is stopped. 05-services.md#pre_stop
	PreStop []Hook `yaml:"pre_stop"`

	ContainerSpec
	WorkloadSpec

	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// WorkloadSpec holds the attributes that services and jobs have besides those of a container.
type WorkloadSpec struct {
	// Build says how the image is made from source. Short syntax: the context alone. build.md
	Build *Build `yaml:"build"`
	// DependsOn are the services to start before this one. Short syntax: a list of names.
	// workload_spec.md#depends_on
	DependsOn map[string]Dependency `yaml:"depends_on"`
	// Expose lists ports that other services may use, PORT[-PORT][/PROTOCOL].
	// workload_spec.md#expose
	Expose StringOrNumberList `yaml:"expose"`
	// Healthcheck says how to find out whether a container is well. workload_spec.md#healthcheck
	Healthcheck *Healthcheck `yaml:"healthcheck"`
	// Ports published on the host. Short syntax: [[ADDRESS:]HOST:]CONTAINER[/PROTOCOL].
	// workload_spec.md#ports
	Ports []Port `yaml:"ports"`
	// StdinOpen keeps the standard input open. workload_spec.md#stdin_open
	StdinOpen bool `yaml:"stdin_open"`
	// TTY gives the container a terminal. workload_spec.md#tty
	TTY bool `yaml:"tty"`
}

// Provider is the program that runs a service in place of the engine. 05-services.md#provider
type Provider struct {
	// Type is the name of the program. Required.
	Type string `yaml:"type"`
	// Options are passed to the program; each may be given several times.
	Options MultiOptions `yaml:"options"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Extends is the service that another one inherits from. 05-services.md#extends
type Extends struct {
	// File that holds the service. Default: the file itself.
	File string `yaml:"file"`
	// Service that is inherited from. Required.
	Service string `yaml:"service"`
}

// The conditions of a Dependency. workload_spec.md#depends_on
const (
	ServiceStarted               = "service_started"
	ServiceHealthy               = "service_healthy"
	ServiceCompletedSuccessfully = "service_completed_successfully"
)

// Dependency is a service that must be ready before another starts. workload_spec.md#depends_on
type Dependency struct {
	// Condition is what ready means: ServiceStarted, ServiceHealthy or
	// ServiceCompletedSuccessfully.
	Condition string `yaml:"condition"`
	// Restart the service after this dependency was updated.
	Restart bool `yaml:"restart"`
	// Required: if false, it is enough to warn when the dependency is missing or not ready.
	// The long syntax's default is true.
	Required bool `yaml:"required,always"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Healthcheck is a command that tells whether a container is well. Unset attributes are as in
// the image. workload_spec.md#healthcheck
type Healthcheck struct {
	// Test is the command: NONE, or CMD and words, or CMD-SHELL and a line for the shell. Short
	// syntax: the line alone.
	Test HealthcheckTest `yaml:"test"`
	// Timeout is how long one run may take. Default: 30 s.
	Timeout *Duration `yaml:"timeout"`
	// Interval between runs. Default: 30 s.
	Interval *Duration `yaml:"interval"`
	// Retries is how many failures in a row make the container unhealthy. Default: 3.
	Retries *uint64 `yaml:"retries"`
	// StartPeriod is the time after the start in which failures do not count. Default: 0 s.
	StartPeriod *Duration `yaml:"start_period"`
	// StartInterval between runs in the start period. Default: 5 s.
	StartInterval *Duration `yaml:"start_interval"`
	// Disable switches the image's health check off.
	Disable bool `yaml:"disable"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Port is a port of a container published on the host. workload_spec.md#ports
type Port struct {
	// Name for people.
	Name string `yaml:"name"`
	// Mode on a Swarm: host for each node, ingress for load balancing. Default: ingress.
	Mode string `yaml:"mode"`
	// HostIP is the address of the host to bind to. Default: all addresses.
	HostIP string `yaml:"host_ip"`
	// Target is the port in the container.
	Target uint32 `yaml:"target"`
	// Published is the port on the host, or a range START-END to choose from. Empty: any free.
	Published string `yaml:"published"`
	// Protocol: tcp, udp or sctp. Default: tcp.
	Protocol string `yaml:"protocol"`
	// AppProtocol is what is spoken on the port, for people and proxies: http.
	AppProtocol string `yaml:"app_protocol"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Hook is a command run in a container at a point of its life. 05-services.md#post_start
type Hook struct {
	// Command to run; a string is split into words as a shell would.
	Command ShellCommand `yaml:"command" json:"command,always"`
	// User that runs it. Default: the service's.
	User string `yaml:"user"`
	// Privileged gives the command all rights on the host.
	Privileged bool `yaml:"privileged"`
	// WorkingDir of the command. Default: the service's.
	WorkingDir string `yaml:"working_dir"`
	// Environment variables of the command besides the container's.
	Environment MappingWithEquals `yaml:"environment"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// PreStartHook is a container that runs to completion before a service starts. What it does
// not set it inherits from the service.
type PreStartHook struct {
	ContainerSpec

	// PerReplica runs the hook once for each container instead of once for the service.
	PerReplica bool `yaml:"per_replica"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Develop says how a service follows changes of its source. develop.md
type Develop struct {
	// Watch lists what to do on changes beneath which path. develop.md#watch
	Watch []Watch `yaml:"watch"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// WatchAction is what to do when a watched file changes. develop.md#action
type WatchAction string

// The actions of a Watch.
const (
	WatchSync        WatchAction = "sync"         // copy the files into the container
	WatchRebuild     WatchAction = "rebuild"      // build the image and make the container anew
	WatchRestart     WatchAction = "restart"      // restart the container
	WatchSyncRestart WatchAction = "sync+restart" // copy the files, then restart
	WatchSyncExec    WatchAction = "sync+exec"    // copy the files, then run Exec in the container
)

// Watch is a rule for changes beneath a path. develop.md#watch
type Watch struct {
	// Path of the host that is watched. Required. develop.md#path
	Path string `yaml:"path,always"`
	// Action to take. Required. develop.md#action
	Action WatchAction `yaml:"action,always"`
	// Target is the path in the container that files are copied to. develop.md#target
	Target string `yaml:"target"`
	// Exec is the command of the action sync+exec. develop.md#exec
	Exec Hook `yaml:"exec"`
	// Include lists patterns of the files that count. Default: all. One may stand alone.
	// develop.md#include
	Include []string `yaml:"include"`
	// Ignore lists patterns of files that do not count. One may stand alone. develop.md#ignore
	Ignore []string `yaml:"ignore"`
	// InitialSync copies the files once before watching. develop.md#initial_sync
	InitialSync bool `yaml:"initial_sync"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Job is a workload that runs to completion when it is triggered.
type Job struct {
	// Name is the job's key in its project. It is not printed.
	Name string `yaml:"-"`
	// Profiles that enable the job; none means always enabled.
	Profiles []string `yaml:"profiles"`
	// Triggers say what starts the job.
	Triggers *Triggers `yaml:"triggers"`

	ContainerSpec
	WorkloadSpec

	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Triggers say what starts a job.
type Triggers struct {
	// Manual: false forbids starting the job by hand, true says that this is how it is meant.
	// Unset allows it.
	Manual *bool `yaml:"manual"`
	// Schedule lists the times at which the job runs. Short syntax of an item: the cron
	// expression alone.
	Schedule []Schedule `yaml:"schedule"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Schedule is a rhythm in which a job runs.
type Schedule struct {
	// Cron is a crontab expression of five fields.
	Cron string `yaml:"cron"`
	// Timezone that Cron is read in, as an IANA name. Default: UTC.
	Timezone string `yaml:"timezone"`
	// Concurrency says what happens when a run is due while another is under way: allow, forbid
	// or replace.
	Concurrency string `yaml:"concurrency"`
	// MissedFires says what happens to runs that were due while nothing could run.
	MissedFires string `yaml:"missed_fires"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}
