package engine

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/api/types/blkiodev"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/mount"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/api/types/registry"
	"github.com/moby/moby/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// sent is a request as an engine sees it.
type sent struct {
	Method, Path string
	Query        url.Values
	Filters      map[string][]string
	Header       http.Header // what says something
	Body         any         // without what is the same as nothing
}

// recorder is an engine that notes what it is asked for, and answers nothing.
type recorder struct {
	t    *testing.T
	mu   sync.Mutex
	sent []sent
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Api-Version", "1.50")
	w.Header().Set("Content-Type", "application/json")
	if req.URL.Path == "/_ping" {
		return
	}
	s := sent{Method: req.Method, Path: req.URL.Path, Query: req.URL.Query(), Header: http.Header{}}
	if text := s.Query.Get("filters"); text != "" {
		s.Filters = filtersOf(r.t, text)
		s.Query.Del("filters")
	}
	for _, name := range []string{"X-Registry-Auth", "X-Registry-Config", "Connection", "Upgrade"} {
		if values := req.Header[name]; len(values) > 0 {
			s.Header[name] = values
		}
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		r.t.Error(err)
	}
	if json.Unmarshal(body, &s.Body) != nil {
		s.Body = string(body)
	}
	s.Body = pruned(s.Body)
	r.mu.Lock()
	r.sent = append(r.sent, s)
	r.mu.Unlock()
	io.WriteString(w, "null")
}

// filtersOf reads filters in either of the forms that engines take.
func filtersOf(t *testing.T, text string) map[string][]string {
	out := map[string][]string{}
	if json.Unmarshal([]byte(text), &out) == nil {
		return out
	}
	var sets map[string]map[string]bool
	if err := json.Unmarshal([]byte(text), &sets); err != nil {
		t.Error(err)
	}
	for name, set := range sets {
		out[name] = slices.Sorted(maps.Keys(set))
	}
	return out
}

// pruned takes zero values off a JSON value: to an engine they are the same as none.
func pruned(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, item := range v {
			if v[name] = pruned(item); v[name] == nil {
				delete(v, name)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = pruned(v[i])
		}
		if !slices.ContainsFunc(v, func(item any) bool { return item != nil }) {
			return nil
		}
	case string, float64, bool:
		if v == "" || v == 0.0 || v == false {
			return nil
		}
	}
	return value
}

