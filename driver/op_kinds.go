package driver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

func (*PullImage) kind() Kind         { return KindPullImage }
func (*BuildImage) kind() Kind        { return KindBuildImage }
func (*TagImage) kind() Kind          { return KindTagImage }
func (*PushImage) kind() Kind         { return KindPushImage }
func (*RemoveImage) kind() Kind       { return KindRemoveImage }
func (*CreateNetwork) kind() Kind     { return KindCreateNetwork }
func (*RemoveNetwork) kind() Kind     { return KindRemoveNetwork }
func (*ConnectNetwork) kind() Kind    { return KindConnectNetwork }
func (*DisconnectNetwork) kind() Kind { return KindDisconnectNetwork }
func (*CreateVolume) kind() Kind      { return KindCreateVolume }
func (*RemoveVolume) kind() Kind      { return KindRemoveVolume }
func (*CreateContainer) kind() Kind   { return KindCreateContainer }
func (*StartContainer) kind() Kind    { return KindStartContainer }
func (*StopContainer) kind() Kind     { return KindStopContainer }
func (*KillContainer) kind() Kind     { return KindKillContainer }
func (*RestartContainer) kind() Kind  { return KindRestartContainer }
func (*RemoveContainer) kind() Kind   { return KindRemoveContainer }
func (*RenameContainer) kind() Kind   { return KindRenameContainer }
func (*PauseContainer) kind() Kind    { return KindPauseContainer }
func (*UnpauseContainer) kind() Kind  { return KindUnpauseContainer }
func (*UpdateContainer) kind() Kind   { return KindUpdateContainer }
func (*CopyInto) kind() Kind          { return KindCopyInto }
func (*ExecContainer) kind() Kind     { return KindExecContainer }

func (o *PullImage) subject() string         { return o.Image }
func (o *BuildImage) subject() string        { return firstOf(o.Spec.Tags) }
func (o *TagImage) subject() string          { return o.Tag }
func (o *PushImage) subject() string         { return o.Image }
func (o *RemoveImage) subject() string       { return o.Image }
func (o *CreateNetwork) subject() string     { return o.Spec.Name }
func (o *RemoveNetwork) subject() string     { return o.Network }
func (o *ConnectNetwork) subject() string    { return o.Container.Name }
func (o *DisconnectNetwork) subject() string { return o.Container.Name }
func (o *CreateVolume) subject() string      { return o.Spec.Name }
func (o *RemoveVolume) subject() string      { return o.Volume }
func (o *CreateContainer) subject() string   { return o.Name }
func (o *StartContainer) subject() string    { return o.Container.Name }
func (o *StopContainer) subject() string     { return o.Container.Name }
func (o *KillContainer) subject() string     { return o.Container.Name }
func (o *RestartContainer) subject() string  { return o.Container.Name }
func (o *RemoveContainer) subject() string   { return o.Container.Name }
func (o *RenameContainer) subject() string   { return o.Container.Name }
func (o *PauseContainer) subject() string    { return o.Container.Name }
func (o *UnpauseContainer) subject() string  { return o.Container.Name }
func (o *UpdateContainer) subject() string   { return o.Container.Name }
func (o *CopyInto) subject() string          { return o.Container.Name }
func (o *ExecContainer) subject() string     { return o.Container.Name }

// firstOf is the first of the tags; an operation that was read from a text may have none.
func firstOf(tags []string) string {
	if len(tags) == 0 {
		return ""
	}
	return tags[0]
}

// KindOf tells which operation op is.
func KindOf(op Op) Kind { return op.kind() }

// SubjectOf is what op is done to, for people: the name of a thing, or an image reference.
func SubjectOf(op Op) string { return op.subject() }

// kinds makes an empty operation of each kind.
var kinds = map[Kind]func() Op{
	KindPullImage:         func() Op { return new(PullImage) },
	KindBuildImage:        func() Op { return new(BuildImage) },
	KindTagImage:          func() Op { return new(TagImage) },
	KindPushImage:         func() Op { return new(PushImage) },
	KindRemoveImage:       func() Op { return new(RemoveImage) },
	KindCreateNetwork:     func() Op { return new(CreateNetwork) },
	KindRemoveNetwork:     func() Op { return new(RemoveNetwork) },
	KindConnectNetwork:    func() Op { return new(ConnectNetwork) },
	KindDisconnectNetwork: func() Op { return new(DisconnectNetwork) },
	KindCreateVolume:      func() Op { return new(CreateVolume) },
	KindRemoveVolume:      func() Op { return new(RemoveVolume) },
	KindCreateContainer:   func() Op { return new(CreateContainer) },
	KindStartContainer:    func() Op { return new(StartContainer) },
	KindStopContainer:     func() Op { return new(StopContainer) },
	KindKillContainer:     func() Op { return new(KillContainer) },
	KindRestartContainer:  func() Op { return new(RestartContainer) },
	KindRemoveContainer:   func() Op { return new(RemoveContainer) },
	KindRenameContainer:   func() Op { return new(RenameContainer) },
	KindPauseContainer:    func() Op { return new(PauseContainer) },
	KindUnpauseContainer:  func() Op { return new(UnpauseContainer) },
	KindUpdateContainer:   func() Op { return new(UpdateContainer) },
	KindCopyInto:          func() Op { return new(CopyInto) },
	KindExecContainer:     func() Op { return new(ExecContainer) },
}

// Kinds are all kinds of operations, sorted.
func Kinds() []Kind { return slices.Sorted(maps.Keys(kinds)) }

// MarshalOp writes an operation as a JSON object: its fields, and its kind as "kind". No operation
// that is not nil gives an error. Content of files and secrets is left out.
func MarshalOp(op Op) ([]byte, error) {
	fields, err := json.Marshal(op)
	if err != nil {
		return nil, err
	}
	kind, _ := json.Marshal(op.kind())
	out := append([]byte(`{"kind":`), kind...)
	if len(fields) > len("{}") {
		out = append(out, ',')
	}
	return append(out, fields[1:]...), nil
}

// UnmarshalOp reads what MarshalOp wrote. A kind or field that it does not know is an error, for
// an operation must not be done in part.
func UnmarshalOp(data []byte) (Op, error) {
	var head struct {
		Kind Kind `json:"kind"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	empty, ok := kinds[head.Kind]
	if !ok {
		return nil, fmt.Errorf("unknown kind of operation %q", head.Kind)
	}
	op := empty()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, err
	}
	delete(fields, "kind")
	rest, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(rest))
	d.DisallowUnknownFields()
	if err := d.Decode(op); err != nil {
		return nil, fmt.Errorf("operation %s: %w", head.Kind, err)
	}
	return op, nil
}

// ContainerOf is the container that op is done to, which exists before; ok is false if op is not
// about one.
func ContainerOf(op Op) (c Ref, ok bool) {
	WithContainer(op, func(r Ref) Ref {
		c, ok = r, true
		return r
	})
	return c, ok
}

// WithContainer is op done to the container that f makes of its own. An op that is not about a
// container that exists is returned as it is; op itself is not changed.
func WithContainer(op Op, f func(Ref) Ref) Op {
	switch o := op.(type) {
	case *ConnectNetwork:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *DisconnectNetwork:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *StartContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *StopContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *KillContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *RestartContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *RemoveContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *RenameContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *PauseContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *UnpauseContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *UpdateContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *CopyInto:
		c := *o
		c.Container = f(o.Container)
		return &c
	case *ExecContainer:
		c := *o
		c.Container = f(o.Container)
		return &c
	}
	return op
}
