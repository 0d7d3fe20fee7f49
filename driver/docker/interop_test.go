package docker_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/plan"
	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/client"
)

// TestInterop takes the projects of testdata/interop up by us and by docker compose, each after
// the other: what one made is up to date for the other, and an engine tells the same of what
// both made.
func TestInterop(t *testing.T) {
	names, err := filepath.Glob("testdata/interop/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no projects", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Parallel()
			interop(t, string(archive))
		})
	}
}

func interop(t *testing.T, archive string) {
	p := open(t, archive)
	p.models = modelPlugin(t, p.dir)
	p.version = strings.TrimSpace(p.dockerCompose("version", "--short"))
	up, down := plan.Options{Verb: plan.Up}, plan.Options{Verb: plan.Down, Volumes: true}

	p.do("compose.yaml", up)
	p.nothing("compose.yaml", up)
	ours := p.inspectAll()
	ids := p.ids()
	said := p.dockerCompose("up", "-d", "--dry-run")
	if found := regexp.MustCompile(`(?m)^.*(Creat|Recreat|Remov).*$`).FindAllString(said, -1); found != nil {
		t.Errorf("docker compose would do something with what we made:\n%s", strings.Join(found, "\n"))
	}
	p.dockerCompose("up", "-d")
	if diff := cmp.Diff(ids, p.ids()); diff != "" {
		t.Errorf("docker compose changed what we made (-before +after):\n%s", diff)
	}
	p.dockerCompose("down", "-v")
	if left := p.ids(); len(left) > 0 {
		t.Errorf("docker compose down leaves %v", left)
	}

	p.dockerCompose("up", "-d")
	p.nothing("compose.yaml", up)
	if diff := cmp.Diff(p.inspectAll(), ours); diff != "" {
		t.Errorf("the engine tells differently of what docker compose made and of what we made (-theirs +ours):\n%s", diff)
	}
	p.do("compose.yaml", down)
	if left := p.ids(); len(left) > 0 {
		t.Errorf("our down leaves %v", left)
	}
}

// modelPlugin puts what docker compose takes for docker's plugin model into a project's directory. It tells what is
// returned, and does nothing.
func modelPlugin(t *testing.T, dir string) *plan.Models {
	t.Helper()
	known := &plan.Models{Endpoint: "http://models/engines/v1/", There: []string{"ai/small"}, RuntimeFlags: true}
	text := fmt.Sprintf(`#!/bin/sh
case "$*" in
docker-cli-plugin-metadata) echo '{"SchemaVersion":"0.1.0","Vendor":"test","Version":"v1.0.6"}';;
"ls --json") echo '[{"tags":[%q]}]';;
"status --json") echo '{"endpoint":%q}';;
esac
`, known.There[0], known.Endpoint)
	plugins := filepath.Join(dir, ".docker", "cli-plugins")
	if err := os.MkdirAll(plugins, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(plugins, "docker-model"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return known
}

// ids are the containers' IDs by name. That docker compose starts what has run to its end once
// more is its own way.
func (p *project) ids() map[string]string {
	out := map[string]string{}
	for name, c := range p.containers() {
		out[name] = c.ID
	}
	return out
}

// inspectAll is what the engine tells of everything of the project, without what is different
// each time.
func (p *project) inspectAll() map[string]any {
	p.t.Helper()
	api := enginetest.Client(p.t)
	ctx := p.t.Context()
	mine := client.Filters{}.Add("label", "com.docker.compose.project="+p.name)
	out := map[string]any{}
	add := func(kind, name string, raw json.RawMessage, scrub func(map[string]any)) {
		p.t.Helper()
		var value map[string]any
		if err := json.Unmarshal(raw, &value); err != nil {
			p.t.Fatal(err)
		}
		scrub(value)
		out[kind+" "+name] = value
	}
	containers, err := api.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: mine})
	if err != nil {
		p.t.Fatal(err)
	}
	idNames := map[string]string{}
	for _, c := range containers.Items {
		idNames[c.ID] = strings.TrimPrefix(c.Names[len(c.Names)-1], "/")
	}
	for _, c := range containers.Items {
		in, err := api.ContainerInspect(ctx, c.ID, client.ContainerInspectOptions{})
		if err != nil {
			p.t.Fatal(err)
		}
		raw := in.Raw
		for id, name := range idNames { // other containers are named by ID in namespaces
			if id != c.ID {
				raw = []byte(strings.ReplaceAll(string(raw), id, "ID of "+name))
			}
		}
		add("container", in.Container.Name, raw, func(v map[string]any) { scrubContainer(v, c.ID) })
	}
	networks, err := api.NetworkList(ctx, client.NetworkListOptions{Filters: mine})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, n := range networks.Items {
		in, err := api.NetworkInspect(ctx, n.ID, client.NetworkInspectOptions{})
		if err != nil {
			p.t.Fatal(err)
		}
		add("network", n.Name, in.Raw, func(v map[string]any) {
			drop(v, "Id", "Created", "Containers", "Status")
			if ipam := v["IPAM"].(map[string]any); len(in.Network.Labels) > 0 && ipam["Options"] == nil {
				if _, chosen := in.Network.Options["fixed"]; !chosen {
					drop(ipam, "Config") // the engine takes the next pool
				}
			}
		})
	}
	volumes, err := api.VolumeList(ctx, client.VolumeListOptions{Filters: mine})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, volume := range volumes.Items {
		in, err := api.VolumeInspect(ctx, volume.Name, client.VolumeInspectOptions{})
		if err != nil {
			p.t.Fatal(err)
		}
		add("volume", volume.Name, in.Raw, func(v map[string]any) { drop(v, "CreatedAt") })
	}
	return out
}

