package driver

import (
	"strconv"
	"time"
)

// State is a snapshot of what an engine has of a project, and of what was asked for besides.
type State struct {
	// Containers by name, those of hooks and one-off ones included.
	Containers []Container `json:"containers,omitempty"`
	// Networks by name; several may have the same name.
	Networks []Network `json:"networks,omitempty"`
	// Volumes by name.
	Volumes []Volume `json:"volumes,omitempty"`
	// Images by the reference that the Selector had, or that it asked for with ProjectImages.
	Images map[string]Image `json:"images,omitempty"`
}

// AddImages is for drivers: it adds images as Selector.ProjectImages asks for them.
func (s *State) AddImages(list []Image) {
	known := map[string]bool{}
	for _, i := range s.Images {
		known[i.ID] = true
	}
	for _, i := range list {
		if known[i.ID] || len(i.Tags) == 0 && !i.Dangling {
			continue
		}
		if s.Images == nil {
			s.Images = map[string]Image{}
		}
		name, _ := i.Name()
		s.Images[name] = i
	}
}

// Labels are labels of a container, network, volume or image, by key.
type Labels map[string]string

// Status is the state of a container.
type Status string

// The states of containers.
const (
	StatusCreated    Status = "created"
	StatusRunning    Status = "running"
	StatusPaused     Status = "paused"
	StatusRestarting Status = "restarting"
	StatusRemoving   Status = "removing"
	StatusExited     Status = "exited"
	StatusDead       Status = "dead"
)

// Health is what a container's health check found.
type Health string

// The results of health checks. HealthNone: there is no check.
const (
	HealthNone      Health = ""
	HealthStarting  Health = "starting"
	HealthHealthy   Health = "healthy"
	HealthUnhealthy Health = "unhealthy"
)

// Container is a container as it is.
type Container struct {
	ID     string `json:"id"`
	Name   string `json:"name"` // without the slash in front that engines have
	Labels Labels `json:"labels,omitempty"`
	Status Status `json:"status"`
	Health Health `json:"health,omitempty"`
	// ExitCode of the last run, if the container is exited.
	ExitCode int `json:"exitCode,omitempty"`
	// Created, Started and Finished are zero if unknown or not yet.
	Created  time.Time `json:"created,omitzero"`
	Started  time.Time `json:"started,omitzero"`
	Finished time.Time `json:"finished,omitzero"`
	// StatusText is the engine's own phrase: "Up 5 minutes (healthy)".
	StatusText string `json:"statusText,omitempty"`
	// Image is the reference that it was created with, ImageID what that was then.
	Image   string `json:"image"`
	ImageID string `json:"imageID,omitempty"`
	// Command is entrypoint and command in one line, as the engine shows it.
	Command string `json:"command,omitempty"`
	// Networks that it is attached to, by name.
	Networks []Attachment `json:"networks,omitempty"`
	// Mounts by target.
	Mounts []MountPoint `json:"mounts,omitempty"`
	// Ports that it exposes or publishes, in the engine's order.
	Ports []PortPoint `json:"ports,omitempty"`
	// Size of the writable layer and of the whole in bytes, if asked for.
	SizeRw, SizeRootFs int64 `json:",omitempty"`
	// Spec is what the container was created with, if the Selector asked for it. What the
	// image contributed is part of it: an engine does not tell the two apart.
	Spec *ContainerSpec `json:"spec,omitempty"`
}

// Service is the name of the service that the container belongs to; "" for none.
func (c *Container) Service() string { return c.Labels[LabelService] }

// Number is the container's number in its service, from 1; 0 if it has none.
func (c *Container) Number() int {
	n, _ := strconv.Atoi(c.Labels[LabelNumber])
	return n
}

// OneOff reports whether the container was made by the command run.
func (c *Container) OneOff() bool { return c.Labels[LabelOneOff] == "True" }

