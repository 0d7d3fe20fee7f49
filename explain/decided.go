package explain

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/syntax"
)

// deciders say of attributes which others decide what holds where they themselves are not set. Both are named from the mapping that
// they are in, whose type has them: the other one has to be set there.
var deciders = [...]struct{ of, by string }{
	{"scale", "deploy.replicas"},
	{"deploy.replicas", "scale"},
	{"restart", "deploy.restart_policy"},
	{"deploy.restart_policy", "restart"},
	{"cpus", "deploy.resources.limits.cpus"},
	{"deploy.resources.limits.cpus", "cpus"},
	{"mem_limit", "deploy.resources.limits.memory"},
	{"deploy.resources.limits.memory", "mem_limit"},
	{"pids_limit", "deploy.resources.limits.pids"},
	{"deploy.resources.limits.pids", "pids_limit"},
	{"mem_reservation", "deploy.resources.reservations.memory"},
	{"deploy.resources.reservations.memory", "mem_reservation"},
	{"networks", "network_mode"},
	{"dockerfile", "dockerfile_inline"},
	{"build.platforms", "platform"},
	{"count", "device_ids"},
}

// decider is the value that decides what holds at the location, where nothing is set, and its path; nil if there is none.
func (l *location) decider() (path string, by *syntax.Node) {
	for _, d := range deciders {
		of, other := strings.Split(d.of, "."), syntax.Path{}
		for _, name := range strings.Split(d.by, ".") {
			other = append(other, syntax.Step{Name: name})
		}
		from := len(l.way) - len(of) - 1
		if from < 0 || !slices.EqualFunc(l.way[from+1:], of, func(at level, name string) bool { return at.attr != nil && at.name == name }) {
			continue
		}
		base := l.way[from]
		if by := base.node.At(other); base.t.At(other) != nil && !by.IsNull() && (by.Kind != syntax.Scalar || by.Value() != "") {
			return strings.TrimSuffix(l.path, d.of) + d.by, by
		}
	}
	return "", nil
}
