package validate

import (
	"net/netip"
	"strconv"

	"github.com/composekit/composekit/diag"
)

// InvalidAddress is text where an IP address belongs.
var InvalidAddress = &diag.Def{Code: "invalid-address", Title: "an IP address that is not valid"}

// PortAddress demands that the host address of a port is an IP address.
var PortAddress = &Rule{
	Name:      "port-address",
	Doc:       "The host_ip of a port is an IP address.",
	Codes:     []*diag.Def{InvalidAddress},
	Structure: true,
	Check:     checkPortAddress,
}

func checkPortAddress(p *Pass) {
	for _, s := range p.inTree() {
		if s.Service != nil && len(s.Ports) == 0 {
			continue
		}
		for i, port := range s.Node("ports").Items() {
			ip := port.Get("host_ip")
			if !ip.IsString() {
				continue
			}
			if address, err := netip.ParseAddr(ip.Value()); err != nil || address.Zone() != "" {
				p.Report(InvalidAddress.At(spanOf(ip), "%q is not an IP address", ip.Value()).
					About(s.Path()+".ports["+strconv.Itoa(i)+"].host_ip").With("host_ip", ip.Value()))
			}
		}
	}
}