// Hash is the hash of the configuration that the container was made with. docker compose sees
// no container without one.
func (c *Container) Hash() string { return c.Labels[LabelConfigHash] }

// Attachment is a container's place on a network.
type Attachment struct {
	// ID and Name of the network.
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
	// Endpoint is how the container was attached, as far as the engine tells.
	Endpoint
	// IPAddress and IPv6Address that the container has now.
	IPAddress   string `json:"ipAddress,omitempty"`
	IPv6Address string `json:"ipv6Address,omitempty"`
}

// MountPoint is something mounted in a container.
type MountPoint struct {
	Type     string `json:"type"`           // bind, volume, tmpfs, image, …
	Name     string `json:"name,omitempty"` // of the volume
	Source   string `json:"source,omitempty"`
	Target   string `json:"target"`
	ReadOnly bool   `json:"readOnly,omitempty"`
}

// PortPoint is a port of a container, published or not.
type PortPoint struct {
	HostIP    string `json:"hostIP,omitempty"`
	Published uint16 `json:"published,omitempty"` // 0: not published
	Target    uint16 `json:"target"`
	Protocol  string `json:"protocol"`
}

// Network is a network as it is.
type Network struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Driver string `json:"driver,omitempty"`
	Scope  string `json:"scope,omitempty"` // local, swarm
	Labels Labels `json:"labels,omitempty"`
	// Spec is what the network could be made anew with, addresses that the engine chose included, if the
	// Selector asked for it.
	Spec *NetworkSpec `json:"spec,omitempty"`
}

// Volume is a volume as it is.
type Volume struct {
	Name       string `json:"name"`
	Driver     string `json:"driver,omitempty"`
	Mountpoint string `json:"mountpoint,omitempty"`
	Labels     Labels `json:"labels,omitempty"`
}

// Image is an image as it is.
type Image struct {
	ID string `json:"id"`
	// Digest is what docker compose labels containers with: of the manifest for the engine's
	// platform where the engine tells it, else ID.
	Digest string `json:"digest"`
	// Tags and RepoDigests are its references.
	Tags        []string `json:"tags,omitempty"`
	RepoDigests []string `json:"repoDigests,omitempty"`
	// Dangling, of images that were listed: the engine takes it for one that has lost its names. One that was pulled by
	// its digest has no tag either, but need not be dangling.
	Dangling bool `json:"dangling,omitempty"`
	// OS, Arch and Variant of the platform it is for.
	OS      string `json:"os,omitempty"`
	Arch    string `json:"arch,omitempty"`
	Variant string `json:"variant,omitempty"`
	// Size in bytes; Created and LastTagged are zero if unknown.
	Size       int64     `json:"size,omitempty"`
	Created    time.Time `json:"created,omitzero"`
	LastTagged time.Time `json:"lastTagged,omitzero"`
	Labels     Labels    `json:"labels,omitempty"`
	// Config is what the image gives to containers that do not say otherwise.
	Config ImageConfig `json:"config"`
}

// Name is what an image is called that nobody asked for by a reference: its first tag, or its ID if it is not tagged.
func (i *Image) Name() (name string, tagged bool) {
	if len(i.Tags) > 0 {
		return i.Tags[0], true
	}
	return i.ID, false
}

// ImageConfig are the defaults that an image has for its containers.
type ImageConfig struct {
	Env         []string     `json:"env,omitempty"`
	Command     []string     `json:"command,omitempty"`
	Entrypoint  []string     `json:"entrypoint,omitempty"`
	WorkingDir  string       `json:"workingDir,omitempty"`
	User        string       `json:"user,omitempty"`
	StopSignal  string       `json:"stopSignal,omitempty"`
	Exposed     []string     `json:"exposed,omitempty"` // PORT/PROTOCOL
	Volumes     []string     `json:"volumes,omitempty"` // targets
	Healthcheck *Healthcheck `json:"healthcheck,omitempty"`
	Labels      Labels       `json:"labels,omitempty"`
}
