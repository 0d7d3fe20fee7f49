package validate

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// MountedTwice is a path in a container where two things are mounted.
var MountedTwice = &diag.Def{Code: "mounted-twice", Title: "two mounts at the same path"}

// MountTargets forbids two mounts at one path of a container.
var MountTargets = &Rule{
	Name:  "mount-targets",
	Doc:   "Only one volume or temporary file system can be mounted at a path.",
	Codes: []*diag.Def{MountedTwice},
	Check: func(p *Pass) {
		m := mounts{pass: p}
		for _, s := range p.Services() {
			if len(s.Tmpfs)+len(s.Volumes) < 2 || p.brokenAt(s, "tmpfs", "volumes") {
				continue
			}
			m.begin(s)
			for i, t := range s.Tmpfs {
				target, _, _ := strings.Cut(t, ":")
				m.add(mount{target, "tmpfs", i})
			}
			for i, v := range s.Volumes {
				m.add(mount{v.Target, "volumes", i})
			}
		}
	},
}

// mount is an item of one of the attributes that mount something.
type mount struct {
	target, attribute string
	item              int
}

// mounts are the mounts of one service by their targets.
type mounts struct {
	pass    *Pass
	service Service
	few     [16]mount // the first ones; a service has few as a rule
	many    map[string]mount
	count   int
}

// begin forgets the mounts of the service before.
func (m *mounts) begin(s Service) {
	m.service, m.count = s, 0
	if len(m.many) > 0 {
		clear(m.many)
	}
}

func (m *mounts) add(next mount) {
	if next.target == "" {
		return // misshapen, and reported as such
	}
	if first, taken := m.find(next.target); taken {
		m.pass.Report(MountedTwice.At(m.place(next), "something is mounted at %s already", next.target).
			Labelled(m.place(first), "first here").
			Helped("mount it somewhere else, or leave one of them out").About(m.service.path(next)).
			With("service", m.service.Name).With("target", next.target).With("first", m.service.path(first)))
		return
	}
	if m.count < len(m.few) {
		m.few[m.count] = next
		m.count++
		return
	}
	if m.many == nil {
		m.many = map[string]mount{}
	}
	m.many[next.target] = next
}

func (m *mounts) find(target string) (mount, bool) {
	for _, f := range m.few[:m.count] {
		if f.target == target {
			return f, true
		}
	}
	f, taken := m.many[target]
	return f, taken
}

// path is the path of a mount among the attributes of the service.
func (s Service) path(x mount) string {
	return s.Path + "." + x.attribute + "[" + strconv.Itoa(x.item) + "]"
}

func (m *mounts) place(x mount) source.Span {
	n := item(m.service.Node(x.attribute), x.item)
	return firstSpan(spanOf(n.Get("target")), spanOf(n), m.service.Span(x.attribute))
}
