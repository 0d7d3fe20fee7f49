package engine

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/api/types/network"
)

// Ping asks whether the engine is there, and which version of the API it speaks.
func (c *Client) Ping(ctx context.Context) (Pong, error) {
	var answer *http.Response
	// A HEAD has no room for the reason of a refusal; there are engines that know no other way.
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		req, err := newRequest(ctx, method, c.base+"/_ping", nil, nil)
		if err != nil {
			return Pong{}, err
		}
		if answer, err = c.roundTrip(req); err == nil {
			break
		}
		if refused := (*Error)(nil); method == http.MethodGet || !errors.As(err, &refused) {
			return Pong{}, err
		}
	}
	defer answer.Body.Close()
	return Pong{answer.Header.Get("Builder-Version")}, c.settle(answer.Header.Get("Api-Version"))
}

// ServerVersion tells what the engine is.
func (c *Client) ServerVersion(ctx context.Context) (out ServerVersion, err error) {
	err = c.get(ctx, at("version"), nil, &out)
	return out, err
}

// Info tells how the engine is set up.
func (c *Client) Info(ctx context.Context) (out Info, err error) {
	err = c.get(ctx, at("info"), nil, &out)
	return out, err
}

// Session gives BuildKit a connection over which it can call.
func (c *Client) Session(ctx context.Context, header http.Header) (*Stream, error) {
	return c.upgrade(ctx, request{method: http.MethodPost, path: at("session"), header: header}, "h2c")
}

// Events are what happens, in the order in which it does.
type Events struct {
	body io.ReadCloser
	in   *json.Decoder
}

// Events tells what happens from a time of the engine's clock on, in seconds, to what the filters select. It ends at
// the time until, if that is not "".
func (c *Client) Events(ctx context.Context, since, until string, filters Filters) (*Events, error) {
	body, err := c.stream(ctx, request{method: http.MethodGet, path: at("events"), query: with("since", since, "until", until, "filters", asJSON(filters))})
	if err != nil {
		return nil, err
	}
	return &Events{body, json.NewDecoder(body)}, nil
}

// Next waits for an event.
func (e *Events) Next() (m events.Message, err error) {
	err = e.in.Decode(&m)
	return m, err
}

// Close ends the events.
func (e *Events) Close() error { return e.body.Close() }

// ListContainers lists containers.
func (c *Client) ListContainers(ctx context.Context, o ListContainers) (out []ContainerSummary, err error) {
	err = c.get(ctx, at("containers", "json"), with("all", yes(o.All), "size", yes(o.Size), "filters", asJSON(o.Filters)), &out)
	return out, err
}

// InspectContainer tells all of a container.
func (c *Client) InspectContainer(ctx context.Context, id string) (out Container, err error) {
	err = c.get(ctx, at("containers", id, "json"), nil, &out)
	return out, err
}

// CreateContainer makes a container.
func (c *Client) CreateContainer(ctx context.Context, o *CreateContainer) (out Created, err error) {
	err = c.post(ctx, at("containers", "create"), with("name", o.Name, "platform", o.Platform), o, &out)
	return out, err
}

// StartContainer starts a container, and reports whether it ran.
func (c *Client) StartContainer(ctx context.Context, id string) (unchanged bool, err error) {
	return c.ask(ctx, request{method: http.MethodPost, path: at("containers", id, "start")}, nil)
}

