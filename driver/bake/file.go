package bake

import (
	"bytes"
	"encoding/json"
	"strings"
)

// File is a file for bake. Its strings are what they mean: that bake reads strings as templates is the concern of how a
// file is written, which is as JSON, in one order each time.
type File struct {
	// Groups of targets by name: default has those that are built.
	Groups map[string]Group `json:"group"`
	// Targets by name.
	Targets map[string]Target `json:"target"`
	// Warnings tell what could not be said in the file. They are not part of it.
	Warnings []string `json:"-"`
}

// Group is what is built together.
type Group struct {
	// Targets are their names, sorted.
	Targets []string `json:"targets"`
}

// Target is a build. Attributes have bake's names; those that are empty are left out.
type Target struct {
	// Context is an absolute directory, or the URL of what the build sees.
	Context string `json:"context,omitempty"`
	// Contexts are further contexts by name: directories, URLs, and targets as target:NAME.
	Contexts map[string]string `json:"contexts,omitempty"`
	// Dockerfile is an absolute path, or one in a context that is a URL.
	Dockerfile       string            `json:"dockerfile,omitempty"`
	DockerfileInline string            `json:"dockerfile-inline,omitempty"`
	Args             map[string]string `json:"args,omitempty"`
	Labels           map[string]string `json:"labels,omitempty"`
	// Tags of the image; the last is the name by which the service runs it.
	Tags      []string `json:"tags,omitempty"`
	CacheFrom []string `json:"cache-from,omitempty"`
	CacheTo   []string `json:"cache-to,omitempty"`
	Target    string   `json:"target,omitempty"` // the stage
	// Secrets are lists of fields as CSV has them: id, type, and env or src.
	Secrets []string `json:"secret,omitempty"`
	// SSH are agents and keys, ID[=PATH].
	SSH           []string `json:"ssh,omitempty"`
	Platforms     []string `json:"platforms,omitempty"`
	Pull          bool     `json:"pull,omitempty"`
	NoCache       bool     `json:"no-cache,omitempty"`
	NetworkMode   string   `json:"network,omitempty"`
	NoCacheFilter []string `json:"no-cache-filter,omitempty"`
	ShmSize       int64    `json:"shm-size,omitempty,string"`
	// Ulimits are NAME=LIMIT or NAME=SOFT:HARD, sorted.
	Ulimits      []string `json:"ulimits,omitempty"`
	Entitlements []string `json:"entitlements,omitempty"`
	// ExtraHosts are addresses by host name, with commas between several.
	ExtraHosts map[string]string `json:"extra-hosts,omitempty"`
	// Outputs say where the image goes: to the engine, or to its registry.
	Outputs []string `json:"output,omitempty"`
	// Attest are attestations, each a list of fields as CSV has them that begins with its type.
	Attest []string `json:"attest,omitempty"`
	// Resources that a step of the build may use. Builds whose memory is not bounded have none.
	Resources *Resources `json:"resources,omitempty"`
}

// Resources are bounds of what a step of a build may use.
type Resources struct {
	Memory int64 `json:"memory,omitempty,string"` // bytes
}

// MarshalJSON writes a file so that bake reads its strings as they are.
func (f *File) MarshalJSON() ([]byte, error) {
	type plain File
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode((*plain)(f)); err != nil {
		return nil, err
	}
	// Between the strings of a text of JSON no brace comes after one of these signs.
	return []byte(strings.NewReplacer("${", "$${", "%{", "%%{").Replace(b.String())), nil
}
