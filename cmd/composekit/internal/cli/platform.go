package cli

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// setPlatforms decides for which platform each service is built, as docker compose does
// before it hashes services: DOCKER_DEFAULT_PLATFORM holds where a service does not say.
func (a *app) setPlatforms(l *loaded) error {
	const variable = "DOCKER_DEFAULT_PLATFORM"
	byDefault := l.project.Environment[variable]
	var list diag.List
	for _, name := range sortedKeys(l.project.Services) {
		s := l.project.Services[name]
		if s.Build == nil {
			continue
		}
		platform, help := s.Platform, ""
		if platform == "" {
			platform, help = byDefault, ", or give the service a platform: the variable "+variable+" says this one"
		}
		if platform == "" {
			continue
		}
		if allowed := s.Build.Platforms; len(allowed) > 0 && !slices.Contains(allowed, platform) {
			list.Add(validate.PlatformNotBuilt.At(spanAt(l.tree, "services", name, "build", "platforms"), "service %s is not built for %s", name, platform).
				Helped("add %s to build.platforms%s", platform, help).About("services."+name+".build.platforms").With("service", name).With("platform", platform))
		}
		if s.Platform == "" {
			with := *s
			with.Platform = platform
			l.project.Services[name] = &with
		}
	}
	return a.report(list)
}

// spanAt is where the value at a path of a tree is written; nowhere if there is none.
func spanAt(tree *syntax.Node, path ...string) source.Span {
	for _, key := range path {
		tree = tree.Get(key)
	}
	if tree == nil {
		return source.Span{}
	}
	return tree.Span()
}