// StopContainer ends a container, and reports whether it had ended. Nil leaves the time that it is given to the
// container's configuration, and so does "" the signal.
func (c *Client) StopContainer(ctx context.Context, id, signal string, seconds *int) (unchanged bool, err error) {
	return c.ask(ctx, request{method: http.MethodPost, path: at("containers", id, "stop"), query: with("signal", signal, "t", number(seconds))}, nil)
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// RestartContainer ends a container and starts it.
func (c *Client) RestartContainer(ctx context.Context, id string, seconds *int) error {
	return c.post(ctx, at("containers", id, "restart"), with("t", number(seconds)), nil, nil)
}

// KillContainer sends a signal to a container, SIGKILL if it is "".
func (c *Client) KillContainer(ctx context.Context, id, signal string) error {
	return c.post(ctx, at("containers", id, "kill"), with("signal", signal), nil, nil)
}

// RemoveContainer removes a container, with force one that runs, and its anonymous volumes on request.
func (c *Client) RemoveContainer(ctx context.Context, id string, force, volumes bool) error {
	return c.delete(ctx, at("containers", id), with("force", yes(force), "v", yes(volumes)))
}

// RenameContainer gives a container another name.
func (c *Client) RenameContainer(ctx context.Context, id, name string) error {
	return c.post(ctx, at("containers", id, "rename"), with("name", name), nil, nil)
}

// PauseContainer freezes a container.
func (c *Client) PauseContainer(ctx context.Context, id string) error {
	return c.post(ctx, at("containers", id, "pause"), nil, nil, nil)
}

// UnpauseContainer lets a frozen container go on.
func (c *Client) UnpauseContainer(ctx context.Context, id string) error {
	return c.post(ctx, at("containers", id, "unpause"), nil, nil, nil)
}

// UpdateContainer changes what a container may take, and gives warnings.
func (c *Client) UpdateContainer(ctx context.Context, id string, o UpdateContainer) ([]string, error) {
	var out struct{ Warnings []string }
	err := c.post(ctx, at("containers", id, "update"), nil, o, &out)
	return out.Warnings, err
}

// WaitContainer waits for a condition, such as Removed.
func (c *Client) WaitContainer(ctx context.Context, id, condition string) (out Ended, err error) {
	err = c.post(ctx, at("containers", id, "wait"), with("condition", condition), nil, &out)
	return out, err
}

// TopContainer lists processes, as ps with these arguments would.
func (c *Client) TopContainer(ctx context.Context, id string, args []string) (out Processes, err error) {
	err = c.get(ctx, at("containers", id, "top"), with("ps_args", strings.Join(args, " ")), &out)
	return out, err
}

// StatsContainer gives Stats, one after the other.
func (c *Client) StatsContainer(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.stream(ctx, request{method: http.MethodGet, path: at("containers", id, "stats"), query: with("stream", "true")})
}

// LogsContainer gives what a container wrote.
func (c *Client) LogsContainer(ctx context.Context, id string, o Logs) (io.ReadCloser, error) {
	since, err := seconds(o.Since)
	if err != nil {
		return nil, err
	}
	until, err := seconds(o.Until)
	if err != nil {
		return nil, err
	}
	return c.stream(ctx, request{method: http.MethodGet, path: at("containers", id, "logs"), query: with(
		"stdout", "1", "stderr", "1", "follow", yes(o.Follow), "timestamps", yes(o.Timestamps), "since", since, "until", until, "tail", o.Tail)})
}

// AttachContainer connects with the streams of a container.
func (c *Client) AttachContainer(ctx context.Context, id string, o Attach) (*Stream, error) {
	return c.upgrade(ctx, request{method: http.MethodPost, path: at("containers", id, "attach"), query: with(
		"stream", "1", "stdin", yes(o.Stdin), "stdout", yes(o.Stdout), "stderr", yes(o.Stderr), "detachKeys", o.DetachKeys)}, "tcp")
}

// ResizeContainer tells a container's terminal its size.
func (c *Client) ResizeContainer(ctx context.Context, id string, height, width uint16) error {
	return c.post(ctx, at("containers", id, "resize"), with("h", strconv.Itoa(int(height)), "w", strconv.Itoa(int(width))), nil, nil)
}

// CreateExec prepares a command in a container.
func (c *Client) CreateExec(ctx context.Context, id string, o CreateExec) (out Created, err error) {
	err = c.post(ctx, at("containers", id, "exec"), nil, o, &out)
	return out, err
}

// StartExec starts a command that nobody is connected with.
func (c *Client) StartExec(ctx context.Context, id string, o StartExec) error {
	return c.post(ctx, at("exec", id, "start"), nil, o, nil)
}

// AttachExec starts a command and connects with its streams.
func (c *Client) AttachExec(ctx context.Context, id string, o StartExec) (*Stream, error) {
	return c.upgrade(ctx, request{method: http.MethodPost, path: at("exec", id, "start"), body: o}, "tcp")
}

// ResizeExec tells a command's terminal its size.
func (c *Client) ResizeExec(ctx context.Context, id string, height, width uint16) error {
	return c.post(ctx, at("exec", id, "resize"), with("h", strconv.Itoa(int(height)), "w", strconv.Itoa(int(width))), nil, nil)
}

// InspectExec tells how far a command is.
func (c *Client) InspectExec(ctx context.Context, id string) (out Exec, err error) {
	err = c.get(ctx, at("exec", id, "json"), nil, &out)
	return out, err
}

// StatPath tells of a path in a container.
func (c *Client) StatPath(ctx context.Context, id, path string) (out PathStat, err error) {
	answer, err := c.send(ctx, request{method: http.MethodHead, path: at("containers", id, "archive"), query: with("path", filepath.ToSlash(path))})
	if err != nil {
		return out, err
	}
	defer answer.Body.Close()
	text, err := base64.StdEncoding.DecodeString(answer.Header.Get("X-Docker-Container-Path-Stat"))
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		err = fmt.Errorf("the engine's answer about %s is not what it should be: %w", path, err)
	}
	return out, err
}

