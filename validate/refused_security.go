package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/enginenames"
	"github.com/composekit/composekit/model"
)

// refusedSecurity looks for what a container is to be allowed, and how far.
func (p *Pass) refusedSecurity(s Service) {
	p.refusedCapabilities(s, "cap_add", s.CapAdd)
	p.refusedCapabilities(s, "cap_drop", s.CapDrop)
	for i, option := range s.SecurityOpt {
		p.refusedOption(s, i, option)
	}
	for i, rule := range s.DeviceCgroupRules {
		if !isCgroupRule(rule) {
			p.refuse(s, refusal{what: "%q is no rule for devices", about: []any{rule}, help: "write TYPE MAJOR:MINOR ACCESS, such as c 1:3 mr"}, key("device_cgroup_rules"), at(i))
		}
	}
	if len(s.Ulimits) > 0 {
		p.refusedUlimits(s)
	}
	if len(s.Sysctls) > 0 && s.Runtime == "" {
		inOrder(s.Sysctls, s.Node(), "sysctls", func(name, value string) { p.refusedSysctl(s, name, value) })
	}
}

func (p *Pass) refusedUlimits(s Service) {
	inOrder(s.Ulimits, s.Node(), "ulimits", func(name string, u *model.Ulimit) {
		switch {
		case !slices.Contains(enginenames.Ulimits, name):
			p.refuseKey(s, "ulimit", name, "they are "+strings.Join(enginenames.Ulimits, ", "), enginenames.Ulimits, "ulimits", name)
		case u != nil && u.Hard >= 0 && u.Soft > u.Hard:
			p.refuse(s, refusal{what: "the soft limit of %s is above the hard one", about: []any{name}, help: "raise the hard limit, or lower the soft one"}, key("ulimits"), key(name), key("soft"))
		}
	})
}

func (p *Pass) refusedCapabilities(s Service, attribute string, names []string) {
	for i, name := range names {
		plain := strings.ToUpper(name)
		if short := strings.TrimPrefix(plain, "CAP_"); short != "ALL" {
			plain = short
		}
		if !slices.Contains(enginenames.Capabilities, plain) {
			p.refuseName(s, "capability", name, "write the name of one of Linux's capabilities, such as NET_ADMIN", enginenames.Capabilities, key(attribute), at(i))
		}
	}
}

// seccompProfiles are those that engines have; others are files.
var seccompProfiles = []string{"unconfined", "builtin"}

func (p *Pass) refusedOption(s Service, i int, option string) {
	name, value, valued := strings.Cut(option, "=")
	if !valued {
		name, value, valued = strings.Cut(option, ":")
	}
	switch {
	case !slices.Contains(enginenames.SecurityOptions, name):
		p.refuseName(s, "security option", name, "write NAME=VALUE with one of the names "+strings.Join(enginenames.SecurityOptions, ", "), enginenames.SecurityOptions, key("security_opt"), at(i))
	case !valued && name != "no-new-privileges":
		p.refuse(s, refusal{what: "the security option %s has no value", about: []any{name}, help: "write " + name + "=VALUE"}, key("security_opt"), at(i))
	case valued && name == "no-new-privileges":
		if _, err := strconv.ParseBool(value); err != nil {
			p.refuse(s, refusal{what: "no-new-privileges is true or false, not %q", about: []any{value}, help: "write no-new-privileges=true", text: value}, key("security_opt"), at(i))
		}
	case name == "seccomp" && !strings.ContainsAny(value, "/.{"):
		if r, ok := p.slip("seccomp profile", value, seccompProfiles); ok {
			p.refuse(s, r, key("security_opt"), at(i))
		}
	}
}

// isCgroupRule reports whether a text is of the form TYPE MAJOR:MINOR ACCESS.
func isCgroupRule(text string) bool {
	kind, rest, _ := strings.Cut(text, " ")
	device, access, _ := strings.Cut(rest, " ")
	major, minor, _ := strings.Cut(device, ":")
	isNumber := func(text string) bool { return text == "*" || text != "" && all(text, digit) }
	return (kind == "a" || kind == "b" || kind == "c") && isNumber(major) && isNumber(minor) &&
		access != "" && len(access) <= 3 && strings.Trim(access, "rwm") == ""
}

// The kernel's parameters that a container can have for itself besides those of its network, by what it must not share with
// the host for that.
var (
	sysctlsOfIPC = []string{
		"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni",
		"kernel.shm_rmid_forced",
	}
	sysctlOfUTS = "kernel.domainname"
)

// refusedSysctl looks whether a kernel's parameter can be set for a container alone.
func (p *Pass) refusedSysctl(s Service, name, value string) {
	r := refusal{what: "%s cannot be set for a container alone", about: []any{name}, help: "it is a setting of the whole host: set it there, with sysctl -w " + name + "=" + value}
	dotted := strings.ReplaceAll(name, "/", ".")
	switch {
	case dotted == "kernel.hostname":
		r.help = "write hostname: instead"
	case strings.HasPrefix(dotted, "net."):
		if s.NetworkMode != "host" {
			return
		}
		r = refusal{what: "%s cannot be set for a container in the host's network", about: []any{name}, help: "set it on the host, or leave out network_mode: host"}
	case strings.HasPrefix(dotted, "fs.mqueue."), slices.Contains(sysctlsOfIPC, dotted):
		if s.IPC != "host" {
			return
		}
		r = refusal{what: "%s cannot be set for a container that shares the host's IPC", about: []any{name}, help: "set it on the host, or leave out ipc: host"}
	case dotted == sysctlOfUTS:
		if s.UTS != "host" {
			return
		}
		r = refusal{what: "%s cannot be set for a container that shares the host's names", about: []any{name}, help: "set it on the host, or leave out uts: host"}
	}
	p.refuse(s, r, key("sysctls"), key(name))
}
