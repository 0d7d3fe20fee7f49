package bake

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// Options are what a file for bake can be asked for besides plan.Options.
type Options struct {
	// Push images to their registries when they are built, instead of giving them to the engine. Those that no service names
	// are given to the engine all the same.
	Push bool
}

// Make gives the file for the builds of a project: a target for each service that has a build section, of those that
// plan.BuildsOf gives, and the group default with those whose images are asked for. It is pure: same input, same file. Input
// needs no State and no Info. Where there is nothing to build there are no targets, and such a file bake does not read. The error is
// that of plan.BuildsOf.
func Make(in plan.Input, opt Options) (*File, error) {
	builds, err := plan.BuildsOf(in)
	if err != nil {
		return nil, err
	}
	m := maker{Builds: builds, opt: opt, names: targetNames(builds.Specs), warnings: builds.Warnings}
	file := &File{Groups: map[string]Group{}, Targets: map[string]Target{}}
	group := Group{Targets: []string{}}
	for _, name := range builds.Services {
		group.Targets = append(group.Targets, m.names[name])
	}
	slices.Sort(group.Targets)
	file.Groups["default"] = group
	for _, name := range slices.Sorted(maps.Keys(builds.Specs)) {
		file.Targets[m.names[name]] = m.target(builds.Project.Services[name], builds.Specs[name])
	}
	file.Warnings = m.warnings
	return file, nil
}

// maker makes a file.
type maker struct {
	*plan.Builds
	opt      Options
	names    map[string]string // of targets, by service
	warnings []string
}

// targetNames are the names of targets by service: those of the services, with _ for the dots that targets must not have.
// Where two would have the same the second, by the names of services, gets a further _.
func targetNames(specs map[string]driver.BuildSpec) map[string]string {
	names, taken := map[string]string{}, map[string]bool{}
	for _, service := range slices.Sorted(maps.Keys(specs)) {
		name := strings.ReplaceAll(service, ".", "_")
		for taken[name] {
			name += "_"
		}
		names[service], taken[name] = name, true
	}
	return names
}

func (m *maker) target(s *model.Service, spec driver.BuildSpec) Target {
	t := Target{
		Context: spec.Context, Contexts: map[string]string{},
		Dockerfile: dockerfile(spec), DockerfileInline: spec.DockerfileInline,
		Args: map[string]string{}, Labels: spec.Labels, Tags: append(slices.Clone(spec.Tags[1:]), spec.Tags[0]),
		CacheFrom: spec.CacheFrom, CacheTo: spec.CacheTo, Target: spec.Target,
		Secrets: m.secrets(spec), SSH: spec.SSH, Platforms: spec.Platforms,
		Pull: spec.Pull, NoCache: spec.NoCache, NetworkMode: spec.Network, NoCacheFilter: spec.NoCacheFilter,
		ShmSize: spec.ShmSize, Ulimits: ulimits(s.Build.Ulimits), Entitlements: entitlements(spec),
		ExtraHosts: map[string]string{}, Outputs: m.outputs(s, spec),
		Attest: slices.Concat(attest("provenance", spec.Provenance), attest("sbom", spec.SBOM)),
	}
	for name, context := range spec.Contexts {
		if service, ok := strings.CutPrefix(context, "service:"); ok {
			context = "target:" + m.names[service]
		}
		t.Contexts[name] = context
	}
	for name, value := range spec.Args {
		if value != nil {
			t.Args[name] = *value
		}
	}
	for host, addresses := range s.Build.ExtraHosts {
		t.ExtraHosts[host] = strings.Join(addresses, ",")
	}
	if spec.Memory > 0 {
		t.Resources = &Resources{Memory: spec.Memory}
	}
	if spec.Isolation != "" {
		m.warn(spec, "build.isolation is more than bake can be told")
	}
	return t
}

func (m *maker) warn(spec driver.BuildSpec, text string) {
	m.warnings = append(m.warnings, "service "+spec.Service+": "+text)
}

// dockerfile is the path of a Dockerfile as bake takes it wherever it runs.
func dockerfile(spec driver.BuildSpec) string {
	style := source.Unix
	if source.IsWindowsAbs(spec.Context) {
		style = source.Windows
	}
	if spec.Dockerfile == "" || model.IsRemoteContext(spec.Context) || style.IsAbs(spec.Dockerfile) {
		return spec.Dockerfile
	}
	return style.Join(spec.Context, spec.Dockerfile)
}

// secrets of a build. What they are is in files and variables: a file for bake has no place for content.
func (m *maker) secrets(spec driver.BuildSpec) (out []string) {
	for _, s := range spec.Secrets {
		secret := m.Project.Secrets[strings.TrimPrefix(s.Source, "secrets.")]
		switch {
		case s.File != "":
			out = append(out, fields("id="+s.ID, "type=file", "src="+s.File))
		case secret != nil && secret.Environment != "":
			out = append(out, fields("id="+s.ID, "type=env", "env="+secret.Environment))
		default:
			m.warn(spec, fmt.Sprintf("the secret %s is left out: bake takes secrets from files and variables only", s.ID))
		}
	}
	return out
}

// fields are a line of CSV, which values of bake with several fields are.
func fields(list ...string) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(list) // a buffer takes everything
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

func ulimits(limits map[string]*model.Ulimit) (out []string) {
	for _, name := range slices.Sorted(maps.Keys(limits)) {
		if l := limits[name]; l.Single != 0 {
			out = append(out, fmt.Sprintf("%s=%d", name, l.Single))
		} else {
			out = append(out, fmt.Sprintf("%s=%d:%d", name, l.Soft, l.Hard))
		}
	}
	return out
}

// entitlements are those that are asked for, and those that what else is asked for takes.
func entitlements(spec driver.BuildSpec) []string {
	out := slices.Clone(spec.Entitlements)
	for _, e := range []struct {
		needed bool
		name   string
	}{
		{spec.Privileged, "security.insecure"},
		{spec.Network == "host", "network.host"},
	} {
		if e.needed && !slices.Contains(out, e.name) {
			out = append(out, e.name)
		}
	}
	return out
}

// outputs of a build: an image of several platforms is one that engines take only if they keep images as registries do, and
// what bake calls an image is such a one.
func (m *maker) outputs(s *model.Service, spec driver.BuildSpec) []string {
	push := m.opt.Push && s.Image != ""
	switch {
	case len(spec.Platforms) > 1:
		return []string{fmt.Sprintf("type=image,push=%t", push)}
	case push:
		return []string{"type=registry"}
	}
	return []string{"type=docker"}
}

// attest is an attestation as it is asked for, by a boolean or fields of its own; none if nothing is said of it.
func attest(kind, value string) []string {
	if value == "" {
		return nil
	}
	if on, err := strconv.ParseBool(value); err != nil {
		return []string{"type=" + kind + "," + value}
	} else if !on {
		return []string{"type=" + kind + ",disabled=true"}
	}
	return []string{"type=" + kind}
}
