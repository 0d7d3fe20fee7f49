package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// LowerBuild gives what the image of a service of the project with a build section is built from.
func LowerBuild(in Input, s *model.Service) driver.BuildSpec {
	b, p := s.Build, in.entire()
	spec := driver.BuildSpec{
		Service: s.Name, Tags: append([]string{p.ImageName(s)}, b.Tags...),
		Context: b.Context, Dockerfile: b.Dockerfile, DockerfileInline: b.DockerfileInline,
		Target: b.Target, CacheFrom: b.CacheFrom, CacheTo: b.CacheTo,
		NoCache: b.NoCache || in.Options.NoCache || len(b.NoCacheFilter) > 0 && !in.Info.Caps.BuildKit, // more than was asked for
		Pull:    b.Pull || in.Options.PullBase, Network: b.Network, ExtraHosts: extraHosts(b.ExtraHosts),
		ShmSize: int64(b.ShmSize), Ulimits: ulimits(b.Ulimits), Isolation: b.Isolation,
		Platforms: b.Platforms, Privileged: b.Privileged, Contexts: b.AdditionalContexts,
		Args: map[string]*string{}, Labels: driver.Labels{}, Memory: in.Options.BuildMemory,
	}
	if in.Info.Caps.BuildKit {
		spec.Provenance, spec.SBOM, spec.Entitlements, spec.NoCacheFilter = b.Provenance, b.SBOM, b.Entitlements, b.NoCacheFilter
	} else {
		spec.Contexts = imageContexts(p, b.AdditionalContexts)
	}
	if s.Platform != "" && (in.Options.Verb != Build || len(spec.Platforms) == 0) {
		spec.Platforms = []string{s.Platform}
	} else if len(spec.Platforms) > 1 && in.Options.Verb != Build {
		spec.Platforms = nil // one is enough to run; the builder knows its own
	}
	maps.Copy(spec.Args, b.Args)
	for _, arg := range slices.Sorted(maps.Keys(in.Options.BuildArgs)) {
		spec.Args[arg] = in.Options.BuildArgs[arg]
	}
	for name, value := range spec.Args {
		if value == nil {
			if v, set := in.variable(name); set {
				spec.Args[name] = &v
			}
		}
	}
	for name, value := range in.Proxy {
		if _, set := spec.Args[name]; !set {
			spec.Args[name] = &value
		}
	}
	maps.Copy(spec.Labels, b.Labels)
	spec.Labels[driver.LabelProject] = p.Name
	spec.Labels[driver.LabelService] = s.Name
	spec.Labels[driver.LabelVersion] = in.Version
	for _, key := range b.SSH {
		text := key.ID
		if key.Path != "" {
			text += "=" + key.Path
		}
		spec.SSH = append(spec.SSH, text)
	}
	for _, ref := range b.Secrets {
		secret := driver.BuildSecret{ID: ref.Source}
		if ref.Target != "" {
			secret.ID = ref.Target
		}
		if s := p.Secrets[ref.Source]; s != nil {
			secret.File = s.File
		}
		if secret.File == "" {
			secret.Source = "secrets." + ref.Source
		}
		spec.Secrets = append(spec.Secrets, secret)
	}
	return spec
}

// imageContexts names the images that services stand for, as any builder knows them.
func imageContexts(p *model.Project, contexts model.Mapping) map[string]string {
	out := maps.Clone(map[string]string(contexts))
	for name, context := range out {
		if service, ok := strings.CutPrefix(context, "service:"); ok {
			if s := cmp.Or(p.Services[service], p.DisabledServices[service]); s != nil {
				out[name] = driver.ImageContext + p.ImageName(s)
			}
		}
	}
	return out
}

// unnameable reports whether a build has contexts by name that are neither images nor directories, or that
// cannot be named because the Dockerfile is somewhere else.
func unnameable(spec *driver.BuildSpec) bool {
	for _, context := range spec.Contexts {
		if model.IsRemoteContext(spec.Context) || model.IsRemoteContext(context) && !strings.HasPrefix(context, driver.ImageContext) {
			return true
		}
	}
	return false
}

// withoutBuildKit refuses a build that the engine's builder cannot do, and warns of what the image will lack.
func (b *builder) withoutBuildKit(s *model.Service, spec *driver.BuildSpec) error {
	for _, c := range []struct {
		attribute string
		set       bool
	}{
		{"additional_contexts", unnameable(spec)},
		{"cache_to", len(spec.CacheTo) > 0},
		{"dockerfile_inline", spec.DockerfileInline != "" && model.IsRemoteContext(spec.Context)},
		{"entitlements", slices.ContainsFunc(s.Build.Entitlements, func(e string) bool {
			return e != "network.host" || spec.Network != "host" // whose steps are all on the host's network anyway
		})},
		{"platforms", len(spec.Platforms) > 1},
		{"privileged", spec.Privileged},
		{"secrets", len(spec.Secrets) > 0 && !b.in.Info.Caps.BuildSecrets},
		{"ssh", len(spec.SSH) > 0 && !b.in.Info.Caps.BuildSecrets},
	} {
		if c.set {
			what, where := b.saidBy(s, c.attribute, c.attribute == "ssh" && len(b.in.Options.BuildSSH) > 0)
			return fmt.Errorf("service %s: %s is more than this engine's builder can be asked for: build the image by other means, such as docker buildx, and go on with --no-build%s",
				s.Name, what, where)
		}
	}
	for _, a := range []struct{ attribute, value, option string }{
		{"provenance", s.Build.Provenance, b.in.Options.Provenance}, {"sbom", s.Build.SBOM, b.in.Options.SBOM},
	} {
		if a.value != "" && a.value != "false" {
			what, where := b.saidBy(s, a.attribute, a.option != "")
			b.warn("service %s: %s is more than this engine's builder can be asked for: the image gets no such attestation%s", s.Name, what, where)
		}
	}
	return nil
}

// saidBy tells what asks for something of a build, and where that is written: an attribute, or the option of its name.
func (b *builder) saidBy(s *model.Service, attribute string, option bool) (what, where string) {
	if option {
		return "--" + attribute, ""
	}
	return "build." + attribute, b.in.at("services", s.Name, "build", attribute)
}
