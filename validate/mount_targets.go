package validate

import (
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
		for s := range p.Services() {
			if len(s.Tmpfs)+len(s.Volumes) < 2 || p.brokenAt(s, "tmpfs", "volumes") {
				continue
			}
			m := mounts{pass: p, service: s, at: make(map[string]source.Span, len(s.Tmpfs)+len(s.Volumes))}
			for i, t := range s.Tmpfs {
				target, _, _ := strings.Cut(t, ":")
				m.add(target, firstSpan(spanOf(item(s.Node("tmpfs"), i)), s.Span("tmpfs")), ".tmpfs")
			}
			for i, v := range s.Volumes {
				n := item(s.Node("volumes"), i)
				m.add(v.Target, firstSpan(spanOf(n.Get("target")), spanOf(n), s.pair.Span), ".volumes")
			}
		}
	},
}

// mounts are the mounts of one service by their targets.
type mounts struct {
	pass    *Pass
	service Service
	at      map[string]source.Span
}

func (m *mounts) add(target string, at source.Span, attribute string) {
	if target == "" {
		return // misshapen, and reported as such
	}
	if first, taken := m.at[target]; taken {
		m.pass.Report(MountedTwice.At(at, "something is mounted at %s already", target).
			Labelled(first, "first here").
			Helped("mount it somewhere else, or leave one of them out").About(m.service.Path + attribute))
		return
	}
	m.at[target] = at
}
