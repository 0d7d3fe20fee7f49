package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// ServiceAsContainer is the name of a service where that of a container is expected.
var ServiceAsContainer = &diag.Def{Code: "service-as-container", Severity: diag.Warning, Title: "a service named as a container"}

// ContainerModes looks for services that are named as containers, whose network or processes are to be shared.
var ContainerModes = &Rule{
	Name:  "container-modes",
	Doc:   "What stands behind container: is the name of a container, which is not that of its service; behind service: is that of a service.",
	Codes: []*diag.Def{ServiceAsContainer},
	Check: checkContainerModes,
}

func checkContainerModes(p *Pass) {
	var called map[string]bool // names of containers; made on first use
	for s := range p.Services() {
		for _, mode := range [...]struct{ attribute, value string }{{"network_mode", s.NetworkMode}, {"ipc", s.IPC}, {"pid", s.PID}} {
			name, is := strings.CutPrefix(mode.value, "container:")
			if !is || p.Project.Services[name] == nil {
				continue
			}
			if called == nil {
				called = map[string]bool{}
				for _, s := range p.inTree() {
					if s.Service != nil {
						called[s.ContainerName] = true
					}
				}
			}
			if called[name] || p.Full(ServiceAsContainer) || p.brokenAt(s, mode.attribute) {
				continue
			}
			at := s.Span(mode.attribute)
			d := ServiceAsContainer.At(at, "%s is a service, and its container is called otherwise", name).
				Helped("write service:%s", name).About(syntax.Below(s.Path(), mode.attribute)).With("service", s.Name)
			if i := strings.Index(at.Text(), mode.value); i >= 0 {
				d = d.Fixed("name the service", diag.Edit{Span: at.Sub(i, i+len("container")), New: "service"})
			}
			p.Report(d)
		}
	}
}
