package cli

import (
	"fmt"
	"slices"

	"github.com/composekit/composekit/model"
)

// setPlatforms decides for which platform each service is built, as docker compose does
// before it hashes services: DOCKER_DEFAULT_PLATFORM holds where a service does not say.
func setPlatforms(p *model.Project) error {
	byDefault := p.Environment["DOCKER_DEFAULT_PLATFORM"]
	for _, name := range sortedKeys(p.Services) {
		s := p.Services[name]
		if s.Build == nil {
			continue
		}
		platform := s.Platform
		if platform == "" {
			platform = byDefault
		}
		if platform == "" {
			continue
		}
		if allowed := s.Build.Platforms; len(allowed) > 0 && !slices.Contains(allowed, platform) {
			return fmt.Errorf("service %q is not built for platform %s", name, platform)
		}
		if s.Platform == "" {
			with := *s
			with.Platform = platform
			p.Services[name] = &with
		}
	}
	return nil
}