// TestRequests: an engine is asked in the same way as by its own client.
func TestRequests(t *testing.T) {
	record := &recorder{t: t}
	host := serve(t, record)
	ours, err := New(Options{Host: host})
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	theirs, err := client.New(client.WithHost(host))
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()

	four, yes, swappiness := 4, true, int64(30)
	value := "1"
	arm := ocispec.Platform{OS: "linux", Architecture: "arm64", Variant: "v8"}
	ports := network.PortSet{network.MustParsePort("80/tcp"): {}}
	bindings := network.PortMap{network.MustParsePort("80/tcp"): {{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: "8080"}}}
	mounts := []mount.Mount{{Type: mount.TypeVolume, Source: "v", Target: "/v", VolumeOptions: &mount.VolumeOptions{Subpath: "s"}}}
	endpoints := map[string]*network.EndpointSettings{"n": {Aliases: []string{"a"}, GwPriority: 2}}
	rates := []*blkiodev.ThrottleDevice{{Path: "/dev/a", Rate: 5}}
	const auth = "eyJ1c2VybmFtZSI6InUifQ=="

	for name, call := range map[string]struct{ ours, theirs func(context.Context) error }{
		"create a container": {func(ctx context.Context) error {
			_, err := ours.CreateContainer(ctx, &CreateContainer{
				Name: "c", Platform: "linux/arm64/v8",
				Config: &Config{
					Hostname: "h", Domainname: "d", User: "u", AttachStdin: true, AttachStdout: true, AttachStderr: true, ExposedPorts: ports, Tty: true, OpenStdin: true, StdinOnce: true,
					Env: []string{"A=1"}, Cmd: []string{"run"}, Healthcheck: &Healthcheck{Test: []string{"CMD"}, Interval: 1, Timeout: 2, StartPeriod: 3, StartInterval: 4, Retries: 5},
					Image: "i", Volumes: map[string]struct{}{"/v": {}}, WorkingDir: "/w", Entrypoint: []string{"e"}, NetworkDisabled: true, Labels: map[string]string{"l": "1"},
					StopSignal: "SIGINT", StopTimeout: &four,
				},
				HostConfig: &HostConfig{
					Binds: []string{"/a:/b"}, LogConfig: LogConfig{"local", map[string]string{"k": "v"}}, NetworkMode: "n", PortBindings: bindings, RestartPolicy: RestartPolicy{"on-failure", 3},
					AutoRemove: true, VolumesFrom: []string{"x"}, Annotations: map[string]string{"a": "1"}, CapAdd: []string{"CAP_NET_ADMIN"}, CapDrop: []string{"ALL"}, CgroupnsMode: "host",
					DNS: []netip.Addr{netip.MustParseAddr("9.9.9.9")}, DNSOptions: []string{"o"}, DNSSearch: []string{"s"}, ExtraHosts: []string{"h:1.2.3.4"}, GroupAdd: []string{"g"}, IpcMode: "host",
					Links: []string{"l"}, OomScoreAdj: 7, PidMode: "host", Privileged: true, ReadonlyRootfs: true, SecurityOpt: []string{"o"}, StorageOpt: map[string]string{"size": "1G"},
					Tmpfs: map[string]string{"/t": ""}, UTSMode: "host", UsernsMode: "host", ShmSize: 9, Sysctls: map[string]string{"s": "1"}, Runtime: "runc", Isolation: "process",
					Resources: Resources{CPUShares: 1, Memory: 2, NanoCPUs: 3, CgroupParent: "p", BlkioWeight: 4, BlkioWeightDevice: []*blkiodev.WeightDevice{{Path: "/d", Weight: 1}},
						BlkioDeviceReadBps: rates, BlkioDeviceWriteBps: rates, BlkioDeviceReadIOps: rates, BlkioDeviceWriteIOps: rates, CPUPeriod: 5, CPUQuota: 6, CPURealtimePeriod: 7, CPURealtimeRuntime: 8,
						CpusetCpus: "0", Devices: []Device{{"/a", "/b", "rw"}}, DeviceCgroupRules: []string{"r"}, DeviceRequests: []DeviceRequest{{"d", 1, []string{"0"}, [][]string{{"gpu"}}, map[string]string{"o": "1"}}},
						MemoryReservation: 9, MemorySwap: 10, MemorySwappiness: &swappiness, OomKillDisable: &yes, PidsLimit: &swappiness, Ulimits: []*Ulimit{{"nofile", 2, 1}}, CPUCount: 11, CPUPercent: 12},
					Mounts: mounts, MaskedPaths: []string{"/m"}, ReadonlyPaths: []string{"/r"}, Init: &yes,
				},
				NetworkingConfig: &network.NetworkingConfig{EndpointsConfig: endpoints},
			})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerCreate(ctx, client.ContainerCreateOptions{
				Name: "c", Platform: &arm,
				Config: &container.Config{
					Hostname: "h", Domainname: "d", User: "u", AttachStdin: true, AttachStdout: true, AttachStderr: true, ExposedPorts: ports, Tty: true, OpenStdin: true, StdinOnce: true,
					Env: []string{"A=1"}, Cmd: []string{"run"}, Healthcheck: &container.HealthConfig{Test: []string{"CMD"}, Interval: 1, Timeout: 2, StartPeriod: 3, StartInterval: 4, Retries: 5},
					Image: "i", Volumes: map[string]struct{}{"/v": {}}, WorkingDir: "/w", Entrypoint: []string{"e"}, NetworkDisabled: true, Labels: map[string]string{"l": "1"},
					StopSignal: "SIGINT", StopTimeout: &four,
				},
				HostConfig: &container.HostConfig{
					Binds: []string{"/a:/b"}, LogConfig: container.LogConfig{Type: "local", Config: map[string]string{"k": "v"}}, NetworkMode: "n", PortBindings: bindings,
					RestartPolicy: container.RestartPolicy{Name: "on-failure", MaximumRetryCount: 3},
					AutoRemove:    true, VolumesFrom: []string{"x"}, Annotations: map[string]string{"a": "1"}, CapAdd: []string{"CAP_NET_ADMIN"}, CapDrop: []string{"ALL"}, CgroupnsMode: "host",
					DNS: []netip.Addr{netip.MustParseAddr("9.9.9.9")}, DNSOptions: []string{"o"}, DNSSearch: []string{"s"}, ExtraHosts: []string{"h:1.2.3.4"}, GroupAdd: []string{"g"}, IpcMode: "host",
					Links: []string{"l"}, OomScoreAdj: 7, PidMode: "host", Privileged: true, ReadonlyRootfs: true, SecurityOpt: []string{"o"}, StorageOpt: map[string]string{"size": "1G"},
					Tmpfs: map[string]string{"/t": ""}, UTSMode: "host", UsernsMode: "host", ShmSize: 9, Sysctls: map[string]string{"s": "1"}, Runtime: "runc", Isolation: "process",
					Resources: container.Resources{CPUShares: 1, Memory: 2, NanoCPUs: 3, CgroupParent: "p", BlkioWeight: 4, BlkioWeightDevice: []*blkiodev.WeightDevice{{Path: "/d", Weight: 1}},
						BlkioDeviceReadBps: rates, BlkioDeviceWriteBps: rates, BlkioDeviceReadIOps: rates, BlkioDeviceWriteIOps: rates, CPUPeriod: 5, CPUQuota: 6, CPURealtimePeriod: 7, CPURealtimeRuntime: 8,
						CpusetCpus: "0", Devices: []container.DeviceMapping{{PathOnHost: "/a", PathInContainer: "/b", CgroupPermissions: "rw"}}, DeviceCgroupRules: []string{"r"},
						DeviceRequests:    []container.DeviceRequest{{Driver: "d", Count: 1, DeviceIDs: []string{"0"}, Capabilities: [][]string{{"gpu"}}, Options: map[string]string{"o": "1"}}},
						MemoryReservation: 9, MemorySwap: 10, MemorySwappiness: &swappiness, OomKillDisable: &yes, PidsLimit: &swappiness, Ulimits: []*container.Ulimit{{Name: "nofile", Hard: 2, Soft: 1}}, CPUCount: 11, CPUPercent: 12},
					Mounts: mounts, MaskedPaths: []string{"/m"}, ReadonlyPaths: []string{"/r"}, Init: &yes,
				},
				NetworkingConfig: &network.NetworkingConfig{EndpointsConfig: endpoints},
			})
			return err
		}},
		"list containers": {func(ctx context.Context) error {
			_, err := ours.ListContainers(ctx, ListContainers{All: true, Size: true, Filters: Filters{"label": {"a", "b=1"}, "name": {"n"}}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerList(ctx, client.ContainerListOptions{All: true, Size: true, Filters: client.Filters{}.Add("label", "a", "b=1").Add("name", "n")})
			return err
		}},
		"inspect a container": {func(ctx context.Context) error {
			_, err := ours.InspectContainer(ctx, "c")
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerInspect(ctx, "c", client.ContainerInspectOptions{})
			return err
		}},
		"start a container": {func(ctx context.Context) error {
			_, err := ours.StartContainer(ctx, "c")
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerStart(ctx, "c", client.ContainerStartOptions{})
			return err
		}},
		"stop a container": {func(ctx context.Context) error {
			_, err := ours.StopContainer(ctx, "c", "SIGINT", &four)
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerStop(ctx, "c", client.ContainerStopOptions{Signal: "SIGINT", Timeout: &four})
			return err
		}},
		"restart a container": {func(ctx context.Context) error {
			return ours.RestartContainer(ctx, "c", &four)
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerRestart(ctx, "c", client.ContainerRestartOptions{Timeout: &four})
			return err
		}},
		"kill a container": {func(ctx context.Context) error {
			return ours.KillContainer(ctx, "c", "SIGHUP")
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerKill(ctx, "c", client.ContainerKillOptions{Signal: "SIGHUP"})
			return err
		}},
		"remove a container": {func(ctx context.Context) error {
			return ours.RemoveContainer(ctx, "c", true, true)
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerRemove(ctx, "c", client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
			return err
		}},
		"rename a container": {func(ctx context.Context) error {
			return ours.RenameContainer(ctx, "c", "d")
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerRename(ctx, "c", client.ContainerRenameOptions{NewName: "d"})
			return err
		}},
		"pause a container": {func(ctx context.Context) error {
			return ours.PauseContainer(ctx, "c")
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerPause(ctx, "c", client.ContainerPauseOptions{})
			return err
		}},
		"unpause a container": {func(ctx context.Context) error {
			return ours.UnpauseContainer(ctx, "c")
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerUnpause(ctx, "c", client.ContainerUnpauseOptions{})
			return err
		}},
		"update a container": {func(ctx context.Context) error {
			_, err := ours.UpdateContainer(ctx, "c", UpdateContainer{Resources{Memory: 5}, RestartPolicy{Name: "always"}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerUpdate(ctx, "c", client.ContainerUpdateOptions{
				Resources: &container.Resources{Memory: 5}, RestartPolicy: &container.RestartPolicy{Name: "always"}})
			return err
		}},
		"wait for a container": {func(ctx context.Context) error {
			_, err := ours.WaitContainer(ctx, "c", Removed)
			return err
		}, func(ctx context.Context) error {
			wait := theirs.ContainerWait(ctx, "c", client.ContainerWaitOptions{Condition: container.WaitConditionRemoved})
			select {
			case <-wait.Result:
				return nil
			case err := <-wait.Error:
				return err
			}
		}},
		"list processes": {func(ctx context.Context) error {
			_, err := ours.TopContainer(ctx, "c", []string{"-o", "pid"})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerTop(ctx, "c", client.ContainerTopOptions{Arguments: []string{"-o", "pid"}})
			return err
		}},
		"watch what is used": {func(ctx context.Context) error {
			return closed(ours.StatsContainer(ctx, "c"))
		}, func(ctx context.Context) error {
			stats, err := theirs.ContainerStats(ctx, "c", client.ContainerStatsOptions{Stream: true})
			return closed(stats.Body, err)
		}},
		"follow a log": {func(ctx context.Context) error {
			return closed(ours.LogsContainer(ctx, "c", Logs{Follow: true, Timestamps: true, Since: "2025-01-02T03:04:05.678Z", Until: "1736000000", Tail: "7"}))
		}, func(ctx context.Context) error {
			log, err := theirs.ContainerLogs(ctx, "c", client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true, Follow: true, Timestamps: true,
				Since: "2025-01-02T03:04:05.678Z", Until: "1736000000", Tail: "7"})
			return closed(log, err)
		}},
		"copy to a container": {func(ctx context.Context) error {
			return ours.CopyTo(ctx, "c", "/d", strings.NewReader("archive"), true)
		}, func(ctx context.Context) error {
			_, err := theirs.CopyToContainer(ctx, "c", client.CopyToContainerOptions{DestinationPath: "/d", Content: strings.NewReader("archive"), CopyUIDGID: true})
			return err
		}},
		"export a container": {func(ctx context.Context) error {
			return closed(ours.ExportContainer(ctx, "c"))
		}, func(ctx context.Context) error {
			out, err := theirs.ContainerExport(ctx, "c", client.ContainerExportOptions{})
			return closed(out, err)
		}},
		"commit a container": {func(ctx context.Context) error {
			_, err := ours.CommitContainer(ctx, "c", Commit{Reference: "shop/web", Comment: "m", Author: "a", Changes: []string{"CMD x", "ENV A=1"}, NoPause: true})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerCommit(ctx, "c", client.ContainerCommitOptions{Reference: "shop/web", Comment: "m", Author: "a", Changes: []string{"CMD x", "ENV A=1"}, NoPause: true})
			return err
		}},
		"prepare a command": {func(ctx context.Context) error {
			_, err := ours.CreateExec(ctx, "c", CreateExec{User: "u", Privileged: true, Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true, DetachKeys: "ctrl-x", Env: []string{"A=1"}, WorkingDir: "/w", Cmd: []string{"sh"}, ConsoleSize: &[2]uint16{24, 80}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ExecCreate(ctx, "c", client.ExecCreateOptions{User: "u", Privileged: true, TTY: true, ConsoleSize: client.ConsoleSize{Height: 24, Width: 80}, AttachStdin: true, AttachStdout: true, AttachStderr: true, DetachKeys: "ctrl-x", Env: []string{"A=1"}, WorkingDir: "/w", Cmd: []string{"sh"}})
			return err
		}},
		"start a command": {func(ctx context.Context) error {
			return ours.StartExec(ctx, "e", StartExec{Detach: true, Tty: true})
		}, func(ctx context.Context) error {
			_, err := theirs.ExecStart(ctx, "e", client.ExecStartOptions{Detach: true, TTY: true})
			return err
		}},
		"resize a command's terminal": {func(ctx context.Context) error {
			return ours.ResizeExec(ctx, "e", 24, 80)
		}, func(ctx context.Context) error {
			_, err := theirs.ExecResize(ctx, "e", client.ExecResizeOptions{Height: 24, Width: 80})
			return err
		}},
		"resize a container's terminal": {func(ctx context.Context) error {
			return ours.ResizeContainer(ctx, "c", 24, 80)
		}, func(ctx context.Context) error {
			_, err := theirs.ContainerResize(ctx, "c", client.ContainerResizeOptions{Height: 24, Width: 80})
			return err
		}},
		"inspect a command": {func(ctx context.Context) error {
			_, err := ours.InspectExec(ctx, "e")
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ExecInspect(ctx, "e", client.ExecInspectOptions{})
			return err
		}},
		"pull an image": {func(ctx context.Context) error {
			return closed(ours.PullImage(ctx, "registry.example.com:5000/a/b:1", "linux/arm64/v8", auth))
		}, func(ctx context.Context) error {
			out, err := theirs.ImagePull(ctx, "registry.example.com:5000/a/b:1", client.ImagePullOptions{RegistryAuth: auth, Platforms: []ocispec.Platform{arm}})
			return closed(out, err)
		}},
		"push an image": {func(ctx context.Context) error {
			return closed(ours.PushImage(ctx, "shop/web", auth))
		}, func(ctx context.Context) error {
			out, err := theirs.ImagePush(ctx, "shop/web", client.ImagePushOptions{RegistryAuth: auth})
			return closed(out, err)
		}},
		"ask for a digest": {func(ctx context.Context) error {
			_, err := ours.ImageDigest(ctx, "docker.io/shop/web:1", auth)
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.DistributionInspect(ctx, "docker.io/shop/web:1", client.DistributionInspectOptions{EncodedRegistryAuth: auth})
			return err
		}},
		"tag an image": {func(ctx context.Context) error {
			return ours.TagImage(ctx, "shop/web:1", "web")
		}, func(ctx context.Context) error {
			_, err := theirs.ImageTag(ctx, client.ImageTagOptions{Source: "shop/web:1", Target: "web"})
			return err
		}},
		"remove an image": {func(ctx context.Context) error {
			return ours.RemoveImage(ctx, "shop/web:1", true)
		}, func(ctx context.Context) error {
			_, err := theirs.ImageRemove(ctx, "shop/web:1", client.ImageRemoveOptions{Force: true, PruneChildren: true})
			return err
		}},
		"inspect an image": {func(ctx context.Context) error {
			_, err := ours.InspectImage(ctx, "shop/web@sha256:"+strings.Repeat("ab", 32), true)
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ImageInspect(ctx, "shop/web@sha256:"+strings.Repeat("ab", 32), client.ImageInspectWithManifests(true))
			return err
		}},
		"list images": {func(ctx context.Context) error {
			_, err := ours.ListImages(ctx, Filters{"label": {"a=1"}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ImageList(ctx, client.ImageListOptions{Filters: client.Filters{}.Add("label", "a=1")})
			return err
		}},
		"build an image": {func(ctx context.Context) error {
			return closed(ours.BuildImage(ctx, strings.NewReader("archive"), Build{
				Version: "2", Session: "s", Dockerfile: "D", Tags: []string{"a", "b"}, NoCache: true, PullParent: true, Isolation: "process", NetworkMode: "host", ShmSize: 5, Memory: 6,
				Ulimits: []*Ulimit{{"nofile", 2, 1}}, BuildArgs: map[string]*string{"A": &value, "B": nil}, Labels: map[string]string{"l": "1"}, ExtraHosts: []string{"h:1"}, CacheFrom: []string{"c"},
				Target: "t", Platform: "linux/arm64/v8", Auths: map[string]Auth{"r": {Username: "u", Password: "p", ServerAddress: "r", IdentityToken: "i"}}}))
		}, func(ctx context.Context) error {
			out, err := theirs.ImageBuild(ctx, strings.NewReader("archive"), client.ImageBuildOptions{Remove: true,
				Version: "2", SessionID: "s", Dockerfile: "D", Tags: []string{"a", "b"}, NoCache: true, PullParent: true, Isolation: "process", NetworkMode: "host", ShmSize: 5, Memory: 6,
				Ulimits: []*container.Ulimit{{Name: "nofile", Hard: 2, Soft: 1}}, BuildArgs: map[string]*string{"A": &value, "B": nil}, Labels: map[string]string{"l": "1"}, ExtraHosts: []string{"h:1"}, CacheFrom: []string{"c"},
				Target: "t", Platforms: []ocispec.Platform{arm}, AuthConfigs: map[string]registry.AuthConfig{"r": {Username: "u", Password: "p", ServerAddress: "r", IdentityToken: "i"}}})
			return closed(out.Body, err)
		}},
		"build a remote context": {func(ctx context.Context) error {
			return closed(ours.BuildImage(ctx, nil, Build{Version: "1", RemoteContext: "https://example.com/a.git", NetworkMode: "default", Isolation: "default"}))
		}, func(ctx context.Context) error {
			out, err := theirs.ImageBuild(ctx, nil, client.ImageBuildOptions{Remove: true, Version: "1", RemoteContext: "https://example.com/a.git", NetworkMode: "default", Isolation: "default"})
			return closed(out.Body, err)
		}},
		"list networks": {func(ctx context.Context) error {
			_, err := ours.ListNetworks(ctx, Filters{"name": {"n"}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.NetworkList(ctx, client.NetworkListOptions{Filters: client.Filters{}.Add("name", "n")})
			return err
		}},
		"inspect a network": {func(ctx context.Context) error {
			_, err := ours.InspectNetwork(ctx, "n")
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.NetworkInspect(ctx, "n", client.NetworkInspectOptions{})
			return err
		}},
		"create a network": {func(ctx context.Context) error {
			_, err := ours.CreateNetwork(ctx, network.CreateRequest{Name: "n", Driver: "bridge", EnableIPv6: &yes, Internal: true, Labels: map[string]string{"l": "1"}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.NetworkCreate(ctx, "n", client.NetworkCreateOptions{Driver: "bridge", EnableIPv6: &yes, Internal: true, Labels: map[string]string{"l": "1"}})
			return err
		}},
		"remove a network": {func(ctx context.Context) error {
			return ours.RemoveNetwork(ctx, "n")
		}, func(ctx context.Context) error {
			_, err := theirs.NetworkRemove(ctx, "n", client.NetworkRemoveOptions{})
			return err
		}},
		"connect with a network": {func(ctx context.Context) error {
			return ours.ConnectNetwork(ctx, "n", network.ConnectRequest{Container: "c", EndpointConfig: endpoints["n"]})
		}, func(ctx context.Context) error {
			_, err := theirs.NetworkConnect(ctx, "n", client.NetworkConnectOptions{Container: "c", EndpointConfig: endpoints["n"]})
			return err
		}},
		"disconnect from a network": {func(ctx context.Context) error {
			return ours.DisconnectNetwork(ctx, "n", network.DisconnectRequest{Container: "c", Force: true})
		}, func(ctx context.Context) error {
			_, err := theirs.NetworkDisconnect(ctx, "n", client.NetworkDisconnectOptions{Container: "c", Force: true})
			return err
		}},
		"list volumes": {func(ctx context.Context) error {
			_, err := ours.ListVolumes(ctx, Filters{"label": {"a"}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.VolumeList(ctx, client.VolumeListOptions{Filters: client.Filters{}.Add("label", "a")})
			return err
		}},
		"inspect a volume": {func(ctx context.Context) error {
			_, err := ours.InspectVolume(ctx, "v")
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.VolumeInspect(ctx, "v", client.VolumeInspectOptions{})
			return err
		}},
		"create a volume": {func(ctx context.Context) error {
			_, err := ours.CreateVolume(ctx, CreateVolume{Name: "v", Driver: "d", DriverOpts: map[string]string{"o": "1"}, Labels: map[string]string{"l": "1"}})
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.VolumeCreate(ctx, client.VolumeCreateOptions{Name: "v", Driver: "d", DriverOpts: map[string]string{"o": "1"}, Labels: map[string]string{"l": "1"}})
			return err
		}},
		"remove a volume": {func(ctx context.Context) error {
			return ours.RemoveVolume(ctx, "v", true)
		}, func(ctx context.Context) error {
			_, err := theirs.VolumeRemove(ctx, "v", client.VolumeRemoveOptions{Force: true})
			return err
		}},
		"ask what the engine is": {func(ctx context.Context) error {
			_, err := ours.ServerVersion(ctx)
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.ServerVersion(ctx, client.ServerVersionOptions{})
			return err
		}},
		"ask how the engine is": {func(ctx context.Context) error {
			_, err := ours.Info(ctx)
			return err
		}, func(ctx context.Context) error {
			_, err := theirs.Info(ctx, client.InfoOptions{})
			return err
		}},
		"watch events": {func(ctx context.Context) error {
			return closed(ours.Events(ctx, "1736000000.000000005", "1736000001.5", Filters{"type": {"container"}}))
		}, func(ctx context.Context) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			theirs.Events(ctx, client.EventsListOptions{Since: "1736000000.000000005", Until: "1736000001.5", Filters: client.Filters{}.Add("type", "container")})
			return nil
		}},
		"attach": {func(ctx context.Context) error { // which this engine refuses, and the next ones
			ours.AttachContainer(ctx, "c", Attach{Stdin: true, Stdout: true, Stderr: true, DetachKeys: "ctrl-x"})
			return nil
		}, func(ctx context.Context) error {
			theirs.ContainerAttach(ctx, "c", client.ContainerAttachOptions{Stream: true, Stdin: true, Stdout: true, Stderr: true, DetachKeys: "ctrl-x"})
			return nil
		}},
		"attach to a command": {func(ctx context.Context) error {
			ours.AttachExec(ctx, "e", StartExec{Tty: true, ConsoleSize: &[2]uint16{24, 80}})
			return nil
		}, func(ctx context.Context) error {
			theirs.ExecAttach(ctx, "e", client.ExecAttachOptions{TTY: true, ConsoleSize: client.ConsoleSize{Height: 24, Width: 80}})
			return nil
		}},
		"copy from a container": {func(ctx context.Context) error { // theirs has no answer without a header
			return closed(ours.CopyFrom(ctx, "c", "/d"))
		}, func(ctx context.Context) error {
			theirs.CopyFromContainer(ctx, "c", client.CopyFromContainerOptions{SourcePath: "/d"})
			return nil
		}},
		"look at a path": {func(ctx context.Context) error {
			ours.StatPath(ctx, "c", "/d")
			return nil
		}, func(ctx context.Context) error {
			theirs.ContainerStatPath(ctx, "c", client.ContainerStatPathOptions{Path: "/d"})
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			record.sent = nil
			if err := call.theirs(ctx); err != nil {
				t.Fatal(err)
			}
			if err := call.ours(ctx); err != nil {
				t.Fatal(err)
			}
			record.mu.Lock()
			defer record.mu.Unlock()
			if len(record.sent) != 2 {
				t.Fatalf("%d requests: %+v", len(record.sent), record.sent)
			}
			if diff := cmp.Diff(record.sent[0], record.sent[1]); diff != "" {
				t.Errorf("another request (-their client's +ours):\n%s", diff)
			}
		})
	}
}

// closed closes what has been opened.
func closed(c io.Closer, err error) error {
	if err != nil {
		return err
	}
	return c.Close()
}
