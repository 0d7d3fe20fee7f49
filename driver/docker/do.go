package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// Do does one operation: each has a method here, or beside what it works on.
func (d *Driver) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	if report == nil {
		report = func(driver.Progress) {}
	}
	out, err := d.do(ctx, op, report)
	return out, d.fail(err)
}

func (d *Driver) do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	switch op := op.(type) {
	case *driver.PullImage:
		return d.pullImage(ctx, op, report)
	case *driver.BuildImage:
		return d.buildImage(ctx, op, report)
	case *driver.TagImage:
		return d.tagImage(ctx, op)
	case *driver.PushImage:
		return d.pushImage(ctx, op, report)
	case *driver.RemoveImage:
		return d.removeImage(ctx, op)
	case *driver.CreateNetwork:
		return d.createNetwork(ctx, op)
	case *driver.RemoveNetwork:
		return d.removeNetwork(ctx, op)
	case *driver.ConnectNetwork:
		return d.connectNetwork(ctx, op)
	case *driver.DisconnectNetwork:
		return d.disconnectNetwork(ctx, op)
	case *driver.CreateVolume:
		return d.createVolume(ctx, op)
	case *driver.RemoveVolume:
		return d.removeVolume(ctx, op)
	case *driver.CreateContainer:
		return d.createContainer(ctx, op)
	case *driver.StartContainer:
		return d.startContainer(ctx, op)
	case *driver.StopContainer:
		return d.stopContainer(ctx, op)
	case *driver.KillContainer:
		return d.killContainer(ctx, op)
	case *driver.RestartContainer:
		return driver.Result{}, d.api.RestartContainer(ctx, op.Container.Target(), seconds(op.Timeout))
	case *driver.RemoveContainer:
		return d.removeContainer(ctx, op)
	case *driver.RenameContainer:
		return d.renameContainer(ctx, op)
	case *driver.PauseContainer:
		return d.pauseContainer(ctx, op)
	case *driver.UnpauseContainer:
		return d.unpauseContainer(ctx, op)
	case *driver.UpdateContainer:
		return d.updateContainer(ctx, op)
	case *driver.CopyInto:
		return d.copyInto(ctx, op)
	case *driver.ExecContainer:
		return d.execContainer(ctx, op, report)
	}
	return driver.Result{}, fmt.Errorf("%s: %w", driver.KindOf(op), driver.ErrUnsupported)
}

// seconds is a timeout in the API's unit; a part of a second is a whole one.
func seconds(t *time.Duration) *int {
	if t == nil {
		return nil
	}
	s := -1
	if *t >= 0 {
		s = int((*t + time.Second - 1) / time.Second)
	}
	return &s
}

// inspect asks for a container, and fails if the engine took something else for it: an ID that
// begins with its name.
func (d *Driver) inspect(ctx context.Context, c driver.Ref) (*engine.Container, error) {
	in, err := d.api.InspectContainer(ctx, c.Target())
	if err != nil {
		return nil, d.fail(err)
	}
	return &in, nil
}

// sameContainer are the labels by which a container that exists is the one that was asked for.
var sameContainer = []string{
	driver.LabelProject, driver.LabelService, driver.LabelNumber, driver.LabelConfigHash, driver.LabelSlug, driver.LabelHook,
}

// sameLabels reports whether all of the named labels have the same values.
func sameLabels(a, b map[string]string, names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return a[name] != b[name] })
}

func (d *Driver) createContainer(ctx context.Context, op *driver.CreateContainer) (driver.Result, error) {
	request, err := toCreate(op.Name, &op.Spec)
	if err != nil {
		return driver.Result{}, err
	}
	later, err := d.splitNetworks(ctx, request)
	if err != nil {
		return driver.Result{}, err
	}
	made, err := d.createOrFind(ctx, op, request)
	if err != nil || made.Unchanged {
		return made, err
	}
	for _, name := range slices.Sorted(maps.Keys(later)) {
		connect := &driver.ConnectNetwork{Network: name, Container: driver.Ref{ID: made.ID, Name: op.Name}, Endpoint: later[name]}
		if _, err := d.connectNetwork(ctx, connect); err != nil {
			// Half a container would be taken for the whole one by whoever comes next.
			d.discard(ctx, made.ID)
			return driver.Result{}, err
		}
	}
	return made, nil
}

