package model

// Deploy says how the containers of a service are placed and run. deploy.md
type Deploy struct {
	// Mode: replicated, global, replicated-job or global-job. Default: replicated. deploy.md#mode
	Mode string `yaml:"mode"`
	// Replicas is how many containers run. Default: 1. deploy.md#replicas
	Replicas *int `yaml:"replicas"`
	// Labels of the service, not of its containers. deploy.md#labels
	Labels Labels `yaml:"labels"`
	// UpdateConfig says how containers are replaced on an update. deploy.md#update_config
	UpdateConfig *UpdateConfig `yaml:"update_config"`
	// RollbackConfig says how a failed update is taken back. deploy.md#rollback_config
	RollbackConfig *UpdateConfig `yaml:"rollback_config"`
	// Resources that containers are bounded to and promised. deploy.md#resources
	Resources Resources `yaml:"resources"`
	// RestartPolicy says whether and when containers that ended are started again.
	// deploy.md#restart_policy
	RestartPolicy *RestartPolicy `yaml:"restart_policy"`
	// Placement says which nodes containers may run on. deploy.md#placement
	Placement Placement `yaml:"placement"`
	// EndpointMode is how clients reach the service: vip or dnsrr. Default: the platform's.
	// deploy.md#endpoint_mode
	EndpointMode string `yaml:"endpoint_mode"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// UpdateConfig is how containers are replaced on an update or a rollback. deploy.md#update_config
type UpdateConfig struct {
	// Parallelism is how many containers are replaced at a time; 0 means all. Default: 1.
	Parallelism *uint64 `yaml:"parallelism"`
	// Delay between one group of containers and the next.
	Delay Duration `yaml:"delay"`
	// FailureAction: continue, pause, or (of updates) rollback. Default: pause.
	FailureAction string `yaml:"failure_action"`
	// Monitor is how long a new container is watched for failure.
	Monitor Duration `yaml:"monitor"`
	// MaxFailureRatio is the part of containers that may fail, from 0 to 1.
	MaxFailureRatio float32 `yaml:"max_failure_ratio"`
	// Order: stop-first or start-first. Default: stop-first.
	Order string `yaml:"order"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Resources are the limits and reservations of a service's containers. deploy.md#resources
type Resources struct {
	// Limits must not be exceeded.
	Limits *Resource `yaml:"limits"`
	// Reservations are guaranteed.
	Reservations *Resource `yaml:"reservations"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Resource is a set of amounts. deploy.md#resources
type Resource struct {
	// CPUs is a number of processors, in fractions. deploy.md#cpus
	CPUs CPUs `yaml:"cpus"`
	// Memory in bytes. deploy.md#memory
	Memory Bytes `yaml:"memory"`
	// Pids is a number of processes. deploy.md#pids
	Pids int64 `yaml:"pids"`
	// Devices reserved. deploy.md#devices
	Devices []DeviceRequest `yaml:"devices"`
	// GenericResources are amounts of what the platform's administrator defined.
	GenericResources []GenericResource `yaml:"generic_resources"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// DeviceRequest asks for devices by what they can do. deploy.md#devices
type DeviceRequest struct {
	// Capabilities that the devices must have: gpu, tpu. deploy.md#capabilities
	Capabilities []string `yaml:"capabilities"`
	// Driver of the devices. deploy.md#driver
	Driver string `yaml:"driver"`
	// Count of devices; -1 means all. Default: all, unless IDs are given. deploy.md#count
	Count DeviceCount `yaml:"count"`
	// IDs of the very devices wanted. deploy.md#device_ids
	IDs []string `yaml:"device_ids"`
	// Options are passed to the driver as they are. deploy.md#options
	Options Mapping `yaml:"options"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// GenericResource is an amount of something that the platform's administrator defined.
type GenericResource struct {
	// Discrete is an amount in whole numbers.
	Discrete *DiscreteResource `yaml:"discrete_resource_spec"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// DiscreteResource is an amount in whole numbers of some kind of thing.
type DiscreteResource struct {
	// Kind of the thing.
	Kind string `yaml:"kind,always"`
	// Value is how many.
	Value int64 `yaml:"value,always"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// RestartPolicy says whether and when containers that ended are started again.
// deploy.md#restart_policy
type RestartPolicy struct {
	// Condition: none, on-failure or any. Default: any.
	Condition string `yaml:"condition"`
	// Delay before a restart. Default: 0 s.
	Delay *Duration `yaml:"delay"`
	// MaxAttempts is how often to try. Default: for ever.
	MaxAttempts *uint64 `yaml:"max_attempts"`
	// Window is how long a container must run for the restart to count as a success.
	Window *Duration `yaml:"window"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Placement says which nodes containers may run on. deploy.md#placement
type Placement struct {
	// Constraints that a node must meet: "node.labels.disktype==ssd". deploy.md#constraints
	Constraints []string `yaml:"constraints"`
	// Preferences among the nodes that do. deploy.md#preferences
	Preferences []PlacementPreference `yaml:"preferences"`
	// MaxReplicas on one node. Default 0: no limit.
	MaxReplicas uint64 `yaml:"max_replicas_per_node"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// PlacementPreference is a wish for the choice among nodes. deploy.md#preferences
type PlacementPreference struct {
	// Spread containers evenly over the values of a label.
	Spread string `yaml:"spread"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}
