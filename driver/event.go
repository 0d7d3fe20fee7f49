package driver

import "time"

// Event is something that happened to a container, network or volume.
type Event struct {
	// Time of the engine at which it happened.
	Time time.Time `json:"time"`
	// Type of the thing and what happened to it.
	Type   ResourceType `json:"type"`
	Action Action       `json:"action"`
	// ID and Name of the thing.
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Labels of a container.
	Labels Labels `json:"labels,omitempty"`
	// ExitCode with ActionDie.
	ExitCode int `json:"exitCode,omitempty"`
	// Health with ActionHealth.
	Health Health `json:"health,omitempty"`
	// Container is the ID of the container with ActionConnect and ActionDisconnect.
	Container string `json:"container,omitempty"`
	// Attributes are what else the engine told, by its own names.
	Attributes map[string]string `json:"attributes,omitempty"`
}

// ResourceType is a kind of thing that engines have.
type ResourceType string

// The kinds of things.
const (
	TypeContainer ResourceType = "container"
	TypeNetwork   ResourceType = "network"
	TypeVolume    ResourceType = "volume"
	TypeImage     ResourceType = "image"
)

// Action is what happened, in the words of Docker Engine's events.
type Action string

// The actions that executors and commands depend on. An engine may tell of others.
//
// A container that ends by itself: die. By its restart policy: die, start, without restart. Stopped:
// kill, stop and die, the last two in either order; in back-off stop alone. Restarted through the
// engine: kill, stop and die, start, restart. Killed: kill, die. Removed by force: kill, die, destroy.
const (
	ActionCreate     Action = "create"
	ActionStart      Action = "start"
	ActionDie        Action = "die"
	ActionKill       Action = "kill"
	ActionStop       Action = "stop"
	ActionRestart    Action = "restart"
	ActionPause      Action = "pause"
	ActionUnpause    Action = "unpause"
	ActionRename     Action = "rename"
	ActionUpdate     Action = "update"
	ActionDestroy    Action = "destroy"
	ActionHealth     Action = "health_status"
	ActionConnect    Action = "connect"
	ActionDisconnect Action = "disconnect"
)

// Progress is how far an operation has come.
type Progress struct {
	// Part of the work: a layer, a step of a build. Empty for the whole.
	Part string `json:"part,omitempty"`
	// Text says what is being done, or is a line of the work's output.
	Text string `json:"text,omitempty"`
	// Current and Total are bytes; a Total of 0 is unknown.
	Current int64 `json:"current,omitempty"`
	Total   int64 `json:"total,omitempty"`
}
