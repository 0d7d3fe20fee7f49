// Package model owns what a Compose project says, as typed structs, and their way from a
// canonical tree (Decode) and out to YAML and JSON as docker compose prints it (EncodeYAML,
// EncodeJSON). It knows nothing of files, overrides, short syntax or variables: all that is
// done by the time a tree gets here.
//
// Fields hold plain Go values. Where a value was written is not kept in them: look it up by
// its path in the tree that the project was decoded from. Fields are pointers only where unset
// differs from the zero value.
package model

// Project is a whole Compose project: what all its files together say.
//
// Its parts are pointers so that selections of a project share them; treat a Project that you
// did not build yourself as read-only, and change its Clone. Services that have one long list of mounts, ports and the
// like by alias or extends share its items, too, and those whose environment is one env file share its variables.
type Project struct {
	// Name of the project: lower-case letters, digits, "-" and "_". Default: from the
	// environment or the working directory. 04-version-and-name.md
	Name string `yaml:"name"`
	// WorkingDir is the directory that relative paths of the project start from.
	WorkingDir string `yaml:"-"`
	// Services by name, the enabled ones. 05-services.md
	Services map[string]*Service `yaml:"services,always"`
	// Jobs by name, the enabled ones: workloads that run to completion when triggered.
	Jobs map[string]*Job `yaml:"jobs"`
	// Networks by key; the name given to the engine is Network.Name. 06-networks.md
	Networks map[string]*Network `yaml:"networks"`
	// Volumes by key; the name given to the engine is Volume.Name. 07-volumes.md
	Volumes map[string]*Volume `yaml:"volumes"`
	// Secrets by key: sensitive files that services are granted. 09-secrets.md
	Secrets map[string]*Secret `yaml:"secrets"`
	// Configs by key: files that services are granted. 08-configs.md
	Configs map[string]*Config `yaml:"configs"`
	// Models by key: AI models that services use. models.md
	Models map[string]*Model `yaml:"models"`
	// Extensions are the x-* attributes of the top level. 11-extension.md
	Extensions Extensions `yaml:",extensions"`

	// ComposeFiles are the names of the files that the project was loaded from, in order.
	ComposeFiles []string `yaml:"-"`
	// Environment has the project's variables, for programs that hand them on with it; driver/plan looks here before it
	// asks its own Env. A load leaves it nil: loader.Result.Env has what variables were resolved with.
	Environment Mapping `yaml:"-"`
	// DisabledServices are the services that no active profile enables, or that were left
	// out of a selection.
	DisabledServices map[string]*Service `yaml:"-"`
	// DisabledJobs are the jobs that no active profile enables.
	DisabledJobs map[string]*Job `yaml:"-"`
	// Profiles are the active profiles. 15-profiles.md
	Profiles []string `yaml:"-"`
	// Separator stands between the parts of the names of containers and of images that are built
	// and not named, as in PROJECT-SERVICE-1; "" is "-".
	Separator string `yaml:"-"`
}

