package cli

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// duplicateContainerName is what validate warns of, as an error. It is config that looks for it,
// as docker compose's does: other commands may run one of the services alone.
var duplicateContainerName = asError(*validate.SharedContainerName)

// asError is a kind of finding as an error.
func asError(d diag.Def) *diag.Def {
	d.Severity = diag.Error
	return &d
}

// sharedContainerNames reports services that want a container name that another one has.
func sharedContainerNames(l *loaded) diag.List {
	var list diag.List
	owner := map[string]string{}
	for _, name := range l.project.ServiceNames() {
		wanted := l.project.Services[name].ContainerName
		if wanted == "" {
			continue
		}
		first, taken := owner[wanted]
		if !taken {
			owner[wanted] = name
			continue
		}
		list.Add(duplicateContainerName.At(containerNameSpan(l.tree, name), "the container name %s is that of service %s already", wanted, first).
			Labelled(containerNameSpan(l.tree, first), "%s has it here", first).
			Helped("give one of them another name, or remove container_name").
			About("services." + name + ".container_name"))
	}
	return list
}

func containerNameSpan(tree *syntax.Node, service string) source.Span {
	return spanAt(tree, "services", service, "container_name")
}
