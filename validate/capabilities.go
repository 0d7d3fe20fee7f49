package validate

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
)

// DangerousCapability is a capability that gives a container power over its host.
var DangerousCapability = &diag.Def{Code: "dangerous-capability", Severity: diag.Warning, Title: "a capability with power over the host"}

// NoDangerousCapabilities is against capabilities that lead out of the container.
var NoDangerousCapabilities = &Rule{
	Name:      "no-dangerous-capabilities",
	Doc:       "Some capabilities let a process leave its container, or change the kernel that all containers share.",
	Reference: "https://man7.org/linux/man-pages/man7/capabilities.7.html",
	Codes:     []*diag.Def{DangerousCapability},
	Check:     checkNoDangerousCapabilities,
}

func checkNoDangerousCapabilities(p *Pass) {
	for s := range p.Services() {
		for i, name := range s.CapAdd {
			if isDangerous(name) {
				p.Report(DangerousCapability.At(firstSpan(spanOf(item(s.Node("cap_add"), i)), s.Span("cap_add")), "the capability %s has power over the host", name).
					Helped("add a capability that allows less, if there is one").About(s.Path() + ".cap_add[" + strconv.Itoa(i) + "]"))
			}
		}
	}
}

func isDangerous(capability string) bool {
	switch strings.TrimPrefix(strings.ToUpper(capability), "CAP_") {
	case "ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_BOOT", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE", "BPF", "PERFMON":
		return true
	}
	return false
}
