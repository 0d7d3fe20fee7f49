package driver

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Op is one operation of an engine: a pointer to one of the types that are called like a Kind,
// *CreateContainer for KindCreateContainer. The set is closed, and all are plain data. Operations
// are not changed once they are in use: a plan's are done by several goroutines, and perhaps again.
//
// Ref names a container either that exists, by ID, or that an earlier operation makes, by name.
type Op interface {
	kind() Kind
	subject() string
}

// Kind is a kind of operation, what is done to what: "container.create".
type Kind string

// Result is what an operation gave.
type Result struct {
	// ID of what was made, or of the image that was pulled or built.
	ID string `json:"id,omitempty"`
	// Unchanged: what was asked for held already.
	Unchanged bool `json:"unchanged,omitempty"`
	// ExitCode and the last lines of Output of an ExecContainer.
	ExitCode int    `json:"exitCode,omitempty"`
	Output   string `json:"output,omitempty"`
	// Warnings of the engine.
	Warnings []string `json:"warnings,omitempty"`
}

// Failure is what a result says against a command that has ended, with the last that it wrote; nil if its status is 0.
func (o *ExecContainer) Failure(r Result) error {
	if r.ExitCode == 0 {
		return nil
	}
	text := fmt.Sprintf("%q in container %s ended with status %d", strings.Join(o.Command, " "), o.Container.Name, r.ExitCode)
	if output := strings.TrimSpace(r.Output); output != "" {
		text += ":\n" + output
	}
	return errors.New(text)
}

// Ref names a container. With an ID that very container is meant, which is also the precondition:
// another container of the same name is not touched. Without, the one that has the name.
type Ref struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// Target is what to call the container towards an engine: its ID if known, else its name.
func (r Ref) Target() string {
	if r.ID != "" {
		return r.ID
	}
	return r.Name
}

// The operations on images.
type (
	// PullImage gets an image from its registry. Idempotent in that the result is the same.
	PullImage struct {
		Image    string `json:"image"`
		Platform string `json:"platform,omitempty"`
		// Quiet asks for no progress.
		Quiet bool `json:"quiet,omitempty"`
	}
	// BuildImage builds an image.
	BuildImage struct {
		Spec BuildSpec `json:"spec"`
	}
	// TagImage gives an image another name.
	TagImage struct {
		Image string `json:"image"`
		Tag   string `json:"tag"`
	}
	// PushImage sends an image to its registry.
	PushImage struct {
		Image string `json:"image"`
	}
	// RemoveImage removes an image's name, and the image when it was its last. An image in use
	// gives ErrConflict unless forced.
	RemoveImage struct {
		Image string `json:"image"`
		Force bool   `json:"force,omitempty"`
	}
)

// The operations on networks and volumes.
type (
	// CreateNetwork makes a network. One of the same name with the same labels of project and
	// key is what was asked for; any other gives ErrConflict. If two callers make it at once,
	// one is left over and both succeed.
	CreateNetwork struct {
		Spec NetworkSpec `json:"spec"`
	}
	// RemoveNetwork removes the network with the ID, or of the name. ErrConflict if in use.
	RemoveNetwork struct {
		Network string `json:"network"`
		ID      string `json:"id,omitempty"`
	}
	// ConnectNetwork attaches a container to a network.
	ConnectNetwork struct {
		Network   string   `json:"network"`
		Container Ref      `json:"container"`
		Endpoint  Endpoint `json:"endpoint"`
	}
	// DisconnectNetwork takes a container off a network.
	DisconnectNetwork struct {
		Network   string `json:"network"`
		ID        string `json:"id,omitempty"`
		Container Ref    `json:"container"`
		Force     bool   `json:"force,omitempty"`
	}
	// CreateVolume makes a volume; one of the same name and driver is what was asked for.
	CreateVolume struct {
		Spec VolumeSpec `json:"spec"`
	}
	// RemoveVolume removes a volume and what is in it. ErrConflict if in use.
	RemoveVolume struct {
		Volume string `json:"volume"`
		Force  bool   `json:"force,omitempty"`
	}
)

