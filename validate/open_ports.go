package validate

import (
	"strconv"

	"github.com/composekit/composekit/diag"
)

// OpenPort is a port published on every address of the host.
var OpenPort = &diag.Def{Code: "open-port", Severity: diag.Warning, Title: "a port published on every address of the host"}

// NoOpenPorts is against ports that are published on all addresses of the host.
var NoOpenPorts = &Rule{
	Name:      "no-open-ports",
	Doc:       "A port published without an address is open to every network of the host, and the engine opens the firewall for it.",
	Reference: "https://docs.docker.com/engine/network/packet-filtering-firewalls/",
	Codes:     []*diag.Def{OpenPort},
	Check:     checkNoOpenPorts,
}

func checkNoOpenPorts(p *Pass) {
	for s := range p.Services() {
		for i := range s.Ports {
			port := &s.Ports[i]
			if port.HostIP != "" && port.HostIP != "0.0.0.0" && port.HostIP != "::" {
				continue
			}
			n := item(s.Node("ports"), i)
			p.Report(OpenPort.At(firstSpan(spanOf(n), s.Span("ports")), "the port %d of %s is open to every network of the host", port.Target, s.Name).
				Helped("put an address before it, such as 127.0.0.1, unless everybody may come").About(s.Path() + ".ports[" + strconv.Itoa(i) + "]"))
		}
	}
}
