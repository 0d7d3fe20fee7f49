package docker

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/google/go-cmp/cmp"
)

// everything is a specification in which every field says something. What it says need not make
// sense together, for no engine sees it.
func everything() *driver.ContainerSpec {
	yes, seconds, swappiness, umask := true, 7, int64(30), uint32(0o27)
	return &driver.ContainerSpec{
		Image: "image:1", Platform: "", // an engine tells no platform
		Command: []string{"run", "it"}, Entrypoint: []string{"/entry"},
		Env: []string{"A=1", "B"}, Labels: driver.Labels{"l": "1"}, Annotations: driver.Labels{"a": "1"},
		WorkingDir: "/work", User: "1:2", Hostname: "host", Domainname: "domain", TTY: true, Stdin: true, StdinOnce: true,
		StopSignal: "SIGINT", StopTimeout: &seconds,
		Healthcheck: &driver.Healthcheck{
			Test: []string{"CMD", "true"}, Interval: time.Second, Timeout: 2 * time.Second,
			StartPeriod: 3 * time.Second, StartInterval: 4 * time.Second, Retries: 5,
		},
		Restart: driver.RestartPolicy{Name: "on-failure", Retries: 3}, AutoRemove: true, Init: &yes,
		NetworkMode: "front", NetworkDisabled: true, PidMode: "host", IpcMode: "shareable", UTSMode: "host", UsernsMode: "host",
		CgroupnsMode: "private", CgroupParent: "/parent",
		Networks: map[string]driver.Endpoint{
			"front": {
				Aliases: []string{"web", "www"}, Links: []string{"db:database"}, IPv4: "10.0.0.2", IPv6: "fd00::2",
				LinkLocal: []string{"169.254.1.1"}, DriverOpts: map[string]string{"o": "1"}, GwPriority: 2, InterfaceName: "eth7",
			},
			"back": {},
		},
		Exposed: []string{"53/udp", "80/tcp"},
		Ports: map[string][]driver.PortBinding{
			"53/udp": {{HostIP: "127.0.0.1", Port: "5353"}}, "80/tcp": {{Port: "8000-8010"}, {HostIP: "::1", Port: ""}},
		},
		DNS: []string{"10.0.0.1"}, DNSOptions: []string{"ndots:1"}, DNSSearch: []string{"example.com"},
		ExtraHosts: []string{"h:10.0.0.9"}, Links: []string{"db:database"},
		Binds: []string{"/a:/b:ro", "data:/data"},
		Mounts: []driver.Mount{
			{Type: "bind", Source: "/s", Target: "/t", ReadOnly: true, Consistency: "cached", Propagation: "rslave", CreateHostPath: true, RecursiveRO: "readonly"},
			{Type: "bind", Source: "/s", Target: "/u", NonRecursive: true, RecursiveRO: "writable"},
			{Type: "volume", Source: "v", Target: "/v", NoCopy: true, Labels: driver.Labels{"m": "1"}, Subpath: "sub", Driver: "local", DriverOptions: map[string]string{"k": "v"}},
			{Type: "tmpfs", Target: "/tmp", TmpfsSize: 1 << 20, TmpfsMode: 0o700},
			{Type: "image", Source: "other", Target: "/i", Subpath: "etc"},
		},
		Tmpfs: map[string]string{"/run": "size=1m"}, VolumesFrom: []string{"0123"}, Volumes: []string{"/anonymous"},
		ReadOnly: true, ShmSize: 1 << 20, StorageOpt: map[string]string{"size": "1g"},
		Privileged: false, CapAdd: []string{"CAP_NET_ADMIN"}, CapDrop: []string{"CAP_MKNOD"}, SecurityOpt: []string{"no-new-privileges"},
		GroupAdd: []string{"audio"}, Unconfined: true, Sysctls: map[string]string{"net.core.somaxconn": "1"},
		Runtime: "other", Isolation: "process", Umask: &umask, LogDriver: "json-file", LogOptions: map[string]string{"max-size": "1m"},
		Resources: driver.Resources{
			NanoCPUs: 1, CPUCount: 2, CPUPercent: 3, CPUPeriod: 4, CPUQuota: 5, CPURealtimePeriod: 6, CPURealtimeRuntime: 7,
			CPUShares: 8, CPUSet: "0", Memory: 9, MemoryReservation: 10, MemorySwap: 11, MemorySwappiness: &swappiness,
			OomKillDisable: true, OomScoreAdj: 12, PidsLimit: 13, BlkioWeight: 14,
			BlkioWeightDevice: []driver.BlkioWeight{{Path: "/dev/a", Weight: 15}},
			BlkioReadBps:      []driver.BlkioRate{{Path: "/dev/a", Rate: 16}},
			BlkioReadIOps:     []driver.BlkioRate{{Path: "/dev/a", Rate: 17}},
			BlkioWriteBps:     []driver.BlkioRate{{Path: "/dev/a", Rate: 18}},
			BlkioWriteIOps:    []driver.BlkioRate{{Path: "/dev/a", Rate: 19}},
			Ulimits:           []driver.Ulimit{{Name: "nofile", Soft: 20, Hard: 21}},
			Devices:           []driver.DeviceMapping{{Source: "/dev/a", Target: "/dev/b", Permissions: "rwm"}},
			DeviceCgroupRules: []string{"c 1:3 r"},
			DeviceRequests: []driver.DeviceRequest{
				{Driver: "nvidia", Count: -1, IDs: []string{"0"}, Capabilities: [][]string{{"gpu"}}, Options: map[string]string{"o": "1"}},
			},
		},
	}
}