// The operations on containers.
type (
	// CreateContainer makes a container and starts nothing. A container of the same name whose
	// labels of project, service, number and hash are those of the spec is what was asked for
	// (Unchanged); any other gives ErrConflict.
	CreateContainer struct {
		Name string        `json:"name"`
		Spec ContainerSpec `json:"spec"`
		// Hashed is the text whose hash becomes LabelConfigHash when the operation is done. It
		// names other containers that do not exist yet as {container:NAME}, as the fields of
		// Spec that name containers do; package plan fills both in (Bind).
		Hashed string `json:"hashed,omitempty"`
	}
	// StartContainer starts a container that does not run.
	StartContainer struct {
		Container Ref `json:"container"`
	}
	// StopContainer asks a container to end, and kills it after Timeout.
	StopContainer struct {
		Container Ref `json:"container"`
		// Timeout: nil is the container's own, 0 kills at once, negative waits for ever.
		Timeout *time.Duration `json:"timeout,omitempty"`
		Signal  string         `json:"signal,omitempty"`
	}
	// KillContainer sends a signal to a container that runs. One that does not gives
	// ErrConflict.
	KillContainer struct {
		Container Ref    `json:"container"`
		Signal    string `json:"signal,omitempty"` // default: SIGKILL
	}
	// RestartContainer stops a container if it runs, and starts it.
	RestartContainer struct {
		Container Ref            `json:"container"`
		Timeout   *time.Duration `json:"timeout,omitempty"`
	}
	// RemoveContainer removes a container. One that runs gives ErrConflict unless forced.
	RemoveContainer struct {
		Container Ref  `json:"container"`
		Force     bool `json:"force,omitempty"`
		Volumes   bool `json:"volumes,omitempty"` // its volumes without a name too
	}
	// RenameContainer gives a container another name. A name that is taken gives ErrConflict.
	RenameContainer struct {
		Container Ref    `json:"container"`
		Name      string `json:"name"`
	}
	// PauseContainer freezes a container that runs. One that does not run, or is paused
	// already, gives ErrConflict.
	PauseContainer struct {
		Container Ref `json:"container"`
	}
	// UnpauseContainer goes on with a paused container. One that is not paused gives
	// ErrConflict.
	UnpauseContainer struct {
		Container Ref `json:"container"`
	}
	// UpdateContainer changes limits and restart policy of a container as it is.
	UpdateContainer struct {
		Container Ref           `json:"container"`
		Resources Resources     `json:"resources,omitzero"`
		Restart   RestartPolicy `json:"restart,omitzero"`
	}
	// CopyInto writes files into a container, which need not run.
	CopyInto struct {
		Container Ref    `json:"container"`
		Files     []File `json:"files"`
	}
	// ExecContainer runs a command in a container that runs, and waits for its end. A status
	// other than 0 is no error: see Result.
	ExecContainer struct {
		Container  Ref      `json:"container"`
		Command    []string `json:"command"`
		User       string   `json:"user,omitempty"`
		Privileged bool     `json:"privileged,omitempty"`
		WorkingDir string   `json:"workingDir,omitempty"`
		Env        []string `json:"env,omitempty"`
	}
)

// File is a file to write into a container.
type File struct {
	Target string `json:"target"`
	Mode   uint32 `json:"mode"`
	UID    int    `json:"uid,omitempty"`
	GID    int    `json:"gid,omitempty"`
	// Owned says that an owner was asked for, also if that is user 0 and group 0.
	Owned bool `json:"owned,omitempty"`
	// Source says where Content comes from, secrets.KEY or configs.KEY. A plan holds no content.
	Source  string `json:"source"`
	Content []byte `json:"-"`
}

// HasOwner reports whether somebody has said whose the file is to be.
func (f *File) HasOwner() bool { return f.Owned || f.UID != 0 || f.GID != 0 }

// The kinds of operations.
const (
	KindPullImage         Kind = "image.pull"
	KindBuildImage        Kind = "image.build"
	KindTagImage          Kind = "image.tag"
	KindPushImage         Kind = "image.push"
	KindRemoveImage       Kind = "image.remove"
	KindCreateNetwork     Kind = "network.create"
	KindRemoveNetwork     Kind = "network.remove"
	KindConnectNetwork    Kind = "network.connect"
	KindDisconnectNetwork Kind = "network.disconnect"
	KindCreateVolume      Kind = "volume.create"
	KindRemoveVolume      Kind = "volume.remove"
	KindCreateContainer   Kind = "container.create"
	KindStartContainer    Kind = "container.start"
	KindStopContainer     Kind = "container.stop"
	KindKillContainer     Kind = "container.kill"
	KindRestartContainer  Kind = "container.restart"
	KindRemoveContainer   Kind = "container.remove"
	KindRenameContainer   Kind = "container.rename"
	KindPauseContainer    Kind = "container.pause"
	KindUnpauseContainer  Kind = "container.unpause"
	KindUpdateContainer   Kind = "container.update"
	KindCopyInto          Kind = "container.copy"
	KindExecContainer     Kind = "container.exec"
)
