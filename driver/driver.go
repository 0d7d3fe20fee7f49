package driver

import (
	"context"
	"iter"
	"time"
)

// Driver is an engine that runs containers. All methods may be called concurrently.
//
// Errors are of the kinds of this package (ErrNotFound, ErrConflict, …) where one applies, so
// that callers can tell them apart with errors.Is; their text is for people, and names what the
// engine said.
type Driver interface {
	// Info tells what the engine is and can do.
	Info(ctx context.Context) (Info, error)
	// Observe takes a snapshot of what sel names and changes nothing. What does not exist is
	// absent from the State, which is no error. Slices are sorted by name.
	Observe(ctx context.Context, sel Selector) (*State, error)
	// Do does one operation. It is idempotent: when what op asks for holds already, it
	// succeeds and changes nothing. An operation that names something by an ID that is gone
	// fails with ErrNotFound (removing it succeeds); one that would make something whose name
	// another holds fails with ErrConflict. report, unless nil, is told of progress, and is
	// not called any more once Do has returned.
	Do(ctx context.Context, op Op, report func(Progress)) (Result, error)
	// Watch yields what happens to what sel names from the moment it is called until ctx is
	// done, in the order in which it happened; an observation after an event shows at least what
	// it told of. It ends with an error if the engine is lost.
	// The moment is that of the call, not of the first iteration: what happens after Watch has
	// returned is yielded. Events of before are not repeated, so a caller that must miss
	// nothing watches first and observes then. The sequence can be ranged over once.
	Watch(ctx context.Context, sel Selector) iter.Seq2[Event, error]
}

// Info is what an engine is.
type Info struct {
	// Name of the engine for people: "Docker Engine", "Podman", "simulator".
	Name string `json:"name"`
	// Version of the engine, and of the API that is spoken with it.
	Version    string `json:"version,omitempty"`
	APIVersion string `json:"apiVersion,omitempty"`
	// OS and Arch that containers run on, as in a platform: linux, amd64.
	OS   string `json:"os,omitempty"`
	Arch string `json:"arch,omitempty"`
	// Caps are what the engine can do.
	Caps Caps `json:"caps"`
}

// Caps are the capabilities of an engine as far as plans depend on them. The zero value can do
// what every engine can.
type Caps struct {
	// HealthChecks: the engine runs health checks and tells of their results. Otherwise no container
	// has a Health.
	HealthChecks bool `json:"healthChecks,omitempty"`
	// Endpoints: a container can be created with endpoints on several networks; otherwise on
	// one, and the others are connected after.
	Endpoints bool `json:"endpoints,omitempty"`
	// Links: a container can know another one under a name that others do not have for it.
	Links bool `json:"links,omitempty"`
	// ImageMounts: images can be mounted as volumes.
	ImageMounts bool `json:"imageMounts,omitempty"`
	// InterfaceNames: the interface of an endpoint can be named.
	InterfaceNames bool `json:"interfaceNames,omitempty"`
	// Umasks: processes can be given a file mode mask. Otherwise ContainerSpec.Umask is passed over in silence.
	Umasks bool `json:"umasks,omitempty"`
	// HealthStartInterval: health checks have an interval of their own in the start period.
	HealthStartInterval bool `json:"healthStartInterval,omitempty"`
	// AllEvents: the engine tells of everything that Action names. Otherwise it tells of no more
	// than that containers are created, start, die and are destroyed, and may tell of other things
	// in an order of its own.
	AllEvents bool `json:"allEvents,omitempty"`
	// Update: limits and restart policies of existing containers can be changed.
	Update bool `json:"update,omitempty"`
	// Build: images can be built through the engine. Otherwise plans that would have to build one are refused.
	Build bool `json:"build,omitempty"`
	// BuildSecrets: builds can have secrets and keys of ssh.
	BuildSecrets bool `json:"buildSecrets,omitempty"`
	// BuildKit: builds can have all that BuildKit is able to: besides secrets and keys of ssh any contexts
	// beside the main one, several platforms, caches that are written, attestations, and entitlements.
	BuildKit bool `json:"buildKit,omitempty"`
}

// Selector names what to observe or to watch: a project, and single things beside it.
type Selector struct {
	// Project whose containers (one-off ones, hooks and orphans included), networks and
	// volumes are meant, by their labels. Empty means none; see AllProjects.
	Project string `json:"project,omitempty"`
	// AllProjects means everything of every project.
	AllProjects bool `json:"allProjects,omitempty"`
	// Containers, Networks and Volumes are names of things that are meant besides, whoever
	// they belong to: external ones, and ones whose names the project needs.
	Containers []string `json:"containers,omitempty"`
	Networks   []string `json:"networks,omitempty"`
	Volumes    []string `json:"volumes,omitempty"`
	// Images are references as projects write them; each that exists is in State.Images under
	// that very text.
	Images []string `json:"images,omitempty"`
	// ProjectImages asks for the images, too, that have the label of Project, under their first tag, or their ID if
	// they are dangling, and no others; those that are in State.Images already are not there twice.
	ProjectImages bool `json:"projectImages,omitempty"`
	// Specs asks for Network.Spec, and for Container.Spec, when a container was started and ended, and how it was
	// attached to its networks, which can cost a request for each container.
	Specs bool `json:"specs,omitempty"`
	// Sizes asks for Container.Size.
	Sizes bool `json:"sizes,omitempty"`
	// Since lets Watch tell, too, what has happened since that time, as far as the engine
	// remembers. Zero is nothing of before the call.
	Since time.Time `json:"since,omitzero"`
	// Until lets Watch end by itself at that time, at once if it has passed. Zero is no end.
	Until time.Time `json:"until,omitzero"`
}
