package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
)

// RefusedValue is a value that docker compose accepts and no engine does.
var RefusedValue = &diag.Def{Code: "refused-value", Severity: diag.Warning, Title: "a value that the engine refuses"}

// RefusedValues looks for values that are handed on to the engine, which then makes no container.
var RefusedValues = &Rule{
	Name:  "refused-values",
	Doc:   "docker compose hands restart policies and signals on to the engine, which refuses what it does not know.",
	Codes: []*diag.Def{RefusedValue},
	Check: checkRefusedValues,
}

// The restart policies that engines know, and what restart and deploy may call two of them besides.
var (
	restartNames = []string{"no", "always", "on-failure", "unless-stopped"}
	otherNames   = []string{"none", "any"}
)

// signalNames are the signals of Linux that engines know, without SIG; those of real time begin with RTMIN or RTMAX.
var signalNames = []string{
	"ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL", "PROF",
	"PWR", "QUIT", "RTMAX", "RTMIN", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG",
	"USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ",
}

func checkRefusedValues(p *Pass) {
	for s := range p.Services() {
		if name, _, _ := strings.Cut(s.Restart, ":"); name != "" && !isRestart(name) {
			p.refuse(s, "restart policy", name, typo.Nearest(name, slices.Values(restartNames)), "restart")
		}
		if d := s.Deploy; d != nil && d.RestartPolicy != nil && d.RestartPolicy.Condition != "" && !isRestart(d.RestartPolicy.Condition) {
			name := d.RestartPolicy.Condition
			p.refuse(s, "restart policy", name, typo.Nearest(name, slices.Values([]string{"none", "on-failure", "any"})), "deploy", "restart_policy", "condition")
		}
		if name := s.StopSignal; name != "" && !isSignal(name) {
			near := typo.Nearest(withoutSIG(name), slices.Values(signalNames))
			if near != "" {
				near = "SIG" + near
			}
			p.refuse(s, "signal", name, near, "stop_signal")
		}
	}
}

// refuse reports a name, in the attribute that keys lead to, of which engines know none, and the one that was probably meant.
func (p *Pass) refuse(s Service, kind, name, near string, keys ...string) {
	if p.brokenAt(s, keys[0]) {
		return
	}
	at := narrowed(spanOf(s.Node(keys...)), name)
	d := RefusedValue.At(at, "engines know no %s %s", kind, name).About(s.Path() + "." + strings.Join(keys, "."))
	switch {
	case near != "" && at.Text() == name:
		d = d.Fixed("replace "+name+" by "+near, diag.Edit{Span: at, New: near})
		fallthrough
	case near != "":
		d = d.Helped("did you mean %s?", near)
	case kind == "signal":
		d = d.Helped("write a name such as SIGTERM, or its number")
	default:
		d = d.Helped("write no, always, on-failure or unless-stopped")
	}
	p.Report(d)
}

func isRestart(name string) bool {
	return slices.Contains(restartNames, name) || slices.Contains(otherNames, name)
}

// isSignal reports whether engines take a text for a signal: its name in any case, with or without SIG, or a number.
func isSignal(text string) bool {
	if n, err := strconv.Atoi(text); err == nil {
		return n != 0
	}
	name := withoutSIG(text)
	return slices.Contains(signalNames, name) || strings.HasPrefix(name, "RTMIN+") || strings.HasPrefix(name, "RTMAX-")
}

func withoutSIG(name string) string { return strings.TrimPrefix(strings.ToUpper(name), "SIG") }