// untold are the fields that no engine tells of, or that exclude others.
var untold = map[string]bool{"Platform": true, "Privileged": true}

// TestEverythingSaysSomething makes sure that a field that is added to the specification is
// added to the test below.
func TestEverythingSaysSomething(t *testing.T) {
	var check func(v reflect.Value, path string)
	check = func(v reflect.Value, path string) {
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if f := v.Field(i); f.Kind() == reflect.Struct {
				check(f, path+name+".")
			} else if f.IsZero() && !untold[path+name] {
				t.Errorf("%s%s says nothing", path, name)
			}
		}
	}
	check(reflect.ValueOf(*everything()), "")
}

// TestSpecThereAndBack says a specification in the words of the API, and reads it back.
func TestSpecThereAndBack(t *testing.T) {
	want := everything()
	made, err := toCreate("name", want)
	if err != nil {
		t.Fatal(err)
	}
	in := engine.Container{
		ID: "0123456789abcdef", Config: made.Config, HostConfig: made.HostConfig,
		NetworkSettings: &engine.NetworkSettings{Networks: made.NetworkingConfig.EndpointsConfig},
	}
	// Over the wire, as an engine would give it.
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	in = engine.Container{}
	if err := json.Unmarshal(text, &in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, specOf(&in, defaults{runtime: "runc", logDriver: "json-file", cgroupns: "host"})); diff != "" {
		t.Errorf("the specification that comes back differs (-asked +told):\n%s", diff)
	}
}

// TestWhatTheEngineFilledIn is left out of what a container was created with.
func TestWhatTheEngineFilledIn(t *testing.T) {
	made, err := toCreate("name", &driver.ContainerSpec{Image: "image:1", Resources: driver.Resources{Memory: 100}})
	if err != nil {
		t.Fatal(err)
	}
	c, h := made.Config, made.HostConfig
	c.Hostname = "0123456789ab"
	h.NetworkMode, h.IpcMode, h.CgroupnsMode, h.Runtime, h.LogConfig.Type = "default", "private", "host", "runc", "json-file"
	h.RestartPolicy.Name, h.ShmSize, h.MemorySwap = "no", 64<<20, 200
	h.MaskedPaths, h.ReadonlyPaths = []string{"/proc/kcore"}, []string{"/proc/sys"}
	h.Links, h.CapAdd, h.DNSOptions, h.LogConfig.Config = []string{}, []string{}, []string{}, map[string]string{}
	in := engine.Container{ID: "0123456789abcdef", Config: c, HostConfig: h}
	got := specOf(&in, defaults{runtime: "runc", logDriver: "json-file", cgroupns: "host"})
	want := &driver.ContainerSpec{Image: "image:1", Resources: driver.Resources{Memory: 100}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the specification that comes back differs (-asked +told):\n%s", diff)
	}
}

func TestLinksOf(t *testing.T) {
	got := linksOf([]string{"/shop-db-1:/shop-web-1/database", "db:database"})
	if diff := cmp.Diff([]string{"shop-db-1:database", "db:database"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSeccompProfile(t *testing.T) {
	name := t.TempDir() + "/profile.json"
	if err := os.WriteFile(name, []byte("{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\"\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	asked := []string{"no-new-privileges", "seccomp=" + name, "seccomp=unconfined"}
	got, err := toSecurity(asked)
	if diff := cmp.Diff([]string{"no-new-privileges", `seccomp={"defaultAction":"SCMP_ACT_ALLOW"}`, "seccomp=unconfined"}, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if asked[1] != "seccomp="+name {
		t.Error("the specification was changed")
	}
	if _, err := toSecurity([]string{"seccomp=" + name + "none"}); !errors.Is(err, driver.ErrInvalid) || !strings.Contains(err.Error(), name+"none") {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestBadSpec refuses what the API has no form for, before the engine is asked.
func TestBadSpec(t *testing.T) {
	for what, spec := range map[string]driver.ContainerSpec{
		"port":   {Exposed: []string{"http"}},
		"ports":  {Ports: map[string][]driver.PortBinding{"99999/tcp": nil}},
		"host":   {Ports: map[string][]driver.PortBinding{"80/tcp": {{HostIP: "localhost"}}}},
		"dns":    {DNS: []string{"one"}},
		"ipv4":   {Networks: map[string]driver.Endpoint{"n": {IPv4: "1.2.3"}}},
		"ipv6":   {Networks: map[string]driver.Endpoint{"n": {IPv6: "fd00"}}},
		"mac":    {Networks: map[string]driver.Endpoint{"n": {MAC: "1:2"}}},
		"locals": {Networks: map[string]driver.Endpoint{"n": {LinkLocal: []string{"x"}}}},
	} {
		if _, err := toCreate("name", &spec); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}
