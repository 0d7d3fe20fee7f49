package validate

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/enginenames"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// RefusedValue is a value with which docker compose loads a project, and no container, network or volume can be made.
var RefusedValue = &diag.Def{Code: "refused-value", Severity: diag.Warning, Title: "a value that the engine refuses"}

// RefusedValues looks for values that are handed on to the engine, which then makes no container, or no network.
var RefusedValues = &Rule{
	Name:  "refused-values",
	Doc:   "docker compose hands most values on to the engine as they are, which refuses what it does not know or cannot do.",
	Codes: []*diag.Def{RefusedValue},
	Check: checkRefusedValues,
}

func checkRefusedValues(p *Pass) {
	for s := range p.Services() {
		if s.Provider != nil {
			continue
		}
		p.refusedNames(s)
		p.refusedLogging(s)
		p.refusedSecurity(s)
		p.refusedPaths(s)
		p.refusedMemory(s)
		p.refusedCPU(s)
		p.refusedDurations(s)
		p.refusedAddresses(s)
		p.refusedPorts(s)
		p.refusedSharing(s)
		p.refusedGrants(s)
	}
	p.refusedNetworks()
	p.refusedVolumes()
}

// refusal is what an engine refuses.
type refusal struct {
	// what is refused: a format with a verb for each thing that it is about.
	what  string
	about []any
	help  string
	// text is the part of the value that is wrong; "" is all of it.
	text string
	// meant is what text was probably meant to be; "" if that is not known.
	meant string
}

// refuse reports what an engine refuses about the value that keys lead to from a service.
func (p *Pass) refuse(s Service, r refusal, keys ...syntax.Step) {
	if p.Full(RefusedValue) || p.brokenAt(s, keys[0].Name) {
		return
	}
	at, n := s.pair.Span(), s.pair.Value
	for _, step := range keys {
		if n = below(n, step); n == nil {
			break // a short form has no value of its own for what follows
		}
		if here := spanOf(n); here.Valid() {
			at = here
		}
	}
	path, _ := syntax.ParsePath(s.Path())
	p.refuseAt(at, append(path, keys...), r)
}

// refuseAt reports what an engine refuses about a value at a place.
func (p *Pass) refuseAt(at source.Span, path syntax.Path, r refusal) {
	if r.text != "" {
		at = narrowed(at, r.text)
	}
	d := RefusedValue.At(at, r.what, r.about...).About(path.String())
	if r.meant != "" && at.Text() == r.text {
		d = d.Fixed("replace "+r.text+" by "+r.meant, diag.Edit{Span: at, New: r.meant})
	}
	p.Report(d.Helped("%s", r.help))
}

// below is the value to which a step leads, also in a list of KEY=VALUE or KEY:VALUE; nil if there is none.
func below(n *syntax.Node, step syntax.Step) *syntax.Node {
	if n.Kind == syntax.Sequence && !step.Item {
		i := slices.IndexFunc(n.Items(), func(item *syntax.Node) bool {
			rest, ok := strings.CutPrefix(item.Text(), step.Name)
			return ok && rest != "" && (rest[0] == '=' || rest[0] == ':')
		})
		return item(n, i)
	}
	return n.At(syntax.Path{step})
}

func key(name string) syntax.Step { return syntax.Step{Name: name} }

func at(i int) syntax.Step { return syntax.Step{Index: i, Item: true} }

// refuseName reports a name of which engines know none, and the one among those they know that was probably meant.
func (p *Pass) refuseName(s Service, kind, name, help string, known []string, keys ...syntax.Step) {
	p.refuse(s, p.unknown(kind, name, help, known), keys...)
}

// unknown is the refusal of a name that is not known. The help is for one that is like none of the known ones.
func (p *Pass) unknown(kind, name, help string, known []string) refusal {
	r := refusal{what: "engines know no " + kind + " %s", about: []any{name}, help: help, text: name}
	if p.guessed += len(known); p.guessed > guesses {
		return r
	}
	if r.meant = typo.Nearest(name, slices.Values(known)); r.meant != "" {
		r.help = "did you mean " + r.meant + "?"
	}
	return r
}

