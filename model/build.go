package model

import "strings"

// Build says how an image is made from source. build.md
type Build struct {
	// Context is the directory, or the URL of a repository, that the build sees. Default: ".".
	// build.md#context
	Context string `yaml:"context"`
	// Dockerfile is the path of the Dockerfile from Context. Default: Dockerfile.
	// build.md#dockerfile
	Dockerfile string `yaml:"dockerfile"`
	// DockerfileInline is the Dockerfile itself. build.md#dockerfile_inline
	DockerfileInline string `yaml:"dockerfile_inline"`
	// Entitlements lists what the build may do beyond the ordinary. build.md#entitlements
	Entitlements []string `yaml:"entitlements"`
	// Args are the build arguments; a list of KEY[=VALUE] is taken too. build.md#args
	Args MappingWithEquals `yaml:"args"`
	// Provenance is the attestation of how the image was made: true, false or mode=MODE.
	// build.md#provenance
	Provenance string `yaml:"provenance"`
	// SBOM is the attestation of what is in the image: true, false or generator=IMAGE.
	// build.md#sbom
	SBOM string `yaml:"sbom"`
	// SSH are the keys and agents that the build may use. Short syntax: a list of ID[=PATH].
	// build.md#ssh
	SSH SSHConfig `yaml:"ssh"`
	// Labels of the image; a list of KEY=VALUE is taken too. build.md#labels
	Labels Labels `yaml:"labels"`
	// CacheFrom lists where cached layers come from. build.md#cache_from
	CacheFrom StringList `yaml:"cache_from"`
	// CacheTo lists where cached layers go. build.md#cache_to
	CacheTo StringList `yaml:"cache_to"`
	// NoCache builds everything anew. build.md#no_cache
	NoCache bool `yaml:"no_cache"`
	// NoCacheFilter lists the stages to build anew; one may stand alone.
	NoCacheFilter StringList `yaml:"no_cache_filter"`
	// AdditionalContexts are further contexts by name: directories, URLs, docker-image:// or
	// service:NAME. A list of NAME=CONTEXT is taken too. build.md#additional_contexts
	AdditionalContexts Mapping `yaml:"additional_contexts"`
	// Pull the base images even if they are there. build.md#pull
	Pull bool `yaml:"pull"`
	// ExtraHosts are addresses by host name during the build. build.md#extra_hosts
	ExtraHosts HostsList `yaml:"extra_hosts"`
	// Isolation technology of the build's containers. build.md#isolation
	Isolation string `yaml:"isolation"`
	// Network that the build's containers join. build.md#network
	Network string `yaml:"network"`
	// Target is the stage to build. Default: the last. build.md#target
	Target string `yaml:"target"`
	// Secrets that the build is granted. Short syntax: the key alone. build.md#secrets
	Secrets []FileReference `yaml:"secrets"`
	// ShmSize is the size of /dev/shm during the build. Default 0: the builder's.
	// build.md#shm_size
	ShmSize Bytes `yaml:"shm_size"`
	// Tags are further names of the image. build.md#tags
	Tags StringList `yaml:"tags"`
	// Ulimits during the build, by name. build.md#ulimits
	Ulimits map[string]*Ulimit `yaml:"ulimits"`
	// Platforms that the image is built for. build.md#platforms
	Platforms StringList `yaml:"platforms"`
	// Privileged gives the build all rights on the host. build.md#privileged
	Privileged bool `yaml:"privileged"`
	// Extensions are the x-* attributes.
	Extensions Extensions `yaml:",extensions"`
}

// SSHKey is a key or an agent that a build may use. build.md#ssh
type SSHKey struct {
	// ID by which the Dockerfile names it; "default" is the agent.
	ID string `yaml:"id"`
	// Path of the key or of the agent's socket; empty for the default agent.
	Path string `yaml:"path"`
}

// SSHConfig are the keys of a build, ordered by ID. In YAML it is a mapping of IDs to paths.
type SSHConfig []SSHKey

// IsRemoteContext reports whether a build context is no directory but something to be fetched: a URL or a Git
// repository. build.md#context
func IsRemoteContext(context string) bool {
	return strings.Contains(context, "://") || strings.HasPrefix(context, "github.com/") || strings.HasPrefix(context, "git@")
}
