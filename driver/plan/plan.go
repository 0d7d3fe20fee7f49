package plan

import (
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// Plan is what is to be done, in an order that its edges leave open as far as they can. Same
// input, same plan, byte by byte.
type Plan struct {
	// Project that the plan is for.
	Project string `json:"project"`
	// Verb is the command that was planned.
	Verb Verb `json:"verb"`
	// Base is the state that was planned on. On another one the plan may do what nobody has
	// seen or accepted.
	Base Base `json:"base"`
	// Steps in an order in which they could be done one by one.
	Steps []Step `json:"steps"`
	// Risks that the caller must accept before the plan may be carried out.
	Risks []Risk `json:"risks,omitempty"`
	// Rollouts say what failures of the steps that replace containers gradually come to.
	Rollouts []Rollout `json:"rollouts,omitempty"`
	// Warnings for people about what the plan leaves alone.
	Warnings []string `json:"warnings,omitempty"`
	// Skipped are images and services that the plan of a pull or push was asked about and does nothing about.
	Skipped []Skipped `json:"skipped,omitempty"`
}

// Skipped is something that nothing is done about.
type Skipped struct {
	// Subject is what people see it as: "Image nginx", or the name of a service.
	Subject string `json:"subject"`
	// Why for people: "Image can be built"; "" if it needs no reason.
	Why string `json:"why,omitempty"`
}

// Step is one thing to do: an operation of the driver, a call of a provider, something about a
// model, or to wait for something. Exactly one of Op, Provider, Model and Wait is set.
type Step struct {
	// ID is made of the thing and the verb ("web-1/create"), and is the same in every plan in
	// which the same is to be done, so that plans can be compared.
	ID string `json:"id"`
	// After are the IDs of steps that must have succeeded before.
	After []string `json:"after,omitempty"`
	// Settled are the IDs of steps that must be over before, whatever has come of them. Where failures are taken back,
	// they must have succeeded, too.
	Settled []string `json:"settled,omitempty"`
	// Op is the operation to do.
	Op driver.Op `json:"op,omitempty"`
	// Provider is what the program is asked to do that runs Service in place of the engine.
	Provider *ProviderCall `json:"provider,omitempty"`
	// Model is what is to be done about an AI model, which runs beside the engine.
	Model *ModelCall `json:"model,omitempty"`
	// Wait is what to wait for.
	Wait *Wait `json:"wait,omitempty"`
	// Service that the step is for; "" for none.
	Service string `json:"service,omitempty"`
	// Group is what people see steps as: "Container shop-web-1", with several steps that
	// together recreate it.
	Group string `json:"group,omitempty"`
	// Reason says why.
	Reason Reason `json:"reason"`
	// When the step is to be done; empty means always. A step that is not done counts as
	// succeeded.
	When []LateChange `json:"when,omitempty"`
	// Rollout is the service whose Rollout the step is part of; "" for none.
	Rollout string `json:"rollout,omitempty"`
	// Optional: a failure is a warning. What comes after is done also if the step failed, or
	// could not be done because one before it failed.
	Optional bool `json:"optional,omitempty"`
	// Undo is the operation that takes the step back; nil if nothing can, or nothing need.
	Undo driver.Op `json:"undo,omitempty"`
}

// LateChange is a change that turns out only while a plan is carried out: of an image, which may be
// the same after it has been pulled or built, or of a container's configuration, which has variables
// of providers. Steps that depend on it are done if any of theirs holds. It is looked at when the
// step's turn comes.
type LateChange struct {
	// Image is the reference, as in State.Images; "" if it is about a configuration.
	Image string `json:"image,omitempty"`
	// Container is the ID of the step that would make the container anew; "" if it is about an image.
	Container string `json:"container,omitempty"`
	// From is the digest (driver.LabelImage) or the hash (driver.LabelConfigHash) that the
	// container has. It holds if the image, or what would be made, has another.
	From string `json:"from,omitempty"`
	// Missing: it holds if there is no such image, and only then.
	Missing bool `json:"missing,omitempty"`
}

// Holds reports whether it does for the digest that the image has, "" if there is none, or the
// hash that the container would have.
func (c LateChange) Holds(now string) bool {
	if c.Missing {
		return now == ""
	}
	return now != c.From
}

// Rollout is how the containers of a service are replaced gradually (deploy.update_config). The
// plan has the order in its edges; what is left to the executor is what failures come to.
type Rollout struct {
	Service string `json:"service"`
	// Containers is how many are replaced.
	Containers int `json:"containers"`
	// MaxFailureRatio is the part of them that may fail, from 0 to 1, before the action is taken.
	MaxFailureRatio float32 `json:"maxFailureRatio,omitempty"`
	// Action on failure: pause leaves everything as it is, continue goes on with the next ones,
	// rollback takes back what steps of the rollout have done, last ones first.
	Action string `json:"action"`
}

// Wait is a condition of containers to wait for.
type Wait struct {
	// Containers that must all meet the condition, or of which the first to end counts with
	// ConditionCompleted.
	Containers []driver.Ref `json:"containers"`
	Condition  Condition    `json:"condition"`
	// Timeout is how long to wait at most; 0 is for ever.
	Timeout time.Duration `json:"timeout,omitempty"`
	// Monitor: once met, the condition must last for so long (deploy.update_config, --wait).
	Monitor time.Duration `json:"monitor,omitempty"`
}

// Condition is what a Wait is for.
type Condition string

// The conditions.
const (
	// ConditionRunning: the container runs.
	ConditionRunning Condition = "running"
	// ConditionHealthy: its health check says that it is well. A container that ends or gets
	// unhealthy fails the wait at once, as does one without a health check.
	ConditionHealthy Condition = "healthy"
	// ConditionReady: healthy if it has a health check, else running.
	ConditionReady Condition = "ready"
	// ConditionSettled: ready, or it has ended with status 0.
	ConditionSettled Condition = "settled"
	// ConditionCompleted: it has ended with status 0. Any other status fails the wait.
	ConditionCompleted Condition = "completed"
	// ConditionEnded: it has ended with whatever status.
	ConditionEnded Condition = "ended"
	// ConditionElapsed: nothing but the time of Monitor passes, which may be 0.
	ConditionElapsed Condition = "elapsed"
)

// Reason is why a step is done.
type Reason struct {
	Code ReasonCode `json:"code"`
	// Text for people, without a full stop: "configuration changed".
	Text string `json:"text"`
	// Changes are the attributes that differ, where the configuration changed.
	Changes []Change `json:"changes,omitempty"`
}

// ReasonCode is a kind of reason, for programs.
type ReasonCode string

// The kinds of reasons.
const (
	ReasonMissing    ReasonCode = "missing"        // it does not exist
	ReasonConfig     ReasonCode = "config-changed" // its configuration has changed
	ReasonImage      ReasonCode = "image-changed"  // its image, or one that it mounts, has changed or may change
	ReasonNetwork    ReasonCode = "network"        // it is not on its networks, or they are made anew
	ReasonVolume     ReasonCode = "volume"         // it does not have its volumes, or they are made anew
	ReasonDependency ReasonCode = "dependency"     // something that it depends on is made anew or started
	ReasonForced     ReasonCode = "forced"         // it was asked for
	ReasonStatus     ReasonCode = "status"         // it does not run, or runs when it should not
	ReasonScale      ReasonCode = "scale"          // there are more or fewer containers than wanted
	ReasonReplaced   ReasonCode = "replaced"       // it makes way for, or is part of, what replaces it
	ReasonLeftover   ReasonCode = "leftover"       // an interrupted run has left it
	ReasonOrphan     ReasonCode = "orphan"         // no service of the project has it
	ReasonHook       ReasonCode = "hook"           // pre_start, post_start, pre_stop
	ReasonCondition  ReasonCode = "condition"      // something waits for it
	ReasonPolicy     ReasonCode = "policy"         // pull_policy, build, update_config
	ReasonProvider   ReasonCode = "provider"       // a provider runs it, and knows whether it is there
	ReasonModel      ReasonCode = "model"          // a model is configured each time, for nobody tells how it is
)

// Change is an attribute that has another value than what exists was made with.
type Change struct {
	// Path of the attribute in the project: services.web.image.
	Path string `json:"path"`
	// From and To are the values for people; "" is unset.
	From string `json:"from"`
	To   string `json:"to"`
	// Place where the new value was written, FILE:LINE:COLUMN; "" if nowhere.
	Place string `json:"place,omitempty"`
}

// Risk is something that a plan does and that cannot be taken back.
type Risk struct {
	Kind RiskKind `json:"kind"`
	// Steps that the risk comes from.
	Steps []string `json:"steps"`
	// Text for people: what is lost.
	Text string `json:"text"`
}

// RiskKind is a kind of risk.
type RiskKind string

// The kinds of risks.
const (
	RiskDataLoss RiskKind = "data-loss"
	RiskDowntime RiskKind = "downtime"
	RiskOrphan   RiskKind = "orphan"
)

// Verb is a command that plans are made for.
type Verb string

// The verbs.
const (
	Create  Verb = "create"
	Up      Verb = "up"
	Start   Verb = "start"
	Stop    Verb = "stop"
	Restart Verb = "restart"
	Down    Verb = "down"
	Kill    Verb = "kill"
	Remove  Verb = "rm"
	Pause   Verb = "pause"
	Unpause Verb = "unpause"
	Scale   Verb = "scale"
	Run     Verb = "run"
	Pull    Verb = "pull"
	Build   Verb = "build"
	Push    Verb = "push"
)

// Options are what a caller wants beside the project: which verb, and the flags of docker
// compose's commands. The zero value of each field is the command without that flag.
type Options struct {
	Verb Verb
	// Services that the verb is for; none means all. Which others are touched depends on it.
	Services []string

	// Which containers are made anew (create, up, scale, run).
	ForceRecreate      bool     // all of them
	RecreateOf         []string // those of these services, whatever Services says
	NoRecreate         bool     // none that exist
	AlwaysRecreateDeps bool     // those that others depend on, too
	RenewAnonVolumes   bool     // volumes without a name are not handed on
	NoDeps             bool     // services that others depend on are left alone, but providers are called
	NoStart            bool     // up: create only
	Scale              map[string]int
	RemoveOrphans      bool
	IgnoreOrphans      bool
	AllResources       bool // networks and volumes, too, that no service uses (down as well)
	// Images (create, up, run, pull, build).
	BuildAll  bool               // build what has a build section even if the image is there
	NoCache   bool               // build: everything anew
	PullBase  bool               // build: pull the base images even if they are there
	BuildArgs map[string]*string // build: further arguments; nil values are from the environment
	// BuildSSH are further keys and agents of builds, or others in place of those with the same ID; Provenance and SBOM,
	// unless "", are in place of what build sections say; BuildMemory is in bytes, 0 is as much as there is.
	BuildSSH         []model.SSHKey
	Provenance, SBOM string
	BuildMemory      int64
	NoBuild          bool   // never build; an image that is not there is an error
	Pull             string // pull policy for all services: always, missing, never, build; "" each one's own
	Quiet            bool   // no progress of pulls
	// IncludeDeps is for pull, build and push: what the services depend on too.
	IncludeDeps     bool
	IgnoreBuildable bool // pull: not images that can be built
	IgnoreFailures  bool // pull, push: a failure is a warning
	IgnoreMissing   bool // push: images that the engine does not have are left out
	// Ends (up, stop, down, restart, kill, rm).
	Timeout      *time.Duration // to stop; nil is each container's own
	Signal       string         // kill
	Volumes      bool           // down, rm: volumes too
	RemoveImages string         // down: "", local or all
	StopFirst    bool           // rm: stop what runs
	Wait         bool           // up, start: until running or healthy
	WaitTimeout  time.Duration
	// RecreateVolumes makes volumes anew whose configuration has changed: what is in them is
	// lost. Otherwise they are left alone, with a warning.
	RecreateVolumes bool
	// Rerun says which containers that ended by themselves with status 0 are started again.
	Rerun Rerun
	Run   *RunOptions
}

// Rerun says which containers that ended with status 0 are started again (up, start, scale).
type Rerun string

// The values of Rerun.
const (
	// RerunOthers: all but those of which other services wait that they complete. They have
	// done so.
	RerunOthers Rerun = ""
	// RerunAlways: all, as docker compose does.
	RerunAlways Rerun = "always"
	// RerunNever: none.
	RerunNever Rerun = "never"
)