// slip is the refusal of a name that is none of the known ones, but like one of them. What is like none may be a plugin, a network or a
// file, of which engines have others.
func (p *Pass) slip(kind, name string, known []string) (r refusal, ok bool) {
	if name == "" || slices.Contains(known, name) {
		return r, false
	}
	r = p.unknown(kind, name, "", known)
	return r, r.meant != ""
}

// What restart and deploy may call two of the restart policies besides, and what deploy mostly does.
var (
	otherRestarts  = []string{"none", "any"}
	deployRestarts = []string{"none", "on-failure", "any"}
)

// refusedNames looks for values that are names of something.
func (p *Pass) refusedNames(s Service) {
	const restarts = "write no, always, on-failure or unless-stopped"
	switch name, count, counted := strings.Cut(s.Restart, ":"); {
	case name != "" && !isRestart(name):
		p.refuseName(s, "restart policy", name, restarts, enginenames.RestartPolicies, key("restart"))
	case counted && name != "on-failure":
		p.refuse(s, refusal{what: "the restart policy %s has no number of attempts", about: []any{name}, help: "write on-failure:" + count + ", or " + name + " alone"}, key("restart"))
	case counted && !isCount(count, 0):
		p.refuse(s, refusal{what: "%q is no number of attempts", about: []any{count}, help: "write a number, as in on-failure:3", text: count}, key("restart"))
	}
	if d := s.Deploy; d != nil && d.RestartPolicy != nil && d.RestartPolicy.Condition != "" && !isRestart(d.RestartPolicy.Condition) {
		p.refuseName(s, "restart policy", d.RestartPolicy.Condition, restarts, deployRestarts, key("deploy"), key("restart_policy"), key("condition"))
	}
	if name := s.ContainerName; name != "" && !isEngineName(strings.TrimPrefix(name, "/")) {
		p.refuse(s, refusal{what: "%q is not the name of a container", about: []any{name}, help: engineNames, text: name}, key("container_name"))
	}
	if name := s.StopSignal; name != "" && !isSignal(name) {
		r := p.unknown("signal", withSIG(name), "write a name such as SIGTERM, or its number", enginenames.Signals)
		r.about, r.text = []any{name}, name
		p.refuse(s, r, key("stop_signal"))
	}
	if mode, of, _ := strings.Cut(s.IPC, ":"); s.IPC != "" && !slices.Contains(enginenames.IPCModes, s.IPC) && (of == "" || mode != "container" && mode != "service") {
		p.refuseName(s, "IPC mode", s.IPC, "write private, shareable, host, none, service:NAME or container:NAME", enginenames.IPCModes, key("ipc"))
	}
	p.refusedNetworkMode(s)
	if name := s.Isolation; name != "" && !slices.Contains(enginenames.Isolations, strings.ToLower(name)) {
		p.refuseName(s, "isolation", name, "leave it out: Linux has only default, Windows process and hyperv besides", enginenames.Isolations, key("isolation"))
	}
	p.refusedPlatform(s)
}

// refusedPlatform looks for platforms that there are none of. An operating system and an architecture may be any, as images may be made
// for any: of these a slip of the pen is told.
func (p *Pass) refusedPlatform(s Service) {
	name := s.Platform
	const help = "write an operating system and an architecture, such as linux/amd64"
	system, rest, both := strings.Cut(name, "/")
	switch {
	case name == "":
	case !both && !isPlatform(name):
		p.refuse(s, p.unknown("platform", name, help, slices.Concat(enginenames.OperatingSystems, enginenames.Architectures)), key("platform"))
	case !isPlatform(name):
		p.refuse(s, refusal{what: "%s is no platform", about: []any{name}, help: help, text: name}, key("platform"))
	case both:
		architecture, _, _ := strings.Cut(rest, "/")
		for _, part := range [...]struct {
			kind, name string
			known      []string
		}{{"operating system", system, enginenames.OperatingSystems}, {"architecture", architecture, enginenames.Architectures}} {
			if slices.Contains(part.known, strings.ToLower(part.name)) {
				continue
			}
			if r, slips := p.slip(part.kind, part.name, part.known); slips {
				p.refuse(s, r, key("platform"))
			}
		}
	}
}

