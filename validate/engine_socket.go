package validate

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// EngineSocket is a container that can give the engine orders.
var EngineSocket = &diag.Def{Code: "engine-socket", Severity: diag.Warning, Title: "a container that can give the engine orders"}

// NoEngineSocket is against containers that have the socket of the engine.
var NoEngineSocket = &Rule{
	Name:      "no-engine-socket",
	Doc:       "Who has the engine's socket can start a privileged container, and so has the host; read_only does not help.",
	Reference: owasp,
	Codes:     []*diag.Def{EngineSocket},
	Check:     checkNoEngineSocket,
}

func checkNoEngineSocket(p *Pass) {
	for s := range p.Services() {
		if s.UseAPISocket {
			p.reportSocket(s, s.Span("use_api_socket"), ".use_api_socket")
		}
		for i := range s.Volumes {
			if isEngineSocket(s.Volumes[i].Source) {
				n := item(s.Node("volumes"), i)
				p.reportSocket(s, firstSpan(spanOf(n.Get("source")), spanOf(n), s.pair.Span()), ".volumes["+strconv.Itoa(i)+"]")
			}
		}
	}
}

func isEngineSocket(path string) bool {
	for _, name := range [...]string{"/docker.sock", "/podman.sock", "/containerd.sock", `\docker_engine`} {
		if strings.HasSuffix(path, name) {
			return true
		}
	}
	return false
}

func (p *Pass) reportSocket(s Service, at source.Span, path string) {
	p.Report(EngineSocket.At(at, "%s can give the engine orders, and so has all rights on the host", s.Name).
		Helped("put a proxy in between that only lets through what it needs").About(s.Path() + path))
}