func drop(v map[string]any, names ...string) {
	for _, name := range names {
		delete(v, name)
	}
}

// scrubContainer takes off a container what is its own: ID, times, addresses, paths with the ID
// in them, and the order of lists that docker compose makes of maps.
func scrubContainer(v map[string]any, id string) {
	drop(v, "Id", "Created", "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath", "GraphDriver", "State", "ExecIDs", "RestartCount")
	config, host := v["Config"].(map[string]any), v["HostConfig"].(map[string]any)
	if config["Hostname"] == id[:12] {
		config["Hostname"] = "short ID"
	}
	sortByText(config["Env"])
	labels := config["Labels"].(map[string]any)
	const dependsOn = "com.docker.compose.depends_on"
	if text, ok := labels[dependsOn].(string); ok {
		list := strings.Split(text, ",")
		slices.Sort(list)
		labels[dependsOn] = strings.Join(list, ",")
	}
	if mounts, ok := host["Mounts"].([]any); ok {
		for _, m := range mounts {
			if options, ok := m.(map[string]any)["BindOptions"].(map[string]any); ok && len(options) == 0 {
				drop(m.(map[string]any), "BindOptions") // no options, one way or the other
			}
		}
	}
	if strings.HasPrefix(host["NetworkMode"].(string), "container:") {
		drop(labels, "com.docker.compose.config-hash") // is over the IDs of other containers
	}
	for _, list := range []string{"Binds", "Mounts", "ExtraHosts", "Ulimits"} {
		sortByText(host[list])
	}
	// Volumes without a name have one that is made up.
	if mounts, ok := v["Mounts"].([]any); ok {
		for _, m := range mounts {
			m := m.(map[string]any)
			if name, _ := m["Name"].(string); len(name) == 64 {
				drop(m, "Name", "Source")
			}
		}
		slices.SortFunc(mounts, func(a, b any) int {
			return strings.Compare(a.(map[string]any)["Destination"].(string), b.(map[string]any)["Destination"].(string))
		})
	}
	settings := v["NetworkSettings"].(map[string]any)
	drop(settings, "SandboxID", "SandboxKey", "EndpointID", "Gateway", "IPAddress", "IPPrefixLen", "MacAddress", "GlobalIPv6Address", "IPv6Gateway")
	for _, n := range settings["Networks"].(map[string]any) {
		n := n.(map[string]any)
		drop(n, "NetworkID", "EndpointID", "Gateway", "IPAddress", "IPPrefixLen", "MacAddress", "GlobalIPv6Address", "IPv6Gateway")
		for _, list := range []string{"Aliases", "DNSNames"} {
			names, _ := n[list].([]any)
			n[list] = slices.DeleteFunc(names, func(name any) bool { return name == id[:12] })
		}
		if ipam, ok := n["IPAMConfig"].(map[string]any); ok && len(ipam) == 0 {
			n["IPAMConfig"] = nil // no address was asked for, one way or the other
		}
	}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		if key == "Ports" {
			for _, bindings := range settings[key].(map[string]any) {
				list, _ := bindings.([]any)
				for _, b := range list {
					drop(b.(map[string]any), "HostPort") // may be any
				}
			}
		}
	}
}

