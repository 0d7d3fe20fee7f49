package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// SharedContainerName is a container name that another service has.
var SharedContainerName = &diag.Def{Code: "shared-container-name", Severity: diag.Warning, Title: "a container name that two services have"}

// ContainerNames looks for services whose containers have the same name.
var ContainerNames = &Rule{
	Name:  "container-names",
	Doc:   "Names of containers are unique on a host: of two services with the same container_name only one can run, and docker compose config refuses the project.",
	Codes: []*diag.Def{SharedContainerName},
	Check: checkContainerNames,
}

func checkContainerNames(p *Pass) {
	var named []*model.Service
	for _, services := range [...]map[string]*model.Service{p.Project.Services, p.Project.DisabledServices} {
		for _, s := range services {
			if s.ContainerName != "" {
				named = append(named, s)
			}
		}
	}
	if len(named) < 2 {
		return
	}
	slices.SortFunc(named, func(a, b *model.Service) int {
		if a.ContainerName != b.ContainerName {
			return strings.Compare(a.ContainerName, b.ContainerName)
		}
		return strings.Compare(a.Name, b.Name)
	})
	same := noRivals // by position, the last one first
	for i, s := range named {
		if i > 0 && named[i-1].ContainerName != s.ContainerName {
			same = noRivals
		}
		if before := same.of(s); before != noOne {
			p.reportSharedName(named[-before], s)
		}
		same.add(s, -int32(i))
	}
}

func (p *Pass) reportSharedName(first, second *model.Service) {
	if p.Full(SharedContainerName) {
		return
	}
	p.Report(SharedContainerName.At(p.serviceNamed(second.Name).Span("container_name"), "the container name %s is that of %s already", second.ContainerName, first.Name).
		Labelled(p.serviceNamed(first.Name).Span("container_name"), "%s has it here", first.Name).
		Helped("give one of them another name, or remove container_name").
		About(syntax.Below("services", second.Name) + ".container_name"))
}

// serviceNamed is the place of a service, whether it is enabled or not.
func (p *Pass) serviceNamed(name string) Service {
	return Service{pair: pairOf(p.Tree.Get("services"), name)}
}