// createOrFind makes a container, or finds the one that was asked for. For a moment a name can be
// taken by a container that is not to be seen yet, or not any more.
func (d *Driver) createOrFind(ctx context.Context, op *driver.CreateContainer, request *engine.CreateContainer) (driver.Result, error) {
	for deadline := time.Now().Add(patience); ; {
		var made engine.Created
		err := d.settle(ctx, func() (err error) {
			made, err = d.api.CreateContainer(ctx, request)
			return err
		})
		if refused := (*engine.Error)(nil); err == nil || !(errors.As(err, &refused) && refused.Status == http.StatusConflict) &&
			!strings.Contains(err.Error(), "name is already in use") {
			return driver.Result{ID: made.ID, Warnings: made.Warnings}, err
		}
		found, lookErr := d.existing(ctx, op)
		if !errors.Is(lookErr, driver.ErrNotFound) {
			return found, lookErr
		}
		if time.Now().After(deadline) {
			return driver.Result{}, err
		}
		if err := pause(ctx); err != nil {
			return driver.Result{}, err
		}
	}
}

// patience is how long the driver waits for what others are doing to come to rest.
const patience = 5 * time.Second

// pause waits a moment before something is tried again.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(50 * time.Millisecond):
		return nil
	}
}

// discard removes a container that did not come about, even if the caller gives up now.
func (d *Driver) discard(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_ = d.api.RemoveContainer(ctx, id, true, true)
}

// splitNetworks leaves in a request the one network that an engine before API 1.44 takes, and
// returns the others.
func (d *Driver) splitNetworks(ctx context.Context, request *engine.CreateContainer) (map[string]driver.Endpoint, error) {
	f, err := d.facts(ctx)
	if err != nil || request.NetworkingConfig == nil || f.info.Caps.Endpoints {
		return nil, err
	}
	later := map[string]driver.Endpoint{}
	for name, e := range request.NetworkingConfig.EndpointsConfig {
		if name != request.HostConfig.NetworkMode {
			later[name] = endpointOf(e, "")
			delete(request.NetworkingConfig.EndpointsConfig, name)
		}
	}
	return later, nil
}

// existing finds out whether the container that holds the name is the one that was asked for.
func (d *Driver) existing(ctx context.Context, op *driver.CreateContainer) (driver.Result, error) {
	in, err := d.inspect(ctx, driver.Ref{Name: op.Name})
	if err != nil {
		return driver.Result{}, err
	}
	if op.Spec.Labels[driver.LabelProject] == "" || !sameLabels(in.Config.Labels, op.Spec.Labels, sameContainer) {
		return driver.Result{}, conflict("the name %s is taken by container %s%s", op.Name, in.ID[:min(len(in.ID), shortID)], owner(in.Config.Labels))
	}
	return driver.Result{ID: in.ID, Unchanged: true}, nil
}

// owner says for people whose something is.
func owner(labels map[string]string) string {
	project, service := labels[driver.LabelProject], labels[driver.LabelService]
	switch {
	case project != "" && service != "":
		return fmt.Sprintf(", of service %s in project %s", service, project)
	case project != "":
		return ", of project " + project
	}
	return ", which belongs to no project"
}

func (d *Driver) startContainer(ctx context.Context, op *driver.StartContainer) (driver.Result, error) {
	running := false
	err := d.settle(ctx, func() (err error) {
		running, err = d.api.StartContainer(ctx, op.Container.Target())
		return err
	})
	if name, missing := missingContainer(err); missing && name != op.Container.Target() && len(name) < fullID {
		return driver.Result{}, &failure{driver.ErrInvalid, err.Error(), err}
	}
	return driver.Result{Unchanged: running}, err
}

// fullID is the length of an ID.
const fullID = 64

// missingContainer is the name of the container that an error says there is not.
func missingContainer(err error) (name string, missing bool) {
	refused := (*engine.Error)(nil)
	if !errors.As(err, &refused) || refused.Status != http.StatusNotFound {
		return "", false
	}
	return strings.CutPrefix(refused.Message, "No such container: ")
}

func (d *Driver) stopContainer(ctx context.Context, op *driver.StopContainer) (driver.Result, error) {
	if op.Signal != "" && !d.api.Speaks("1.42") {
		return d.stopBySignal(ctx, op)
	}
	stopped, err := d.api.StopContainer(ctx, op.Container.Target(), op.Signal, seconds(op.Timeout))
	return driver.Result{Unchanged: stopped}, err
}