// CopyFrom gives a path of a container as an archive.
func (c *Client) CopyFrom(ctx context.Context, id, path string) (io.ReadCloser, error) {
	return c.stream(ctx, request{method: http.MethodGet, path: at("containers", id, "archive"), query: with("path", filepath.ToSlash(path))})
}

// CopyTo unpacks an archive in a directory of a container.
func (c *Client) CopyTo(ctx context.Context, id, dir string, archive io.Reader, keepOwner bool) error {
	query := with("path", filepath.ToSlash(dir), "noOverwriteDirNonDir", "true")
	if keepOwner {
		query.Set("copyUIDGID", "true")
	}
	_, err := c.ask(ctx, request{method: http.MethodPut, path: at("containers", id, "archive"), query: query, header: tar, body: archive}, nil)
	return err
}

// tar is the header of a request whose body is an archive.
var tar = http.Header{"Content-Type": {"application/x-tar"}}

// ExportContainer gives a container's files as an archive.
func (c *Client) ExportContainer(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.stream(ctx, request{method: http.MethodGet, path: at("containers", id, "export")})
}

// CommitContainer makes an image of a container, and gives its ID.
func (c *Client) CommitContainer(ctx context.Context, id string, o Commit) (string, error) {
	query := with("container", id, "comment", o.Comment, "author", o.Author)
	if o.Reference != "" {
		ref, err := parseTag(o.Reference)
		if err != nil {
			return "", err
		}
		query.Set("repo", ref.Name())
		query.Set("tag", ref.Tag)
	}
	if o.NoPause {
		query.Set("pause", "0")
	}
	query["changes"] = o.Changes
	var out Created
	err := c.post(ctx, at("commit"), query, nil, &out)
	return out.ID, err
}

// parseTag reads a reference that an image can be given.
func parseTag(text string) (Reference, error) {
	ref, err := ParseReference(text)
	if err == nil && ref.Digest != "" {
		err = &Error{http.StatusBadRequest, fmt.Sprintf("%s has a digest, and so cannot be given to an image", text)}
	}
	if ref.Tag == "" {
		ref.Tag = "latest"
	}
	return ref, err
}

// PullImage gets an image, and gives the messages of that. Auth is encoded by EncodeAuth.
func (c *Client) PullImage(ctx context.Context, image, platform, auth string) (io.ReadCloser, error) {
	ref, err := ParseReference(image)
	if err != nil {
		return nil, err
	}
	tag := ref.Tag
	switch {
	case ref.Digest != "":
		tag = ref.Digest
	case tag == "":
		tag = "latest"
	}
	return c.stream(ctx, request{method: http.MethodPost, path: at("images", "create"), header: authorized(auth),
		query: with("fromImage", ref.Name(), "tag", tag, "platform", platform)})
}

// PushImage sends an image, and gives the messages of that.
func (c *Client) PushImage(ctx context.Context, image, auth string) (io.ReadCloser, error) {
	ref, err := parseTag(image)
	if err != nil {
		return nil, err
	}
	return c.stream(ctx, request{method: http.MethodPost, path: at("images", ref.Name(), "push"), header: authorized(auth), query: with("tag", ref.Tag)})
}

// ImageDigest asks the registry which digest an image has that is named in full.
func (c *Client) ImageDigest(ctx context.Context, image, auth string) (string, error) {
	var out struct{ Descriptor struct{ Digest string } }
	_, err := c.ask(ctx, request{method: http.MethodGet, path: at("distribution", image, "json"), header: authorized(auth)}, &out)
	return out.Descriptor.Digest, err
}

func authorized(auth string) http.Header {
	if auth == "" {
		return nil
	}
	return http.Header{"X-Registry-Auth": {auth}}
}

// EncodeAuth writes credentials in the form that requests have them in.
func EncodeAuth(auth Auth) (string, error) {
	text, err := json.Marshal(auth)
	return base64.URLEncoding.EncodeToString(text), err
}

// TagImage gives an image one more name.
func (c *Client) TagImage(ctx context.Context, image, tag string) error {
	ref, err := parseTag(tag)
	if err != nil {
		return err
	}
	return c.post(ctx, at("images", image, "tag"), with("repo", ref.Name(), "tag", ref.Tag), nil, nil)
}

// RemoveImage removes a name of an image, and the image and those that it was made from if they have no other. With
// force it does so although containers use it.
func (c *Client) RemoveImage(ctx context.Context, image string, force bool) error {
	return c.delete(ctx, at("images", image), with("force", yes(force)))
}

