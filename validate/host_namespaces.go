package validate

import "github.com/composekit/composekit/diag"

// HostNamespace is a container that is not kept apart from its host in some respect.
var HostNamespace = &diag.Def{Code: "host-namespace", Severity: diag.Warning, Title: "a container in a namespace of its host"}

// NoHostNamespaces is against containers in the namespaces of their host.
var NoHostNamespaces = &Rule{
	Name:      "no-host-namespaces",
	Doc:       "In the host's namespaces a container sees, and can reach, what containers are kept away from: ports, processes, shared memory.",
	Reference: "https://docs.docker.com/engine/security/#kernel-namespaces",
	Codes:     []*diag.Def{HostNamespace},
	Check:     checkNoHostNamespaces,
}

func checkNoHostNamespaces(p *Pass) {
	for s := range p.Services() {
		for _, a := range [...]struct{ attribute, value, what string }{
			{"network_mode", s.NetworkMode, "network"},
			{"pid", s.PID, "processes"},
			{"ipc", s.IPC, "shared memory"},
			{"uts", s.UTS, "host name"},
			{"userns_mode", s.UserNSMode, "users"},
			{"cgroup", s.Cgroup, "control groups"},
		} {
			if a.value == "host" {
				p.Report(HostNamespace.At(s.Span(a.attribute), "%s uses the %s of the host", s.Name, a.what).
					Helped("remove %s, unless the service cannot do without", a.attribute).About(s.Path() + "." + a.attribute))
			}
		}
	}
}