func sortByText(list any) {
	if items, ok := list.([]any); ok {
		slices.SortFunc(items, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
}

// TestRemoveImages: down removes images that were built for services, those that are gone included if orphans are
// removed, those without a name too; docker compose removes the same.
func TestRemoveImages(t *testing.T) {
	const files = `
-- compose.yaml --
services:
  web: {build: .}
  named: {image: "${COMPOSE_PROJECT_NAME}-own:1", build: .}
-- before.yaml --
services:
  web: {build: .}
  named: {image: "${COMPOSE_PROJECT_NAME}-own:1", build: .}
  gone: {build: .}
-- Dockerfile --
FROM ck-probe
COPY version /version
-- version --
1
`
	all := []string{"gone", "gone, unnamed", "named", "named, unnamed", "web", "web, unnamed"}
	for _, c := range []struct {
		args string
		opt  plan.Options
		left []string
	}{
		{"--rmi local", plan.Options{RemoveImages: "local"}, []string{"gone", "gone, unnamed"}},
		{"--rmi all --remove-orphans", plan.Options{RemoveImages: "all", RemoveOrphans: true}, nil},
		{"--rmi local --remove-orphans web", plan.Options{RemoveImages: "local", RemoveOrphans: true, Services: []string{"web"}}, []string{"named", "named, unnamed"}},
	} {
		check := func(t *testing.T, down func(p *project)) {
			p := open(t, files)
			enginetest.Images(t, "ck-probe")
			for _, version := range []string{"1", "2"} {
				// Each service has an image of its own, also where the layers are the same: they have labels.
				p.write("-- version --\n" + version + p.name + "\n")
				p.do("before.yaml", plan.Options{Verb: plan.Build})
			}
			images := func() map[string]string {
				list, err := p.d.ListImages(t.Context(), driver.Labels{driver.LabelProject: p.name})
				if err != nil {
					t.Fatal(err)
				}
				out := map[string]string{}
				for _, i := range list {
					if out[i.ID] = i.Labels[driver.LabelService]; len(i.Tags) == 0 {
						out[i.ID] += ", unnamed"
					}
				}
				return out
			}
			before := images()
			if got := slices.Sorted(maps.Values(before)); !slices.Equal(got, all) {
				t.Fatalf("at first there are %q", got)
			}
			down(p)
			// What docker compose removes may leave images that it was made of.
			after := images()
			var left []string
			for id, name := range before {
				if after[id] != "" {
					left = append(left, name)
				}
			}
			if slices.Sort(left); !slices.Equal(left, c.left) {
				t.Errorf("down %s leaves %q, want %q", c.args, left, c.left)
			}
			for id := range after {
				enginetest.Remove(t, p.d, id)
			}
		}
		t.Run("ours"+strings.ReplaceAll(c.args, " ", ""), func(t *testing.T) {
			t.Parallel()
			check(t, func(p *project) {
				c.opt.Verb = plan.Down
				p.do("compose.yaml", c.opt)
			})
		})
		t.Run("theirs"+strings.ReplaceAll(c.args, " ", ""), func(t *testing.T) {
			t.Parallel()
			check(t, func(p *project) { p.dockerCompose(append([]string{"down"}, strings.Fields(c.args)...)...) })
		})
	}
}