// InspectImage tells all of an image, of its manifests on request.
func (c *Client) InspectImage(ctx context.Context, image string, manifests bool) (out Image, err error) {
	err = c.get(ctx, at("images", image, "json"), with("manifests", yes(manifests)), &out)
	return out, err
}

// ListImages gives the IDs of images.
func (c *Client) ListImages(ctx context.Context, filters Filters) ([]string, error) {
	var found []struct{ ID string }
	err := c.get(ctx, at("images", "json"), with("filters", asJSON(filters)), &found)
	out := make([]string, len(found))
	for i := range found {
		out[i] = found[i].ID
	}
	return out, err
}

// BuildImage builds an image from an archive, nil for a remote context, and gives the messages of that.
func (c *Client) BuildImage(ctx context.Context, archive io.Reader, o Build) (io.ReadCloser, error) {
	auths, err := json.Marshal(o.Auths)
	if err != nil {
		return nil, err
	}
	query := with("version", o.Version, "session", o.Session, "dockerfile", o.Dockerfile, "remote", o.RemoteContext,
		"nocache", yes(o.NoCache), "pull", yes(o.PullParent), "target", o.Target, "platform", o.Platform,
		"ulimits", asJSON(o.Ulimits), "buildargs", asJSON(o.BuildArgs), "labels", asJSON(o.Labels), "cachefrom", asJSON(o.CacheFrom))
	if !strings.EqualFold(o.Isolation, "default") && o.Isolation != "" {
		query.Set("isolation", o.Isolation)
	}
	if o.NetworkMode != "" && o.NetworkMode != network.NetworkDefault {
		query.Set("networkmode", o.NetworkMode)
	}
	if o.ShmSize != 0 {
		query.Set("shmsize", strconv.FormatInt(o.ShmSize, 10))
	}
	if o.Memory != 0 {
		query.Set("memory", strconv.FormatInt(o.Memory, 10))
	}
	query["t"], query["extrahosts"] = o.Tags, o.ExtraHosts
	header := tar.Clone()
	header.Set("X-Registry-Config", base64.URLEncoding.EncodeToString(auths))
	r := request{method: http.MethodPost, path: at("build"), query: query, header: header}
	if archive != nil {
		r.body = archive
	}
	return c.stream(ctx, r)
}

// ListNetworks lists networks.
func (c *Client) ListNetworks(ctx context.Context, filters Filters) (out []network.Network, err error) {
	err = c.get(ctx, at("networks"), with("filters", asJSON(filters)), &out)
	return out, err
}

// InspectNetwork tells of a network.
func (c *Client) InspectNetwork(ctx context.Context, id string) (out network.Network, err error) {
	err = c.get(ctx, at("networks", id), nil, &out)
	return out, err
}

// CreateNetwork makes a network.
func (c *Client) CreateNetwork(ctx context.Context, o network.CreateRequest) (out network.CreateResponse, err error) {
	err = c.post(ctx, at("networks", "create"), nil, o, &out)
	return out, err
}

// RemoveNetwork removes a network.
func (c *Client) RemoveNetwork(ctx context.Context, id string) error {
	return c.delete(ctx, at("networks", id), nil)
}

// ConnectNetwork puts a container on a network.
func (c *Client) ConnectNetwork(ctx context.Context, id string, o network.ConnectRequest) error {
	return c.post(ctx, at("networks", id, "connect"), nil, o, nil)
}

// DisconnectNetwork takes a container off a network.
func (c *Client) DisconnectNetwork(ctx context.Context, id string, o network.DisconnectRequest) error {
	return c.post(ctx, at("networks", id, "disconnect"), nil, o, nil)
}

// ListVolumes lists volumes.
func (c *Client) ListVolumes(ctx context.Context, filters Filters) ([]Volume, error) {
	var out struct{ Volumes []Volume }
	err := c.get(ctx, at("volumes"), with("filters", asJSON(filters)), &out)
	return out.Volumes, err
}

// InspectVolume tells of a volume.
func (c *Client) InspectVolume(ctx context.Context, name string) (out Volume, err error) {
	err = c.get(ctx, at("volumes", name), nil, &out)
	return out, err
}

// CreateVolume makes a volume.
func (c *Client) CreateVolume(ctx context.Context, o CreateVolume) (out Volume, err error) {
	err = c.post(ctx, at("volumes", "create"), nil, o, &out)
	return out, err
}

// RemoveVolume removes a volume; with force it is no error if there is none.
func (c *Client) RemoveVolume(ctx context.Context, name string, force bool) error {
	return c.delete(ctx, at("volumes", name), with("force", yes(force)))
}
