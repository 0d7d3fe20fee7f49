package validate

import (
	"slices"
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
	Check: checkMountTargets,
}

func checkMountTargets(p *Pass) {
	m := mounts{pass: p}
	for s := range p.Services() {
		if count := len(s.Tmpfs) + len(s.Volumes); count < 2 || count <= few && !s.mountsTwice() || p.brokenAt(s, "tmpfs", "volumes") {
			continue
		}
		m.begin(s)
		for i, t := range s.Tmpfs {
			m.add(mount{tmpfsTarget(t), "tmpfs", i})
		}
		for i := range s.Volumes {
			m.add(mount{s.Volumes[i].Target, "volumes", i})
		}
	}
}

// few is up to how many targets of a service are compared each with each; a service has few as a rule.
const few = 16

// mountsTwice reports whether of few mounts two are at the same path.
func (s Service) mountsTwice() bool {
	var targets [few]string
	seen := targets[:0]
	for _, t := range s.Tmpfs {
		seen = append(seen, tmpfsTarget(t))
	}
	for i := range s.Volumes {
		seen = append(seen, s.Volumes[i].Target)
	}
	for i, target := range seen {
		if target != "" && slices.Contains(seen[:i], target) {
			return true
		}
	}
	return false
}

func tmpfsTarget(text string) string {
	target, _, _ := strings.Cut(text, ":")
	return target
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
	first   map[string]mount
}

// begin forgets the mounts of the service before.
func (m *mounts) begin(s Service) {
	m.service = s
	if m.first == nil {
		m.first = map[string]mount{}
	}
	clear(m.first)
}

func (m *mounts) add(next mount) {
	if next.target == "" {
		return // misshapen, and reported as such
	}
	first, taken := m.first[next.target]
	if !taken {
		m.first[next.target] = next
		return
	}
	m.pass.Report(MountedTwice.At(m.place(next), "something is mounted at %s already", next.target).
		Labelled(m.place(first), "first here").
		Helped("mount it somewhere else, or leave one of them out").About(m.service.mountPath(next)).
		With("service", m.service.Name).With("target", next.target).With("first", m.service.mountPath(first)))
}

// path is the path of a mount among the attributes of the service.
func (s Service) mountPath(x mount) string {
	return s.Path() + "." + x.attribute + "[" + strconv.Itoa(x.item) + "]"
}

func (m *mounts) place(x mount) source.Span {
	n := item(m.service.Node(x.attribute), x.item)
	return firstSpan(spanOf(n.Get("target")), spanOf(n), m.service.Span(x.attribute))
}