// Network is a network that services join. 06-networks.md
type Network struct {
	// Name given to the engine. Default: project and key joined by "_"; of an external
	// network the key. 06-networks.md#name
	Name string `yaml:"name"`
	// Driver of the network. Default: the engine's, usually bridge. 06-networks.md#driver
	Driver string `yaml:"driver"`
	// DriverOpts are options passed to the driver as they are. 06-networks.md#driver_opts
	DriverOpts Options `yaml:"driver_opts"`
	// IPAM says how addresses are given out. 06-networks.md#ipam
	IPAM IPAM `yaml:"ipam"`
	// External networks exist already; Compose neither makes nor removes them.
	// 06-networks.md#external
	External bool `yaml:"external"`
	// Internal networks have no way to the outside. 06-networks.md#internal
	Internal bool `yaml:"internal"`
	// Attachable lets containers that are no part of the project join. 06-networks.md#attachable
	Attachable bool `yaml:"attachable"`
	// Labels of the network; a list of KEY=VALUE is taken too. 06-networks.md#labels
	Labels Labels `yaml:"labels"`
	// EnableIPv4 turns IPv4 addresses on or off. Default: the engine's. 06-networks.md#enable_ipv4
	EnableIPv4 *bool `yaml:"enable_ipv4"`
	// EnableIPv6 turns IPv6 addresses on or off. Default: the engine's. 06-networks.md#enable_ipv6
	EnableIPv6 *bool `yaml:"enable_ipv6"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// IPAM is the address management of a network. 06-networks.md#ipam
type IPAM struct {
	// Driver that manages addresses. Default: the engine's.
	Driver string `yaml:"driver"`
	// Config lists the pools of addresses.
	Config []*IPAMPool `yaml:"config"`
	// Options are passed to the driver as they are.
	Options Options `yaml:"options"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// IPAMPool is one pool of addresses of a network. 06-networks.md#ipam
type IPAMPool struct {
	// Subnet in CIDR form. It identifies the pool when files are merged.
	Subnet string `yaml:"subnet"`
	// Gateway is the address of the subnet's gateway.
	Gateway string `yaml:"gateway"`
	// IPRange in CIDR form bounds the addresses given to containers.
	IPRange string `yaml:"ip_range"`
	// AuxiliaryAddresses are addresses in use by others, by host name.
	AuxiliaryAddresses Mapping `yaml:"aux_addresses"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Volume is a store that outlives containers. 07-volumes.md
type Volume struct {
	// Name given to the engine. Default: project and key joined by "_"; of an external
	// volume the key. 07-volumes.md#name
	Name string `yaml:"name"`
	// Driver of the volume. Default: the engine's, usually local. 07-volumes.md#driver
	Driver string `yaml:"driver"`
	// DriverOpts are options passed to the driver as they are. 07-volumes.md#driver_opts
	DriverOpts Options `yaml:"driver_opts"`
	// External volumes exist already; Compose neither makes nor removes them.
	// 07-volumes.md#external
	External bool `yaml:"external"`
	// Labels of the volume; a list of KEY=VALUE is taken too. 07-volumes.md#labels
	Labels Labels `yaml:"labels"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Secret is a sensitive file that services are granted by name. 09-secrets.md
type Secret struct {
	// Name given to the engine. Default: project and key joined by "_".
	Name string `yaml:"name"`
	// File holds the secret. 09-secrets.md
	File string `yaml:"file"`
	// Environment names the variable that holds the secret. 09-secrets.md
	Environment string `yaml:"environment"`
	// Content is the secret itself, where it comes from Environment and the variable is set. It is
	// never encoded unless asked for (Encoding.SecretContent).
	Content string `yaml:"content"`
	// External secrets exist already on the platform.
	External bool `yaml:"external"`
	// Labels of the secret; a list of KEY=VALUE is taken too.
	Labels Labels `yaml:"labels"`
	// Driver that keeps the secret (Swarm).
	Driver string `yaml:"driver"`
	// DriverOpts are options passed to the driver as they are.
	DriverOpts StringMap `yaml:"driver_opts"`
	// TemplateDriver expands the content as a template (Swarm): golang.
	TemplateDriver string `yaml:"template_driver"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Config is a file that services are granted by name. 08-configs.md
type Config struct {
	// Name given to the engine. Default: project and key joined by "_". 08-configs.md
	Name string `yaml:"name"`
	// File holds the content. 08-configs.md
	File string `yaml:"file"`
	// Environment names the variable that holds the content. 08-configs.md
	Environment string `yaml:"environment"`
	// Content is the content itself. Where it comes from Environment it is not encoded.
	// 08-configs.md
	Content string `yaml:"content"`
	// External configs exist already on the platform. 08-configs.md#external
	External bool `yaml:"external"`
	// Labels of the config; a list of KEY=VALUE is taken too.
	Labels Labels `yaml:"labels"`
	// TemplateDriver expands the content as a template (Swarm): golang.
	TemplateDriver string `yaml:"template_driver"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// Model is an AI model that services use. models.md
type Model struct {
	// Name of the model on the runner. Default: the key.
	Name string `yaml:"name"`
	// Model is the artifact to run, as an OCI reference. Required.
	Model string `yaml:"model"`
	// ContextSize is the largest context in tokens. Default 0: the runner's.
	ContextSize int `yaml:"context_size"`
	// RuntimeFlags are passed to the inference engine as they are.
	RuntimeFlags []string `yaml:"runtime_flags"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}