// refusedNetworkMode looks for slips of the pen: what else a mode is may be the name of a network.
func (p *Pass) refusedNetworkMode(s Service) {
	mode, _, of := strings.Cut(s.NetworkMode, ":")
	known := enginenames.NetworkModes
	if of {
		known = []string{"service", "container"}
	}
	r, ok := p.slip("network mode", mode, known)
	if p.guessed += len(p.Project.Networks); !ok || p.guessed > guesses {
		return
	}
	for name, n := range p.Project.Networks {
		if n != nil && (name == mode || n.Name == mode) {
			return
		}
	}
	p.refuse(s, r, key("network_mode"))
}

// refuseKey is refuseName for a name that is the last of the keys.
func (p *Pass) refuseKey(s Service, kind, name, help string, known []string, keys ...string) {
	if p.Full(RefusedValue) || p.brokenAt(s, keys[0]) {
		return
	}
	path, _ := syntax.ParsePath(s.Path())
	for _, k := range keys {
		path = append(path, key(k))
	}
	p.refuseAt(s.Key(keys...), path, p.unknown(kind, name, help, known))
}

func isRestart(name string) bool {
	return slices.Contains(enginenames.RestartPolicies, name) || slices.Contains(otherRestarts, name)
}

// isSignal reports whether engines take a text for a signal: its name in any case, with or without SIG, or a number.
func isSignal(text string) bool {
	if n, err := strconv.Atoi(text); err == nil {
		return n != 0
	}
	name := withSIG(text)
	return slices.Contains(enginenames.Signals, name) || strings.HasPrefix(name, "SIGRTMIN+") || strings.HasPrefix(name, "SIGRTMAX-")
}

// isCount reports whether a text is a whole number from least up.
func isCount(text string, least int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= least
}

// isPlatform reports whether a text is an operating system or an architecture that is known, or OS/ARCHITECTURE or
// OS/ARCHITECTURE/VARIANT, of which any may be. An operating system may have a version in parentheses.
func isPlatform(text string) bool {
	system, rest, more := strings.Cut(text, "/")
	system, version, versioned := strings.Cut(system, "(")
	switch {
	case !isWord(system) || strings.Contains(system, ".") || versioned && strings.Index(version, ")") != len(version)-1:
		return false
	case !more:
		known := func(names []string) bool { return slices.Contains(names, strings.ToLower(system)) }
		return known(enginenames.OperatingSystems) || !versioned && known(enginenames.Architectures)
	}
	architecture, variant, more := strings.Cut(rest, "/")
	return isWord(architecture) && (!more || isWord(variant))
}

// isWord reports whether a text has letters and digits of ASCII, dots, underscores and hyphens only, and one at least.
func isWord(text string) bool {
	return text != "" && strings.Trim(text, "._-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}

func withSIG(name string) string { return "SIG" + strings.TrimPrefix(strings.ToUpper(name), "SIG") }

// refusedPorts looks for ports that there are none of.
func (p *Pass) refusedPorts(s Service) {
	for i := range s.Ports {
		port := &s.Ports[i]
		if port.Target > math.MaxUint16 {
			p.refuse(s, refusal{what: "%d is no port of a container", about: []any{port.Target}, help: "write a number up to 65535"}, key("ports"), at(i), key("target"))
		}
		if port.Published != "" && !isRange(port.Published) {
			p.refuse(s, refusal{what: "%q is no port of a host", about: []any{port.Published}, help: "write a number up to 65535, or a range such as 8000-8010"}, key("ports"), at(i), key("published"))
		}
		if port.Protocol != "" && !slices.Contains(enginenames.Protocols, strings.ToLower(port.Protocol)) {
			p.refuseName(s, "protocol", port.Protocol, "write tcp, udp or sctp", enginenames.Protocols, key("ports"), at(i), key("protocol"))
		}
	}
	for i, text := range s.Expose {
		if ports, _, _ := strings.Cut(text, "/"); !isRange(ports) {
			help := "write a number up to 65535, or a range such as 8000-8010"
			if strings.Contains(text, ":") {
				help = "write it below `ports` to publish the port on the host"
			}
			p.refuse(s, refusal{what: "%q is no port of a container", about: []any{text}, help: help}, key("expose"), at(i))
		}
	}
}

// isRange reports whether a text is a number up to 65535, or a range of such numbers.
func isRange(text string) bool {
	_, _, ok := model.PortRange(text)
	return ok
}
