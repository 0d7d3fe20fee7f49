package validate

import "github.com/composekit/composekit/diag"

// The kinds of finding of MemoryLimits and CPULimits.
var (
	NoMemoryLimit = &diag.Def{Code: "no-memory-limit", Severity: diag.Warning, Title: "a service without a limit of memory"}
	NoCPULimit    = &diag.Def{Code: "no-cpu-limit", Severity: diag.Note, Title: "a service without a limit of processor time"}
)

// resourcePage is about limits of memory and processor time.
const resourcePage = "https://docs.docker.com/engine/containers/resource_constraints/"

// MemoryLimits asks for a limit of memory.
var MemoryLimits = &Rule{
	Name:      "memory-limits",
	Doc:       "A service without a limit of memory can use up that of the host, and the kernel then ends processes of any service.",
	Reference: resourcePage,
	Codes:     []*diag.Def{NoMemoryLimit},
	Check:     checkMemoryLimits,
}

func checkMemoryLimits(p *Pass) {
	for s := range p.Services() {
		limited := s.MemLimit != 0 || s.Deploy != nil && s.Deploy.Resources.Limits != nil && s.Deploy.Resources.Limits.Memory != 0
		if !limited && s.Provider == nil {
			p.Report(NoMemoryLimit.At(s.pair.Span(), "%s may use all memory of the host", s.Name).
				Helped("set deploy.resources.limits.memory").About(s.Path()))
		}
	}
}

// CPULimits asks for a limit of processor time.
var CPULimits = &Rule{
	Name:      "cpu-limits",
	Doc:       "A service without a limit of processor time slows all others down when it is busy.",
	Reference: resourcePage,
	Codes:     []*diag.Def{NoCPULimit},
	Check:     checkCPULimits,
}

func checkCPULimits(p *Pass) {
	for s := range p.Services() {
		limited := s.CPUs != 0 || s.CPUQuota != 0 || s.CPUShares != 0 || s.CPUSet != "" || s.CPUPercent != 0 || s.CPUCount != 0 ||
			s.Deploy != nil && s.Deploy.Resources.Limits != nil && s.Deploy.Resources.Limits.CPUs != 0
		if !limited && s.Provider == nil {
			p.Report(NoCPULimit.At(s.pair.Span(), "%s may use all processors of the host", s.Name).
				Helped("set deploy.resources.limits.cpus").About(s.Path()))
		}
	}
}
