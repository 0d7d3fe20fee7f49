package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
)

// NameForMany is a container name that several containers would have.
var NameForMany = &diag.Def{Code: "container-name-for-many", Title: "one container name for several containers"}

// ContainerName forbids a container name where there are several containers.
var ContainerName = &Rule{
	Name:  "container-name",
	Doc:   "Names of containers are unique, so a service with container_name has one container at most.",
	Codes: []*diag.Def{NameForMany},
	Check: checkContainerName,
}

func checkContainerName(p *Pass) {
	for s := range p.Services() {
		count, by := s.Replicas(), []string{"scale"}
		if s.Scale == nil {
			by = []string{"deploy", "replicas"}
		}
		if s.ContainerName != "" && count > 1 && !p.brokenAt(s, "container_name", "scale", "deploy") {
			p.Report(NameForMany.At(s.Span("container_name"), "%d containers cannot all be called %s", count, s.ContainerName).
				Labelled(s.Span(by...), "there are to be %d", count).
				Helped("remove container_name: then each container gets a name of its own").About(s.Path()+".container_name").
				With("service", s.Name).With("attribute", strings.Join(by, ".")))
		}
	}
}