// stopBySignal does with an engine that cannot be told a signal to stop with what it would do.
func (d *Driver) stopBySignal(ctx context.Context, op *driver.StopContainer) (driver.Result, error) {
	in, err := d.inspect(ctx, op.Container)
	if err != nil {
		return driver.Result{}, err
	}
	if !in.State.Running && !in.State.Restarting {
		return driver.Result{Unchanged: true}, nil
	}
	grace := 10 * time.Second
	switch {
	case op.Timeout != nil:
		grace = *op.Timeout
	case in.Config.StopTimeout != nil:
		grace = time.Duration(*in.Config.StopTimeout) * time.Second
	}
	if grace != 0 {
		if err := d.fail(d.api.KillContainer(ctx, in.ID, op.Signal)); err != nil && !errors.Is(err, driver.ErrConflict) {
			return driver.Result{}, err
		}
		waiting := ctx
		if grace > 0 {
			var cancel context.CancelFunc
			waiting, cancel = context.WithTimeout(ctx, grace)
			defer cancel()
		}
		if _, err := d.Wait(waiting, driver.Ref{ID: in.ID}); err != nil && waiting.Err() == nil {
			return driver.Result{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return driver.Result{}, err
	}
	now := 0
	_, err = d.api.StopContainer(ctx, in.ID, "", &now)
	return driver.Result{}, err
}

func (d *Driver) killContainer(ctx context.Context, op *driver.KillContainer) (driver.Result, error) {
	podman, err := d.podman(ctx)
	if err != nil {
		return driver.Result{}, err
	}
	runs := false
	if podman {
		in, err := d.inspect(ctx, op.Container)
		if err != nil {
			return driver.Result{}, err
		}
		runs = in.State.Running
	}
	err = d.fail(d.api.KillContainer(ctx, op.Container.Target(), op.Signal))
	if runs && errors.Is(err, driver.ErrConflict) {
		// Podman looks after the signal, and complains if the container has ended of it already.
		return driver.Result{}, nil
	}
	return driver.Result{}, err
}

func (d *Driver) removeContainer(ctx context.Context, op *driver.RemoveContainer) (driver.Result, error) {
	err := d.fail(d.api.RemoveContainer(ctx, op.Container.Target(), op.Force, op.Volumes))
	switch {
	case errors.Is(err, driver.ErrNotFound):
		return driver.Result{Unchanged: true}, nil
	case err != nil && strings.Contains(err.Error(), "is already in progress"):
		// Somebody else is at it: it is removed when they have done.
		return driver.Result{Unchanged: true}, d.waitRemoved(ctx, op.Container)
	}
	return driver.Result{}, err
}

func (d *Driver) waitRemoved(ctx context.Context, c driver.Ref) error {
	_, err := d.api.WaitContainer(ctx, c.Target(), engine.Removed)
	if err = d.fail(err); errors.Is(err, driver.ErrNotFound) {
		return nil
	}
	return err
}

func (d *Driver) renameContainer(ctx context.Context, op *driver.RenameContainer) (driver.Result, error) {
	podman, err := d.podman(ctx)
	if err != nil {
		return driver.Result{}, err
	}
	if podman { // which takes the name that a container has for another
		if in, err := d.inspect(ctx, op.Container); err == nil && strings.TrimPrefix(in.Name, "/") == op.Name {
			return driver.Result{Unchanged: true}, nil
		}
	}
	err = d.api.RenameContainer(ctx, op.Container.Target(), op.Name)
	if err == nil {
		return driver.Result{}, nil
	}
	in, lookErr := d.inspect(ctx, op.Container)
	if lookErr != nil {
		return driver.Result{}, lookErr
	}
	if strings.TrimPrefix(in.Name, "/") == op.Name {
		return driver.Result{Unchanged: true}, nil
	}
	return driver.Result{}, err
}

func (d *Driver) pauseContainer(ctx context.Context, op *driver.PauseContainer) (driver.Result, error) {
	return driver.Result{}, d.api.PauseContainer(ctx, op.Container.Target())
}

func (d *Driver) unpauseContainer(ctx context.Context, op *driver.UnpauseContainer) (driver.Result, error) {
	return driver.Result{}, d.api.UnpauseContainer(ctx, op.Container.Target())
}

func (d *Driver) updateContainer(ctx context.Context, op *driver.UpdateContainer) (driver.Result, error) {
	warnings, err := d.api.UpdateContainer(ctx, op.Container.Target(), engine.UpdateContainer{
		Resources: toResources(&op.Resources), RestartPolicy: toRestart(op.Restart),
	})
	return driver.Result{Warnings: warnings}, err
}

// copyInto writes each file by itself: an engine that is asked to keep the owners of an archive gives all that is in it to the
// user of the container, if that has one.
func (d *Driver) copyInto(ctx context.Context, op *driver.CopyInto) (driver.Result, error) {
	for i := range op.Files {
		f := &op.Files[i]
		var archive bytes.Buffer
		w := tar.NewWriter(&archive)
		if err := w.WriteHeader(&tar.Header{
			Name: f.Target, Size: int64(len(f.Content)), Mode: int64(f.Mode), Uid: f.UID, Gid: f.GID, ModTime: time.Now(),
		}); err != nil {
			return driver.Result{}, invalid("%s: %w", f.Source, err)
		}
		if _, err := w.Write(f.Content); err != nil {
			return driver.Result{}, err
		}
		if err := w.Close(); err != nil {
			return driver.Result{}, err
		}
		if err := d.CopyTo(ctx, op.Container, "/", &archive, driver.CopyOptions{KeepOwner: f.HasOwner()}); err != nil {
			return driver.Result{}, err
		}
	}
	return driver.Result{}, nil
}
